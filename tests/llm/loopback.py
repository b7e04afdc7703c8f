"""A real OpenAI-compatible server on loopback that answers by a script: well, wrongly, half, late, never.

    with ScriptedServer(refuses(429, retry_after=0.1), says('{"a": 1}')) as server:
        model = open_llm(server.uri())

Elsewhere under tests/: `sys.path.insert(0, str(Path(__file__).parents[…] / "llm"))`, then `from loopback import …`.
"""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

Headers = dict[str, str]


@dataclass(frozen=True)
class Reply:
    """What the server does with one question. `body` bytes go out as they are; `pieces` are of a streamed answer."""

    status: int = 200
    body: Any = None
    headers: Headers = field(default_factory=dict)
    pieces: tuple[str, ...] = ()
    finish: str = "stop"
    delay: float = 0.0  # before the answer, and between the pieces of a streamed one
    drops: bool = False  # the connection, before anything, or after the pieces


Script = Callable[[dict[str, Any]], "Reply | str"]


def says(text: str | None, *, finish: str = "stop", pieces: tuple[str, ...] = ()) -> Reply:
    """A good answer. Streamed, it comes in `pieces`, or word by word."""
    words = pieces or tuple(word + " " for word in (text or "").split(" "))
    words = words[:-1] + (words[-1].removesuffix(" "),) if not pieces else words
    return Reply(body=completion(text, finish), pieces=words, finish=finish)


def refuses(status: int, *, retry_after: float | str | None = None, message: str = "no") -> Reply:
    """An error of that status."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return Reply(status, {"error": {"message": message, "type": "error"}}, headers)


def redirects(to: str) -> Reply:
    """A redirect to another address."""
    return Reply(307, {}, {"Location": to})


def sends(body: Any, status: int = 200) -> Reply:
    """Any body: JSON, or bytes as they are."""
    return Reply(status, body)


def late(seconds: float, reply: Reply) -> Reply:
    """The reply, after a while."""
    return replace(reply, delay=seconds)


def never() -> Reply:
    """No answer while the server lives."""
    return Reply(delay=3600)


def drops(*pieces: str) -> Reply:
    """Hangs up: at once, or after the pieces of a streamed answer."""
    return Reply(pieces=pieces, drops=True)


def completion(text: str | None, finish: str = "stop", model: str = "scripted") -> dict[str, Any]:
    """The body of a chat completion."""
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [{"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text}}],
        "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10},
    }


class ScriptedServer:
    """Answers question n with reply n of the script, then with `otherwise` (a reply, or what makes one of a question).

    `asked` holds the bodies of the questions, `headers` theirs (names in lower case), `most` how many were under way
    at once.
    """

    def __init__(
        self, *script: Reply, otherwise: Reply | Script | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self.script = list(script)
        self.otherwise = otherwise
        self.asked: list[dict[str, Any]] = []
        self.headers: list[Headers] = []
        self.paths: list[str] = []
        self.most = 0
        self.hung_up = threading.Event()  # somebody left before the answer was sent
        self.stopping = threading.Event()
        self._lock = threading.Lock()
        self._under_way = 0
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.scripted = self
        self._scheme = "http" if tls is None else "https"
        if tls is not None:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)

    @property
    def address(self) -> str:
        """`http://127.0.0.1:PORT`, `https:` with `tls`."""
        return f"{self._scheme}://127.0.0.1:{self._http.server_address[1]}"

    def uri(self, model: str = "scripted") -> str:
        """What names it to `open_llm`."""
        return f"openai:{self.address}/v1#{model}"

    def __enter__(self) -> ScriptedServer:
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()

    def begin(self, body: dict[str, Any], headers: Headers, path: str) -> Reply:
        """The reply to a question."""
        with self._lock:
            self.asked.append(body)
            self.headers.append(headers)
            self.paths.append(path)
            self._under_way += 1
            self.most = max(self.most, self._under_way)
            reply: Reply | Script | None = self.script.pop(0) if self.script else self.otherwise
        if reply is None:
            return refuses(410, message="the script is over")
        if not isinstance(reply, Reply):
            made = reply(body)
            return made if isinstance(made, Reply) else says(made)
        return reply

    def end(self) -> None:
        """A question is done with."""
        with self._lock:
            self._under_way -= 1


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    scripted: ScriptedServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is part of the script."""


class _Handler(BaseHTTPRequestHandler):
    server: _Http

    def do_POST(self) -> None:
        scripted = self.server.scripted
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        reply = scripted.begin(body, {name.lower(): value for name, value in self.headers.items()}, self.path)
        try:
            self._wait(reply.delay)
            if body.get("stream") and reply.pieces:
                self._stream(reply)
            elif reply.drops:
                self._hang_up()
            else:
                self._send(reply)
        except OSError:
            scripted.hung_up.set()
        finally:
            scripted.end()

    def _wait(self, seconds: float) -> None:
        """Until the time has come; raises where the client left or the server stops."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.connection.setblocking(False)
            with suppress(BlockingIOError):
                if self.connection.recv(1, socket.MSG_PEEK) == b"":
                    raise ConnectionResetError
            self.connection.setblocking(True)
            if self.server.scripted.stopping.wait(min(0.02, max(0.0, until - time.monotonic()))):
                raise ConnectionResetError

    def _send(self, reply: Reply) -> None:
        sent = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def _stream(self, reply: Reply) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for event in self._events(reply):
            sent = b"data: " + event + b"\n\n"
            self.wfile.write(b"%x\r\n%s\r\n" % (len(sent), sent))
            self.wfile.flush()
            self._wait(reply.delay)
        if reply.drops:
            self._hang_up()
        else:
            self.wfile.write(b"0\r\n\r\n")

    def _events(self, reply: Reply) -> Iterator[bytes]:
        for piece in reply.pieces:
            yield _chunk({"role": "assistant", "content": piece}, None)
        if not reply.drops:
            yield _chunk({}, reply.finish)
            yield b"[DONE]"

    def _hang_up(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        raise ConnectionResetError

    def log_message(self, *_arguments: object) -> None:
        """Nothing is logged."""


def _chunk(delta: dict[str, Any], finish: str | None) -> bytes:
    return json.dumps(
        {
            "id": "1",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": "scripted",
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }
    ).encode()
