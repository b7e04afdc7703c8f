"""What the pseudonymiser returns for a note: the replaced text and its entities."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Entity(BaseModel):
    """A passage that identifies: [start, end) of the text as given, half-open, in code points."""

    model_config = ConfigDict(frozen=True)

    start: int
    end: int
    text: str
    label: str
    role: str | None = None
    kind: str | None = None
    replacement: str | None = None
    producers: tuple[str, ...] = ()
    score: float = 1.0


class PseudonymisedNote(BaseModel):
    """A note with its identifiers replaced. `text` is the replaced text; `entities` point into the text as given.

    The entities hold what was replaced. `originals=False` leaves it out of the line, for notes that are to be shared.
    """

    note_id: str
    text: str
    entities: tuple[Entity, ...]
    mode: Literal["surrogate", "tag", "mask"]
    producer: str
    originals: bool = Field(default=True, exclude=True)

    def line(self) -> dict[str, Any]:
        """The line of the command's output."""
        hidden = None if self.originals else {"entities": {"__all__": {"text", "start", "end"}}}
        return self.model_dump(mode="json", exclude_none=True, exclude=hidden)


def read_results(path: Path) -> Iterator[PseudonymisedNote]:
    """The results that a run wrote into OUT.jsonl, in their order; lines that tell an error are passed over."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            fields = json.loads(line)
            if "error" not in fields:
                yield PseudonymisedNote.model_validate({**fields, "note_id": str(fields["note_id"])})
