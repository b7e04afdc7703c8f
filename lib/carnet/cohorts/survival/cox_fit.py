"""Newton's method for Cox's partial likelihood, and what tells that its maximum does not exist."""

from dataclasses import dataclass

import numpy as np

from carnet.cohorts.survival.cox_layout import Layout, scale
from carnet.cohorts.survival.cox_likelihood import Evaluation, State, evaluate, state
from carnet.cohorts.survival.inputs import Sample
from carnet.cohorts.survival.trouble import (
    CollinearCovariates,
    ConstantCovariate,
    FewEventsWarning,
    NotConverged,
    SeparationWarning,
    TiesOnlyWarning,
    warn,
)
from carnet.language import _, ngettext

_MOST_ITERATIONS = 60
_STEP = 1e-9  # of the standard deviations of the covariates: the next step would be its square
_SINGULAR = 1e-11  # least eigenvalue of the information, scaled to a unit diagonal
_FLAT = 1e-6  # twice what the likelihood could still gain
_NEARLY_FLAT = 1e-3  # the same, where hazards have outgrown floating point
_STALLED = 1e-6  # steps smaller than this that do not raise the likelihood are rounding
_EVENTS_PER_COVARIATE = 10


@dataclass(frozen=True)
class Fit:
    """The maximum of a partial likelihood: coefficients, inverse information, likelihoods, score test at 0."""

    beta: np.ndarray
    covariance: np.ndarray
    log_likelihood: float
    null_log_likelihood: float
    score: float
    iterations: int
    separated: tuple[str, ...]
    state: State


def maximise(layout: Layout, data: Sample, names: tuple[str, ...], efron: bool) -> Fit:
    """Maximise the partial likelihood. Raises and warns as `cox.cox`."""
    p = len(names)
    deviation, largest = scale(layout)
    null_state = state(layout, np.zeros(p), efron)
    null = evaluate(layout, null_state)
    _refuse_singular(null.information, names, deviation, largest)
    _warn_of_data(layout, p)
    score = float(null.gradient @ _solve(null.information, null.gradient))
    beta, now, here = np.zeros(p), null_state, null
    separated, before = np.zeros(p, dtype=bool), np.full(p, np.inf)
    iterations = 0
    while True:
        iterations += 1
        step = _solve(here.information, here.gradient)
        scaled = np.abs(step) * deviation
        value = here.log_likelihood
        if scaled.max() < _STEP and 0.01 < before.max() < np.inf:  # no maximum is reached that suddenly: rounding is
            separated = before > 0.01 * before.max()
            break
        if scaled.max() < _STEP:
            value += 0.5 * float(here.gradient @ step)
            beta = beta + step
            break
        # Near a maximum each step is about the square of the one before; towards infinity, where the likelihood grows
        # by less and less, steps stay as long as they were, and are never tiny.
        lasting = (scaled > 0.5 * before) & (scaled > 0.01 * scaled.max()) & (np.abs(step) * largest > 1e-4)
        to_gain = float(here.gradient @ step)
        if to_gain < _FLAT and lasting.any():
            separated = lasting
            break
        moved = _advance(layout, beta, step, here, efron) if iterations < _MOST_ITERATIONS else None
        if moved is None and scaled.max() < _STALLED:
            break
        if moved is None and to_gain < _NEARLY_FLAT and lasting.any():
            separated = lasting
            break
        if moved is None:
            raise NotConverged(
                _("The model did not reach a maximum of its likelihood."),
                _("Look for absurd values (999999 for an unknown one), or for a covariate that foretells every event."),
            )
        beta, now, here = moved
        before = scaled
    infinite = tuple(name for name, is_infinite in zip(names, separated, strict=True) if is_infinite)
    if infinite:
        warn(
            SeparationWarning(
                _("The coefficient of {names} is infinite: one of its values has no event, or all of them.").format(
                    names=", ".join(infinite)
                ),
                _("Merge that category with another, or leave the covariate out; the other coefficients stand."),
                infinite,
            )
        )
    return Fit(beta, _inverse(here.information), value, null.log_likelihood, score, iterations, infinite, now)


def _advance(
    layout: Layout, beta: np.ndarray, step: np.ndarray, here: Evaluation, efron: bool
) -> tuple[np.ndarray, State, Evaluation] | None:
    """The first of the step, its half, its quarter… that does not lower the likelihood."""
    tolerance = 1e-10 * (1 + abs(here.log_likelihood))
    for halving in range(25):
        trial = beta + step / 2**halving
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            reached = state(layout, trial, efron)
            if np.isfinite(reached.log_likelihood) and reached.log_likelihood >= here.log_likelihood - tolerance:
                there = evaluate(layout, reached)
                if np.isfinite(there.information).all() and np.isfinite(there.gradient).all():
                    return trial, reached, there
    return None


def _scaled(information: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    scale = np.sqrt(np.maximum(np.diag(information), np.finfo(np.float64).tiny))
    return information / np.outer(scale, scale), scale


def _solve(information: np.ndarray, gradient: np.ndarray) -> np.ndarray:
    matrix, scale = _scaled(information)
    try:
        return np.linalg.solve(matrix, gradient / scale) / scale
    except np.linalg.LinAlgError:
        return np.linalg.lstsq(matrix, gradient / scale, rcond=None)[0] / scale


def _inverse(information: np.ndarray) -> np.ndarray:
    matrix, scale = _scaled(information)
    try:
        inverse = np.linalg.inv(matrix)
    except np.linalg.LinAlgError:
        inverse = np.linalg.pinv(matrix)
    return (inverse + inverse.T) / 2 / np.outer(scale, scale)


def _refuse_singular(
    information: np.ndarray, names: tuple[str, ...], deviation: np.ndarray, largest: np.ndarray
) -> None:
    diagonal = np.diag(information)
    constant = tuple(
        name
        for name, value, sd, top in zip(names, diagonal, deviation, largest, strict=True)
        if sd <= 1e-12 * top or value <= 1e-12 * sd**2
    )
    if constant:
        raise ConstantCovariate(
            _("{names} does not vary among those at risk together: it has no hazard ratio.").format(
                names=", ".join(constant)
            ),
            _("Take it out of the model."),
            constant,
        )
    values, vectors = np.linalg.eigh(_scaled(information)[0])
    if values[0] < _SINGULAR:
        involved = tuple(name for name, part in zip(names, np.abs(vectors[:, 0]), strict=True) if part > 1e-3)
        raise CollinearCovariates(
            _("{names} say the same thing: one is computed from the others.").format(names=", ".join(involved)),
            _("Take one of them out of the model (for categories: leave out one as the reference)."),
            involved,
        )


def _warn_of_data(layout: Layout, p: int) -> None:
    events = int(layout.event_rows.shape[0])
    if layout.n_moments == layout.segments.shape[0] - 1 and events > layout.n_moments:
        warn(
            TiesOnlyWarning(
                _("All the events happened at one same time: the model compares proportions, not survival."),
                _("Check how times were measured; finer times may be available."),
            )
        )
    if events < _EVENTS_PER_COVARIATE * p:
        warn(
            FewEventsWarning(
                ngettext(
                    "Fewer than ten events for {p} covariate.", "Fewer than ten events for each of {p} covariates.", p
                ).format(p=p),
                _("Keep fewer covariates, chosen beforehand, and read the intervals with care."),
            )
        )
