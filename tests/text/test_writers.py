"""Writers: what is written is read back at the same places, emoji, line ends and control characters included."""

import datetime as dt
import json
import warnings
from pathlib import Path
from types import SimpleNamespace

import pytest
from hostile import hostile_texts
from hypothesis import given, settings
from hypothesis import strategies as st

from carnet.errors import CarnetError
from carnet.records.schema import TABLES
from carnet.text.document import Document
from carnet.text.note import Note
from carnet.text.partages import CATEGORIES, entity_of, features_of
from carnet.text.readers import Rejected, read_brat, read_cas, read_documents
from carnet.text.readers.cas import document_of_cas, load_cas
from carnet.text.span import Span
from carnet.text.writers import (
    Annotated,
    brat_of,
    cas_json_of,
    note_nlp_table,
    typesystem_of,
    write_brat,
    write_cas,
    write_jsonl,
    xmi_of,
)

TEXT = "😀 M. Jean\r\nDUPONT 👩🏽‍⚕️, né le 12/03/1950,\tIPP 8001\x0c, CHU de Lyon, Dr Éve Martin."


def span(text: str, words: str, label: str, **attributes: str) -> Span:
    start = text.index(words)
    return Span.of(text, start, start + len(words), label, producer="rule:x", **attributes)


ENTITIES = [
    span(TEXT, "Jean", "FIRST_NAME", role="Patient"),
    span(TEXT, "DUPONT", "LAST_NAME", role="Patient"),
    span(TEXT, "12/03/1950", "PATIENT_BIRTHDATE"),
    span(TEXT, "8001", "IDENTIFIER", role="Patient", kind="IPP"),
    span(TEXT, "CHU de Lyon", "HOSPITAL", role="Carer"),
    span(TEXT, "Éve", "FIRST_NAME", role="Carer"),
]
DOCUMENT = Document(Note("p1/n 1", TEXT, "p1", note_date=dt.date(2024, 3, 12))).with_spans(ENTITIES)


def told(document: object) -> list[tuple[int, int, str, object, object]]:
    assert isinstance(document, Document), document
    for found in document.spans:
        assert document.text[found.start : found.end] == found.text
    return [(s.start, s.end, s.label, s.attributes.get("role"), s.attributes.get("kind")) for s in document.spans]


def test_jsonl_there_and_back(tmp_path: Path) -> None:
    assert write_jsonl([DOCUMENT], tmp_path / "n.jsonl") == 1
    (back,) = read_documents(tmp_path / "n.jsonl")
    assert isinstance(back, Document)
    assert back.note == DOCUMENT.note
    assert told(back) == told(DOCUMENT)
    assert back.spans[0].producer == "rule:x"


