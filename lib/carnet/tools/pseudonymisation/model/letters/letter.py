"""A fictitious letter: its text and what identifies in it, always the same from the same seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from carnet.tools.pseudonymisation.model.letters.grammar import Segment, expand
from carnet.tools.pseudonymisation.model.letters.noise import add_noise
from carnet.tools.pseudonymisation.model.letters.slots import Slots


@dataclass(frozen=True, slots=True)
class Gold:
    """[start, end) of the letter identifies."""

    start: int
    end: int
    label: str
    role: str
    kind: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A fictitious letter and its gold, in order, never overlapping."""

    text: str
    gold: tuple[Gold, ...]


def write_letter(seed: int, held: bool = False, piece: str = "letter", noise: bool = True) -> Letter:
    """The letter of a seed. `held`: with pieces and names that no training letter has. `piece`: a part of a letter."""
    draw = random.Random(f"{seed}-{held}")  # noqa: S311 - letters, not secrets
    segments = expand(piece, draw, held, Slots(draw, held))
    if noise:
        segments = add_noise(segments, draw)
    return _joined(segments)


def write_letters(count: int, seed: int = 0, held: bool = False, piece: str = "letter") -> Iterator[Letter]:
    """`count` letters, from a seed on."""
    for number in range(count):
        yield write_letter(seed * 10_000_000 + number, held, piece)


def _joined(segments: list[Segment]) -> Letter:
    texts, gold, place = [], [], 0
    for text, tag in segments:
        if tag is not None and text.strip():
            start = place + len(text) - len(text.lstrip())
            gold.append(Gold(start, place + len(text.rstrip()), *tag))
        texts.append(text)
        place += len(text)
    return Letter("".join(texts), tuple(gold))
