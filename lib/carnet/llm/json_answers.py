"""The JSON object that an answer holds, among prose, fences and thoughts, validated by a schema."""

import json
import re
from typing import Any

from pydantic import BaseModel, ValidationError

_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCED = re.compile(r"```(?:json|JSON)?[ \t]*\n?(.*?)```", re.DOTALL)
_CANDIDATES = 40  # opening braces that are tried
_LONGEST = 400_000  # characters of an answer that are read


def _no_constant(name: str) -> Any:
    raise ValueError(name)  # NaN and Infinity are not JSON


_DECODER = json.JSONDecoder(strict=False, parse_constant=_no_constant)


class NoJson(ValueError):
    """An answer without a whole JSON object. `cut`: one begins and does not end."""

    def __init__(self, cut: bool) -> None:
        super().__init__("no JSON")
        self.cut = cut


def read(text: str, schema: type[BaseModel]) -> BaseModel:
    """The first object of the answer that the schema accepts.

    Raises NoJson where there is no whole object, ValidationError (of the largest object) where none is accepted.
    """
    refused: ValidationError | None = None
    largest = -1
    for candidate in _objects(text):
        try:
            return schema.model_validate_json(json.dumps(candidate))
        except ValidationError as error:
            size = len(json.dumps(candidate))
            if size > largest:
                refused, largest = error, size
    if refused is not None:
        raise refused
    raise NoJson("{" in text)


def _objects(text: str) -> list[Any]:
    """The objects that an answer holds, those inside code fences first."""
    text = _THOUGHT.sub("", text[:_LONGEST])
    found: list[Any] = []
    tried = 0
    for place in [*(match[1] for match in _FENCED.finditer(text)), text]:
        at = place.find("{")
        while at >= 0 and tried < _CANDIDATES:
            tried += 1
            try:
                candidate, end = _DECODER.raw_decode(place, at)
            except (ValueError, RecursionError):
                at = place.find("{", at + 1)
                continue
            found.append(candidate)
            at = place.find("{", end)
    return found
