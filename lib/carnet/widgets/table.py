"""A table that everyone can read: plain HTML in the page, headings that sort, nothing run from its cells."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from carnet.language import _, language


class Table(anywidget.AnyWidget):
    """`Table(["Groupe", "n"], [["I", 412], ["II", 380]], caption="…")`.

    Cells are strings (shown as they are, never as HTML), numbers (written and aligned as the language does, sorted as
    numbers) or None (shown –). `heads` makes each row's first cell its heading; a row of one cell is the heading of
    the rows after it; a first cell that starts with two spaces is indented. `sortable` gives the columns' headings
    their sort buttons.
    """

    _esm = Path(__file__).parent / "js" / "table.js"

    columns = traitlets.List(traitlets.Unicode()).tag(sync=True)
    rows = traitlets.List().tag(sync=True)
    caption = traitlets.Unicode("").tag(sync=True)
    sortable = traitlets.Bool(False).tag(sync=True)
    heads = traitlets.Bool(True).tag(sync=True)
    digits = traitlets.Int(2, help="most decimals that a number shows").tag(sync=True)
    _texts = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        columns: Sequence[str] = (),
        rows: Sequence[Sequence[Any]] = (),
        *,
        caption: str = "",
        sortable: bool = False,
        heads: bool = True,
        digits: int = 2,
    ) -> None:
        """See the class. Rows are copied; numbers may be NumPy's."""
        super().__init__(
            columns=list(columns),
            rows=_plain(rows),
            caption=caption,
            sortable=sortable,
            heads=heads,
            digits=digits,
            _texts=_texts(),
        )
        self.add_class("carnet-table-box")

    def show(self, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, caption: str | None = None) -> None:
        """Show other content, in one message."""
        with self.hold_sync():
            self.columns, self.rows, self._texts = list(columns), _plain(rows), _texts()
            if caption is not None:
                self.caption = caption


def _texts() -> dict[str, str]:
    return {"language": language(), "sort": _("Sort by {column}"), "empty": _("No row")}


def _plain(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Cells as JSON has them: NumPy scalars become Python's, NaN becomes None."""
    plain = []
    for row in rows:
        cells = [cell.item() if hasattr(cell, "item") else cell for cell in row]
        plain.append([None if isinstance(cell, float) and cell != cell else cell for cell in cells])
    return plain
