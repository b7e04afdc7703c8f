"""Sessions as they go: codes, joining, saving, progressive cases, handing in, corrections, errata"""

import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from classroom_parts import ANNE, PAUL, Gate, approve, concordance, isolated, multiple, progressive, short, station

from carnet.teaching.classroom import (
    NotAllowed,
    NotFound,
    NotReady,
    Person,
    SessionPlan,
    StudentDesk,
    TeacherDesk,
    Ticket,
)
from carnet.teaching.question import Response
from carnet.teaching.scoring import Erratum
from carnet.teaching.store import TeachingStore

A, AC = Response(ticked=("a",)), Response(ticked=("a", "c"))


def join(store: TeachingStore, code: str, *names: str) -> list[StudentDesk]:
    desks = [StudentDesk(store) for _name in names]
    for desk, name in zip(desks, names, strict=True):
        desk.join(code, name)
    return desks


def test_an_exam_from_the_lobby_to_the_released_correction(store: TeachingStore) -> None:
    anne = approve(store, isolated(), progressive(), short(), concordance())
    plan = SessionPlan("Blanc", ("i1", "dp1", "qroc", "tcs"), "exam", 30, correction="when_released", scale="EDN-2024")
    session = anne.open_session(plan)
    assert re.fullmatch(r"[2-9A-Z]{6}", session.code) and session.stage == "waiting"
    (zoe,) = join(store, session.code.lower(), "  Zoé ")
    sheet = zoe.sheet()
    assert (sheet.stage, sheet.items, sheet.remaining, sheet.pseudonym) == ("waiting", (), None, "Zoé")
    with pytest.raises(NotAllowed):
        zoe.answer("i1", "q1", A)
    anne.start(session.code)
    first = zoe.answer("i1", "q1", A, seconds=4)
    assert first.number == 1 and zoe.answer("i1", "q1", A, seconds=4) == first  # the same twice is once
    assert zoe.answer("i1", "q1", AC, flagged=True, seconds=9).number == 2
    assert zoe.answer("i1", "q1", None, flagged=False).number == 3  # the flag alone
    question = zoe.sheet().question("i1", "q1")
    assert question.response == AC and not question.flagged and question.seconds == 9 and question.saved == 3
    assert 1790 < (zoe.sheet().remaining or 0) <= 1800
    zoe.answer("qroc", "q1", Response(text="Tamoxifene"))
    zoe.answer("tcs", "q1", Response(degree=1))
    over = zoe.submit()
    assert over.submitted and over.stage == "over" and not over.correction and zoe.submit().submitted
    with pytest.raises(NotAllowed):
        zoe.answer("i1", "q1", A)
    with pytest.raises(NotReady):
        anne.release(session.code)  # the others are still writing
    anne.close(session.code)
    with pytest.raises(NotAllowed):
        zoe.correction()
    anne.release(session.code)
    correction = zoe.correction()
    (item,) = [one for one in correction.items if one.id == "i1"]
    assert item.points == 1 and item.questions[0].propositions[0].chosen and item.title == "Titre i1"
    assert item.questions[0].group is None and item.questions[0].students is None  # one student is no group
    results = anne.results(session.code)
    marks = {(row.item_id, row.question_id): row.mark for row in results.rows}
    assert marks[("i1", "q1")] == 1 and marks[("qroc", "q1")] == 1 and marks[("dp1", "q2")] == 0
    assert results.totals[("Zoé", 1)] == pytest.approx(correction.points)
    assert {row.scale for row in results.rows} == {"EDN-2024"} and len(results.rows) == 6


