"""What a student, nobody, or a guesser can get out of the classroom: every method and every route is tried."""

import http.client
import inspect
import json
from collections.abc import Iterator
from typing import Any

import pytest
from classroom_parts import Remote, Server, approve, isolated, progressive, serving, short

from carnet.errors import CarnetError
from carnet.serving.teaching import ROUTES
from carnet.serving.teaching_limits import WRONG_A_MINUTE, Throttle
from carnet.teaching.classroom import (
    Desk,
    NotAllowed,
    NotFound,
    NoTicket,
    Person,
    Session,
    SessionPlan,
    SlowDown,
    StudentDesk,
    TeacherDesk,
)
from carnet.teaching.question import Response
from carnet.teaching.store import TeachingStore

SECRET = "proposition-secrète"
Parts = tuple[Server, TeacherDesk, Session, Session]
A = Response(ticked=("a",))
BODIES: dict[str, dict[str, Any]] = {
    "join": {"code": "AAAAAA", "pseudonym": "Eve"},
    "practice": {"by": "any", "pseudonym": "Eve"},
    "answer": {"item_id": "i1", "question_id": "q1", "response": {"ticked": ["a"]}},
    "go-on": {"item_id": "dp1"},
    "correction": {"item_id": "i1"},
    "hint": {"item_id": "i1", "question_id": "q1"},
}


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """A server with a running exam of i1 and dp1, and another session of an item that the exam does not have."""
    folder = tmp_path_factory.mktemp("school")
    store = TeachingStore(folder / "teaching.sqlite")
    anne = approve(store, isolated(use="exam"), progressive(use="exam"), short())
    exam = anne.open_session(SessionPlan("Blanc", ("i1", "dp1"), "exam", 30))
    anne.start(exam.code)
    other = anne.open_session(SessionPlan("TD", ("qroc",)))
    with serving(str(folder / "teaching.sqlite"), folder) as server:
        yield server, anne, exam, other
        said = server.log.read_text()
    assert "Traceback" not in said and SECRET not in said
    store.close()


