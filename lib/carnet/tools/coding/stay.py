"""A stay as it comes to be coded: its notes, and what the administration knows of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from carnet.text.note import Note

Sex = Literal["f", "m"]


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay (RUM). `age` in years at admission; `given` are codes of a human coder by position, to be verified.

    Every field but the notes may be unknown. `repr` shows no text.
    """

    stay_id: str
    notes: tuple[Note, ...]
    person_id: str | None = None
    age: float | None = None
    sex: Sex | None = None
    admission: date | None = None
    discharge: date | None = None
    unit: str | None = None
    died: bool | None = None
    given: tuple[tuple[str, str], ...] = ()  # (position, code)

    @classmethod
    def of(cls, note: Note) -> "Stay":
        """The stay that a note alone tells of."""
        return cls(str(note.visit_id or note.note_id), (note,), note.person_id)

    def __repr__(self) -> str:
        return f"Stay({self.stay_id!r}, {len(self.notes)} notes)"


def by_stay(notes: Iterable[Note]) -> Iterator[Stay]:
    """The stays of notes, in the order of their first note; a note without a visit is a stay of its own."""
    groups: dict[tuple[str | None, str], list[Note]] = {}
    for note in notes:
        key = (note.person_id, f"v{note.visit_id}") if note.visit_id else (note.person_id, f"n{note.note_id}")
        groups.setdefault(key, []).append(note)
    for group in groups.values():
        first = group[0]
        yield Stay(str(first.visit_id or first.note_id), tuple(group), first.person_id)
