"""A summary in short lines, each with the numbers of its sources; a number opens the sentence it comes from."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from carnet.language import _, language

_HERE = Path(__file__).parent
Part = tuple[str, Sequence[str]]  # words, and the keys of what they come from
Section = tuple[str, Sequence[Sequence[Part]]]  # heading, lines


class SummaryText(anywidget.AnyWidget):
    """`show([(heading, [[(words, [key, …]), …], …]), …])`; `on_open(callback)` hears the key of a source.

    `selected` is the key of the source shown. Words are only ever drawn as text.
    """

    _esm = _HERE / "js" / "summary_text.js"
    _css = _HERE / "style" / "fact_list.css"

    title = traitlets.Unicode("").tag(sync=True)
    about = traitlets.Unicode("").tag(sync=True)
    empty = traitlets.Unicode("").tag(sync=True)
    sections = traitlets.List().tag(sync=True)
    selected = traitlets.Unicode("").tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)

    def __init__(self) -> None:
        self._callbacks: list[Callable[[str], Any]] = []
        super().__init__(texts=_texts())
        self.on_msg(self._heard)

    def relabel(self, title: str) -> None:
        """The words in the language in use."""
        with self.hold_sync():
            self.title, self.texts = title, _texts()

    def show(self, sections: Sequence[Section], *, about: str = "", empty: str = "") -> None:
        """Show another summary, in one message."""
        with self.hold_sync():
            self.about, self.empty = about, empty
            self.sections = [
                [heading, [[[words, list(keys)] for words, keys in line] for line in lines]]
                for heading, lines in sections
            ]

    def on_open(self, callback: Callable[[str], Any]) -> None:
        """Call `callback(key)` when a source is asked for."""
        self._callbacks.append(callback)

    def ask(self, key: str) -> None:
        """What the page asks when a number is clicked."""
        for callback in self._callbacks:
            callback(key)

    def _heard(self, _widget: Any, content: Any, _buffers: Any) -> None:
        if isinstance(content, Mapping) and content.get("kind") == "open" and isinstance(content.get("key"), str):
            self.ask(content["key"])


def _texts() -> dict[str, str]:
    return {"language": language(), "source": _("Source")}
