"""The words of a label or of a query, and the form under which their variants meet (gender, number, accents)."""

import re
from collections.abc import Iterable
from functools import lru_cache

from carnet.text.clean import clean, plain

_GRAVE = re.compile(r"(?<!\w)[àÀ](?!\w)")  # « à » is no vitamin A
_INITIALS = re.compile(r"(?<![A-Za-z.])(?:[A-Za-z]\.){2,}(?:[A-Za-z](?![A-Za-z]))?")
_REFERENCE = re.compile(r"[(\[] ?[A-Z]\d\d[.\d]*[-–]?[†*+]?(?: ?[,;-] ?[A-Z]\d\d[.\d]*[-–]?[†*+]?)* ?[)\]]")
# « sans précision » in all its forms is one word, which says nothing; « non classé ailleurs » is another
_UNSAID = re.compile(r"\b(?:sans (?:autre )?precisions?|non precisee?s?)\b")
_NOT_ELSEWHERE = re.compile(r"\bnon classee?s? (?:par )?ailleurs\b")
_SIGNS = (("/S-", " sous "), ("/s-", " sous "), ("+", " avec "), ("<", " inferieur "), (">", " superieur "))
_WORD = re.compile(r"([a-z]+|\d+)(['.]?)")
_ELIDED = frozenset(("l", "d", "n", "s", "c", "j", "m", "t", "qu", "jusqu", "lorsqu", "puisqu"))
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8"}
_IRREGULAR = {"malin": "malign", "benin": "benign", "yeux": "oeil", "aigue": "aigu", "aigues": "aigu"}
_EMPTY_WORDS = """
de du des la le les l d un une et en au aux ou dans sur par pour ds ce cet cette ces ses son sa leur leurs que qui est
sont se y chez lors comme il elle on dont
"""
EMPTY = frozenset(_EMPTY_WORDS.split())


Word = tuple[str, str]  # a plain word, and the full stop or apostrophe that follows it at once, if any


def read_words(text: str) -> list[Word]:
    """The words of a text in order, plain, without elided articles and references to other codes."""
    return _split(_written(text))


def read_lines(texts: Iterable[str]) -> list[list[Word]]:
    """The words of many one-line texts: made regular together, which takes half the time."""
    return [_split(line) for line in _written("\n".join(texts)).split("\n")]


def _written(text: str) -> str:
    written = _GRAVE.sub(" ", _REFERENCE.sub(" ", clean(text).text))
    written = _INITIALS.sub(lambda match: match[0].replace(".", "") + " ", written)
    for sign, word in _SIGNS:
        if sign in written:
            written = written.replace(sign, word)
    return _NOT_ELSEWHERE.sub("nca", _UNSAID.sub("sai", plain(written)))


def _split(line: str) -> list[Word]:
    return [word for word in _WORD.findall(line) if word[1] != "'" or word[0] not in _ELIDED]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """What a plain word has in common with its feminine and its plural: `chroniques` → `chroniqu`, `II` → `2`."""
    if word[0].isdigit():
        return word.lstrip("0") or "0"
    if word in _ROMAN:
        return _ROMAN[word]
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4:
        return word
    root = word
    if root.endswith("aux") and not root.endswith("eaux"):
        root = root[:-3] + "al"
    elif root[-1] in "sx":
        root = root[:-1]
    root = root.rstrip("e")
    for ending, base in (("eus", "eu"), ("iv", "if"), ("nn", "n"), ("ll", "l"), ("tt", "t")):
        if root.endswith(ending):
            root = root[: -len(ending)] + base
            break
    root = _IRREGULAR.get(root, root)
    return root if len(root) > 2 else word


def stems(text: str) -> list[str]:
    """The stems of the full words of a text, in order."""
    return [stem(word) for word, _after in read_words(text) if word not in EMPTY]
