"""An ECOS station practised alone: vignette, time, then the observer's grid, filled by oneself."""

from pathlib import Path
from typing import Any

import traitlets

from carnet.language import _, language
from carnet.widgets.asking import AskingWidget

_HERE = Path(__file__).parent


class StationSheet(AskingWidget):
    """`station` is {item, attempt, heading, tags, phase (ready, running, ended, grid, done), task, minutes, locked,
    lines [{id, section, text, tags, done, told}], grid {line: share}, verdict, points, reasons, group, actions}.

    `on_word(callback)` hears start, stop, grade (`grid`), finish, next, retry, with `item`; `saved` is said under all.
    """

    WORDS = ("start", "stop", "grade", "finish", "next", "retry")
    _esm = _HERE / "js" / "station_sheet.js"

    station = traitlets.Dict().tag(sync=True)
    saved = traitlets.Unicode("").tag(sync=True)

    def __init__(self) -> None:
        super().__init__(_texts())

    def relabel(self) -> None:
        """The words in the language in use."""
        self.texts = _texts()


def share_words() -> list[tuple[float, str]]:
    """The three ways in which a line of the grid is done."""
    return [(1, _("done")), (0.5, _("partly")), (0, _("not done"))]


def _texts() -> dict[str, Any]:
    return {
        "language": language(),
        "task": _("What is asked"),
        "ready": _("You have {m} minutes from the moment you begin. Say aloud what you would say and do."),
        "left": _("{time} left"),
        "out": _("Time is up"),
        "lastMinute": _("One minute left."),
        "ended": _("The station is over: an observer marks it, or it is corrected at the end."),
        "gridHint": _("The observer’s grid: say for each line what you did."),
        "shares": [list(one) for one in share_words()],
        "columns": [_("Line"), _("You")],
    }
