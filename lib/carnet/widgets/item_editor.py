"""An item under the editor: every part as a field, with what the gate says beside it; nothing typed is lost."""

from collections.abc import Mapping, Sequence
from typing import Any

import traitlets

from carnet.widgets.asking import AskingWidget
from carnet.widgets.joined import joined_css, joined_js


class ItemEditor(AskingWidget):
    """`put(item, meta)` puts an item (its JSON) under the editor; `tell(number, findings)` answers a change.

    `on_word(callback)` hears edit (`number`, `opened`: which opening, `item`: the whole draft, an image that is known
    already as `=`), save (`reason`), look (`question`: the one being written), search (`query`, `number`) and cite
    (`number`, `index` of a result), restore (`version`), and the kinds of `meta["actions"]` (kind, words, hint) with
    `reason`. What comes from the page is not to be trusted. Texts are only ever drawn as text.
    """

    WORDS = (
        "edit", "save", "look", "search", "cite", "restore",
        "history", "submit", "draft", "retire", "copy", "revert", "close",
    )  # fmt: skip
    _esm = joined_js("studio_dom", "item_editor_image", "item_editor_station", "item_editor_question", "item_editor")
    _css = joined_css("studio", "item_editor")

    opened = traitlets.Dict({"number": 0, "item": {}}).tag(sync=True)
    meta = traitlets.Dict(help="state, stateName, about, dirty, actions, stale").tag(sync=True)
    checked = traitlets.Dict({"number": 0, "findings": []}).tag(sync=True)
    found = traitlets.Dict().tag(sync=True)
    history = traitlets.List().tag(sync=True)

    def __init__(self, texts: dict[str, Any]) -> None:
        self.openings = 0
        super().__init__(texts)

    def put(self, item: Mapping[str, Any], meta: Mapping[str, Any]) -> None:
        """Put an item under the editor; empty: none."""
        self.openings += 1
        with self.hold_sync():
            self.meta = dict(meta)
            self.checked = {"number": 0, "findings": []}
            self.history = []
            self.opened = {"number": self.openings, "item": dict(item)}

    def tell(self, number: int, findings: Sequence[Mapping[str, Any]]) -> None:
        """What was found in the draft number `number`: check, label, level, message, remedy, where, start, end."""
        self.checked = {"number": number, "findings": [dict(one) for one in findings]}

    def answer(self, number: int, rows: Sequence[Mapping[str, str]], word: str = "") -> None:
        """The passages that a search found: title, about, text."""
        self.found = {"number": number, "rows": [dict(one) for one in rows], "word": word}

    def cited(self, citation: Mapping[str, Any]) -> None:
        """The citation of the passage chosen."""
        self.send({"kind": "cited", "citation": dict(citation)})

    def saved(self) -> None:
        """The draft is saved: its reason is done with."""
        self.send({"kind": "saved"})
