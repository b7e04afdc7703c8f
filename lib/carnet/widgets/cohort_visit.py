"""What only the browser knows of a visit: which warehouse the address names, and how wide a figure may be."""

from pathlib import Path

import anywidget
import traitlets


class Visit(anywidget.AnyWidget):
    """An empty line as wide as the figures. `warehouse`: a name from the address, to be checked; `width` in pixels."""

    _esm = Path(__file__).parent / "js" / "cohort_visit.js"
    _css = Path(__file__).parent / "style" / "cohort.css"

    warehouse = traitlets.Unicode("").tag(sync=True)
    width = traitlets.Int(0).tag(sync=True)
    asked = traitlets.Int(0, help="how often the page has said that it is there").tag(sync=True)
    heard = traitlets.Bool(False, help="said back by the app").tag(sync=True)
