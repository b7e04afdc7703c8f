"""The rules: one module a family of facts, each `find(reading) -> list[Finding]`."""

from carnet.text.reading import Reading
from carnet.tools.structuring.finding import Finding


def find(reading: Reading) -> list[Finding]:
    """What the rules find in a note, by position."""
    from carnet.tools.structuring.rules import course, markers, staging, treatments, tumour

    found = [one for family in (tumour, staging, markers, treatments, course) for one in family.find(reading)]
    return sorted(found, key=lambda one: (one.start, one.end, one.kind, one.value))
