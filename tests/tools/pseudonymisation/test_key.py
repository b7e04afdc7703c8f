"""The site's key: never a default, never readable by others, never shown."""

import os
import pickle
import stat
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from carnet.errors import CarnetError
from carnet.tools.pseudonymisation.key import FILE_VARIABLE, KEY_VARIABLE, SiteKey

SECRET = bytes(range(32))


@pytest.fixture(autouse=True)
def no_key_around(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    monkeypatch.delenv(KEY_VARIABLE, raising=False)


def test_a_created_key_is_private_random_and_loads(tmp_path: Path) -> None:
    one, two = SiteKey.create(tmp_path / "one"), SiteKey.create(tmp_path / "two")
    assert one != two and one.fingerprint != two.fingerprint
    assert stat.S_IMODE((tmp_path / "one").stat().st_mode) == 0o600
    assert SiteKey.load(tmp_path / "one") == one


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("something")
    with pytest.raises(CarnetError, match="key"):
        SiteKey.create(path)
    assert path.read_text() == "something"


def test_there_is_no_default() -> None:
    with pytest.raises(CarnetError) as told:
        SiteKey.load()
    assert "pseudonym-key" in told.value.remedy


def test_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, SECRET.hex())
    assert SiteKey.load() == SiteKey(SECRET)
    other = SiteKey.create(tmp_path / "key")
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "key"))
    assert SiteKey.load() == other


@pytest.mark.skipif(os.name == "nt", reason="no such rights on Windows")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_key_that_others_may_read_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key"
    SiteKey.create(path)
    path.chmod(mode)
    with pytest.raises(CarnetError) as told:
        SiteKey.load(path)
    assert f"chmod 600 {path}" in told.value.remedy
    path.chmod(0o400)
    SiteKey.load(path)


@pytest.mark.parametrize("content", ["", "feeble!", "ab" * 31, "0" * 64, "a" * 200])
def test_weak_keys_are_refused_and_not_shown(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(CarnetError) as told:
        SiteKey.load(path)
    assert not content or content not in str(told.value).replace(str(path), "")


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(CarnetError, match=str(path)):
            SiteKey.load(path)


def test_the_key_is_in_no_repr_and_each_use_has_its_own() -> None:
    key = SiteKey(SECRET)
    assert SECRET.hex() not in repr(key) and key.derived("names").hex() not in repr(key)
    assert len({key.derived(use) for use in ("names", "dates", "identifiers", "vault")}) == 4
    assert key.digest("a", "bc", "d") != key.digest("a", "b", "cd")
    assert pickle.loads(pickle.dumps(key)) == key  # for other processes of a run


def test_command(tmp_path: Path) -> None:
    from carnet.commands.pseudonym_key import command

    app = typer.Typer()
    app.command()(command)
    ran = CliRunner().invoke(app, [str(tmp_path / "site.key")])
    assert ran.exit_code == 0
    key = SiteKey.load(tmp_path / "site.key")
    assert key.fingerprint in ran.output
    assert (tmp_path / "site.key").read_text().strip() not in ran.output
