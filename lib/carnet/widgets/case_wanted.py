"""From which notes a case is written, and what is wanted of it."""

from collections.abc import Mapping, Sequence

import traitlets

from carnet.widgets.asking import AskingWidget
from carnet.widgets.joined import joined_css, joined_js


class CaseWanted(AskingWidget):
    """`offer(rows, chosen)`: notes (id, title, about) to choose among; `read(id, title, text)` shows one.

    `on_word(callback)` hears mark (`ids`), read (`id`) and write (`wanted`: number, kinds, topics, ranks, way). What
    comes from the page is not to be trusted. Texts are only ever drawn as text.
    """

    WORDS = ("mark", "read", "write")
    _esm = joined_js("studio_dom", "case_wanted")
    _css = joined_css("studio", "item_reading")

    rows = traitlets.List().tag(sync=True)
    chosen = traitlets.List().tag(sync=True)
    reading = traitlets.Dict({}).tag(sync=True)
    ways = traitlets.List(help="(value, name) of how drafts may be written").tag(sync=True)
    about = traitlets.Unicode("", help="what is said of the references").tag(sync=True)
    busy = traitlets.Bool(False).tag(sync=True)

    def offer(self, rows: Sequence[Mapping[str, str]], chosen: Sequence[str]) -> None:
        """Other notes, those chosen at first."""
        with self.hold_sync():
            self.chosen, self.rows = list(chosen), [dict(one) for one in rows]

    def read(self, id: str, title: str, text: str) -> None:
        """Show the text of a note; none where the id is empty."""
        self.reading = {"id": id, "title": title, "text": text} if id else {}
