"""Facts into an OMOP warehouse and back: `note_nlp` keeps each whole, the clinical tables hold what is so."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carnet.text.note import Note
from carnet.tools.structuring.export.omop_reading import (
    SYSTEM,
    deaths,
    known_notes,
    nlp_facts,
    notes_of_persons,
    tumours,
)
from carnet.tools.structuring.export.omop_tables import KEYS, Rows
from carnet.tools.structuring.facts import Evidence, Fact
from carnet.version import __version__

if TYPE_CHECKING:
    from carnet.records import Warehouse


@dataclass(frozen=True, slots=True)
class Sent:
    """What was written: rows by table; facts that were there already; facts kept in `note_nlp` alone, by reason (an
    assertion, or `undated`)."""

    rows: Mapping[str, int]
    already: int
    kept_as_text: Mapping[str, int] = field(default_factory=dict)


def send(folder: Path, notes: Sequence[Note], facts: Sequence[Fact], who: str = "") -> Sent:
    """Append facts of one or many patients to the warehouse of a folder; all or nothing.

    `note_nlp` receives every mention whole (`term_modifiers`); a mention that was sent before is not sent again. In the
    clinical tables the mentions of a patient are merged (see `patient.merge`), and a fact that they hold already from
    an earlier sending is not added. They receive what is present or past and has a date: absent, possible, hypothetical
    and familial facts are findings of a text, not of the patient. A date known to the month is written as its first
    day; the note's date stands for a present fact without one. Cancer modifiers point at the patient's tumour.

    Raises CarnetError when a note is not in the warehouse, or another import is writing.
    """
    from carnet.records import Provenance, Warehouse

    warehouse = Warehouse.open(folder)
    known = known_notes(warehouse, [note.note_id for note in notes])
    persons = sorted({place.person for place in known.values()})
    theirs = notes_of_persons(warehouse, persons)
    before = nlp_facts(warehouse, [int(note_id) for note_id in theirs])
    sent_before = {fact.id for fact in before}
    fresh = [fact for fact in facts if fact.id not in sent_before]
    already = len(facts) - len(fresh)
    if not fresh:
        return Sent({}, already)
    provenance = Provenance(source="carnet-structure", format="facts", importer_version=__version__)
    with Warehouse.write(folder, provenance=provenance, mode="append") as writer:
        rows = Rows({table: writer.next_id(table) for table in KEYS}, tumours(warehouse, persons), deaths(warehouse))
        for fact in fresh:
            rows.add("note_nlp", _nlp_row(fact, who))
        for person in persons:
            mine = [fact for fact in (*before, *fresh) if theirs[fact.evidence[0].note_id].person == person]
            rows.add_patient(person, mine, sent_before, theirs)
        for table, lines in rows.tables.items():
            writer.add(table, _columns(lines))
        counts = writer.counts()
    return Sent(counts, already, dict(rows.kept_as_text))


def read_facts(warehouse: "Warehouse", note_ids: Sequence[int] | None = None) -> list[Fact]:
    """The facts that were sent to a warehouse (about some notes, or all), as they were, by note and place."""
    return nlp_facts(warehouse, note_ids)


def _nlp_row(fact: Fact, who: str) -> dict[str, Any]:
    first: Evidence = fact.evidence[0]
    modifiers = {
        "id": fact.id,
        "end": first.end,
        "label": "FACT",
        "fact": fact.model_dump(mode="json", exclude_none=True),
    }
    return {
        "note_id": int(first.note_id),
        "offset": str(first.start),
        "lexical_variant": first.quote,
        "nlp_system": f"{SYSTEM} {__version__}",
        "nlp_date": datetime.now(UTC).date(),
        "term_exists": "N" if fact.assertion == "absent" else "Y",
        "term_temporal": "Past" if fact.assertion == "history" else "Present",
        "term_modifiers": json.dumps(modifiers | ({"who": who} if who else {}), ensure_ascii=False),
    }


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return {name: [row.get(name) for row in rows] for name in names}
