"""Codes written in a note: « C50.9 », « C509 », « CIM10 : C50.9 », « DP I10 »; never what merely looks like one."""

import re
from collections.abc import Sequence

from carnet.text.reading import Reading
from carnet.text.terminologies.cim10 import dotted, undotted
from carnet.text.terminologies.nomenclature import Nomenclature
from carnet.tools.coding.mentions_draft import Draft

_CODE = re.compile(
    r"(?<![\w.,/+*°-])(?P<head>[A-Z]) ?(?P<two>\d\d)(?P<dot>[.,] ?(?=[\d+]))?(?P<rest>[\d+]{0,4})(?![\w%°])(?![.,/]\d)"
)
_LOWER = re.compile(
    r"(?<![\w.,/+*°-])(?P<head>[a-z]) ?(?P<two>\d\d)(?P<dot>[.,])?(?P<rest>[\d+]{0,4})(?![\w%°])(?![.,/]\d)"
)
# what says that codes follow: in capitals where the abbreviation is a word or a title otherwise
_CUE = re.compile(
    r"\b(?i:cim|icd|cim ?-? ?10|icd ?-? ?10|codes?|cod[ée]e?s?|codage|cotation|"
    r"diagnostics? (?:principal|reli[ée]|associ[ée]s?|significatifs?))\b"
    r"|\b(?:DP|DR|DAS|DAD|RUM|RSS|PMSI)\b"
)
_NOT_CIM10 = re.compile(
    r"\b(?:cim|icd) ?-? ?(?:o|9|11)(?: ?-?3)?\b|\badicap\b|\bsnomed\b|\bccam\b"
    r"|\bcode (?:postal|barre|porte|pin|cis|ucd|atc|lpp)\b"
)
_BETWEEN = re.compile(r"[ \t]*(?:[,;/+&]|et|-|\n)?[ \t\n]*")
_ALONE = re.compile(r"[ \t]*[-*•–·>→]?[ \t]*(?:\d{1,2}[.)] )?")
_LIST_ABOVE = 8  # lines under « Codage CIM-10 : »
_NOT_A_DISEASE = frozenset("DHJLMST")  # day, hour, vertebra, temperature…: with a dot too, they need a sign around
_LEVEL = re.compile(r"[A-Z]\d{1,2} ?[-/] ?[A-Z]?\d")


def find(reading: Reading, nomenclature: Nomenclature, named: Sequence[Draft] = ()) -> list[Draft]:
    """The codes written; `named` are the diagnoses named in the note, which a code of their category may follow."""
    text = reading.text
    found: list[Draft] = []
    lower = _LOWER.finditer(text) if _CUE.search(text) else ()
    for match in [*_CODE.finditer(text), *lower]:
        code = undotted(match["head"] + match["two"] + match["rest"])
        known = nomenclature.get(code)
        if known is None or match.end() - match.start() < 3:
            continue
        if not _meant(reading, match, known.code, found, named):
            continue
        found.append(_draft(nomenclature, match.start(), match.end(), known.code))
    return found


def _draft(nomenclature: Nomenclature, start: int, end: int, code: str) -> Draft:
    """As written; choices among what it heads where the PMSI does not take it."""
    valid = nomenclature.valid(code, "das")
    below = () if valid else tuple(one for one in nomenclature.descendants(code) if nomenclature.valid(one, "das"))
    only = code if valid else below[0] if len(below) == 1 else None
    return Draft(
        start,
        end,
        dotted(code),
        "written",
        0.98 if valid else 0.6,
        only,
        choices=below if only is None else (),
        status="present",
    )


def _meant(reading: Reading, match: "re.Match[str]", code: str, found: Sequence[Draft], named: Sequence[Draft]) -> bool:
    text, plain = reading.text, reading.plain
    start, end = match.span()
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = stop if stop >= 0 else len(text)
    if _NOT_CIM10.search(plain, max(line, start - 40), start) or _LEVEL.match(text, start):
        return False
    if _cue(reading, line, start) or _goes_on(text, found, start):
        return True
    spaced = " " in match[0]
    if spaced or match["head"].islower() or match["dot"] == ",":
        return False
    if _ALONE.fullmatch(text, line, start) and not text[end:stop].strip(" .;,") and len(code) > 3:
        return True  # a line of its own
    before = text[max(line, start - 1) : start]
    inside = before in ("(", "[") and text[end : end + 1] in (")", "]")
    if any(one.end <= start and start - one.end < 25 and _same(one, code) for one in named):
        return inside or match["dot"] is not None or len(code) > 3
    if match["dot"]:
        return (
            match["head"] not in _NOT_A_DISEASE
            or inside
            or bool(re.search(r"[:=]\s?$", text[max(line, start - 3) : start]))
        )
    return inside and len(code) > 3 and match["head"] not in "KIBMT"


def _cue(reading: Reading, line: int, start: int) -> bool:
    """Whether the line before a code, or the heading of its list, says that codes follow."""
    text = reading.text
    for cue in _CUE.finditer(text, line, start):
        if start - cue.end() < 160:
            return True
    above = line
    for _count in range(_LIST_ABOVE):
        if above == 0:
            return False
        before = text.rfind("\n", 0, above - 1) + 1
        said = text[before : above - 1]
        if not said.strip():
            return False
        if said.rstrip().endswith(":"):
            return _CUE.search(said) is not None
        above = before
    return False


def _goes_on(text: str, found: Sequence[Draft], start: int) -> bool:
    """« I10, E11.9, N18.3 »: one after another."""
    return bool(found) and found[-1].end <= start and _BETWEEN.fullmatch(text, found[-1].end, start) is not None


def _same(one: Draft, code: str) -> bool:
    codes = one.entry.codes if one.entry else (one.code or "",)
    return any(other[:3] == code[:3] for other in codes)
