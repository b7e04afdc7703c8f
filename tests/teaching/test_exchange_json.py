"""JSON banks, FrenchMedMCQA, guessing, and the doors that refuse."""

import json
from pathlib import Path

import pytest
from exchange_examples import isolated, of_each_kind, question, script, short, ticked_questions, words, zones
from hypothesis import given, settings
from hypothesis import strategies as st

from carnet.errors import CarnetError
from carnet.teaching.exchange import FORMATS, read, write
from carnet.teaching.question import Question


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_json_is_the_item_whole(tmp_path: Path, name: str) -> None:
    items = of_each_kind()
    written = write(items, tmp_path / name)
    assert written.losses == () and list(read(tmp_path / name).items) == items
    assert (tmp_path / name).stat().st_mode & 0o077 == 0 and [one.name for one in tmp_path.iterdir()] == [name]


@settings(max_examples=25, deadline=None)
@given(one=ticked_questions(), case=words)
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, one: Question, case: str) -> None:
    path = tmp_path_factory.mktemp("json") / "a.jsonl"
    write([isolated(one, case=case)], path)
    assert read(path).items == (isolated(one, case=case),)


def test_lines_that_are_no_items_are_set_aside_without_their_words(tmp_path: Path) -> None:
    good = isolated(question()).model_dump_json()
    bad = json.dumps({"id": "x y", "kind": "QRM", "case": "secret médical"})
    (tmp_path / "a.jsonl").write_text(f"{good}\nnot json\n\n{bad}\n", encoding="utf-8")
    found = read(tmp_path / "a.jsonl")
    assert len(found.items) == 1 and [one.where for one in found.set_aside] == ["ligne 2", "ligne 4"]
    assert "secret" not in str(found) and "id" in found.set_aside[1].reason


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.json", b"{broken"), ("b.json", b'{"carnet_bank": 9}'), ("c.jsonl", "é".encode("latin-1")),
        ("d.bin", b"\x00\x01\x02"), ("absent.json", None), ("e.json", b'"text"'),
    ],
)  # fmt: skip
def test_bad_files_are_refused_by_name(tmp_path: Path, name: str, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(CarnetError) as refused:
        read(tmp_path / name)
    assert name in refused.value.message and refused.value.remedy


def test_the_formats_say_what_they_do(tmp_path: Path) -> None:
    assert FORMATS["qti"].reads and FORMATS["qti"].writes and not FORMATS["pdf"].reads
    assert all(one.label for one in FORMATS.values())
    for items, name, format in (([], "a.jsonl", None), (of_each_kind(), "a.xyz", None), (of_each_kind(), "a", "nope")):
        with pytest.raises(CarnetError):
            write(items, tmp_path / name, format)
    with pytest.raises(CarnetError):
        write(of_each_kind(), tmp_path / "no" / "such" / "folder.jsonl")
    with pytest.raises(CarnetError):
        read(tmp_path / "a", "pdf")


CORPUS = [
    {"id": "f" * 40, "question": "Q ?", "answers": {"a": "1", "b": "2"}, "correct_answers": ["b"], "type": "simple"},
    {"id": "f" * 40, "question": "Q ?", "answers": {"a": "1", "b": "2"}, "correct_answers": ["a", "b"]},
    {"id": "x", "answers": {}},
]


def test_french_med_mcqa(tmp_path: Path) -> None:
    (tmp_path / "dev.json").write_text(json.dumps(CORPUS))
    found = read(tmp_path / "dev.json")
    assert [(one.id, one.kind) for one in found.items] == [
        ("fmmq-" + "f" * 16, "QRU"),
        ("fmmq-" + "f" * 16 + "-2", "QRM"),
    ]
    assert [one.where for one in found.set_aside] == ["question 3"]


@pytest.mark.corpora
def test_the_two_files_of_french_med_mcqa_are_read_whole(corpora: Path) -> None:
    for name, count in (("train", 2171), ("dev", 312)):
        path = corpora / "teaching" / "frenchmedmcqa" / f"{name}.json"
        gold = json.loads(path.read_text(encoding="utf-8"))
        found = read(path)
        assert len(found.items) == len(gold) == count and found.set_aside == ()
        assert len({one.id for one in found.items}) == count
        for item, one in zip(found.items, gold, strict=True):
            asked = item.questions[0]
            assert asked.stem == one["question"] and asked.key == set(one["correct_answers"])
            assert item.kind == ("QRU" if len(one["correct_answers"]) == 1 else "QRM")
            assert item.licence and item.producer


@pytest.mark.parametrize("format", ["qti", "moodle", "gift", "anki", "docx"])
def test_drafts_that_nothing_could_mark_are_written_or_told(tmp_path: Path, format: str) -> None:
    drafts = [
        isolated(short(answers=()), id="a"), isolated(script(panel=()), id="b"), isolated(question("QRM", ""), id="c"),
        isolated(question("QRU", ""), id="d"), isolated(zones(image=None), id="e"),
    ]  # fmt: skip
    options = {"parts": ["key"]} if format == "docx" else {}
    written = write(drafts, tmp_path / "a", format, **options)
    assert written.count == 5 and all(path.stat().st_size for path in written.files)
    if format in ("moodle", "gift"):
        assert {one.item_id for one in written.losses if "non écrite" in one.what} == {"a", "b", "c", "d"}
    with pytest.raises(CarnetError):
        write([drafts[0], drafts[0]], tmp_path / "b", format)


@settings(max_examples=60, deadline=None)
@given(
    head=st.sampled_from([b"", b"<quiz>", b"PK", b"[{", b"{", b"Q ? {"]),
    rest=st.binary(max_size=80) | st.text("{}=~#:%\\->\n abT[]html$0159.", max_size=80).map(str.encode),
    format=st.sampled_from(["qti", "moodle", "json", "jsonl", "frenchmedmcqa", "gift", None]),
)
def test_any_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, head: bytes, rest: bytes, format: str | None
) -> None:
    path = tmp_path_factory.mktemp("any") / "a.x"
    path.write_bytes(head + rest)
    try:
        read(path, format)
    except CarnetError as refused:
        assert refused.remedy


@pytest.mark.corpora
@pytest.mark.parametrize("format", ["qti", "moodle", "gift"])
def test_real_questions_come_back_from_every_format(corpora: Path, tmp_path: Path, format: str) -> None:
    items = read(corpora / "teaching" / "frenchmedmcqa" / "dev.json").items
    write(items, tmp_path / "a", format)
    found = read(tmp_path / "a", format)
    assert found.set_aside == () and len(found.items) == len(items)
    for before, after in zip(items, found.items, strict=True):
        old, new = before.questions[0], after.questions[0]
        assert (after.id, after.kind, new.key) == (before.id, before.kind, old.key)
        assert new.stem.strip() == old.stem.strip()
        assert [one.text.strip() for one in new.propositions] == [one.text.strip() for one in old.propositions]
