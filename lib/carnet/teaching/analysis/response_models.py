"""Rasch and two-parameter logistic models by marginal maximum likelihood, with standard errors."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from carnet.teaching.analysis.intervals import NAN, Z95
from carnet.teaching.analysis.table import Floats

NODES = np.linspace(-6, 6, 41)  # evenly spaced: for a normal weight, exact to the last digits
_WEIGHTS = np.exp(-NODES * NODES / 2)
LOG_WEIGHTS: Floats = np.log(_WEIGHTS / _WEIGHTS.sum())
PRIOR_LOG_SLOPE = 0.5  # 2PL: log discrimination ~ N(0, 0.5²)
PRIOR_INTERCEPT = 3.0  # 2PL: intercept ~ N(0, 3²)


@dataclass(frozen=True, slots=True)
class ItemParameters:
    """A question in a response model: P(full points) = 1 / (1 + exp(−discrimination · (ability − difficulty))).

    `covariance` of (slope, intercept), where the logit is slope · ability + intercept; in a Rasch model the slope is 1
    by definition. `infit`, `outfit`: mean squares of the residuals, 1 where the model holds (over 1.3: noise, a key to
    look at; under 0.7: redundancy), with their standardised values `infit_z`, `outfit_z`; under some 20 questions they
    fall below 1, each question weighing on the abilities that it is compared with. Intervals are Wald's, 95 %.
    """

    id: str
    difficulty: float
    difficulty_se: float
    discrimination: float
    discrimination_se: float
    covariance: tuple[float, float, float]
    infit: float = NAN
    outfit: float = NAN
    infit_z: float = NAN
    outfit_z: float = NAN

    @property
    def difficulty_interval(self) -> tuple[float, float]:
        """95 % interval of the difficulty."""
        return self.difficulty - Z95 * self.difficulty_se, self.difficulty + Z95 * self.difficulty_se

    @property
    def discrimination_interval(self) -> tuple[float, float]:
        """95 % interval of the discrimination; a point in a Rasch model."""
        half = Z95 * self.discrimination_se
        return self.discrimination - half, self.discrimination + half

    def curve(self, abilities: Floats) -> tuple[Floats, Floats, Floats]:
        """The characteristic curve: chance of full points at these abilities, and its pointwise 95 % band (delta)."""
        logit = self.discrimination * (abilities - self.difficulty)
        slope, both, intercept = self.covariance
        half = Z95 * np.sqrt(np.maximum(0, slope * abilities**2 + 2 * both * abilities + intercept))
        return _logistic(logit), _logistic(logit - half), _logistic(logit + half)

    def information(self, abilities: Floats) -> Floats:
        """Fisher's information on the ability that the question brings."""
        p = _logistic(self.discrimination * (abilities - self.difficulty))
        return np.asarray(self.discrimination**2 * p * (1 - p), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class ResponseModel:
    """A fitted model. `kind` "Rasch" (slopes 1, abilities N(0, sd²), logits) or "2PL" (abilities N(0, 1)).

    `abilities` and their `errors` (Warm's weighted likelihood, Psychometrika 1989;54:427) follow `students`.
    `log_likelihood` is marginal, without the priors.
    """

    kind: Literal["Rasch", "2PL"]
    items: tuple[ItemParameters, ...]
    sd: float
    sd_se: float
    log_likelihood: float
    students: tuple[str, ...]
    abilities: tuple[float, ...]
    errors: tuple[float, ...]
    priors: bool

    def information(self, abilities: Floats) -> Floats:
        """Information of the whole test; 1/√ of it is the standard error of an ability."""
        return np.asarray(sum((one.information(abilities) for one in self.items), np.zeros(len(abilities))))


class NotConverged(ArithmeticError):
    """The likelihood has no maximum that could be found."""


def _logistic(x: Floats) -> Floats:
    return np.asarray(0.5 * (1 + np.tanh(x / 2)), dtype=np.float64)


def fit(
    right: Floats, names: tuple[str, ...], students: tuple[str, ...], kind: Literal["Rasch", "2PL"], priors: bool = True
) -> ResponseModel:
    """Fit a model to students by questions of 1, 0 and NaN (not asked; missing at random is assumed).

    Marginal maximum likelihood (Bock & Aitkin, Psychometrika 1981;46:443) on 41 nodes, its gradient by Fisher's
    identity, maximised by BFGS; standard errors from the observed information (Louis, JRSS B 1982;44:226). In the 2PL
    with `priors`: log slopes N(0, 0.5²), intercepts N(0, 3²), which keep few students from giving infinite slopes. The
    Rasch model has no prior. No column may be constant. Raises `NotConverged`.
    """
    from scipy.optimize import minimize

    asked = np.isfinite(right).astype(np.float64)
    x = np.where(asked > 0, right, 0.0)
    wrong = asked - x
    k = x.shape[1]
    shared, penalised = kind == "Rasch", priors and kind == "2PL"
    share = np.clip(x.sum(axis=0) / asked.sum(axis=0), 0.01, 0.99)
    start = np.concatenate([np.zeros(1 if shared else k), np.log(share / (1 - share))])

    def negative(parameters: Floats) -> tuple[float, Floats]:
        logs, intercepts = parameters[:-k], parameters[-k:]
        slopes = np.broadcast_to(np.exp(logs), (k,))
        found, weights = _expect(x, wrong, slopes, intercepts)
        p = _logistic(np.outer(NODES, slopes) + intercepts)
        residual = weights.T @ x - (weights.T @ asked) * p  # nodes by questions
        to_intercept = residual.sum(axis=0)
        to_log = (NODES @ residual) * slopes
        gradient = np.concatenate([[to_log.sum()] if shared else to_log, to_intercept])
        if penalised:
            found -= float(
                (logs @ logs) / (2 * PRIOR_LOG_SLOPE**2) + (intercepts @ intercepts) / (2 * PRIOR_INTERCEPT**2)
            )
            gradient -= np.concatenate([logs / PRIOR_LOG_SLOPE**2, intercepts / PRIOR_INTERCEPT**2])
        return -found / len(x), -gradient / len(x)

    bounds = [(-4.0, 3.0)] * (len(start) - k) + [(-25.0, 25.0)] * k
    options = {"maxiter": 1000, "ftol": 1e-13, "gtol": 1e-8}
    best = minimize(negative, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    inside = all(low + 1e-6 < one < high - 1e-6 for one, (low, high) in zip(best.x, bounds, strict=True))
    if not np.isfinite(best.fun) or not inside or np.abs(best.jac).max() > 1e-4:
        raise NotConverged(kind)
    logs, intercepts = best.x[:-k], best.x[-k:]
    slopes = np.array(np.broadcast_to(np.exp(logs), (k,)))
    covariance = _covariance(x, asked, slopes, intercepts, shared, penalised)
    return _model(x, asked, names, students, kind, slopes, intercepts, covariance, penalised)


def _expect(x: Floats, wrong: Floats, slopes: Floats, intercepts: Floats) -> tuple[float, Floats]:
    """The marginal log-likelihood and each student's posterior weights of the nodes."""
    logit = np.outer(NODES, slopes) + intercepts
    log_right, log_wrong = -np.logaddexp(0, -logit), -np.logaddexp(0, logit)
    joint = x @ log_right.T + wrong @ log_wrong.T + LOG_WEIGHTS
    top = joint.max(axis=1, keepdims=True)
    weights = np.exp(joint - top)
    total = weights.sum(axis=1, keepdims=True)
    return float((np.log(total) + top).sum()), weights / total


def _covariance(x: Floats, asked: Floats, slopes: Floats, intercepts: Floats, shared: bool, penalised: bool) -> Floats:
    """Inverse observed information of (slopes, intercepts) by Louis' formula; one slope where it is `shared`."""
    k = len(slopes)
    wrong = asked - x
    _found, weights = _expect(x, wrong, slopes, intercepts)
    p = _logistic(np.outer(NODES, slopes) + intercepts)
    blocks = np.zeros((3, k, k))  # by power of the node: of the intercepts, crossed, of the slopes
    mean = np.zeros((2, len(x), k))
    for q, node in enumerate(NODES):
        residual = asked * (x - p[q])
        weighted = residual * weights[:, q : q + 1]
        block = np.diag((weights[:, q] @ asked) * p[q] * (1 - p[q])) - weighted.T @ residual
        for power in range(3):
            blocks[power] += node**power * block
        mean += np.stack([node * weighted, weighted])
    between = np.concatenate([mean[0], mean[1]], axis=1)
    information = np.block([[blocks[2], blocks[1]], [blocks[1], blocks[0]]]) + between.T @ between
    if penalised:  # of the prior in the slopes themselves: −d²/da² of −(log a)²/2s²
        logs = np.log(slopes)
        prior = np.concatenate([(1 - logs) / (PRIOR_LOG_SLOPE**2 * slopes**2), np.full(k, 1 / PRIOR_INTERCEPT**2)])
        information += np.diag(prior)
    if shared:
        join = np.zeros((2 * k, k + 1))
        join[:k, 0], join[k:, 1:] = 1, np.eye(k)
        information = join.T @ information @ join
    try:
        return np.asarray(np.linalg.inv(information))
    except np.linalg.LinAlgError:
        return np.full(information.shape, np.nan)


def _model(
    x: Floats, asked: Floats, names: tuple[str, ...], students: tuple[str, ...], kind: Literal["Rasch", "2PL"],
    slopes: Floats, intercepts: Floats, covariance: Floats, penalised: bool,
) -> ResponseModel:  # fmt: skip
    from carnet.teaching.analysis.fit import item_fit, warm

    found, _weights = _expect(x, asked - x, slopes, intercepts)
    k, rasch = len(slopes), kind == "Rasch"
    sd, sd_se = (float(slopes[0]), _root(covariance[0, 0])) if rasch else (1.0, 0.0)
    used = np.ones(k) if rasch else slopes
    abilities, errors = warm(x, asked, used, intercepts)
    fits = item_fit(x, asked, abilities, used, intercepts)
    items = []
    for j, name in enumerate(names):
        if rasch:
            variance = float(covariance[1 + j, 1 + j])
            difficulty, error, slope_error, three = -intercepts[j], _root(variance), 0.0, (0.0, 0.0, variance)
        else:
            saa, sad, sdd = (float(covariance[a, b]) for a, b in ((j, j), (j, k + j), (k + j, k + j)))
            difficulty = -intercepts[j] / slopes[j]
            error = _root((sdd + difficulty**2 * saa + 2 * difficulty * sad) / slopes[j] ** 2)
            slope_error, three = _root(saa), (saa, sad, sdd)
        items.append(ItemParameters(name, float(difficulty), error, float(used[j]), slope_error, three, *fits[j]))
    return ResponseModel(
        kind, tuple(items), sd, sd_se, found, students, tuple(float(a) for a in abilities),
        tuple(float(e) for e in errors), penalised,
    )  # fmt: skip


def _root(variance: float) -> float:
    return math.sqrt(variance) if variance >= 0 else NAN
