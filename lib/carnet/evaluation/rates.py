"""Rates with intervals: hits of a total, counted note by note, resampled by note."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Rate:
    """`hits` of `total`, with a 95 % interval from a bootstrap over notes (percentiles)."""

    hits: int
    total: int
    lower: float
    upper: float

    @property
    def value(self) -> float:
        """hits / total; NaN where there is nothing to count."""
        return self.hits / self.total if self.total else float("nan")


class Bootstrap:
    """The same resamples of `notes` notes for every rate of a report.

    The parts of a note are not independent, so notes are drawn (Efron & Tibshirani 1993, chapter 13).
    """

    def __init__(self, notes: int, resamples: int = 1000, seed: int = 0) -> None:
        self.draws = np.random.default_rng(seed).integers(0, notes, (resamples, notes)) if notes else None

    def rate(self, pairs: Sequence[tuple[int, int]]) -> Rate:
        """The rate of (hits, total), one pair a note."""
        counts = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        hits, total = (int(part) for part in counts.sum(axis=0))
        if self.draws is None or not total:
            return Rate(hits, total, float("nan"), float("nan"))
        sums = counts[self.draws].sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            lower, upper = np.nanpercentile(sums[:, 0] / sums[:, 1], [2.5, 97.5])
        return Rate(hits, total, float(lower), float(upper))
