"""Files of patients' data: whole or not at all, for their owner alone."""

from pathlib import Path

import pytest

from carnet.records.private_files import no_formula, private_file


def test_an_error_leaves_what_stood_there_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("before")
    with pytest.raises(UnicodeEncodeError), private_file(path) as file:
        file.write("half of a pair: \ud800")
    assert path.read_text() == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["facts.csv"]


def test_its_owner_alone_reads_it_whatever_a_killed_run_left(tmp_path: Path) -> None:
    left = tmp_path / "facts.csv.partial"
    left.write_text("left")
    left.chmod(0o644)
    with private_file(tmp_path / "facts.csv") as file:
        file.write("now")
    assert (tmp_path / "facts.csv").stat().st_mode & 0o777 == 0o600
    assert not left.exists()


@pytest.mark.parametrize("cell", ["=1+1", "+33 6", "-3", "@x", "\tx"])
def test_no_spreadsheet_calculates(cell: str) -> None:
    assert no_formula(cell) == f"'{cell}"
    assert no_formula("HER2 3+") == "HER2 3+"
