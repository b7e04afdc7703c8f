"""Recognises what a file of a hospital's extract holds, by its columns' names and contents."""

import re
from collections.abc import Sequence

from carnet.language import _
from carnet.records.importers import canonical
from carnet.records.importers.endpoints import words_of
from carnet.records.importers.identifiers import are_names, is_birth_date, is_identifier
from carnet.records.importers.mapping import FileMapping
from carnet.records.importers.profile import TableProfile
from carnet.records.importers.readers import TableFile

_CODES = {  # table → what its codes look like
    "condition_occurrence": re.compile(r"[A-Z]\d{2}(?:\.?[0-9+\-]{1,3}\d?)?"),
    "procedure_occurrence": re.compile(r"[A-Z]{4}\d{3}(?:[/-].*)?"),
    "measurement": re.compile(r"\d{1,5}-\d"),
    "drug_exposure": re.compile(r"[A-Z]\d{2}[A-Z]{2}\d{2}"),
}
_SOURCE_CODES = {
    "condition_occurrence": "condition_source_value",
    "procedure_occurrence": "procedure_source_value",
    "measurement": "measurement_source_value",
    "drug_exposure": "drug_source_value",
}
_DATES = {
    "condition_occurrence": "condition_start_date",
    "procedure_occurrence": "procedure_date",
    "measurement": "measurement_date",
    "drug_exposure": "drug_exposure_start_date",
    "note": "note_date",
    "observation": "observation_date",
    "visit_occurrence": "visit_start_date",
}

PATIENT = (
    "patient id",
    "id patient",
    "patient",
    "ipp",
    "nip",
    "identifiant patient",
    "num patient",
    "numero patient",
    "no patient",
    "noip",
    "person id",
    "nir",
    "ins",
)
VISIT = (
    "pmsi id",
    "sejour id",
    "id sejour",
    "visit id",
    "nda",
    "iep",
    "num sejour",
    "numero sejour",
    "no sejour",
    "sejour",
    "id hospitalisation",
    "hospitalisation id",
    "venue id",
    "id venue",
    "rss id",
    "rum id",
    "encounter id",
    "num rss",
)
_BIRTH = (
    "date naissance",
    "naissance",
    "ddn",
    "date de naissance",
    "birth date",
    "date of birth",
    "birthdate",
    "dob",
    "dnaiss",
    "date naiss",
)
_DEATH = ("date deces", "date de deces", "death date", "dc date", "date dc")
_START = (
    "date debut sejour",
    "date entree",
    "date admission",
    "date debut",
    "date hospitalisation",
    "entree",
    "admission date",
    "date entree sejour",
    "date debut venue",
    "d entree",
)
_END = (
    "date fin sejour",
    "date sortie",
    "date fin",
    "sortie",
    "discharge date",
    "date sortie sejour",
    "date fin venue",
    "d sortie",
)
_DATED = (
    "date acte",
    "date diagnostic",
    "date prelevement",
    "date mesure",
    "date debut prescription",
    "date heure debut",
    "date prescription",
    "date administration",
    "date examen",
    "date resultat",
    "date realisation",
    "date document",
    "date compte rendu",
    "date cr",
    "date debut",
    "date",
    "date recueil",
    "date soin",
    "date note",
)
_ENDED = ("date fin prescription", "date heure fin", "date fin")
_JOINING = {"nir", "ins", "ipp", "noip", "nda", "iep"}  # name a patient or a stay, and join files by it
_TECHNICAL = {"created at", "updated at", "date creation", "date modification", "date maj"}


