"""French first, English by a switch: translated strings, and numbers and dates as each language writes them.

Strings are written in English in the code and looked up by `_`. The catalogues are the gettext files
`locale/<language>/*.po`, read as they are: one per part of the house, merged.
"""

import datetime
import os
from functools import cache
from pathlib import Path

LANGUAGES = ("fr", "en")
_NARROW_NO_BREAK_SPACE = "\u202f"
_NO_BREAK_SPACE = "\u00a0"

_current = os.environ.get("CARNET_LANG", "fr") if os.environ.get("CARNET_LANG", "fr") in LANGUAGES else "fr"


def language() -> str:
    """The language in use: `fr` or `en`."""
    return _current


def set_language(code: str) -> None:
    """Switch this process to `fr` or `en`. One kernel serves one person, so this is a setting of the process.

    Raises ValueError for any other code.
    """
    global _current
    if code not in LANGUAGES:
        raise ValueError(f"unknown language {code!r}; known: {', '.join(LANGUAGES)}")
    _current = code


@cache
def _catalogue(code: str) -> dict[str, str | tuple[str, ...]]:
    from babel.messages.pofile import read_po

    messages: dict[str, str | tuple[str, ...]] = {}
    for path in sorted((Path(__file__).parent / "locale" / code).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=code):
                if message.id and message.string and not message.fuzzy:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    messages[key] = message.string
    return messages


def _(text: str) -> str:
    """The text in the language in use; the text itself where it has no translation."""
    if _current == "en":
        return text
    found = _catalogue(_current).get(text, text)
    return found if isinstance(found, str) else found[0]


def ngettext(singular: str, plural: str, n: int) -> str:
    """The form of the text for `n` in the language in use (French: 0 and 1 are singular)."""
    if _current == "en":
        return singular if n == 1 else plural
    found = _catalogue(_current).get(singular, (singular, plural))
    forms = (found, found) if isinstance(found, str) else found
    return forms[0] if n < 2 else forms[-1]


def number(value: float, digits: int = 0) -> str:
    """1234.5 → `1 234,5` (narrow no-break space) in French, `1,234.5` in English."""
    text = f"{value:,.{digits}f}"
    if _current == "fr":
        text = text.replace(",", _NARROW_NO_BREAK_SPACE).replace(".", ",")
    return text


def percent(share: float, n: int | None = None, digits: int = 0) -> str:
    """0.43 → `43 %`, with its count when given: `43 % (n = 120)`."""
    space = _NO_BREAK_SPACE if _current == "fr" else ""
    text = f"{number(100 * share, digits)}{space}%"
    return text if n is None else f"{text} (n = {number(n)})"


def p_value(p: float) -> str:
    """0.03 → `p = 0,03`; below a thousandth `p < 0,001`; NaN → `p = –`."""
    if p != p:
        return "p = –"
    if p < 0.001:
        return f"p < {number(0.001, 3)}"
    return f"p = {number(p, 3 if p < 0.01 else 2)}"


def date(day: datetime.date) -> str:
    """12 mars 2024 in French, 12 March 2024 in English."""
    from babel.dates import format_date

    return str(format_date(day, "d MMMM y", locale=_current))
