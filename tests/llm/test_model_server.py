"""A server that is busy, broken, slow, silent, or leads elsewhere; many questions at once; giving up."""

import asyncio
import gc
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from loopback import ScriptedServer, completion, drops, late, never, redirects, refuses, says, sends
from pydantic import BaseModel

from carnet.errors import CarnetError
from carnet.llm.chat import Cancelled, ModelUnavailable, open_llm
from carnet.llm.model import Answer, Request
from carnet.llm.retrying import Retrying

pytest.importorskip("openai")
SOON = Retrying(first=0.01)


class Stage(BaseModel):
    stage: str


def ask(text: str = "?", **options: object) -> Request:
    return Request((("user", text),), **options)  # type: ignore[arg-type]


def test_a_server_that_is_busy_or_drops_the_line_is_asked_again() -> None:
    with ScriptedServer(refuses(429), refuses(500), drops(), refuses(503), says("enfin")) as server:
        assert open_llm(server.uri(), retrying=SOON).answer(ask()).text == "enfin"
        assert len(server.asked) == 5 and all(body == server.asked[0] for body in server.asked)


def test_a_server_is_not_asked_for_ever() -> None:
    with ScriptedServer(otherwise=refuses(503)) as server:
        with pytest.raises(ModelUnavailable, match="503"):
            open_llm(server.uri(), retrying=Retrying(times=2, first=0.01)).answer(ask())
        assert len(server.asked) == 3


@pytest.mark.parametrize("status", [400, 403, 404, 413])
def test_a_refusal_is_final(status: int) -> None:
    with ScriptedServer(otherwise=refuses(status)) as server:
        with pytest.raises(ModelUnavailable, match=str(status)):
            open_llm(server.uri(), retrying=SOON).answer(ask())
        assert len(server.asked) == 1


def test_what_the_server_asks_to_wait_is_waited() -> None:
    with ScriptedServer(refuses(429, retry_after=0.3), says("a")) as server:
        begun = time.monotonic()
        open_llm(server.uri(), retrying=SOON).answer(ask())
        assert time.monotonic() - begun >= 0.3


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [("2", 2, 2), ("900", 60, 60), ("-3", 0.7, 1), ("soon", 0.7, 1), ("", 0.7, 1), ("date", 25, 31), ("past", 0, 0)],
)
def test_what_retry_after_may_say(said: str, least: float, most: float) -> None:
    now = datetime.now(UTC)
    dates = {"date": format_datetime(now + timedelta(seconds=30)), "past": format_datetime(now - timedelta(days=1))}

    class Busy(Exception):
        status_code = 429

        class response:  # noqa: N801 - as the client names it
            headers = {"retry-after": dates.get(said, said)}

    pause = Retrying(first=1).pause(Busy(), 0)
    assert pause is not None and least <= pause <= most


def test_pauses_grow_and_vary() -> None:
    retrying = Retrying(times=9, first=1, longest=8)

    class Failing(Exception):
        status_code = 500

    pauses = [retrying.pause(Failing(), attempt) for attempt in range(9)]
    assert all(
        least <= (pause or 0) <= most
        for pause, least, most in zip(pauses[:5], [0.75, 1.5, 3, 6, 6], [1, 2, 4, 8, 8], strict=True)
    )
    assert len({retrying.pause(Failing(), 3) for _time in range(5)}) > 1
    assert retrying.pause(Failing(), 9) is None


def test_no_answer_in_time() -> None:
    with ScriptedServer(never(), says("late")) as server:
        with pytest.raises(ModelUnavailable, match="0[.,]2 s"):
            open_llm(server.uri(), timeout=0.2, retrying=SOON).answer(ask("M. Martin"))
        assert len(server.asked) == 1  # who did not answer in time is not asked for as long again


def test_no_redirect_is_followed() -> None:
    with ScriptedServer(otherwise=says("ailleurs")) as other:
        with ScriptedServer(otherwise=redirects(f"{other.address}/v1/chat/completions")) as server:
            with pytest.raises(ModelUnavailable, match="307"):
                open_llm(server.uri(), retrying=SOON).answer(ask())
            with pytest.raises(ModelUnavailable, match="307"):
                list(open_llm(server.uri(), retrying=SOON).stream(ask()))
        assert other.asked == []


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(otherwise=says("proxy")) as proxy, ScriptedServer(otherwise=says("direct")) as server:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.address)
        assert open_llm(server.uri()).answer(ask()).text == "direct"
        monkeypatch.setenv("CARNET_LLM_PROXY", proxy.address)
        assert open_llm(server.uri()).answer(ask()).text == "proxy"


