"""The forest plot of a Cox model: one line per term, its estimate and interval drawn and written."""

import math
from functools import partial
from typing import TYPE_CHECKING, Any

from carnet.figures.axes import plain, ratio_ticks
from carnet.figures.curves import count_text
from carnet.figures.measure import shorten, text_width
from carnet.figures.paper import plotly_text, remember, title_block
from carnet.figures.template import base_layout, colour
from carnet.figures.words import forest_subtitle, forest_title, ratio_text
from carnet.language import _, p_value

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from carnet.cohorts.regression import CoxModel, Term


def forest_plot(
    model: "CoxModel",
    *,
    mask: int = 11,
    theme: str = "light",
    width: float = 900,
    size: float = 13,
    title: bool = True,
) -> "go.Figure":
    """Hazard ratios with their intervals on a logarithmic axis; `mask` is the smallest count shown.

    Each category has a line for its reference. Where `width` allows, persons, the ratio in figures and p stand beside.
    """
    import plotly.graph_objects as go

    shown = model.masked(mask) if mask > 1 else model
    lines = _lines(shown, mask)
    small, row = size - 1, round(1.75 * size)
    wide = width >= 46 * size
    names = [("\u2003" if line["inset"] else "") + str(line["name"]) for line in lines]
    longest = max((text_width(n, small) for n in names), default=0)
    left = round(min(longest + 1.2 * size, 0.42 * width))
    names = [shorten(n, small, left - size) for n in names]
    ratios = [str(line["ratio"]) for line in lines]
    room_ratio = max((text_width(r, small) for r in ratios), default=0) + 1.2 * size
    room_ratio = max(room_ratio, text_width(_("HR (95% CI)"), small) + 1.2 * size)
    room_p = text_width("< 0,001", small) + size if wide else 0
    room_n = text_width("12 345", small) + size if wide else 0
    right = round(room_ratio + room_p + room_n)
    heading = title_block(forest_title(shown), forest_subtitle(shown, mask), width, size, theme) if title else None
    top = round(1.9 * size) + (heading["height"] if heading else 0)
    bottom = round(3.4 * size)
    inner = row * max(1, len(lines))
    low, high = _range(shown)
    ticks = ratio_ticks(low, high)
    plot_room = width - left - right
    while len(ticks) > max(3, plot_room // (3.2 * size)) and len(ticks) > 3:
        ticks = [t for i, t in enumerate(ticks) if t == 1.0 or (i - ticks.index(1.0)) % 2 == 0]
        if len(ticks) <= 3:
            break
    ink2 = colour("ink-2", theme)

    layout = base_layout(theme, round(size, 2))
    layout |= {
        "width": width, "height": top + inner + bottom, "autosize": False, "hovermode": "closest",
        "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
        "title": heading["title"] if heading else {"text": ""},
        "shapes": [{"type": "line", "xref": "x", "yref": "paper", "x0": 1, "x1": 1, "y0": 0, "y1": 1,
                    "line": {"color": colour("control-line", theme), "width": 1}, "layer": "below"}],
    }
    layout["xaxis"] |= {"type": "log", "range": [math.log10(low), math.log10(high)], "tickvals": ticks,
                        "ticktext": [plain(t) for t in ticks]}
    layout["yaxis"] |= {"range": [len(lines) - 0.5, -0.5], "ticks": "",
                        "showline": False, "showgrid": False, "showticklabels": False}

    def note(text: str, x: float, shift: float, y: float, *, yref: str = "y", anchor: str = "left", ink: str = ink2,
             yshift: float = 0) -> dict[str, Any]:
        return {"text": text, "x": x, "xref": "paper", "xanchor": anchor, "xshift": shift, "y": y, "yref": yref,
                "yanchor": "middle", "yshift": yshift, "showarrow": False, "align": "left",
                "font": {"size": round(small, 2), "color": ink}}

    at_ratio, at_p, at_n = room_n + size * 0.8, room_n + room_ratio + size * 0.4, room_n
    head = round(0.9 * size)
    notes = [note(_("HR (95% CI)"), 1, at_ratio, 1, yref="paper", yshift=head),
             note(_("← better"), 0, 0, 0, yref="paper", yshift=-round(2.6 * size)) if wide else None,
             note(_("worse →"), 1, 0, 0, yref="paper", yshift=-round(2.6 * size), anchor="right") if wide else None]
    if wide:
        notes += [note(_("p"), 1, at_p, 1, yref="paper", yshift=head),
                  note(_("n"), 1, at_n, 1, yref="paper", yshift=head, anchor="right")]
    ink = colour("ink", theme)
    for i, line in enumerate(lines):
        name = plotly_text(names[i])
        notes.append(note(f"<b>{name}</b>" if line["header"] else name, 0, 2 - left, i, ink=ink))
        if line["header"]:
            continue
        notes.append(note(str(line["ratio"]), 1, at_ratio, i, ink=ink))
        if wide:
            notes += [note(str(line["n"]), 1, at_n, i, anchor="right"), note(str(line["p"]), 1, at_p, i)]
    layout["annotations"] = [n for n in notes if n]

    points = [(i, line["term"]) for i, line in enumerate(lines) if line["term"] and _drawable(line["term"])]
    accent = colour("accent", theme)
    traces = [{
        "type": "scatter", "mode": "markers", "x": [t.hazard_ratio for _i, t in points], "y": [i for i, _t in points],
        "marker": {"symbol": "square", "size": 0.65 * size, "color": accent},
        "error_x": {"type": "data", "symmetric": False, "thickness": 1.6 if size >= 12 else 1.2, "width": 0,
                    "color": accent, "array": [t.upper - t.hazard_ratio for _i, t in points],
                    "arrayminus": [t.hazard_ratio - t.lower for _i, t in points]},
        "text": [f"{plotly_text(str(lines[i]['full']))}: {lines[i]['ratio']}" for i, _t in points],
        "hovertemplate": "%{text}<extra></extra>",
    }, {
        "type": "scatter", "mode": "markers", "x": [1.0 for line in lines if line["reference"]], "hoverinfo": "skip",
        "y": [i for i, line in enumerate(lines) if line["reference"]],
        "marker": {"symbol": "square-open", "size": 0.5 * size, "color": ink2},
    }]
    figure = go.Figure({"data": traces, "layout": layout})
    return remember(figure, partial(forest_plot, model, mask=mask, theme=theme, width=width, size=size, title=title))


def _drawable(term: "Term") -> bool:
    values = (term.hazard_ratio, term.lower, term.upper)
    return all(v is not None and math.isfinite(v) and 1e-6 < v < 1e6 for v in values)


def _lines(model: "CoxModel", mask: int) -> list[dict[str, Any]]:
    """One line per number; per category a heading, its reference and its levels."""
    lines: list[dict[str, Any]] = []
    column = None
    for term in model.terms:
        inset = bool(term.level)
        if inset and term.column != column:
            lines.append(_line(term.label, header=True))
            lines.append(_line(term.reference, inset=True, reference=True, ratio=_("reference")))
        column = term.column
        n = None if term.n is None or 0 < term.n < mask else term.n
        lines.append(_line(
            term.level if inset else term.label, inset=inset, term=term, n=count_text(n, mask),
            full=f"{term.label} {term.level}".strip(),
            ratio=ratio_text(term.hazard_ratio, term.lower, term.upper),
            p="–" if term.p_value is None else p_value(term.p_value).removeprefix("p ").removeprefix("= ")))
    return lines


def _line(name: str, **known: Any) -> dict[str, Any]:
    return {"name": name, "full": name, "inset": False, "header": False, "reference": False, "term": None, "ratio": "",
            "n": "", "p": ""} | known


def _range(model: "CoxModel") -> tuple[float, float]:
    """From the lowest to the highest limit, within a hundredth and a hundredfold, 1 inside, some air around."""
    terms = [t for t in model.terms if _drawable(t)]
    low = min([0.8, *(float(t.lower or 1) for t in terms)])
    high = max([1.25, *(float(t.upper or 1) for t in terms)])
    return max(low, 0.01) / 1.15, min(high, 100.0) * 1.15
