"""Tabs that show one of several boxes: arrow keys, one tab stop, the chosen one said."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import traitlets


class TabRow(anywidget.AnyWidget):
    """The row of tabs itself; `selected` is the position of the chosen one."""

    _esm = Path(__file__).parent / "js" / "cohort_tabs.js"

    tabs = traitlets.List(traitlets.Unicode()).tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)
    selected = traitlets.Int(0).tag(sync=True)


class Tabs(ipywidgets.VBox):
    """A row of tabs over the boxes they show; only the chosen box is displayed."""

    def __init__(self, panels: Sequence[ipywidgets.Widget], titles: Sequence[str], label: str = "") -> None:
        self.row = TabRow(tabs=list(titles), label=label)
        self.panels = tuple(panels)
        super().__init__([self.row, *self.panels])
        self.add_class("cohort-tabbed")
        self.row.observe(self._show, names="selected")
        self._show()

    @property
    def selected(self) -> int:
        """Position of the chosen tab."""
        return min(max(0, int(self.row.selected)), len(self.panels) - 1)

    def _show(self, _change: Any = None) -> None:
        for position, panel in enumerate(self.panels):
            panel.layout.display = None if position == self.selected else "none"
