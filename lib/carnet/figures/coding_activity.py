"""How many stays were validated each week, coder by coder."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from carnet.figures.paper import plotly_text, remember
from carnet.figures.template import base_layout, series_colour
from carnet.language import _
from carnet.language import date as written_date

if TYPE_CHECKING:
    import plotly.graph_objects as go

_PATTERNS = ("", "/", "x", "\\", ".", "+", "-", "|")  # no meaning is carried by colour alone


def weekly(counts: Mapping[str, Mapping[date, int]]) -> "tuple[list[date], dict[str, list[int]]]":
    """Days counted by coder → the Mondays from the first to the last week, and each coder's count in each."""
    monday = {day - timedelta(days=day.weekday()) for days in counts.values() for day in days}
    if not monday:
        return [], {}
    first, last = min(monday), max(monday)
    weeks = [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]
    found = {}
    for who, days in counts.items():
        by_week = dict.fromkeys(weeks, 0)
        for day, n in days.items():
            by_week[day - timedelta(days=day.weekday())] += n
        found[who] = list(by_week.values())
    return weeks, found


def activity_chart(
    counts: Mapping[str, Mapping[date, int]], *, theme: str = "light", width: float | None = None, size: float = 13
) -> "go.Figure":
    """Bars for each week, one colour and pattern a coder, stacked; without `width` (pixels), as wide as its place."""
    import plotly.graph_objects as go

    weeks, found = weekly(counts)
    labels = [written_date(week) for week in weeks]
    bars = [
        {
            "type": "bar",
            "name": plotly_text(who),
            "x": labels,
            "y": values,
            "width": min(0.65, 0.08 * len(weeks)),  # few weeks are bars, not walls
            "marker": {"color": series_colour(n, theme), "pattern": {"shape": _PATTERNS[n % len(_PATTERNS)]}},
            "hovertemplate": f"{plotly_text(who)}<br>%{{x}} : %{{y}}<extra></extra>",
        }
        for n, (who, values) in enumerate(found.items())
    ]
    layout = base_layout(theme, size)
    layout |= {
        "height": 260,
        "barmode": "stack",
        "bargap": 0.35,
        "margin": {"l": 48, "r": 8, "t": 8, "b": 48},
        "showlegend": len(found) > 1,
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": {"size": size - 1}},
    }
    if width is not None:
        layout["width"] = width
    if len(found) > 1:
        layout["margin"]["t"] = 36
    layout["xaxis"] |= {"type": "category", "nticks": 8, "title": layout["xaxis"]["title"] | {"text": _("Week of")}}
    layout["yaxis"] |= {
        "showgrid": True, "rangemode": "tozero", "title": layout["yaxis"]["title"] | {"text": _("Stays validated")},
    }  # fmt: skip
    highest = max((sum(column) for column in zip(*found.values(), strict=True)), default=0)
    if highest < 6:
        layout["yaxis"] |= {"dtick": 1}
    figure = go.Figure({"data": bars, "layout": layout})
    return remember(figure, partial(activity_chart, counts, theme=theme, width=width, size=size))
