"""Which desk a student sits at: the teaching server's where there is one, else one on the store of this machine."""

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from carnet.teaching.classroom import Desk, Person, SessionPlan, Ticket, here

if TYPE_CHECKING:
    from carnet.teaching.item import Finding

SERVER = "CARNET_TEACHING_SERVER"


def server() -> str:
    """The address of the teaching server, or nothing."""
    return os.environ.get(SERVER, "").strip()


def open_desk(ticket: Ticket | None = None) -> Desk:
    """A desk, for a ticket or for a person who has none yet."""
    if address := server():
        from carnet.teaching.classroom.remote import RemoteStudentDesk

        return RemoteStudentDesk(address, ticket)
    from carnet.teaching.classroom import StudentDesk
    from carnet.teaching.store import TeachingStore

    return StudentDesk(TeachingStore(), ticket or here())


def has_store() -> bool:
    """Whether there may be something to join or to practise; a store that does not exist yet is not made for that."""
    if server():
        return True
    from carnet.teaching.store import default_url

    address = default_url()
    return "://" in address or Path(address).expanduser().is_file()


class Examples:
    """The example items on a desk of their own: a store in a temporary folder, gone with the page."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="carnet-")

    def open(self) -> Desk:
        """A desk with its ticket: a training corrected at once, the items in their order."""
        from carnet.teaching.classroom import StudentDesk, TeacherDesk
        from carnet.teaching.examples import items
        from carnet.teaching.store import TeachingStore

        store = TeachingStore(str(Path(self.folder.name) / "examples.sqlite"))
        teacher = TeacherDesk(store, Person("Carnet", "teacher"))
        reader = TeacherDesk(store, Person("Carnet (2)", "teacher"))
        teacher.save_all(items())
        for item in items():
            reader.move(item.id, "reviewed")
            reader.move(item.id, "approved", report=Read())
        plan = SessionPlan(TITLE, tuple(item.id for item in items()), "training", correction="at_once")
        session = teacher.open_session(plan)
        teacher.start(session.code)
        desk = StudentDesk(store, Person("", "student"))
        desk.join(session.code, TITLE)
        return desk


TITLE = "Exemples"


class Read:
    """The report of items that were read and checked when they were written."""

    findings: "tuple[Finding, ...]" = ()
    missing: tuple[str, ...] = ()
    open = True
