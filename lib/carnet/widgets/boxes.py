"""Boxes of a page: named for its style sheet, shown or not."""

from collections.abc import Sequence

import ipywidgets


def named_box(children: Sequence[ipywidgets.Widget], *names: str) -> ipywidgets.VBox:
    """Widgets one under the other, with names for the style sheet."""
    made = ipywidgets.VBox(list(children))
    for name in names:
        made.add_class(name)
    return made


def set_shown(widget: ipywidgets.Widget, visible: bool) -> None:
    """Show a widget or take it off the page; nothing is sent where that is so already."""
    wanted = None if visible else "none"
    if widget.layout.display != wanted:
        widget.layout.display = wanted
