"""`carnet run code` and what surrounds it, as a medical information department meets them: stays in disorder, files
of another shape, folders that hold what is not read."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from carnet.commands import codes, evaluate, learn, running
from carnet.errors import CarnetError
from carnet.evaluation.coding_gold import pair
from carnet.language import language, set_language
from carnet.text.coded_stays import read_coded_stays
from carnet.text.note import Note
from carnet.text.terminologies.site import TerminologyError, ccam, severities
from carnet.tools.batch import RunProgress
from carnet.tools.coding.learning.examples import Rules, examples_of
from carnet.tools.coding.lines import answer_stay, stays_to_answer
from carnet.tools.coding.result import CodedStay
from carnet.tools.coding.stay import Stay


@pytest.fixture(autouse=True)
def english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("CARNET_TERMINOLOGIES", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    before = language()
    set_language("en")
    yield
    set_language(before)


class Keeps:
    """A coder that proposes nothing and keeps the stays that it was given."""

    def __init__(self) -> None:
        self.stays: list[Stay] = []

    def stay(self, stay: Stay) -> CodedStay:
        self.stays.append(stay)
        return CodedStay(stay_id=stay.stay_id, note_ids=tuple(note.note_id for note in stay.notes))


def answered(*rows: Any) -> tuple[list[dict[str, Any]], list[Stay]]:
    tool = Keeps()
    lines = [(n, row if isinstance(row, bytes) else json.dumps(row).encode()) for n, row in enumerate(rows, 1)]
    answers = [json.loads(answer_stay(tool, one)) for one in stays_to_answer(iter(lines))]  # type: ignore[arg-type]
    return answers, tool.stays


def note(note_id: str, **fields: Any) -> dict[str, Any]:
    return {"note_id": note_id, "text": "HTA.", **fields}


def test_lines_without_a_visit_are_never_one_stay() -> None:
    _answers, stays = answered(*(note(str(n), visit_id=empty) for n, empty in enumerate(("", "", " ", False, False))))
    assert [len(stay.notes) for stay in stays] == [1] * 5


def test_a_stay_in_pieces_is_told() -> None:
    answers, stays = answered(
        note("1", visit_id="A"), b"{no json", note("2", visit_id="A"), note("3", visit_id="B"), note("4", visit_id="A")
    )
    assert [len(stay.notes) for stay in stays] == [2, 1, 1], "what cannot be read does not cut a stay in two"
    assert "error" in answers[0] and "warning" not in answers[1] and "warning" not in answers[2]
    assert "elsewhere in the file" in answers[3]["warning"]


def test_lines_that_disagree_are_told() -> None:
    answers, stays = answered(note("1", visit_id="A", age=40), note("1", visit_id="A", age=50, sex=""))
    assert stays[0].age == 50 and stays[0].sex is None
    assert "line 2: the field “age”" in answers[0]["warning"] and "same note_id" in answers[0]["warning"]
    assert "“sex”" not in answers[0]["warning"]


@pytest.mark.parametrize(
    ("given", "kept", "told"),
    [
        ({"dp": "c50.4", "das": ["I10"]}, (("dp", "C504"), ("das", "I10")), ""),
        ({"DAS": "I10", "DP": "I501"}, (("dp", "I501"), ("das", "I10")), ""),
        ({"das": 5}, (), "given.das"),
        ({"dp": True}, (), "given.dp"),
        ({"das": [None, {"a": 1}, "", "I10"]}, (("das", "I10"),), "given.das"),
        ({"acts": ["DEQP003"]}, (), "given"),
        ("I10", (), "given"),
        ({"dp": None, "das": []}, (), ""),
    ],
)
def test_given_codes_of_any_kind(given: Any, kept: tuple[tuple[str, str], ...], told: str) -> None:
    answers, stays = answered(note("1", given=given))
    assert stays[0].given == kept
    assert (f"“{told}”" in answers[0]["warning"]) if told else "warning" not in answers[0]


def test_days_and_sexes_as_hospitals_write_them() -> None:
    for written in ("2024-03-12", "12/03/2024", "2024-03-12T10:30"):
        answers, stays = answered(note("1", admission_date=written, sex="féminin"))
        assert str(stays[0].admission) == "2024-03-12" and stays[0].sex == "f" and "warning" not in answers[0]
    answers, stays = answered(note("1", admission_date="2024-13-45", age=float("nan")))
    assert stays[0].admission is None and stays[0].age is None and answers[0]["warning"].count("not understood") == 2


def test_the_rate_is_counted_from_the_first_line() -> None:
    clock = running._Clock(stays=True)
    clock.begun -= 100  # the tool was being made ready
    assert not clock.every(30, RunProgress(1, 0, 100, 1000))
    clock.begun -= 30
    clock.last -= 30
    progress = RunProgress(76, 0, 400, 1000)
    assert clock.every(30, progress)
    assert (clock.told(progress), clock.left(progress)) == ("76 stays, 2.5/s", "1 min left")


def test_coded_stays_in_one_array_and_lists_written_as_text(tmp_path: Path) -> None:
    file = tmp_path / "stays.json"
    rows = [{"note_id": str(n), "note_text": "HTA", "dp": "I10", "das": '["E119", "C50.4"]'} for n in range(2)]
    file.write_text(json.dumps(rows, indent=1), encoding="utf-8-sig")
    assert [(stay.dp, stay.das) for stay in read_coded_stays(file)] == [("I10", ("E119", "C504"))] * 2
    for broken in ("[1]", "[{", '[{"note_id": "1", "note_text": "x", "dp": "I10"}, 3]'):
        file.write_text(broken)
        with pytest.raises(CarnetError, match=r"stays\.json, object [12]"):
            list(read_coded_stays(file))


def test_coded_lines_without_a_visit_are_stays_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "stays.jsonl"
    rows = [note(str(n), visit_id=visit, given={"dp": "I10"}) for n, visit in enumerate(("", "", None, "7", 7))]
    file.write_text("\n".join(map(json.dumps, rows)))
    assert [(stay.stay_id, len(stay.notes)) for stay in read_coded_stays(file)] == [
        ("0", 1), ("1", 1), ("2", 1), ("7", 2)
    ]  # fmt: skip


def test_why_nothing_can_be_evaluated(tmp_path: Path) -> None:
    file = tmp_path / "stays.jsonl"
    file.write_text(json.dumps(note("1")))
    found = CliRunner().invoke(evaluate.app, ["code", str(file)])
    assert isinstance(found.exception, CarnetError) and "stays.jsonl has no coded stay" in str(found.exception)
    assert "Set aside: 1" in found.stderr


def test_a_line_between_two_gold_stays_is_told() -> None:
    from carnet.text.coded_stays import CodedRecord

    gold = [CodedRecord(one, (Note(one, ""),), "I10") for one in ("12", "54")]
    line = {"note_ids": ["54"], "stay_id": "12", "dp": None, "das": []}
    pairs = pair(gold, [line, {**line, "stay_id": "54"}])
    assert (pairs.torn, pairs.missing) == (1, 1)


def test_a_folder_says_what_it_does_not_read(tmp_path: Path) -> None:
    with pytest.raises(TerminologyError, match="is no folder"):
        severities(tmp_path / "absent")
    (tmp_path / "CCAM_V75.xlsx").write_bytes(b"PK")
    with pytest.raises(TerminologyError, match=r"CCAM_V75\.xlsx cannot be read"):
        ccam(tmp_path)
    (tmp_path / "ccam.csv").write_text("HHFA011;Appendicectomie, par laparotomie\n")
    acts = ccam(tmp_path)
    assert acts is not None and "HHFA011" in acts and severities(tmp_path) == {}


def test_codes_take_capitals_a_chapter_and_a_folder(tmp_path: Path) -> None:
    (tmp_path / "cma.csv").write_text("code;niveau\nI50.1;3\n")
    shown = CliRunner().invoke(codes.app, ["show", "I50.1", "--terminologies", str(tmp_path), "--json"])
    assert json.loads(shown.stdout)["severity"] == 3
    lines = CliRunner().invoke(codes.app, ["tree", "xxii"]).stdout.splitlines()
    assert lines[0].startswith("Chapter XXII") and all(len(line.split()[0]) == 3 for line in lines[1:])
    refused = CliRunner().invoke(codes.app, ["search", "C504", "--acts", "--position", "DP"]).exception
    assert "An act has no position" in str(refused), "DP is a position"


def test_a_code_typed_before_its_label_comes_first(tmp_path: Path) -> None:
    rows = ("C50|3|||SEIN|Tumeur maligne du sein", "C504|0|||QSE|Tumeur maligne du quadrant supéro-externe du sein")
    more = ("R500|0|||FIEVRE|Fièvre avec frissons", "T385|0|||OESTROGENES|Effets indésirables des œstrogènes")
    (tmp_path / "LIBCIM10MULTI.TXT").write_text("\r\n".join((*rows, *more)), encoding="latin-1", errors="replace")

    def first(query: str, *options: str) -> str:
        arguments = ["search", query, "--terminologies", str(tmp_path), "-k", "1", *options]
        return CliRunner().invoke(codes.app, arguments).stdout.split(" ")[0]

    assert first("C50.4 tumeur") == first("c504 – quadrant du sein") == first("C50.4") == "C50.4"
    assert first("C50 fièvre") == "C50" and first("C50 fièvre", "--position", "dp") == "R50.0"
    assert first("fièvre T38.5") == "R50.0" and first("B12 fièvre") == "R50.0"


def test_a_wrong_file_of_the_site_is_named_whatever_the_workers(tmp_path: Path) -> None:
    (tmp_path / "LIBCIM10MULTI.TXT").write_text("A00|7|||CHOLERA|Choléra\n")
    with pytest.raises(TerminologyError, match="LIBCIM10MULTI.TXT, row 1, field type"):
        list(examples_of([], Rules(str(tmp_path)), workers=2))


def test_where_nothing_can_be_written_is_said_before_the_work(tmp_path: Path) -> None:
    file = tmp_path / "stays.jsonl"
    file.write_text(json.dumps(note("1", given={"dp": "I10"})))
    found = CliRunner().invoke(learn.app, ["code", str(file), "--into", str(file / "model")])
    assert isinstance(found.exception, CarnetError) and "cannot be written" in str(found.exception)
    found = CliRunner().invoke(evaluate.app, ["code", str(file), "-o", str(tmp_path / "absent" / "out.jsonl")])
    assert isinstance(found.exception, CarnetError) and "no such folder" in str(found.exception)
