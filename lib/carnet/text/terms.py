"""Terms of a vocabulary found by words: case, accents, plurals, hyphens and line ends do not matter."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from carnet.text.clean import CleanText, plain

T = TypeVar("T")
_WORD = re.compile(r"[a-z]+|\d+")
_JOINTS = " -'/\n"
_JOINT = re.compile(r"[ '/-]*\n?[ '/-]*")  # what may stand between two words of one term
_INVARIABLE = frozenset(("os", "corps", "pubis", "abces", "virus", "plexus", "uterus", "thymus", "bras", "bas"))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a plain text: letters or figures alone. `forms` are singular; `starts`, `ends` are its offsets.

    `joined[i]`: nothing but spaces, a hyphen, a slash, an apostrophe or one end of line between words i-1 and i.
    """

    forms: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    joined: tuple[bool, ...]

    @classmethod
    def of(cls, clean: CleanText) -> "Words":
        """The words of a clean text."""
        text = clean.plain
        found = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
        ends = tuple(end for _word, _start, end in found)
        starts = tuple(start for _word, start, _end in found)
        joined = (
            start - end < 2 and (start == end or text[end] in _JOINTS) or _JOINT.fullmatch(text, end, start) is not None
            for end, start in zip(ends, starts[1:], strict=False)
        )
        return cls(tuple(singular(word) for word, _start, _end in found), starts, ends, (False, *joined)[: len(found)])

    def at(self, offset: int) -> int:
        """The index of the first word that starts at or after an offset."""
        return bisect_left(self.starts, offset)


def singular(word: str) -> str:
    """A plain word without the mark of the plural: what terms are compared by, not always a word of the language."""
    if len(word) < 4 or word in _INVARIABLE:
        return word
    if word.endswith("aux"):
        return word[:-3] + "al"
    return word[:-1] if word[-1] in "sx" else word


def key(term: str) -> tuple[str, ...]:
    """The words that a term is found by."""
    return tuple(singular(word) for word in _WORD.findall(plain(term)))


@dataclass(frozen=True, slots=True)
class Term(Generic[T]):
    """A term found at [start, end) of the plain text; `first` and `after` are its words' indexes, half-open."""

    start: int
    end: int
    first: int
    after: int
    entry: T


@dataclass(frozen=True)
class Vocabulary(Generic[T]):
    """Terms and what each stands for. `find` costs one dictionary lookup a word, whatever the number of terms."""

    entries: Mapping[str, T]
    _tree: dict[str, Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        tree: dict[str, Any] = {}
        for term, entry in self.entries.items():
            node = tree
            for word in key(term):
                node = node.setdefault(word, {})
            node[""] = entry
        object.__setattr__(self, "_tree", tree)

    def find(self, words: Words, start: int = 0, after: int | None = None) -> list[Term[T]]:
        """The terms among words [start, after), by position, the longest at each place, without overlap."""
        return list(self._find(words, start, len(words.forms) if after is None else after))

    def _find(self, words: Words, place: int, stop: int) -> Iterable[Term[T]]:
        forms, joined, tree = words.forms, words.joined, self._tree
        while place < stop:
            node = tree.get(forms[place])
            if node is None:
                place += 1
                continue
            best, at = None, place
            while node is not None:
                at += 1
                if "" in node:
                    best = (at, node[""])
                if at >= stop or not joined[at]:
                    break
                node = node.get(forms[at])
            if best is None:
                place += 1
                continue
            after, entry = best
            yield Term(words.starts[place], words.ends[after - 1], place, after, entry)
            place = after
