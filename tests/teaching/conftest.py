"""A teaching store of each kind: SQLite, and a PostgreSQL that the tests start."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from carnet.teaching.classroom.remote import RemoteStudentDesk
from carnet.teaching.store import TeachingStore
from carnet.teaching.store.tables import metadata


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL of this test alone, on a unix socket, run by an account that is not root."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    pytest.importorskip("psycopg", reason="no psycopg (pip install carnet[postgres])")
    if not programs:
        pytest.skip("no PostgreSQL here (apt-get install postgresql)")
    folder, bin, prefix = Path(os.path.realpath(tmp_path_factory.mktemp("pg"))), programs[-1].parent, []
    if os.geteuid() == 0:
        if shutil.which("runuser") is None or subprocess.run(["id", "postgres"], capture_output=True).returncode:
            pytest.skip("root without an account “postgres” to run the server")
        folder = Path("/tmp") / f"carnet-pg-teaching-{os.getpid()}"
        folder.mkdir(mode=0o700)
        shutil.chown(folder, "postgres")
        prefix = ["runuser", "-u", "postgres", "--"]

    def run(*command: str) -> None:
        subprocess.run([*prefix, *command], check=True, capture_output=True, cwd="/")

    data = str(folder / "data")
    try:
        run(str(bin / "initdb"), "-D", data, "-A", "trust", "-U", "carnet", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        run(str(bin / "pg_ctl"), "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start")
        folder.chmod(0o755)
        yield f"postgresql://carnet@/postgres?host={folder}"
    finally:
        subprocess.run([*prefix, str(bin / "pg_ctl"), "-D", data, "-m", "immediate", "stop"], capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TeachingStore]:
    if request.param == "sqlite":
        opened = TeachingStore(tmp_path / "teaching.sqlite")
    else:
        opened = TeachingStore(request.getfixturevalue("postgres"))
        with opened.engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[TeachingStore]:
    """A store in a file."""
    opened = TeachingStore(tmp_path / "teaching.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def remote() -> Iterator[Callable[..., RemoteStudentDesk]]:
    """Makes desks at a server, whose connections are closed after the test."""
    made: list[RemoteStudentDesk] = []

    def make(*given: object, **more: object) -> RemoteStudentDesk:
        made.append(RemoteStudentDesk(*given, **more))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for desk in made:
        desk.close()
