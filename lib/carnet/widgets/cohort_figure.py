"""A figure that a page redraws many times: what `carnet.figures` made is sent as it is, in one message."""

from typing import Any

import plotly.graph_objects as go

from carnet.widgets.figure import Figure


class LiveFigure(Figure):
    """A `Figure` that shows a plain `data` and `layout` without building plotly's objects for them (100 ms a time)."""

    def __init__(self, **kwargs: Any) -> None:
        self._drawn: dict[str, Any] = {"data": [], "layout": {}}
        super().__init__(**kwargs)

    @property
    def drawn(self) -> dict[str, Any]:
        """The data and layout on the page."""
        return self._drawn

    def put(self, drawn: dict[str, Any] | go.Figure) -> None:
        """Show these data and layout in place of those there."""
        self._drawn = drawn if isinstance(drawn, dict) else {"data": list(drawn._data), "layout": drawn._layout}
        self._speak()
        self._push()

    def get_state(self, *args: Any, **kwargs: Any) -> Any:
        """The widget's state: the figure in it is always the one that was put."""
        return go.FigureWidget.get_state(self, *args, **kwargs)

    def _current(self) -> dict[str, Any]:
        return self._drawn
