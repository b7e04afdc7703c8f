"""Survival curves with their intervals, censor marks and, aligned under the axis, the numbers at risk."""

from functools import partial
from typing import TYPE_CHECKING, Any

from carnet.errors import StatisticsError
from carnet.figures.axes import plain, time_ticks, unit_name
from carnet.figures.curves import DrawnCurve, drawn_curves, estimate_text
from carnet.figures.measure import shorten, spread, text_width
from carnet.figures.paper import plotly_text, remember, title_block
from carnet.figures.template import SERIES_LIMIT, base_layout, colour, series_colour, series_dash, translucent
from carnet.figures.words import survival_subtitle, survival_title
from carnet.language import _, number

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from carnet.cohorts.comparison import Comparison

TRACES_PER_GROUP = 4  # band, curve, censor marks, numbers at risk


def survival_curves(
    comparison: "Comparison",
    *,
    unit: str = "month",
    mask: int = 11,
    theme: str = "light",
    width: float = 900,
    size: float = 13,
    title: bool = True,
    slots: int | None = None,
) -> "go.Figure":
    """Kaplan–Meier curves of a comparison, with 95 % bands, censor ticks, direct labels and the numbers at risk.

    `unit` of the time axis (`day`, `month`, `year`); groups and ends of curves with fewer than `mask` patients at risk
    are not drawn, counts below it are written « < 11 ». `width` in pixels decides the margins, the ticks and where
    labels fit; `size` is the type size in pixels. `slots` pads the traces to that many groups, so that a figure on a
    page can be updated in place whatever the number of groups.

    Raises StatisticsError when there are more than eight groups: beyond, curves cannot be told apart.
    """
    import plotly.graph_objects as go

    figure = go.Figure(survival_spec(comparison, unit=unit, mask=mask, theme=theme, width=width, size=size, title=title,
                                     slots=slots))
    return remember(figure, partial(
        survival_curves, comparison, unit=unit, mask=mask, theme=theme, width=width, size=size, title=title))


def survival_spec(
    comparison: "Comparison",
    *,
    unit: str = "month",
    mask: int = 11,
    theme: str = "light",
    width: float = 900,
    size: float = 13,
    title: bool = True,
    slots: int | None = None,
) -> dict[str, Any]:
    """The same figure as plain `data` and `layout`, not yet checked by plotly: what a page redraws in milliseconds."""
    curves = drawn_curves(comparison, unit=unit, mask=mask, resolution=max(400, int(width)))
    if len(curves) > SERIES_LIMIT:
        raise too_many(len(curves))
    frame = _Frame(curves, unit, width, size, theme)
    heading = title_block(survival_title(comparison, unit, mask), survival_subtitle(comparison, mask), frame.width,
                          size, theme) if title else None
    layout = frame.layout(heading)
    traces: list[dict[str, Any]] = []
    for position, curve in enumerate(curves):
        traces += frame.traces(position, curve)
    for position in range(len(curves), slots or 0):
        traces += frame.blank(position)
    return {"data": traces, "layout": layout}


def too_many(groups: int) -> StatisticsError:
    """The refusal of more groups than can be told apart."""
    return StatisticsError(
        _("{n} groups are too many for one figure: eight at most can be told apart.").format(n=number(groups)),
        _("Group by another variable, or keep fewer of its values with a filter."),
    )


