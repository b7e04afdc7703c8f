"""One shape for every tool: called with a note it answers one typed result; with many, a stream of them in order."""

import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from carnet.errors import CarnetError
from carnet.text.note import Note
from carnet.tools.workers import in_order


class Result(Protocol):
    """What a tool answers for a note."""

    def line(self) -> dict[str, Any]:
        """The line of the command's output: plain JSON values, `note_id` among them."""
        ...


class Tool(Protocol):
    """A configured tool. It can be pickled: workers receive a copy and load what it needs themselves."""

    @property
    def name(self) -> str:
        """What the command line calls it."""
        ...

    @property
    def fingerprint(self) -> str:
        """What the results depend on besides the notes (version, options, key's fingerprint): no secret in it."""
        ...

    def prepare(self) -> None:
        """Load what the first note would wait for (word lists, weights)."""
        ...

    def __call__(self, note: Note) -> Result: ...


@dataclass(frozen=True, slots=True)
class NoteFailed:
    """A note that a tool could not process. `reason` says what and where in the program, never what the note says."""

    note_id: Any
    reason: str


def map_notes(tool: Tool, notes: Iterable[Note], workers: int = 1) -> "Iterator[Result | NoteFailed]":
    """The results of many notes, in their order, as they come; a note that fails answers a `NoteFailed`.

    `workers` processes work at once (0: one a core). At most a few hundred notes are in memory.
    """
    return in_order(tool, notes, workers, _one)


def _one(tool: Tool, note: Note) -> "Result | NoteFailed":
    return attempt(tool, note, note.note_id)


def attempt(tool: Tool, note: Note, note_id: Any) -> "Result | NoteFailed":
    """The tool's answer, or why there is none, told by the kind and place of the error alone."""
    try:
        return tool(note)
    except CarnetError as error:
        return NoteFailed(note_id, str(error))
    except Exception as error:  # noqa: BLE001  one note never stops the others, and its text must not be told
        place = traceback.extract_tb(error.__traceback__)[-1]
        return NoteFailed(note_id, f"{type(error).__name__} ({Path(place.filename).name}, line {place.lineno})")
