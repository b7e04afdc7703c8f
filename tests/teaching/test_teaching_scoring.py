"""The official tables, question kind by question kind, and what every scorer keeps to."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from carnet.language import set_language
from carnet.teaching.item import GridLine, Item, Station
from carnet.teaching.question import AcceptedAnswer, Expert, Proposition, Question, Response
from carnet.teaching.scoring import SCALES, STATION, ScoringError, current_scale, mark, mark_item, scale


@pytest.fixture(autouse=True)
def french():
    set_language("fr")


def ticked(kind, key, others, expected=None, indispensable="", unacceptable="", **more):
    """A question whose propositions are the letters of `key` (right) and of `others` (wrong)."""
    propositions = tuple(
        Proposition(id=x, text=x, correct=x in key, indispensable=x in indispensable, unacceptable=x in unacceptable)
        for x in sorted(key + others)
    )
    more = {"id": "q1"} | more
    return Question(kind=kind, stem="?", propositions=propositions, expected=expected, **more)


def points(question, letters, scale="EDN-2024"):
    return mark(question, Response(ticked=tuple(letters)), scale).points


# fmt: off
GOLDEN = [  # kind, key, others, announced, indispensable, unacceptable, ticked, points
    ("QRM", "abc", "de", None, "", "", "abc", 1), ("QRM", "abc", "de", None, "", "", "ab", 0.5),
    ("QRM", "abc", "de", None, "", "", "abcd", 0.5), ("QRM", "abc", "de", None, "", "", "abd", 0.2),
    ("QRM", "abc", "de", None, "", "", "a", 0.2), ("QRM", "abc", "de", None, "", "", "abcde", 0.2),
    ("QRM", "abc", "de", None, "", "", "ad", 0), ("QRM", "abc", "de", None, "", "", "de", 0),
    ("QRM", "abc", "de", None, "a", "", "bc", 0), ("QRM", "abc", "de", None, "a", "", "ab", 0.5),
    ("QRM", "abc", "de", None, "", "e", "abce", 0), ("QRM", "abc", "de", None, "", "e", "abcd", 0.5),
    ("QRM", "ab", "cd", None, "", "", "abc", 0.5), ("QRM", "ab", "cd", None, "", "", "", 0),
    ("QRU", "a", "bcde", None, "", "", "a", 1), ("QRU", "a", "bcde", None, "", "", "b", 0),
    ("QRU", "a", "bcde", None, "", "", "ab", 0), ("QRU", "ab", "cde", None, "", "", "b", 1),
    ("QRP", "abc", "defgh", 3, "", "", "abc", 1), ("QRP", "abc", "defgh", 3, "", "", "abd", 2 / 3),
    ("QRP", "abc", "defgh", 3, "", "", "a", 1 / 3), ("QRP", "abc", "defgh", 3, "", "", "def", 0),
    ("QRP", "abc", "defgh", 3, "", "", "abcd", 0), ("QRP", "abc", "defgh", 3, "a", "", "bc", 0),
    ("QRP", "abc", "defgh", 3, "", "h", "abh", 0), ("QRP", "abc", "defgh", None, "", "", "ab", 2 / 3),
    ("QRPL", "abcde", "fghijklmno", 5, "", "", "abcfg", 0.6), ("QRPL", "a", "fghijklmno", 1, "", "", "a", 1),
    ("QRPL", "abcde", "fghijklmno", 5, "", "", "abcdef", 0), ("QRPL", "ab", "fghijklmno", 2, "", "o", "ao", 0),
    ("QZP", "ab", "cd", 2, "", "", "ab", 1), ("QZP", "ab", "cd", 2, "", "", "ac", 0.5),
    ("QZP", "ab", "cd", 2, "", "", "abc", 0),
]
# fmt: on


@pytest.mark.parametrize(("kind", "key", "others", "n", "need", "bad", "letters", "worth"), GOLDEN)
def test_official_table(kind, key, others, n, need, bad, letters, worth):
    question = ticked(kind, key, others, n, need, bad)
    assert points(question, letters) == pytest.approx(worth)


def test_every_key_and_answer_of_five_propositions():
    letters = "abcde"
    table = {0: 1, 1: 0.5, 2: 0.2, 3: 0, 4: 0, 5: 0}
    seen = 0
    for key in product((0, 1), repeat=5):
        right = "".join(x for x, good in zip(letters, key, strict=True) if good)
        question = ticked("QRM", right, "".join(set(letters) - set(right)))
        for answer in product((0, 1), repeat=5):
            given_ = [x for x, on in zip(letters, answer, strict=True) if on]
            wanted = table[sum(a != b for a, b in zip(key, answer, strict=True))] if any(answer) else 0
            assert points(question, given_) == wanted
            seen += 1
    assert seen == 1024


SETS = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8)


@given(SETS.filter(lambda key: 0 < len(key) < 8), SETS, st.sampled_from(["QRU", "QRM", "QRP", "QRPL", "QZP"]),
       st.sampled_from(["EDN-2024", "EDN-2023", "all-or-nothing"]), st.randoms())  # fmt: skip
def test_points_stay_in_their_bounds_whatever_the_order(key, answer, kind, name, random):
    question = ticked(kind, "".join(key), "".join(set("abcdefgh") - set(key)))
    first = mark(question, Response(ticked=tuple(answer)), name)
    random.shuffle(answer)
    second = mark(question, Response(ticked=tuple(answer * 2)), name)
    assert 0 <= first.points <= 1 and first == second
    assert points(question, key if kind != "QRU" else key[:1], name) == 1


@given(SETS.filter(bool), SETS.filter(bool))
def test_discordances_are_symmetric_and_points_fall_with_them(key, answer):
    letters = "abcdefgh"
    one = mark(ticked("QRM", "".join(key), "".join(set(letters) - set(key))), Response(ticked=tuple(answer)))
    other = mark(ticked("QRM", "".join(answer), "".join(set(letters) - set(answer))), Response(ticked=tuple(key)))
    assert one.points == other.points and one.discordances == other.discordances == len(set(key) ^ set(answer))
    steps = [1, 0.5, 0.2, 0, 0, 0, 0, 0, 0]
    assert one.points == steps[one.discordances] and steps == sorted(steps, reverse=True)


def test_nothing_ticked_is_not_an_answer():
    question = ticked("QRM", "a", "bcde")  # one discordance only, had it been an answer
    for response in (None, Response(), Response(ticked=("z",))):
        found = mark(question, response)
        assert found.points == 0 and not found.answered and found.reasons == ("Pas de réponse.",)


def test_reasons_are_said():
    question = ticked("QRM", "abc", "de", indispensable="a", unacceptable="e")
    found = mark(question, Response(ticked=("b", "c", "e")))
    assert found.zeroed_by == ("a", "e") and found.discordances == 2
    assert "Proposition inacceptable cochée : E." in found.reasons
    assert found.per_proposition == {"a": False, "b": True, "c": True, "d": True, "e": False}
    refused = mark(ticked("QRP", "ab", "cd", 2), Response(ticked=("a", "b", "c")))
    assert refused.refused and refused.reasons[0] == "3 cochées alors que 2 étaient demandées : réponse refusée."


def test_zero_rules_belong_to_the_scale():
    question = ticked("QRM", "abc", "de", indispensable="a")
    assert points(question, "bc") == 0 and points(question, "bc", "ECNi-2021") == 0.5
    assert points(question, "bc", "all-or-nothing") == 0 and points(question, "abc", "all-or-nothing") == 1


def test_concordance_is_the_share_of_the_most_frequent_answer():
    panel = tuple(Expert(id=f"e{n}", answer=a) for n, a in enumerate([1] * 5 + [0] * 3 + [2] * 2))
    question = Question(id="q1", kind="TCS", stem="?", panel=panel)
    worth = {-2: 0, -1: 0, 0: 0.6, 1: 1, 2: 0.4}
    for degree, wanted in worth.items():
        assert mark(question, Response(degree=degree)).points == wanted
    assert mark(question, None).points == 0
    assert mark(question, Response(degree=0), "all-or-nothing").points == 0
    with pytest.raises(ScoringError):
        mark(Question(id="q1", kind="TCS", stem="?"), Response(degree=0))


def test_kfp_marks_each_question_by_its_own_kind():
    item = Item(id="k", kind="KFP", questions=(
        Question(id="q1", kind="QROC", stem="?", answers=(AcceptedAnswer(text="tension", category=2),)),
        ticked("QRP", "ab", "cde", 2, id="q2"),
        ticked("QRM", "abc", "de", id="q3"),
    ))  # fmt: skip
    answers = {"q1": Response(text="tension"), "q2": Response(ticked=("a", "c")), "q3": Response(ticked=("a", "b"))}
    found = mark_item(item, answers)
    assert [one.points for one in found.marks.values()] == [0.5, 0.5, 0.5] and found.points == 0.5
    assert (found.scale, found.item_id, found.item_version) == ("EDN-2024", "k", 1)


def test_a_progressive_case_is_the_weighted_mean():
    item = Item(
        id="d", kind="DP", questions=(ticked("QRU", "a", "b", id="q1", weight=3), ticked("QRU", "a", "b", id="q2"))
    )
    assert mark_item(item, {"q1": Response(ticked=("a",))}).points == 0.75
    assert mark_item(item, {}).points == 0


def test_a_station_is_its_weighted_grid():
    grid = (GridLine(id="a", text="se présente"), GridLine(id="b", text="ausculte", weight=3, indispensable=True))
    item = Item(id="s", kind="ECOS", station=Station(task="?", grid=grid))
    found = mark_item(item, {STATION: Response(grid={"a": 1, "b": 0.5})})
    assert found.points == pytest.approx(2.5 / 4)
    missing = mark_item(item, {STATION: Response(grid={"a": 1})})
    assert missing.points == 0.25 and missing.marks[STATION].reasons == ("Ligne indispensable non faite : b.",)
    assert mark_item(item, {}).points == 0


def test_scales_are_dated():
    assert current_scale(date(2022, 6, 1)).id == "ECNi-2021" and current_scale(date(2023, 10, 17)).id == "EDN-2023"
    assert current_scale(date(2026, 1, 1)).id == current_scale().id == "EDN-2024"
    assert set(SCALES) >= {"EDN-2024", "EDN-2023", "ECNi-2021", "all-or-nothing"}
    assert all(len(one.cautions()) == len(one.uncertain) for one in SCALES.values())
    for one in SCALES.values():
        assert all(a >= b for rule in one.rules.values() for a, b in zip(rule.steps, rule.steps[1:], strict=False))
    with pytest.raises(ScoringError) as refused:
        scale("EDN-1900")
    assert "EDN-2024" in refused.value.remedy
    with pytest.raises(ScoringError, match="QRP"):
        mark(ticked("QRP", "a", "b"), None, "ECNi-2021")


def test_a_question_without_key_cannot_be_marked():
    with pytest.raises(ScoringError):
        mark(ticked("QRU", "", "abc"), Response(ticked=("a",)))
    with pytest.raises(ValidationError):
        mark(ticked("QRM", "a", "b"), Response(ticked=("a",))).model_validate({"points": 2, "scale": "x"})
