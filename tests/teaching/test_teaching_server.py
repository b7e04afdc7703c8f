"""The teaching server with real students: everything over HTTP, killed in the middle, stopped in order."""

import asyncio
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from classroom_parts import ANNE, Remote, Server, approve, free_port, isolated, progressive, serving, wait_for

from carnet.serving.teaching_saving import GroupSaving
from carnet.teaching.classroom import ClassroomTrouble, NotAllowed, NoTicket, SessionPlan, StudentDesk, TeacherDesk
from carnet.teaching.classroom.remote import RemoteStudentDesk
from carnet.teaching.classroom.room import Room
from carnet.teaching.classroom.saving import Save
from carnet.teaching.question import Response
from carnet.teaching.store import TeachingStore

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

from teaching_load import load  # noqa: E402

A, AC = Response(ticked=("a",)), Response(ticked=("a", "c"))


def test_a_training_over_http_is_the_same_as_on_the_store(tmp_path: Path, remote: Remote) -> None:
    path = str(tmp_path / "t.sqlite")
    store = TeachingStore(path)
    anne = approve(store, isolated(), progressive())
    code = anne.open_session(SessionPlan("TD", ("i1", "dp1"), correction="at_once")).code
    with serving(path, tmp_path) as server:
        zoe = remote(server.url)
        ticket = zoe.join(code, "Zoé")
        local = StudentDesk(store, ticket)
        assert zoe.answer("i1", "q1", AC, flagged=True, seconds=3) == local.answer("i1", "q1", AC, True, 3)
        assert zoe.hint("i1", "q1") == "Indice secret"
        assert zoe.correction("i1") == local.correction("i1")
        assert [len(zoe.go_on("dp1").items[1].questions) for _step in range(2)] == [2, 3]
        here, there = local.sheet(), zoe.sheet()
        assert here.model_copy(update={"now": there.now}) == there
        zoe.close()  # a connection that is gone is made again
        assert zoe.submit().submitted and zoe.retry().attempt == 2 and zoe.progress() == local.progress()
        with pytest.raises(NoTicket):
            remote(server.url, "nothing").sheet()
        with pytest.raises(NotAllowed):
            remote(server.url).join(code, "Zoé")
        practice = remote(server.url, ticket)
        practice.free_practice("rank", rank="A")
        assert [one.id for one in practice.sheet().items] == ["i1"]
        anne.close(code)
        assert zoe.sheet().stage == "over"
    store.close()


def test_a_server_killed_in_the_middle_of_200_students_loses_nothing_acknowledged(tmp_path: Path) -> None:
    found = load(str(tmp_path / "t.sqlite"), tmp_path, students=200, answers=2, kill=True)
    assert found["answers"] == 400 and found["lost"] == 0
    assert found["max"] < 60  # nobody gave up


def test_a_desk_waits_for_a_server_that_comes_back_and_says_when_it_does_not(tmp_path: Path, remote: Remote) -> None:
    path = str(tmp_path / "t.sqlite")
    store = TeachingStore(path)
    anne = approve(store, isolated())
    code = anne.open_session(SessionPlan("TD", ("i1",))).code
    server = Server(path, free_port(), tmp_path / "log")
    server.start()
    zoe = remote(server.url)
    ticket = zoe.join(code, "Zoé")
    assert zoe.answer("i1", "q1", A).number == 1
    server.kill()
    with pytest.raises(ClassroomTrouble, match="ne répond pas"):
        remote(server.url, ticket, patience=0.2).sheet()
    back = threading.Thread(target=server.start)
    back.start()
    assert zoe.answer("i1", "q1", AC).number == 2
    back.join()
    assert server.stop() == 0  # in order
    assert server.log.read_text() == ""
    store.close()


def test_the_server_ends_with_the_one_who_started_it(tmp_path: Path) -> None:
    server = Server(str(tmp_path / "t.sqlite"), free_port(), tmp_path / "log")
    server.start()
    assert server.process is not None and server.process.stdin is not None
    server.process.stdin.close()
    assert server.process.wait(15) == 0


