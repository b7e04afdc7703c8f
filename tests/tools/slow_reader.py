"""A tool that workers can import: it counts words, fails on « échec », and may take its time."""

import time
from dataclasses import dataclass
from typing import Any

from carnet.errors import CarnetError
from carnet.text.note import Note


@dataclass(frozen=True)
class Words:
    note_id: str
    words: int

    def line(self) -> dict[str, Any]:
        return {"note_id": self.note_id, "words": self.words}


@dataclass(frozen=True)
class WordCounter:
    pause: float = 0.0
    name: str = "words"
    fingerprint: str = "words 1"

    def prepare(self) -> None:
        pass

    def __call__(self, note: Note) -> Words:
        if self.pause:
            time.sleep(self.pause)
        if note.text == "échec":
            raise ValueError(f"cannot read {note.text}")
        if note.text == "refus":
            raise CarnetError("a reason.", "a remedy.")
        return Words(note.note_id, len(note.text.split()))


@dataclass(frozen=True)
class Unprepared(WordCounter):
    """A tool of which a file is missing."""

    def prepare(self) -> None:
        raise CarnetError("no word list.", "make one.")
