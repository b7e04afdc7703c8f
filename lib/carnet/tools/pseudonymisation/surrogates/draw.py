"""Draws that depend on the site's key, the scope (a patient) and what is replaced, and on nothing else."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import gcd
from typing import TypeVar

from carnet.tools.pseudonymisation.key import SiteKey

_OCR = str.maketrans({"0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "8": "b", "|": "l", "!": "l", "€": "e"})
T = TypeVar("T")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})


@dataclass(frozen=True, slots=True)
class Draw:
    """Draws of one scope: the same question has the same answer in every note, process and run."""

    key: SiteKey
    scope: str

    def number(self, purpose: str, *parts: str) -> int:
        """A number of 256 bits."""
        return int.from_bytes(self.key.digest(purpose, self.scope, *parts), "big")

    def among(
        self, purpose: str, what: str, pool: Sequence[T], refused: Callable[[T], bool] = lambda _: False
    ) -> T | None:
        """One of the pool, the first that is not refused in an order that is secret; None where all are refused."""
        size = len(pool)
        if not size:
            return None
        number = self.number(purpose, what)
        place, step = number % size, (number >> 64) % size
        while gcd(step, size) != 1:
            step += 1
        for _turn in range(size):
            if not refused(pool[place]):
                return pool[place]
            place = (place + step) % size
        return None

    def digits(self, purpose: str, what: str) -> Iterator[int]:
        """Digits without end."""
        block = 0
        while True:
            number = self.number(purpose, what, str(block))
            for _turn in range(60):
                number, digit = divmod(number, 10)
                yield digit
            block += 1


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """The letters of a name without case, accents, hyphens, spaces; figures that OCR reads for letters are letters."""
    lowered = text.lower().translate(_LIGATURES)
    if any(c.isdigit() for c in lowered) and any(c.isalpha() for c in lowered):
        lowered = lowered.translate(_OCR)
    if lowered.isascii():
        return "".join(filter(str.isalnum, lowered))
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", lowered)))


def like(model: str, written: str) -> str:
    """`written` in the case of `model`; capitals lose their accents unless the model's have some."""
    letters = [c for c in model if c.isalpha()]
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return written.upper() if _accented(model) else unaccented(written.upper())
    if letters and all(c.islower() for c in letters):
        return written.lower()
    return written


def unaccented(text: str) -> str:
    """The text without its accents."""
    if text.isascii():
        return text
    stripped = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", stripped)


def _accented(text: str) -> bool:
    return not text.isascii() and unaccented(text) != unicodedata.normalize("NFC", text)


_WORD = re.compile(r"[^\W\d_]{4,}")


def long_words(text: str) -> frozenset[str]:
    """The words of four letters or more, folded: what must not come back in a surrogate."""
    return frozenset(fold(word) for word in _WORD.findall(unicodedata.normalize("NFC", text)))


def elides(name: str) -> bool:
    """Whether « de » becomes « d' » before a name: vowels, mute h, y before a consonant."""
    folded = fold(name)
    if folded[:1] == "y":
        return folded[1:2] not in "aeiou" or folded == "y"
    return folded[:1] in ("a", "e", "i", "o", "u", "h") and folded != ""
