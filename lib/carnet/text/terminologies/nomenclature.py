"""A nomenclature: codes with their labels, their hierarchy, and the positions of a stay where each may stand."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

POSITIONS = ("dp", "dr", "das")
_WRITTEN = re.compile(r"\s*([A-Za-z]\d{2})\s*[.,]?\s*([0-9+]*)\s*")
# what the PMSI's type of a code allows (ATIH, Manuel des GHM, « interdictions d'emploi »): 0 anywhere, 1 and 2 (causes
# of accidents) among the associated diagnoses alone, 3 nowhere (a category that is subdivided), 4 (sequelae) not DP.
# The type 4 is kept to the associated diagnoses: the Guide méthodologique codes a sequela beside what it leaves.
_ALLOWED = {"0": frozenset(POSITIONS), "1": frozenset(("das",)), "2": frozenset(("das",)), "4": frozenset(("das",))}
_NEVER: frozenset[str] = frozenset()
# U07.9 is typed 0 but is reserved for future use: it names no disease, and PARTAGES leaves it out as well
_RESERVED = frozenset(("U079",))


class Code(NamedTuple):
    """A code without its dot, its label, the PMSI's short label in capitals, and its PMSI type (`0` to `4`)."""

    code: str
    label: str
    short: str
    mco: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its Roman number, its first and last three-character categories, its title."""

    number: str
    first: str
    last: str
    title: str


def dotted(code: str) -> str:
    """A CIM-10 code as it is read: `C504` → `C50.4`, `C169+0` → `C16.9+0`, `B24+0` → `B24.+0`; others as given."""
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 and _WRITTEN.fullmatch(code) and "." not in code else code


def undotted(written: str) -> str:
    """A CIM-10 code as it is kept: ` c50.4 ` → `C504`. What is not written as a code comes back in capitals."""
    match = _WRITTEN.fullmatch(written)
    return (match[1] + match[2]).upper() if match else written.strip().upper()


def allowed(code: Code, position: str) -> bool:
    """Whether a code's PMSI type lets it stand at a position."""
    return position in _ALLOWED.get(code.mco, _NEVER) and (position == "das" or code.code not in _RESERVED)


class Nomenclature:
    """Codes in the order of the classification. Read-only, hence safe between threads."""

    def __init__(self, codes: Iterable[Code], chapters: Sequence[Chapter] = ()) -> None:
        self._codes = {code.code: code for code in codes}
        self._chapters = tuple(chapters)

    def __len__(self) -> int:
        return len(self._codes)

    def __iter__(self) -> Iterator[Code]:
        return iter(self._codes.values())

    def __contains__(self, code: object) -> bool:
        return code in self._codes

    def get(self, code: str) -> Code | None:
        """The entry of a code written with or without its dot; None if there is none."""
        return self._codes.get(code) or self._codes.get(undotted(code))

    def label(self, code: str) -> str:
        """The label of a code, or nothing."""
        found = self.get(code)
        return found.label if found else ""

    def parent(self, code: str) -> str | None:
        """The nearest code that this one makes precise: `E1190` → `E119` → `E11` → None."""
        code = undotted(code)
        return next((code[:end] for end in range(len(code) - 1, 2, -1) if code[:end] in self._codes), None)

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The codes above this one, the nearest first."""
        above = []
        parent = self.parent(code)
        while parent is not None:
            above.append(parent)
            parent = self.parent(parent)
        return tuple(above)

    def children(self, code: str) -> tuple[str, ...]:
        """The codes right under this one, in order."""
        return self._children.get(undotted(code), ())

    def descendants(self, code: str) -> tuple[str, ...]:
        """All the codes under this one, in order."""
        return tuple(below for child in self.children(code) for below in (child, *self.descendants(child)))

    def siblings(self, code: str) -> tuple[str, ...]:
        """The other codes under the same parent, in order; none for a three-character category."""
        parent = self.parent(code)
        kept = undotted(code)
        return () if parent is None else tuple(child for child in self.children(parent) if child != kept)

    def nearest(self, code: str) -> str | None:
        """The longest beginning of what is written that is a code: `C5049` → `C504`; None if there is none."""
        code = undotted(code)
        return next((code[:end] for end in range(len(code), 2, -1) if code[:end] in self._codes), None)

    def chapter(self, code: str) -> Chapter | None:
        """The chapter of a code, or None outside all of them."""
        category = undotted(code)[:3]
        return next((chapter for chapter in self._chapters if chapter.first <= category <= chapter.last), None)

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """The chapters in order; none for a nomenclature without."""
        return self._chapters

    def categories(self, chapter: Chapter) -> tuple[str, ...]:
        """The codes at the top of a chapter, in order."""
        return tuple(code for code in self._children.get("", ()) if chapter.first <= code[:3] <= chapter.last)

    def valid(self, code: str, position: str) -> bool:
        """Whether the PMSI takes a code as `dp`, `dr` or `das`. Raises ValueError for another position."""
        if position not in POSITIONS:
            raise ValueError(f"unknown position {position!r}; known: {', '.join(POSITIONS)}")
        found = self.get(code)
        return found is not None and allowed(found, position)

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        below: dict[str, list[str]] = {}
        for code in sorted(self._codes):
            below.setdefault(self.parent(code) or "", []).append(code)
        return {code: tuple(children) for code, children in below.items()}