def test_a_progressive_case_shows_one_question_after_the_other(store: TeachingStore) -> None:
    anne = approve(store, progressive())
    code = anne.open_session(SessionPlan("DP", ("dp1",), "exam", 10)).code
    anne.start(code)
    (zoe,) = join(store, code, "Zoé")
    (item,) = zoe.sheet().items
    assert [one.id for one in item.questions] == ["q1"] and item.more and item.total == 3
    for later in ("q2", "q3", "nothing"):
        with pytest.raises(NotFound):
            zoe.answer("dp1", later, A)
    zoe.answer("dp1", "q1", A)
    assert [one.id for one in zoe.go_on("dp1", "q1").items[0].questions] == ["q1", "q2"]
    assert [one.id for one in zoe.go_on("dp1", "q1").items[0].questions] == ["q1", "q2"]  # asked again: once
    with pytest.raises(NotAllowed):
        zoe.answer("dp1", "q1", AC)  # no going back
    assert zoe.sheet().items[0].questions[0].locked and zoe.sheet().question("dp1", "q1").response == A
    with pytest.raises(NotFound):
        zoe.go_on("dp1", "q3")
    zoe.go_on("dp1")
    last = zoe.go_on("dp1").items[0]
    assert last.finished and all(one.locked for one in last.questions) and zoe.go_on("dp1").items[0] == last


def test_a_training_corrected_at_once_locks_what_was_seen(store: TeachingStore) -> None:
    anne = approve(store, isolated(), progressive())
    code = anne.open_session(SessionPlan("TD", ("i1", "dp1"), correction="at_once")).code
    (zoe,) = join(store, code, "Zoé")
    assert zoe.hint("i1", "q1") == "Indice secret" and zoe.sheet().question("i1", "q1").hints
    with pytest.raises(NotAllowed):
        zoe.correction("i1")  # not answered
    zoe.answer("i1", "q1", A)
    (item,) = zoe.correction("i1").items
    assert item.points == 0.5 and item.questions[0].discordances == 1
    with pytest.raises(NotAllowed):
        zoe.answer("i1", "q1", AC)
    zoe.answer("dp1", "q1", A)
    (case,) = zoe.correction("dp1", "q1").items
    assert [one.id for one in case.questions] == ["q1"] and case.points is None and case.title == ""
    assert case.questions[0].evidence[0].note_id == "q1"
    zoe.submit()
    assert zoe.correction().points is not None
    again = zoe.retry(1)
    assert again.attempt == 2 and zoe.retry(1).attempt == 2 and again.question("i1", "q1").response is None
    zoe.answer("i1", "q1", AC)
    assert {(row.attempt, row.mark) for row in anne.results(code).rows if row.item_id == "i1"} == {(1, 0.5), (2, 1)}
    assert zoe.progress().objectives == () or zoe.progress().answers >= 1


def test_an_exam_has_no_hints_no_retry_and_no_correction_while_others_write(sqlite_store: TeachingStore) -> None:
    anne = approve(sqlite_store, isolated())
    with pytest.raises(NotReady):
        anne.open_session(SessionPlan("x", ("i1",), "exam", correction="at_once"))
    code = anne.open_session(SessionPlan("Blanc", ("i1",), "exam")).code
    anne.start(code)
    zoe, max_ = join(sqlite_store, code, "Zoé", "Max")
    zoe.answer("i1", "q1", A)
    zoe.submit()
    for ask in (zoe.correction, zoe.retry, lambda: zoe.hint("i1", "q1"), lambda: max_.hint("i1", "q1")):
        with pytest.raises(NotAllowed):
            ask()
    assert not zoe.sheet().question("i1", "q1").hints
    anne.close(code)
    assert zoe.correction().points == 0.5 and max_.correction().points == 0
    with pytest.raises(NotAllowed):
        max_.answer("i1", "q1", A)


