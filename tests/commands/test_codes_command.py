"""`carnet codes`: search, show, tree, and what is refused."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from carnet.commands.codes import app
from carnet.errors import CarnetError


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CARNET_TERMINOLOGIES", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def test_search(tmp_path: Path) -> None:
    shown = run("search", "cancer du sein droit QSE", "-k", "3")
    assert shown.exit_code == 0 and shown.stdout.startswith("C50.4") and len(shown.stdout.splitlines()) == 3
    found = json.loads(run("search", "accident de bicyclette", "--position", "dp", "--json").stdout)
    assert found and {"code", "label", "score", "why"} == set(found[0]) and all(one["code"][0] != "V" for one in found)
    nothing = run("search", "à 40")
    assert nothing.exit_code == 0 and nothing.stdout == ""


def test_show_and_tree() -> None:
    shown = run("show", "c50.4").stdout
    assert (
        "C50.4  Tumeur maligne du quadrant" in shown and "Positions : DP, DR, DAS" in shown and "Chapitre II" in shown
    )
    known = json.loads(run("show", "C50", "--json").stdout)
    assert known["positions"] == [] and known["children"][0] == "C500" and known["chapter"]["number"] == "II"
    lines = run("tree", "E11.9").stdout.splitlines()
    assert lines[1].startswith("E11 ") and lines[2].startswith("  E11.9 ") and lines[3].startswith("    E11.90 ")
    assert len(run("tree").stdout.splitlines()) == 22


def test_what_is_refused() -> None:
    for arguments, told in (
        (("show", "C5049"), "C50.4"),
        (("show", "rien"), "codes search"),
        (("search", "HTA", "--position", "principal"), "dp, dr"),
        (("search", "HTA", "--acts"), "CCAM"),
        (("search", "HTA", "--acts", "--position", "dp"), "--acts"),
    ):
        refused = run(*arguments)
        assert isinstance(refused.exception, CarnetError) and told in str(refused.exception)
