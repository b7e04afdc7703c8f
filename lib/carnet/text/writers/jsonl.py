"""Documents as JSONL: the note's fields and its entities, one object a line, as the readers take them back."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from carnet.text.document import Document
from carnet.text.writers.files import whole_file
from carnet.text.writers.found import Annotated, detail, parts_of


def line_of(annotated: Annotated | Document) -> dict[str, Any]:
    """The object of a note: its fields that are known, `text`, and `entities`."""
    note, entities = parts_of(annotated)
    line: dict[str, Any] = {"note_id": note.note_id, "text": note.text}
    for field in ("person_id", "visit_id", "note_type", "title"):
        if getattr(note, field) is not None:
            line[field] = getattr(note, field)
    if note.note_date is not None:
        line["note_date"] = note.note_date.isoformat()
    line["entities"] = []
    for entity in entities:
        found = {
            "start": entity.start,
            "end": entity.end,
            "text": note.text[entity.start : entity.end],
            "label": entity.label,
        }
        more = {"role": detail(entity, "role"), "kind": detail(entity, "kind"), "producer": detail(entity, "producer")}
        attributes = {key: value for key, value in getattr(entity, "attributes", {}).items() if key not in more}
        found |= {key: value for key, value in more.items() if value}
        line["entities"].append(found | ({"attributes": attributes} if attributes else {}))
    return line


def write_jsonl(documents: Iterable[Annotated | Document], path: str | Path) -> int:
    """Write the notes to a JSONL file, whole or not at all; returns how many."""
    count = 0
    with whole_file(Path(path)) as file:
        for document in documents:
            line = line_of(document)
            try:
                written = json.dumps(line, ensure_ascii=False, default=str).encode()
            except UnicodeEncodeError:  # a lone surrogate, which ASCII escapes carry
                written = json.dumps(line, default=str).encode()
            file.write(written + b"\n")
            count += 1
    return count
