"""The files of a zip, read in memory one at a time, without trusting it."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from carnet.language import _, number
from carnet.text.note import UnreadableNote
from carnet.text.readers.rejected import Rejected

MAX_ENTRIES = 100_000
MAX_ENTRY_BYTES = 512 * 2**20
MAX_TOTAL_BYTES = 8 * 2**30
MAX_RATIO = 200  # deflate tops at 1032:1; letters stay under 20:1
_RATIO_FLOOR = 2**20  # a smaller entry may compress as it likes
_BLOCK = 2**20


def files_of_zip(file: BinaryIO, name: str) -> Iterator[tuple[str, BinaryIO] | Rejected]:
    """Each file of a zip with its path inside; what is refused (too large, locked, a zip within) is set aside.

    At most 100,000 files, 512 MB each and 8 GB in all once decompressed, 200 times their packed size; nothing is
    written on the disk, so that no path can lead outside.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError):
        raise UnreadableNote(_("{file} is not a zip file.").format(file=name), _("Make it again.")) from None
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_litter(entry.filename)]
        if len(entries) > MAX_ENTRIES:
            raise UnreadableNote(
                _("{file} holds more than {count} files.").format(file=name, count=number(MAX_ENTRIES)),
                _("Split it."),
            )
        total = 0
        for entry in sorted(entries, key=lambda entry: entry.filename):
            inside = "/".join(
                part for part in PurePosixPath(entry.filename.replace("\\", "/")).parts if part not in "/.."
            )
            path = f"{name}/{inside}"
            found = _content(archive, entry, path, total)
            if isinstance(found, Rejected):
                yield found
            else:
                total += len(found)
                yield path, io.BytesIO(found)


def _is_litter(path: str) -> bool:
    """Files that programs leave in archives."""
    names = PurePosixPath(path).parts
    return "__MACOSX" in names or (bool(names) and (names[-1].startswith((".", "~$")) or names[-1] == "Thumbs.db"))


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: str, total: int) -> bytes | Rejected:
    def refused(reason: str) -> Rejected:
        return Rejected(path, 0, "", reason.format(file=path))

    if entry.flag_bits & 1:
        return refused(_("{file} is protected by a password."))
    if path.lower().endswith((".zip", ".gz", ".tgz", ".tar", ".7z", ".rar", ".bz2", ".xz")):
        return refused(_("{file} is an archive within an archive."))
    most = min(MAX_ENTRY_BYTES, MAX_TOTAL_BYTES - total, max(_RATIO_FLOOR, MAX_RATIO * entry.compress_size))
    blocks, size = [], 0
    try:
        with archive.open(entry) as content:
            while block := content.read(_BLOCK):  # sizes that an archive declares are not believed
                size += len(block)
                if size > most:
                    return refused(_("{file} is too large once decompressed."))
                blocks.append(block)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        return refused(_("{file} is damaged."))
    return b"".join(blocks)
