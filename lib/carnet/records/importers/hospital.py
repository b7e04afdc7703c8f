"""Imports a hospital's extract in several files (patients, stays, diagnoses, acts, biology, prescriptions) into OMOP
tables."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from carnet.errors import ImportRefused
from carnet.language import _, number
from carnet.records import TABLES, WarehouseWriter
from carnet.records.importers import canonical
from carnet.records.importers.hospital_keys import Keys
from carnet.records.importers.hospital_proposing import propose_file
from carnet.records.importers.identifiers import is_direct_key
from carnet.records.importers.mapping import FileMapping, Mapping
from carnet.records.importers.omop_cells import read_cells
from carnet.records.importers.profile import TableProfile, hashes, profile
from carnet.records.importers.progress import Progress
from carnet.records.importers.readers import Chunk, TableFile
from carnet.records.importers.report import ImportReport
from carnet.records.importers.values import blank_missing, map_unique, read_date, read_datetime

EHR = 32817  # OMOP type concept: electronic health record
_ORDER = {"person": 0, "visit_occurrence": 1}


def propose_hospital(files: Sequence[Path]) -> Mapping:
    """One proposal per file, recognised by its columns' names and contents."""
    proposals: list[FileMapping] = []
    notes: list[str] = []
    for path in files:
        table = TableFile(path)
        proposals.append(propose_file(table, profile(table), notes))
    people = [each for each in proposals if each.table == "person"]
    if not people:
        raise ImportRefused(
            _("No file holds the patients (one row each, with a sex or a date of birth)."),
            _("Add it to the folder, or import one table at a time."),
        )
    return Mapping(source=files[0].parent.name, files=tuple(proposals), notes=tuple(notes))


def import_hospital(
    source: Path, mapping: Mapping, writer: WarehouseWriter, report: ImportReport, progress: Progress
) -> None:
    """Import the files that the mapping gives a table. Raises ImportRefused when one is missing or lacks a named
    column."""
    folder = source if source.is_dir() else source.parent
    run = _Extract(writer, report)
    for each in sorted((each for each in mapping.files if each.table), key=lambda each: _ORDER.get(each.table, 2)):
        table = TableFile(folder / each.file)
        progress.say(_("Reading {file}").format(file=table.name))
        _check(table, each)
        found = profile(table, each.person)
        for note in table.notes:
            report.note(note)
        run.file(table, each, found, progress)
        used = {each.person, each.visit, *each.columns.values(), *each.values}
        if rest := [column for column in table.columns if column not in used]:
            report.note(
                _("{file}: columns that the mapping does not keep: {columns}.").format(
                    file=table.name, columns=", ".join(rest[:20])
                )
            )
    left = [f"{each.file} ({each.why})" if each.why else each.file for each in mapping.files if not each.table]
    if left:
        report.note(_("Files left out: {files}.").format(files=", ".join(left)))
    run.finish()


def _check(table: TableFile, each: FileMapping) -> None:
    for column in (each.person, each.visit, *each.columns.values(), *each.values):
        if column is not None and column not in table.columns:
            raise ImportRefused(
                _("{file} has no column {column}, which the mapping names.").format(file=table.name, column=column),
                _("Its columns are called: {names}.").format(names=", ".join(table.columns[:12])),
            )
    if each.table != "person" and each.person is None:
        raise ImportRefused(
            _("{file}: the mapping does not say which column names the patient.").format(file=table.name),
            _("Write it under “patient”."),
        )


