"""A warehouse made of a folder of reports: the patients and notes that facts can then be sent to."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from carnet.errors import CarnetError
from carnet.language import _
from carnet.text.note import Note
from carnet.version import __version__

UNKNOWN_BIRTH = 1900  # without month or day: a birth that is not known, as importers write it
_UNDATED = date(1900, 1, 1)


def new_warehouse(folder: Path, notes: Iterable[Note], name: str | None = None) -> list[Note]:
    """Make a warehouse of notes, one person for each `person_id` (for each note without one), and return the notes as
    the warehouse numbers them: structure these, then send their facts.

    Age and sex are not known. A note without a date stands at 1900-01-01 in the warehouse. Raises CarnetError when the
    folder holds a warehouse already, or there is no note.
    """
    from carnet.records import Provenance, Warehouse

    given = list(notes)
    if not given:
        raise CarnetError(_("There is no note to make a warehouse of."), _("Give at least one."))
    if (folder / "carnet.json").exists():
        raise CarnetError(
            _("The folder {path} holds a warehouse already.").format(path=folder), _("Choose an empty or a new folder.")
        )
    persons: dict[str, int] = {}
    numbered = []
    for number, note in enumerate(given, 1):
        person = persons.setdefault(note.person_id or f"note {note.note_id}", len(persons) + 1)
        numbered.append(replace(note, note_id=str(number), person_id=str(person), visit_id=None))
    days: dict[int, list[date]] = {}
    for note in numbered:
        if note.note_date:
            days.setdefault(int(note.person_id or 0), []).append(note.note_date)
    provenance = Provenance(source="notes", format="notes", importer_version=__version__)
    with Warehouse.write(folder, provenance=provenance, name=name) as writer:
        writer.add("person", _person_columns(persons))
        if days:
            writer.add("observation_period", _period_columns(days))
        writer.add("note", _note_columns(numbered, given))
    return numbered


def _person_columns(persons: dict[str, int]) -> dict[str, list[Any]]:
    n = len(persons)
    return {
        "person_id": list(persons.values()),
        "gender_concept_id": [0] * n,
        "year_of_birth": [UNKNOWN_BIRTH] * n,
        "race_concept_id": [0] * n,
        "ethnicity_concept_id": [0] * n,
        "person_source_value": list(persons),
    }


def _period_columns(days: dict[int, list[date]]) -> dict[str, list[Any]]:
    persons = sorted(days)
    return {
        "observation_period_id": list(range(1, len(persons) + 1)),
        "person_id": persons,
        "observation_period_start_date": [min(days[person]) for person in persons],
        "observation_period_end_date": [max(days[person]) for person in persons],
        "period_type_concept_id": [32831] * len(persons),  # EHR note
    }


def _note_columns(numbered: list[Note], given: list[Note]) -> dict[str, list[Any]]:
    n = len(numbered)
    return {
        "note_id": [int(note.note_id) for note in numbered],
        "person_id": [int(note.person_id or 0) for note in numbered],
        "note_date": [note.note_date or _UNDATED for note in numbered],
        "note_type_concept_id": [32831] * n,
        "note_class_concept_id": [0] * n,
        "note_title": [note.title or before.note_id for note, before in zip(numbered, given, strict=True)],
        "note_text": [note.text for note in numbered],
        "encoding_concept_id": [0] * n,
        "language_concept_id": [4180190] * n,  # French
        "note_source_value": [note.note_type for note in numbered],
    }
