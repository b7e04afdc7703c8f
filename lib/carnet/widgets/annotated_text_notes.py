"""Bringing notes into a page and choosing among them: files dropped or chosen, text pasted, and the list of notes."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from carnet.language import _, language

_HERE = Path(__file__).parent
MEGABYTE = 1024 * 1024


class NoteDrop(anywidget.AnyWidget):
    """Files or a folder dropped or chosen, or a text pasted: `on_files(callback)` hears (name, bytes) pairs at once.

    What is brought stays in memory: no file is written. Pieces of 1 MB are acknowledged one by one; together the files
    of one time hold at most `limit` bytes.
    """

    _esm = _HERE / "js" / "annotated_text_drop.js"
    _css = _HERE / "style" / "annotated_text.css"

    accept = traitlets.List(traitlets.Unicode()).tag(sync=True)
    limit = traitlets.Int(256 * MEGABYTE).tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)

    def __init__(self, accept: Sequence[str], limit: int = 256 * MEGABYTE) -> None:
        self._callbacks: list[Callable[[list[tuple[str, bytes]]], Any]] = []
        self._files: list[tuple[str, bytearray]] = []
        super().__init__(accept=list(accept), limit=limit, texts=_drop_texts())
        self.on_msg(self._heard)

    def relabel(self) -> None:
        """The words in the language in use."""
        self.texts = _drop_texts()

    def on_files(self, callback: Callable[[list[tuple[str, bytes]]], Any]) -> None:
        """Call `callback([(name, content), …])` when everything of one time has arrived."""
        self._callbacks.append(callback)

    def _heard(self, _widget: Any, content: Any, buffers: Sequence[memoryview]) -> None:
        if not isinstance(content, Mapping):
            return
        kind = content.get("kind")
        if kind == "begin":
            self._files = []
        elif kind == "file":
            self._files.append((str(content.get("name", ""))[:400], bytearray()))
        elif kind == "piece" and self._files and buffers:
            if sum(len(held) for _name, held in self._files) + len(buffers[0]) > self.limit:
                self._files = []
                self.send({"kind": "refused"})
                return
            self._files[-1][1].extend(buffers[0])
        elif kind == "end":
            files, self._files = self._files, []
            self.send({"kind": "got"})
            self.bring([(name, bytes(held)) for name, held in files])
            return
        self.send({"kind": "got"})

    def bring(self, files: list[tuple[str, bytes]]) -> None:
        """The files are there."""
        for callback in self._callbacks:
            callback(files)


class NoteList(anywidget.AnyWidget):
    """A list of which one note is chosen. `rows`: [id, name, sign, what is said of it]; `chosen` is an id."""

    _esm = _HERE / "js" / "annotated_text_list.js"
    _css = _HERE / "style" / "annotated_text.css"

    rows = traitlets.List().tag(sync=True)
    chosen = traitlets.Unicode("").tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)


def _drop_texts() -> dict[str, str]:
    return {
        "language": language(),
        "title": _("Bring notes"),
        "choose": _("Choose files"),
        "hint": _("or drop them here, a folder too: txt, Word, PDF, csv, jsonl, xmi, zip…"),
        "paste": _("Paste a text"),
        "pasted": _("Text to read"),
        "read": _("Read this text"),
        "pastedName": _("pasted text"),
        "sending": _("Sending… {percent} %"),
        "large": _("These files are too large for a page ({limit} MB at most): use « carnet run pseudonymise »."),
        "long": _("This text is too long to be pasted ({limit} characters at most): bring it as a file."),
        "none": _("None of these files can be read here: {names}. Read here: {accept}."),
        "left": _("Left out, of another kind: {names}."),
        "more": _("{names} and {n} more"),
        "failed": _("The sending failed. Try again."),
    }
