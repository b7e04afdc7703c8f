"""A question of a session: its text and key, who chose what, the answers in words to decide on, its erratum."""

from pathlib import Path
from typing import Any

import traitlets

from carnet.language import _, language
from carnet.widgets.asking import AskingWidget

_HERE = Path(__file__).parent


class ResultQuestion(AskingWidget):
    """`question`: {id, heading, case, stem, key: [{id, text, correct, note, thirds, all}], answers}, `near`: answers in
    words {text, n, told, near, category}; `preview`: {lines, told, may} of an erratum.

    `on_word` hears `decide` (`text`, `category`), `preview` and `apply` (`what`: key, neutralised or cancelled; `keys`,
    `outcome`, `reason`), `take` (marks of a preview), `close`.
    """

    WORDS = ("decide", "preview", "apply", "take", "close")
    _esm = _HERE / "js" / "result_question.js"
    _css = _HERE / "style" / "results.css"

    question = traitlets.Dict().tag(sync=True)
    near = traitlets.List().tag(sync=True)
    preview = traitlets.Dict().tag(sync=True)

    def __init__(self) -> None:
        super().__init__(_texts())

    def relabel(self) -> None:
        """The words in the language in use."""
        self.texts = _texts()

    def show(self, question: dict[str, Any], near: list[dict[str, Any]]) -> None:
        """Show a question; what was previewed is left."""
        with self.hold_sync():
            self.question, self.near, self.preview = question, near, {}


def _texts() -> dict[str, str]:
    return {
        "language": language(),
        "close": _("Close"),
        "case": _("Case"),
        "proposition": _("Proposition"),
        "right": _("right"),
        "wrong": _("wrong"),
        "chosenBy": _("Who chose it"),
        "weakest": _("Weakest third"),
        "middle": _("Middle third"),
        "strongest": _("Strongest third"),
        "everyone": _("All"),
        "answers": _("Accepted answers"),
        "near": _("Answers in words"),
        "nearHint": _("What you decide counts for all who wrote the same, and the marks follow at once."),
        "answer": _("Answer"),
        "students": _("Students"),
        "worth": _("Worth"),
        "decide": _("Decide"),
        "full": _("1 point"),
        "half": _("half a point"),
        "none": _("nothing"),
        "decideOn": _("Decide on “{answer}”"),
        "erratum": _("Erratum"),
        "what": _("What was wrong"),
        "key": _("The key: these are right"),
        "neutralised": _("Neutralise propositions: they count for nobody"),
        "cancelled": _("Cancel the question"),
        "outcome": _("Then"),
        "excluded": _("it leaves the total"),
        "given": _("everybody has the point"),
        "choose": _("Propositions"),
        "reason": _("Reason"),
        "reasonHint": _("kept with the erratum"),
        "preview": _("See what changes"),
        "apply": _("Apply to the session"),
        "take": _("Take these marks away (CSV)"),
        "sure": _("The marks of the session change; the old ones are kept with the old version. Apply?"),
        "cancel": _("Cancel"),
        "student": _("Student"),
        "before": _("Before"),
        "after": _("After"),
        "total": _("Mark out of 20"),
    }
