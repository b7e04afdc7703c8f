"""A text folded to what a copy must keep: letters, figures and the signs that mean something, each with its offset."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from carnet.text.clean import CleanText

# one run of what is kept; a point or a comma between two figures is kept as a point
_KEPT = re.compile(r"[^\W_]+|(?<=\d)[.,](?=\d)|[+%<>≤≥]")
_RAISED = str.maketrans("²³", "23")  # « mg/m² », copied « mg/m2 »
_THOUSAND = re.compile(r"\d{3}(?!\d)")


@dataclass(frozen=True, slots=True)
class Folded:
    """`solid[i]` comes from `offsets[i]` of the clean text. `_` stands between figures that are not one number.

    `repr` shows no text.
    """

    solid: str
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, clean: CleanText) -> "Folded":
        """Fold a clean text: case, accents, spaces, quotes, dashes, most punctuation and ends of line go."""
        pieces: list[str] = []
        offsets: list[int] = []
        last = -1
        for found in _KEPT.finditer(clean.plain):
            start, end = found.span()
            piece = found[0].translate(_RAISED)
            if piece in ".,":
                piece = "."
            elif last >= 0 and start > last and piece[0].isdigit() and pieces[-1][-1].isdigit():
                grouped = start == last + 1 and clean.plain[last] == " " and _THOUSAND.match(clean.plain, start)
                if not grouped:
                    pieces.append("_")
                    offsets.append(last)
            pieces.append(piece)
            offsets.extend(range(start, end))
            last = end
        return cls("".join(pieces), tuple(offsets))

    def places(self, wanted: str, plain: str, low: int = 0, high: int | None = None) -> list[tuple[int, int]]:
        """[start, end) of the clean text wherever it says `wanted` (folded) in whole words and whole numbers."""
        first = bisect_left(self.offsets, low)
        stop = len(self.solid) if high is None else bisect_left(self.offsets, high)
        found: list[tuple[int, int]] = []
        at = self.solid.find(wanted, first, stop)
        while at >= 0 and len(found) < 50:
            start, end = self.offsets[at], self.offsets[at + len(wanted) - 1] + 1
            if whole(plain, start, end):
                found.append((start, end))
            at = self.solid.find(wanted, at + 1, stop)
        return found

    def __repr__(self) -> str:
        return f"Folded({len(self.solid)} characters)"


def whole(plain: str, start: int, end: int) -> bool:
    """Whether [start, end) cuts no word, no number and no « 3+ »."""
    before, first, last, after = plain[start - 1 : start], plain[start], plain[end - 1], plain[end : end + 1]
    if (before.isalpha() and first.isalpha()) or (last.isalpha() and after.isalpha()):
        return False
    if first.isdigit() and (before.isdigit() or (before in (".", ",") and plain[start - 2 : start - 1].isdigit())):
        return False
    if last.isdigit():
        if after.isdigit() or after == "+":
            return False
        if after in (".", ",") and plain[end + 1 : end + 2].isdigit():
            return False
    return not (last == "+" and after == "+")
