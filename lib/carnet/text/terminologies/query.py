"""What a query asks for: units of meaning, each with the ways in which a label may say it."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from carnet.text.terminologies.forms import EMPTY, Word, read_words, stem
from carnet.text.terminologies.postings import Postings, hash_of, shortened
from carnet.text.terminologies.word_lists import Phrase, word_lists

MOST_WORDS = 48
SAME = 0.92  # of the credit of the word itself, for what says the same thing
_LEARNED, _JOINED, _MISSPELT, _BEGUN, _PERHAPS_BEGUN = 0.95, 0.9, 0.85, 0.8, 0.35
_ALIKE = 0.8  # the least likeness of a word written with several faults
_LESS = {"a": 0.35, "non": 0.3}  # « a » without its accent is seldom a letter; a label’s « non » counts, not a query’s


@dataclass(frozen=True)
class Asked:
    """A word of the query: `options`, stems that may stand for it and the credit of each; `phrases`, likewise."""

    weight: float
    options: tuple[tuple[int, float], ...]
    phrases: tuple[tuple[tuple[int, ...], float], ...] = ()


@dataclass(frozen=True)
class Unit:
    """One or several words that mean one thing, which a label may also say by one of `phrases`."""

    words: tuple[Asked, ...]
    phrases: tuple[tuple[tuple[int, ...], float], ...] = ()

    @property
    def weight(self) -> float:
        """What a label that says it is worth."""
        return sum(word.weight for word in self.words)


@dataclass
class Reader:
    """Reads queries for one index. Thread-safe: what it remembers is only ever written whole."""

    postings: Postings
    _number: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._number = {one: at for at, one in enumerate(self.postings.stems)}

    @cached_property
    def _learned(self) -> dict[str, tuple[str, ...]]:
        split = (line.split(" ") for line in self.postings.learned if line)
        return {short: tuple(meant) for short, *meant in split}

    @cached_property
    def _tree(self) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        for phrase, others in word_lists().same.items():
            if phrase:
                node = tree
                for one in phrase:
                    node = node.setdefault(one, {})
                node[""] = others
        return tree

    def units(self, query: str) -> tuple[list[Unit], list[int]]:
        """The units of a query, and the numbers of its known stems in order."""
        text = query[:600]
        words = [word for word in read_words(text) if word[0] not in EMPTY][:MOST_WORDS]
        if all(word.isdigit() or len(word) == 1 for word, _after in words):
            return [], []  # « à 40 » names nothing
        words = _gathered(words)
        typing = bool(words) and bool(text) and text[-1].isalnum()
        asked: list[tuple[str, Asked]] = []
        seen: set[str] = set()
        for at, word in enumerate(words):
            main, one = self._asked(*word, typing and at == len(words) - 1)
            if main not in seen:
                seen.add(main)
                asked.append((main, one))
        mains = [main for main, _one in asked]
        units = []
        place = 0
        while place < len(asked):
            after, others = self._phrase(mains, place)
            joined = self._number.get(mains[place] + mains[place + 1]) if place + 1 < len(mains) else None
            if after - place == 1 and joined is not None and len(self.postings.rows_of[joined]):
                pair = tuple(one for _main, one in asked[place : place + 2])  # « sous-durale », « sousdurale »
                units.append(Unit(pair, (((joined,), SAME),)))
                after = place + 2
            elif after - place > 1:
                units.append(Unit(tuple(one for _main, one in asked[place:after]), self._numbered(others)))
            else:
                units.append(Unit((self._with_same(asked[place][1], others),)))
            place = after
        return units, [self._number[main] for main in mains if main in self._number]

    def _phrase(self, mains: list[str], place: int) -> tuple[int, tuple[Phrase, ...]]:
        """Where the longest phrase that starts at a place ends, and what else says it."""
        node, at = self._tree.get(mains[place]), place
        best: tuple[int, tuple[Phrase, ...]] = (place + 1, ())
        while node is not None:
            at += 1
            if "" in node:
                best = (at, node[""])
            node = node.get(mains[at]) if at < len(mains) else None
        return best

    def _with_same(self, one: Asked, others: tuple[Phrase, ...]) -> Asked:
        """A word with what else says it: its weight is that of the plainest way to say it."""
        phrases = self._numbered(others)
        weight = one.weight
        rows_of, told = self.postings.rows_of, self.postings.weight
        for phrase, _credit in phrases:
            if all(len(rows_of[at]) for at in phrase):
                weight = min(weight, max(float(told[list(phrase)].sum()), 1.0))
        singles = tuple((phrase[0], credit) for phrase, credit in phrases if len(phrase) == 1)
        return Asked(weight, one.options + singles, tuple(pair for pair in phrases if len(pair[0]) > 1))

    def _numbered(self, others: tuple[Phrase, ...]) -> tuple[tuple[tuple[int, ...], float], ...]:
        rows_of = self.postings.rows_of
        kept = []
        for phrase in others:
            numbers = tuple(self._number[one] for one in phrase if one in self._number)
            if numbers and len(numbers) == len(phrase) and all(len(rows_of[at]) for at in numbers):
                kept.append((numbers, SAME))
        return tuple(kept)

    def _asked(self, word: str, after: str, last: bool) -> tuple[str, Asked]:
        """The stem that a word is read as, and the options it opens."""
        postings = self.postings
        root = stem(word)
        at = self._number.get(root)
        if at is not None and (len(postings.rows_of[at]) or (root,) in word_lists().same):
            weight = float(postings.weight[at]) * _LESS.get(word, 1.0)
            options = {at: 1.0}
            if after == "." or last or len(postings.rows_of[at]) < 3:
                options.update(self._options(self._learned.get(word, ()), _LEARNED, options))
            if last and len(word) > 2:
                options.update(self._options(self._begun(word, 12), _PERHAPS_BEGUN, options))
            return root, Asked(weight, tuple(options.items()))
        options = self._options(self._learned.get(word, ()), _LEARNED, {})
        if not options and not word.isdigit():
            if after == "." or last or len(word) > 3:
                options.update(self._options(self._begun(word, 40 if last else 12), _BEGUN, options))
            near = list(self._near(word)) or list(self._alike(word))
            options.update({one: credit for one, credit in near if credit > options.get(one, 0.0)})
        parts = self._parts(word)
        if parts and all(credit < _JOINED for credit in options.values()):
            told = float(postings.weight[list(parts)].sum())
            return root, Asked(told, tuple(options.items()), ((parts, _JOINED),))
        if not options:
            return root, Asked(float(np.median(postings.weight)) / 2, ())
        best = max(options, key=lambda one: (options[one], len(postings.rows_of[one])))
        return postings.stems[best], Asked(float(postings.weight[best]), tuple(options.items()))

    def _parts(self, word: str) -> tuple[int, int] | None:
        """The two known words that an unknown one is made of: `pseudomembraneuse`."""
        for cut in range(4, len(word) - 3):
            pair = self._number.get(stem(word[:cut])), self._number.get(stem(word[cut:]))
            if pair[0] is not None and pair[1] is not None and all(len(self.postings.rows_of[at]) for at in pair if at):
                return pair[0], pair[1]
        return None

    def _options(self, roots: tuple[str, ...], credit: float, known: dict[int, float]) -> dict[int, float]:
        numbers = (self._number.get(root) for root in roots)
        return {at: credit for at in numbers if at is not None and at not in known}

    def _begun(self, start: str, most: int) -> tuple[str, ...]:
        """The stems of the words that begin so, the most frequent first."""
        words = self.postings.words
        first = bisect_left(words, start)
        after = bisect_left(words, start + "\x7f", first)
        numbers = np.unique(self.postings.word_stem[first:after])
        if len(numbers) > most:
            counts = self.postings.rows_of.starts[numbers + 1] - self.postings.rows_of.starts[numbers]
            numbers = numbers[np.argsort(-counts, kind="stable")[:most]]
        return tuple(self.postings.stems[at] for at in numbers)

    @cached_property
    def _by_letters(self) -> dict[str, npt.NDArray[np.int32]]:
        """Three letters → the words that hold them."""
        holders: defaultdict[str, list[int]] = defaultdict(list)
        for at, word in enumerate(self.postings.words):
            for three in _threes(word):
                holders[three].append(at)
        return {three: np.array(words, np.int32) for three, words in holders.items()}

    def _alike(self, word: str) -> Iterator[tuple[int, float]]:
        """The stems of the words that share most of their letters, three by three, with the credit of each."""
        threes = _threes(word)
        found = [self._by_letters[three] for three in threes if three in self._by_letters]
        if not found or not 4 < len(word) < 40:
            return
        words = self.postings.words
        shared = np.bincount(np.concatenate(found), minlength=len(words))
        for at in np.argsort(-shared, kind="stable")[:12].tolist():
            ratio = SequenceMatcher(None, word, words[at], False).ratio()
            if ratio >= _ALIKE:
                yield int(self.postings.word_stem[at]), _MISSPELT * ratio

    def _near(self, word: str) -> Iterator[tuple[int, float]]:
        """The stems of the words that differ by a letter or two, with the credit of each."""
        if not 3 < len(word) < 40:
            return
        postings = self.postings
        found: set[int] = set()
        for short in shortened(word):
            told = np.uint32(hash_of(short))
            first = int(np.searchsorted(postings.cut_hash, told))
            while first < len(postings.cut_hash) and postings.cut_hash[first] == told:
                found.add(int(postings.cut_word[first]))
                first += 1
        scored = sorted(
            ((SequenceMatcher(None, word, postings.words[at], False).ratio(), at) for at in found), reverse=True
        )
        for ratio, at in scored[:8]:
            if ratio >= 0.75:
                yield int(postings.word_stem[at]), _MISSPELT * ratio + 0.1 * (ratio == scored[0][0])


def _threes(word: str) -> set[str]:
    padded = f"^{word}$"
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


# what a label says with one word once its words are next to each other (`forms`), said here in any order
_TOGETHER = (("sans", "precision", "sai"), ("non", "precis", "sai"), ("non", "class", "nca"))


def _gathered(words: list[Word]) -> list[Word]:
    """The words with « sans … précision » and « non … classé » said as labels say them."""
    others = any(stem(word) == "autr" for word, _after in words)  # « autres, précisées », not « non précisées »
    for first, second, whole in _TOGETHER:
        if others and second == "precis":
            continue
        starts = [at for at, (word, _after) in enumerate(words) if word == first]
        ends = [at for at, (word, _after) in enumerate(words) if stem(word) == second]
        if starts and ends:
            words = [(whole, "") if at == ends[0] else word for at, word in enumerate(words) if at != starts[0]]
    return words
