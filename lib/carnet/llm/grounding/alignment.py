"""Where a text says what a model quotes: exactly, then folded, then with the slips of a copy; offsets as given."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from carnet.llm.grounding.folding import Folded
from carnet.llm.grounding.fuzzy import Index
from carnet.text.clean import CleanText, clean

How = Literal["exact", "normalised", "fuzzy"]
LONGEST = 600  # characters of a quote: more is no evidence
_SHORT_TEXT = 300  # characters of a note that one quote may hold more than half of
_GAP = 160  # characters that an ellipsis of the quote may stand for
_ELLIPSIS = re.compile(r"\s*(?:\[ ?(?:…|\.{3}) ?\]|\( ?(?:…|\.{3}) ?\)|…|\.{3})\s*")
_EDGES = " \n\t.,;:'\"«»()[]*•-–_"


@dataclass(frozen=True, slots=True)
class Alignment:
    """[start, end) of the text as given; `score` is 1 for an exact or folded copy, less by slips."""

    start: int
    end: int
    how: How
    score: float


def align(text: str, quote: str, *, within: tuple[int, int] | None = None) -> Alignment | None:
    """Where `text` says `quote`, the best place, the first of several; None where it does not.

    Case, accents, ligatures, spaces, ends of line, quotes and dashes do not count. Beyond that only inflections, one
    slip in a long word, missing articles and « […] » are borne; a number, a unit, a negation, a side or a word that
    is another is not. A quote without two letters or figures, of more than 600 characters, or of more than half of a
    long text aligns nowhere. `within`: only inside these offsets of the text.
    """
    regular = clean(text)
    aligner = Aligner(regular)
    span = None if within is None else regular.cleaned(*within)
    found = aligner.places(quote, within=span)
    if not found:
        return None
    best = found[0]
    start, end = regular.original(best.start, best.end)
    how: How = "exact" if text[start:end] == quote else "normalised" if best.how == "exact" else best.how
    return Alignment(start, end, how, best.score)


class Aligner:
    """A clean text in which quotes are looked for. All offsets are of the clean text; `repr` shows no text."""

    def __init__(self, text: CleanText) -> None:
        self.clean = text

    @cached_property
    def folded(self) -> Folded:
        return Folded.of(self.clean)

    @cached_property
    def index(self) -> Index:
        return Index(self.clean.plain)

    def places(self, quote: str, *, within: tuple[int, int] | None = None) -> list[Alignment]:
        """Every place of a quote, exact ones first, then by likeness, then by position."""
        pieces = [piece for piece in _ELLIPSIS.split(quote) if piece.strip(_EDGES)]
        if not pieces or not self._bounded(quote):
            return []
        low, high = within or (0, len(self.clean.plain))
        if len(pieces) == 1:
            return self._piece(pieces[0], low, high)
        return self._pieces(pieces, low, high)

    def _bounded(self, quote: str) -> bool:
        letters = sum(character.isalnum() for character in quote)
        length = len(self.clean.plain)
        return letters >= 2 and len(quote) <= LONGEST and (length <= _SHORT_TEXT or len(quote) <= length / 2)

    def _piece(self, quote: str, low: int, high: int) -> list[Alignment]:
        stripped = clean(quote.strip(_EDGES))
        wanted = Folded.of(stripped).solid
        if not wanted:
            return []
        found = []
        for start, end in self.folded.places(wanted, self.clean.plain, low, high):
            same = self.clean.text[start:end] == stripped.text
            found.append(Alignment(start, end, "exact" if same else "normalised", 1.0))
        if found:
            return sorted(found, key=lambda one: (one.how, one.start))
        words = max(1, len(stripped.plain.split()))
        near = self.index.near(stripped.plain, low, high)
        return [Alignment(one.start, one.end, "fuzzy", round(max(0.0, 1 - one.cost / words), 3)) for one in near]

    def _pieces(self, pieces: list[str], low: int, high: int) -> list[Alignment]:
        found = []
        if any(sum(character.isalnum() for character in piece) < 3 for piece in pieces):
            return []
        for first in self._piece(pieces[0], low, high)[:20]:
            end, score = first.end, first.score
            for piece in pieces[1:]:
                following = self._piece(piece, end, min(high, end + _GAP + 2 * len(piece)))
                following = [one for one in following if not self._apart(end, one.start)]
                if not following:
                    break
                nearest = min(following, key=lambda one: one.start)
                end, score = nearest.end, min(score, nearest.score)
            else:
                found.append(Alignment(first.start, end, "fuzzy", score))
        return found

    def _apart(self, end: int, start: int) -> bool:
        return start - end > _GAP or "\n\n" in self.clean.plain[end:start]

    def __repr__(self) -> str:
        return f"Aligner({len(self.clean.plain)} characters)"
