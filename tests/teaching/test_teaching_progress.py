"""Where a student stands, beside the group without telling on anyone, and when to see an objective again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.teaching.progress import beside_group, by_item_number, by_objective, by_rank, over_time
from carnet.teaching.repetition import ObjectiveCard, calendar, due, rating, replay, retrievability, review

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
PE, MI = "OIC-226-01-A", "OIC-339-02-B"


@dataclass(frozen=True)
class Done:
    item_id: str
    question_id: str
    points: float
    when: datetime
    objectives: tuple[str, ...] = (PE,)
    rank: str | None = "A"
    item_number: int | None = 226


def done(points, days=0, item="i1", **more):
    return Done(item, "q1", points, MONDAY + timedelta(days=days), **more)


def test_the_last_answer_to_each_question_counts():
    answers = [
        done(1, 3),
        done(0, 0),
        done(0.5, 1, "i2"),
        done(0, 1, "i3", objectives=(MI,), rank="B", item_number=339),
    ]
    first, second = by_objective(answers)
    assert (first.name, first.answers, first.questions, first.mean) == (PE, 3, 2, 0.75)
    assert first.interval[0] < 0.75 < first.interval[1] and (first.first, first.last) == (MONDAY, MONDAY + timedelta(3))
    assert (second.name, second.mean) == (MI, 0) and second.interval[0] == 0
    assert [one.name for one in by_rank(answers)] == ["A", "B"]
    assert [one.name for one in by_item_number([done(1, item_number=9), done(1, item_number=100), *answers])] == [
        "9", "100", "226", "339",
    ]  # fmt: skip
    assert by_objective([]) == () and by_objective([done(1, objectives=(MI, PE))])[0].name == PE


def test_progress_over_time_is_by_week():
    answers = [done(0, 0), done(1, 6), done(0.5, 7)]
    assert [(one.name, one.mean, one.answers) for one in over_time(answers)] == [
        ("2026-03-02", 1, 2), ("2026-03-09", 0.5, 1),
    ]  # fmt: skip
    assert [one.name for one in over_time(answers, "month")] == ["2026-03-01"]
    assert len(over_time(answers, "day")) == 3


def test_a_small_group_is_not_compared_with():
    assert beside_group(0.5, [0.5] * 10) is None and beside_group(0.5, [0.5] * 10, smallest=2) is None
    band = beside_group(0.9, [n / 20 for n in range(21)])
    assert (band.place, band.quartiles, band.at_least) == ("upper", (0.25, 0.5, 0.75), 20)
    assert beside_group(0.1, [n / 20 for n in range(21)]).place == "lower"
    assert beside_group(0.5, [0.5] * 12).place == "middle" and beside_group(float("nan"), [0.5] * 12) is None


@given(st.lists(st.integers(0, 20), min_size=11, max_size=40))
def test_one_member_cannot_be_told_by_subtraction(marks):
    group = [mark / 20 for mark in marks]
    band = beside_group(group[0], group)
    assert all(abs(q * 20 - round(q * 20)) < 1e-9 for q in band.quartiles)
    assert band.at_least in (11, 20) and band.at_least <= len(group)
    changed = [beside_group(mark, [mark, *group[1:]]) for mark in (0.0, 0.5, 1.0)]
    for before, after in zip(
        changed, changed[1:], strict=False
    ):  # her mark moves the quartiles by steps, or not at all
        assert all(a <= b for a, b in zip(before.quartiles, after.quartiles, strict=True))


def test_ratings_follow_the_mark():
    assert [rating(x) for x in (0, 0.39, 0.4, 0.69, 0.7, 1)] == ["again", "again", "hard", "hard", "good", "good"]
    assert rating(1, questions=2) == "easy" and rating(float("nan")) == "again"


def test_a_good_mark_puts_off_further_than_a_bad_one():
    intervals = {}
    for name, points, questions in (("again", 0, 1), ("hard", 0.5, 1), ("good", 1, 1), ("easy", 1, 2)):
        card = review(None, PE, points, MONDAY, questions)
        assert card.last_rating == name and card.reviews == 1
        intervals[name] = card.due - MONDAY
    assert intervals["again"] <= intervals["hard"] < intervals["good"] < intervals["easy"]
    assert intervals == {name: timedelta(days=n) for name, n in {"again": 1, "hard": 1, "good": 2, "easy": 8}.items()}


def test_cards_are_json_and_chance_has_no_part():
    card = review(None, PE, 1, MONDAY)
    again = ObjectiveCard.model_validate_json(card.model_dump_json())
    assert again == card == review(None, PE, 1, MONDAY)
    later = review(again, PE, 1, MONDAY + timedelta(days=2))
    assert later.reviews == 2 and later.due - later.last > card.due - card.last
    assert review(later, PE, 0, later.due).due - later.due < later.due - later.last
    with pytest.raises(ValueError, match=MI):
        review(card, MI, 1, MONDAY)


def test_a_day_of_answers_is_one_review():
    answers = [done(1), done(0, item="i2"), done(1, 0, "i3", objectives=(MI,)), done(1, 0, "i4", objectives=(MI,))]
    cards = replay(answers)
    assert cards == replay(answers[::-1]) and cards[PE].last_rating == "hard" and cards[MI].last_rating == "easy"
    assert cards[PE].reviews == 1 and replay([*answers, done(1, 1)])[PE].reviews == 2
    assert replay([done(1, objectives=("",))]) == {}


def test_what_is_due_comes_most_forgotten_first():
    cards = replay([done(0.5), done(1, objectives=(MI,), item="i2")])
    assert due(cards, MONDAY) == () and [one.objective for one in due(cards, MONDAY + timedelta(days=1))] == [PE]
    late = due(cards.values(), datetime(2026, 5, 1))
    assert [one.objective for one in late] == [PE, MI]
    assert 0 < retrievability(late[0], datetime(2026, 5, 1)) < retrievability(late[1], datetime(2026, 5, 1)) < 0.9
    ahead = calendar(cards, MONDAY, 5)
    assert len(ahead) == 5 and sum(ahead.values()) == 2 and ahead[MONDAY.date() + timedelta(days=2)] == 1
    assert calendar(cards, MONDAY + timedelta(days=60), 1) == {MONDAY.date() + timedelta(days=60): 2}
