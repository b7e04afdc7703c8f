"""Moodle XML: questions for a Moodle bank, with how far its marks are from the official ones, and those of others."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from carnet.teaching.exchange.outcome import Read, Written
from carnet.teaching.item import Item


def write(items: Sequence[Item], path: Path, **options: Any) -> Written:
    """Write a Moodle XML file; see `writing.write`."""
    from carnet.teaching.exchange.moodle.writing import write as write_questions

    return write_questions(items, path, **options)


def read(path: Path) -> Read:
    """Read a Moodle XML file; see `reading.read`."""
    from carnet.teaching.exchange.moodle.reading import read as read_questions

    return read_questions(path)
