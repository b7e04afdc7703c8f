"""Long notes in parts that a model can take: cut between sections, else paragraphs, lines, sentences, words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from carnet.text.reading import Reading

LIMIT = 6_000  # characters of a part: about 2,000 tokens of French
OVERLAP = 300
_BREAKS = ("\n\n", "\n", ". ", "; ", ", ", " ")


class Span(Protocol):
    """Anything with a place: a section of `carnet.text`."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Part:
    """[start, end) of the whole text, and what it says: `whole[start:end] == text`. `repr` shows no text.

    `fresh`: where what the part before did not show begins.
    """

    start: int
    end: int
    text: str
    fresh: int = 0

    def __repr__(self) -> str:
        return f"Part({self.start}, {self.end})"


def split(
    text: "Reading | str",
    sections: Iterable[Span] | None = None,
    limit_chars: int = LIMIT,
    overlap: int = OVERLAP,
) -> list[Part]:
    """The parts of a note, in order, of at most `limit_chars` characters; together they show every character.

    text: a reading (its clean text, and its sections unless others are given) or a plain text; offsets are into it.
    Whole sections are kept together while they fit; the next part begins at a section where it can, and otherwise
    shows again up to `overlap` characters of the part before, from the start of a line or word, so that no sentence
    is cut in both. An empty text has no part. Raises ValueError where limit_chars < 1 or overlap ≥ limit_chars.
    """
    if limit_chars < 1 or not 0 <= overlap < limit_chars:
        raise ValueError("limit_chars must be positive and overlap smaller than it")
    whole = text if isinstance(text, str) else text.text
    if sections is None:
        sections = () if isinstance(text, str) else text.sections
    borders = sorted({border for one in sections for border in (one.start, one.end) if 0 < border < len(whole)})
    parts: list[Part] = []
    fresh = 0
    while fresh < len(whole):
        at_border = fresh == 0 or fresh in borders
        start = fresh if at_border else _earlier(whole, fresh, min(overlap, limit_chars // 2))
        end = _cut(whole, start, fresh, limit_chars, borders)
        parts.append(Part(start, end, whole[start:end], fresh))
        fresh = end
    return parts


def _cut(whole: str, start: int, fresh: int, limit: int, borders: list[int]) -> int:
    """Where the part ends: the last border of sections within reach, else the last break in its second half."""
    furthest = start + limit
    if furthest >= len(whole):
        return len(whole)
    near = fresh + (furthest - fresh) // 2
    between = [border for border in borders if fresh < border <= furthest]
    if between and between[-1] > fresh + (furthest - fresh) // 4:
        return between[-1]
    for mark in _BREAKS:
        found = whole.rfind(mark, near, furthest)
        if found >= 0 and found + len(mark) <= furthest:
            return found + len(mark)
    return furthest


def _earlier(whole: str, fresh: int, overlap: int) -> int:
    """A start up to `overlap` characters before `fresh`, at the start of a line, sentence or word if there is one."""
    earliest = max(0, fresh - overlap)
    if earliest == 0 or overlap == 0:
        return earliest if overlap else fresh
    for mark in ("\n", ". ", " "):
        found = whole.find(mark, earliest - len(mark), fresh - len(mark))
        if found >= 0 and found + len(mark) >= earliest:
            return found + len(mark)
    return earliest
