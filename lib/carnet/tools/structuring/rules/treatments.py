"""What was done or decided: operations, radiotherapy, drugs, lines, decisions."""

from carnet.text.reading import Reading
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules.treatments_regimens import find_regimens
from carnet.tools.structuring.rules.treatments_systemic import courses_of, find_systemic


def find(reading: Reading) -> list[Finding]:
    """The facts of this family, in offsets of the clean text."""
    courses = courses_of(reading, find_regimens(reading))
    return find_systemic(reading, courses)
