"""One note, as the site gives it."""

from dataclasses import dataclass
from datetime import date

from carnet.errors import CarnetError
from carnet.language import _


@dataclass(frozen=True, slots=True)
class Note:
    """One clinical document. `text` is kept as given: every offset in Carnet is a code point of it, half-open.

    `repr` shows no text: a note may end up in a log.
    """

    note_id: str
    text: str
    person_id: str | None = None
    visit_id: str | None = None
    note_date: date | None = None
    note_type: str | None = None
    title: str | None = None

    @classmethod
    def of(cls, given: "Note | str") -> "Note":
        """A note as it is, or a text typed in a cell as the note « texte »."""
        return cls("texte", given) if isinstance(given, str) else given

    def __repr__(self) -> str:
        return f"Note({self.note_id!r}, {len(self.text)} characters)"


class UnreadableNote(CarnetError):
    """A note that cannot be read: the message names the file and the row, never the text."""

    @classmethod
    def missing(cls, field: str, file: str, row: int) -> "UnreadableNote":
        """A note without one of its required fields."""
        return cls(
            _("{file}, row {row}: the field “{field}” is missing.").format(file=file, row=row, field=field),
            _("Each note needs “note_id” and “text”."),
        )
