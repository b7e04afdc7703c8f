"""What became of the patient: response, progression, toxicities, comorbidities, habits, events."""

from carnet.text.reading import Reading
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules import course_progression, course_response, course_toxicity


def find(reading: Reading) -> list[Finding]:
    """The facts of this family, in offsets of the clean text."""
    families = (course_response, course_progression, course_toxicity)
    return [one for family in families for one in family.find(reading)]
