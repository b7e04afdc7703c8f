"""Ordinary French words, with how often they are written (the list of the package `pyspellchecker`)."""

import gzip
import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from carnet.text.lists import parse_lists

_HERE = Path(__file__).parent
_ACCENTS = ("àâäáãå:a", "éèêë:e", "ìíîï:i", "òóôöõ:o", "ùúûü:u", "ç:c", "ñ:n", "ÿý:y", "š:s", "ž:z", "œ:oe", "æ:ae")


def fold(text: str) -> str:
    """Long lists without accents, in lower case (for one note, `carnet.text.clean.plain` keeps the offsets)."""
    text = text.lower()
    if not text.isascii():
        for letters, base in (pair.split(":") for pair in _ACCENTS):
            for letter in letters:  # thirty searches in C: ten times faster than a table
                text = text.replace(letter, base)
    return text


def read_lists(file: str) -> dict[str, frozenset[str]]:
    """The lists of a YAML file of this folder: name of the list → its words, plain."""
    lists: dict[str, str] = parse_lists((_HERE / file).read_text(encoding="utf-8"))
    return {name: frozenset(fold(text).split()) for name, text in lists.items()}


def folder_of(package: str) -> Path:
    """Where a package's files are, without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return Path(spec.origin).parent


@cache
def common_words() -> dict[str, int]:
    """Ordinary words: plain form → how often (50 is the rarest). Elided forms without their article."""
    with gzip.open(folder_of("spellchecker") / "resources" / "fr.json.gz", "rt", encoding="utf-8") as file:
        written: dict[str, int] = json.load(file)
    words = fold("\n".join(written)).split("\n")
    return dict(zip(words, written.values(), strict=True))
