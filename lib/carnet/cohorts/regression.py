"""Cox regression on the columns of a cohort: categories expanded, complete cases counted, hazards checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carnet.cohorts.survival import Cox
    from carnet.cohorts.table import CohortTable


@dataclass(frozen=True)
class Term:
    """One line of the model: a level of a category against its reference, or one unit of a number.

    The estimates are None where they do not exist (then `CoxModel.warnings` says why). `level` and `reference` are
    empty for numbers. `proportional_p`: Schoenfeld test of proportional hazards for this term.
    """

    column: str
    label: str
    level: str
    reference: str
    n: int
    events: int
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
    n: int
    events: int
    n_missing: int
    terms: tuple[Term, ...]
    concordance: float | None
    proportional_p: float | None
    likelihood_ratio_p: float | None
    warnings: tuple[str, ...] = ()
    fit: "Cox | None" = None

    def masked(self, threshold: int = 11) -> "CoxModel":
        """The model as a dashboard may show it: no estimate for a level with fewer persons than the threshold."""
        raise NotImplementedError


def cox_model(table: "CohortTable", endpoint: str, columns: Sequence[str], *, references: Mapping[str, str] | None = None,
              ties: str = "efron", confidence: float = 0.95) -> CoxModel:
    """Fit a Cox model of `endpoint` on `columns`."""
    raise NotImplementedError
