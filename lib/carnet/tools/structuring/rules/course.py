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
_YEAR = re.compile(r"\b(?:en|vers|fin|debut|annee) (?:[a-z]{3,9} )?(?:19|20)\d\d(?!\d)|\( ?(?:en )?(?:19|20)\d\d ?\)")
_REACH = 250
_DOUBT = re.compile(
    r"\b(?:pas|sans|absence|aucune?|ni|non|jamais|n'|plus de|indemne|exclu|elimin|ecart|infirm|possible"
    r"|probable|suspect|suspicion"
    r"|evoqu|evoc|si|s'il|en cas|risque|serait|compatible|sugger|eventuel|faveur|craint|crainte|discut|pourrai"
    r"|semble|doute|vs"
    r"|versus|peut|antecedent|atcd|ancien|mere|pere|soeur|frere|tante|oncle|famil|negati|disparu|resolu"
    r"|surveill|prevenir"
    r"|depist|recherch|afin|pour|apparente|dementi)|\?"
)
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
    body = course_vitals.find(reading)
    deaths = [one for one in body if one.rule == "event.death"]
    told = [*toxic, *deaths, *course_response.find(reading), *course_progression.find(reading)]
    others = [one for one in body if one.rule != "event.death"]
    return [*_told(reading, told), *ill, *course_habits.find(reading), *others]


def _told(reading: Reading, found: list[Finding]) -> list[Finding]:
    """The course of the disease is dated rather than past: « en mars 2019, récidive » is a present fact of March 2019.

    What is told below « Antécédents », on lines of its own, is no history for standing there.
    """
    below, dated = [], []
    for place, one in enumerate(found):
        if one.status is not None:
            continue
        section = reading.section_at(one.start)
        if section is not None and section.kind in _HISTORY:
            line = reading.plain.rfind("\n", 0, one.start) + 1
            if line > section.start and not _ITEM.match(reading.plain, line):
                below.append(place)
            continue
        sentence = reading.sentence_at(one.start)
        if sentence is None:
            continue
        around = max(sentence.start, one.start - _REACH), min(sentence.end, one.end + _REACH)
        if not _YEAR.search(reading.plain, *around):
            continue
        if _DOUBT.search(reading.plain, *around):
            dated.append(place)
        else:  # nothing but the year could make it anything else than present
            found[place] = replace(one, status="present")
    for places, sections in ((below, ()), (dated, reading.sections)):
        spans = [found[place].judged or (found[place].start, found[place].end) for place in places]
        said = assert_spans(reading.clean, reading.sentences, sections, spans) if places else []
        for place, assertion in zip(places, said, strict=True):
            status = "present" if assertion.rule == "history.year" else assertion.status
            found[place] = replace(found[place], status=status)  # type: ignore[arg-type]
    return found
