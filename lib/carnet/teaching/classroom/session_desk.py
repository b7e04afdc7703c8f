"""Sessions as a teacher runs them: opening, starting, giving time, closing, releasing the correction."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from carnet.language import _
from carnet.teaching.classroom import rolls
from carnet.teaching.classroom.clock import Course, fold, is_over, last_end
from carnet.teaching.classroom.errors import NotFound, NotReady
from carnet.teaching.classroom.person import Person, must_teach
from carnet.teaching.classroom.practice import insert_session
from carnet.teaching.classroom.records import Session, SessionPlan, Stage
from carnet.teaching.classroom.rolls import Opened
from carnet.teaching.classroom.room import Room, no_session
from carnet.teaching.scoring import scale
from carnet.teaching.store import TeachingStore, bank
from carnet.teaching.store.tables import members, sessions

MOST_ITEMS = 500
MOST_TIMES = 5.0  # times the minutes of the others


class SessionDesk:
    """A teacher's half of `TeacherDesk`: the sessions."""

    def __init__(self, store: TeachingStore | Room, person: Person) -> None:
        must_teach(person)
        self.room = Room.of(store)
        self.store, self.person = self.room.store, person

    def open_session(self, plan: SessionPlan) -> Session:
        """Open a session of approved items, in their present versions. A training begins at once, an exam when started.

        Raises `NotReady` for a plan that cannot be: an item that is not approved, an exam corrected at once, no time.
        """
        self._check(plan)
        with self.store.writing() as connection:
            found = bank.latest(connection, plan.item_ids)
            unknown = [one for one in plan.item_ids if one not in found]
            unready = [one.id for one in found.values() if one.state != "approved"]
            if unknown:
                raise NotFound(_("There is no item {item} in the bank.").format(item=", ".join(unknown)))
            if unready:
                raise NotReady(
                    _("These items are not approved: {items}.").format(items=", ".join(unready)),
                    _("Have them reviewed and approved first."),
                )
            versions = {one: found[one].version for one in plan.item_ids}
            now = datetime.now(UTC)
            session = insert_session(
                connection, plan, versions, self.person.name, now, started=plan.mode == "training"
            )  # fmt: skip
            return self._session(connection, session)

    def _check(self, plan: SessionPlan) -> None:
        if not plan.title.strip():
            raise NotReady(_("A session has a title."))
        if not plan.item_ids or len(plan.item_ids) > MOST_ITEMS or len(set(plan.item_ids)) != len(plan.item_ids):
            raise NotReady(_("A session has 1 to {n} items, each once.").format(n=MOST_ITEMS))
        if plan.mode == "exam" and plan.correction == "at_once":
            raise NotReady(
                _("An exam is not corrected at once: the keys would go round."),
                _("Choose a correction at the end, or when you release it."),
            )
        if plan.minutes is not None and not 0 < plan.minutes <= 24 * 60:
            raise NotReady(_("A session lasts between 0 and {n} minutes.").format(n=24 * 60))
        if any(not 1 <= one <= MOST_TIMES for one in plan.extra.values()):
            raise NotReady(
                _("A student has between 1 and {n} times the minutes of the others.").format(n=int(MOST_TIMES))
            )
        if plan.scale is not None:
            scale(plan.scale)

    def sessions(self) -> tuple[Session, ...]:
        """Every session, the latest first; free practice, which is the students' own, is not among them."""
        with self.store.reading() as connection:
            rows = connection.execute(
                select(sessions).where(sessions.c.kind == "session").order_by(sessions.c.id.desc())
            ).all()
            found = [rolls.read_opened(row) for row in rows]
            courses = rolls.courses(connection, (one.id for one in found))
            counts = _counts(connection)
        return tuple(_told(one, courses[one.id], counts.get(one.id, 0)) for one in found)

    def session(self, code: str) -> Session:
        """A session by its code."""
        with self.store.reading() as connection:
            return self._session(connection, self._opened(connection, code))

    def _opened(self, connection: Connection, code: str) -> Opened:
        found = rolls.opened(connection, code=code.strip().upper())
        if found is None or found.kind != "session":
            raise no_session()
        return found

    def _session(self, connection: Connection, session: Opened) -> Session:
        course = rolls.course(connection, session.id)
        return _told(session, course, _counts(connection, session.id).get(session.id, 0))

    def _happen(self, code: str, kind: str, data: Mapping[str, object] | None = None) -> Session:
        with self.store.writing() as connection:
            session = self._opened(connection, code)
            course = rolls.course(connection, session.id)
            now = datetime.now(UTC)
            done = {"started": course.started, "closed": course.closed, "released": course.released}.get(kind)
            if kind in ("started", "time") and course.closed is not None:
                raise NotReady(_("The session {code} is closed.").format(code=session.code), _("Open another one."))
            if kind == "released" and session.plan.mode == "exam" and not is_over(session.plan, course, now):
                raise NotReady(
                    _("The exam {code} is not over: the keys would go round.").format(code=session.code),
                    _("Close it first."),
                )
            if not done:
                rolls.note(connection, session.id, kind, now, data=data, who=self.person.name)
            return self._session(connection, session)

    def start(self, code: str) -> Session:
        """Start an exam: from now on its time runs. Starting twice starts it once."""
        return self._happen(code, "started")

    def close(self, code: str) -> Session:
        """Close a session: nobody answers any more."""
        return self._happen(code, "closed")

    def release(self, code: str) -> Session:
        """Let the students of a session see its correction."""
        return self._happen(code, "released")

    def give_time(self, code: str, student: str | None, minutes: float) -> Session:
        """Give a student more minutes, or everybody (None). Each gift adds to those before."""
        if not 0 < minutes <= 24 * 60:
            raise NotReady(_("A session lasts between 0 and {n} minutes.").format(n=24 * 60))
        if student is not None:
            self._known(code, student)
        return self._happen(code, "time", {"student": student or "", "minutes": minutes})

    def let_back(self, code: str, student: str) -> Session:
        """Let whoever joins next under this pseudonym be that student again, who has lost her ticket."""
        self._known(code, student)
        return self._happen(code, "let_back", {"student": student})

    def _known(self, code: str, student: str) -> None:
        with self.store.reading() as connection:
            session = self._opened(connection, code)
            if fold(student) not in {one.folded for one in rolls.members_of(connection, session.id)}:
                raise NotFound(_("Nobody has that pseudonym in the session {code}.").format(code=session.code))


def _counts(connection: Connection, session_id: int | None = None) -> dict[int, int]:
    query = select(members.c.session_id, func.count()).group_by(members.c.session_id)
    if session_id is not None:
        query = query.where(members.c.session_id == session_id)
    return {row[0]: row[1] for row in connection.execute(query)}


def _told(session: Opened, course: Course, count: int) -> Session:
    now = datetime.now(UTC)
    stage: Stage = "waiting" if course.started is None else "running"
    if is_over(session.plan, course, now):
        stage = "closed"
    return Session(
        code=session.code,
        plan=session.plan,
        versions=session.versions,
        author=session.author,
        opened=session.opened,
        stage=stage,
        started=course.started,
        closed=course.closed,
        released=course.released,
        ends=last_end(session.plan, course),
        members=count,
    )
