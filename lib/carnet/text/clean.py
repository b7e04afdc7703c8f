"""A text made regular for rules and models, with the way back to the offsets of the text as given."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

# what a rule should not have to know: other spaces, quotes, dashes and signs, each for one character
_SIGNS = {
    "\t\v\x1c\x1d\x1e\x1f\u00a0\u1680\u202f\u205f\u2800\u3000\uf020": " ",
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a": " ",
    "\f\u0085\u2028\u2029": "\n",
    "‘’‚‛ʼ′´`＇": "'",
    "“”„‟″＂": '"',
    "‐‑‒–—―−⁃﹣－\uf02d": "-",
    "º˚": "°",
    "⁄": "/",
    "μ": "µ",
}
_SAME_LENGTH = {written: sign for signs, sign in _SIGNS.items() for written in signs}
_OTHER_SIGN = re.compile(f"[{''.join(_SAME_LENGTH)}]")
# characters that stand for themselves, or for the one of the table above: a text of them keeps its offsets
_REGULAR = (
    r"\n\t\f\x0b\x20-\x7e\x85\u00a0-\u00ac\u00ae-\u00c5\u00c7-\u00e5\u00e7-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u0151"
    r"\u0154-\u017e\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9\u2010-\u2015\u2018-\u201f\u2020-\u2022\u2026\u202f\u2030"
    r"\u2032\u2033\u2039\u203a\u2043\u20ac\u2190-\u2195\u21d0-\u21d5\u2200\u2205\u2206\u2211\u2212\u221a\u221e\u2248"
    r"\u2260\u2264\u2265\u25a0\u25a1\u25aa\u25ab\u25b6\u25ba\u25cb\u25cf\u2610-\u2612\u2713\u2714\u2717\u2718"
)
_ALL_REGULAR = re.compile(f"[{_REGULAR}]*")
_IRREGULAR = re.compile(rf"(?:\r\n?|[^{_REGULAR}\r])+")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
# letters and marks that show nothing: joiners, fillers, variation selectors (others are invisible by category)
_INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_JAMO = re.compile("[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]")
_KEPT = frozenset("²³¹ªº™℠")  # “10⁹/L” is not “109/L”, a trade mark is not two letters


@dataclass(frozen=True, slots=True)
class CleanText:
    """`text`: composed (NFC), ordinary spaces, quotes and dashes, `\\n` for every end of line, ligatures spelled out,
    nothing invisible. `plain`: the same without accents, in lower case, of the same length: what was found at
    [a, b) of one is at [a, b) of the other.

    The way back is kept as segments: the clean text from `_starts[i]` comes from the given text at `_ends[i][0]`; one
    for one if `_ends[i][1]` is 0, else as one cluster of that many characters. None: every offset is the same.
    """

    text: str
    plain: str
    _starts: tuple[int, ...] | None
    _ends: tuple[tuple[int, int], ...] | None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """[start, end) of the clean text as offsets of the text as given (accents and all within)."""
        if self._starts is None or self._ends is None:
            return start, end
        if start >= end:
            place = self._begins(start) if start < len(self.text) else self._stops(start)
            return place, place
        return self._begins(start), self._stops(end)

    def cleaned(self, start: int, end: int) -> tuple[int, int]:
        """[start, end) of the text as given as offsets of the clean text: whatever of it the stretch touches.

        Empty where the stretch held nothing visible.
        """
        if self._starts is None or self._ends is None:
            return start, end
        a, first = self._locate(start, False)
        b, last = self._locate(end, True)
        return (a, max(a, b)) if first <= last else (a, a)

    def _locate(self, place: int, ending: bool) -> tuple[int, int]:
        assert self._starts is not None and self._ends is not None
        at = bisect_right(self._ends, place - ending, key=itemgetter(0)) - 1
        if at < 0:
            return 0, at + (not ending)
        origin, width = self._ends[at]
        begin = self._starts[at]
        stop = self._starts[at + 1] if at + 1 < len(self._starts) else len(self.text)
        if width:
            inside = place - origin < width if not ending else True
            return (begin if inside and not ending else stop), at
        return min(begin + place - origin, stop), at

    def _begins(self, place: int) -> int:
        assert self._starts is not None and self._ends is not None
        at = bisect_right(self._starts, place) - 1
        origin, width = self._ends[at]
        return origin if width else origin + place - self._starts[at]

    def _stops(self, place: int) -> int:
        assert self._starts is not None and self._ends is not None
        at = bisect_right(self._starts, place - 1) - 1
        if at < 0:
            return 0
        origin, width = self._ends[at]
        return origin + (width or place - self._starts[at])


def clean(text: str) -> CleanText:
    """Clean a text. A text that is already regular keeps its offsets and costs some tens of microseconds."""
    if _ALL_REGULAR.fullmatch(text):
        same = _same_length(text)
        return CleanText(same, plain(same), None, None)
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[tuple[int, int]] = []
    length = position = 0
    for match in _IRREGULAR.finditer(text):
        begin, end = match.span()
        if begin > position and _extends(text, begin, end):
            begin -= 1  # the letter under the accent
        if begin > position:
            pieces.append(_same_length(text[position:begin]))
            starts.append(length)
            origins.append((position, 0))
            length += begin - position
        stretch = text[begin:end]
        for offset, width, piece in _few_clusters(stretch) if end - begin <= 4 else _clusters(stretch):
            if piece:
                pieces.append(piece)
                starts.append(length)
                origins.append((begin + offset, width))
                length += len(piece)
        position = end
    if position < len(text):
        pieces.append(_same_length(text[position:]))
        starts.append(length)
        origins.append((position, 0))
    cleaned = "".join(pieces)
    return CleanText(cleaned, plain(cleaned), tuple(starts), tuple(origins))


def _extends(text: str, begin: int, end: int) -> bool:
    """Whether the stretch starts with a mark of the character before it (invisible characters may lie between)."""
    while begin < end and _kind(text[begin]) == "invisible":
        begin += 1
    return begin < end and _kind(text[begin]) == "mark"


@lru_cache(maxsize=8192)
def _kind(character: str) -> str:
    """`mark`: belongs to the character before; `invisible`; or `other`."""
    category = unicodedata.category(character)
    if _INVISIBLE.match(character) or (category in ("Cf", "Cs", "Cn", "Cc") and character not in "\n\r\f\t\v\x85"):
        # the ASCII separators are blanks
        return "other" if character in "\x1c\x1d\x1e\x1f" else "invisible"
    # vowels and final consonants of Hangul compose with what comes before, as accents do
    return "mark" if category[0] == "M" or "\u1161" <= character <= "\u11ff" else "other"


def _clusters(stretch: str) -> list[tuple[int, int, str]]:
    """A stretch cut into characters with their marks: offset, width, and what it becomes."""
    found = []
    position = 0
    while position < len(stretch):
        end = ahead = position + 1
        if stretch[position] == "\r" and stretch.startswith("\n", end):
            end = ahead = end + 1
        hidden = _kind(stretch[position]) == "invisible"
        while ahead < len(stretch) and (kind := _kind(stretch[ahead])) != "other":
            ahead += 1
            if kind == "mark":
                end, hidden = ahead, False
        if hidden:
            position = ahead  # nothing of it shows
            continue
        found.append((position, end - position, _regular_piece(stretch[position:end])))
        position = end
    return found


_few_clusters = lru_cache(maxsize=4096)(_clusters)


def _regular_piece(cluster: str) -> str:
    """One character with its marks, made regular; empty for what nobody sees."""
    if cluster[0] == "\r":
        cluster = "\n" + cluster[1:].removeprefix("\n")
    visible = "".join(_compatible(character) for character in cluster if _kind(character) != "invisible")
    composed = _same_length(unicodedata.normalize("NFC", visible)).translate(_LIGATURES)
    return unicodedata.normalize("NFC", composed)


def _compatible(character: str) -> str:
    """The ordinary letters or digits of a full-width, ligatured, bold… character; a bullet for a private glyph."""
    if unicodedata.category(character) == "Co":
        return character if character in "\uf020\uf02d" else "•"
    if character in _KEPT or unicodedata.decomposition(character).startswith(("<circle>", "<fraction>")):
        return character
    compatible = unicodedata.normalize("NFKC", character)
    if not compatible.isalnum() or _JAMO.search(compatible):
        return character
    raised = unicodedata.decomposition(character).startswith("<super>") and compatible.isdigit()
    return character if raised else compatible


def _same_length(text: str) -> str:
    return _OTHER_SIGN.sub(lambda match: _SAME_LENGTH[match[0]], text)


def plain(text: str) -> str:
    """Without accents, in lower case, one character for each."""
    if not text.isascii():
        text = _NOT_ASCII.sub(lambda match: _plain_character(match[0]), text)
    return text.lower()


_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_STRUCK = dict(zip("øØłŁđĐħĦŧŦı", "oollddhhtti", strict=True))  # their stroke is no mark to Unicode


@lru_cache(maxsize=8192)
def _plain_character(character: str) -> str:
    if character in _STRUCK:
        return _STRUCK[character]
    decomposed = unicodedata.normalize("NFD", character)
    marked = all(unicodedata.category(mark) == "Mn" for mark in decomposed[1:])
    base = decomposed[0] if marked else character
    lower = base.lower()
    return lower if len(lower) == 1 else base
