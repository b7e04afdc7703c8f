"""The frame of the figures of teaching: title, margins, axes of shares, labels that do not cover each other."""

from collections.abc import Sequence
from typing import Any

from carnet.figures.measure import text_width
from carnet.figures.paper import title_block
from carnet.figures.template import base_layout, colour
from carnet.language import _, language, number, percent

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


def frame(
    heading: tuple[str, str] | None,
    inner: float,
    *,
    theme: str,
    width: float,
    size: float,
    left: float,
    right: float | None = None,
    above: float = 0,
    bottom: float | None = None,
) -> dict[str, Any]:
    """A layout `width` pixels wide whose plot is `inner` pixels high, with (title, subtitle) above when given."""
    block = title_block(*heading, width, size, theme) if heading else None
    top = round(above + 0.8 * size) + (block["height"] if block else 0)
    low = round(3.6 * size if bottom is None else bottom)
    layout = base_layout(theme, round(size, 2))
    layout |= {
        "width": width, "height": round(top + inner + low), "autosize": False, "hovermode": "closest",
        "margin": {"l": round(left), "r": round(1.2 * size if right is None else right), "t": top, "b": low, "pad": 0},
        "title": block["title"] if block else {"text": ""}, "shapes": [], "annotations": [],
    }  # fmt: skip
    return layout


def share_axis(low: float = 0.0, high: float = 1.0, room: float = 400, size: float = 13) -> dict[str, Any]:
    """An axis of shares, its ticks written as percentages; every other one where `room` pixels are few."""
    ticks = [t for t in SHARES if low <= t <= high]
    if len(ticks) > 3 and room < 4.2 * size * len(ticks):
        ticks = ticks[::2]
    return {"range": [low, high], "tickvals": ticks, "ticktext": [percent(t) for t in ticks]}


def entitle(layout: dict[str, Any], axis: str, text: str) -> None:
    """Write what an axis (`x` or `y`) shows."""
    layout[f"{axis}axis"] |= {"title": layout[f"{axis}axis"]["title"] | {"text": text}}


def two_digits(value: float) -> str:
    """A coefficient with two decimals, never `-0,00`."""
    return number(round(value, 2) + 0.0, 2)


def between(value: str, low: str, high: str) -> str:
    """An estimate with its interval."""
    return _("{value} [{low}; {high}]").format(value=value, low=low, high=high)


def joined(parts: Sequence[str]) -> str:
    """The parts of a sentence, between semicolons."""
    return ("\u00a0; " if language() == "fr" else "; ").join(parts)


def line(axis: str, at: float, theme: str, *, dash: str = "dot", ink: str = "control-line") -> dict[str, Any]:
    """A thin line across the plot at a value of the `x` or `y` axis."""
    other = "y" if axis == "x" else "x"
    return {
        "type": "line", f"{axis}ref": axis, f"{axis}0": at, f"{axis}1": at, f"{other}ref": "paper", f"{other}0": 0,
        f"{other}1": 1, "line": {"color": colour(ink, theme), "width": 1, "dash": dash}, "layer": "below",
    }  # fmt: skip


def note(
    text: str, x: float, y: float, *, theme: str, size: float, xref: str = "x", yref: str = "y", anchor: str = "left",
    middle: str = "middle", ink: str = "ink-2", shift: tuple[float, float] = (0, 0),
) -> dict[str, Any]:  # fmt: skip
    """A few words in the plot."""
    return {
        "text": text, "x": x, "y": y, "xref": xref, "yref": yref, "xanchor": anchor, "yanchor": middle,
        "showarrow": False, "xshift": shift[0], "yshift": shift[1], "align": "left",
        "font": {"size": round(size, 2), "color": ink if ink.startswith("#") else colour(ink, theme)},
    }  # fmt: skip


def place_labels(
    points: Sequence[tuple[float, float]], texts: Sequence[str], size: float, room: tuple[float, float]
) -> list[tuple[float, float] | None]:
    """Where the middles of labels go beside their points, in pixels, so that none covers a point or another label.

    Eight places are tried around each point, the nearest to the right first; a label without a free place is left out
    (None). `room` is the plot's width and height; `y` grows upwards.
    """
    taken = [(x - 4, y - 4, x + 4, y + 4) for x, y in points]
    found: list[tuple[float, float] | None] = []
    for i, ((x, y), text) in enumerate(zip(points, texts, strict=True)):
        wide, high = text_width(text, size), 1.15 * size
        place = None
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1)):
            cx, cy = x + dx * (wide / 2 + 7), y + dy * (high / 2 + (7 if dx == 0 else 4))
            box = (cx - wide / 2, cy - high / 2, cx + wide / 2, cy + high / 2)
            if box[0] < 0 or box[1] < 0 or box[2] > room[0] or box[3] > room[1]:
                continue
            if not any(_overlap(box, other) for n, other in enumerate(taken) if n != i):
                place = (cx, cy)
                taken.append(box)
                break
        found.append(place)
    return found


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
