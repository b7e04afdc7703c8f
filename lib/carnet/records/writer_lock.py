"""One writer at a time per warehouse; the lock goes with the process that holds it, however it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from carnet.errors import CarnetError
from carnet.language import _


class FolderLock:
    """An advisory lock on a file of the folder, released by the system when the process dies."""

    FILE_NAME = "carnet.lock"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock, or raise CarnetError naming the process that has it."""
        path = self._folder / self.FILE_NAME
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(descriptor)
        except OSError:
            holder = os.read(descriptor, 64).decode("ascii", "replace").strip() or "?"
            os.close(descriptor)
            raise CarnetError(
                _("Another import is writing into {path} (process {process}).").format(
                    path=self._folder, process=holder),
                _("Wait until it has ended, then try again.")) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode("ascii"))
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back; the file stays (removing it would let two writers lock two files of one name)."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
