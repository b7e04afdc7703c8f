"""The Studio's tab of sessions: a session built from approved items, opened, followed live, closed, corrected."""

from typing import Any

from carnet.language import _
from carnet.widgets.boxes import named_box
from carnet.widgets.notices import notice


class SessionsView:
    """The tab: `box` is what the page shows."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk
        self.box = named_box([notice("info", _("Sessions"))], "ss-page")

    def open(self) -> None:
        """The tab is shown."""

    def relabel(self) -> None:
        """The words in the language in use."""
