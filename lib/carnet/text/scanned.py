"""Figures that a scanner read as letters: « 2O19 », « 4Omg », « l2/03/2024 »."""

import re

_ZERO = re.compile(
    r"(?<![a-z0-9])\d[\do]{0,12}o(?:[\do]{0,12}\d|(?=[\do]{0,12} ?(?:mg|ml|g|kg|ug|µg|ui|mmhg|cm|mm|%|cp)(?![a-z])))"
    r"|(?<=[/.])o\d(?=[/.])|(?<![a-z0-9])o\d(?=[/.][\do]\d[/.])"
)
_DATE = re.compile(r"(?<![a-z0-9])(?:[\dol]{2}[/.][\dol]{2}[/.][\dol]{4})(?![a-z0-9])")
_AFTER, _BEFORE = re.compile(r"\d[ol]"), re.compile(r"[ol]\d")  # quicker than both in one
_FIGURES = str.maketrans("ol", "01")


def figures(plain: str) -> str:
    """The plain text with zeros and ones for the letters o and l within numbers; of the same length."""
    if not (_AFTER.search(plain) or _BEFORE.search(plain)):
        return plain
    read = _ZERO.sub(lambda match: match[0].replace("o", "0"), plain)
    return _DATE.sub(lambda match: match[0].translate(_FIGURES), read)
