"""A stage from T, N and M by the public table of a site: one where the table leaves no doubt, none where it does.

What is not known (a letter missing, X, « N+ », « T2 » where the table parts 2a from 2b) stands for every category
that it may be: a stage follows only where all of them have it. Where they share no more than a group
(III, IA), that group follows, and `exact` is false.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

from carnet.text.lists import parse_lists

LETTERS = ("T", "N", "M")
_TOKEN = re.compile(r"([A-Z]+)([a-z0-9,*]+)")
_STAGE = re.compile(r"(0|IV|I{1,3})([A-D]?)(.*)")
_CLINICAL = frozenset(("c", "u", "i", "yc", "yu"))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what each letter may be, and the stage."""

    said: str
    tokens: Mapping[str, tuple[str, ...]]
    stage: str

    def holds(self, combination: Mapping[str, str]) -> bool:
        """Whether a combination of categories is on this line."""
        return all(
            any(wanted == "*" or _is(combination[letter], wanted) for wanted in values)
            for letter, values in self.tokens.items()
        )


@dataclass(frozen=True, slots=True)
class Table:
    """The table of a site: its categories (letter: values, in order of gravity) and its lines for each prefix."""

    name: str
    title: str
    scale: str
    categories: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, tuple[Row, ...]]
    impossible: tuple[Row, ...]
    topography: tuple[str, ...]
    not_topography: tuple[str, ...]
    morphology: tuple[tuple[int, int], ...]
    not_morphology: tuple[tuple[int, int], ...]

    def fits(self, topography: str, morphology: str | None) -> bool:
        """Whether a tumour of this ICD-O-3 topography and morphology (`8140/3`, None: not known) has this table."""
        if not topography.startswith(self.topography) or topography.startswith(self.not_topography or ("-",)):
            return False
        if morphology is None:
            return not self.morphology
        code = int(morphology[:4])
        if any(low <= code <= high for low, high in self.not_morphology):
            return False
        return not self.morphology or any(low <= code <= high for low, high in self.morphology)

    def of(self, prefix: str, combination: Mapping[str, str]) -> Row | None:
        """The line of a combination; None where there is none (Tis N1…)."""
        if any(row.holds(combination) for row in self.impossible):
            return None
        return next((row for row in self.rows[prefix] if row.holds(combination)), None)

    def combinations(self) -> Iterator[dict[str, str]]:
        """Every combination of categories that makes sense: in situ and Ta come with N0 M0 alone."""
        for values in product(*self.categories.values()):
            combination = dict(zip(self.categories, values, strict=True))
            if combination["T"] in ("is", "a") and (combination["N"][0] != "0" or combination["M"][0] != "0"):
                continue
            if not any(row.holds(combination) for row in self.impossible):
                yield combination


@dataclass(frozen=True, slots=True)
class Staged:
    """A stage, the lines of the table that gave it, what was supposed, and whether the table was told everything."""

    stage: str
    table: Table
    lines: tuple[str, ...]
    assumed: tuple[str, ...]
    exact: bool


@cache
def tables() -> tuple[Table, ...]:
    """All the tables, by name."""
    folder = files(__package__)
    found = [entry for entry in folder.iterdir() if entry.name.endswith(".yaml")]
    return tuple(
        _table(entry.name.removesuffix(".yaml"), parse_lists(entry.read_text(encoding="utf-8")))
        for entry in sorted(found, key=lambda entry: entry.name)
    )


def tables_of(topography: str, morphology: str | None) -> list[Table]:
    """The tables that a tumour may have; more than one for the oropharynx, where p16 decides."""
    return [table for table in tables() if table.fits(topography, morphology)]


def stage_of(
    table: Table, prefix: str, t: str, n: str, m: str, others: Mapping[str, Collection[str]] | None = None
) -> Staged | None:
    """The stage of a TNM; None where the table does not tell.

    `prefix`: that of T; a recurrence (r) has none. `others`: what else the table asks for (PSA, ISUP, S, AGE), each
    as the categories it may be. Where M is missing or X on a specimen (p, yp) it is supposed 0, and `assumed` says so.
    """
    if "r" in prefix or "a" in prefix:
        return None
    assumed: tuple[str, ...] = ()
    if m in ("", "X"):
        if "p" in prefix:
            m, assumed = "0", ("M0",)
        else:
            m = ""
    possible: dict[str, list[str]] = {}
    for letter, said in zip(LETTERS, (t, n, m), strict=True):
        known = _values(said, table.categories[letter])
        if known is None:
            return None
        possible[letter] = known
    for letter, values_of in table.categories.items():
        if letter not in LETTERS:
            given = [value for value in values_of if value in (others or {}).get(letter, values_of)]
            possible[letter] = given or list(values_of)
    found: dict[str, set[str]] = {}
    for key in _keys(table, prefix):
        for values in product(*possible.values()):
            combination = dict(zip(possible, values, strict=True))
            row = table.of(key, combination)
            if row is not None:
                found.setdefault(row.stage, set()).add(row.said)
    stage = common(tuple(found))
    if stage is None:
        return None
    lines = tuple(sorted({line for said in found.values() for line in said}))
    return Staged(stage, table, lines, assumed, len(found) == 1)


