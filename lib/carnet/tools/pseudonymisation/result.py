"""What the pseudonymiser returns for a note: the replaced text and its entities."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


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
    """A note with its identifiers replaced. `text` is the replaced text; `entities` point into the text as given."""

    note_id: str
    text: str
    entities: tuple[Entity, ...]
    mode: Literal["surrogate", "tag", "mask"]
    producer: str

    def line(self) -> dict[str, Any]:
        """The line of the command's output."""
        return self.model_dump(mode="json", exclude_none=True)
