"""Where one is in a sheet: the time left, the numbered questions with their state, what can be done at the end."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import traitlets

from carnet.language import _, language
from carnet.widgets.asking import AskingWidget

_HERE = Path(__file__).parent


def state_words() -> dict[str, str]:
    """The states of a question, in words."""
    return {
        "todo": _("not answered"),
        "answered": _("answered"),
        "locked": _("locked"),
        "right": _("all the points"),
        "partly": _("part of the points"),
        "wrong": _("no point"),
        "flagged": _("flagged"),
    }


class ExamBar(AskingWidget):
    """`rows` are {item, question, label, state, flagged, current, closed, linked, words}; see `state_words`.

    `tell_time(seconds)` sets the clock by the server's; the page counts from there, says politely when ten minutes and
    one minute are left, and asks the kernel to look when time is out. `every`: it also asks every so many seconds.
    `on_word(callback)` hears open (`item`, `question`), look, and the kinds of `actions` (kind, words, primary).
    """

    WORDS = ("open", "look", "recap", "leave", "submit", "retry")
    _esm = _HERE / "js" / "exam_bar.js"

    title = traitlets.Unicode("").tag(sync=True)
    rows = traitlets.List().tag(sync=True)
    actions = traitlets.List().tag(sync=True)
    remaining = traitlets.Float(None, allow_none=True).tag(sync=True)
    clock = traitlets.Int(0, help="changes each time that `remaining` was told").tag(sync=True)
    every = traitlets.Int(0).tag(sync=True)

    def __init__(self) -> None:
        super().__init__(_texts())

    def relabel(self) -> None:
        """The words in the language in use."""
        self.texts = _texts()

    def tell_time(self, seconds: float | None) -> None:
        """The seconds left by the server's clock; None where there is no limit."""
        with self.hold_sync():
            self.remaining = seconds
            self.clock += 1

    def show(self, title: str, rows: Sequence[dict[str, Any]], actions: Sequence[tuple[str, str, bool]]) -> None:
        """Show where one is."""
        with self.hold_sync():
            self.title, self.rows, self.actions = title, list(rows), [list(one) for one in actions]


def _texts() -> dict[str, Any]:
    """The words that the page draws itself."""
    return {
        "language": language(),
        "questions": _("Questions"),
        "states": state_words(),
        "hours": _("{h} h {m} min left"),
        "minutes": _("{m} min left"),
        "seconds": _("{m}:{s} left"),
        "out": _("Time is up"),
        "left": _("{m} minutes left."),
        "lastMinute": _("One minute left. Every answer is saved as you go."),
    }
