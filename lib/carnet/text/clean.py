"""A text made regular for rules and models, with the way back to the offsets of the text as given."""

import re
import unicodedata
from dataclasses import dataclass

# what a rule should not have to know: other spaces, quotes and dashes, each for one character
_SAME_LENGTH = str.maketrans(
    {
        **dict.fromkeys("\t\v\x1c\x1d\x1e\x1f\u00a0\u1680\u202f\u205f\u3000", " "),
        **dict.fromkeys(range(0x2000, 0x200B), " "),
        **dict.fromkeys("\f\u0085\u2028\u2029", "\n"),
        **dict.fromkeys("‘’‚‛ʼ′´`＇", "'"),
        **dict.fromkeys("“”„‟″＂", '"'),
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        "⁄": "/",
    }
)
_REGULAR = re.compile(
    r"[\n\x20-\x7e\u00a0-\u00ac\u00ae-\u00c5\u00c7-\u00e5\u00e7-\u0151\u0154-\u017f‘’“”–—€…\t\u202f°]*"
)
_EXPANDED = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "…": "…"}


@dataclass(frozen=True, slots=True)
class CleanText:
    """`text`: composed (NFC), ordinary spaces, quotes and dashes, `\\n` for every end of line, ligatures spelled out,
    nothing invisible. `plain`: the same without accents, in lower case, of the same length: what was found at
    [a, b) of one is at [a, b) of the other.
    """

    text: str
    plain: str
    _starts: tuple[int, ...] | None
    _ends: tuple[int, ...] | None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """[start, end) of the clean text as offsets of the text as given (accents and all within)."""
        if self._starts is None or self._ends is None:
            return start, end
        if start == end:
            place = self._starts[start] if start < len(self._starts) else (self._ends[-1] if self._ends else 0)
            return place, place
        return self._starts[start], self._ends[end - 1]


def clean(text: str) -> CleanText:
    """Clean a text. A text that is already regular keeps its offsets and costs a few microseconds."""
    if _REGULAR.fullmatch(text):
        same = text.translate(_SAME_LENGTH)
        return CleanText(same, plain(same), None, None)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    while position < len(text):
        end = position + 1
        if text[position] == "\r":
            end += text.startswith("\n", end)
            piece = "\n"
        else:
            while end < len(text) and unicodedata.combining(text[end]):
                end += 1
            piece = _regular_piece(text[position:end])
        pieces.append(piece)
        starts += [position] * len(piece)
        ends += [end] * len(piece)
        position = end
    cleaned = "".join(pieces)
    return CleanText(cleaned, plain(cleaned), tuple(starts), tuple(ends))


def _regular_piece(cluster: str) -> str:
    """One character with its marks, made regular; empty for what nobody sees."""
    composed = unicodedata.normalize("NFC", cluster).translate(_SAME_LENGTH)
    kept = []
    for character in composed:
        if character in _EXPANDED:
            kept.append(_EXPANDED[character])
        elif character == "\n" or not unicodedata.category(character).startswith("C"):
            compatible = unicodedata.normalize("NFKC", character)
            kept.append(compatible if compatible.isalnum() and character not in "²³¹ªº" else character)
    return "".join(kept)


def plain(text: str) -> str:
    """Without accents, in lower case, one character for each."""
    if text.isascii():
        return text.lower()
    return "".join(map(_plain_character, text))


def _plain_character(character: str) -> str:
    if character.isascii():
        return character.lower()
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character
