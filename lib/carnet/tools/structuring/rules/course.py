"""What became of the patient: response, progression, toxicities, comorbidities, habits, events."""

from carnet.text.reading import Reading
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules import (
    course_comorbidity,
    course_habits,
    course_progression,
    course_response,
    course_toxicity,
    course_vitals,
)


def find(reading: Reading) -> list[Finding]:
    """The facts of this family, in offsets of the clean text. A toxicity is not a comorbidity nor an event besides."""
    toxic = course_toxicity.find(reading)
    taken = {(one.judged or (one.start, one.end))[0] for one in toxic}
    ill = [one for one in course_comorbidity.find(reading) if one.start not in taken or one.value == _BOTH]
    families = (course_response, course_progression, course_habits, course_vitals)
    return [*toxic, *ill, *(one for family in families for one in family.find(reading))]


_BOTH = "neutropénie fébrile"  # an admission for it is both
