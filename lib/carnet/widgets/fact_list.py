"""The facts of a patient by kind, to be gone through, opened at their sentence, accepted, corrected or rejected."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import traitlets

from carnet.language import _, language
from carnet.widgets.asking import AskingWidget

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact as the list shows it.

    `kind` is the group it stands in, `name` what it is called in a form, `lead` the word before a value that alone
    says too little. `short` and `dated` are its date, short and in full; `iso` the same as it is corrected. `conflicts`
    are (id, words) of facts that say otherwise; `was` what was read where a person corrected it; `decided` who decided
    and when; `choices` the values of a closed kind, `example` what a value looks like. `shown` is the value as one
    reads it (`HER2 3+` for `HER2=3+`), `tags` what must be seen beside it (derived, of a model), `plain` where the
    value itself says what the assertion says (« jamais »), `loose` where the date is only that of the note.
    """

    id: str
    kind: str
    value: str
    assertion: str = "present"
    short: str = ""
    dated: str = ""
    iso: str = ""
    mentions: int = 1
    conflicts: tuple[tuple[str, str], ...] = ()
    state: str = "proposed"
    was: str = ""
    decided: str = ""
    derived: str = ""
    about: str = ""
    choices: tuple[str, ...] = ()
    example: str = ""
    lead: str = ""
    name: str = ""
    shown: str = ""
    tags: tuple[str, ...] = ()
    plain: bool = False
    loose: bool = False

    def sent(self) -> dict[str, Any]:
        """As the page receives it."""
        lists = {"choices": list(self.choices), "tags": list(self.tags), "shown": self.shown or self.value}
        return asdict(self) | {"conflicts": [list(one) for one in self.conflicts], **lists}


class FactList(AskingWidget):
    """`FactList()`, then `show(kinds, rows)`; `follow(rows)` sends the rows that changed, alone.

    `on_word(callback)` hears (kind, fields) of what a person asks: accept, reject, change (value, assertion, date) of
    the fact `id`; undo, redo; open (its sentence); mention (`by` 1 or -1). `selected` is the id of the fact chosen.
    What comes from the page is not to be trusted: the app checks it. Values are only ever drawn as text.
    """

    WORDS = ("accept", "reject", "change", "undo", "redo", "open", "mention")
    _esm = _HERE / "js" / "fact_list.js"
    _css = _HERE / "style" / "fact_list.css"

    title = traitlets.Unicode("").tag(sync=True)
    kinds = traitlets.List(help="(kind, name) in their order").tag(sync=True)
    assertions = traitlets.List(help="(assertion, sign, name)").tag(sync=True)
    rows = traitlets.List().tag(sync=True)
    patch = traitlets.Dict().tag(sync=True)
    able = traitlets.List([False, False], help="whether there is something to undo, to redo").tag(sync=True)
    selected = traitlets.Unicode("").tag(sync=True)
    empty = traitlets.Unicode("", help="said where there is no fact at all").tag(sync=True)

    def __init__(self) -> None:
        self._rows: dict[str, FactRow] = {}
        self._patches = 0
        super().__init__(_texts())

    def relabel(self, title: str, assertions: Sequence[tuple[str, str, str]]) -> None:
        """The words in the language in use."""
        with self.hold_sync():
            self.title, self.texts = title, _texts()
            self.assertions = [list(one) for one in assertions]

    def show(
        self,
        kinds: Sequence[tuple[str, str]],
        rows: Sequence[FactRow],
        *,
        able: tuple[bool, bool] = (False, False),
        empty: str = "",
    ) -> None:
        """Show the facts of another patient; nothing is selected."""
        self._rows = {row.id: row for row in rows}
        with self.hold_sync():
            if self.selected not in self._rows:
                self.selected = ""
            self.kinds, self.able, self.empty = [list(one) for one in kinds], list(able), empty
            self.rows = [row.sent() for row in rows]

    def follow(self, rows: Sequence[FactRow], able: tuple[bool, bool], *, undone: bool = False) -> None:
        """Rows that changed: they alone are sent; a page that opens later receives the whole."""
        self._rows |= {row.id: row for row in rows}
        self._patches += 1
        self._trait_values["rows"] = [row.sent() for row in self._rows.values()]
        self._trait_values["able"] = list(able)
        self.patch = {
            "number": self._patches,
            "put": [row.sent() for row in rows],
            "able": list(able),
            "undone": undone,
        }

    def refuse(self, text: str) -> None:
        """Say in the form why a correction cannot be taken."""
        self.send({"kind": "refused", "text": text})

    def unchanged(self) -> None:
        """A correction that changes nothing: the form closes."""
        self.send({"kind": "same"})


def _texts() -> dict[str, Any]:
    """The words that the page draws itself."""
    return {
        "language": language(),
        "states": {
            "proposed": _("to be read"),
            "accepted": _("accepted"),
            "changed": _("corrected"),
            "rejected": _("rejected"),
        },
        "left": _("{n}, of which {left} to be read"),
        "allRead": _("{n}, all read"),
        "mentions": _("{n} mentions"),
        "conflict": _("said otherwise elsewhere"),
        "undated": _("undated"),
        "loose": _("no date said: that of the note"),
        "against": _("said otherwise:"),
        "none": _("No fact was found."),
        "noneHere": _("No fact here with these filters."),
        "hint": _("Choose a fact: its sentence is shown in the note."),
        "show": _("Show"),
        "shows": [
            ["all", _("Every one")],
            ["review", _("To be read")],
            ["conflict", _("Contradictory")],
            ["accepted", _("Accepted")],
            ["rejected", _("Rejected")],
        ],
        "kind": _("Topic"),
        "assertion": _("Assertion"),
        "accept": _("Accept"),
        "correct": _("Correct"),
        "correctShort": _("Correct"),
        "reject": _("Reject"),
        "undo": _("Undo"),
        "keys": _("Keyboard"),
        "close": _("Close"),
        "save": _("Save the correction"),
        "cancel": _("Cancel"),
        "value": _("Value"),
        "date": _("Date"),
        "dateHint": _("YYYY-MM-DD, YYYY-MM or YYYY"),
        "was": _("read as {value}"),
        "derived": _("derived: {rule}"),
        "said": _("{state}: {value}"),
        "undone": _("Undone"),
        "allDone": _("Every fact shown is read."),
        "help": [
            [_("j, ↓"), _("next fact")],
            [_("k, ↑"), _("previous fact")],
            [_("n"), _("next fact that is to be read")],
            [_("Enter"), _("its sentence in the note")],
            [_("m, →"), _("next mention of the fact")],
            [_("Shift+M, ←"), _("previous mention")],
            [_("a"), _("accept the fact")],
            [_("c, e"), _("correct its value, its assertion, its date")],
            [_("r, Delete"), _("reject it")],
            [_("u, Ctrl+Z"), _("undo")],
            [_("Shift+U, Ctrl+Y"), _("redo")],
            [_("?"), _("this list")],
        ],
    }
