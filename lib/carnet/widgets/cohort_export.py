"""The menu of what one takes away from the page of cohorts: images for a journal, tables, the Python cell."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import plotly.graph_objects as go
import traitlets

from carnet.language import _


class ExportMenu(anywidget.AnyWidget):
    """A menu whose entries ask Python for what they name; `on_ask(kind)` answers with one of the `send_…` methods."""

    _esm = Path(__file__).parent / "js" / "cohort_export.js"

    entries = traitlets.List().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)

    def __init__(self, on_ask: Callable[[str], None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._on_ask = on_ask
        self.on_msg(self._asked)

    def _asked(self, _widget: Any, content: Any, _buffers: Any) -> None:
        kind = content.get("ask") if isinstance(content, dict) else None
        if kind in {entry[0] for entry in self.entries}:
            self._on_ask(str(kind))

    def set(self, entries: Sequence[tuple[str, str, str]], texts: dict[str, str]) -> None:
        """The entries (kind, label, hint) and the words of the menu, in the language in use."""
        self.texts, self.entries = texts, [list(entry) for entry in entries]

    def send_image(self, figure: go.Figure, name: str, format: str, width_mm: float) -> None:
        """Have the page draw a figure laid out for print and save it as `png` (300 dpi) or `svg`, `width_mm` wide."""
        self.send(
            {
                "kind": "image",
                "figure": json.loads(figure.to_json()),
                "format": format,
                "width_mm": width_mm,
                "name": f"{name}-{width_mm:g}mm.{format}",
            }
        )

    def send_file(self, text: str, name: str, type: str = "text/csv;charset=utf-8") -> None:
        """Have the page save a text file."""
        self.send({"kind": "file", "text": text, "name": name, "type": type})

    def send_code(self, text: str) -> None:
        """Show the Python cell, with a button that copies it."""
        self.send({"kind": "code", "text": text})

    def send_word(self, text: str) -> None:
        """Say a word beside the menu: why there is nothing to take away."""
        self.send({"kind": "word", "said": text})


def menu_words(title: str, code_hint: str = "") -> dict[str, str]:
    """The words of a menu in the language in use; `code_hint` says what its Python cell does, empty for none."""
    return {
        "title": title,
        "working": _("Preparing…"),
        "failed": _("The export failed. Try again."),
        "code": _("Python cell") if code_hint else "",
        "copy": _("Copy"),
        "copied": _("Copied."),
        "close": _("Close"),
        "codeHint": code_hint,
    }
