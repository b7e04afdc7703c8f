"""A scatter of very many points drawn on a canvas: a selection sends its box, never its points."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets

from carnet.language import _, language, ngettext, number
from carnet.widgets.theme import tokens


def _bytes(value: Any, widget: Any) -> Any:
    return memoryview(value.tobytes()) if isinstance(value, np.ndarray) else value


class Scatter(anywidget.AnyWidget):
    """`Scatter(x, y, x_label="Âge", y_label="Délai (mois)")`; `scatter.box` is [x0, x1, y0, y1] or empty.

    Points travel once, as 32-bit floats (0.8 MB for 10⁵). The mouse draws the box; the keyboard types its four
    bounds. `selected()` says which points are inside, computed here.
    """

    _esm = Path(__file__).parent / "js" / "scatter.js"

    _points = traitlets.Any().tag(sync=True, to_json=_bytes)
    _groups = traitlets.Any().tag(sync=True, to_json=_bytes)
    _extent = traitlets.List().tag(sync=True)
    box = traitlets.List([]).tag(sync=True)
    labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    names = traitlets.List(traitlets.Unicode(), help="names of the groups").tag(sync=True)
    alt = traitlets.Unicode("").tag(sync=True)
    told = traitlets.Unicode("", help="what the page says of the selection").tag(sync=True)
    height = traitlets.Int(360).tag(sync=True)
    _colours = traitlets.Dict().tag(sync=True)
    _texts = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        x: Any,
        y: Any,
        *,
        x_label: str,
        y_label: str,
        group: Any = None,
        names: Sequence[str] = (),
        alt: str = "",
        height: int = 360,
    ) -> None:
        """`x`, `y`: numbers, one per point; points without both are left out of the drawing. `group`: index into
        `names`, at most eight."""
        self.x, self.y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        known = np.isfinite(self.x) & np.isfinite(self.y)
        points = np.column_stack([self.x[known], self.y[known]]).astype(np.float32)
        groups = np.zeros(len(points), np.uint8) if group is None else np.asarray(group, dtype=np.uint8)[known] % 8
        low, high = (points.min(axis=0), points.max(axis=0)) if len(points) else (np.zeros(2), np.ones(2))
        table = tokens()
        super().__init__(
            _points=np.ascontiguousarray(points.ravel()),
            _groups=groups,
            _extent=[float(low[0]), float(high[0]), float(low[1]), float(high[1])],
            labels=[x_label, y_label],
            names=list(names),
            alt=alt or _("{n} points: {y} against {x}").format(n=number(len(points)), x=x_label, y=y_label),
            height=height,
            _colours={theme: {**table[theme], "sans": table["font"]["sans"]} for theme in ("light", "dark")},
            _texts=_texts(),
        )
        self.add_class("carnet-scatter")
        self.observe(self._tell, names="box")

    def selected(self) -> np.ndarray:
        """Which points are inside the box: booleans, one per point given; all False without a box."""
        if len(self.box) != 4:
            return np.zeros(len(self.x), dtype=bool)
        x0, x1, y0, y1 = self.box
        return np.asarray((self.x >= x0) & (self.x <= x1) & (self.y >= y0) & (self.y <= y1))

    def _tell(self, change: Any) -> None:
        n = int(self.selected().sum())
        self.told = ngettext("{n} point selected", "{n} points selected", n).format(n=number(n)) if self.box else ""


def _texts() -> dict[str, str]:
    return {
        "language": language(),
        "from": _("from"),
        "to": _("to"),
        "select": _("Select"),
        "clear": _("Clear the selection"),
        "bounds": _("Bounds of the selection"),
    }
