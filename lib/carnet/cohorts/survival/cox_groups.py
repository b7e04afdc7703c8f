"""Cox's model on groups alone, from their event tables: only the event times count, not the number of persons."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from carnet.cohorts.survival.arrays import to_host
from carnet.cohorts.survival.kaplan_meier import KaplanMeier

_STEPS = 30
_INFINITE = 15.0  # a log hazard ratio beyond it is a monotone likelihood on its way
_CONVERGED = 1e-10


@dataclass(frozen=True)
class GroupHazards:
    """Log hazard ratios (G − 1,) of the groups against the first, and their covariance (G − 1, G − 1)."""

    coefficients: np.ndarray
    covariance: np.ndarray


def cox_groups(curves: Sequence[KaplanMeier]) -> GroupHazards | None:
    """Cox's model (Efron's ties) with an indicator for each group but the first.

    The partial likelihood of indicators depends on the data only through the numbers at risk and the events of each
    group at each event time, which their Kaplan–Meier curves hold: the estimates are those of `cox` on the rows, late
    entries included. None where it does not converge (separation): `cox` then says what is wrong.
    """
    times = np.unique(np.concatenate([to_host(curve.time)[to_host(curve.events) > 0] for curve in curves]))
    deaths = np.stack([_events_at(curve, times) for curve in curves], axis=1)  # (T, G)
    at_risk = np.stack([to_host(curve.number_at_risk(times)) for curve in curves], axis=1)
    total = deaths.sum(axis=1)
    if times.size == 0 or not np.all(total == np.round(total)):
        return None
    # Efron: the l-th of the D deaths at a time meets the risk set less l/D of those who die then
    repeats = total.astype(np.int64)
    rank = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    exposed = np.repeat(at_risk, repeats, axis=0)
    exposed -= (rank / np.repeat(total, repeats))[:, None] * np.repeat(deaths, repeats, axis=0)
    return _fit(exposed, deaths.sum(axis=0))


def _events_at(curve: KaplanMeier, times: np.ndarray) -> np.ndarray:
    """Events of one group at each of `times`, which hold all its event times."""
    events = to_host(curve.events)
    happened = events > 0
    found = np.zeros(times.size)
    found[np.searchsorted(times, to_host(curve.time)[happened])] = events[happened]
    return found


def _fit(exposed: np.ndarray, deaths: np.ndarray) -> GroupHazards | None:
    """Newton's steps, halved where they overshoot, on rows of exposure (one per death, one column per group)."""
    beta = np.zeros(exposed.shape[1] - 1)
    value = _likelihood(beta, exposed, deaths)
    for _step in range(_STEPS):
        weights = exposed * np.exp(np.append(0.0, beta))
        share = (weights / weights.sum(axis=1, keepdims=True))[:, 1:]
        gradient = deaths[1:] - share.sum(axis=0)
        information = np.diag(share.sum(axis=0)) - share.T @ share
        try:
            covariance = np.linalg.inv(information)
        except np.linalg.LinAlgError:
            return None
        move = covariance @ gradient
        if float(np.abs(move).max()) < _CONVERGED:
            return GroupHazards(beta, covariance)
        new = _likelihood(beta + move, exposed, deaths)
        while not new >= value - 1e-9 * abs(value):
            move = move / 2
            if float(np.abs(move).max()) < _CONVERGED:
                return None
            new = _likelihood(beta + move, exposed, deaths)
        beta, value = beta + move, new
        if float(np.abs(beta).max()) > _INFINITE:
            return None
    return None


def _likelihood(beta: np.ndarray, exposed: np.ndarray, deaths: np.ndarray) -> float:
    return float(deaths[1:] @ beta - np.log(exposed @ np.exp(np.append(0.0, beta))).sum())
