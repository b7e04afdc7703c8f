"""Comparison of survival between groups: curves, medians, log-rank, hazard ratios, and what to beware of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carnet.cohorts.survival import KaplanMeier
    from carnet.cohorts.table import CohortTable


@dataclass(frozen=True)
class Interval:
    """An estimate with its confidence interval; None where it does not exist (a median not reached)."""

    value: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, eq=False)
class GroupCurve:
    """One group: persons, events, Kaplan–Meier curve (times in the comparison's unit) and median survival.

    In a masked comparison `n` and `events` are None where they may not be shown, and `curve` is None for a group that
    is too small to be drawn; otherwise the curve stops where fewer persons than the threshold are at risk.
    """

    group: str
    label: str
    n: int | None
    events: int | None
    curve: "KaplanMeier | None"
    median: Interval


@dataclass(frozen=True)
class LogRankTest:
    """Log-rank test between all groups."""

    statistic: float
    degrees_of_freedom: int
    p_value: float


@dataclass(frozen=True)
class HazardRatio:
    """Hazard ratio of a group against the reference (Cox, Efron); None where it cannot be estimated."""

    group: str
    reference: str
    hazard_ratio: float | None
    lower: float | None
    upper: float | None
    p_value: float | None


@dataclass(frozen=True, eq=False)
class Comparison:
    """Survival compared between the groups of one column.

    n, events: persons in the groups. n_missing: persons without a value of `by`; n_missing_endpoint: persons whose
    endpoint is unknown. `reference` is the group that hazard ratios are against. `threshold` is None for raw counts.
    """

    endpoint: str
    endpoint_label: str
    by: str | None
    by_label: str
    unit: str
    n: int | None
    events: int | None
    n_missing: int | None
    n_missing_endpoint: int | None
    groups: tuple[GroupCurve, ...]
    logrank: LogRankTest | None
    reference: str | None
    hazard_ratios: tuple[HazardRatio, ...]
    warnings: tuple[str, ...] = ()
    threshold: int | None = None

    def risk_table(self, times: Sequence[float]) -> "list[list[int | None]]":
        """Numbers at risk just before each of `times`, one list per group; None where masked (shown as « < 11 »)."""
        raise NotImplementedError

    def masked(self, threshold: int = 11) -> "Comparison":
        """The same comparison as a dashboard may show or export it (see `carnet.cohorts.masking`)."""
        raise NotImplementedError


def compare(table: "CohortTable", endpoint: str = "os", by: str | None = None, *, unit: str | None = None,
            reference: str | None = None, cuts: Sequence[float] | None = None, confidence: float = 0.95) -> Comparison:
    """Compare survival between the groups of column `by` (None: one curve for all)."""
    raise NotImplementedError
