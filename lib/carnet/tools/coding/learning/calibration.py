"""Scores as probabilities: Platt's logistic on what coders kept, and the score under which to abstain."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

FEWEST = 20  # pairs, and both kept and changed among them; below, a score is left as it is
_EPSILON = 1e-4
_STEPS = 60


@dataclass(frozen=True, slots=True)
class Platt:
    """p = 1 / (1 + exp(−(a·logit(score) + b))); `n` scores were seen, of which `kept` were kept by a coder."""

    a: float = 1.0
    b: float = 0.0
    n: int = 0
    kept: int = 0

    @classmethod
    def fit(cls, scores: Sequence[float], kept: Sequence[bool]) -> "Platt":
        """Maximum likelihood with Platt's smoothed targets (Platt 1999; Lin, Lin & Weng 2007), by Newton's steps.

        Too few scores, or all kept, or none: the scores stay as they are. `a` is never below 0.
        """
        n, positive = len(scores), sum(map(bool, kept))
        if n < FEWEST or positive in (0, n):
            return cls(n=n, kept=positive)
        x = np.array([logit(score) for score in scores])
        high, low = (positive + 1) / (positive + 2), 1 / (n - positive + 2)
        target = np.where(np.array(kept, dtype=bool), high, low)
        a, b = 1.0, 0.0
        for _step in range(_STEPS):
            p = 1 / (1 + np.exp(-np.clip(a * x + b, -30, 30)))
            w = p * (1 - p) + 1e-9
            gradient = np.array([((target - p) * x).sum() - 1e-3 * (a - 1), (target - p).sum() - 1e-3 * b])
            hessian = np.array([[(w * x * x).sum() + 1e-3, (w * x).sum()], [(w * x).sum(), w.sum() + 1e-3]])
            step = np.linalg.solve(hessian, gradient)
            step *= min(1.0, 2.0 / max(1e-9, float(np.abs(step).max())))
            a, b = a + float(step[0]), b + float(step[1])
            if float(np.abs(step).max()) < 1e-7:
                break
        if a < 0:  # the scores say the contrary: the rate alone is kept
            return cls(0.0, logit((positive + 0.5) / (n + 1)), n, positive)
        return cls(a, b, n, positive)

    def __call__(self, score: float) -> float:
        """The probability of a score in [0, 1]."""
        return sigmoid(self.a * logit(score) + self.b)


@dataclass(frozen=True, slots=True)
class Calibration:
    """One Platt a position. `abstain`: the probability under which the principal diagnosis is left to the coder."""

    positions: Mapping[str, Platt] = field(default_factory=dict)
    abstain: float = 0.0

    @classmethod
    def fit(cls, judged: Iterable[tuple[str, float, bool]], wanted: float = 0.5) -> "Calibration":
        """From (position, score, whether a coder kept the code). `wanted`: see `abstain_below`."""
        by_position: dict[str, list[tuple[float, bool]]] = {}
        for position, score, kept in judged:
            by_position.setdefault(position, []).append((score, kept))
        fitted = {
            position: Platt.fit([score for score, _k in pairs], [kept for _s, kept in pairs])
            for position, pairs in sorted(by_position.items())
        }
        main = [(fitted["dp"](score), kept) for score, kept in by_position.get("dp", [])]
        return cls(fitted, abstain_below(main, wanted))

    def probability(self, position: str, score: float) -> float:
        """The probability that a coder keeps a code of this score in this position."""
        return self.positions.get(position, Platt())(score)

    def abstains(self, score: float) -> bool:
        """Whether a principal diagnosis of this (raw) score is better left to the coder."""
        return self.probability("dp", score) < self.abstain

    def plain(self) -> dict[str, Any]:
        """As JSON values."""
        return {"positions": {name: asdict(one) for name, one in self.positions.items()}, "abstain": self.abstain}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Calibration":
        """From what `plain` gave. Raises KeyError, TypeError, ValueError on anything else."""
        read = {
            str(name): Platt(float(one["a"]), float(one["b"]), int(one["n"]), int(one["kept"]))
            for name, one in plain["positions"].items()
        }
        if not all(math.isfinite(one.a) and math.isfinite(one.b) for one in read.values()):
            raise ValueError("a calibration that is not finite")
        return cls(read, float(plain["abstain"]))


def abstain_below(judged: Sequence[tuple[float, bool]], wanted: float) -> float:
    """The lowest probability from which proposals were kept at least `wanted` of the time, among the least sure tenth
    that stands above it; 0 where even the least sure are, or where fewer than `FEWEST` are known."""
    ordered = sorted(judged)
    window = max(FEWEST // 2, len(ordered) // 10)
    if len(ordered) < FEWEST:
        return 0.0
    for start in range(len(ordered) - window + 1):
        if sum(kept for _p, kept in ordered[start : start + window]) >= wanted * window:
            return 0.0 if start == 0 else round(ordered[start][0], 6)
    return round(ordered[-1][0], 6)


def logit(p: float) -> float:
    """log(p / (1 − p)), within ±9.2."""
    p = min(1 - _EPSILON, max(_EPSILON, p))
    return math.log(p / (1 - p))


def sigmoid(x: float) -> float:
    """1 / (1 + exp(−x)), without overflow."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
