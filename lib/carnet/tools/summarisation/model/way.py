"""A model's summary of a note: each sentence stands on the passages that it quotes, or is told apart."""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from carnet.errors import CarnetError
from carnet.llm.chat import open_llm
from carnet.llm.grounding import Grounder, ground_sentence
from carnet.llm.model import LanguageModel
from carnet.llm.prompts import load
from carnet.llm.splitting import split
from carnet.llm.structured import generate_all
from carnet.text.clean import plain
from carnet.text.reading import Reading
from carnet.tools.structuring.assembling import evidence
from carnet.tools.structuring.facts import Unsupported
from carnet.tools.summarisation.summary import Section, Sentence
from carnet.tools.summarisation.titles import REPORT, title

VERSION = 1  # of the checks
LIMIT = 12_000  # characters of a note shown at once: a summary needs the whole where it can
MOST = 60  # sentences of one answer
RUBRIQUES = {
    "motif": "reason",
    "antecedents": "background",
    "histoire": "illness",
    "examens": "examinations",
    "diagnostic": "diagnosis",
    "traitement": "treatment",
    "evolution": "course",
    "suites": "next",
}


def _word(value: Any) -> str:
    return plain(str(value)).strip() if isinstance(value, str) else ""


class SaidSentence(BaseModel):
    """A sentence and what it quotes."""

    model_config = ConfigDict(extra="ignore")

    texte: str = Field(max_length=600, repr=False)
    citations: list[str] = Field(max_length=6, repr=False)


class SaidSection(BaseModel):
    """A section of the answer."""

    model_config = ConfigDict(extra="ignore")

    rubrique: Annotated[str, BeforeValidator(_word), WithJsonSchema({"type": "string", "enum": list(RUBRIQUES)})]
    phrases: list[SaidSentence] = Field(max_length=MOST)


class SaidSummary(BaseModel):
    """The answer of a model about a note, or a part of it."""

    model_config = ConfigDict(extra="ignore")

    rubriques: list[SaidSection] = Field(max_length=3 * len(RUBRIQUES))


@dataclass(frozen=True)
class ModelWay:
    """Asks a model for the summary of a note; see `carnet.llm.grounding` for what a sentence must stand."""

    model: LanguageModel

    @classmethod
    def open(cls, uri: str, cache: Any = None) -> "ModelWay":
        """The way of the model that a URI names. Raises CarnetError where it names none."""
        return cls(open_llm(uri, cache=cache))

    @property
    def fingerprint(self) -> str:
        """What the results depend on besides the notes: model, prompt, checks."""
        return f"{self.model.fingerprint} {load('summarise').id} grounding-{VERSION}"

    def summarise(self, reading: Reading) -> tuple[tuple[Section, ...], tuple[Unsupported, ...]]:
        """The sections of a note, in our order, and what the note does not support.

        Raises CarnetError where the model does not answer at all.
        """
        prompt = load("summarise")
        parts = [part for part in split(reading, limit_chars=LIMIT) if part.text.strip()]
        answers = generate_all(self.model, [prompt.render(note=part.text) for part in parts], SaidSummary)
        grounder = Grounder(reading)
        made: dict[str, dict[str, Sentence]] = {}
        unsupported: list[Unsupported] = []
        for part, answer in zip(parts, answers, strict=True):
            if isinstance(answer, CarnetError):
                raise answer
            if not isinstance(answer.value, SaidSummary):
                unsupported.append(
                    Unsupported(kind="", statement="", reason=answer.trouble, note_id=reading.note.note_id)
                )
                continue
            for section in answer.value.rubriques:
                key = RUBRIQUES.get(section.rubrique, "course")
                for said in section.phrases:
                    found = grounded(grounder, reading, said, (part.start, part.end), key)
                    if isinstance(found, Sentence):
                        made.setdefault(key, {}).setdefault(found.text, found)
                    elif found not in unsupported:
                        unsupported.append(found)
        return _sections(made), tuple(unsupported)


def grounded(
    grounder: Grounder, reading: Reading, said: SaidSentence, within: tuple[int, int], key: str
) -> Sentence | Unsupported:
    """A sentence with its passages, or why the note does not support it."""
    places = ground_sentence(said.texte, said.citations, grounder, within=within)
    if isinstance(places, str):
        quote = said.citations[0] if said.citations else ""
        return Unsupported(kind=key, statement=said.texte, quote=quote, reason=places, note_id=reading.note.note_id)
    passages = tuple(evidence(reading, one.start, one.end) for one in places)
    return Sentence(text=said.texte.strip(), evidence=passages, way="model")


def _sections(made: dict[str, dict[str, Sentence]]) -> tuple[Section, ...]:
    return tuple(
        Section(key=key, title=title(key), sentences=tuple(made[key].values())) for key in REPORT if made.get(key)
    )
