"""`transformers serve` as a real server of the tiny model: it answers, and its ignoring schemas changes nothing."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel, Field

from carnet.llm.chat import open_llm
from carnet.llm.model import Answer, LanguageModel, Request
from carnet.llm.structured import generate

pytestmark = pytest.mark.slow
for library in ("torch", "transformers", "openai", "fastapi", "uvicorn", "accelerate"):
    pytest.importorskip(library, reason=f"transformers serve needs {library}")
import tiny_model  # noqa: E402

QUESTION = (("user", "Carcinome du sein droit."),)


class Grade(BaseModel):
    grade: int = Field(ge=1, le=3)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageModel]:
    command = shutil.which("transformers", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if command is None:
        pytest.skip("no transformers command here")
    folder = tiny_model.build(tmp_path_factory.mktemp("served"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "serve.log"
    arguments = ["serve", str(folder), "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"]
    with log.open("w") as written:
        served = subprocess.Popen(
            [command, *arguments], stdout=written, stderr=written, env={**os.environ, "HF_HUB_OFFLINE": "1"}
        )
    try:
        _wait(served, port, log)
        yield open_llm(f"openai:http://127.0.0.1:{port}/v1#{folder}")
    finally:
        served.terminate()
        served.wait(10)


def _wait(served: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and served.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    pytest.skip(f"transformers serve does not start here: {log.read_text()[-300:]}")


def test_answers_many_and_streams(model: LanguageModel) -> None:
    request = Request(QUESTION, max_tokens=8)
    answer = model.answer(request)
    assert answer.text and answer.completion_tokens is not None and answer.completion_tokens <= 8
    assert all(isinstance(one, Answer) for one in model.answer_all([request] * 3))
    assert "".join(model.stream(request))


def test_a_schema_that_it_ignores_is_no_exception(model: LanguageModel) -> None:
    result = generate(model, QUESTION, Grade, max_tokens=16, repairs=1)
    assert result.value is None and result.attempts == 2 and result.trouble  # random weights write no JSON
