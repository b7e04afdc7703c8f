"""A small demo hospital and an imported study, where the pages look for them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from carnet.language import language, set_language
from carnet.records.demo import build_demo

ROWS = ["PATIENT_ID\tAGE\tSEX\tSTAGE\tER\tOS_MONTHS\tOS_STATUS"]
for i in range(240):
    stage, er = ("I", "II", "III")[i % 3], ("Positive", "Negative")[i % 2]
    months = 4 + (i * 37 % 97) / (1 + i % 3)
    status = "1:DECEASED" if i % 5 < 3 else "0:LIVING"
    ROWS.append(f"P{i:03d}\t{30 + i % 50}\tFemale\t{stage}\t{er}\t{months:.1f}\t{status}")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with one hospital of 3,000 patients, without notes."""
    folder = tmp_path_factory.mktemp("site")
    build_demo(folder / "hospital", 3000, 7, notes=False)
    return folder


@pytest.fixture
def site(built: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The same, as the pages find it."""
    import shutil

    monkeypatch.setenv("CARNET_HOSPITAL", str(built / "hospital"))
    before = language()
    set_language("fr")
    yield built
    set_language(before)
    shutil.rmtree(built / "studies", ignore_errors=True)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A small clinical table as cBioPortal's site exports it."""
    path = tmp_path / "étude_demo.tsv"
    path.write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    return path
