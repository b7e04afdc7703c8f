"""The facts of one patient on the page: how each stands, what a person decided, step by step."""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from carnet.apps.dossier_values import CHOICES
from carnet.apps.dossier_words import (
    GROUP_OF,
    assertion_list,
    date_rules,
    example,
    kind_names,
    lead,
    readable,
    says_itself,
)
from carnet.figures.timeline import said
from carnet.language import _, language
from carnet.language import date as day_text
from carnet.tools.structuring.facts import Evidence, Fact, Status
from carnet.tools.structuring.patient import PatientFact, PatientHistory
from carnet.widgets.fact_list import FactRow

State = Literal["proposed", "accepted", "changed", "rejected"]
PROPOSED: Final = "proposed"
ACCEPTED: Final = "accepted"
CHANGED: Final = "changed"
REJECTED: Final = "rejected"
_SERUM = re.compile(r"PSA|ACE|AFP|LDH|CA |CYFRA|NSE|SCC|hCG|thyroglob|calciton", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a fact stands: what was decided, by whom and when, and what it says now."""

    state: State
    value: str
    assertion: Status
    date: str | None
    who: str = ""
    when: datetime.datetime | None = None


@dataclass(slots=True)
class FactItem:
    """A fact of the patient with its mentions, as it stands."""

    id: str
    source: PatientFact = field(repr=False)
    now: Standing = field(repr=False)

    @classmethod
    def of(cls, source: PatientFact) -> "FactItem":
        """A fact that nobody has decided about."""
        return cls(source.id, source, cls.proposed(source))

    @staticmethod
    def proposed(source: PatientFact) -> Standing:
        """What was read."""
        fact = source.fact
        return Standing(PROPOSED, fact.value, fact.assertion, fact.date)

    @property
    def kind(self) -> str:
        """Its kind."""
        return self.source.fact.kind

    @property
    def group(self) -> str:
        """The group it stands in."""
        return GROUP_OF.get(self.kind, "events")

    @property
    def mentions(self) -> list[Fact]:
        """Its mentions, the best first; each place once."""
        places: dict[tuple[str, int, int], Fact] = {}
        for fact in (self.source.fact, *self.source.mentions):
            first = fact.evidence[0]
            places.setdefault((first.note_id, first.start, first.end), fact)
        return list(places.values())

    @property
    def fact(self) -> Fact:
        """The fact as it stands: corrected where a person corrected it."""
        return self._as_it_stands(self.source.fact)

    def standing(self) -> list[Fact]:
        """Its mentions as they stand."""
        if self.now.state != CHANGED:
            return self.mentions
        return [self._as_it_stands(fact) for fact in self.mentions]

    def _as_it_stands(self, fact: Fact) -> Fact:
        read, now = self.source.fact, self.now
        changes: dict[str, Any] = {}
        if now.assertion != read.assertion:
            changes["assertion"] = now.assertion
        if now.date != read.date:
            changes |= {"date": now.date, "date_rule": "person"}
        if now.value != read.value:  # what was made of the old value does not hold for the new one
            unit = fact.unit if fact.unit and now.value.endswith(fact.unit) else None
            changes |= {"value": now.value, "code": None, "system": None, "unit": unit, "parts": {}, "rule": None}
        return fact.model_copy(update={**changes, "producer": f"{fact.producer} person"}) if changes else fact

    @property
    def words(self) -> str:
        """« stade IIA », « HER2=3+ »."""
        return " ".join(part for part in (lead(self.kind, self.now.value), readable(self.now.value)) if part)

    @property
    def serum(self) -> bool:
        """A marker of the blood: a value of a day."""
        return self.kind == "biomarker" and bool(_SERUM.match(self.now.value))

    def day(self, written: Mapping[str, str]) -> tuple[str, bool]:
        """(date, whether it is only a note's). A marker of the blood without a date is of the first note that has it:
        later notes copy it. `written`: the dates of the notes."""
        if self.now.date or not self.serum:
            return self.now.date or "", False
        days = sorted(filter(None, (written.get(fact.evidence[0].note_id) for fact in self.mentions)))
        return (days[0], True) if days else ("", False)


@dataclass(frozen=True, slots=True)
class Step:
    """One decision: a fact, how it stood before, how it stands after."""

    id: str
    before: Standing
    after: Standing
    undone: bool = False


@dataclass
class FactReview:
    """The facts of a patient and the steps of their review."""

    items: dict[str, FactItem] = field(default_factory=dict, repr=False)
    done: list[Step] = field(default_factory=list, repr=False)
    taken_back: list[Step] = field(default_factory=list, repr=False)

    @classmethod
    def of(cls, history: PatientHistory) -> "FactReview":
        """A review that begins."""
        return cls({one.id: FactItem.of(one) for one in history.facts})

    def keep_steps(self, other: "FactReview") -> None:
        """Go on with the steps of the same patient's review, after more notes were read."""
        self.done = [step for step in other.done if step.id in self.items]
        self.taken_back = [step for step in other.taken_back if step.id in self.items]

    @property
    def able(self) -> tuple[bool, bool]:
        """Whether there is something to undo, to redo."""
        return bool(self.done), bool(self.taken_back)

    def accept(self, id: str, who: str) -> Step | None:
        """The fact is right as it stands."""
        item = self.items.get(id)
        if item is None or item.now.state in (ACCEPTED, CHANGED):
            return None
        state: State = ACCEPTED if _says(item.now) == _says(FactItem.proposed(item.source)) else CHANGED
        return self._do(item, replace(item.now, state=state), who)

    def reject(self, id: str, who: str) -> Step | None:
        """The fact is not there."""
        item = self.items.get(id)
        return (
            None
            if item is None or item.now.state == REJECTED
            else self._do(item, replace(item.now, state=REJECTED), who)
        )

    def change(self, id: str, value: str, assertion: Status, date: str | None, who: str) -> Step | None:
        """The fact says something else. Nothing where it says just that already."""
        item = self.items.get(id)
        if item is None:
            return None
        as_read = (value, assertion, date) == _says(FactItem.proposed(item.source))
        after = Standing(ACCEPTED if as_read else CHANGED, value, assertion, date)
        if (after.state, _says(after)) == (item.now.state, _says(item.now)):
            return None
        return self._do(item, after, who)

    def undo(self) -> Step | None:
        """Take the last step back."""
        if not self.done:
            return None
        last = self.done.pop()
        self.taken_back.append(last)
        self.items[last.id].now = last.before
        return Step(last.id, last.after, last.before, undone=True)

    def redo(self) -> Step | None:
        """Do again what was taken back."""
        if not self.taken_back:
            return None
        again = self.taken_back.pop()
        self.done.append(again)
        self.items[again.id].now = again.after
        return again

    def standing(self, accepted_only: bool) -> list[Fact]:
        """Every mention of the facts to take away: those accepted or corrected, or all but the rejected ones."""
        kept = (ACCEPTED, CHANGED) if accepted_only else (ACCEPTED, CHANGED, PROPOSED)
        return [fact for item in self.items.values() if item.now.state in kept for fact in item.standing()]

    def reviewed(self, history: PatientHistory) -> PatientHistory:
        """The history as it stands: without what was rejected, with what was corrected."""
        items = [self.items[one.id] for one in history.facts if one.id in self.items]
        facts = [
            one.source
            if one.now.state != CHANGED
            else replace(one.source, fact=one.fact, mentions=tuple(one.standing()))
            for one in items
            if one.now.state != REJECTED
        ]
        return replace(history, facts=tuple(facts))

    def counts(self) -> dict[str, int]:
        """How many facts stand in each state."""
        found = dict.fromkeys((PROPOSED, ACCEPTED, CHANGED, REJECTED), 0)
        for item in self.items.values():
            found[item.now.state] += 1
        return found

    def at(self, note_id: str, start: int, end: int) -> tuple[FactItem, int] | None:
        """The fact whose mention stands at a place, and which of its mentions; the nearest inside it else."""
        inside: tuple[FactItem, int] | None = None
        for item in self.items.values():
            for i, fact in enumerate(item.mentions):
                first = fact.evidence[0]
                if first.note_id != note_id:
                    continue
                if (first.start, first.end) == (start, end):
                    return item, i
                if start <= first.start and first.end <= end and inside is None:
                    inside = item, i
        return inside

    def passages(self, note_id: str) -> list[tuple[str, int, int]]:
        """(fact, start, end) of every mention in a note, by position."""
        found = {
            (first.start, first.end, item.id)
            for item in self.items.values()
            if item.now.state != REJECTED
            for first in (fact.evidence[0] for fact in item.mentions)
            if first.note_id == note_id
        }
        return [(id, start, end) for start, end, id in sorted(found)]

    def _do(self, item: FactItem, after: Standing, who: str) -> Step:
        after = replace(after, who=who, when=datetime.datetime.now(datetime.UTC))
        step = Step(item.id, item.now, after)
        item.now = after
        self.done.append(step)
        self.taken_back.clear()
        return step


def _says(standing: Standing) -> tuple[str, Status, str | None]:
    return standing.value, standing.assertion, standing.date


def places_of(fact: Fact) -> list[Evidence]:
    """The passages of a mention that stand in its note: the mention first, then what it was also drawn from."""
    first = fact.evidence[0]
    return [one for one in fact.evidence if one.note_id == first.note_id]


def short_date(date: str | None) -> str:
    """12/03/2024, 03/2024 or 2024."""
    return "/".join(reversed(date.split("T")[0].split("-"))) if date else ""


def row_of(item: FactItem, review: FactReview, written: Mapping[str, str]) -> FactRow:
    """A fact as the list shows it. `written`: the dates of the notes."""
    read, now = item.source.fact, item.now
    date, loose = item.day(written)
    dated = said(date)
    rule = date_rules().get("note" if loose else read.date_rule or "", "") if now.date == read.date else ""
    names = {assertion: name for assertion, _sign, name in assertion_list()}
    was = ""
    if now.state == CHANGED:
        was = " · ".join(part for part in (readable(read.value), names[read.assertion], said(read.date)) if part)
    return FactRow(
        id=item.id,
        kind=item.group,
        value=now.value,
        assertion=now.assertion,
        short=short_date(date),
        dated=f"{dated} ({rule})" if dated and rule else dated,
        iso=short_date(now.date) if language() == "fr" else now.date or "",
        mentions=len(item.mentions),
        conflicts=tuple(_conflicts(item, review)),
        state=now.state,
        was=was,
        decided=decided(now),
        derived=item.fact.rule or "",
        about=" · ".join(part for part in (_code(item.fact), _found_by(read)) if part),
        choices=CHOICES.get(item.kind, ()),
        example=example(item.kind),
        lead=lead(item.kind, now.value),
        name=kind_names().get(item.kind, item.kind),
        shown=readable(now.value),
        tags=tuple(_tags(item)),
        plain=now.assertion == "absent" and says_itself(item.kind, now.value),
        loose=loose,
    )


def _tags(item: FactItem) -> Iterable[str]:
    """What must be seen beside a value: of which scale a stage is, whether it was derived, whether a model read it."""
    fact = item.fact
    if item.kind == "stage" and (scale := fact.parts.get("scale") or fact.system):
        yield re.sub(r"(?<=[A-Z])(?=\d)", " ", str(scale))
    if fact.rule:
        yield _("derived")
    if item.source.fact.producer.startswith("llm"):
        yield _("model")


def _conflicts(item: FactItem, review: FactReview) -> Iterable[tuple[str, str]]:
    seen: set[str] = set()
    for other in item.source.conflicts:
        found = next(
            (one for one in review.items.values() if one is not item and any(m == other for m in one.source.mentions)),
            None,
        )
        if found is None or found.id in seen or found.now.state == REJECTED:
            continue
        seen.add(found.id)
        when = short_date(found.now.date)
        yield found.id, f"{found.words} ({when})" if when else found.words


def decided(now: Standing) -> str:
    """« accepté par M. Durand, 12 mars 2024, 14:02 »."""
    if now.state == PROPOSED:
        return ""
    words = {ACCEPTED: _("accepted"), CHANGED: _("corrected"), REJECTED: _("rejected")}[now.state]
    if now.who:
        words = _("{what} by {who}").format(what=words, who=now.who)
    if now.when is None:
        return words
    local = now.when.astimezone()
    return f"{words}, {day_text(local.date())}, {local:%H:%M}"


def _code(fact: Fact) -> str:
    return f"{fact.system} {fact.code}" if fact.system and fact.code else fact.code or ""


def _found_by(fact: Fact) -> str:
    kind, _colon, name = fact.producer.partition(":")
    if kind == "rule" and name:
        return _("rule {name}").format(name=name)
    return _("read by the model {name}").format(name=name) if kind in ("model", "llm") and name else fact.producer
