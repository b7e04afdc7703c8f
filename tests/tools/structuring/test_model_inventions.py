"""A model that invents facts: they do not get through; true ones worded as models do, do."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from scripted_model import cases, item, notes, passed, read

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.model.way import ModelWay


@pytest.mark.parametrize(("names", "through", "lost"), [("1", 2, 5), ("2", 1, 4), ("3", 1, 2), ("4", 1, 2)])
def test_inventions_do_not_get_through_and_true_facts_do(names: str, through: int, lost: int) -> None:
    texts = notes(f"model_notes_{names}")
    false, true = cases(f"model_false_{names}"), cases(f"model_true_{names}")
    came = [case for case, got in zip(false, passed(texts, false), strict=True) if got]
    missed = [case for case, got in zip(true, passed(texts, true), strict=True) if not got]
    assert len(came) <= through, came
    assert len(missed) <= lost, missed


def test_every_fact_shows_its_passage() -> None:
    for names in ("1", "2", "3", "4"):
        texts, true = notes(f"model_notes_{names}"), cases(f"model_true_{names}")
        for name, text in texts.items():
            for fact in read(text, [item(case) for case in true if case["n"] == name], name).facts:
                for one in fact.evidence:
                    assert text[one.start : one.end] == one.quote
                assert fact.producer == "llm:script:facts"


class _Handler(BaseHTTPRequestHandler):
    said: str

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        message = {"role": "assistant", "content": self.said}
        body = {"id": "1", "object": "chat.completion", "created": 0, "model": "m"}
        sent = json.dumps({**body, "choices": [{"index": 0, "finish_reason": "stop", "message": message}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    served = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield served
    served.shutdown()
    served.server_close()


def test_the_same_through_a_real_server(server: ThreadingHTTPServer) -> None:
    pytest.importorskip("openai")
    texts = notes("model_notes_1")
    false = [item(case) for case in cases("model_false_1") if case["n"] == "sein"]
    true = [item(case) for case in cases("model_true_1") if case["n"] == "sein"]
    _Handler.said = "Voici les faits :\n```json\n" + json.dumps({"faits": false + true}, ensure_ascii=False) + "\n```"
    way = ModelWay.open(f"openai:http://127.0.0.1:{server.server_address[1]}/v1#inventive")
    try:
        said = way.read(Reading.of(Note("sein", texts["sein"])))
    finally:
        way.model.close()
    refused = {(one.statement.split(" (")[0], one.quote) for one in said.unsupported}
    assert len(said.unsupported) >= len(false)
    assert all(any(case["citation"] == quote for _said, quote in refused) for case in false)
    assert len(said.facts) >= len({fact["valeur"] for fact in true}) - 2
