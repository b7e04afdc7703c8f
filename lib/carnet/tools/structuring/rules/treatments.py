"""What was done or decided: operations, radiotherapy, drugs, lines, decisions."""

from carnet.text.reading import Reading
from carnet.tools.structuring.finding import Finding


def find(reading: Reading) -> list[Finding]:
    """The facts of this family, in offsets of the clean text."""
    return []
