"""The warehouse's tables as Arrow schemas: what a column is called, what it holds, whether it must be there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from carnet.records.schema_tables import DEFINITIONS, SORTED_BY

TYPES = {"integer": pa.int64(), "float": pa.float64(), "text": pa.string(), "date": pa.date32(),
         "datetime": pa.timestamp("us"), "boolean": pa.bool_(), "position": pa.int32()}


@dataclass(frozen=True)
class Column:
    """One column; `required` means: never missing and never null."""

    name: str
    type: pa.DataType
    required: bool


@dataclass(frozen=True)
class Table:
    """One table; its parts are sorted by `sort` so that a scan for one code reads few row groups."""

    name: str
    group: str  # "clinical", "health system", "economics", "derived", "vocabulary", "metadata", "results", "carnet"
    columns: tuple[Column, ...]
    sort: tuple[str, ...]

    @cached_property
    def arrow(self) -> pa.Schema:
        """The Arrow schema; a required column is not nullable in it."""
        return pa.schema([pa.field(column.name, column.type, nullable=not column.required) for column in self.columns])

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        return any(column.name == name for column in self.columns)


def _column(words: str) -> Column:
    required = words.endswith("!")
    name, _, kind = words.removesuffix("!").partition(":")
    if not kind:
        kind = ("datetime" if name.endswith("_datetime") else "date" if name.endswith("_date")
                else "integer" if name.endswith("_id") else "text")
    return Column(name, TYPES[kind], required)


def _sort(name: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """By what happened, then to whom, so that a scan for one code reads few row groups; else as `SORTED_BY` says."""
    event = name.partition("_")[0]
    keys = SORTED_BY.get(name, f"{event}_source_value {event}_concept_id person_id").split()
    return tuple(key for key in keys if key in columns) or columns[:1]


def _table(group: str, name: str, words: str) -> Table:
    columns = tuple(_column(word) for word in words.split())
    return Table(name, group, columns, _sort(name, tuple(column.name for column in columns)))


TABLES: dict[str, Table] = {name: _table(group, name, words)
                            for group, tables in DEFINITIONS.items() for name, words in tables.items()}
