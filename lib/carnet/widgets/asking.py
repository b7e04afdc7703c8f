"""A widget that hears what a person asks on the page: a word and its fields, checked before anybody is called."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import anywidget
import traitlets


class AskingWidget(anywidget.AnyWidget):
    """`on_word(callback)` hears (kind, fields) of the `WORDS` that the widget knows; what else the page sends is left.

    `texts` are the words that the page draws itself.
    """

    WORDS: ClassVar[tuple[str, ...]] = ()

    texts = traitlets.Dict().tag(sync=True)

    def __init__(self, texts: dict[str, Any]) -> None:
        self._callbacks: list[Callable[[str, dict[str, Any]], Any]] = []
        super().__init__(texts=texts)
        self.on_msg(self._heard)

    def on_word(self, callback: Callable[[str, dict[str, Any]], Any]) -> None:
        """Call `callback(kind, fields)` for what a person asks."""
        self._callbacks.append(callback)

    def ask(self, kind: str, **fields: Any) -> None:
        """What the page asks when a key is pressed or a button clicked."""
        if kind in self.WORDS:
            for callback in self._callbacks:
                callback(kind, fields)

    def _heard(self, _widget: Any, content: Any, _buffers: Any) -> None:
        if isinstance(content, Mapping) and isinstance(content.get("kind"), str):
            self.ask(content["kind"], **{str(k): v for k, v in content.items() if k != "kind"})
