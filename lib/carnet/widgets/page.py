"""The frame of every page: a header, what one chooses, what one sees, and the evidence when there is any."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import traitlets

from carnet.language import _, language
from carnet.widgets.escaping import html, our_own
from carnet.widgets.theme import stylesheet


class Header(anywidget.AnyWidget):
    """The 48 pixels on top: name of the page, warehouse, engine, language, theme, help."""

    _esm = Path(__file__).parent / "js" / "header.js"

    title = traitlets.Unicode("").tag(sync=True)
    where = traitlets.List(traitlets.Unicode()).tag(sync=True)
    fictitious = traitlets.Unicode("").tag(sync=True)
    help = traitlets.Unicode("").tag(sync=True)
    home = traitlets.Bool(True).tag(sync=True)
    language = traitlets.Unicode("fr").tag(sync=True)
    _texts = traitlets.Dict().tag(sync=True)


def _texts() -> dict[str, str]:
    return {
        "home": _("Carnet"),
        "homeTitle": _("All the pages"),
        "language": _("Lire cette page en français") if language() == "en" else _("Read this page in English"),
        "dark": _("Dark theme"),
        "light": _("Light theme"),
        "help": _("Help"),
        "close": _("Close"),
    }


def style() -> ipywidgets.HTML:
    """The style sheet as a widget, for a page shown where our template is not (JupyterLab)."""
    return html("<style>{rules}</style>", rules=our_own(stylesheet()), classes=("carnet-style",))


class Page(ipywidgets.VBox):
    """One page: `Page("Cohortes", choose=[…], see=[…]).display()`.

    Under 900 pixels the columns become one, in the order choose, see, evidence.
    """

    def __init__(
        self,
        title: str,
        *,
        choose: Sequence[ipywidgets.Widget] = (),
        see: Sequence[ipywidgets.Widget] = (),
        evidence: Sequence[ipywidgets.Widget] = (),
        where: Sequence[str] = (),
        fictitious: bool = False,
        help: str = "",
        home: bool = True,
    ) -> None:
        """`where` says which records one is looking at: warehouse, number of patients, engine. `help` is plain text,
        one paragraph a line. `fictitious` adds the words that say so."""
        self.header = Header(
            title=title,
            where=list(where),
            help=help,
            home=home,
            language=language(),
            _texts=_texts(),
            fictitious=_("fictitious data") if fictitious else "",
        )
        self.header.add_class("carnet-header")
        self.choose = ipywidgets.VBox(list(choose))
        self.see = ipywidgets.VBox(list(see))
        self.evidence = ipywidgets.VBox(list(evidence))
        for name, box in (("choose", self.choose), ("see", self.see), ("evidence", self.evidence)):
            box.add_class(f"carnet-{name}")
        self.columns = ipywidgets.Box()
        self.columns.add_class("carnet-columns")
        super().__init__([style(), self.header, self.columns])
        self.add_class("carnet")
        self.add_class("carnet-page")
        self.arrange()

    def arrange(self) -> None:
        """Lay the columns again after `choose`, `see` or `evidence` got or lost their content."""
        boxes = [box for box in (self.choose, self.see, self.evidence) if box.children or box is self.see]
        self.columns.children = boxes
        for name, here in (("carnet-one", len(boxes) == 1), ("carnet-three", len(boxes) == 3)):
            (self.columns.add_class if here else self.columns.remove_class)(name)

    def on_language(self, callback: Callable[[str], Any]) -> None:
        """Call `callback("fr" | "en")` when the reader chooses the other language; it rebuilds what it shows."""
        self.header.observe(lambda change: callback(change["new"]), names="language")

    def relabel(self, title: str, *, where: Sequence[str] | None = None, help: str | None = None) -> None:
        """Another title (and place, and help): after a change of language or of warehouse."""
        self.header.title, self.header._texts = title, _texts()
        if where is not None:
            self.header.where = list(where)
        if help is not None:
            self.header.help = help
        if self.header.fictitious:
            self.header.fictitious = _("fictitious data")

    def display(self) -> None:
        """Show the page as the output of the cell."""
        from IPython.display import display

        display(self)
