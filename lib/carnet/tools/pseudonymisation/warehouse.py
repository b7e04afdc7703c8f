"""Pseudonymise a warehouse: notes and structured identifiers under one mapping, into a new warehouse."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from carnet.errors import CarnetError
from carnet.language import _, number
from carnet.records import TABLES, Provenance, Warehouse, WarehouseWriter
from carnet.records.manifest import Manifest
from carnet.text.note import Note
from carnet.tools.pseudonymisation.date_shift import at_most_89, moved
from carnet.tools.pseudonymisation.key import SiteKey
from carnet.tools.pseudonymisation.labels import KEPT
from carnet.tools.pseudonymisation.result import Entity, PseudonymisedNote
from carnet.tools.pseudonymisation.surrogates.titles import titled_sexes
from carnet.tools.pseudonymisation.warehouse_keys import Permutation, Shifts, moved_column
from carnet.tools.pseudonymisation.warehouse_notes import Detected, Detecting, Replacing
from carnet.tools.pseudonymisation.warehouse_texts import SITE, Finder, Texts
from carnet.tools.tool import NoteFailed, attempt, map_notes
from carnet.version import __version__

FORMAT = "carnet-pseudonymised"
ROWS = 65_536  # rows of a table held at once; of notes NOTES
NOTES = 512
HOMES = 1 << 52  # identifiers of the persons' own locations begin here
_AS_THEY_ARE = ("vocabulary", "metadata")  # groups of tables that are about nobody
_OWN_IDS = frozenset(["cohort_definition_id", "metadata_id", "subject_concept_id"])
_OF_PERSON = ["person_id", "year_of_birth", "month_of_birth", "day_of_birth", "birth_datetime", "location_id"]
_EPOCH = date(1970, 1, 1)
Progress = Callable[[str, int, int], None]


@dataclass
class WarehouseReport:
    """What became of a warehouse: rows per table, passages replaced per label, notes set aside."""

    into: Path
    rows: dict[str, int] = field(default_factory=dict)
    replaced: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    dropped: dict[str, int] = field(default_factory=dict)
    aged: int = 0  # persons whose year of birth was changed, so that no age above 89 shows
    fingerprint: str = ""


def pseudonymise_warehouse(
    source: Warehouse | str | os.PathLike[str],
    into: str | os.PathLike[str],
    tool: Finder,
    *,
    name: str | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> WarehouseReport:
    """Write a pseudonymised copy of a warehouse into another folder, all or nothing.

    One mapping: a person's dates move by the same days in every table and in the notes; source values, towns and names
    of a person are those of the notes; identifiers of all tables go through one keyed permutation. `note_nlp` (its
    offsets and words are those of the text before) and the rows that imports had set aside are left out. Each person
    gets a location of their own. Staff and wards have surrogates of the site, which are not those of the notes, where
    carers too are drawn per patient. A note that cannot be read is left out and counted.

    `tool` detects and replaces (`Pseudonymiser` in mode surrogate). `workers` reads notes in several processes (0: one
    a core). `progress(table, done, rows)`. Raises CarnetError.
    """
    warehouse = source if isinstance(source, Warehouse) else Warehouse.open(source)
    key = tool.replacement.key
    if tool.replacement.mode != "surrogate" or key is None:
        raise CarnetError(
            _("A warehouse is pseudonymised with surrogates, which need the site’s key."),
            _("Make one with `carnet pseudonym-key FILE`, then give it with --key-file."),
        )
    target = Path(into)
    _check_target(warehouse.path, target)
    shown = name or _("Pseudonymised warehouse")
    provenance = Provenance(
        source=f"carnet pseudonymise-warehouse ({key.fingerprint})",
        format=FORMAT,
        importer_version=__version__,
        notes=[_("Names, dates and identifiers are surrogates: they are nobody’s. No promise of zero risk.")],
    )
    with Warehouse.write(target, provenance=provenance, name=shown, fictitious=warehouse.fictitious) as writer:
        work = _Work(warehouse, writer, tool, key, shown, workers, progress or (lambda *_told: None))
        work.run()
        work.report.into = target
        work.report.rows = writer.counts()
    return work.report


def _check_target(source: Path, target: Path) -> None:
    one, other = source.resolve(), target.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise CarnetError(
            _("The pseudonymised warehouse cannot be in the folder of the one that it is made from."),
            _("Choose another folder."),
        )
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise CarnetError(
            _("{path} is there already, and not an empty folder.").format(path=target),
            _("Choose another folder, or delete this one if it is an earlier copy."),
        )


class _Work:
    """One warehouse on its way."""

    def __init__(
        self, warehouse: Warehouse, writer: WarehouseWriter, tool: Finder, key: SiteKey, name: str, workers: int,
        progress: Progress,
    ) -> None:  # fmt: skip
        self._manifest = Manifest.read(warehouse.path)
        self._folder = warehouse.path / "versions" / self._manifest.version
        self._writer, self._tool, self._name, self._workers, self._progress = writer, tool, name, workers, progress
        self._permute = Permutation(key)
        self._texts = Texts(tool, key)
        self.report = WarehouseReport(Path(), fingerprint=key.fingerprint)

    def run(self) -> None:
        """Every table in turn."""
        persons = [batch.column("person_id").to_numpy() for batch in self._batches("person", ["person_id"])]
        self._shifts = Shifts(np.concatenate([np.empty(0, np.int64), *persons]), self._tool.replacement.offset)
        self._see_dates()
        for table, parts in self._manifest.tables.items():
            total = sum(part.rows for part in parts)
            if table == "note_nlp":
                self._drop_annotations(total)
                continue
            done = 0
            for batch in self._whole_persons() if table == "note" else self._batches(table):
                self._table(table, batch)
                done += batch.num_rows
                self._progress(table, done, total)
        if self._texts.failed:
            self.report.failed["cell"] = self._texts.failed

    def _batches(self, table: str, columns: Sequence[str] | None = None, rows: int = ROWS) -> Iterator[pa.Table]:
        """The rows of a table, some at a time; one empty table where it has none."""
        for part in self._manifest.tables.get(table, ()):
            with pq.ParquetFile(self._folder / table / part.name) as file:
                for batch in file.iter_batches(rows, columns=None if columns is None else list(columns)):
                    yield pa.Table.from_batches([batch])

    def _whole_persons(self) -> Iterator[pa.Table]:
        """The notes, some hundreds at a time, no person's (of one part) split between two batches."""
        waiting: pa.Table | None = None
        for batch in self._batches("note", rows=NOTES):
            if waiting is not None:
                batch = pa.concat_tables([waiting, batch]).combine_chunks()
            persons = batch.column("person_id").to_numpy()
            cut = int(np.flatnonzero(persons == persons[-1])[0]) if len(persons) else 0
            if cut == 0 and len(persons) < 20 * NOTES:
                waiting = batch
                continue
            cut = cut or len(persons)
            yield batch.slice(0, cut)
            waiting = batch.slice(cut)
        if waiting is not None:
            yield waiting

    def _see_dates(self) -> None:
        today = (datetime.now(UTC).date() - _EPOCH).days
        for table in self._manifest.tables:
            schema = TABLES[table]
            dates = [c.name for c in schema.columns if pa.types.is_date32(c.type)]
            if "person_id" not in schema or not dates or table == "payer_plan_period":
                continue
            for batch in self._batches(table, ["person_id", *dates]):
                persons = batch.column("person_id").to_numpy()
                for column in dates:
                    days = batch.column(column).combine_chunks().cast(pa.int32())
                    there = pc.is_valid(days).to_numpy(zero_copy_only=False)
                    values = pc.fill_null(days, 0).to_numpy(zero_copy_only=False).astype(np.int64)
                    self._shifts.see(persons[there], values[there], today)

    def _table(self, table: str, batch: pa.Table) -> None:
        schema = TABLES[table]
        if table == "cdm_source":
            batch = self._cdm_source(batch)
        elif schema.group not in _AS_THEY_ARE:
            if table == "location":
                batch = self._of_wards(batch)
            batch = self._rows(table, batch)
        self._writer.add(table, batch)

    def _rows(self, table: str, batch: pa.Table) -> pa.Table:
        whose = "subject_id" if table == "cohort" else "person_id"
        persons = batch.column(whose).to_numpy() if whose in batch.column_names else None
        scopes = [str(p) for p in persons.tolist()] if persons is not None else [SITE] * batch.num_rows
        if table == "note":
            batch, persons, scopes = self._notes(batch, persons, scopes)
        columns: dict[str, Any] = {}
        days = self._shifts.days(persons) if persons is not None else None
        for column in TABLES[table].columns:
            if column.name not in batch.column_names:
                continue
            values = batch.column(column.name)
            if column.name == "note_text":
                pass
            elif days is not None and (pa.types.is_date32(column.type) or pa.types.is_timestamp(column.type)):
                values = moved_column(values, days)
            elif _is_id(column.name) and pa.types.is_int64(column.type):
                values = self._permute.column(values)
            elif column.name in ("latitude", "longitude"):
                values = pa.nulls(len(values), column.type)
            elif pa.types.is_string(column.type):
                rule = self._texts.policy(table, column.name)
                if rule is not None:
                    values = self._texts.column(rule, values, scopes)
            columns[column.name] = values
        if table == "person":
            self._person(batch, columns, persons if persons is not None else np.empty(0, np.int64))
        elif table == "location":
            self._location(columns)
        elif table == "provider" and "year_of_birth" in columns:
            columns["year_of_birth"] = pa.nulls(batch.num_rows, pa.int64())
        return pa.table(columns)

    def _person(self, batch: pa.Table, columns: dict[str, Any], persons: np.ndarray) -> None:
        """Births moved, ages above 89 brought to 89 on the last date known, a location for each person."""
        days = self._shifts.days(persons).tolist()
        rows = batch.select(_OF_PERSON).to_pylist()
        years, months, firsts, births = [], [], [], []
        for row, shift in zip(rows, days, strict=True):
            month, day = row.get("month_of_birth"), row.get("day_of_birth")
            old = _birth(row["year_of_birth"], month, day)
            last = self._shifts.latest_day(row["person_id"])
            young = at_most_89(old, _EPOCH + timedelta(days=last)) if last is not None else old
            self.report.aged += young != old
            new = moved(young, shift)
            years.append(new.year)
            months.append(new.month if month else None)
            firsts.append(new.day if day and month else None)
            clock = row.get("birth_datetime")
            births.append(None if clock is None else datetime.combine(new, clock.time()))
        columns["year_of_birth"] = pa.array(years, pa.int64())
        columns["month_of_birth"], columns["day_of_birth"] = pa.array(months, pa.int64()), pa.array(firsts, pa.int64())
        columns["birth_datetime"] = pa.array(births, pa.timestamp("us"))
        columns["location_id"] = self._homes(rows, persons)

    def _homes(self, rows: list[dict[str, Any]], persons: np.ndarray) -> pa.Array:
        """A location of their own for every person who has one: a shared town would be known by its frequency."""
        if not hasattr(self, "_towns"):
            self._towns = {row["location_id"]: row for b in self._batches("location") for row in b.to_pylist()}
        ids = (self._permute(persons) + HOMES).tolist()
        made: list[dict[str, Any]] = []
        homes: list[int | None] = []
        for row, home in zip(rows, ids, strict=True):
            place = self._towns.get(row.get("location_id"))
            homes.append(home if place else None)
            if place:
                code, town = self._texts.place(str(row["person_id"]), place["zip"], place["city"])
                made.append(self._place(place, code, town) | {"location_id": home})
        if made:
            self._writer.add("location", pa.Table.from_pylist(made, TABLES["location"].arrow))
        return pa.array(homes, pa.int64())

    @staticmethod
    def _place(place: dict[str, Any], code: str | None, town: str | None) -> dict[str, Any]:
        source = " ".join(part for part in (code, town) if part) or None
        kept = {name: place.get(name) for name in ("country_concept_id", "country_source_value")}
        return kept | {"zip": code, "city": town, "location_source_value": source}

    def _of_wards(self, batch: pa.Table) -> pa.Table:
        """The locations that wards refer to."""
        wards = [b.column("location_id") for b in self._batches("care_site", ["location_id"])]
        used = pa.array([each for column in wards for each in column.to_pylist() if each is not None], pa.int64())
        return batch.filter(pc.is_in(batch.column("location_id"), used))

    def _location(self, columns: dict[str, Any]) -> None:
        """The locations of wards: persons have their own."""
        rows = [
            self._place({}, *self._texts.place(SITE, code, town))
            for code, town in zip(columns["zip"].to_pylist(), columns["city"].to_pylist(), strict=True)
        ]
        for name in ("zip", "city", "location_source_value"):
            columns[name] = pa.array([row[name] for row in rows], pa.string())

    def _notes(
        self, batch: pa.Table, persons: np.ndarray | None, scopes: list[str]
    ) -> tuple[pa.Table, np.ndarray, list[str]]:
        """The notes of a batch, replaced; those that failed are set aside without their text."""
        rows = batch.select(["note_id", "note_text", "note_date", "note_title"]).to_pylist()
        notes = [
            Note(str(row["note_id"]), row["note_text"], scope, None, row["note_date"], None, row["note_title"])
            for row, scope in zip(rows, scopes, strict=True)
        ]
        found = list(map_notes(Detecting(self._tool), notes, self._workers))
        entities: dict[str, list[Entity]] = defaultdict(list)
        for scope, result in zip(scopes, found, strict=True):
            entities[scope] += result.entities if isinstance(result, Detected) else []
        titled: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        for note, scope, result in zip(notes, scopes, found, strict=True):
            titled[scope] += titled_sexes(note.text, result.entities if isinstance(result, Detected) else [])
        replacement = self._tool.replacement
        people = {scope: replacement.people(scope, all_of, titled[scope]) for scope, all_of in entities.items()}
        texts: list[str | None] = []
        for note, scope, result in zip(notes, scopes, found, strict=True):
            last = self._shifts.latest_day(int(scope))
            replacing = Replacing(
                self._tool.replacement,
                result.entities if isinstance(result, Detected) else [],
                None if last is None else _EPOCH + timedelta(days=last),
                people[scope],
            )
            replaced = result if isinstance(result, NoteFailed) else attempt(replacing, note, note.note_id)
            if isinstance(replaced, PseudonymisedNote):
                self.report.replaced.update(e.label for e in replaced.entities if e.label not in KEPT)
                texts.append(replaced.text)
            else:
                self.report.failed["note"] += 1
                texts.append(None)
        there = np.array([text is not None for text in texts], dtype=bool)
        for _failed in range(int((~there).sum())):
            self._writer.reject(
                table="note", source="note", reason="not_pseudonymised", message=_("The note could not be read.")
            )
        place = batch.column_names.index("note_text")
        batch = batch.set_column(place, "note_text", pa.array(texts, pa.string())).filter(pa.array(there))
        assert persons is not None
        return batch, persons[there], [scope for scope, kept in zip(scopes, there, strict=True) if kept]

    def _drop_annotations(self, rows: int) -> None:
        if rows:
            self.report.dropped["note_nlp"] = rows
            text = _("note_nlp was left out ({count} rows): its offsets and words are those of the notes before.")
            self._writer.note(text.format(count=number(rows)))

    def _cdm_source(self, batch: pa.Table) -> pa.Table:
        """What the source says of itself names the hospital; its dates move as the site's do."""
        rows = batch.to_pylist()
        days = self._tool.replacement.offset(SITE)
        for row in rows:
            row |= {name: moved(row[name], days) for name in ("source_release_date", "cdm_release_date") if row[name]}
            row |= {"cdm_source_name": self._name, "cdm_source_abbreviation": "PSEUDO", "cdm_holder": self._name}
            row |= {"source_description": None, "source_documentation_reference": None, "cdm_etl_reference": None}
        return pa.Table.from_pylist(rows, TABLES["cdm_source"].arrow)


def _is_id(column: str) -> bool:
    named = column.endswith("_id") or column.startswith("fact_id")
    return named and not column.endswith("concept_id") and column not in _OWN_IDS


def _birth(year: int, month: int | None, day: int | None) -> date:
    """A birth; what is not known is the middle."""
    try:
        return date(year, month or 7, (day or 15) if month else 1)
    except ValueError:
        return date(min(max(year, 1), 9999), 7, 1)
