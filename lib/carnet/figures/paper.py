"""What a figure is on paper: its title block, and the same figure laid out for a journal's column."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from carnet.figures.measure import wrap
from carnet.figures.template import colour, tokens

if TYPE_CHECKING:
    import plotly.graph_objects as go

PIXELS_PER_MM = 96 / 25.4


def title_block(title: str, subtitle: str, width: float, size: float, theme: str) -> dict[str, Any]:
    """Title (what is found) and subtitle (how), wrapped to `width` pixels: plotly's `title` and a `height`."""
    large, room = 1.25 * size, width - 1.5 * size
    head, sub = wrap(title, large * 1.08, room), wrap(subtitle, size, room) if subtitle else []
    ink2 = colour("ink-2", theme)
    lines = [f"<b>{plotly_text(line)}</b>" for line in head]
    lines += [f'<span style="font-size:{size:.1f}px;color:{ink2}">{plotly_text(line)}</span>' for line in sub]
    return {
        "height": round(1.3 * large * len(lines) + 0.9 * size),
        "title": {"text": "<br>".join(lines), "x": 0, "xref": "container", "xanchor": "left", "y": 1,
                  "yref": "container", "yanchor": "top", "pad": {"l": 2, "t": round(1.6 * size)},
                  "font": {"size": round(large, 2), "color": colour("ink", theme)}, "automargin": False},
    }


def remember(figure: "go.Figure", draw: Callable[..., "go.Figure"]) -> "go.Figure":
    """Keep with a figure how it was drawn, so that `for_print` can lay it out anew."""
    figure._carnet_draw = draw
    return figure


def for_print(figure: "go.Figure", width_mm: float, *, title: bool = True) -> "go.Figure":
    """The same figure for a journal: `width_mm` wide (85 or 170), 8 pt text, on white; a new figure.

    A figure that Carnet drew is laid out anew (margins, ticks, labels); any other keeps its layout and is given the
    width and the type size.
    """
    import plotly.graph_objects as go

    width = round(width_mm * PIXELS_PER_MM, 1)
    size = round(tokens()["export"]["text-pt"] * 96 / 72, 2)
    draw = getattr(figure, "_carnet_draw", None)
    if draw is not None:
        drawn: go.Figure = draw(width=width, size=size, theme="light", title=title)
        return drawn
    printed = go.Figure(figure.to_dict())
    return printed.update_layout(width=width, font={"size": size}, paper_bgcolor="#FFFFFF", plot_bgcolor="#FFFFFF")


def plotly_text(text: str) -> str:
    """A label from the data as plain text: plotly reads a small HTML in its texts."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
