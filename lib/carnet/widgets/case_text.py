"""The case beside its questions, in its serif: what it says so far, with the evidence of a proposition lit."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from carnet.language import _, language

_HERE = Path(__file__).parent


class CaseText(anywidget.AnyWidget):
    """`show(item, parts)`: parts are (id, heading, text) in their order; the browser lights spans of them, by id.

    What is lit is asked by the correction on the same page (the event `carnet-evidence`), without the kernel.
    """

    _esm = _HERE / "js" / "case_text.js"

    item = traitlets.Unicode("", help="another item begins at its top, nothing lit").tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    unfolded = traitlets.Bool(False, help="whether it is open on a telephone too").tag(sync=True)
    parts = traitlets.List().tag(sync=True)
    images = traitlets.List().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)

    def __init__(self) -> None:
        super().__init__(texts=_texts())

    def relabel(self) -> None:
        """The words in the language in use."""
        self.texts = _texts()

    def show(
        self,
        item: str,
        parts: Sequence[tuple[str, str, str]],
        images: Sequence[dict[str, Any]] = (),
        title: str = "",
        *,
        unfolded: bool = False,
    ) -> None:
        """Another case, or more of it. `images` as `answer_sheet` has them."""
        with self.hold_sync():
            self.item, self.title, self.images, self.unfolded = item, title, list(images), unfolded
            self.parts = [{"id": id, "title": heading, "text": text} for id, heading, text in parts]


def _texts() -> dict[str, str]:
    return {
        "language": language(),
        "title": _("Clinical case"),
        "fold": _("Fold the case"),
        "unfold": _("Read the case"),
    }
