"""Figures of students: progress by objective and over time, answers as they come in."""

import math
from collections.abc import Collection, Mapping, Sequence
from datetime import date as day_of
from functools import partial
from typing import TYPE_CHECKING, Any

from carnet.figures.measure import shorten, text_width
from carnet.figures.paper import plotly_text, remember
from carnet.figures.teaching_frame import between, entitle, frame, joined, line, note, share_axis
from carnet.figures.template import colour
from carnet.language import _, date, ngettext, number, percent

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from carnet.teaching.progress import Band, Standing


def _progress_heading(standings: Sequence["Standing"], threshold: float | None) -> tuple[str, str]:
    if not standings:
        return _("Nothing answered yet"), ""
    how = _("mean of the last answer to each question, 95% CI")
    if threshold is None:
        total = sum(one.questions for one in standings)
        mean = sum(one.mean * one.questions for one in standings) / total
        return _("Mean {share}").format(share=percent(mean)), how
    above = sum(one.mean >= threshold - 1e-9 for one in standings)
    head = _("{k} of {n} at {share} or above").format(k=above, n=len(standings), share=percent(threshold))
    return head, how


def progress_chart(
    standings: Sequence["Standing"],
    labels: Mapping[str, str] | None = None,
    *,
    threshold: float | None = None,
    bands: Mapping[str, "Band"] | None = None,
    theme: str = "light",
    width: float = 640,
    size: float = 13,
    title: bool = True,
) -> "go.Figure":
    """One line an objective (or rank, or item number): the mean with its interval, how many questions it rests on.

    `labels` are names by `Standing.name`; `threshold` a line to reach; `bands` the group's middle half, by name, where
    the group is large enough to be shown.
    """
    import plotly.graph_objects as go

    names = [(labels or {}).get(one.name, one.name) for one in standings]
    left = min(max([text_width(name, size) for name in names], default=0) + 1.2 * size, 0.45 * width)
    names = [shorten(name, size, left - 1.2 * size) for name in names]
    right, row = text_width("n = 999", size - 1) + 1.2 * size, 2 * size
    heading = _progress_heading(standings, threshold) if title else None
    layout = frame(heading, max(1, len(standings)) * row, theme=theme, width=width, size=size, left=left, right=right)
    layout["xaxis"] |= share_axis(0, 1, width - left - right, size)
    entitle(layout, "x", _("Mean of the points"))
    places = list(range(len(standings)))
    layout["yaxis"] |= {
        "range": [max(1, len(standings)) - 0.5, -0.5], "tickvals": places, "ticks": "", "showline": False,
        "ticktext": [plotly_text(name) for name in names], "tickfont": {"color": colour("ink", theme), "size": size},
    }  # fmt: skip
    if threshold is not None:
        layout["shapes"].append(line("x", threshold, theme, dash="dash"))
    for place, one in enumerate(standings):
        band = (bands or {}).get(one.name)
        if band is not None:
            layout["shapes"].append({
                "type": "rect", "xref": "x", "yref": "y", "x0": band.quartiles[0], "x1": band.quartiles[2],
                "y0": place - 0.32, "y1": place + 0.32, "line": {"width": 0}, "fillcolor": colour("line", theme),
                "layer": "below",
            })  # fmt: skip
        layout["annotations"].append(
            note(f"n = {number(one.questions)}", 1, place, theme=theme, size=size - 1, xref="paper",
                 shift=(0.6 * size, 0))
        )  # fmt: skip
    accent = colour("accent", theme)
    trace = {
        "type": "scatter", "mode": "markers", "x": [one.mean for one in standings], "y": places, "cliponaxis": False,
        "marker": {"symbol": "square", "size": 0.6 * size, "color": accent},
        "error_x": _errors(standings, accent),
        "text": [f"{plotly_text(name)} : {_estimate(one)}" for name, one in zip(names, standings, strict=True)],
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip
    draw = partial(progress_chart, standings, labels, threshold=threshold, bands=bands)
    return remember(go.Figure({"data": [trace], "layout": layout}), draw)


def _errors(standings: Sequence["Standing"], ink: str) -> dict[str, Any]:
    return {
        "type": "data", "symmetric": False, "width": 0, "thickness": 1.5, "color": ink,
        "array": [one.interval[1] - one.mean for one in standings],
        "arrayminus": [one.mean - one.interval[0] for one in standings],
    }  # fmt: skip


def _estimate(one: "Standing") -> str:
    low, high = one.interval
    return f"{between(percent(one.mean), percent(low), percent(high))}, n = {number(one.questions)}"


def progress_alt(
    standings: Sequence["Standing"], labels: Mapping[str, str] | None = None, threshold: float | None = None
) -> str:
    """The progress in sentences, line by line."""
    head, how = _progress_heading(standings, threshold)
    parts = [f"{(labels or {}).get(one.name, one.name)} {_estimate(one)}" for one in standings]
    return ". ".join(part for part in (head, how[:1].upper() + how[1:], joined(parts)) if part) + "."


def progress_over_time(
    standings: Sequence["Standing"],
    *,
    theme: str = "light",
    width: float = 640,
    size: float = 13,
    title: bool = True,
) -> "go.Figure":
    """The mean of each period (`carnet.teaching.progress.over_time`) with its interval."""
    import plotly.graph_objects as go

    days = [day_of.fromisoformat(one.name) for one in standings]
    left, inner = 4.2 * size, 17 * size
    heading = _progress_heading(standings, None) if title else None
    layout = frame(heading, inner, theme=theme, width=width, size=size, left=left)
    step = max(1, math.ceil(len(days) * text_width("00 septembre 0000", size - 1) / max(1, width - left - 3 * size)))
    kept = days[::step]
    layout["xaxis"] |= {"tickvals": [one.isoformat() for one in kept], "ticktext": [date(one) for one in kept]}
    layout["xaxis"] |= {"type": "date"}
    layout["yaxis"] |= share_axis(-0.02, 1.02, inner, size)
    entitle(layout, "y", _("Mean of the points"))
    accent = colour("accent", theme)
    trace = {
        "type": "scatter", "mode": "lines+markers", "x": [one.isoformat() for one in days],
        "y": [one.mean for one in standings], "line": {"color": accent, "width": 1.5},
        "marker": {"symbol": "square", "size": 0.6 * size, "color": accent}, "error_y": _errors(standings, accent),
        "text": [f"{date(day)} : {_estimate(one)}" for day, one in zip(days, standings, strict=True)],
        "hovertemplate": "%{text}<extra></extra>", "cliponaxis": False,
    }  # fmt: skip
    return remember(go.Figure({"data": [trace], "layout": layout}), partial(progress_over_time, standings))


def over_time_alt(standings: Sequence["Standing"]) -> str:
    """The progress over time in sentences."""
    head, how = _progress_heading(standings, None)
    parts = [f"{date(day_of.fromisoformat(one.name))} {_estimate(one)}" for one in standings]
    return ". ".join(part for part in (head, how[:1].upper() + how[1:], joined(parts)) if part) + "."


def live_bars(
    chosen: Mapping[str, int],
    answered: int,
    members: int,
    key: Collection[str] = (),
    *,
    reveal: bool = False,
    theme: str = "light",
    width: float = 560,
    size: float = 15,
    title: bool = True,
) -> "go.Figure":
    """How many of those who `answered` chose each proposition, for the room's screen; right ones are told by a tick and
    a full bar once `reveal` is set, never before."""
    import plotly.graph_objects as go

    names = list(chosen)
    right_ones = set(key) if reveal else set()
    labels = [f"{'✓ ' if name in right_ones else ''}{plotly_text(name.upper())}" for name in names]
    left = max([text_width(text, size) for text in labels], default=0) + 1.2 * size
    right, row = text_width("100 % (999)", size) + size, 2.4 * size
    heading = (live_heading(answered, members), "") if title else None
    inner = max(1, len(names)) * row
    layout = frame(heading, inner, theme=theme, width=width, size=size, left=left, right=right, bottom=size)
    layout["xaxis"] |= {"range": [0, 1], "showticklabels": False, "ticks": "", "showline": False}
    places = list(range(len(names)))
    layout["yaxis"] |= {
        "range": [max(1, len(names)) - 0.5, -0.5], "tickvals": places, "ticktext": labels, "ticks": "",
        "showline": False, "tickfont": {"color": colour("ink", theme), "size": size},
    }  # fmt: skip
    shares = [chosen[name] / answered if answered else 0.0 for name in names]
    faint = reveal and bool(right_ones)
    inks = [colour("ok" if name in right_ones else "control-line" if faint else "accent", theme) for name in names]
    shapes = ["/" if faint and name not in right_ones else "" for name in names]
    trace = {
        "type": "bar", "orientation": "h", "x": shares, "y": places, "width": 0.66,
        "marker": {"color": inks, "pattern": {"shape": shapes, "size": 6}, "line": {"width": 0}}, "hoverinfo": "skip",
    }  # fmt: skip
    for place, (name, share) in enumerate(zip(names, shares, strict=True)):
        layout["annotations"].append(
            note(f"{percent(share)} ({number(chosen[name])})", 1, place, theme=theme, size=size - 1, xref="paper",
                 ink="ink", shift=(0.5 * size, 0))
        )  # fmt: skip
    draw = partial(live_bars, chosen, answered, members, key, reveal=reveal)
    return remember(go.Figure({"data": [trace], "layout": layout}), draw)


def live_heading(answered: int, members: int) -> str:
    """How many have answered."""
    return ngettext("{answered} answer of {n} student", "{answered} answers of {n} students", members).format(
        answered=number(answered), n=number(members)
    )


def live_alt(
    chosen: Mapping[str, int], answered: int, members: int, key: Collection[str] = (), *, reveal: bool = False
) -> str:
    """The answers in a sentence; which are right only once `reveal` is set."""
    parts = []
    for name, n in chosen.items():
        said = f"{name.upper()} {percent(n / answered if answered else 0)}"
        parts.append(said + (f" ({_('right')})" if reveal and name in key else ""))
    return ". ".join(part for part in (live_heading(answered, members), ", ".join(parts)) if part) + "."
