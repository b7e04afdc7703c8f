"""An erratum over a session: what the form asks, what it would change, how it is applied; old marks are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, cast

from carnet.apps.studio_results_rows import OUT_OF, two
from carnet.language import _, ngettext, number
from carnet.teaching.classroom import NotReady, ResultRow, Results, rolls
from carnet.teaching.item import Item
from carnet.teaching.question import Question
from carnet.teaching.scoring import Decision, Erratum, Mark, Stored, remark, totals

What = Literal["key", "neutralised", "cancelled"]


@dataclass(frozen=True)
class Asked:
    """An erratum as the form asks for it."""

    what: What
    keys: tuple[str, ...]
    outcome: Literal["full", "excluded"]
    reason: str

    @staticmethod
    def of(fields: Mapping[str, Any]) -> "Asked":
        """From the page; `NotReady` without a reason or with what is no erratum."""
        what, keys = fields.get("what"), fields.get("keys")
        reason = str(fields.get("reason", "")).strip()[:300]
        if what not in ("key", "neutralised", "cancelled") or not isinstance(keys, list):
            raise NotReady(_("This is no erratum."))
        if len(reason) < 3:
            raise NotReady(_("An erratum has a reason."), _("Write it: it is kept with the marks."))
        outcome = "full" if fields.get("outcome") == "full" else "excluded"
        return Asked(cast(What, what), tuple(str(one) for one in keys), cast(Any, outcome), reason)


def corrected(item: Item, question_id: str, keys: tuple[str, ...]) -> Item:
    """The item with another key. Raises `NotReady` for a key that the question cannot have."""
    question = item.question(question_id)
    changed = _with_key(question, keys)
    others = tuple(changed if one.id == question_id else one for one in item.questions)
    return Item.model_validate(item.model_copy(update={"questions": others}).model_dump())


def _with_key(question: Question, keys: tuple[str, ...]) -> Question:
    right = {one.id for one in question.propositions} & set(keys)
    if right == question.key:
        raise NotReady(_("This is the key as it is."), _("Tick the propositions that are right."))
    if not right or (question.kind == "QRU" and len(right) != 1):
        raise NotReady(_("A question has a right proposition; a QRU exactly one."))
    propositions = tuple(
        one.model_copy(
            update={
                "correct": one.id in right,
                "indispensable": one.indispensable and one.id in right,
                "unacceptable": one.unacceptable and one.id not in right,
            }
        )
        for one in question.propositions
    )
    same = question.expected is None or question.expected == len(question.key)
    expected = len(right) if question.expected is not None and same else question.expected
    return question.model_copy(update={"propositions": propositions, "expected": expected})


def erratum(item: Item, question_id: str, asked: Asked, who: str) -> Erratum:
    """An erratum that leaves the item as it is. Raises `NotReady` where nothing would be left to mark."""
    common: dict[str, Any] = {
        "item_id": item.id, "question_id": question_id, "who": who, "when": datetime.now(UTC), "reason": asked.reason,
    }  # fmt: skip
    if asked.what == "cancelled":
        return Erratum(kind="cancelled", outcome=asked.outcome, **common)
    propositions = item.question(question_id).propositions
    gone = tuple(one.id for one in propositions if one.id in asked.keys)
    if not gone:
        raise NotReady(_("Choose the propositions to neutralise."))
    if not any(one.correct for one in propositions if one.id not in gone):
        raise NotReady(
            _("No right proposition would be left: nothing could be marked."), _("Cancel the question instead.")
        )
    return Erratum(kind="neutralised", propositions=gone, **common)


@dataclass(frozen=True)
class Decided:
    """What was decided before on an item of a session: other errata, answers in words."""

    errata: tuple[Erratum, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @staticmethod
    def of(desk: Any, code: str, item_id: str) -> "Decided":
        """As the store has them."""
        with desk.store.reading() as connection:
            session = rolls.opened(connection, code=code)
            if session is None:
                return Decided()
            course = rolls.course(connection, session.id)
            decisions = rolls.decisions(connection, session.id)
        return Decided(tuple(course.errata.get(item_id, ())), decisions.get(item_id, ()))

    def but(self, question_id: str) -> tuple[Erratum, ...]:
        """The errata on the other questions."""
        return tuple(one for one in self.errata if one.question_id != question_id)


@dataclass(frozen=True)
class Preview:
    """What an erratum would do: each student's mark of the session before and after, 0 to 1.

    `item` is what would be saved in the bank (another key), `errata` what the session would keep.
    """

    asked: Asked
    item: Item | None
    errata: tuple[Erratum, ...]
    marks: tuple[tuple[str, float, float], ...]

    @property
    def changed(self) -> tuple[tuple[str, float, float], ...]:
        """The marks that change."""
        return tuple(one for one in self.marks if abs(one[1] - one[2]) > 1e-9)


def preview(
    results: Results, present: Item, used: Item, question_id: str, asked: Asked, who: str, before: Decided
) -> Preview:
    """What the erratum would change. `present` is the item in the bank, `used` the version that marks the session."""
    made = corrected(present, question_id, asked.keys) if asked.what == "key" else None
    kept = before.but(question_id)
    errata = kept if made else (*kept, erratum(used, question_id, asked, who))
    by_attempt: dict[tuple[str, int], dict[str, list[ResultRow]]] = {}
    for row in results.rows:
        if row.attempt == 1:
            by_attempt.setdefault((row.student, 1), {}).setdefault(row.item_id, []).append(row)
    marks = []
    for (student, _attempt), items in by_attempt.items():
        points = {id: _points(rows) for id, rows in items.items()}
        stored = [
            Stored(student=student, item_id=used.id, version=row.version, question_id=row.question_id,
                   response=row.response, mark=Mark(points=row.mark, scale=row.scale))
            for row in items[used.id]
        ]  # fmt: skip
        (total,) = totals(remark(stored, made or used, errata, decisions=before.decisions), made or used)
        marks.append((student, _mean(points), _mean(points | {used.id: total.new})))
    return Preview(asked, made, errata, tuple(marks))


def _points(rows: Sequence[ResultRow]) -> float | None:
    weights = sum(row.weight for row in rows)
    return sum(row.mark * row.weight for row in rows) / weights if weights else None


def _mean(points: Mapping[str, float | None]) -> float:
    found = [one for one in points.values() if one is not None]
    return sum(found) / len(found) if found else 0.0


def apply(desk: Any, code: str, used: Item, found: Preview) -> int:
    """Apply what was previewed: how many answers are marked otherwise."""
    if found.item is not None:
        saved = desk.save(found.item, found.asked.reason)
        done = desk.remark(code, used.id, saved.version, errata=found.errata)
    else:
        done = desk.remark(code, used.id, used.version, errata=found.errata)
    return sum(1 for one in done if one.before != one.after)


def told(found: Preview) -> dict[str, Any]:
    """A preview as the page shows it."""
    n = len(found.changed)
    words = ngettext("{n} student’s mark changes.", "{n} students’ marks change.", n).format(n=number(n))
    if found.item is not None:
        words += " " + _("The item goes back to draft in the bank: review it, then approve it.")
    lines = [[name, two(old * OUT_OF), two(new * OUT_OF)] for name, old, new in found.changed]
    return {"told": words, "lines": lines, "may": True}
