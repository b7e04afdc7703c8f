"""Which patient one looks at: previous, next, by identifier, among those with a tumour of one site."""

from collections.abc import Sequence
from pathlib import Path

import traitlets

from carnet.language import _, language
from carnet.widgets.asking import AskingWidget

_HERE = Path(__file__).parent


class PatientBar(AskingWidget):
    """`show(name, about, (2, 284))`; `on_word(callback)` hears (kind, fields): `step` (`by` 1 or -1), `jump` (`id`).

    `site` is the value of the site chosen among `sites` (value, name).
    """

    WORDS = ("step", "jump")
    _esm = _HERE / "js" / "patient_bar.js"
    _css = _HERE / "style" / "fact_list.css"

    name = traitlets.Unicode("").tag(sync=True)
    about = traitlets.Unicode("").tag(sync=True)
    place = traitlets.List([0, 0]).tag(sync=True)
    sites = traitlets.List().tag(sync=True)
    site = traitlets.Unicode("").tag(sync=True)
    notice = traitlets.Unicode("", help="why the patient asked for is not shown").tag(sync=True)

    def __init__(self) -> None:
        super().__init__(_texts())

    def relabel(self, sites: Sequence[tuple[str, str]]) -> None:
        """The words in the language in use, and the sites (value, name)."""
        with self.hold_sync():
            self.texts, self.sites = _texts(), [list(one) for one in sites]

    def show(self, name: str, about: str, place: tuple[int, int], *, notice: str = "") -> None:
        """Another patient, in one message."""
        with self.hold_sync():
            self.name, self.about, self.place, self.notice = name, about, list(place), notice


def _texts() -> dict[str, str]:
    return {
        "language": language(),
        "previous": _("Previous patient"),
        "next": _("Next patient"),
        "jump": _("Patient identifier"),
        "id": _("Identifier"),
        "go": _("Open"),
        "site": _("Tumour site"),
    }
