"""The review store: what people decided about what tools proposed, append-only, in SQLite or PostgreSQL.

A decision names a note, the fingerprint of its text and a span; it holds no text, unless the site asks to keep it.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from carnet.errors import CarnetError
from carnet.language import _
from carnet.records.private_files import private_file

if TYPE_CHECKING:
    from sqlalchemy import Connection

VARIABLE = "CARNET_REVIEWS"
FILE_NAME = "reviews.sqlite"
Verdict = Literal["accepted", "changed", "rejected", "added", "undone"]
VERDICTS = ("accepted", "changed", "rejected", "added", "undone")


class ReviewTrouble(CarnetError):
    """A review store that cannot be opened or written. The message names the store, never a text."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A span as it was before or after a decision: offsets in code points of the note's text, half-open.

    `detail` is a JSON object of what else was decided about it (the value and the assertion of a fact), empty for none.
    """

    start: int
    end: int
    label: str
    role: str = ""
    detail: str = ""

    def fields(self) -> dict[str, Any]:
        """What `detail` holds."""
        return dict(json.loads(self.detail)) if self.detail else {}


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. `previous` is the span before (none for `added`), `mark` the span it is about as it is now.

    `undone` takes back the decision before it on the same span: `mark` is then the span as it is again, and
    `verdict_again` what counts again (empty: a mere proposal, or for an added span nothing).
    """

    task: str
    note_id: str
    text_hash: str
    verdict: Verdict
    mark: Mark
    previous: Mark | None = None
    verdict_again: str = ""
    who: str = ""
    when: datetime | None = None
    tool: str = ""
    producer: str = ""
    number: int = 0


