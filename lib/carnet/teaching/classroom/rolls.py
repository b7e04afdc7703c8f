"""What the store knows of a session: its plan, its members, their attempts, what happened, their answers."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, or_, select, tuple_

from carnet.teaching.classroom.clock import Course, fold
from carnet.teaching.classroom.records import SessionPlan
from carnet.teaching.item import Item
from carnet.teaching.question import Response
from carnet.teaching.scoring import Decision, Erratum
from carnet.teaching.store.tables import answers, attempts, events, members, sessions, tickets

SHARED = {"started", "closed", "released", "time", "remarked", "let_back", "decided"}  # events of a whole session


@dataclass(frozen=True, slots=True)
class Opened:
    """A session as it was opened: nothing here ever changes."""

    id: int
    code: str
    kind: Literal["session", "practice"]
    plan: SessionPlan
    versions: Mapping[str, int]
    salt: str
    author: str
    opened: datetime


@dataclass(frozen=True, slots=True)
class Member:
    """A student in a session; `learner` is who she is across sessions."""

    id: int
    session_id: int
    pseudonym: str
    folded: str
    learner: str
    joined: datetime


@dataclass(slots=True)
class Attempt:
    """One attempt and what has happened in it. `left`: by item, the questions gone on from; `seen`: those corrected."""

    id: int
    session_id: int
    member_id: int
    number: int
    scale: str | None
    started: datetime
    submitted: datetime | None = None
    left: dict[str, list[str]] = field(default_factory=dict)
    seen: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Answer:
    """The last save of an answer."""

    attempt_id: int
    item_id: str
    version: int
    question_id: str
    number: int
    response: Response = field(repr=False)
    flagged: bool
    seconds: float | None
    when: datetime


def ticket_hash(secret: str) -> str:
    """What the store keeps of a ticket."""
    return hashlib.sha256(secret.encode()).hexdigest()


def opened(
    connection: Connection, *, code: str | None = None, id: int | None = None, hold: bool = False
) -> Opened | None:
    """A session by its code or its number. `hold`: nobody else enters or changes it meanwhile."""
    query = select(sessions).where(sessions.c.code == code if code is not None else sessions.c.id == id)
    row = connection.execute(query.with_for_update() if hold else query).first()
    return None if row is None else read_opened(row)


def read_opened(row: Row[Any]) -> Opened:
    """A session from its row."""
    plan = json.loads(row.plan)
    plan["item_ids"] = tuple(plan["item_ids"])
    return Opened(
        row.id, row.code, row.kind, SessionPlan(**plan), json.loads(row.versions), row.salt, row.author, row.opened
    )


def member_of(connection: Connection, secret: str) -> Member | None:
    """Whose ticket this is."""
    query = select(members).join(tickets, tickets.c.member_id == members.c.id)
    row = connection.execute(query.where(tickets.c.hash == ticket_hash(secret))).first()
    return None if row is None else Member(**row._mapping)


def members_of(connection: Connection, session_id: int) -> list[Member]:
    """Who is in a session, in the order they came."""
    query = select(members).where(members.c.session_id == session_id).order_by(members.c.id)
    return [Member(**row._mapping) for row in connection.execute(query)]


def likely_members(connection: Connection, session_id: int, learner: str, folded: str) -> list[Member]:
    """Whoever in a session is that learner, first, or has that pseudonym."""
    query = select(members).where(
        members.c.session_id == session_id, or_(members.c.learner == learner, members.c.folded == folded)
    )
    found = [Member(**row._mapping) for row in connection.execute(query)]
    return sorted(found, key=lambda one: one.learner != learner)


def note(
    connection: Connection,
    session_id: int,
    kind: str,
    when: datetime,
    *,
    attempt_id: int | None = None,
    data: Mapping[str, Any] | None = None,
    who: str = "",
) -> None:
    """Write down that something happened to a session, or in an attempt."""
    row = {"session_id": session_id, "attempt_id": attempt_id, "kind": kind, "data": json.dumps(data or {})}
    connection.execute(events.insert().values(**row, who=who, when=when))


def courses(connection: Connection, ids: Iterable[int]) -> dict[int, Course]:
    """What has happened to these sessions."""
    wanted = sorted(set(ids))
    query = select(events).where(events.c.session_id.in_(wanted), events.c.attempt_id.is_(None)).order_by(events.c.id)
    by_session: dict[int, list[Row[Any]]] = {one: [] for one in wanted}
    for row in connection.execute(query):
        by_session[row.session_id].append(row)
    return {one: _course(rows) for one, rows in by_session.items()}


def course(connection: Connection, session_id: int) -> Course:
    """What has happened to a session."""
    return courses(connection, [session_id])[session_id]


def _course(rows: Sequence[Row[Any]]) -> Course:
    started = closed = None
    released, given, remarked, returning = False, dict[str, float](), dict[str, int](), set[str]()
    errata: dict[str, tuple[Erratum, ...]] = {}
    for row in rows:
        data = json.loads(row.data)
        if row.kind == "started":
            started = started or row.when
        elif row.kind == "closed":
            closed = closed or row.when
        elif row.kind == "released":
            released = True
        elif row.kind == "time":
            name = fold(data.get("student", ""))
            given[name] = given.get(name, 0) + data["minutes"]
        elif row.kind == "remarked":
            remarked[data["item"]] = data["version"]
            errata[data["item"]] = tuple(Erratum.model_validate(one) for one in data.get("errata", ()))
        elif row.kind == "let_back":
            returning.add(fold(data["student"]))
        elif row.kind == "came_back":
            returning.discard(fold(data["student"]))
    return Course(started, closed, released, given, remarked, frozenset(returning), errata)


def decisions(connection: Connection, session_id: int) -> dict[str, tuple[Decision, ...]]:
    """What the teachers decided about answers in words, by item."""
    query = select(events).where(events.c.session_id == session_id, events.c.kind == "decided").order_by(events.c.id)
    found: dict[str, tuple[Decision, ...]] = {}
    for row in connection.execute(query):
        data = json.loads(row.data)
        one = Decision.model_validate(data["decision"] | {"who": row.who, "when": row.when})
        found[data["item"]] = (*found.get(data["item"], ()), one)
    return found


def current_attempts(connection: Connection, member_ids: Iterable[int], *, hold: bool = False) -> dict[int, Attempt]:
    """The latest attempt of each member, with what happened in it. `hold`: nothing else changes it meanwhile."""
    query = select(attempts).where(attempts.c.member_id.in_(sorted(set(member_ids)))).order_by(attempts.c.id)
    if hold:
        query = query.with_for_update()  # SQLite has one writer at a time already
    found = {row.member_id: Attempt(**row._mapping) for row in connection.execute(query)}
    _tell(connection, found.values())
    return found


def attempts_of(connection: Connection, session_id: int) -> list[Attempt]:
    """Every attempt in a session."""
    query = select(attempts).where(attempts.c.session_id == session_id).order_by(attempts.c.id)
    found = [Attempt(**row._mapping) for row in connection.execute(query)]
    _tell(connection, found)
    return found


def begin(connection: Connection, member: Member, number: int, scale: str | None, now: datetime) -> None:
    """A member's new attempt."""
    row = {"session_id": member.session_id, "member_id": member.id, "number": number, "scale": scale, "started": now}
    connection.execute(attempts.insert().values(**row))


