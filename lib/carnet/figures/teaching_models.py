"""Figures of response models: students and questions on one scale, characteristic curves, precision of the test."""

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from carnet.figures.axes import plain
from carnet.figures.measure import shorten, spread, text_width
from carnet.figures.paper import plotly_text, remember
from carnet.figures.teaching_frame import between, entitle, frame, joined, line, note, share_axis, two_digits
from carnet.figures.template import SERIES_LIMIT, colour, series_colour, series_dash, translucent
from carnet.language import _, ngettext, number
from carnet.teaching.analysis.intervals import Z95

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from carnet.teaching.analysis import ItemParameters, ResponseModel


def _names(model: "ResponseModel", names: Mapping[str, str] | None) -> dict[str, str]:
    return {one.id: (names or {}).get(one.id, one.id) for one in model.items}


def wright_map(
    model: "ResponseModel",
    names: Mapping[str, str] | None = None,
    *,
    theme: str = "light",
    width: float = 640,
    size: float = 13,
    title: bool = True,
) -> "go.Figure":
    """Students (bars, left) and questions (points with their 95 % interval, right, the easiest first) on one scale.

    `names` are short names of the questions by id (see `question_names`).
    """
    import plotly.graph_objects as go

    called = _names(model, names)
    items = sorted(model.items, key=lambda one: one.difficulty)
    abilities = [one for one in model.abilities if math.isfinite(one)]
    error = [Z95 * one.difficulty_se if math.isfinite(one.difficulty_se) else 0.0 for one in items]
    ends = [one.difficulty + sign * min(2.0, e) for one, e in zip(items, error, strict=True) for sign in (-1, 1)]
    every = [*abilities, *ends]
    low, high = math.floor(min([-2.0, *every]) - 0.1), math.ceil(max([2.0, *every]) + 0.1)
    inner = 28 * size
    left, right = 3.6 * size, 1.2 * size
    heading = (wright_heading(model), _("{kind} model, abilities and difficulties in logits").format(kind=model.kind))
    layout = frame(heading if title else None, inner, theme=theme, width=width, size=size, left=left, right=right,
                   above=1.6 * size, bottom=1.2 * size)  # fmt: skip
    edges = np.arange(low, high + 0.5, 0.5)
    counts, _edges = np.histogram(abilities, bins=edges)
    widest = max(1, int(counts.max(initial=0)))
    layout["yaxis"] |= {"range": [low, high], "tickvals": list(range(int(low), int(high) + 1))}
    entitle(layout, "y", _("Logits"))
    hidden = {"showticklabels": False, "ticks": "", "showline": False}
    layout["xaxis"] |= {"domain": [0, 0.36], "range": [1.05 * widest, 0], **hidden}
    layout["xaxis2"] = dict(layout["xaxis"]) | {"domain": [0.4, 1], "range": [0, 1], "anchor": "y"}
    layout["shapes"] = [line("y", 0, theme)]
    for x, text in ((0.18, _("Students")), (0.7, _("Questions, the hardest above"))):
        layout["annotations"].append(
            note(text, x, 1, theme=theme, size=size - 1, xref="paper", yref="paper", anchor="center", middle="bottom")
        )
    room = 0.6 * (width - left - right)
    each = max(1, math.ceil(1.05 * (size - 2) * len(items) / room))  # a name for each, or for every second, third…
    at = [(n + 0.5) / max(1, len(items)) for n in range(len(items))]
    for n, one in enumerate(items):
        if n % each == 0:
            text = plotly_text(shorten(called[one.id], size - 2, 7 * size))
            foot = max(float(low), one.difficulty - error[n])
            down = one.difficulty > (low + high) / 2 or foot - low > 8 * size / inner * (high - low)
            name = note(text, at[n], foot if down else min(float(high), one.difficulty + error[n]), theme=theme,
                        size=size - 2, xref="x2", anchor="center", middle="top" if down else "bottom", ink="ink",
                        shift=(0, -3 if down else 3))  # fmt: skip
            layout["annotations"].append(name | {"textangle": -90})
    traces = [
        {
            "type": "bar", "orientation": "h", "x": counts.tolist(), "y": (edges[:-1] + 0.25).tolist(), "width": 0.44,
            "marker": {"color": colour("accent", theme), "line": {"width": 0}}, "hovertemplate": "%{x}<extra></extra>",
        },
        {
            "type": "scatter", "mode": "markers", "xaxis": "x2", "x": at,
            "y": [one.difficulty for one in items], "cliponaxis": True,
            "marker": {"size": 0.5 * size, "color": colour("ink", theme), "symbol": "square"},
            "error_y": {"type": "data", "array": error, "width": 0, "thickness": 1, "color": colour("ink-2", theme)},
            "text": [_hover(one, called[one.id]) for one in items], "hovertemplate": "%{text}<extra></extra>",
        },
    ]  # fmt: skip
    return remember(go.Figure({"data": traces, "layout": layout}), partial(wright_map, model, names))


