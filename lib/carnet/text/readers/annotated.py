"""Annotated notes as documents with spans: brat standoff, UIMA CAS (XMI and JSON), JSONL with entities."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from carnet.language import _
from carnet.text.document import Document
from carnet.text.note import Note, UnreadableNote
from carnet.text.readers.cas import document_of_cas, load_cas
from carnet.text.readers.encodings import decode
from carnet.text.readers.rejected import Rejected
from carnet.text.readers.tables import notes_of_record, records_of_jsonl, records_of_parquet
from carnet.text.span import Span

_PLACES = re.compile(r"(\d+) (\d+)(?:;(\d+) (\d+))*$")


def read_documents(path: str | Path) -> Iterator[Document | Rejected]:
    """The annotated notes of a file or folder: brat, UIMA CAS, or JSONL or Parquet with `entities` or `spans`.

    The annotated subsets of PARHAF (`document_metadata`, `spans`) are read so too.
    """
    path = Path(path)
    if path.is_dir():
        if any(path.rglob("*.ann")):
            yield from read_brat(path)
        else:
            yield from read_cas(path)
    elif path.suffix.lower() in (".txt", ".ann"):
        yield from read_brat(path)
    elif path.suffix.lower() in (".jsonl", ".parquet"):
        yield from _read_records(path)
    else:
        yield from read_cas(path)


def read_brat(path: str | Path) -> Iterator[Document | Rejected]:
    """The documents of a brat folder (or of one .txt with its .ann), by name.

    A discontinuous annotation becomes one span from its first to its last character, with its `fragments` among the
    attributes; brat's attributes and normalisations become attributes; relations and events are not read.
    """
    path = Path(path)
    texts = sorted(path.rglob("*.txt")) if path.is_dir() else [path.with_suffix(".txt")]
    for file in texts:
        name = file.relative_to(path).as_posix() if path.is_dir() else file.name
        annotations = file.with_suffix(".ann")
        if path.is_dir() and not annotations.exists():
            continue
        try:
            text = decode(file.read_bytes(), name)
            lines = decode(annotations.read_bytes(), name) if annotations.exists() else ""
        except UnreadableNote as error:
            yield Rejected.whole(name, error)
            continue
        except FileNotFoundError:
            raise UnreadableNote(_("There is no file {file}.").format(file=name), _("Check its name.")) from None
        if "\r\n" in text and not _fits(text, lines):
            text = text.replace("\r\n", "\n")  # annotated as its lines end elsewhere
        yield from _brat_document(text, lines, name)


def _fits(text: str, lines: str) -> bool:
    """Whether the quotes of the annotations are at their places."""
    for line in lines.split("\n"):
        parts = line.rstrip("\r").split("\t", 2)
        places = _PLACES.match(parts[1].partition(" ")[2]) if len(parts) == 3 and parts[0][:1] == "T" else None
        if places and not places[3] and text[int(places[1]) : int(places[2])] != parts[2]:
            return False
    return True


def _brat_document(text: str, lines: str, name: str) -> Iterator[Document | Rejected]:
    spans: dict[str, Span] = {}
    details: list[tuple[str, str, Any]] = []
    for row, line in enumerate(lines.split("\n"), start=1):
        parts = line.rstrip("\r").split("\t", 2)
        if parts[0][:1] == "T":
            span = _brat_span(text, parts)
            if span is None:
                reason = _("{file}, row {row}: the annotation does not fit the text.").format(file=name, row=row)
                yield Rejected(name, row, "offsets", reason, name.removesuffix(".txt"))
            else:
                spans[parts[0]] = span
        elif parts[0][:1] in ("A", "M", "N", "#") and len(parts) > 1:
            words = parts[1].split(" ")
            if len(words) < 2:
                continue
            if parts[0][0] == "#":
                details.append((words[1], "note", parts[2] if len(parts) > 2 else ""))
            elif parts[0][0] == "N":
                details.append((words[1], words[0].lower(), " ".join(words[2:])))
            else:
                details.append((words[1], words[0].lower(), " ".join(words[2:]) or True))
    for target, key, value in details:
        if target in spans:
            spans[target] = spans[target].with_attributes(**{key: value})
    yield Document(Note(name.removesuffix(".txt"), text)).with_spans(list(spans.values()))


def _brat_span(text: str, parts: list[str]) -> Span | None:
    label, _space, written = parts[1].partition(" ") if len(parts) > 1 else ("", "", "")
    if not _PLACES.match(written):
        return None
    fragments = [tuple(map(int, place.split(" "))) for place in written.split(";")]
    start, end = min(a for a, _b in fragments), max(b for _a, b in fragments)
    quote = " ".join(text[a:b] for a, b in fragments)
    fits = len(parts) < 3 or re.sub(r"\s+", "", quote) == re.sub(r"\s+", "", parts[2])
    if not (0 <= start < end <= len(text) and fits):
        return None
    gaps = zip(fragments, fragments[1:], strict=False)
    # brat cuts at each end of line what goes over several
    whole = all(b <= c and not text[b:c].strip() and "\n" in text[b:c] for (_a, b), (c, _d) in gaps)
    more = {} if whole else {"fragments": fragments}
    return Span.of(text, start, end, label, producer="brat", **more)


def read_cas(path: str | Path, typesystem: str | Path | None = None) -> Iterator[Document | Rejected]:
    """The documents of UIMA CAS files (.xmi, .xml, .json), one or a folder of them.

    The type system is the one given, or the `TypeSystem.xml` beside the file, or else is inferred from the file:
    then all features are text. The layer `EntiteAnonymisation` of PARTAGES is read with Carnet's labels and roles.
    """
    path = Path(path)
    files = sorted(file for file in path.rglob("*") if file.suffix.lower() in (".xmi", ".xml", ".json"))
    for file in files if path.is_dir() else [path]:
        if file.name.lower() in ("typesystem.xml", "full-typesystem.xml"):
            continue
        name = file.relative_to(path).as_posix() if path.is_dir() else file.name
        try:
            beside = next((near for near in file.parent.glob("*.xml") if near.name.lower() == "typesystem.xml"), None)
            types = Path(typesystem) if typesystem is not None else beside
            cas = load_cas(file.read_bytes(), name, types.read_bytes() if types else None)
            yield document_of_cas(cas, name.rsplit(".", 1)[0])
        except UnreadableNote as error:
            if not path.is_dir():
                raise
            yield Rejected.whole(name, error)


def _read_records(path: Path) -> Iterator[Document | Rejected]:
    with path.open("rb") as file:
        parquet = path.suffix.lower() == ".parquet"
        records = records_of_parquet(file, path.name, *_LISTS, "document_metadata") if parquet else None
        for found in records or records_of_jsonl(file, path.name):
            if isinstance(found, Rejected):
                yield found
                continue
            row, record = found
            if isinstance(record.get("document_metadata"), dict):
                record = record["document_metadata"] | record
            for note in notes_of_record(record, path.name, row):
                yield document_of_record(note, record, path.name, row) if isinstance(note, Note) else note


def document_of_record(note: Note, record: Mapping[str, Any], file: str, row: int) -> Document | Rejected:
    """A note with the entities of its record (`entities` or `spans`: start, end, label, anything else an attribute)."""
    spans = []
    try:
        for entity in next((record[name] for name in _LISTS if record.get(name)), ()):
            key = {role: next(name for name in names if name in entity) for role, names in _KEYS.items()}
            start, end, label = int(entity[key["start"]]), int(entity[key["end"]]), str(entity[key["label"]])
            quote = entity.get("text")
            if end > len(note.text) or (isinstance(quote, str) and quote != note.text[start:end]):
                raise ValueError("does not fit")
            known = {*key.values(), "text", "attributes", "producer"}
            more = {name: value for name, value in entity.items() if name not in known and value is not None}
            more |= entity.get("attributes") or {}
            spans.append(Span(start, end, label, note.text[start:end], more, str(entity.get("producer") or "")))
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration):
        reason = _("{file}, row {row}: the annotation does not fit the text.").format(file=file, row=row)
        return Rejected(file, row, "entities", reason, note.note_id)
    return Document(note).with_spans(spans)


_LISTS = ("entities", "spans")
_KEYS = {
    "start": ("start", "begin", "start_offset"),
    "end": ("end", "end_offset"),
    "label": ("label", "type", "category"),
}
