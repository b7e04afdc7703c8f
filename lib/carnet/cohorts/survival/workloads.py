"""The same work for NumPy and CuPy: what `carnet doctor --gpu-check` and the benchmarks run and compare."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from carnet.cohorts.survival.arrays import Array, Namespace, to_host
from carnet.cohorts.survival.competing import aalen_johansen
from carnet.cohorts.survival.cox import cox
from carnet.cohorts.survival.kaplan_meier import kaplan_meier
from carnet.cohorts.survival.logrank import logrank

_EFFECTS = np.array([0.5, -0.3, 0.2, 0.0, 0.1, 0.4, -0.2, 0.3, 0.0, 0.1])


@dataclass(frozen=True)
class Workload:
    """`make_data(n, seed, xp)` → made-up data on the device of `xp`; `run(data)` → the answer, as NumPy (k,).

    Answers on two devices should agree to `tolerance`, relative to the greatest.
    """

    name: str
    make_data: Callable[[int, int, Namespace], dict[str, Array]]
    run: Callable[[dict[str, Array]], np.ndarray]
    tolerance: float


def host_data(n: int, seed: int, days: bool) -> dict[str, np.ndarray]:
    """A made-up cohort: `time` (days, or continuous), `event`, `group` (3), `cause`, `X` (n, 10), half of it binary."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n, 10))
    X[:, 5:] = X[:, 5:] > 0.5
    death = rng.exponential(1000 * np.exp(-X @ _EFFECTS))
    censoring = rng.uniform(0, 3000, n)
    time = np.minimum(death, censoring)
    event = death <= censoring
    return {
        "time": np.ceil(time) if days else time,
        "event": event,
        "group": rng.integers(0, 3, n),
        "cause": event * rng.integers(1, 3, n),
        "X": X,
    }


def _maker(days: bool) -> Callable[[int, int, Namespace], dict[str, Array]]:
    def make(n: int, seed: int, xp: Namespace) -> dict[str, Array]:
        return {name: xp.asarray(values) for name, values in host_data(n, seed, days).items()}

    return make


def _kaplan_meier(data: dict[str, Array]) -> np.ndarray:
    curve = kaplan_meier(data["time"], data["event"])
    step = max(int(curve.time.shape[0]) // 1000, 1)
    return np.concatenate([to_host(curve.survival[::step]), to_host(curve.lower[::step]), [curve.median.value]])


def _logrank(data: dict[str, Array]) -> np.ndarray:
    test = logrank(data["time"], data["event"], data["group"])
    return np.concatenate([[test.statistic], test.observed, test.expected])


def _cox(data: dict[str, Array]) -> np.ndarray:
    model = cox(data["time"], data["event"], data["X"])
    return np.concatenate([model.coefficients, model.std_errors, [model.log_likelihood]])


def _concordance(data: dict[str, Any]) -> np.ndarray:
    from carnet.cohorts.survival.concordance import concordance

    return np.array([concordance(data["time"], data["event"], data["X"][:, 0]).value])


def _incidence(data: dict[str, Array]) -> np.ndarray:
    curves = aalen_johansen(data["time"], data["cause"])
    step = max(int(curves.time.shape[0]) // 1000, 1)
    return np.reshape(to_host(curves.incidence[:, ::step]), (-1,))


WORKLOADS: tuple[Workload, ...] = tuple(
    Workload(f"{name}, {kind}", _maker(kind == "days"), run, tolerance)
    for kind in ("days", "continuous")
    for name, run, tolerance in (
        ("Kaplan–Meier", _kaplan_meier, 1e-10),
        ("log-rank", _logrank, 1e-10),
        ("Cox, 10 covariates", _cox, 1e-8),
        ("concordance", _concordance, 1e-12),
        ("Aalen–Johansen", _incidence, 1e-10),
    )
)
