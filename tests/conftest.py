"""What every test may use: where the public corpora are, and the order fast tests first."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent
# a change is judged by the same examples as the one before, on a slow machine as on a fast one
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile("explore" if os.environ.get("CARNET_EXPLORE") else "same")
SLOW_LAST = ("reference", "spark", "notebook", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast tests first: those that start another program or a browser come last."""

    def cost(item: pytest.Item) -> int:
        costs = [SLOW_LAST.index(name) + 1 for name in SLOW_LAST if item.get_closest_marker(name)]
        return max(costs, default=0)

    items.sort(key=cost)


@pytest.fixture(scope="session", autouse=True)
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where every process of the tests caches indexes: the tester's own cache is neither read nor written."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache")
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of public evaluation data; the test is skipped, and says so, where it is absent."""
    folder = Path(os.environ.get("CARNET_CORPORA", ROOT / ".." / "shared" / "data")).resolve()
    if not folder.is_dir():
        pytest.skip(f"no corpora at {folder} (set CARNET_CORPORA)")
    return folder


@pytest.fixture(scope="session")
def references() -> str:
    """The Python of the reference environment (lifelines, scikit-survival, statsmodels)."""
    python = Path(os.environ.get("CARNET_REFERENCES", ROOT / ".venv-references" / "bin" / "python"))
    if not python.exists():
        pytest.skip(f"no reference environment at {python} (make test builds it)")
    return str(python)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium to drive."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no chromium here (apt-get install chromium)")
    return path


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL of these tests alone, on a unix socket, run by an account that is not root."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    pytest.importorskip("psycopg", reason="no psycopg (pip install carnet[postgres])")
    if not versions:
        pytest.skip("no PostgreSQL here (apt-get install postgresql)")
    folder = Path(os.path.realpath(tmp_path_factory.mktemp("pg")))
    programs, prefix = versions[-1].parent, []
    if os.geteuid() == 0:
        if shutil.which("runuser") is None or subprocess.run(["id", "postgres"], capture_output=True).returncode:
            pytest.skip("root without an account “postgres” to run the server")
        folder = Path("/tmp") / f"carnet-pg-{os.getpid()}"
        folder.mkdir(mode=0o700)
        shutil.chown(folder, "postgres")
        prefix = ["runuser", "-u", "postgres", "--"]

    def run(*command: str) -> None:
        subprocess.run([*prefix, *command], check=True, capture_output=True, cwd="/")

    data = str(folder / "data")
    try:
        run(str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "carnet", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        run(str(programs / "pg_ctl"), "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start")
        folder.chmod(0o755)
        yield f"postgresql://carnet@/postgres?host={folder}"
    finally:
        subprocess.run([*prefix, str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "stop"], capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)
