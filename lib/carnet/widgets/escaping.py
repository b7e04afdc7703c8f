"""HTML that cannot carry anyone's code: every value put into it is escaped."""

from typing import Any

import ipywidgets
from markupsafe import Markup


def safe_html(template: str, /, *values: Any, **named: Any) -> Markup:
    """Fill a template's `{name}` places with escaped values; a value that is itself `safe_html` goes in as it is.

    The template is a literal written in the code, never data: `safe_html("<b>{name}</b>", name=label)`.
    """
    return Markup(template).format(*values, **named)  # noqa: S704


def our_own(text: str) -> Markup:
    """HTML or CSS that is a file of this package, with nobody's data in it, to be put into `safe_html` as it is."""
    return Markup(text)  # noqa: S704


def join_html(parts: Any, separator: str = "") -> Markup:
    """Put pieces of HTML one after the other; pieces that are plain text are escaped."""
    return Markup(separator).join(parts)  # noqa: S704


def html(template: str, /, *values: Any, classes: tuple[str, ...] = (), **named: Any) -> ipywidgets.HTML:
    """The widget that shows `safe_html(template, …)`; `classes` are added to its element."""
    widget = ipywidgets.HTML(safe_html(template, *values, **named))
    for name in classes:
        widget.add_class(name)
    return widget
