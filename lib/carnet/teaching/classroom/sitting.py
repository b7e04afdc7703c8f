"""Sitting at a desk: joining a session, the sheet, answers, going on, handing in."""

import secrets
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, select

from carnet.errors import CarnetError
from carnet.language import _
from carnet.teaching.classroom import rolls
from carnet.teaching.classroom.clock import Course, ends, fold, is_over
from carnet.teaching.classroom.correcting import allowed
from carnet.teaching.classroom.errors import NotFound, NoTicket
from carnet.teaching.classroom.marks import question_ids
from carnet.teaching.classroom.person import NotAllowed, Person
from carnet.teaching.classroom.public import public_item
from carnet.teaching.classroom.rolls import Answer, Attempt, Member, Opened
from carnet.teaching.classroom.room import Room, no_session, no_ticket
from carnet.teaching.classroom.saving import Save, asked_item, must_be_open, save_all
from carnet.teaching.classroom.sheets import Saved, Sheet, SheetItem, Ticket
from carnet.teaching.item import Item
from carnet.teaching.question import Response
from carnet.teaching.store import TeachingStore
from carnet.teaching.store.tables import members, tickets

LONGEST_NAME = 40
KNOWN = "known:"  # begins the learner's name of whom the front knows


class Seat:
    """What a desk needs at each call: whose ticket, which session, where it stands, which attempt."""

    def __init__(self, room: Room, connection: Connection, secret: str, *, hold: bool = False) -> None:
        self.now = room.now()
        self.member: Member = room.member(connection, secret)
        self.session: Opened = room.session(connection, self.member.session_id)
        self.attempt: Attempt = rolls.current_attempts(connection, [self.member.id], hold=hold)[self.member.id]
        self.course: Course = rolls.course(connection, self.session.id)
        self.items: list[Item] = room.frozen(connection, self.session)

    @property
    def end(self) -> datetime | None:
        """When this student's time is out."""
        return ends(self.session.plan, self.course, self.member.folded, self.attempt.started)

    @property
    def over(self) -> bool:
        """Whether this student can answer no more."""
        return self.attempt.submitted is not None or (self.end is not None and self.now >= self.end)

    def must_be_open(self) -> None:
        """Raises `NotAllowed` when nothing can be changed any more."""
        must_be_open(self.session, self.course, self.member, self.attempt, self.now)


