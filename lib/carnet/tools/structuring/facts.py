"""What structuring returns: facts, each with the passages that support it, and what could not be supported."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from carnet.text.evidence import Evidence

Kind = Literal[
    "site",
    "laterality",
    "histology",
    "grade",
    "ctnm",
    "ptnm",
    "stage",
    "metastatic_site",
    "tumour_size",
    "biomarker",
    "performance_status",
    "score",
    "treatment",
    "line",
    "response",
    "progression",
    "toxicity",
    "comorbidity",
    "tobacco",
    "alcohol",
    "lab",
    "event",
    "decision",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
Status = Literal["present", "absent", "possible", "hypothetical", "family", "history"]


class Fact(BaseModel):
    """One fact. `value` is the short normal form that a clinician would write; the other fields are its parts.

    `code` is of the nomenclature `system` (ICD-O-3, CIM-10, ATC, LOINC, CTCAE, ADICAP…); `unit` is as written in the
    normal form (mm, %, g/dL); `date` is ISO 8601, as precise as the text is (2024-03-12, 2024-03, 2024), None where
    none is known, and `date_rule` tells where it comes from (sentence, line, heading, note…). `parts` holds what the
    normal form is made of, in the words of each kind's module. `evidence` is never empty: the first passage is the
    mention itself, the others what the fact was also drawn from. `rule` says how a derived fact was derived, in words.
    """

    model_config = ConfigDict(frozen=True)

    kind: Kind
    value: str
    code: str | None = None
    system: str | None = None
    unit: str | None = None
    date: str | None = None
    date_rule: str | None = None
    assertion: Status = "present"
    laterality: str | None = None
    parts: dict[str, Any] = Field(default_factory=dict)
    rule: str | None = None
    producer: str = ""
    evidence: tuple[Evidence, ...] = Field(min_length=1)

    @property
    def id(self) -> str:
        """Twelve digits that name this fact: what it says and where it was first read."""
        first = self.evidence[0]
        what = (self.kind, self.value, self.assertion, first.note_id, first.start, first.end)
        return hashlib.sha256(json.dumps(what).encode()).hexdigest()[:12]


class Unsupported(BaseModel):
    """What a model said and the note does not support. `statement` is the model's, never shown as a fact."""

    model_config = ConfigDict(frozen=True)

    kind: str
    statement: str = Field(repr=False)
    quote: str = Field(default="", repr=False)
    reason: str
    note_id: str = ""


class Response(BaseModel):
    """The class of response of a note (PARTAGES use case 5b) and the passages that justify it, none where nothing does;
    `rule` names what decided (see `carnet.tools.structuring.response_class`)."""

    model_config = ConfigDict(frozen=True)

    value: Literal[
        "ReponseComplete", "ReponsePartielle", "MaladieStable", "MaladieProgressive", "NonApplicable", "NonDetermine"
    ]
    rule: str
    evidence: tuple[Evidence, ...] = ()


class StructuredNote(BaseModel):
    """The facts of a note, by position of their first evidence, its class of response, and the statements that nothing
    supports."""

    model_config = ConfigDict(frozen=True)

    note_id: str
    person_id: str | None = None
    note_date: str | None = None
    facts: tuple[Fact, ...] = ()
    response: Response | None = None
    unsupported: tuple[Unsupported, ...] = ()
    producer: str = ""

    def line(self) -> dict[str, Any]:
        """The line of the command's output."""
        return self.model_dump(mode="json", exclude_none=True)


def read_structured(path: Path) -> Iterator[StructuredNote]:
    """The results that a run wrote into OUT.jsonl, in their order; lines that tell an error are passed over."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            fields = json.loads(line)
            if "error" not in fields:
                yield StructuredNote.model_validate({**fields, "note_id": str(fields["note_id"])})