def _hover(one: "ItemParameters", name: str) -> str:
    low, high = one.difficulty_interval
    return f"{plotly_text(name)}<br>{between(two_digits(one.difficulty), two_digits(low), two_digits(high))}"


def wright_heading(model: "ResponseModel") -> str:
    """Whether the test suits the students: the distance between the means of abilities and difficulties."""
    abilities = [one for one in model.abilities if math.isfinite(one)]
    if not abilities or not model.items:
        return _("No student to place")
    gap = float(np.mean(abilities)) - float(np.mean([one.difficulty for one in model.items]))
    if abs(gap) < 0.5:
        return _("The test suits these students")
    size = number(abs(gap), 1)
    return (_("The test is easy for these students (by {gap} logits)") if gap > 0
            else _("The test is hard for these students (by {gap} logits)")).format(gap=size)  # fmt: skip


def wright_alt(model: "ResponseModel", names: Mapping[str, str] | None = None) -> str:
    """The map of students and questions in sentences."""
    called = _names(model, names)
    items = sorted(model.items, key=lambda one: one.difficulty)
    text = f"{wright_heading(model)}."
    abilities = [one for one in model.abilities if math.isfinite(one)]
    if not items or not abilities:
        return text
    low, middle, high = (two_digits(float(q)) for q in np.quantile(abilities, [0.25, 0.5, 0.75]))
    text += " " + _("Half of the students between {low} and {high} logits, median {middle}.").format(
        low=low, high=high, middle=middle
    )
    easy = ", ".join(f"{called[one.id]} ({two_digits(one.difficulty)})" for one in items[:3])
    hard = ", ".join(f"{called[one.id]} ({two_digits(one.difficulty)})" for one in items[-3:][::-1])
    return text + " " + _("Easiest: {easy}. Hardest: {hard}.").format(easy=easy, hard=hard)


def characteristic_curves(
    model: "ResponseModel",
    shown: Sequence[str] = (),
    names: Mapping[str, str] | None = None,
    *,
    theme: str = "light",
    width: float = 640,
    size: float = 13,
    title: bool = True,
) -> "go.Figure":
    """The chance of all the points by ability, with 95 % bands, named at the end of each curve.

    `shown`: ids of questions, eight at most; by default the first eight of the model.
    """
    import plotly.graph_objects as go

    called = _names(model, names)
    wanted = list(shown) or [one.id for one in model.items]
    items = [one for name in wanted for one in model.items if one.id == name][:SERIES_LIMIT]
    x = np.linspace(-4, 4, 81) * (model.sd if model.kind == "Rasch" else 1)
    labels = [shorten(called[one.id], size - 1, 0.28 * width) for one in items]
    left, right = 4.2 * size, max([text_width(text, size - 1) for text in labels], default=0) + 1.6 * size
    inner = 24 * size
    heading = (_("Chance of all the points by ability"),
               _("{kind} model, 95% bands").format(kind=model.kind))  # fmt: skip
    layout = frame(heading if title else None, inner, theme=theme, width=width, size=size, left=left, right=right)
    layout["xaxis"] |= {"range": [float(x[0]), float(x[-1])]}
    entitle(layout, "x", _("Ability (logits)"))
    layout["yaxis"] |= share_axis(0, 1, inner, size)
    entitle(layout, "y", _("Chance of all the points"))
    layout["shapes"] = [line("y", 0.5, theme)]
    traces, ends = [], []
    for n, one in enumerate(items):
        middle, low, high = one.curve(x)
        ink = series_colour(n, theme)
        ends.append(float(middle[-1]))
        traces.append({
            "type": "scatter", "mode": "lines", "x": [*x, *x[::-1]], "y": [*high, *low[::-1]], "fill": "toself",
            "fillcolor": translucent(ink, None if len(items) < 4 else 0.08), "line": {"width": 0}, "hoverinfo": "skip",
            "name": "",
        })  # fmt: skip
        traces.append({
            "type": "scatter", "mode": "lines", "x": x.tolist(), "y": middle.tolist(), "name": plotly_text(labels[n]),
            "line": {"color": ink, "width": 2, "dash": series_dash(n)},
            "hovertemplate": f"{plotly_text(labels[n])} : %{{y:.0%}}<extra></extra>",
        })  # fmt: skip
    for n, y in enumerate(spread([end * inner for end in ends], 1.2 * size, 0.6 * size, inner - 0.2 * size)):
        layout["annotations"].append(
            note(plotly_text(labels[n]), 1, ends[n], theme=theme, size=size - 1, xref="paper",
                 ink=series_colour(n, theme), shift=(0.5 * size, y - ends[n] * inner))
        )  # fmt: skip
    return remember(go.Figure({"data": traces, "layout": layout}), partial(characteristic_curves, model, shown, names))


