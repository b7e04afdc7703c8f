"""Searching a text fast: by anchors, plain strings found one by one, before any pattern; and from the end."""

import re
from collections.abc import Sequence


def anchored(text: str, anchors: Sequence[str]) -> list[int]:
    """Where one of the anchors begins a word of a plain text, by position."""
    found = []
    for anchor in anchors:
        place = text.find(anchor)
        while place >= 0:
            if place == 0 or not text[place - 1].isalpha():
                found.append(place)
            place = text.find(anchor, place + 1)
    return sorted(set(found))


def last_found(pattern: re.Pattern[str], text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
    """The last match in text[start:end); None where there is none."""
    found = None
    for found in pattern.finditer(text, start, len(text) if end is None else end):  # noqa: B007
        pass
    return found


def told_before(text: str, place: int, reach: int, first: int = 0) -> str:
    """What a plain text says before a place, heading of its line included, back to the end of another sentence."""
    begin = max(0, place - reach)
    for sign in (". ", ".\n", "\n\n"):
        end = text.rfind(sign, begin, place)
        if end >= 0:
            begin = max(begin, end + 1)
    return text[min(begin, max(first, place - reach)) : place]