class SittingDesk:
    """A desk, as far as sitting goes. `who`: the person at the door, or the ticket of a session joined before.

    A person whom the front knows (JupyterHub) finds her session again by joining it again; another one keeps her
    ticket. Of the bank, nothing is read but the versions frozen in the session, and nothing is handed out but what
    `public` and, when it is time, `correcting` show.
    """

    def __init__(self, store: TeachingStore | Room, who: Person | Ticket | str | None = None) -> None:
        self.room = Room.of(store)
        self.person = who if isinstance(who, Person) else None
        self.ticket: Ticket | None = who if isinstance(who, Ticket) else None
        if isinstance(who, str):
            self.ticket = Ticket(secret=who, code="", pseudonym="")

    @property
    def secret(self) -> str:
        """The ticket's secret. Raises `NotFound` without a ticket."""
        if self.ticket is None:
            raise no_ticket()
        return self.ticket.secret

    def join(self, code: str, pseudonym: str, claim: str = "") -> Ticket:
        """Enter a session by its code, under a pseudonym that nobody there has.

        `claim`: a random word of whoever asks; asking again with it (the reply was lost) enters once.
        """
        name = " ".join(pseudonym.split())
        if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
            raise NotAllowed(_("A pseudonym has 1 to {n} characters.").format(n=LONGEST_NAME))
        now = self.room.now()
        with self.room.store.writing() as connection:
            session = rolls.opened(connection, code=code.strip().upper().replace(" ", ""), hold=True)
            if session is None or session.kind != "session":
                raise no_session()
            course = rolls.course(connection, session.id)
            learner = self._learner(connection, claim)
            member = self._again(connection, session, course, learner, name, now)
            if member is None:
                if is_over(session.plan, course, now):
                    raise NotAllowed(_("This session is closed."))
                if any(one.learner == learner for one in rolls.likely_members(connection, session.id, learner, "")):
                    learner = new_learner()  # somebody else at a computer where a ticket was left
                member = enter(connection, session, name, learner, now)
            self.ticket = give_ticket(connection, session, member, now)
        return self.ticket

    def _learner(self, connection: Connection, claim: str = "") -> str:
        """Who this is across sessions: the name that the front knows, else whoever had the ticket shown, else new."""
        if self.person is not None and self.person.known:
            return f"{KNOWN}{self.person.name}"
        if self.ticket is not None:
            try:
                return self.room.member(connection, self.ticket.secret).learner
            except NoTicket:
                pass
        return new_learner(claim)

    def _again(
        self, connection: Connection, session: Opened, course: Course, learner: str, name: str, now: datetime
    ) -> Member | None:
        """The member that this person is already, if she may be let in as it."""
        for member in rolls.likely_members(connection, session.id, learner, fold(name)):
            if member.learner == learner and (learner.startswith(KNOWN) or member.folded == fold(name)):
                return member
            if member.folded == fold(name):
                if member.folded not in course.returning:
                    raise NotAllowed(
                        _("Somebody in this session has that pseudonym."),
                        _("Choose another one; if it is you, ask the teacher to let you back in."),
                    )
                rolls.note(connection, session.id, "came_back", now, data={"student": member.pseudonym})
                return member
        return None

    def sheet(self) -> Sheet:
        """The sheet as it is now."""
        with self.room.store.reading() as connection:
            return self._sheet(connection, Seat(self.room, connection, self.secret))

    def _sheet(self, connection: Connection, seat: Seat) -> Sheet:
        plan, attempt = seat.session.plan, seat.attempt
        waiting = seat.course.started is None
        stage: Literal["waiting", "running", "over"] = "over" if seat.over else "waiting" if waiting else "running"
        mine = rolls.last_answers(connection, [attempt.id]) if not waiting else {}
        shown: list[SheetItem] = []
        first = 1
        for number, item in enumerate(seat.items if not waiting else [], 1):
            shown.append(self._item(seat, item, number, first, mine))
            first += len(question_ids(item))
        left = None if seat.end is None else max(0.0, (seat.end - seat.now).total_seconds())
        may = allowed(seat.session, seat.course, seat.member, attempt, seat.now)
        return Sheet(
            title=plan.title,
            mode=plan.mode,
            stage=stage,
            pseudonym=seat.member.pseudonym,
            attempt=attempt.number,
            items=tuple(shown),
            remaining=0.0 if attempt.submitted else left,
            now=seat.now,
            submitted=attempt.submitted is not None,
            correction=may == "all",
            at_once=plan.mode == "training" and plan.correction == "at_once",
            retry=plan.mode == "training" and seat.course.closed is None and seat.over,
            scale=attempt.scale,
        )

    def _item(
        self, seat: Seat, item: Item, number: int, first: int, mine: dict[tuple[int, str, str], Answer]
    ) -> SheetItem:
        session, attempt = seat.session, seat.attempt
        until = rolls.position(item, attempt) if item.progressive else None
        filled: dict[str, dict[str, object]] = {}
        for place, question_id in enumerate(question_ids(item)):
            answer = mine.get((attempt.id, item.id, question_id))
            seen = (item.id, question_id) in attempt.seen
            filled[question_id] = {
                "locked": seat.over or seen or (until is not None and place < until),
                "corrected": seen,
            }
            if answer is not None:
                filled[question_id] |= {
                    "response": answer.response,
                    "saved": answer.number,
                    "seconds": answer.seconds,
                    "flagged": answer.flagged,
                }
        seed = f"{session.salt}/{seat.member.id}/{item.id}" if session.plan.shuffle else ""
        hints = session.plan.mode == "training"
        return public_item(item, number=number, first=first, until=until, seed=seed, hints=hints, filled=filled)

    def answer(
        self,
        item_id: str,
        question_id: str,
        response: Response | None,
        flagged: bool | None = None,
        seconds: float | None = None,
    ) -> Saved:
        """Save an answer; it comes back once it is on the disk. Saving the same twice saves it once."""
        save = Save(self.secret, item_id, question_id, response, flagged, seconds, self.room.now())
        done = save_all(self.room, [save])[0]
        if isinstance(done, CarnetError):
            raise done
        return done

    def go_on(self, item_id: str, leaving: str | None = None) -> Sheet:
        """Lock the present question of a progressive item and see the next. There is no going back."""
        with self.room.store.writing() as connection:
            seat = Seat(self.room, connection, self.secret, hold=True)
            seat.must_be_open()
            item = asked_item(seat.items, item_id)
            present = rolls.position(item, seat.attempt)
            if not item.progressive:
                raise NotAllowed(_("The questions of this item are answered in any order."))
            left = seat.attempt.left.setdefault(item.id, [])
            if present < len(item.questions) and (leaving is None or leaving == item.questions[present].id):
                data = {"item": item.id, "question": item.questions[present].id}
                rolls.note(
                    connection, seat.session.id, "went_on", seat.now, attempt_id=seat.attempt.id, data=data
                )  # fmt: skip
                left.append(item.questions[present].id)
            elif leaving is not None and leaving not in left:
                raise NotFound(_("This session has no such question."))
            return self._sheet(connection, seat)

    def submit(self) -> Sheet:
        """Hand in. Nothing can be changed afterwards; handing in twice changes nothing."""
        with self.room.store.writing() as connection:
            seat = Seat(self.room, connection, self.secret, hold=True)
            if not seat.over:
                seat.must_be_open()
                rolls.note(connection, seat.session.id, "submitted", seat.now, attempt_id=seat.attempt.id)
                seat.attempt.submitted = seat.now
            return self._sheet(connection, seat)


def new_learner(claim: str = "") -> str:
    """Somebody whom nothing is known of; the same for the same claim."""
    return f"ticket:{rolls.ticket_hash(claim or secrets.token_urlsafe(32))[:32]}"


def enter(connection: Connection, session: Opened, name: str, learner: str, now: datetime) -> Member:
    """A new member, with her first attempt."""
    values = {
        "session_id": session.id, "pseudonym": name, "folded": fold(name), "learner": learner, "joined": now
    }  # fmt: skip
    connection.execute(insert(members).values(**values))
    query = select(members).where(members.c.session_id == session.id, members.c.folded == fold(name))
    member = Member(**connection.execute(query).one()._mapping)
    rolls.begin(connection, member, 1, session.plan.scale, now)
    return member


def give_ticket(connection: Connection, session: Opened, member: Member, now: datetime) -> Ticket:
    """A new ticket of a member; the store keeps its fingerprint alone."""
    secret = secrets.token_urlsafe(32)
    row = {"hash": rolls.ticket_hash(secret), "member_id": member.id, "issued": now}
    connection.execute(insert(tickets).values(**row))
    return Ticket(secret=secret, code=session.code, pseudonym=member.pseudonym)
