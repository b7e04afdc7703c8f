"""Imports OMOP CDM tables from a folder of CSV or Parquet files, row by row checked, in bounded memory."""

from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from carnet.errors import ImportRefused
from carnet.language import _, number
from carnet.records import TABLES, Table, WarehouseWriter
from carnet.records.importers.omop_cells import read_cells
from carnet.records.importers.omop_checks import Blanks, ends_too_early
from carnet.records.importers.progress import Progress
from carnet.records.importers.readers import TEXT_SUFFIXES, Chunk, TableFile
from carnet.records.importers.report import ImportReport

_OWN = {"endpoint", "attribute"}
_TELLING = {
    "person",
    "observation_period",
    "condition_occurrence",
    "drug_exposure",
    "procedure_occurrence",
    "visit_occurrence",
    "visit_detail",
    "device_exposure",
    "condition_era",
    "drug_era",
    "concept_relationship",
    "concept_ancestor",
    "cdm_source",
}

# CDM 5.3 names → 5.4
_RENAMED = {
    "admitting_source_concept_id": "admitted_from_concept_id",
    "admitting_source_value": "admitted_from_source_value",
    "discharge_to_concept_id": "discharged_to_concept_id",
    "discharge_to_source_value": "discharged_to_source_value",
    "visit_detail_parent_id": "parent_visit_detail_id",
}
_ENDS = {
    "visit_end_date": "visit_start_date",
    "drug_exposure_end_date": "drug_exposure_start_date",
    "visit_detail_end_date": "visit_detail_start_date",
}


def omop_tables(folder: Path) -> dict[str, list[Path]]:
    """Table → its files, for the tables of the folder that OMOP names (any case; a table may be a folder of parts)."""
    found: dict[str, list[Path]] = {}
    suffixes = (TEXT_SUFFIXES - {""}) | {".parquet"}
    for path in sorted(folder.iterdir()):
        name = path.name.split(".")[0].lower()
        if name in TABLES and path.is_dir():
            parts = sorted(
                part for part in path.iterdir() if part.suffix.lower() in suffixes and not part.name.startswith(".")
            )
            if parts:
                found.setdefault(name, []).extend(parts)
        elif name in TABLES and path.suffix.lower() in suffixes:
            found.setdefault(name, []).append(path)
    return found if found.keys() & _TELLING else {}


def import_omop(source: Path, writer: WarehouseWriter, report: ImportReport, progress: Progress) -> None:
    """Import every OMOP table of a folder. Raises ImportRefused when `person` is missing, empty or lacks its key."""
    if source.is_file():
        raise ImportRefused(
            _("{file} is one file: an OMOP database is a folder (or a zip) of tables.").format(file=source.name),
            _("Give the folder that holds person.csv."),
        )
    folder = source
    tables = omop_tables(folder)
    while not tables and len(inner := [p for p in folder.iterdir() if p.is_dir() and not p.name.startswith(".")]) == 1:
        folder = inner[0]
        tables = omop_tables(folder)
    if "person" not in tables:
        raise ImportRefused(
            _("{path} holds no table person: an OMOP database cannot be read without it.").format(path=source.name),
            _("Add person.csv or person.parquet to the folder."),
        )
    strangers = [
        path.name
        for path in sorted(folder.iterdir())
        if path.is_file()
        and path.suffix.lower() in {".csv", ".parquet", ".tsv", ".txt"}
        and path.name.split(".")[0].lower() not in TABLES
    ]
    if strangers:
        report.note(_("Files that are no OMOP table are left out: {files}.").format(files=", ".join(strangers[:12])))
    run = _Import(writer, report, progress)
    run.read_persons(tables["person"])
    run.find_repeats("death", tables.get("death", []))
    for path in tables["person"]:
        run.table(TABLES["person"], path)
    run.keep_persons(tables["person"])
    for name in sorted(tables.keys() - {"person"} - _OWN):
        for path in tables[name]:
            run.table(TABLES[name], path)
    run.finish()


