"""Proposes how a table of patients is read: who is who, the endpoints, what each column holds, and says what it
assumed."""

from collections.abc import Mapping as Dictionary

import numpy as np

from carnet.language import _
from carnet.records.importers import canonical
from carnet.records.importers.endpoints import words_of
from carnet.records.importers.identifiers import are_names, is_birth_date, is_direct_key, is_identifier
from carnet.records.importers.mapping import Mapping
from carnet.records.importers.plan import tumour_columns
from carnet.records.importers.profile import ColumnProfile, TableProfile
from carnet.records.importers.proposing_endpoints import propose_endpoints
from carnet.records.importers.readers import TableFile
from carnet.records.importers.values import read_date, read_number

PATIENT_NAMES = (
    "patient id",
    "patientid",
    "patient",
    "id patient",
    "pid",
    "ipp",
    "id",
    "subject id",
    "subject",
    "usubjid",
    "subjid",
    "person id",
    "identifiant",
    "identifiant patient",
    "num patient",
    "numero patient",
    "no patient",
    "case id",
    "caseid",
    "seqno",
    "record id",
    "nip",
    "patient number",
    "case submitter id",
    "submitter id",
    "nir",
    "ins",
    "rownames",
    "row name",
    "row names",
    "unnamed 0",
)
_ROW_NAMES = {"rownames", "row name", "row names", "unnamed 0"}

_INDEX = (
    "date diagnostic",
    "date diag",
    "date dg",
    "date diagnosis",
    "diagnosis date",
    "date of diagnosis",
    "date inclusion",
    "date randomisation",
    "randomization date",
    "date debut",
    "date index",
    "index date",
    "date chirurgie",
    "date operation",
    "date of surgery",
    "surgery date",
)
_BIRTH = (
    "date naissance",
    "naissance",
    "ddn naissance",
    "date de naissance",
    "birth date",
    "date of birth",
    "birthdate",
    "dob",
    "date naiss",
)
_DEATH = ("date deces", "date dc", "death date", "date of death", "date death", "dod")
_LAST = (
    "date dernieres nouvelles",
    "date dn",
    "ddn",
    "last contact date",
    "date last contact",
    "date of last contact",
    "date last follow up",
    "last follow up date",
    "date of last follow up",
    "date derniere nouvelle",
    "date point",
    "last news date",
    "date dern nouvelles",
)


def propose_patients(table: TableFile, found: TableProfile) -> Mapping:
    """The mapping of a table with one row per patient (or one per patient and event)."""
    labels = {column: column for column in table.columns}
    notes: list[str] = []
    patient, names = _key(labels, found)
    if patient is None:
        notes.append(_("no column identifies the patient: each row is a patient, named by its row number"))
    values = {column: list(found.columns[column].distinct)[:200] for column in table.columns}
    identifiers = [
        column
        for column in table.columns
        if column in names
        or (is_direct_key(column, values[column]) if column == patient else is_identifier(column, values[column]))
    ]
    known = {column: column for column in table.columns if column not in identifiers and column != patient}
    index, last = canonical.find_column(known, _INDEX), canonical.find_column(known, _LAST)
    births = [column for column in known if is_birth_date(column, values[column])]
    if last in births and index and _years(found.columns[last]) >= _years(found.columns[index]):
        births.remove(last)  # “DDN” is also the date of the last news
    elif last in births:
        last = None
    birth = canonical.find_column(known, _BIRTH) or next(iter(births), None)
    identifiers += [column for column in births if column != birth]
    if birth in births:
        notes.append(_("{column}: of the date of birth only the year is kept").format(column=birth))
    if identifiers:
        notes.append(
            _("left out, since they name the patient or a carer: {columns}").format(columns=", ".join(identifiers))
        )
    usable = {column: column for column in table.columns if column not in identifiers and column != patient}
    split = _splitting_column(table, patient, found)
    endpoints = propose_endpoints(usable, found.columns, split, notes, table)
    sex = canonical.find_column(usable, canonical.SEX_NAMES)
    sex_values = _sex_values(sex, found.columns, notes)
    if sex is None and (male := canonical.find_column(usable, ("male", "homme"))) is not None:
        sex, sex_values = male, {"1": 8507, "0": 8532}
    kinds = {column: _kind(column, table, found, identifiers, patient, split) for column in table.columns}
    dates = {column: found.columns[column] for column in usable}
    for column, profile in dates.items():
        if profile.ambiguous_dates:
            notes.append(
                _("{column}: the dates could be read day or month first; day first is assumed").format(column=column)
            )
    tumours = tumour_columns(usable)
    if not endpoints:
        notes.append(_("no endpoint was found: write one under “critères” if there is one"))
    return Mapping(
        source=table.name,
        patient=patient,
        age=canonical.find_column(usable, canonical.AGE_NAMES),
        birth_date=birth,
        sex=sex,
        sex_values=sex_values,
        tumour=tumours[0][0] if tumours else None,
        index_date=index,
        death_date=canonical.find_column(usable, _DEATH),
        last_date=last,
        several_rows=split is not None,
        endpoints=tuple(endpoints),
        kinds=kinds,
        notes=tuple(notes),
    )


