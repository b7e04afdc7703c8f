"""The timeline by keyboard: from event to event in words, a ring on the mark shown, zoom by buttons."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from carnet.language import _, language

_HERE = Path(__file__).parent


class TimelineCursor(anywidget.AnyWidget):
    """Stands in one box with the figure it is about. `marks`: (id, day, row, words) in time; `selected` an id.

    `on_open(callback)` hears the id of an event: clicked in the figure, or reached by a button.
    """

    _esm = _HERE / "js" / "timeline_cursor.js"
    _css = _HERE / "style" / "fact_list.css"

    marks = traitlets.List().tag(sync=True)
    selected = traitlets.Unicode("").tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)

    def __init__(self) -> None:
        self._callbacks: list[Callable[[str], Any]] = []
        super().__init__(texts=_texts())
        self.on_msg(self._heard)

    def relabel(self) -> None:
        """The words in the language in use."""
        self.texts = _texts()

    def show(self, marks: Sequence[tuple[str, str, int, str]]) -> None:
        """The marks of another figure."""
        self.marks = [list(one) for one in marks]

    def on_open(self, callback: Callable[[str], Any]) -> None:
        """Call `callback(id)` when an event is asked for."""
        self._callbacks.append(callback)

    def ask(self, id: str) -> None:
        """What the page asks when a mark is clicked."""
        for callback in self._callbacks:
            callback(id)

    def _heard(self, _widget: Any, content: Any, _buffers: Any) -> None:
        if isinstance(content, Mapping) and content.get("kind") == "open" and isinstance(content.get("id"), str):
            self.ask(content["id"])


def _texts() -> dict[str, str]:
    return {
        "language": language(),
        "previous": _("Previous event"),
        "next": _("Next event"),
        "closer": _("Zoom in"),
        "wider": _("Zoom out"),
        "hint": _("Click a mark, or drag over a period to enlarge it."),
    }
