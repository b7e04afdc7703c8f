"""The tables of the teaching store: versions are immutable, answers and events are only ever added."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, aware in both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """SQLite gives it back without its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()

versions = Table(
    "teaching_item_version",
    metadata,
    Column("item_id", String(64), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("body", Text, nullable=False),  # the whole item as JSON, without its history
    Column("content_hash", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("who", String(200), nullable=False),
    Column("when", Moment, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("diff", Text, nullable=False, default="[]"),
)
# What the bank is searched by: the latest version of each item, lists as |a|b|. The one table that is written over:
# it can be made again from the versions.
items = Table(
    "teaching_item",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("item_id", String(64), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("title", Text, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("ranks", String(20), nullable=False),
    Column("objectives", Text, nullable=False),
    Column("item_numbers", Text, nullable=False),
    Column("topics", Text, nullable=False),
    Column("stem", Text, nullable=False),
    Column("questions", Integer, nullable=False),
    Column("difficulty", Float),
    Column("use", String(16), nullable=False),
    Column("author", String(200), nullable=False),
    Column("updated", Moment, nullable=False),
    Column("words", Text, nullable=False),  # every word of it, folded
)
sessions = Table(
    "teaching_session",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("code", String(12), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),  # session, practice
    Column("plan", Text, nullable=False),
    Column("versions", Text, nullable=False),  # frozen when it was opened
    Column("salt", String(32), nullable=False),
    Column("author", String(200), nullable=False),
    Column("opened", Moment, nullable=False),
)
members = Table(
    "teaching_member",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("session_id", ForeignKey(sessions.c.id), nullable=False),
    Column("pseudonym", String(80), nullable=False),
    Column("folded", String(80), nullable=False),
    Column("learner", String(200), nullable=False, index=True),
    Column("joined", Moment, nullable=False),
    UniqueConstraint("session_id", "folded"),
)
tickets = Table(
    "teaching_ticket",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("member_id", ForeignKey(members.c.id), nullable=False),
    Column("issued", Moment, nullable=False),
)
attempts = Table(
    "teaching_attempt",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("session_id", ForeignKey(sessions.c.id), nullable=False, index=True),
    Column("member_id", ForeignKey(members.c.id), nullable=False),
    Column("number", Integer, nullable=False),
    Column("scale", String(40)),  # None: each item's own
    Column("started", Moment, nullable=False),
    UniqueConstraint("member_id", "number"),
)
answers = Table(
    "teaching_answer",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("attempt_id", ForeignKey(attempts.c.id), nullable=False),
    Column("item_id", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("question_id", String(16), nullable=False),
    Column("number", Integer, nullable=False),
    Column("response", Text, nullable=False),
    Column("flagged", Boolean, nullable=False, default=False),
    Column("seconds", Float),
    Column("when", Moment, nullable=False),
    UniqueConstraint("attempt_id", "item_id", "question_id", "number"),
)
events = Table(
    "teaching_event",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("session_id", ForeignKey(sessions.c.id), nullable=False),
    Column("attempt_id", ForeignKey(attempts.c.id)),
    Column("kind", String(24), nullable=False),
    Column("data", Text, nullable=False, default="{}"),
    Column("who", String(200), nullable=False, default=""),
    Column("when", Moment, nullable=False),
    Index("teaching_event_of", "session_id", "attempt_id"),
    Index("teaching_event_attempt", "attempt_id"),
)
