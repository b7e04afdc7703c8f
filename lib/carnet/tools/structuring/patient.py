"""The facts of many notes of a patient as one history: no duplicates, conflicts shown, the latest and best first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from carnet.text.note import Note
from carnet.tools.structuring.facts import Fact, Kind, StructuredNote, Unsupported


@dataclass(frozen=True, slots=True)
class PatientFact:
    """What several mentions say together. `fact` is the mention with the best evidence, `mentions` all of them, best
    first; `conflicts` are facts about the same thing that say otherwise (two values of a marker on one day). `id` is
    stable as long as what is said stays.
    """

    id: str
    fact: Fact
    mentions: tuple[Fact, ...]
    conflicts: tuple[Fact, ...] = ()

    @property
    def kind(self) -> Kind:
        return self.fact.kind


@dataclass(frozen=True, slots=True)
class PatientHistory:
    """A patient's notes by date, the facts merged from them by date, and what a model said without support."""

    person_id: str
    notes: tuple[Note, ...]
    facts: tuple[PatientFact, ...]
    unsupported: tuple[Unsupported, ...] = field(default=())

    def of_kind(self, *kinds: Kind) -> tuple[PatientFact, ...]:
        """The facts of some kinds."""
        return tuple(one for one in self.facts if one.kind in kinds)


def patient_history(notes: Sequence[Note], results: Iterable[StructuredNote]) -> PatientHistory:
    """Merge what was found in the notes of one patient (all of the same `person_id`)."""
    raise NotImplementedError