def test_pseudonyms_are_each_ones_own(store: TeachingStore) -> None:
    anne = approve(store, isolated())
    code = anne.open_session(SessionPlan("TD", ("i1",))).code
    (zoe,) = join(store, code, "Zoé")
    zoe.answer("i1", "q1", A)
    other = StudentDesk(store)
    for name in ("zoé", " ZOÉ ", "", "x" * 41, "a\x00b"):
        with pytest.raises(NotAllowed):
            other.join(code, name)
    assert StudentDesk(store, zoe.ticket).sheet().question("i1", "q1").response == A  # after a reload
    assert zoe.ticket is not None and StudentDesk(store, zoe.ticket.secret).sheet().pseudonym == "Zoé"
    left_behind = StudentDesk(store, zoe.ticket)  # a ticket that Zoé left in the room's computer
    left_behind.join(code, "Eve")
    assert left_behind.sheet().pseudonym == "Eve" and left_behind.sheet().question("i1", "q1").response is None
    anne.let_back(code, "Zoé")
    other.join(code, "zoé")
    assert other.sheet().question("i1", "q1").response == A
    with pytest.raises(NotAllowed):
        StudentDesk(store).join(code, "Zoé")  # once
    claimed = StudentDesk(store)
    first = claimed.join(code, "Ines", "a random word")
    assert StudentDesk(store).join(code, "Ines", "a random word").pseudonym == first.pseudonym


def test_whom_the_front_knows_finds_her_seat_again(sqlite_store: TeachingStore) -> None:
    anne = approve(sqlite_store, isolated())
    code = anne.open_session(SessionPlan("TD", ("i1",))).code
    hub = Person("zoe.martin", "student", known=True)
    StudentDesk(sqlite_store, hub).join(code, "Zoé")
    again = StudentDesk(sqlite_store, hub)
    assert again.join(code, "Autre").pseudonym == "Zoé"
    assert anne.session(code).members == 1


def test_an_item_changed_or_retired_stays_in_the_sessions_that_have_it(sqlite_store: TeachingStore) -> None:
    anne = approve(sqlite_store, isolated())
    code = anne.open_session(SessionPlan("TD", ("i1",))).code
    (zoe,) = join(sqlite_store, code, "Zoé")
    zoe.answer("i1", "q1", A)
    anne.save(anne.item("i1").model_copy(update={"case": "Tout autre."}))
    anne.move("i1", "retired")
    assert zoe.sheet().items[0].case == "Une femme de 52 ans." and zoe.sheet().items[0].version == 3
    with pytest.raises(NotReady):
        anne.open_session(SessionPlan("TD", ("i1",)))
    with pytest.raises(NotFound):
        anne.open_session(SessionPlan("TD", ("nothing",)))


def test_an_erratum_marks_again_and_the_correction_says_so(store: TeachingStore) -> None:
    anne, paul = approve(store, isolated()), TeacherDesk(store, PAUL)
    code = anne.open_session(SessionPlan("TD", ("i1",), correction="at_end")).code
    zoe, max_ = join(store, code, "Zoé", "Max")
    zoe.answer("i1", "q1", A)
    max_.answer("i1", "q1", AC)
    zoe.submit()
    assert zoe.correction().points == 0.5
    paul.save(paul.item("i1").model_copy(update={"questions": (multiple(right="a"),)}), "erratum")
    marked = {one.student: (one.before, one.after, one.new_version) for one in anne.remark(code, "i1")}
    assert marked == {"Zoé": (0.5, 1, 4), "Max": (1, 0.5, 4)}
    assert zoe.correction().points == 1 and anne.results(code).rows[0].version == 4
    assert zoe.sheet().items[0].version == 3  # what was seen stays
    paul.save(paul.item("i1").model_copy(update={"questions": (multiple("other"),)}).model_copy(update={"kind": "QRM"}))
    with pytest.raises(NotReady):
        anne.remark(code, "i1")


