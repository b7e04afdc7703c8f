"""Decides which row speaks for which person: repeated rows are dropped, contradictory ones set aside, one sample
chosen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from carnet.records.importers.profile import TableProfile
from carnet.records.importers.readers import TableFile

Rejecter = Callable[[int, str], None]  # row number, reason


@dataclass(frozen=True)
class Selection:
    """Per good row: `persons` the person's number (-1: nobody), `keep` whether the row speaks for the person,
    `others` further samples."""

    persons: np.ndarray
    keep: np.ndarray
    others: np.ndarray
    duplicates: int


def number_persons(*keys: np.ndarray) -> tuple[list[np.ndarray], int]:
    """Persons numbered from 0 in the order of first appearance over several tables; -1 where the key is empty (0)."""
    joined = np.concatenate(keys) if keys else np.empty(0, dtype=np.int64)
    unique, first, inverse = np.unique(joined, return_index=True, return_inverse=True)
    real = unique != 0
    rank = np.full(len(unique), -1, dtype=np.int64)
    order = np.argsort(first[real], kind="stable")
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    rank[real] = ranks
    numbered = rank[inverse.reshape(-1)]
    cuts = np.cumsum([len(key) for key in keys])[:-1]
    return list(np.split(numbered, cuts)), int(real.sum())


def select(
    table: TableFile, found: TableProfile, persons: np.ndarray, sample: str | None, reject: Rejecter
) -> Selection:
    """Choose the rows of one table.

    Without samples, a person's second row is dropped when it repeats the first, else set aside. With samples, the same
    holds for a sample's second row; of a person's samples the first primary one, else the first, speaks for the person.
    """
    key = found.samples if sample is not None and found.samples is not None else persons
    fresh, duplicates = _first_rows(table, persons, key, reject)
    if sample is None or found.primary is None:
        return Selection(persons, fresh, np.zeros(len(persons), dtype=bool), duplicates)
    keep = np.zeros(len(persons), dtype=bool)
    mine = np.flatnonzero(fresh)
    order = mine[np.lexsort((mine, ~found.primary[mine], persons[mine]))]
    if len(order):
        keep[order[np.r_[True, persons[order][1:] != persons[order][:-1]]]] = True
    return Selection(np.where(fresh, persons, -1), keep, fresh & ~keep, duplicates)


def renumber(chosen: Sequence[Selection], count: int) -> tuple[list[Selection], int]:
    """The same without the persons of whom every row was set aside: nobody counts who has no data."""
    present = np.zeros(count, dtype=bool)
    for each in chosen:
        present[each.persons[(each.keep | each.others) & (each.persons >= 0)]] = True
    if present.all():
        return list(chosen), count
    numbers = np.where(present, np.cumsum(present) - 1, -1)
    return [
        replace(each, persons=np.where(each.persons >= 0, numbers[each.persons], -1)) for each in chosen
    ], int(present.sum())


def _first_rows(table: TableFile, persons: np.ndarray, key: np.ndarray, reject: Rejecter) -> tuple[np.ndarray, int]:
    """Rows that name a person and whose key is new; tells of the others; counts exact repeats."""
    fresh = persons >= 0
    unique, counts = np.unique(key, return_counts=True)
    repeated = set(unique[(counts > 1) & (unique != (0 if key is not persons else -1))].tolist())
    if fresh.all() and not repeated:
        return fresh, 0
    firsts: dict[int, int] = {}
    contents: dict[int, int] = {}
    duplicates = seen = 0
    for chunk in table.chunks():
        here = slice(seen, seen + len(chunk))
        seen += len(chunk)
        keys = key[here].tolist()
        wanted = [i for i, each in enumerate(keys) if each in repeated]
        cells = chunk.table.take(wanted).to_pylist() if wanted else []
        for i, row in zip(wanted, cells, strict=True):
            content = hash(tuple(cell.strip() for cell in row.values()))
            at = here.start + i
            if not fresh[at]:
                continue
            if keys[i] not in firsts:
                firsts[keys[i]], contents[keys[i]] = at, content
                continue
            fresh[at] = False
            if contents[keys[i]] == content:
                duplicates += 1
            else:
                reject(int(chunk.rows[i]), "conflicting_duplicate")
        for row in chunk.rows[persons[here] < 0].tolist():
            reject(int(row), "missing_person")
    return fresh, duplicates
