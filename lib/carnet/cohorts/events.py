"""Dated events of persons, asked of the engine once and then matched with index dates in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import pyarrow as pa

from carnet.cohorts.catalogue import EVENTS

if TYPE_CHECKING:
    from carnet.records import Warehouse

_DAYS = np.int64(1) << 20  # room for the day within a (person, day) key: ± 1,400 years around 1970
_MIDDLE = _DAYS // 2


def coded(domain: str, codes: Sequence[str], w: "Warehouse") -> "nw.LazyFrame[Any]":
    """The events of a domain whose code begins with one of `codes` (dots and case ignored; none: all), lazily.

    Columns: person_id, date, id, and the code.
    """
    table, day, code, row_id = EVENTS[domain]
    frame = w.scan(table)
    prefixes = [plain_code(prefix) for prefix in codes if plain_code(prefix)]
    if prefixes:
        written = nw.col(code).str.replace_all(".", "", literal=True).str.to_uppercase()
        frame = frame.filter(
            nw.any_horizontal(*(written.str.starts_with(prefix) for prefix in prefixes), ignore_nulls=True)
        )
    return frame.select(
        nw.col("person_id"), nw.col(day).alias("date"), nw.col(row_id).alias("id"), nw.col(code).alias("code")
    )


def plain_code(code: str) -> str:
    """`c50.4` → `C504`."""
    return code.replace(".", "").strip().upper()


def first_dates(frame: "nw.LazyFrame[Any]", w: "Warehouse") -> tuple[np.ndarray, np.ndarray]:
    """(person_id ascending, earliest date) of a lazy frame with columns person_id and date."""
    table = w.engine.to_arrow(frame.group_by("person_id").agg(nw.col("date").min()))
    return _sorted(column(table, "person_id"), days(table, "date"))


def all_dates(frame: "nw.LazyFrame[Any]", w: "Warehouse") -> tuple[np.ndarray, np.ndarray]:
    """(person_id ascending, date ascending) of the distinct person-days of a lazy frame."""
    table = w.engine.to_arrow(frame.select("person_id", "date").unique())
    return _sorted(column(table, "person_id"), days(table, "date"))


def _sorted(persons: np.ndarray, dates: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    order = np.lexsort((dates, persons))
    return persons[order], dates[order]


def column(table: pa.Table, name: str) -> np.ndarray:
    """A column of integers or floats as NumPy (nulls of floats are NaN)."""
    values = table.column(name).combine_chunks()
    return np.asarray(values.to_numpy(zero_copy_only=False))


def days(table: pa.Table, name: str) -> np.ndarray:
    """A column of dates as datetime64[D] (null: NaT)."""
    return np.asarray(table.column(name).cast(pa.date32()).combine_chunks().to_numpy(zero_copy_only=False)).astype(
        "datetime64[D]"
    )


def codes_of(table: pa.Table, name: str) -> tuple[np.ndarray, list[str]]:
    """A column of strings as (codes, categories); null and blank are −1."""
    encoded = table.column(name).cast(pa.string()).combine_chunks().dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    names = [str(text).strip() for text in encoded.dictionary.to_pylist()]
    if any(not name for name in names):
        codes = np.where(np.isin(codes, [i for i, name in enumerate(names) if not name]), -1, codes)
    return codes, names


@dataclass(frozen=True)
class Days:
    """Events sorted by (person, day), as one ascending key each; `order` leads back to the rows they came from."""

    key: np.ndarray
    order: np.ndarray

    @classmethod
    def of(cls, persons: np.ndarray, dates: np.ndarray, ids: np.ndarray | None = None) -> "Days":
        """Sort events; those of one person and day stay in the order of `ids`."""
        key = person_day(persons, dates)
        order = np.argsort(key, kind="stable") if ids is None else np.lexsort((ids, key))
        return cls(key[order], order)

    def closest(self, persons: np.ndarray, dates: np.ndarray) -> np.ndarray:
        """For each (person, day): the row of her event closest to that day, −1 if she has none.

        At equal distance the earlier day wins; of several events of a day the first recorded.
        """
        if not len(self.key):
            return np.full(len(persons), -1, dtype=np.int64)
        wanted = person_day(persons, dates)
        person = wanted // _DAYS
        after = np.searchsorted(self.key, wanted, side="right")
        before = np.maximum(after - 1, 0)
        has_before = (after > 0) & (self.key[before] // _DAYS == person)
        after = np.minimum(after, len(self.key) - 1)
        has_after = (self.key[after] // _DAYS == person) & (self.key[after] > wanted)
        take_after = has_after & (~has_before | (self.key[after] - wanted < wanted - self.key[before]))
        chosen = np.where(take_after, after, before)
        chosen = np.searchsorted(self.key, self.key[chosen], side="left")  # the first recorded of that day
        return np.where(has_before | has_after, self.order[chosen], -1)

    def count(self, persons: np.ndarray, dates: np.ndarray, from_days: int | None, to_days: int | None) -> np.ndarray:
        """For each (person, day): how many of her events fall between `from_days` and `to_days` after that day."""
        person = np.asarray(persons, dtype=np.int64)
        day = _number(dates)
        low = person * _DAYS + (0 if from_days is None else np.clip(day + from_days, 0, _DAYS - 1))
        high = person * _DAYS + (_DAYS - 1 if to_days is None else np.clip(day + to_days, 0, _DAYS - 1))
        counted = np.searchsorted(self.key, high, side="right") - np.searchsorted(self.key, low, side="left")
        return np.where(np.isnat(dates) & ((from_days is not None) | (to_days is not None)), 0, counted)


def person_day(persons: np.ndarray, dates: np.ndarray) -> np.ndarray:
    """One int64 that sorts by person, then day; an unknown day comes last."""
    return np.asarray(persons, dtype=np.int64) * _DAYS + _number(dates)


def _number(dates: np.ndarray) -> np.ndarray:
    dates = np.asarray(dates).astype("datetime64[D]")
    return np.where(np.isnat(dates), _DAYS - 1, dates.astype(np.int64) + _MIDDLE)
