"""From a stay to numbers: hashed words and pairs of words, and the codes that the notes attest."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

BITS = 17  # 131,072 places for words and pairs of words
FEWEST = 3  # stays; what fewer share (a name, an address) teaches nothing and is not kept
CONCEPT = 0.35  # weight of an attested code beside a text of norm 1
_TOKEN = r"[a-z0-9+%]{2,}"  # of the plain text
Pair = tuple[str, Sequence[str]]  # (text as `document` gives it, concepts)


@dataclass(frozen=True)
class Features:
    """`idf` weighs the hashed places (0: not used), `concepts` are the known codes, in the order of their columns.

    Nothing of a text can be read back from them: hashing keeps no words, and what few stays share is dropped.
    """

    idf: np.ndarray
    concepts: tuple[str, ...]

    @classmethod
    def fit(cls, pairs: Sequence[Pair], fewest: int = FEWEST) -> "Features":
        """Weigh what the stays say: log((1 + n) / (1 + n of it)) + 1, as scikit-learn's TfidfTransformer."""
        n = len(pairs)
        told = np.asarray((_hashed(text for text, _c in pairs) > 0).sum(axis=0)).ravel()
        idf = np.where(told >= min(fewest, max(1, n // 2)), np.log((1 + n) / (1 + told)) + 1, 0).astype(np.float32)
        counted = Counter(one for _text, found in pairs for one in set(found))
        return cls(idf, tuple(sorted(one for one, times in counted.items() if times >= min(2, n))))

    @property
    def size(self) -> int:
        """How many columns."""
        return len(self.idf) + len(self.concepts)

    def of(self, pairs: Sequence[Pair]) -> "csr_matrix":
        """Stays × columns: log-counts of words by their weights, of norm 1, then the attested codes."""
        from scipy.sparse import csr_matrix, diags, hstack

        words = _hashed(text for text, _concepts in pairs)
        words.data = 1 + np.log(words.data)
        words = csr_matrix(words @ diags(self.idf))
        words.eliminate_zeros()
        norms = np.sqrt(np.asarray(words.multiply(words).sum(axis=1)).ravel())
        words = diags(1 / np.where(norms > 0, norms, 1)) @ words
        rows, columns = [], []
        for row, (_text, found) in enumerate(pairs):
            places = [self._places[one] for one in found if one in self._places]
            rows += [row] * len(places)
            columns += places
        codes = csr_matrix(
            (np.full(len(rows), CONCEPT, np.float32), (rows, columns)), shape=(len(pairs), len(self.concepts))
        )
        return csr_matrix(hstack([words, codes]), dtype=np.float32)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {one: place for place, one in enumerate(self.concepts)}


def _hashed(texts: Iterable[str]) -> Any:
    """Counts of words and pairs of words, in float64."""
    from sklearn.feature_extraction.text import HashingVectorizer

    counting = HashingVectorizer(
        n_features=2**BITS,
        ngram_range=(1, 2),
        token_pattern=_TOKEN,
        lowercase=False,
        alternate_sign=False,
        norm=None,
    )
    return counting.transform(texts)
