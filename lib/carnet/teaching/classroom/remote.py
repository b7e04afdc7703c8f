"""A student's desk behind the teaching server: the same methods, over HTTP on this machine."""

import http.client
import json
import secrets
import threading
import time
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from carnet.errors import CarnetError
from carnet.language import _
from carnet.teaching.classroom import wire
from carnet.teaching.classroom.errors import ClassroomTrouble
from carnet.teaching.classroom.room import no_ticket
from carnet.teaching.classroom.sheets import Correction, Progress, Saved, Sheet, Ticket
from carnet.teaching.question import Rank, Response

PATIENCE = 20.0  # seconds that a server which was stopped may take to come back
FIRST_PAUSE = 0.05
LONGEST_PAUSE = 1.0
ANSWER_SECONDS = 30.0


class RemoteStudentDesk:
    """`RemoteStudentDesk("http://127.0.0.1:8877")`, then `join`; or with the ticket of a session joined before.

    One connection is kept open. When it breaks, or the server was stopped, the same request is made again until
    `patience` seconds have passed: every request may be made twice without harm. The ticket travels in a header.
    """

    def __init__(self, url: str, ticket: Ticket | str | None = None, *, patience: float = PATIENCE) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ClassroomTrouble(_("The teaching server's address is not one: it begins with http://."))
        self.ticket = Ticket(secret=ticket, code="", pseudonym="") if isinstance(ticket, str) else ticket
        self.patience = patience
        self._secure, self._host, self._port = parts.scheme == "https", parts.hostname, parts.port
        self._path = parts.path.rstrip("/")
        self._connection: http.client.HTTPConnection | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the connection go."""
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, name: str, body: dict[str, Any] | None = None, *, ticket: bool = True) -> Any:
        headers = {"Content-Type": "application/json"}
        if self.ticket is not None:
            headers["Authorization"] = f"{wire.SCHEME} {self.ticket.secret}"
        elif ticket:
            raise no_ticket()
        payload = json.dumps(body or {}).encode()
        until, pause = time.monotonic() + self.patience, FIRST_PAUSE
        while True:
            try:
                with self._lock:
                    status, said = self._once(name, payload, headers)
                if status != 503:
                    break
                error: CarnetError = wire.read(status, said)
            except (OSError, http.client.HTTPException):
                error = ClassroomTrouble(
                    _("The teaching server does not answer."),
                    _("What was saved before is safe. Try again; if it lasts, tell whoever runs the site."),
                )
            if time.monotonic() + pause > until:
                raise error
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        if status != 200:
            raise wire.read(status, said)
        return said

    def _once(self, name: str, payload: bytes, headers: dict[str, str]) -> tuple[int, Any]:
        if self._connection is None:
            kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
            self._connection = kind(self._host, self._port, timeout=ANSWER_SECONDS)
        try:
            self._connection.request("POST", f"{self._path}/v1/{name}", payload, headers)
            reply = self._connection.getresponse()
            said = reply.read()
        except (OSError, http.client.HTTPException):
            self._drop()
            raise
        try:
            return reply.status, json.loads(said)
        except ValueError:
            return reply.status, None

    def join(self, code: str, pseudonym: str, claim: str = "") -> Ticket:
        """Enter a session by its code, under a pseudonym that nobody there has."""
        body = {"code": code, "pseudonym": pseudonym, "claim": claim or secrets.token_urlsafe(24)}
        self.ticket = Ticket.model_validate(self._ask("join", body, ticket=False))
        return self.ticket

    def sheet(self) -> Sheet:
        """The sheet as it is now."""
        return Sheet.model_validate(self._ask("sheet"))

    def answer(
        self,
        item_id: str,
        question_id: str,
        response: Response | None,
        flagged: bool | None = None,
        seconds: float | None = None,
    ) -> Saved:
        """Save an answer; it comes back once the server has it on its disk."""
        said = None if response is None else response.model_dump(mode="json", exclude_defaults=True)
        body = {"item_id": item_id, "question_id": question_id, "response": said}
        return Saved.model_validate(self._ask("answer", body | {"flagged": flagged, "seconds": seconds}))

    def go_on(self, item_id: str, leaving: str | None = None) -> Sheet:
        """Lock the present question of a progressive item and see the next. There is no going back."""
        if leaving is None:  # so that a request made twice goes on once
            present = [item for item in self.sheet().items if item.id == item_id]
            leaving = present[0].questions[-1].id if present and present[0].questions else None
        return Sheet.model_validate(self._ask("go-on", {"item_id": item_id, "leaving": leaving}))

    def submit(self) -> Sheet:
        """Hand in. Nothing can be changed afterwards."""
        return Sheet.model_validate(self._ask("submit"))

    def correction(self, item_id: str | None = None, question_id: str | None = None) -> Correction:
        """The correction of all, of an item, or of a question, as far as the session allows it now."""
        return Correction.model_validate(self._ask("correction", {"item_id": item_id, "question_id": question_id}))

    def hint(self, item_id: str, question_id: str) -> str:
        """A question's hint (training)."""
        return str(self._ask("hint", {"item_id": item_id, "question_id": question_id})["hint"])

    def retry(self, after: int | None = None) -> Sheet:
        """Begin again (training): a new attempt; the earlier ones stay."""
        return Sheet.model_validate(self._ask("retry", {"after": self.sheet().attempt if after is None else after}))

    def free_practice(
        self,
        by: Literal["objective", "rank", "due", "any"] = "due",
        *,
        objective: str | None = None,
        rank: Rank | None = None,
        questions: int = 10,
        pseudonym: str = "",
    ) -> Ticket:
        """Approved training items to practise alone: of an objective, of a rank, those due, or any."""
        body = {"by": by, "objective": objective, "rank": rank, "questions": questions, "pseudonym": pseudonym}
        self.ticket = Ticket.model_validate(self._ask("practice", body, ticket=False))
        return self.ticket

    def progress(self) -> Progress:
        """Progress by objective and rank, over all that this student has practised."""
        return Progress.model_validate(self._ask("progress"))
