"""The codes of a stay as cards by position: gone through, opened at their sentence and decided with the keyboard."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import traitlets

from carnet.language import _, language
from carnet.widgets.asking import AskingWidget

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class OtherCode:
    """Another code for the same place: as it is kept, as it is read, its label, what would make it the right one."""

    code: str
    shown: str
    label: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CodeCard:
    """A code as its card shows it.

    `code` is as it is read (`C50.4`); `sure` is `high`, `likely` or `check` (none for a code that a coder added),
    `percent` the score behind it in words, `rule` where the rule that placed it comes from. `quotes` are (name of the
    note, what stands before, words, what stands after); `others` the alternatives; `notices` what is to be looked at;
    `tags` short marks; `was` what was proposed where it was changed; `decided` who decided and when.
    """

    id: str
    position: str
    code: str
    label: str
    state: str = "proposed"
    sure: str = ""
    percent: str = ""
    reason: str = ""
    rule: str = ""
    quotes: tuple[tuple[str, str, str, str], ...] = ()
    others: tuple[OtherCode, ...] = ()
    notices: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    was: str = ""
    decided: str = ""
    comment: str = ""

    def sent(self) -> dict[str, Any]:
        """As the page receives it."""
        lists = {"quotes": [list(one) for one in self.quotes], "others": [asdict(one) for one in self.others]}
        return asdict(self) | lists | {"notices": list(self.notices), "tags": list(self.tags)}


class CodeCards(AskingWidget):
    """`CodeCards()`, then `show(cards, …)`; `follow(cards, …)` sends the cards that changed, alone.

    `on_word(callback)` hears (kind, fields) of what a person asks: accept, reject, replace (`code`), search (another
    code for `id`), move (`position`), comment (`text`) of the card `id`; open (its passage number `i`); add (with the
    passage selected in the note, `note`, `start`, `end` in code points, if any); undo, redo; validate (`how`: `all`
    accepts what is left). `selected` is the id of the card chosen. What comes from the page is not to be trusted: the
    app checks it. Texts are only ever drawn as text.
    """

    WORDS = ("accept", "reject", "replace", "search", "move", "comment", "open", "add", "undo", "redo", "validate")
    _esm = _HERE / "js" / "code_cards.js"
    _css = _HERE / "style" / "code_cards.css"

    groups = traitlets.List(help="(position, short name, name, whether one may move there)").tag(sync=True)
    rows = traitlets.List().tag(sync=True)
    cautions = traitlets.List(help="to be looked at in the stay: (text, id of a card or nothing)").tag(sync=True)
    patch = traitlets.Dict().tag(sync=True)
    able = traitlets.List([False, False], help="whether there is something to undo, to redo").tag(sync=True)
    selected = traitlets.Unicode("").tag(sync=True)
    empty = traitlets.Unicode("", help="said where there is no code at all").tag(sync=True)
    validated = traitlets.Unicode("", help="who validated the stay, when").tag(sync=True)

    def __init__(self) -> None:
        self._rows: dict[str, CodeCard] = {}
        self._patches = 0
        super().__init__(_texts())

    def relabel(self, groups: Sequence[tuple[str, str, str, bool]]) -> None:
        """The words in the language in use."""
        with self.hold_sync():
            self.texts, self.groups = _texts(), [list(one) for one in groups]

    def show(
        self,
        cards: Sequence[CodeCard],
        *,
        cautions: Sequence[tuple[str, str]] = (),
        able: tuple[bool, bool] = (False, False),
        empty: str = "",
        validated: str = "",
    ) -> None:
        """Show the codes of a stay, all of them."""
        self._rows = {card.id: card for card in cards}
        with self.hold_sync():
            if self.selected not in self._rows:
                self.selected = ""
            self.cautions, self.able = [list(one) for one in cautions], list(able)
            self.empty, self.validated = empty, validated
            self.rows = [card.sent() for card in cards]

    def follow(
        self, cards: Sequence[CodeCard], able: tuple[bool, bool], *, select: str = "", undone: bool = False
    ) -> None:
        """Cards whose decision changed, at their place: they alone are sent; a page that opens later has the whole.

        `select`: the card to show now, where it is not the one after.
        """
        self._rows |= {card.id: card for card in cards}
        self._patches += 1
        self._trait_values["rows"] = [card.sent() for card in self._rows.values()]
        self._trait_values["able"] = list(able)
        self.patch = {
            "number": self._patches,
            "put": [card.sent() for card in cards],
            "able": list(able),
            "select": select,
            "undone": undone,
        }

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say a word over the cards: why something cannot be done (`wrong`), or what was done."""
        self.send({"kind": "say", "text": text, "wrong": wrong})

    def ask_left(self, question: str) -> None:
        """Ask what becomes of the codes that nobody has decided about."""
        self.send({"kind": "left", "text": question})

    def take_focus(self) -> None:
        """Bring the keyboard back to the cards."""
        self.send({"kind": "focus"})


def _texts() -> dict[str, Any]:
    """The words that the page draws itself."""
    return {
        "language": language(),
        "title": _("Codes"),
        "states": {
            "proposed": _("to be read"),
            "accepted": _("accepted"),
            "changed": _("changed"),
            "rejected": _("rejected"),
            "added": _("added"),
        },
        "sure": {"high": _("sure"), "likely": _("likely"), "check": _("to be checked")},
        "left": _("{n}, of which {left} to be read"),
        "allRead": _("{n}, all read"),
        "none": _("No code is proposed."),
        "noneHere": _("none"),
        "why": _("Why"),
        "score": _("score {percent}"),
        "evidence": _("Show the sentence in {note}"),
        "bare": _("no evidence"),
        "others": _("{n} other codes"),
        "other": _("1 other code"),
        "take": _("Take {code}"),
        "was": _("proposed: {value}"),
        "cautions": _("To be looked at"),
        "accept": _("Accept"),
        "reject": _("Reject"),
        "replace": _("Replace"),
        "move": _("Move"),
        "comment": _("Comment"),
        "add": _("Add a code"),
        "addHere": _("Add a code on the words selected"),
        "undo": _("Undo"),
        "keys": _("Keyboard"),
        "validate": _("Validate the stay"),
        "close": _("Close"),
        "cancel": _("Cancel"),
        "save": _("Save"),
        "moveTo": _("Position of {code}"),
        "commentOn": _("Comment on {code}"),
        "commentHint": _("For the other coders and the physician; no name of a patient."),
        "leftTitle": _("Before validating"),
        "acceptLeft": _("Accept them and validate"),
        "readLeft": _("Read them"),
        "said": _("{state}: {value}"),
        "undone": _("Undone"),
        "help": [
            [_("j, ↓"), _("next code")],
            [_("k, ↑"), _("previous code")],
            [_("n"), _("next code that is to be read")],
            [_("m, →"), _("next passage of the code")],
            [_("a"), _("accept the code")],
            [_("r, Delete"), _("reject it")],
            [_("e, Enter"), _("replace it: search, the codes beside it first")],
            [_("p"), _("change its position")],
            [_("+"), _("add a code (on the words selected in the note)")],
            [_("c"), _("comment on it")],
            [_("u, Ctrl+Z"), _("undo")],
            [_("Shift+U, Ctrl+Y"), _("redo")],
            [_("v"), _("validate the stay, open the next one")],
            [_("?"), _("this list")],
        ],
    }
