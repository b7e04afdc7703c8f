"""The note that a fact comes from, its sentence in the one bright colour of the page, scrolled into sight."""

import re
from collections.abc import Sequence
from pathlib import Path

import traitlets

from carnet.language import _, language
from carnet.widgets.asking import AskingWidget

_HERE = Path(__file__).parent
_HALF = re.compile("[\ud800-\udfff]")
Passage = tuple[str, int, int]  # the id of a fact, [start, end) in code points


class SourceNote(AskingWidget):
    """`show(note_id, text, passages)`, then `lighten([(start, end), …])`: the first is the evidence itself, the others
    what it was also drawn from.

    `on_word(callback)` hears (kind, fields): `mention` (`by` 1 or -1), `pick` (the fact `id` clicked, `start`).
    `note` is the id of the note shown; it changes when a person chooses another one of `notes`. Texts are only ever
    drawn as text; offsets are code points.
    """

    WORDS = ("mention", "pick")
    _esm = _HERE / "js" / "source_note.js"
    _css = _HERE / "style" / "fact_list.css"

    title = traitlets.Unicode("").tag(sync=True)
    about = traitlets.Unicode("").tag(sync=True)
    notes = traitlets.List(help="(id, name) of the notes to choose from").tag(sync=True)
    note = traitlets.Unicode("").tag(sync=True)
    text = traitlets.Unicode("").tag(sync=True)
    passages = traitlets.List().tag(sync=True)
    bright = traitlets.List().tag(sync=True)
    mention = traitlets.List([0, 0, ""], help="which mention of how many, of what").tag(sync=True)

    def __init__(self) -> None:
        super().__init__(_texts())

    def relabel(self) -> None:
        """The words in the language in use."""
        self.texts = _texts()

    def offer(self, notes: Sequence[tuple[str, str]]) -> None:
        """The notes to choose from, in time."""
        self.notes = [list(one) for one in notes]

    def show(
        self,
        note: str,
        text: str,
        passages: Sequence[Passage],
        *,
        about: str = "",
        bright: Sequence[tuple[int, int]] = (),
        mention: tuple[int, int, str] = (0, 0, ""),
    ) -> None:
        """Show a note, in one message; what is the same as before is not sent again."""
        with self.hold_sync():
            self.note, self.about = note, about
            self.text = text if text.isascii() else _HALF.sub("\ufffd", text)
            self.passages = [list(one) for one in passages]
            self.bright = [list(one) for one in bright]
            self.mention = list(mention)


def _texts() -> dict[str, str]:
    return {
        "language": language(),
        "title": _("Source note"),
        "choose": _("Note shown"),
        "before": _("Previous note"),
        "after": _("Next note"),
        "mention": _("mention {i} of {n}"),
        "only": _("only mention"),
        "previous": _("Previous mention"),
        "next": _("Next mention"),
        "evidence": _("Shown: {text}"),
    }
