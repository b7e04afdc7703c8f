"""The `carnet` command as a whole: what it lists, how it refuses, how it reports an error."""

import json
import os
import subprocess
import sys
from pathlib import Path

CARNET = [str(Path(sys.executable).parent / "carnet")]


def carnet(*arguments: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*CARNET, *arguments], capture_output=True, text=True, cwd=cwd, env={**os.environ, "COLUMNS": "120", **env}
    )


def test_help_lists_every_command_in_french() -> None:
    shown = carnet("--help")
    assert shown.returncode == 0
    for name in ("lab", "demo", "import", "survival", "doctor", "version"):
        assert f" {name} " in shown.stdout
    assert "Comparer la survie entre groupes." in shown.stdout


def test_help_follows_the_language() -> None:
    assert "Compare survival between groups." in carnet("--help", CARNET_LANG="en").stdout


def test_version() -> None:
    assert carnet("version").stdout.startswith("carnet ")


def test_an_unknown_command_is_refused_without_a_traceback() -> None:
    refused = carnet("survie")
    assert refused.returncode == 2
    assert "Traceback" not in refused.stdout + refused.stderr


def test_an_error_is_two_lines_and_status_1(tmp_path: Path) -> None:
    failed = carnet("survival", str(tmp_path / "nothing"), "--endpoint", "os", "--by", "stage")
    assert failed.returncode == 1
    assert failed.stderr.startswith("carnet: ")
    assert "Traceback" not in failed.stderr
    assert len(failed.stderr.strip().splitlines()) == 2


def test_the_command_line_is_listed_without_loading_frames() -> None:
    code = (
        "import sys; sys.argv = ['carnet', '--help']\n"
        "from carnet.commands import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([m for m in ('polars', 'numpy', 'plotly', 'voila') if m in sys.modules], file=sys.stderr)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stderr.strip() == "[]"


def test_doctor_says_what_is_there_and_how_to_mend_the_rest(tmp_path: Path) -> None:
    report = carnet("doctor", "--json", cwd=tmp_path)
    checks = {check["name"]: check for check in json.loads(report.stdout)}
    assert report.returncode == 0
    assert checks["Python"]["state"] == "ok"
    assert checks["Moteur"]["found"].startswith(("CPU", "GPU"))
    assert checks["Entrepôt"]["state"] == "absent"
    assert "carnet demo" in checks["Entrepôt"]["remedy"]
    assert all(check["remedy"] for check in checks.values() if check["state"] != "ok")


def test_doctor_reports_a_broken_warehouse(tmp_path: Path) -> None:
    (tmp_path / "hospital").mkdir()
    (tmp_path / "hospital" / "carnet.json").write_text("{ not json")
    report = carnet("doctor", cwd=tmp_path)
    assert report.returncode == 1
    assert "✗" in report.stdout
    assert "Traceback" not in report.stdout + report.stderr


def test_doctor_refuses_an_unknown_engine_in_plain_words() -> None:
    report = carnet("doctor", CARNET_ENGINE="quantum")
    assert report.returncode == 1
    assert "auto" in report.stdout


def test_gpu_check_without_a_gpu_says_so() -> None:
    report = carnet("doctor", "--gpu-check", "--persons", "1000", CARNET_ENGINE="cpu")
    assert "Traceback" not in report.stdout + report.stderr
