"""Opens zip and tar archives without trusting them: bounded size, no path outside, no links, no passwords."""

import gzip
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, cast

from carnet.errors import ImportRefused
from carnet.language import _, number

MAX_ENTRIES = 20_000
MAX_TOTAL_BYTES = 64 * 2**30
MAX_RATIO = 200  # deflate tops at 1032:1; tables of codes stay under 100:1
RATIO_FLOOR_BYTES = 32 * 2**20  # an entry smaller than this may compress as it likes
MAX_WORKBOOK_BYTES = 2**30
_BLOCK = 2**20
_KEPT_SUFFIXES = {".txt", ".tsv", ".csv", ".tab", ".parquet", ".xlsx", ".yaml", ".yml"}
_NESTED_SUFFIXES = {".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar", ".zst"}


def archive_kind(path: Path) -> str | None:
    """`zip`, `tar` or `gzip` by the first bytes of the file; None for anything else (a workbook is no archive)."""
    if not path.is_file() or path.suffix.lower() in {".xlsx", ".xlsm", ".parquet"}:
        return None
    with path.open("rb") as file:
        head = file.read(4)
    if head[:2] == b"PK" and (zipfile.is_zipfile(path) or path.suffix.lower() == ".zip"):
        return "zip"
    if head[:2] == b"\x1f\x8b":
        return "tar" if _is_tar(path) else "gzip"
    if head[:3] == b"BZh" or head == b"\xfd7zX" or path.suffix.lower() == ".tar":
        return "tar" if _is_tar(path) else None
    return None


@contextmanager
def opened(path: Path, notes: list[str]) -> Iterator[Path]:
    """The folder that holds what `path` holds: the folder itself, or a private copy of the archive's tables, removed
    after.

    A plain file is given back as it is. Raises ImportRefused for an archive that is damaged, encrypted, too large
    once unpacked, or that tries to write elsewhere.
    """
    kind = archive_kind(path)
    if kind is None:
        yield path
        return
    with TemporaryDirectory(prefix="carnet-import-") as name:
        folder = Path(name)
        try:
            if kind == "zip":
                _unzip(path, folder, notes)
            elif kind == "tar":
                _untar(path, folder, notes)
            else:
                target = folder / (path.stem if Path(path.stem).suffix else path.stem + ".txt")
                with gzip.open(path) as stream:
                    _copy(cast(IO[bytes], stream), target, path, path.stat().st_size, 0)
        except (
            zipfile.BadZipFile,
            tarfile.TarError,
            zlib.error,
            EOFError,
            gzip.BadGzipFile,
            NotImplementedError,
        ) as error:
            raise ImportRefused(
                _("The archive {file} is damaged or incomplete.").format(file=path.name),
                _("Download or copy it again, then import it again."),
            ) from error
        yield _root(folder)


