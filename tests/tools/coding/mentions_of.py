"""What tests of mentions share: the mentions of a text, with what structuring reads in it."""

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.coding.mention import Mention
from carnet.tools.coding.mentions import find_mentions
from carnet.tools.structuring.tool import Structurer


def mentions_of(text: str) -> list[Mention]:
    """The mentions of a note of this text."""
    reading = Reading.of(Note("n", text))
    return find_mentions(reading, Structurer().facts(reading))


def codes_of(text: str, *assertions: str) -> set[str]:
    """The codes of the mentions with these assertions (present, by default)."""
    return {one.code for one in mentions_of(text) if one.code and one.assertion in (assertions or ("present",))}
