"""Where a student stands: marks by objective, rank, item number and over time, and beside the group without telling on
anyone."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, Protocol

import numpy as np

from carnet.teaching.analysis.intervals import wilson

SMALLEST_GROUP = 11
ROUNDED = 0.05  # the group's quartiles are given to the nearest twentieth
SIZES = (11, 20, 50, 100, 200, 500)  # how large a group is, told by steps


class Answered(Protocol):
    """An answer with its mark. `points` in 0 to 1; `objectives`, `rank` and `item_number` those of the question."""

    @property
    def item_id(self) -> str: ...
    @property
    def question_id(self) -> str: ...
    @property
    def objectives(self) -> tuple[str, ...]: ...
    @property
    def rank(self) -> str | None: ...
    @property
    def item_number(self) -> int | None: ...
    @property
    def points(self) -> float: ...
    @property
    def when(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """The marks of one objective, rank, item number or period (`name`).

    `answers` counts all answers, `questions` the different questions; `mean` (0 to 1) is that of the last answer to
    each question, with a 95 % interval (Wilson's with the sum of the points: never too narrow). `first`, `last`: when.
    """

    name: str
    answers: int
    questions: int
    mean: float
    interval: tuple[float, float]
    first: datetime
    last: datetime


def by_objective(answers: Iterable[Answered]) -> tuple[Standing, ...]:
    """One standing an objective, in their order; an answer counts for each objective of its question."""
    return _group(answers, lambda one: one.objectives)


def by_rank(answers: Iterable[Answered]) -> tuple[Standing, ...]:
    """One standing a rank (A, B, C)."""
    return _group(answers, lambda one: (one.rank,) if one.rank else ())


def by_item_number(answers: Iterable[Answered]) -> tuple[Standing, ...]:
    """One standing an item of the curriculum (1 to 367), in the order of numbers."""
    found = _group(answers, lambda one: (str(one.item_number),) if one.item_number else ())
    return tuple(sorted(found, key=lambda one: int(one.name)))


def over_time(answers: Iterable[Answered], step: Literal["day", "week", "month"] = "week") -> tuple[Standing, ...]:
    """One standing a day, week (its Monday) or month (its first day) in which something was answered; names are ISO
    dates. Within a period the last answer to a question counts."""
    return _group(answers, lambda one: (_period(one.when.date(), step).isoformat(),))


def _period(day: date, step: str) -> date:
    if step == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step == "month" else day


def _group(answers: Iterable[Answered], names: Callable[[Answered], Sequence[str]]) -> tuple[Standing, ...]:
    groups: dict[str, list[Answered]] = defaultdict(list)
    for one in answers:
        for name in dict.fromkeys(names(one)):
            groups[name].append(one)
    return tuple(_standing(name, groups[name]) for name in sorted(groups))


def _standing(name: str, group: list[Answered]) -> Standing:
    group = sorted(group, key=lambda one: one.when)
    last = {(one.item_id, one.question_id): min(1.0, max(0.0, one.points)) for one in group}
    total = math.fsum(last.values())
    return Standing(
        name=name, answers=len(group), questions=len(last), mean=total / len(last), interval=wilson(total, len(last)),
        first=group[0].when, last=group[-1].when,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Band:
    """Where a mark is in a group: its quarter ("lower", "middle" half, "upper"), and the group's quartiles.

    Quartiles are rounded to the nearest twentieth and the size told by steps (`at_least`), so that nobody's mark is had
    by subtracting what was shown before she came.
    """

    place: Literal["lower", "middle", "upper"]
    quartiles: tuple[float, float, float]
    at_least: int


def beside_group(own: float, group: Sequence[float], smallest: int = SMALLEST_GROUP) -> Band | None:
    """Where `own` stands in a group's marks (0 to 1, one a member, hers among them); None under `smallest` members.

    The place is judged on the rounded quartiles too: below the first, above the third, else in the middle half.
    """
    marks = np.asarray([one for one in group if math.isfinite(one)], dtype=np.float64)
    smallest = max(smallest, SMALLEST_GROUP)
    if len(marks) < smallest or not math.isfinite(own):
        return None
    low, middle, high = (round(round(float(q) / ROUNDED) * ROUNDED, 2) for q in np.quantile(marks, [0.25, 0.5, 0.75]))
    place: Literal["lower", "middle", "upper"] = "lower" if own < low else "upper" if own > high else "middle"
    return Band(place, (low, middle, high), max(size for size in SIZES if size <= len(marks)))
