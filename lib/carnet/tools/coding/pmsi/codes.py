"""Families of codes, written as ranges (`C00-C76`, `E110-E117`, `I10`), and the families that the rules speak of."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Family:
    """Codes within ranges of beginnings: `C50` holds `C504`; `C00-C76` holds `C504`."""

    ranges: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, written: Iterable[str]) -> "Family":
        """The family that a list of ranges tells."""
        pairs = [one.partition("-") for one in written]
        return cls(tuple((first, last or first) for first, _dash, last in pairs))

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and any(
            first <= code[: len(first)] and code[: len(last)] <= last for first, last in self.ranges
        )


@cache
def table(name: str) -> Any:
    """The data of a file of rules, read once."""
    text = (HERE / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  both are safe


@cache
def family(name: str) -> Family:
    """A named family of `families.yaml`. Raises KeyError for an unknown name."""
    return Family.of(table("families")[name])


@cache
def class_of(code: str) -> str:
    """What a code is for the choice of the main diagnosis: the first class of `families.yaml` that holds it."""
    return next((name for name in table("families")["_classes"] if code in family(name)), "disease")
