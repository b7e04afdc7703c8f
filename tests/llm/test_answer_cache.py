"""Answers kept in a folder: private, whole, shared, purgeable, and nothing of a patient in a name."""

import stat
import threading
from pathlib import Path

import pytest
from loopback import ScriptedServer, refuses, says
from pydantic import BaseModel

from carnet.errors import CarnetError
from carnet.llm.cache import AnswerCache
from carnet.llm.chat import open_llm
from carnet.llm.model import Answer, Request

QUESTION = Request((("user", "Mme Zylberstein"),))
ANSWER = Answer("carcinome", "m", "stop", 3, 2)


class One(BaseModel):
    a: int


class Other(BaseModel):
    b: int


def files_of(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and len(path.name) == 64]


def test_what_was_asked_is_not_asked_again(tmp_path: Path) -> None:
    pytest.importorskip("openai")
    with ScriptedServer(says("a"), says("b"), says("c")) as server:
        model = open_llm(server.uri(), cache=tmp_path / "kept")
        first, second = model.answer(QUESTION), model.answer(QUESTION)
        assert (first.text, first.cached, second.text, second.cached) == ("a", False, "a", True)
        many = model.answer_all([QUESTION, Request((("user", "b"),)), Request((("user", "b"),)), QUESTION])
        assert [one.text for one in many if isinstance(one, Answer)] == ["a", "b", "b", "a"] and len(server.asked) == 2
        assert list(model.stream(QUESTION)) == ["a"]
        assert model.uri == model.fingerprint == server.uri()


def test_errors_are_not_kept(tmp_path: Path) -> None:
    pytest.importorskip("openai")
    with ScriptedServer(refuses(400), says("a")) as server:
        model = open_llm(server.uri(), cache=tmp_path)
        assert isinstance(model.answer_all([QUESTION])[0], CarnetError)
        assert model.answer(QUESTION).text == "a"


def test_folder_and_files_are_their_owners_alone_and_hold_no_prompt(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "kept")
    cache.put(cache.key("model", QUESTION), ANSWER)
    for path in [cache.folder, *cache.folder.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
        assert "Zylberstein" not in path.name
    assert b"Zylberstein" not in files_of(cache.folder)[0].read_bytes()


def test_whatever_changes_the_answer_changes_the_key() -> None:
    cache = AnswerCache(Path("unused"))
    messages = QUESTION.messages
    requests = [
        QUESTION,
        Request((("system", "Mme Zylberstein"),)),
        Request((("user", "Mme Zylberstein "),)),
        Request(messages, One),
        Request(messages, Other),
        Request(messages, max_tokens=1),
        Request(messages, temperature=0.5),
        Request(messages, seed=1),
    ]
    keys = [cache.key("model", request) for request in requests] + [cache.key("other", QUESTION)]
    assert len(set(keys)) == len(keys) and all(len(key) == 64 for key in keys)
    assert cache.key("model", Request(messages)) == keys[0]


@pytest.mark.parametrize("damage", [b"", b"\0" * 50, b'{"text": "autre", "model": "m"}', None])
def test_a_damaged_entry_is_passed_over_and_written_anew(tmp_path: Path, damage: bytes | None) -> None:
    cache = AnswerCache(tmp_path)
    key = cache.key("m", QUESTION)
    cache.put(key, ANSWER)
    path = files_of(tmp_path)[0]
    path.write_bytes(path.read_bytes()[:-3] if damage is None else damage)
    assert cache.get(key) is None
    cache.put(key, ANSWER)
    assert cache.get(key) == Answer("carcinome", "m", "stop", 3, 2, cached=True)


def test_the_answer_to_another_question_is_not_taken(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path)
    first, second = cache.key("m", QUESTION), cache.key("n", QUESTION)
    cache.put(first, ANSWER)
    target = tmp_path / second[:2] / second
    target.parent.mkdir(exist_ok=True)
    files_of(tmp_path)[0].rename(target)  # as a bad copy of the folder would
    assert cache.get(second) is None


def test_size_and_purge_leave_what_is_not_ours(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path)
    assert cache.size() == (0, 0) and cache.purge() == 0 and not cache.exists
    for seed in range(5):
        cache.put(cache.key("m", Request(QUESTION.messages, seed=seed)), ANSWER)
    mine = tmp_path / "thèse.docx"
    mine.write_bytes(b"x")
    count, size = cache.size()
    assert count == 5 and size > 0 and cache.exists
    assert cache.purge() == 5 and cache.size() == (0, 0) and mine.exists()


def test_many_writers_at_once(tmp_path: Path) -> None:
    keys = [AnswerCache(tmp_path).key("m", Request(QUESTION.messages, seed=seed)) for seed in range(20)]
    seen: list[str] = []

    def work() -> None:
        cache = AnswerCache(tmp_path)
        for key in keys:
            cache.put(key, ANSWER)
            found = cache.get(key)
            seen.append(found.text if found else "?")

    threads = [threading.Thread(target=work) for _thread in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == ["carcinome"] * 120 and AnswerCache(tmp_path).size()[0] == 20
    assert not list(tmp_path.rglob(".*"))


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    cache = AnswerCache(tmp_path / "file" / "kept")
    with pytest.raises(CarnetError, match="kept"):
        cache.put(cache.key("m", QUESTION), ANSWER)
    assert cache.get(cache.key("m", QUESTION)) is None
