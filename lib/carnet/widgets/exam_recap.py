"""Before handing in: what is answered, what is not, what was flagged; then one deliberate act."""

from pathlib import Path
from typing import Any

import traitlets

from carnet.language import _, language
from carnet.widgets.asking import AskingWidget

_HERE = Path(__file__).parent


class ExamRecap(AskingWidget):
    """`recap` is {title, sure (what is asked once more), submit (the act), told (sentences), rows [{item, question,
    label, state, sign, words, flagged, closed}]}.

    `on_word(callback)` hears open (`item`, `question`), back, submit (after having asked once more).
    """

    WORDS = ("open", "back", "submit")
    _esm = _HERE / "js" / "exam_recap.js"

    recap = traitlets.Dict().tag(sync=True)

    def __init__(self) -> None:
        super().__init__(_texts())

    def relabel(self) -> None:
        """The words in the language in use."""
        self.texts = _texts()


def _texts() -> dict[str, Any]:
    return {
        "language": language(),
        "final": _("Nothing can be changed afterwards."),
        "back": _("Back to the questions"),
        "flagged": _("flagged"),
        "columns": [_("Question"), _("Answer"), _("Flagged")],
    }
