"""A note as the detectors read it: cleaned and cut into words once for all of them; and what a detector answers."""

import re
from dataclasses import dataclass, replace
from functools import cached_property

from carnet.text.clean import CleanText, clean
from carnet.text.note import Note

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[^\w\s]|_")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a number or a sign: [start, end) of the page's text."""

    start: int
    end: int
    text: str  # as written
    plain: str  # without accents, in lower case


@dataclass(frozen=True, slots=True)
class Found:
    """What a detector found: [start, end) of the page's (clean) text.

    `score` orders what overlaps, from 0 to 1: 1 for what is checked (a key, the site's own list), 0.5 for a guess.
    """

    start: int
    end: int
    label: str
    producer: str
    role: str = ""
    kind: str = ""
    score: float = 0.8

    def moved(self, **changes: object) -> "Found":
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Page:
    """A note, clean. Detectors take a page and answer `list[Found]`; they never raise on any text."""

    note: Note
    clean: CleanText

    @classmethod
    def of(cls, note: Note) -> "Page":
        return cls(note, clean(note.text))

    @property
    def text(self) -> str:
        return self.clean.text

    @property
    def plain(self) -> str:
        return self.clean.plain

    @cached_property
    def words(self) -> tuple[Word, ...]:
        text, plain = self.text, self.plain
        return tuple(Word(m.start(), m.end(), m.group(), plain[m.start() : m.end()]) for m in _WORD.finditer(text))
