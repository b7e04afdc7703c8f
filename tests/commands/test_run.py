"""`carnet run` and `carnet evaluate`, as a data manager types them."""

import json
import os
import subprocess
import sys
from pathlib import Path

CARNET = str(Path(sys.executable).parent / "carnet")
LETTER = "Mme Jeanne LE GOFF, née le 03/07/1951, vue le 12/03/2024 par le Dr Paul Martin. Nodule de 12 mm."


def carnet(*arguments: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CARNET_PSEUDONYM")}
    return subprocess.run(
        [CARNET, *map(str, arguments)], capture_output=True, text=True, env={**clean, "COLUMNS": "120", **env}
    )


def notes(path: Path, *lines: object) -> Path:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_notes_come_back_without_names_and_are_evaluated(tmp_path: Path) -> None:
    source = notes(tmp_path / "notes.jsonl", {"note_id": 1, "text": LETTER}, {"note_id": "b", "text": "Pas de fièvre."})
    done = carnet("run", "pseudonymise", source, "-o", tmp_path / "out.jsonl", "--workers", "1")
    assert done.returncode == 0, done.stderr
    first, second = read(tmp_path / "out.jsonl")
    assert first["note_id"] == 1 and "GOFF" not in first["text"] and "Nodule de 12 mm" in first["text"]
    assert {"start", "end", "text", "label", "role", "replacement"} <= set(first["entities"][0])
    assert all(LETTER[e["start"] : e["end"]] == e["text"] for e in first["entities"])
    assert second["text"] == "Pas de fièvre." and second["entities"] == []
    entities = [{"start": e["start"], "end": e["end"], "label": e["label"]} for e in first["entities"]]
    gold = notes(tmp_path / "gold.jsonl", {"note_id": 1, "text": LETTER, "entities": entities})
    scored = json.loads(carnet("evaluate", "pseudonymise", gold, tmp_path / "out.jsonl", "--json").stdout)
    assert scored["recall"]["value"] == 1 and scored["notes_covered"]["hits"] == 1
    assert "Rappel" in carnet("evaluate", "pseudonymise", gold, tmp_path / "out.jsonl").stdout


def test_a_bad_line_ends_with_status_1_after_the_others(tmp_path: Path) -> None:
    source = notes(tmp_path / "notes.jsonl", {"note_id": 1, "text": 5}, {"note_id": 2, "text": LETTER})
    done = carnet("run", "pseudonymise", source, "-o", tmp_path / "out.jsonl", "--workers", "1")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    first, second = read(tmp_path / "out.jsonl")
    assert "error" in first and first["note_id"] == 1 and "GOFF" not in second["text"]


def test_with_the_key_of_the_site_two_runs_agree_and_two_keys_do_not(tmp_path: Path) -> None:
    source = notes(tmp_path / "notes.jsonl", *({"note_id": n, "person_id": "p", "text": LETTER} for n in (1, 2)))
    texts = []
    for key in ("one", "one", "other"):
        if not (tmp_path / key).exists():
            assert carnet("pseudonym-key", tmp_path / key).returncode == 0
        arguments = ("run", "pseudonymise", source, "-o", tmp_path / "out.jsonl", "--key-file", tmp_path / key)
        assert carnet(*arguments, "--workers", "1").returncode == 0
        texts.append([line["text"] for line in read(tmp_path / "out.jsonl")])
    assert texts[0] == texts[1] != texts[2]
    assert texts[0][0] == texts[0][1] and "GOFF" not in texts[0][0]
    (tmp_path / "one").chmod(0o644)
    refused = carnet(*arguments[:5], "--key-file", tmp_path / "one")
    assert refused.returncode == 1 and "chmod 600" in refused.stderr


def test_an_output_to_share_does_not_hold_what_was_replaced(tmp_path: Path) -> None:
    source = notes(tmp_path / "notes.jsonl", {"note_id": 1, "text": LETTER})
    arguments = ("run", "pseudonymise", source, "-o", tmp_path / "out.jsonl", "--workers", "1", "--without-originals")
    assert carnet(*arguments).returncode == 0
    written = (tmp_path / "out.jsonl").read_text()
    assert "GOFF" not in written and "Jeanne" not in written
    assert set(read(tmp_path / "out.jsonl")[0]["entities"][0]) >= {"label", "replacement"}
    assert carnet(*arguments, "--report", tmp_path / "report.json").returncode == 1


def test_the_risk_report_holds_counts_and_no_text(tmp_path: Path) -> None:
    source = notes(tmp_path / "notes.jsonl", {"note_id": 1, "text": LETTER})
    report = tmp_path / "report.json"
    assert (
        carnet(
            "run", "pseudonymise", source, "-o", tmp_path / "out.jsonl", "--workers", "1", "--report", report
        ).returncode
        == 0
    )
    assert json.loads(report.read_text())["notes"] == 1 and "GOFF" not in report.read_text()


def test_what_cannot_run_is_refused_in_two_lines(tmp_path: Path) -> None:
    source = notes(tmp_path / "notes.jsonl", {"note_id": 1, "text": LETTER})
    for arguments in (
        ("run", "pseudonymise", tmp_path / "absent.jsonl", "-o", tmp_path / "out.jsonl"),
        ("run", "pseudonymise", source, "-o", tmp_path / "out.jsonl", "--mode", "surrogate"),
        ("run", "pseudonymise", source, "-o", tmp_path / "out.jsonl", "--llm", "gpt"),
        ("evaluate", "pseudonymise", source, tmp_path / "absent.jsonl"),
    ):
        refused = carnet(*arguments)
        assert refused.returncode == 1, arguments
        assert len(refused.stderr.strip().splitlines()) == 2 and refused.stderr.startswith("carnet: ")


def test_help_says_what_tools_there_are() -> None:
    assert "pseudonymise" in carnet("run", "--help").stdout
    assert "--resume" in carnet("run", "pseudonymise", "--help").stdout
