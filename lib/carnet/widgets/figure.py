"""The plotly figure of the pages: never stale, never offered to a cloud, in French, with its text and its table."""

import importlib.metadata
from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import plotly
import plotly.graph_objects as go
import traitlets
from plotly.serializers import custom_serializers

from carnet.language import _, language
from carnet.widgets.theme import dark_of_light

_PLOTLY_JS = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"

# what plotly would otherwise offer: its cloud, its logo, its own buttons
QUIET = {"showSendToCloud": False, "plotlyServerURL": "", "displaylogo": False, "displayModeBar": False}


def _texts() -> dict[str, str]:
    return {
        "language": language(),
        "loading": _("Loading the chart…"),
        "export": _("Export"),
        "table": _("Data table"),
        "hide": _("Hide the table"),
        "reset": _("Whole view"),
        "column": _("one column, {mm} mm"),
        "page": _("two columns, {mm} mm"),
        "csv": _("Data (CSV)"),
        "failed": _("The chart could not be drawn. Its table is below."),
    }


class Figure(go.FigureWidget):
    """A `FigureWidget` whose page always shows what Python holds.

    plotly's own widget sends each change as a message, which is lost when no view is there yet (the page then draws
    the old curve). Here the current data and layout are one trait, sent whole: whatever changes, and whenever the
    view appears, the page draws that. The bundle comes from the page's own server, or from the kernel where no
    server of ours is; never from elsewhere.

    Draw in the light theme: the page recolours by the token table when the reader chooses dark.
    """

    _esm = Path(__file__).parent / "js" / "figure.js"

    _figure = traitlets.Dict().tag(sync=True, **custom_serializers)
    _palette = traitlets.Dict().tag(sync=True)
    _bundle = traitlets.Unicode().tag(sync=True)
    _texts = traitlets.Dict().tag(sync=True)
    alt = traitlets.Unicode("", help="what the figure shows, for those who do not see it").tag(sync=True)
    filename = traitlets.Unicode("figure", help="name of exported files, without extension").tag(sync=True)
    _table = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        figure: go.Figure | None = None,
        *,
        alt: str = "",
        columns: Sequence[str] = (),
        rows: Sequence[Sequence[Any]] = (),
        filename: str = "figure",
        **kwargs: Any,
    ) -> None:
        """`figure` as `carnet.figures` made it; `alt` says in a sentence what it shows; `columns` and `rows` are the
        table beside it (strings and numbers), which is also what « CSV » exports."""
        self._ready = False
        super().__init__(figure, **kwargs)
        self._palette = dark_of_light()
        self._bundle = f"plotly-{importlib.metadata.version('plotly')}.min.js"
        self._speak()
        self.alt, self.filename = alt, filename
        self.set_table(columns, rows)
        self.on_msg(self._answer)
        self._ready = True
        self._push()

    def draw(
        self,
        figure: go.Figure,
        *,
        alt: str | None = None,
        columns: Sequence[str] | None = None,
        rows: Sequence[Sequence[Any]] = (),
    ) -> None:
        """Show another figure in place of this one (data and layout), in one message."""
        self._ready = False
        try:
            self.data = ()
            self.add_traces(list(figure.data))
            self.layout = figure.layout
        finally:
            self._ready = True
        if alt is not None:
            self.alt = alt
        if columns is not None:
            self.set_table(columns, rows)
        self._speak()
        self._push()

    def _speak(self) -> None:
        """The words around the figure, in the language in use."""
        self._texts = _texts()
        self._config = {**QUIET, "locale": language()}

    def set_table(self, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """The table beside the figure: column headings, and rows of strings and numbers (None where unknown)."""
        self._table = {"columns": list(columns), "rows": [list(row) for row in rows]} if columns else {}

    def get_state(self, *args: Any, **kwargs: Any) -> Any:
        """The widget's state, with the figure as it is now."""
        state = super().get_state(*args, **kwargs)
        if getattr(self, "_ready", False) and "_figure" in state:
            state["_figure"] = custom_serializers["to_json"](self._current(), None)
        return state

    def _current(self) -> dict[str, Any]:
        return {"data": deepcopy(list(self._data)), "layout": deepcopy(self._layout_obj._props)}

    def _push(self) -> None:
        if getattr(self, "_ready", False):
            self._figure = self._current()

    # every change that plotly would send as a message becomes the one trait
    def _send_relayout_msg(self, *args: Any, **kwargs: Any) -> None:
        self._push()

    def _send_restyle_msg(self, *args: Any, **kwargs: Any) -> None:
        self._push()

    def _send_update_msg(self, *args: Any, **kwargs: Any) -> None:
        self._push()

    def _send_addTraces_msg(self, *args: Any, **kwargs: Any) -> None:  # noqa: N802
        self._push()

    def _send_deleteTraces_msg(self, *args: Any, **kwargs: Any) -> None:  # noqa: N802
        self._push()

    def _send_moveTraces_msg(self, *args: Any, **kwargs: Any) -> None:  # noqa: N802
        self._push()

    def _send_animate_msg(self, *args: Any, **kwargs: Any) -> None:
        self._push()

    def _answer(self, widget: Any, content: Mapping[str, Any], buffers: Any) -> None:
        if content.get("kind") == "plotly":  # a server without our assets (binder, a plain jupyter): the kernel has it
            self.send({"kind": "plotly"}, buffers=[_PLOTLY_JS.read_bytes()])
