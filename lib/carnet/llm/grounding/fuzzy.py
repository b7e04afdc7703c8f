"""Bounded fuzzy search: only the slips of a copy (an inflection, a typing slip, a missing article), never of sense."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from carnet.text.terms import singular

_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|[+%<>≤≥]")
_FUNCTION = frozenset(
    ("le", "la", "les", "l", "un", "une", "des", "de", "du", "d", "au", "aux", "a", "en", "ce", "cet", "cette", "ces")
    + ("son", "sa", "ses", "est", "sont", "etait", "etaient", "qu", "que")
)
_LONG = 7  # letters of a word in which one slip is borne
_SEEDS = 3  # words of a quote that are looked for
_MANY = 40  # places where one of them may stand


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a sign at [start, end) of the plain text."""

    text: str
    start: int
    end: int


def tokens_of(plain: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of a plain text."""
    stop = len(plain) if end is None else end
    return [Token(found[0].replace(",", "."), *found.span()) for found in _TOKEN.finditer(plain, start, stop)]


@dataclass(frozen=True, slots=True)
class Near:
    """A stretch that differs from the quote by slips only; `cost` is their weight (an article .5, a slip .5)."""

    start: int
    end: int
    cost: float


class Index:
    """The tokens of a text and where each is, whatever its number and gender."""

    def __init__(self, plain: str) -> None:
        self.tokens = tokens_of(plain)
        self.at: dict[str, list[int]] = {}
        for place, token in enumerate(self.tokens):
            self.at.setdefault(root(token.text), []).append(place)

    def near(self, quote: str, low: int = 0, high: int | None = None) -> list[Near]:
        """The stretches of [low, high) that the quote (plain) is a slipped copy of, the best first."""
        wanted = [token.text for token in tokens_of(quote)]
        content = [place for place, word in enumerate(wanted) if word not in _FUNCTION and word[0].isalnum()]
        if len(content) < 2:
            return []
        budget = max(1.0, 0.15 * len(wanted))
        roots = [root(word) for word in wanted]
        seeds = sorted((place for place in content if roots[place] in self.at), key=lambda p: len(self.at[roots[p]]))
        texts = [token.text for token in self.tokens]
        found: dict[tuple[int, int], Near] = {}
        for seed in seeds[:_SEEDS]:
            for there in self.at[roots[seed]][:_MANY]:
                token = self.tokens[there]
                if token.start < low or (high is not None and token.end > high):
                    continue
                window = texts[max(0, there - 2 * len(wanted) - 4) : there + 2 * len(wanted) + 5]
                shift = max(0, there - 2 * len(wanted) - 4)
                near = _around(wanted, window, seed, there - shift, budget)
                if near is None:
                    continue
                first, last, cost = near
                one = Near(self.tokens[first + shift].start, self.tokens[last + shift].end, cost)
                if one.start >= low and (high is None or one.end <= high):
                    found.setdefault((one.start, one.end), one)
        return sorted(found.values(), key=lambda one: (one.cost, one.start))


def _around(
    wanted: Sequence[str], texts: Sequence[str], seed: int, there: int, budget: float
) -> tuple[int, int, float] | None:
    """(first, last, cost) of the tokens of `texts` that align with `wanted` around a token that both have."""
    right = _walk(tuple(wanted[seed:]), tuple(texts[there:]), budget, False)
    if right is None:
        return None
    left = _walk(tuple(reversed(wanted[: seed + 1])), tuple(reversed(texts[: there + 1])), budget - right[0], True)
    if left is None:
        return None
    return there - left[1], there + right[1], right[0] + left[0]


def _walk(wanted: tuple[str, ...], texts: tuple[str, ...], budget: float, back: bool) -> tuple[float, int] | None:
    """(cost, index of the last token of `texts` that is used) of the cheapest alignment of all of `wanted`."""

    @cache
    def walk(i: int, j: int, left: float) -> tuple[float, int] | None:
        if i >= len(wanted):
            return 0.0, j - 1
        best: tuple[float, int] | None = None

        def take(cost: float, i_next: int, j_next: int) -> None:
            nonlocal best
            if cost > left + 1e-9:
                return
            rest = walk(i_next, j_next, round(left - cost, 3))
            if rest is not None and (best is None or rest[0] + cost < best[0]):
                best = (rest[0] + cost, rest[1])

        if j < len(texts):
            price = slip(wanted[i], texts[j])
            if price is not None:
                take(price, i + 1, j + 1)
                if price == 0.0:
                    return best
            if j + 1 < len(texts) and wanted[i] == _joined(texts[j], texts[j + 1], back):
                take(0.25, i + 1, j + 2)
            if i + 1 < len(wanted) and texts[j] == _joined(wanted[i], wanted[i + 1], back):
                take(0.25, i + 2, j + 1)
            if texts[j] in _FUNCTION and i > 0:
                take(0.5, i, j + 1)
        if wanted[i] in _FUNCTION:
            rest = walk(i + 1, j, round(left - 0.5, 3)) if left >= 0.5 else None
            if rest is not None and (best is None or rest[0] + 0.5 < best[0]):
                best = (rest[0] + 0.5, rest[1])
        return best

    return walk(0, 0, round(budget, 3))


def _joined(first: str, second: str, back: bool) -> str:
    if not (first[0].isalpha() and second[0].isalpha()):
        return ""
    return second + first if back else first + second


def slip(quoted: str, written: str) -> float | None:
    """What it costs to take one word of a quote for one of the text: None where they do not say the same."""
    if quoted == written:
        return 0.0
    if not (quoted.isalpha() and written.isalpha()) or len(quoted) < 4 or len(written) < 4:
        return None
    if root(quoted) == root(written):
        return 0.25
    if min(len(quoted), len(written)) < _LONG or quoted[:3] != written[:3]:
        return None
    if not _one_slip(quoted, written) or (known(quoted) and known(written)):
        return None
    return 0.5


@lru_cache(maxsize=4096)
def root(word: str) -> str:
    """A plain word without the marks of number and gender."""
    word = singular(word)
    if len(word) < 4:
        return word
    for feminine, masculine in (("ive", "if"), ("euse", "eu"), ("elle", "el"), ("enne", "en"), ("trice", "teur")):
        if word.endswith(feminine):
            return word[: -len(feminine)] + masculine
    while len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    return word


def _one_slip(a: str, b: str) -> bool:
    """Whether one letter was added, lost, changed, or two neighbours exchanged."""
    if abs(len(a) - len(b)) > 1:
        return False
    if len(a) > len(b):
        a, b = b, a
    place = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[place:] == b[place + 1 :]
    return a[place + 1 :] == b[place + 1 :] or (
        a[place : place + 2] == b[place : place + 2][::-1] and a[place + 2 :] == b[place + 2 :]
    )


@cache
def _vocabularies() -> tuple[Container[str], Container[str]]:
    from carnet.text.lexicon.medical import medical_words
    from carnet.text.lexicon.words import common_words

    return medical_words(), common_words()


@lru_cache(maxsize=4096)
def known(word: str) -> bool:
    """Whether a plain word is one of the language or of medicine: a slip seldom gives one."""
    short = root(word)
    forms = (word, singular(word), short, f"{short}e", f"{short}ee")
    return any(form in words for words in _vocabularies() for form in forms)
