"""Reusable parts of the pages: frame, figure, table, scatter, upload, notices; the only place of HTML and colours."""

from carnet.widgets.figure import Figure
from carnet.widgets.html import html, join_html, safe_html
from carnet.widgets.notice import Progress, empty_state, error_notice, notice, notice_html
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
