"""The lists of words that the model knows, made small: one byte for each word, found by a hash of 32 bits."""

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from carnet.text.clean import plain
from carnet.tools.pseudonymisation.model.features import lexicon_code
from carnet.tools.pseudonymisation.model.letters.medicine import diseases, drug_names, french
from carnet.tools.pseudonymisation.model.letters.names import insee
from carnet.tools.pseudonymisation.model.network import hashed

_LETTERS = re.compile(r"[^\W\d_]+")
NAME_TIERS = (1_500, 15_000)  # ranks: very common, common, the rest
WORD_TIERS = (3_000, 30_000)


def _pieces(words: Iterable[str]) -> Iterable[tuple[int, str]]:
    for rank, word in enumerate(words):
        for piece in _LETTERS.findall(plain(word)):
            yield rank, piece


def _tiers(words: Iterable[str], edges: tuple[int, int]) -> dict[str, int]:
    """3 for the most common words, 2, then 1; a word of several pieces counts for each."""
    found: dict[str, int] = {}
    for rank, piece in _pieces(words):
        tier = 3 if rank < edges[0] else 2 if rank < edges[1] else 1
        if len(piece) > 1 and found.get(piece, 0) < tier:
            found[piece] = tier
    return found


def build() -> dict[str, int]:
    """Each word, plain, and its code (`features.lexicon_code`)."""
    names = insee()
    first: dict[str, int] = {}
    for sex in "fm":
        for word, tier in _tiers(names[sex], (400, 3_000)).items():
            first[word] = max(tier, first.get(word, 0))
    last = _tiers(names["last"], NAME_TIERS)
    common = _tiers(french(), WORD_TIERS)
    labels = (label for _code, label in diseases())
    medical = {piece for _rank, piece in _pieces([*labels, *drug_names()]) if len(piece) > 2}
    everything = sorted({*first, *last, *common, *medical})
    return {
        item: lexicon_code(first.get(item, 0), last.get(item, 0), common.get(item, 0), item in medical)
        for item in everything
    }


def packed(codes: dict[str, int]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint8]]:
    """The lexicon as sorted hashes and their codes."""
    keys = np.array([hashed(word) for word in codes], np.uint32)
    values = np.array(list(codes.values()), np.uint8)
    keys, first = np.unique(keys, return_index=True)
    return keys, values[first]
