"""What one takes away from the pseudonymiser's page, as bytes: nothing is written on a disk."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence

from carnet.apps.pseudonymiser_notes import DONE, NoteItem
from carnet.errors import CarnetError
from carnet.language import _
from carnet.records.private_files import no_formula

SHARED = ("zip", "jsonl")
CONFIDENTIAL = ("table", "originals", "xmi", "gold")  # these hold names: their files say so
KINDS = (*SHARED, *CONFIDENTIAL)
Numbered = list[tuple[str, NoteItem]]


class NothingToTake(CarnetError):
    """An export that would be empty."""


def export(kind: str, items: Sequence[NoteItem]) -> tuple[str, bytes, str]:
    """(file name, content, type) of one of `KINDS`. Notes are numbered: a note's own name may be a patient's.

    The fictitious letter is taken away only where it is alone. `NothingToTake` where there is nothing.
    """
    done = numbered(items)
    if not done:
        raise NothingToTake(_("There is nothing to download yet."), _("Wait until a note is done."))
    if kind == "zip":
        texts = [(f"{number}.txt", item.result.text) for number, item in done if item.result]
        return "notes-pseudonymisees.zip", _zip(texts), "application/zip"
    if kind == "jsonl":
        return "notes-pseudonymisees.jsonl", _jsonl(_lines(done, False)), "application/x-ndjson"
    if kind == "originals":
        return "CONFIDENTIEL-avec-originaux.jsonl", _jsonl(_lines(done, True)), "application/x-ndjson"
    if kind == "table":
        return "CONFIDENTIEL-correspondance.csv", _table(done), "text/csv"
    if kind == "xmi":
        return "CONFIDENTIEL-originaux-annotes-xmi.zip", _xmi(done), "application/zip"
    if kind == "gold":
        whole = [(number, item) for number, item in done if item.whole]
        if not whole:
            raise NothingToTake(
                _("No note is reviewed as a whole yet."),
                _("Press f when a note is read to its end: it then counts as a reference."),
            )
        return "CONFIDENTIEL-reference.jsonl", _jsonl([_gold(*one) for one in whole]), "application/x-ndjson"
    raise ValueError("unknown export")


def numbered(items: Sequence[NoteItem]) -> Numbered:
    """The notes that can be taken away with their numbers, the same in every file of the page."""
    real = [item for item in items if item.note is not None and not item.example]
    taken = real or [item for item in items if item.note is not None]
    return [(f"note-{n:04d}", item) for n, item in enumerate(taken, 1) if item.status == DONE]


def reviewed(items: Sequence[NoteItem]) -> tuple[int, int]:
    """(notes reviewed as a whole, notes reviewed in part) among those that can be taken away."""
    done = [item for _number, item in numbered(items)]
    return sum(item.whole for item in done), sum(item.review.decided > 0 and not item.whole for item in done)


def _lines(done: Numbered, originals: bool) -> list[object]:
    return [
        item.result.model_copy(update={"originals": originals, "note_id": number}).line()
        for number, item in done
        if item.result
    ]


def _table(done: Numbered) -> bytes:
    """Number of each note, and where it came from: as confidential as the records."""
    held = io.StringIO()
    table = csv.writer(held, delimiter=";", lineterminator="\r\n")
    table.writerow([_("note number"), _("file"), _("row"), _("name")])
    for number, item in done:
        table.writerow([number, no_formula(item.file or item.name), item.row or "", no_formula(item.name)])
    return held.getvalue().encode("utf-8-sig", "replace")


def _gold(number: str, item: NoteItem) -> dict[str, object]:
    """A note that a person has read as a whole: what stands in it is the truth about it."""
    assert item.note is not None
    text = item.note.text
    entities = [
        {"start": span.start, "end": span.end, "text": text[span.start : span.end], "label": span.label}
        | ({"role": span.role} if span.role else {})
        for span in item.review.standing()
    ]
    return {"note_id": number, "text": text, "entities": entities, "complete": True}


def _xmi(done: Numbered) -> bytes:
    from carnet.text.writers import typesystem_of, xmi_of

    files: list[tuple[str, str | bytes]] = [("TypeSystem.xml", typesystem_of())]
    for number, item in done:
        assert item.note is not None
        files.append((f"{number}.xmi", xmi_of(item.note, item.standing())))
    return _zip(files)


def _jsonl(lines: Sequence[object]) -> bytes:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    return text.encode("utf-8", "replace")


def _zip(files: "Sequence[tuple[str, str | bytes]]") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content if isinstance(content, bytes) else content.encode("utf-8", "replace"))
    return held.getvalue()
