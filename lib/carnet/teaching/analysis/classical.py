"""Classical test theory on a table of points: difficulty, discrimination, reliability."""

import math
from dataclasses import dataclass

import numpy as np

from carnet.teaching.analysis.intervals import NAN, correlation, feldt, fisher, wilson
from carnet.teaching.analysis.table import Floats, Marks

SHARE = 0.27  # of the students, in the upper and in the lower group (Kelley, J Educ Psychol 1939;30:17)


@dataclass(frozen=True, slots=True)
class PropositionStatistics:
    """Who chose a proposition: `n` students, a `share` of those asked, then the shares by tercile of the rest score.

    `terciles` go from the weakest third to the strongest. `discrimination`: correlation of choosing it with the rest
    score. `correct` is None where the key is not known. `functional`, for a wrong one: chosen by 5 % at least, more so
    by weak students (Haladyna & Downing, Educ Psychol Meas 1993;53:999); None where it is right or not known.
    """

    id: str
    correct: bool | None
    n: int
    share: float
    terciles: tuple[float, float, float]
    discrimination: float
    functional: bool | None


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """A question. `id` is `item/question`; `n` students were asked it, `answered` of them answered.

    `difficulty`: mean of the points (1: all had them all) with Wilson's 95 % interval; `full`: the share with all the
    points, with its own. `discrimination`: correlation of the points with the mean of the points for the other
    questions (corrected item–rest), with Fisher's interval. `upper_lower`: mean points of the best 27 % of students
    less those of the weakest 27 %, by total, ties shared out. `alpha_without`: the alpha of the test without it.
    `seconds`: first quartile, median and third quartile of the time spent. `flags`: see `flag_label`.
    """

    id: str
    item: str
    question: str
    versions: tuple[int, ...]
    n: int
    answered: int
    difficulty: float
    difficulty_interval: tuple[float, float]
    full: float
    full_interval: tuple[float, float]
    discrimination: float
    discrimination_interval: tuple[float, float]
    upper_lower: float
    alpha_without: float
    seconds: tuple[float, float, float]
    propositions: tuple[PropositionStatistics, ...]
    flags: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class TestStatistics:
    """The test: `students`, `questions`, and the `scores` (mean of the points, 0 to 1) in the order of `names`.

    `alpha`: Cronbach's (KR-20 where every question is worth 0 or 1: `dichotomous`), from the `complete` students asked
    every question, with Feldt's interval; `sem`: standard error of measurement of a score. NaN where not defined.
    `seconds`: median of the total time of a student.
    """

    students: int
    questions: int
    names: tuple[str, ...]
    scores: tuple[float, ...]
    mean: float
    sd: float
    median: float
    lowest: float
    highest: float
    complete: int
    alpha: float
    alpha_interval: tuple[float, float]
    dichotomous: bool
    sem: float
    seconds: float
    __test__ = False  # not a test of pytest's


def cronbach(points: Floats) -> float:
    """Cronbach's alpha (Psychometrika 1951;16:297) of students by questions without missing points; with points of 0
    and 1 it is KR-20 (Kuder & Richardson 1937). NaN under 2 questions or students, or where totals do not vary."""
    n, k = points.shape
    if n < 2 or k < 2:
        return NAN
    total = float(points.sum(axis=1).var(ddof=1))
    if total < 1e-12:
        return NAN
    return k / (k - 1) * (1 - float(points.var(axis=0, ddof=1).sum()) / total)


def shared_groups(scores: Floats, bounds: list[tuple[float, float]]) -> Floats:
    """How much of each student belongs to each group of ranks, weakest first: one column a group, of [low, high) shares
    of the students. Tied students share out their ranks, so that the order of the table never matters."""
    n = len(scores)
    weights = np.zeros((n, len(bounds)))
    rounded = np.round(scores, 9)
    values, inverse, counts = np.unique(rounded, return_inverse=True, return_counts=True)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]) if len(values) else np.zeros(0)
    for g, (low, high) in enumerate(bounds):
        overlap = np.minimum(starts + counts, high * n) - np.maximum(starts, low * n)
        weights[:, g] = (np.clip(overlap, 0, None) / counts)[inverse] if n else 0
    return weights


def rest_scores(points: Floats) -> Floats:
    """For each student and question, the mean of the student's points for the other questions; NaN where none."""
    known = np.isfinite(points)
    filled = np.where(known, points, 0.0)
    others = known.sum(axis=1, keepdims=True) - known
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(
            np.where(others > 0, (filled.sum(axis=1, keepdims=True) - filled) / others, np.nan), dtype=np.float64
        )


def total_scores(points: Floats) -> Floats:
    """Each student's mean of the points that there are."""
    known = np.isfinite(points)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(known, points, 0.0).sum(axis=1) / known.sum(axis=1), dtype=np.float64)


