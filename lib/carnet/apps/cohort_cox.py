"""A Cox model as the page of cohorts may show it: its counts tell nothing beside the other counts of the page."""

from dataclasses import replace

import numpy as np

from carnet.cohorts.masking import THRESHOLD, mask_parts
from carnet.cohorts.regression import CoxModel
from carnet.cohorts.table import CohortTable


def masked_model(model: CoxModel, cohort: CohortTable, left_out: int) -> CoxModel:
    """The raw `model` of `cohort`, masked.

    The page shows the size of the cohort and of each category. So the model's total is hidden when few have a missing
    value, and the sizes of a column's levels when one of them is hidden elsewhere, or when few are missing from one.
    `left_out`: persons of the warehouse who are not in the cohort.
    """
    masked = model.masked(THRESHOLD)
    lost = cohort.n - (model.n or 0)
    whole = any(0 < count < THRESHOLD for count in (lost, left_out, lost + left_out))
    telling = {column for column in model.columns if whole or _tells(model, cohort, column, left_out)}
    terms = tuple(replace(t, n=None, events=None) if t.column in telling else t for t in masked.terms)
    if not whole:
        return replace(masked, terms=terms)
    return replace(masked, terms=terms, n=None, events=None, n_missing=None if lost else 0)


def _tells(model: CoxModel, cohort: CohortTable, column: str, left_out: int) -> bool:
    values = cohort.column(column)
    terms = [t for t in model.terms if t.column == column]
    if values.codes is None:
        return False
    size = len(values.categories)
    counts = np.bincount(np.where(values.codes < 0, size, values.codes), minlength=size + 1)
    hidden = mask_parts(counts, left_out)
    if hidden is None or hidden[:-1].any():
        return True
    inside = {t.level: t.n or 0 for t in terms}
    for t in terms:
        inside.setdefault(t.reference, (model.n or 0) - sum(other.n or 0 for other in terms))
    return any(0 < n - inside.get(label, n) < THRESHOLD
               for label, n in zip(values.labels, counts[:-1].tolist(), strict=True))
