"""What scanners, hurried fingers and old software do to a letter; what identifies stays known through it."""

import random

from carnet.text.clean import plain
from carnet.tools.pseudonymisation.model.letters.grammar import Segment

_SCANNED = {
    "0": "O",
    "O": "0",
    "1": "l",
    "l": "1",
    "rn": "m",
    "m": "rn",
    "5": "S",
    "S": "5",
    "8": "B",
    "é": "e",
    "i": "l",
    "I": "l",
    "e": "c",
    "u": "n",
    "cl": "d",
}


def _without_accents(text: str) -> str:
    return "".join(p.upper() if c.isupper() else p for c, p in zip(text, plain(text), strict=True))


def _scanned(text: str, draw: random.Random, rate: float) -> str:
    pieces = list(text)
    for place, character in enumerate(pieces):
        if draw.random() < rate:
            if character in _SCANNED:
                pieces[place] = _SCANNED[character]
            elif character == " ":
                pieces[place] = draw.choice(("", "  ", "\n"))
            elif character.isdigit():
                pieces[place] = character + " "
    return "".join(pieces)


def _typed(text: str, draw: random.Random, rate: float) -> str:
    letters = list(text)
    place = 0
    while place < len(letters) - 1:
        if letters[place].isalpha() and letters[place + 1].isalpha() and draw.random() < rate:
            match draw.randrange(4):
                case 0:
                    letters[place], letters[place + 1] = letters[place + 1], letters[place]
                case 1:
                    letters[place] = ""
                case 2:
                    letters[place] *= 2
                case _:
                    letters[place] = draw.choice("aeiousrtnl")
        place += 1
    return "".join(letters)


def _wrapped(segments: list[Segment], width: int) -> list[Segment]:
    """Lines broken at a width, also within what identifies."""
    column, found = 0, []
    for text, tag in segments:
        letters = list(text)
        for place, character in enumerate(letters):
            column += 1
            if character == "\n":
                column = 0
            elif character == " " and column >= width:
                letters[place], column = "\n", 0
        found.append(("".join(letters), tag))
    return found


def add_noise(segments: list[Segment], draw: random.Random) -> list[Segment]:
    """The letter as it comes out of a system: two in five as written, the others worse."""

    def each(change: object) -> list[Segment]:
        return [(change(text), tag) for text, tag in segments]  # type: ignore[operator]

    if draw.random() < 0.4:
        return segments
    if draw.random() < 0.2:
        segments = each(_without_accents)
    if draw.random() < 0.14:
        segments = each(str.upper)
    elif draw.random() < 0.08:
        segments = each(str.lower)
    if draw.random() < 0.15:
        rate = draw.choice((0.004, 0.01, 0.02))
        segments = each(lambda text: _scanned(text, draw, rate))
    if draw.random() < 0.2:
        rate = draw.choice((0.004, 0.01, 0.02))
        segments = each(lambda text: _typed(text, draw, rate))
    if draw.random() < 0.1:
        segments = each(lambda text: text.replace(". ", ".") if draw.random() < 0.5 else text.replace(" ", "  "))
    if draw.random() < 0.1:
        segments = [(text.replace("\n", " ") if tag is None else text, tag) for text, tag in segments]
    if draw.random() < 0.12:
        segments = [(text.replace(" : ", draw.choice((":", ": ", " "))), tag) for text, tag in segments]
    if draw.random() < 0.25:
        segments = _wrapped(segments, draw.choice((30, 45, 60, 75, 90)))
    return segments
