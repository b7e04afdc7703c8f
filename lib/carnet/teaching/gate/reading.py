"""How the rules read an item: folded texts of the same length, words and their roots, what a question asks with."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from carnet.teaching.item import Finding, Item
from carnet.teaching.question import Proposition, Question
from carnet.text.lists import parse_lists

_WORD = re.compile(r"[a-zœæβαγδ0-9]+(?:[.,]\d+)?")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÉÈÀÂÎÔŒ«(])")
_SPACES = "\u00a0\u202f\u2009\t"
_QUOTES = "’ʼ‘`´"
_DASHES = "‐‑–—−"
_MARK = re.compile(r"^\(?[a-h1-9]\)?\s?[.)/:-]\s+")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Lower case without accents, ordinary spaces, quotes and dashes, every character in its place.

    A text whose accents stand apart from their letters (NFD, as some exports write) is composed first, and shorter.
    """
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return text.translate(_PLAIN)


def _plain(letter: str) -> str:
    if letter in _SPACES:
        return " "
    if letter in _QUOTES:
        return "'"
    if letter in _DASHES:
        return "-"
    low = letter.lower()
    base = unicodedata.normalize("NFD", low if len(low) == 1 else letter)[0]
    return base if len(base) == 1 else letter


class _Plain(dict[int, str]):
    """Letters to their plain ones, learnt as they are met."""

    def __missing__(self, code: int) -> str:
        self[code] = made = _plain(chr(code))
        return made


_PLAIN = _Plain()


def words(text: str) -> list[str]:
    """The words of a text, folded; elided articles stand alone (« l' » is `l`)."""
    return _WORD.findall(plain(text))


def root(word: str) -> str:
    """A word without its plural and its ending, for comparing « médullaire » with « médullaires »."""
    if len(word) > 4 and word[-1] in "sx" and not word.endswith(("ss", "us", "is", "os")):
        word = word[:-1]
    return re.sub(r"(?:aux|al|ale|eux|euse|ique|if|ive|aire|e)$", "", word) if len(word) > 6 else word


def unmarked(text: str) -> str:
    """A proposition without the letter that some banks write before it (« A. », « b) »), folded."""
    folded = plain(text).strip()
    return _MARK.sub("", folded)


def last_sentence(stem: str) -> tuple[str, int]:
    """The sentence of a stem that asks, and where it starts."""
    pieces = [0] + [match.end() for match in _SENTENCE.finditer(stem)]
    for start in reversed(pieces):
        if stem[start:].strip():
            return stem[start:], start
    return stem, 0


def closed(item: Item) -> Iterator[Question]:
    """The questions of an item that are answered by choosing among propositions of text."""
    for question in item.questions:
        if question.propositions and question.kind not in ("QZP", "TCS"):
            yield question


def right(question: Question) -> list[Proposition]:
    """The right propositions of a question, in their order."""
    return [one for one in question.propositions if one.correct]


def wrong(question: Question) -> list[Proposition]:
    """The wrong propositions of a question, in their order."""
    return [one for one in question.propositions if not one.correct]


@cache
def lists(name: str) -> Any:
    """What a YAML file of this package says."""
    return parse_lists(files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def pattern(file: str, *names: str) -> re.Pattern[str]:
    """The patterns of a list of a YAML file, as one; they read folded text. `names` is the path to the list."""
    found = lists(file)
    for name in names:
        found = found[name]
    return re.compile("|".join(f"(?:{one})" for one in found))


def finding(
    check: str,
    message: str,
    remedy: str = "",
    *,
    where: str = "",
    span: tuple[int, int] | None = None,
    stop: bool = True,
) -> Finding:
    """A finding; `span` is in the text at `where`."""
    start, end = span or (None, None)
    return Finding(
        check=check,
        level="stop" if stop else "warn",
        message=message,
        remedy=remedy,
        where=where,
        start=start,
        end=end,
    )
