"""A session as it goes on: its code for a beamer, who is where, what is answered, and what a teacher does to it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import traitlets

from carnet.language import _, language
from carnet.widgets.asking import AskingWidget

_HERE = Path(__file__).parent


class LiveBoard(AskingWidget):
    """`session`: {code, title, stage, told, facts, address, remaining}; `actions`: {kind, label, ask, yes}.

    `members`: {name, where, answered, flagged, told, done, left}; `questions`: {id, number, kind, stem, answered,
    correct, mean}. While it is seen the page sends `tick` two seconds after each `beat`, so that nothing is asked of
    the store for a page that nobody looks at. `on_word` hears also `act` (`what`), `time` (`name`, empty for all;
    `minutes`), `back` (`name`). What is irrevocable is asked twice, on the page.
    """

    WORDS = ("tick", "act", "time", "back")
    _esm = _HERE / "js" / "live_board.js"
    _css = _HERE / "style" / "session_board.css"

    session = traitlets.Dict().tag(sync=True)
    actions = traitlets.List().tag(sync=True)
    members = traitlets.List().tag(sync=True)
    questions = traitlets.List().tag(sync=True)
    total = traitlets.Int(0, help="questions of the session").tag(sync=True)
    beat = traitlets.Int(0).tag(sync=True)

    def __init__(self) -> None:
        super().__init__(_texts())

    def relabel(self) -> None:
        """The words in the language in use."""
        self.texts = _texts()

    def show(
        self,
        session: dict[str, Any],
        actions: Sequence[dict[str, Any]],
        members: Sequence[dict[str, Any]],
        questions: Sequence[dict[str, Any]],
    ) -> None:
        """What it is now; of what did not change, nothing is sent."""
        with self.hold_sync():
            if session != self.session:
                self.session = session
            for name, value in (("actions", actions), ("members", members), ("questions", questions)):
                if list(value) != getattr(self, name):
                    setattr(self, name, list(value))
            self.total = len(questions)
            self.beat += 1


def _texts() -> dict[str, str]:
    return {
        "language": language(),
        "code": _("Code"),
        "address": _("Address for students"),
        "noAddress": _("The students' door is closed: “carnet teach serve” opens it."),
        "copy": _("Copy"),
        "copied": _("Copied."),
        "big": _("Full screen"),
        "leave": _("Close"),
        "remaining": _("Time left"),
        "students": _("Students"),
        "nobody": _("Nobody has entered the code yet."),
        "questions": _("Questions"),
        "name": _("Pseudonym"),
        "where": _("Question"),
        "answered": _("Answered"),
        "of": _("{n} of {all}"),
        "flagged": _("Flags"),
        "state": _("State"),
        "left": _("Left"),
        "number": _("No."),
        "stem": _("Question"),
        "right": _("All points"),
        "mean": _("Mean"),
        "share": _("{percent} (n = {n})"),
        "time": _("Give time"),
        "timeTitle": _("Give time"),
        "timeText": _("The minutes add to those already given; they cannot be taken back."),
        "who": _("To whom"),
        "all": _("Everybody"),
        "minutes": _("Minutes"),
        "give": _("Give"),
        "cancel": _("Cancel"),
        "back": _("Let back in"),
        "lost": _("Ticket lost"),
        "backOf": _("Let {name} back in"),
        "backText": _(
            "Whoever joins next as {name} will be that student again, with her answers. Be sure of who asks."
        ),
    }
