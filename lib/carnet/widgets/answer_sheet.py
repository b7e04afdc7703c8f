"""A question as a student answers it: each kind its own way, by mouse and by keyboard, kept answer by answer."""

from pathlib import Path
from typing import Any

import traitlets

from carnet.language import _, language
from carnet.widgets.asking import AskingWidget

_HERE = Path(__file__).parent
DEGREES = (-2, -1, 0, 1, 2)


def degree_words() -> list[tuple[int, str]]:
    """The five degrees of a script concordance test, in words."""
    words = (
        _("much less likely, or contraindicated"),
        _("less likely, or less useful"),
        _("no effect"),
        _("more likely, or more useful"),
        _("much more likely, or necessary"),
    )
    return list(zip(DEGREES, words, strict=True))


class AnswerSheet(AskingWidget):
    """`question` holds what is drawn, no key in it:

    {item, id, kind, heading, tags, stem, told, hypothesis, finding, image {source, width, height, alternative, credit},
    propositions [{id, letter, text, zone}], single, most, answer {ticked, text, degree}, locked (why, or empty),
    validate (True: sent when validated; False: sent at each change), next and skip (words of the button, or empty),
    warn (sentences to agree to before going on), flags, flagged, hints, hint, beside (whether a case stands
    beside)}.

    `on_word(callback)` hears, with `item` and `question`: answer (`number`, `ticked`, `text`, `degree`, `seconds`),
    hint, flag (`on`), go (`by` −1 or 1). An answer is sent again until `keep(item, question, number, when)` says that
    it is kept, or `refuse(item, question)` that it never will be; `trouble` says that the store does not answer.
    What comes from the page is not to be trusted.
    """

    WORDS = ("answer", "hint", "flag", "go")
    _esm = _HERE / "js" / "answer_sheet.js"
    _css = _HERE / "style" / "entrainement.css"

    question = traitlets.Dict().tag(sync=True)
    kept = traitlets.Dict(help="the last answer that is kept: item, question, number, when").tag(sync=True)
    trouble = traitlets.Bool(False, help="the store does not answer").tag(sync=True)
    taking = traitlets.Bool(False, help="whether a new question takes the keyboard").tag(sync=True)

    def __init__(self) -> None:
        super().__init__(_texts())

    def relabel(self) -> None:
        """The words in the language in use."""
        self.texts = _texts()

    def keep(self, item: str, question: str, number: int, when: str) -> None:
        """Say that an answer is kept; `when` is the time as it is read."""
        self.kept = {"item": item, "question": question, "number": number, "when": when}

    def refuse(self, item: str, question: str) -> None:
        """Say that an answer will never be kept: it is not sent again."""
        self.send({"kind": "refused", "item": item, "question": question})

    def take_focus(self) -> None:
        """Bring the keyboard to the question."""
        self.send({"kind": "focus"})


def _texts() -> dict[str, Any]:
    """The words that the page draws itself."""
    return {
        "language": language(),
        "saved": _("Saved at {time}"),
        "saving": _("Saving…"),
        "notSaved": _("Not saved, trying again…"),
        "limit": _("{n} propositions are already chosen: untick one to choose another."),
        "limitOne": _("One proposition is already chosen: untick it to choose another."),
        "nothing": _("Choose or write an answer first."),
        "zones": _("Click the zones, or choose them in the list."),
        "yourAnswer": _("Your answer"),
        "words": _("{n} of at most {most} words"),
        "tooMany": _("{n} words: at most {most} are expected"),
        "ifYouThought": _("If you were thinking of"),
        "andYouFind": _("and you then find"),
        "degrees": [list(one) for one in degree_words()],
        "hint": _("Hint."),
        "askHint": _("A hint"),
        "validate": _("Validate"),
        "flag": _("Flag"),
        "flagged": _("Flagged"),
        "readCase": _("Read the case"),
        "lock": _("Lock this question?"),
        "stay": _("Stay here"),
        "unanswered": _("You have not answered it yet."),
        "keys": _("Keyboard"),
        "close": _("Close"),
        "help": [
            [_("A, B, C…"), _("choose or leave a proposition")],
            [_("↑, ↓"), _("from proposition to proposition")],
            [_("1, 2, 3, 4, 5"), _("degree, from −2 to +2")],
            [_("Enter"), _("validate, or next question")],
            [_("←, →"), _("previous question, next question")],
            [_("*"), _("flag the question")],
            [_("?"), _("this list")],
        ],
    }
