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
    """A label to choose from: its value, its name, the short sign beside the span, its family (colour, 1 to 8).

    `kept`: what is found and stays in the text; it looks lighter."""

    value: str
    name: str
    sign: str
    family: int = 1
    kept: bool = False


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
    whole = traitlets.Bool(False, help="whether a person says that the text is read as a whole").tag(sync=True)
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
        self._whole_callbacks: list[Callable[[bool], Any]] = []
        self._patches = 0
        super().__init__(title=title, read_only=read_only, bar=bar, signs=signs, group=group)
        self.relabel(title, labels, roles)
        self.on_msg(self._heard)

    def relabel(self, title: str, labels: Sequence[SpanLabel], roles: Sequence[tuple[str, str]]) -> None:
        """The words in the language in use: the title, the labels, the roles (value, name)."""
        with self.hold_sync():
            self.title, self.texts = title, _texts()
            self.labels = [[label.value, label.name, label.sign, label.family, label.kept] for label in labels]
            self.roles = [list(pair) for pair in roles]

    def show(self, text: str, review: "Review | Iterable[TextSpan]", *, whole: bool = False) -> None:
        """Show another text, with a review of it (begun or not) or spans alone; `whole`: it was read to its end."""
        self.review = review if isinstance(review, Review) else Review.of(text, review)
        with self.hold_sync():
            self.selected, self.whole = "", whole
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

    def on_whole(self, callback: Callable[[bool], Any]) -> None:
        """Call `callback(whole)` when a person says that the text is read as a whole, or takes it back."""
        self._whole_callbacks.append(callback)

    def follow(self, spans: Iterable[TextSpan]) -> None:
        """Other states or labels of the spans shown, at the same places: only those that changed are sent."""
        put = [span for span in spans if self.review.spans.get(span.id) != span]
        self.review.spans |= {span.id: span for span in put}
        if put:
            self._put(put, [], undone=False)

    def send_file(self, name: str, content: bytes, type: str) -> None:
        """Have the page save a file."""
        self.send({"kind": "file", "name": name, "type": type}, [content])

    def decide(self, kind: str, **what: Any) -> Change | None:
        """One decision: `accept`, `reject` (id), `change` (id, label, role), `add` (start, end, label, role), `undo`,
        `redo`, `whole`. With `all`, the first three are about every span shown that has the same text; they are then
        undone together. The first change; None where it changes nothing, or is not possible."""
        if self.read_only:
            return None
        if kind == "whole":
            self.whole = not self.whole
            for whole_callback in self._whole_callbacks:
                whole_callback(self.whole)
            return None
        label, role = str(what.get("label", "")), str(what.get("role", ""))
        if kind in ("change", "add"):
            known = {value for value, *_rest in self.labels}, {value for value, _name in self.roles} | {""}
            if label not in known[0] or role not in known[1]:
                return None
        review = self.review
        if kind in ("accept", "reject", "change"):
            id = str(what.get("id", ""))
            ids = review.alike(id, self.text) if what.get("all") is True else [id]
            rest = (label, role) if kind == "change" else ()
            changes = review.together([getattr(review, kind)(id, *rest) for id in ids])
        elif kind == "add":
            added = review.add(_whole(what.get("start")), _whole(what.get("end")), label, role, _("added by hand"))
            changes = [added] if added else []
        elif kind in ("undo", "redo"):
            changes = review.undo_group() if kind == "undo" else review.redo_group()
        else:
            return None
        if changes:
            self._tell(changes)
        return changes[0] if changes else None

    def _tell(self, changes: list[Change]) -> None:
        """Send what changed alone; a page that opens later receives the whole."""
        gone = [change.before.id for change in changes if change.before is not None and change.after is None]
        self._put([change.after for change in changes if change.after], gone, changes[0].undone)
        for change in changes:
            for callback in self._callbacks:
                callback(change)

    def _put(self, put: list[TextSpan], gone: list[str], undone: bool) -> None:
        self._trait_values["spans"] = [span.sent() for span in self.review.in_order()]
        self._patches += 1
        self.patch = {
            "number": self._patches,
            "put": [span.sent() for span in put],
            "gone": gone,
            "undone": undone,
            "can": [bool(self.review.done), bool(self.review.taken_back)],
        }

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
        "whole": _("Reviewed"),
        "wholeHint": _("This note is reviewed"),
        "wholeOn": _("Reviewed as a whole."),
        "wholeOff": _("No longer reviewed as a whole."),
        "said": _("{state}: {label}"),
        "alike": _("{n} times in the text: with Shift, a, l and r are about all of them"),
        "noMatch": _("No such label"),
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
            [_("Shift+A, Shift+L, Shift+R"), _("the same for every passage with this text")],
            [_("f"), _("this note is reviewed: what stands counts as accepted")],
            [_("c"), _("cursor in the text; Shift and arrows select, Enter labels what is selected")],
            [_("u, Ctrl+Z"), _("undo")],
            [_("Shift+U, Ctrl+Y"), _("redo")],
            [_("Home, End"), _("first, last passage")],
            [_("?"), _("this list")],
        ],
        "helpMouse": _("With the mouse: click a passage, or select text to add one."),
    }
