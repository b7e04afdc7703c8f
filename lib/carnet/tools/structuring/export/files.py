"""Files that others read, from the results of structuring: patients put together, bundles, tables; all 0600."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from carnet.errors import CarnetError
from carnet.language import _
from carnet.records.private_files import private_file
from carnet.text.note import Note
from carnet.tools.structuring.export.table import cohort_rows, fact_rows, write_csv
from carnet.tools.structuring.facts import StructuredNote
from carnet.tools.structuring.patient import PatientHistory, patient_history


def read_results(path: Path) -> list[StructuredNote]:
    """The lines that `carnet run structure` wrote, but those that tell an error.

    Raises CarnetError where the file cannot be read, or a line is not such a line; its number is told, not its text.
    """
    found = []
    try:
        with path.open("rb") as lines:
            for row, line in enumerate(lines, 1):
                if line.strip() and (result := _result(line, path.name, row)):
                    found.append(result)
    except OSError as error:
        raise CarnetError(
            _("{file} cannot be read: {reason}.").format(file=path.name, reason=error.strerror or type(error).__name__),
            _("Give the file that carnet run structure wrote."),
        ) from None
    return found


def _result(line: bytes, file: str, row: int) -> StructuredNote | None:
    try:
        fields = json.loads(line)
        if isinstance(fields, dict) and "error" in fields:
            return None
        named = {"note_id": str(fields["note_id"]), "facts": fields["facts"]}
        return StructuredNote.model_validate({**fields, **named})
    except (ValueError, TypeError, KeyError, ValidationError):
        raise CarnetError(
            _("{file}, line {row}: not a line of structured facts.").format(file=file, row=row),
            _("Give the file that carnet run structure wrote."),
        ) from None


def histories(results: Iterable[StructuredNote]) -> list[PatientHistory]:
    """One history a patient, in the order of the results; a note without `person_id` is a patient of its own."""
    groups: dict[str, list[StructuredNote]] = {}
    for result in results:
        groups.setdefault(result.person_id or f"\0{result.note_id}", []).append(result)
    return [patient_history([_note(result) for result in group], group) for group in groups.values()]


def _note(result: StructuredNote) -> Note:
    when = date.fromisoformat(result.note_date) if result.note_date else None
    return Note(result.note_id, "", person_id=result.person_id, note_date=when)


def write_bundles(folder: Path, patients: Iterable[PatientHistory]) -> int:
    """One FHIR bundle a patient into a folder, `patient-000001.json`…, no identifier in the name; how many.

    Raises CarnetError where fhir.resources is not installed.
    """
    try:
        from carnet.tools.structuring.export.fhir import bundle
    except ImportError:
        raise CarnetError(_("FHIR needs the package fhir.resources."), "pip install fhir.resources") from None
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for count, history in enumerate(patients, 1):  # noqa: B007  the last number is how many
        path = folder / f"patient-{count:06}.json"
        with private_file(path) as file:
            file.write(bundle(history).model_dump_json(indent=1))
    for path in folder.glob("patient-*.json"):  # of an earlier export of more patients
        if path.stem.removeprefix("patient-").isdecimal() and int(path.stem.removeprefix("patient-")) > count:
            path.unlink()
    return count


def write_facts(path: Path, results: Sequence[StructuredNote]) -> int:
    """One row a fact, with whose it is, as CSV; how many."""
    rows = [
        {"person_id": result.person_id, **row}
        for result in results
        for row in fact_rows(result.facts)
    ]  # fmt: skip
    write_csv(path, rows)
    return len(rows)


def write_cohort(path: Path, patients: Iterable[PatientHistory]) -> int:
    """One row a patient, as CSV; how many."""
    rows = cohort_rows(patients)
    write_csv(path, rows)
    return len(rows)
