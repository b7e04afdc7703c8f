"""Files from outside, read with care (no external entity, no bomb, no path out), and files of keys, written whole."""

import io
import re
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

from carnet.errors import CarnetError
from carnet.language import _, number
from carnet.records.private_files import private_file
from carnet.teaching.exchange.outcome import ExchangeRefused

MOST_BYTES = 512 * 1024 * 1024  # of one file as read, and of all that a package holds unpacked
MOST_ENTRIES = 20_000
MOST_RATIO = 200  # unpacked to packed: text reaches 20, a bomb 1,000
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises `ExchangeRefused` when it is not there, cannot be read or is too large."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise ExchangeRefused(
                _("{file}: {size} MB are too many to read.").format(file=path.name, size=number(size / 1e6)),
                _("Split the file."),
            )
        return path.read_bytes()
    except OSError as problem:
        raise ExchangeRefused(
            _("{file}: this file cannot be read.").format(file=path.name),
            _("Check that it exists and that you may read it."),
        ) from problem


def read_text(path: Path) -> str:
    """The text of a UTF-8 file (a byte order mark is skipped). Raises `ExchangeRefused` for any other encoding."""
    data = read_bytes(path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise ExchangeRefused(
            _("{file}, line {line}: this is not UTF-8.").format(file=path.name, line=line),
            _("Save the file as UTF-8."),
        ) from problem


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file of keys: whole or not at all, for its owner alone. Raises `ExchangeRefused`."""
    try:
        with private_file(path) as file:
            file.buffer.write(data)  # type: ignore[attr-defined,unused-ignore]
    except OSError as problem:
        raise ExchangeRefused(
            _("{file}: this file cannot be written.").format(file=path.name),
            _("Check that the folder exists, that you may write in it and that the disk is not full."),
        ) from problem


def parse_xml(data: bytes, name: str) -> Any:
    """The root element of an XML text. No entity is expanded, nothing is fetched; a DTD with entities is refused."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        line, column = problem.position
        raise ExchangeRefused(
            _("{file}, line {line}, column {column}: this is not well-formed XML.").format(
                file=name, line=line, column=column
            ),
            _("Export the file again from the program that made it."),
        ) from problem
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _one in dtd.iterentities()):
        raise ExchangeRefused(
            _("{file}: it declares XML entities, which could read files or fill the memory.").format(file=name),
            _("Export the file again without a DTD."),
        )
    return root


def xml_text(text: str) -> str:
    """The text without the control characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def holds_control(text: str) -> bool:
    """Whether the text has characters that XML cannot hold."""
    return _NOT_XML.search(text) is not None


def open_package(path: Path) -> dict[str, bytes]:
    """The files of a zip package by name. Raises `ExchangeRefused` for what is broken, too large or points outside."""
    data = read_bytes(path)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = [one for one in package.infolist() if not one.is_dir()]
            _refuse_bombs(path.name, entries)
            return {one.filename: package.read(one) for one in entries}
    except CarnetError:
        raise
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError) as problem:
        raise ExchangeRefused(
            _("{file}: this is not a zip package that can be read (broken or encrypted).").format(file=path.name),
            _("Export the package again from the program that made it."),
        ) from problem
    except Exception as problem:  # noqa: BLE001 - zlib.error and lzma.LZMAError have no common parent
        raise ExchangeRefused(
            _("{file}: this is not a zip package that can be read (broken or encrypted).").format(file=path.name),
            _("Export the package again from the program that made it."),
        ) from problem


def _refuse_bombs(name: str, entries: list[zipfile.ZipInfo]) -> None:
    total = sum(one.file_size for one in entries)
    packed = sum(one.compress_size for one in entries)
    if len(entries) > MOST_ENTRIES or total > MOST_BYTES or (total > 1 << 20 and total > MOST_RATIO * max(packed, 1)):
        raise ExchangeRefused(
            _("{file}: unpacked, this package would be too large ({count} files, {size} MB).").format(
                file=name, count=number(len(entries)), size=number(total / 1e6)
            ),
            _("Split the package."),
        )
    for one in entries:
        inside = PurePosixPath(one.filename.replace("\\", "/"))
        if inside.is_absolute() or ".." in inside.parts or ":" in inside.parts[0]:
            raise ExchangeRefused(
                _("{file}: one of its files points outside the package.").format(file=name),
                _("Do not use this package: it was made to write where it should not."),
            )


def pack(files: dict[str, bytes]) -> bytes:
    """A zip of these files, the same bytes each time for the same files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            package.writestr(entry, data)
    return held.getvalue()
