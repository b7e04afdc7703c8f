"""What to practise alone: what is due today, a rank, an objective, anything."""

from pathlib import Path
from typing import Any

import traitlets

from carnet.language import _, language, ngettext, number
from carnet.widgets.asking import AskingWidget

_HERE = Path(__file__).parent


class PracticeMenu(AskingWidget):
    """`choices` is {ranks [(rank, words)], objectives [codes], due (words beside the button), first (the main act)}.

    `on_word(callback)` hears practise (`by`: due, any, rank, objective; `value`; `questions`).
    """

    WORDS = ("practise",)
    _esm = _HERE / "js" / "practice_menu.js"

    choices = traitlets.Dict().tag(sync=True)
    error = traitlets.Unicode("").tag(sync=True)

    def __init__(self) -> None:
        super().__init__(_texts())

    def relabel(self) -> None:
        """The words in the language in use."""
        self.texts = _texts()


def _texts() -> dict[str, Any]:
    return {
        "language": language(),
        "title": _("Practise alone"),
        "due": _("To review today"),
        "any": _("A bit of everything"),
        "rank": _("By rank"),
        "objective": _("By objective"),
        "go": _("Practise"),
        "size": _("Length"),
        "sizes": {str(n): ngettext("{n} question", "{n} questions", n).format(n=number(n)) for n in (5, 10, 20)},
        "badObjective": _("An objective is written OIC-339-06-A: its item, its number, its rank."),
    }
