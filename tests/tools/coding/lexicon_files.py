"""The files of the lexicon as they are written, for the tests that check them."""

from functools import cache
from typing import Any

from carnet.text.lists import parse_lists
from carnet.tools.coding.lexicon import FOLDER

FIELDS = frozenset(
    ("code", "said", "capitals", "refine", "history", "chronic", "symptom", "explains", "family", "sex", "with_codes")
)


@cache
def lexicon_file(name: str) -> dict[str, Any]:
    """The entries of a file, by name."""
    return dict(parse_lists((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")))
