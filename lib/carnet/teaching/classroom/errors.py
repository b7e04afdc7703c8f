"""What the classroom refuses, apart from rights (`person.NotAllowed`): none of them holds a student's words."""

from carnet.errors import CarnetError


class NotFound(CarnetError):
    """An item, a session, a question or a ticket that is not there."""


class NoTicket(NotFound):
    """A ticket that opens nothing."""


class NotReady(CarnetError):
    """A move that an item, or a plan that a session, is not ready for."""


class Conflict(CarnetError):
    """Somebody else saved that item meanwhile."""


class ClassroomTrouble(CarnetError):
    """The store or the teaching server cannot be used; it names the store or the server alone."""


class SlowDown(CarnetError):
    """Too many wrong codes or tickets from one place: wait."""
