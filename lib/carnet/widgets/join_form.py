"""The way into a session: its code and a pseudonym, or the name that the site gives."""

from pathlib import Path
from typing import Any

import traitlets

from carnet.language import _, language
from carnet.widgets.asking import AskingWidget

_HERE = Path(__file__).parent


class JoinForm(AskingWidget):
    """`on_word(callback)` hears join (`code`, `pseudonym`); `say(error)` answers, with an empty error once all is well.

    `known`: the name that the front gives, which is then not asked.
    """

    WORDS = ("join",)
    _esm = _HERE / "js" / "join_form.js"

    known = traitlets.Unicode("").tag(sync=True)
    error = traitlets.Unicode("").tag(sync=True)
    answers = traitlets.Int(0, help="how often the kernel has answered").tag(sync=True)
    primary = traitlets.Bool(True, help="whether this is the page's first act").tag(sync=True)

    def __init__(self) -> None:
        super().__init__(_texts())

    def relabel(self) -> None:
        """The words in the language in use."""
        self.texts = _texts()

    def say(self, error: str) -> None:
        """Say what is wrong with the code or the pseudonym; nothing when empty."""
        with self.hold_sync():
            self.error = error
            self.answers += 1


def _texts() -> dict[str, Any]:
    return {
        "language": language(),
        "title": _("Join a session"),
        "code": _("Code of the session"),
        "name": _("Name"),
        "pseudonym": _("Pseudonym"),
        "pseudonymHint": _("The teacher sees it with your answers; it need not be your name."),
        "join": _("Join"),
        "noCode": _("Write the code that the teacher gave."),
        "noName": _("Choose a pseudonym."),
    }
