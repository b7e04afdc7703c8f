"""Lists of names of places and of hospitals, looked up by their first word: no accents, no case, no hyphens."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from carnet.text.clean import clean
from carnet.tools.pseudonymisation.page import Page

_PIECES = re.compile(r"[^\W_]+")
_SAINTS = {"st": "saint", "ste": "sainte"}
Index = dict[str, list[tuple[str, ...]]]


@cache
def data(name: str) -> Any:
    """A YAML file of this package, read once."""
    import yaml

    text = (files(__package__) / "data" / name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def towns() -> tuple[str, ...]:
    """The towns of towns.txt."""
    lines = (files(__package__) / "data" / "towns.txt").read_text(encoding="utf-8").splitlines()
    named = (line.partition(":")[2] for line in lines if line and not line.startswith("#"))
    return tuple(dict.fromkeys(name.strip() for line in named for name in line.split(",") if name.strip()))


def pieces(name: str) -> tuple[str, ...]:
    """The words of a name, folded: « St-Étienne » is (saint, etienne)."""
    return tuple(_SAINTS.get(word, word) for word in _PIECES.findall(clean(name).plain))


def index(names: Iterable[str]) -> Index:
    """Names by their first word, the longest first."""
    answer: Index = {}
    for name in names:
        if words := pieces(name):
            answer.setdefault(words[0], []).append(words)
    for several in answer.values():
        several.sort(key=len, reverse=True)
    return answer


_TOKENS = re.compile(r"[^\W_]+")


@lru_cache(maxsize=2)
def _tokens(plain: str) -> list[tuple[str, int, int]]:
    return [(_SAINTS.get(word := m.group(), word), m.start(), m.end()) for m in _TOKENS.finditer(plain)]


def tokens(page: Page) -> list[tuple[str, int, int]]:
    """The words of a page, folded as names are: (word, start, end)."""
    return _tokens(page.plain)


def lookups(
    page: Page, names: Index, words: list[tuple[str, int, int]] | None = None
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where the names occur: (start, end, name). The words are one or two signs apart, and the first has a capital."""
    text = page.text
    words = tokens(page) if words is None else words
    skip = -1
    for place, (word, start, _end) in enumerate(words):
        if word not in names:
            continue
        several = names[word]
        if place <= skip or not text[start].isupper():
            continue
        for name in several:
            last = place + len(name) - 1
            if last < len(words) and all(
                words[place + k][0] == name[k] and words[place + k][1] - words[place + k - 1][2] <= 2
                for k in range(1, len(name))
            ):
                yield start, words[last][2], name
                skip = last
                break