def propose_file(table: TableFile, found: TableProfile, notes: list[str]) -> FileMapping:
    """The OMOP table that a file becomes; none (with the reason) for what joins no patient or only names persons."""
    identifiers = [
        column for column in table.columns if is_identifier(column, list(found.columns[column].distinct)[:200])
    ]
    labels = {
        column: column
        for column in table.columns
        if column not in identifiers and " ".join(words_of(column)) not in _TECHNICAL
    }
    birth, sex = canonical.find_column(labels, _BIRTH), canonical.find_column(labels, canonical.SEX_NAMES)
    births = [c for c in labels if c != birth and is_birth_date(c, list(found.columns[c].distinct)[:200])]
    identifiers += births
    labels = {column: column for column in labels if column not in births}
    joining = {column: column for column in identifiers if _JOINING & set(words_of(column))}
    names = [c for c in labels if " ".join(words_of(c)) in PATIENT and are_names(found.columns[c].distinct)]
    coded = {column: column for column in {**labels, **joining} if column not in names}
    person = canonical.find_column(coded, PATIENT) or canonical.find_column(labels, PATIENT)
    visit = canonical.find_column(coded, VISIT)
    if person not in names:
        identifiers += names
        labels = {column: column for column in labels if column not in names}
    named = [column for column in identifiers if column not in (person, visit)]
    if named:
        notes.append(
            _("{file}: left out, since they name the patient or a carer: {columns}").format(
                file=table.name, columns=", ".join(named)
            )
        )
    if person is None:
        return FileMapping(table.name, "", why=_("no column names the patient"))
    for column in labels:
        if found.columns[column].ambiguous_dates:
            notes.append(
                _("{file}, {column}: the dates could be read day or month first; day first is assumed").format(
                    file=table.name, column=column
                )
            )
    if birth or (sex and len(found.columns[person].distinct) == found.rows):
        return _persons(table, person, birth, sex, labels)
    for kind in ("procedure_occurrence", "drug_exposure", "measurement", "condition_occurrence"):
        code = _coded(kind, labels, found)
        if code is not None:
            return _coded_events(table, kind, person, visit, code, labels)
    start, end = canonical.find_column(labels, _START), canonical.find_column(labels, _END)
    if start and end and visit:
        return _visits(table, person, visit, start, end, labels)
    text = canonical.find_column(
        labels,
        ("texte", "text", "contenu", "note text", "compte rendu", "cr", "document", "observation", "contenu texte"),
    )
    date = canonical.find_column(labels, _DATED)
    if text and date and found.columns[text].kind() == "text":
        return FileMapping(
            table.name,
            "note",
            person,
            visit,
            {"note_text": text, "note_date": date}
            | _optional(
                labels,
                {
                    "note_title": ("titre", "title", "libelle"),
                    "note_source_value": ("type", "type document", "note type", "type cr"),
                },
            ),
        )
    own = table.columns[0]
    left = [
        column
        for column in labels
        if column not in {person, visit, date, own} and " ".join(words_of(column)) not in _TECHNICAL
    ]
    if date is None or not left:
        return FileMapping(table.name, "", why=_("only identifiers, or no date"))
    if named and len(left) <= len(named) + 1:
        return FileMapping(table.name, "", why=_("the file says who or where the patient is"))
    return FileMapping(table.name, "observation", person, visit, {"observation_date": date}, tuple(left))


def _persons(table: TableFile, person: str, birth: str | None, sex: str | None, labels: dict[str, str]) -> FileMapping:
    columns = {"birth_datetime": birth, "gender_source_value": sex, "death_date": canonical.find_column(labels, _DEATH)}
    return FileMapping(table.name, "person", person, None, {name: column for name, column in columns.items() if column})


def _visits(table: TableFile, person: str, visit: str, start: str, end: str, labels: dict[str, str]) -> FileMapping:
    columns = {"visit_start_date": start, "visit_end_date": end, "visit_source_value": visit}
    columns |= _optional(
        labels,
        {
            "admitted_from_source_value": ("mode entree", "provenance"),
            "discharged_to_source_value": ("mode sortie", "destination"),
        },
    )
    return FileMapping(table.name, "visit_occurrence", person, visit, columns)


def _coded(kind: str, labels: dict[str, str], found: TableProfile) -> str | None:
    """The column whose values look like the codes of a table."""
    for column in labels:
        values = [value.strip().upper() for value in found.columns[column].distinct][:300]
        words = set(words_of(column))
        if not values or found.columns[column].numeric_share > 0.5:
            continue
        matching = sum(1 for value in values if _CODES[kind].fullmatch(value)) / len(values)
        named = words & {
            "code",
            "cim10",
            "cim",
            "ccam",
            "atc",
            "loinc",
            "icd10",
            "diagnostic",
            "diag",
            "acte",
            "dp",
            "das",
        }
        if matching >= (0.7 if named else 0.95):
            return column
    return None


def _coded_events(
    table: TableFile, kind: str, person: str, visit: str | None, code: str, labels: dict[str, str]
) -> FileMapping:
    columns = {_SOURCE_CODES[kind]: code}
    start = canonical.find_column(labels, _DATED)
    if start:
        columns[_DATES[kind]] = start
    if kind == "condition_occurrence":
        columns |= _optional(
            labels, {"condition_status_source_value": ("type diagnostic", "type", "type diag", "position", "dp das")}
        )
    elif kind == "measurement":
        columns |= _optional(
            labels,
            {
                "value_as_number": ("valeur", "resultat", "value", "valeur numerique"),
                "unit_source_value": ("unite", "unit"),
                "value_source_value": ("valeur texte", "resultat texte", "valeur code"),
                "range_low": ("borne inf normale", "borne inf", "norme basse"),
                "range_high": ("borne sup normale", "borne sup", "norme haute"),
            },
        )
    elif kind == "drug_exposure":
        columns |= _optional(
            labels,
            {
                "drug_exposure_end_date": _ENDED,
                "quantity": ("quantite",),
                "dose_unit_source_value": ("unite quantite", "unite"),
                "route_source_value": ("voie administration", "voie"),
            },
        )
    return FileMapping(table.name, kind, person, visit, columns)


def _optional(labels: dict[str, str], wanted: dict[str, Sequence[str]]) -> dict[str, str]:
    found = {name: canonical.find_column(labels, words) for name, words in wanted.items()}
    return {name: column for name, column in found.items() if column is not None}
