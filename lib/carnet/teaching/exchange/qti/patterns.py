"""An accepted answer as a pattern of XML Schema that holds for what `scoring.fold` takes for the same words.

A pattern never holds for an answer that the scorer refuses. It may miss rare writings that the scorer takes (letters of
other alphabets, ligatures of compatibility): those are worth 0 on the other platform until a teacher looks.
"""

import unicodedata
from functools import cache

from carnet.teaching.scoring import fold

_SPACE = "\\s\u00a0\u202f\u2009"
_APOSTROPHE = "'’"
_TIGHT = '!?"«»“”()\\[\\]…*:_' + _APOSTROPHE  # separators that a hyphen before does not turn into a sign
_LOOSE = _TIGHT + ".,;" + _SPACE
_HYPHEN = "\\-\u2010-\u2015\u2212"
_KEPT = {"+": "\\+", "<": "<", ">": ">", "=": "=", "%": "%", "/": "/"}
_MANY = {"oe": "œŒ", "ae": "æÆ", "alpha": "αΑ", "beta": "βΒ", "gamma": "γΓ", "delta": "δΔ"}
_ARTICLES = ("le", "les", "la", "un", "une", "des", "du", "de", "dela", "au", "aux")
_LATIN = [*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x180), *range(0x1E00, 0x1F00)]


@cache
def _variants() -> dict[str, str]:
    """For each plain letter the letters that fold to it, by case and accent (Latin, precomposed)."""
    found: dict[str, str] = {}
    for code in _LATIN:
        folded = fold(chr(code))
        if len(folded) == 1 and folded.isalpha() and folded.isascii():
            found[folded] = found.get(folded, "") + chr(code)
    return found


def pattern(text: str) -> str:
    """The pattern of an accepted answer; empty where nothing of the answer is left once folded."""
    folded = fold(text)
    if not folded:
        return ""
    parts: list[str] = []
    index = 0
    while index < len(folded):
        here = next((one for one in _MANY if folded.startswith(one, index)), folded[index])
        parts.append(_spelt(folded, index, here) if here in _MANY else _sign(here))
        index += len(here)
        if index < len(folded):
            parts.append(_between(folded, index))
    space = f"[{_SPACE}]"
    words = "|".join(_word(one) for one in ("les", "le", "la", "une", "un", "des", "du", "de", "aux", "au"))
    articles = f"(({words}){space}+|[lLdD][{_APOSTROPHE}]{space}*)*"
    start = f"{space}*" if folded.startswith("-") else f"{space}*{articles}[{_LOOSE}]*"
    return f"{start}{''.join(parts)}[{_LOOSE}]*"


def _word(word: str) -> str:
    return "".join(f"[{letter}{letter.upper()}]" for letter in word)


def _spelt(folded: str, index: int, here: str) -> str:
    """What one sign may write and several letters do: œ and oe, β and beta."""
    several = _sign(here[0])
    for at in range(index + 1, index + len(here)):
        several += _between(folded, at) + _sign(folded[at])
    return f"([{_MANY[here]}]|{several})"


def _sign(here: str) -> str:
    if here in _variants():
        return f"[{_variants()[here]}][\u0300-\u036f]*"
    if here == ".":
        return "[.,]"
    if here == "-":
        return f"[{_HYPHEN}]"
    if here == " ":
        return f"([{_SPACE}]+|[{_HYPHEN}])"
    return _KEPT.get(here, unicodedata.normalize("NFC", here) if here.isalnum() else f"\\{here}")


def _between(folded: str, index: int) -> str:
    """What may stand between two signs of a folded answer without changing it."""
    before, after = folded[index - 1], folded[index]
    if before in _KEPT or after in _KEPT or (after == "-" and index == len(folded) - 1):
        return f"[{_SPACE}]*"
    if not (before.isalnum() and after.isalnum()) or (before.isdigit() and after.isdigit()):
        return ""
    loose = _LOOSE
    if folded[:index] in _ARTICLES:
        return f"([{_HYPHEN}])?"
    if index == 1 and before in "ld":
        loose = loose.replace(_APOSTROPHE, "")
    if after.isdigit():
        return f"([{_HYPHEN}]|[{loose}]+)?"
    return f"([{_HYPHEN}]([{_TIGHT}][{loose}{_HYPHEN}]*)?|[{loose}][{loose}{_HYPHEN}]*)?"
