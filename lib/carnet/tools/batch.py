"""A tool over a file of notes: one output line per note, in order, resumable after any death, in constant memory."""

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from carnet.errors import CarnetError
from carnet.language import _
from carnet.tools.lines import MAX_LINE, Numbered, answer_line
from carnet.tools.tool import Tool
from carnet.tools.workers import in_order


class RunRefused(CarnetError):
    """A run that cannot start: its input or its unfinished output is not what it should be."""


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a run is. `read` and `size` are bytes of the input; `done` counts notes, those kept from before too."""

    done: int
    failed: int
    read: int
    size: int


@dataclass(frozen=True, slots=True)
class Unit:
    """What one output line answers: `items` makes them of the numbered lines of the input, `answer` the line of one;
    a run is resumed with the unit, by its `name`, that it began with."""

    name: str
    items: Callable[[Iterator[Numbered]], Iterator[Any]]
    answer: Callable[[Any, Any], bytes]


EACH_NOTE = Unit("note", iter, answer_line)


def run_file(
    tool: Tool,
    source: Path,
    target: Path,
    *,
    workers: int = 0,
    resume: bool = False,
    watch: Callable[[RunProgress], None] | None = None,
    unit: Unit = EACH_NOTE,
) -> RunProgress:
    """Run a tool over NOTES.jsonl into OUT.jsonl, which only its owner can read (0600).

    Lines are written in order to `OUT.jsonl.part`, which becomes `OUT.jsonl` at the end. With `resume`, whole lines of
    a part that belongs to the same input and the same tool are kept, and the run goes on after them; the result is the
    same as of an uninterrupted run. Blank lines of the input are no notes and have no output line.

    Raises:
        RunRefused: no such file, source and target are the same, the part belongs to another run or there is one and
            `resume` is not asked for, the disk is full.
        CarnetError: the tool cannot work (a file of its options); nothing is written then.
    """
    _check_paths(source, target)
    tool.prepare()
    try:
        return _run_file(tool, source, target, workers, resume, watch, unit)
    except OSError as error:
        raise RunRefused(
            _("{file} cannot be written: {reason}.").format(
                file=target.name, reason=error.strerror or type(error).__name__
            ),
            _("Make room or choose another folder; the same command with --resume goes on."),
        ) from None


def _run_file(
    tool: Tool,
    source: Path,
    target: Path,
    workers: int,
    resume: bool,
    watch: Callable[[RunProgress], None] | None,
    unit: Unit,
) -> RunProgress:
    part, about = (target.with_name(target.name + suffix) for suffix in (".part", ".part.json"))
    owner = {"source": _identity(source), "tool": tool.fingerprint, "unit": unit.name}
    if resume and not part.exists() and target.exists() and _was_written_by(target, owner):
        done, failed = _count(target)
        return RunProgress(done, failed, source.stat().st_size, source.stat().st_size)
    with source.open("rb") as notes, open(part, "a+b", opener=_for_its_owner) as output:
        _own(output, part)
        done, failed = _kept(output, part, about, owner, resume)
        about.write_text(json.dumps(owner))
        position = _Position(notes)
        size = source.stat().st_size
        for line in in_order(tool, islice(unit.items(position.lines()), done, None), workers, unit.answer):
            output.write(line)
            done += 1
            failed += _is_error(line)
            if done % 50 == 0:  # what is done survives a kill
                output.flush()
            if watch:
                watch(RunProgress(done, failed, position.read, size))
        output.flush()
        os.fsync(output.fileno())
    part.replace(target)
    about.replace(_finished(target))
    return RunProgress(done, failed, size, size)


class _Position:
    """Numbered lines of a file, and how many bytes were read."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.read = 0

    def lines(self) -> Iterator[Numbered]:
        """(line number from 1, line) for every line that is not blank.

        Of a line that is too long only the beginning is kept, enough to see that it is too long.
        """
        number = 0
        while line := self.file.readline(MAX_LINE + 1):
            number += 1
            self.read += len(line)
            if len(line) > MAX_LINE and not line.endswith(b"\n"):
                while (rest := self.file.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                    self.read += len(rest)
                self.read += len(rest)
            if line.strip():
                yield number, line


def _check_paths(source: Path, target: Path) -> None:
    if (source.exists() and not source.is_file()) or (target.exists() and not target.is_file()):
        raise RunRefused(
            _("{file} is not a file on a disk.").format(file=target.name if source.is_file() else source.name),
            _("Give files: a folder, a pipe or a device cannot be resumed."),
        )
    if not source.is_file():
        raise RunRefused(
            _("{file}: no such file.").format(file=source.name),
            _("Give a file of notes, one JSON object a line with “note_id” and “text”."),
        )
    if not target.parent.is_dir():
        raise RunRefused(
            _("{folder}: no such folder.").format(folder=target.parent), _("Create it, or choose another output.")
        )
    if target.exists() and target.samefile(source):
        raise RunRefused(
            _("{file} is both input and output.").format(file=source.name), _("Choose another output file.")
        )


def _identity(source: Path) -> str:
    """What tells an input file from another: size and a hash of its first and last megabyte."""
    size = source.stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with source.open("rb") as file:
        digest.update(file.read(1 << 20))
        file.seek(max(0, size - (1 << 20)))
        digest.update(file.read())
    return digest.hexdigest()


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _own(output: BinaryIO, part: Path) -> None:
    """Two runs never write the same output at once."""
    try:
        fcntl.flock(output, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise RunRefused(
            _("Another run is writing {file}.").format(file=part.name), _("Wait for its end, or choose another output.")
        ) from error


def _kept(output: BinaryIO, part: Path, about: Path, owner: dict[str, str], resume: bool) -> tuple[int, int]:
    """How many lines of an unfinished output are kept, and how many of them are errors; the rest is cut off."""
    output.seek(0)
    if not output.read(1):
        return 0, 0
    if not resume:
        raise RunRefused(
            _("An interrupted run left {file}.").format(file=part.name),
            _("Add --resume to go on from there, or delete that file to start again."),
        )
    try:
        before = json.loads(about.read_text())
    except (OSError, ValueError):
        before = None
    if before != owner:
        raise RunRefused(
            _("{file} is the unfinished output of another run (other notes, other options or another version).").format(
                file=part.name
            ),
            _("Run with the options of that run, or delete that file to start again."),
        )
    done = failed = length = 0
    output.seek(0)
    for line in output:
        if not line.endswith(b"}\n") or not line.startswith(b"{"):
            break
        length += len(line)
        done += 1
        failed += _is_error(line)
    output.truncate(length)
    output.seek(length)
    return done, failed


def _is_error(line: bytes) -> bool:
    """Whether an output line tells an error. Only errors end in an `error` field."""
    return b'"error": ' in line[:400] and "error" in json.loads(line)


def _finished(target: Path) -> Path:
    return target.with_name(f".{target.name}.run.json")


def _was_written_by(target: Path, owner: dict[str, str]) -> bool:
    try:
        return bool(json.loads(_finished(target).read_text()) == owner)
    except (OSError, ValueError):
        return False


def _count(target: Path) -> tuple[int, int]:
    done = failed = 0
    with target.open("rb") as file:
        for line in file:
            done += 1
            failed += _is_error(line)
    return done, failed
