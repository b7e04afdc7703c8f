"""The words of staging, read once: what stages, grades and sizes are said of."""

import re
from functools import cache
from importlib.resources import files

from carnet.text.lists import parse_lists


@cache
def words(name: str, after: str = "", before: str = r"(?<![a-z0-9])") -> "re.Pattern[str]":
    """The list `name` of staging_words.yaml as one expression, whole words of plain text."""
    listed = _lists()[name].replace("\n", "").replace(" |", "|")
    return re.compile(f"{before}(?:{listed})(?![a-z0-9]){after}")


@cache
def _lists() -> dict[str, str]:
    return dict(parse_lists(files(__package__).joinpath("staging_words.yaml").read_text(encoding="utf-8")))


def last(pattern: "re.Pattern[str]", text: str, start: int, end: int) -> "re.Match[str] | None":
    """The last match in [start, end) of a text."""
    found = None
    for found in pattern.finditer(text, max(0, start), end):  # noqa: B007 (the last one is wanted)
        pass
    return found
