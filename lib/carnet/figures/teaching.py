"""Figures of an examination: the map of its questions, who chose what, the distribution of the marks."""

import math
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from carnet.figures.axes import plain
from carnet.figures.measure import text_width
from carnet.figures.paper import plotly_text, remember
from carnet.figures.teaching_frame import between, entitle, frame, line, note, place_labels, share_axis, two_digits
from carnet.figures.teaching_words import (
    distractor_heading,
    distribution_heading,
    map_heading,
    mark_text,
    passed,
    tercile_names,
)
from carnet.figures.template import colour, series_colour
from carnet.language import _, number, percent

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from carnet.teaching.analysis import Analysis, ItemStatistics, TestStatistics

GOOD_DISCRIMINATION = 0.2
_MARKS = {"good": ("circle", "accent"), "weak": ("diamond", "warn"), "negative": ("x", "stop")}


def question_names(analysis: "Analysis") -> dict[str, str]:
    """How figures call the questions: Q1, Q2… in the order of the examination."""
    return {one.id: _("Q{n}").format(n=n) for n, one in enumerate(analysis.items, 1)}


def item_map(
    analysis: "Analysis", *, theme: str = "light", width: float = 720, size: float = 13, title: bool = True
) -> "go.Figure":
    """Each question at its difficulty (mean of the points) and its discrimination (item–rest correlation).

    Form and colour say which discriminate the wrong way (cross) or little (diamond); those without discrimination are
    not drawn, and counted in the subtitle.
    """
    import plotly.graph_objects as go

    names = question_names(analysis)
    drawn = [one for one in analysis.items if math.isfinite(one.discrimination)]
    low = min([-0.1, *(one.discrimination - 0.08 for one in drawn)])
    high = max([0.6, *(one.discrimination + 0.08 for one in drawn)])
    inner, left, right = round(min(0.62 * width, 26 * size)), 4.2 * size, 1.2 * size
    layout = frame(
        map_heading(analysis) if title else None, inner, theme=theme, width=width, size=size, left=left, right=right
    )
    room = width - left - right
    layout["xaxis"] |= share_axis(-0.03, 1.03, room, size)
    entitle(layout, "x", _("Success: mean of the points (easy to the right)"))
    ticks = [t / 10 for t in range(-10, 11, 2) if low <= t / 10 <= high]
    layout["yaxis"] |= {"range": [low, high], "tickvals": ticks, "ticktext": [plain(t) for t in ticks]}
    entitle(layout, "y", _("Discrimination"))
    layout["shapes"] = [line("y", 0, theme, dash="solid"), line("y", GOOD_DISCRIMINATION, theme)]
    pixels = [
        ((one.difficulty + 0.03) / 1.06 * room, (one.discrimination - low) / (high - low) * inner) for one in drawn
    ]
    places = place_labels(pixels, [names[one.id] for one in drawn], size - 2, (room, inner))
    for one, place, (x, y) in zip(drawn, places, pixels, strict=True):
        if place is not None:
            layout["annotations"].append(
                note(
                    names[one.id], one.difficulty, one.discrimination, theme=theme, size=size - 2, anchor="center",
                    ink="ink", shift=(place[0] - x, place[1] - y),
                )
            )  # fmt: skip
    groups: dict[str, list[ItemStatistics]] = {kind: [] for kind in _MARKS}
    for one in drawn:
        kind = "negative" if one.discrimination < 0 else "weak" if one.discrimination < GOOD_DISCRIMINATION else "good"
        groups[kind].append(one)
    traces = [
        {
            "type": "scatter", "mode": "markers", "name": kind, "cliponaxis": False,
            "x": [one.difficulty for one in group], "y": [one.discrimination for one in group],
            "marker": {"symbol": _MARKS[kind][0], "size": 0.62 * size, "color": colour(_MARKS[kind][1], theme)},
            "text": [_hover(one, names[one.id]) for one in group], "hovertemplate": "%{text}<extra></extra>",
        }
        for kind, group in groups.items()
        if group
    ]  # fmt: skip
    return remember(go.Figure({"data": traces, "layout": layout}), partial(item_map, analysis))


def _hover(one: "ItemStatistics", name: str) -> str:
    low, high = one.discrimination_interval
    value = two_digits(one.discrimination)
    if math.isfinite(low):
        value = between(value, two_digits(low), two_digits(high))
    return (
        f"<b>{name}</b> {plotly_text(one.title or one.id)}<br>"
        f"{_('Success')} {percent(one.difficulty)} (n = {one.n})<br>"
        f"{_('Discrimination')} {value}"
    )


