"""Reads the cells of a table: missing values, numbers with a point or a comma, dates in their several forms."""

import datetime
import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

# what studies write where nothing is known; "Unknown" is a category that the study gave, so it stays one
MISSING = frozenset(
    {
        "",
        "na",
        "n/a",
        "#n/a",
        "n.a.",
        "nan",
        "null",
        "<na>",
        "nil",
        "[not available]",
        "[not applicable]",
        "[not evaluated]",
        "[unknown]",
        "[pending]",
        "[discrepancy]",
        "[completed]",
        "[null]",
        "not available",
        "not applicable",
        "not evaluated",
        "not reported",
        "not_reported",
        "'--",
        "--",
        "---",
        "?",
        ".",
        "-",
        "non renseigné",
        "non renseigne",
        "manquant",
        "missing",
        "(vide)",
        "\\n",
        "#value!",
        "#div/0!",
        "#ref!",
    }
)
# unknown as well where a number, a date or a status is expected
UNKNOWN = MISSING | {
    "unknown",
    "unk",
    "nd",
    "n.d.",
    "nr",
    "inconnu",
    "inconnue",
    "none",
    "not known",
    "[not known]",
    "indéterminé",
    "undetermined",
}

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
COMMA_NUMBER = re.compile(r"[+-]?\d+,\d+")
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+")
_SPACES = re.compile(r"(?<=\d)[\u00a0\u202f\u2009 ](?=\d{3}(?:\D|$))")


def trimmed(column: pa.Array) -> pa.Array:
    """The strings without the blanks around them."""
    return pc.utf8_trim_whitespace(column)


def map_unique(column: pa.Array, function: Callable[[str], Any], kind: pa.DataType) -> pa.Array:
    """`function` applied to each distinct string of the column once; nulls stay null. Returns an array of type
    `kind`."""
    encoded = column.dictionary_encode()
    mapped = pa.array(
        [None if value is None else function(value) for value in encoded.dictionary.to_pylist()], type=kind
    )
    return mapped.take(encoded.indices)


def is_missing(text: str) -> bool:
    """Whether a cell says that nothing is known."""
    return text.strip().lower() in MISSING


def blank_missing(column: pa.Array, *, minus_is_value: bool = False) -> pa.Array:
    """The trimmed column with null where nothing is known. `minus_is_value`: "-" is a result (beside "+"), not a
    blank."""

    def known(text: str) -> str | None:
        kept = text.strip()
        if minus_is_value and kept == "-":
            return kept
        return None if kept.lower() in MISSING else kept

    return map_unique(column, known, pa.string())


class Comma(IntEnum):
    """What a comma is in the numbers of a column; UNCLEAR: 1,930 may be read both ways, so it is not."""

    NONE = 0
    DECIMAL = 1
    THOUSANDS = 2
    UNCLEAR = 3


@lru_cache(maxsize=65536)
def read_number(text: str, comma: int = Comma.NONE) -> float | None:
    """The finite number in the cell, None when it is not one. `comma`: what a comma is in this column."""
    kept = _SPACES.sub("", text.strip()).removesuffix("+")  # R prints a censored time as 102.66+
    if comma == Comma.DECIMAL and COMMA_NUMBER.fullmatch(kept):
        kept = kept.replace(",", ".")
    elif comma == Comma.THOUSANDS and THOUSANDS.fullmatch(kept):
        kept = kept.replace(",", "")
    if not _NUMBER.fullmatch(kept):
        return None
    value = float(kept)
    return value if math.isfinite(value) else None


def writes_commas(values: Sequence[str]) -> bool:
    """Whether the distinct values of a column write decimals with a comma (12,5) and none with a point."""
    commas = sum(1 for value in values if COMMA_NUMBER.fullmatch(value))
    points = sum(1 for value in values if "." in value and _NUMBER.fullmatch(value))
    return commas > 0 and points == 0


def folded(text: str) -> str:
    """Lower case, without accents, blanks reduced to one: for comparing words."""
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ](.*))?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?\d{0,6})?")
SLASHED = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[T ](.*))?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?|UTC)?")


def day_first(values: Sequence[str]) -> tuple[bool, bool]:
    """(the day comes first, this is certain) for the dates of a column written 03/04/2024.

    Certain as soon as one first or second part exceeds 12; with no such date, French order (day first) is taken.
    """
    first = second = 0
    for value in values:
        found = SLASHED.fullmatch(value.strip())
        if found:
            first = max(first, int(found[1]))
            second = max(second, int(found[2]))
    if second > 12 >= first:
        return False, True
    return True, first > 12 or (first == 0 and second == 0)


@lru_cache(maxsize=65536)
def read_datetime(text: str, day_before_month: bool = True) -> datetime.datetime | None:
    """The date and time in the cell (local time as written, its zone dropped), None when there is no such day."""
    kept = text.strip()
    try:
        if found := _ISO.fullmatch(kept):
            return _moment(int(found[1]), int(found[2]), int(found[3]), found[4])
        if found := _COMPACT.fullmatch(kept):
            return _moment(int(found[1]), int(found[2]), int(found[3]), None)
        if found := SLASHED.fullmatch(kept):
            first, second, year = int(found[1]), int(found[2]), int(found[3])
            if year < 100:
                year += 2000 if year <= datetime.date.today().year % 100 else 1900
            day, month = (first, second) if day_before_month else (second, first)
            return _moment(year, month, day, found[4])
    except ValueError:
        return None
    return None


def read_date(text: str, day_before_month: bool = True) -> datetime.date | None:
    """The day in the cell, None when there is none (30/02) or when it is written in no known way."""
    moment = read_datetime(text, day_before_month)
    return None if moment is None else moment.date()


def _moment(year: int, month: int, day: int, time: str | None) -> datetime.datetime:
    if not 1800 <= year <= 2200:
        raise ValueError("year")
    if not time or not time.strip():
        return datetime.datetime(year, month, day)
    found = _TIME.fullmatch(time.strip())
    if not found:
        raise ValueError("time")
    micro = int((found[4] or "0")[:6].ljust(6, "0"))
    return datetime.datetime(year, month, day, int(found[1]), int(found[2]), int(found[3] or 0), micro)
