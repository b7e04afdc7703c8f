"""Checks the covariates and names that a Cox model is given."""

from collections.abc import Sequence
from typing import Any

from carnet.cohorts.survival.arrays import Array, Namespace, as_array, namespace_of
from carnet.cohorts.survival.inputs import Sample, finite, sample
from carnet.cohorts.survival.trouble import InvalidSurvivalData, NoEvent
from carnet.language import _


def model_sample(time: Any, event: Any, X: Any, entry: Any, weights: Any) -> Sample:
    """The survival data of a model, on the device of the covariates. Raises NoEvent where nobody had the event."""
    xp = namespace_of(time, event, X, entry, weights)
    data = sample(as_array(xp, time), as_array(xp, event), entry, weights)
    happened = data.event if data.weights is None else data.event & (data.weights > 0)
    if not bool(xp.any(happened)):
        raise NoEvent(
            _("Nobody had the event: no hazard can be modelled."), _("Choose another endpoint or a longer follow-up.")
        )
    return data


def covariates(xp: Namespace, X: Any, names: Sequence[str] | None, n: int | None) -> tuple[Array, tuple[str, ...]]:
    """Covariates as float64 (n, p) with their names. Raises InvalidSurvivalData naming row and covariate."""
    if names is None and hasattr(X, "columns"):
        names = [str(name) for name in X.columns]
    values = as_array(xp, X)
    if values.ndim == 1:
        values = xp.reshape(values, (-1, 1))
    if values.ndim != 2 or values.shape[1] == 0:
        raise InvalidSurvivalData(
            _("The covariates must be a table with one column or more."), _("Choose at least one covariate.")
        )
    p = int(values.shape[1])
    named = tuple(names) if names is not None else tuple(f"x{j + 1}" for j in range(p))
    if len(named) != p or len(set(named)) != p:
        raise InvalidSurvivalData(
            _("There are {p} covariates but {m} different names.").format(p=p, m=len(set(named))),
            _("Give each covariate a name of its own."),
        )
    if n is not None and values.shape[0] != n:
        raise InvalidSurvivalData(
            _("{what}: {m} values for {n} times.").format(n=n, m=values.shape[0], what=_("Covariates")),
            _("Give one value per person."),
        )
    try:
        numbers = finite(xp, values, _("Covariates"))
    except InvalidSurvivalData:
        for j, name in enumerate(named):
            finite(xp, values[:, j], name)
        raise
    return numbers, named