def test_a_store_that_cannot_be_opened_is_said_in_one_line(tmp_path: Path) -> None:
    settings = json.dumps({"store": str(tmp_path / "nowhere" / "t.sqlite"), "port": free_port()})
    command = [sys.executable, "-m", "carnet.serving", "teaching"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stderr is not None
        process.stdin.write(settings + "\n")
        process.stdin.flush()
        assert process.wait(60) == 1  # its lifeline is still there: it ends by itself
        said = process.stderr.read()
    assert "Traceback" not in said and "t.sqlite" in said


def test_answers_that_come_together_are_written_together_and_refused_apart(tmp_path: Path) -> None:
    store = TeachingStore(tmp_path / "t.sqlite")
    anne = approve(store, isolated())
    code = anne.open_session(SessionPlan("TD", ("i1",))).code
    room = Room(store)
    desks = [StudentDesk(room) for _n in range(20)]
    for n, desk in enumerate(desks):
        desk.join(code, f"s{n}")

    async def together() -> list[object]:
        saving = GroupSaving(room)
        saves = [Save(desk.secret, "i1", "q1", A, None, None, room.now()) for desk in desks]
        saves += [Save("wrong", "i1", "q1", A, None, None, room.now())]
        saves += [Save(desks[0].secret, "nothing", "q1", A, None, None, room.now())]
        saves += [Save(desks[0].secret, "i1", "q1", AC, None, None, room.now())]
        done = await asyncio.gather(*(saving.save(one) for one in saves), return_exceptions=True)
        await saving.finish()
        return list(done)

    done = asyncio.run(together())
    assert [one.number for one in done[:20]] == [1] * 20  # type: ignore[attr-defined]
    assert isinstance(done[20], NoTicket) and type(done[21]).__name__ == "NotFound"
    assert done[22].number == 2  # type: ignore[attr-defined]
    rows = TeacherDesk(store, ANNE).results(code).rows
    assert sum(row.mark for row in rows) == 1 + 19 * 0.5
    store.close()


def test_a_store_that_fails_leaves_nobody_waiting(tmp_path: Path) -> None:
    store = TeachingStore(tmp_path / "t.sqlite")
    anne = approve(store, isolated())
    code = anne.open_session(SessionPlan("TD", ("i1",))).code
    room = Room(store)
    desk = StudentDesk(room)
    desk.join(code, "Zoé")
    with store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE teaching_answer RENAME TO elsewhere")

    async def together() -> list[object]:
        saving = GroupSaving(room)
        saves = [Save(desk.secret, "i1", "q1", A, None, None, room.now()) for _n in range(3)]
        done = await asyncio.gather(*(saving.save(one) for one in saves), return_exceptions=True)
        await saving.finish()
        return list(done)

    assert [type(one).__name__ for one in asyncio.run(together())] == ["StoreTrouble"] * 3
    store.close()


def test_a_server_that_is_stopped_answers_what_it_has_begun(tmp_path: Path, remote: Remote) -> None:
    path = str(tmp_path / "t.sqlite")
    store = TeachingStore(path)
    anne = approve(store, isolated())
    code = anne.open_session(SessionPlan("TD", ("i1",))).code
    done: list[int] = []

    def sit(desk: RemoteStudentDesk) -> None:
        for n in range(200):
            try:
                desk.answer("i1", "q1", Response(ticked=("ab"[n % 2],)))
            except ClassroomTrouble:
                return
            done.append(n)

    with serving(path, tmp_path) as server:
        desks = [remote(server.url, patience=0.5) for _n in range(4)]
        for n, desk in enumerate(desks):
            desk.join(code, f"s{n}")
        threads = [threading.Thread(target=sit, args=(desk,)) for desk in desks]
        for thread in threads:
            thread.start()
        wait_for(lambda: len(done) >= 20)
        assert server.stop() == 0
        for thread in threads:
            thread.join()
        assert server.log.read_text() == ""
    saves = sum(row.saves for row in TeacherDesk(store, ANNE).results(code).rows)
    assert len(done) <= saves <= len(done) + 4  # at most the one that each had under way
    store.close()
