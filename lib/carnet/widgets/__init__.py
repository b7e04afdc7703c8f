"""Reusable parts of the pages: frame, figure, table, scatter, upload, notices; the only place of HTML and colours."""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from carnet.widgets.escaping import html, join_html, safe_html
    from carnet.widgets.figure import Figure
    from carnet.widgets.notices import Progress, empty_state, error_notice, notice, notice_html
    from carnet.widgets.page import Page
    from carnet.widgets.scatter import Scatter
    from carnet.widgets.table import Table
    from carnet.widgets.upload import Upload

__all__ = [
    "Figure",
    "Page",
    "Progress",
    "Scatter",
    "Table",
    "Upload",
    "empty_state",
    "error_notice",
    "html",
    "join_html",
    "notice",
    "notice_html",
    "safe_html",
]

# where each name is: a server reads the style sheet without importing plotly and ipywidgets
_HOME = {"Figure": "figure", "Page": "page", "Scatter": "scatter", "Table": "table", "Upload": "upload"}
_HOME |= dict.fromkeys(("html", "join_html", "safe_html"), "escaping")
_HOME |= dict.fromkeys(("Progress", "empty_state", "error_notice", "notice", "notice_html"), "notices")


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
