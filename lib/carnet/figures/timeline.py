"""A patient's course: one lane a kind, a mark an event, a bar what lasted; what happened when, at a glance."""

import calendar
import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from carnet.figures.measure import shorten, text_width
from carnet.figures.paper import plotly_text
from carnet.figures.template import base_layout, colour, series_colour, translucent
from carnet.language import _, language, ngettext, number
from carnet.language import date as day_text

if TYPE_CHECKING:
    import plotly.graph_objects as go

ROW = 21  # pixels of a row
AXIS = 26  # pixels under the rows
DAY = 86_400_000  # milliseconds, which is what plotly counts in
_SHORTEST = 36  # pixels of a label that is cut
_MOST_ROWS = 2  # of bars that overlap, in one lane


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of the figure: its name, the sign of its marks (a plotly symbol), the position of its colour (0 to 7);
    `short` is its name where the figure is narrow."""

    id: str
    name: str
    symbol: str = "square"
    series: int = 0
    short: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened. `start` and `end` are ISO 8601, as precise as is known; an `end` or `open` (it goes on)
    makes a bar. `label` is written beside the mark where there is room, `text` tells it in words."""

    id: str
    lane: str
    start: str
    end: str | None = None
    label: str = ""
    text: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark as it is drawn: its place, and the moments that stand there (several of one day and lane)."""

    lane: Lane
    row: int
    start: datetime.date
    end: datetime.date | None
    moments: tuple[Moment, ...]


def middle(date: str) -> datetime.date | None:
    """The day that a date stands for: itself, the 15th of a month, the 1 July of a year; None for what is no date."""
    try:
        parts = [int(part) for part in date.split("T")[0].split("-")]
        year, month, day = {1: (*parts, 7, 1), 2: (*parts, 15), 3: tuple(parts)}[len(parts)]
        return datetime.date(year, month, day)
    except (ValueError, KeyError):
        return None


def last_day(date: str) -> datetime.date | None:
    """The last day of a date as precise as it is."""
    day = middle(date)
    if day is None or date.count("-") >= 2:
        return day
    month = day.month if date.count("-") else 12
    return datetime.date(day.year, month, calendar.monthrange(day.year, month)[1])


def said(date: str | None) -> str:
    """12 mars 2024, mars 2024 or 2024, as precise as the date is."""
    day = middle(date or "")
    if day is None:
        return ""
    precise = (date or "").count("-")
    if precise >= 2:
        return day_text(day)
    if precise == 0:
        return str(day.year)
    return day_text(day).split(" ", 1)[1]


def place(moments: Sequence[Moment], lanes: Sequence[Lane]) -> tuple[list[Placed], list[tuple[Lane, int, int]]]:
    """What is drawn, and the lanes that have something: (lane, first row, rows). Rows count from the top.

    Marks of one lane and day stand in one place; bars that overlap take two rows.
    """
    placed: list[Placed] = []
    shown: list[tuple[Lane, int, int]] = []
    row = 0
    ends = [last_day(m.end) for m in moments if m.end] + [middle(m.start) for m in moments]
    last = max((day for day in ends if day), default=None)
    for lane in lanes:
        own = sorted((m for m in moments if m.lane == lane.id and middle(m.start)), key=lambda m: (m.start, m.id))
        if not own:
            continue
        rows = _bars(lane, row, [m for m in own if m.end or m.open], last, placed)
        points: dict[datetime.date | None, list[Moment]] = {}
        for moment in own:
            if not (moment.end or moment.open):
                points.setdefault(middle(moment.start), []).append(moment)
        for day, together in points.items():
            assert day is not None
            placed.append(Placed(lane, row + (rows if rows and points else 0), day, None, tuple(together)))
        rows += 1 if points else 0
        shown.append((lane, row, rows))
        row += rows
    return placed, shown


def _bars(lane: Lane, row: int, own: list[Moment], last: datetime.date | None, placed: list[Placed]) -> int:
    busy: list[datetime.date] = []
    for moment in own:
        start = middle(moment.start)
        assert start is not None
        later = [day for day in (middle(other.start) for other in own) if day and day > start]
        goes_on = min(later, default=last)  # what has no end is drawn until the next begins; its words claim no end
        end = (last_day(moment.end) if moment.end else goes_on) or start
        end = max(end, start + datetime.timedelta(days=7))
        at = next((i for i, until in enumerate(busy) if until <= start), None)
        if at is None:
            at = len(busy) if len(busy) < _MOST_ROWS else busy.index(min(busy))
            if at == len(busy):
                busy.append(end)
        busy[at] = max(busy[at], end)
        placed.append(Placed(lane, row + at, start, end, (moment,)))
    return len(busy)


def timeline_drawing(
    moments: Sequence[Moment], lanes: Sequence[Lane], *, width: float = 1100, theme: str = "light", size: float = 13
) -> dict[str, Any]:
    """Plotly's data and layout, as plain values: quick to make and to send.

    Each trace is a lane's; `customdata` holds the ids of the moments of each mark, a space between two. `width` in
    pixels is what it is laid out for: labels stand where there is room.
    """
    placed, shown = place(moments, lanes)
    rows = sum(n for _lane, _row, n in shown)
    called = [lane.short or lane.name if width < 560 else lane.name for lane, _row, _n in shown]
    names = [shorten(name, size - 1, max(96, 0.2 * width)) for name in called]
    left = 12 + max((text_width(name, size - 1) for name in names), default=40)
    first, last = _span(placed)
    per_day = max(width - left - 16, 100) / max((last - first).days, 1)
    data = [trace for lane, _row, _n in shown for trace in _traces(lane, placed, (first, last), per_day, theme, size)]
    cursor = {"color": "rgba(0,0,0,0)", "size": 18, "symbol": "circle-open", "line": {"width": 2}}
    cursor |= {"color": colour("accent", theme)}
    data.append({"type": "scatter", "mode": "markers", "x": [], "y": [], "name": "cursor", "hoverinfo": "skip",
                 "marker": cursor, "cliponaxis": False})  # fmt: skip
    layout = base_layout(theme, size)
    height = rows * ROW + AXIS + 6
    layout |= {
        "height": height, "autosize": True, "dragmode": "zoom", "hovermode": "closest", "barmode": "overlay",
        "margin": {"l": left, "r": 16, "t": 6, "b": AXIS, "pad": 0},
    }  # fmt: skip
    layout["xaxis"] |= {
        "type": "date", "range": [first.isoformat(), last.isoformat()], "fixedrange": False, "hoverformat": "%d/%m/%Y",
        "showgrid": True, "gridcolor": colour("line", theme), "nticks": max(3, int(width // 110)),
        "tickformatstops": _tick_formats(),
    }  # fmt: skip
    layout["yaxis"] |= {
        "range": [rows - 0.5, -0.5], "tickvals": [row + (n - 1) / 2 for _lane, row, n in shown], "ticktext": names,
        "ticks": "", "showline": False, "tickfont": {"color": colour("ink-2", theme), "size": size - 1},
    }  # fmt: skip
    layout["shapes"] = [
        {"type": "rect", "layer": "below", "xref": "paper", "x0": 0, "x1": 1, "y0": row - 0.5, "y1": row + n - 0.5,
         "line": {"width": 0}, "fillcolor": translucent(colour("ink-2", theme), 0.05)}
        for i, (_lane, row, n) in enumerate(shown) if i % 2 == 0
    ]  # fmt: skip
    return {"data": data, "layout": layout}


def _tick_formats() -> list[dict[str, Any]]:
    month = 2_678_400_000
    return [
        {"dtickrange": [None, 20 * DAY], "value": "%-d %b %Y"},
        {"dtickrange": [20 * DAY, 10 * month], "value": "%b %Y"},
        {"dtickrange": [10 * month, None], "value": "%Y"},
    ]


def _span(placed: Sequence[Placed]) -> tuple[datetime.date, datetime.date]:
    days = [one.start for one in placed] + [one.end for one in placed if one.end]
    if not days:
        today = datetime.date(2000, 1, 1)
        return today, today + datetime.timedelta(days=365)
    room = datetime.timedelta(days=max(20, round((max(days) - min(days)).days * 0.03)))
    return min(days) - room, max(days) + 2 * room  # what comes last is what one asks first: its label needs room


def _traces(
    lane: Lane,
    placed: Sequence[Placed],
    span: tuple[datetime.date, datetime.date],
    per_day: float,
    theme: str,
    size: float,
) -> list[dict[str, Any]]:
    own = [one for one in placed if one.lane is lane]
    bars = [one for one in own if one.end]
    points = sorted((one for one in own if not one.end), key=lambda one: one.start)
    hue = series_colour(lane.series, theme)
    small = size - 2
    traces: list[dict[str, Any]] = []
    if bars:
        lengths = [(one.end - one.start).days for one in bars if one.end]
        written, where = _bar_labels(bars, span, per_day, small)
        before = [one for one, side in zip(bars, where, strict=True) if side == "left"]
        traces.append({
            "type": "scatter", "mode": "text", "name": lane.name, "x": [one.start.isoformat() for one in before],
            "y": [one.row for one in before], "text": [plotly_text(one.moments[0].label) for one in before],
            "textposition": "middle left", "textfont": {"color": colour("ink", theme), "size": small},
            "hoverinfo": "skip", "cliponaxis": False,
        })  # fmt: skip
        where = ["outside" if side == "left" else side for side in where]
        traces.append({
            "type": "bar", "orientation": "h", "name": lane.name, "y": [one.row for one in bars],
            "base": [one.start.isoformat() for one in bars], "x": [length * DAY for length in lengths], "width": 0.66,
            "text": written, "textposition": where, "insidetextanchor": "start", "textangle": 0,
            "constraintext": "none", "outsidetextfont": {"color": colour("ink", theme), "size": small},
            "insidetextfont": {"color": colour("surface", theme), "size": small},
            "cliponaxis": True, "marker": {"color": hue, "line": {"color": colour("surface", theme), "width": 1}},
        } | _spoken(bars))  # fmt: skip
    if points:
        written, sides = _labels(points, span, per_day, small)
        traces.append({
            "type": "scatter", "mode": "markers+text", "name": lane.name, "y": [one.row for one in points],
            "x": [one.start.isoformat() for one in points], "text": written, "textposition": sides,
            "textfont": {"color": colour("ink", theme), "size": small}, "cliponaxis": False,
            "marker": {"symbol": lane.symbol, "size": 10, "color": hue,
                       "line": {"width": 1, "color": colour("surface", theme)}},
        } | _spoken(points))  # fmt: skip
    return traces


def _bar_labels(
    bars: Sequence[Placed], span: tuple[datetime.date, datetime.date], per_day: float, size: float
) -> tuple[list[str], list[str]]:
    """What is written in or after each bar, and where: inside where there is room, else outside (after it), else left
    (before it, where the text is another trace's), else nothing."""
    written, where = [], []
    free: dict[int, float] = {}  # in each row, from where nothing is drawn yet
    for one in bars:
        assert one.end is not None
        label = one.moments[0].label
        wide = text_width(label, size) + 10
        start, end = ((day - span[0]).days * per_day for day in (one.start, one.end))
        later = [other.start for other in bars if other.row == one.row and other.start > one.start]
        until = (min(later, default=span[1]) - span[0]).days * per_day
        side = "inside" if wide <= end - start else "outside" if wide <= until - end else ""
        if not side and start - wide >= free.get(one.row, 0.0):
            side = "left"
        room = max(end - start, until - end) - 10
        if not side and room >= _SHORTEST:
            label, side = shorten(label, size, room), "inside" if end - start >= until - end else "outside"
            wide = text_width(label, size) + 10
        written.append(plotly_text(label) if side in ("inside", "outside") else "")
        where.append(side or "outside")
        free[one.row] = end + (wide if side == "outside" else 0.0)
    return written, where


def _labels(
    points: Sequence[Placed], span: tuple[datetime.date, datetime.date], per_day: float, size: float
) -> tuple[list[str], list[str]]:
    """What is written beside each mark, and on which side: right where there is room, else left, else nothing."""
    written, sides = [], []
    at = [(one.start - span[0]).days * per_day for one in points]
    end = (span[1] - span[0]).days * per_day
    free = 0.0  # from where nothing is written yet
    for i, one in enumerate(points):
        label = one.moments[0].label if len(one.moments) == 1 else _joined(one.moments)
        wide = text_width(label, size) + 8
        right = at[i] + wide <= (at[i + 1] if i + 1 < len(points) else end) - 6
        left = not right and at[i] - wide >= max(free, at[i - 1] + 6 if i else 0.0)
        written.append(plotly_text(label) if label and (right or left) else "")
        sides.append("middle left" if left else "middle right")
        free = at[i] + (wide if right else 8)
    return written, sides


def _joined(moments: Sequence[Moment]) -> str:
    labels = list(dict.fromkeys(one.label for one in moments if one.label))
    if not labels:
        return f"×{len(moments)}"
    return labels[0] if len(labels) == 1 else f"{labels[0]} +{len(labels) - 1}"


def _spoken(placed: Sequence[Placed]) -> dict[str, Any]:
    """What is said of each mark, and which moments it stands for."""
    words = []
    for one in placed:
        lines = [f"<b>{plotly_text(when(one.moments[0]))}</b>"]
        lines += [plotly_text(moment.text or moment.label)[:140] for moment in one.moments[:8]]
        if (rest := len(one.moments) - 8) > 0:
            lines.append(plotly_text(ngettext("and {n} more", "and {n} more", rest).format(n=number(rest))))
        words.append("<br>".join(lines))
    ids = [" ".join(moment.id for moment in one.moments) for one in placed]
    return {"customdata": ids, "hovertext": words, "hovertemplate": "%{hovertext}<extra></extra>"}


def when(moment: Moment) -> str:
    """« 12 mars 2024 », « mars 2024 → juin 2024 », « mars 2024 → … » for what has no known end."""
    start = said(moment.start)
    if moment.end and moment.end != moment.start:
        return f"{start} → {said(moment.end)}"
    return f"{start} → …" if moment.open else start


def timeline(moments: Sequence[Moment], lanes: Sequence[Lane], **how: Any) -> "go.Figure":
    """The same as a plotly figure. See `timeline_drawing`."""
    import plotly.graph_objects as go

    return go.Figure(timeline_drawing(moments, lanes, **how))


def timeline_rows(moments: Sequence[Moment], lanes: Sequence[Lane]) -> tuple[list[str], list[list[str]]]:
    """(columns, rows) of the table beside the figure: when, what kind, what; in time."""
    names = {lane.id: lane.name for lane in lanes}
    own = sorted((m for m in moments if m.lane in names and middle(m.start)), key=lambda m: (m.start, m.lane, m.id))
    columns = [_("Date"), _("Lane"), _("What")]
    return columns, [[when(m), names[m.lane], m.text or m.label] for m in own]


def timeline_alt(moments: Sequence[Moment], lanes: Sequence[Lane]) -> str:
    """The figure in a sentence: from when to when, and how many marks of each lane."""
    known = [m for m in moments if middle(m.start)]
    _placed, shown = place(known, lanes)
    dates = sorted(m.start for m in known)
    if not dates:
        return _("No dated event.")
    counts = [f"{lane.name} {number(sum(m.lane == lane.id for m in known))}" for lane, _row, _n in shown]
    joined = " ; ".join(counts) if language() == "fr" else "; ".join(counts)
    span = f"{said(dates[0])} – {said(dates[-1])}"
    return _("Timeline, {span}: {counts}.").format(span=span, counts=joined)