def _key(labels: Dictionary[str, str], found: TableProfile) -> tuple[str | None, set[str]]:
    """The column that identifies the patient, one that holds no names where there is one; and those that hold names."""
    candidates: list[str] = []
    for name in PATIENT_NAMES:
        column = canonical.find_column(labels, (name,))
        if column is not None and column not in candidates:
            candidates.append(column)
    names = {column for column in candidates if are_names(list(found.columns[column].distinct)[:200])}
    return next((column for column in candidates if column not in names), next(iter(candidates), None)), names


def _years(column: ColumnProfile) -> float:
    """The middle year of a column of dates; NaN where none reads as a date."""
    dates = [read_date(value, column.day_first) for value in list(column.distinct)[:200]]
    years = [date.year for date in dates if date is not None]
    return float(np.median(years)) if years else float("nan")


def _kind(
    column: str, table: TableFile, found: TableProfile, identifiers: list[str], patient: str | None, split: str | None
) -> str:
    if column in identifiers or column == patient or (split is not None and column == split):
        return "no"
    if " ".join(words_of(column)) in _ROW_NAMES and column == table.columns[0]:
        return "no"
    if (
        column == canonical.find_column({column: column}, canonical.AGE_NAMES)
        and found.columns[column].numeric_share > 0.9
    ):
        return "number"
    return found.columns[column].kind()


def _splitting_column(table: TableFile, patient: str | None, found: TableProfile) -> str | None:
    """The column that tells the rows of one patient apart (an event type), when every patient has several rows; else
    None."""
    if patient is None or len(np.unique(found.patients)) == len(found.patients):
        return None
    head = table.head(5000)
    people = head.column(patient).to_pylist()
    for column in table.columns:
        words = " ".join(words_of(column))
        if words not in {
            "etype",
            "event type",
            "endpoint",
            "type",
            "type evenement",
            "critere",
            "outcome",
            "transition",
        }:
            continue
        cells = head.column(column).to_pylist()
        if len(set(zip(people, cells, strict=True))) == len(people) and len(set(cells)) <= 5:
            return column
    return None


def _sex_values(sex: str | None, columns: Dictionary[str, ColumnProfile], notes: list[str]) -> dict[str, int]:
    """1 and 2 are man and woman (ISO 5218); other codes are left for a person to say."""
    if sex is None:
        return {}
    values = set(columns[sex].distinct)
    numbers = {read_number(value) for value in values}
    if values and numbers <= {1.0, 2.0}:
        notes.append(_("{column}: 1 is read as man, 2 as woman").format(column=sex))
        return {value: 8507 if read_number(value) == 1 else 8532 for value in sorted(values)}
    if values and None not in numbers:
        notes.append(
            _("{column}: codes whose meaning is not known; write it under “valeurs_sexe” (1: homme)").format(column=sex)
        )
    return {}
