"""The teaching store's database: SQLite in WAL mode (its file for the owner alone) or PostgreSQL by URL."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from carnet.errors import CarnetError
from carnet.language import _
from carnet.teaching.store.tables import metadata

VARIABLE = "CARNET_TEACHING"
HOSPITAL = "CARNET_HOSPITAL"
FILE_NAME = "teaching.sqlite"
WAIT_SECONDS = 30  # a writer waits for another one that long
SEARCH_SQLITE = "CREATE VIRTUAL TABLE IF NOT EXISTS teaching_words USING fts5(words, prefix='2 3')"
SEARCH_POSTGRES = (
    "CREATE INDEX IF NOT EXISTS teaching_item_words ON teaching_item USING gin (to_tsvector('simple', words))"
)


class StoreTrouble(CarnetError):
    """A teaching store that cannot be opened or written. The message names the store, never a text."""


def default_url() -> str:
    """Where the store is: $CARNET_TEACHING (a path or a URL), else a file beside the hospital's folder, else here."""
    given = os.environ.get(VARIABLE)
    if given:
        return given
    hospital = os.environ.get(HOSPITAL)
    return str((Path(hospital).absolute().parent if hospital else Path.cwd()) / FILE_NAME)


class TeachingStore:
    """`TeachingStore("teaching.sqlite")`, `TeachingStore("postgresql://…")`. Writers may be many; nothing is erased."""

    def __init__(self, url: str | os.PathLike[str] | None = None) -> None:
        self.url = str(url or default_url())
        self.name = self.url.rsplit("@", 1)[-1].split("?")[0] if "://" in self.url else Path(self.url).name
        with self._told():
            self.engine = _open(self.url)
        self.sqlite = self.engine.dialect.name == "sqlite"
        self._reader = self.engine.execution_options(carnet_reader=True)

    def __repr__(self) -> str:
        return f"TeachingStore({self.name})"

    def close(self) -> None:
        """Let the database go."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment of the store and writes nothing; it waits for no writer."""
        with self._told(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose writes are all there after the block, on the disk, or none of them."""
        with self._told(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turns the database's errors, whose messages quote what was written, into one that names the store alone."""
        try:
            yield
        except (SQLAlchemyError, OSError) as error:
            raise StoreTrouble(
                _("The teaching store {name} cannot be used ({kind}).").format(
                    name=self.name, kind=type(error).__name__
                ),
                _("Check that its folder exists and may be written, or that the database answers."),
            ) from None


def _open(url: str) -> Engine:
    if "://" in url:
        if url.startswith("postgresql://"):
            url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=8)
        with engine.begin() as connection:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(6318)")  # one process makes the tables
            metadata.create_all(connection)
            connection.exec_driver_sql(SEARCH_POSTGRES)
        return engine
    path = Path(url).expanduser()
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    engine = create_engine(
        f"sqlite:///{path}", hide_parameters=True, pool_size=8, connect_args={"timeout": WAIT_SECONDS}
    )
    event.listen(engine, "connect", _settle)
    event.listen(engine, "begin", _begin)
    with engine.begin() as connection:
        metadata.create_all(connection)
        connection.exec_driver_sql(SEARCH_SQLITE)
    return engine


def _settle(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by `_begin`, not by the driver
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={WAIT_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    reader = connection.get_execution_options().get("carnet_reader")
    connection.exec_driver_sql(
        "BEGIN" if reader else "BEGIN IMMEDIATE"
    )  # a writer waits at once, not at its first write