def test_annotated_subsets_of_parhaf(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    metadata = {"document_id": "d1", "text": "Jean 😀 Dupont", "type": "CRH"}
    spans = [{"begin": 7, "end": 13, "label": "LAST_NAME", "text": "Dupont", "role": "Patient"}]
    bad = [{"start": 7, "end": 13, "label": "LAST_NAME", "text": "SECRET", "role": None}]
    records = [{"document_metadata": metadata, "spans": spans}, {"document_metadata": metadata, "spans": bad}]
    pq.write_table(pa.Table.from_pylist(records[:1]), tmp_path / "p.parquet")
    (tmp_path / "p.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    (first,) = read_documents(tmp_path / "p.parquet")
    second, rejected = read_documents(tmp_path / "p.jsonl")
    assert told(first) == told(second) == [(7, 13, "LAST_NAME", "Patient", None)]
    assert isinstance(rejected, Rejected)
    assert "SECRET" not in str(rejected)


def test_brat_there_and_back(tmp_path: Path) -> None:
    over_lines = span(TEXT, "Jean\r\nDUPONT", "PERSON")
    document = DOCUMENT.with_spans([over_lines])
    assert write_brat([document], tmp_path) == ["p1_n_1"]
    (back,) = read_brat(tmp_path)
    assert isinstance(back, Document)
    assert back.text == TEXT
    assert sorted(map(str, told(back))) == sorted(map(str, told(document)))
    assert "PERSON 5 9;11 17\tJean DUPONT\n" in (tmp_path / "p1_n_1.ann").read_text(encoding="utf-8")
    assert "Role\tArg:<ENTITY>, Value:Carer|Patient" in (tmp_path / "annotation.conf").read_text(encoding="utf-8")


def test_brat_of_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Un œdème\r\ndu poumon".encode())
    annotations = [
        "T1\tSIGN 3 8\tœdème",
        "T2\tSITE 12 18\tpoumon",  # placed as if lines ended with one character
        "T3\tSIGN 3 5;7 8\tœd e",
        "T4\tSIGN 3 99\tSECRET",
        "A1\tNegation T1",
        "N1\tReference T2 CIM10:J81\tOedème",
        "#1\tAnnotatorNotes T1\tvu",
        "R1\tsite Arg1:T1 Arg2:T2",
        "*\tEquiv T1 T3",
    ]
    (tmp_path / "a.ann").write_text("\n".join(annotations), encoding="utf-8")
    rejected = [found for found in read_brat(tmp_path) if isinstance(found, Rejected)]
    (document,) = [found for found in read_brat(tmp_path) if isinstance(found, Document)]
    assert [(r.row, r.note_id) for r in rejected] == [(4, "a")]
    assert "SECRET" not in str(rejected)
    by_text = {s.text: s for s in document.spans if "fragments" not in s.attributes}
    assert [s.attributes["fragments"] for s in document.spans if "fragments" in s.attributes] == [[(3, 5), (7, 8)]]
    assert by_text["poumon"].attributes["reference"] == "CIM10:J81"
    assert by_text["œdème"].attributes == {"negation": True, "note": "vu"}


@pytest.mark.parametrize("form", ["xmi", "json"])
def test_uima_cas_there_and_back(tmp_path: Path, form: str) -> None:
    write_cas([DOCUMENT], tmp_path, "xmi" if form == "xmi" else "json")
    for inferred in (False, True):
        if inferred:
            (tmp_path / "TypeSystem.xml").unlink(missing_ok=True)
        (back,) = read_cas(tmp_path)
        assert isinstance(back, Document)
        assert back.text == TEXT.replace("\x0c", " ") if form == "xmi" else TEXT
        assert [line[:3] for line in told(back)] == [line[:3] for line in told(DOCUMENT)]
        roles = {(s.label, s.text): s.attributes for s in back.spans}
        assert roles["FIRST_NAME", "Éve"]["role"] == "Carer"
        assert roles["IDENTIFIER", "8001"] == {"role": "Patient", "kind": "IPP"}
        assert roles["HOSPITAL", "CHU de Lyon"]["role"] == "Carer"


def test_uima_counts_in_utf16() -> None:
    written = cas_json_of(DOCUMENT.note, DOCUMENT.spans)
    structures = json.loads(written)["%FEATURE_STRUCTURES"]
    first = next(s for s in structures if s.get("Categorie") == "Prenom")
    assert (first["begin"], first["end"]) == (6, 10)  # the emoji counts twice
    assert first["RolePER"] == "Patient"
    assert b"EntiteAnonymisation" in typesystem_of()
    assert b'"Nature": "Prenom"' in cas_json_of(DOCUMENT.note, DOCUMENT.spans, category="Nature")


def test_the_layer_of_partages_has_sixteen_categories() -> None:
    assert len(CATEGORIES) == len(set(CATEGORIES.values())) == 16
    for label in [*CATEGORIES, "HOSPITAL"]:
        for role in ("Patient", "Carer", "Other", None):
            features = features_of(label, role, "NIR")
            assert features is not None
            back, attributes = entity_of(features, "texte")
            assert back == label
            if "role" in attributes and label != "HOSPITAL":
                assert attributes["role"] == role
    assert features_of("DATE", None, None) is None
    assert entity_of({"Categorie": "Adresse", "RoleLOC": "Hopital"}, "12 rue des Lilas")[0] == "ADDRESS"
    assert entity_of({"Nature": "Nom", "RolePER": "PersonnelSante"}, "X") == ("LAST_NAME", {"role": "Carer"})


def test_note_nlp_rows() -> None:
    note = Note("12", TEXT)
    entity = SimpleNamespace(start=5, end=9, text="Jean", label="FIRST_NAME", role="Patient", kind=None)
    absent = Span.of(TEXT, 11, 17, "FACT", assertion="absent", value="x")
    table = note_nlp_table([Annotated(note, [entity, absent])], day=dt.date(2024, 3, 12), system="carnet", first_id=5)
    assert table.schema == TABLES["note_nlp"].arrow
    first, second = table.to_pylist()
    assert (first["note_nlp_id"], first["note_id"], first["offset"], first["lexical_variant"]) == (5, 12, "5", "Jean")
    assert json.loads(first["term_modifiers"]) == {"end": 9, "label": "FIRST_NAME", "role": "Patient"}
    assert (first["term_exists"], second["term_exists"]) == ("Y", "N")
    assert "Jean" in first["snippet"]
    bare = note_nlp_table([Annotated(note, [entity])], day=dt.date(2024, 3, 12), system="carnet", snippets=False)
    assert bare["snippet"].to_pylist() == [None]
    with pytest.raises(CarnetError):
        note_nlp_table([Annotated(Note("a", TEXT), [entity])], day=dt.date(2024, 3, 12), system="carnet")


def test_names_of_files_are_safe_and_distinct(tmp_path: Path) -> None:
    notes = [Annotated(Note(name, "x"), []) for name in ("../a", "a", "A", "", "é/b")]
    assert write_brat(notes, tmp_path / "out") == ["a", "a-2", "A-3", "note", "é_b"]
    assert {path.parent for path in tmp_path.rglob("*.txt")} == {tmp_path / "out"}


def test_a_file_that_could_not_be_finished_is_not_there(tmp_path: Path) -> None:
    def failing() -> object:
        yield DOCUMENT
        raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        write_jsonl(failing(), tmp_path / "n.jsonl")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=30, deadline=None)
@given(hostile_texts.filter(lambda text: len(text.strip()) > 2), st.data())
def test_offsets_hold_on_hostile_texts(text: str, data: st.DataObject) -> None:
    visible = [place for place, character in enumerate(text) if not character.isspace()]
    start = data.draw(st.sampled_from(visible))
    end = data.draw(st.sampled_from([place for place in visible if place >= start])) + 1
    note, entity = Note("n", text), Span.of(text, start, end, "LAST_NAME", role="Other")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for written in (xmi_of(note, [entity]), cas_json_of(note, [entity])):
            back = document_of_cas(load_cas(written, "n"), "n")
            assert told(back) == [(start, end, "LAST_NAME", "Other", None)]
            assert len(back.text) == len(text)
    first, second = brat_of(text, [entity]).split("\n")[:2]
    places = [tuple(map(int, place.split(" "))) for place in first.split("\t")[1].partition(" ")[2].split(";")]
    assert (places[0][0], places[-1][1]) == (start, end)
    assert second == "A1\tRole T1 Other"
