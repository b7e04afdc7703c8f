"""What a denial takes for granted, « aucun signe de récidive du cancer du sein », and what a list tells of nobody."""

import re
from collections.abc import Sequence
from dataclasses import replace

from carnet.text.assertion import assert_spans
from carnet.text.reading import Reading
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules.tumour_histology import Morphology

_DENIAL = re.compile(r"\b(?:pas|plus|sans|aucune?s?|absence|non|ni|jamais|elimin\w*|exclu\w*|ecart\w*|negati\w+)\b")
_DEFINITE = re.compile(r"\b(?:du|de la|de l'|de son|de sa|de ce|de cette|de leur)[ \n]?\Z")
# between the denial and the article: the tumour itself is what is denied
_DENIED = re.compile(r"\b(?:faveur|pour|contre|diagnostic|suspicion|hypothese|presence|origine|evo\w+|argument)\b")
# « des adénocarcinomes du sein (12-34 %), du poumon (10-26 %) »: a textbook, not a patient
_SHARE = re.compile(r"s?\b[^.;\n()]{0,24}\(\d{1,2} ?(?:-|a) ?\d{1,2} ?%\)")


def of_this_patient(reading: Reading, mentions: Sequence[Morphology]) -> list[Morphology]:
    """The mentions, less those in the plural that a share of all cases follows."""
    if "%)" not in reading.plain:
        return list(mentions)
    return [
        one
        for one in mentions
        if not (reading.plain[one.head.start : one.head.end].endswith("s") and _SHARE.match(reading.plain, one.end - 1))
    ]


def judge(reading: Reading, found: Sequence[Finding], mentions: Sequence[Morphology]) -> list[Finding]:
    """The findings; a tumour that a denial takes for granted is present, a place that only its name means is dropped
    where the tumour is denied (« ni séminome » denies no testis)."""
    heads = {(one.head.start, one.head.end) for one in mentions}
    concerned: dict[int, bool] = {}
    for place, one in enumerate(found):
        if one.status is not None or one.kind not in ("site", "histology", "laterality"):
            continue
        start = (one.judged or (one.start, one.end))[0]
        meant = one.kind == "site" and (one.start, one.end) in heads
        given = _DEFINITE.search(reading.plain, max(0, start - 10), start) is not None
        if (meant or given) and _denied(reading, start, one.end):
            concerned[place] = meant
    if not concerned:
        return list(found)
    spans = [found[place].judged or (found[place].start, found[place].end) for place in concerned]
    said = dict(zip(concerned, assert_spans(reading.clean, reading.sentences, reading.sections, spans), strict=True))
    kept: list[Finding] = []
    for place, one in enumerate(found):
        judged = said.get(place)
        if judged is None or judged.status != "absent":
            kept.append(one)
            continue
        start = (one.judged or (one.start, one.end))[0]
        if _granted(reading, start, judged.cue):
            kept.append(replace(one, status="present"))
        elif not concerned[place]:
            kept.append(one)
    return kept


def _denied(reading: Reading, start: int, end: int) -> bool:
    sentence = reading.sentence_at(start)
    return sentence is not None and _DENIAL.search(reading.plain, sentence.start, sentence.end) is not None


def _granted(reading: Reading, start: int, cue: tuple[int, int] | None) -> bool:
    """« aucun signe de récidive du cancer »: words of something else stand between the denial and « du »."""
    if cue is None or cue[1] > start:
        return False
    article = _DEFINITE.search(reading.plain, max(cue[1], start - 10), start)
    if article is None:
        return False
    between = reading.plain[cue[1] : article.start()].strip()
    return bool(between) and _DENIED.search(between) is None
