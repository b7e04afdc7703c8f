"""Questions of a case that lean on the answer to another one, or give it away."""

import re
from collections.abc import Iterator

from carnet.language import _
from carnet.teaching.gate.echo import distinctive, same_family
from carnet.teaching.gate.reading import finding, lists, pattern, plain, right, words
from carnet.teaching.item import Finding, Item
from carnet.teaching.question import Question

CHECK = "hinged"


def check(item: Item) -> Iterator[Finding]:
    """A finding for each question of a case that refers to an earlier answer, says it, or whose own is said before."""
    if len(item.questions) < 2:
        return
    for number, question in enumerate(item.questions):
        if number == 0:
            continue
        match = pattern("hinged", "hinged").search(plain(question.stem))
        if match:
            yield _leans(question, match.span())
        elif span := _points_back(item.questions[:number], question):
            yield _leans(question, span)
    for number, question in enumerate(item.questions):
        yield from _given_away(item, number, question)


def _leans(question: Question, span: tuple[int, int]) -> Finding:
    return finding(
        CHECK,
        _("This question leans on the answer to an earlier one: who missed that one misses this one as well."),
        _("Give what is needed as new data of this question, then ask."),
        where=f"{question.id}/stem",
        span=span,
    )


def _points_back(before: tuple[Question, ...], question: Question) -> tuple[int, int] | None:
    """« cette maladie », where an earlier question asked which disease and nothing new was told since."""
    if question.new.strip():
        return None
    folded = plain(question.stem)
    for group in lists("hinged")["same_asked"]:
        nouns = "|".join(group)
        said = re.search(rf"\b(?:cet|cette|ces|ce) (?:{nouns})s?\b", folded)
        asked = re.compile(
            rf"\bquel(?:le)?s? (?:[a-z]+ ){{0,2}}(?:{nouns})s?\b|\b(?:{nouns})s? (?:le|la) plus probable"
        )
        if said and any(asked.search(plain(one.stem)) for one in before[-1:]):
            return said.span()
    return None


def _given_away(item: Item, number: int, question: Question) -> Iterator[Finding]:
    """The one key of a question, said by the stem of another one though no data of the case has said it."""
    answers = _answers(question)
    known = [item.case, *(one.new for one in item.questions[: number + 1]), question.stem]
    for place, other in enumerate(item.questions):
        if place == number:
            continue
        told = known if place < number else [*known, *(one.new for one in item.questions[: place + 1])]
        said = words(other.stem)
        if any(_says(answer, said, told) for answer in answers):
            yield finding(
                CHECK,
                _("This question says the answer of question {number}.").format(number=number + 1)
                if place < number
                else _("This question takes the answer of question {number} for granted.").format(number=number + 1),
                _("Tell it as new data once it has been asked, and not before."),
                where=f"{other.id}/stem",
            )
            return


def _answers(question: Question) -> list[str]:
    if question.kind == "QROC":
        return [one.text for one in question.answers if one.category == 1]
    keys = right(question)
    return [keys[0].text] if len(keys) == 1 else []


def _says(answer: str, said: list[str], told: list[str]) -> bool:
    wanted = distinctive(answer)
    if not wanted or len(wanted) > 6:
        return False
    known = {word for text in told for word in words(text)}
    fresh = [word for word in wanted if not any(same_family(word, one) for one in known)]
    return bool(fresh) and all(any(same_family(word, one) for one in said) for word in wanted)
