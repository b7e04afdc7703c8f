"""Time in a session, and who is there: a third more, minutes given, closing; roles by the site's settings."""

from datetime import UTC, datetime, timedelta

import pytest

from carnet.teaching.classroom import THIRD_TIME, NotAllowed, Person, SessionPlan, here
from carnet.teaching.classroom.clock import Course, ends, is_over, last_end
from carnet.teaching.classroom.person import must_teach
from carnet.teaching.classroom.public import shuffled
from carnet.teaching.question import Proposition

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EXAM = SessionPlan("x", ("i",), "exam", 60, {"Zoé": THIRD_TIME})


def minutes(n: float) -> datetime:
    return NOON + timedelta(minutes=n)


def test_an_exam_ends_for_all_from_its_start_and_later_for_a_third_more() -> None:
    course = Course(started=NOON)
    assert ends(EXAM, Course(), "max", NOON) is None and last_end(EXAM, Course()) is None
    assert ends(EXAM, course, "max", minutes(30)) == minutes(60)  # whoever comes late has less
    assert ends(EXAM, course, "zoé", NOON) == minutes(80) == last_end(EXAM, course)
    assert not is_over(EXAM, course, minutes(79)) and is_over(EXAM, course, minutes(80))


def test_minutes_given_add_up_and_closing_ends_all() -> None:
    course = Course(started=NOON, given={"": 5, "max": 10})
    assert ends(EXAM, course, "max", NOON) == minutes(75) and ends(EXAM, course, "zoé", NOON) == minutes(85)
    closed = Course(started=NOON, closed=minutes(20), given={"": 5})
    assert ends(EXAM, closed, "zoé", NOON) == minutes(20) and is_over(EXAM, closed, minutes(20))


def test_a_training_runs_from_when_each_begins() -> None:
    plan = SessionPlan("x", ("i",), "training", 10)
    assert ends(plan, Course(started=NOON), "max", minutes(30)) == minutes(40)
    assert ends(SessionPlan("x", ("i",)), Course(started=NOON), "max", NOON) is None
    assert not is_over(plan, Course(started=NOON), minutes(500))


def test_propositions_are_shuffled_the_same_way_for_the_same_student() -> None:
    given = [Proposition(id=one, text=one, correct=False) for one in "abcdefgh"]
    orders = {tuple(one.id for one in shuffled(given, f"salt/{n}")) for n in range(20)}
    assert len(orders) > 15 and all(sorted(order) == list("abcdefgh") for order in orders)
    assert shuffled(given, "salt/1") == shuffled(given, "salt/1")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"CARNET_USER": "anne"}, Person("anne", "teacher")),
        ({"CARNET_USER": "anne", "CARNET_STUDENT_DOOR": "1"}, Person("anne", "student")),
        ({"JUPYTERHUB_USER": "zoe", "CARNET_USER": "anne"}, Person("zoe", "student", True)),
        ({"JUPYTERHUB_USER": "zoe", "CARNET_TEACHERS": "anne"}, Person("zoe", "student", True)),
        ({"JUPYTERHUB_USER": "anne", "CARNET_TEACHERS": "paul, anne"}, Person("anne", "teacher", True)),
        ({"CARNET_USER": "anne", "CARNET_STUDENT_DOOR": "1", "CARNET_TEACHERS": "anne"}, Person("anne", "teacher")),
    ],
)
def test_roles(environment: dict[str, str], expected: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("JUPYTERHUB_USER", "CARNET_USER", "CARNET_TEACHERS", "CARNET_STUDENT_DOOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert here() == expected
    if expected.role == "student":
        with pytest.raises(NotAllowed):
            must_teach(here())
