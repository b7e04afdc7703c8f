"""Lays tables of patients and samples down as OMOP tables, chunk by chunk, with Carnet's endpoints and attributes."""

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from carnet.language import _, number
from carnet.records import WarehouseWriter
from carnet.records.importers import canonical
from carnet.records.importers.cells import known, nulls, repeat, zeros
from carnet.records.importers.dated import lay_births, lay_dates
from carnet.records.importers.endpoints import DAYS, LONGEST_DAYS, Endpoint
from carnet.records.importers.people import REGISTRY, People
from carnet.records.importers.plan import Attribute, TablePlan, label_of, odd_cells
from carnet.records.importers.readers import Chunk
from carnet.records.importers.report import EndpointReport, ImportReport
from carnet.records.importers.tumours import site_of
from carnet.records.importers.values import blank_missing, map_unique, read_number


@dataclass
class Laying:
    """One study being laid down: counters, the people met, the endpoints' tallies."""

    writer: WarehouseWriter
    report: ImportReport
    people: People
    default_tumour: str | None = None
    tallies: dict[str, Counter[str]] = field(default_factory=dict)
    kept: dict[str, Endpoint] = field(default_factory=dict)
    attributes: dict[str, Attribute] = field(default_factory=dict)
    sites: bool = False
    keep_samples: bool = False  # whose each sample is will be asked (mutations)
    dated: set[str] = field(default_factory=set)
    _next: Counter[str] = field(default_factory=Counter)

    def ids(self, table: str, count: int) -> np.ndarray:
        """The next `count` identifiers of a table."""
        first = self._next[table] + 1
        self._next[table] += count
        return np.arange(first, first + count, dtype=np.int64)

    def reject(
        self, table: str, plan: TablePlan, row: int, column: str | None, reason: str, message: str, **values: Any
    ) -> None:
        """Set one row aside."""
        self.writer.reject(
            table=table, source=plan.source, row=row, column=column, reason=reason, message=message, values=values
        )
        self.report.rejected[(table, reason)] += 1

    def tally_dated(self, plan: TablePlan) -> Counter[str]:
        """The tally of the overall survival that follows from dates."""
        self.dated.add("os")
        self.kept.setdefault(
            "os", Endpoint("os", tuple(c for c in (plan.death_date, plan.last_date) if c), plan.death_date or "", "day")
        )
        return self.tallies.setdefault("os", Counter())

    def lay(self, plan: TablePlan, persons: np.ndarray, keep: np.ndarray, others: np.ndarray) -> None:
        """Lay one table down. `persons`: person index per good row; `keep`: rows that speak for their person;
        `others`: further samples."""
        for attribute in plan.attributes:
            self.attributes.setdefault(attribute.identifier, attribute)
            odd = odd_cells(attribute, plan.profile.columns[attribute.column])
            if odd:
                self.report.note(
                    _("{column}: {count} cells that are not numbers are kept as text only.").format(
                        column=attribute.identifier, count=number(odd)
                    )
                )
        for endpoint in plan.endpoints:
            self.kept.setdefault(endpoint.name, endpoint)
            self.tallies.setdefault(endpoint.name, Counter())
        pa.default_memory_pool().release_unused()
        seen = 0
        for chunk in plan.table.chunks(
            lambda row, reason, message: self.reject("person", plan, row, None, reason, message)
        ):
            here = slice(seen, seen + len(chunk))
            seen += len(chunk)
            who, kept = persons[here], keep[here]
            if plan.sample:
                self._specimens(plan, chunk, who, others[here])
            self._rows(plan, chunk.filter(kept), who[kept])
            if plan.several_rows:
                for endpoint in plan.endpoints:
                    self._endpoint(plan, chunk.filter(who >= 0), who[who >= 0], endpoint)

    def _rows(self, plan: TablePlan, chunk: Chunk, who: np.ndarray) -> None:
        if not len(chunk):
            return
        if plan.patient:
            self.people.name(who, blank_missing(chunk.column(plan.patient)))
        if plan.age:
            ages = self._numbers(plan, chunk, plan.age)
            self.people.set_age(who, ages * plan.age_factor)
        if plan.sex:
            self._sexes(plan, chunk, who)
        if plan.birth_date:
            lay_births(self, plan, chunk, who)
        if plan.index_date:
            lay_dates(self, plan, chunk, who)
        for endpoint in plan.endpoints if not plan.several_rows else ():
            self._endpoint(plan, chunk, who, endpoint)
        self._attributes(plan.attributes, chunk, who, "")
        self._tumours(plan, chunk, who)

    def _numbers(self, plan: TablePlan, chunk: Chunk, column: str) -> np.ndarray:
        comma = plan.comma(column)
        found = map_unique(chunk.column(column), lambda text: read_number(text, comma), pa.float64())
        return found.to_numpy(zero_copy_only=False).astype(float)

    def _sexes(self, plan: TablePlan, chunk: Chunk, who: np.ndarray) -> None:
        assert plan.sex is not None
        given = blank_missing(chunk.column(plan.sex))
        concepts = map_unique(given, lambda text: plan.sex_values.get(text, canonical.sex(text)), pa.int64())
        self.people.set_sex(who, given, pc.fill_null(concepts, 0).to_numpy(zero_copy_only=False))

    def _endpoint(self, plan: TablePlan, chunk: Chunk, who: np.ndarray, endpoint: Endpoint) -> None:
        """Rows of `endpoint`, rejected rows and the tally of what is missing."""
        for column, value in endpoint.where.items():
            mine = pc.equal(pc.utf8_trim_whitespace(chunk.column(column)), value).to_numpy(zero_copy_only=False)
            chunk, who = chunk.filter(mine), who[mine]
        if not len(chunk):
            return
        tally = self.tallies[endpoint.name]
        raw, times = None, None
        for column in endpoint.times:
            comma = plan.comma(column)
            cells = known(chunk.column(column))

            read = map_unique(cells, partial(read_number, comma=comma), pa.float64())
            if raw is None or times is None:
                raw, times = cells, read
            else:
                times = pc.if_else(pc.is_null(raw), read, times)
                raw = pc.coalesce(raw, cells)
        assert raw is not None and times is not None
        status = known(chunk.column(endpoint.status))
        events = map_unique(status, endpoint.read, pa.bool_())
        no_time, no_status = nulls(raw), nulls(status)
        tally["missing"] += int((no_time | no_status).sum())
        tally["no_status"] += int((~no_time & no_status).sum())
        tally["no_time"] += int((no_time & ~no_status).sum())
        values = times.to_numpy(zero_copy_only=False).astype(float)
        unreadable = ~no_time & ~no_status & np.isnan(values)
        negative = ~no_status & (np.nan_to_num(values) < 0)
        endless = ~no_status & (np.nan_to_num(values) * endpoint.factor * DAYS[endpoint.stored_unit] > LONGEST_DAYS)
        unknown = ~no_time & ~no_status & ~unreadable & ~negative & ~endless & nulls(events)
        for rows, reason, message in (
            (unreadable, "unreadable_time", _("the time is not a number")),
            (negative, "negative_time", _("the time is negative")),
            (endless, "implausible_time", _("the time is longer than 200 years")),
            (unknown, "unknown_status", _("the status has no known spelling")),
        ):
            self._reject_endpoints(plan, chunk, endpoint, rows, reason, message, raw, status)
        good = ~(no_time | no_status | unreadable | negative | endless | unknown)
        if not good.any():
            return
        mask = pa.array(good)
        stored = values[good] * endpoint.factor
        happened = events.filter(mask).to_numpy(zero_copy_only=False).astype(bool)
        self.writer.add(
            "endpoint",
            pa.table(
                {
                    "person_id": who[good] + 1,
                    "endpoint": repeat(endpoint.name, len(stored)),
                    "time": stored,
                    "unit": repeat(endpoint.stored_unit, len(stored)),
                    "event": happened,
                    "status_source_value": status.filter(mask),
                    "index_date": self.people.index_dates(who[good]),
                    "time_source_value": raw.filter(mask),
                }
            ),
        )
        tally["n"] += len(stored)
        tally["events"] += int(happened.sum())
        self.people.set_follow_up(
            who[good], stored * DAYS[endpoint.stored_unit], happened if endpoint.name == "os" else None
        )

    def _reject_endpoints(
        self,
        plan: TablePlan,
        chunk: Chunk,
        endpoint: Endpoint,
        bad: np.ndarray,
        reason: str,
        message: str,
        raw: pa.Array,
        status: pa.Array,
    ) -> None:
        column = endpoint.status if reason == "unknown_status" else endpoint.times[0]
        for i in np.flatnonzero(bad):
            self.reject(
                "endpoint",
                plan,
                int(chunk.rows[i]),
                column,
                reason,
                message,
                endpoint=endpoint.name,
                time=raw[i].as_py(),
                status=status[i].as_py(),
            )

    def _attributes(
        self, attributes: list[Attribute], chunk: Chunk, who: np.ndarray, prefix: str, events: np.ndarray | None = None
    ) -> None:
        """Rows of `observation` and `measurement` for every filled cell."""
        kinds: dict[str, list[pa.Table]] = {"observation": [], "measurement": []}
        for attribute in attributes:
            cells = blank_missing(chunk.column(attribute.column), minus_is_value=attribute.minus_is_value)
            if attribute.normalise:
                cells = map_unique(cells, attribute.normalise, pa.string())
            filled = pc.is_valid(cells)
            cells = cells.filter(filled)
            if not len(cells):
                continue
            mask = filled.to_numpy(zero_copy_only=False)
            comma = attribute.comma

            numbers = map_unique(cells, partial(read_number, comma=comma), pa.float64())
            columns = {
                "person_id": pa.array(who[mask] + 1),
                "name": repeat(prefix + attribute.identifier, len(cells)),
                "text": cells,
                "number": numbers,
                "unit": repeat(attribute.unit or None, len(cells)),
                "event": pa.array(events[mask]) if events is not None else pa.nulls(len(cells), pa.int64()),
            }
            kinds[attribute.domain].append(pa.table(columns))
        for domain, tables in kinds.items():
            if tables:
                self._add_attributes(domain, pa.concat_tables(tables))

    def _add_attributes(self, domain: str, rows: pa.Table) -> None:
        count = rows.num_rows
        dates = self.people.index_dates(rows.column("person_id").to_numpy() - 1)
        common = {
            f"{domain}_id": self.ids(domain, count),
            "person_id": rows["person_id"],
            f"{domain}_concept_id": zeros(count),
            f"{domain}_date": dates,
            f"{domain}_type_concept_id": np.full(count, REGISTRY),
            "value_as_number": rows["number"],
            f"{domain}_source_value": rows["name"],
            "unit_source_value": rows["unit"],
        }
        if domain == "measurement":
            common |= {"value_source_value": rows["text"], "measurement_event_id": rows["event"]}
        else:
            common |= {
                "value_as_string": rows["text"],
                "value_source_value": rows["text"],
                "observation_event_id": rows["event"],
            }
        self.writer.add(domain, pa.table(common))

    def _tumours(self, plan: TablePlan, chunk: Chunk, who: np.ndarray) -> None:
        codes: pa.Array = pa.nulls(len(chunk), pa.string())
        for column, resolver in plan.tumour:
            codes = pc.coalesce(codes, map_unique(known(chunk.column(column)), resolver, pa.string()))
        fresh = pc.is_valid(codes).to_numpy(zero_copy_only=False) & ~self.people.has_tumour[who]
        self.add_tumours(who[fresh], codes.filter(pa.array(fresh)))

    def add_tumours(self, who: np.ndarray, codes: pa.Array) -> None:
        """Rows of `condition_occurrence`, and the canonical attribute `site`."""
        if not len(who):
            return
        self.people.has_tumour[who] = True
        count = len(who)
        dates = self.people.index_dates(who)
        self.writer.add(
            "condition_occurrence",
            pa.table(
                {
                    "condition_occurrence_id": self.ids("condition_occurrence", count),
                    "person_id": who + 1,
                    "condition_concept_id": zeros(count),
                    "condition_start_date": dates,
                    "condition_type_concept_id": np.full(count, REGISTRY),
                    "condition_source_value": codes,
                    "condition_status_source_value": repeat("primary", count),
                }
            ),
        )
        if "site" in {name.casefold() for name in self.attributes} and not self.sites:
            return
        places = map_unique(codes, site_of, pa.string())
        sited = pc.is_valid(places)
        if pc.any(sited).as_py():
            self.sites = True
            self.attributes.setdefault("site", Attribute("site", "", label_of("site")))
            mask = sited.to_numpy(zero_copy_only=False)
            kept = places.filter(sited)
            self._add_attributes(
                "observation",
                pa.table(
                    {
                        "person_id": who[mask] + 1,
                        "name": repeat("site", len(kept)),
                        "text": kept,
                        "number": pa.nulls(len(kept), pa.float64()),
                        "unit": pa.nulls(len(kept), pa.string()),
                        "event": pa.nulls(len(kept), pa.int64()),
                    }
                ),
            )

    def _specimens(self, plan: TablePlan, chunk: Chunk, who: np.ndarray, others: np.ndarray) -> None:
        """Rows of `specimen`; the cells of a person's further samples, under `sample:<attribute>`, linked to theirs."""
        assert plan.sample is not None
        mine = who >= 0
        chunk, who, others = chunk.filter(mine), who[mine], others[mine]
        if not len(chunk):
            return
        identifiers = self.ids("specimen", len(chunk))
        kinds = (
            blank_missing(chunk.column(plan.specimen_type)) if plan.specimen_type else pa.nulls(len(chunk), pa.string())
        )
        self.writer.add(
            "specimen",
            pa.table(
                {
                    "specimen_id": identifiers,
                    "person_id": who + 1,
                    "specimen_concept_id": zeros(len(chunk)),
                    "specimen_type_concept_id": np.full(len(chunk), REGISTRY),
                    "specimen_date": self.people.index_dates(who),
                    "specimen_source_id": blank_missing(chunk.column(plan.sample)),
                    "specimen_source_value": kinds,
                }
            ),
        )
        if self.keep_samples:
            self.people.add_samples(blank_missing(chunk.column(plan.sample)), who)
        if others.any():
            plain = [
                attribute
                for attribute in plan.attributes
                if attribute.normalise is None and attribute.level == "sample"
            ]
            self._attributes(plain, chunk.filter(others), who[others], "sample:", identifiers[others])

    def finish(self) -> None:
        """Persons, deaths, follow-up, tumours that the study alone names, the list of attributes; the report's
        counts."""
        if self.default_tumour:
            bare = np.flatnonzero(~self.people.has_tumour)
            self.add_tumours(bare, pa.array([self.default_tumour] * len(bare), pa.string()))
        self.people.write(self.writer, self.report)
        for position, attribute in enumerate(self.attributes.values()):
            kept = replace(attribute, label=attribute.label or attribute.identifier)
            self.writer.add(
                "attribute",
                {
                    "attribute": [kept.identifier],
                    "label": [kept.label],
                    "description": [kept.description],
                    "kind": [kept.kind],
                    "level": [kept.level],
                    "unit": [kept.unit],
                    "domain": [kept.domain],
                    "position": [position],
                },
            )
        for name, endpoint in self.kept.items():
            tally = self.tallies[name]
            self.report.endpoints.append(
                EndpointReport(
                    name,
                    tally["n"],
                    tally["events"],
                    endpoint.stored_unit,
                    tally["missing"],
                    ", ".join(endpoint.times),
                    endpoint.status,
                )
            )
            for lack, text in (
                ("no_status", _("Endpoint {name}: {count} times without a status are counted as missing.")),
                ("no_time", _("Endpoint {name}: {count} statuses without a time are counted as missing.")),
            ):
                if tally[lack]:
                    self.report.note(text.format(name=name, count=number(tally[lack])))
        self.report.attributes = len(self.attributes)
        self.report.persons = self.people.count
        self.report.rows = dict(self.writer.counts())
