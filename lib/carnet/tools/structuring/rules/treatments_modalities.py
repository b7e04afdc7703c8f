"""Treatments named without their drugs (« traité par chimiothérapie »), and days of a cycle without a regimen."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from carnet.text.reading import Reading
from carnet.text.taken import Within
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules.treatments_search import anchored
from carnet.tools.structuring.rules.treatments_systemic import Course

_NAMES = re.compile(
    r"(?P<surgery>chirurgie)\b(?![ \n](?:digestive|thoracique|viscerale|plastique|vasculaire|cardiaque|generale"
    r"|orthopedique|"
    r"maxillo|ambulatoire|a\b|b\b))|(?P<chemo>(?:poly)?chimiotherapie|chimio)\b|(?P<immuno>immunotherapie)\b"
    r"|(?P<hormone>hormonotherapie)\b|(?P<target>therapies? ciblees?)\b"
)
_VALUES = {
    "surgery": "chirurgie",
    "chemo": "chimiothérapie",
    "immuno": "immunothérapie",
    "hormone": "hormonothérapie",
    "target": "thérapie ciblée",
}
_GIVEN = re.compile(
    r"\b(?:traitee?s? par|recu|beneficie d'une?|beneficie de|sous|en cours d[e']|debut d[e'](?: la)?|fin d[e'](?: la)?)"
    r"[ \n](?:une?[ \n]|la[ \n]|\d{1,2}[ \n](?:cures?|cycles?)[ \n]d[e'][ \n]?)?$"
)
_REACH = 80


@dataclass(frozen=True, slots=True)
class Modality:
    """A kind of treatment named at [start, end), whose drugs the sentence does not tell."""

    start: int
    end: int
    value: str


def find_modalities(reading: Reading, courses: list[Course]) -> list[Modality]:
    """The kinds of treatment that no regimen follows, by position."""
    found = []
    starts = sorted(one.regimen.start for one in courses)
    for place in anchored(reading.plain, ("chirurgie", "chimio", "polychimio", "immunoth", "hormonoth", "therapie")):
        match = _NAMES.match(reading.plain, place)
        if match is None:
            continue
        sentence = reading.sentence_at(place)
        last = min(sentence.end if sentence else place, match.end() + _REACH)
        following = bisect_left(starts, match.end())
        if following < len(starts) and starts[following] < last:
            continue
        value = next(value for name, value in _VALUES.items() if match[name])
        found.append(Modality(match.start(), match.end(), value))
    return found


def find_given(reading: Reading, modalities: list[Modality]) -> list[Finding]:
    """The kinds of treatment that the text says were given, but not of which drugs."""
    return [
        Finding("treatment", one.value, one.start, one.end, "treatment.modality", parts={"type": "modality"})
        for one in modalities
        if one.value != "chirurgie" and _GIVEN.search(reading.plain, max(0, one.start - 40), one.start)
    ]


def find_cycle_days(reading: Reading, courses: list[Course]) -> list[Finding]:
    """« C4J1 » where no regimen stands beside it."""
    beside = Within((one.first, one.last) for one in courses)
    return [
        Finding(
            "treatment",
            f"C{day.cycle}J{day.day}",
            day.start,
            day.end,
            "treatment.cycle",
            parts={"type": "cycle", "cycle": day.cycle, "day": day.day},
        )
        for day in reading.cycle_days
        if not beside.holds(day.start, day.start + 1)
    ]
