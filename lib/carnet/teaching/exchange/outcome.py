"""What an export or an import did: how many items, what the format could not say, what was set aside and why."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from carnet.errors import CarnetError
from carnet.language import _
from carnet.teaching.item import Item
from carnet.teaching.question import Question


class ExchangeRefused(CarnetError):
    """A file of items that cannot be read or written at all."""


@dataclass(frozen=True)
class Loss:
    """What a format cannot say of an item: `where` is an address of the item (see `Item.texts`), empty for all."""

    item_id: str
    where: str
    what: str


@dataclass(frozen=True)
class Written:
    """An export that was written whole: `count` items, what was lost, and the files."""

    count: int
    losses: tuple[Loss, ...] = ()
    files: tuple[Path, ...] = ()


@dataclass(frozen=True)
class SetAside:
    """What an import did not take as it stood: `where` names the line, the question or the file."""

    where: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True)
class Read:
    """What an import found, in the order of the file; nothing of the file is in neither."""

    items: tuple[Item, ...] = field(repr=False)
    set_aside: tuple[SetAside, ...] = ()


def _item_facts() -> dict[str, tuple[Callable[[Item], object], str]]:
    return {
        "origins": (lambda one: one.origins, _("where the case comes from")),
        "history": (lambda one: one.history, _("the history of the item")),
        "overrides": (lambda one: one.overrides, _("the decisions to override a check")),
        "cautions": (lambda one: one.cautions, _("the cautions of the draft")),
        "state": (lambda one: one.state != "draft", _("the state of the item")),
        "use": (lambda one: one.use != "training", _("the use of the item (training or exam)")),
        "version": (lambda one: one.version != 1, _("the version of the item")),
        "scale": (lambda one: one.scale != "EDN-2024", _("the scoring scale")),
        "authors": (lambda one: one.authors, _("the authors")),
        "licence": (lambda one: one.licence, _("the licence")),
        "producer": (lambda one: one.producer, _("what produced the item")),
        "difficulty": (lambda one: one.difficulty is not None, _("the difficulty")),
        "specialty": (lambda one: one.specialty, _("the specialty")),
        "language": (lambda one: one.language != "fr", _("the language")),
        "item_number": (lambda one: one.item_number, _("the item of the curriculum")),
        "rank": (lambda one: one.rank, _("the rank")),
        "objectives": (lambda one: one.objectives, _("the objectives")),
        "images": (lambda one: one.images, _("the images of the case")),
        "title": (lambda one: one.title, _("the title")),
    }


def _question_facts() -> dict[str, tuple[Callable[[Question], object], str]]:
    return {
        "evidence": (
            lambda one: one.evidence or any(p.evidence for p in one.propositions),
            _("the passages of the case that support the key"),
        ),
        "citations": (
            lambda one: one.citations or any(p.citations for p in one.propositions),
            _("the passages of the references"),
        ),
        "evidence_places": (
            lambda one: one.evidence or any(p.evidence for p in one.propositions),
            _("the places of the supporting passages in the case (their words stand in the feedback)"),
        ),
        "citation_places": (
            lambda one: one.citations or any(p.citations for p in one.propositions),
            _("the places of the passages in the references (their words stand in the feedback)"),
        ),
        "indispensable": (
            lambda one: any(p.indispensable for p in one.propositions),
            _("“indispensable” propositions"),
        ),
        "unacceptable": (lambda one: any(p.unacceptable for p in one.propositions), _("“unacceptable” propositions")),
        "expected": (lambda one: one.expected, _("the number of propositions to choose")),
        "zones": (lambda one: any(p.zone for p in one.propositions), _("the zones of the image")),
        "panel": (lambda one: one.panel, _("the answers of the panel of experts")),
        "max_words": (lambda one: one.max_words != 5, _("the number of words allowed")),
        "topic": (lambda one: one.topic != "other", _("the topic of the question")),
        "hint": (lambda one: one.hint, _("the hint")),
        "weight": (lambda one: one.weight != 1, _("the weight of the question")),
        "rank": (lambda one: one.rank, _("the rank")),
        "item_number": (lambda one: one.item_number, _("the item of the curriculum")),
        "objectives": (lambda one: one.objectives, _("the objectives")),
        "image": (lambda one: one.image, _("the image of the question")),
        "image_origin": (
            lambda one: one.image and (one.image.source or one.image.licence),
            _("the source and the licence of the image"),
        ),
        "ids": (
            lambda one: [p.id for p in one.propositions] != list("abcdefghijklmnopqrstuvwxyz"[: len(one.propositions)]),
            _("the ids of the propositions"),
        ),
    }


def unsaid(item: Item, of_item: Iterable[str], of_questions: Iterable[str]) -> list[Loss]:
    """A loss for each of these facts that the item holds: names of `_item_facts` and of `_question_facts`."""
    item_facts, question_facts = _item_facts(), _question_facts()
    losses = [Loss(item.id, "", what) for holds, what in map(item_facts.__getitem__, of_item) if holds(item)]
    for question in item.questions:
        losses += [
            Loss(item.id, question.id, what)
            for holds, what in map(question_facts.__getitem__, of_questions)
            if holds(question)
        ]
    return losses
