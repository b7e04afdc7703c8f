"""What a model is asked for: facts with short French field names, and the way from its words to ours."""

from typing import Annotated, Any, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from carnet.text.clean import plain
from carnet.tools.structuring.facts import KINDS, Kind, Status

GENRES: dict[str, Kind] = {
    "site": "site",
    "lateralite": "laterality",
    "histologie": "histology",
    "grade": "grade",
    "ctnm": "ctnm",
    "ptnm": "ptnm",
    "stade": "stage",
    "metastase": "metastatic_site",
    "taille_tumorale": "tumour_size",
    "biomarqueur": "biomarker",
    "etat_general": "performance_status",
    "score": "score",
    "traitement": "treatment",
    "ligne": "line",
    "reponse": "response",
    "progression": "progression",
    "toxicite": "toxicity",
    "comorbidite": "comorbidity",
    "tabac": "tobacco",
    "alcool": "alcohol",
    "biologie": "lab",
    "evenement": "event",
    "decision": "decision",
}
ASSERTIONS: dict[str, Status] = {
    "present": "present",
    "absent": "absent",
    "possible": "possible",
    "hypothetique": "hypothetical",
    "famille": "family",
    "antecedent": "history",
}
SIDES = ("droit", "gauche", "bilateral")
MOST = 200  # facts of one part of a note


def _word(value: Any) -> str:
    """One word of an enumeration as the schema writes it: models add accents, capitals, spaces."""
    return plain(str(value)).strip().replace(" ", "_") if isinstance(value, str) else ""


def _text(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _one_of(*words: str) -> Any:
    return Annotated[str, BeforeValidator(_word), WithJsonSchema({"type": "string", "enum": list(words)})]


class SaidFact(BaseModel):
    """One fact as the model says it; an enumeration may hold anything, which is then unsupported."""

    model_config = ConfigDict(extra="ignore")

    genre: _one_of(*GENRES) = Field(description="le genre du fait")  # type: ignore[valid-type]
    valeur: Annotated[str, BeforeValidator(_text)] = Field(description="la forme brève", max_length=300, repr=False)
    citation: Annotated[str, BeforeValidator(_text)] = Field(description="mot à mot", max_length=1200, repr=False)
    assertion: _one_of(*ASSERTIONS) = Field(default="present", description="present par défaut")  # type: ignore[valid-type]
    date: Annotated[str, BeforeValidator(_text)] = Field(default="", description="AAAA-MM-JJ, AAAA-MM, AAAA ou vide")
    cote: _one_of(*SIDES, "") = Field(default="", description="côté écrit dans le texte, ou vide")  # type: ignore[valid-type]
    unite: Annotated[str, BeforeValidator(_text)] = Field(default="", description="unité écrite dans le texte, ou vide")

    @property
    def kind(self) -> Kind | None:
        """Our name of the kind, None where the model invented one."""
        said = self.genre
        return GENRES.get(said) or (said if said in KINDS else None)

    @property
    def status(self) -> Status | None:
        """Our name of the assertion, None where the model invented one."""
        said: Any = self.assertion or "present"
        return ASSERTIONS.get(said) or (said if said in get_args(Status) else None)

    @property
    def statement(self) -> str:
        """The value with its unit, as it is held against the note."""
        unit = self.unite if self.valeur[-1:].isdigit() and self.unite else ""
        return f"{self.valeur} {unit}".strip()

    @property
    def whole(self) -> str:
        """All that the model says, for people who look at what could not be supported."""
        said = "" if self.status in (None, "present") else f"({self.assertion})"
        return " ".join(part for part in (self.statement, self.cote, said, self.date) if part)


class SaidFacts(BaseModel):
    """The answer of a model about one part of a note."""

    model_config = ConfigDict(extra="ignore")

    faits: list[SaidFact] = Field(description="les faits, dans l’ordre du texte", max_length=MOST)
