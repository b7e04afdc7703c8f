"""A question of a session for the page: its text and key, who chose what, the answers in words, its erratum."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, cast

from carnet.apps.studio_results_rows import OUT_OF, key_of, two
from carnet.language import _, ngettext, number, percent
from carnet.teaching.classroom import STATION, NotReady, ResultRow, Results
from carnet.teaching.item import Item
from carnet.teaching.question import TICKED, Question, Response
from carnet.teaching.scoring import fold, mark

if TYPE_CHECKING:
    from carnet.teaching.analysis import ItemStatistics

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


def shown(item: Item, question_id: str, statistics: "ItemStatistics", place: int) -> dict[str, Any]:
    """A question as the page shows it to a teacher."""
    head = _("Question {n}").format(n=place) + " · "
    if question_id == STATION or item.kind == "ECOS":
        task = item.station.task if item.station else ""
        return {"id": statistics.id, "heading": head + (item.title or item.id), "case": item.case, "stem": task,
                "key": [], "answers": [], "errata": []}  # fmt: skip
    question = item.question(question_id)
    found = {one.id: one for one in statistics.propositions}
    key = []
    for place_, one in enumerate(question.propositions):
        told = found.get(one.id)
        note = []
        if told is not None and told.functional is False:
            note.append(_("a distractor that draws nearly nobody, or not the weak"))
        if told is not None and told.correct is False and told.discrimination > 0.1:
            note.append(_("draws the strong students: is it really wrong?"))
        if told is not None and told.correct and told.discrimination < 0:
            note.append(_("repels the strong students: is it really right?"))
        key.append(
            {
                "id": one.id,
                "letter": chr(ord("A") + place_) if place_ < 26 else one.id,
                "text": one.text,
                "correct": one.correct,
                "note": " ; ".join(note),
                "thirds": [_share(v) for v in told.terciles] if told else ["–"] * 3,
                "all": _share(told.share, told.n) if told else "–",
            }
        )
    answers = [f"{one.text} ({_('1 point') if one.category == 1 else _('half a point')})" for one in question.answers]
    if question.panel:
        votes = Counter(one.answer for one in question.panel)
        answers = [f"{degree:+d} : {number(n)}" for degree, n in sorted(votes.items())]
    errata = ["key", "neutralised", "cancelled"] if question.kind in TICKED else ["cancelled"]
    return {
        "id": statistics.id,
        "heading": head + (item.title or item.id),
        "case": "\n\n".join(filter(None, [item.case, question.new])),
        "stem": question.stem,
        "key": key,
        "answers": answers,
        "errata": errata,
    }


def _share(value: float, n: int | None = None) -> str:
    return percent(value, n) if math.isfinite(value) else "–"


def written(rows: Sequence[ResultRow], item: Item, question_id: str) -> list[dict[str, Any]]:
    """The answers in words to a QROC, grouped as they are compared, those to decide on first."""
    question = item.question(question_id) if question_id != STATION and item.kind != "ECOS" else None
    if question is None or question.kind != "QROC":
        return []
    accepted = {fold(one.text) for one in question.answers}
    groups: dict[str, list[ResultRow]] = {}
    for row in rows:
        if row.item_id == item.id and row.question_id == question_id and row.response and row.response.text.strip():
            groups.setdefault(fold(row.response.text), []).append(row)
    found = []
    for folded, members in groups.items():
        texts = Counter(row.response.text.strip() for row in members if row.response)
        worth = members[0].mark
        plain = mark(question, Response(text=texts.most_common(1)[0][0]), members[0].scale)
        found.append(
            {
                "text": texts.most_common(1)[0][0],
                "n": number(len(members)),
                "count": len(members),
                "near": members[0].to_check,
                "told": {1.0: _("1 point"), 0.5: _("half a point"), 0.0: _("nothing")}.get(worth, two(worth)),
                "fixed": folded in accepted,
                "decided": _decided(members[0], plain.to_check),
            }
        )
    return sorted(found, key=lambda one: (not one["near"], one["fixed"], -int(one["count"])))


def _decided(row: ResultRow, near: bool) -> int | None:
    """The category that a teacher gave, as far as the marks tell."""
    if row.mark >= 1:
        return 1
    if row.mark > 0:
        return 2
    return 0 if near and not row.to_check else None


# errata


def corrected(item: Item, question_id: str, asked: Asked) -> Item:
    """The item as the erratum makes it: another key, or without the propositions that no longer count.

    Raises `NotReady` for a key that no question can have.
    """
    question = item.question(question_id)
    if asked.what == "key":
        changed = _with_key(question, asked.keys)
    else:
        left = tuple(one for one in question.propositions if one.id not in asked.keys)
        if not asked.keys or len(left) == len(question.propositions):
            raise NotReady(_("Choose the propositions to neutralise."))
        if not any(one.correct for one in left):
            raise NotReady(
                _("No right proposition would be left: nothing could be marked."), _("Cancel the question instead.")
            )
        good = sum(one.correct for one in left)
        expected = None if question.expected is None else min(question.expected, good)
        changed = question.model_copy(update={"propositions": left, "expected": expected})
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


@dataclass(frozen=True)
class Preview:
    """What an erratum would do: each student's mark of the session before and after, 0 to 1."""

    asked: Asked
    item: Item | None  # the item as it would be saved; None for a cancelled question
    marks: tuple[tuple[str, float, float], ...]

    @property
    def changed(self) -> tuple[tuple[str, float, float], ...]:
        """The marks that change."""
        return tuple(one for one in self.marks if abs(one[1] - one[2]) > 1e-9)