def check_workbook(path: Path) -> None:
    """Refuse a workbook that would not fit in memory once unpacked, or that is no workbook at all."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            total = sum(entry.file_size for entry in entries)
            if len(entries) > MAX_ENTRIES or total > MAX_WORKBOOK_BYTES or any(_is_bomb(e) for e in entries):
                raise _too_large(path)
            if any(entry.flag_bits & 1 for entry in entries):
                raise _encrypted(path)
    except zipfile.BadZipFile as error:
        raise ImportRefused(
            _("The workbook {file} cannot be read: it is damaged, or protected by a password.").format(file=path.name),
            _("Open it in a spreadsheet, save it without a password as .xlsx or .csv, then import that file."),
        ) from error


def _is_tar(path: Path) -> bool:
    try:
        return tarfile.is_tarfile(path)
    except (zlib.error, EOFError, OSError):
        return False


def _unzip(path: Path, folder: Path, notes: list[str]) -> None:
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES:
            raise _too_large(path)
        written = 0
        for entry in entries:
            link = (entry.external_attr >> 16) & 0o170000 == 0o120000
            target = _target(path, folder, entry.filename, link)
            if entry.is_dir() or target is None or not _wanted(target, notes):
                continue
            if entry.flag_bits & 1:
                raise _encrypted(path)
            if _is_bomb(entry) or written + entry.file_size > MAX_TOTAL_BYTES:
                raise _too_large(path)
            with archive.open(entry) as stream:
                written = _copy(stream, target, path, entry.compress_size, written)


def _untar(path: Path, folder: Path, notes: list[str]) -> None:
    size = path.stat().st_size
    written = 0
    with tarfile.open(path) as archive:
        for count, member in enumerate(archive):
            if count >= MAX_ENTRIES:
                raise _too_large(path)
            target = _target(path, folder, member.name, member.issym() or member.islnk())
            if not member.isfile() or target is None or not _wanted(target, notes):
                continue
            stream = archive.extractfile(member)
            if stream is not None:
                with stream:
                    written = _copy(stream, target, path, size, written)


def _target(path: Path, folder: Path, name: str, link: bool) -> Path | None:
    """Where an entry may be written; None for what is never wanted. Refuses what points outside the folder."""
    inner = PurePosixPath(name.replace("\\", "/"))
    if inner.is_absolute() or ".." in inner.parts or ":" in name or "\x00" in name or link:
        raise ImportRefused(
            _("The archive {file} holds a link or a path that leads outside its own folder.").format(file=path.name),
            _("Unpack it yourself, look at what it holds, and import the folder."),
        )
    if "__MACOSX" in inner.parts or inner.name.startswith("._") or not inner.name:
        return None
    return folder.joinpath(*inner.parts)


def _wanted(target: Path, notes: list[str]) -> bool:
    suffix = target.suffix.lower()
    if suffix in _NESTED_SUFFIXES:
        notes.append(_("Archive inside the archive left closed: {file}.").format(file=target.name))
    return suffix in _KEPT_SUFFIXES


def _copy(stream: IO[bytes], target: Path, archive: Path, compressed: int, written: int) -> int:
    """Write one entry, counting what really comes out rather than what the archive says. Returns the running total."""
    target.parent.mkdir(parents=True, exist_ok=True)
    here = 0
    with target.open("wb") as out:
        try:
            while block := stream.read(_BLOCK):
                here += len(block)
                if written + here > MAX_TOTAL_BYTES or (
                    here > RATIO_FLOOR_BYTES and here > MAX_RATIO * max(compressed, 1)
                ):
                    raise _too_large(archive)
                if here % (64 * _BLOCK) < _BLOCK and shutil.disk_usage(target.parent).free < 512 * 2**20:
                    raise ImportRefused(
                        _("There is not enough room on the disk to unpack {file}.").format(file=archive.name),
                        _("Free some room, or set TMPDIR to a larger disk."),
                    )
                out.write(block)
        except RuntimeError as error:  # zipfile says so of a password
            raise _encrypted(archive) from error
    return written + here


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > RATIO_FLOOR_BYTES and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)


def _root(folder: Path) -> Path:
    """The innermost folder or single file that holds everything."""
    while True:
        inside = list(folder.iterdir())
        if len(inside) != 1:
            return folder
        if inside[0].is_file():
            return inside[0]
        folder = inside[0]


def _too_large(path: Path) -> ImportRefused:
    return ImportRefused(
        _(
            "The archive {file} would be far too large once unpacked (limits: {entries} files, {ratio} to 1, "
            "{total} GB)."
        ).format(
            file=path.name, entries=number(MAX_ENTRIES), ratio=number(MAX_RATIO), total=number(MAX_TOTAL_BYTES / 2**30)
        ),
        _("If you trust it, unpack it yourself and import the folder."),
    )


def _encrypted(path: Path) -> ImportRefused:
    return ImportRefused(
        _("The archive {file} is protected by a password.").format(file=path.name),
        _("Unpack it yourself and import the folder."),
    )
