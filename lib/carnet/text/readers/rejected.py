"""What could not be read and why: the file, the row, the field, never the text."""

from dataclasses import dataclass

from carnet.errors import CarnetError
from carnet.language import _
from carnet.text.note import UnreadableNote


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record set aside. `row` counts from 1 (lines, rows or pages; 0: the whole file); `reason` is for people."""

    file: str
    row: int
    field: str
    reason: str
    note_id: str | None = None

    @classmethod
    def missing(cls, file: str, row: int, field: str, note_id: str | None = None) -> "Rejected":
        """A note without one of its required fields."""
        return cls(file, row, field, UnreadableNote.missing(field, file, row).message, note_id)

    @classmethod
    def whole(cls, file: str, error: CarnetError) -> "Rejected":
        """A file of many that cannot be read at all."""
        return cls(file, 0, "", str(error))

    def error(self) -> UnreadableNote:
        """The same as an error."""
        return UnreadableNote(self.reason, _("Correct it and read the file again."))
