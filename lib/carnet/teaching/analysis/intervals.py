"""Intervals of shares, correlations and reliabilities; NaN where there is none."""

import math

from carnet.teaching.analysis.table import Floats

Z95 = 1.959963984540054
NAN = float("nan")


def wilson(successes: float, n: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval of a share (JASA 1927;22:209). With partial points `successes` is their sum: the interval
    is then too wide rather than too narrow, points in [0, 1] varying least of all when they are not 0 or 1."""
    if n <= 0:
        return NAN, NAN
    p = successes / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def correlation(x: Floats, y: Floats) -> float:
    """Pearson's correlation; NaN under 3 pairs or where one of them does not vary."""
    if len(x) < 3:
        return NAN
    x, y = x - x.mean(), y - y.mean()
    scale = math.sqrt(float(x @ x) * float(y @ y))
    return max(-1.0, min(1.0, float(x @ y) / scale)) if scale > 1e-12 else NAN


def fisher(r: float, n: int, z: float = Z95) -> tuple[float, float]:
    """Fisher's interval of a correlation of `n` pairs (Metron 1921;1:3); NaN under 4 pairs or for |r| = 1."""
    if n < 4 or not abs(r) < 1:
        return NAN, NAN
    half = z / math.sqrt(n - 3)
    return math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)


def feldt(alpha: float, n: int, k: int, level: float = 0.95) -> tuple[float, float]:
    """Feldt's interval of an alpha from `n` students and `k` questions (Psychometrika 1965;30:357)."""
    from scipy.special import fdtri

    if n < 2 or k < 2 or not math.isfinite(alpha):
        return NAN, NAN
    tail, df1, df2 = (1 - level) / 2, n - 1, (n - 1) * (k - 1)
    return 1 - (1 - alpha) * float(fdtri(df1, df2, 1 - tail)), 1 - (1 - alpha) * float(fdtri(df1, df2, tail))
