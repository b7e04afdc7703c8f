"""What was chosen on the page of cohorts, checked: it comes from a browser."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from carnet.cohorts.columns import ColumnValues
from carnet.cohorts.definition import Between, CohortDefinition, OneOf
from carnet.errors import UnknownColumn

Criterion = OneOf | Between
MOST_ADDED = 12


class Columns(Protocol):
    """What knows the values of columns: a cohort, or what keeps them at hand."""

    def column(self, name: str) -> ColumnValues: ...


@dataclass(frozen=True)
class Choices:
    """Endpoint, grouping column (None: everyone together), criteria by column (last touched last), columns added."""

    endpoint: str
    by: str | None
    criteria: Mapping[str, Criterion] = field(default_factory=dict)
    added: tuple[str, ...] = ()

    def definition(self, name: str = "") -> CohortDefinition:
        """The cohort that these choices define."""
        return CohortDefinition(name=name, criteria=tuple(self.criteria.values()))


def read_choices(raw: Mapping[str, Any], table: Columns, endpoints: list[str], default_by: str | None) -> Choices:
    """The choices of the page; what is not known here (a column, a value, an endpoint) is left out."""
    endpoint = raw.get("endpoint")
    chosen_by = raw.get("by", default_by)
    by = _known(table, chosen_by) if chosen_by else None
    added = [name for name in raw.get("added") or [] if isinstance(name, str)][:MOST_ADDED]
    criteria: dict[str, Criterion] = {}
    for name, value in dict(raw.get("facets") or {}).items():
        column = _known(table, name)
        criterion = _criterion(table, column, value) if column else None
        if column and criterion:
            criteria[column] = criterion
    return Choices(endpoint if endpoint in endpoints else (endpoints[0] if endpoints else ""), by, criteria,
                   tuple(name for name in added if _known(table, name)))


def _known(table: Columns, name: Any) -> str | None:
    if not isinstance(name, str):
        return None
    try:
        table.column(name)
    except UnknownColumn:
        return None
    return name


def _criterion(table: Columns, column: str, value: Any) -> Criterion | None:
    if not isinstance(value, list) or not value:
        return None
    values = table.column(column)
    if values.numbers is not None:
        if len(value) != 2 or not all(isinstance(v, int | float) and math.isfinite(v) for v in value):
            return None
        return Between(column, float(value[0]), float(value[1]))
    kept = tuple(name for name in values.categories if name in {str(v) for v in value})
    return OneOf(column, kept) if kept else None


def without_last(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The choices without the criterion touched last."""
    facets = dict(raw.get("facets") or {})
    if facets:
        facets.popitem()
    return {**raw, "facets": facets}
