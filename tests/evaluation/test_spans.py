"""Scores of spans: worked by hand, and properties."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.evaluation.inline import parse_inline
from carnet.evaluation.pseudonymisation import EvaluationRefused, read_pair
from carnet.evaluation.spans import Annotated, Labelled, score_spans

TEXT = "Mme Jeanne Le Goff vue le 12/03/2024 par le Dr Petit"


def note(gold: list[Labelled], predicted: list[Labelled], text: str = TEXT) -> Annotated:
    return Annotated("1", text, tuple(gold), tuple(predicted))


def at(words: str, label: str) -> Labelled:
    return Labelled(TEXT.index(words), TEXT.index(words) + len(words), label)


def test_a_note_counted_by_hand() -> None:
    gold = [at("Jeanne", "FIRST_NAME"), at("Le Goff", "LAST_NAME"), at("12/03/2024", "IDENTIFYING_DATE")]
    predicted = [
        at("Jeanne", "LAST_NAME"),
        at("Goff", "LAST_NAME"),
        at("12/03/2024", "IDENTIFYING_DATE"),
        at("vue", "CITY"),
    ]
    report = score_spans([note(gold, predicted)])
    assert (report.recall.hits, report.recall.total) == (5, 6)  # Jeanne, Le, Goff, 12, 03, 2024: not « Le »
    assert (report.precision.hits, report.precision.total) == (5, 6)  # all but « vue »
    assert (report.notes_covered.hits, report.notes_covered.total) == (0, 1)
    assert report.tokens == 13 and report.false_alarms_per_1000 == pytest.approx(1000 / 13)
    by_label = {one.label: one for one in report.labels}
    assert by_label["LAST_NAME"].token_recall.hits == 1 and by_label["LAST_NAME"].token_recall.total == 2
    assert (
        by_label["LAST_NAME"].exact_gold,
        by_label["LAST_NAME"].exact_predicted,
        by_label["LAST_NAME"].exact_hits,
    ) == (1, 2, 0)
    assert by_label["FIRST_NAME"].token_recall.value == 1 and by_label["FIRST_NAME"].precision.total == 0
    assert by_label["CITY"].precision.value == 0 and math.isnan(by_label["CITY"].token_recall.value)


def test_half_a_token_is_not_covered() -> None:
    report = score_spans([note([at("Petit", "LAST_NAME")], [at("Peti", "LAST_NAME")])])
    assert report.recall.value == 0 and report.precision.value == 1


def test_no_notes_no_rates() -> None:
    report = score_spans([])
    assert report.notes == 0 and math.isnan(report.recall.value) and math.isnan(report.recall.lower)


spans = st.lists(
    st.tuples(st.integers(0, 50), st.integers(1, 8), st.sampled_from("AB")).map(
        lambda one: Labelled(one[0], min(len(TEXT), one[0] + one[1]), one[2])
    ),
    max_size=5,
)


@given(spans, spans)
def test_rates_stay_between_0_and_1_and_gold_scores_full_marks(gold: list[Labelled], predicted: list[Labelled]) -> None:
    report = score_spans([note(gold, predicted), note(gold, gold)], resamples=20)
    for rate in (report.recall, report.precision, report.notes_covered):
        assert rate.total == 0 or 0 <= rate.value <= 1
    same = score_spans([note(gold, gold)], resamples=20)
    assert same.recall.hits == same.recall.total and same.precision.hits == same.precision.total


def test_inline_gold_is_read_with_its_offsets() -> None:
    text, gold = parse_inline("Vu par [Léa](PRENOM)\n[Roux](NOM), le [ ](DATE)2 mars [X](AUTRE)")
    assert text == "Vu par Léa\nRoux, le  2 mars X"
    assert [(text[s.start : s.end], s.label) for s in gold] == [
        ("Léa", "FIRST_NAME"),
        ("Roux", "LAST_NAME"),
        ("X", "AUTRE"),
    ]


def test_gold_and_predictions_are_joined_by_note(tmp_path: Path) -> None:
    gold, predicted = tmp_path / "gold.jsonl", tmp_path / "predicted.jsonl"
    entity = {"start": 0, "end": 3, "label": "NOM"}
    gold.write_text(
        "".join(json.dumps({"note_id": n, "text": "Roux va", "entities": [entity]}) + "\n" for n in (1, 2, 3))
    )
    predicted.write_text(
        json.dumps({"note_id": "1", "text": "[NOM] va", "entities": [{**entity, "label": "LAST_NAME"}]})
        + "\n"
        + json.dumps({"note_id": 2, "error": "line 2: not JSON"})
    )
    pair = read_pair(gold, predicted)
    notes = pair.notes
    assert (pair.partial, pair.missing) == (0, 2)
    assert [len(note.predicted) for note in notes] == [1, 0, 0]
    assert notes[0].gold == notes[0].predicted


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("{", "ligne 1"),
        ('{"text": "x"}', "note_id"),
        ('{"note_id": 1, "entities": []}', "text"),
        ('{"note_id": 1, "text": "Roux", "entities": [{"start": 0, "end": 9, "label": "NOM"}]}', "entities"),
        ('{"note_id": 1, "text": "Roux", "entities": [{"start": "a"}]}', "entities"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_line_and_field(tmp_path: Path, line: str, named: str) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(line)
    with pytest.raises(EvaluationRefused, match=named) as refused:
        read_pair(gold, gold)
    assert "Roux" not in str(refused.value)


def test_a_partial_review_is_left_out_and_counted(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    lines = [{"note_id": n, "text": "Roux", "entities": [], "complete": n == 1} for n in (1, 2)]
    gold.write_text("".join(json.dumps(line) + "\n" for line in lines))
    pair = read_pair(gold, gold)
    assert (len(pair.notes), pair.partial, pair.missing) == (1, 1, 0)


def test_a_note_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"note_id": 1, "text": "", "entities": []}\n' * 2)
    with pytest.raises(EvaluationRefused, match="ligne 2"):
        read_pair(gold, gold)


def test_files_without_a_note_in_common_are_refused(tmp_path: Path) -> None:
    one, other = tmp_path / "one.jsonl", tmp_path / "other.jsonl"
    one.write_text('{"note_id": 1, "text": "", "entities": []}')
    other.write_text('{"note_id": 2, "text": "", "entities": []}')
    with pytest.raises(EvaluationRefused, match="en commun"):
        read_pair(one, other)
