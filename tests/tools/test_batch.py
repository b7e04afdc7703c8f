"""A run over a file of notes: order, errors told without text, resuming, refusing what does not belong together."""

import fcntl
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from slow_reader import Unprepared, WordCounter, Words

from carnet.errors import CarnetError
from carnet.text.note import Note
from carnet.tools.batch import RunRefused, run_file
from carnet.tools.lines import answer_line
from carnet.tools.tool import NoteFailed, map_notes


def write(path: Path, lines: list[object]) -> Path:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def some_notes(count: int) -> list[object]:
    return [{"note_id": f"n{place}", "text": "mot " * (place % 7)} for place in range(count)]


@pytest.mark.parametrize("workers", [1, 2])
def test_one_line_per_note_in_order(tmp_path: Path, workers: int) -> None:
    source = write(tmp_path / "notes.jsonl", some_notes(150))
    progress = run_file(WordCounter(), source, tmp_path / "out.jsonl", workers=workers)
    assert (progress.done, progress.failed) == (150, 0)
    assert read(tmp_path / "out.jsonl") == [{"note_id": f"n{p}", "words": p % 7} for p in range(150)]
    assert not list(tmp_path.glob("*.part*"))


def test_a_bad_line_is_told_by_its_number_and_the_others_are_done(tmp_path: Path) -> None:
    source = tmp_path / "notes.jsonl"
    source.write_bytes(
        b'{"note_id": "a", "text": "un deux"}\n'
        b'{"note_id": "b", "text": \n'
        b"\n"
        b'["c"]\n'
        b'{"text": "sans identifiant"}\n'
        b'{"note_id": "e", "text": 12}\n'
        b'{"note_id": "f", "text": "\xff\xfe"}\n'
        b'{"note_id": "g", "text": "\xc3\xa9chec"}\n'
        b'{"note_id": "h", "text": "refus"}\n'
        b'{"note_id": 9, "text": "x", "note_date": "31/02/2024"}\n'
        b'{"note_id": "j", "text": "\\ud800 seul"}'
    )
    progress = run_file(WordCounter(), source, tmp_path / "out.jsonl", workers=1)
    lines = read(tmp_path / "out.jsonl")
    assert (progress.done, progress.failed) == (10, 7)
    assert [line["note_id"] for line in lines] == ["a", None, None, None, "e", None, "g", "h", 9, "j"]
    told = [line.get("error", "")[:7] for line in lines]
    assert told == ["", *(f"ligne {n}" for n in (2, 4, 5, 6, 7, 8, 9)), "", ""]
    assert "ValueError" in lines[6]["error"] and "échec" not in lines[6]["error"]
    assert "a reason. a remedy." in lines[7]["error"]
    assert "note_date" in lines[8]["warning"]
    assert lines[9]["words"] == 2


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_line_whatsoever_has_one_output_line(line: bytes) -> None:
    answer = answer_line(WordCounter(), (1, line))
    assert answer.endswith(b"\n") and answer.count(b"\n") == 1
    assert "note_id" in json.loads(answer)


def test_deep_json_and_long_lines_are_set_aside() -> None:
    assert "pas du JSON" in json.loads(answer_line(WordCounter(), (1, b"[" * 200_000)))["error"]
    assert "plus de" in json.loads(answer_line(WordCounter(), (1, b"x" * (64 * 1024 * 1024 + 1))))["error"]


def killed_run(source: Path, target: Path, after: float) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from pathlib import Path\n"
        "from slow_reader import WordCounter\n"
        "from carnet.tools.batch import run_file\n"
        f"run_file(WordCounter(pause=0.002), Path({str(source)!r}), Path({str(target)!r}), workers=1, resume=True)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code])
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_killed_and_resumed_it_writes_what_an_uninterrupted_run_writes(tmp_path: Path) -> None:
    source = write(tmp_path / "notes.jsonl", [*some_notes(900), {"note_id": "bad"}])
    run_file(WordCounter(), source, tmp_path / "whole.jsonl", workers=1)
    for after in (0.5, 0.9, 0.7):
        killed_run(source, tmp_path / "out.jsonl", after)
    progress = run_file(WordCounter(), source, tmp_path / "out.jsonl", workers=2, resume=True)
    assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert (progress.done, progress.failed) == (901, 1)


def test_a_line_half_written_is_written_again(tmp_path: Path) -> None:
    source = write(tmp_path / "notes.jsonl", some_notes(20))
    whole, target = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    run_file(WordCounter(), source, whole, workers=1)
    killed_run(source, target, 0.0)
    part = target.with_name("out.jsonl.part")
    for cut in (1, 40, 41, 100):
        part.unlink(missing_ok=True)
        run_file(WordCounter(), source, target, workers=1)
        (tmp_path / ".out.jsonl.run.json").rename(part.with_name("out.jsonl.part.json"))
        part.write_bytes(whole.read_bytes()[:cut])
        target.unlink()
        run_file(WordCounter(), source, target, workers=1, resume=True)
        assert target.read_bytes() == whole.read_bytes()


