"""Keyed permutation of a warehouse's identifiers, and the days by which each of its persons is moved."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from carnet.tools.pseudonymisation.key import SiteKey

HALF = 26  # bits of each half: identifiers below 2**52 stay below it, and exact in a JavaScript number
_ROUNDS = 8
_WIDE_HALF = 31
_FIRST_DAY, _LAST_DAY = -43829, 47116  # 1850-01-01, 2098-12-31: beyond them a date stands for « none »
_DAY = 86_400_000_000  # microseconds


class Permutation:
    """Identifiers to other identifiers, one to one: a Feistel network of eight rounds whose round function is AES.

    Every table uses the same one, so that a reference to any table stays right without knowing which it is.
    """

    def __init__(self, key: SiteKey) -> None:
        self._key = key.derived("warehouse identifiers")

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """int64 in, int64 out, of the same shape."""
        unique, places = np.unique(np.asarray(values, dtype=np.int64), return_inverse=True)
        sizes = np.abs(unique)
        moved = np.empty_like(sizes)
        small = sizes < 1 << (2 * HALF)
        moved[small] = self._rounds(sizes[small], HALF)
        if not small.all():
            moved[~small] = self._wide(sizes[~small])
        return np.where(unique < 0, -moved, moved)[places].reshape(np.shape(values))

    def _wide(self, sizes: np.ndarray) -> np.ndarray:
        """Identifiers of 2**52 to 2**62, walked until they are again not below 2**52; greater ones are refused."""
        if (sizes >= 1 << (2 * _WIDE_HALF)).any() or (sizes < 0).any():
            raise ValueError("an identifier of more than 62 bits")
        moved = self._rounds(sizes, _WIDE_HALF)
        while (low := moved < 1 << (2 * HALF)).any():
            moved[low] = self._rounds(moved[low], _WIDE_HALF)
        return moved

    def _rounds(self, values: np.ndarray, half: int) -> np.ndarray:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        encrypt = Cipher(algorithms.AES(self._key), modes.ECB()).encryptor()
        mask = np.uint64((1 << half) - 1)
        left, right = values.astype(np.uint64) >> np.uint64(half), values.astype(np.uint64) & mask
        blocks = np.empty((len(values), 2), dtype="<u8")
        for turn in range(_ROUNDS):
            blocks[:, 0], blocks[:, 1] = turn + (half << 8), right
            scrambled = np.frombuffer(encrypt.update(blocks.tobytes()), dtype="<u8")[::2]
            left, right = right, left ^ (scrambled & mask)
        return ((left << np.uint64(half)) | right).astype(np.int64)

    def column(self, column: pa.ChunkedArray) -> pa.Array:
        """A column of identifiers; null stays null."""
        array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        moved = self(pc.fill_null(array, 0).to_numpy(zero_copy_only=False))
        return pa.array(moved, pa.int64(), mask=pc.is_null(array).to_numpy(zero_copy_only=False))


class Shifts:
    """The offset of every person, and the last date known of each."""

    def __init__(self, persons: np.ndarray, offset: Callable[[str], int]) -> None:
        self.persons = np.unique(np.asarray(persons, dtype=np.int64))
        self._offset = offset
        self._days = np.fromiter((offset(str(p)) for p in self.persons.tolist()), np.int64, len(self.persons))
        self.latest = np.full(len(self.persons), np.iinfo(np.int64).min)

    def days(self, persons: np.ndarray) -> np.ndarray:
        """The days by which the dates of these persons are moved; of those without a row in `person` too."""
        places, known = self._places(persons)
        days = np.where(known, self._days[places] if len(self._days) else 0, 0)
        for row in np.flatnonzero(~known).tolist():
            days[row] = self._offset(str(persons[row]))
        return days

    def _places(self, persons: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        if not len(self.persons):
            return np.zeros(len(persons), dtype=np.int64), np.zeros(len(persons), dtype=bool)
        places = np.minimum(np.searchsorted(self.persons, persons), len(self.persons) - 1)
        return places, self.persons[places] == persons

    def see(self, persons: np.ndarray, days: np.ndarray, today: int) -> None:
        """Take note of dates (days since 1970) of persons; those after `today` are plans or signs, not facts."""
        places, known = self._places(persons)
        fine = known & (days <= today)
        np.maximum.at(self.latest, places[fine], days[fine])

    def latest_day(self, person: int) -> int | None:
        """The last date known of a person as days since 1970, before the move."""
        places, known = self._places(np.array([person]))
        day = int(self.latest[places[0]]) if known[0] else np.iinfo(np.int64).min
        return None if day == np.iinfo(np.int64).min else day


def moved_column(column: Any, days: np.ndarray) -> pa.Array:
    """A column of dates or datetimes moved by so many days, row by row. Dates before 1850 and after 2098 stay."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    empty = pc.is_null(array).to_numpy(zero_copy_only=False)
    if pa.types.is_date32(array.type):
        values = pc.fill_null(array.cast(pa.int32()), 0).to_numpy(zero_copy_only=False).astype(np.int64)
        step = days
        inside = (values >= _FIRST_DAY) & (values <= _LAST_DAY)
        return pa.array((values + np.where(inside, step, 0)).astype(np.int32), pa.int32(), mask=empty).cast(pa.date32())
    values = pc.fill_null(array.cast(pa.timestamp("us")).cast(pa.int64()), 0).to_numpy(zero_copy_only=False)
    inside = (values >= _FIRST_DAY * _DAY) & (values < (_LAST_DAY + 1) * _DAY)
    moved = values + np.where(inside, days * _DAY, 0)
    return pa.array(moved, pa.int64(), mask=empty).cast(pa.timestamp("us"))
