"""What a student may see of an item before its correction: a whitelist. Nothing that is not named here is shown."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from carnet.teaching.classroom.sheets import STATION, SheetItem, SheetProposition, SheetQuestion
from carnet.teaching.item import Item
from carnet.teaching.question import Image, Proposition, Question

SHUFFLED = ("QRU", "QRM", "QRP", "QRPL")  # the zones of an image and the degrees of a TCS keep their order


def public_item(
    item: Item,
    *,
    number: int = 1,
    first: int = 1,
    until: int | None = None,
    seed: str = "",
    hints: bool = False,
    filled: Mapping[str, Mapping[str, Any]] | None = None,
) -> SheetItem:
    """The item as a student sees it, up to its question `until` (counted from 0; all when None).

    `first`: the number of its first question on the sheet. `seed`: shuffles the propositions, always in the same way
    for the same seed; none: as written. `filled`: by question id, what the student saved, as fields of
    `SheetQuestion` (response, saved, seconds, flagged, locked, corrected).
    """
    mine = filled or {}
    if item.kind == "ECOS" and item.station is not None:
        station = SheetQuestion(
            id=STATION,
            number=first,
            kind="ECOS",
            new=item.station.setting,
            stem=item.station.task,
            minutes=item.station.minutes,
            **_mine(mine.get(STATION, {})),
        )
        return SheetItem(
            id=item.id, version=item.version, number=number, kind=item.kind, case=item.case,
            images=_pictures(item.images), questions=(station,), total=1,
        )  # fmt: skip
    shown = item.questions if until is None else item.questions[: until + 1]
    questions = tuple(
        public_question(one, first + place, seed, hints, mine.get(one.id, {})) for place, one in enumerate(shown)
    )
    return SheetItem(
        id=item.id,
        version=item.version,
        number=number,
        kind=item.kind,
        case=item.case,
        images=_pictures(item.images),
        questions=questions,
        progressive=item.progressive,
        more=len(shown) < len(item.questions),
        finished=until is not None and until >= len(item.questions),
        total=len(item.questions),
    )


def public_question(
    question: Question, number: int, seed: str = "", hints: bool = False, mine: Mapping[str, Any] | None = None
) -> SheetQuestion:
    """A question as a student sees it."""
    propositions = question.propositions
    if seed and question.kind in SHUFFLED:
        propositions = tuple(shuffled(propositions, f"{seed}/{question.id}"))
    return SheetQuestion(
        id=question.id,
        number=number,
        kind=question.kind,
        new=question.new,
        stem=question.stem,
        propositions=tuple(SheetProposition(id=one.id, text=one.text, zone=one.zone) for one in propositions),
        to_choose=question.to_choose,
        max_words=question.max_words if question.kind == "QROC" else None,
        image=_picture(question.image),
        hypothesis=question.hypothesis,
        finding=question.finding,
        hints=hints and bool(question.hint),
        **_mine(mine or {}),
    )


def shuffled(values: Sequence[Proposition], seed: str) -> list[Proposition]:
    """The values in an order that a seed decides, the same in every process."""
    places = {number: hashlib.sha256(f"{seed}/{number}".encode()).digest() for number in range(len(values))}
    return [values[number] for number in sorted(places, key=lambda one: places[one])]


def _picture(image: Image | None) -> Image | None:
    """The image without where it comes from, which may name what it shows."""
    return None if image is None else image.model_copy(update={"source": "", "licence": ""})


def _pictures(images: Sequence[Image]) -> tuple[Image, ...]:
    return tuple(one.model_copy(update={"source": "", "licence": ""}) for one in images)


def _mine(filled: Mapping[str, Any]) -> dict[str, Any]:
    allowed = ("response", "saved", "seconds", "flagged", "locked", "corrected")
    return {name: filled[name] for name in allowed if name in filled}
