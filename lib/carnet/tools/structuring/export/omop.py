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

    if not _fresh(Warehouse.open(folder), notes, facts):
        return Sent({}, len(facts))
    provenance = Provenance(source="carnet-structure", format="facts", importer_version=__version__)
    with Warehouse.write(folder, provenance=provenance, mode="append") as writer:
        warehouse = Warehouse.open(folder)  # now that nobody else writes: what is there stays
        known = known_notes(warehouse, [note.note_id for note in notes])
        persons = sorted({place.person for place in known.values()})
        theirs = notes_of_persons(warehouse, persons)
        before: dict[int, list[Fact]] = {}
        for fact in nlp_facts(warehouse, [int(note_id) for note_id in theirs]):
            before.setdefault(theirs[fact.evidence[0].note_id].person, []).append(fact)
        sent_before = {fact.id for mine in before.values() for fact in mine}
        fresh: dict[int, list[Fact]] = {}
        for fact in facts:
            if fact.id not in sent_before:
                sent_before.add(fact.id)
                fresh.setdefault(theirs[fact.evidence[0].note_id].person, []).append(fact)
        rows = Rows({table: writer.next_id(table) for table in KEYS}, tumours(warehouse, persons), deaths(warehouse))
        for person in persons:
            for fact in fresh.get(person, ()):
                rows.add("note_nlp", _nlp_row(fact, who))
            if person in fresh:
                rows.add_patient(person, before.get(person, ()), fresh[person], theirs)
        for table, lines in rows.tables.items():
            writer.add(table, _columns(lines))
        counts = writer.counts()
    return Sent(counts, len(facts) - counts.get("note_nlp", 0), dict(rows.kept_as_text))


def _fresh(warehouse: "Warehouse", notes: Sequence[Note], facts: Sequence[Fact]) -> bool:
    """Whether something is new. Raises CarnetError when a note is not in the warehouse."""
    given = [note.note_id for note in notes] + [fact.evidence[0].note_id for fact in facts]
    known = known_notes(warehouse, given)
    sent = {fact.id for fact in nlp_facts(warehouse, [int(note_id) for note_id in known])}
    return any(fact.id not in sent for fact in facts)


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
        "term_exists": "Y" if fact.assertion in ("present", "history") else "N",  # as OMOP has it: of the patient, sure
        "term_temporal": "Past" if fact.assertion == "history" else "Present",
        "term_modifiers": json.dumps(modifiers | ({"who": who} if who else {}), ensure_ascii=False),
    }


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return {name: [row.get(name) for row in rows] for name in names}
