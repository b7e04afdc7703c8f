"""A model whose answers are written beforehand, and the cases of the tests of the model's way."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from carnet.errors import CarnetError
from carnet.llm.model import Answer, Request
from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.model.schema import ASSERTIONS, GENRES
from carnet.tools.structuring.model.way import ModelWay, Said

HERE = Path(__file__).parent
_GENRE = {kind: genre for genre, kind in GENRES.items()}
_SAID = {status: said for said, status in ASSERTIONS.items()}
_SIDE = {"droite": "droit", "droit": "droit", "gauche": "gauche", "bilatéral": "bilateral"}


class Scripted:
    """Answers every question with the same facts, and keeps what it was asked."""

    uri = "script:facts"
    fingerprint = "script"

    def __init__(self, facts: Sequence[Mapping[str, str]] | str) -> None:
        said = facts if isinstance(facts, str) else json.dumps({"faits": list(facts)}, ensure_ascii=False)
        self.said = said
        self.asked: list[Request] = []

    def answer(self, request: Request, *, cancel: Any = None) -> Answer:
        self.asked.append(request)
        return Answer(self.said, "script")

    def answer_all(self, requests: Sequence[Request], *, cancel: Any = None) -> list[Answer | CarnetError]:
        return [self.answer(request) for request in requests]

    def stream(self, request: Request, *, cancel: Any = None) -> Any:
        yield self.said

    def complete(self, prompt: str) -> str:
        return self.said

    def close(self) -> None:
        pass


def cases(name: str) -> list[dict[str, str]]:
    """The cases of a file of this folder."""
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def notes(name: str) -> dict[str, str]:
    """The notes of a file of this folder, by name."""
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def item(case: Mapping[str, str]) -> dict[str, str]:
    """What the model says of a case."""
    return {
        "genre": _GENRE[case["k"]],  # type: ignore[index]
        "valeur": str(case["v"]),
        "citation": case["q"],
        "assertion": _SAID[case.get("a", "present")],  # type: ignore[index]
        "date": case.get("d", ""),
        "cote": _SIDE.get(case.get("l", ""), ""),
        "unite": "",
    }


def read(text: str, facts: Sequence[Mapping[str, str]] | str, note_id: str = "n") -> Said:
    """What comes of a note and a model that says these facts."""
    return ModelWay(Scripted(facts)).read(Reading.of(Note(note_id, text)))
