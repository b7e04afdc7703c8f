"""Cox's proportional hazards model: Efron or Breslow ties, strata, weights, late entries, robust variance."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
from scipy import stats

from carnet.cohorts.survival.arrays import Array, Namespace, to_host
from carnet.cohorts.survival.cox_fit import maximise
from carnet.cohorts.survival.cox_inputs import covariates, model_sample
from carnet.cohorts.survival.cox_layout import Layout, lay_out
from carnet.cohorts.survival.cox_likelihood import State
from carnet.cohorts.survival.inputs import Sample
from carnet.cohorts.survival.kaplan_meier import normal_quantile
from carnet.cohorts.survival.logrank import labels
from carnet.cohorts.survival.trouble import InvalidSurvivalData
from carnet.language import _


@dataclass(frozen=True)
class ChiSquared:
    """A test: its statistic, degrees of freedom and p-value."""

    statistic: float
    degrees_of_freedom: int
    p_value: float


@dataclass(frozen=True)
class Cox:
    """A fitted Cox model; arrays (p,) are NumPy's, in the order of `names`.

    `coefficients` are log hazard ratios, ±inf where `separated`; `std_errors`, intervals, `z` and `p_values` are
    Wald's, robust where asked for (`covariance`; `naive_covariance` is the inverse information).
    `log_likelihood`, `null_log_likelihood`: partial. `events`: rows with the event. `iterations`: of Newton's method.
    """

    names: tuple[str, ...]
    coefficients: np.ndarray
    hazard_ratios: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    std_errors: np.ndarray
    z: np.ndarray
    p_values: np.ndarray
    covariance: np.ndarray
    naive_covariance: np.ndarray
    log_likelihood: float
    null_log_likelihood: float
    likelihood_ratio_test: ChiSquared
    wald_test: ChiSquared
    score_test: ChiSquared
    n: int
    events: int
    ties: str
    robust: bool
    confidence: float
    iterations: int
    separated: tuple[str, ...]
    _data: Sample = field(repr=False)
    _X: Array = field(repr=False)
    _stratum: Array | None = field(repr=False)
    _strata: tuple[Any, ...] | None = field(repr=False)
    _layout: Layout = field(repr=False)
    _state: State = field(repr=False)
    _beta: np.ndarray = field(repr=False)
    _center: np.ndarray = field(repr=False)

    @property
    def _xp(self) -> Namespace:
        return self._data.xp

    @cached_property
    def concordance(self) -> float:
        """Harrell's concordance between the linear predictor and survival, within strata, ties in it counting half.

        As R's: pairs that can be ordered, those censored at a time outliving those who had the event at it.
        """
        from carnet.cohorts.survival.concordance import concordance, scores

        score = scores(self._xp, self._X, self._beta)
        return concordance(
            self._data.time,
            self._data.event,
            -score,
            entry=self._data.entry,
            weights=self._data.weights,
            strata=self._stratum,
        ).value

    def schoenfeld(self, transform: str = "km") -> Any:
        """Schoenfeld residuals and the test of proportional hazards; see `cox_tests.schoenfeld`."""
        from carnet.cohorts.survival.cox_tests import schoenfeld

        return schoenfeld(self, transform)

    def baseline(self, at: Any = None) -> Any:
        """The cumulative baseline hazard of each stratum; see `cox_baseline.baseline`."""
        from carnet.cohorts.survival.cox_baseline import baseline

        return baseline(self, at)

    def linear_predictor(self, X: Any = None) -> Array:
        """xβ of each row of `X` (rows, p), or of the rows of the fit: not centred."""
        xp = self._xp
        values = self._X if X is None else covariates(xp, X, None, None)[0]
        return values @ xp.asarray(self._beta)


def cox(
    time: Any,
    event: Any,
    X: Any,
    *,
    names: Sequence[str] | None = None,
    ties: Literal["efron", "breslow"] = "efron",
    entry: Any = None,
    strata: Any = None,
    weights: Any = None,
    cluster: Any = None,
    robust: bool = False,
    confidence: float = 0.95,
) -> Cox:
    """Fit Cox's model by Newton's method on the partial likelihood.

    `time`, `event` (n,); `X` (n, p) numbers; `entry` (n,): start of each row, for late entries and start–stop rows;
    `strata` (n,): each has its own baseline; `weights` (n,): case weights; `cluster` (n,): rows of one person or
    centre, for the grouped robust variance (Lin & Wei); `robust`: the sandwich variance by row.
    Raises InvalidSurvivalData, NoEvent, ConstantCovariate, CollinearCovariates, NotConverged; warns
    SeparationWarning, FewEventsWarning, TiesOnlyWarning.
    """
    if ties not in ("efron", "breslow"):
        raise InvalidSurvivalData(
            _("Unknown method for ties: {name}.").format(name=ties), _("Choose efron or breslow.")
        )
    quantile = normal_quantile(confidence)
    data = model_sample(time, event, X, entry, weights)
    xp = data.xp
    values, labelled = covariates(xp, X, names, data.n)
    groups, stratum = (None, None) if strata is None else labels(xp, strata, data.n, _("Strata"))
    clusters = None if cluster is None else labels(xp, cluster, data.n, _("Clusters"))[1]
    center = _center(xp, values, data.weights)
    layout = lay_out(data, values, center, stratum)
    fit = maximise(layout, data, labelled, ties == "efron")
    naive = fit.covariance
    covariance = naive
    robust = robust or clusters is not None
    if robust:
        from carnet.cohorts.survival.cox_robust import sandwich

        covariance = sandwich(layout, fit.state, naive, clusters)
    separated = np.array([name in fit.separated for name in labelled])
    beta = np.where(separated, np.copysign(np.inf, fit.beta), fit.beta)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        error = np.where(separated, np.nan, np.sqrt(np.diag(covariance)))
        z = fit.beta / error
        lower = np.where(separated, 0.0, np.exp(fit.beta - quantile * error))
        upper = np.where(separated, np.inf, np.exp(fit.beta + quantile * error))
        ratios = np.exp(beta)
    p = len(labelled)
    wald = float(fit.beta @ np.linalg.lstsq(covariance, fit.beta, rcond=None)[0])
    return Cox(
        names=labelled,
        coefficients=beta,
        hazard_ratios=ratios,
        lower=lower,
        upper=upper,
        std_errors=error,
        z=z,
        p_values=2 * stats.norm.sf(np.abs(z)),
        covariance=covariance,
        naive_covariance=naive,
        log_likelihood=fit.log_likelihood,
        null_log_likelihood=fit.null_log_likelihood,
        likelihood_ratio_test=_test(2 * (fit.log_likelihood - fit.null_log_likelihood), p),
        wald_test=_test(wald, p),
        score_test=_test(fit.score, p),
        n=data.n,
        events=int(xp.sum(xp.astype(data.event, xp.int64))),
        ties=ties,
        robust=robust,
        confidence=confidence,
        iterations=fit.iterations,
        separated=fit.separated,
        _data=data,
        _X=values,
        _stratum=stratum,
        _strata=groups,
        _layout=layout,
        _state=fit.state,
        _beta=fit.beta,
        _center=to_host(center),
    )


def _center(xp: Namespace, X: Array, weights: Array | None) -> Array:
    if weights is None:
        return xp.mean(X, axis=0)
    return (weights @ X) / xp.sum(weights)


def _test(statistic: float, degrees: int) -> ChiSquared:
    return ChiSquared(statistic, degrees, float(stats.chi2.sf(statistic, degrees)))
