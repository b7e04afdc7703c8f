"""Proposes how a table of patients is read: who is who, the endpoints, what each column holds, and says what it
assumed."""

from collections.abc import Mapping as Dictionary
from dataclasses import replace

import numpy as np

from carnet.language import _, number
from carnet.records.importers import canonical
from carnet.records.importers.endpoints import Endpoint, find_endpoints, read_status, words_of
from carnet.records.importers.identifiers import is_identifier
from carnet.records.importers.mapping import Mapping
from carnet.records.importers.plan import settle_endpoint, tumour_columns
from carnet.records.importers.profile import ColumnProfile, TableProfile
from carnet.records.importers.readers import TableFile
from carnet.records.importers.values import MISSING, folded, read_number

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

_PAIRS = (
    ("ttr", "rtime", "recur"),
    ("os", "dtime", "death"),
    ("ttp", "ptime", "pstat"),
    ("rfs", "rfstime", "status"),
    ("ttr", "edrel", "rel"),
    ("os", "futime", "fustat"),
)
_TIMES = (
    "futime",
    "stime",
    "surv time",
    "survtime",
    "survival time",
    "time",
    "os",
    "temps",
    "delai",
    "suivi",
    "duree suivi",
    "survie",
    "follow up",
    "followup",
    "fu time",
    "days",
    "jours",
    "months",
    "mois",
    "follow up time",
    "y",
    "t",
    "time to event",
    "tte",
    "overall survival",
    "survival",
)
_STATUSES = (
    "status",
    "statut",
    "event",
    "evenement",
    "death",
    "deces",
    "dead",
    "died",
    "dcd",
    "fustat",
    "delta",
    "cens",
    "censor",
    "censored",
    "vital status",
    "statut vital",
    "d",
    "fail",
    "failure",
    "stat",
    "censure",
    "etat",
    "deceased",
    "survival status",
    "os status",
)
_UNIT_WORDS = {
    "days": "day",
    "jours": "day",
    "day": "day",
    "months": "month",
    "mois": "month",
    "month": "month",
    "years": "year",
    "ans": "year",
    "annees": "year",
    "year": "year",
    "weeks": "week",
    "semaines": "week",
    "week": "week",
}
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
    patient = canonical.find_column(labels, PATIENT_NAMES)
    if patient is None:
        notes.append(_("no column identifies the patient: each row is a patient, named by its row number"))
    identifiers = [
        column for column in table.columns if is_identifier(column, list(found.columns[column].distinct)[:200])
    ]
    if identifiers:
        notes.append(
            _("left out, since they name the patient or a carer: {columns}").format(columns=", ".join(identifiers))
        )
    usable = {column: column for column in table.columns if column not in identifiers and column != patient}
    split = _splitting_column(table, patient, found)
    endpoints = _endpoints(usable, found.columns, split, notes, table)
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
        sex=sex,
        sex_values=sex_values,
        tumour=tumours[0][0] if tumours else None,
        index_date=canonical.find_column(usable, _INDEX),
        death_date=canonical.find_column(usable, _DEATH),
        last_date=canonical.find_column(usable, _LAST),
        several_rows=split is not None,
        endpoints=tuple(endpoints),
        kinds=kinds,
        notes=tuple(notes),
    )


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


def _endpoints(
    labels: Dictionary[str, str],
    columns: Dictionary[str, ColumnProfile],
    split: str | None,
    notes: list[str],
    table: TableFile,
) -> list[Endpoint]:
    by_words = {" ".join(words_of(column)): column for column in reversed(list(labels))}
    found = [
        endpoint
        for endpoint in find_endpoints(labels)
        if columns[endpoint.times[0]].numeric_share > 0.5 and _may_be_status(columns[endpoint.status])
    ]
    found = [_checked_with_vital_status(endpoint, labels, table, notes) for endpoint in found]
    names = {endpoint.name for endpoint in found}
    for name, time, status in _PAIRS:
        if name not in names and time in by_words and status in by_words:
            found.append(Endpoint(name, (by_words[time],), by_words[status], ""))
            names.add(name)
    if {"days to death", "vital status"} <= by_words.keys() and "os" not in names:
        last = [
            by_words[words]
            for words in ("days to last follow up", "days to last followup", "days to last known alive")
            if words in by_words
        ]
        found.append(Endpoint("os", (by_words["days to death"], *last), by_words["vital status"], "day"))
        names.add("os")
    used = {endpoint.status for endpoint in found} | {time for endpoint in found for time in endpoint.times}
    if "os" not in names or not found:
        found += _plain_endpoint(by_words, columns, used, notes, bool(found))
    found = [settle_endpoint(endpoint, columns, notes) for endpoint in found]
    for endpoint in found:
        _tell_other_values(endpoint, columns[endpoint.status], notes)
    return _split(found, split, columns, notes) if split is not None else found


