"""French typography, and the signs that the letters of the page have not."""

import re
import unicodedata
from collections.abc import Callable

_NARROW, _NO_BREAK = "\u202f", "\u00a0"


def french(text: str) -> str:
    """A text with no-break spaces where French typography has spaces, and its apostrophes."""
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    text = re.sub(r"[ \u00a0]+([;!?])", rf"{_NARROW}\1", text)
    text = re.sub(r"[ \u00a0]+([:»%])", rf"{_NO_BREAK}\1", text)
    text = re.sub(r"«[ \u00a0]+", f"«{_NO_BREAK}", text)
    return re.sub(r"(?<=\d) (?=(?:mg|g|kg|µg|mL|L|cm|mm|ans|mois|jours|h|min|UI|mmHg|°C|bpm)\b)", _NO_BREAK, text)


def printable(text: str, has: Callable[[str], bool]) -> str:
    """A text in signs that the letters have (`has`): the others by their plain form or their name, none left out.

    Line ends stay; other control signs and invisible ones go.
    """
    made = []
    for sign in unicodedata.normalize("NFC", text):
        if sign == "\n":
            made.append(sign)
        elif unicodedata.category(sign) in ("Cc", "Cf") or 0xFE00 <= ord(sign) <= 0xFE0F:
            made.append(" " if sign == "\t" else "")  # invisible signs
        elif has(sign):
            made.append(sign)
        elif unicodedata.category(sign) in ("Mn", "Me"):
            continue
        else:
            plain = unicodedata.normalize("NFKD", sign)
            bare = "".join(one for one in plain if has(one))
            name = unicodedata.name(sign, f"U+{ord(sign):04X}").lower()
            made.append(bare if plain != sign and bare else " " if sign.isspace() else f"[{name}]")
    return "".join(made)
