"""What one takes away from the patient's page: facts as a table, reviewed facts as gold, the cell that reproduces."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from carnet.apps.dossier_facts import ACCEPTED, CHANGED, PROPOSED, FactItem, FactReview
from carnet.apps.dossier_words import assertion_list, group_list, kind_names
from carnet.errors import CarnetError
from carnet.language import _, language, ngettext, number
from carnet.text.note import Note

KINDS = ("csv", "gold", "code")


class NothingToTake(CarnetError):
    """An export that would be empty."""


def menu_entries(review: FactReview, warehouse: bool) -> list[tuple[str, str, str]]:
    """What can be taken away: (kind, label, hint)."""
    counts = review.counts()
    decided = sum(counts.values()) - counts[PROPOSED]
    facts = ngettext("{n} fact", "{n} facts", len(review.items)).format(n=number(len(review.items)))
    gold = ngettext("{n} decision", "{n} decisions", decided).format(n=number(decided))
    entries = [("csv", _("Facts (CSV)"), facts), ("gold", _("Reviewed facts, with the texts (JSONL)"), gold)]
    return [*entries, ("code", _("Python cell"), "")] if warehouse else entries


def facts_csv(items: Sequence[FactItem], notes: Mapping[str, Note]) -> str:
    """A line a fact, as it stands; semicolons and decimal commas in French. Nobody's spreadsheet runs a cell."""
    held = io.StringIO()
    table = csv.writer(held, delimiter=";" if language() == "fr" else ",", lineterminator="\r\n")
    table.writerow(
        [_("group"), _("kind"), _("value"), _("assertion"), _("date"), _("code"), _("nomenclature"), _("state")]
        + [_("mentions"), _("contradictory"), _("note"), _("date of the note"), _("quotation")]
    )
    groups, kinds = dict(group_list()), kind_names()
    assertions = {value: name for value, _sign, name in assertion_list()}
    states = {
        "proposed": _("to be read"),
        "accepted": _("accepted"),
        "changed": _("corrected"),
        "rejected": _("rejected"),
    }
    for item in items:
        fact, best = item.fact, item.mentions[0].evidence[0]
        note = notes.get(best.note_id)
        table.writerow(
            _cell(str(cell))
            for cell in (
                groups[item.group], kinds[item.kind], item.now.value, assertions[item.now.assertion],
                item.now.date or "", fact.code or "", fact.system or "", states[item.now.state], len(item.mentions),
                "≠" if item.source.conflicts else "", best.note_id,
                note.note_date.isoformat() if note and note.note_date else "", " ".join(best.quote.split()),
            )
        )  # fmt: skip
    return held.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def gold_jsonl(review: FactReview, notes: Mapping[str, Note]) -> str:
    """The facts that a person accepted or corrected, note by note, with the texts: gold for an evaluation.

    `rejected` holds what a person said is not there. Facts that nobody read are left out, and `complete` is false
    where a note has some.
    """
    lines: dict[str, dict[str, object]] = {}
    entities: dict[str, list[dict[str, object]]] = {}
    rejected: dict[str, list[dict[str, object]]] = {}
    left: dict[str, bool] = {}
    for item in review.items.values():
        for fact in item.mentions:
            place = fact.evidence[0]
            note = notes.get(place.note_id)
            if note is None:
                continue
            if item.now.state == PROPOSED:
                left[place.note_id] = True
                continue
            said = {
                "value": fact.value,
                "assertion": fact.assertion,
                "date": fact.date,
                "code": fact.code,
                "system": fact.system,
            }
            if item.now.state == CHANGED:
                said = {"value": item.now.value, "assertion": item.now.assertion, "date": item.now.date}
            entity = {"start": place.start, "end": place.end, "text": place.quote, "label": "FACT", "kind": fact.kind}
            entity |= {name: value for name, value in said.items() if value is not None}
            kept = item.now.state in (ACCEPTED, CHANGED)
            (entities if kept else rejected).setdefault(place.note_id, []).append(entity)
    for note_id in dict.fromkeys([*entities, *rejected]):
        note = notes[note_id]
        lines[note_id] = {
            "note_id": note_id, "person_id": note.person_id,
            "note_date": note.note_date.isoformat() if note.note_date else None, "text": note.text,
            "entities": _in_order(entities.get(note_id, [])), "rejected": _in_order(rejected.get(note_id, [])),
            "complete": not left.get(note_id, False),
        }  # fmt: skip
    if not lines:
        raise NothingToTake(_("No fact is reviewed yet."), _("Accept, correct or reject some facts first."))
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines.values())


def _in_order(entities: list[dict[str, object]]) -> list[dict[str, object]]:
    return sorted(entities, key=lambda one: (int(str(one["start"])), int(str(one["end"]))))


def dossier_cell(folder: Path, person: int, llm: str | None) -> str:
    """A cell for a notebook: the same notes, read by the same tool, merged into the same history."""
    tool = f"carnet.tools.structure(llm={llm!r})" if llm else "carnet.tools.structure()"
    return "\n".join(
        [
            "import carnet",
            "from carnet.study.notes import notes_of",
            "from carnet.tools.structuring.patient import patient_history",
            "",
            f"hospital = carnet.open({_source(folder)!r})",
            f"notes = list(notes_of(hospital.warehouse, [{person}]))",
            f"structure = {tool}",
            "history = patient_history(notes, [structure(note) for note in notes])",
            "[(one.kind, one.fact.value, one.fact.assertion, one.fact.date) for one in history.facts]",
            "",
        ]
    )


def _source(folder: Path) -> str:
    """The folder as one types it: relative to the project when it is below it."""
    here = Path.cwd()
    for root in (here.parent if here.name in {"dashboards", "notebooks"} else here, here):
        if folder.is_relative_to(root):
            return str(folder.relative_to(root))
    return str(folder)
