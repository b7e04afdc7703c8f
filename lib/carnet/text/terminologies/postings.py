"""The arrays of the index of labels: built from names of codes, kept as one file of plain arrays."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Lists:
    """Lists of integers of unequal lengths, end to end: list `i` is `values[starts[i]:starts[i + 1]]`."""

    starts: Integers
    values: Integers

    @classmethod
    def of(cls, lists: Iterable[Iterable[int]]) -> "Lists":
        """From lists."""
        kept = [np.fromiter(one, np.int32) for one in lists]
        starts = np.zeros(len(kept) + 1, np.int32)
        np.cumsum([len(one) for one in kept], out=starts[1:])
        return cls(starts, np.concatenate(kept) if kept else np.zeros(0, np.int32))

    @classmethod
    def inverted(cls, lists: "Lists", count: int) -> "Lists":
        """For each value below `count`, the lists that hold it, in order."""
        holders = np.repeat(np.arange(len(lists.starts) - 1, dtype=np.int32), np.diff(lists.starts))
        order = np.argsort(lists.values, kind="stable")
        starts = np.zeros(count + 1, np.int32)
        np.cumsum(np.bincount(lists.values, minlength=count), out=starts[1:])
        return cls(starts, holders[order])

    def __getitem__(self, at: int) -> Integers:
        return self.values[self.starts[at] : self.starts[at + 1]]

    def __len__(self) -> int:
        return len(self.starts) - 1


@dataclass(frozen=True)
class Postings:
    """Rows are names of codes. Stems and words are numbered by their place in `stems` and in `words` (sorted).

    `rows_of`: stem → the rows that hold it. `sequence`: row → its stems in order. `code_of`: row → the place of its
    code in the nomenclature. `weight`: what each stem tells. `total`: the weight of each row. `texts`: what each
    row was written from, empty for a code's own labels. `cut_hash`, `cut_word`: the hashes of the words short of one
    letter, sorted, and the words. `learned`: abbreviation, then what it stands for, separated by spaces.
    """

    stems: list[str]
    words: list[str]
    word_stem: Integers
    rows_of: Lists
    sequence: Lists
    code_of: Integers
    weight: Floats
    total: Floats
    texts: list[str]
    cut_hash: npt.NDArray[np.uint32]
    cut_word: Integers
    learned: list[str]

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """As plain arrays, for a file."""
        kept: dict[str, npt.NDArray[Any]] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Lists):
                kept[f"{field.name}.starts"], kept[f"{field.name}.values"] = value.starts, value.values
            elif isinstance(value, list):
                kept[field.name] = np.frombuffer("\n".join(value).encode(), np.uint8)
            else:
                kept[field.name] = value
        return kept

    @classmethod
    def from_arrays(cls, kept: Any) -> "Postings":
        """From the arrays of a file. Raises KeyError or ValueError for another file's."""
        values: dict[str, Any] = {}
        for field in fields(cls):
            if field.type is Lists or field.type == "Lists":
                values[field.name] = Lists(kept[f"{field.name}.starts"], kept[f"{field.name}.values"])
            elif field.name in ("stems", "words", "texts", "learned"):
                values[field.name] = kept[field.name].tobytes().decode().split("\n")
            else:
                values[field.name] = kept[field.name]
        return cls(**values)


def shortened(word: str) -> list[str]:
    """A word, then all that it becomes when it loses one letter."""
    return [word, *{word[:at] + word[at + 1 :] for at in range(len(word))}]


def hash_of(word: str) -> int:
    """The same number for the same word, in every process."""
    return zlib.crc32(word.encode())


def cuts(words: list[str]) -> tuple[npt.NDArray[np.uint32], Integers]:
    """The sorted hashes of the shortened words of four letters and more, and which word each comes from."""
    pairs = [(hash_of(short), at) for at, word in enumerate(words) if len(word) > 3 for short in shortened(word)]
    hashes = np.array([pair[0] for pair in pairs], np.uint32)
    places = np.array([pair[1] for pair in pairs], np.int32)
    order = np.argsort(hashes, kind="stable")
    return hashes[order], places[order]
