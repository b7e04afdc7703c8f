"""Answers that come piece by piece from a server, whole, broken off, given up."""

import threading

import pytest
from loopback import Reply, ScriptedServer, drops, late, never, refuses, says
from pydantic import BaseModel

from carnet.llm.chat import Cancelled, ModelUnavailable, open_llm
from carnet.llm.model import Request
from carnet.llm.retrying import Retrying

pytest.importorskip("openai")
SOON = Retrying(first=0.01)
QUESTION = Request((("user", "M. Martin"),))


def test_pieces_as_they_come() -> None:
    with ScriptedServer(says("réponse partielle en trois mots")) as server:
        pieces = list(open_llm(server.uri()).stream(QUESTION))
        assert pieces == ["réponse ", "partielle ", "en ", "trois ", "mots"] and server.asked[0]["stream"] is True


def test_what_fails_before_the_first_piece_is_asked_again() -> None:
    with ScriptedServer(refuses(503), drops(), says("a b")) as server:
        assert "".join(open_llm(server.uri(), retrying=SOON).stream(QUESTION)) == "a b"


def test_a_server_that_refuses_schemas_streams_without() -> None:
    class Stage(BaseModel):
        stage: str

    with ScriptedServer(refuses(400), says("{} {}"), says("a")) as server:
        model = open_llm(server.uri(), retrying=SOON)
        for expected in ("{} {}", "a"):
            assert "".join(model.stream(Request((("user", "?"),), Stage))) == expected
        assert ["response_format" in body for body in server.asked] == [True, False, False]


def test_what_breaks_off_is_told_after_what_came() -> None:
    got = []
    with ScriptedServer(drops("une ", "moitié "), says("jamais demandé")) as server:
        with pytest.raises(ModelUnavailable) as failed:
            for piece in open_llm(server.uri(), retrying=SOON).stream(QUESTION):
                got.append(piece)
        assert got == ["une ", "moitié "] and len(server.asked) == 1
    assert "Martin" not in str(failed.value) and "moitié" not in str(failed.value)


def test_a_stream_of_nothing_is_an_error() -> None:
    with ScriptedServer(Reply(pieces=("",))) as server, pytest.raises(ModelUnavailable):
        list(open_llm(server.uri()).stream(QUESTION))


def test_silence_within_a_stream_is_not_waited_for_for_ever() -> None:
    with ScriptedServer(late(30, says("a b c"))) as server, pytest.raises(ModelUnavailable, match="s"):
        list(open_llm(server.uri(), timeout=0.2, retrying=SOON).stream(QUESTION))


def test_slow_pieces_may_take_longer_in_all_than_one_may_alone() -> None:
    slow = late(0.15, says("a b c d"))
    with ScriptedServer(slow) as server:
        assert "".join(open_llm(server.uri(), timeout=0.4).stream(QUESTION)) == "a b c d"


def test_closing_the_iterator_hangs_up() -> None:
    with ScriptedServer(late(0.05, says("mot " * 500))) as server:
        stream = open_llm(server.uri()).stream(QUESTION)
        assert next(stream) == "mot "
        stream.close()  # type: ignore[attr-defined]
        assert server.hung_up.wait(30)


def test_giving_up() -> None:
    cancel = threading.Event()
    with ScriptedServer(never()) as server:
        threading.Timer(0.2, cancel.set).start()
        with pytest.raises(Cancelled):
            list(open_llm(server.uri()).stream(QUESTION, cancel=cancel))
