"""An erratum marks the stored answers again, and no old mark is lost."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from carnet.language import set_language
from carnet.teaching.item import GridLine, Item, Station
from carnet.teaching.question import AcceptedAnswer, Proposition, Question, Response
from carnet.teaching.scoring import (
    STATION,
    Decision,
    Erratum,
    ScoringError,
    Stored,
    changes,
    fold,
    mark,
    mark_station,
    remark,
    totals,
)

WHEN = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def french():
    set_language("fr")


def question(key, name="q1", kind="QRM", **more):
    propositions = tuple(Proposition(id=x, text=x, correct=x in key) for x in "abcde")
    return Question(id=name, kind=kind, stem="?", propositions=propositions, **more)


def item(*questions, version=1):
    return Item(id="i1", version=version, kind="DP", questions=questions)


def stored(one, answers, scale="EDN-2024"):
    return [
        Stored(student=f"s{n}", item_id="i1", version=1, question_id=one.id, response=r, mark=mark(one, r, scale))
        for n, r in enumerate(Response(ticked=tuple(a)) for a in answers)
    ]


def erratum(kind, name="q1", **more):
    return Erratum(item_id="i1", question_id=name, kind=kind, who="jury", when=WHEN, reason="clé fausse", **more)


def test_a_corrected_key_marks_again_and_keeps_the_old_mark():
    old, new = question("ab"), question("abc")
    kept = stored(old, ["ab", "abc", "", "de"])
    records = remark(kept, item(new, version=2), [erratum("key")])
    assert [(one.old.points, one.new.points) for one in records] == [(1, 0.5), (0.5, 1), (0, 0), (0, 0)]
    assert [one.student for one in changes(records)] == ["s0", "s1"] and records[1].difference == 0.5
    assert records[0].why == ("Version 1 de l’item, puis version 2.", "Clé corrigée : clé fausse")
    assert (records[0].old_version, records[0].new_version) == (1, 2) and records[0].old == kept[0].mark
    again = remark(kept, item(new, version=2), [erratum("key", best=True)])
    assert [one.new.points for one in again] == [1, 1, 0, 0] and "ancienne note" in again[0].why[-1]


def test_a_neutralised_proposition_counts_for_nobody():
    one = question("ab")
    records = remark(stored(one, ["ab", "a", "abc", "bc"]), item(one), [erratum("neutralised", propositions=("a",))])
    assert [r.new.points for r in records] == [1, 0.5, 0.5, 0.5]
    fixed = question("ab", kind="QRP", expected=2)
    records = remark(stored(fixed, ["ab", "bc", "cd"]), item(fixed), [erratum("neutralised", propositions=("a",))])
    assert [r.new.points for r in records] == [1, 1, 0]
    single = question("a", kind="QRU")
    with pytest.raises(ScoringError):
        remark(stored(single, ["a"]), item(single), [erratum("neutralised", propositions=("a",))])


def test_a_cancelled_question_is_full_for_all_or_out_of_the_total():
    first, second = question("a", "q1"), question("b", "q2", weight=3)
    answers = stored(first, ["a", "d", ""]) + stored(second, ["b", "b", "a"])
    full = remark(answers, item(first, second), [erratum("cancelled", outcome="full")])
    assert [one.new.points for one in full[:3]] == [1, 1, 1]
    out = remark(answers, item(first, second), [erratum("cancelled", "q2", outcome="excluded")])
    assert out[3].new is None and out[3].changed and out[3].old.points == 1
    found = {one.student: one for one in totals(out, item(first, second))}
    assert (found["s0"].old, found["s0"].new) == (1, 1)
    assert found["s1"].old == pytest.approx((0.2 + 3) / 4) and found["s1"].new == 0.2
    gone = item(second, version=2)
    assert remark(answers, gone, [erratum("cancelled", outcome="excluded")])[0].new is None
    with pytest.raises(ScoringError) as refused:
        remark(answers, gone)
    assert "q1" in str(refused.value)


def test_a_decision_on_words_marks_again():
    one = Question(id="q1", kind="QROC", stem="?", answers=(AcceptedAnswer(text="embolie"),))
    response = Response(text="embolies")
    kept = [Stored(student="s", item_id="i1", version=1, question_id="q1", response=response, mark=mark(one, response))]
    decision = Decision(question_id="q1", folded=fold("embolies"), category=1, who="x", when=WHEN)
    (found,) = changes(remark(kept, item(one), decisions=[decision]))
    assert (found.old.points, found.new.points) == (0, 1) and found.why == (
        "Un enseignant a tranché sur cette réponse.",
    )


def test_each_answer_keeps_its_scale_unless_told():
    one = question("abc")
    kept = stored(one, ["ab"], "all-or-nothing")
    assert remark(kept, item(one))[0].new.scale == "all-or-nothing" and not changes(remark(kept, item(one)))
    (found,) = remark(kept, item(one), scale="EDN-2024")
    assert (found.old.scale, found.new.scale, found.new.points) == ("all-or-nothing", "EDN-2024", 0.5)
    assert found.why == ("Barème Tout ou rien, puis barème EDN 2024.",)


def test_a_station_and_what_was_never_marked():
    station = Item(id="i1", kind="ECOS", station=Station(task="?", grid=(GridLine(id="a", text="?"),)))
    response = Response(grid={"a": 1})
    kept = Stored(student="s", item_id="i1", version=1, question_id=STATION, response=response)
    (found,) = remark([kept, kept.model_copy(update={"item_id": "other"})], station)
    assert found.old is None and found.new == mark_station(station, response) and found.changed
    assert [(t.old, t.new) for t in totals([found], station)] == [(0, 1)]


def test_an_erratum_is_complete():
    for wrong in ({"kind": "neutralised"}, {"kind": "cancelled"}, {"kind": "key", "propositions": ("a",)}):
        with pytest.raises(ValidationError):
            erratum(**wrong)
