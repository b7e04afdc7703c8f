"""What became of the patient: response, progression, toxicities, comorbidities, habits, events."""

from carnet.text.reading import Reading
from carnet.tools.structuring.finding import Finding


def find(reading: Reading) -> list[Finding]:
    """The facts of this family, in offsets of the clean text."""
    return []
