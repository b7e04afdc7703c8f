"""Words as names of diseases are compared by: without plural and gender, spelled regularly, without small words."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from carnet.text.clean import plain
from carnet.text.lists import parse_lists
from carnet.text.reading import Reading
from carnet.text.terms import singular

T = TypeVar("T")
_WORD = re.compile(r"[a-z]+|\d+")
_SMALL = frozenset(("de", "du", "des", "la", "le", "les", "un", "une"))
_SIGN = re.compile(r" ?\+(?![\w+])|-(?![\w-]| \w)")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,6}(?:[a-z]\b)?")
_DOUBLE = re.compile(r"([b-df-hj-np-tv-z])\1")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
_ROMAN_PART = re.compile(r"(iii|ii|iv|i)[abc]")
_MARK = "é"
_ENDED = re.compile(r"[^\W\d_]+é(?:e?s?)(?![^\W\d_])", re.IGNORECASE)
_FOLLOWED = "\0"  # in a node: the tree of what may follow
_SEVEN = 7  # letters from which a word is compared by its sound


# words that become the same without their ending or their accent: the form of each as it is written
_ALIKE = {"tou": {"toux": "toux"}, "cote": {"côté": "coté", "côtés": "coté"}}
_IRREGULAR = {"malign": "malin", "benign": "benin"}


@cache
def lists() -> dict[str, frozenset[str]]:
    """The lists of `mentions_words.yaml`, in the form words are compared by."""
    raw = parse_lists((Path(__file__).parent / "mentions_words.yaml").read_text(encoding="utf-8"))
    raw = {name: terms for name, terms in raw.items() if name not in ("lasting", "short")}
    return {name: frozenset(word for term in terms for word in forms(term)) for name, terms in raw.items()}


@cache
def _short() -> dict[str, str]:
    """Words cut short → the whole, both folded."""
    raw = parse_lists((Path(__file__).parent / "mentions_words.yaml").read_text(encoding="utf-8"))
    return {short: fold(plain(whole)) for short, whole in raw["short"].items()}


@cache
def lasting() -> tuple[str, ...]:
    """The first characters of the codes of diseases that last."""
    raw = parse_lists((Path(__file__).parent / "mentions_words.yaml").read_text(encoding="utf-8"))
    return tuple(raw["lasting"])


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """A singular plain word without gender; from seven letters on, with a spelling that common slips do not change."""
    if len(word) < 5:
        return word
    if word.endswith("euse"):
        word = word[:-2]
    elif word.endswith("ive"):
        word = f"{word[:-2]}f"
    elif word.endswith(("nne", "lle")) and len(word) >= _SEVEN:
        word = word[:-2]
    elif word.endswith("e"):
        word = word.rstrip("e")
    word = _IRREGULAR.get(word, word)
    if len(word) >= _SEVEN:
        word = _DOUBLE.sub(r"\1", word).replace("y", "i").replace("ph", "f").replace("th", "t").replace("rh", "r")
        word = f"{word[:-4]}sion" if word.endswith("tion") else word
    return word


_PARTICIPLES = frozenset(("ée", "és", "ÉE", "ÉS", "ées", "ÉES"))


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a note: `forms` folded, at [starts[i], ends[i]) of its plain text.

    `joined[i]`: nothing but small words, spaces, a hyphen, a slash, an apostrophe, one end of line before word i.
    """

    forms: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    joined: tuple[bool, ...]
    marked: tuple[bool, ...]  # written with the accent of a participle: « nécrosé » is no « nécrose »

    def at(self, offset: int) -> int:
        """The index of the first word that starts at or after an offset."""
        return bisect_left(self.starts, offset)

    @classmethod
    def of(cls, reading: Reading) -> "Tokens":
        """The words of a note."""
        return cls(*zip(*_tokens(reading), strict=True)) if reading.words.forms else cls((), (), (), (), ())


