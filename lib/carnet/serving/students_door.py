"""The students' door: the teaching server and the students' portal, started together, started again when they fall."""

import contextlib
import secrets
import shutil
import socket
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from carnet.apps.studio_sessions_door import forget_door, tell_door
from carnet.errors import CarnetError
from carnet.language import _
from carnet.serving.pair import START_SECONDS, STOP_SECONDS, Server, free_port
from carnet.serving.settings import environment
from carnet.serving.stopping import given_back, heard
from carnet.serving.students import MOST_PAGES, PAGE, student_environment, student_settings

LOOPBACK = ("127.0.0.1", "localhost")
FALLS, FALLS_SECONDS = 5, 60.0  # more falls than that in that time: something else is wrong
API_PORTS = range(20_000, 32_000)  # below those that systems give to outgoing connections; two doors never meet


class Door:
    """`with Door(store_url, page) as door: door.wait()`: students come in by `door.url` inside the block."""

    def __init__(
        self,
        store_url: str,
        page: Path,
        *,
        address: str = "127.0.0.1",
        port: int = 8877,
        public_url: str = "",
        pool: int = 1,
        pages: int = MOST_PAGES,
    ) -> None:
        """`page` is the students' notebook; see `student_settings` for the rest."""
        if not page.is_file():
            raise CarnetError(
                _("The students' page is not there ({path}).").format(path=page),
                _("Go to Carnet's folder, or name the folder of its dashboards."),
            )
        self.store_url, self.page, self.address = store_url, page.resolve(), address
        self.port = free_port(port) if address in LOOPBACK else _open_port(address, port)
        self.api_port = free_port(secrets.choice(API_PORTS), (self.port,))
        self.public_url, self.pool, self.pages = public_url, pool, pages
        self.servers: dict[str, Server] = {}
        self._start: dict[str, Callable[[], Server]] = {}
        self._falls: deque[float] = deque(maxlen=FALLS)
        self._stopping = threading.Event()
        self._handlers: dict[int, Any] = {}

    @property
    def url(self) -> str:
        """What students type."""
        return self.public_url or f"http://{self.address}:{self.port}/"

    @property
    def server_url(self) -> str:
        """The teaching server's address, for this machine alone."""
        return f"http://127.0.0.1:{self.api_port}"

    def __enter__(self) -> Self:
        """Start both and wait until both answer; CarnetError with the reason when one does not."""
        self._folder = tempfile.TemporaryDirectory(prefix="carnet-")
        self._handlers = heard(self.stop)
        folder = Path(self._folder.name)
        home = folder / "home"
        pages = folder / "page"
        for made in (home, pages):
            made.mkdir()
        page = pages / PAGE
        shutil.copyfile(self.page, page)
        given = student_settings(
            page, self.port, address=self.address, public_url=self.public_url, pool=self.pool, pages=self.pages
        )
        teaching = {"store": self.store_url, "port": self.api_port}
        self._start = {
            "teaching": lambda: Server(
                _("the teaching server"), "teaching", teaching, None, folder / "teaching.log", env=environment(None)
            ),
            "students": lambda: Server(
                _("the students' page"), "students", given, None, folder / "students.log",
                env=student_environment(home, self.server_url), cwd=pages,
            ),
        }  # fmt: skip
        try:
            for name, port in (("teaching", self.api_port), ("students", self.port)):
                self.servers[name] = self._start[name]()
                self._await(port)
            tell_door(self.store_url, self.url)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _await(self, port: int) -> None:
        host = "127.0.0.1" if port == self.api_port or self.address in ("localhost", "0.0.0.0") else self.address  # noqa: S104
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and not self._stopping.is_set():
            for server in self.servers.values():
                if server.process.poll() is not None:
                    raise CarnetError(_("{name} did not start.").format(name=server.name), server.reason())
            try:
                urllib.request.urlopen(f"http://{host}:{port}/carnet/nothing", timeout=5).close()
                return
            except urllib.error.HTTPError:
                return  # it answers
            except OSError:
                self._stopping.wait(0.1)
        if not self._stopping.is_set():
            raise CarnetError(_("A server did not start in two minutes."), _("Close other programs, then start again."))

    def wait(self, told: Callable[[str], None] = lambda _said: None) -> tuple[str, str] | None:
        """Wait until told to stop (None). A server that falls is started again, on its port, and `told`; when they
        fall again and again: what happened, and the last words."""
        while not self._stopping.wait(0.3):
            for name, server in list(self.servers.items()):
                if server.process.poll() is None:
                    continue
                now = time.monotonic()
                self._falls.append(now)
                if len(self._falls) == FALLS and now - self._falls[0] < FALLS_SECONDS:
                    return _("{name} falls again and again; the door is closed.").format(
                        name=server.name
                    ), server.reason()
                told(_("{name} fell and was started again; what students had saved is there.").format(name=server.name))
                _end(server, now)  # its kernels, if it left any
                self.servers[name] = self._start[name]()
        return None

    def stop(self) -> None:
        """Make `wait` return."""
        self._stopping.set()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop both, the page first: what it still has to save finds the teaching server there."""
        self._stopping.set()
        forget_door(self.store_url)
        deadline = time.monotonic() + STOP_SECONDS
        for name in ("students", "teaching"):
            if name in self.servers:
                _end(self.servers[name], deadline)
        self._folder.cleanup()
        given_back(self._handlers)


def _end(server: Server, deadline: float) -> None:
    server.stop(deadline)
    with contextlib.suppress(OSError):
        if server.process.stdin is not None:
            server.process.stdin.close()


def _open_port(address: str, port: int) -> int:
    """The port itself, on an address of this machine that others reach; CarnetError where it cannot be had."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            raise CarnetError(
                _("{address}, port {port}: this machine cannot listen there.").format(address=address, port=port),
                _("Give an address of this machine and a port that nobody uses."),
            ) from None
    return port
