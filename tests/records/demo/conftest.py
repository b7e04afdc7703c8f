"""One small demo hospital for all tests of its content."""

from pathlib import Path

import pytest

from carnet.compute import to_arrow
from carnet.records import Warehouse
from carnet.records.demo import build_demo

PERSONS, NOTED = 2_000, 250


@pytest.fixture(scope="session")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """2,000 persons, notes for 250 of them."""
    return build_demo(tmp_path_factory.mktemp("demo") / "hospital", PERSONS, 7, noted=NOTED)


@pytest.fixture(scope="session")
def tables(hospital: Warehouse) -> dict[str, list[dict]]:
    """Every table of the small hospital as rows."""
    return {name: to_arrow(hospital.read(name)).to_pylist() for name in hospital.tables()}


@pytest.fixture(scope="session")
def folder(hospital: Warehouse) -> Path:
    """Where the small hospital lies."""
    return hospital.path
