"""The correction of a sheet: when it may be seen, and the key with the marks, the reasons and the group's answers."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Literal

from carnet.language import _
from carnet.teaching.classroom.clock import Course, ends, is_over
from carnet.teaching.classroom.groups import Group
from carnet.teaching.classroom.marks import Marking, question_ids
from carnet.teaching.classroom.rolls import Attempt, Member, Opened
from carnet.teaching.classroom.sheets import (
    CorrectedItem,
    CorrectedProposition,
    CorrectedQuestion,
    ShownAnswer,
)
from carnet.teaching.item import CASE, Item
from carnet.teaching.question import Question, Response
from carnet.teaching.scoring import Mark
from carnet.text.evidence import Evidence


def allowed(
    session: Opened, course: Course, member: Member, attempt: Attempt, now: datetime
) -> Literal["all", "answered", "none"]:
    """What a student may see the correction of: all, only what she has answered (training, at once), or nothing yet.

    An exam is corrected once it is over for everybody, never because one student has handed in.
    """
    plan = session.plan
    end = ends(plan, course, member.folded, attempt.started)
    mine_is_over = attempt.submitted is not None or (end is not None and now >= end)
    over = is_over(plan, course, now) if plan.mode == "exam" else mine_is_over
    if plan.correction == "when_released":
        return "all" if over and course.released else "none"
    if over:
        return "all"
    return "answered" if plan.correction == "at_once" and plan.mode == "training" else "none"


def corrected_item(
    marking: Marking,
    item_id: str,
    *,
    number: int,
    first: int,
    seen: Collection[str],
    parts: Collection[str],
    responses: Mapping[str, Response],
    scale_id: str | None,
    groups: Mapping[str, Group] | None = None,
) -> CorrectedItem:
    """An item with the corrections of the questions `seen`; evidence in no other part than `parts` is shown."""
    item = marking.items[item_id]
    ids = question_ids(item)
    marks = {one: marking(item_id, one, responses.get(one), scale_id) for one in ids}
    shown = [
        _corrected(
            item,
            one,
            first + place,
            responses.get(one),
            marks[one],
            marking.weight(item_id, one),
            parts,
            (groups or {}).get(one, Group()),
        )
        for place, one in enumerate(ids)
        if one in seen
    ]
    whole = len(shown) == len(ids)
    return CorrectedItem(
        id=item.id,
        version=item.version,
        number=number,
        kind=item.kind,
        title=item.title if whole else "",
        case=item.case,
        images=item.images,
        questions=tuple(shown),
        points=marking.item_points(item_id, responses, scale_id) if whole else None,
        whole=whole,
        scale=scale_id or item.scale,
    )


def _corrected(
    item: Item,
    question_id: str,
    number: int,
    response: Response | None,
    got: Mark | None,
    weight: float,
    parts: Collection[str],
    group: Group,
) -> CorrectedQuestion:
    common = {
        "id": question_id,
        "number": number,
        "response": response,
        "points": got.points if got else 0.0,
        "weight": weight,
        "discordances": got.discordances if got else None,
        "zeroed_by": got.zeroed_by if got else (),
        "reasons": got.reasons if got else (_("Question cancelled: it is out of the total."),),
        "to_check": got.to_check if got else False,
        "group": group.share(group.points),
        "students": group.at_least,
    }
    if item.station is not None and item.kind == "ECOS":
        grid = tuple(
            ShownAnswer(id=one.id, text=one.text, value=one.weight, note=one.section) for one in item.station.grid
        )
        return CorrectedQuestion(
            kind="ECOS", new=item.station.setting, stem=item.station.task, answers=grid, **common  # type: ignore[arg-type]
        )  # fmt: skip
    question = item.question(question_id)
    chosen = set(response.ticked) if response else set()

    def kept(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        return tuple(one for one in evidence if one.note_id in parts)

    propositions = tuple(
        CorrectedProposition(
            id=one.id,
            text=one.text,
            correct=one.correct,
            indispensable=one.indispensable,
            unacceptable=one.unacceptable,
            chosen=one.id in chosen,
            good=(got.per_proposition if got else {}).get(one.id, (one.id in chosen) == one.correct),
            feedback=one.feedback,
            evidence=kept(one.evidence),
            citations=one.citations,
            group=group.share(group.chosen.get(one.id, 0)),
            zone=one.zone,
        )
        for one in question.propositions
    )
    return CorrectedQuestion(
        kind=question.kind,
        new=question.new,
        stem=question.stem,
        propositions=propositions,
        answers=_answers(question),
        image=question.image,
        hypothesis=question.hypothesis,
        finding=question.finding,
        feedback=question.feedback,
        evidence=kept(question.evidence),
        citations=question.citations,
        **common,  # type: ignore[arg-type]
    )


def _answers(question: Question) -> tuple[ShownAnswer, ...]:
    if question.kind == "QROC":
        return tuple(ShownAnswer(text=one.text, value=1 / one.category) for one in question.answers)
    if question.kind == "TCS" and question.panel:
        votes = [one.answer for one in question.panel]
        modal = max(votes.count(degree) for degree in range(-2, 3))
        return tuple(
            ShownAnswer(
                text=str(degree),
                value=votes.count(degree) / modal,
                note=" ".join(one.reason for one in question.panel if one.answer == degree and one.reason),
            )
            for degree in range(-2, 3)
        )
    return ()


def parts_seen(item: Item, until: int | None) -> set[str]:
    """The parts of an item that a student has seen, up to its question `until` (all when None)."""
    shown = item.questions if until is None else item.questions[: until + 1]
    return {CASE} | {one.id for one in shown}
