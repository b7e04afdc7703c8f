"""The bank of items as a list: words, filters, results page by page; what to open, what to take away."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import traitlets

from carnet.widgets.asking import AskingWidget
from carnet.widgets.joined import joined_css, joined_js


@dataclass(frozen=True, slots=True)
class BankLine:
    """An item as the list shows it; `about` are short words after its state; `changed`: not saved yet."""

    id: str
    kind: str
    title: str
    stem: str
    state: str
    stateName: str  # noqa: N815 (as the page reads it)
    about: tuple[str, ...] = ()
    changed: bool = False


class BankList(AskingWidget):
    """`show(lines, total, number, offset)` answers a search.

    `on_word(callback)` hears search (`query`: a dict of strings, `number`, `offset`), open (`id`) and mark (`ids`, all
    those chosen). What comes from the page is not to be trusted. Texts are only ever drawn as text.
    """

    WORDS = ("search", "open", "mark")
    _esm = joined_js("studio_dom", "bank_list")
    _css = joined_css("studio")

    found = traitlets.Dict().tag(sync=True)
    current = traitlets.Unicode("", help="the item in the editor").tag(sync=True)
    marked = traitlets.List(help="chosen, set by the app").tag(sync=True)

    def show(
        self, lines: Sequence[BankLine], total: int, number: int = 0, offset: int = 0, again: bool = False
    ) -> None:
        """Rows from `offset` on; `again`: the same search, after something changed."""
        rows = [asdict(line) | {"about": list(line.about)} for line in lines]
        self.found = {"number": number, "offset": offset, "rows": rows, "total": total, "again": again}
