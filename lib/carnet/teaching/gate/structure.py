"""The rules of each format of the EDN: how many propositions, keys, questions, experts; what must not be empty."""

import re
from collections.abc import Iterator

from carnet.language import _, number
from carnet.teaching.gate.reading import finding, unmarked
from carnet.teaching.gate.structure_items import of_item
from carnet.teaching.item import Finding, Item
from carnet.teaching.question import OBJECTIVE, TICKED, Question

CHECK = "structure"
PROPOSITIONS = {"QRU": (4, 5), "QRM": (4, 5), "QRP": (5, 9), "QRPL": (10, 25), "QZP": (1, 12)}
BORNE = {"QRU": (3, 6), "QRM": (3, 6), "QRP": (4, 12), "QRPL": (10, 25), "QZP": (1, 25)}
PANEL = 10
MOST_EXPECTED = 5


def check(item: Item) -> Iterator[Finding]:
    """A finding for each rule of its format that an item does not follow."""
    yield from of_item(item)
    for question in item.questions:
        yield from _question(item, question)


def _question(item: Item, question: Question) -> Iterator[Finding]:
    if not question.stem.strip() and question.kind != "TCS":
        yield _stop(_("The question is empty."), f"{question.id}/stem")
    if question.kind in TICKED:
        yield from _ticked(question)
        yield from _propositions(question)
    elif question.kind == "QROC":
        yield from _short_answer(question)
    elif question.kind == "TCS":
        yield from _concordance(question)
    yield from _objectives(item, question)


def _ticked(question: Question) -> Iterator[Finding]:
    count, keys = len(question.propositions), len(question.key)
    least, greatest = PROPOSITIONS[question.kind]
    if not least <= count <= greatest:
        borne = BORNE[question.kind][0] <= count <= BORNE[question.kind][1]
        yield finding(
            CHECK,
            _("{kind}: {count} propositions, where {least} to {greatest} are expected.").format(
                kind=question.kind, count=count, least=least, greatest=greatest
            ),
            where=question.id,
            stop=not borne,
        )
    if keys == 0:
        yield _stop(_("No proposition is right."), question.id)
    if question.kind == "QRU" and keys > 1:
        yield _stop(_("A QRU has one right proposition; this one has {count}.").format(count=keys), question.id)
    if question.kind == "QRM" and keys == count and count > 0:
        yield _warn(_("Every proposition is right: who ticks everything has the point."), question.id)
    if question.kind in ("QRP", "QRPL") and keys:
        expected = question.expected
        if expected is None:
            yield _stop(_("The number of expected answers is not announced."), question.id)
        elif expected != keys:
            yield _stop(
                _("{expected} answers are announced and {count} propositions are right.").format(
                    expected=expected, count=keys
                ),
                question.id,
            )
        if keys > MOST_EXPECTED:
            yield _stop(_("At most {count} answers may be expected.").format(count=MOST_EXPECTED), question.id)
        if keys * 2 > count:
            yield _warn(_("More than half of the propositions are right."), question.id)
    if question.kind == "QZP":
        yield from _zones(question)


def _zones(question: Question) -> Iterator[Finding]:
    if question.image is None:
        yield _stop(_("A QZP has an image."), question.id)
    elif not question.image.alternative.strip():
        yield _stop(_("The image has no description for who cannot see it."), question.id)
    for one in question.propositions:
        if one.zone is None:
            yield _stop(_("This proposition has no zone on the image."), f"{question.id}/{one.id}")
        if not one.text.strip():
            yield _stop(_("This zone has no name: it cannot be chosen with the keyboard."), f"{question.id}/{one.id}")


def _propositions(question: Question) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for one in question.propositions:
        where = f"{question.id}/{one.id}"
        said = " ".join(re.findall(r"\w+", unmarked(one.text)))
        signs = re.sub(r"\s+", "", one.text)
        if not one.text.strip():
            if question.kind != "QZP":
                yield _stop(_("This proposition is empty."), where)
        elif said in seen and re.sub(r"\s+", "", seen[said]).lower() == signs.lower():
            yield _stop(_("This proposition says the same as another one."), where)
        seen.setdefault(said, one.text)
        if not one.feedback.strip():
            yield _warn(_("No feedback says why this proposition is right or wrong."), where)


def _short_answer(question: Question) -> Iterator[Finding]:
    best = [one for one in question.answers if one.category == 1 and one.text.strip()]
    if not best:
        yield _stop(_("A QROC has at least one accepted answer of category 1."), question.id)
    elif all(len(one.text.split()) > question.max_words for one in best):
        yield _stop(
            _("Every accepted answer is longer than the {count} words allowed.").format(
                count=number(question.max_words)
            ),
            question.id,
        )
    if question.propositions:
        yield _stop(_("A QROC has no propositions."), question.id)


def _concordance(question: Question) -> Iterator[Finding]:
    for name, label in (("hypothesis", _("hypothesis")), ("finding", _("new information"))):
        if not getattr(question, name).strip():
            yield _stop(_("The {part} of this TCS is empty.").format(part=label), f"{question.id}/{name}")
    if not question.panel:
        yield _stop(_("A TCS is scored by a panel of experts: it has none."), question.id)
    elif len(question.panel) < PANEL:
        yield _warn(
            _("{count} experts answered; {wanted} at least are recommended.").format(
                count=len(question.panel), wanted=PANEL
            ),
            question.id,
        )


def _objectives(item: Item, question: Question) -> Iterator[Finding]:
    numbered, rank = question.item_number or item.item_number, item.rank_of(question)
    for objective in item.objectives_of(question):
        if not re.match(OBJECTIVE, objective):
            yield _stop(_("“{objective}” is not the name of an objective.").format(objective=objective), question.id)
            continue
        if numbered and int(objective[4:7]) != numbered:
            yield _warn(
                _("The objective {objective} is not of item {number}.").format(objective=objective, number=numbered),
                question.id,
            )
        if rank and objective[-1] != rank:
            yield _warn(
                _("The objective {objective} is not of rank {rank}.").format(objective=objective, rank=rank),
                question.id,
            )


def _stop(message: str, where: str) -> Finding:
    return finding(CHECK, message, where=where)


def _warn(message: str, where: str) -> Finding:
    return finding(CHECK, message, where=where, stop=False)
