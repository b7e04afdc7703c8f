"""Items to try with, one JSON file each: every kind of question, written for Carnet, in the public domain."""

from functools import cache
from pathlib import Path

from carnet.teaching.item import Item

_HERE = Path(__file__).parent


@cache
def items() -> tuple[Item, ...]:
    """The example items, in the order of their files; each is approved, for training, under CC0."""
    return tuple(Item.model_validate_json(path.read_bytes()) for path in sorted(_HERE.glob("*.json")))
