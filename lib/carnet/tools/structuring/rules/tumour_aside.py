"""A negative marker denies no tumour: « cancer du sein HER2 négatif » is a cancer of the breast, present."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from carnet.text.assertion import assert_spans
from carnet.text.reading import Reading
from carnet.tools.structuring.facts import Status
from carnet.tools.structuring.finding import Finding

_MARKER = (
    r"(?:[a-z]{1,5}[ -]?\d{1,3}(?:[/.-]\d+)*[a-z]?|re|rp|rh|er|pr|ro|alk|egfr|kras|nras|ras|braf|ros|met|ret|ntrk"
    r"|her-?2(?:/?neu)?|pd-?l ?1|c-?kit|dog-?1|ebv|hpv|vih|bcr-?abl|desmine|vimentine|melan-?a|synaptophysine"
    r"|chromogranine|calretinine|recepteurs?(?: (?:hormonaux|aux \w+|des? \w+|d'\w+|a la \w+))?|hormonorecepteurs?"
    r"|triple|msi|mmr|brca|afp|gfap|actine|hmb|fish|ish|psa|ace|oestrogenes?|progesterone|mutation|marges?|limites?"
    r"|berges?|recoupes?|ganglions?(?: sentinelles?)?)"
)
_NEGATIVE = re.compile(r"\bneg(?:ati(?:f|ve)s?)?\b")
_MINUS = re.compile(r"(?<=[a-z0-9])(?:-|\(-\))(?=[\s,;.)/]|$)")  # « HER2-, Ki67 35 % »
_MARKER_BEFORE = re.compile(rf"\b{_MARKER}$")
_AFTER_MARKER = re.compile(rf"\b{_MARKER}\b[^.;\n]{{0,24}}$")
_REACH = 48


def judge(reading: Reading, found: Sequence[Finding]) -> list[Finding]:
    """The findings; those followed in their sentence by a negative marker are judged without that word."""
    plain = reading.plain
    aside = [
        match.span()
        for match in _NEGATIVE.finditer(plain)
        if _AFTER_MARKER.search(plain, max(0, match.start() - _REACH), match.start())
    ]
    aside += [
        match.span()
        for match in _MINUS.finditer(plain)
        if _MARKER_BEFORE.search(plain, max(0, match.start() - 20), match.start())
    ]
    if not aside:
        return list(found)
    starts = sorted(start for start, _end in aside)
    concerned = [place for place, one in enumerate(found) if one.status is None and _before(reading, one, starts)]
    if not concerned:
        return list(found)
    text, blank = list(reading.text), list(plain)
    for start, end in aside:
        text[start:end] = blank[start:end] = "x" * (end - start)
    clean = replace(reading.clean, text="".join(text), plain="".join(blank))
    places = [found[place].judged or (found[place].start, found[place].end) for place in concerned]
    said = assert_spans(clean, reading.sentences, reading.sections, places)
    judged = dict(zip(concerned, said, strict=True))
    return [
        replace(one, status=cast(Status, judged[place].status)) if place in judged else one
        for place, one in enumerate(found)
    ]


def _before(reading: Reading, one: Finding, aside: Sequence[int]) -> bool:
    """Whether a finding stands before a negative marker of its own sentence."""
    sentence = reading.sentence_at(one.start)
    if sentence is None:
        return False
    place = bisect_right(aside, one.start)
    return place < len(aside) and aside[place] < sentence.end