class _Import:
    """One OMOP import: the persons known, the counters."""

    def __init__(self, writer: WarehouseWriter, report: ImportReport, progress: Progress) -> None:
        self.writer = writer
        self.report = report
        self.progress = progress
        self.persons = np.empty(0, dtype=np.int64)
        self.kept: list[np.ndarray] = []
        self.repeated: dict[str, set[int]] = {}
        self.met: dict[tuple[str, int], int] = {}
        self.dropped: Counter[str] = Counter()
        self.blanks = Blanks()
        self.filled: Counter[tuple[str, str]] = Counter()
        self.next: Counter[str] = Counter()

    def read_persons(self, paths: list[Path]) -> None:
        """The identifiers of the table person, and those that come more than once."""
        self.persons = self.find_repeats("person", paths)
        self._some_person(paths)

    def find_repeats(self, name: str, paths: list[Path]) -> np.ndarray:
        """The persons of a table that has one row for each (int64, ascending); keeps those that come again."""
        ids: list[np.ndarray] = []
        for path in paths:
            if name != "person" and path.stat().st_size == 0:
                continue
            table = TableFile(path)
            names = self._columns(TABLES[name], table)
            if "person_id" not in names:
                raise ImportRefused(
                    _("{file}: the column {column} is missing.").format(file=path.name, column="person_id"),
                    _("Add it: every other table refers to it.")
                    if name == "person"
                    else _("Add it, or take the file {file} out of the folder.").format(file=path.name),
                )
            for chunk in table.chunks():
                read = read_cells(chunk.column(names["person_id"]), "integer")
                ids.append(pc.drop_null(read.values).to_numpy(zero_copy_only=False))
        joined = np.concatenate(ids) if ids else np.empty(0, dtype=np.int64)
        found, counts = np.unique(joined, return_counts=True)
        self.repeated[name] = set(found[counts > 1].tolist())
        return found

    def keep_persons(self, paths: list[Path]) -> None:
        """Once the table person is imported: only its rows that were kept are persons for the other tables."""
        self.persons = np.unique(np.concatenate(self.kept)) if self.kept else np.empty(0, dtype=np.int64)
        self._some_person(paths)

    def _some_person(self, paths: list[Path]) -> None:
        if not len(self.persons):
            raise ImportRefused(
                _("{file} names no person: it has a header and no usable row.").format(file=paths[0].name),
                _("Check that the export ended well, then import it again."),
            )
        self.report.persons = len(self.persons)

    def table(self, table: Table, path: Path) -> None:
        """Import one file of a table."""
        if path.stat().st_size == 0:
            self.report.note(_("The file {file} is empty.").format(file=path.name))
            return
        source = TableFile(path)
        self.progress.say(_("Reading {file}").format(file=path.name))
        names = self._columns(table, source)
        for note in source.notes:
            self.report.note(note)
        lacking = [
            column.name
            for column in table.columns
            if column.required and column.name not in names and not self._may_lack(table, column.name)
        ]
        if lacking:
            raise ImportRefused(
                _("{file}: the columns {columns} are missing.").format(file=path.name, columns=", ".join(lacking))
                if len(lacking) > 1
                else _("{file}: the column {column} is missing.").format(file=path.name, column=lacking[0]),
                _("Add it, or take the file {file} out of the folder.").format(file=path.name),
            )
        for chunk in source.chunks(lambda row, reason, message: self._reject(table, path, row, None, reason, message)):
            self._chunk(table, path, chunk, names)
            self.progress.advance(len(chunk))

    def _columns(self, table: Table, source: TableFile) -> dict[str, str]:
        """Column of the model → column of the file; tells of those left out."""
        names: dict[str, str] = {}
        unknown = []
        for column in source.columns:
            name = column.strip().strip('"').lower()
            name = _RENAMED.get(name, name) if name not in table else name
            if name in table:
                names.setdefault(name, column)
            else:
                unknown.append(column)
        if unknown:
            self.report.note(
                _("{file}: columns that OMOP 5.4 does not have are left out: {columns}.").format(
                    file=source.name, columns=", ".join(unknown[:20])
                )
            )
        return names

    @staticmethod
    def _may_lack(table: Table, column: str) -> bool:
        """Whether a required column can be filled in when it is absent or empty."""
        return (
            column.endswith("_concept_id")
            or column == table.columns[0].name == f"{table.name}_id"
            and table.name != "person"
            or _ENDS.get(column, "") in table
        )

    def _chunk(self, table: Table, path: Path, chunk: Chunk, names: dict[str, str]) -> None:
        bad = np.zeros(len(chunk), dtype=bool)
        columns: dict[str, pa.Array] = {}
        blanks = []
        for column in table.columns:
            if column.name not in names:
                continue
            read = read_cells(chunk.column(names[column.name]), _kind(column.type))
            columns[column.name] = read.values
            if not column.required and column.name != "person_id":
                blanks.append((column.name, "unreadable", read.bad))
                continue
            fresh = read.bad & ~bad
            for i in np.flatnonzero(fresh):
                self._reject(
                    table,
                    path,
                    int(chunk.rows[i]),
                    column.name,
                    read.reason,
                    _("the cell is not a {kind}").format(kind=read.expected()),
                )
            bad |= read.bad
        if "person_id" in table:
            bad |= self._strangers(table, path, chunk, columns["person_id"], bad)
        for column in table.columns:
            if not column.required:
                continue
            columns[column.name], missing = self._complete(table, column.name, columns, len(chunk))
            for i in np.flatnonzero(missing & ~bad):
                self._reject(table, path, int(chunk.rows[i]), column.name, "missing_value", _("the cell is empty"))
            bad |= missing
        for name, early in ends_too_early(table, columns):
            if not table[name].required:
                columns[name] = pc.if_else(pa.array(early), pa.scalar(None, columns[name].type), columns[name])
                blanks.append((name, "end_before_start", early))
                continue
            for i in np.flatnonzero(early & ~bad):
                self._reject(
                    table, path, int(chunk.rows[i]), name, "end_before_start", _("the end comes before the start")
                )
            bad |= early
        if self.repeated.get(table.name):
            bad |= self._repeats(table, path, chunk, columns["person_id"], bad)
        for name, why, where in blanks:
            self.blanks.add(path.name, name, why, chunk.rows[where & ~bad])
        if table.name == "person":
            self.kept.append(columns["person_id"].to_numpy(zero_copy_only=False)[~bad].astype(np.int64))
        kept = pa.table({column.name: columns[column.name] for column in table.columns if column.name in columns})
        self.writer.add(table.name, kept.filter(pa.array(~bad)) if bad.any() else kept)

    def _strangers(self, table: Table, path: Path, chunk: Chunk, ids: pa.Array, bad: np.ndarray) -> np.ndarray:
        known = pc.is_valid(ids).to_numpy(zero_copy_only=False)
        values = pc.fill_null(ids, 0).to_numpy(zero_copy_only=False)
        at = np.minimum(np.searchsorted(self.persons, values), len(self.persons) - 1)
        strange = known & (self.persons[at] != values)
        for i in np.flatnonzero(strange & ~bad):
            self._reject(
                table,
                path,
                int(chunk.rows[i]),
                "person_id",
                "unknown_person",
                _("the person is not in the table person"),
            )
        return np.asarray(strange)

    def _repeats(self, table: Table, path: Path, chunk: Chunk, ids: pa.Array, bad: np.ndarray) -> np.ndarray:
        """Second rows of a person, where a table has one each: dropped and counted when they repeat the first, else
        set aside."""
        again = np.zeros(len(chunk), dtype=bool)
        repeated = self.repeated[table.name]
        for i, person in enumerate(ids.to_pylist()):
            if person not in repeated or bad[i]:
                continue
            content = hash(tuple(chunk.table.slice(i, 1).to_pylist()[0].values()))
            first = self.met.get((table.name, person))
            if first is None:
                self.met[table.name, person] = content
                continue
            again[i] = True
            if first == content:
                self.dropped[table.name] += 1
                continue
            self._reject(
                table,
                path,
                int(chunk.rows[i]),
                "person_id",
                "conflicting_duplicate",
                _("a second row for the same person says something else"),
            )
        return again

    def _complete(
        self, table: Table, name: str, columns: dict[str, pa.Array], count: int
    ) -> tuple[pa.Array, np.ndarray]:
        """A required column with what can be filled in, and the rows that still lack it."""
        values = columns.get(name)
        empty = (
            np.ones(count, dtype=bool)
            if values is None
            else np.asarray(pc.is_null(values).to_numpy(zero_copy_only=False))
        )
        nothing = np.zeros(count, dtype=bool)
        if values is not None and not empty.any():
            return values, nothing
        if name.endswith("_concept_id"):
            self.filled[(table.name, name)] += int(empty.sum())
            return (pa.array(np.zeros(count, np.int64)) if values is None else pc.fill_null(values, 0)), nothing
        if name in _ENDS and _ENDS[name] in columns:
            start = columns[_ENDS[name]]
            self.filled[(table.name, name)] += int(empty.sum())
            return (start if values is None else pc.coalesce(values, start)), np.asarray(
                pc.is_null(start).to_numpy(zero_copy_only=False)
            )
        if values is None:
            first = self.next[table.name] + 1
            self.next[table.name] += count
            return pa.array(np.arange(first, first + count, dtype=np.int64)), nothing
        return values, empty

    def _reject(self, table: Table, path: Path, row: int, column: str | None, reason: str, message: str) -> None:
        self.writer.reject(table=table.name, source=path.name, row=row, column=column, reason=reason, message=message)
        self.report.rejected[(table.name, reason)] += 1

    def finish(self) -> None:
        """Say what was filled in; the report's counts."""
        for (table, column), count in self.filled.items():
            if not count:
                continue
            text = (
                _("{table}: {count} empty {column} are set to 0 (no matching concept).")
                if column.endswith("_concept_id")
                else _("{table}: {count} empty {column} are set to the start date.")
            )
            self.report.note(text.format(table=table, count=number(count), column=column))
        for note in self.blanks.notes():
            self.report.note(note)
        for name, count in self.dropped.items():
            self.report.note(
                _("{file}: {count} rows that repeat another exactly were dropped.").format(
                    file=name, count=number(count)
                )
            )
        self.report.duplicates = self.dropped.total()
        self.report.rows = dict(self.writer.counts())
        self.report.persons = self.report.rows.get("person", 0)


def _kind(type_: pa.DataType) -> str:
    if pa.types.is_integer(type_):
        return "integer"
    if pa.types.is_floating(type_):
        return "float"
    if pa.types.is_date(type_):
        return "date"
    if pa.types.is_timestamp(type_):
        return "datetime"
    return "boolean" if pa.types.is_boolean(type_) else "text"
