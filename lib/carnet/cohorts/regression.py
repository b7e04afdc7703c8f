"""Cox regression on the columns of a cohort: categories expanded, complete cases counted, hazards checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from carnet.cohorts.columns import ColumnValues, fold_value
from carnet.cohorts.comparison import ENOUGH_EVENTS, finite, heard
from carnet.errors import CarnetError, StatisticsError
from carnet.language import _

if TYPE_CHECKING:
    from carnet.cohorts.survival import Cox
    from carnet.cohorts.table import CohortTable

_MOST_LEVELS = 30


@dataclass(frozen=True)
class Term:
    """One line of the model: a level of a category against its reference, or one unit of a number.

    The estimates are None where they do not exist (then `CoxModel.warnings` says why). `level` and `reference` are
    empty for numbers; n and events are those of the level (of the model for numbers; None: masked).
    `proportional_p`: Schoenfeld test of proportional hazards for this term.
    """

    column: str
    label: str
    level: str
    reference: str
    n: int | None
    events: int | None
    hazard_ratio: float | None
    lower: float | None
    upper: float | None
    p_value: float | None
    proportional_p: float | None = None


@dataclass(frozen=True, eq=False)
class CoxModel:
    """A Cox model fitted on complete cases. `n_missing` counts the rows left out for a missing value."""

    endpoint: str
    endpoint_label: str
    columns: tuple[str, ...]
    unit: str
    n: int | None
    events: int | None
    n_missing: int | None
    terms: tuple[Term, ...]
    concordance: float | None
    proportional_p: float | None
    likelihood_ratio_p: float | None
    warnings: tuple[str, ...] = ()
    fit: "Cox | None" = None
    threshold: int | None = None

    def masked(self, threshold: int = 11) -> "CoxModel":
        """The model as a dashboard may show it: no estimate for a level of fewer persons than the threshold.

        The sizes of the levels of a column are hidden as far as a small one would follow from the others (the
        reference's size is never shown); a whole model of fewer persons loses everything.
        """
        from carnet.cohorts.masking import _is_small, mask_small

        if self.threshold is not None:
            return self
        terms = list(self.terms)
        for column in dict.fromkeys(term.column for term in terms if term.level):
            places = [i for i, term in enumerate(terms) if term.column == column]
            sizes = [terms[i].n or 0 for i in places]
            hidden = mask_small(
                [*sizes, max((self.n or 0) - sum(sizes), 0)],
                threshold=threshold,
                hide=np.array([*([False] * len(sizes)), True]),
            ).cells[0]
            for i, hide in zip(places, hidden, strict=False):
                if _is_small(terms[i].n, threshold):
                    terms[i] = replace(
                        terms[i], hazard_ratio=None, lower=None, upper=None, p_value=None, proportional_p=None
                    )
                if hide or _is_small(terms[i].events, threshold):
                    terms[i] = replace(terms[i], events=None)
                if hide:
                    terms[i] = replace(terms[i], n=None)
        few = _is_small(self.n, threshold)
        return replace(
            self,
            terms=() if few else tuple(terms),
            n=None if few else self.n,
            fit=None,
            threshold=threshold,
            events=None if few or _is_small(self.events, threshold) else self.events,
            n_missing=None if _is_small(self.n_missing, threshold) else self.n_missing,
        )


@dataclass(frozen=True, eq=False)
class _Part:
    """One covariate of the design: its values on the complete cases and what it stands for."""

    column: str
    label: str
    level: str
    reference: str
    values: np.ndarray


def cox_model(
    table: "CohortTable",
    endpoint: str,
    columns: Sequence[str],
    *,
    references: Mapping[str, str] | None = None,
    ties: Literal["efron", "breslow"] = "efron",
    left_truncation: bool = False,
    confidence: float = 0.95,
) -> CoxModel:
    """Fit a Cox model of `endpoint` on `columns`, on the rows where all of them are known.

    Categories become one indicator per level against a reference (`references`: column → level; by default the first
    level in natural order that had ten events, else the one that had most); numbers enter as they are, per unit. A
    level without event has no estimate. Trouble is said in `warnings`; a model that
    cannot be fitted at all has terms without estimates.
    Raises `UnknownColumn`; CarnetError without columns or for a category with more than 30 levels.
    """
    from carnet.cohorts.endpoints import resolve

    if not columns:
        raise CarnetError(
            _("A Cox model needs at least one column."), _("Name one or more columns, such as age and stage.")
        )
    outcome = resolve(table, endpoint)
    values = [table.column(name) for name in dict.fromkeys(columns)]
    kept = outcome.known.copy()
    if left_truncation and outcome.entry is not None:
        kept &= outcome.entry < outcome.time
    for column in values:
        kept &= column.known
    time, event = outcome.time[kept], outcome.event[kept]
    entry = outcome.entry[kept] if left_truncation and outcome.entry is not None else None
    notes = [column.note for column in values if column.note]
    n_missing = int((~kept).sum())
    wanted = {fold_value(name): level for name, level in (references or {}).items()}
    parts = [part for column in values for part in _expanded(column, kept, event, wanted, notes)]
    fitted, fit, checks, overall = _fit(parts, time, event, entry, ties, confidence, notes)
    terms = []
    for part in parts:
        in_level = part.values > 0 if part.level else np.ones(len(time), dtype=bool)
        i = fitted.index(part) if fit is not None and part in fitted else None
        numbers = (
            [None] * 4
            if i is None or fit is None
            else [finite(float(found[i])) for found in (fit.hazard_ratios, fit.lower, fit.upper, fit.p_values)]
        )
        ratio, lower, upper, p = numbers
        terms.append(
            Term(
                part.column,
                part.label,
                part.level,
                part.reference,
                int(in_level.sum()),
                int(event[in_level].sum()),
                ratio,
                lower,
                upper,
                p,
                None if i is None or checks is None else checks[i],
            )
        )
    return CoxModel(
        endpoint=outcome.name,
        endpoint_label=outcome.label,
        columns=tuple(column.column.id for column in values),
        unit=outcome.unit,
        n=len(time),
        events=int(event.sum()),
        n_missing=n_missing,
        terms=tuple(terms),
        concordance=None if fit is None else finite(float(fit.concordance)),
        proportional_p=overall,
        likelihood_ratio_p=None if fit is None else _p_of(fit),
        warnings=tuple(dict.fromkeys(notes)),
        fit=fit,
    )


def _expanded(
    values: ColumnValues, kept: np.ndarray, event: np.ndarray, wanted: Mapping[str, str], notes: list[str]
) -> list[_Part]:
    column, label = values.column.id, values.column.label
    if values.codes is None:
        assert values.numbers is not None
        return [_Part(column, label, "", "", values.numbers[kept])]
    codes = values.codes[kept]
    present = [int(code) for code in np.unique(codes)]
    if len(present) > _MOST_LEVELS:
        raise CarnetError(
            _("“{column}” has {n} different values: too many for a model.").format(column=label, n=len(present)),
            _("Choose a column with fewer values, or filter first."),
        )
    events = {code: int(event[codes == code].sum()) for code in present}
    most = max(present, key=lambda code: events[code], default=-1)
    reference = next((code for code in present if events[code] >= ENOUGH_EVENTS), most)
    asked = wanted.get(fold_value(column)) or wanted.get(fold_value(label))
    if asked is not None:
        level = fold_value(asked)
        matching = [
            code for code in present if level in (fold_value(values.categories[code]), fold_value(values.labels[code]))
        ]
        if not matching:
            raise CarnetError(
                _("“{column}” has no value “{level}” in this cohort.").format(column=label, level=asked),
                _("It has: {names}.").format(names=", ".join(values.labels[code] for code in present)),
            )
        reference = matching[0]
    if len(present) < 2:
        notes.append(_("“{column}” has only one value here: it is left out of the model.").format(column=label))
    return [
        _Part(column, label, values.labels[code], values.labels[reference], (codes == code).astype(np.float64))
        for code in present
        if code != reference
    ]


def _fit(
    parts: list[_Part],
    time: np.ndarray,
    event: np.ndarray,
    entry: np.ndarray | None,
    ties: Literal["efron", "breslow"],
    confidence: float,
    notes: list[str],
) -> "tuple[list[_Part], Cox | None, list[float | None] | None, float | None]":
    from carnet.cohorts.survival import cox

    fitted = []
    rows = np.ones(len(time), dtype=bool)
    for part in parts:
        if part.level and not event[part.values > 0].any():
            # its coefficient is −∞: in that limit its persons weigh nothing in the risk sets of the others
            notes.append(
                _("“{column}: {level}” had no event: its hazard ratio cannot be estimated.").format(
                    column=part.label, level=part.level
                )
            )
            rows &= part.values == 0
        else:
            fitted.append(part)
    if not fitted or not event.any():
        if not event.any():
            notes.append(_("Nobody had the event: no model can be fitted."))
        return fitted, None, None, None
    X = np.column_stack([part.values[rows] for part in fitted])
    try:
        with heard(notes):
            fit = cox(
                time[rows],
                event[rows],
                X,
                names=[f"{part.label} {part.level}".strip() for part in fitted],
                ties=ties,
                entry=None if entry is None else entry[rows],
                confidence=confidence,
            )
            checks = fit.schoenfeld()
    except StatisticsError as trouble:
        notes.append(f"{trouble.message} {trouble.remedy}".strip())
        return fitted, None, None, None
    overall, each = _proportional(checks)
    if overall is not None and overall < 0.05:
        notes.append(_("Hazards may not be proportional (Schoenfeld): read the hazard ratios as averages over time."))
    return fitted, fit, each, overall


def _proportional(checks: Any) -> tuple[float | None, list[float | None]]:
    """(global p, p of each covariate) of the Schoenfeld tests."""
    return finite(float(checks.global_p_value)), [finite(float(p)) for p in checks.p_values]


def _p_of(fit: "Cox") -> float | None:
    return finite(float(fit.likelihood_ratio_test.p_value))
