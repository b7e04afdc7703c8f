"""The items of exams that are not over: meanwhile, no other session gives their keys."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from carnet.language import _
from carnet.teaching.classroom import rolls
from carnet.teaching.classroom.clock import is_over
from carnet.teaching.classroom.person import NotAllowed
from carnet.teaching.store.tables import sessions

GUARDED_DAYS = 7  # an exam that was opened and forgotten keeps its items no longer


def guarded_items(connection: Connection, now: datetime, but: int | None = None) -> frozenset[str]:
    """The ids of the items of every exam that is open, waiting or running; `but`: a session that does not count."""
    query = select(sessions).where(
        sessions.c.kind == "session", sessions.c.opened >= now - timedelta(days=GUARDED_DAYS)
    )
    exams = [
        one
        for one in map(rolls.read_opened, connection.execute(query).all())
        if one.plan.mode == "exam" and one.id != but
    ]
    if not exams:
        return frozenset()
    courses = rolls.courses(connection, (one.id for one in exams))
    return frozenset(item for one in exams if not is_over(one.plan, courses[one.id], now) for item in one.plan.item_ids)


def guarded_item() -> NotAllowed:
    """Such an item's correction, or its hint, was asked for."""
    return NotAllowed(_("This item is in an exam that is not over: its correction waits for the end."))
