"""What writers write: entities of a note, whatever found them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from carnet.text.document import Document
from carnet.text.note import Note


class Found(Protocol):
    """Something found at [start, end) of a note; `role`, `kind` or `attributes` may be there too."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def label(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Annotated:
    """A note with its entities, for the writers; they also take documents."""

    note: Note
    entities: Sequence[Found]


def parts_of(annotated: Annotated | Document) -> tuple[Note, Sequence[Found]]:
    """The note and what was found in it."""
    return annotated.note, annotated.spans if isinstance(annotated, Document) else annotated.entities


def detail(entity: Found, name: str) -> Any:
    """The role, the kind… of an entity, its own or among its attributes."""
    value = getattr(entity, name, None)
    return value if value is not None else getattr(entity, "attributes", {}).get(name)