def text_hash(text: str) -> str:
    """The fingerprint of a text: two reviews are of the same text when theirs are the same."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def default_url(beside: Path | None = None) -> str:
    """Where the store is: $CARNET_REVIEWS (a path or a URL of a database), else a file in the folder `beside`."""
    return os.environ.get(VARIABLE) or str((beside or Path.cwd()) / FILE_NAME)


class Reviews:
    """`Reviews("reviews.sqlite")` or `Reviews("postgresql+psycopg://…")`. Writers may be many; nothing is ever erased.

    keep_text: also keep the text of each reviewed note, for a gold corpus that stands alone. The file is then as
    sensitive as the records: it is the site's choice, never a default.
    """

    def __init__(self, url: str | os.PathLike[str] | None = None, *, keep_text: bool = False) -> None:
        from carnet.records.reviews_tables import open_engine

        self.url = str(url or default_url())
        self.keep_text = keep_text
        with _Told(self.url):
            self.engine = open_engine(self.url)

    def close(self) -> None:
        """Let the database go."""
        self.engine.dispose()

    def add(self, decision: Decision, text: str | None = None) -> Decision:
        """Write a decision; it comes back with its number and time. `text` is kept only with `keep_text`."""
        return self.add_all([decision], {decision.text_hash: text} if text is not None else {})[0]

    def add_all(self, decisions: Iterable[Decision], texts: Mapping[str, str] | None = None) -> list[Decision]:
        """Write several decisions at once, all or none; `texts` by fingerprint."""
        from carnet.records.reviews_tables import decisions as table

        written = []
        with _Told(self.url), self.engine.begin() as connection:
            for decision in decisions:
                if decision.verdict not in VERDICTS:
                    raise ValueError("unknown verdict")
                when = decision.when or datetime.now(UTC)
                row = _row(replace(decision, when=when))
                key = connection.execute(table.insert().values(**row)).inserted_primary_key
                written.append(replace(decision, when=when, number=int(key[0]) if key else 0))
            if self.keep_text:
                self._keep(connection, texts or {})
        return written

    def _keep(self, connection: "Connection", texts: Mapping[str, str]) -> None:
        from sqlalchemy import select

        from carnet.records.reviews_tables import texts as table

        for fingerprint, text in texts.items():
            if text_hash(text) != fingerprint:
                raise ValueError("a text that is not the one of its fingerprint")
            if connection.execute(select(table.c.text_hash).where(table.c.text_hash == fingerprint)).first() is None:
                connection.execute(table.insert().values(text_hash=fingerprint, text=text))

    def history(self, task: str, note_id: str | None = None, fingerprint: str | None = None) -> list[Decision]:
        """Every decision of a task (of a note, of one text of it), in order, the undone ones too."""
        from sqlalchemy import select

        from carnet.records.reviews_tables import decisions as table

        query = select(table).where(table.c.task == task).order_by(table.c.id)
        if note_id is not None:
            query = query.where(table.c.note_id == note_id)
        if fingerprint is not None:
            query = query.where(table.c.text_hash == fingerprint)
        with _Told(self.url), self.engine.connect() as connection:
            return [_decision(dict(row._mapping)) for row in connection.execute(query)]

    def current(self, task: str, note_id: str, fingerprint: str) -> list[Decision]:
        """What is decided now of a text, one decision a span, by position; what was undone is gone."""
        return _standing(self.history(task, note_id, fingerprint))

    def reviewed(self, task: str) -> list[tuple[str, str]]:
        """(note, fingerprint) of every text of a task about which something is decided now."""
        groups: dict[tuple[str, str], list[Decision]] = {}
        for decision in self.history(task):
            groups.setdefault((decision.note_id, decision.text_hash), []).append(decision)
        return [key for key, group in groups.items() if _standing(group)]

    def export_gold(self, task: str, path: str | os.PathLike[str], texts: Mapping[str, str] | None = None) -> int:
        """Write what people confirmed as gold JSONL (note_id, text, entities), readable by its owner alone (0600).

        Spans are those accepted, changed or added. The text comes from `texts` (by note id; one whose fingerprint is
        another is left out) or from the store where it keeps them; a note without its text is written without one.
        Returns the number of notes.
        """
        lines = list(self.gold(task, texts))
        with private_file(Path(path), errors="replace") as file:
            file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        return len(lines)

    def gold(self, task: str, texts: Mapping[str, str] | None = None) -> Iterator[dict[str, Any]]:
        """The lines of the gold, one for each reviewed text."""
        for note_id, fingerprint in self.reviewed(task):
            given = (texts or {}).get(note_id)
            text = given if given is not None and text_hash(given) == fingerprint else self._kept(fingerprint)
            marks = [d.mark for d in self.current(task, note_id, fingerprint) if d.verdict != "rejected"]
            entities = [
                {
                    "start": mark.start,
                    "end": mark.end,
                    "label": mark.label,
                    **({"role": mark.role} if mark.role else {}),
                    **mark.fields(),
                }
                | ({"text": text[mark.start : mark.end]} if text is not None else {})
                for mark in marks
            ]
            line: dict[str, Any] = {"note_id": note_id, "text_hash": fingerprint}
            yield line | ({"text": text} if text is not None else {}) | {"entities": entities}

    def _kept(self, fingerprint: str) -> str | None:
        from sqlalchemy import select

        from carnet.records.reviews_tables import texts as table

        with _Told(self.url), self.engine.connect() as connection:
            found = connection.execute(select(table.c.text).where(table.c.text_hash == fingerprint)).scalar()
        return None if found is None else str(found)


def _standing(history: list[Decision]) -> list[Decision]:
    """One decision a span: each new one takes the place of the one whose span it was about."""
    now: dict[tuple[int, int, str, str], Decision] = {}
    for decision in history:
        for mark in (decision.previous, decision.mark):
            if mark is not None:
                now.pop((mark.start, mark.end, mark.label, mark.role), None)
        verdict = decision.verdict_again if decision.verdict == "undone" else decision.verdict
        if verdict:
            mark = decision.mark
            standing = replace(decision, verdict=verdict)  # type: ignore[arg-type]
            now[(mark.start, mark.end, mark.label, mark.role)] = standing
    return sorted(now.values(), key=lambda decision: (decision.mark.start, decision.mark.end))


def _row(decision: Decision) -> dict[str, Any]:
    row = {name: value for name, value in asdict(decision).items() if name not in ("mark", "previous", "number")}
    mark, before = decision.mark, decision.previous
    row |= {"start": mark.start, "end": mark.end, "label": mark.label, "role": mark.role, "detail": mark.detail}
    if before is not None:
        row |= {"previous": json.dumps([before.start, before.end, before.label, before.role])}
        row |= {"previous_detail": before.detail}
    return row


def _decision(row: Mapping[str, Any]) -> Decision:
    before = json.loads(row["previous"]) if row["previous"] else None
    when = row["when"] if row["when"].tzinfo else row["when"].replace(tzinfo=UTC)
    return Decision(
        row["task"],
        row["note_id"],
        row["text_hash"],
        row["verdict"],
        Mark(row["start"], row["end"], row["label"], row["role"], row["detail"] or ""),
        Mark(before[0], before[1], before[2], before[3], row["previous_detail"] or "") if before else None,
        row["verdict_again"],
        row["who"],
        when,
        row["tool"],
        row["producer"],
        row["id"],
    )


class _Told:
    """Turns the database's errors, whose messages quote what was written, into one that names the store alone."""

    def __init__(self, url: str) -> None:
        self.name = url.rsplit("@", 1)[-1] if "://" in url else Path(url).name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: Any, _trace: Any) -> None:
        from sqlalchemy.exc import SQLAlchemyError

        if isinstance(error, SQLAlchemyError | OSError):
            raise ReviewTrouble(
                _("The review store {name} cannot be used ({kind}).").format(name=self.name, kind=kind.__name__),
                _("Check that its folder exists and may be written, or that the database answers."),
            ) from None
