"""A nomenclature under one's fingers: codes found as one types, and the branch of each, up and down."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import traitlets

from carnet.language import _, language
from carnet.widgets.asking import AskingWidget

_HERE = Path(__file__).parent
LONGEST = 200  # characters of what is searched


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code as the list shows it: `shown` with its dot; `note` says where it may stand; `free`: it may be chosen;
    `leaf`: nothing is below it."""

    code: str
    shown: str
    label: str
    note: str = ""
    free: bool = True
    leaf: bool = True


@dataclass(frozen=True, slots=True)
class Branch:
    """A code between those above it (the highest first) and those right below it. None at the top: the chapters."""

    at: CodeRow | None
    above: tuple[CodeRow, ...]
    below: tuple[CodeRow, ...]


class CodeSearch(AskingWidget):
    """`CodeSearch(search, branch)`: `search(query)` answers the rows found, `branch(code)` where a code stands.

    `on_word(callback)` hears `choose` (`code`) when a person takes a code that may be chosen, and `leave` when the
    search is left. `start(query, code)` opens it on a query, or on the branch of a code.
    """

    WORDS = ("search", "branch", "choose", "leave")
    _esm = _HERE / "js" / "code_search.js"
    _css = _HERE / "style" / "code_search.css"

    title = traitlets.Unicode("").tag(sync=True)
    found = traitlets.Dict(help="number of the question, query, rows").tag(sync=True)
    branch = traitlets.Dict(help="at, above, below").tag(sync=True)
    query = traitlets.Unicode("", help="what the box holds when the page opens it").tag(sync=True)
    opened = traitlets.Int(0, help="how often it was opened: the box takes the focus").tag(sync=True)

    def __init__(self, search: Callable[[str], Sequence[CodeRow]], branch: Callable[[str], Branch]) -> None:
        self._search, self._branch = search, branch
        super().__init__(_texts())
        self.on_word(self._answer)

    def relabel(self, title: str) -> None:
        """The words in the language in use."""
        with self.hold_sync():
            self.title, self.texts = title, _texts()
            if self.branch:
                self.show_branch(str((self.branch.get("at") or {}).get("code", "")))

    def start(self, query: str = "", code: str = "") -> None:
        """Open it on a query, and on the branch of a code."""
        with self.hold_sync():
            self.query = query
            self.found = {"number": 0, "query": query, "rows": self._rows(query)}
            self.show_branch(code)
            self.opened += 1

    def show_branch(self, code: str) -> None:
        """Show where a code stands; the chapters for an empty one."""
        shown = self._branch(code)
        self.branch = {
            "at": asdict(shown.at) if shown.at else None,
            "above": [asdict(row) for row in shown.above],
            "below": [asdict(row) for row in shown.below],
        }

    def _rows(self, query: str) -> list[dict[str, Any]]:
        query = query.strip()[:LONGEST]
        return [asdict(row) for row in self._search(query)] if query else []

    def _answer(self, kind: str, fields: dict[str, Any]) -> None:
        if kind == "search" and isinstance(fields.get("query"), str):
            number = fields.get("number")
            known = isinstance(number, int) and not isinstance(number, bool)
            query = fields["query"][:LONGEST]
            self.found = {"number": number if known else 0, "query": query, "rows": self._rows(query)}
        elif kind == "branch" and isinstance(fields.get("code"), str):
            self.show_branch(fields["code"][:12])


def _texts() -> dict[str, Any]:
    """The words that the page draws itself."""
    return {
        "language": language(),
        "box": _("Search a code or a diagnosis"),
        "hint": _("Words, abbreviations or a code: “cancer sein QSE”, “bpco”, “i48”."),
        "none": _("No code for “{query}”."),
        "one": _("1 code"),
        "many": _("{n} codes"),
        "chapters": _("Chapters"),
        "up": _("Up"),
        "down": _("What is below {code}"),
        "choose": _("Choose {code}"),
        "cannot": _("{code} cannot be chosen here: {note}"),
        "leave": _("Close the search"),
        "results": _("Codes found"),
        "hierarchy": _("Hierarchy"),
        "keys": _("↑ ↓ to go through, Enter to choose, → to open what is below, ← to go up, Esc to close"),
    }
