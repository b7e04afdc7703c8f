"""Drafts to keep, drop or correct, read beside their case with the words that prove each proposition."""

from collections.abc import Mapping, Sequence
from typing import Any

import traitlets

from carnet.widgets.asking import AskingWidget
from carnet.widgets.joined import joined_css, joined_js


class DraftCards(AskingWidget):
    """`show(readings)`; `on_word(callback)` hears edit (`id`) and add (`ids`, those kept).

    A reading is what `carnet.apps.studio_reading.reading` makes of an item. Texts are only ever drawn as text.
    """

    WORDS = ("edit", "add")
    _esm = joined_js("studio_dom", "item_reading", "draft_cards")
    _css = joined_css("studio", "item_reading")

    items = traitlets.List().tag(sync=True)

    def show(self, readings: Sequence[Mapping[str, Any]]) -> None:
        """Show these drafts."""
        self.items = [dict(one) for one in readings]


class ReviewDesk(AskingWidget):
    """What waits for a second person. `groups`: (title, none, rows); `item` a reading; `report` the gate's checks.

    `on_word(callback)` hears choose and open (`id`), override (`check`, `where`, `reason`), approve, pass, back, check,
    solve (`reason`). What comes from the page is not to be trusted. Texts are only ever drawn as text.
    """

    WORDS = ("choose", "open", "override", "approve", "pass", "alone", "back", "check", "solve")
    _esm = joined_js("studio_dom", "item_reading", "review_desk")
    _css = joined_css("studio", "item_reading")

    groups = traitlets.List().tag(sync=True)
    item = traitlets.Dict({}).tag(sync=True)
    report = traitlets.Dict({}).tag(sync=True)
