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
        self.made = False  # whether the folder is of this lock's making

    def acquire(self) -> None:
        """Take the lock, making the folder where there is none; raise CarnetError naming the process that has it."""
        while not self._acquired():
            pass  # the file was removed between its opening and its locking: the lock was that of no folder

    def _acquired(self) -> bool:
        path = self._folder / self.FILE_NAME
        self.made = self._make() or self.made
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except FileNotFoundError:
            if self._folder.is_dir():
                raise
            return False
        try:
            _lock(descriptor)
        except OSError:
            holder = os.read(descriptor, 64).decode("ascii", "replace").strip() or "?"
            os.close(descriptor)
            raise CarnetError(
                _("Another import is writing into {path} (process {process}).").format(
                    path=self._folder, process=holder),
                _("Wait until it has ended, then try again.")) from None
        try:
            current = os.path.samestat(os.fstat(descriptor), path.stat())
        except FileNotFoundError:
            current = False
        if not current:
            os.close(descriptor)
            return False
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode("ascii"))
        self._descriptor = descriptor
        return True

    def _make(self) -> bool:
        try:
            self._folder.mkdir(parents=True)
        except FileExistsError:
            if not self._folder.is_dir():
                raise
            return False
        return True

    def remove_folder(self) -> None:
        """Remove the folder if this lock made it and nothing is in it but the lock; only while the lock is held."""
        if self._descriptor is None or not self.made:
            return
        if any(entry.name != self.FILE_NAME for entry in self._folder.iterdir()):
            return
        try:
            (self._folder / self.FILE_NAME).unlink()  # whoever waits for it sees that its file is gone, and starts anew
            self._folder.rmdir()
        except OSError:
            pass  # another writer has made its own lock meanwhile, or the system keeps open files

    def release(self) -> None:
        """Give the lock back; the file stays."""
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
