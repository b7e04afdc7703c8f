"""Families of codes, written as ranges (`C00-C76`, `E110-E117`, `I10`), and the families that the rules speak of."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from carnet.text.lists import parse_lists

HERE = Path(__file__).parent


class Family:
    """Codes within ranges of beginnings: `C50` holds `C504`; `C00-C76` holds `C504`. Read-only."""

    __slots__ = ("_by_letter",)

    def __init__(self, ranges: Iterable[tuple[str, str]]) -> None:
        by_letter: dict[str, list[tuple[str, int, str, int]]] = {}
        for first, last in ranges:
            for letter in range(ord(first[0]), ord(last[0]) + 1):
                by_letter.setdefault(chr(letter), []).append((first, len(first), last, len(last)))
        self._by_letter = by_letter

    @classmethod
    def of(cls, written: Iterable[str]) -> "Family":
        """The family that a list of ranges tells."""
        pairs = (one.partition("-") for one in written)
        return cls((first, last or first) for first, _dash, last in pairs)

    def __contains__(self, code: object) -> bool:
        if not isinstance(code, str):
            return False
        near = self._by_letter.get(code[:1], ())
        return any(first <= code[:a] and code[:b] <= last for first, a, last, b in near)


@cache
def table(name: str) -> Any:
    """The data of a file of rules, read once."""
    return parse_lists((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def family(name: str) -> Family:
    """A named family of `families.yaml`. Raises KeyError for an unknown name."""
    return Family.of(table("families")[name])


@cache
def class_of(code: str) -> str:
    """What a code is for the choice of the main diagnosis: the first class of `families.yaml` that holds it."""
    return next((name for name in table("families")["_classes"] if code in family(name)), "disease")
