"""Whatever a student does in whatever order, the sheet says what a plain model of it says, and no save is lost."""

from collections.abc import Iterator

import pytest
from classroom_parts import approve, isolated, progressive
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from carnet.teaching.classroom import NotAllowed, NotFound, SessionPlan, StudentDesk, TeacherDesk
from carnet.teaching.question import Response
from carnet.teaching.store import TeachingStore
from carnet.teaching.store.tables import answers

TICKS = st.lists(st.sampled_from("abcde"), unique=True, max_size=3).map(tuple)
PLACES = st.sampled_from([("i1", "q1"), ("dp1", "q1"), ("dp1", "q2"), ("dp1", "q3"), ("dp1", "q4")])
STEPS = st.one_of(
    st.tuples(st.just("answer"), PLACES, TICKS, st.sampled_from([None, True, False])),
    st.tuples(st.just("flag"), PLACES, st.booleans()),
    st.tuples(st.just("go_on")),
    st.tuples(st.just("again")),  # the last answer is sent a second time, as after a reply that was lost
    st.tuples(st.just("submit")),
)


@pytest.fixture(scope="module")
def anne(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TeacherDesk]:
    store = TeachingStore(tmp_path_factory.mktemp("model") / "t.sqlite")
    yield approve(store, isolated(), progressive())
    store.close()


@given(st.lists(STEPS, max_size=14))
@settings(max_examples=20, deadline=None)
def test_the_sheet_is_what_was_done(anne: TeacherDesk, steps: list[tuple]) -> None:
    code = anne.open_session(SessionPlan("x", ("i1", "dp1"), correction="at_end")).code
    desk = StudentDesk(anne.room)
    desk.join(code, "Zoé")
    saved: dict[tuple[str, str], list[tuple[Response, bool]]] = {}
    present, over, last = 0, False, None
    with anne.store.reading() as connection:
        before = connection.execute(select(func.count()).select_from(answers)).scalar_one()
    for step in steps:
        if step[0] == "submit":
            over = desk.submit().submitted
        elif step[0] == "go_on" and over:
            with pytest.raises(NotAllowed):
                desk.go_on("dp1")
        elif step[0] == "go_on":
            present = min(3, present + 1)
            desk.go_on("dp1")
        else:
            if step[0] == "again":
                if last is None:
                    continue
                place, response, flagged = last
            else:
                place = step[1]
                response = Response(ticked=step[2]) if step[0] == "answer" else None
                flagged = step[3] if step[0] == "answer" else step[2]
            number = int(place[1][1:]) - 1
            if over or (place[0] == "dp1" and number != present):
                with pytest.raises((NotAllowed, NotFound)):
                    desk.answer(*place, response, flagged)
                continue
            last = place, response, flagged
            done = saved.setdefault(place, [])
            was = done[-1] if done else (Response(), False)
            now = response if response is not None else was[0], was[1] if flagged is None else flagged
            if not done or now != was:
                done.append(now)
            assert desk.answer(*place, response, flagged).number == len(done)
    sheet = desk.sheet()
    assert [len(one.questions) for one in sheet.items] == [1, min(3, present + 1)]
    for item in sheet.items:
        for question in item.questions:
            done = saved.get((item.id, question.id), [])
            assert question.saved == len(done)
            assert (question.response, question.flagged) == (done[-1] if done else (None, False))
            assert question.locked == (over or (item.id == "dp1" and int(question.id[1:]) - 1 < present))
    with anne.store.reading() as connection:
        after = connection.execute(select(func.count()).select_from(answers)).scalar_one()
    assert after - before == sum(len(done) for done in saved.values())