def describe_test(marks: Marks) -> TestStatistics:
    """The statistics of the whole test."""
    points, (n, k) = marks.points, marks.points.shape
    complete = points[np.isfinite(points).all(axis=1)] if k else points
    scores = total_scores(points) if k else np.zeros(0)
    alpha = cronbach(complete)
    spread = float(complete.mean(axis=1).std(ddof=1)) if len(complete) > 1 and k else NAN
    times = marks.seconds[np.isfinite(marks.seconds).any(axis=1)] if k else marks.seconds
    return TestStatistics(
        students=n, questions=k, names=marks.students, scores=tuple(float(one) for one in scores),
        mean=float(scores.mean()) if n else NAN, sd=float(scores.std(ddof=1)) if n > 1 else NAN,
        median=float(np.median(scores)) if n else NAN,
        lowest=float(scores.min()) if n else NAN, highest=float(scores.max()) if n else NAN,
        complete=len(complete) if k else 0, alpha=alpha, alpha_interval=feldt(alpha, len(complete), k),
        dichotomous=bool(k) and bool(np.isin(points[np.isfinite(points)], (0.0, 1.0)).all()),
        sem=spread * math.sqrt(max(0.0, 1 - alpha)) if math.isfinite(alpha) else NAN,
        seconds=float(np.median(np.nansum(times, axis=1))) if times.size else NAN,
    )  # fmt: skip


def item_statistics(
    marks: Marks, j: int, rest: Floats, totals: Floats, complete: Floats, key: dict[str, bool] | None, title: str
) -> ItemStatistics:
    """The statistics of question `j`; `key` says which propositions are right, where that is known."""
    asked = np.isfinite(marks.points[:, j])
    points, others = marks.points[asked, j], rest[asked, j]
    n = int(asked.sum())
    full = int((points > 1 - 1e-9).sum())
    both = np.isfinite(others)
    r = correlation(points[both], others[both])
    groups = shared_groups(totals[asked], [(0, SHARE), (1 - SHARE, 1)])
    low, high = ((groups * points[:, None]).sum(axis=0) / groups.sum(axis=0)) if n > 1 else (NAN, NAN)
    item, question = marks.questions[j]
    times = marks.seconds[asked, j]
    times = times[np.isfinite(times)]
    first, middle, third = (float(q) for q in np.quantile(times, [0.25, 0.5, 0.75])) if len(times) else [NAN] * 3
    difficulty = float(points.mean())
    propositions = _propositions(marks, j, asked, rest[:, j], key)
    answered = int(marks.answered[asked, j].sum())
    blank = 1 - answered / n
    return ItemStatistics(
        id=f"{item}/{question}", item=item, question=question, versions=marks.versions[j], n=n,
        answered=answered, difficulty=difficulty,
        difficulty_interval=wilson(float(points.sum()), n), full=full / n, full_interval=wilson(full, n),
        discrimination=r, discrimination_interval=fisher(r, int(both.sum())), upper_lower=float(high - low),
        alpha_without=cronbach(np.delete(complete, j, axis=1)) if complete.shape[1] > 2 else NAN,
        seconds=(first, middle, third), propositions=propositions, flags=_flags(difficulty, r, n, blank, propositions),
        title=title,
    )  # fmt: skip


def _propositions(
    marks: Marks, j: int, asked: np.ndarray, rest: Floats, key: dict[str, bool] | None
) -> tuple[PropositionStatistics, ...]:
    chosen = [marks.ticked[i][j] or frozenset() for i in np.flatnonzero(asked)]
    names = list(key) if key else sorted(set().union(*chosen)) if chosen else []
    scores = rest[asked]
    known = np.isfinite(scores)
    terciles = shared_groups(scores[known], [(0, 1 / 3), (1 / 3, 2 / 3), (2 / 3, 1)])
    found = []
    for name in names:
        took = np.array([name in one for one in chosen], dtype=np.float64)
        share = float(took.mean()) if len(took) else NAN
        r = correlation(took[known], scores[known])
        sizes = terciles.sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            thirds = (terciles * took[known][:, None]).sum(axis=0) / sizes
        correct = key.get(name) if key else None
        found.append(
            PropositionStatistics(
                name, correct, int(took.sum()), share, (float(thirds[0]), float(thirds[1]), float(thirds[2])), r,
                None if correct is not False else share >= 0.05 and r < 0,
            )
        )  # fmt: skip
    return tuple(found)


def _flags(
    difficulty: float, r: float, n: int, blank: float, propositions: tuple[PropositionStatistics, ...]
) -> tuple[str, ...]:
    found = []
    if blank > 0.2:
        found.append("blank")
    if difficulty < 0.2 and blank < 1:
        found.append("hard")
    if difficulty > 0.9:
        found.append("easy")
    if r < 0:
        found.append("negative")
    elif r < 0.2:
        found.append("weak")
    if n >= 30 and any(one.correct is False and one.discrimination > 0.1 for one in propositions):
        found.append("attractive_wrong")
    if n >= 30 and any(one.correct and one.discrimination < -0.1 for one in propositions):
        found.append("repelling_right")
    if n >= 30 and any(one.correct is False and one.share < 0.05 for one in propositions):
        found.append("idle_distractor")
    return tuple(found)
