"""What one takes away from the patient's page: facts as a table, reviewed facts as gold, the cell that reproduces."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from carnet.apps.dossier_facts import ACCEPTED, CHANGED, PROPOSED, FactItem, FactReview
from carnet.apps.dossier_words import assertion_list, group_list, kind_names
from carnet.errors import CarnetError
from carnet.language import _, language, ngettext, number
from carnet.records.private_files import no_formula
from carnet.text.note import Note
from carnet.tools.structuring.facts import Fact

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
            no_formula(str(cell))
            for cell in (
                groups[item.group], kinds[item.kind], item.now.value, assertions[item.now.assertion],
                item.now.date or "", fact.code or "", fact.system or "", states[item.now.state], len(item.mentions),
                "≠" if item.source.conflicts else "", best.note_id,
                note.note_date.isoformat() if note and note.note_date else "", " ".join(best.quote.split()),
            )
        )  # fmt: skip
    return held.getvalue()


def gold_jsonl(review: FactReview, notes: Mapping[str, Note]) -> str:
    """What a person accepted or corrected, note by note, with the texts: gold for `carnet evaluate structure`.

    `facts` are as the tool writes them, corrected where they were; `rejected` is what a person said is not there.
    Facts that nobody read are left out, and `complete` is false where a note has some.
    """
    kept: dict[str, list[Fact]] = {}
    rejected: dict[str, list[Fact]] = {}
    left: set[str] = set()
    for item in review.items.values():
        for fact in item.standing():
            note_id = fact.evidence[0].note_id
            if item.now.state == PROPOSED:
                left.add(note_id)
            else:
                (kept if item.now.state in (ACCEPTED, CHANGED) else rejected).setdefault(note_id, []).append(fact)
    lines = [
        {
            "note_id": note_id,
            "person_id": notes[note_id].person_id,
            "note_date": notes[note_id].note_date,
            "text": notes[note_id].text,
            "facts": _as_written(kept.get(note_id, [])),
            "rejected": _as_written(rejected.get(note_id, [])),
            "complete": note_id not in left,
        }
        for note_id in dict.fromkeys([*kept, *rejected])
        if note_id in notes
    ]
    if not lines:
        raise NothingToTake(_("No fact is reviewed yet."), _("Accept, correct or reject some facts first."))
    return "".join(json.dumps(line, ensure_ascii=False, default=str) + "\n" for line in lines)


def _as_written(facts: Sequence[Fact]) -> list[dict[str, Any]]:
    ordered = sorted(facts, key=lambda fact: (fact.evidence[0].start, fact.evidence[0].end, fact.kind))
    return [fact.model_dump(mode="json", exclude_none=True) for fact in ordered]


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