def _tokens(reading: Reading) -> Iterator[tuple[str, int, int, bool, bool]]:
    text, words = reading.plain, reading.words
    dotted = {match.start(): match.end() for match in _DOTTED.finditer(text)} if "." in text else {}
    linked, skip, before = True, 0, ""
    short, cut, last = _short(), False, 0
    signed = "+" in text or "-" in text
    for form, start, end, joined in zip(words.forms, words.starts, words.ends, words.joined, strict=True):
        if start < skip:
            continue
        linked = linked and (joined or cut and text[last:start] in (". ", "."))
        cut, last = form in short or len(form) == 1, end  # « insuf. rénale », « E. coli »
        if form in _SMALL or (form in ("d", "l") and text[end : end + 1] == "'"):
            continue
        if start in dotted:
            end = skip = dotted[start]
            form = text[start:end].replace(".", "")
        if form in _ALIKE:
            form = _ALIKE[form].get(reading.text[start:end].lower(), form)
        form = short.get(form) or _numbered(before, fold(form))
        before = form
        yield form, start, end, linked, _marked(reading.text[start:end])
        linked = True
        if signed and text[end : end + 2].lstrip(" ")[:1] in ("+", "-"):
            sign = _SIGN.match(text, end)
            if sign is not None:
                yield sign[0].strip(), sign.end() - 1, sign.end(), True, False


def _marked(written: str) -> bool:
    return written[-1:] in "éÉ" or written[-2:] in _PARTICIPLES or written[-3:] in _PARTICIPLES


def _numbered(before: str, form: str) -> str:
    """« stade III » and « stade 3 », « IIIa » and « 3 a », are the same."""
    if form in _ROMAN and before in lists()["numbered"]:
        return _ROMAN[form]
    part = _ROMAN_PART.fullmatch(form) if before in ("stad", "grad") else None
    return _ROMAN[part[1]] if part else form


@lru_cache(maxsize=16384)
def forms(term: str) -> tuple[str, ...]:
    """The words of a name, as `Tokens` has those of a note."""
    found: list[str] = []
    text = plain(term)
    numbered = lists()["numbered"] if _NUMBERED.search(text) else ()
    signed = text[-1:] in ("+", "-") or text[-1:] == " "
    for match in _WORD.finditer(text):
        word = singular(match[0])
        if word in _ALIKE:
            word = _ALIKE[word].get(term[match.start() : match.end()].lower(), word)
        if word in _SMALL or (word in ("d", "l") and text[match.end() : match.end() + 1] == "'"):
            continue
        word = _short().get(word) or fold(word)
        if found and word in _ROMAN and found[-1] in numbered:
            word = _ROMAN[word]
        found.append(word)
        sign = _SIGN.match(text, match.end()) if signed else None
        if sign is not None and match.end() + len(sign[0]) >= len(text.rstrip()):
            found.append(sign[0].strip())
    return tuple(found)


def spelled(line: str) -> list[str]:
    """The words of a plain text, folded, without small words and signs: for many long names at once."""
    return [
        _short().get(word) or fold(word)
        for word in map(singular, _WORD.findall(line))
        if word not in _SMALL and word != "d" and word != "l"
    ]


_NUMBERED = re.compile("stade |grade |type |classe |killip |nyha |child |gold |figo ")


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """What a name stands for, at words [first, after); `path` are the nodes after each of its words but the last."""

    first: int
    after: int
    entry: T
    path: tuple[dict[str, Any], ...] = ()


