"""The teaching server: students' desks over HTTP on this machine, JSON in and out, tickets in a header alone."""

import asyncio
import gc
import json
import logging
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pydantic import BaseModel, ValidationError
from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler

from carnet.errors import CarnetError
from carnet.language import _
from carnet.serving.lifeline import read_settings
from carnet.serving.teaching_limits import Throttle
from carnet.serving.teaching_requests import Answering, Asking, Correcting, GoingOn, Joining, Practising, Retrying
from carnet.serving.teaching_saving import GroupSaving
from carnet.teaching.classroom import wire
from carnet.teaching.classroom.errors import ClassroomTrouble, NotFound, NoTicket
from carnet.teaching.classroom.room import Room, no_ticket
from carnet.teaching.classroom.saving import Save
from carnet.teaching.classroom.student import StudentDesk
from carnet.teaching.store import StoreTrouble, TeachingStore

BODY_LIMIT = 64 * 1024  # bytes of a request
THREADS = 4
COLLECT_AFTER = 20_000  # what a request makes is mostly gone with it
LAST_WORDS = 0.1  # seconds for the last replies to leave
SWITCH_SECONDS = 0.0005  # the thread that saves is not kept waiting by the one that listens
HOSTS = ("127.0.0.1", "localhost", "[::1]")
log = logging.getLogger("carnet.teaching")


class School:
    """What the handlers of one server share."""

    def __init__(self, store: TeachingStore) -> None:
        self.room = Room(store)
        self.saving = GroupSaving(self.room)
        self.entering, self.tickets = Throttle(), Throttle()
        self.stopping = False
        self.threads = ThreadPoolExecutor(THREADS, "carnet-desk")

    async def at_desk(self, secret: str | None, work: Callable[[StudentDesk], Any]) -> Any:
        """Do something at the desk of a ticket, off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(
            self.threads, lambda: work(StudentDesk(self.room, secret))
        )

    async def finish(self) -> None:
        """Write what waits, then let the store go."""
        await self.saving.finish()
        await asyncio.to_thread(self.threads.shutdown)
        await asyncio.sleep(LAST_WORDS)
        self.room.store.close()


class DeskHandler(RequestHandler):
    """One thing that a student asks. `expects` is the form of the body; `needs_ticket`: a
    valid one; `guessed`: what is sent could be guessed."""

    expects: type[BaseModel] = Asking
    needs_ticket = True
    guessed = False

    def initialize(self, school: School) -> None:
        """What the handlers share."""
        self.school = school

    def set_default_headers(self) -> None:
        """Nothing here is kept by a browser or shown in a frame."""
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Content-Type", "application/json; charset=UTF-8")

    def prepare(self) -> None:
        """Only this machine, only JSON: a page from elsewhere can neither ask nor guess."""
        if self.request.host.rsplit(":", 1)[0] not in HOSTS:
            raise HTTPError(403)
        if self.request.headers.get("Content-Type", "").split(";")[0].strip() != "application/json":
            raise HTTPError(415)

    @property
    def secret(self) -> str | None:
        """The ticket's secret, if one was shown."""
        scheme, _space, secret = self.request.headers.get("Authorization", "").partition(" ")
        return secret.strip() if scheme == wire.SCHEME and secret.strip() else None

    async def post(self) -> None:
        """Answer, or say why not."""
        address = self.request.remote_ip or ""
        try:
            if self.school.stopping:
                raise StoreTrouble(_("The teaching server is stopping."), _("Try again in a moment."))
            if self.needs_ticket and self.secret is None:
                raise no_ticket()
            if self.guessed:
                self.school.entering.check(address)
            body = read_body(self.expects, self.request.body)
            said = await self.reply(body)
        except CarnetError as error:
            await self.refuse(error, address)
            return
        self.finish(said.model_dump_json() if isinstance(said, BaseModel) else json.dumps(said))

    async def refuse(self, error: CarnetError, address: str) -> None:
        """Say it; whoever guesses tickets waits before she is told, whoever guesses codes is soon told no more."""
        status, said = wire.told(error)
        if isinstance(error, NoTicket) and self.secret is not None:
            self.school.tickets.failed(address)
            await asyncio.sleep(self.school.tickets.pause(address))
        elif isinstance(error, NotFound) and self.guessed:
            self.school.entering.failed(address)
        self.set_status(status)
        self.finish(json.dumps(said))

    async def reply(self, body: Any) -> Any:
        """What is answered to this body."""
        raise NotImplementedError

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """In our words, never a traceback."""
        self.finish(json.dumps({"error": "ClassroomTrouble", "message": _said(status_code), "remedy": ""}))

    def log_exception(self, kind: Any, value: Any, trace: Any) -> None:
        """Where, and the kind of error; never its words."""
        if not isinstance(value, HTTPError):
            log.error("a request failed (%s)", getattr(kind, "__name__", "error"))


def _said(status: int) -> str:
    if status in (404, 405):
        return _("The teaching server has no such address.")
    return _("The teaching server cannot answer this request ({status}).").format(status=status)


