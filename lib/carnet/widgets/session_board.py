"""The list of a teacher's sessions: which is open, what each was, and the way to a new one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import traitlets

from carnet.language import _
from carnet.widgets.asking import AskingWidget

_HERE = Path(__file__).parent


class SessionBoard(AskingWidget):
    """`rows` of {code, title, stage, told, second, when}; `on_word` hears `open` (`code`) and `new`.

    `stage` is `waiting`, `running` or `closed`, `told` its name; `current` the code of the session shown, empty for
    a new one.
    """

    WORDS = ("open", "new")
    _esm = _HERE / "js" / "session_board.js"
    _css = _HERE / "style" / "session_board.css"

    rows = traitlets.List().tag(sync=True)
    current = traitlets.Unicode("").tag(sync=True)

    def __init__(self) -> None:
        super().__init__(_texts())

    def relabel(self) -> None:
        """The words in the language in use."""
        self.texts = _texts()

    def show(self, rows: Sequence[dict[str, Any]]) -> None:
        """Show the sessions, in their order; nothing is sent where they are those shown."""
        if list(rows) != self.rows:
            self.rows = list(rows)


def _texts() -> dict[str, str]:
    return {"title": _("Sessions"), "new": _("New session"), "none": _("No session yet.")}
