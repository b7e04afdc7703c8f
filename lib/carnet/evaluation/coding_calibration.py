"""Whether scores are probabilities: how often codes of a given score were kept, and the expected calibration error."""

from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Scores in [lower, upper): how many codes, their mean score, the share that the gold has."""

    lower: float
    upper: float
    codes: int
    score: float
    kept: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """The bins with codes. `error`: the mean of |score − share kept| by bin, weighted by codes (the ECE of Naeini,
    Cooper & Hauskrecht, AAAI 2015); NaN without codes. `brier`: the mean squared error of the scores."""

    position: str
    codes: int
    error: float
    brier: float
    bins: tuple[Bin, ...]


def reliability(position: str, judged: Sequence[tuple[float, bool]]) -> Reliability:
    """From (score in [0, 1], whether the gold has the code): ten bins of equal width."""
    groups: dict[int, list[tuple[float, bool]]] = {}
    for score, kept in judged:
        groups.setdefault(min(BINS - 1, max(0, int(score * BINS))), []).append((score, kept))
    bins = tuple(
        Bin(
            place / BINS,
            (place + 1) / BINS,
            len(group),
            sum(score for score, _k in group) / len(group),
            sum(kept for _s, kept in group) / len(group),
        )
        for place, group in sorted(groups.items())
    )
    n = len(judged)
    error = sum(one.codes * abs(one.score - one.kept) for one in bins) / n if n else float("nan")
    brier = sum((score - kept) ** 2 for score, kept in judged) / n if n else float("nan")
    return Reliability(position, n, error, brier, bins)
