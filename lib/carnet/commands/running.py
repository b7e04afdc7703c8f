"""A run that a person watches: progress with rate and time left on a terminal, a line now and then in a log."""

import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carnet.errors import CarnetError
from carnet.language import _, ngettext, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carnet.tools.batch import RunProgress, Unit

LOG_EVERY = 30.0  # seconds between two lines of a log


def one_thread_each() -> None:
    """Numerical libraries use one thread a process, before they are loaded: processes are the parallelism."""
    from carnet.tools.workers import THREAD_VARIABLES

    for name in THREAD_VARIABLES:
        os.environ.setdefault(name, "1")


def run_and_tell(
    tool: Any, notes: Path, output: Path, *, workers: int, resume: bool, unit: "Unit | None" = None, stays: bool = False
) -> "RunProgress":
    """Run a tool over a file and tell how it goes on stderr, and what came out on stdout; `stays`: lines are stays."""
    from carnet.tools.batch import EACH_NOTE, run_file

    begun = time.monotonic()
    try:
        with _watching(stays) as watch:
            progress = run_file(
                tool, notes, output, workers=workers, resume=resume, watch=watch, unit=unit or EACH_NOTE
            )
    except KeyboardInterrupt:
        raise CarnetError(
            _("Interrupted. What was written is kept."), _("The same command with --resume goes on from there.")
        ) from None
    seconds = time.monotonic() - begun
    if stays:
        told = ngettext("{n} stay in {output}, {seconds} s.", "{n} stays in {output}, {seconds} s.", progress.done)
    else:
        told = ngettext("{n} note in {output}, {seconds} s.", "{n} notes in {output}, {seconds} s.", progress.done)
    print(told.format(n=number(progress.done), output=output, seconds=number(round(seconds, 1))))
    if progress.failed:
        told = ngettext(
            "{n} note could not be processed: its line has an “error”.",
            "{n} notes could not be processed: their lines have an “error”.",
            progress.failed,
        )
        if stays:
            told = ngettext(
                "{n} stay could not be processed: its line has an “error”.",
                "{n} stays could not be processed: their lines have an “error”.",
                progress.failed,
            )
        print(told.format(n=number(progress.failed)), file=sys.stderr)
        print(_("First reason: {reason}").format(reason=_first_reason(output)), file=sys.stderr)
    return progress


def _first_reason(output: Path) -> str:
    with output.open("rb") as lines:
        return next((line["error"] for line in map(json.loads, lines) if "error" in line), "")


def _watching(stays: bool) -> "AbstractContextManager[Callable[[RunProgress], None]]":
    return (_bar if sys.stderr.isatty() else _log)(_Clock(stays))


@contextmanager
def _bar(clock: "_Clock") -> "Iterator[Callable[[RunProgress], None]]":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.description}"),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def watch(progress: "RunProgress") -> None:
            if clock.every(0.1, progress):
                bar.update(task, completed=progress.read, total=progress.size, description=clock.told(progress))

        yield watch


@contextmanager
def _log(clock: "_Clock") -> "Iterator[Callable[[RunProgress], None]]":
    def watch(progress: "RunProgress") -> None:
        if clock.every(LOG_EVERY, progress):
            print(f"{clock.told(progress)}, {clock.left(progress)}", file=sys.stderr)

    yield watch


class _Clock:
    """When the first line came, how far the run was then, and when it last told."""

    def __init__(self, stays: bool = False) -> None:
        self.stays = stays
        self.begun = self.last = time.monotonic()
        self.first: RunProgress | None = None

    def every(self, seconds: float, progress: "RunProgress") -> bool:
        """Whether so much time went by since this last said yes."""
        if self.first is None:
            self.first, self.begun = progress, time.monotonic()
        if time.monotonic() - self.last < seconds:
            return False
        self.last = time.monotonic()
        return True

    def told(self, progress: "RunProgress") -> str:
        """How many notes or stays, and how many a second."""
        first = self.first or progress
        spent = time.monotonic() - self.begun
        rate = (progress.done - first.done) / spent if spent else 0
        told = _("{n} stays, {rate}/s") if self.stays else _("{n} notes, {rate}/s")
        return told.format(n=number(progress.done), rate=number(rate, 0 if rate >= 10 or not rate else 1))

    def left(self, progress: "RunProgress") -> str:
        """The time left, by the bytes read."""
        first = self.first or progress
        spent, read = time.monotonic() - self.begun, progress.read - first.read
        if not read:
            return _("time left unknown")
        minutes = spent * (progress.size - progress.read) / read / 60
        return _("{n} min left").format(n=number(max(1, round(minutes))))