def post(server: Server, path: str, body: bytes, ticket: str | None = None, **headers: str) -> tuple[int, bytes]:
    """One request, whatever it is."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    sent = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    if ticket is not None:
        sent["Authorization"] = f"Bearer {ticket}"
    connection.request("POST", path, body, sent)
    reply = connection.getresponse()
    status, said = reply.status, reply.read()
    connection.close()
    return status, said


def test_nobody_gets_nothing_by_any_route(school: Parts) -> None:
    server = school[0]
    for name in ROUTES:
        body = json.dumps(BODIES.get(name, {})).encode()
        for ticket in (None, "", "../x" if name == "sheet" else "x" * 43):
            status, said = post(server, f"/v1/{name}", body, ticket)
            if name == "health":
                assert (status, said) == (200, b'{"ready": true}')
            elif name == "practice":
                assert status in (200, 404)  # whoever comes may practise the approved training items
            elif name == "join":
                assert status == 404
            else:
                assert status == 401, name
            assert b"correct" not in said and b"proposition a" not in said


def test_a_student_gets_her_own_sheet_and_no_key(school: Parts, remote: Remote) -> None:
    server, _anne, exam, other = school
    zoe, max_ = remote(server.url), remote(server.url)
    ticket = zoe.join(exam.code, "Zoé").secret
    max_.join(other.code, "Max")
    max_.answer("qroc", "q1", Response(text=SECRET))
    zoe.answer("i1", "q1", A)
    zoe.submit()  # the exam goes on for the others: still no key
    for name in ROUTES:
        for more in (
            {},
            {"item_id": "qroc", "question_id": "q1"},
            {"pseudonym": "Max"},
            {"attempt": 1, "code": other.code},
        ):
            body = json.dumps(BODIES.get(name, {}) | more).encode()
            status, said = post(server, f"/v1/{name}", body, ticket)
            for word in (
                b'"correct"',
                b"feedback",
                b"evidence",
                b"Indice secret",
                b"tamoxif",
                SECRET.encode(),
                b"Titre",
            ):
                assert word not in said, (name, more)
            if name in ("correction", "hint", "retry", "answer", "go-on") and not (more and status == 400):
                assert status in (400, 403, 404), (name, more, said)
    for ask in (zoe.correction, lambda: zoe.correction("qroc")):
        with pytest.raises(NotAllowed):
            ask()
    zoe.close()
    max_.close()


def test_items_of_other_sessions_are_not_there(school: Parts, remote: Remote) -> None:
    server, _anne, exam, _other = school
    ines = remote(server.url)
    ines.join(exam.code, "Ines")
    for ask in (
        lambda: ines.answer("qroc", "q1", Response(text="x")),
        lambda: ines.go_on("qroc", "q1"),
        lambda: ines.answer("dp1", "q2", A),
        lambda: ines.answer("i1", "q9", A),
    ):
        with pytest.raises(NotFound) as raised:
            ask()
        assert raised.value.message == "Cette séance n’a pas cette question."
    with pytest.raises(NotAllowed):
        ines.answer("i1", "q1", Response(ticked=("z",)))
    with pytest.raises(NotAllowed):
        ines.answer("i1", "q1", Response(text="x"))
    ines.close()


def test_a_student_is_refused_at_every_method_of_a_teachers_desk(
    school: Parts,
) -> None:
    store = school[1].store
    for role in ("student",):
        with pytest.raises(NotAllowed):
            TeacherDesk(store, Person("zoe", role))
    desk = StudentDesk(store, Person("zoe", "student"))
    offered = {
        name for name, _method in inspect.getmembers(StudentDesk, inspect.isfunction) if not name.startswith("_")
    }
    wanted = {name for name, _method in inspect.getmembers(Desk, inspect.isfunction) if not name.startswith("_")}
    assert offered == wanted  # nothing of the teachers' is there to be called
    tries = {"answer": ("i1", "q1", A), "go_on": ("dp1",), "hint": ("i1", "q1")}
    for name in sorted(wanted - {"join", "free_practice", "progress"}):
        with pytest.raises(NoTicket):
            getattr(desk, name)(*tries.get(name, ()))


def test_requests_that_are_not_ours_are_refused(school: Parts, remote: Remote) -> None:
    server, _anne, exam, _other = school
    ticket = remote(server.url).join(exam.code, "Léa").secret
    assert post(server, "/v1/sheet", b"{}", ticket, Host="evil.example:80")[0] == 403  # another name for this machine
    assert post(server, "/v1/sheet", b"{}", ticket, Content_Type="text/plain")[0] == 415  # a form of another page
    assert post(server, f"/v1/sheet?ticket={ticket}", b"{}")[0] == 401  # never in an address
    assert post(server, "/v1/bank", b"{}", ticket)[0] == 404
    assert post(server, "/", b"{}", ticket)[0] == 404
    for body in (b"{", b"[]", b'{"item_id": 3}', b'{"item_id":"i1","question_id":"q1","response":null,"who":"x"}'):
        status, said = post(server, "/v1/answer", body, ticket)
        assert status == 400 and json.loads(said)["message"].startswith("La requête")
    long = json.dumps(BODIES["answer"] | {"response": {"text": SECRET * 40}}).encode()
    status, said = post(server, "/v1/answer", long, ticket)
    assert status == 400 and SECRET.encode() not in said
    with pytest.raises((ConnectionError, http.client.HTTPException, AssertionError)):
        assert post(server, "/v1/answer", b" " * 200_000, ticket)[0] != 400  # cut before it is read
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", "/v1/sheet", headers={"Content-Type": "application/json"})
    assert connection.getresponse().status == 405
    connection.close()


def test_whoever_guesses_codes_is_slowed_down_and_the_others_are_not(school: Parts, remote: Remote) -> None:
    server, _anne, exam, _other = school
    inside = remote(server.url)
    inside.join(exam.code, "Noé")
    seen = []
    for n in range(WRONG_A_MINUTE + 5):
        body = json.dumps({"code": f"AAA{n:03d}", "pseudonym": "Eve"}).encode()
        seen.append(post(server, "/v1/join", body)[0])
    assert set(seen[:3]) == {404} and set(seen[-4:]) == {429}
    with pytest.raises(SlowDown):
        remote(server.url).join(exam.code, "Eve")  # even with the right code, for a minute
    assert inside.answer("i1", "q1", A).number == 1  # whoever is in goes on
    inside.close()


def test_the_count_of_wrong_codes_is_of_the_last_minute() -> None:
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    for _try in range(WRONG_A_MINUTE):
        throttle.check("a")
        throttle.failed("a")
    with pytest.raises(SlowDown):
        throttle.check("a")
    throttle.check("b")
    assert throttle.pause("b") == 0 and throttle.pause("a") == 1
    now[0] = 61
    throttle.check("a")
    assert issubclass(SlowDown, CarnetError)
