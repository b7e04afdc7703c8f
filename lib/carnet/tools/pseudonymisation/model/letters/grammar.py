"""The pieces that letters are made of: reads `pieces.txt` and expands a piece, choice after choice."""

import random
import re
import zlib
from collections.abc import Callable
from functools import cache
from importlib.resources import files

_CHOICE = re.compile(r"\[\[((?:(?!\[\[|\]\]).)*)\]\]", re.DOTALL)
_PART = re.compile(r"<([a-z_0-9]+)(\??)>|\{([a-zA-Z0-9_.]+)\}")
HELD_SHARE = 8  # one piece in eight is kept for the letters that judge the model

Segment = tuple[str, tuple[str, str, str] | None]  # text; label, role and kind of what identifies


@cache
def pieces() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """For each piece, what the training letters may use and what only the judging ones may (maybe nothing)."""
    alternatives: dict[str, list[str]] = {}
    name, several, lines = "", False, list[str]()

    def close() -> None:
        text = "\n".join(lines).strip("\n")
        if name and text:
            alternatives.setdefault(name, []).append(text)
        lines.clear()

    for line in files(__package__).joinpath("pieces.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            continue
        if line.startswith(("= ", "== ")):
            close()
            several, name = line.startswith("== "), line.split()[1]
        elif several and line != "--":
            lines.append(line)
        else:
            close()
            if not several and line.strip():
                lines.append(line.replace("\\n", "\n"))
                close()
    close()
    return {name: _parted(name, texts) for name, texts in alternatives.items()}


def _parted(name: str, texts: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if len(texts) < 6 or name == "letter":
        return tuple(texts), ()
    held = tuple(text for text in texts if zlib.crc32(text.encode()) % HELD_SHARE == 0)
    return tuple(text for text in texts if text not in held), held


def expand(name: str, draw: random.Random, held: bool, slot: Callable[[str], list[Segment]]) -> list[Segment]:
    """A piece, with everything in it drawn. `held`: prefer what the training letters never use."""
    usual, kept = pieces()[name]
    text = draw.choice(kept if kept and held and draw.random() < 0.6 else usual)
    while "[[" in text:
        chosen = _CHOICE.sub(lambda match: draw.choice(match.group(1).split("|")), text)
        if chosen == text:
            break
        text = chosen
    segments: list[Segment] = []
    position = 0
    for match in _PART.finditer(text):
        if match.start() > position:
            segments.append((text[position : match.start()], None))
        position = match.end()
        piece, optional, wanted = match.groups()
        if wanted is not None:
            segments += slot(wanted)
        elif not optional or draw.random() < 0.5:
            segments += expand(piece, draw, held, slot)
    segments.append((text[position:], None))
    return segments
