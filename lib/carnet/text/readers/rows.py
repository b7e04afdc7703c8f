"""A record of a table as a note: its fields by their usual names, its date, and what is missing."""

import datetime as dt
import math
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from carnet.language import _
from carnet.text.clean import plain
from carnet.text.note import Note
from carnet.text.readers.rejected import Rejected

# the names under which sites keep the fields of a note, without accents or signs
NAMES: dict[str, str] = {
    "note_id": "note_id id_note noteid document_id doc_id id_document id_doc iddoc id_cr id identifiant instance_id",
    "text": "text note_text texte texte_note contenu content document_text texte_document cr compte_rendu note",
    "person_id": "person_id patient_id id_patient id_pat ipp nip patient patient_num",
    "visit_id": "visit_id visit_occurrence_id id_sejour nda iep sejour encounter_id encounter_num",
    "note_date": "note_date date_note date date_document date_doc note_datetime document_date date_cr",
    "note_type": "note_type type_note type type_document note_source_value document_type nature",
    "title": "title note_title titre libelle objet intitule",
}
_FRENCH = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[ T,à].*)?$")


@lru_cache(maxsize=256)
def columns_of(names: tuple[str, ...]) -> dict[str, str]:
    """For each field of a note, the column that holds it: the first of its usual names that is there."""
    known = {re.sub(r"[^a-z0-9]+", "_", plain(name.strip())).strip("_"): name for name in reversed(names)}
    found = {field: [known[alias] for alias in aliases.split() if alias in known] for field, aliases in NAMES.items()}
    return {field: columns[0] for field, columns in found.items() if columns}


def note_of(
    record: Mapping[str, Any], columns: Mapping[str, str], file: str, row: int, default_id: str | None = None
) -> Note | Rejected:
    """The note of a record, or why it is set aside."""
    value = {field: record.get(column) for field, column in columns.items()}
    note_id = identifier(value.get("note_id")) or default_id
    if note_id is None:
        return Rejected.missing(file, row, "note_id")
    text = value.get("text")
    if not isinstance(text, str):
        return Rejected.missing(file, row, "text", note_id)
    try:
        day = day_of(value.get("note_date"))
    except ValueError:
        reason = _("{file}, row {row}: “{field}” is not a date.").format(file=file, row=row, field=columns["note_date"])
        return Rejected(file, row, "note_date", reason, note_id)
    return Note(
        note_id,
        text,
        person_id=identifier(value.get("person_id")),
        visit_id=identifier(value.get("visit_id")),
        note_date=day,
        note_type=identifier(value.get("note_type")),
        title=identifier(value.get("title")),
    )


def identifier(value: object) -> str | None:
    """An identifier as text: 12.0 is “12”, nothing is None."""
    if value is None or isinstance(value, bool | dict | list):
        return None
    if isinstance(value, float):
        if math.isnan(value):
            return None
        value = int(value) if value.is_integer() else value
    return str(value).strip() or None


def day_of(value: object) -> dt.date | None:
    """A date written as ISO, as French do, or already one. Raises ValueError for anything else."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str):
        raise ValueError("not a date")
    written = value.strip()
    if not written:
        return None
    french = _FRENCH.match(written)
    if french:
        day, month, year = map(int, french.groups())
        if year < 100:
            year += 2000 if year < 69 else 1900
        return dt.date(year, month, day)
    return dt.datetime.fromisoformat(written).date()
