"""What one takes away from the pseudonymiser's page, as bytes: nothing is written on a disk."""

import io
import json
import zipfile
from collections.abc import Sequence

from carnet.apps.pseudonymiser_notes import DONE, NoteItem
from carnet.widgets.annotated_text_review import PROPOSED

KINDS = ("zip", "jsonl", "xmi", "gold")


def export(kind: str, items: Sequence[NoteItem]) -> tuple[str, bytes, str]:
    """(file name, content, type) of one of `KINDS`. Files are numbered: a note's own name may be a patient's."""
    done = [item for item in items if item.status == DONE]
    if kind == "zip":
        texts = [(f"note-{n:04d}.txt", item.result.text) for n, item in enumerate(done, 1) if item.result]
        return "notes-pseudonymisees.zip", _zip(texts), "application/zip"
    if kind == "xmi":
        return "notes-annotees-xmi.zip", _xmi(done), "application/zip"
    if kind == "jsonl":
        lines = [item.result.line() for item in done if item.result]
        return "notes-pseudonymisees.jsonl", _jsonl(lines), "application/x-ndjson"
    if kind == "gold":
        return "notes-gold.jsonl", _jsonl([_gold(item) for item in done if item.review.decided]), "application/x-ndjson"
    raise ValueError("unknown export")


def _gold(item: NoteItem) -> dict[str, object]:
    """A reviewed note: what a person accepted, changed or added. A mere proposal is no gold."""
    assert item.note is not None
    text = item.note.text
    entities = [
        {"start": span.start, "end": span.end, "text": text[span.start : span.end], "label": span.label}
        | ({"role": span.role} if span.role else {})
        for span in item.review.standing()
        if span.state != PROPOSED
    ]
    whole = all(span.state != PROPOSED for span in item.review.spans.values())
    return {"note_id": item.note.note_id, "text": text, "entities": entities, "complete": whole}


def _xmi(items: Sequence[NoteItem]) -> bytes:
    from carnet.text.writers import typesystem_of, xmi_of

    files: list[tuple[str, str | bytes]] = [("TypeSystem.xml", typesystem_of())] if items else []
    for n, item in enumerate(items, 1):
        assert item.note is not None
        files.append((f"note-{n:04d}.xmi", xmi_of(item.note, item.standing())))
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
