"""How proposed codes agree with those of a coder: by position, by chapter, at full code and at three characters."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from carnet.evaluation.coding_calibration import Reliability, reliability
from carnet.evaluation.coding_gold import CodedPair, Predicted
from carnet.evaluation.rates import Bootstrap, Rate
from carnet.text.coded_stays import CodedRecord
from carnet.text.terminologies.cim10 import cim10

POSITIONS = ("dp", "dr", "das", "main")
TOPS = (1, 5, 10)
_CATEGORY = 3  # characters


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure that is no rate, with a 95 % interval from the same resamples of stays."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class PositionScore:
    """One position at one length of code. `f1` is micro-averaged: 2·found / (proposed + given); `macro` is the mean F1
    of the codes that are given or proposed at least once, as scikit-learn's."""

    position: str
    characters: int | None  # 3, or None for the full code
    recall: Rate
    precision: Rate
    f1: Rate
    macro: Interval
    codes: int


@dataclass(frozen=True, slots=True)
class ChapterScore:
    """The gold principal diagnoses of a chapter: how many were proposed, at full code and at three characters."""

    number: str
    title: str
    full: Rate
    category: Rate


@dataclass(frozen=True, slots=True)
class CodingReport:
    """`main` among the positions is PARTAGES' `dp`: the DR where there is one, else the DP.

    `tops`: the DP is the first, among the first 5 or 10 of the DP and its alternatives. `distance`: mean steps, in the
    tree root – chapter – category – subcategories, from the proposed DP to the gold one, where one is proposed (the
    shortest path of Rada et al., IEEE Trans. Syst. Man Cybern. 1989; 0: the same code, 2: the same category of two
    four-character codes); `steps` counts each distance. `abstained`: stays with an answer, but no DP.
    """

    stays: int
    answers: int
    abstained: Rate
    scores: tuple[PositionScore, ...]
    tops: Mapping[str, Rate]
    distance: Rate
    steps: Mapping[int, int]
    chapters: tuple[ChapterScore, ...]
    reliability: tuple[Reliability, ...]


def score_codes(pairs: Sequence[CodedPair], *, resamples: int = 1000, seed: int = 0) -> CodingReport:
    """Score predictions against gold, with intervals over stays. A stay without prediction counts as nothing proposed;
    a position that its source does not tell of is not scored there."""
    bootstrap = Bootstrap(len(pairs), resamples, seed)
    scores = tuple(
        _position(pairs, position, characters, bootstrap)
        for position in POSITIONS
        for characters in (None, _CATEGORY)
        if any(_gold(one.gold, position) is not None for one in pairs)
    )
    distances = [_distances(one) for one in pairs]
    steps = [step for found in distances for step in found]
    return CodingReport(
        stays=len(pairs),
        answers=sum(len(one.predicted) for one in pairs),
        abstained=bootstrap.rate([(sum(a.dp is None for a in one.predicted), len(one.predicted)) for one in pairs]),
        scores=scores,
        tops={name: bootstrap.rate([_top(one, top, cut) for one in pairs]) for name, top, cut in _tops()},
        distance=bootstrap.rate([(sum(found), len(found)) for found in distances]),
        steps={step: steps.count(step) for step in sorted(set(steps))},
        chapters=_chapters(pairs, bootstrap),
        reliability=tuple(reliability(name, _judged(pairs, name)) for name in ("dp", "dr", "das")),
    )


def tree_distance(one: str, other: str) -> int:
    """Steps between two codes in the tree root – chapter – three characters – four – five…"""
    a, b = _path(one), _path(other)
    shared = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return len(a) + len(b) - 2 * shared


def _path(code: str) -> tuple[str, ...]:
    chapter = cim10().chapter(code)
    stem = code.partition("+")[0]
    nodes = [stem[:end] for end in range(3, len(stem) + 1)] + ([code] if "+" in code else [])
    return (chapter.number if chapter else "", *nodes)


def _tops() -> list[tuple[str, int, int | None]]:
    return [(f"{top}{'' if cut is None else ' (3)'}", top, cut) for cut in (None, _CATEGORY) for top in TOPS]


def _gold(record: CodedRecord, position: str) -> frozenset[str] | None:
    """The codes of a position; None where the source does not tell of it."""
    if position == "main":
        return frozenset((record.dr or record.dp,))
    if position not in record.positions:
        return None
    if position == "das":
        return frozenset(record.das)
    code = record.dp if position == "dp" else record.dr
    return frozenset((code,) if code else ())


