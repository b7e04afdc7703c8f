"""The marks as a table: students by questions, whatever is missing, repeated or mixed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from carnet.errors import CarnetError
from carnet.language import _
from carnet.teaching.question import Response

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """A mark: a student's points (0 to 1) for a question. None: not asked, or excluded by an erratum.

    `ticked`: the ids of the propositions chosen; `seconds`: the time spent; `scale`: the id of the scale that gave the
    points; `answered`: False for a question left blank (its points are 0). `student` is a pseudonym.
    """

    student: str
    item: str
    question: str
    points: float | None
    version: int = 1
    ticked: tuple[str, ...] = ()
    seconds: float | None = None
    scale: str = ""
    answered: bool = True


@dataclass(frozen=True, slots=True)
class Marks:
    """Students by questions. `points` and `seconds` have NaN where there is none; `ticked[i][j]` is None there.

    `questions` are (item, question) in the order in which they were first met, `students` in alphabetical order.
    """

    students: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]
    points: Floats
    seconds: Floats
    answered: npt.NDArray[np.bool_]
    ticked: tuple[tuple[frozenset[str] | None, ...], ...]
    versions: tuple[tuple[int, ...], ...]
    scales: tuple[str, ...]
    repeated: int

    @property
    def names(self) -> tuple[str, ...]:
        """The questions as `item/question`."""
        return tuple(f"{item}/{question}" for item, question in self.questions)


_FIELDS = tuple(one.name for one in fields(Row))


class RowRefused(CarnetError):
    """A row that is no mark: a field is missing or is not what it should be."""


def as_row(one: Row | Mapping[str, object], place: int = 0) -> Row:
    """A row, or a mapping with the same names (others are left out). Raises `RowRefused`, which names the field and
    the row's `place`."""
    if isinstance(one, Row):
        return one
    given: dict[str, Any] = {name: one[name] for name in _FIELDS if one.get(name) is not None}
    for name in ("student", "item", "question"):
        if name not in given:
            raise RowRefused(
                _("Row {n}: the field {field} is missing.").format(n=place, field=name),
                _("A mark has a student, an item, a question and points."),
            )
        given[name] = str(given[name])
    for name, kind in (("points", float), ("seconds", float), ("version", int), ("ticked", tuple), ("answered", bool)):
        try:
            if name in given:
                given[name] = kind(given[name])
        except (TypeError, ValueError):
            raise RowRefused(
                _("Row {n}: the field {field} cannot be read.").format(n=place, field=name),
                _("Points are between 0 and 1, times in seconds."),
            ) from None
    given["scale"] = str(given.get("scale", ""))
    return Row(**({"points": None} | given))


class Result(Protocol):
    """What the classroom's results have for each answer (`carnet.teaching.classroom.ResultRow`)."""

    @property
    def student(self) -> str: ...
    @property
    def attempt(self) -> int: ...
    @property
    def item_id(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def question_id(self) -> str: ...
    @property
    def response(self) -> Response | None: ...
    @property
    def mark(self) -> float: ...
    @property
    def scale(self) -> str: ...
    @property
    def seconds(self) -> float | None: ...


def rows_of(results: Iterable[Result]) -> Iterator[Row]:
    """The results of a session as rows to analyse: the first attempt of each student alone."""
    for one in results:
        if one.attempt == 1:
            response = one.response
            yield Row(
                one.student, one.item_id, one.question_id, one.mark, one.version,
                response.ticked if response else (), one.seconds, one.scale,
                response is not None and not response.empty,
            )  # fmt: skip


def tabulate(responses: Iterable[Row | Mapping[str, object]]) -> Marks:
    """The rows as a table. Of several answers of a student to a question, the first counts.

    Questions that nobody has a mark for are left out, students without any mark too.
    """
    first: dict[tuple[str, tuple[str, str]], Row] = {}
    repeated = 0
    versions: dict[tuple[str, str], set[int]] = defaultdict(set)
    scales: set[str] = set()
    for row in (as_row(one, place) for place, one in enumerate(responses, 1)):
        if row.points is None or not np.isfinite(row.points):
            continue
        key = (row.student, (row.item, row.question))
        if key in first:
            repeated += 1
            continue
        first[key] = row
        versions[key[1]].add(row.version)
        if row.scale:
            scales.add(row.scale)
    students = sorted({student for student, _question in first})
    questions = list(dict.fromkeys(question for _student, question in first))
    place = {name: n for n, name in enumerate(students)}
    column = {name: n for n, name in enumerate(questions)}
    shape = (len(students), len(questions))
    points, seconds = np.full(shape, np.nan), np.full(shape, np.nan)
    answered = np.zeros(shape, dtype=np.bool_)
    ticked: list[list[frozenset[str] | None]] = [[None] * shape[1] for _student in students]
    for (student, question), row in first.items():
        i, j = place[student], column[question]
        points[i, j] = min(1.0, max(0.0, float(row.points or 0.0)))
        if row.seconds is not None and row.seconds >= 0:
            seconds[i, j] = row.seconds
        answered[i, j] = row.answered
        ticked[i][j] = frozenset(row.ticked)
    return Marks(
        tuple(students), tuple(questions), points, seconds, answered, tuple(tuple(line) for line in ticked),
        tuple(tuple(sorted(versions[one])) for one in questions), tuple(sorted(scales)), repeated,
    )  # fmt: skip
