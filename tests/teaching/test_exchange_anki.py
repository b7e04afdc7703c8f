"""Anki packages, opened: the notes, their stable identity, their images and the correction on the back."""

import io
import json
import sqlite3
import zipfile
from pathlib import Path

from exchange_examples import isolated, of_each_kind, png, progressive, question

from carnet.teaching.exchange import write
from carnet.teaching.exchange.anki import FIELDS, MODEL_ID
from carnet.teaching.item import Item


def opened(items: list[Item], path: Path, when: float = 1_800_000_000) -> tuple[dict[str, list[str]], dict[str, bytes]]:
    """The notes of a package by guid, and its media by name."""
    write(items, path, "anki", deck="Pneumologie", when=when)
    with zipfile.ZipFile(path) as package:
        names = json.loads(package.read("media"))
        media = {name: package.read(number) for number, name in names.items()}
        connection = sqlite3.connect(":memory:")
        connection.deserialize(package.read("collection.anki2"))
    rows = connection.execute("SELECT guid, mid, flds, tags FROM notes").fetchall()
    assert all(row[1] == MODEL_ID and len(row[2].split("\x1f")) == len(FIELDS) for row in rows)
    assert connection.execute("SELECT count(*) FROM cards").fetchone()[0] == len(rows)
    connection.close()
    return {row[0]: [*row[2].split("\x1f"), row[3]] for row in rows}, media


def test_a_note_for_each_question_with_its_correction(tmp_path: Path) -> None:
    items = of_each_kind()
    notes, media = opened(items, tmp_path / "a.apkg")
    assert len(notes) == sum(len(one.questions) or 1 for one in items)
    by_name = {fields[0]: fields for fields in notes.values()}
    third = by_name["dp-1~q3"]
    assert "thrombus → artère" in third[1] and "(2 réponses attendues)" in third[2]
    first = by_name["dp-1~q1"]
    assert "thrombus" not in first[1] and "vrai" not in first[3]
    assert "A : indispensable" in first[4] and "Dans le cas : « dyspnée d’effort »" in first[4]
    assert "Collège de pneumologie, version du 05/01/2026" in first[4]
    assert "&lt;a&gt;" in first[3] and "rang::A" in first[6] and "OIC-226-04-A" in first[6]
    assert "Embolie pulmonaire" in by_name["item-QROC~q1"][4] and "la moitié du point" in by_name["item-QROC~q1"][4]
    assert list(media.values()) == [png()] and next(iter(media)) in first[1]


def test_a_later_export_updates_the_same_notes(tmp_path: Path) -> None:
    before, _media = opened([progressive()], tmp_path / "a.apkg")
    changed = progressive(version=4, title="Autre titre", case="Un cas réécrit, dyspnée d’effort.")
    after, _media = opened([changed, isolated(question())], tmp_path / "b.apkg", when=1_800_000_100)
    assert set(before) <= set(after) and len(after) == len(before) + 1


def test_nothing_is_left_in_temporary_files(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    elsewhere = tmp_path / "tmp"
    elsewhere.mkdir()
    monkeypatch.setenv("TMPDIR", str(elsewhere))
    monkeypatch.setattr("tempfile.tempdir", None)
    opened([isolated(question())], tmp_path / "a.apkg")
    assert not list(elsewhere.iterdir()) and (tmp_path / "a.apkg").stat().st_mode & 0o077 == 0
    assert zipfile.is_zipfile(io.BytesIO((tmp_path / "a.apkg").read_bytes()))
