"""Marking again after an erratum: the stored answers by the new version of an item; the old marks are kept."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Self

from pydantic import Field, model_validator

from carnet.language import _
from carnet.teaching.item import Item
from carnet.teaching.question import Frozen, Response
from carnet.teaching.scoring.marks import STATION, Mark, mark, mark_station
from carnet.teaching.scoring.scales import Scale, ScoringError
from carnet.teaching.scoring.scales import scale as scale_of
from carnet.teaching.scoring.short_answer import Decision

ErratumKind = Literal["key", "neutralised", "cancelled"]


class Erratum(Frozen):
    """What was wrong with a question, who decided what, when and why.

    `key`: the key (or accepted answers, or panel) of the new version counts. `neutralised`: `propositions` count for
    nobody. `cancelled`: by `outcome`, everyone has the point ("full") or the question leaves the total ("excluded").
    `best`: whoever had more before keeps it.
    """

    item_id: str
    question_id: str
    kind: ErratumKind
    propositions: tuple[str, ...] = ()
    outcome: Literal["full", "excluded"] | None = None
    best: bool = False
    who: str
    when: datetime
    reason: str = Field(min_length=3)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.kind == "neutralised") != bool(self.propositions):
            raise ValueError("propositions are named where some are neutralised, and only there")
        if (self.kind == "cancelled") != (self.outcome is not None):
            raise ValueError("a cancelled question says its outcome: full or excluded")
        return self


class Stored(Frozen):
    """A stored answer with the mark that it was given (None: never marked)."""

    student: str
    item_id: str
    version: int
    question_id: str
    response: Response | None = None
    mark: Mark | None = None


class Remarked(Frozen):
    """An answer marked again: `old` is the mark that it had, `new` the one it has (None: the question is excluded).

    `why`: what changed, in words. Versions and scales are both kept (the scales are in the marks).
    """

    student: str
    item_id: str
    question_id: str
    old: Mark | None
    new: Mark | None
    old_version: int
    new_version: int
    why: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the points, or what counts, changed."""
        if self.old is None or self.new is None:
            return self.old is not self.new
        return abs(self.old.points - self.new.points) > 1e-9

    @property
    def difference(self) -> float:
        """New points less old ones; 0 where one of them does not exist."""
        return self.new.points - self.old.points if self.old and self.new else 0.0


@dataclass(frozen=True, slots=True)
class Total:
    """A student's points for the item, before and after, in 0 to 1; `new` is None where every question is excluded."""

    student: str
    old: float
    new: float | None


def remark(
    stored: Iterable[Stored],
    item: Item,
    errata: Iterable[Erratum] = (),
    *,
    decisions: Iterable[Decision] = (),
    scale: str | Scale | None = None,
) -> tuple[Remarked, ...]:
    """Every stored answer to `item`, marked by this version of it, its errata and the decisions on QROC answers.

    Each is marked with the scale that its old mark had (the item's where it had none) unless `scale` says another one.
    Answers to other items are left out. Raises `ScoringError` where a question is gone without being cancelled, or
    where neutralising leaves nothing to be marked.
    """
    by_question: dict[str, list[Erratum]] = defaultdict(list)
    for one in errata:
        if one.item_id == item.id:
            by_question[one.question_id].append(one)
    kept = tuple(decisions)
    return tuple(
        _again(one, item, by_question.get(one.question_id, []), kept, scale) for one in stored if one.item_id == item.id
    )


def changes(records: Iterable[Remarked]) -> tuple[Remarked, ...]:
    """Those whose points, or whether they count, changed."""
    return tuple(one for one in records if one.changed)


def totals(records: Iterable[Remarked], item: Item) -> tuple[Total, ...]:
    """Each student's points for the item before and after: means by the questions' weights, excluded ones left out.

    A question without record is worth 0 in both.
    """
    weights = {one.id: one.weight for one in item.questions} or {STATION: 1.0}
    if item.kind == "ECOS":
        weights = {STATION: 1.0}
    records = list(records)
    excluded = {one.question_id for one in records if one.new is None}
    by_student: dict[str, dict[str, Remarked]] = defaultdict(dict)
    for one in records:
        by_student[one.student][one.question_id] = one
    found = []
    for student, marks in by_student.items():
        names = set(weights) | set(marks)
        old = _mean({n: (weights.get(n, 1.0), m.old.points if (m := marks.get(n)) and m.old else 0.0) for n in names})
        new = _mean(
            {
                n: (weights.get(n, 1.0), m.new.points if (m := marks.get(n)) and m.new else 0.0)
                for n in names
                if n not in excluded
            }
        )
        found.append(Total(student, old or 0.0, new))
    return tuple(found)


def _mean(pairs: dict[str, tuple[float, float]]) -> float | None:
    total = sum(weight for weight, _points in pairs.values())
    return sum(weight * points for weight, points in pairs.values()) / total if total else None


def _again(
    stored: Stored, item: Item, errata: list[Erratum], decisions: tuple[Decision, ...], scale: str | Scale | None
) -> Remarked:
    used = scale_of(scale or (stored.mark.scale if stored.mark else item.scale))
    why = [] if stored.version == item.version else [
        _("Version {old} of the item, then version {new}.").format(old=stored.version, new=item.version)
    ]  # fmt: skip
    if stored.mark and stored.mark.scale != used.id:
        why.append(
            _("Scale {old}, then scale {new}.").format(old=scale_of(stored.mark.scale).label(), new=used.label())
        )
    why += [_sentence(one) for one in errata]
    cancelled = next((one for one in errata if one.kind == "cancelled"), None)
    answered = stored.response is not None and not stored.response.empty
    new: Mark | None
    if cancelled is not None:
        new = None
        if cancelled.outcome == "full":
            new = Mark(points=1, scale=used.id, answered=answered, reasons=(_sentence(cancelled),))
    elif stored.question_id == STATION:
        new = mark_station(item, stored.response, used)
    else:
        try:
            question = item.question(stored.question_id)
        except KeyError:
            raise ScoringError(
                _("The question {question} is not in version {version} of the item {item}.").format(
                    question=stored.question_id, version=item.version, item=item.id
                ),
                _("Cancel it: everyone has the point, or it leaves the total."),
            ) from None
        neutral = frozenset(name for one in errata for name in one.propositions)
        new = mark(question, stored.response, used, decisions=decisions, neutral=neutral)
        if new.decided:
            why.append(_("A teacher decided on this answer."))
    if new and stored.mark and any(one.best for one in errata) and stored.mark.points > new.points:
        why.append(_("The former mark was better: it is kept."))
        new = new.model_copy(update={"points": stored.mark.points, "reasons": (*new.reasons, why[-1])})
    return Remarked(
        student=stored.student, item_id=item.id, question_id=stored.question_id, old=stored.mark, new=new,
        old_version=stored.version, new_version=item.version, why=tuple(why),
    )  # fmt: skip


def _sentence(erratum: Erratum) -> str:
    if erratum.kind == "key":
        return _("The key was corrected: {reason}").format(reason=erratum.reason)
    if erratum.kind == "neutralised":
        names = ", ".join(name.upper() for name in erratum.propositions)
        return _("Neutralised: {propositions}. {reason}").format(propositions=names, reason=erratum.reason)
    if erratum.outcome == "full":
        return _("Question cancelled, the point to everyone: {reason}").format(reason=erratum.reason)
    return _("Question cancelled, out of the total: {reason}").format(reason=erratum.reason)