class Names(Generic[T]):
    """Names and what each stands for, found as the longest at each place; words that say nothing may stand inside."""

    def __init__(self) -> None:
        self._tree: dict[str, Any] = {}

    def add(self, name: str, entry: T) -> None:
        """A name; the first entry that has it keeps it."""
        words = forms(name)
        if not words:
            return
        self._put(words, entry)
        accented = _accented(name, words)
        if accented != words:
            self._put(accented, entry)
        if len(words) > 2:
            out = lists()["left_out"]
            short = (words[0], *(word for word in words[1:-1] if word not in out), words[-1])
            if len(short) < len(words) and len(short) > 1:
                self._put(short, entry)
        if "-" in name:
            merged = forms(re.sub(r"(?<=[a-zà-ÿœ]{4})-(?=[a-zà-ÿœ]{4})", "", name))
            if merged != words:
                self._put(merged, entry)

    def after(self, name: str) -> dict[str, Any] | None:
        """The node of what may follow a name, where `graft` put some."""
        node: dict[str, Any] | None = self._tree
        for word in forms(name):
            node = node.get(word) if node is not None else None
        return node.get(_FOLLOWED) if node is not None else None

    def graft(self, name: str, others: "Names[T]") -> None:
        """A name that each of `others` may follow."""
        words = forms(name)
        for written in {words, _accented(name, words)}:
            node = self._tree
            for word in written:
                node = node.setdefault(word, {})
            node[_FOLLOWED] = others.root

    def _put(self, words: Sequence[str], entry: T) -> None:
        node = self._tree
        for word in words:
            node = node.setdefault(word, {})
        node.setdefault("", entry)

    def find(self, tokens: Tokens) -> Iterator[Match[T]]:
        """The names among the words, by position, without overlap."""
        place, forms_, tree = 0, tokens.forms, self._tree
        stop = len(forms_)
        while place < stop:
            known = forms_[place] in tree or tokens.marked[place] or _may_merge(tokens, place)
            found = self.at(tokens, place, tree) if known else None
            if found is None:
                place += 1
            else:
                yield found
                place = found.after

    @property
    def root(self) -> dict[str, Any]:
        """The node that names start from."""
        return self._tree

    def at(self, tokens: Tokens, place: int, node: dict[str, Any]) -> Match[T] | None:
        """The longest name whose words go on from `node` at a place."""
        best = _walk(tokens, place, node, 0, ())
        return Match(place, best[0], best[1], best[2]) if best else None


def _accented(name: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words with the mark of those that end with the accent of a participle."""
    if "é" not in name and "É" not in name:
        return words
    ends = {fold(singular(plain(match[0]))) for match in _ENDED.finditer(name)}
    return tuple(word + _MARK if word in ends else word for word in words) if ends else words


def _may_merge(tokens: Tokens, place: int) -> bool:
    return (
        place + 1 < len(tokens.forms)
        and tokens.starts[place + 1] - tokens.ends[place] == 1
        and len(tokens.forms[place]) > 3
    )


def _walk(
    tokens: Tokens, place: int, node: dict[str, Any], skipped: int, path: tuple[dict[str, Any], ...]
) -> tuple[int, Any, tuple[dict[str, Any], ...]] | None:
    """(after the last word, the entry, the path) of the longest name from a node; None where there is none."""
    if place >= len(tokens.forms) or (path and not tokens.joined[place]):
        return None
    best = None
    form = tokens.forms[place]
    step, after = node.get(form + _MARK) if tokens.marked[place] else node.get(form), place + 1
    if step is None and tokens.marked[place] and form[-1] == "t":  # « obésité » of a list written without accents
        step = node.get(form)
    if step is None and _may_merge(tokens, place) and tokens.joined[place + 1]:
        step, after = node.get(fold(form + tokens.forms[place + 1])), place + 2
    if step is not None:
        if "" in step:
            best = (after, step[""], path)
        longer = _walk(tokens, after, step, skipped, (*path, step))
        if longer is not None:
            best = longer
    if best is None and _FOLLOWED in node:
        best = _walk(tokens, place, node[_FOLLOWED], skipped, path)
    if path and skipped < 2 and form in lists()["inside"]:
        longer = _walk(tokens, place + 1, node, skipped + 1, path)
        if longer is not None and (best is None or longer[0] > best[0]):
            best = longer
    return best