def test_what_is_neutralised_or_cancelled_counts_for_nobody(sqlite_store: TeachingStore) -> None:
    anne = approve(sqlite_store, isolated("a"), isolated("b"))
    code = anne.open_session(SessionPlan("TD", ("a", "b"))).code
    zoe, max_ = join(sqlite_store, code, "Zoé", "Max")
    zoe.answer("a", "q1", A)
    max_.answer("a", "q1", AC)
    zoe.answer("b", "q1", AC)
    zoe.submit()
    day = datetime(2026, 1, 1, tzinfo=UTC)
    common = {"item_id": "a", "question_id": "q1", "who": "?", "when": day, "reason": "énoncé ambigu"}
    neutral = Erratum(kind="neutralised", propositions=("c",), **common)
    marked = {one.student: (one.before, one.after) for one in anne.remark(code, "a", errata=[neutral])}
    assert marked == {"Zoé": (0.5, 1), "Max": (1, 1)} and zoe.correction().points == 1
    gone = Erratum(kind="cancelled", outcome="excluded", **common)
    marked = {one.student: (one.before, one.after, one.why) for one in anne.remark(code, "a", errata=[gone])}
    assert marked == {"Zoé": (1, None, "énoncé ambigu"), "Max": (1, None, "énoncé ambigu")}
    results = anne.results(code)
    assert results.totals == {("Zoé", 1): 1, ("Max", 1): 0}  # the other item alone counts
    assert [row.weight for row in results.rows if row.excluded] == [0, 0]
    correction = zoe.correction()
    assert correction.points == 1 and correction.items[0].points is None and correction.items[0].whole
    assert anne.live(code).questions[0].mean is None and zoe.progress().answers == 1
    assert {one.after for one in anne.remark(code, "a")} == {0.5, 1}  # taken back


def test_a_teacher_decides_an_answer_in_words_for_all_who_wrote_it(sqlite_store: TeachingStore) -> None:
    anne = approve(sqlite_store, short())
    code = anne.open_session(SessionPlan("TD", ("qroc",))).code
    for desk in join(sqlite_store, code, "Zoé", "Max"):
        desk.answer("qroc", "q1", Response(text="Le tamoxiféne 20"))
    assert {row.mark for row in anne.results(code).rows} == {0}
    anne.decide(code, "qroc", "q1", "tamoxifene 20", 2, "la dose n’était pas demandée")
    assert {row.mark for row in anne.results(code).rows} == {0.5}


def test_an_observer_fills_the_grid_of_a_station(sqlite_store: TeachingStore) -> None:
    anne = approve(sqlite_store, station())
    code = anne.open_session(SessionPlan("ECOS", ("ecos",), "exam", 8)).code
    anne.start(code)
    (zoe,) = join(sqlite_store, code, "Zoé")
    with pytest.raises(NotAllowed):
        zoe.answer("ecos", "station", Response(grid={"g1": 1.0}))  # a candidate does not mark herself
    anne.observe(code, "zoé", "ecos", {"g1": 1, "g2": 0.5})
    assert anne.results(code).rows[0].mark == pytest.approx((1 + 1.5) / 4)
    with pytest.raises(NotReady):
        anne.observe(code, "Zoé", "ecos", {"g9": 1})


def test_the_teacher_sees_who_is_where(sqlite_store: TeachingStore) -> None:
    anne = approve(sqlite_store, isolated(), progressive())
    code = anne.open_session(SessionPlan("TD", ("i1", "dp1"))).code
    zoe, max_ = join(sqlite_store, code, "Zoé", "Max")
    zoe.answer("i1", "q1", AC)
    max_.answer("i1", "q1", A, flagged=True)
    max_.answer("dp1", "q1", A)
    live = anne.live(code)
    assert [(one.pseudonym, one.answered, one.flagged, one.item_id) for one in live.members] == [
        ("Zoé", 1, 0, "i1"),
        ("Max", 2, 1, "dp1"),
    ]
    first = live.questions[0]
    assert (first.answered, first.correct, first.mean) == (2, 1, 0.75) and len(live.questions) == 4
    assert anne.sessions()[0].members == 2


def test_the_group_is_shown_from_eleven_on_and_rounded(sqlite_store: TeachingStore) -> None:
    anne = approve(sqlite_store, isolated())
    code = anne.open_session(SessionPlan("TD", ("i1",), correction="at_end")).code
    desks = join(sqlite_store, code, *(f"s{n}" for n in range(11)))
    for n, desk in enumerate(desks):
        desk.answer("i1", "q1", AC if n < 5 else A)
    desks[0].submit()
    (question,) = desks[0].correction().items[0].questions
    assert question.group == 0.75 and question.students == 11  # (5 + 6 / 2) / 11 = 0.727
    assert [one.group for one in question.propositions] == [1, 0, 0.45, 0, 0]


