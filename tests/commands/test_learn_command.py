"""`carnet learn code` and `carnet evaluate code`, end to end: a small hospital, PARHAF's shape, PARTAGES' table."""

import json
import stat
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from carnet.commands import evaluate, learn
from carnet.errors import CarnetError
from carnet.language import language, set_language

ALONE = ("--workers", "1")


@pytest.fixture(autouse=True)
def english() -> Any:
    before = language()
    set_language("en")
    yield
    set_language(before)


def run(app: Any, *arguments: Any) -> Any:
    found = CliRunner().invoke(app, [str(one) for one in arguments])
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    assert found.exit_code == 0, found.output
    return found


def scored(*arguments: Any) -> dict[str, Any]:
    return json.loads(run(evaluate.app, "code", *arguments, "--json", *ALONE).stdout)


def position(report: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in report["scores"] if one["position"] == name and one["characters"] is None)


def test_a_hospital_teaches_and_is_judged_on_other_patients(tmp_path: Path) -> None:
    from carnet.records.demo import build_demo
    from carnet.text.coded_stays import read_coded_stays

    build_demo(tmp_path / "hospital", persons=36)
    model, held, out = tmp_path / "model", tmp_path / "held.jsonl", tmp_path / "out.jsonl"
    arguments = ("--into", model, "--held-out", held, "--share", "0.3", "--fewest", "2", *ALONE)
    told = run(learn.app, "code", tmp_path / "hospital", *arguments)
    assert "Learnt from" in told.stdout and "Set aside" in told.stderr
    assert {path.name for path in model.iterdir()} == {"model.json", "weights.npz", "calibration.json"}
    assert stat.S_IMODE(held.stat().st_mode) == 0o600
    apart = list(read_coded_stays(held))
    learnt = [one for one in read_coded_stays(tmp_path / "hospital") if one.person not in {a.person for a in apart}]
    assert len(learnt) == json.loads((model / "model.json").read_text())["about"]["stays"]
    report = scored(held, "--model", model, "-o", out)
    assert report["stays"] == report["answers"] == len(apart) and report["left_out"]["missing"] == 0
    assert position(report, "dp")["recall"]["total"] == len(apart) and report["steps"]
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    texts = {note.note_id: note.text for stay in apart for note in stay.notes}
    for line in lines:
        assert "linear" in line["producer"]
        for one in [line["dp"], line["dr"], *line["das"]]:
            for proof in (one or {}).get("evidence", ()):
                assert texts[proof["note_id"]][proof["start"] : proof["end"]] == proof["quote"]
    again = scored(held, out)
    assert position(again, "dp") == position(report, "dp")
    assert "F1 (micro)" in run(evaluate.app, "code", held, out).stdout


CASES = (
    ("J181", "Motif : pneumopathie franche lobaire. Conclusion : pneumopathie traitée par amoxicilline."),
    ("I269", "Motif : embolie pulmonaire. Conclusion : embolie pulmonaire sous anticoagulant."),
)


def test_parhaf_is_learnt_from_and_judged_by_in_one_command(tmp_path: Path) -> None:
    rows = [
        {
            "id": f"p{n}",
            "specialty": "médecine",
            "suggested_scenario": {
                "age": {"value": 50 + n, "unit": "ans"},
                "sex": "F",
                "primary_diagnosis": {"code": [CASES[n % 2][0]], "description": ["…"]},
            },
            "documents": {"type": ["CRH"], "header": [""], "text": [f"{CASES[n % 2][1]} HTA."], "word_count": [9]},
        }
        for n in range(14)
    ]
    path = tmp_path / "parhaf.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)
    run(learn.app, "code", path, "--into", tmp_path / "m", *ALONE)
    report = scored(path, "--model", tmp_path / "m")
    assert {one["position"] for one in report["scores"]} == {"dp", "main"}
    assert position(report, "dp")["recall"]["hits"] == 14


def test_the_table_of_partages_is_judged_with_its_exchange_undone(tmp_path: Path) -> None:
    rows = [
        {"note_id": 1, "note_text": "x", "dp": "C504", "das": ["I10"], "mdp": "Z511"},
        {"note_id": 2, "note_text": "x", "dp": "J189", "das": [], "mdp": "Z769"},
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "gold.parquet")
    codes = {"dp": {"code": "Z511", "score": 0.9}, "dr": {"code": "C50.4", "score": 0.9}, "das": []}
    lines = [{"note_id": 1, **codes}, {"note_id": 3, "dp": None, "das": []}]
    (tmp_path / "out.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    found = run(evaluate.app, "code", tmp_path / "gold.parquet", tmp_path / "out.jsonl", "--json")
    report = json.loads(found.stdout)
    assert position(report, "dr")["recall"]["hits"] == position(report, "dp")["recall"]["hits"] == 1
    assert (report["left_out"]["missing"], report["left_out"]["foreign"]) == (1, 1)
    assert "Stays without a prediction" in found.stderr and "no gold stay" in found.stderr


def test_what_cannot_be_done_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    (tmp_path / "stays.jsonl").write_text('{"note_id": 1, "text": "HTA.", "given": {"dp": "I10"}}\n')
    for arguments in (
        ("code", tmp_path / "stays.jsonl", "--into", tmp_path / "full"),
        ("code", tmp_path / "absent.jsonl", "--into", tmp_path / "m"),
        ("code", tmp_path / "stays.jsonl", "--into", tmp_path / "m", *ALONE),
        ("code", tmp_path / "stays.jsonl", "--into", tmp_path / "m", "--held-out", tmp_path / "no" / "f.jsonl"),
    ):
        with pytest.raises(CarnetError) as caught:
            run(learn.app, *arguments)
        assert caught.value.remedy and not (tmp_path / "m").exists()
    with pytest.raises(CarnetError):
        scored(tmp_path / "stays.jsonl", "--model", tmp_path / "full")
