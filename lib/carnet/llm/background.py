"""One event loop on a thread of its own, so that plain calls can wait for asynchronous ones, in a notebook too."""

import asyncio
import os
import queue
import threading
import weakref
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from contextlib import suppress
from typing import Any, TypeVar

from carnet.language import _
from carnet.llm.model import Cancelled

T = TypeVar("T")
_LOOK = 0.05  # seconds between two looks at `cancel`


class Background:
    """Starts its thread with the first call, anew in a forked process, and ends it when nobody holds it any more."""

    def __init__(self) -> None:
        self._starting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._process = 0
        self._closing: list[Callable[[], Coroutine[Any, Any, None]]] = []
        self._ended: Callable[[], Any] = _nothing

    def run(self, coroutine: Coroutine[Any, Any, T], cancel: threading.Event | None = None) -> T:
        """The result of a coroutine. Raises what it raises, Cancelled once `cancel` is set; Ctrl-C stops it too."""
        future = self._submit(coroutine)
        try:
            while True:
                try:
                    return future.result(_LOOK)  # an interruption is seen between two looks, whichever thread it hit
                except NotYet:
                    if future.done():  # meanwhile; or it is the coroutine's own TimeoutError
                        return future.result()
                if cancel is not None and cancel.is_set():
                    raise cancelled()
        finally:
            future.cancel()  # nothing where it is done; on any way out else, the connection is closed

    def iterate(self, pieces: Callable[[], AsyncIterator[T]], cancel: threading.Event | None = None) -> Iterator[T]:
        """What an asynchronous iterator gives, as it comes. Closing this one stops it."""
        waiting: queue.Queue[tuple[str, Any]] = queue.Queue()

        async def feed() -> None:
            try:
                async for piece in pieces():
                    waiting.put(("piece", piece))
                waiting.put(("end", None))
            except Exception as error:  # noqa: BLE001 - told on the other thread
                waiting.put(("error", error))

        future = self._submit(feed())
        try:
            while True:
                try:
                    kind, what = waiting.get(timeout=_LOOK)
                except queue.Empty:
                    if cancel is not None and cancel.is_set():
                        raise cancelled() from None
                    if future.cancelled():  # closed under our feet
                        raise cancelled() from None
                    continue
                if kind == "end":
                    return
                if kind == "error":
                    raise what
                yield what
        finally:
            future.cancel()

    def at_end(self, close: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Have this done on the loop before it ends; called on the loop."""
        self._closing.append(close)

    def close(self) -> None:
        """Stop the thread; what is pending is cancelled."""
        with self._starting:
            if self._loop is not None and self._process == os.getpid():
                self._ended()
            self._loop = None

    def _submit(self, coroutine: Coroutine[Any, Any, T]) -> "Future[T]":
        return asyncio.run_coroutine_threadsafe(coroutine, self._started())

    def _started(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None or self._process != os.getpid():
                loop = asyncio.new_event_loop()
                self._closing = []
                thread = threading.Thread(target=_serve, args=(loop, self._closing), name="carnet-llm", daemon=True)
                thread.start()
                self._loop, self._process = loop, os.getpid()
                self._ended = weakref.finalize(self, _end, loop, thread, os.getpid())
            return self._loop


def cancelled() -> Cancelled:
    """The error of a question given up."""
    return Cancelled(_("The question to the model was given up."))


def _nothing() -> None:
    pass


def _serve(loop: asyncio.AbstractEventLoop, closing: list[Callable[[], Coroutine[Any, Any, None]]]) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
        pending = asyncio.all_tasks(loop)
        for task in pending:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        for close in closing:
            with suppress(Exception):
                loop.run_until_complete(asyncio.wait_for(close(), 1))
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()


def _end(loop: asyncio.AbstractEventLoop, thread: threading.Thread, process: int) -> None:
    if process != os.getpid() or loop.is_closed():
        return  # the thread of a parent process is not here
    loop.call_soon_threadsafe(loop.stop)
    if thread is not threading.current_thread():
        thread.join(2)
