"""Present or past: where claim and note differ, when that is a contradiction and when the note's word is kept."""

import re

from carnet.language import _
from carnet.llm.grounding.passage import Passage
from carnet.text.reading import Reading

# of these a section of antecedents says nothing by itself: the disease may be the one that is treated
_OF_THE_TUMOUR = frozenset(
    ("site", "histology", "metastatic_site", "stage", "ctnm", "ptnm", "biomarker", "progression", "response", "grade")
)
_PAST = re.compile(
    r"\b(?:antecedents?|atcd\w*|ancien\w*|avait|etait|jadis|(?:19|20)\d\d|depuis|il y a|operee?s? (?:en|il))\b"
)


def of_the_past(
    reading: Reading, kind: str, claimed: str, said: list[tuple[str, str]], passage: Passage
) -> tuple[str | None, str]:
    """(assertion to keep, '') or (None, why not) for a claim that is present or history."""
    past = [rule for status, rule in said if status == "history"]
    if claimed == "present":
        if not past or len(past) < len(said):
            return "present", ""
        by_section = all(rule.endswith(".section") for rule in past)
        return ("present" if kind in _OF_THE_TUMOUR and by_section else "history"), ""
    if past:
        return "history", ""
    sentence = reading.sentence_at(passage.start)
    low, high = (sentence.start, sentence.end) if sentence else (passage.start, passage.end)
    if _PAST.search(reading.plain, low, high):
        return "history", ""
    return None, _("the note does not say it of the past")
