"""How far structuring agrees with the marks of the demo's own notes: a check of the rules, never an accuracy.

    .venv/bin/python tests/benchmarks/structure_demo.py [folder of a demo warehouse] [notes]
The demo marks some mentions of each fact, not all: only what it marks is asked for, and of its dates, which are those
of its records, only those that the note's text gives (as precisely as the text does), or that are the note's own. Sites
are compared by their codes: the demo writes their values as the note does; lines without their number.
"""

import re
import sys
import tempfile
from pathlib import Path

import carnet
from carnet.evaluation.structuring import FactPair, score_facts
from carnet.records import Warehouse
from carnet.records.demo import build_demo
from carnet.records.demo.gold import gold_spans
from carnet.study.notes import notes_of
from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.facts import StructuredNote


def pairs(folder: Path, count: int) -> list[FactPair]:
    """Notes with the facts that they mark and those that the rules read."""
    warehouse = Warehouse.open(folder)
    notes = list(notes_of(warehouse, limit=count))
    gold: dict[str, list[dict[str, object]]] = {note.note_id: [] for note in notes}
    dates = {note.note_id: written(note) for note in notes}
    for span in gold_spans(warehouse, [int(note.note_id) for note in notes]):
        if span.label == "FACT":
            fields = ("kind", "value", "assertion", "code", "date", "laterality")
            fact = {name: getattr(span, name) or None for name in fields}
            fact["date"] = told(fact["date"], dates[str(span.note_id)])
            if span.kind == "site":
                fact["value"] = None
            gold[str(span.note_id)].append(fact | {"evidence": [{"start": span.start, "end": span.end}]})
    structure = carnet.tools.structure()
    return [FactPair(note.note_id, tuple(gold[note.note_id]), tuple(_read(structure(note)))) for note in notes]


def _read(result: StructuredNote) -> list[dict[str, object]]:
    facts: list[dict[str, object]] = result.line()["facts"]
    return [fact | {"value": re.sub(r"^L\d+ ", "", str(fact["value"]))} for fact in facts]


def written(note: Note) -> set[str]:
    """The dates that a note gives, its own among them."""
    own = {note.note_date.isoformat()} if note.note_date else set()
    return own | {moment.value for moment in Reading.of(note).moments if moment.kind == "date"}


def told(day: object, given: set[str]) -> str | None:
    """A date of the records as precisely as the note tells it; None where it does not."""
    return next((str(day)[:length] for length in (10, 7, 4) if day and str(day)[:length] in given), None)


def main() -> None:
    """Print the table, in Markdown."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp()) / "demo"
    if not (folder / "carnet.json").exists():
        build_demo(folder, persons=300)
    report = score_facts(pairs(folder, int(sys.argv[2]) if len(sys.argv) > 2 else 400))
    print(
        "| kind | marked | found | value | assertion | date | code |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    )
    for one in (*report.kinds, report.total):
        shown = [
            f"{rate.value:.3f}" if rate.total else "–"
            for rate in (one.recall, *(one.fields[name] for name in ("value", "assertion", "date", "code")))
        ]
        print(f"| {one.kind or 'all'} | {one.recall.total} | " + " | ".join(shown) + " |")


if __name__ == "__main__":
    main()
