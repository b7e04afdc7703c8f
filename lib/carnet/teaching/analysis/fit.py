"""How well students and questions follow a response model: abilities, and mean squares of the residuals."""

import numpy as np

from carnet.teaching.analysis.intervals import NAN
from carnet.teaching.analysis.table import Floats

LIMIT = 8.0  # logits: no ability beyond


def _chances(abilities: Floats, slopes: Floats, intercepts: Floats) -> Floats:
    return np.asarray(0.5 * (1 + np.tanh((np.outer(abilities, slopes) + intercepts) / 2)), dtype=np.float64)


def warm(x: Floats, asked: Floats, slopes: Floats, intercepts: Floats) -> tuple[Floats, Floats]:
    """Weighted likelihood abilities and their standard errors (Warm, Psychometrika 1989;54:427), finite for scores of
    none and all. Solved by bisection: the weighted score falls with the ability. NaN for a student asked nothing."""
    low, high = np.full(len(x), -LIMIT), np.full(len(x), LIMIT)
    for _step in range(40):
        middle = (low + high) / 2
        p = _chances(middle, slopes, intercepts)
        q = p * (1 - p)
        information = (asked * slopes**2 * q).sum(axis=1)
        skew = (asked * slopes**3 * q * (1 - 2 * p)).sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            score = (slopes * asked * (x - p)).sum(axis=1) + skew / (2 * information)
        up = score > 0
        low, high = np.where(up, middle, low), np.where(up, high, middle)
    abilities = (low + high) / 2
    p = _chances(abilities, slopes, intercepts)
    information = (asked * slopes**2 * p * (1 - p)).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        errors = 1 / np.sqrt(information)
    nothing = asked.sum(axis=1) == 0
    return np.where(nothing, np.nan, abilities), np.where(nothing, np.nan, errors)


def item_fit(
    x: Floats, asked: Floats, abilities: Floats, slopes: Floats, intercepts: Floats
) -> list[tuple[float, float, float, float]]:
    """Infit, outfit and their standardised values by question (Wright & Masters, Rating Scale Analysis, 1982, p. 100).

    Students with none or all of their answers right say nothing of the fit and are left out.
    """
    score, count = (x * asked).sum(axis=1), asked.sum(axis=1)
    kept = (score > 0) & (score < count) & np.isfinite(abilities)
    found = []
    p_all = _chances(abilities[kept], slopes, intercepts)
    for j in range(x.shape[1]):
        mine = asked[kept, j].astype(bool)
        p = p_all[mine, j]
        if len(p) < 2:
            found.append((NAN, NAN, NAN, NAN))
            continue
        variance = p * (1 - p)
        fourth = variance * ((1 - p) ** 3 + p**3)
        square = (x[kept, j][mine] - p) ** 2
        n, total = len(p), float(variance.sum())
        outfit, infit = float((square / variance).mean()), float(square.sum() / total)
        spread_out = float((fourth / variance**2).sum()) / n**2 - 1 / n
        spread_in = float((fourth - variance**2).sum()) / total**2
        found.append((infit, outfit, _standard(infit, spread_in), _standard(outfit, spread_out)))
    return found


def _standard(mean_square: float, variance: float) -> float:
    """Wilson & Hilferty's cube root: a mean square of that variance as a standard normal value."""
    if variance <= 0:
        return NAN
    q = float(np.sqrt(variance))
    return float((mean_square ** (1 / 3) - 1) * 3 / q + q / 3)
