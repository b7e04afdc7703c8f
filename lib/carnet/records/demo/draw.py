"""Seeded draws: one independent stream per block of persons and per subject, so that writing in chunks changes
nothing.
"""

from collections.abc import Sequence

import numpy as np

SUBJECTS = (
    "population",
    "tumours",
    "biomarkers",
    "outcomes",
    "treatments",
    "laboratory",
    "visits",
    "notes",
    "background",
)


def stream(seed: int, block: int, subject: str) -> np.random.Generator:
    """The generator of one subject (of `SUBJECTS`) in one block of persons."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, block, SUBJECTS.index(subject)])))


def pick(rng: np.random.Generator, weights: Sequence[float], size: int) -> np.ndarray:
    """`size` positions drawn with the given weights (any positive sum)."""
    edges = np.cumsum(np.asarray(weights, dtype=float))
    return np.searchsorted(edges / edges[-1], rng.random(size), side="right").clip(0, len(weights) - 1).astype(np.int16)


def pick_rows(rng: np.random.Generator, weights: np.ndarray) -> np.ndarray:
    """One position per row of a matrix of weights; -1 where a whole row is zero."""
    edges = np.cumsum(weights, axis=1)
    total = edges[:, -1]
    drawn = (edges <= (rng.random(len(weights)) * total)[:, None]).sum(axis=1)
    return np.where(total > 0, np.minimum(drawn, weights.shape[1] - 1), -1)


def working_day(day: np.ndarray) -> np.ndarray:
    """The same day, or the Monday after a Saturday or a Sunday (days counted from Thursday 1970-01-01)."""
    weekday = (day + 3) % 7
    return day + np.where(weekday >= 5, 7 - weekday, 0)


def expand(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows repeated `counts` times: (position of the row, number within the row from 0)."""
    counts = np.maximum(counts, 0).astype(np.int64)
    rows = np.repeat(np.arange(len(counts)), counts)
    starts = np.cumsum(counts) - counts
    return rows, np.arange(len(rows)) - np.repeat(starts, counts)
