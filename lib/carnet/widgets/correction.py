"""The correction of a question: right or wrong by sign and word, what was chosen, why, the evidence, the references."""

from pathlib import Path
from typing import Any

import traitlets

from carnet.language import _, language
from carnet.widgets.asking import AskingWidget

_HERE = Path(__file__).parent


class Correction(AskingWidget):
    """`corrected` holds what is drawn:

    {item, id, attempt, heading, tags, stem, verdict (right, partly, wrong), points, scale, reasons, group, hypothesis,
    finding, image, propositions [{id, letter, text, zone, correct, chosen, good, tags, group, feedback, quotes,
    citations}], yours, answers [(text, told)], panel [{degree, words, count, told, points, chosen}], panelTitle,
    experts, feedback, quotes [{part, start, end, quote, where}], citations [{quote, source}], actions [(kind, words)]}.

    Choosing a proposition lights its evidence in the case beside (the event `carnet-evidence` of the page).
    `on_word(callback)` hears next, retry, back, with `item` and `question`, and go (`by`).
    """

    WORDS = ("next", "retry", "back", "go")
    _esm = _HERE / "js" / "correction.js"

    corrected = traitlets.Dict().tag(sync=True)
    taking = traitlets.Bool(True, help="whether a new correction takes the keyboard").tag(sync=True)

    def __init__(self) -> None:
        super().__init__(_texts())

    def relabel(self) -> None:
        """The words in the language in use."""
        self.texts = _texts()

    def take_focus(self) -> None:
        """Bring the keyboard to the correction."""
        self.send({"kind": "focus"})


def _texts() -> dict[str, Any]:
    """The words that the page draws itself."""
    return {
        "language": language(),
        "right": _("right"),
        "wrong": _("wrong"),
        "chosen": _("you chose it"),
        "notChosen": _("you did not choose it"),
        "tooMuch": _("not to be chosen"),
        "missed": _("to be chosen"),
        "show": _("Show in the case"),
        "propositions": _("Propositions"),
        "why": _("Explanation"),
        "experts": _("What the experts say"),
        "youWrote": _("You wrote:"),
        "nothing": _("nothing"),
        "accepted": _("Accepted answers:"),
        "yours": _("your answer"),
        "panelColumns": [_("Degree"), _("Experts"), _("Worth")],
        "ifYouThought": _("If you were thinking of"),
        "andYouFind": _("and you then find"),
    }
