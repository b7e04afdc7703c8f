"""Time in a session: when a student's ends, how long is left. Only the server's clock counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from carnet.teaching.classroom.records import SessionPlan
from carnet.teaching.scoring import Erratum


@dataclass(frozen=True, slots=True)
class Course:
    """What has happened to a session so far. `given`: minutes added, by folded pseudonym ("" for everybody).

    `remarked`: the version that each corrected item is marked with, `errata` what else was decided about it;
    `released`: the correction may be seen; `returning`: those who are let back in without their ticket.
    """

    started: datetime | None = None
    closed: datetime | None = None
    released: bool = False
    given: Mapping[str, float] = field(default_factory=dict)
    remarked: Mapping[str, int] = field(default_factory=dict)
    returning: frozenset[str] = frozenset()
    errata: Mapping[str, tuple[Erratum, ...]] = field(default_factory=dict)


def factor(plan: SessionPlan, folded: str) -> float:
    """How many times the session's minutes a student has (1; 4/3 for a third more)."""
    for name, value in plan.extra.items():
        if fold(name) == folded:
            return max(1.0, value)
    return 1.0


def ends(plan: SessionPlan, course: Course, folded: str, began: datetime) -> datetime | None:
    """When a student's time is out: None without a limit, or before an exam has started.

    In an exam the time runs for all from its start; in a training from when the student began.
    """
    start = course.started if plan.mode == "exam" else began
    end = None
    if plan.minutes is not None and start is not None:
        minutes = plan.minutes * factor(plan, folded) + course.given.get("", 0) + course.given.get(folded, 0)
        end = start + timedelta(minutes=minutes)
    if course.closed is not None:
        end = course.closed if end is None else min(end, course.closed)
    return end


def last_end(plan: SessionPlan, course: Course) -> datetime | None:
    """When an exam is over for everybody: at its close, or when the longest time is out. None: not known yet."""
    if plan.mode != "exam" or plan.minutes is None or course.started is None:
        return course.closed
    names = {fold(name) for name in plan.extra} | set(course.given) | {""}
    out = [ends(plan, course, name, course.started) for name in names]
    return max((one for one in out if one is not None), default=None)


def is_over(plan: SessionPlan, course: Course, now: datetime) -> bool:
    """Whether nobody can answer any more."""
    if course.closed is not None:
        return True
    end = last_end(plan, course)
    return plan.mode == "exam" and end is not None and now >= end


def fold(name: str) -> str:
    """A pseudonym as it is compared: spaces and case do not count."""
    return " ".join(name.split()).casefold()
