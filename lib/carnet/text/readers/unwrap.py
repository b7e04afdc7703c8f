"""Text as extracted from pages made whole again: wrapped lines joined, cut words mended, repeated headers left out."""

import re
from collections import Counter

from carnet.text.clean import plain
from carnet.text.layout import ITEM, RULE, ends

_EDGE = 6  # lines at the top and at the bottom of a page where headers and footers stand
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.?|pg)? ?\d{1,3} ?(?:/|sur|de|of) ?\d{1,3}|(?:page|p\.) ?\d{1,3}|- ?\d{1,3} ?-", re.I
)
# first halves of words that keep their hyphen when the line ends on it (so do those in -o: thoraco-abdominal)
_KEEPS_HYPHEN = re.compile(
    r"(?:^|[^a-z])(?:non|sous|sus|demi|semi|mi|vice|ex|post|pre|anti|inter|intra|extra|ultra|retro|peri|para|supra|infra|"
    r"trans|c'est|est|celui|celle|ceux|peut|au|la|jusque?|grand|belle?|beau|petit|[a-z]{3,}o|[a-z]\d|\w)$"
)
_OPEN = re.compile(
    r"(?:^|[ '])(?:de|du|des|la|le|les|un|une|pour|en|au|aux|sa|son|ses|et|ou|avec|sans|par|sur|dont|ce|cette|cet"
    r"|notre|votre|que|dans|chez|est|dr|pr|docteur|professeur|d'|l'|,)$"
)
_END_OF_LINE = re.compile(r"\r\n?|[\n\f\v\x85\u2028\u2029]")
_TITLE = re.compile(r"[^a-zà-ÿ]{4,}$")


def unwrap(pages: list[str]) -> str:
    """The text of a document from that of its pages.

    A line goes on with the next one where it is about as long as the page's lines get, ends nothing, and the next
    starts with a small letter or could not end there; lists, headings, blank lines and short lines stay as they are.
    A header or footer that pages repeat is kept where it comes first.
    """
    sheets = [[line.rstrip() for line in _END_OF_LINE.split(page)] for page in pages]
    lines: list[str] = []
    for sheet in _without_repeats(sheets):
        while sheet and not sheet[-1]:
            sheet.pop()
        first = next((place for place, line in enumerate(sheet) if line), len(sheet))
        if first and lines and ends(lines[-1]):
            lines.append("")
        lines += sheet[first:]
    lengths = sorted(len(line.strip()) for line in lines if len(line.strip()) >= 30)
    width = lengths[(9 * len(lengths)) // 10] if lengths else 0
    joined: list[str] = []
    blank = length = 0
    for line in lines:
        bare = re.sub(r" {3,}", "   ", line.strip())
        if not bare:
            blank += 1
            continue
        if joined and not blank and _goes_on(joined[-1], length, bare, width):
            joined[-1] = _join(joined[-1], bare)
        else:
            if joined and blank:
                joined.append("")
            joined.append(bare)
        length = len(bare)
        blank = 0
    return "\n".join(joined)


def _goes_on(before: str, length: int, line: str, width: int) -> bool:
    """Whether a line goes on with the paragraph before it; `length` is that of the paragraph's last line."""
    if "   " in line or "   " in before[-length:] or "|" in line or RULE.fullmatch(line) or RULE.fullmatch(before):
        return False
    first = line[0]
    if "\ue000" <= first <= "\uf8ff":
        return False  # a bullet or a pictogram of a symbol font
    hyphen = before[-1] == "-" and before[-2:-1].isalpha() and first.islower()
    if hyphen and length >= 20:
        return True
    item = ITEM.match(line)
    if item and (item["bullet"] or not first.isdigit()):
        return False
    full = length >= 0.75 * width and length >= 30
    open_end = bool(_OPEN.search(plain(before[-14:])))
    if first.islower() or first in "),;%»":
        return (full or open_end) and not (before[-1] in ".;:!?" and not open_end)
    if open_end and length >= 12:
        return not (line.endswith(":") or _TITLE.match(line))
    return full and length >= 0.9 * width and before[-1] not in ".:;!?" and (first.isdigit() or first == "(")


def _join(before: str, line: str) -> str:
    if before[-1] == "-" and before[-2:-1].isalpha() and line[0].islower():
        return before + line if _KEEPS_HYPHEN.search(plain(before[-16:-1])) else before[:-1] + line
    if before[-1] == "-" and before[-2:-1].isalnum():
        return before + line
    return f"{before} {line}"


def _without_repeats(sheets: list[list[str]]) -> list[list[str]]:
    """The pages without the headers and footers that most of them repeat, kept where they come first."""
    if len(sheets) < 2:
        return sheets
    counts = Counter(key for sheet in sheets for key in {_key(sheet[place]) for place in _edges(sheet)} if key)
    enough = 2 if len(sheets) == 2 else max(2, round(0.6 * len(sheets)))
    seen: set[str] = set()
    kept = []
    for sheet in sheets:
        edges = _edges(sheet)
        lines = []
        for place, line in enumerate(sheet):
            key = _key(line)
            if place in edges and key:
                if _PAGE_NUMBER.fullmatch(line.strip()):
                    continue
                if counts[key] >= enough:
                    if key in seen:
                        continue
                    seen.add(key)
            lines.append(line)
        kept.append(lines)
    return kept


def _edges(sheet: list[str]) -> set[int]:
    filled = [place for place, line in enumerate(sheet) if line.strip()]
    return {*filled[:_EDGE], *filled[-_EDGE:]} if len(filled) > 2 * _EDGE else {*filled[:2], *filled[-2:]}


def _key(line: str) -> str:
    """A line without what changes from page to page: spaces, and the number of the page."""
    bare = re.sub(r"\s+", " ", line.strip())
    return re.sub(r"(?i)\b(page|p\.?) ?\d+|\d+ ?(?:/|sur) ?\d+$", "#", bare)
