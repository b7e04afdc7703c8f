"""Units as French notes write them, and their UCUM names (units.yaml)."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from carnet.text.lists import parse_lists

_ALSO_WORDS = frozenset({"pa", "fr", "ch", "n", "u", "v", "s", "m", "h", "ma"})  # followed by a number, they are names
_THEN_NUMBER = re.compile(r" ?[:=]? ?(?:a )?\d")
_UPPER = frozenset({"pa", "n", "ch", "fr"})
_CELLS = {"g": "10*9", "t": "10*12", "m": "10*6", "k": "10*3"}
_BIG = re.compile(r" {0,8}(?P<big>[gtmk]) ?/ ?(?P<per>l|litre|mm3|mm³|mm 3|µl|μl|ul)(?![a-z0-9])")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its UCUM name, where its writing ends, and what it measures (`mass/volume`, `pressure`, `percent`, …)."""

    ucum: str
    category: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Writing:
    atoms: dict[str, tuple[str, str]]
    denominators: dict[str, tuple[str, str]]
    atom: re.Pattern[str]
    denominator: re.Pattern[str]


def _longest(words: dict[str, tuple[str, str]]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _writing() -> _Writing:
    table = parse_lists((Path(__file__).parent / "units.yaml").read_text(encoding="utf-8"))
    sides: list[dict[str, tuple[str, str]]] = []
    for side in ("atoms", "denominators"):
        words: dict[str, tuple[str, str]] = {}
        for category, written in table[side].items():
            for word, ucum in written.items():
                words.setdefault(word, (ucum, category))
        sides.append(words)
    atoms, denominators = sides
    return _Writing(
        atoms,
        denominators,
        re.compile(rf" {{0,8}}(?P<unit>{_longest(atoms)})(?!(?<=[a-z0-9µ])[a-z0-9])"),
        re.compile(
            rf" ?(?:/ ?|par |(?P<power>\.))(?P<unit>{_longest(denominators)})(?!(?<=[a-z0-9])[a-z0-9])(?P<minus> ?-1)?"
        ),
    )


def unit_at(text: str, plain: str, place: int, *, power: bool = False) -> Unit | None:
    """The unit written at `place` (after a number, a space or none between), with its denominators; None if none is.

    « G/L » is giga per litre (`10*9/L`), « g/L » gram per litre.
    """
    following = plain[place : place + 2]
    if not following or following[0] in "\n,;:)(" or (following[0].isdigit() and not power):
        return None
    big = _BIG.match(plain, place)
    if big and (big["big"] not in "gm" or text[big.start("big")].isupper()):
        per = _writing().denominators[big["per"]][0]
        return Unit(f"{_CELLS[big['big']]}/{per}", "cells/volume", big.start("big"), big.end())
    writing = _writing()
    ucum, category, end, start = "", "", place, -1
    atom = writing.atom.match(plain, place)
    if atom:
        word = atom["unit"]
        if word in _ALSO_WORDS and (
            _THEN_NUMBER.match(plain, atom.end()) or (word in _UPPER and not text[atom.start("unit")].isupper())
        ):
            return None
        ucum, category = writing.atoms[word]
        if word == "mm" and text[atom.start("unit") : atom.end()] == "mM":
            return Unit("mmol/L", "amount/volume", atom.start("unit"), atom.end())
        start, end = atom.start("unit"), atom.end()
    while category not in ("percent", "temperature", "angle", "normal"):
        part = writing.denominator.match(plain, end)
        if (
            part is None
            or (part["power"] and not part["minus"])
            or (part["power"] is None and not ucum and "par" in part[0])
        ):
            break
        below, kind = writing.denominators[part["unit"]]
        ucum, category = f"{ucum}/{below}", f"{category}/{kind}"
        start = part.start() + (part[0][0] == " ") if start < 0 else start
        end = part.end()
        if category.count("/") > 2:
            break
    if not ucum:
        return None
    return Unit(ucum, category, start, end)
