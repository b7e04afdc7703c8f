"""Distinctive words of the question that come back in the key and in no wrong proposition."""

import re
from collections.abc import Iterator
from functools import cache

from carnet.language import _
from carnet.teaching.gate.negative import asks_what_is_not
from carnet.teaching.gate.reading import closed, finding, lists, plain, right, root, words, wrong
from carnet.teaching.item import Finding, Item
from carnet.teaching.question import Proposition, Question

CHECK = "stem_key_echo"
_SHORT = 5  # letters: shorter words are no cue
_LONG = 14  # words: a long sentence says something of the question again
_LONG_STATEMENT = 5  # the same where propositions are statements about the subject that the question names
_STATEMENTS = re.compile(r"\b(?:exacte?|vraie?|juste|correcte?)s?\b|^(?:a propos|concernant)\b")
_ASKED = re.compile(r"\bquel(?:le)?s? ([a-zœ-]+)")
_ACRONYM = re.compile(r"(?<![\w-])[A-Z]{3,6}(?![\w-])")
_DERIVED = frozenset(["er", "ez", "age", "ages", "ation", "ations", "ement", "ements", "eur", "ant", "ante"])
_SHARED = 6  # letters that two words of the same family begin with


def check(item: Item) -> Iterator[Finding]:
    """A finding for each question with one key, or whose every key, says a distinctive word of the question again."""
    for question in item.questions:
        if question.kind == "QROC":
            yield from _said_already(question)
    for question in closed(item):
        yield from _echo(question)


def _echo(question: Question) -> Iterator[Finding]:
    keys, others = right(question), wrong(question)
    if question.kind == "QRPL" or not keys or not others or len(keys) > 3 or asks_what_is_not(question.stem):
        return
    most = _LONG_STATEMENT if _STATEMENTS.search(plain(question.stem)) else _LONG
    if any(len(words(one.text)) > most for one in keys):
        return
    asked = _asked_with(question.stem)
    said = [distinctive(one.text) for one in keys]
    elsewhere = {word for one in others for word in words(one.text)}
    echoed = [
        word
        for word in said[0]
        if any(same_family(word, other) for other in asked)
        and not any(same_family(word, other) for other in elsewhere)
        and all(any(same_family(word, other) for other in one) for one in said[1:])
    ] or (_pairs(question.stem, keys, others) or _acronyms(question.stem, keys, others))
    if not echoed:
        return
    for one in keys:
        start = plain(one.text).find(echoed[0])
        span = (start, start + len(echoed[0])) if start >= 0 else None
        yield finding(
            CHECK,
            _("“{word}” is in the question and in this right proposition alone: the echo gives it away.").format(
                word=one.text[slice(*span)] if span else echoed[0]
            ),
            _("Say it otherwise in the question or in the key, or use it in a wrong proposition as well."),
            where=f"{question.id}/{one.id}",
            span=span,
        )


def _said_already(question: Question) -> Iterator[Finding]:
    """A QROC whose every best answer holds a distinctive word of the question."""
    asked = _asked_with(question.stem)
    best = [one.text for one in question.answers if one.category == 1]
    if not best or not all(
        any(same_family(word, other) for word in distinctive(text) for other in asked) for text in best
    ):
        return
    yield finding(
        CHECK,
        _("The question says a distinctive word of the answer."),
        _("Say it otherwise in the question."),
        where=f"{question.id}/stem",
    )


def _asked_with(stem: str) -> list[str]:
    """The distinctive words of a question, without what it asks for by name (« quelle hormone » asks for hormones)."""
    kinds = {word for match in _ASKED.finditer(plain(stem)) for word in words(match[1])}
    return [word for word in distinctive(stem) if word not in kinds]


def _pairs(stem: str, keys: list[Proposition], others: list[Proposition]) -> list[str]:
    """Two words in a row (« syndrome sec ») of the question and of every key, in no wrong proposition."""
    said = set(_in_a_row(stem))
    for one in keys:
        said &= set(_in_a_row(one.text))
    for one in others:
        said -= set(_in_a_row(one.text))
        folded = set(words(one.text))
        said = {pair for pair in said if not all(word in folded for word in pair.split() if word not in _common())}
    return sorted(said)


def _acronyms(stem: str, keys: list[Proposition], others: list[Proposition]) -> list[str]:
    """Acronyms (« VIH ») of the question and of every key, in no wrong proposition; folded."""
    said = set(_ACRONYM.findall(stem))
    for one in keys:
        said &= set(_ACRONYM.findall(one.text))
    for one in others:
        said -= set(_ACRONYM.findall(one.text))
    return sorted(plain(one) for one in said)


def _in_a_row(text: str) -> list[str]:
    found = words(text)
    return [
        f"{one} {other}"
        for one, other in zip(found, found[1:], strict=False)
        if min(len(one), len(other)) >= 3
        and max(len(one), len(other)) >= _SHORT
        and not (one in _common() and other in _common())
        and not {one, other} & _links()
    ]


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
    if shared >= _SHORT and one[shared:] in _DERIVED and other[shared:] in _DERIVED:
        return True  # « drainer », « drainage »
    longer, shorter = max(len(a), len(b)), min(len(a), len(b))
    if shared > _SHARED and shared >= 0.55 * longer and shorter - shared <= 3:  # « thrombose », « thrombophilie »
        return True
    return shared >= _SHARED and shared >= 0.65 * longer and shorter - shared <= 3


@cache
def _common() -> frozenset[str]:
    given = lists("echo")["common"].split()
    return frozenset(given) | frozenset(root(word) for word in given)


@cache
def _links() -> frozenset[str]:
    return frozenset(lists("echo")["links"].split())
