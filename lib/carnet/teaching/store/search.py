"""Finding items: columns for what is chosen from lists, a full-text index for words, accents and case folded."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, or_, select, text

from carnet.teaching.item import Item
from carnet.teaching.store.tables import items

WORD = re.compile(r"[^\W_]+")
STEM = 200  # characters of a stem in a list
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})


def words(said: str) -> list[str]:
    """The words of a text, without accents, in lower case."""
    plain = unicodedata.normalize("NFKD", said.translate(_LIGATURES))
    return WORD.findall("".join(one for one in plain if not unicodedata.combining(one)).casefold())


def listed(values: Iterable[object]) -> str:
    """Values as a column holds them: |a|b|, in order, each once; empty for none."""
    kept = list(dict.fromkeys(str(one) for one in values if one is not None and one != ""))
    return f"|{'|'.join(kept)}|" if kept else ""


def unlisted(column: str) -> tuple[str, ...]:
    """The values of such a column."""
    return tuple(one for one in column.split("|") if one)


def index(connection: Connection, changed: Sequence[tuple[Item, str, datetime]]) -> None:
    """Let items be found as they are now, each with who changed it and when."""
    newest = {item.id: (item, who, when) for item, who, when in changed}
    there: dict[str, int] = {}
    ids = list(newest)
    for start in range(0, len(ids), 400):
        query = select(items.c.item_id, items.c.number).where(items.c.item_id.in_(ids[start : start + 400]))
        there |= {row.item_id: row.number for row in connection.execute(query)}
    fresh = [_row(*newest[one]) for one in ids if one not in there]
    again = [_row(*newest[one]) | {"at": there[one]} for one in ids if one in there]
    if fresh:
        connection.execute(items.insert(), fresh)
    if again:
        columns: dict[str, Any] = {name: bindparam(name) for name in again[0] if name not in ("item_id", "at")}
        connection.execute(
            items.update().where(items.c.number == bindparam("at")).values(columns),
            [{name: value for name, value in row.items() if name != "item_id"} for row in again],
        )
    if connection.dialect.name == "sqlite":
        _index_words(connection, ids)


def _index_words(connection: Connection, ids: Sequence[str]) -> None:
    for start in range(0, len(ids), 400):
        query = select(items.c.number, items.c.words).where(items.c.item_id.in_(ids[start : start + 400]))
        rows = [{"number": row.number, "words": row.words} for row in connection.execute(query)]
        connection.execute(text("DELETE FROM teaching_words WHERE rowid = :number"), rows)
        connection.execute(text("INSERT INTO teaching_words(rowid, words) VALUES (:number, :words)"), rows)


def _row(item: Item, who: str, when: datetime) -> dict[str, Any]:
    stem = item.questions[0].stem if item.questions else item.station.task if item.station else ""
    objectives = [*item.objectives, *(one for question in item.questions for one in question.objectives)]
    ranks = sorted({str(item.rank_of(one) or "") for one in item.questions} or {str(item.rank or "")})
    said = " ".join(value for _address, value in item.texts())
    return {
        "item_id": item.id,
        "version": item.version,
        "kind": item.kind,
        "title": item.title,
        "state": item.state,
        "ranks": listed(ranks),
        "objectives": listed(objectives),
        "item_numbers": listed([item.item_number, *(one.item_number for one in item.questions)]),
        "topics": listed(one.topic for one in item.questions),
        "stem": stem if len(stem) <= STEM else stem[: STEM - 1].rstrip() + "…",
        "questions": len(item.questions) or 1,
        "difficulty": item.difficulty,
        "use": item.use,
        "author": item.authors[0] if item.authors else who,
        "updated": when,
        "words": " ".join(words(f"{item.id} {said} {item.specialty} {' '.join(objectives)}")),
    }


def matching(
    connection: Connection,
    *,
    said: str = "",
    among: dict[str, Sequence[object]] | None = None,
    exactly: dict[str, Sequence[object]] | None = None,
    difficulty: tuple[float, float] | None = None,
    limit: int | None = 50,
    offset: int = 0,
) -> tuple[list[Any], int]:
    """Rows of the bank, the latest first, and how many there are in all.

    `among`: columns of lists that hold one of the values; `exactly`: columns that are one of the values.
    """
    conditions: list[ColumnElement[bool]] = []
    wanted = words(said)
    if wanted and connection.dialect.name == "sqlite":
        match = text("SELECT rowid FROM teaching_words WHERE teaching_words MATCH :words").bindparams(
            words=" AND ".join(f'"{one}"*' for one in wanted)
        )
        conditions.append(items.c.number.in_(match.columns(items.c.number).scalar_subquery()))
    elif wanted:
        query = " & ".join(f"{one}:*" for one in wanted)
        conditions.append(
            func.to_tsvector(text("'simple'"), items.c.words).op("@@")(func.to_tsquery(text("'simple'"), query))
        )
    for name, values in (among or {}).items():
        if values:
            column = items.c[name]
            conditions.append(or_(*(column.contains(f"|{one}|", autoescape=True) for one in values)))
    for name, values in (exactly or {}).items():
        if values:
            conditions.append(items.c[name].in_(list(values)))
    if difficulty is not None:
        conditions.append(items.c.difficulty.between(*difficulty))
    everything = and_(True, *conditions)
    total = connection.execute(select(func.count()).select_from(items).where(everything)).scalar_one()
    light = [column for column in items.columns if column.name != "words"]
    rows = select(*light).where(everything).order_by(items.c.updated.desc(), items.c.number.desc())
    return list(connection.execute(rows.limit(limit).offset(offset))), int(total)
