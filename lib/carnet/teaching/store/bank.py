"""The bank: every version of every item, whole, and how each came to be."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, tuple_

from carnet.teaching.history import content
from carnet.teaching.item import Change, Item
from carnet.teaching.store.search import index
from carnet.teaching.store.tables import items, versions

CHUNK = 400  # ids asked for at once


@dataclass(frozen=True, slots=True)
class Entry:
    """A version to write: the item as it is to be, and what is told of the change."""

    item: Item
    who: str
    when: datetime
    reason: str = ""
    diff: tuple[dict[str, Any], ...] = ()


def content_hash(item: Item) -> str:
    """The fingerprint of what an item says."""
    return hashlib.sha256(json.dumps(content(item), sort_keys=True).encode()).hexdigest()


def write(connection: Connection, entries: Sequence[Entry]) -> None:
    """Add versions, and let the bank be searched by them."""
    if not entries:
        return
    rows = [
        {
            "item_id": one.item.id,
            "version": one.item.version,
            "body": one.item.model_dump_json(exclude={"history"}),
            "content_hash": content_hash(one.item),
            "state": one.item.state,
            "who": one.who,
            "when": one.when,
            "reason": one.reason,
            "diff": json.dumps(one.diff, ensure_ascii=False),
        }
        for one in entries
    ]
    connection.execute(versions.insert(), rows)
    index(connection, [(one.item, one.who, one.when) for one in entries])


def latest(connection: Connection, ids: Iterable[str]) -> dict[str, Item]:
    """The latest version of each of these items that the bank has, without their history.

    In PostgreSQL their rows are held until the transaction ends, so that two people do not write the same version.
    """
    found: dict[str, Item] = {}
    wanted = list(dict.fromkeys(ids))
    for start in range(0, len(wanted), CHUNK):
        query = select(items.c.item_id, items.c.version).where(items.c.item_id.in_(wanted[start : start + CHUNK]))
        keys = [(row.item_id, row.version) for row in connection.execute(query.order_by(items.c.number))]
        found |= {key[0]: item for key, item in read(connection, keys).items()}
    return found


def hold(connection: Connection, ids: Iterable[str]) -> None:
    """Let nobody else write these items until the transaction ends (SQLite has one writer at a time already)."""
    if connection.dialect.name != "sqlite":
        for item_id in sorted(set(ids)):
            number = int.from_bytes(hashlib.sha256(item_id.encode()).digest()[:8], "big", signed=True)
            connection.execute(select(func.pg_advisory_xact_lock(number)))


def read(connection: Connection, keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Item]:
    """Versions by (item id, version), without their history."""
    wanted, found = list(keys), {}
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        query = select(versions).where(tuple_(versions.c.item_id, versions.c.version).in_(chunk))
        for row in connection.execute(query):
            found[(row.item_id, row.version)] = Item.model_validate_json(row.body)
    return found


def changes(connection: Connection, item_id: str, until: int | None = None) -> tuple[Change, ...]:
    """The history of an item, oldest first, up to a version."""
    columns = (
        versions.c.version, versions.c.who, versions.c.when, versions.c.state, versions.c.reason, versions.c.diff
    )  # fmt: skip
    query = select(*columns).where(versions.c.item_id == item_id).order_by(versions.c.version)
    if until is not None:
        query = query.where(versions.c.version <= until)
    return tuple(_change(row._mapping) for row in connection.execute(query))


def last_author(connection: Connection, item_id: str) -> str:
    """Who wrote the content as it is now: the one of the first version that has it, since it last changed."""
    query = select(versions.c.who, versions.c.content_hash).where(versions.c.item_id == item_id)
    who, now = "", None
    for row in connection.execute(query.order_by(versions.c.version)):
        if row.content_hash != now:
            who, now = row.who, row.content_hash
    return who


def _change(row: Mapping[Any, Any]) -> Change:
    return Change(
        version=row["version"],
        who=row["who"],
        when=row["when"],
        state=row["state"],
        reason=row["reason"],
        diff=tuple(json.loads(row["diff"])),
    )
