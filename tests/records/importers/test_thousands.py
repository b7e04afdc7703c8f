"""A comma in 1,930 is decimal or of thousands by what the rest of the file says; where nothing does, it is not read."""

from pathlib import Path

import pytest
from records.importers.study_files import endpoints, write

from carnet.records.importers import import_source


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("t.csv", 'id,OS_DAYS,OS_STATUS\na,"1,930",0\nb,707,1\n', (1930.0, 707.0)),
        ("t.csv", 'id,OS_DAYS,OS_STATUS,psa\na,"1,930",0,2.5\nb,707,1,3\n', (1930.0, 707.0)),
        ("t.csv", 'id,OS_DAYS,OS_STATUS\na,"1,930",0\nb,707.5,1\n', (1930.0, 707.5)),
        ("t.csv", "id;OS_DAYS;OS_STATUS\na;1,930;0\nb;707;1\n", (1.93, 707.0)),
        ("t.csv", 'id,OS_DAYS,OS_STATUS,psa\na,"1,930",0,"2,5"\nb,707,1,3\n', (1.93, 707.0)),
        ("t.tsv", "id\tOS_DAYS\tOS_STATUS\tpsa\na\t1,930\t0\t2.5\nb\t707\t1\t3\n", (1930.0, 707.0)),
        ("t.tsv", "id\tOS_DAYS\tOS_STATUS\na\t1,930\t0\nb\t12,5\t1\n", (1.93, 12.5)),
    ],
)
def test_commas(tmp_path: Path, name: str, text: str, expected: tuple[float, float]) -> None:
    report = import_source(write(tmp_path / name, text), tmp_path / "w", format="table")
    assert endpoints(tmp_path / "w", "os") == {"a": (expected[0], False), "b": (expected[1], True)}
    assert any("1930" in note for note in report.notes) == (expected[0] == 1930.0)


def test_commas_that_nothing_explains_are_not_read(tmp_path: Path) -> None:
    path = write(tmp_path / "t.tsv", "id\tOS_DAYS\tOS_STATUS\na\t1,930\t0\nb\t707\t1\n")
    report = import_source(path, tmp_path / "w", format="table")
    assert endpoints(tmp_path / "w", "os") == {}
    assert any("OS_DAYS" in note and "1,930" in note for note in report.notes)
