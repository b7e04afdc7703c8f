"""What names a model and what does not; what `complete` gives to the tools that only want a text."""

from pathlib import Path

import pytest
from loopback import Reply, ScriptedServer, completion, refuses, says, sends

from carnet.errors import CarnetError
from carnet.llm import chat
from carnet.llm.retrying import Retrying
from carnet.llm.server import ChatModel

pytest.importorskip("openai")
SOON = Retrying(first=0.01)


def test_one_question_one_answer() -> None:
    with ScriptedServer(says("Bonjour")) as server:
        assert chat.open_llm(server.uri("mistral")).complete("Dites bonjour") == "Bonjour"
        assert server.asked[0]["model"] == "mistral" and server.asked[0]["temperature"] == 0
        assert server.asked[0]["messages"] == [{"role": "user", "content": "Dites bonjour"}]
        assert "max_tokens" not in server.asked[0] and server.paths == ["/v1/chat/completions"]


@pytest.mark.parametrize(
    "reply", [says(None), says(""), sends({"choices": []}), sends({}), sends([]), sends(b"not json"), sends(b"")]
)
def test_an_answer_without_text_is_an_error_that_does_not_tell_the_prompt(reply: Reply) -> None:
    with ScriptedServer(reply) as server, pytest.raises(chat.ModelUnavailable) as failed:
        chat.open_llm(server.uri()).complete("M. Martin")
    assert "Martin" not in str(failed.value) + repr(failed.value)


def test_a_refusal_names_its_status_and_not_what_the_server_says() -> None:
    with ScriptedServer(refuses(401, message="M. Martin")) as server:
        with pytest.raises(chat.ModelUnavailable, match="401") as failed:
            chat.open_llm(server.uri()).complete("M. Martin")
        assert len(server.asked) == 1  # a wrong key does not become right
    assert "Martin" not in str(failed.value)


def test_a_server_that_is_not_there() -> None:
    with ScriptedServer() as server:
        uri = server.uri()
    with pytest.raises(chat.ModelUnavailable, match="connexion|connection") as failed:
        chat.open_llm(uri, retrying=Retrying(times=1, first=0.01)).complete("M. Martin")
    assert "127.0.0.1" in str(failed.value) and "Martin" not in str(failed.value)


@pytest.mark.parametrize(
    "uri", ["", "gpt-4", "openai:", "openai:ftp://h#m", "openai:http://h:1/v1", "http://h#m", "transformers:"]
)
def test_what_names_no_model_is_refused(uri: str) -> None:
    with pytest.raises(CarnetError, match="openai:http"):
        chat.open_llm(uri)


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(CarnetError, match="CARNET_LLM_API_KEY") as failed:
        chat.open_llm("openai:http://marie:secret@gpu01:8000/v1#m")
    assert "secret" not in str(failed.value)


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARNET_LLM_API_KEY", "key-of-the-site")
    with ScriptedServer(says("a")) as server:
        chat.open_llm(server.uri()).complete("?")
        assert server.headers[0]["authorization"] == "Bearer key-of-the-site"


def test_a_model_goes_to_a_worker_process_and_back() -> None:
    import pickle

    with ScriptedServer(says("a"), says("b")) as server:
        model = ChatModel(server.uri(), f"{server.address}/v1", "m")
        assert model.complete("?") == "a"
        assert pickle.loads(pickle.dumps(model)).complete("?") == "b"


def test_answers_are_kept_where_the_site_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(says("a"), says("b")) as server:
        monkeypatch.setenv("CARNET_LLM_CACHE", str(tmp_path / "answers"))
        assert [chat.open_llm(server.uri()).complete("?") for _time in range(2)] == ["a", "a"]
        monkeypatch.delenv("CARNET_LLM_CACHE")
        assert chat.open_llm(server.uri()).complete("?") == "b"


def test_the_tokens_that_the_server_counted() -> None:
    from carnet.llm.model import Request

    with ScriptedServer(sends(completion("oui", "length", model="mistral-large"))) as server:
        answer = chat.open_llm(server.uri()).answer(Request((("user", "M. Martin"),)))
    assert (answer.model, answer.finish, answer.prompt_tokens, answer.completion_tokens) == (
        "mistral-large",
        "length",
        7,
        3,
    )
    assert "oui" not in repr(answer) and "Martin" not in repr(Request((("user", "M. Martin"),)))
