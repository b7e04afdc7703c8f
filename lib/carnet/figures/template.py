"""The look of every figure: the colours and type of `tokens.json` as a plotly template, light and dark."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from carnet.language import language

SERIES_LIMIT = 8


@cache
def tokens() -> dict[str, Any]:
    """The table of colours, type and spacing that pages and figures share."""
    loaded: dict[str, Any] = json.loads((Path(__file__).parent / "tokens.json").read_text(encoding="utf-8"))
    return loaded


def colour(name: str, theme: str = "light") -> str:
    """The colour of a token (`ink`, `line`, `accent`…) in a theme (`light` or `dark`)."""
    return str(tokens()[theme][name])


def series_colour(position: int, theme: str = "light") -> str:
    """The colour of the series at this position, counted from 0; there are eight."""
    series = tokens()[theme]["series"]
    return str(series[position % len(series)])


def series_dash(position: int) -> str:
    """The line style of the series at this position: no meaning is carried by colour alone."""
    dashes = tokens()["dash"]
    return str(dashes[position % len(dashes)])


def translucent(hex_colour: str, opacity: float | None = None) -> str:
    """`#0B5C7A` → `rgba(11,92,122,0.18)`; the opacity of interval bands by default."""
    red, green, blue = (int(hex_colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{tokens()['band-opacity'] if opacity is None else opacity})"


def separators() -> str:
    """Plotly's `separators`: decimal sign then thousands sign of the language in use."""
    return ",\u202f" if language() == "fr" else ".,"


def base_layout(theme: str = "light", size: float = 13) -> dict[str, Any]:
    """The layout that every figure starts from: surface ground, no frame, no grid, hairlines, type in pixels."""
    ink, ink2, line = colour("ink", theme), colour("ink-2", theme), colour("line", theme)
    axis = {
        "showgrid": False, "zeroline": False, "linecolor": line, "tickcolor": line, "ticks": "outside", "ticklen": 4,
        "tickfont": {"color": ink2, "size": size - 1}, "title": {"font": {"color": ink2, "size": size - 1}},
        "fixedrange": True, "automargin": False,
    }
    return {
        "template": {"layout": {}},
        "paper_bgcolor": colour("surface", theme),
        "plot_bgcolor": colour("surface", theme),
        "font": {"family": tokens()["font"]["sans"], "size": size, "color": ink},
        "separators": separators(),
        "colorway": list(tokens()[theme]["series"]),
        "xaxis": dict(axis),
        "yaxis": dict(axis) | {"gridcolor": line},
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": colour("surface", theme), "bordercolor": line, "font": {"color": ink, "size": size - 1},
            "align": "left",
        },
    }
