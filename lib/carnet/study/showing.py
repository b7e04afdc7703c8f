"""Figures as a notebook shows them: no logo, no button that would send the data away."""

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import plotly.graph_objects as go

QUIET = {"showSendToCloud": False, "plotlyServerURL": "", "displaylogo": False}


def quiet(figure: "go.Figure", in_words: str, width_mm: float | None = None) -> "go.Figure":
    """The same figure, shown in a notebook with the quiet configuration; `in_words` stands for it elsewhere.

    width_mm: laid out for a journal of that column width (85 or 170).
    """
    from carnet.figures import for_print

    shown = _quiet_class()(figure if width_mm is None else for_print(figure, width_mm))
    shown._carnet_words = in_words
    draw = getattr(figure, "_carnet_draw", None)
    if draw is not None:
        shown._carnet_draw = draw
    return shown


@cache
def _quiet_class() -> Any:
    import plotly.graph_objects as go

    class QuietFigure(go.Figure):
        """A plotly figure that is shown with `QUIET`, with its description in words beside it."""

        _ipython_display_ = None  # plotly's own would use its default configuration
        _repr_html_ = None  # plotly's own fetches plotly from a CDN

        def _repr_mimebundle_(self, *_args: Any, **_options: Any) -> dict[str, Any]:
            import json

            bundle = json.loads(self.to_json())
            bundle["config"] = QUIET
            return {"application/vnd.plotly.v1+json": bundle, "text/plain": self._carnet_words}

    return QuietFigure
