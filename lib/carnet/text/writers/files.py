"""Files that are there whole or not at all, with names that are safe and tell no two notes as one."""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write; it takes its name only once it is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class FileNames:
    """A name for each note's file: its id without what file systems refuse, numbered where two would be the same."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, note_id: str) -> str:
        """The name of the file, without extension."""
        base = re.sub(r"[^\w.-]+", "_", note_id).strip("._")[:100] or "note"
        name, number = base, 1
        while name.lower() in self._taken:
            number += 1
            name = f"{base}-{number}"
        self._taken.add(name.lower())
        return name


_SURROGATE = re.compile("[\ud800-\udfff]")


def utf8(text: str) -> bytes:
    """The bytes of a text; a lone half of a surrogate pair, which no file can hold, becomes one replacement sign."""
    return _SURROGATE.sub("\ufffd", text).encode()
