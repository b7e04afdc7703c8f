"""The rules of the house that a machine can check."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

HEAVY = (
    "polars",
    "numpy",
    "pyarrow",
    "plotly",
    "ipywidgets",
    "voila",
    "jupyterlab",
    "torch",
    "cudf",
    "pyspark",
    "duckdb",
    "scipy",
    "babel",
)


def sources(root: Path) -> list[Path]:
    return sorted((root / "lib").rglob("*.py")) + sorted((root / "tests").rglob("*.py"))


def test_files_stay_under_400_lines(root: Path) -> None:
    long = {str(p.relative_to(root)): n for p in sources(root) if (n := len(p.read_text().splitlines())) >= 400}
    assert long == {}


def test_every_room_says_its_job_in_its_first_line(root: Path) -> None:
    modules = (root / "lib").rglob("*.py")
    silent = [str(p.relative_to(root)) for p in modules if not ast.get_docstring(ast.parse(p.read_text()))]
    assert silent == []
    assert not list((root / "lib").rglob("utils.py"))


def test_importing_carnet_loads_nothing_heavy() -> None:
    code = f"import sys, carnet; print([m for m in {HEAVY!r} if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[]"


def test_every_string_on_screen_has_its_french(root: Path) -> None:
    catalogue = {}
    for path in sorted((root / "lib/carnet/locale/fr").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="fr"):
                key = message.id if isinstance(message.id, str) else message.id[0]
                if key and message.string and not message.fuzzy:
                    first = catalogue.setdefault(key, message.string)
                    assert first == message.string, f"two translations of {key!r} ({path.name})"
    missing = set()
    for filename, _line, text, _comments, _context in extract_from_dir(
        root / "lib/carnet", method_map=[("**.py", "python")], keywords={"_": None, "ngettext": (1, 2)}
    ):
        key = text if isinstance(text, str) else text[0]
        if key and key not in catalogue:
            missing.add((filename, key))
    assert missing == set()


def test_translations_keep_their_fields(root: Path) -> None:
    from string import Formatter

    def fields(text: str) -> set[str]:
        return {name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(text) if name is not None}

    for path in sorted((root / "lib/carnet/locale/fr").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="fr"):
                ids = (message.id,) if isinstance(message.id, str) else message.id
                strings = (message.string,) if isinstance(message.string, str) else message.string
                for string in strings:
                    assert fields(string) <= fields(ids[-1]) | fields(ids[0]), (path.name, message.id)


@pytest.mark.parametrize("folder", ["notebooks", "dashboards"])
def test_notebooks_are_stripped(root: Path, folder: str) -> None:
    paths = sorted((root / folder).glob("*.ipynb"))
    assert paths
    for path in paths:
        for cell in json.loads(path.read_text())["cells"]:
            if cell["cell_type"] == "code":
                assert cell["outputs"] == [] and cell["execution_count"] is None, path.name
            if folder == "dashboards":
                assert len("".join(cell["source"]).splitlines()) <= 6, f"{path.name}: logic belongs in lib/carnet/apps"
