"""Files of patients' data: whole or not at all, for their owner alone, and no formula for a spreadsheet."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@contextmanager
def private_file(
    path: Path, *, encoding: str = "utf-8", newline: str | None = None, errors: str = "strict"
) -> Iterator[TextIO]:
    """A text file to write, which its owner alone may read; it stands at `path` when the block ends, and not before.

    An error in the block leaves nothing behind, and what stood at `path` as it was.
    """
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding=encoding, newline=newline, errors=errors) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def no_formula(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before what it would calculate."""
    return f"'{text}" if text.startswith(_FORMULA) else text
