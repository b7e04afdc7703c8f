"""The items to try with: one of each kind, each with its key, its reasons and evidence that stands in its case."""

from typing import get_args

from carnet.teaching.examples import items
from carnet.teaching.item import ItemKind
from carnet.teaching.question import QuestionKind, Response
from carnet.teaching.scoring import SCALES, mark


def test_there_is_one_of_each_kind_with_its_reasons() -> None:
    kinds = {item.kind for item in items()} | {one.kind for item in items() for one in item.questions}
    assert set(get_args(ItemKind)) - kinds <= {"QRP", "miniDP"} and set(get_args(QuestionKind)) <= kinds
    assert len({item.id for item in items()}) == len(items()) == 9
    for item in items():
        assert item.title and item.licence and item.item_number and item.scale in SCALES
        assert [grid.section for grid in item.station.grid] if item.station else item.questions
        for question in item.questions:
            assert question.feedback and all(one.feedback for one in question.propositions)


def test_evidence_stands_where_it_says() -> None:
    count = 0
    for item in items():
        parts = item.parts()
        for question in item.questions:
            for one in (*question.evidence, *(two for each in question.propositions for two in each.evidence)):
                assert parts[one.note_id][one.start : one.end] == one.quote
                count += 1
    assert count >= 30


def test_the_key_has_all_the_points_and_nothing_has_none() -> None:
    for item in items():
        for question in item.questions:
            degrees = [one.answer for one in question.panel]
            right = Response(
                ticked=tuple(sorted(question.key)),
                text=question.answers[0].text if question.answers else "",
                degree=max(set(degrees), key=degrees.count) if degrees else None,
            )
            assert mark(question, right).points == 1 and mark(question, None).points == 0
