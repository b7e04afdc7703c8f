"""Imports tables of patients (CSV, TSV, XLSX, Parquet) and a hospital's files, by a proposed or a given mapping."""

from pathlib import Path

import numpy as np

from carnet.errors import ImportRefused
from carnet.language import _, number
from carnet.records import WarehouseWriter
from carnet.records.importers.detect import table_files
from carnet.records.importers.hospital import import_hospital, propose_hospital
from carnet.records.importers.identifiers import is_direct_key
from carnet.records.importers.laying import Laying
from carnet.records.importers.mapping import Mapping
from carnet.records.importers.people import People
from carnet.records.importers.plan import (
    Resolver,
    TablePlan,
    attributes_of,
    settle_endpoint,
    tumour_columns,
    with_canonical,
)
from carnet.records.importers.profile import TableProfile, profile
from carnet.records.importers.progress import Progress
from carnet.records.importers.proposing import propose_patients
from carnet.records.importers.readers import TableFile
from carnet.records.importers.report import ImportReport
from carnet.records.importers.selecting import number_persons, select
from carnet.records.importers.tumours import code_of_acronym, code_of_name, icd_code


def propose(source: Path) -> Mapping:
    """The mapping for one table, or for a folder of them."""
    files = _files(source)
    if len(files) > 1:
        return propose_hospital(files)
    table = TableFile(files[0])
    patient = propose_patients(table, profile(table)).patient
    return propose_patients(table, profile(table, patient))


def import_tables(
    source: Path, mapping: Mapping | None, writer: WarehouseWriter, report: ImportReport, progress: Progress
) -> None:
    """Import tables by a mapping (None: the one that Carnet proposes, whose assumptions become notes)."""
    progress.say(_("Reading {file}").format(file=source.name))
    if mapping is None:
        mapping = propose(source)
        for note in mapping.notes:
            report.note(_("Assumed: {note}.").format(note=note.rstrip(".")))
    if mapping.files:
        import_hospital(source, mapping, writer, report, progress)
        return
    files = _files(source)
    if len(files) > 1:
        files = [path for path in files if path.name == mapping.source] or files[:1]
    _import_patients(TableFile(files[0]), mapping, writer, report, progress)


def _files(source: Path) -> list[Path]:
    files = [source] if source.is_file() else table_files(source)
    if not files:
        raise ImportRefused(
            _("The folder {path} holds no table that Carnet knows.").format(path=source.name),
            _("Give a file .csv, .tsv or .xlsx, or a folder of them."),
        )
    return files


def _import_patients(
    table: TableFile, mapping: Mapping, writer: WarehouseWriter, report: ImportReport, progress: Progress
) -> None:
    _check_columns(table, mapping)
    found = profile(table, mapping.patient, advance=progress.advance)
    for note in table.notes:
        report.note(note)
    (persons,), count = number_persons(found.patients)
    if not count:
        raise ImportRefused(
            _("{file}: the file names no patient: it has a header and no usable row.").format(file=table.name),
            _("Check that the export ended well, then import it again."),
        )
    laying = Laying(writer, report, People(count))
    plan = _plan(table, found, mapping, report)
    if mapping.tumour is not None and mapping.tumour not in table.columns:
        laying.default_tumour = mapping.tumour

    def reject(row: int, reason: str) -> None:
        message = (
            _("the row names no patient")
            if reason == "missing_person"
            else _("a second row for the same patient says something else")
        )
        laying.reject("person", plan, row, mapping.patient, reason, message)

    if mapping.several_rows:
        keep = np.zeros(len(persons), dtype=bool)
        unique, first = np.unique(persons, return_index=True)
        keep[first[unique >= 0]] = True
        for row in np.flatnonzero(persons < 0):
            reject(int(row), "missing_person")
        laying.lay(plan, persons, keep, np.zeros(len(persons), dtype=bool))
    else:
        chosen = select(table, found, persons, None, reject)
        found.forget_keys()
        if chosen.duplicates:
            report.duplicates += chosen.duplicates
            report.note(
                _("{file}: {count} rows that repeat another exactly were dropped.").format(
                    file=table.name, count=number(chosen.duplicates)
                )
            )
        if conflicts := report.rejected[("person", "conflicting_duplicate")]:
            report.note(
                _(
                    "{file} has several different rows for some patients: the first of each is kept, {count} are "
                    "set aside."
                ).format(file=table.name, count=number(conflicts))
            )
        laying.lay(plan, chosen.persons, chosen.keep, chosen.others)
    laying.finish()


def _plan(table: TableFile, found: TableProfile, mapping: Mapping, report: ImportReport) -> TablePlan:
    labels = {column: column for column in table.columns}
    left_out = [column for column, kind in mapping.kinds.items() if kind == "no"] + (
        [mapping.patient] if mapping.patient else []
    )
    if mapping.birth_date:
        left_out.append(mapping.birth_date)  # the year is enough
    if mapping.several_rows:
        split = {
            column for endpoint in mapping.endpoints for column in (*endpoint.times, endpoint.status, *endpoint.where)
        }
        left_out += [column for column in table.columns if column in split]
    kinds = {column: kind for column, kind in mapping.kinds.items() if kind != "no"}
    attributes = with_canonical(attributes_of(table, found, labels, {}, {}, {}, left_out, "patient", kinds), labels)
    notes: list[str] = []
    endpoints = [settle_endpoint(endpoint, found.columns, notes) for endpoint in mapping.endpoints]
    if any(endpoint.refused for endpoint in endpoints):
        for note in notes:
            report.note(note)
    tumour: list[tuple[str, Resolver]] = []
    if mapping.tumour in table.columns:
        assert mapping.tumour is not None
        tumour = [
            (mapping.tumour, icd_code),
            (mapping.tumour, code_of_acronym),
            (mapping.tumour, code_of_name),
            (mapping.tumour, lambda text: text),
        ]
        tumour += [each for each in tumour_columns(labels) if each[0] != mapping.tumour]
    hidden = mapping.patient is not None and is_direct_key(mapping.patient, found.columns[mapping.patient].distinct)
    if hidden:
        report.note(
            _("{column} joins the rows and is not kept: patients are named by their number.").format(
                column=mapping.patient
            )
        )
    return TablePlan(
        table,
        found,
        attributes,
        None if hidden else mapping.patient,
        None,
        endpoints,
        age=mapping.age,
        birth_date=mapping.birth_date,
        sex=mapping.sex,
        sex_values=mapping.sex_values,
        tumour=tumour,
        index_date=mapping.index_date,
        death_date=mapping.death_date,
        last_date=mapping.last_date,
        several_rows=mapping.several_rows,
        source=table.name,
    )


def _check_columns(table: TableFile, mapping: Mapping) -> None:
    """Raise ImportRefused, naming it, when the mapping speaks of a column that the table does not have."""
    import difflib

    named = [
        mapping.patient,
        mapping.age,
        mapping.birth_date,
        mapping.sex,
        mapping.index_date,
        mapping.death_date,
        mapping.last_date,
    ]
    for endpoint in mapping.endpoints:
        named += [*endpoint.times, endpoint.status, *endpoint.where]
    named += list(mapping.kinds)
    for column in named:
        if column is not None and column not in table.columns:
            near = difflib.get_close_matches(column, table.columns, n=3) or list(table.columns[:8])
            raise ImportRefused(
                _("{file} has no column {column}, which the mapping names.").format(file=table.name, column=column),
                _("Its columns are called: {names}.").format(names=", ".join(near)),
            )
