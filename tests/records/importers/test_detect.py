"""What a source is: a text without a header is no table of patients."""

from pathlib import Path

import pytest
from records.importers.study_files import write

from carnet.errors import ImportRefused
from carnet.records.importers import detect_format, import_source

PASSWORDS = (
    "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nbin:x:2:2:bin:/bin:/bin/sh\n"
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("passwd", PASSWORDS),
        ("passwd.txt", PASSWORDS.replace("root:/root", "root,,,:/root").replace("n:/usr", "n,,,:/usr")),
        ("letter.txt", "Dear colleague\nthank you for sending us this patient\n"),
    ],
)
@pytest.mark.parametrize("in_folder", [False, True])
def test_a_text_without_header_is_refused(tmp_path: Path, name: str, text: str, in_folder: bool) -> None:
    path = write(tmp_path / "s" / name, text)
    with pytest.raises(ImportRefused) as error:
        import_source(path.parent if in_folder else path, tmp_path / "w")
    assert error.value.remedy
    assert "/root" not in error.value.message
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize(
    "text",
    [
        "time,status,age\n1,0,50\n2,1,60\n",
        "arm;x;y\na;1;2\nb;2;3\n",
        "1,0,67.5\n0,1,70\n1,1,71\n",
        "age\n50\n60\n",
        "patient,ratio:a:b\n1,2\n2,3\n",
    ],
)
def test_tables_are_still_tables(tmp_path: Path, text: str) -> None:
    assert detect_format(write(tmp_path / "t.csv", text)) == "table"
