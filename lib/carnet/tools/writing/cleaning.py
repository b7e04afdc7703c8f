"""Typography and turns of phrase of a kept sentence, mended as an editor would: no word of the sense is changed."""

import re
from functools import cache
from importlib.resources import files

from carnet.text.lists import parse_lists

_SPACES = re.compile(r"[ \t\n]+")


def tidied(text: str) -> str:
    """A passage as it may be printed: French apostrophes, spaces, and the house's words for calques."""
    text = _SPACES.sub(" ", text.replace("'", "’").replace('"', "")).strip()
    text = re.sub(r" +([,.])", r"\1", text)
    text = re.sub(r"(\d)\.(\d)", r"\1,\2", text)
    for pattern, said in _calques():
        text = pattern.sub(said, text)
    return text


@cache
def _calques() -> tuple[tuple[re.Pattern[str], str], ...]:
    read = parse_lists((files(__package__) / "cleaning.yaml").read_text(encoding="utf-8"))
    return tuple((re.compile(rf"\b(?:{written})\b", re.IGNORECASE), said) for written, said in read.items())
