"""Classical statistics against worked examples, and tables of every shape: nothing fails, everything is said."""

import math
import warnings
from types import SimpleNamespace

import numpy as np
import pytest
from classroom_parts import approve, isolated, progressive
from hypothesis import given, settings
from hypothesis import strategies as st

from carnet.language import set_language
from carnet.teaching.analysis import Row, RowRefused, analyse, flag_label, rows_of
from carnet.teaching.analysis.classical import cronbach, shared_groups
from carnet.teaching.analysis.intervals import correlation, feldt, fisher, wilson
from carnet.teaching.classroom import Person, SessionPlan, StudentDesk
from carnet.teaching.item import Item
from carnet.teaching.question import Proposition, Question, Response
from carnet.teaching.store import TeachingStore


@pytest.fixture(autouse=True)
def french():
    set_language("fr")


def rows(points, **more):
    """Rows of a table of points, students by questions; NaN is not asked."""
    return [
        Row(f"s{i:03}", f"i{j:02}", "q1", None if math.isnan(value) else float(value), **more)
        for i, line in enumerate(points)
        for j, value in enumerate(line)
    ]


def kinds(analysis):
    return {type(one).__name__ for one in analysis.warnings}


# 5 students, 4 questions; variances (population) .24, .24, .24, .16 of the questions, 2.16 of the totals
HAND = np.array([[1, 1, 1, 1], [1, 1, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]], dtype=float)


def test_kr20_by_hand():
    p = HAND.mean(axis=0)
    total = HAND.sum(axis=1)
    by_hand = 4 / 3 * (1 - (p * (1 - p)).sum() / ((total**2).mean() - total.mean() ** 2))
    assert cronbach(HAND) == pytest.approx(by_hand) == pytest.approx(4 / 3 * (1 - 0.88 / 2.16), abs=1e-12)
    found = analyse(rows(HAND), models=False).test
    assert found.alpha == pytest.approx(by_hand) and found.dichotomous
    assert found.sem == pytest.approx((total / 4).std(ddof=1) * math.sqrt(1 - by_hand))
    assert (found.mean, found.median, found.lowest, found.highest) == (pytest.approx(0.45), 0.25, 0, 1)


def test_intervals_of_the_literature():
    low, high = wilson(81, 263)  # Newcombe, Stat Med 1998;17:857
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    low, high = wilson(0, 20)
    assert low == 0 and round(high, 4) == 0.1611
    low, high = fisher(0.5, 28)
    assert (round(low, 3), round(high, 3)) == (0.156, 0.736)
    assert all(math.isnan(v) for v in (*fisher(1, 30), *fisher(0.2, 3), *wilson(0, 0), *feldt(0.5, 1, 3)))


def test_feldt_covers_the_alpha_of_the_population():
    rng, inside = np.random.default_rng(7), 0
    for _draw in range(200):  # parallel questions of reliability .5 each: alpha of 6 is 6·.5/(1+5·.5) = .857
        x = rng.normal(size=(40, 1)) + rng.normal(size=(40, 6))
        low, high = feldt(cronbach(x), 40, 6)
        inside += low <= 6 * 0.5 / 3.5 <= high
    assert 182 <= inside <= 198  # 95 % of 200, ±2.6 standard errors


def test_discrimination_is_with_the_other_questions():
    found = analyse(rows(HAND), models=False)
    rest = np.delete(HAND, 0, axis=1).mean(axis=1)
    assert found.items[0].discrimination == pytest.approx(np.corrcoef(HAND[:, 0], rest)[0, 1])
    assert found.items[0].alpha_without == pytest.approx(cronbach(HAND[:, 1:]))
    assert found.item("i03/q1").difficulty == 0.2


def test_groups_share_out_ties():
    scores = np.array([1.0, 2, 2, 2, 3, 4])
    weights = shared_groups(scores, [(0, 1 / 3), (1 / 3, 2 / 3), (2 / 3, 1)])
    assert weights.sum(axis=0) == pytest.approx([2, 2, 2]) and weights.sum(axis=1) == pytest.approx(np.ones(6))
    assert weights[1] == pytest.approx([1 / 3, 2 / 3, 0])
    turned = shared_groups(scores[::-1], [(0, 1 / 3), (1 / 3, 2 / 3), (2 / 3, 1)])
    assert turned[::-1] == pytest.approx(weights)


