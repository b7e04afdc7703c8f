"""What the rules about tumours find in a text, as facts, for the tests of this folder."""

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.assembling import assemble
from carnet.tools.structuring.facts import Fact
from carnet.tools.structuring.rules import tumour


def facts(text: str, kind: str | None = None) -> list[Fact]:
    """The facts of a text, of one kind or of all."""
    reading = Reading.of(Note(note_id="1", text=text))
    found = assemble(reading, tumour.find(reading))
    return [one for one in found if kind is None or one.kind == kind]


def said(text: str, kind: str) -> list[tuple[str, str | None, str | None, str]]:
    """Value, code, side and assertion of the facts of one kind."""
    return [(one.value, one.code, one.laterality, one.assertion) for one in facts(text, kind)]
