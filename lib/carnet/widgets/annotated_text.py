"""A text with its spans: read, gone through and corrected with the keyboard, the mouse or a screen reader."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from carnet.language import _, language
from carnet.widgets.annotated_text_review import Change, Review, TextSpan

_HERE = Path(__file__).parent
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class SpanLabel:
    """A label to choose from: its value, its name, the short sign beside the span, its family (colour, 1 to 8)."""

    value: str
    name: str
    sign: str
    family: int = 1


class AnnotatedText(anywidget.AnyWidget):
    """`AnnotatedText(title, labels=…, roles=…)`, then `show(text, Review.of(text, spans))`.

    `on_change(callback)` hears every decision as a `Change`. `read_only` leaves only the going through. Two widgets of
    one `group` on a page scroll together and show the same span selected (spans with the same id). Offsets are code
    points; what the page sends is checked here. Texts and labels are only ever drawn as text.
    """

    _esm = _HERE / "js" / "annotated_text.js"
    _css = _HERE / "style" / "annotated_text.css"

    title = traitlets.Unicode("").tag(sync=True)
    text = traitlets.Unicode("").tag(sync=True)
    spans = traitlets.List().tag(sync=True)
    patch = traitlets.Dict().tag(sync=True)
    able = traitlets.List([False, False], help="whether there is something to undo, to redo").tag(sync=True)
    labels = traitlets.List().tag(sync=True)
    roles = traitlets.List().tag(sync=True)
    selected = traitlets.Unicode("").tag(sync=True)
    read_only = traitlets.Bool(False).tag(sync=True)
    bar = traitlets.Bool(True, help="the row of buttons over the text").tag(sync=True)
    caption = traitlets.Unicode("", help="said over a text that is only read").tag(sync=True)
    signs = traitlets.Bool(True, help="the label's sign beside each span").tag(sync=True)
    group = traitlets.Unicode("").tag(sync=True)
    hidden_layers = traitlets.List(traitlets.Unicode()).tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        title: str = "",
        *,
        labels: Sequence[SpanLabel] = (),
        roles: Sequence[tuple[str, str]] = (),
        read_only: bool = False,
        bar: bool = True,
        signs: bool = True,
        group: str = "",
    ) -> None:
        self.review = Review(0)
        self._callbacks: list[Callable[[Change], Any]] = []
        self._patches = 0
        super().__init__(title=title, read_only=read_only, bar=bar, signs=signs, group=group)
        self.relabel(title, labels, roles)
        self.on_msg(self._heard)

    def relabel(self, title: str, labels: Sequence[SpanLabel], roles: Sequence[tuple[str, str]]) -> None:
        """The words in the language in use: the title, the labels, the roles (value, name)."""
        with self.hold_sync():
            self.title, self.texts = title, _texts()
            self.labels = [[label.value, label.name, label.sign, label.family] for label in labels]
            self.roles = [list(pair) for pair in roles]

    def show(self, text: str, review: "Review | Iterable[TextSpan]") -> None:
        """Show another text, with a review of it (begun or not) or spans alone."""
        self.review = review if isinstance(review, Review) else Review.of(text, review)
        with self.hold_sync():
            self.selected = ""
            # half of a surrogate pair cannot be sent: one sign stands for it, so that offsets hold
            self.text = text if text.isascii() else _HALF.sub("\ufffd", text)
            self.able = [bool(self.review.done), bool(self.review.taken_back)]
            self.spans = [span.sent() for span in self.review.in_order()]

    def refresh(self) -> None:
        """Send the spans again: after a filter."""
        self.able = [bool(self.review.done), bool(self.review.taken_back)]
        self.spans = [span.sent() for span in self.review.in_order()]

    def on_change(self, callback: Callable[[Change], Any]) -> None:
        """Call `callback(change)` after each decision, undone ones too."""
        self._callbacks.append(callback)

    def send_file(self, name: str, content: bytes, type: str) -> None:
        """Have the page save a file."""
        self.send({"kind": "file", "name": name, "type": type}, [content])

    def decide(self, kind: str, **what: Any) -> Change | None:
        """One decision: `accept`, `reject` (id), `change` (id, label, role), `add` (start, end, label, role), `undo`,
        `redo`. None where it changes nothing, or is not possible."""
        if self.read_only:
            return None
        label, role = str(what.get("label", "")), str(what.get("role", ""))
        if kind in ("change", "add"):
            known = {value for value, *_rest in self.labels}, {value for value, _name in self.roles} | {""}
            if label not in known[0] or role not in known[1]:
                return None
        if kind in ("accept", "reject"):
            change = getattr(self.review, kind)(str(what.get("id", "")))
        elif kind == "change":
            change = self.review.change(str(what.get("id", "")), label, role)
        elif kind == "add":
            change = self.review.add(
                _whole(what.get("start")), _whole(what.get("end")), label, role, _("added by hand")
            )
        elif kind in ("undo", "redo"):
            change = getattr(self.review, kind)()
        else:
            return None
        if change is not None:
            self._tell(change)
        return change

    def _tell(self, change: Change) -> None:
        """Send what changed alone; a page that opens later receives the whole."""
        self._trait_values["spans"] = [span.sent() for span in self.review.in_order()]
        self._patches += 1
        gone = change.before is not None and change.after is None
        self.patch = {
            "number": self._patches,
            "put": [change.after.sent()] if change.after else [],
            "gone": [change.before.id] if change.before and gone else [],
            "undone": change.undone,
            "can": [bool(self.review.done), bool(self.review.taken_back)],
        }
        for callback in self._callbacks:
            callback(change)

    def _heard(self, _widget: Any, content: Any, _buffers: Any) -> None:
        if isinstance(content, Mapping) and isinstance(content.get("kind"), str):
            self.decide(str(content["kind"]), **{str(k): v for k, v in content.items() if k != "kind"})


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


def _texts() -> dict[str, Any]:
    """The words that the page draws itself."""
    return {
        "language": language(),
        "states": {
            "proposed": _("proposed"),
            "accepted": _("accepted"),
            "changed": _("changed"),
            "rejected": _("rejected"),
            "added": _("added"),
        },
        "place": _("{i} of {n}"),
        "none": _("No passage"),
        "one": _("{n} passage"),
        "some": _("{n} passages"),
        "previous": _("Previous"),
        "next": _("Next"),
        "accept": _("Accept"),
        "label": _("Label…"),
        "reject": _("Reject"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "add": _("Add…"),
        "keys": _("Keyboard"),
        "close": _("Close"),
        "choose": _("Label of the passage"),
        "role": _("Whose"),
        "noRole": _("nobody’s"),
        "caretOn": _("Cursor in the text: arrows move, Shift and arrows select, Enter labels, Escape leaves."),
        "caretOff": _("Cursor left."),
        "removed": _("Passage removed."),
        "hint": _("Select a passage in the text to add it."),
        "undone": _("Undone"),
        "help": [
            [_("n, →"), _("next passage")],
            [_("p, ←"), _("previous passage")],
            [_("a, Enter"), _("accept the passage")],
            [_("l"), _("change its label")],
            [_("r, Delete"), _("reject it: it is not hidden")],
            [_("c"), _("cursor in the text; Shift and arrows select, Enter labels what is selected")],
            [_("u, Ctrl+Z"), _("undo")],
            [_("Shift+U, Ctrl+Y"), _("redo")],
            [_("Home, End"), _("first, last passage")],
            [_("?"), _("this list")],
        ],
        "helpMouse": _("With the mouse: click a passage, or select text to add one."),
    }