def common(stages: Collection[str]) -> str | None:
    """What all of several stages are: themselves, IA of IA1 and IA2, III of IIIA and IIIB; None where nothing."""
    if len(set(stages)) == 1:
        return next(iter(stages)) if "?" not in stages else None
    parsed = [_STAGE.fullmatch(stage) for stage in stages]
    if not parsed or any(match is None for match in parsed):
        return None
    groups = {match[1] for match in parsed if match}
    if len(groups) != 1 or "IS" in stages:
        return None
    letters = {match[2] for match in parsed if match}
    return groups.pop() + (letters.pop() if len(letters) == 1 else "")


def _keys(table: Table, prefix: str) -> list[str]:
    """The lists of lines for a prefix; every list where none is written."""
    if "all" in table.rows:
        return ["all"]
    if prefix in _CLINICAL:
        return ["c"]
    if prefix.startswith("y"):
        return ["yp"] if "yp" in table.rows else ["p"]
    return ["p"] if prefix == "p" else [key for key in table.rows if key != "yp"]


def _values(said: str, categories: tuple[str, ...]) -> list[str] | None:
    """The categories that what is said may be; None where the table has no such category."""
    if said in ("", "X"):
        return list(categories)
    if said == "+":
        return [value for value in categories if value[0] != "0"]
    values: list[str] = []
    for one in _spread(said):
        found = [one] if one in categories else [value for value in categories if value.startswith(one)]
        if len(found) > 1:  # micrometastases, microinvasion are always said
            found = [value for value in found if not value.endswith("mi")]
        if not found and len(one) > 1 and one[0] in categories:
            found = [one[0]]  # « T3a » where the table has but T3
        if not found:
            return None
        values += [value for value in found if value not in values]
    return values


def _spread(said: str) -> list[str]:
    """« 3-4 » → 3, 4; « 4a-b » → 4a, 4b; « 0-2 » → 0, 1, 2."""
    first, dash, last = said.partition("-")
    if not dash:
        return [said]
    if last.isalpha():
        return [first, first[0] + last]
    if first.isdigit() and last[:1].isdigit() and int(first) < int(last[0]):
        return [*(str(value) for value in range(int(first), int(last[0]))), last]
    return [first, last]


def _is(category: str, wanted: str) -> bool:
    return category == wanted or (category.startswith(wanted) and wanted[0].isdigit())


def _table(name: str, said: dict[str, Any]) -> Table:
    letters = [key for key in said if key.isupper()]
    return Table(
        name,
        said["name"],
        said["scale"],
        {letter: tuple(str(value) for value in said[letter]) for letter in letters},
        {key: tuple(_row(row, letters) for row in said[key]) for key in ("all", "c", "p", "yp") if key in said},
        tuple(Row(row, _tokens(row), "") for row in said.get("impossible", ())),
        tuple(said["topography"]),
        tuple(said.get("not_topography", ())),
        tuple(_codes(value) for value in said.get("morphology", ())),
        tuple(_codes(value) for value in said.get("not_morphology", ())),
    )


def _row(said: Mapping[str, Any], letters: Collection[str]) -> Row:
    ((line, stage),) = said.items()
    tokens = _tokens(line)
    if not set(tokens) <= set(letters):
        raise ValueError(f"unknown letter in the line {line!r}")
    return Row(line, tokens, str(stage))


def _tokens(line: str) -> dict[str, tuple[str, ...]]:
    return {
        match[1]: tuple(match[2].split(",")) for match in (_TOKEN.fullmatch(part) for part in line.split()) if match
    }


def _codes(said: str | int) -> tuple[int, int]:
    low, _dash, high = str(said).partition("-")
    return int(low), int(high or low)
