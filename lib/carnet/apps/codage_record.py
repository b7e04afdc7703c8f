"""One stay on the coder's page: its notes, what is proposed, what was decided, and the time spent on it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from carnet.apps.codage_review import CodeItem, CodingReview
from carnet.apps.dossier_timeline import note_name
from carnet.text.note import Note
from carnet.tools.coding.result import CodedStay
from carnet.tools.coding.stay import Stay
from carnet.tools.structuring.facts import Evidence

if TYPE_CHECKING:
    from carnet.study.stays import StayRow

PAUSE = 120.0  # seconds without a word from the coder that count as time spent, at most


@dataclass
class StayRecord:
    """A stay open on the page. `coded` is none where the tool failed: it can still be coded by hand."""

    stay: Stay
    row: "StayRow | None" = None
    coded: CodedStay | None = field(default=None, repr=False)
    review: CodingReview = field(default_factory=lambda: CodingReview(lambda _code, _position: True), repr=False)
    example: bool = False  # written for the page: decisions about it are not kept
    seconds: float = 0.0
    _heard: float | None = None

    @classmethod
    def of(
        cls, stay: Stay, coded: CodedStay | None, may: Callable[[str, str], bool], row: "StayRow | None" = None
    ) -> "StayRecord":
        """A stay that is opened."""
        return cls(stay, row, coded, CodingReview.of(coded, may))

    @property
    def notes(self) -> dict[str, Note]:
        """Its notes by identifier, in time."""
        return {note.note_id: note for note in self.stay.notes}

    def names(self) -> list[tuple[str, str]]:
        """(id, « 12/03/2024 · Compte rendu opératoire ») of each note."""
        return [(note.note_id, note_name(note) or note.note_id) for note in self.stay.notes]

    def heard(self) -> None:
        """The coder did something: the time since the last word was spent on this stay, long pauses apart."""
        now = time.monotonic()
        if self._heard is not None:
            self.seconds += min(now - self._heard, PAUSE)
        self._heard = now

    def passage(self, note_id: object, start: object, end: object) -> Evidence | None:
        """The words of a note that a coder selected, blanks at its ends apart; None where there are none."""
        note = self.notes.get(note_id) if isinstance(note_id, str) else None
        if note is None or not isinstance(start, int) or not isinstance(end, int):
            return None
        start, end = max(start, 0), min(end, len(note.text))
        words = note.text[start:end]
        start, end = start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))
        if end <= start or end - start > 2000:
            return None
        return Evidence(note_id=note.note_id, start=start, end=end, quote=note.text[start:end])

    def passages(self, note_id: str) -> list[tuple[str, int, int]]:
        """(card, start, end) of the evidence of every standing code in a note, by position in it."""
        found = {
            (one.start, one.end, item.id)
            for item in self.review.in_order()
            if item.standing
            for one in item.evidence
            if one.note_id == note_id
        }
        return [(id, start, end) for start, end, id in sorted(found)]

    def at(self, id: str, note_id: str, start: object) -> tuple[CodeItem, int] | None:
        """A code and which of its passages stands at a place of a note."""
        item = self.review.items.get(id)
        if item is None:
            return None
        places = ((i, one) for i, one in enumerate(item.evidence) if (one.note_id, one.start) == (note_id, start))
        return item, next((i for i, _one in places), 0)
