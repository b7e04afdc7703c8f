"""Facts against gold: counted by hand, read from files, refused with the line and the remedy."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.evaluation.jsonl import EvaluationRefused
from carnet.evaluation.structuring import FactPair, read_fact_pairs, score_facts


def fact(kind: str, value: str, start: int = 0, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "value": value, "evidence": [{"start": start, "end": start + 5}], **fields}


def test_found_valued_and_asserted_are_told_apart() -> None:
    gold = (fact("biomarker", "HER2=3+"), fact("biomarker", "RE=90%", 10), fact("stage", "II", 20))
    predicted = (
        fact("biomarker", "HER2=2+"),
        fact("biomarker", "RE=90 %".replace(" ", ""), 12, assertion="absent"),
        fact("biomarker", "RP=1%", 90),
        fact("lab", "x=1", 50),
    )
    report = score_facts([FactPair("1", gold, predicted)])
    markers = next(one for one in report.kinds if one.kind == "biomarker")
    assert (markers.recall.hits, markers.recall.total) == (2, 2)
    assert (markers.precision.hits, markers.precision.total) == (2, 3)
    assert (markers.fields["value"].hits, markers.fields["assertion"].total) == (1, 0)
    assert markers.whole_recall.hits == 0
    assert report.total.recall.total == 3
    assert report.unscored == {"lab": 1}


def test_values_are_compared_without_case_accents_or_decimal_sign() -> None:
    pair = FactPair("1", (fact("lab", "Hémoglobine=13,5 g/dL"),), (fact("lab", "hemoglobine=13.5 g/dL"),))
    assert score_facts([pair]).total.f1 == 1


def test_a_predicted_fact_answers_one_gold_fact() -> None:
    pair = FactPair("1", (fact("site", "sein"), fact("site", "sein", 2)), (fact("site", "sein"),))
    assert score_facts([pair]).total.recall.hits == 1


FACTS = st.lists(st.builds(fact, st.sampled_from(["site", "lab"]), st.sampled_from(["a", "b"]), st.integers(0, 30)))


@given(FACTS, FACTS)
def test_rates_are_rates_and_gold_against_itself_is_perfect(gold: list[Any], predicted: list[Any]) -> None:
    report = score_facts([FactPair("1", tuple(gold), tuple(predicted))], resamples=5)
    assert report.total.whole_recall.hits <= report.total.recall.hits <= len(gold)
    itself = score_facts([FactPair("1", tuple(gold), tuple(gold))], resamples=5)
    assert itself.total.recall.hits == len(gold)


def test_files_are_joined_and_a_wrong_line_is_named(tmp_path: Path) -> None:
    gold, predicted = tmp_path / "gold.jsonl", tmp_path / "out.jsonl"
    gold.write_text(json.dumps({"note_id": 1, "facts": [fact("site", "sein")]}) + "\n")
    predicted.write_text(json.dumps({"note_id": "1", "error": "…"}) + "\n")
    pairs = read_fact_pairs(gold, predicted)
    assert pairs.missing == 1
    assert pairs.notes[0].predicted == ()
    predicted.write_text(json.dumps({"note_id": "1", "facts": [{"kind": "site"}]}) + "\n")
    with pytest.raises(EvaluationRefused, match=r"out\.jsonl.*1.*facts"):
        read_fact_pairs(gold, predicted)


def test_a_fact_derived_from_others_is_no_error_where_gold_marks_what_is_written() -> None:
    gold = (fact("stage", "IIA"),)
    derived = [
        fact("stage", "IIA", 1, rule="T2 N0 M0"),
        fact("stage", "IIB", 60, rule="T2 N1 M0"),
        fact("stage", "IV", 90),
    ]
    (stage,) = score_facts([FactPair("1", gold, tuple(derived))]).kinds
    assert (stage.precision.hits, stage.precision.total) == (1, 2)


WRONG = [
    {"kind": "site", "value": "sein", "evidence": [{"start": 9, "end": 4}]},
    {"kind": "site", "value": "sein", "evidence": {"start": 1, "end": 4}},
    {"kind": "site", "value": "sein", "assertion": "Présent"},
    {"kind": "site", "value": ""},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_fact_that_says_nothing_sure_is_refused_by_its_line(tmp_path: Path, wrong: dict[str, Any]) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"note_id": 1, "facts": [wrong]}) + "\n")
    with pytest.raises(EvaluationRefused, match="ligne 1"):
        read_fact_pairs(gold, gold)
