"""The last place where a pattern is found: what stands nearest before a name counts."""

import re


def last_found(pattern: re.Pattern[str], text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
    """The last match in text[start:end); None where there is none."""
    found = None
    for found in pattern.finditer(text, start, len(text) if end is None else end):  # noqa: B007
        pass
    return found
