"""One index for the tests of this folder, in a cache folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from carnet.text.terminologies.search import CodeIndex, open_index


@pytest.fixture(scope="session")
def codes_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder for the session, which no test shares with the person who runs them."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        patch.setenv("HOME", str(folder))
        patch.delenv("CARNET_TERMINOLOGIES", raising=False)
        yield folder / "carnet"


@pytest.fixture(scope="session")
def index(codes_cache: Path) -> CodeIndex:
    """The index of the CIM-10 without a site's files."""
    return open_index()
