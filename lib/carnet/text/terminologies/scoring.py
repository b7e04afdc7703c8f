"""How well each name of a code answers a query: what it says of the query, and what else it says."""

from typing import Any

import numpy as np
import numpy.typing as npt

from carnet.text.terminologies.postings import Floats, Postings
from carnet.text.terminologies.query import Asked, Unit

Rows = npt.NDArray[Any]
MISSING = 1.0  # the weight of what the query says and the name does not
BEYOND = 0.45  # the weight of what the name says and the query does not
ORDER = 0.04  # what the same words in the same order add


def scores(postings: Postings, units: list[Unit]) -> tuple[Rows, Floats]:
    """The rows that answer something of a query, and the likeness of each to it, 0 to 1 (Tversky's index on words)."""
    tally = _Tally(postings)
    for unit in units:
        tally.add(unit)
    rows = np.flatnonzero(tally.said)
    said, total = tally.said[rows], postings.total[rows]
    held = np.minimum(tally.held[rows], total)
    shared = said + held
    missing = (2 * MISSING) * (sum(unit.weight for unit in units) - said) + (2 * BEYOND) * (total - held)
    return rows, shared / (shared + np.maximum(missing, 0))


class _Tally:
    """What each row says of the query (`said`) and what of itself the query says (`held`), in weights of words.

    A row that says a thing in several ways is credited with the best: each way adds what it has over the former ones.
    """

    def __init__(self, postings: Postings) -> None:
        count = len(postings.code_of)
        self.postings = postings
        self.said, self.held = np.zeros(count, np.float32), np.zeros(count, np.float32)
        self._word = np.zeros(count, np.float32), np.zeros(count, np.float32)
        self._unit = np.zeros(count, np.float32), np.zeros(count, np.float32)

    def add(self, unit: Unit) -> None:
        """Credit each row with one unit of the query."""
        touched: list[Rows] = []
        for word in unit.words:
            touched += self._add_word(word, bool(unit.phrases))
        if unit.phrases:
            for numbers, credit in unit.phrases:
                rows = _holders(self.postings, numbers)
                told = float(self.postings.weight[list(numbers)].sum())
                self._better(self._unit, rows, unit.weight * credit, told * credit)
                touched.append(rows)
            for rows in touched:
                self._unit[0][rows] = self._unit[1][rows] = 0

    def _add_word(self, word: Asked, inside_unit: bool) -> list[Rows]:
        """Credit each row with the best option of one word; the rows credited."""
        weight = self.postings.weight
        ways = [(self.postings.rows_of[at], credit, float(weight[at])) for at, credit in word.options]
        for numbers, credit in word.phrases:
            ways.append((_holders(self.postings, numbers), credit, float(weight[list(numbers)].sum())))
        if len(ways) == 1:
            rows, credit, told = ways[0]
            self._more(rows, word.weight * credit, told * credit, inside_unit)
            return [rows]
        for rows, credit, told in ways:
            said, held = self._better(self._word, rows, word.weight * credit, told * credit)
            if inside_unit:
                self._unit[0][rows] += said
                self._unit[1][rows] += held
        for rows, _credit, _told in ways:
            self._word[0][rows] = self._word[1][rows] = 0
        return [rows for rows, _credit, _told in ways]

    def _more(self, rows: Rows, said: float, held: float, inside_unit: bool) -> None:
        self.said[rows] += said
        self.held[rows] += held
        if inside_unit:
            self._unit[0][rows] += said
            self._unit[1][rows] += held

    def _better(self, best: tuple[Floats, Floats], rows: Rows, said: float, held: float) -> tuple[Floats, Floats]:
        """Bring rows to a credit, if they have less; what was added."""
        added = np.maximum(said - best[0][rows], 0), np.maximum(held - best[1][rows], 0)
        for kept, whole, more in zip(best, (self.said, self.held), added, strict=True):
            kept[rows] += more
            whole[rows] += more
        return added


def _holders(postings: Postings, numbers: tuple[int, ...]) -> Rows:
    """The rows that hold all of these stems."""
    first, *others = sorted((postings.rows_of[at] for at in numbers), key=len)
    for other in others:
        if not len(first):
            break
        first = first[other[np.minimum(np.searchsorted(other, first), len(other) - 1)] == first]
    return first


def order_bonus(postings: Postings, row: int, mains: list[int], asked: set[tuple[int, int]]) -> float:
    """What the order of the words adds: the share of neighbours of the query that are neighbours in the row."""
    sequence = postings.sequence[row].tolist()
    if len(mains) < 2:
        return ORDER if sequence == mains else 0.0
    pairs = set(zip(sequence, sequence[1:], strict=False))
    return ORDER * len(pairs & asked) / len(pairs | asked)