def distractor_bars(
    item: "ItemStatistics", *, theme: str = "light", width: float = 560, size: float = 13, title: bool = True
) -> "go.Figure":
    """Which share of the weakest, middle and strongest third chose each proposition; right ones carry a tick."""
    import plotly.graph_objects as go

    shown = item.propositions
    labels = [f"{'✓ ' if one.correct else ''}{plotly_text(one.id.upper())}" for one in shown]
    left = max([text_width(text, size) for text in labels], default=0) + 1.2 * size
    right, row = 4 * size, 3.4 * size
    heading = distractor_heading(item) if title else None
    inner = max(1, len(shown)) * row
    layout = frame(heading, inner, theme=theme, width=width, size=size, left=left, right=right, above=1.8 * size)
    layout |= {
        "barmode": "group", "bargap": 0.28, "bargroupgap": 0.06, "showlegend": bool(shown),
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "yref": "paper",
                   "traceorder": "normal", "font": {"size": size - 1}},
    }  # fmt: skip
    layout["xaxis"] |= share_axis(0, 1, width - left - right, size)
    entitle(layout, "x", _("Share of the third that chose it"))
    places = list(range(len(shown)))
    layout["yaxis"] |= {
        "range": [len(shown) - 0.5, -0.5], "tickvals": places, "ticktext": labels, "ticks": "", "showline": False,
    }  # fmt: skip
    layout["yaxis"]["tickfont"] = {"color": colour("ink", theme), "size": size}
    patterns = ("/", "", "x")
    traces = [
        {
            "type": "bar", "orientation": "h", "name": name, "y": places,
            "x": [one.terciles[third] if math.isfinite(one.terciles[third]) else 0 for one in shown],
            "marker": {
                "color": series_colour((1, 7, 0)[third], theme), "pattern": {"shape": patterns[third], "size": 6},
                "line": {"width": 0},
            },
            "hovertemplate": f"{name} : %{{x:.0%}}<extra></extra>",
        }
        for third, name in enumerate(tercile_names())
    ]  # fmt: skip
    for place, one in enumerate(shown):
        layout["annotations"].append(
            note(percent(one.share) if math.isfinite(one.share) else "–", 1, place, theme=theme, size=size - 1,
                 xref="paper", shift=(0.5 * size, 0))
        )  # fmt: skip
    layout["annotations"].append(
        note(_("All"), 1, 1, theme=theme, size=size - 1, xref="paper", yref="paper", middle="bottom",
             shift=(0.5 * size, 2))
    )  # fmt: skip
    return remember(go.Figure({"data": traces, "layout": layout}), partial(distractor_bars, item))


def score_distribution(
    test: "TestStatistics",
    pass_mark: float | None = None,
    *,
    out_of: int = 20,
    theme: str = "light",
    width: float = 640,
    size: float = 13,
    title: bool = True,
) -> "go.Figure":
    """How many students have each mark out of `out_of` (bars one point wide, a mark at a limit in the bar above it);
    `pass_mark` (0 to 1) is a line, the bars below it are hatched. The marks are `test.scores`: those of a session,
    where each item has the same weight, are had by `analyse(…, unit="item")`."""
    import plotly.graph_objects as go

    counts = Counter(min(out_of - 1, int(score * out_of + 1e-9)) for score in test.scores)
    bins = list(range(out_of))
    values = [counts.get(n, 0) for n in bins]
    left = text_width(number(max([1, *values])), size) + 3 * size
    heading = distribution_heading(test, pass_mark, out_of) if title else None
    layout = frame(heading, 17 * size, theme=theme, width=width, size=size, left=left, above=1.5 * size)
    step = max(1, math.ceil(out_of / max(2, (width - left) // (3 * size))))
    step = next(one for one in (1, 2, 5, 10, 20, 50, out_of) if one >= min(step, out_of))
    layout["xaxis"] |= {"range": [-0.2, out_of + 0.2], "tickvals": list(range(0, out_of + 1, step))}
    entitle(layout, "x", _("Mark out of {n}").format(n=out_of))
    layout["yaxis"] |= {"rangemode": "tozero", "range": [0, 1.08 * max([1, *values])], "showgrid": True}
    entitle(layout, "y", _("Students"))
    if max(values, default=0) < 6:
        layout["yaxis"]["dtick"] = 1
    below = [pass_mark is not None and n + 1 <= pass_mark * out_of + 1e-9 for n in bins]
    bars = {
        "type": "bar", "x": [n + 0.5 for n in bins], "y": values, "width": 0.86,
        "marker": {"color": colour("accent", theme), "pattern": {"shape": ["/" if one else "" for one in below]},
                   "line": {"width": 0}},
        "text": [f"[{n} ; {n + 1}{']' if n == out_of - 1 else '['} : {counts.get(n, 0)}" for n in bins],
        "textposition": "none", "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip
    if pass_mark is not None and test.students:
        at = pass_mark * out_of
        layout["shapes"].append(line("x", at, theme, dash="dash", ink="ink"))
        text = _("pass mark {mark}: {share} pass").format(
            mark=mark_text(pass_mark, out_of), share=percent(passed(test, pass_mark))
        )
        anchor = "left" if at < out_of / 2 else "right"
        layout["annotations"].append(
            note(text, at, 1, theme=theme, size=size - 1, yref="paper", anchor=anchor, middle="bottom", ink="ink")
        )
    return remember(
        go.Figure({"data": [bars], "layout": layout}), partial(score_distribution, test, pass_mark, out_of=out_of)
    )
