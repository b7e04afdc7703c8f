"""The teacher's library: a folder of references, every version kept, searched in words, cited by offsets."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from carnet.errors import CarnetError
from carnet.language import _
from carnet.records.private_files import private_file
from carnet.teaching.citation import Citation
from carnet.teaching.references.passages import Piece, pieces
from carnet.teaching.references.reading import CourseText, Heading, read_course
from carnet.text.terms import key

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

CATALOGUE = "references.json"
_LEAST = 0.08  # of likeness (cosine): below it, a passage shares a stray word with the query
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_QUOTE_SPACES = re.compile(r"\s+")


class LibraryTrouble(CarnetError):
    """A library that cannot be read or written. The message names the folder or the document."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a document: the fingerprint of its text, the date it bears, the file that it was read from."""

    version: str
    dated: date
    file: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document, its versions from the first to the one in force."""

    id: str
    title: str
    licence: str
    versions: tuple[Version, ...]

    @property
    def current(self) -> Version:
        """The version in force."""
        return self.versions[-1]


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that a search found, with how well it answers (0 to 1)."""

    document: Document
    piece: Piece
    text: str = field(repr=False)
    score: float = 0.0


class Library:
    """`Library("references")`. Texts stay in the folder, for the teacher's eyes; nothing of them is sent anywhere."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self._documents = self._read_catalogue()
        self._courses: dict[tuple[str, str], CourseText] = {}
        self._index: tuple[list[tuple[Document, Piece]], Any, csr_matrix] | None = None

    def documents(self) -> list[Document]:
        """The documents, by title."""
        return sorted(self._documents.values(), key=lambda one: one.title)

    def add(
        self, path: str | Path, title: str = "", licence: str = "", dated: date | None = None, id: str = ""
    ) -> Document:
        """Add a course file, or a new version of it; `id` defaults to the file's name.

        The same text again changes nothing. Raises UnreadableCourse, LibraryTrouble.
        """
        path = Path(path)
        try:
            data = path.read_bytes()
        except OSError:
            raise LibraryTrouble(
                _("{file} cannot be opened.").format(file=path.name), _("Check its name and that you may read it.")
            ) from None
        return self.add_bytes(path.name, data, title, licence, dated, id)

    def add_bytes(
        self, name: str, data: bytes, title: str = "", licence: str = "", dated: date | None = None, id: str = ""
    ) -> Document:
        """`add` for a file that a page received."""
        course = read_course(name, data)
        if id and not _ID.fullmatch(id):
            raise LibraryTrouble(
                _("“{id}” cannot name a document.").format(id=id), _("Use small letters, figures and hyphens.")
            )
        id = id or re.sub(r"[^a-z0-9]+", "-", " ".join(key(Path(name).stem)))[:64].strip("-") or "document"
        version = hashlib.sha256(course.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        known = self._documents.get(id)
        if known is not None and known.current.version == version:
            return known
        self._write_text(id, version, course)
        seen = tuple(one for one in known.versions if one.version != version) if known else ()
        added = Version(version, dated or date.today(), Path(name).name)
        document = Document(
            id,
            title or (known.title if known else Path(name).stem),
            licence or (known.licence if known else ""),
            (*seen, added),
        )
        self._write_catalogue({**self._documents, id: document})
        self._index = None
        return document

    def text(self, document_id: str, version: str | None = None) -> CourseText:
        """A document's text, in the version in force or another. Raises LibraryTrouble where there is none."""
        document = self._documents.get(document_id)
        wanted = version or (document.current.version if document else "")
        known = {one.version for one in document.versions} if document else set()
        if wanted not in known:
            raise LibraryTrouble(
                _("The library has no such version of “{document}”.").format(document=document_id),
                _("Add the file again, or cite the version in force."),
            )
        if (document_id, wanted) not in self._courses:
            self._courses[document_id, wanted] = self._read_text(document_id, wanted)
        return self._courses[document_id, wanted]

    def search(self, query: str, k: int = 5) -> list[Passage]:
        """The `k` passages, in force, that answer a query best: cosine of TF-IDF over words without case, accents,
        plurals; the words of a passage's headings count with it. Empty when nothing of it is there."""
        rows, vectors, matrix = self._indexed()
        if not rows or not key(query):
            return []
        scores = (matrix @ vectors.transform([query]).T).toarray()[:, 0]
        best = sorted(range(len(rows)), key=lambda row: (-scores[row], row))[:k]
        found = []
        for row in best:
            if scores[row] >= _LEAST:
                document, piece = rows[row]
                said = self.text(document.id).text[piece.start : piece.end]
                found.append(Passage(document, piece, said, float(min(scores[row], 1.0))))
        return found

    def cite(self, passage: Passage, start: int | None = None, end: int | None = None) -> Citation:
        """The citation of a passage, or of a part of it (offsets in the document's text)."""
        document, piece = passage.document, passage.piece
        start, end = piece.start if start is None else start, piece.end if end is None else end
        now = document.current
        return Citation(
            reference_id=document.id,
            version=now.version,
            title=document.title,
            section=piece.section,
            start=start,
            end=end,
            quote=self.text(document.id, now.version).text[start:end],
            page=piece.page,
            dated=now.dated,
            licence=document.licence,
            objective=piece.objective,
        )

    def check(self, citation: Citation) -> Literal["same", "changed", "missing"]:
        """Whether what is cited still stands: `changed` when the version in force no longer says it in these words,
        or the quote is not that of its own version; `missing` when the document is not in the library."""
        document = self._documents.get(citation.reference_id)
        if document is None:
            return "missing"
        try:
            cited = self.text(document.id, citation.version).text[citation.start : citation.end]
        except LibraryTrouble:
            cited = citation.quote
        if cited != citation.quote or not citation.quote.strip():
            return "changed"
        if document.current.version == citation.version:
            return "same"
        return "same" if _QUOTE_SPACES.sub(" ", citation.quote) in self._spaced(document) else "changed"

    def _spaced(self, document: Document) -> str:
        return _QUOTE_SPACES.sub(" ", self.text(document.id).text)

    def _indexed(self) -> "tuple[list[tuple[Document, Piece]], Any, csr_matrix]":
        if self._index is None:
            from scipy.sparse import csr_matrix
            from sklearn.feature_extraction.text import TfidfVectorizer

            rows: list[tuple[Document, Piece]] = []
            texts: list[str] = []
            for document in self.documents():
                course = self.text(document.id)
                for piece in pieces(course):
                    rows.append((document, piece))
                    texts.append(f"{piece.section}\n{course.text[piece.start : piece.end]}")
            vectors = TfidfVectorizer(analyzer=key, sublinear_tf=True)
            matrix = vectors.fit_transform(texts) if any(map(key, texts)) else csr_matrix((0, 0))
            self._index = (rows if matrix.shape[0] else [], vectors, matrix)
        return self._index

    def _read_catalogue(self) -> dict[str, Document]:
        path = self.folder / CATALOGUE
        if not path.exists():
            return {}
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            return {
                one["id"]: Document(
                    one["id"],
                    one["title"],
                    one["licence"],
                    tuple(Version(v["version"], date.fromisoformat(v["dated"]), v["file"]) for v in one["versions"]),
                )
                for one in said["documents"]
            }
        except (OSError, ValueError, KeyError, TypeError):
            raise LibraryTrouble(
                _("{file} of {folder} cannot be read.").format(file=CATALOGUE, folder=self.folder.name),
                _("Restore it from a copy, or build the library again in another folder."),
            ) from None

    def _write_catalogue(self, documents: dict[str, Document]) -> None:
        lines = [
            {**asdict(one), "versions": [{**asdict(v), "dated": v.dated.isoformat()} for v in one.versions]}
            for one in documents.values()
        ]
        with self._writing(), private_file(self.folder / CATALOGUE) as file:
            json.dump({"documents": lines}, file, ensure_ascii=False, indent=1)
        self._documents = documents

    def _write_text(self, id: str, version: str, course: CourseText) -> None:
        with self._writing():
            (self.folder / id).mkdir(parents=True, exist_ok=True)
            with private_file(self.folder / id / f"{version}.json", errors="surrogatepass") as file:
                json.dump(asdict(course), file, ensure_ascii=False)

    def _read_text(self, id: str, version: str) -> CourseText:
        try:
            said = json.loads((self.folder / id / f"{version}.json").read_text("utf-8", errors="surrogatepass"))
            return CourseText(said["text"], tuple(Heading(**one) for one in said["headings"]), tuple(said["pages"]))
        except (OSError, ValueError, KeyError, TypeError):
            raise LibraryTrouble(
                _("The text of “{document}” cannot be read in the library.").format(document=id),
                _("Add its file again."),
            ) from None

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """The folder is there; an error of the disk becomes one that names it."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            yield
        except OSError:
            raise LibraryTrouble(
                _("The library {folder} cannot be written.").format(folder=self.folder.name),
                _("Check that there is room, and that you may write there."),
            ) from None
