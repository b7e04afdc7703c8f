"""What is measured: the analytes, signs and scores that notes name, and what may follow each (measures.yaml)."""

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from carnet.text.lists import parse_lists
from carnet.text.quantities_units import Unit

_RUN = re.compile(r"[a-zγβ]+")
_WARM = re.compile(r"(?:3[4-9]|4[0-2])[.,°]\d")
# French words too: names only where they are written in capitals
_CAPITALS = (
    "en pas re ca fe er pr ic ro fer dep pic ct ht k na cl sc pn tc ik hu bt vg cv ps fg ri tg o2 oh who ta t vs c3 c4",
    "asa tas pad pap rh rp til perdu p be to av vci audit had rac nad nag uf",
)
_WORDS_TOO = frozenset(word for line in _CAPITALS for word in line.split()) - {"perdu"}
_CHEMICAL = frozenset({"ht", "na", "ca", "fe", "cl", "tc"})  # « Na 138 », « Ht 32 % »
_NEVER_GLUED = frozenset(
    {"ck", "ca", "k", "na", "cl", "sc", "ro", "er", "pr", "pa", "ic", "ps", "cd", "t", "ri", "masse", "lesion"}
    | {"p", "be", "pc", "to", "nad", "nag"}
)


@dataclass(frozen=True, slots=True)
class Measure:
    """Something measured: its id, what its unit may measure, and the units assumed, each for some values."""

    name: str
    kind: str
    categories: frozenset[str]
    assumed: tuple[tuple[str, float, float], ...]
    top: float | None
    needs_unit: bool = False  # « P 1,8 mmol/l »: the name says too little by itself

    def takes(self, unit: Unit) -> bool:
        """Whether a value of this measure may have that unit."""
        if self.needs_unit and self.kind == "lab" and "/" not in unit.category:
            return False
        return unit.category in self.categories or (unit.category == "angle" and self.kind == "temperature")

    def assume(self, value: float) -> str | None:
        """The unit that French practice leaves unsaid for such a value; None where it leaves a doubt."""
        return next((unit for unit, low, high in self.assumed if low <= value <= high), None)


@dataclass(frozen=True, slots=True)
class Named:
    """Where a note names what it measures; a name may stand for more than one (« taille »: height, or size)."""

    start: int
    end: int
    measures: tuple[Measure, ...]


@cache
def _index() -> dict[str, list[tuple[str, str, tuple[Measure, ...]]]]:
    """By the first run of letters: (what comes before it, the whole name, what it may be), the longest first."""
    table = parse_lists((Path(__file__).parent / "measures.yaml").read_text(encoding="utf-8"))
    kinds = {kind: frozenset(categories) for kind, categories in table["kinds"].items()}
    said: dict[str, list[Measure]] = {}
    for name, entry in table["measures"].items():
        categories = kinds[entry["kind"]] | frozenset(entry.get("also", ()))
        assumed = tuple((str(unit), float(low), float(high)) for unit, low, high in entry["assume"])
        measure = Measure(name, entry["kind"], categories, assumed, entry.get("top"))
        told = replace(measure, needs_unit=True)
        for word in (*entry["said"], *entry.get("with_unit", ())):
            one = measure if word in entry["said"] else told
            for writing in dict.fromkeys((word, word.replace("-", " "), word.replace(" ", "-"))):
                said.setdefault(writing, []).append(one)
    index: dict[str, list[tuple[str, str, tuple[Measure, ...]]]] = {}
    for writing in sorted(said, key=len, reverse=True):
        run = _RUN.search(writing)
        if run:
            index.setdefault(run[0], []).append((writing[: run.start()], writing, tuple(said[writing])))
    return index


def find_names(text: str, plain: str) -> list[Named]:
    """The names of measures of a clean text, in order, never overlapping."""
    index = _index()
    found: list[Named] = []
    end = 0
    for run in _RUN.finditer(plain):
        entries = index.get(run[0])
        if entries is None or run.start() < end:
            continue
        for prefix, writing, measures in entries:
            start = run.start() - len(prefix)
            if start >= end and plain.startswith(writing, start):
                stop = start + len(writing)
                if _ends(plain, writing, stop) and not (
                    writing in _WORDS_TOO and not _capital(text[start:stop], writing)
                ):
                    found.append(Named(start, stop, measures))
                    end = stop
                    break
    return found


def _capital(written: str, writing: str) -> bool:
    return written.isupper() or (writing in _CHEMICAL and written[0].isupper())


def _ends(plain: str, writing: str, stop: int) -> bool:
    following = plain[stop : stop + 1]
    if following.isalpha() and writing[-1].isalpha():
        return following == "s" and not plain[stop + 1 : stop + 2].isalpha() and len(writing) > 5
    if writing == "t" and _WARM.match(plain, stop):
        return True  # « T36,4 »
    return not (following.isdigit() and (writing[-1].isdigit() or writing in _NEVER_GLUED))
