"""A key that is longer and more detailed than the propositions around it."""

from collections.abc import Iterator
from statistics import median

from carnet.language import _
from carnet.teaching.gate.reading import closed, finding, right, words, wrong
from carnet.teaching.item import Finding, Item
from carnet.teaching.question import Question

CHECK = "longest_key"
# the key over the longest wrong proposition, and by how many characters: « HTA » against « Asthme » is no cue
OVER = ((1.7, 14), (1.45, 28))
WORDS = 4  # of the key: fewer are a long name (« radiochimiothérapie concomitante »), no precision
ALONE = (2.2, 60)  # one right proposition of many: times and characters over the longest wrong one
OVER_MEDIAN = 2.0  # the key over the middle wrong proposition


def check(item: Item) -> Iterator[Finding]:
    """A finding for each question whose right propositions stand out by their length."""
    for question in closed(item):
        if question.kind == "QRPL":
            continue
        if places := standing_out(question):
            for place in places:
                yield finding(
                    CHECK,
                    _("This right proposition is much longer than the wrong ones: its length gives it away."),
                    _("Shorten it (details belong in the feedback), or make the wrong ones as precise."),
                    where=f"{question.id}/{place}",
                )


def standing_out(question: Question) -> list[str]:
    """The ids of the right propositions that are much longer than every wrong one, where they are the rule."""
    lengths = [len(one.text.strip()) for one in wrong(question)]
    keys = right(question)
    if len(lengths) < 2 or not keys:
        return []
    longest, middle = max(lengths), median(lengths)
    long = [
        one.id
        for one in keys
        if any(
            len(one.text.strip()) > longest * ratio and len(one.text.strip()) - longest >= margin
            for ratio, margin in OVER
        )
        and len(one.text.strip()) > middle * OVER_MEDIAN
        and len(words(one.text)) >= WORDS
    ]
    alone = [one.id for one in keys if one.id in long and _dwarfs(len(one.text.strip()), longest)]
    return long if len(long) * 2 > len(keys) or (len(long) * 2 == len(keys) and len(long) > 1) else alone


def _dwarfs(key: int, longest: int) -> bool:
    """Whether one key alone, of several, is so long that no eye misses it."""
    return key > longest * ALONE[0] and key - longest >= ALONE[1]