def test_a_finished_run_is_not_run_again(tmp_path: Path) -> None:
    source = write(tmp_path / "notes.jsonl", some_notes(5))
    target = tmp_path / "out.jsonl"
    run_file(WordCounter(), source, target, workers=1)
    before = target.stat().st_mtime_ns
    assert run_file(WordCounter(), source, target, workers=1, resume=True).done == 5
    assert target.stat().st_mtime_ns == before


def test_a_part_of_other_notes_or_another_version_is_refused(tmp_path: Path) -> None:
    source = write(tmp_path / "notes.jsonl", some_notes(2000))
    target = tmp_path / "out.jsonl"
    killed_run(source, target, 1.0)
    with pytest.raises(RunRefused, match="autre exécution"):
        run_file(WordCounter(fingerprint="words 2"), source, target, workers=1, resume=True)
    write(source, some_notes(2001))
    with pytest.raises(RunRefused, match="autre exécution"):
        run_file(WordCounter(), source, target, workers=1, resume=True)
    with pytest.raises(RunRefused, match="interrompue"):  # nothing is thrown away unasked
        run_file(WordCounter(), source, target, workers=1)
    target.with_name("out.jsonl.part").unlink()
    assert run_file(WordCounter(), source, target, workers=1).done == 2001


def test_two_runs_do_not_write_one_output(tmp_path: Path) -> None:
    source = write(tmp_path / "notes.jsonl", some_notes(3))
    with (tmp_path / "out.jsonl.part").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(RunRefused, match="Une autre exécution"):
            run_file(WordCounter(), source, tmp_path / "out.jsonl", workers=1)


def test_paths_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    source = write(tmp_path / "notes.jsonl", some_notes(3))
    for bad_source, bad_target in (
        (tmp_path / "absent.jsonl", tmp_path / "out.jsonl"),
        (source, tmp_path / "absent" / "out.jsonl"),
        (source, source),
    ):
        with pytest.raises(RunRefused):
            run_file(WordCounter(), bad_source, bad_target, workers=1)
    assert read(source) == some_notes(3)


def test_devices_and_folders_are_no_outputs(tmp_path: Path) -> None:
    source = write(tmp_path / "notes.jsonl", some_notes(3))
    for target in (Path("/dev/null"), tmp_path):
        with pytest.raises(RunRefused, match="pas un fichier"):
            run_file(WordCounter(), source, target, workers=1)
    with pytest.raises(RunRefused, match="pas un fichier"):
        run_file(WordCounter(), Path("/dev/null"), tmp_path / "out.jsonl", workers=1)


def test_the_output_is_its_owners(tmp_path: Path) -> None:
    source = write(tmp_path / "notes.jsonl", some_notes(3))
    run_file(WordCounter(), source, tmp_path / "out.jsonl", workers=1)
    assert (tmp_path / "out.jsonl").stat().st_mode & 0o077 == 0


def test_a_tool_that_cannot_work_writes_nothing(tmp_path: Path) -> None:
    source = write(tmp_path / "notes.jsonl", some_notes(3))
    for workers in (1, 2):
        with pytest.raises(CarnetError, match="no word list"):
            run_file(Unprepared(), source, tmp_path / "out.jsonl", workers=workers)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.jsonl"]


def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    source = write(tmp_path / "notes.jsonl", some_notes(4000))
    part = tmp_path / "out.jsonl.part"
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from pathlib import Path\n"
        "from slow_reader import WordCounter\n"
        "from carnet.tools.batch import run_file\n"
        "if __name__ == '__main__':\n"
        f"    run_file(WordCounter(pause=0.01), Path({str(source)!r}), Path({str(part)[:-5]!r}), workers=2)\n"
    )
    (tmp_path / "run.py").write_text(code)
    parent = psutil.Popen([sys.executable, str(tmp_path / "run.py")])
    while not part.exists() or not part.stat().st_size:
        time.sleep(0.1)
        assert parent.is_running()
        if len(parent.children()) > 2 and time.time() - parent.create_time() > 5:
            break
    children = parent.children()
    parent.kill()
    parent.wait()
    assert psutil.wait_procs(children, timeout=20)[1] == []


def test_an_empty_file_has_an_empty_output(tmp_path: Path) -> None:
    source = write(tmp_path / "notes.jsonl", [])
    assert run_file(WordCounter(), source, tmp_path / "out.jsonl", workers=1).done == 0
    assert (tmp_path / "out.jsonl").read_bytes() == b""


def test_map_streams_results_in_order_and_failures_where_they_happened() -> None:
    notes = [Note(str(place), "échec" if place == 30 else "mot " * place) for place in range(60)]
    results = list(map_notes(WordCounter(), iter(notes), workers=2))
    assert isinstance(results[30], NoteFailed) and results[30].note_id == "30"
    assert [r.words for r in results if isinstance(r, Words)] == [p for p in range(60) if p != 30]
