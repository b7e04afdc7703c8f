"""Saving answers: many at once in one transaction, each accepted or refused on its own, none lost once accepted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from carnet.errors import CarnetError
from carnet.language import _
from carnet.teaching.classroom import rolls
from carnet.teaching.classroom.clock import Course, ends
from carnet.teaching.classroom.errors import NotFound, NoTicket
from carnet.teaching.classroom.person import NotAllowed
from carnet.teaching.classroom.rolls import Answer, Attempt, Member, Opened
from carnet.teaching.classroom.room import Room
from carnet.teaching.classroom.sheets import STATION, Saved
from carnet.teaching.item import Item
from carnet.teaching.question import TICKED, Response
from carnet.teaching.store.tables import answers

LONGEST_SECONDS = 7 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Save:
    """An answer to save, as it came in: `arrived` is when, and it is what counts for the end of the time."""

    secret: str = field(repr=False)
    item_id: str
    question_id: str
    response: Response | None = field(repr=False)
    flagged: bool | None
    seconds: float | None
    arrived: datetime


def save_all(room: Room, saves: Sequence[Save]) -> list[Saved | CarnetError]:
    """Write these answers, in that order, and be sure of them on the disk; what comes back is in the same order."""
    with room.store.writing() as connection:
        found: list[tuple[Save, Member] | CarnetError] = []
        for save in saves:
            try:
                found.append((save, room.member(connection, save.secret)))
            except NoTicket as error:
                found.append(error)
        known = [one for one in found if not isinstance(one, CarnetError)]
        attempts = rolls.current_attempts(connection, (member.id for _save, member in known), hold=True)
        courses = rolls.courses(connection, (member.session_id for _save, member in known))
        keys = [(attempts[member.id].id, save.item_id, save.question_id) for save, member in known]
        last = rolls.last_answers(connection, (key[0] for key in keys), keys)
        rows: list[dict[str, object]] = []
        out: list[Saved | CarnetError] = []
        for one in found:
            if isinstance(one, CarnetError):
                out.append(one)
                continue
            save, member = one
            session, attempt = room.session(connection, member.session_id), attempts[member.id]
            try:
                item = asked_item(room.frozen(connection, session), save.item_id)
                check(session, courses[session.id], member, attempt, item, save)
            except CarnetError as error:
                out.append(error)
                continue
            key = (attempt.id, save.item_id, save.question_id)
            answer = _answer(key, item.version, save, last.get(key))
            if answer is not last.get(key):
                last[key] = answer
                rows.append(_row(answer))
            out.append(Saved(number=answer.number, when=answer.when))
        if rows:
            connection.execute(answers.insert(), rows)
    return out


def asked_item(items: Sequence[Item], item_id: str) -> Item:
    """The item of that id among those of the session."""
    for item in items:
        if item.id == item_id:
            return item
    raise NotFound(_("This session has no such question."))


def check(session: Opened, course: Course, member: Member, attempt: Attempt, item: Item, save: Save) -> None:
    """Raises `NotAllowed` or `NotFound` for an answer that may not be saved."""
    must_be_open(session, course, member, attempt, save.arrived)
    _must_be_seen(item, attempt, save.question_id)
    if save.response is not None and not fits(item, save.question_id, save.response, session.plan.mode):
        raise NotAllowed(_("This answer is not one that the question takes."))
    if save.seconds is not None and not 0 <= save.seconds <= LONGEST_SECONDS:
        raise NotAllowed(_("The time spent on a question is between 0 and 7 days."))


def must_be_open(session: Opened, course: Course, member: Member, attempt: Attempt, now: datetime) -> None:
    """Raises `NotAllowed` when nothing can be answered: not begun, handed in, or over."""
    if course.started is None:
        raise NotAllowed(_("The session has not begun."), _("Wait for the teacher to start it."))
    if attempt.submitted is not None:
        raise NotAllowed(_("You have handed in: nothing can be changed any more."))
    end = ends(session.plan, course, member.folded, attempt.started)
    if end is not None and now >= end:
        raise NotAllowed(_("The time is out: nothing can be changed any more."), _("What was saved before counts."))


def _must_be_seen(item: Item, attempt: Attempt, question_id: str) -> None:
    if item.kind == "ECOS":
        if question_id != STATION:
            raise NotFound(_("This session has no such question."))
    else:
        places = {question.id: place for place, question in enumerate(item.questions)}
        present = rolls.position(item, attempt) if item.progressive else None
        if question_id not in places or (present is not None and places[question_id] > present):
            raise NotFound(_("This session has no such question."))  # a later question is not told from none
        if present is not None and places[question_id] < present:
            raise NotAllowed(_("This question is locked: there is no going back in a progressive case."))
    if item.kind != "ECOS" and (item.id, question_id) in attempt.seen:  # a station is marked by its grid once seen
        raise NotAllowed(_("This question is locked: its correction was seen."))


def fits(item: Item, question_id: str, response: Response, mode: str) -> bool:
    """Whether a response is of the question's kind, and names what the question has."""
    if item.kind == "ECOS":
        lines = {line.id for line in item.station.grid} if item.station else set()
        known = set(response.grid) <= lines and all(0 <= share <= 1 for share in response.grid.values())
        return not response.ticked and response.degree is None and known and (mode == "training" or not response.grid)
    question = item.question(question_id)
    if response.grid:
        return False
    if question.kind in TICKED:
        names = {one.id for one in question.propositions}
        once = len(set(response.ticked)) == len(response.ticked)
        return once and set(response.ticked) <= names and not response.text and response.degree is None
    if question.kind == "QROC":
        return not response.ticked and response.degree is None
    return not response.ticked and not response.text


def _answer(key: tuple[int, str, str], version: int, save: Save, last: Answer | None) -> Answer:
    """The answer as it is now: the last one itself when nothing is new."""
    response = save.response if save.response is not None else last.response if last else Response()
    flagged = save.flagged if save.flagged is not None else last.flagged if last else False
    seconds = save.seconds if save.seconds is not None else last.seconds if last else None
    if last is not None and (response, flagged, seconds) == (last.response, last.flagged, last.seconds):
        return last
    when = save.arrived if last is None else max(save.arrived, last.when + timedelta(microseconds=1))
    return Answer(key[0], key[1], version, key[2], last.number + 1 if last else 1, response, flagged, seconds, when)


def _row(answer: Answer) -> dict[str, object]:
    return {
        "attempt_id": answer.attempt_id,
        "item_id": answer.item_id,
        "version": answer.version,
        "question_id": answer.question_id,
        "number": answer.number,
        "response": answer.response.model_dump_json(exclude_defaults=True),
        "flagged": answer.flagged,
        "seconds": answer.seconds,
        "when": answer.when,
    }
