"""The tables of the review store, and how its database is opened."""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Engine,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    inspect,
)

WAIT_SECONDS = 30  # a writer waits for another one that long
LATER = ("detail", "previous_detail")  # columns that the first version did not have

metadata = MetaData()
decisions = Table(
    "review_decision",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("task", String(80), nullable=False),
    Column("note_id", String(400), nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("verdict_again", String(16), nullable=False, default=""),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("label", String(80), nullable=False),
    Column("role", String(40), nullable=False, default=""),
    Column("previous", String(400)),
    Column("who", String(200), nullable=False, default=""),
    Column("when", DateTime(timezone=True), nullable=False),
    Column("tool", String(200), nullable=False, default=""),
    Column("producer", String(400), nullable=False, default=""),
    Column("detail", Text),
    Column("previous_detail", Text),
    Index("review_decision_note", "task", "note_id", "text_hash"),
)
texts = Table(
    "review_text", metadata, Column("text_hash", String(64), primary_key=True), Column("text", Text, nullable=False)
)


def open_engine(url: str) -> Engine:
    """The database of a path (SQLite, in WAL mode, its file for the owner alone) or of a URL, with its tables."""
    if "://" in url:
        if url.startswith("postgresql://"):
            url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True)
        metadata.create_all(engine, checkfirst=True)
        with engine.begin() as connection:
            _complete(connection)
        return engine
    path = Path(url).expanduser()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    os.close(descriptor)
    engine = create_engine(f"sqlite:///{path}", hide_parameters=True, connect_args={"timeout": WAIT_SECONDS})
    event.listen(engine, "connect", _settle)
    event.listen(engine, "begin", _lock)
    with engine.begin() as connection:
        metadata.create_all(connection)
        _complete(connection)
    return engine


def _complete(connection: Connection) -> None:
    """Give a store of an earlier version the columns that it lacks; its decisions stay as they are."""
    there = {column["name"] for column in inspect(connection).get_columns(decisions.name)}
    for name in LATER:
        if name not in there:
            unless = "" if connection.dialect.name == "sqlite" else "IF NOT EXISTS "  # SQLite: one writes at a time
            connection.exec_driver_sql(f"ALTER TABLE {decisions.name} ADD COLUMN {unless}{name} TEXT")


def _settle(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by `_lock`, not by the driver
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={WAIT_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _lock(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # a writer waits at once rather than failing at its first write
