"""Which stretches of a text are taken, asked in a time that does not grow with their number."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate


class Taken:
    """Stretches [start, end) of a text of `length` characters; others may be added."""

    def __init__(self, length: int, stretches: Iterable[tuple[int, int]] = ()) -> None:
        self._marks = bytearray(length)
        for start, end in stretches:
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        """Take [start, end)."""
        self._marks[start:end] = b"\1" * (min(end, len(self._marks)) - start)

    def meets(self, start: int, end: int) -> bool:
        """Whether a character of [start, end) is taken."""
        return self._marks.find(1, start, end) >= 0


class Within:
    """Stretches that are known at once."""

    def __init__(self, stretches: Iterable[tuple[int, int]]) -> None:
        known = sorted(stretches)
        self._starts = [start for start, _end in known]
        self._reach = list(accumulate((end for _start, end in known), max))

    def holds(self, start: int, end: int) -> bool:
        """Whether one of the stretches holds all of [start, end)."""
        place = bisect_right(self._starts, start) - 1
        return place >= 0 and self._reach[place] >= end
