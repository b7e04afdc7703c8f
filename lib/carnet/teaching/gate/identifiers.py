"""No identifier left in anything that a student reads."""

from collections.abc import Callable, Iterator, Sequence

from carnet.language import _
from carnet.teaching.gate.reading import finding
from carnet.teaching.item import Finding, Item

CHECK = "identifiers"


def check(item: Item, find: Callable[[str], Sequence[tuple[int, int, str]]]) -> Iterator[Finding]:
    """A finding for each identifier that `find` sees in a text of the item; the message never says it."""
    for where, text in item.texts():
        if not text.strip():
            continue
        for start, end, label in find(text):
            yield finding(
                CHECK,
                _("This looks like an identifier ({label}).").format(label=label),
                _("Replace it, or say why it is none."),
                where=where,
                span=(start, end),
            )