def test_free_practice_gives_approved_training_items_and_progress_follows(sqlite_store: TeachingStore) -> None:
    anne = approve(
        sqlite_store, isolated("a"), isolated("b", objectives=("OIC-300-01-B",), rank="B"), isolated("x", use="exam")
    )
    anne.save(isolated("draft"))
    zoe = StudentDesk(sqlite_store)
    with pytest.raises(NotFound):
        zoe.free_practice("objective", objective="OIC-001-01-A")
    ticket = zoe.free_practice("objective", objective="OIC-300-01-B", pseudonym="Zoé")
    assert [one.id for one in zoe.sheet().items] == ["b"]
    zoe.answer("b", "q1", A)
    zoe.correction("b")
    zoe.free_practice("any")
    assert {one.id for one in zoe.sheet().items} == {"a", "b"}  # neither the exam's nor the draft
    zoe.answer("a", "q1", AC)
    assert zoe.progress().answers == 1  # what is not corrected is not told
    zoe.submit()
    found = StudentDesk(sqlite_store, zoe.ticket).progress()
    assert {(one.objective, one.mean) for one in found.objectives} == {("OIC-300-01-B", 0.5), ("OIC-312-01-A", 1.0)}
    assert all(one.due for one in found.objectives) and found.answers == 2
    assert StudentDesk(sqlite_store).progress().answers == 0
    with pytest.raises(NotFound):
        StudentDesk(sqlite_store).join(ticket.code, "Max")  # nobody enters another's practice
    with pytest.raises(NotFound):
        anne.results(ticket.code)
    assert anne.sessions() == ()


def test_what_is_in_an_exam_that_is_not_over_is_corrected_nowhere_else(sqlite_store: TeachingStore) -> None:
    anne = approve(sqlite_store, isolated("a"), isolated("b"))
    zoe = StudentDesk(sqlite_store)
    zoe.free_practice("any", pseudonym="Zoé")
    zoe.answer("a", "q1", A)
    zoe.answer("b", "q1", A)
    code = anne.open_session(SessionPlan("Blanc", ("a",), "exam", 30)).code
    anne.start(code)
    with pytest.raises(NotAllowed):
        zoe.correction("a")
    with pytest.raises(NotAllowed):
        zoe.hint("a", "q1")
    assert [one.id for one in zoe.correction().items] == ["b"] and zoe.progress().answers == 1
    zoe.free_practice("any")
    assert [one.id for one in zoe.sheet().items] == ["b"]
    anne.close(code)
    zoe.free_practice("any")
    assert {one.id for one in zoe.sheet().items} == {"a", "b"}


def test_tickets_are_kept_hashed_and_answers_are_only_ever_added(tmp_path: Path) -> None:
    path = tmp_path / "t.sqlite"
    anne = approve(TeachingStore(path), isolated())
    code = anne.open_session(SessionPlan("TD", ("i1",))).code
    (zoe,) = join(anne.store, code, "Zoé")
    for n in range(3):
        zoe.answer("i1", "q1", Response(ticked=("abc"[n],)))
    assert isinstance(zoe.ticket, Ticket) and zoe.ticket.secret not in repr(zoe.ticket)
    anne.store.close()
    assert zoe.ticket.secret.encode() not in path.read_bytes()
    with sqlite3.connect(path) as raw:
        rows = raw.execute("SELECT number, response FROM teaching_answer ORDER BY id").fetchall()
    assert rows == [(1, '{"ticked":["a"]}'), (2, '{"ticked":["b"]}'), (3, '{"ticked":["c"]}')]


def test_a_plan_that_cannot_be(sqlite_store: TeachingStore) -> None:
    anne = approve(sqlite_store, isolated())
    for plan in (
        SessionPlan("", ("i1",)),
        SessionPlan("x", ()),
        SessionPlan("x", ("i1", "i1")),
        SessionPlan("x", ("i1",), minutes=0),
        SessionPlan("x", ("i1",), extra={"Zoé": 0.5}),
    ):
        with pytest.raises(NotReady):
            anne.open_session(plan)
    assert Gate().open and ANNE.role == "teacher"
