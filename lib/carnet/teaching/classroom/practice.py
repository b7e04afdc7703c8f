"""Practising alone: which approved items to give to whom, and what a student's answers say of her progress."""

import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, select

from carnet.language import _
from carnet.teaching.classroom import rolls
from carnet.teaching.classroom.codes import fresh_code
from carnet.teaching.classroom.correcting import allowed
from carnet.teaching.classroom.errors import NotFound
from carnet.teaching.classroom.guarded import guarded_items
from carnet.teaching.classroom.marks import question_ids
from carnet.teaching.classroom.records import SessionPlan
from carnet.teaching.classroom.rolls import Member, Opened
from carnet.teaching.classroom.room import Room
from carnet.teaching.classroom.sheets import ObjectiveProgress, Period, Progress
from carnet.teaching.progress import Standing, by_rank, over_time
from carnet.teaching.question import Rank
from carnet.teaching.repetition import due, replay
from carnet.teaching.store import search
from carnet.teaching.store.tables import members, sessions

MOST_QUESTIONS = 60


@dataclass(frozen=True, slots=True)
class Practised:
    """One answer of a student, with its mark: what progress and repetition are made of."""

    item_id: str
    question_id: str
    objectives: tuple[str, ...]
    rank: str | None
    item_number: int | None
    points: float
    when: datetime


def practised(room: Room, connection: Connection, learner: str, now: datetime) -> Iterator[Practised]:
    """Every answered question of a student, in all her sessions, whose correction she may see now; oldest first."""
    query = select(members).where(members.c.learner == learner).order_by(members.c.id)
    guarded = guarded_items(connection, now)
    out: list[Practised] = []
    for row in connection.execute(query).all():
        member = Member(**row._mapping)
        session = room.session(connection, member.session_id)
        course = rolls.course(connection, session.id)
        mine = {one.id: one for one in rolls.attempts_of(connection, session.id) if one.member_id == member.id}
        marking = room.marking(connection, session, course)
        for (attempt_id, item_id, question), answer in rolls.last_answers(connection, mine).items():
            attempt, item = mine[attempt_id], marking.items[item_id]
            may = allowed(session, course, member, attempt, now)
            known = may == "all" or (may == "answered" and (item_id, question) in attempt.seen)
            if not known or item_id in guarded or answer.response.empty or question not in question_ids(item):
                continue
            got = marking(item_id, question, answer.response, attempt.scale)
            if got is None:
                continue
            asked = None if item.kind == "ECOS" else item.question(question)
            out.append(
                Practised(
                    item_id,
                    question,
                    item.objectives_of(asked) if asked else item.objectives,
                    item.rank_of(asked) if asked else item.rank,
                    (asked.item_number if asked else None) or item.item_number,
                    got.points,
                    answer.when,
                )
            )
    yield from sorted(out, key=lambda one: one.when)


def learner_progress(room: Room, connection: Connection, learner: str, now: datetime) -> Progress:
    """A student's progress by objective and rank."""
    done = list(practised(room, connection, learner, now))
    cards = replay(done)  # from all the answers: what an erratum changed changes them too
    groups: dict[tuple[str, str | None], list[Practised]] = {}
    for one in done:
        for objective in one.objectives or ("",):
            groups.setdefault((objective, one.rank), []).append(one)
    rows = tuple(
        ObjectiveProgress(
            objective=objective,
            rank=rank,
            item_number=next((one.item_number for one in group if one.item_number), None),
            answers=len(group),
            mean=_mean(group),
            last=group[-1].when,
            due=cards[objective].due if objective in cards else None,
        )
        for (objective, rank), group in sorted(groups.items(), key=lambda one: (one[0][0], one[0][1] or ""))
    )
    return Progress(
        objectives=rows,
        due=tuple(one.objective for one in due(cards, now)),
        answers=len(done),
        mean=_mean(done) if done else None,
        ranks=tuple(_period(one) for one in by_rank(done)),
        weeks=tuple(_period(one) for one in over_time(done)),
    )


def _mean(group: Sequence[Practised]) -> float:
    """Of the last answer to each question."""
    last = {(one.item_id, one.question_id): one.points for one in group}
    return sum(last.values()) / len(last)


def _period(one: Standing) -> Period:
    return Period(name=one.name, answers=one.answers, mean=one.mean, low=one.interval[0], high=one.interval[1])


def open_practice(
    room: Room,
    connection: Connection,
    learner: str,
    by: Literal["objective", "rank", "due", "any"],
    objective: str | None,
    rank: Rank | None,
    questions: int,
    now: datetime,
) -> Opened:
    """A session of one, of approved training items: those never met first, then those met longest ago."""
    wanted: dict[str, tuple[str, ...]] = {}
    if by == "objective":
        wanted["objectives"] = (objective or "",)
    elif by == "rank":
        wanted["ranks"] = (rank or "A",)
    elif by == "due":
        wanted["objectives"] = learner_progress(room, connection, learner, now).due
    rows, _total = search.matching(
        connection, among=dict(wanted), exactly={"state": ("approved",), "use": ("training",)}, limit=None
    )
    guarded = guarded_items(connection, now)
    rows = [row for row in rows if row.item_id not in guarded]
    met: dict[str, datetime] = {one.item_id: one.when for one in practised(room, connection, learner, now)}
    draw = secrets.token_hex(8)

    def order(row: object) -> tuple[float, str]:
        item_id = str(getattr(row, "item_id", ""))
        seen = met.get(item_id)
        return (seen.timestamp() if seen else 0.0, hashlib.sha256(f"{draw}/{item_id}".encode()).hexdigest())

    chosen, count = {}, 0
    for row in sorted(rows, key=order):
        if count and count + row.questions > min(questions, MOST_QUESTIONS):
            continue
        chosen[row.item_id] = row.version
        count += row.questions
        if count >= min(questions, MOST_QUESTIONS):
            break
    if not chosen:
        raise NotFound(
            _("There is nothing to practise here yet."),
            _("Choose another objective, or ask the teacher to approve items."),
        )
    plan = SessionPlan(_("Free practice"), tuple(chosen), "training", correction="at_once", shuffle=True)
    return insert_session(connection, plan, chosen, learner, now, "practice", started=True)


def insert_session(
    connection: Connection,
    plan: SessionPlan,
    versions: dict[str, int],
    author: str,
    now: datetime,
    kind: Literal["session", "practice"] = "session",
    *,
    started: bool = False,
) -> Opened:
    """Write a new session down, under a code that no other has."""
    code = fresh_code(connection)
    row = {
        "code": code,
        "kind": kind,
        "plan": json.dumps(asdict(plan) | {"extra": dict(plan.extra)}, ensure_ascii=False),
        "versions": json.dumps(versions),
        "salt": secrets.token_hex(12),
        "author": author,
        "opened": now,
    }
    connection.execute(sessions.insert().values(**row))
    session = rolls.opened(connection, code=code)
    assert session is not None
    if started:
        rolls.note(connection, session.id, "started", now, who=author)
    return session