def _tell(connection: Connection, found: Iterable[Attempt]) -> None:
    by_id = {one.id: one for one in found}
    wanted = sorted(by_id)
    for start in range(0, len(wanted), 500):
        query = select(events).where(events.c.attempt_id.in_(wanted[start : start + 500])).order_by(events.c.id)
        for row in connection.execute(query):
            attempt, data = by_id[row.attempt_id], json.loads(row.data)
            if row.kind == "submitted":
                attempt.submitted = attempt.submitted or row.when
            elif row.kind == "went_on":
                attempt.left.setdefault(data["item"], []).append(data["question"])
            elif row.kind == "corrected":
                attempt.seen |= {(data["item"], one) for one in data["questions"]}


def last_answers(
    connection: Connection, attempt_ids: Iterable[int], keys: Iterable[tuple[int, str, str]] | None = None
) -> dict[tuple[int, str, str], Answer]:
    """The last save of each answer, by (attempt, item, question): all of these attempts', or those of `keys` alone."""
    wanted = sorted(set(attempt_ids))
    found: dict[tuple[int, str, str], Answer] = {}
    query = select(answers).order_by(answers.c.id)
    last = select(func.max(answers.c.id)).group_by(answers.c.attempt_id, answers.c.item_id, answers.c.question_id)
    for start in range(0, len(wanted), 500):
        chunk = wanted[start : start + 500]
        if keys is not None:
            these = [one for one in keys if one[0] in set(chunk)]
            asked = query.where(tuple_(answers.c.attempt_id, answers.c.item_id, answers.c.question_id).in_(these))
        else:
            asked = query.where(answers.c.id.in_(last.where(answers.c.attempt_id.in_(chunk))))
        for row in connection.execute(asked):
            found[(row.attempt_id, row.item_id, row.question_id)] = read_answer(row)
    return found


def read_answer(row: Row[Any]) -> Answer:
    """An answer from its row."""
    return Answer(
        row.attempt_id,
        row.item_id,
        row.version,
        row.question_id,
        row.number,
        Response.model_validate_json(row.response),
        row.flagged,
        row.seconds,
        row.when,
    )


def position(item: Item, attempt: Attempt) -> int:
    """The present question of a progressive item, from 0; as many as it has when it is finished."""
    left = set(attempt.left.get(item.id, ()))
    for number, question in enumerate(item.questions):
        if question.id not in left:
            return number
    return len(item.questions)
