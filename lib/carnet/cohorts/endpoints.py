"""Endpoints of a warehouse: those that a study gives, and those derived from dates."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from carnet.cohorts.table import CohortTable
    from carnet.records import Warehouse

# 1 month = 30.4375 days (365.25 / 12): the convention of the field
DAYS = {"day": 1.0, "month": 30.4375, "year": 365.25}


@dataclass(frozen=True)
class Endpoint:
    """An endpoint that can be analysed. `origin` is `imported` (as the study gives it) or `derived` (from dates)."""

    name: str
    label: str
    unit: str
    n: int | None
    events: int | None
    origin: str = "imported"


@dataclass(frozen=True, eq=False)
class EndpointValues:
    """Times and events of one endpoint, one per row of the cohort.

    time: float64 in `unit`, NaN where unknown. event: bool (False where unknown). entry: time of entry under
    observation (left truncation), in `unit`, or None.
    """

    name: str
    label: str
    unit: str
    time: np.ndarray
    event: np.ndarray
    entry: np.ndarray | None = None


def available(w: "Warehouse") -> list[Endpoint]:
    """The endpoints of a warehouse, imported ones first."""
    raise NotImplementedError


def resolve(table: "CohortTable", name: str, *, unit: str | None = None) -> EndpointValues:
    """Times and events of an endpoint for the rows of a cohort, in its own unit or in `unit`."""
    raise NotImplementedError
