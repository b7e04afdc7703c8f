"""Notes read by the rules of the course alone."""

from datetime import date

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.assembling import assemble
from carnet.tools.structuring.facts import Fact
from carnet.tools.structuring.rules import course


def facts(text: str, note_date: date | None = None, *kinds: str) -> list[Fact]:
    """The facts of some kinds (of all, where none is named), with the evidence checked against the text."""
    reading = Reading.of(Note("n1", text, note_date=note_date))
    found = [one for one in assemble(reading, course.find(reading)) if not kinds or one.kind in kinds]
    for one in found:
        assert all(text[place.start : place.end] == place.quote for place in one.evidence)
    return sorted(found, key=lambda one: one.evidence[0].start)


def said(text: str, *kinds: str) -> list[str]:
    """« value » of each present fact, « value [assertion] » of each other one."""
    return [
        one.value if one.assertion == "present" else f"{one.value} [{one.assertion}]"
        for one in facts(text, None, *kinds)
    ]
