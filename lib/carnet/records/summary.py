"""What a warehouse holds, told from its manifest and statistics without reading a row."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from carnet.language import _, date, ngettext, number
from carnet.records.manifest import Part
from carnet.records.provenance import Provenance
from carnet.records.schema import TABLES

# dates that say when records were made or terms were valid, not when something happened to a person
_NOT_OF_A_PERSON = frozenset({"nlp_date"})


@dataclass(frozen=True)
class WarehouseSummary:
    """Counts, period and imports of a warehouse; `rejected` is table → reason → rows set aside."""

    name: str
    persons: int
    visits: int
    notes: int
    rows: Mapping[str, int]
    first_date: datetime.date | None
    last_date: datetime.date | None
    imports: Sequence[Provenance]
    fictitious: bool
    engine: str
    rejected: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def _repr_html_(self) -> str:
        facts = [(_("Patients"), number(self.persons)), (_("Visits"), number(self.visits)),
                 (_("Notes"), number(self.notes))]
        if self.first_date and self.last_date:
            period = _("{first} to {last}").format(first=date(self.first_date), last=date(self.last_date))
            facts.append((_("Period"), period))
        if self.imports:
            last = self.imports[-1]
            when = date(last.when.date()) if last.when else ""
            facts.append((_("Last import"), " · ".join(part for part in (when, last.source, last.format) if part)))
        rejected = sum(sum(reasons.values()) for reasons in self.rejected.values())
        if rejected:
            facts.append((_("Set aside"), ngettext("{n} row", "{n} rows", rejected).format(n=number(rejected))))
        facts.append((_("Engine"), self.engine))
        rows = "".join(f'<tr><th scope="row" style="text-align:left">{escape(label)}</th>'
                       f'<td style="text-align:left">{escape(value)}</td></tr>' for label, value in facts)
        warning = f"<p><strong>{escape(_('Fictitious data'))}</strong></p>" if self.fictitious else ""
        notes = "".join(f"<li>{escape(note)}</li>" for entry in self.imports for note in entry.notes)
        return (f"<table><caption>{escape(self.name)}</caption><tbody>{rows}</tbody></table>{warning}"
                + (f"<ul>{notes}</ul>" if notes else ""))


def date_range(folder: Path, tables: Mapping[str, Sequence[Part]]) -> tuple[str | None, str | None]:
    """The first and last day (ISO) on which something happened to a person, from the Parquet statistics."""
    first: datetime.date | None = None
    last: datetime.date | None = None
    for name, parts in tables.items():
        if TABLES[name].group != "clinical":
            continue
        days = [column.name for column in TABLES[name].columns
                if pa.types.is_date(column.type) and column.name not in _NOT_OF_A_PERSON]
        for part in parts:
            for low, high in _extremes(folder / name / part.name, days):
                first = low if first is None else min(first, low)
                last = high if last is None else max(last, high)
    return first.isoformat() if first else None, last.isoformat() if last else None


def _extremes(path: Path, columns: Sequence[str]) -> list[tuple[datetime.date, datetime.date]]:
    metadata = pq.read_metadata(path)
    positions = [position for position in range(metadata.num_columns)
                 if metadata.schema.column(position).name in columns]
    found = []
    for group in range(metadata.num_row_groups):
        for position in positions:
            statistics = metadata.row_group(group).column(position).statistics
            if statistics is not None and statistics.has_min_max:
                found.append((statistics.min, statistics.max))
    return found