def curves_alt(model: "ResponseModel", shown: Sequence[str] = (), names: Mapping[str, str] | None = None) -> str:
    """The curves in sentences: the ability of an even chance, and how steep each is."""
    called = _names(model, names)
    wanted = list(shown) or [one.id for one in model.items]
    parts = [
        _("{name}: even chance at {b} logits, slope {a}").format(
            name=called[one.id], b=two_digits(one.difficulty), a=two_digits(one.discrimination)
        )
        for name in wanted
        for one in model.items
        if one.id == name
    ][:SERIES_LIMIT]
    return _("Chance of all the points by ability") + ". " + joined(parts) + "."


def precision_curve(
    model: "ResponseModel", *, theme: str = "light", width: float = 560, size: float = 13, title: bool = True
) -> "go.Figure":
    """The standard error of an ability along the scale: where the test tells students apart."""
    import plotly.graph_objects as go

    x = np.linspace(-4, 4, 81) * (model.sd if model.kind == "Rasch" else 1)
    with np.errstate(divide="ignore"):
        error = 1 / np.sqrt(model.information(x))
    left, inner = 4.2 * size, 18 * size
    heading = (precision_heading(model),
               ngettext("{kind} model, {n} question", "{kind} model, {n} questions", len(model.items))
               .format(kind=model.kind, n=len(model.items)))  # fmt: skip
    layout = frame(heading if title else None, inner, theme=theme, width=width, size=size, left=left)
    layout["xaxis"] |= {"range": [float(x[0]), float(x[-1])]}
    entitle(layout, "x", _("Ability (logits)"))
    top = float(min(np.nanmax(np.where(np.isfinite(error), error, np.nan)), 4 * np.nanmin(error)))
    ticks = [t / 4 for t in range(41) if t / 4 <= top * 1.05]
    ticks = ticks[:: max(1, len(ticks) // 6)]
    layout["yaxis"] |= {
        "range": [0, top * 1.05], "showgrid": True, "tickvals": ticks, "ticktext": [plain(t) for t in ticks],
    }  # fmt: skip
    entitle(layout, "y", _("Standard error"))
    trace = {
        "type": "scatter", "mode": "lines", "x": x.tolist(), "y": error.tolist(),
        "line": {"color": colour("accent", theme), "width": 2}, "hovertemplate": "%{y:.2f}<extra></extra>",
    }  # fmt: skip
    return remember(go.Figure({"data": [trace], "layout": layout}), partial(precision_curve, model))


def precision_heading(model: "ResponseModel") -> str:
    """Where the test is the most precise: also the text alternative of the curve."""
    x = np.linspace(-4, 4, 161) * (model.sd if model.kind == "Rasch" else 1)
    information = model.information(x)
    best = int(np.argmax(information))
    return _("Most precise at {at} logits (standard error {error})").format(
        at=number(round(float(x[best]), 1) + 0.0, 1), error=two_digits(1 / math.sqrt(float(information[best])))
    )
