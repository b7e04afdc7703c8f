"""What a page says when it has nothing to show yet, is working, has failed, or wants to be read with care."""

from collections.abc import Sequence

import ipywidgets
from markupsafe import Markup

from carnet.errors import CarnetError
from carnet.language import _, number
from carnet.widgets.escaping import html, join_html, safe_html

_SIGNS = {"ok": "✓", "warn": "!", "stop": "✕", "info": "i"}


def notice_html(kind: str, title: str, text: str | Sequence[str] = "") -> Markup:
    """A notice as escaped HTML. `kind`: `ok`, `warn`, `stop` or `info`; each has its sign beside its colour."""
    lines = [text] if isinstance(text, str) else text
    paragraphs = join_html(safe_html("<p>{line}</p>", line=line) for line in lines if line)
    role = "alert" if kind == "stop" else "status"
    return safe_html(
        '<div class="carnet-notice carnet-notice-{kind}" role="{role}"><p class="carnet-notice-title">'
        '<span class="carnet-notice-sign" aria-hidden="true">{sign}</span> {title}</p>{text}</div>',
        kind=kind,
        role=role,
        sign=_SIGNS[kind],
        title=title,
        text=paragraphs,
    )


def notice(kind: str, title: str, text: str | Sequence[str] = "") -> ipywidgets.HTML:
    """The widget that shows a notice; see `notice_html`."""
    return html("{notice}", notice=notice_html(kind, title, text))


def error_notice(error: Exception, kept: str = "") -> ipywidgets.HTML:
    """What happened, what was kept, what to do: from a `CarnetError`; any other error gives no detail of its own.

    Another error's message may hold a patient's text, so it is never shown.
    """
    if isinstance(error, CarnetError):
        return notice("stop", error.message, [kept, error.remedy])
    return notice(
        "stop", _("Something went wrong"), [kept, _("Nothing was changed in the records. Run « carnet doctor ».")]
    )


def empty_state(title: str, text: str, action: ipywidgets.Widget | None = None) -> ipywidgets.VBox:
    """Nothing to show yet: what to do first, with one button."""
    words = html(
        '<div class="carnet-notice-empty"><p class="carnet-notice-title">{title}</p><p>{text}</p></div>',
        title=title,
        text=text,
    )
    box = ipywidgets.VBox([words] if action is None else [words, action])
    box.add_class("carnet-empty-box")
    box.add_class("carnet-card")
    return box


class Progress(ipywidgets.HTML):
    """What is being done and how far: `progress.show(_("Reading…"), done=3, total=10)`, then `progress.clear()`."""

    def show(self, text: str, done: float | None = None, total: float | None = None) -> None:
        """Say what is done; without `total` the bar tells only that work goes on."""
        if done is None or not total:
            self.value = safe_html(
                '<div class="carnet-progress" role="status"><span>{text}</span>'
                '<progress aria-label="{text}"></progress></div>',
                text=text,
            )
            return
        share = min(max(done / total, 0.0), 1.0)
        self.value = safe_html(
            '<div class="carnet-progress" role="status">'
            '<span>{text} <span class="carnet-second">{done} / {total}</span></span>'
            '<progress aria-label="{text}" value="{share}" max="1"></progress></div>',
            text=text,
            done=number(done),
            total=number(total),
            share=round(share, 4),
        )

    def clear(self) -> None:
        """Nothing is being done any more."""
        self.value = safe_html("")
