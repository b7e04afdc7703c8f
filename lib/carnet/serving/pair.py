"""The two servers as one thing: started on free ports with random tokens, watched, stopped without leaving a child."""

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

from carnet.errors import CarnetError
from carnet.language import _
from carnet.serving.settings import environment, notebook_settings, portal_settings
from carnet.serving.stopping import given_back, heard

START_SECONDS = 120.0
STOP_SECONDS = 10.0
PORTS_TRIED = 50


def default_hospital() -> Path:
    """$CARNET_HOSPITAL, or the folder `hospital` here."""
    return Path(os.environ.get("CARNET_HOSPITAL") or "hospital")


def free_port(preferred: int, taken: tuple[int, ...] = ()) -> int:
    """`preferred`, or the next one that nobody listens to on this machine."""
    for port in range(preferred, min(preferred + PORTS_TRIED, 65536)):
        if port in taken:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise CarnetError(
        _("No free port between {first} and {last}.").format(first=preferred, last=preferred + PORTS_TRIED - 1),
        _("Choose others: --ports 9888,9866"),
    )


class Server:
    """One server process: its settings go down its standard input, whose end is its end."""

    def __init__(
        self,
        name: str,
        process: str,
        settings: dict[str, Any],
        hospital: Path | None,
        log: Path,
        *,
        env: dict[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        """`env` and `cwd`: in place of those of the person who starts it."""
        self.name, self.log = name, log
        with log.open("wb") as output:
            # a session of its own: Ctrl-C reaches us alone, and we stop it in order
            self.process = subprocess.Popen(
                [sys.executable, "-m", "carnet.serving", process],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment(hospital) if env is None else env,
                cwd=cwd,
                start_new_session=True,
            )
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(settings).encode() + b"\n")
        self.process.stdin.flush()

    def stop(self, deadline: float) -> None:
        """Ask, wait, then insist; nothing that it started is left."""
        try:
            family = psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            family = []
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for child in family:
            try:
                child.terminate()
            except psutil.NoSuchProcess:
                continue
        for child in psutil.wait_procs(family, timeout=3)[1]:
            try:
                child.kill()
            except psutil.NoSuchProcess:
                continue

    def reason(self) -> str:
        """Its last words."""
        lines = [line for line in self.log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
        return "\n".join(lines[-6:])


class Pair:
    """`with Pair(…) as pair: pair.wait()`: both servers run inside the block, neither after it."""

    def __init__(
        self, root: Path, dashboards: Path, hospital: Path, ports: tuple[int, int] = (8888, 8866), *, pool: int = 1
    ) -> None:
        """`root` is what JupyterLab shows, `dashboards` what the portal shows; `ports` = (JupyterLab, portal);
        `pool` kernels per page wait with the page already run in them."""
        self.root, self.dashboards, self.hospital, self.pool = root, dashboards, hospital, pool
        self.notebook_port = free_port(ports[0])
        self.portal_port = free_port(ports[1], (self.notebook_port,))
        self._tokens = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        self.servers: list[Server] = []
        self._stopping = threading.Event()
        self._handlers: dict[int, Any] = {}

    @property
    def notebook_url(self) -> str:
        """JupyterLab's address, with its token."""
        return f"http://127.0.0.1:{self.notebook_port}/lab?token={self._tokens[0]}"

    @property
    def portal_url(self) -> str:
        """The portal's address, with its token."""
        return f"http://127.0.0.1:{self.portal_port}/?token={self._tokens[1]}"

    def __enter__(self) -> Self:
        """Start both and wait until both answer; CarnetError with the reason when one does not."""
        self._folder = tempfile.TemporaryDirectory(prefix="carnet-")
        self._handlers = heard(self.stop)
        portal = portal_settings(self.dashboards, self.portal_port, self._tokens[1], pool=self.pool)
        door = {
            "url": f"http://127.0.0.1:{self.portal_port}/",
            "token": self._tokens[1],
            "dashboards": str(self.dashboards),
        }
        notebook = notebook_settings(self.root, self.notebook_port, self._tokens[0], door)
        logs = Path(self._folder.name)
        try:
            self.servers.append(Server(_("the portal"), "portal", portal, self.hospital, logs / "portal.log"))
            self.servers.append(Server("JupyterLab", "notebook", notebook, self.hospital, logs / "notebook.log"))
            for port in (self.notebook_port, self.portal_port):
                self._await(port)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _await(self, port: int) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and not self._stopping.is_set():
            self._check()
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/login", timeout=5).close()
                return
            except urllib.error.HTTPError:
                return  # it answers
            except OSError:
                self._stopping.wait(0.1)
        if not self._stopping.is_set():
            raise CarnetError(_("A server did not start in two minutes."), _("Close other programs, then start again."))

    def _check(self) -> None:
        reason = self._dead()
        if reason:
            raise CarnetError(*reason)

    def _dead(self) -> tuple[str, str] | None:
        for server in self.servers:
            code = server.process.poll()
            if code is not None:
                said = _("{name} stopped by itself (status {code}); the rest was stopped too.").format(
                    name=server.name, code=code
                )
                return said, server.reason()
        return None

    def wait(self) -> tuple[str, str] | None:
        """Wait until told to stop (None), or until a server stops by itself: what happened, and its last words."""
        while not self._stopping.wait(0.5):
            dead = self._dead()
            if dead:
                return dead
        return None

    def stop(self) -> None:
        """Make `wait` return."""
        self._stopping.set()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop both, at the same time."""
        deadline = time.monotonic() + STOP_SECONDS
        threads = [threading.Thread(target=server.stop, args=(deadline,)) for server in self.servers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._folder.cleanup()
        given_back(self._handlers)