def _said(answer: Predicted, position: str) -> frozenset[str]:
    if position == "das":
        return frozenset(answer.das)
    code = {"dp": answer.dp, "dr": answer.dr, "main": answer.dr or answer.dp}[position]
    return frozenset((code,) if code else ())


def _answers(pair: CodedPair) -> tuple[Predicted, ...]:
    return pair.predicted or (Predicted(None, None, (), (), ()),)


def _position(pairs: Sequence[CodedPair], position: str, characters: int | None, bootstrap: Bootstrap) -> PositionScore:
    places: dict[str, int] = {}
    counts: list[tuple[int, int, int]] = []  # found, proposed, given of each stay
    rows: list[tuple[int, int, int, int, int]] = []  # stay, code, found, proposed, given
    for number, one in enumerate(pairs):
        gold = _gold(one.gold, position)
        if gold is None:
            counts.append((0, 0, 0))
            continue
        given = {code[:characters] for code in gold}
        found = proposed = total = 0
        for answer in _answers(one):
            said = {code[:characters] for code in _said(answer, position)}
            found, proposed, total = found + len(said & given), proposed + len(said), total + len(given)
            for code in said | given:
                place = places.setdefault(code, len(places))
                rows.append((number, place, code in said and code in given, code in said, code in given))
        counts.append((found, proposed, total))
    return PositionScore(
        position,
        characters,
        recall=bootstrap.rate([(found, total) for found, _proposed, total in counts]),
        precision=bootstrap.rate([(found, proposed) for found, proposed, _total in counts]),
        f1=bootstrap.rate([(2 * found, proposed + total) for found, proposed, total in counts]),
        macro=_macro(np.array(rows, dtype=np.int64).reshape(-1, 5), len(pairs), len(places), bootstrap),
        codes=len(places),
    )


def _macro(rows: np.ndarray, stays: int, codes: int, bootstrap: Bootstrap) -> Interval:
    """The mean F1 over codes, and its interval: each resample has its own codes, given or proposed there."""
    from scipy.sparse import csr_matrix

    if not codes or bootstrap.draws is None:
        return Interval(float("nan"), float("nan"), float("nan"))
    twice = csr_matrix((2.0 * rows[:, 2], (rows[:, 0], rows[:, 1])), shape=(stays, codes))
    total = csr_matrix((rows[:, 3] + rows[:, 4] * 1.0, (rows[:, 0], rows[:, 1])), shape=(stays, codes))

    def mean(times: np.ndarray) -> np.ndarray:
        hits, all_ = times @ twice, times @ total
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.nanmean(np.where(all_ > 0, hits / all_, np.nan), axis=1))

    times = np.stack([np.bincount(draw, minlength=stays) for draw in bootstrap.draws]).astype(float)
    drawn = times @ total
    kept = times[(drawn > 0).any(axis=1)]
    lower, upper = np.percentile(mean(kept), [2.5, 97.5]) if len(kept) else (float("nan"), float("nan"))
    return Interval(float(mean(np.ones((1, stays)))[0]), float(lower), float(upper))


def _top(pair: CodedPair, top: int, characters: int | None) -> tuple[int, int]:
    gold = pair.gold.dp[:characters]
    answers = _answers(pair)
    return sum(gold in {code[:characters] for code in one.ranked[:top]} for one in answers), len(answers)


def _distances(pair: CodedPair) -> list[int]:
    return [tree_distance(answer.dp, pair.gold.dp) for answer in pair.predicted if answer.dp]


def _chapters(pairs: Sequence[CodedPair], bootstrap: Bootstrap) -> tuple[ChapterScore, ...]:
    def rate(number: str, same: Callable[[str, str], bool]) -> Rate:
        counted = []
        for one in pairs:
            chapter = cim10().chapter(one.gold.dp)
            here = chapter is not None and chapter.number == number
            answers = _answers(one) if here else ()
            counted.append((sum(bool(a.dp) and same(a.dp or "", one.gold.dp) for a in answers), len(answers)))
        return bootstrap.rate(counted)

    found = [
        ChapterScore(
            chapter.number,
            chapter.title,
            rate(chapter.number, lambda a, b: a == b),
            rate(chapter.number, lambda a, b: a[:_CATEGORY] == b[:_CATEGORY]),
        )
        for chapter in cim10().chapters
    ]
    return tuple(one for one in found if one.full.total)


def _judged(pairs: Sequence[CodedPair], position: str) -> list[tuple[float, bool]]:
    judged = []
    for one in pairs:
        gold = _gold(one.gold, position)
        if gold is not None:
            judged += [
                (score, code in gold)
                for answer in one.predicted
                for name, code, score in answer.scored
                if name == position
            ]
    return judged
