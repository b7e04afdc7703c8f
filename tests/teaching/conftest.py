"""A teaching store of each kind: SQLite, and the PostgreSQL that the tests start."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from carnet.teaching.classroom.remote import RemoteStudentDesk
from carnet.teaching.store import TeachingStore
from carnet.teaching.store.tables import metadata


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
