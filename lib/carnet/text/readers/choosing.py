"""Chooses the reader of a file by its content and its extension; goes through folders and zips."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from carnet.errors import CarnetError
from carnet.language import _
from carnet.text.note import Note, UnreadableNote
from carnet.text.readers import tables
from carnet.text.readers.archive import files_of_zip
from carnet.text.readers.cas import document_of_cas, is_cas, load_cas
from carnet.text.readers.encodings import decode
from carnet.text.readers.pdf import read_pdf
from carnet.text.readers.rejected import Rejected
from carnet.text.readers.word import read_docx

READABLE = (".txt", ".docx", ".pdf", ".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet", ".xmi", ".xml", ".zip")
MAX_TEXT_BYTES = 64 * 2**20
_HEAD_BYTES = 2**14
_NOT_PLAIN = (
    b"{\\rtf",
    b"<!DOCTYPE",
    b"<!doctype",
    b"<html",
    b"<HTML",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
)  # whatever its name says


def read_notes(path: str | Path) -> Iterator[Note | Rejected]:
    """The notes of a file, of a folder (its files by name, with those of its folders) or of a zip, one at a time.

    The `note_id` of a note that is a whole file is its path in the folder, without the extension. A record that
    cannot be read is given as Rejected, in its place; a file alone that cannot be read raises UnreadableNote.
    """
    path = Path(path)
    if path.is_dir():
        yield from _folder(path)
        return
    try:
        file = path.open("rb")
    except OSError:
        raise UnreadableNote(
            _("{file} cannot be opened.").format(file=path.name), _("Check its name and that you may read it.")
        ) from None
    with file:
        yield from _file(file, path.name, path.parent)


def read_bytes(name: str, data: bytes) -> Iterator[Note | Rejected]:
    """The notes of a file given with its content, as a page receives it; nothing is written on the disk."""
    yield from _file(io.BytesIO(data), name, None)


def _folder(folder: Path) -> Iterator[Note | Rejected]:
    """A warehouse's `note` table where there is one, else every file that may hold notes."""
    table = [folder / "note", folder / "note.parquet"]
    warehouse = next((place for place in table if place.exists()), None) if (folder / "person").exists() else None
    root = warehouse or folder
    files = [root] if root.is_file() else sorted(file for file in root.rglob("*") if file.is_file())
    for file in files:
        name = file.relative_to(folder).as_posix()
        hidden = any(part.startswith((".", "~$", "_")) for part in file.relative_to(folder).parts)
        if hidden or file.suffix.lower() == ".ann" or file.name.lower() == "typesystem.xml":
            continue
        if file.suffix.lower() not in READABLE:
            reason = _("{file}: files of this kind are not read.").format(file=name)
            yield Rejected(name, 0, "", reason)
            continue
        try:
            with file.open("rb") as content:
                yield from _file(content, name, file.parent)
        except OSError:
            yield Rejected(name, 0, "", _("{file} cannot be opened.").format(file=name))
        except CarnetError as error:
            yield Rejected.whole(name, error)


def _file(file: BinaryIO, name: str, folder: Path | None, *, zipped: bool = False) -> Iterator[Note | Rejected]:
    head = file.read(_HEAD_BYTES)
    file.seek(0)
    if not head.strip():
        raise UnreadableNote(_("{file} is empty.").format(file=name), _("Check that it was copied whole."))
    suffix = Path(name).suffix.lower()
    note_id = name[: -len(suffix)] if suffix else name
    if head.startswith(b"PK\x03\x04") and suffix != ".docx":
        if zipped and not _is_docx(file):
            raise UnreadableNote(
                _("{file} is an archive within an archive.").format(file=name), _("Give the inner archive by itself.")
            )
        if suffix == ".zip" or not _is_docx(file):
            yield from _zip(file, name)
            return
        suffix = ".docx"
    if head.lstrip(b"\x00\r\n\t ").startswith(b"%PDF-") or suffix == ".pdf":
        yield from read_pdf(file, name, note_id)
    elif suffix == ".docx" or head.startswith(b"\xd0\xcf\x11\xe0"):
        yield from read_docx(file, name, note_id)
    elif head.startswith(b"PAR1") or suffix == ".parquet":
        yield from tables.read_parquet(file, name)
    elif suffix in _TABLES:
        yield from _TABLES[suffix](file, name)
    elif suffix == ".zip":
        raise UnreadableNote(_("{file} is not a zip file.").format(file=name), _("Make it again."))
    elif suffix in (".xmi", ".xml") or (suffix == ".json" and is_cas(head)):
        types = folder / "TypeSystem.xml" if folder is not None else None
        known = types.read_bytes() if types is not None and types.exists() else None
        yield document_of_cas(load_cas(_limited(file, name, tables.MAX_JSON_BYTES), name, known), note_id).note
    elif suffix == ".json":
        yield from _json(file, name, note_id)
    elif suffix not in ("", ".txt") or head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(_NOT_PLAIN):
        raise UnreadableNote(
            _("{file}: files of this kind are not read.").format(file=name), _("Save it as txt, docx or pdf.")
        )
    else:
        yield Note(note_id, decode(_limited(file, name, MAX_TEXT_BYTES), name))


_TABLES: dict[str, Callable[[BinaryIO, str], Iterator[Note | Rejected]]] = {
    ".jsonl": tables.read_jsonl,
    ".ndjson": tables.read_jsonl,
    ".csv": tables.read_csv,
    ".tsv": tables.read_csv,
}


def _limited(file: BinaryIO, name: str, most: int) -> bytes:
    data = file.read(most + 1)
    if len(data) > most:
        raise UnreadableNote(
            _("{file} is too large for one note.").format(file=name), _("Give many notes as .jsonl or .parquet.")
        )
    return data


def _json(file: BinaryIO, name: str, note_id: str) -> Iterator[Note | Rejected]:
    data = _limited(file, name, tables.MAX_JSON_BYTES)
    try:
        content = json.loads(decode(data, name))
    except (ValueError, RecursionError):
        if b"\n{" in data:  # JSONL under another extension
            file.seek(0)
            yield from tables.read_jsonl(file, name)
            return
        raise UnreadableNote(_("{file} is not JSON.").format(file=name), _("Export it again.")) from None
    if isinstance(content, dict) and "%FEATURE_STRUCTURES" in content:
        yield document_of_cas(load_cas(data, name), note_id).note
    else:
        yield from tables.read_json(content, name)


def _is_docx(file: BinaryIO) -> bool:
    import zipfile

    try:
        with zipfile.ZipFile(file) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    finally:
        file.seek(0)


def _zip(file: BinaryIO, name: str) -> Iterator[Note | Rejected]:
    for found in files_of_zip(file, name):
        if isinstance(found, Rejected):
            yield found
            continue
        path, content = found
        if Path(path).suffix.lower() == ".ann":
            continue
        try:
            yield from _file(content, path, None, zipped=True)
        except CarnetError as error:
            yield Rejected.whole(path, error)
