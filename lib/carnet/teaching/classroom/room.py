"""The room that the desks of one process share: the store, and what never changes, kept in memory."""

import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from carnet.language import _, language
from carnet.teaching.classroom import rolls
from carnet.teaching.classroom.clock import Course
from carnet.teaching.classroom.errors import NotFound, NoTicket
from carnet.teaching.classroom.groups import Groups
from carnet.teaching.classroom.marks import Marking
from carnet.teaching.classroom.rolls import Member, Opened
from carnet.teaching.item import Item
from carnet.teaching.store import TeachingStore, bank

MARKINGS = 64
KEPT = 4096  # members and versions kept; more, and all are read again


class Room:
    """The store with a memory of what is immutable: sessions as opened, members by ticket, versions of items."""

    def __init__(self, store: TeachingStore) -> None:
        self.store = store
        self._lock = threading.Lock()
        self._sessions: dict[int, Opened] = {}
        self._members: dict[str, Member] = {}
        self._items: dict[tuple[str, int], Item] = {}
        self._frozen: dict[int, list[Item]] = {}
        self._markings: dict[int, tuple[object, Marking]] = {}
        self.counting = threading.Lock()
        self.groups: dict[int, tuple[float, Marking, Groups]] = {}  # when counted, how marked, what

    @staticmethod
    def of(store: "TeachingStore | Room") -> "Room":
        """The room of a store, or the room itself."""
        return store if isinstance(store, Room) else Room(store)

    def now(self) -> datetime:
        """The one clock that counts."""
        return datetime.now(UTC)

    def member(self, connection: Connection, secret: str) -> Member:
        """Whose ticket this is. Raises `NoTicket`."""
        key = rolls.ticket_hash(secret)
        found = self._members.get(key)
        if found is None:
            found = rolls.member_of(connection, secret)
            if found is None:
                raise no_ticket()
            with self._lock:
                _make_place(self._members)
                self._members[key] = found
        return found

    def session(self, connection: Connection, id: int) -> Opened:
        """A session by its number."""
        found = self._sessions.get(id)
        if found is None:
            found = rolls.opened(connection, id=id)
            if found is None:
                raise no_session()
            with self._lock:
                _make_place(self._sessions)
                self._sessions[id] = found
        return found

    def items(self, connection: Connection, keys: Iterable[tuple[str, int]]) -> list[Item]:
        """Versions of items, in that order."""
        wanted = list(keys)
        missing = [one for one in wanted if one not in self._items]
        if missing:
            read = bank.read(connection, missing)
            with self._lock:
                _make_place(self._items)
                self._items |= read
            return [read[one] if one in read else self._items[one] for one in wanted]
        return [self._items[one] for one in wanted]

    def frozen(self, connection: Connection, session: Opened) -> list[Item]:
        """A session's items, in the versions frozen when it was opened."""
        found = self._frozen.get(session.id)
        if found is None:
            found = self.items(connection, ((one, session.versions[one]) for one in session.plan.item_ids))
            with self._lock:
                _make_place(self._frozen)
                self._frozen[session.id] = found
        return found

    def marking(self, connection: Connection, session: Opened, course: Course) -> Marking:
        """How a session's answers are marked now; the same one as long as nothing was decided since."""
        decided = rolls.decisions(connection, session.id)
        counts = {name: len(one) for name, one in decided.items()}
        version = dict(course.remarked), dict(course.errata), counts, language()  # a mark says why
        kept = self._markings.get(session.id)
        if kept is not None and kept[0] == version:
            return kept[1]
        seen = self.frozen(connection, session)
        keys = [(one, course.remarked.get(one, session.versions[one])) for one in session.plan.item_ids]
        made = Marking(self.items(connection, keys), seen, decided, course.errata)
        with self._lock:
            if len(self._markings) >= MARKINGS:
                self._markings.clear()
            self._markings[session.id] = version, made
        return made


def _make_place(kept: dict[Any, Any]) -> None:
    if len(kept) >= KEPT:
        kept.clear()


def no_ticket() -> NoTicket:
    """A ticket that opens nothing."""
    return NoTicket(_("This ticket opens no session."), _("Join the session again by its code."))


def no_session() -> NotFound:
    """A code that opens nothing."""
    return NotFound(_("No session has this code."), _("Check the six characters with the teacher."))