class _Frame:
    """Sizes and positions of one figure, all derived from its width and its type size."""

    def __init__(self, curves: list[DrawnCurve], unit: str, width: float, size: float, theme: str) -> None:
        self.curves, self.unit, self.width, self.size, self.theme = curves, unit, width, size, theme
        self.small = size - 1
        self.row = round(1.5 * size)
        self.end = max((float(c.time[-1]) for c in curves if len(c.time)), default=0.0) or 1.0
        names = [c.label for c in curves]
        longest = max((text_width(n, self.small) for n in names), default=0.0)
        self.stand = round(1.9 * size)  # from the first count, centred on 0, to the name of its group
        self.stacked = longest + self.stand > max(0.2 * width, 5.5 * size)  # names above their counts, not beside
        axis_room = 3.4 * size
        self.left = round(max(axis_room, 0 if self.stacked else longest + self.stand + 0.6 * size))
        self.with_medians = width >= 52 * size
        self.tags = [self._tag(c) for c in curves]
        tag_room = max((max(text_width(line, self.small) for line in tag) for tag in self.tags), default=0.0)
        if self.with_medians:
            tag_room = max(tag_room, text_width(_("Median (95% CI)"), self.small))
        self.right = round(max(2.2 * size, tag_room + 1.3 * size))
        self.plot = round(min(max(0.42 * width, 15 * size), 26 * size))
        self.ticks = time_ticks(self.end, unit, width - self.left - self.right, (4.4 if width > 500 else 3.4) * size)

    def _tag(self, curve: DrawnCurve) -> list[str]:
        if len(self.curves) == 1 and not self.with_medians:
            return [""]
        name = shorten(curve.label, self.small, 0.2 * self.width if self.with_medians else 0.24 * self.width)
        if not self.with_medians:
            return [name]
        return [name, estimate_text(curve.median, self.unit, curve.cut)]

    def layout(self, heading: dict[str, Any] | None) -> dict[str, Any]:
        size, row = self.size, self.row
        rows = len(self.curves) * (2 if self.stacked else 1)
        gap = round(3.3 * size)  # tick labels and the name of the axis
        table = row * rows
        inner = self.plot + gap + row + table
        top = round(2.0 * size) + (heading["height"] if heading else 0)
        bottom = round(0.9 * size)
        layout = base_layout(self.theme, round(size, 2))
        layout |= {
            "width": self.width, "height": top + inner + bottom, "autosize": False,
            "margin": {"l": self.left, "r": self.right, "t": top, "b": bottom, "pad": 0},
            "hovermode": "x unified",
        }
        layout["xaxis"] |= {
            "domain": [0, 1], "anchor": "y", "range": [0, self.end * 1.004],
            "tickvals": self.ticks, "ticktext": [plain(t) for t in self.ticks],
            "unifiedhovertitle": {"text": "<b>%{x:.1f} " + unit_name(self.unit) + "</b>"},
            "hoverformat": ".1f", "showspikes": False,
        }
        layout["yaxis"] |= {
            "domain": [1 - self.plot / inner, 1], "range": [0, 1.02], "tickvals": [0, 0.2, 0.4, 0.6, 0.8, 1],
            "tickformat": ".1f", "showgrid": True, "gridwidth": 1, "showline": False, "ticks": "",
        }
        layout["yaxis2"] = base_layout(self.theme, round(size, 2))["yaxis"] | {
            "domain": [0, table / inner], "anchor": "x", "range": [rows - 0.5, -0.5], "showgrid": False,
            "showline": False, "ticks": "", "ticklabelstandoff": self.stand,
            "tickvals": [] if self.stacked else list(range(len(self.curves))),
            "ticktext": [] if self.stacked else [self._name(i) for i in range(len(self.curves))],
        }
        y_axis_bottom = 1 - self.plot / inner
        at_risk = _("Patients at risk")
        annotations = [
            self._note(_("Probability"), x=0, y=1, xshift=-self.left + 2, yshift=round(1.1 * size), xanchor="left"),
            self._note(_("{unit} since the index date").format(unit=unit_name(self.unit).capitalize()),
                       x=1, y=y_axis_bottom, yshift=-round(2.6 * size), xanchor="right"),
            self._note(f"<b>{at_risk}</b>", x=0, y=table / inner, xshift=-self.left + 2,
                       yshift=round(0.75 * size), xanchor="left"),
        ]
        if self.with_medians and self.curves:
            annotations.append(self._note(_("Median (95% CI)"), x=1, y=1, xshift=round(0.6 * size),
                                          yshift=round(1.1 * size), xanchor="left"))
        if self.stacked:
            annotations += [
                self._note(self._name(i), x=0, y=1 - (2 * i + 0.5) / rows, xshift=-self.left + 2, xanchor="left",
                           yref="y2 domain") for i in range(len(self.curves))
            ]
        layout["annotations"] = annotations + self._direct_labels()
        layout["title"] = heading["title"] if heading else {"text": ""}
        return layout

    def _name(self, position: int) -> str:
        name = self.curves[position].label
        if self.stacked:
            name = shorten(name, self.small, self.width - 2 * self.size)
        return f'<span style="color:{series_colour(position, self.theme)}">{plotly_text(name)}</span>'

    def _note(self, text: str, *, x: float, y: float, xshift: float = 0, yshift: float = 0, xanchor: str = "left",
              yref: str = "paper") -> dict[str, Any]:
        return {
            "text": text, "x": x, "y": y, "xref": "paper", "yref": yref, "xshift": xshift, "yshift": yshift,
            "xanchor": xanchor, "yanchor": "middle", "showarrow": False,
            "font": {"size": round(self.small, 2), "color": colour("ink-2", self.theme)}, "align": "left",
        }

    def _direct_labels(self) -> list[dict[str, Any]]:
        """Name and median of each curve in the right margin, at the height where it ends, none over another."""
        lines = 2 if self.with_medians else 1
        gap = (1.35 * self.small * lines + 3) / self.plot
        half = gap / 2
        shown = [i for i, c in enumerate(self.curves) if len(c.time)]
        wanted = [float(self.curves[i].survival[-1]) for i in shown]
        placed = spread(wanted, gap, half, 1 - half * 0.4)
        labels = []
        for i, y in zip(shown, placed, strict=True):
            name, *rest = self.tags[i]
            text = f"<b>{plotly_text(name)}</b>" + "".join(f"<br>{line}" for line in rest)
            label = self._note(text, x=1, y=y * 1.0, xshift=round(0.6 * self.size), yref="y")
            label["font"]["color"] = series_colour(i, self.theme)
            labels.append(label)
        return labels + [self._end_label(i) for i in shown if self._ends_early(i)]

    def _ends_early(self, position: int) -> bool:
        """Does the curve stop well before the axis does, where its name can stand without touching another curve?"""
        curve = self.curves[position]
        if len(self.curves) == 1 or len(self.curves) > 5:
            return False
        start, height = float(curve.time[-1]), float(curve.survival[-1])
        pixels = self.width - self.left - self.right
        stop = start + (text_width(curve.label, self.small) + 1.2 * self.size) / pixels * self.end
        tall = 0.8 * self.size / self.plot
        if stop > 0.86 * self.end:
            return False
        return all(_passes_clear(other, start, stop, height, tall)
                   for i, other in enumerate(self.curves) if i != position)

    def _end_label(self, position: int) -> dict[str, Any]:
        curve = self.curves[position]
        label = self._note(f"<b>{plotly_text(curve.label)}</b>", x=float(curve.time[-1]), y=float(curve.survival[-1]),
                           xshift=round(0.5 * self.size), yref="y")
        label["xref"] = "x"
        label["font"]["color"] = series_colour(position, self.theme)
        return label

    def traces(self, position: int, curve: DrawnCurve) -> list[dict[str, Any]]:
        ink = series_colour(position, self.theme)
        name = plotly_text(curve.label)
        band_time, band_value = curve.band()
        row = 2 * position + 1 if self.stacked else position
        counts = curve.at_risk_at(self.ticks)
        bold = 2.0 if self.size >= 12 else 1.35
        return [
            {"type": "scatter", "x": band_time, "y": band_value, "fill": "toself", "fillcolor": translucent(ink),
             "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "name": name, "visible": True},
            {"type": "scatter", "x": curve.time, "y": curve.survival, "mode": "lines", "name": name, "visible": True,
             "line": {"shape": "hv", "color": ink, "width": bold, "dash": series_dash(position)},
             "customdata": curve.hover(),
             "hovertemplate": "%{y:.2f}" + ("" if curve.uncounted else " (%{customdata[0]:.2f}–%{customdata[1]:.2f})")},
            {"type": "scatter", "x": curve.censor_time, "y": curve.censor_survival, "mode": "markers", "name": name,
             "marker": {"symbol": "line-ns", "size": 0.5 * self.size, "line": {"width": bold * 0.45, "color": ink}},
             "hoverinfo": "skip", "visible": True},
            {"type": "scatter", "x": self.ticks, "y": [row] * len(self.ticks), "yaxis": "y2", "mode": "text",
             "text": counts, "textposition": "middle center", "cliponaxis": False, "hoverinfo": "skip", "name": name,
             "textfont": {"size": round(self.small, 2), "color": colour("ink", self.theme)}, "visible": True},
        ]

    def blank(self, position: int) -> list[dict[str, Any]]:
        empty = DrawnCurve.empty()
        return [trace | {"visible": False} for trace in self.traces(position, empty)]


def _passes_clear(curve: DrawnCurve, start: float, stop: float, height: float, tall: float) -> bool:
    """Does a curve, with its band, stay `tall` away from `height` between two times?"""
    if not len(curve.time) or float(curve.time[-1]) < start:
        return True
    first = max(0, int((curve.time <= start).sum()) - 1)
    last = int((curve.time <= stop).sum())
    low, high = curve.lower[first:last], curve.upper[first:last]
    return bool(((high < height - tall) | (low > height + tall)).all())
