"""`carnet teach`: a bank exported and imported, checked, answers marked and analysed, a library, and bad input."""

import json
import random
import stat
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from carnet.commands import teach
from carnet.errors import CarnetError
from carnet.teaching.examples import items as examples
from carnet.teaching.item import Item
from carnet.teaching.question import Question


def run(*arguments: Any, status: int = 0) -> Any:
    found = CliRunner().invoke(teach.app, [str(one) for one in arguments])
    if found.exception and not isinstance(found.exception, SystemExit):
        raise found.exception
    assert found.exit_code == status, found.output
    return found


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bank") / "bank.jsonl"
    path.write_text("".join(one.model_dump_json() + "\n" for one in examples()), encoding="utf-8")
    return path


def answered(question: Question, draw: random.Random) -> dict[str, Any]:
    names = [one.id for one in question.propositions]
    if question.kind == "TCS":
        return {"degree": draw.randint(-2, 2)}
    if question.kind == "QROC":
        return {"text": draw.choice([question.answers[0].text, "autre chose"])}
    if draw.random() < 0.6:
        return {"ticked": sorted(question.key)}
    return {"ticked": draw.sample(names, k=min(question.to_choose or 2, len(names)))}


def test_answers_are_marked_then_analysed(bank: Path, tmp_path: Path) -> None:
    draw = random.Random(3)
    lines = [
        {"student": f"s{n}", "item": item.id, "question": question.id, **answered(question, draw)}
        for n in range(12)
        for item in examples()
        for question in item.questions
    ]
    answers, marks = tmp_path / "answers.jsonl", tmp_path / "marks.jsonl"
    answers.write_text("".join(json.dumps(one) + "\n" for one in lines) + '{"student": "s"}\n')
    told = run("score", bank, answers, "-o", marks, status=1)
    assert str(len(lines) + 1) in told.stderr  # the line that could not be marked
    assert stat.S_IMODE(marks.stat().st_mode) == 0o600
    written = [json.loads(line) for line in marks.read_text().splitlines()]
    assert len(written) == len(lines) + 1 and "error" in written[-1]
    assert all(one["scale"] == "EDN-2024" and 0 <= one["points"] <= 1 for one in written[:-1])
    report = json.loads(run("analyse", marks, "--bank", bank, "--json").stdout)
    assert report["test"]["students"] == 12 and len(report["questions"]) == sum(
        len(one.questions) for one in examples()
    )
    assert any(one["kind"] == "FewStudents" for one in report["warnings"])
    assert "exemple-01-sca/q1" in run("analyse", marks).stdout


@pytest.mark.parametrize("format", ["qti", "moodle", "gift", "anki", "docx", "pdf", "json"])
def test_a_bank_goes_out_in_each_format_and_what_is_read_comes_back(bank: Path, tmp_path: Path, format: str) -> None:
    from carnet.teaching.exchange import FORMATS

    out = tmp_path / f"bank{FORMATS[format].suffix}"
    run("export", bank, "-o", out, "--format", format)
    assert out.stat().st_size > 500
    if FORMATS[format].reads:
        again = tmp_path / "again.jsonl"
        run("import", out, "-o", again)
        back = [Item.model_validate_json(line) for line in again.read_text().splitlines()]
        keys = [[question.key for question in one.questions] for one in back]
        if format in ("qti", "json"):
            assert keys == [[question.key for question in one.questions] for one in examples()]
        assert len(back) >= 4


def test_the_gate_tells_what_is_wrong_and_where(bank: Path, tmp_path: Path) -> None:
    assert "9" in run("check", bank).stdout
    flawed = json.loads(bank.read_text().splitlines()[0])
    flawed["questions"][0]["propositions"][1]["text"] = "Toutes les réponses ci-dessus sont exactes"
    flawed["case"] += " Adressée par le Dr Jean Dupont, 06 12 34 56 78."
    path = tmp_path / "flawed.jsonl"
    path.write_text(json.dumps(flawed))
    report = json.loads(run("check", path, "--json", status=1).stdout)
    assert {"all_none", "identifiers"} <= {one["check"] for one in report["findings"]} and not report["open"]
    assert "Dupont" not in run("check", path, status=1).output


def test_items_go_into_the_store_and_a_library_is_searched(bank: Path, tmp_path: Path) -> None:
    from carnet.teaching.classroom import Person
    from carnet.teaching.classroom.teacher import TeacherDesk
    from carnet.teaching.store import TeachingStore

    run("import", bank, "--store", tmp_path / "teaching.sqlite")
    desk = TeacherDesk(TeachingStore(tmp_path / "teaching.sqlite"), Person("x", "teacher"))
    assert desk.find().total == len(examples())
    course = tmp_path / "cours.md"
    course.write_text("# Acidocétose\n\nLa kaliémie est contrôlée avant toute insuline.\n")
    run("library", "add", course, "--into", tmp_path / "library", "--licence", "CC BY", "--dated", "2025-09-01")
    assert (
        "kaliémie est contrôlée" in run("library", "search", "kaliemie insuline", "--in", tmp_path / "library").stdout
    )


def test_bad_input_is_refused_by_name(bank: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"id": "x"}\n')
    notes = tmp_path / "notes.jsonl"
    notes.write_text('{"points": 1}\n')
    for arguments in (
        ("export", tmp_path / "absent.jsonl", "-o", tmp_path / "x.zip"),
        ("export", bank, "-o", tmp_path / "x.unknown"),
        ("export", bank, "-o", tmp_path / "x.zip", "--item", "absent"),
        ("score", broken, broken, "-o", tmp_path / "y.jsonl"),
        ("score", bank, broken, "-o", tmp_path / "y.jsonl", "--scale", "EDN-1900"),
        ("analyse", notes),
        ("import", bank),
        ("library", "add", tmp_path / "absent.pdf", "--into", tmp_path / "l"),
        ("library", "add", notes, "--into", tmp_path / "l", "--dated", "hier"),
    ):
        with pytest.raises(CarnetError) as refused:
            run(*arguments)
        assert refused.value.message and refused.value.remedy
