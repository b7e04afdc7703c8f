"""The structuring tool: rules always, a language model where the site has one; facts with their evidence out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.assembling import assemble
from carnet.tools.structuring.deriving import derive
from carnet.tools.structuring.facts import Fact, Response, StructuredNote, Unsupported
from carnet.tools.structuring.response_class import classify
from carnet.version import __version__

if TYPE_CHECKING:
    from carnet.tools.structuring.model.way import ModelWay
    from carnet.tools.structuring.results import StructuredNotes


@dataclass(frozen=True)
class Structurer:
    """Reads the facts of a note. `rules` and `llm` (the URI of a model) are the two ways; at least one is on."""

    rules: bool = True
    llm: str | None = None
    cache: str | None = None
    name: str = field(default="structure", init=False)

    @cached_property
    def fingerprint(self) -> str:
        """What the results depend on besides the notes."""
        parts = ["structure", __version__, "rules" * self.rules, self.way.fingerprint if self.way else ""]
        return " ".join(part for part in parts if part)

    @cached_property
    def way(self) -> "ModelWay | None":
        """The model's way, where there is a model."""
        if not self.llm:
            return None
        from carnet.tools.structuring.model.way import ModelWay

        return ModelWay.open(self.llm, cache=self.cache)

    def prepare(self) -> None:
        """Load vocabularies now."""
        Structurer()(Note("", "Carcinome du sein droit pT2 N1 M0, HER2 3+, opérée le 12/03/2024."))

    def facts(self, reading: Reading) -> list[Fact]:
        """What the rules read in a note, and what follows from it."""
        return _with_derived(_read(reading))

    def __call__(self, note: Note | str) -> StructuredNote:
        note = Note.of(note)
        reading = Reading.of(note)
        facts = _read(reading) if self.rules else []
        unsupported: tuple[Unsupported, ...] = ()
        if self.way is not None:
            said = self.way.read(reading)
            facts, unsupported = self.way.join(facts, said.facts), tuple(said.unsupported)
        facts = _with_derived(facts)
        told = classify(facts, reading)
        return StructuredNote(
            note_id=note.note_id,
            person_id=note.person_id,
            note_date=note.note_date.isoformat() if note.note_date else None,
            facts=tuple(facts),
            response=Response(value=told.value, rule=told.rule, evidence=told.justification),
            unsupported=unsupported,
            producer=self.fingerprint,
        )

    def map(self, notes: Iterable[Note], workers: int = 1) -> "StructuredNotes":
        """Many notes, in order, as they come, then as patients, a table, a sending. `workers` 0: one process a core."""
        from carnet.tools.structuring.results import StructuredNotes

        return StructuredNotes(self, notes, workers)

    def __getstate__(self) -> dict[str, object]:
        """What a worker needs: the settings."""
        return {name: value for name, value in self.__dict__.items() if name not in ("way", "fingerprint")}


def _read(reading: Reading) -> list[Fact]:
    from carnet.tools.structuring.rules import find

    return assemble(reading, find(reading))


def _with_derived(facts: Sequence[Fact]) -> list[Fact]:
    return sorted([*facts, *derive(facts)], key=_place)


def _place(fact: Fact) -> tuple[int, int, str, str]:
    return fact.evidence[0].start, fact.evidence[0].end, fact.kind, fact.value
