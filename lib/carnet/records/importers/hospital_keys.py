"""Joins the files of an extract by their keys (patients, stays), in 24 bytes a key."""

import numpy as np


class Keys:
    """The numbers given to the keys of a file (patients, stays)."""

    def __init__(self) -> None:
        self.keys = np.empty(0, dtype=np.int64)
        self.numbers = np.empty(0, dtype=np.int64)
        self.days = np.empty(0, dtype=np.float64)

    def add(self, keys: np.ndarray, first: int, days: np.ndarray | None = None) -> None:
        joined = np.concatenate([self.keys, keys])
        numbers = np.concatenate([self.numbers, np.arange(first, first + len(keys))])
        dates = np.concatenate([self.days, days if days is not None else np.full(len(keys), np.nan)])
        order = np.argsort(joined, kind="stable")
        self.keys, self.numbers, self.days = joined[order], numbers[order], dates[order]

    def find(self, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(numbers, -1 where the key is not known; dates as days since 1970, NaN where there is none)."""
        if not len(self.keys):
            return np.full(len(keys), -1), np.full(len(keys), np.nan)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = (self.keys[at] == keys) & (keys != 0)
        return np.where(known, self.numbers[at], -1), np.where(known, self.days[at], np.nan)
