"""A model behind a real OpenAI-compatible server on loopback, whose replies are scripted, good and bad."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from carnet.errors import CarnetError
from carnet.llm import chat

pytest.importorskip("openai")


class Server(ThreadingHTTPServer):
    replies: list[tuple[int, object]]
    asked: list[dict]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        self.server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        status, body = self.server.replies.pop(0)
        sent = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    served = Server(("127.0.0.1", 0), Handler)
    served.replies, served.asked = [], []
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield served
    served.shutdown()
    served.server_close()


def reply(text: object) -> dict:
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 0,
        "model": "m",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}],
    }


def model_of(server: Server) -> chat.ChatModel:
    return chat.open_llm(f"openai:http://127.0.0.1:{server.server_address[1]}/v1#mistral")


def test_one_question_one_answer(server: Server) -> None:
    server.replies = [(200, reply("Bonjour"))]
    assert model_of(server).complete("Dites bonjour") == "Bonjour"
    assert server.asked[0]["model"] == "mistral" and server.asked[0]["temperature"] == 0


def test_a_server_that_is_busy_is_asked_again(server: Server) -> None:
    server.replies = [(429, {}), (500, {}), (200, reply("enfin"))]
    assert model_of(server).complete("?") == "enfin"


@pytest.mark.parametrize("body", [reply(None), reply(""), {"choices": []}, {}])
def test_an_answer_without_text_is_an_error_that_does_not_tell_the_prompt(server: Server, body: dict) -> None:
    server.replies = [(200, body)]
    with pytest.raises(chat.ModelUnavailable) as failed:
        model_of(server).complete("M. Martin")
    assert "Martin" not in str(failed.value)


def test_a_refusal_names_its_status(server: Server) -> None:
    server.replies = [(401, {"error": {"message": "M. Martin"}})]
    with pytest.raises(chat.ModelUnavailable, match="401") as failed:
        model_of(server).complete("M. Martin")
    assert "Martin" not in str(failed.value)


@pytest.mark.parametrize("uri", ["", "gpt-4", "openai:", "openai:ftp://h#m", "openai:http://h:1/v1", "http://h#m"])
def test_what_names_no_model_is_refused(uri: str) -> None:
    with pytest.raises(CarnetError, match="openai:http"):
        chat.open_llm(uri)