def _may_be_status(profile: ColumnProfile) -> bool:
    return not profile.overflow and 0 < len(profile.distinct) <= 12


def _plain_endpoint(
    by_words: Dictionary[str, str],
    columns: Dictionary[str, ColumnProfile],
    used: set[str],
    notes: list[str],
    others: bool,
) -> list[Endpoint]:
    """time/status, futime/death…: one endpoint, called os unless a person says otherwise."""
    status = next(
        (
            by_words[words]
            for words in _STATUSES
            if words in by_words and by_words[words] not in used and _may_be_status(columns[by_words[words]])
        ),
        None,
    )
    if status is None:
        return []
    for words, column in by_words.items():
        plain = [word for word in words.split() if word not in _UNIT_WORDS]
        unit = next((_UNIT_WORDS[word] for word in words.split() if word in _UNIT_WORDS), "")
        short = " ".join(plain) if plain else words
        if (
            short in _TIMES
            and column not in used
            and column != status
            and columns[column].numeric_share > 0.9
            and not columns[column].is_coded
        ):
            status_words = words_of(status)
            if others and not set(status_words) & {
                "death",
                "deces",
                "dead",
                "died",
                "dcd",
                "vital",
                "deceased",
                "fustat",
            }:
                return []
            if not (set(status_words) | set(plain)) & {
                "death",
                "deces",
                "dead",
                "died",
                "dcd",
                "vital",
                "deceased",
                "os",
                "survival",
                "survie",
            }:
                notes.append(
                    _(
                        "{time} and {status}: taken as overall survival (os); rename the endpoint if it is another one"
                    ).format(time=column, status=status)
                )
            inverted = bool(set(status_words) & {"censor", "cens", "censored", "censure"})
            return [Endpoint("os", (column,), status, unit, inverted=inverted)]
    return []


def _tell_other_values(endpoint: Endpoint, status: ColumnProfile, notes: list[str]) -> None:
    unread = [value for value in status.distinct if endpoint.read(value) is None and value.lower() not in MISSING]
    if unread:
        notes.append(
            _(
                "{column}: {count} different values are neither an event nor a censoring by their spelling; their "
                "rows would be set aside. "
                "Write which are events under “événement”"
            ).format(column=endpoint.status, count=number(len(unread)))
        )


def _split(
    found: list[Endpoint], split: str, columns: Dictionary[str, ColumnProfile], notes: list[str]
) -> list[Endpoint]:
    """One endpoint per value of the column that tells a patient's rows apart. etype 1, 2 is recurrence, death (as in
    R's colon)."""
    values = sorted(columns[split].distinct)
    usual = {"1": "ttr", "2": "os"} if values == ["1", "2"] and split.lower() == "etype" else {}
    notes.append(
        _("several rows per patient: one endpoint for each value of {column}; check their names").format(column=split)
    )
    return [
        replace(endpoint, name=usual.get(value, f"{endpoint.name}_{folded(value)}"), where={split: value})
        for endpoint in found[:1]
        for value in values
    ]


def _checked_with_vital_status(
    endpoint: Endpoint, labels: Dictionary[str, str], table: TableFile, notes: list[str]
) -> Endpoint:
    """A status whose name does not say what 1 means is compared with a column of words (Living, Died of Disease)."""
    if endpoint.name != "os" or any(
        word in words_of(endpoint.status) for word in ("status", "event", "statut", "death", "deces")
    ):
        return endpoint
    head = table.head(5000)
    status = [read_status(cell) for cell in head.column(endpoint.status).to_pylist()]
    for column in labels:
        cells = head.column(column).to_pylist()
        if column == endpoint.status or not any(folded(cell) in {"living", "alive", "vivant"} for cell in cells):
            continue
        pairs = [
            (mine, other)
            for mine, other in zip(status, (read_status(cell) for cell in cells), strict=True)
            if mine is not None and other is not None
        ]
        if pairs and sum(mine != other for mine, other in pairs) > 0.9 * len(pairs):
            notes.append(
                _("{column}: 1 means alive here, as {other} shows; read the other way round").format(
                    column=endpoint.status, other=column
                )
            )
            return replace(endpoint, inverted=True)
    return endpoint


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