def read_body(form: type[BaseModel], body: bytes) -> BaseModel:
    """The body of a request. Raises `ClassroomTrouble`, which names the fields at fault and none of their values."""
    try:
        return form.model_validate_json(body or b"{}")
    except ValidationError as error:
        fields = sorted({".".join(map(str, one["loc"][:1])) for one in error.errors(include_input=False)})
        raise ClassroomTrouble(
            _("The request is not well formed ({fields}).").format(fields=", ".join(fields) or "JSON")
        ) from None


class Join(DeskHandler):
    """Enter a session."""

    expects, needs_ticket, guessed = Joining, False, True

    async def reply(self, body: Joining) -> Any:
        """A ticket."""
        return await self.school.at_desk(
            self.secret, lambda desk: desk.join(body.code, body.pseudonym, body.claim)
        )  # fmt: skip


class Practice(DeskHandler):
    """Practise alone."""

    expects, needs_ticket = Practising, False

    async def reply(self, body: Practising) -> Any:
        """A ticket."""
        return await self.school.at_desk(
            self.secret,
            lambda desk: desk.free_practice(
                body.by, objective=body.objective, rank=body.rank, questions=body.questions, pseudonym=body.pseudonym
            ),
        )


class Read(DeskHandler):
    """The sheet."""

    async def reply(self, body: Asking) -> Any:
        """The sheet as it is now."""
        return await self.school.at_desk(self.secret, lambda desk: desk.sheet())


class Answer(DeskHandler):
    """Save an answer."""

    expects = Answering

    async def reply(self, body: Answering) -> Any:
        """That it is on the disk."""
        save = Save(
            self.secret or "", body.item_id, body.question_id, body.response, body.flagged, body.seconds,
            self.school.room.now(),
        )  # fmt: skip
        return await self.school.saving.save(save)


class GoOn(DeskHandler):
    """Go on in a progressive item."""

    expects = GoingOn

    async def reply(self, body: GoingOn) -> Any:
        """The sheet, with the next question."""
        return await self.school.at_desk(self.secret, lambda desk: desk.go_on(body.item_id, body.leaving))


class Submit(DeskHandler):
    """Hand in."""

    async def reply(self, body: Asking) -> Any:
        """The sheet, locked."""
        return await self.school.at_desk(self.secret, lambda desk: desk.submit())


class Correct(DeskHandler):
    """The correction, as far as it may be seen."""

    expects = Correcting

    async def reply(self, body: Correcting) -> Any:
        """The correction."""
        return await self.school.at_desk(self.secret, lambda desk: desk.correction(body.item_id, body.question_id))


class Hint(DeskHandler):
    """A hint."""

    expects = Correcting

    async def reply(self, body: Correcting) -> Any:
        """Its words."""
        item, question = body.item_id or "", body.question_id or ""
        return {"hint": await self.school.at_desk(self.secret, lambda desk: desk.hint(item, question))}


class Retry(DeskHandler):
    """Begin again."""

    expects = Retrying

    async def reply(self, body: Retrying) -> Any:
        """The new sheet."""
        return await self.school.at_desk(self.secret, lambda desk: desk.retry(body.after))


class Progressing(DeskHandler):
    """A student's progress."""

    async def reply(self, body: Asking) -> Any:
        """By objective and rank."""
        return await self.school.at_desk(self.secret, lambda desk: desk.progress())


class Health(DeskHandler):
    """Whether the server is there."""

    needs_ticket = False

    async def reply(self, body: Asking) -> Any:
        """It is."""
        return {"ready": True}


class Nowhere(DeskHandler):
    """Any other address."""

    def prepare(self) -> None:
        """404."""
        raise HTTPError(404)


ROUTES: dict[str, type[DeskHandler]] = {
    "join": Join,
    "practice": Practice,
    "sheet": Read,
    "answer": Answer,
    "go-on": GoOn,
    "submit": Submit,
    "correction": Correct,
    "hint": Hint,
    "retry": Retry,
    "progress": Progressing,
    "health": Health,
}


def application(school: School) -> Application:
    """The routes: all are POST, so that nothing that is asked stands in an address."""
    share = {"school": school}
    routes: list[Any] = [(f"/v1/{name}", handler, share) for name, handler in ROUTES.items()]
    return Application(
        routes, default_handler_class=Nowhere, default_handler_args=share, log_function=lambda handler: None
    )  # fmt: skip


async def serve(settings: dict[str, Any]) -> None:
    """Serve on 127.0.0.1 until SIGTERM: then take no more, write what waits, and end."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
    school = School(TeachingStore(settings.get("store")))
    server = HTTPServer(
        application(school), max_body_size=BODY_LIMIT, max_header_size=16 * 1024, idle_connection_timeout=3600
    )  # fmt: skip
    server.listen(int(settings["port"]), "127.0.0.1", backlog=1024)
    stop = asyncio.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    await stop.wait()
    server.stop()
    school.stopping = True
    await school.finish()
    await server.close_all_connections()


def main() -> None:
    """Serve with the settings (`port`, `store`) read from standard input, until told to stop or left alone."""
    logging.basicConfig(level=logging.WARNING)
    try:
        asyncio.run(serve(read_settings()))
    except CarnetError as error:
        raise SystemExit(str(error)) from None
