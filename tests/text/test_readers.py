"""Readers: every kind of file as notes, bad records set aside with their reason, and no text in any message."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from files_for_readers import locked_pdf, pdf, word
from hypothesis import given, settings
from hypothesis import strategies as st

from carnet.errors import CarnetError
from carnet.language import set_language
from carnet.text.note import Note, UnreadableNote
from carnet.text.readers import Rejected, read_bytes, read_notes
from carnet.text.readers import tables as tables_module

TEXT = "Élévation des CRP : œdème, 12 €"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("fr")


def notes(name: str, data: bytes) -> list[Note]:
    found = list(read_bytes(name, data))
    assert all(isinstance(note, Note) for note in found), found
    return [note for note in found if isinstance(note, Note)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_of_any_usual_encoding(encoding: str) -> None:
    (note,) = notes("lettre.txt", TEXT.encode(encoding))
    assert (note.note_id, note.text) == ("lettre", TEXT)


def test_line_ends_are_kept_as_given(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"un\r\ndeux\rtrois\n")
    assert [note.text for note in read_notes(tmp_path / "a.txt") if isinstance(note, Note)] == ["un\r\ndeux\rtrois\n"]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n ", "is empty"),
        ("a.txt", bytes(range(256)) * 20, "is not a text"),
        ("a.pdf", b"%PDF-1.4\nnothing", "is damaged or is not a PDF"),
        ("a.pdf", b"hello", "is damaged or is not a PDF"),
        ("a.pdf", pdf([[]]), "probably a scan"),
        ("a.pdf", locked_pdf(), "protected by a password"),
        ("a.docx", b"hello", "is not a Word document"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "older .doc"),
        ("a.parquet", b"PAR1hello", "is not a Parquet file"),
        ("a.zip", b"hello", "is not a zip file"),
        ("a.json", b"{", "is not JSON"),
        ("a.json", b"[1]", None),
        ("a.json", b"3", "holds no notes"),
        ("a.xmi", b"<x/>", "is not a UIMA CAS"),
        ("a.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><xmi/>', "is not a UIMA CAS"),
        ("a.csv", b"a;b\n1;2\n", "no column holds the text"),
    ],
)
def test_what_cannot_be_read_says_why(name: str, data: bytes, words: str | None) -> None:
    if words is None:
        (found,) = read_bytes(name, data)
        assert isinstance(found, Rejected)
        return
    with pytest.raises(UnreadableNote, match=words) as raised:
        list(read_bytes(name, data))
    assert raised.value.remedy


def test_jsonl_line_by_line() -> None:
    lines = [
        json.dumps({"note_id": 7, "text": "a", "person_id": "p", "note_date": "2024-03-12", "title": "CR"}),
        "",
        "{not json SECRET",
        json.dumps(["SECRET"]),
        json.dumps({"text": "SECRET"}),
        json.dumps({"note_id": "n", "text": None}),
        json.dumps({"note_id": "d", "text": "SECRET", "note_date": "SECRET"}),
        json.dumps({"note_id": "e", "text": ""}),
        json.dumps({"note_id": "f", "texte": "é"}, ensure_ascii=False),
    ]
    data = "\n".join(lines).encode() + b'\n{"note_id": "w", "text": "' + "é".encode("cp1252") + b'"}\n'
    found = list(read_bytes("n.jsonl", data))
    assert found[0] == Note("7", "a", person_id="p", note_date=date(2024, 3, 12), title="CR")
    rejected = [note for note in found if isinstance(note, Rejected)]
    assert [(r.row, r.field, r.note_id) for r in rejected] == [
        *((3, "", None), (4, "", None), (5, "note_id", None), (6, "text", "n"), (7, "note_date", "d"))
    ]
    assert not any("SECRET" in f"{r}{r.error()}" for r in rejected)
    assert [note.text for note in found if isinstance(note, Note)] == ["a", "", "é", "é"]


def test_a_line_too_long_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carnet.text.readers.encodings.MAX_LINE_BYTES", 100)
    data = b'{"note_id": "a", "text": "' + b"x" * 500 + b'"}\n{"note_id": "b", "text": "y"}\n'
    first, second = read_bytes("n.jsonl", data)
    assert isinstance(first, Rejected)
    assert (first.row, first.field) == (1, "")
    assert second == Note("b", "y")


def test_jsonl_is_read_as_it_is_asked_for() -> None:
    class Counting(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            Counting.lines += 1
            return super().readline(size)

        lines = 0

    data = b"".join(b'{"note_id": "%d", "text": "x"}\n' % n for n in range(1000))
    stream = tables_module.read_jsonl(Counting(data), "n.jsonl")
    next(stream)
    assert Counting.lines == 1


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_of_french_exports(separator: str, encoding: str) -> None:
    rows = [
        ["ID_NOTE", "IPP", "Date document", "Texte", "Type"],
        ["1", "800", "12/03/24", '"deux\nlignes ""é"" et\tla suite"', "CRH"],
        ["2", "801", "2024-03-12 08:00", "fin", "CRO", "", ""],
        ["3", "SECRET"],
        ["", "802", "", "SECRET", "CRO"],
    ]
    data = "\n".join(separator.join(row) for row in rows).encode(encoding)
    found = list(read_bytes("n.csv", data))
    text = 'deux\nlignes "é" et\tla suite'
    assert found[0] == Note("1", text, person_id="800", note_date=date(2024, 3, 12), note_type="CRH")
    assert found[1] == Note("2", "fin", person_id="801", note_date=date(2024, 3, 12), note_type="CRO")
    assert [(r.row, r.field) for r in found[2:] if isinstance(r, Rejected)] == [(4, ""), (5, "note_id")]
    assert "SECRET" not in str(found[2:])


def test_csv_without_identifiers_numbers_its_rows() -> None:
    assert [note.note_id for note in notes("lot.csv", b"texte\nun\ndeux\n")] == ["lot-2", "lot-3"]


def test_parquet_as_omop_keeps_it(tmp_path: Path) -> None:
    table = pa.table(
        {
            "note_id": [1, 2, 3],
            "person_id": [10, 10, 11],
            "note_date": pa.array([date(2024, 3, 12), None, None], pa.date32()),
            "note_title": ["CRH", None, None],
            "note_text": ["a", None, "c"],
            "visit_occurrence_id": pa.array([5, None, None], pa.int64()),
            "note_source_value": ["discharge", None, None],
        }
    )
    (tmp_path / "person").mkdir()
    (tmp_path / "note").mkdir()
    pq.write_table(table, tmp_path / "note" / "part-0.parquet", row_group_size=2)
    (tmp_path / "other.txt").write_text("not a note of the warehouse")
    found = list(read_notes(tmp_path))
    assert found[0] == Note("1", "a", "10", "5", date(2024, 3, 12), "discharge", "CRH")
    assert isinstance(found[1], Rejected)
    assert (found[1].row, found[1].field, found[1].note_id) == (2, "text", "2")
    assert found[2] == Note("3", "c", "11")


def test_parhaf_in_both_its_forms(tmp_path: Path) -> None:
    patient = {"id": "P1", "specialty": "oncologie", "structured_abstract": {"a": 1}}
    lists = patient | {
        "documents": {"type": ["CRC", "CRO"], "header": ["h", None], "text": ["a", "b"], "word_count": [1, 1]}
    }
    objects = patient | {"documents": [{"type": "CRC", "header": "h", "text": "a"}, {"type": "CRO", "text": "b"}]}
    expected = [Note("P1-1", "a", "P1", note_type="CRC", title="h"), Note("P1-2", "b", "P1", note_type="CRO")]
    assert notes("p.jsonl", json.dumps(lists).encode()) == expected
    assert notes("p.json", json.dumps([objects]).encode()) == expected
    pq.write_table(pa.Table.from_pylist([lists]), tmp_path / "p.parquet")
    assert list(read_notes(tmp_path / "p.parquet")) == expected


def test_word_in_the_order_of_reading(tmp_path: Path) -> None:
    (note,) = read_notes(word(tmp_path / "lettre.docx"))
    assert isinstance(note, Note)
    assert note.text.split("\n") == [
        *(
            "CHU de Villefranche",
            "Dr Zoé Encadré",
            "Cher confrère,",
            "Hb | 12,5",
            "CRP | 45",
            "Ligne une",
            "ligne\tdeux",
        ),
        *("Au total, rien.", "12 rue des Lilas"),
    ]


def test_a_word_bomb_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = word(tmp_path / "lettre.docx")
    monkeypatch.setattr("carnet.text.readers.word.MAX_BYTES", 1000)
    with pytest.raises(UnreadableNote, match="too large"):
        list(read_notes(path))


LINES = [
    "Je vous remercie de m'avoir adressé cette patiente de 67 ans, que je vois",
    "ce jour pour une dyspnée d'effort évoluant depuis trois semaines, avec une hospi-",
    "talisation récente. Le scanner thoraco-",
    "abdominal est normal et il n'y a pas de signe d'insuffisance cardiaque gau-",
    "che. Elle prend :",
    "- Kardégic 75 mg",
    "- bisoprolol",
    "Conclusion : tout va bien",
]


def test_the_lines_of_a_pdf_are_made_whole() -> None:
    (note,) = notes("a.pdf", pdf([LINES]))
    assert note.text.split("\n") == [
        f"{LINES[0]} ce jour pour une dyspnée d'effort évoluant depuis trois semaines, avec une "
        "hospitalisation récente. Le scanner thoraco-abdominal est normal et il n'y a pas de signe "
        "d'insuffisance cardiaque gauche. Elle prend :",
        "- Kardégic 75 mg",
        "- bisoprolol",
        "Conclusion : tout va bien",
    ]


def test_what_pages_repeat_is_kept_once() -> None:
    pages = [["CHU de Villefranche", "M. X, IPP 123", *LINES[:5], f"Page {n}/3"] for n in (1, 2, 3)]
    (note,) = notes("a.pdf", pdf(pages))
    assert note.text.count("CHU de Villefranche") == note.text.count("IPP 123") == 1
    assert "Page" not in note.text
    assert note.text.count("hospitalisation") == 3


def zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_zip_of_everything(tmp_path: Path) -> None:
    inner = zipped({"x.txt": b"x"})
    data = zipped(
        {
            "a.txt": b"un",
            "d/b.jsonl": b'{"note_id": "n", "text": "deux"}',
            "../../evil.txt": b"trois",
            "c.pdf": b"not a pdf",
            "inner.zip": inner,
            "inner.txt": inner,
            "bomb.txt": bytes(2**21),
            "__MACOSX/._a.txt": b"junk",
            "l.docx": word(tmp_path / "l.docx").read_bytes(),
        }
    )
    found = list(read_bytes("lot.zip", data))
    assert {note.note_id: note.text[:5] for note in found if isinstance(note, Note)} == {
        "lot.zip/a": "un",
        "n": "deux",
        "lot.zip/evil": "trois",
        "lot.zip/l": "CHU d",
    }
    assert sorted(r.file for r in found if isinstance(r, Rejected)) == [
        *("lot.zip/bomb.txt", "lot.zip/c.pdf", "lot.zip/inner.txt", "lot.zip/inner.zip")
    ]
    assert not (tmp_path.parent / "evil.txt").exists()


def test_a_zip_that_expands_too_much_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("carnet.text.readers.archive.MAX_TOTAL_BYTES", 100)
    first, second = read_bytes("lot.zip", zipped({"a.txt": b"x" * 60, "b.txt": b"y" * 60}))
    assert isinstance(first, Note)
    assert isinstance(second, Rejected)


def test_a_folder_with_its_folders(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "b.txt").write_text("deux")
    (tmp_path / "d" / "a.txt").write_text("un")
    (tmp_path / "d" / "c.xyz").write_text("?")
    (tmp_path / ".hidden").write_text("?")
    (tmp_path / "e.txt").write_text("")
    found = list(read_notes(tmp_path))
    assert [note.note_id for note in found if isinstance(note, Note)] == ["b", "d/a"]
    assert sorted(r.file for r in found if isinstance(r, Rejected)) == ["d/c.xyz", "e.txt"]
    with pytest.raises(UnreadableNote, match=r"no\.txt cannot be opened"):
        list(read_notes(tmp_path / "no.txt"))


def test_a_damaged_word_or_parquet_file_is_refused(tmp_path: Path) -> None:
    whole = word(tmp_path / "l.docx").read_bytes()
    pq.write_table(
        pa.table({"note_id": ["a"] * 500, "note_text": [str(n) * 50 for n in range(500)]}), tmp_path / "n.parquet"
    )
    table = (tmp_path / "n.parquet").read_bytes()
    for name, data in (("l.docx", whole), ("n.parquet", table)):
        for place in range(8, len(data) - 8, len(data) // 24):
            broken = data[:place] + bytes([data[place] ^ 0xFF]) * 6 + data[place + 6 :]
            try:
                list(read_bytes(name, broken))
            except UnreadableNote as error:
                assert len(error.message) < 100


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([".txt", ".jsonl", ".json", ".csv", ".tsv", ".docx", ".pdf", ".parquet", ".xmi", ".zip", ""]),
    st.one_of(st.binary(max_size=300), st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace"))),
)
def test_any_bytes_are_read_or_refused(suffix: str, data: bytes) -> None:
    try:
        for note in read_bytes(f"a{suffix}", data):
            assert isinstance(note, Note | Rejected)
    except CarnetError as error:
        assert error.message
        assert len(error.message) < 120


@pytest.mark.corpora
def test_texts_broken_by_extraction_keep_what_their_clean_twins_keep_apart(corpora: Path) -> None:
    from carnet.text.readers.unwrap import unwrap

    folder = corpora / "text" / "medkit_fr" / "tests" / "data" / "text" / "eds"
    for path in sorted(folder.glob("cas*.txt")):
        given_lines = [" ".join(line.split()) for line in path.read_text().split("\n") if line.strip()]
        kept = [" ".join(line.split()) for line in unwrap([path.read_text()]).split("\n") if line.strip()]
        assert kept == given_lines  # nothing was wrapped in them: nothing is joined
        assert (folder / "clean" / path.name).read_text().count(". ") >= 0.8 * len(kept)


@pytest.mark.corpora
def test_public_pdf_files(corpora: Path) -> None:
    folder = corpora / "text" / "pdf_fr" / "resources"
    (letter,) = read_notes(folder / "letter.pdf")
    assert isinstance(letter, Note)
    assert "quant à l’accès aux données de l’Entrepôt de Données de Santé du projet" in letter.text
    assert "c’est pourquoi nous nous engageons" in letter.text
    assert (
        "\n• Effectuer une demande d'autorisation à la CNIL en cas d'appariement avec d’autres cohortes." in letter.text
    )
    (lorem,) = read_notes(folder / "test.pdf")
    assert isinstance(lorem, Note)
    assert sum(line.startswith("Lorem ipsum dolor sit amet, cons") for line in lorem.text.split("\n")) == 5
    for name in ("blank.pdf", "error.pdf"):
        with pytest.raises(UnreadableNote):
            list(read_notes(folder / name))


@pytest.mark.corpora
def test_public_annotated_corpora(corpora: Path) -> None:
    from carnet.text.document import Document
    from carnet.text.readers import read_brat, read_cas

    texts = sorted((corpora / "text" / "cantemist_fr").glob("*.txt"))[:40]
    brat = [found for text in texts if text.name != "SOURCE.txt" for found in read_brat(text)]
    cas = list(read_cas(corpora / "text" / "e3c_fr" / "layer1"))
    documents = [document for document in (*brat, *cas) if isinstance(document, Document)]
    assert (len(brat), len(cas)) == (39, 36)
    assert len(documents) == 75
    for document in documents:
        assert document.spans or document.note.note_id.startswith("cc_onco")
        assert all(document.text[span.start : span.end] == span.text for span in document.spans)