class _Extract:
    """One extract being laid down."""

    def __init__(self, writer: WarehouseWriter, report: ImportReport) -> None:
        self.writer = writer
        self.report = report
        self.persons = Keys()
        self.visits = Keys()
        self.next: Counter[str] = Counter()
        self.attributes: dict[str, tuple[str, str]] = {}
        self.unknown_visits = 0

    def file(self, table: TableFile, each: FileMapping, found: TableProfile, progress: Progress) -> None:
        """Lay one file down."""
        seen: dict[int, int] = {}
        for chunk in table.chunks(lambda row, reason, message: self._reject(each, row, None, reason, message)):
            if each.table == "person":
                self._persons(each, chunk, found, seen)
            elif each.table == "death":
                self._deaths(each, chunk, found)
            else:
                self._events(each, chunk, found)
            progress.advance(len(chunk))

    def _reject(self, each: FileMapping, row: int, column: str | None, reason: str, message: str) -> None:
        self.writer.reject(table=each.table, source=each.file, row=row, column=column, reason=reason, message=message)
        self.report.rejected[(each.table, reason)] += 1

    def ids(self, table: str, count: int) -> np.ndarray:
        first = self.next[table] + 1
        self.next[table] += count
        return np.arange(first, first + count, dtype=np.int64)

    def _persons(self, each: FileMapping, chunk: Chunk, found: TableProfile, seen: dict[int, int]) -> None:
        keys = hashes(chunk, each.person) if each.person else chunk.rows.astype(np.int64)
        fresh = np.ones(len(chunk), dtype=bool)
        cells = zip(*(chunk.column(name).to_pylist() for name in chunk.table.column_names), strict=True)
        for i, (key, content) in enumerate(zip(keys.tolist(), map(hash, cells), strict=True)):
            if key == 0:
                fresh[i] = False
                self._reject(each, int(chunk.rows[i]), each.person, "missing_person", _("the row names no patient"))
            elif key in seen:
                fresh[i] = False
                if seen[key] == content:
                    self.report.duplicates += 1
                else:
                    self._reject(
                        each,
                        int(chunk.rows[i]),
                        each.person,
                        "conflicting_duplicate",
                        _("a second row for the same patient says something else"),
                    )
            else:
                seen[key] = content
        births = self._dates(each, chunk, found, "birth_datetime", fresh)
        chunk, keys, births = chunk.filter(fresh), keys[fresh], births.filter(pa.array(fresh))
        count = len(chunk)
        if not count:
            return
        numbers = self.ids("person", count)
        self.persons.add(keys, int(numbers[0]))
        years = pc.fill_null(pc.year(births), 1900)
        sex = each.columns.get("gender_source_value")
        given = blank_missing(chunk.column(sex)) if sex else pa.nulls(count, pa.string())
        hidden = each.person is None or is_direct_key(each.person, found.columns[each.person].distinct)
        name = (
            pa.array([str(n) for n in numbers])
            if hidden or each.person is None
            else blank_missing(chunk.column(each.person))
        )
        self.writer.add(
            "person",
            pa.table(
                {
                    "person_id": numbers,
                    "gender_concept_id": pc.fill_null(map_unique(given, canonical.sex, pa.int64()), 0),
                    "year_of_birth": years,
                    "month_of_birth": pc.month(births),
                    "day_of_birth": pc.day(births),
                    "birth_datetime": births.cast(pa.timestamp("us")),
                    "race_concept_id": np.zeros(count, np.int64),
                    "ethnicity_concept_id": np.zeros(count, np.int64),
                    "person_source_value": name,
                    "gender_source_value": given,
                }
            ),
        )
        if "death_date" in each.columns:
            deaths = self._dates(each, chunk, found, "death_date", np.ones(count, dtype=bool))
            died = pc.is_valid(deaths)
            if pc.any(died).as_py():
                rows = pa.array(numbers).filter(died)
                self.writer.add(
                    "death",
                    pa.table(
                        {
                            "person_id": rows,
                            "death_date": deaths.filter(died),
                            "death_type_concept_id": np.full(len(rows), EHR),
                        }
                    ),
                )

    def _dates(self, each: FileMapping, chunk: Chunk, found: TableProfile, name: str, wanted: np.ndarray) -> pa.Array:
        """A column of dates; a day that does not exist is told, and left empty."""
        column = each.columns.get(name)
        if column is None:
            return pa.nulls(len(chunk), pa.date32())
        first = found.columns[column].day_first
        cells = blank_missing(chunk.column(column))
        dates = map_unique(cells, lambda text: read_date(text, first), pa.date32())
        bad = pc.and_(pc.is_valid(cells), pc.is_null(dates)).to_numpy(zero_copy_only=False) & wanted
        for i in np.flatnonzero(bad):
            self._reject(
                each,
                int(chunk.rows[i]),
                column,
                "not_a_date",
                _("the day does not exist or is not written as a date; the person is kept without it"),
            )
        return dates

    def _deaths(self, each: FileMapping, chunk: Chunk, found: TableProfile) -> None:
        assert each.person is not None
        numbers, _days = self.persons.find(hashes(chunk, each.person))
        dates = self._dates(each, chunk, found, "death_date", numbers >= 0)
        good = (numbers >= 0) & pc.is_valid(dates).to_numpy(zero_copy_only=False)
        for i in np.flatnonzero(numbers < 0):
            self._reject(
                each, int(chunk.rows[i]), each.person, "unknown_person", _("the patient is not in the file of patients")
            )
        if good.any():
            self.writer.add(
                "death",
                pa.table(
                    {
                        "person_id": numbers[good],
                        "death_date": dates.filter(pa.array(good)),
                        "death_type_concept_id": np.full(int(good.sum()), EHR),
                    }
                ),
            )

    def _events(self, each: FileMapping, chunk: Chunk, found: TableProfile) -> None:
        """Rows of a table of events, each with its person, its stay where there is one, and its date."""
        assert each.person is not None
        table = TABLES[each.table]
        numbers, _none = self.persons.find(hashes(chunk, each.person))
        bad = numbers < 0
        for i in np.flatnonzero(bad):
            self._reject(
                each, int(chunk.rows[i]), each.person, "unknown_person", _("the patient is not in the file of patients")
            )
        visits, visit_days = (
            self.visits.find(hashes(chunk, each.visit))
            if each.visit and each.table != "visit_occurrence"
            else (np.full(len(chunk), -1), np.full(len(chunk), np.nan))
        )
        columns: dict[str, pa.Array] = {}
        for name, column in each.columns.items():
            type_ = table[name].type
            cells = chunk.column(column)
            if pa.types.is_date(type_) or pa.types.is_timestamp(type_):
                first = found.columns[column].day_first
                reader = read_date if pa.types.is_date(type_) else read_datetime
                known = blank_missing(cells)

                columns[name] = map_unique(known, partial(reader, day_before_month=first), type_)
                wrong = pc.and_(pc.is_valid(known), pc.is_null(columns[name])).to_numpy(zero_copy_only=False)
                reason, message = "not_a_date", _("the day does not exist or is not written as a date")
            elif pa.types.is_string(type_):
                columns[name], wrong = blank_missing(cells), np.zeros(len(chunk), dtype=bool)
                reason = message = ""
            else:
                read = read_cells(cells, "float" if pa.types.is_floating(type_) else "integer")
                columns[name], wrong = read.values, read.bad
                reason, message = read.reason, _("the cell is not a {kind}").format(kind=read.expected())
                if name == "value_as_number":  # a result such as “<5” is kept as text
                    source = columns.get("value_source_value", pa.nulls(len(chunk), pa.string()))
                    columns["value_source_value"] = pc.coalesce(source, blank_missing(cells))
                    wrong = np.zeros(len(chunk), dtype=bool)
            for i in np.flatnonzero(wrong & ~bad):
                self._reject(each, int(chunk.rows[i]), column, reason, message)
            bad |= wrong
        bad |= self._without_date(each, chunk, columns, visit_days, bad)
        self._write(each, chunk, columns, numbers, visits, bad)

    def _without_date(
        self, each: FileMapping, chunk: Chunk, columns: dict[str, pa.Array], visit_days: np.ndarray, bad: np.ndarray
    ) -> np.ndarray:
        """Fill a missing date with its stay's, an end with its start; tell of the rows that still have none."""
        missing = np.zeros(len(chunk), dtype=bool)
        table = TABLES[each.table]
        dates = [column for column in table.columns if column.required and pa.types.is_date(column.type)]
        start = dates[0].name if dates else ""
        for column in dates:
            stay = pa.array(np.nan_to_num(visit_days).astype(np.int32), mask=np.isnan(visit_days)).cast(pa.date32())
            given = columns.get(column.name, pa.nulls(len(chunk), pa.date32()))
            columns[column.name] = pc.coalesce(given, columns[start] if column.name != start else stay)
            empty = np.asarray(pc.is_null(columns[column.name]).to_numpy(zero_copy_only=False))
            for i in np.flatnonzero(empty & ~bad & ~missing):
                self._reject(
                    each, int(chunk.rows[i]), each.columns.get(column.name), "missing_date", _("the row has no date")
                )
            missing |= empty
        return missing

    def _write(
        self,
        each: FileMapping,
        chunk: Chunk,
        columns: dict[str, pa.Array],
        numbers: np.ndarray,
        visits: np.ndarray,
        bad: np.ndarray,
    ) -> None:
        table = TABLES[each.table]
        good = ~bad
        count = int(good.sum())
        if not count:
            return
        mask = pa.array(good)
        key = table.columns[0].name
        rows: dict[str, pa.Array | np.ndarray] = {name: values.filter(mask) for name, values in columns.items()}
        rows["person_id"] = numbers[good]
        if "visit_occurrence_id" in table and key != "visit_occurrence_id":
            rows["visit_occurrence_id"] = pa.array(visits[good], mask=visits[good] < 0)
            self.unknown_visits += int((visits[good] < 0).sum()) if each.visit else 0
        if each.values:
            self._values(each, chunk.filter(good), rows, count)
            return
        identifiers = self.ids(each.table, count)
        rows[key] = identifiers
        if each.table == "visit_occurrence" and each.visit:
            days = (
                columns["visit_start_date"].filter(mask).cast(pa.int32()).to_numpy(zero_copy_only=False).astype(float)
            )
            self.visits.add(hashes(chunk.filter(good), each.visit), int(identifiers[0]), days)
        for column in table.columns:
            if column.required and column.name not in rows:
                filler = EHR if "type_concept_id" in column.name else 0
                rows[column.name] = np.full(count, filler, dtype=np.int64)
        self.writer.add(each.table, pa.table(rows))

    def _values(self, each: FileMapping, chunk: Chunk, rows: dict[str, pa.Array | np.ndarray], count: int) -> None:
        """One observation for every filled cell of the columns kept as values."""
        for column in each.values:
            cells = blank_missing(chunk.column(column))
            known = pc.is_valid(cells)
            size = pc.sum(known).as_py() or 0
            if not size:
                continue
            self.attributes.setdefault(column, (each.file, "category"))
            kept = {name: pa.array(values).filter(known) for name, values in rows.items()}
            self.writer.add(
                "observation",
                pa.table(
                    kept
                    | {
                        "observation_id": self.ids("observation", size),
                        "observation_concept_id": np.zeros(size, np.int64),
                        "observation_type_concept_id": np.full(size, EHR),
                        "observation_source_value": [column] * size,
                        "value_as_string": cells.filter(known),
                    }
                ),
            )

    def finish(self) -> None:
        """The attributes, and the report's counts."""
        for position, (column, (_file, kind)) in enumerate(self.attributes.items()):
            self.writer.add(
                "attribute",
                {
                    "attribute": [column],
                    "label": [column],
                    "kind": [kind],
                    "level": ["patient"],
                    "domain": ["observation"],
                    "position": [position],
                },
            )
        if self.unknown_visits:
            self.report.note(
                _("{count} rows name no known stay: they are kept without one.").format(
                    count=number(self.unknown_visits)
                )
            )
        if self.report.duplicates:
            self.report.note(
                _("{file}: {count} rows that repeat another exactly were dropped.").format(
                    file="person", count=number(self.report.duplicates)
                )
            )
        self.report.attributes = len(self.attributes)
        self.report.rows = dict(self.writer.counts())
        self.report.persons = self.report.rows.get("person", 0)
        if not self.report.persons:
            raise ImportRefused(
                _("The file of patients names no patient."), _("Check the mapping, or have one proposed: --propose.")
            )
