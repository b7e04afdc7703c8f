"""Distinctive words of the question that come back in the key and in no wrong proposition."""

from collections.abc import Iterator
from functools import cache

from carnet.language import _
from carnet.teaching.gate.reading import closed, finding, lists, plain, right, root, words, wrong
from carnet.teaching.item import Finding, Item
from carnet.teaching.question import Question

CHECK = "stem_key_echo"
_SHORT = 5  # letters: shorter words are no cue
_SHARED = 6  # letters that two words of the same family begin with


def check(item: Item) -> Iterator[Finding]:
    """A finding for each question with one key, or whose every key, says a distinctive word of the question again."""
    for question in closed(item):
        yield from _echo(question)


def _echo(question: Question) -> Iterator[Finding]:
    if question.kind in ("QRPL",):
        return
    keys, others = right(question), wrong(question)
    if not keys or not others or len(keys) > 3:
        return
    asked = distinctive(question.stem)
    elsewhere = {word for one in others for word in words(one.text)}
    echoes: dict[str, str] = {}
    for one in keys:
        for word in distinctive(one.text):
            if any(same_family(word, other) for other in asked) and not any(
                same_family(word, other) for other in elsewhere
            ):
                echoes[one.id] = word
                break
    if len(echoes) < len(keys):
        return
    for place, word in echoes.items():
        text = question.propositions[[one.id for one in question.propositions].index(place)].text
        start = plain(text).find(word)
        yield finding(
            CHECK,
            _("“{word}” is in the question and in this right proposition alone: the echo gives it away.").format(
                word=text[start : start + len(word)]
            ),
            _("Say it otherwise in the question or in the key, or use it in a wrong proposition as well."),
            where=f"{question.id}/{place}",
            span=(start, start + len(word)) if start >= 0 else None,
        )


def distinctive(text: str) -> list[str]:
    """The words of a text that a key can echo: long enough, and no common word of questions."""
    common = _common()
    return [
        word
        for word in words(text)
        if len(word) >= _SHORT and not word[0].isdigit() and root(word) not in common and word not in common
    ]


def same_family(one: str, other: str) -> bool:
    """Whether two folded words have the same root: « vessie », « vessies »; « réversible », « réversibilité »."""
    if one == other:
        return True
    a, b = root(one), root(other)
    if a == b:
        return True
    shared = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        shared += 1
    return shared >= _SHARED and shared >= 0.65 * max(len(a), len(b)) and min(len(a), len(b)) - shared <= 3


@cache
def _common() -> frozenset[str]:
    given = lists("echo")["common"].split()
    return frozenset(given) | frozenset(root(word) for word in given)
