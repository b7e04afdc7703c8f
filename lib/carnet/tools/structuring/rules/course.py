"""What became of the patient: response, progression, toxicities, comorbidities, habits, events."""

import re
from dataclasses import replace

from carnet.text.assertion import assert_spans
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

_HISTORY = frozenset(("history", "medical_history", "surgical_history", "gynaecological_history"))
_ITEM = re.compile(r" *[-*•·>]")


def find(reading: Reading) -> list[Finding]:
    """The facts of this family, in offsets of the clean text. A toxicity is not a comorbidity nor an event besides."""
    toxic = course_toxicity.find(reading)
    taken = {(one.judged or (one.start, one.end))[0] for one in toxic}
    ill = [
        one
        for one in course_comorbidity.find(reading)
        if one.start not in taken or one.parts.get("type") == "admission"  # an admission for it is both
    ]
    told = [*toxic, *course_response.find(reading), *course_progression.find(reading)]
    return [*_told(reading, told), *ill, *course_habits.find(reading), *course_vitals.find(reading)]


def _told(reading: Reading, found: list[Finding]) -> list[Finding]:
    """The course of the disease told below « Antécédents », on lines of its own, is no history for standing there."""
    places = []
    for place, one in enumerate(found):
        section = reading.section_at(one.start)
        if one.status is None and section is not None and section.kind in _HISTORY:
            line = reading.plain.rfind("\n", 0, one.start) + 1
            if line > section.start and not _ITEM.match(reading.plain, line):
                places.append(place)
    spans = [found[place].judged or (found[place].start, found[place].end) for place in places]
    said = assert_spans(reading.clean, reading.sentences, (), spans) if places else []
    for place, assertion in zip(places, said, strict=True):
        found[place] = replace(found[place], status=assertion.status)  # type: ignore[arg-type]
    return found
