"""How the teaching server says what it refuses, and how a remote desk reads it."""

from collections.abc import Mapping
from typing import Any

from carnet.errors import CarnetError
from carnet.language import _
from carnet.teaching.classroom.errors import ClassroomTrouble, Conflict, NotFound, NoTicket, NotReady, SlowDown
from carnet.teaching.classroom.person import NotAllowed
from carnet.teaching.store import StoreTrouble

STATUS: Mapping[type[CarnetError], int] = {
    NotAllowed: 403,
    NoTicket: 401,
    NotFound: 404,
    NotReady: 409,
    Conflict: 409,
    SlowDown: 429,
    ClassroomTrouble: 400,
    StoreTrouble: 503,
}
KINDS: Mapping[str, type[CarnetError]] = {
    one.__name__: one for one in (NotAllowed, NoTicket, NotFound, NotReady, Conflict, SlowDown, ClassroomTrouble)
}
SCHEME = "Bearer"


def told(error: CarnetError) -> tuple[int, dict[str, str]]:
    """The status and the body of an error."""
    status = STATUS.get(type(error), 400)
    return status, {"error": type(error).__name__, "message": error.message, "remedy": error.remedy}


def read(status: int, body: Any) -> CarnetError:
    """The error that a reply tells of."""
    if not isinstance(body, Mapping) or "message" not in body:
        return ClassroomTrouble(
            _("The teaching server answered something unexpected ({status}).").format(status=status),
            _("Try again; if it lasts, tell whoever runs the site."),
        )
    kind = KINDS.get(str(body.get("error")), ClassroomTrouble)
    return kind(str(body["message"]), str(body.get("remedy", "")))
