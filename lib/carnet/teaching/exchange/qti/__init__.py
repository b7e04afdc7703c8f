"""QTI 2.1: content packages that score as the official scale does, and packages from elsewhere."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from carnet.teaching.exchange.outcome import Read, Written
from carnet.teaching.item import Item


def write(items: Sequence[Item], path: Path, **options: Any) -> Written:
    """Write a content package; see `package.write`."""
    from carnet.teaching.exchange.qti.package import write as write_package

    return write_package(items, path, **options)


def read(path: Path) -> Read:
    """Read a content package or a single item; see `reading.read`."""
    from carnet.teaching.exchange.qti.reading import read as read_package

    return read_package(path)