def test_prompts_stay_out_of_the_logs_of_the_client(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"), ScriptedServer(refuses(500), says("Mme Durand")) as server:
        open_llm(server.uri(), retrying=SOON).answer(ask("M. Martin"))
    assert "Martin" not in caplog.text and "Durand" not in caplog.text


def test_many_at_a_time_but_not_too_many_in_order() -> None:
    def echo(body: dict) -> object:
        return late(0.05, says(body["messages"][0]["content"]))

    with ScriptedServer(otherwise=echo) as server:  # type: ignore[arg-type]
        answers = open_llm(server.uri(), concurrency=4).answer_all([ask(f"q{n}") for n in range(20)])
        assert [answer.text for answer in answers if isinstance(answer, Answer)] == [f"q{n}" for n in range(20)]
        assert 2 <= server.most <= 4


def test_what_fails_stands_in_its_place() -> None:
    def some(body: dict) -> object:
        return refuses(400) if "3" in body["messages"][0]["content"] else "bien"

    with ScriptedServer(otherwise=some) as server:  # type: ignore[arg-type]
        answers = open_llm(server.uri()).answer_all([ask(f"q{n}") for n in range(6)])
    assert [isinstance(answer, CarnetError) for answer in answers] == [False, False, False, True, False, False]
    assert open_llm(server.uri()).answer_all([]) == []


def test_inside_a_running_event_loop() -> None:
    async def notebook() -> str:
        return open_llm(server.uri()).answer(ask()).text  # as a cell of Jupyter does

    with ScriptedServer(says("oui")) as server:
        assert asyncio.run(notebook()) == "oui"


def when_asked(server: ScriptedServer, times: int, act: Callable[[], object]) -> None:
    """Act once the server has been asked so often, and has had the time to answer what it answers."""

    def watch() -> None:
        while len(server.asked) < times:
            time.sleep(0.01)
        time.sleep(0.5)
        act()

    threading.Thread(target=watch, daemon=True).start()


def test_giving_up_is_quick_and_keeps_what_came() -> None:
    def some(body: dict) -> object:
        return never() if body["messages"][0]["content"] == "b" else says("a")

    cancel = threading.Event()
    with ScriptedServer(otherwise=some) as server:  # type: ignore[arg-type]
        model = open_llm(server.uri())
        when_asked(server, 2, cancel.set)
        first, second = model.answer_all([ask("a"), ask("b")], cancel=cancel)
        assert isinstance(first, Answer) and isinstance(second, Cancelled)
        with pytest.raises(Cancelled):
            model.answer(ask("b"), cancel=cancel)
        assert server.hung_up.wait(30)  # it was told
        assert model.answer(ask("a")).text == "a"


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Ctrl-C interrupts, as at a terminal; a program started in the background ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interruption_stops_the_question(ctrl_c: None) -> None:
    with ScriptedServer(never(), says("après")) as server:
        model = open_llm(server.uri())
        when_asked(server, 1, lambda: signal.raise_signal(signal.SIGINT))
        with pytest.raises(KeyboardInterrupt):
            model.answer(ask())
        assert server.hung_up.wait(30)
        assert model.answer(ask()).text == "après"


def test_a_closed_model_opens_again_and_an_abandoned_one_leaves_no_thread() -> None:
    def threads() -> int:
        return sum(thread.name == "carnet-llm" for thread in threading.enumerate())

    with ScriptedServer(otherwise=says("a")) as server:
        gc.collect()  # what other tests abandoned
        before = threads()
        model = open_llm(server.uri())
        assert threads() == before  # nothing before the first question
        model.answer(ask())
        model.close()
        assert model.answer(ask()).text == "a" and threads() == before + 1
        del model
        assert threads() == before


def test_a_schema_is_sent_and_a_server_that_refuses_it_is_asked_without_from_then_on() -> None:
    def old(body: dict) -> object:
        return refuses(400) if "response_format" in body else says('{"stage": "II"}')

    with ScriptedServer(otherwise=old) as server:  # type: ignore[arg-type]
        model = open_llm(server.uri(), retrying=SOON)
        for _time in range(2):
            assert model.answer(ask(schema=Stage)).text == '{"stage": "II"}'
        assert ["response_format" in body for body in server.asked] == [True, False, False]
        sent = server.asked[0]["response_format"]
        assert sent["type"] == "json_schema" and sent["json_schema"]["schema"]["required"] == ["stage"]


def test_a_strict_server_that_knows_no_seed() -> None:
    def strict(body: dict) -> object:
        return refuses(422) if "seed" in body else says('{"stage": "II"}')

    with ScriptedServer(otherwise=strict) as server:  # type: ignore[arg-type]
        model = open_llm(server.uri(), retrying=SOON)
        for _time in range(2):
            assert model.answer(ask(schema=Stage)).text == '{"stage": "II"}'
        assert ["response_format" in body for body in server.asked] == [True, False, True, True]
        assert "".join(model.stream(ask())) == '{"stage": "II"}'


def test_an_answer_in_parts() -> None:
    parts = [{"type": "thinking", "thinking": "hum"}, {"type": "text", "text": "ou"}, {"type": "text", "text": "i"}]
    with ScriptedServer(sends(completion(parts))) as server:  # type: ignore[arg-type]
        assert open_llm(server.uri()).answer(ask()).text == "oui"


def test_a_refusal_for_another_reason_does_not_blame_the_schema() -> None:
    with ScriptedServer(refuses(400), refuses(400), says("{}")) as server:
        model = open_llm(server.uri(), retrying=SOON)
        with pytest.raises(ModelUnavailable, match="400"):
            model.answer(ask(schema=Stage))
        model.answer(ask(schema=Stage))
        assert "response_format" in server.asked[2]
