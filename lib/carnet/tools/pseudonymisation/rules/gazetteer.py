"""Lists of names of places and of hospitals, looked up by their first word: no accents, no case, no hyphens."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from carnet.text.clean import clean
from carnet.text.lists import parse_lists
from carnet.tools.pseudonymisation.page import Page

_PIECES = re.compile(r"[^\W_]+")
_SAINTS = {"st": "saint", "ste": "sainte"}
Index = dict[str, list[tuple[str, ...]]]


@cache
def data(name: str) -> Any:
    """A YAML file of this package, read once."""
    text = (files(__package__) / "data" / name).read_text(encoding="utf-8")
    return parse_lists(text)


@cache
def towns() -> tuple[str, ...]:
    """The towns of towns.yaml."""
    named = (name.strip() for line in data("towns.yaml").values() for name in str(line).split(","))
    return tuple(dict.fromkeys(name for name in named if name))


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


_CAPITAL_WORD = re.compile(r"[A-ZÀ-ÖØ-ÞŒ][^\W_]*")
_NEXT = re.compile(r"[^\w\n]{0,2}\n?([^\W_]+)")


@lru_cache(maxsize=2)
def _capitals(text: str, plain: str) -> list[tuple[str, int, int]]:
    """The words that may begin a name, folded as names are: those with a capital, or all of a note without any."""
    answer = []
    for m in _CAPITAL_WORD.finditer(text):
        start, end = m.span()
        if start and text[start - 1].isalnum():
            continue
        word = plain[start:end]
        answer.append((_SAINTS.get(word, word), start, end))
    if len(answer) * 250 < len(text) or not answer:  # written without capitals: any word may begin a name
        return [(_SAINTS.get(m.group(), m.group()), m.start(), m.end()) for m in _PIECES.finditer(plain)]
    return answer


def lookups(page: Page, names: Index) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where the names occur: (start, end, name). The first word has a capital; the words are one or two signs apart."""
    plain = page.plain
    reached = -1
    for word, start, end in _capitals(page.text, plain):
        if word not in names or start < reached:
            continue
        for name in names[word]:
            last = end
            for piece in name[1:]:
                following = _NEXT.match(plain, last)
                if following is None or _SAINTS.get(following[1], following[1]) != piece:
                    break
                last = following.end()
            else:
                yield start, last, name
                reached = last
                break


_MEDICINE = re.compile(r"([a-z]+)\s{1,2}(?:(?:de|du|des|de la)\s|d'|dite? de )?$")


@cache
def _medical() -> frozenset[str]:
    return frozenset(data("places.yaml")["medical_before"])


def in_medicine(plain: str, start: int) -> bool:
    """« score de Lille », « critères de Milan »: medicine called after a town."""
    before = _MEDICINE.search(plain[max(0, start - 40) : start])
    return bool(before) and before[1] in _medical() if before else False
