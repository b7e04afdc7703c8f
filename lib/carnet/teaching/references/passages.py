"""A course cut into passages that can be cited: a paragraph, or its sentences where it is long, under its headings."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from carnet.teaching.references.reading import CourseText

LONGEST = 500  # characters of a passage
_SHORTEST = 20
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-ZÀ-Ý«(0-9-])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage by its offsets in the course's text; `section` is the path of its headings."""

    start: int
    end: int
    section: str
    objective: str | None
    page: int | None


def pieces(course: CourseText) -> Iterator[Piece]:
    """The passages of a course, in order; headings are none."""
    heads = {heading.start for heading in course.headings}
    position = 0
    for line in course.text.split("\n"):
        if position not in heads and len(line.strip()) >= _SHORTEST:
            section, objective = _under(course, position)
            for start, end in _cut(line):
                page = bisect_right(course.pages, position + start) or None
                yield Piece(position + start, position + end, section, objective, page)
        position += len(line) + 1


def _under(course: CourseText, position: int) -> tuple[str, str | None]:
    path: list[tuple[int, str]] = []
    objective = None
    for heading in course.headings:
        if heading.start > position:
            break
        path = [one for one in path if one[0] < heading.level]
        if not path:
            objective = None
        path.append((heading.level, heading.title))
        objective = heading.objective or objective
    return " › ".join(title for _level, title in path), objective


def _cut(line: str) -> Iterator[tuple[int, int]]:
    """The offsets of a line's passages, without the spaces around them."""
    if len(line) <= LONGEST:
        ends = [len(line)]
    else:
        ends, last = [], 0
        stops = [match.start() for match in _SENTENCE.finditer(line)] + [len(line)]
        for stop, following in zip(stops, [*stops[1:], stops[-1]], strict=True):
            if stop == len(line) or following - last > LONGEST:
                ends.append(stop)
                last = stop
    start = 0
    for end in ends:
        said = line[start:end]
        left = start + len(said) - len(said.lstrip())
        right = start + len(said.rstrip())
        if right > left:
            yield left, right
        start = end
