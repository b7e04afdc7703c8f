"""A text in the making: phrases with alternatives and slots, marks that become exact spans, and the styles of
hospital typing.

Phrases are plain strings: `[a|b|c]` is one of several (an empty one is allowed, they nest), `{slot}` a value of the
context, `{^slot}` the same with a capital. A value is a string, a `Mark`, a phrase to expand (`Phrase`) or a function
of the draft.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of text that the gold knows: an identifier (`label`, `role`, `kind`) or a fact (`label` FACT, `kind`,
    `value`…).
    """

    text: str
    label: str = "FACT"
    role: str = ""
    kind: str = ""
    value: str = ""
    assertion: str = ""
    code: str = ""
    system: str = ""
    unit: str = ""
    date: str = ""
    laterality: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A value that is itself a phrase."""

    text: str


Value = str | Mark | Phrase | Callable[["Draft"], Any]
Node = tuple[str, Any]


@cache
def parse(phrase: str) -> tuple[Node, ...]:
    """The phrase as nodes: ("text", str), ("slot", name), ("any", alternatives). Raises ValueError on an unclosed
    bracket.
    """
    nodes, end = _sequence(phrase, 0, False)
    if end != len(phrase):
        raise ValueError(f"a bracket too many in phrase {phrase!r}")
    return nodes


def _sequence(phrase: str, at: int, inside: bool) -> tuple[tuple[Node, ...], int]:
    nodes: list[Node] = []
    text: list[str] = []

    def close() -> None:
        if text:
            nodes.append(("text", "".join(text)))
            text.clear()

    while at < len(phrase):
        character = phrase[at]
        if character == "{":
            close()
            stop = phrase.index("}", at)
            nodes.append(("slot", phrase[at + 1 : stop]))
            at = stop + 1
        elif character == "[":
            close()
            alternatives = []
            while True:
                alternative, at = _sequence(phrase, at + 1, True)
                alternatives.append(alternative)
                if at >= len(phrase):
                    raise ValueError(f"an open bracket in phrase {phrase!r}")
                if phrase[at] == "]":
                    break
            nodes.append(("any", tuple(alternatives)))
            at += 1
        elif inside and character in "|]":
            break
        else:
            text.append(character)
            at += 1
    close()
    return tuple(nodes), at


class Draft:
    """The segments of one note; `say` appends a phrase, `finish` gives the text and its spans."""

    def __init__(self, rng: random.Random, context: Mapping[str, Value]) -> None:
        self.rng = rng
        self.context = dict(context)
        self.segments: list[tuple[str, Mark | None]] = []

    def say(self, phrase: str, **slots: Value) -> Draft:
        """Append a phrase; `slots` are added to the context for good."""
        if slots:
            self.context.update(slots)
        self._expand(parse(phrase), False)
        return self

    def one_of(self, phrases: tuple[str, ...], **slots: Value) -> Draft:
        """Append one of several phrases."""
        return self.say(self.rng.choice(phrases), **slots)

    def line(self, phrase: str = "", **slots: Value) -> Draft:
        """Append a phrase and an end of line."""
        self.say(phrase, **slots)
        self.segments.append(("\n", None))
        return self

    def put(self, value: Value, capital: bool = False) -> None:
        """Append one value."""
        if callable(value) and not isinstance(value, (Mark, Phrase)):
            before = len(self.segments)
            value = value(self)
            if capital and len(self.segments) > before:
                text, mark = self.segments[before]
                self.segments[before] = (text[:1].upper() + text[1:], mark)
                capital = False
        if isinstance(value, Mark):
            text = value.text[:1].upper() + value.text[1:] if capital else value.text
            self.segments.append((text, value))
        elif isinstance(value, Phrase):
            self._expand(parse(value.text), capital)
        elif value:
            text = str(value)
            self.segments.append((text[:1].upper() + text[1:] if capital else text, None))

    def _expand(self, nodes: tuple[Node, ...], capital: bool) -> None:
        for kind, content in nodes:
            if kind == "text":
                self.segments.append((content[:1].upper() + content[1:] if capital else content, None))
            elif kind == "slot":
                if content[0] == "^":
                    self.put(self.context[content[1:]], True)
                else:
                    self.put(self.context[content], capital)
            else:
                self._expand(self.rng.choice(content), capital)
            capital = False

    def finish(self, style: str, head: str, foot: str) -> tuple[str, list[tuple[int, int, Mark]]]:
        """The text under the fictitious head and foot lines, and (start, end, mark) in code points, in order."""
        change = STYLES[style]
        pieces: list[str] = [head + "\n"]
        spans: list[tuple[int, int, Mark]] = []
        at = len(head) + 1
        for text, mark in tidy(self.segments):
            written = change(text, mark, self.rng)
            if mark is not None and written:
                spans.append((at, at + len(written), mark))
            pieces.append(written)
            at += len(written)
        body = "".join(pieces)
        if style == "ocr":
            body = _wrap(body, self.rng.randint(72, 96), len(head) + 1)
        tail = "" if body.endswith("\n") else "\n"
        return body + tail + foot, spans


_SENTENCE = re.compile(r"(?:[\w)%²]{2,}\.\s+|\d\.\s+|\n\s*|\n- )$")
_AS_THEY_ARE = ("ctnm", "ptnm")


def tidy(segments: list[tuple[str, Mark | None]]) -> list[tuple[str, Mark | None]]:
    """The segments without doubled spaces or spaces at the ends of lines, each sentence with its capital."""
    out: list[tuple[str, Mark | None]] = []
    tail = "\n"
    for text, mark in segments:
        if mark is None:
            if tail.endswith((" ", "\n")):
                text = text.lstrip(" ")
            if text[:1] in "\n.," and text and out and out[-1][1] is None:
                stripped = out[-1][0].rstrip(" ")
                out[-1] = (stripped, None)
            text = text.replace(" \n", "\n")
        if not text:
            continue
        if (
            text[0].islower()
            and _SENTENCE.search(tail)
            and not (mark is not None and (mark.kind in _AS_THEY_ARE or mark.label == "EMAIL" or text[1:2].isdigit()))
        ):
            text = text[0].upper() + text[1:]
        out.append((text, mark))
        tail = (tail + text)[-12:]
    return out


_BARE = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'", "–": "-", "«": '"', "»": '"', "…": "..."})


def bare(text: str) -> str:
    """Without accents or typographic signs."""
    return "".join(c for c in unicodedata.normalize("NFD", text.translate(_BARE)) if not unicodedata.combining(c))


def _plain(text: str, _mark: Mark | None, _rng: random.Random) -> str:
    return text


def _telegraphic(text: str, mark: Mark | None, _rng: random.Random) -> str:
    if mark is not None and mark.label == "EMAIL":
        return text
    return bare(text).replace("µ", "u").upper().replace("M²", "M2")


def _unaccented(text: str, _mark: Mark | None, _rng: random.Random) -> str:
    return bare(text)


_CONFUSED = {
    "l": "1",
    "O": "0",
    "é": "e",
    "è": "e",
    "à": "a",
    "ê": "e",
    "rn": "m",
    "I": "l",
    "ç": "c",
    "'": "’",
    "û": "u",
}


def _ocr(text: str, mark: Mark | None, rng: random.Random) -> str:
    """A scanned page: a letter in about a hundred misread, never inside what the gold knows."""
    if mark is not None or len(text) < 4:
        return text
    out = []
    for character in text:
        if rng.random() < 0.012:
            character = _CONFUSED.get(character, character if character != " " else rng.choice(("  ", " ")))
        out.append(character)
    return "".join(out)


def _wrap(text: str, width: int, start: int) -> str:
    """Lines cut at `width` by turning spaces into ends of line: every offset stays what it was."""
    letters = list(text)
    line, last = start, -1
    for position in range(start, len(letters)):
        if letters[position] == "\n":
            line, last = position + 1, -1
        elif letters[position] == " ":
            last = position
        if position - line >= width and last > line:
            letters[last] = "\n"
            line, last = last + 1, -1
    return "".join(letters)


STYLES: dict[str, Callable[[str, Mark | None, random.Random], str]] = {
    "prose": _plain,
    "headings": _plain,
    "telegraphic": _telegraphic,
    "unaccented": _unaccented,
    "ocr": _ocr,
}


def hypothetical(mark: Mark, assertion: str) -> Mark:
    """The same fact under another assertion."""
    return replace(mark, assertion=assertion)
