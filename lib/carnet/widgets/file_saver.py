"""Hands files of any kind to the reader: sent as bytes, saved by the browser, never left on the server."""

from pathlib import Path

import anywidget


class FileSaver(anywidget.AnyWidget):
    """An empty line; `save(name, content)` has the browser save a file."""

    _esm = Path(__file__).parent / "js" / "file_saver.js"

    def save(self, name: str, content: bytes, type: str = "application/octet-stream") -> None:
        """Have the page save a file."""
        self.send({"kind": "file", "name": name, "type": type}, [content])
