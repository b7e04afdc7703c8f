"""The fractions that Moodle and GIFT take, the nearest to the official scale, and how far they stay from it."""

import itertools
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import comb

from carnet.language import _, number
from carnet.teaching.question import Question, Response
from carnet.teaching.scoring import mark, scale

LISTED = (100.0, 90.0, 83.33333, 80.0, 75.0, 70.0, 66.66667, 60.0, 50.0, 40.0, 33.33333, 30.0, 25.0, 20.0, 16.66667,
          14.28571, 12.5, 11.11111, 10.0, 5.0, 0.0)  # fmt: skip


@dataclass(frozen=True)
class Fractions:
    """The percentage of each proposition (or degree), and the gap between both marks over all the answers possible.

    `worst` is the largest difference of the mark of 1, `mean` the mean one, over `answers` answers.
    """

    of: Mapping[str, float]
    worst: float
    mean: float
    answers: int

    def said(self, scale_name: str) -> str:
        """The approximation in words; empty where there is none."""
        if self.worst < 0.005:
            return ""
        return _(
            "approximated: fractions cannot say the scale {scale}; over the {n} possible answers the mark differs by"
            " {worst} at most, {mean} on average"
        ).format(scale=scale_name, n=number(self.answers), worst=number(self.worst, 2), mean=number(self.mean, 2))


def nearest(percentage: float) -> float:
    """The listed fraction nearest to a percentage."""
    return min(LISTED, key=lambda one: abs(one - percentage))


def single_answer(question: Question) -> bool:
    """Whether the student chooses one answer alone."""
    return question.kind in ("QRU", "TCS")


def fractions(question: Question, scale_id: str) -> Fractions | None:
    """The fractions of a question answered by choosing; None where no proposition is right, which cannot be said.

    Several answers: each right one is worth 100/K %, each unacceptable one −100 %, and the others the same listed
    negative fraction, the one whose worst gap to the official mark over all 2^n answers is the smallest, then the mean.
    """
    if question.kind == "TCS":
        return _degrees(question, scale_id)
    right = [one.id for one in question.propositions if one.correct]
    if not right:
        return None
    if question.kind == "QRU":
        of = {one.id: 100.0 if one.correct else 0.0 for one in question.propositions}
        gaps = [
            abs(of[one.id] / 100 - mark(question, Response(ticked=(one.id,)), scale_id).points)
            for one in question.propositions
        ]
        return Fractions(of, max(gaps), sum(gaps) / len(gaps), len(gaps))
    return _several(question, scale_id, right)


def _several(question: Question, scale_id: str, right: list[str]) -> Fractions:
    worth = nearest(100 / min(question.expected or len(right), len(right)))
    zero = scale(scale_id).rule(question.kind).zero
    groups: list[list[str]] = [[], [], [], []]  # right, indispensable, wrong, unacceptable: alike within a group
    for one in question.propositions:
        groups[(0 if one.correct else 2) + (1 if one.indispensable or one.unacceptable else 0)].append(one.id)
    states = []  # (right chosen, wrong chosen, unacceptable chosen, how many answers are so, official mark)
    for counts in itertools.product(*(range(len(group) + 1) for group in groups)):
        ticked = tuple(name for group, count in zip(groups, counts, strict=True) for name in group[:count])
        ways = 1
        for group, count in zip(groups, counts, strict=True):
            ways *= comb(len(group), count)
        points = mark(question, Response(ticked=ticked), scale_id).points
        states.append((counts[0] + counts[1], counts[2], counts[3], ways, points))
    unacceptable = 100.0 if zero else None
    best: tuple[float, float, float] | None = None
    for negative in sorted(LISTED):
        against = negative if unacceptable is None else unacceptable
        gaps = [
            (abs(min(1.0, max(0.0, (worth * a - negative * b - against * c) / 100)) - points), ways)
            for a, b, c, ways, points in states
        ]
        total = sum(ways for _gap, ways in gaps)
        found = (round(max(gap for gap, _ways in gaps), 6), sum(gap * ways for gap, ways in gaps) / total, negative)
        best = found if best is None or found < best else best
    assert best is not None
    worst, mean, negative = best
    of: dict[str, float] = {}
    for one in question.propositions:
        against = unacceptable if one.unacceptable and unacceptable else negative
        of[one.id] = worth if one.correct else -against if against else 0.0
    return Fractions(of, worst, mean, 2 ** len(question.propositions))


def _degrees(question: Question, scale_id: str) -> Fractions | None:
    if not Counter(one.answer for one in question.panel):
        return None
    points = {degree: mark(question, Response(degree=degree), scale_id).points for degree in range(-2, 3)}
    of = {str(degree): nearest(100 * value) for degree, value in points.items()}
    gaps = [abs(of[str(degree)] / 100 - value) for degree, value in points.items()]
    return Fractions(of, max(gaps), sum(gaps) / 5, 5)


def written(fraction: float) -> str:
    """A fraction as Moodle writes it: 100, 33.33333, -50."""
    return f"{fraction:.5f}".rstrip("0").rstrip(".")