def preview(results: Results, present: Item, used: Item, question_id: str, asked: Asked, who: str) -> Preview:
    """What the erratum would change. `present` is the item in the bank, `used` the version that marks the session."""
    from carnet.teaching.scoring.remark import Erratum, Stored, remark, totals

    made = corrected(present, question_id, asked) if asked.what != "cancelled" else None
    rows = [row for row in results.rows if row.item_id == used.id]
    errata: list[Erratum] = []
    if asked.what == "cancelled":
        errata.append(
            Erratum(
                item_id=used.id, question_id=question_id, kind="cancelled", outcome=asked.outcome, who=who,
                when=datetime.now(UTC), reason=asked.reason,
            )
        )  # fmt: skip
    before: dict[tuple[str, int], float] = {}
    after: dict[tuple[str, int], float | None] = {}
    for student, attempt in results.totals:
        mine = [row for row in rows if (row.student, row.attempt) == (student, attempt)]
        stored = [Stored(student=student, item_id=used.id, version=row.version, question_id=row.question_id,
                         response=row.response, mark=_kept(row, used)) for row in mine]  # fmt: skip
        (total,) = totals(remark(stored, made or used, errata), made or used) or (None,)
        weights = sum(row.weight for row in mine)
        before[student, attempt] = sum(row.mark * row.weight for row in mine) / weights
        after[student, attempt] = total.new if total else None
        if total:
            shift = before[student, attempt] - total.old  # decisions on answers in words, which stay
            after[student, attempt] = None if total.new is None else total.new + (shift if abs(shift) > 1e-9 else 0)
    items = len(results.session.plan.item_ids)
    marks = []
    for (student, attempt), total_mark in results.totals.items():
        if attempt != 1:
            continue
        old, new = before[student, attempt], after[student, attempt]
        rest = total_mark * items - old
        marks.append(
            (student, total_mark, rest / (items - 1) if new is None and items > 1 else (rest + (new or 0)) / items)
        )
    return Preview(asked, made, tuple(marks))


def _kept(row: ResultRow, item: Item) -> Any:
    """The mark that a row has, as an erratum compares it."""
    from carnet.teaching.scoring import Mark

    return Mark(points=row.mark, scale=row.scale, answered=row.response is not None)


def told(found: Preview, may: bool) -> dict[str, Any]:
    """A preview as the page shows it."""
    changed = found.changed
    n = len(changed)
    words = ngettext("{n} student’s mark changes.", "{n} students’ marks change.", n).format(n=number(n))
    if found.item is None and not may:
        words += " " + _("The bank keeps no cancelled question: take the marks away.")
    elif found.item is not None:
        words += " " + _("The item goes back to draft in the bank: review it, then approve it.")
    lines = [[name, two(old * OUT_OF), two(new * OUT_OF)] for name, old, new in changed]
    return {"told": words, "lines": lines, "may": may}


def rows_of_question(results: Results, id: str) -> list[ResultRow]:
    """The answers to a question."""
    return [row for row in results.rows if key_of(row) == id]
