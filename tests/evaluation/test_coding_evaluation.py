"""Scores of proposed codes, computed by hand and by scikit-learn."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from carnet.evaluation.coding import CodingReport, PositionScore, score_codes, tree_distance
from carnet.evaluation.coding_calibration import reliability
from carnet.evaluation.coding_gold import CodedPairs, pair, predicted_lines
from carnet.evaluation.jsonl import EvaluationRefused
from carnet.text.coded_stays import CodedRecord
from carnet.text.note import Note


def stay(name: str, dp: str, dr: str | None = None, das: tuple[str, ...] = (), **more: Any) -> CodedRecord:
    notes = tuple(Note(f"{name}{n}", "…") for n in range(more.pop("notes", 1)))
    return CodedRecord(name, notes, dp, dr, das, **more)


def line(note: str, dp: str | None, dr: str | None = None, das: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    def proposal(code: str | None) -> dict[str, Any] | None:
        return None if code is None else {"code": code, "score": 0.75}

    fields = {"note_id": note, "note_ids": [note], "stay_id": "?", "dp": proposal(dp), "dr": proposal(dr)}
    return fields | {"das": [proposal(code) for code in das]} | more


def scored(gold: list[CodedRecord], *lines: dict[str, Any]) -> tuple[CodingReport, CodedPairs]:
    pairs = pair(gold, lines)
    return score_codes(pairs.stays, resamples=200), pairs


def of(report: CodingReport, position: str, characters: int | None = None) -> PositionScore:
    return next(one for one in report.scores if (one.position, one.characters) == (position, characters))


GOLD = [
    stay("a", "C504", None, ("I10", "E1198")),
    stay("b", "Z511", "C504", ("I10",)),
    stay("c", "J189"),
    stay("d", "I269", None, ("C61",)),
]
LINES = (
    line("a0", "C502", None, ("I10", "J449")),
    line("b0", "Z511", "C504", ()),
    line("c0", None),
    {"note_id": "d0", "error": "line 4: …"},
    line("elsewhere", "I10"),
)


def test_each_position_is_counted_by_stay() -> None:
    report, pairs = scored(GOLD, *LINES)
    assert (pairs.missing, pairs.failed, pairs.foreign) == (1, 1, 1)
    dp, dp3 = of(report, "dp"), of(report, "dp", 3)
    assert (dp.recall.hits, dp.recall.total, dp.precision.total) == (1, 4, 2)
    assert dp.f1.value == pytest.approx(2 * 1 / (4 + 2)) and dp3.recall.hits == 2
    assert (of(report, "das").recall.hits, of(report, "das").recall.total, of(report, "das").precision.total) == (
        1,
        4,
        2,
    )
    assert (of(report, "dr").recall.hits, of(report, "dr").recall.total) == (1, 1)
    assert of(report, "main").recall.hits == 1 and of(report, "main", 3).recall.hits == 2
    assert (report.abstained.hits, report.abstained.total, report.answers) == (1, 3, 3)
    assert dp.recall.lower <= dp.recall.value <= dp.recall.upper
    assert dp.macro.lower <= dp.macro.value <= dp.macro.upper


def test_macro_f1_is_that_of_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    codes = ["C504", "C61", "I10", "J189", "E1198"]
    drawn = np.random.default_rng(3).integers(0, 5, (40, 2))
    gold = [stay(f"s{n}-", codes[a]) for n, (a, _b) in enumerate(drawn)]
    lines = [line(f"s{n}-0", codes[b]) for n, (_a, b) in enumerate(drawn)]
    score = of(scored(gold, *lines)[0], "dp")
    expected = {kind: metrics.f1_score(drawn[:, 0], drawn[:, 1], average=kind) for kind in ("macro", "micro")}
    assert score.macro.value == pytest.approx(expected["macro"]) and score.f1.value == pytest.approx(expected["micro"])


def test_a_position_that_the_source_does_not_tell_is_not_scored() -> None:
    report, _pairs = scored([stay("a", "C504", positions=("dp",))], line("a0", "C504", None, ("I10",)))
    assert {one.position for one in report.scores} == {"dp", "main"}
    assert [one.codes for one in report.reliability] == [1, 0, 0]


def test_alternatives_count_in_the_first_five_and_ten() -> None:
    others = [{"code": code, "score": 0.1} for code in ("C501", "C502", "C503", "C505", "C50.4", "I10")]
    answer = line("a0", "I10")
    answer["dp"]["alternatives"] = others
    report, _pairs = scored([stay("a", "C504")], answer)
    assert {name: rate.hits for name, rate in report.tops.items()} == {
        "1": 0,
        "5": 0,
        "10": 1,
        "1 (3)": 0,
        "5 (3)": 1,
        "10 (3)": 1,
    }


def test_distance_counts_steps_in_the_tree() -> None:
    assert [tree_distance("C504", other) for other in ("C504", "C50", "C502", "C61", "I10", "U0710")] == [
        0,
        1,
        2,
        3,
        5,
        7,
    ]
    assert tree_distance("R53+0", "R53+1") == 2 and tree_distance("R53+0", "R53") == 1
    report, _pairs = scored(GOLD, *LINES)
    assert dict(report.steps) == {0: 1, 2: 1} and report.distance.value == 1


def test_notes_coded_alone_are_answers_of_one_stay() -> None:
    gold = [stay("a", "C504", notes=2), stay("b", "J189")]
    report, pairs = scored(gold, line("a0", "C504"), line("a1", None), line("b0", "J189"))
    assert (report.stays, report.answers, pairs.missing) == (2, 3, 0)
    assert (of(report, "dp").recall.hits, of(report, "dp").recall.total) == (2, 3)


def test_chapters_hold_the_gold_diagnoses() -> None:
    report, _pairs = scored(GOLD, *LINES)
    assert {one.number: (one.full.hits, one.category.hits, one.full.total) for one in report.chapters} == {
        "II": (0, 1, 1),
        "IX": (0, 0, 1),
        "X": (0, 0, 1),
        "XXI": (1, 1, 1),
    }


def test_calibration_error_is_the_gap_by_bin() -> None:
    found = reliability("dp", [(0.95, True), (0.95, False), (0.05, False), (1.0, True)])
    assert [(one.codes, one.kept) for one in found.bins] == [(1, 0.0), (3, pytest.approx(2 / 3))]
    assert found.error == pytest.approx((1 * 0.05 + 3 * abs(2.9 / 3 - 2 / 3)) / 4)
    assert reliability("dp", []).error != reliability("dp", []).error


def test_what_cannot_be_compared_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationRefused):
        pair(GOLD, [line("elsewhere", "I10")])
    bad = tmp_path / "out.jsonl"
    for text in (
        '{"note_id": 1',
        "[1]",
        '{"note_id": 1}',
        '{"dp": null}',
        '{"note_id": 1, "dp": "I10"}',
        '{"note_id": 1, "dp": null, "das": {}}',
        '{"note_id": 1, "dp": {"code": "I10", "alternatives": [1]}}',
    ):
        bad.write_text(text)
        with pytest.raises(EvaluationRefused) as caught:
            list(predicted_lines(bad))
        assert "out.jsonl" in caught.value.message and caught.value.remedy
    with pytest.raises(EvaluationRefused):
        list(predicted_lines(tmp_path / "absent.jsonl"))
    bad.write_text(json.dumps(LINES[0]) + "\n\n")
    assert len(list(predicted_lines(bad))) == 1
