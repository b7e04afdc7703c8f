"""What the writer answers: the items of a case, and what it asks the teacher to look at."""

import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from carnet.language import _, ngettext
from carnet.teaching.item import Item


class WrittenCase(BaseModel):
    """The drafts written from a note, or from several of one patient (`note_id`: the first's).

    `cautions` tell, in the reader's language, what was left out and why, and what a person must still judge (a case
    so rare that it could be recognised, for one).
    """

    model_config = ConfigDict(frozen=True)

    note_id: str
    items: tuple[Item, ...] = ()
    cautions: tuple[str, ...] = ()
    producer: str = ""

    def line(self) -> dict[str, Any]:
        """The line of the command's output."""
        return {
            "note_id": self.note_id,
            "producer": self.producer,
            "items": [item.model_dump(mode="json") for item in self.items],
            "cautions": list(self.cautions),
        }

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        return f"WrittenCase({self.note_id!r}, {len(self.items)} items)"

    def _repr_html_(self) -> str:
        count = ngettext("{n} draft item", "{n} draft items", len(self.items)).format(n=len(self.items))
        parts = [f'<section lang="fr"><p><strong>{html.escape(count)}</strong></p>']
        parts += [f"<p>⚠ {html.escape(caution)}</p>" for caution in self.cautions]
        parts += [_item(item) for item in self.items]
        return "".join(parts) + "</section>"


def read_written(path: Path) -> Iterator[WrittenCase]:
    """The cases that a run wrote into OUT.jsonl, in their order; lines that tell an error are passed over."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            fields = json.loads(line)
            if "error" not in fields:
                yield WrittenCase.model_validate({**fields, "note_id": str(fields["note_id"])})


def _item(item: Item) -> str:
    parts = [f"<h4>{html.escape(item.kind)} · {html.escape(item.title)}</h4>"]
    parts += [f"<p>{html.escape(line)}</p>" for line in item.case.split("\n") if line]
    for question in item.questions:
        if question.new:
            parts.append(f"<p><em>{html.escape(question.new)}</em></p>")
        parts.append(f"<p><strong>{html.escape(question.stem)}</strong></p>")
        if question.propositions:
            rows = "".join(
                f"<li>{'☑' if one.correct else '☐'} {html.escape(one.text)}<br><small>{html.escape(one.feedback)}"
                "</small></li>"
                for one in question.propositions
            )
            parts.append(f'<ol type="A">{rows}</ol>')
        if question.answers:
            told = " ; ".join(answer.text for answer in question.answers)
            parts.append(f"<p>{html.escape(_('Accepted answers: {answers}').format(answers=told))}</p>")
    if item.station:
        parts.append(f"<p>{html.escape(item.station.task)}</p>")
        parts.append("<ul>" + "".join(f"<li>{html.escape(line.text)}</li>" for line in item.station.grid) + "</ul>")
    return "".join(parts)
