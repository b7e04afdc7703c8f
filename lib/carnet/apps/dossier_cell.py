"""The patient's page in a cell of a notebook, on notes that were structured there."""

from typing import TYPE_CHECKING

from carnet.apps.dossier import Dossier
from carnet.apps.dossier_record import Record
from carnet.errors import CarnetError
from carnet.language import _

if TYPE_CHECKING:
    from carnet.tools.structuring.results import StructuredNotes


def review(found: "StructuredNotes", person_id: str | None = None) -> Dossier:
    """The page on one patient of notes that were structured, as the output of the cell.

    Raises CarnetError when the notes are of several patients and none is named, or none is of the one named.
    """
    found.finish()
    persons = list(dict.fromkeys(note.person_id or "" for note in found.notes))
    if person_id is None and len(persons) > 1:
        raise CarnetError(
            _("These notes are of several patients."), _("Name the one to review: carnet.review(faits, person_id=…).")
        )
    notes = [note for note in found.notes if person_id is None or note.person_id == person_id]
    if not notes:
        raise CarnetError(_("None of these notes is of this patient."), _("Check person_id."))
    record = Record.of(None, notes)
    record.results = {result.note_id: result for result in found.results if result.note_id in record.notes}
    page = Dossier(record=record)
    page.view.page.display()
    return page
