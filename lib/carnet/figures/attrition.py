"""The flow of a selection: who remains after each step, who leaves and how many."""

from functools import partial
from typing import TYPE_CHECKING, Any

from carnet.figures.curves import count_text
from carnet.figures.measure import wrap
from carnet.figures.paper import plotly_text, remember
from carnet.figures.template import base_layout, colour
from carnet.language import _, number

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from carnet.cohorts.attrition import Attrition


def attrition_chart(
    attrition: "Attrition", *, mask: int = 11, theme: str = "light", width: float = 720, size: float = 13,
    title: bool = True,
) -> "go.Figure":
    """Boxes from top to bottom, one per step, with the persons who remain; beside each arrow those who left.

    Numbers below `mask` are masked, and those that would give them away by subtraction.
    """
    import plotly.graph_objects as go

    del title  # the flow says everything in its boxes
    rows = masked_flow(attrition, mask)
    small = size - 1
    box = round(0.56 * width)
    side_x, side = round(0.62 * width), round(0.37 * width)
    pad, gap, leading = 0.8 * size, 1.9 * size, 1.4 * size
    ink, ink2, line = colour("ink", theme), colour("ink-2", theme), colour("line", theme)
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    y = 2.0

    def rectangle(x: float, top: float, wide: float, tall: float, fill: str) -> None:
        shapes.append({"type": "rect", "x0": x, "x1": x + wide, "y0": top, "y1": top + tall, "fillcolor": fill,
                       "line": {"color": line, "width": 1}})

    def text(lines: list[str], x: float, top: float, ink: str, font: float) -> None:
        for i, content in enumerate(lines):
            notes.append({"text": content, "x": x, "y": top + (i + 0.5) * leading, "xanchor": "left",
                          "yanchor": "middle", "showarrow": False, "font": {"size": round(font, 2), "color": ink}})

    def arrow(x0: float, y0: float, x1: float, y1: float) -> None:
        notes.append({"x": x1, "y": y1, "ax": x0, "ay": y0, "axref": "x", "ayref": "y", "xref": "x", "yref": "y",
                      "showarrow": True, "arrowhead": 2, "arrowsize": 0.8, "arrowwidth": 1.2, "arrowcolor": ink2,
                      "text": ""})

    for i, row in enumerate(rows):
        excluded = row["excluded"]
        if i:
            left_lines = wrap(_("Excluded: {n}").format(n=excluded), small, side - 2 * pad)
            if row["unknown"]:
                left_lines += wrap(_("of whom {n} value unknown").format(n=row["unknown"]), small, side - 2 * pad)
            side_tall = len(left_lines) * leading + pad
            middle = y + max(gap, side_tall + 0.6 * size) / 2
            arrow(box / 2, y, box / 2, y + max(gap, side_tall + 0.6 * size))
            if excluded != "0":
                arrow(box / 2, middle, side_x, middle)
                rectangle(side_x, middle - side_tall / 2, side, side_tall, colour("paper", theme))
                text([plotly_text(t) for t in left_lines], side_x + pad, middle - side_tall / 2 + pad / 2, ink2, small)
            y += max(gap, side_tall + 0.6 * size)
        words = wrap(str(row["label"]), small, box - 2 * pad)
        tall = (len(words) + 1) * leading + pad
        rectangle(0.5, y, box, tall, colour("surface", theme))
        text([plotly_text(w) for w in words], pad, y + pad / 2, ink2, small)
        text([f"<b>n\u00a0=\u00a0{plotly_text(row['after'])}</b>"], pad, y + pad / 2 + len(words) * leading, ink, size)
        y += tall
    layout = base_layout(theme, round(size, 2))
    height = round(y + 4)
    layout |= {"width": width, "height": height, "autosize": False,
               "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0}, "shapes": shapes,
               "annotations": notes, "hovermode": False}
    layout["xaxis"] |= {"visible": False, "range": [0, width]}
    layout["yaxis"] |= {"visible": False, "range": [height, 0]}
    figure = go.Figure({"data": [{"type": "scatter", "x": [], "y": [], "mode": "markers"}], "layout": layout})
    return remember(figure, partial(attrition_chart, attrition, mask=mask, theme=theme, width=width, size=size))


def masked_flow(attrition: "Attrition", mask: int = 11) -> list[dict[str, str]]:
    """The steps as texts that a screen may show: label, before, excluded, unknown and after, small numbers masked."""
    from carnet.cohorts.masking import hidden_text, mask_attrition

    shown = attrition if mask <= 1 else mask_attrition(attrition, mask)
    if not shown.steps:
        return []
    first = shown.steps[0]
    rows = [{"label": _("At the start"), "before": "", "excluded": "", "unknown": "",
             "after": count_text(first.before, mask)}]
    steps = shown.steps
    if first.before == first.after:  # « all patients of the warehouse »: where one starts
        rows[0]["label"] = first.label[:1].upper() + first.label[1:]
        steps = steps[1:]
    for step in steps:
        unknown = step.unknown
        rows.append({
            "label": step.label[:1].upper() + step.label[1:], "before": hidden_text(step.before),
            "excluded": hidden_text(step.excluded), "after": hidden_text(step.after),
            "unknown": number(unknown) if unknown else "",
        })
    return rows
