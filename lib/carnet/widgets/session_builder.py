"""The form of a session: items looked for and put in order, the rule, the time, what is to be known before it opens."""

from pathlib import Path
from typing import Any

import traitlets

from carnet.language import _, language
from carnet.widgets.asking import AskingWidget

_HERE = Path(__file__).parent


class SessionBuilder(AskingWidget):
    """`found`: {rows, total, told} of the bank, `chosen`: the session's items in order, `plan`: its other fields.

    `on_word` hears `search` (`text`, `type`, `approved`), `add` and `remove` (`id`), `place` (`id`, `by`), `set`
    (`field`, `value`), `extra` (`name`, `factor`; 0 takes it away), `start` (open it). Rows hold {id, title, second,
    state, approved, stem}; `notes` are {level, text}; `trouble` says which field is not understood.
    """

    WORDS = ("search", "more", "add", "remove", "place", "set", "extra", "start")
    _esm = _HERE / "js" / "session_builder.js"
    _css = _HERE / "style" / "session_board.css"

    found = traitlets.Dict().tag(sync=True)
    chosen = traitlets.List().tag(sync=True)
    plan = traitlets.Dict().tag(sync=True)
    notes = traitlets.List().tag(sync=True)
    summary = traitlets.Unicode("").tag(sync=True)
    choices = traitlets.Dict(help="kinds, modes, corrections, scales, factors: [value, name]").tag(sync=True)

    def __init__(self) -> None:
        super().__init__(_texts())

    def relabel(self, choices: dict[str, Any]) -> None:
        """The words in the language in use."""
        with self.hold_sync():
            self.texts, self.choices = _texts(), choices


def _texts() -> dict[str, str]:
    return {
        "language": language(),
        "title": _("New session"),
        "name": _("Title"),
        "mode": _("Mode"),
        "minutes": _("Minutes"),
        "minutesHint": _("no limit"),
        "correction": _("Correction"),
        "scale": _("Scale"),
        "shuffle": _("Shuffle the isolated questions and the propositions, differently for each student"),
        "items": _("Items of the session"),
        "noItem": _("Choose items in the bank."),
        "bank": _("Bank"),
        "search": _("Words, item number or objective"),
        "kind": _("Type"),
        "every": _("Every type"),
        "approved": _("Approved only"),
        "add": _("Add"),
        "added": _("Added"),
        "addOne": _("Add “{title}”"),
        "up": _("Move “{title}” up"),
        "down": _("Move “{title}” down"),
        "remove": _("Take “{title}” out"),
        "more": _("Show more"),
        "none": _("Nothing in the bank answers this."),
        "extra": _("Extra time"),
        "extraHint": _("By pseudonym, as the student will enter."),
        "pseudonym": _("Pseudonym"),
        "factor": _("Time"),
        "give": _("Give"),
        "takeBack": _("Take the extra time of {name} back"),
        "open": _("Open the session"),
        "before": _("Before opening"),
    }
