"""Bringing a file into a page: sent in pieces to a temporary file, its size checked before anything is sent."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, BinaryIO

import anywidget
import traitlets

from carnet.language import _, language

MEGABYTE = 1024 * 1024


class Upload(anywidget.AnyWidget):
    """A file chooser: `Upload(_("Study file"), accept=[".tsv", ".zip"]); upload.on_file(lambda path: …)`.

    The page refuses a file above `limit` bytes and says so; the kernel refuses one that lies about its size. Pieces of
    1 MB are acknowledged one by one, so neither the websocket's limit nor the kernel's memory bounds the file.
    """

    _esm = Path(__file__).parent / "js" / "upload.js"

    label = traitlets.Unicode("").tag(sync=True)
    accept = traitlets.List(traitlets.Unicode()).tag(sync=True)
    limit = traitlets.Int(512 * MEGABYTE).tag(sync=True)
    error = traitlets.Unicode("", help="what the page says under the chooser").tag(sync=True)
    _texts = traitlets.Dict().tag(sync=True)

    def __init__(self, label: str, *, accept: Sequence[str] = (), limit: int = 512 * MEGABYTE) -> None:
        """`accept`: endings such as `.tsv`; empty for any. `limit` in bytes."""
        self._folder: tempfile.TemporaryDirectory[str] | None = None  # made at the first file; gone with the kernel
        self._file: BinaryIO | None = None
        self._path = Path()
        self._expected = 0
        self._callbacks: list[Callable[[Path], Any]] = []
        super().__init__(label=label, accept=list(accept), limit=limit, _texts=_texts())
        self.add_class("carnet-upload")
        self.on_msg(self._receive)

    def on_file(self, callback: Callable[[Path], Any]) -> None:
        """Call `callback(path)` once a file is there whole. The file goes when the widget is closed."""
        self._callbacks.append(callback)

    def close(self) -> None:
        """Take the widget and its files away."""
        self._drop()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
        super().close()

    def _drop(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
            self._path.unlink(missing_ok=True)

    def _receive(self, widget: Any, content: Mapping[str, Any], buffers: Sequence[memoryview]) -> None:
        kind = content.get("kind")
        if kind == "start":
            self._start(str(content.get("name", "")), int(content.get("size", 0)))
        elif kind == "piece" and self._file is not None:
            piece = buffers[0]
            if self._file.tell() + len(piece) > self._expected:
                self._refuse(_("The file is larger than it said: nothing was kept."))
                return
            self._file.write(piece)
            self._answer()
        elif kind == "cancel":
            self._drop()

    def _start(self, name: str, size: int) -> None:
        self._drop()
        # only the last part of the name, from either kind of path: the page chooses no folder of ours
        safe = PurePosixPath(PureWindowsPath(name).name).name.lstrip(".") or "file"
        if size > self.limit or size <= 0:
            self._refuse(_("Empty file.") if size <= 0 else _("File too large."))
            return
        if self.accept and not safe.lower().endswith(tuple(self.accept)):
            self._refuse(_("This kind of file is not read here."))
            return
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="carnet-upload-")
        self._path, self._expected = Path(self._folder.name) / safe, size
        self._file = self._path.open("wb")
        self._answer()

    def _refuse(self, message: str) -> None:
        self._drop()
        self.send({"kind": "refused", "message": message})

    def _answer(self) -> None:
        assert self._file is not None
        received = self._file.tell()
        self.send({"kind": "received", "bytes": received})
        if received == self._expected:
            self._file.close()
            self._file = None
            for callback in self._callbacks:
                callback(self._path)


def _texts() -> dict[str, str]:
    return {
        "language": language(),
        "choose": _("Choose a file"),
        "limit": _("{accept}, at most {limit}"),
        "any": _("Any file"),
        "large": _("« {name} » is {size}: the limit is {limit}. Split the file, or import it with « carnet import »."),
        "kind": _("« {name} » is not a file that is read here ({accept})."),
        "empty": _("« {name} » is empty."),
        "sending": _("Sending « {name} »: {percent} %"),
        "done": _("« {name} » received ({size})."),
        "units": _("B kB MB GB"),
        "bar": _("Progress of the sending"),
    }
