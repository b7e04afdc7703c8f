"""What was found in notes as rows of the OMOP table `note_nlp`."""

import datetime as dt
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from carnet.language import _
from carnet.text.document import Document
from carnet.text.note import UnreadableNote
from carnet.text.writers.found import Annotated, detail, parts_of

if TYPE_CHECKING:
    import pyarrow as pa

_AROUND = 40  # characters of the snippet on each side
_LONGEST = 250  # characters of a snippet or of a system's name
_FIELDS = ("role", "kind", "value", "assertion", "unit", "laterality")
_TEMPORAL = {"history": "Past", "hypothetical": "Future"}


def note_nlp_table(
    documents: Iterable[Annotated | Document], *, day: dt.date, system: str, first_id: int = 1, snippets: bool = True
) -> "pa.Table":
    """The `note_nlp` table of notes from a warehouse (their ids are numbers): one row for each entity.

    `day` is when they were read, `system` what read them. As in the demo hospital: `offset` is the start in code
    points, as text; `lexical_variant` the exact text; `term_modifiers` a JSON object with `end`, `label` and, where
    they apply, `role`, `kind`, `value`, `unit`, `assertion`; the assertion also sets `term_exists` (N for absent) and
    `term_temporal`. `snippets=False` leaves the text around out.
    """
    import pyarrow as pa

    from carnet.records.schema import TABLES

    rows: list[dict[str, Any]] = []
    for document in documents:
        note, entities = parts_of(document)
        if not note.note_id.isdecimal():
            raise UnreadableNote(
                _("A note of a warehouse has a number for its “note_id”."), _("Read the notes from the warehouse.")
            )
        for entity in entities:
            start, end = entity.start, entity.end
            assertion = detail(entity, "assertion")
            modifiers = {"end": end, "label": entity.label}
            modifiers |= {name: found for name in _FIELDS if (found := detail(entity, name))}
            rows.append(
                {
                    "note_nlp_id": first_id + len(rows),
                    "note_id": int(note.note_id),
                    "section_concept_id": None,
                    "snippet": note.text[max(0, start - _AROUND) : end + _AROUND][:_LONGEST] if snippets else None,
                    "offset": str(start),
                    "lexical_variant": note.text[start:end],
                    "note_nlp_concept_id": 0,
                    "note_nlp_source_concept_id": None,
                    "nlp_system": str(detail(entity, "producer") or system)[:_LONGEST],
                    "nlp_date": day,
                    "nlp_datetime": None,
                    "term_exists": "N" if assertion == "absent" else "Y",
                    "term_temporal": _TEMPORAL.get(str(assertion)),
                    "term_modifiers": json.dumps(modifiers, ensure_ascii=False, separators=(",", ":"), default=str),
                }
            )
    return pa.Table.from_pylist(rows, schema=TABLES["note_nlp"].arrow)
