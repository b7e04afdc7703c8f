"""The notebooks run from top to bottom, show figures and tables, and are kept without outputs."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

NAMES = (
    "01_prise_en_main",
    "02_importer_une_cohorte",
    "03_survie",
    "04_pseudonymiser",
    "05_evaluer_le_pseudonymiseur",
    "06_structurer",
    "07_comparer_regles_modele_reference",
    "08_coder_un_sejour",
    "09_ecrire_un_cas",
    "10_analyser_une_seance",
)


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo hospital, built once, without notes."""
    from carnet.records.demo import build_demo

    folder = tmp_path_factory.mktemp("notebooks") / "hospital"
    build_demo(folder, persons=3000, notes=False)
    return folder


def load(root: Path, name: str) -> Any:
    return nbformat.read(root / "notebooks" / f"{name}.ipynb", as_version=4)


@pytest.mark.parametrize("name", NAMES)
def test_notebook_is_stripped_and_begins_with_a_title(root: Path, name: str) -> None:
    notebook = load(root, name)
    nbformat.validate(notebook)
    assert notebook.cells[0].cell_type == "markdown"
    assert notebook.cells[0].source.startswith("# ")
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.mark.notebook
@pytest.mark.parametrize("name", NAMES)
def test_notebook_runs(root: Path, name: str, hospital: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from nbclient import NotebookClient

    if sys.platform == "win32":  # zmq needs a selector loop there
        asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())
    monkeypatch.setenv("CARNET_HOSPITAL", str(hospital))
    monkeypatch.setenv("CARNET_ENGINE", "cpu")
    monkeypatch.setenv("CARNET_LANG", "fr")
    notebook = load(root, name)
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": os.fspath(tmp_path)}})
    client.execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    bundles = [output["data"] for output in outputs if "data" in output]
    figures = [
        bundle["application/vnd.plotly.v1+json"] for bundle in bundles if "application/vnd.plotly.v1+json" in bundle
    ]
    assert figures
    for figure in figures:
        assert figure["config"] == {"showSendToCloud": False, "plotlyServerURL": "", "displaylogo": False}
    tables = [bundle["text/html"] for bundle in bundles if "text/html" in bundle]
    assert any("<table>" in table for table in tables)
    assert not any("cdn.plot" in table for table in tables)
    assert not any(output["output_type"] == "error" or output.get("name") == "stderr" for output in outputs)