def test_upper_lower_is_that_of_distinct_scores():
    points = np.tril(np.ones((11, 10)), -1)  # student i has the i first questions
    found = analyse(rows(points), models=False)
    n = 0.27 * 11  # 2.97 students a group: of question 5 (index 4), all above and none below
    assert found.items[4].upper_lower == pytest.approx(1)
    assert found.items[0].upper_lower == pytest.approx(1 - 1.97 / n)


def question(key="a"):
    propositions = tuple(Proposition(id=x, text=x, correct=x in key) for x in "abcd")
    return Question(id="q1", kind="QRU", stem="?", propositions=propositions)


def test_distractors_by_tercile():
    n = 60
    ability = np.arange(n)
    others = [(ability * 5 // n > j).astype(float) for j in range(4)]
    choice = np.where(ability >= 30, "a", np.where(ability >= 10, "b", "c"))
    table = rows(np.column_stack(others))
    table += [Row(f"s{i:03}", "x", "q1", float(c == "a"), ticked=(str(c),)) for i, c in enumerate(choice)]
    item = Item(id="x", kind="QRU", title="Embolie", questions=(question(),))
    found = analyse(table, [item], models=False).item("x/q1")
    by_id = {one.id: one for one in found.propositions}
    assert found.title == "Embolie" and list(by_id) == ["a", "b", "c", "d"]
    assert by_id["a"].terciles == pytest.approx((0, 0.5, 1), abs=0.1) and by_id["a"].functional is None
    assert by_id["b"].functional and by_id["c"].functional and not by_id["d"].functional and by_id["d"].n == 0
    assert "idle_distractor" in found.flags and found.discrimination > 0.7
    wrong = analyse(table, [item.model_copy(update={"questions": (question("c"),)})], models=False).item("x/q1")
    assert {"attractive_wrong", "repelling_right"} <= set(wrong.flags)
    assert all(flag_label(flag) for flag in found.flags + wrong.flags)


def test_numbers_call_for_cautions():
    rng = np.random.default_rng(0)
    ability = rng.normal(size=(120, 1))
    points = (rng.random((120, 12)) < 1 / (1 + np.exp(-ability))).astype(float)
    assert kinds(analyse(rows(points), models=False)) == set()
    assert kinds(analyse(rows(points[:50]), models=False)) == {"WideIntervals"}
    few = analyse(rows(points[:20, :4]))
    assert kinds(few) >= {"FewStudents", "FewQuestions"} and few.two_pl is None
    points[:, 0], points[:, 1] = 1, 0
    flat = analyse(rows(points))
    assert "NoVariation" in kinds(flat) and {one.id for one in flat.rasch.items}.isdisjoint({"i00/q1", "i01/q1"})
    assert flat.rows()[0]["rasch_difficulty"] is None and flat.rows()[0]["discrimination"] is None
    points[:, 2:] = 1 - points[:, [2] * 5 + list(range(2, 7))]
    points[::2, 2] = np.nan
    missing = analyse(rows(points), models=False)
    assert "MissingAnswers" in kinds(missing) and missing.test.complete == 60
    reversed_ = np.column_stack([HAND[:, 0], 1 - HAND[:, 0], HAND[:, 1]])
    assert "NegativeReliability" in kinds(analyse(rows(reversed_), models=False))


def test_mixed_repeated_and_partial_marks_are_said():
    table = rows(HAND, scale="EDN-2024")
    table += [Row("s000", "i00", "q1", 0, scale="EDN-2023"), Row("s900", "i00", "q1", 0.5, version=2, scale="EDN-2023")]
    found = analyse(table, models=False)
    assert kinds(found) >= {"RepeatedAnswers", "MixedVersions", "MixedScales", "PartialCredit", "MissingAnswers"}
    assert found.items[0].versions == (1, 2) and not found.test.dichotomous
    assert found.items[0].full == pytest.approx(3 / 6) and found.items[0].difficulty == pytest.approx(3.5 / 6)


def test_a_case_counts_as_one_question_when_asked():
    case = Item(id="d", kind="DP", questions=tuple(
        question().model_copy(update={"id": f"q{n}", "weight": 1.0 + n}) for n in range(2)
    ))  # fmt: skip
    table = [Row("s1", "d", "q0", 1.0, seconds=10), Row("s1", "d", "q1", 0.0, seconds=20), Row("s2", "d", "q1", 1.0)]
    by_question, by_item = analyse(table, [case]), analyse(table, [case], unit="item")
    assert "LocalDependence" in kinds(by_question) and "LocalDependence" not in kinds(by_item)
    assert [one.id for one in by_item.items] == ["d/*"] and by_item.test.scores == pytest.approx((1 / 3, 1))
    assert by_item.items[0].seconds[1] == 30 and by_question.items[0].title == ""


def test_mappings_are_rows_and_what_else_they_hold_is_left_out():
    table = [{"student": "s1", "item": "i", "question": "q", "points": 1, "ticked": None, "response": "kept away"}]
    found = analyse(table)
    assert found.test.students == 1 and "kept away" not in repr(found)
    assert analyse([Row("s", "i", "q", None), Row("s", "i", "q", float("nan"))]).test.students == 0


@pytest.mark.parametrize(("change", "field"), [
    ({"student": None}, "student"), ({"points": "secret words"}, "points"), ({"seconds": []}, "seconds"),
    ({"version": "two"}, "version"), ({"ticked": 3}, "ticked"),
])  # fmt: skip
def test_a_row_that_is_no_mark_is_refused_by_its_place(change, field):
    good = {"student": "s", "item": "i", "question": "q", "points": 1}
    with pytest.raises(RowRefused) as refused:
        analyse([good, good | change])
    assert str(refused.value).startswith(f"Ligne 2 : le champ {field} ") and "secret" not in str(refused.value)


def test_results_of_a_session_are_rows():
    result = SimpleNamespace(
        student="s", attempt=1, item_id="i", version=2, question_id="q", response=Response(ticked=("a",)), mark=0.5,
        scale="EDN-2024", seconds=3.0,
    )  # fmt: skip
    again = SimpleNamespace(**vars(result) | {"attempt": 2})
    blank = SimpleNamespace(**vars(result) | {"response": None, "mark": 0.0, "student": "t"})
    first, second = rows_of([result, again, blank])
    assert first == Row("s", "i", "q", 0.5, 2, ("a",), 3.0, "EDN-2024") and not second.answered


def test_a_session_is_analysed_as_its_results_are_totalled(tmp_path):
    items = [isolated("i1"), progressive("dp1")]
    teacher = approve(TeachingStore(tmp_path / "t.sqlite"), *items)
    code = teacher.open_session(SessionPlan("Partiel", ("i1", "dp1"), "training", correction="at_end")).code
    teacher.start(code)
    for name, ticked in (("a", ("a", "c")), ("b", ("a",)), ("c", ())):
        student = StudentDesk(teacher.store, Person(name, "student"))
        student.join(code, name)
        student.answer("i1", "q1", Response(ticked=ticked), seconds=20)
        student.answer("dp1", "q1", Response(ticked=("a", "c")))
        student.submit()
    results = teacher.results(code)
    by_item = analyse(rows_of(results.rows), items, unit="item")
    totals = {name: total for (name, _attempt), total in results.totals.items()}
    assert dict(zip(by_item.test.names, by_item.test.scores, strict=True)) == pytest.approx(totals)
    by_question = analyse(rows_of(results.rows), items)
    assert by_question.item("i1/q1").answered == 2 and by_question.item("dp1/q3").flags == ("blank",)
    assert by_question.item("i1/q1").propositions[0].n == 2 and "LocalDependence" in kinds(by_question)


def test_html_is_escaped_and_rows_are_plain():
    item = Item(id="i00", kind="QRU", title="<b>K</b>", questions=(question(),))
    found = analyse(rows(HAND), [item])
    html = found._repr_html_()
    assert "&lt;b&gt;K" in html and "<caption>" in html and "fidélité" in html
    assert all(type(v) in (str, int, float, bool, type(None)) for row in found.rows() for v in row.values())


CELL = st.one_of(st.none(), st.sampled_from([0.0, 0.2, 0.5, 1.0]))


@settings(max_examples=60)
@given(st.integers(0, 6), st.integers(0, 5), st.data())
def test_no_table_makes_it_fail(n, k, data):
    table = [
        Row(f"s{i}", f"i{j}", "q", data.draw(CELL), ticked=("a",) * (i % 2), seconds=None if i % 3 else 5.0)
        for i in range(n)
        for j in range(k)
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = analyse(table)
        found.rows(), found.propositions(), found._repr_html_()
    again = analyse(table[::-1])
    assert sorted(again.test.scores) == pytest.approx(sorted(found.test.scores))
    for one in found.items:
        assert 0 <= one.difficulty_interval[0] <= one.difficulty <= one.difficulty_interval[1] <= 1


def test_correlation_of_constants_is_unknown():
    assert math.isnan(correlation(np.ones(5), np.arange(5.0))) and math.isnan(correlation(np.ones(2), np.arange(2.0)))
