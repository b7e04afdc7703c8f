"""The questions of a session with what each was worth: a table that sorts, each line opens its question."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import traitlets

from carnet.language import _, language
from carnet.widgets.asking import AskingWidget

_HERE = Path(__file__).parent


class ResultTable(AskingWidget):
    """`rows` of {id, number, title, kind, n, difficulty, difficultyTold, discrimination, discriminationTold,
    upper, flags, check}; `on_word` hears `open` (`id`). `current` is the question shown below."""

    WORDS = ("open",)
    _esm = _HERE / "js" / "result_table.js"
    _css = _HERE / "style" / "results.css"

    rows = traitlets.List().tag(sync=True)
    current = traitlets.Unicode("").tag(sync=True)

    def __init__(self) -> None:
        super().__init__(_texts())

    def relabel(self) -> None:
        """The words in the language in use."""
        self.texts = _texts()

    def show(self, rows: Sequence[dict[str, Any]]) -> None:
        """Show the questions of a session."""
        with self.hold_sync():
            self.texts, self.rows = _texts(), list(rows)


def _texts() -> dict[str, str]:
    return {
        "language": language(),
        "caption": _("Questions: click one to see who chose what."),
        "number": _("No."),
        "title": _("Question"),
        "n": _("n"),
        "difficulty": _("Success"),
        "discrimination": _("Discrimination"),
        "upper": _("Best − worst 27%"),
        "flags": _("To look at"),
        "sort": _("Sort by {column}"),
        "check": _("{n} to decide"),
        "none": _("No answer yet."),
    }
