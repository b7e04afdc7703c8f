"""One index for the tests of this folder, in the cache folder of the session."""

from pathlib import Path

import pytest

from carnet.text.terminologies.search import CodeIndex, open_index


@pytest.fixture(autouse=True)
def no_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tester's own terminologies are not those of the tests."""
    monkeypatch.delenv("CARNET_TERMINOLOGIES", raising=False)


@pytest.fixture
def codes_cache(cache_home: Path) -> Path:
    """Where indexes are kept."""
    return cache_home / "carnet"


@pytest.fixture(scope="session")
def index(cache_home: Path) -> CodeIndex:
    """The index of the CIM-10 without a site's files."""
    return open_index()
