"""The ticket of a student, kept by her browser so that a reload finds her sheet again; nothing else is kept there."""

from pathlib import Path

import traitlets

from carnet.widgets.asking import AskingWidget

_HERE = Path(__file__).parent


class TicketKeeper(AskingWidget):
    """`on_word(callback)` hears here (`ticket`: what the browser had kept, or empty) once the page is there.

    `keep(text)` has the browser keep a ticket, `keep("")` forget it. What the browser says is to be checked.
    """

    WORDS = ("here",)
    _esm = _HERE / "js" / "ticket.js"
    _css = _HERE / "style" / "entrainement.css"

    kept = traitlets.Unicode("").tag(sync=True)
    heard = traitlets.Bool(False).tag(sync=True)

    def __init__(self) -> None:
        super().__init__({})

    def keep(self, ticket: str) -> None:
        """Have the browser keep a ticket; empty to forget it."""
        self.heard = True
        if self.kept == ticket:
            self.kept = ticket + " "  # told again: the browser may have forgotten it
        self.kept = ticket
