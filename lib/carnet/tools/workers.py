"""Several processes at one stream of work: bounded memory, results in the order of the items."""

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from typing import Any

from carnet.errors import CarnetError
from carnet.language import _

CHUNK = 16  # items sent to a worker at once
AHEAD = 4  # chunks waiting per worker
THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")  # of numerical libraries

_tool: Any = None  # the copy that a worker process was given when it started


class WorkerLost(CarnetError):
    """A worker process died (out of memory, killed)."""


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(tool: Any, items: Iterable[Any], workers: int, work: Callable[[Any, Any], Any]) -> Iterator[Any]:
    """`work(tool, item)` for every item, in order. `workers` 0: one a core; 1: in this process.

    Raises `WorkerLost` when a process dies.
    """
    count = workers or cores()
    if count == 1:
        for item in items:
            yield work(tool, item)
        return
    source = iter(items)
    context = multiprocessing.get_context("spawn")
    with _one_thread_each(), ProcessPoolExecutor(count, context, _start, (tool,)) as pool:
        waiting: deque[Future[list[Any]]] = deque()
        try:
            while True:
                while len(waiting) < count * AHEAD and (chunk := list(islice(source, CHUNK))):
                    waiting.append(pool.submit(_chunk, work, chunk))
                if not waiting:
                    return
                yield from waiting.popleft().result()
        except BrokenProcessPool as error:
            raise WorkerLost(
                _("A worker process stopped (memory, or killed from outside)."),
                _("What was written is kept: the same command with --resume goes on; fewer --workers use less memory."),
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _start(tool: Any) -> None:
    global _tool
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    tool.prepare()
    _tool = tool


def _end_with(parent: int) -> None:
    """A worker whose parent was killed ends too: it holds the site's key."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _chunk(work: Callable[[Any, Any], Any], chunk: list[Any]) -> list[Any]:
    return [work(_tool, item) for item in chunk]


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Numerical libraries of the workers started within use one thread: the processes are the parallelism."""
    before = {name: os.environ.get(name) for name in THREAD_VARIABLES}
    os.environ.update(dict.fromkeys(THREAD_VARIABLES, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
