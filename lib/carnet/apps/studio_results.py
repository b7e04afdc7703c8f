"""The Studio's tab of results: what came out of a session, question by question, and what one does about it."""

from typing import Any

from carnet.language import _
from carnet.widgets.boxes import named_box
from carnet.widgets.notices import notice


class ResultsView:
    """The tab: `box` is what the page shows."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk
        self.box = named_box([notice("info", _("Results"))], "rs-page")

    def open(self) -> None:
        """The tab is shown."""

    def choose(self, code: str) -> None:
        """Show the results of a session."""

    def relabel(self) -> None:
        """The words in the language in use."""
