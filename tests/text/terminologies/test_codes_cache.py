"""The file of the index: private, rebuilt when it is not whole, never fatal."""

from pathlib import Path

import numpy as np
import pytest

from carnet.text.terminologies.build import build
from carnet.text.terminologies.cache import kept_or_built, key_of
from carnet.text.terminologies.nomenclature import Code, Nomenclature
from carnet.text.terminologies.postings import Postings
from carnet.text.terminologies.search import CodeIndex

SMALL = Nomenclature(
    (Code("I10", "Hypertension essentielle", "HTA", "0"), Code("J13", "Pneumonie à pneumocoque", "", "0"))
)


def _open(key: str) -> tuple[CodeIndex, int]:
    built = 0

    def count() -> Postings:
        nonlocal built
        built += 1
        return build(SMALL, ({"I10": ["tension haute"]},))

    return CodeIndex(SMALL, kept_or_built(key, count)), built


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "carnet"


def test_kept_once_for_its_owner_alone(folder: Path) -> None:
    index, built = _open("k")
    (file,) = folder.iterdir()
    assert built == 1 and file.stat().st_mode & 0o777 == 0o600 and folder.stat().st_mode & 0o777 == 0o700
    again, rebuilt = _open("k")
    assert rebuilt == 0 and again.search("tension haute") == index.search("tension haute")
    assert _open("other")[1] == 1 and key_of([b"a"]) != key_of([b"b"])


def test_names_are_added_by_who_asks() -> None:
    index = CodeIndex(SMALL, build(SMALL, ({"I10": ["mal du pays haut"], "Z99999": ["rien"]}, {"I10": ["HTA"]})))
    (hit,) = index.search("mal du pays haut")
    assert (hit.code, hit.why) == ("I10", "mal du pays haut") and hit.score > 0.9


def test_a_damaged_file_is_rebuilt(folder: Path) -> None:
    _open("k")
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    middle = len(whole) // 2
    for damaged in (b"", b"PK\x03\x04", whole[:middle], whole[:middle] + b"\xff" * 64 + whole[middle + 64 :]):
        file.write_bytes(damaged)
        index, built = _open("k")
        assert built == 1 and index.search("hypertension")[0].code == "I10" and file.read_bytes() == whole
    np.savez(file, stems=np.zeros(2))
    assert _open("k")[1] == 1


def test_a_folder_that_cannot_be_written_is_not_fatal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    index, built = _open("k")
    assert built == 1 and index.search("hta")[0].code == "I10"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
