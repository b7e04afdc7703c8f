"""What one chooses on the page of cohorts: endpoint, groups, and criteria with their live counts."""

from pathlib import Path
from typing import Any

import anywidget
import traitlets

_HERE = Path(__file__).parent


class CohortPanel(anywidget.AnyWidget):
    """One widget for all the controls of a cohort, so that a page opens with one message.

    `spec` says what may be chosen: `selects` (id, label, options), `facets` (ranges and tick boxes with counts already
    written as text, small ones masked), `addable` columns, `texts`. `choices` is what was chosen: one value per
    select, `facets` (column → list of values or [low, high], the last touched last) and `added` columns. What comes
    from the page is not to be trusted: the app checks it.
    """

    _esm = _HERE / "js" / "cohort_panel.js"
    _css = _HERE / "style" / "cohort.css"

    spec = traitlets.Dict({"selects": [], "facets": [], "addable": [], "texts": {}}).tag(sync=True)
    choices = traitlets.Dict({"facets": {}, "added": []}).tag(sync=True)


def select(id: str, label: str, options: list[tuple[str, str]]) -> dict[str, Any]:
    """A list of which one value is chosen: (value, label) pairs."""
    return {"id": id, "label": label, "options": [list(pair) for pair in options]}


def range_facet(id: str, label: str, low: float, high: float, *, step: float = 1, unit: str = "", plain: bool = False,
                removable: bool = False) -> dict[str, Any]:
    """A range between two handles; `plain` numbers (years) have no thousands sign."""
    return {"id": id, "kind": "range", "label": label, "min": low, "max": high, "step": step, "unit": unit,
            "plain": plain, "removable": removable}


def choice_facet(id: str, label: str, options: list[dict[str, str]], *, short: bool = False, folded: bool = False,
                 chosen: str = "", more: str = "", none: str = "", removable: bool = False) -> dict[str, Any]:
    """Tick boxes: `options` are {value, label, count}; `short` ones stand on one line; `folded` opens on a click."""
    return {"id": id, "kind": "choice", "label": label, "options": options, "short": short, "folded": folded,
            "chosenText": chosen, "more": more, "none": none, "removable": removable}
