"""Coded stays read from files: PARTAGES' table, PARHAF, our lines; what is wrong is told and set aside."""

import json
import stat
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from carnet.text.coded_stays import CodedRecord, SetAsides, read_coded_stays
from carnet.text.coded_stays.cu2 import swapped
from carnet.text.coded_stays.lines import write
from carnet.text.coded_stays.record import CodedStaysRefused, codes, one_code, years

CU2 = [
    {"note_id": "a", "note_text": "Cancer du sein, cure 3.", "dp": "C504", "das": ["I10", "C504"], "mdp": "Z511"},
    {"note_id": "b", "note_text": "Pneumopathie.", "dp": "J18.9", "das": [], "mdp": "Z769"},
]


def parhaf(stay: Any = "p1", code: Any = ("C50.4",), **scenario: Any) -> dict[str, Any]:
    known = {"name": "x", "age": {"value": 18, "unit": "mois"}, "sex": "Femme", **scenario}
    return {
        "id": stay,
        "specialty": "oncologie",
        "suggested_scenario": {**known, "primary_diagnosis": {"code": list(code), "description": ["…"]}},
        "documents": {
            "type": ["CRH", "CRO"],
            "header": ["Compte rendu", None],
            "text": ["Tumeur du sein.", "Tumorectomie."],
            "word_count": [3, 1],
        },
    }


def lines(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_the_exchange_of_dp_and_dr_is_undone(tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(CU2), tmp_path / "cu2.parquet")
    first, second = read_coded_stays(tmp_path / "cu2.parquet")
    assert (first.dp, first.dr, first.das) == ("Z511", "C504", ("I10",))
    assert (second.dp, second.dr, second.das) == ("J189", None, ())
    assert swapped(first.dp, first.dr) == ("C504", "Z511") and swapped("J189", None) == ("J189", "Z769")
    assert first.positions == ("dp", "dr", "das") and "sein" not in repr(first)


def test_rows_without_use_are_told(tmp_path: Path) -> None:
    good = {"note_id": "n", "note_text": "x", "dp": "I10", "das": None, "mdp": None}
    rows = [{**good, "note_text": " "}, {**good, "dp": "néant"}, {**good, "note_id": None}, good, good]
    aside = SetAsides()
    (kept,) = read_coded_stays(lines(tmp_path / "cu2.jsonl", *rows), aside)
    assert kept.das == () and kept.dr is None
    assert [one.row for one in aside.rows] == [1, 2, 3, 5] and sum(aside.counted().values()) == 4


@pytest.mark.parametrize("kind", ["parquet", "jsonl"])
def test_parhaf_tells_the_principal_diagnosis_alone(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"parhaf.{kind}"
    rows = [parhaf(), parhaf("p2", ())]
    if kind == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    else:
        lines(path, *rows)
    aside = SetAsides()
    (stay,) = read_coded_stays(path, aside)
    assert (stay.stay_id, stay.dp, stay.positions, stay.age, stay.sex) == ("p1", "C504", ("dp",), 1.5, "f")
    assert [(note.note_id, note.note_type, note.title) for note in stay.notes] == [
        ("p1-1", "CRH", "Compte rendu"),
        ("p1-2", "CRO", None),
    ]
    assert len(aside) == 1 and all(note.visit_id == "p1" for note in stay.notes)


def test_documents_may_be_a_list_of_records(tmp_path: Path) -> None:
    row = parhaf() | {"documents": [{"type": "CRH", "header": "", "text": "Tumeur."}, {"type": "CRO", "text": ""}]}
    row["suggested_scenario"]["primary_diagnosis"] = [{"code": "C50.4", "description": "…"}]
    (stay,) = read_coded_stays(lines(tmp_path / "parhaf.jsonl", row))
    assert [note.text for note in stay.notes] == ["Tumeur."] and stay.dp == "C504"


def test_our_lines_go_together_by_visit_and_come_back_as_written(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "ours.jsonl",
        {"note_id": 1, "visit_id": "v", "text": "Sepsis.", "sex": "F", "age": "67"},
        {"note_id": 2, "text": "Grippe.", "given": {"dp": "J11.1"}},
        {"note_id": 3, "visit_id": "v", "text": "Suite.", "given": {"dp": "A41.9", "das": ["I10"]}},
        {"note_id": 4, "text": "Sans code."},
    )
    aside = SetAsides()
    stay, alone = read_coded_stays(path, aside)
    assert [note.note_id for note in stay.notes] == ["1", "3"]
    assert (stay.dp, stay.das, stay.age, stay.sex) == ("A419", ("I10",), 67, "f")
    assert alone.positions == ("dp",) and alone.dp == "J111" and len(aside) == 1
    assert write([stay, alone], tmp_path / "again.jsonl") == 2
    assert stat.S_IMODE((tmp_path / "again.jsonl").stat().st_mode) == 0o600
    again = list(read_coded_stays(tmp_path / "again.jsonl"))
    assert [(one.stay_id, one.dp, one.das, one.positions, one.age) for one in again] == [
        (one.stay_id, one.dp, one.das, one.positions, one.age) for one in (stay, alone)
    ]


def test_a_folder_is_all_its_files(tmp_path: Path) -> None:
    lines(tmp_path / "a.jsonl", {"note_id": 1, "text": "Grippe.", "given": {"dp": "J111"}})
    pq.write_table(pa.Table.from_pylist(CU2), tmp_path / "b.parquet")
    assert [stay.dp for stay in read_coded_stays(tmp_path)] == ["J111", "Z511", "J189"]


def test_files_that_cannot_be_read_say_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 nothing")
    (tmp_path / "empty.jsonl").write_text("")
    (tmp_path / "half.jsonl").write_text('{"note_id": 1, "text": "x", "given": {"dp": "I10"}}\n{"note')
    lines(tmp_path / "other.jsonl", {"id": 1, "body": "Sepsis"})
    for name in ("bad.parquet", "empty.jsonl", "half.jsonl", "other.jsonl", "absent.jsonl"):
        with pytest.raises(CodedStaysRefused) as caught:
            list(read_coded_stays(tmp_path / name))
        assert name in caught.value.message and caught.value.remedy and "Sepsis" not in caught.value.message


def test_codes_and_ages_as_people_write_them() -> None:
    assert codes("C50.4; i10,néant") == ("C504", "I10") and codes(["I10", None, 3, "I10"]) == ("I10",)
    assert codes(5) == () and one_code("R53+0") == "R53+0" and one_code("40") is None
    assert (years(6, "mois"), years("40,5", "ans"), years(-1), years("x"), years(14, "days")) == (
        0.5,
        40.5,
        None,
        None,
        14 / 365.25,
    )
    assert CodedRecord("s", (), "I10").person == "stay s"
