"""How well each name of a code answers a query: what it says of the query, and what else it says."""

import numpy as np

from carnet.text.terminologies.postings import Floats, Postings
from carnet.text.terminologies.query import Asked, Unit

MISSING = 1.0  # the weight of what the query says and the name does not
BEYOND = 0.45  # the weight of what the name says and the query does not
ORDER = 0.04  # what the same words in the same order add


def scores(postings: Postings, units: list[Unit]) -> Floats:
    """The likeness of each row to a query, 0 to 1 (Tversky's index on the weights of the words)."""
    count = len(postings.code_of)
    said, held = np.zeros(count, np.float32), np.zeros(count, np.float32)
    asked = 0.0
    for unit in units:
        asked += unit.weight
        if not unit.phrases:
            for word in unit.words:
                _add(postings, word, said, held)
            continue
        whole, inside = np.zeros(count, np.float32), np.zeros(count, np.float32)
        for word in unit.words:
            _add(postings, word, whole, inside)
        _phrases(postings, unit.phrases, unit.weight, whole, inside)
        said += whole
        held += inside
    np.minimum(held, postings.total, out=held)
    shared = said + held
    missing = (2 * MISSING) * (asked - said) + (2 * BEYOND) * (postings.total - held)
    np.maximum(missing, 0, out=missing)
    return np.divide(shared, shared + missing, out=np.zeros(count, np.float32), where=shared > 0)


def _add(postings: Postings, word: Asked, said: Floats, held: Floats) -> None:
    """What one word of the query gives to each row: the best of its options."""
    if len(word.options) == 1 and not word.phrases:
        at, credit = word.options[0]
        rows = postings.rows_of[at]
        said[rows] += word.weight * credit
        held[rows] += postings.weight[at] * credit
        return
    best, inside = np.zeros(len(said), np.float32), np.zeros(len(said), np.float32)
    for at, credit in word.options:
        rows = postings.rows_of[at]
        best[rows] = np.maximum(best[rows], word.weight * credit)
        inside[rows] = np.maximum(inside[rows], postings.weight[at] * credit)
    _phrases(postings, word.phrases, word.weight, best, inside)
    said += best
    held += inside


def _phrases(
    postings: Postings,
    phrases: tuple[tuple[tuple[int, ...], float], ...],
    weight: float,
    best: Floats,
    inside: Floats,
) -> None:
    """Rows that hold all the words of a phrase have at least its credit."""
    for numbers, credit in phrases:
        rows = _holders(postings, numbers)
        if len(rows):
            best[rows] = np.maximum(best[rows], weight * credit)
            told = float(postings.weight[list(numbers)].sum())
            inside[rows] = np.maximum(inside[rows], told * credit)


def _holders(postings: Postings, numbers: tuple[int, ...]) -> np.ndarray:
    """The rows that hold all of these stems."""
    first, *others = sorted((postings.rows_of[at] for at in numbers), key=len)
    for other in others:
        if not len(first):
            break
        first = first[other[np.minimum(np.searchsorted(other, first), len(other) - 1)] == first]
    return first


def order_bonus(postings: Postings, row: int, mains: list[int]) -> float:
    """What the order of the words adds: the share of neighbours of the query that are neighbours in the row."""
    sequence = postings.sequence[row].tolist()
    if len(mains) < 2:
        return ORDER if sequence == mains else 0.0
    pairs = set(zip(sequence, sequence[1:], strict=False))
    asked = set(zip(mains, mains[1:], strict=False))
    return ORDER * len(pairs & asked) / max(len(pairs | asked), 1)
