"""Columns of a cohort: what can be asked for, under which name, and the values of one of them."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from carnet.errors import UnknownColumn
from carnet.language import _

Kind = Literal["category", "number"]
CORE = ("age", "sex", "site", "stage", "year")


@dataclass(frozen=True)
class Column:
    """A column that a cohort offers.

    `id` is the name as in the warehouse (or a core name: age, sex, site, stage, year); `source` is `core`,
    `observation`, `measurement`, `condition`, `drug` or `procedure`; `n_known` counts the persons of the whole
    warehouse who have a value (None: not counted yet).
    """

    id: str
    label: str
    kind: Kind
    source: str
    n_known: int | None = None
    unit: str = ""


@dataclass(frozen=True, eq=False)
class ColumnValues:
    """The values of one column, one per row of the cohort.

    category: `codes` (int32, −1 where unknown) index into `categories` (in natural order), `labels` are the categories
    as a screen shows them. number: `numbers` (float64, NaN where unknown).
    """

    column: Column
    codes: np.ndarray | None = None
    categories: tuple[str, ...] = ()
    numbers: np.ndarray | None = None
    labels: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        if not self.labels:
            object.__setattr__(self, "labels", self.categories)

    def __len__(self) -> int:
        values = self.codes if self.codes is not None else self.numbers
        return 0 if values is None else len(values)

    @property
    def kind(self) -> Kind:
        return self.column.kind

    @property
    def known(self) -> np.ndarray:
        """Boolean, one per row: is there a value."""
        if self.codes is not None:
            return np.asarray(self.codes >= 0)
        assert self.numbers is not None
        return ~np.isnan(self.numbers)

    @property
    def n_known(self) -> int:
        return int(self.known.sum())

    def counts(self) -> dict[str, int]:
        """Persons per category, in the order of the categories (empty for numbers)."""
        if self.codes is None:
            return {}
        found = np.bincount(self.codes[self.codes >= 0], minlength=len(self.categories))
        return {name: int(n) for name, n in zip(self.categories, found, strict=True)}

    def values(self) -> np.ndarray:
        """Numbers as they are; categories as strings, None where unknown (object array)."""
        if self.codes is None:
            assert self.numbers is not None
            return self.numbers
        return np.array([*self.categories, None], dtype=object)[self.codes]

    def take(self, rows: np.ndarray) -> "ColumnValues":
        """The same column for some rows (indices or boolean mask)."""
        return replace(
            self,
            codes=None if self.codes is None else self.codes[rows],
            numbers=None if self.numbers is None else self.numbers[rows],
        )


def categorical(
    column: Column, codes: np.ndarray, categories: Sequence[str], *, labels: dict[str, str] | None = None
) -> ColumnValues:
    """Build a category column with its categories in natural order; `codes` index `categories` as given, −1 unknown.

    Categories that no row has are left out.
    """
    codes = np.asarray(codes)
    present = np.unique(codes[codes >= 0])
    ordered = sorted((int(code) for code in present), key=lambda code: natural_key(categories[code]))
    translate = np.full(len(categories) + 1, -1, dtype=np.int32)
    translate[ordered] = np.arange(len(ordered), dtype=np.int32)
    names = tuple(categories[code] for code in ordered)
    shown = tuple((labels or {}).get(name, name) for name in names)
    return ColumnValues(column, codes=translate[codes], categories=names, labels=shown)


_ROMAN = re.compile(r"^(?:stade|stage)?\s*(X{0,1}(?:IX|IV|V?I{0,3})|0)\s*([A-Ea-e]?\d?)$", re.IGNORECASE)
_ROMAN_VALUE = {"0": 0, "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}


def natural_key(text: str) -> tuple[int, float, str, str]:
    """Sort key: numbers by value, then Roman numerals (I < II < IIA < III < IV), then the alphabet ignoring accents."""
    try:
        return (0, float(text.replace(",", ".")), "", text)
    except ValueError:
        pass
    roman = _ROMAN.match(text.strip())
    if roman and roman[1].upper() in _ROMAN_VALUE:
        return (1, _ROMAN_VALUE[roman[1].upper()], roman[2].lower(), text)
    numbered = re.match(r"^(\D*?)(\d+)(.*)$", fold(text, keep_spaces=True))
    if numbered:
        return (2, 0.0, f"{numbered[1]}{int(numbered[2]):012d}{numbered[3]}", text)
    return (2, 0.0, fold(text, keep_spaces=True), text)


def fold(text: str, *, keep_spaces: bool = False) -> str:
    """Lower case without accents and punctuation: `ER Status` and `er_status` fold to the same."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    return re.sub(r"[\W_]+", " " if keep_spaces else "", plain).strip()


def fold_value(text: str) -> str:
    """Lower case, without accents nor spaces around; the signs stay: `ER+` is not `ER-`."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    return " ".join(plain.split())


def find_column(name: str, columns: Iterable[Column]) -> Column:
    """The column a person means: exact identifier, core name, identifier ignoring case and punctuation, then label.

    Raises `UnknownColumn`, whose remedy names the nearest columns.
    """
    known = list(columns)
    for column in known:
        if column.id == name:
            return column
    wanted = fold(name)
    for column in known:
        if column.source == "core" and column.id == wanted:
            return column
    for column in known:
        if wanted and fold(column.id) == wanted:
            return column
    for column in known:
        if wanted and fold(column.label) == wanted:
            return column
    names = nearest(name, [column.id for column in known], [column.label for column in known])
    raise UnknownColumn(_("This warehouse has no column “{name}”.").format(name=name), remedy_of(names))


def nearest(name: str, *lists: Sequence[str], n: int = 4) -> list[str]:
    """The known names closest to what was typed (those of the first list; the others are their synonyms)."""
    first = lists[0]
    scores: dict[str, float] = {}
    wanted = fold(name)
    for synonyms in lists:
        for identifier, synonym in zip(first, synonyms, strict=True):
            folded = fold(synonym)
            score = difflib.SequenceMatcher(None, wanted, folded).ratio()
            if wanted and folded and (wanted in folded or folded in wanted):
                score = max(score, 0.75)
            scores[identifier] = max(scores.get(identifier, 0.0), score)
    best = sorted(scores, key=lambda identifier: -scores[identifier])
    close = [identifier for identifier in best if scores[identifier] >= 0.45][:n]
    return close or sorted(first, key=str.casefold)[:n]


def remedy_of(names: Sequence[str]) -> str:
    """The sentence that names the nearest columns or endpoints."""
    if not names:
        return ""
    return _("Nearest: {names}.").format(names=", ".join(f"“{name}”" for name in names))
