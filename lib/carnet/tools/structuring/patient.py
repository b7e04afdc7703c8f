"""The facts of many notes of a patient as one history: no duplicates, conflicts shown, the latest and best first."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from carnet.errors import CarnetError
from carnet.language import _
from carnet.text.note import Note
from carnet.tools.structuring.facts import Fact, Kind, StructuredNote, Unsupported
from carnet.tools.structuring.patient_topics import contradict, conviction, is_state, same_time, same_value, topic

_UNDATED = "9999"
RETOLD: frozenset[Kind] = frozenset(("treatment", "line"))  # told again in later letters, which date it by nothing


@dataclass(frozen=True, slots=True)
class PatientFact:
    """What several mentions say together. `fact` is the mention with the best evidence (and the date of the whole),
    `mentions` all of them, best first; `conflicts` are facts about the same thing that say otherwise. `id` is stable as
    long as what is said stays.
    """

    id: str
    fact: Fact
    mentions: tuple[Fact, ...]
    conflicts: tuple[Fact, ...] = ()

    @property
    def kind(self) -> Kind:
        """The kind of the fact."""
        return self.fact.kind


@dataclass(frozen=True, slots=True)
class PatientHistory:
    """A patient's notes by date, the facts merged from them by date, and what a model said without support."""

    person_id: str
    notes: tuple[Note, ...]
    facts: tuple[PatientFact, ...]
    unsupported: tuple[Unsupported, ...] = field(default=())

    def of_kind(self, *kinds: Kind) -> tuple[PatientFact, ...]:
        """The facts of some kinds."""
        return tuple(one for one in self.facts if one.kind in kinds)


def patient_history(notes: Sequence[Note], results: Iterable[StructuredNote]) -> PatientHistory:
    """Merge what was found in the notes of one patient.

    Mentions are one fact when they are of one kind, about the same thing, with the same value and conviction, and of
    the same time; a state (a site, a receptor, a comorbidity) is one fact whatever the dates. Its date is the earliest
    that a text gives it. Raises CarnetError where the notes are of several patients.
    """
    persons = {note.person_id for note in notes}
    if len(persons) > 1:
        raise CarnetError(_("These notes are of several patients."), _("Give the notes of one patient."))
    results = list(results)
    written = {note.note_id: note.note_date.isoformat() if note.note_date else "" for note in notes}
    return PatientHistory(
        person_id=next(iter(persons), None) or "",
        notes=tuple(sorted(notes, key=lambda note: (written[note.note_id] or _UNDATED, note.note_id))),
        facts=tuple(merge((fact for result in results for fact in result.facts), written)),
        unsupported=tuple(one for result in results for one in result.unsupported),
    )


def merge(facts: Iterable[Fact], written: Mapping[str, str]) -> list[PatientFact]:
    """The facts of one patient, by date; `written` gives the date (ISO 8601, or empty) of each note by its id."""
    groups = [sorted(group, key=lambda fact: _rank(fact, written)) for group in merged(facts)]
    found = [_patient_fact(group, groups) for group in groups]
    return sorted(found, key=lambda one: (one.fact.date or _UNDATED, one.kind, one.fact.value, one.id))


def merged(facts: Iterable[Fact]) -> Iterator[list[Fact]]:
    """Mentions that are one fact, together. Dated mentions are taken first: those without a date join them."""
    topics: dict[tuple[str, str, str], list[list[Fact]]] = {}
    order = sorted(facts, key=_precise_first)
    for fact in order:
        groups = topics.setdefault((fact.kind, topic(fact), conviction(fact)), [])
        group = next((group for group in groups if _joins(fact, group)), None)
        if group is None:
            groups.append([fact])
        else:
            group.append(fact)
    for groups in topics.values():
        yield from groups


def _joins(fact: Fact, group: list[Fact]) -> bool:
    if not all(same_value(fact, one) for one in group):
        return False
    if is_state(fact):
        return True
    if fact.kind in RETOLD and not _own_date(fact):
        return group[0].date is None or fact.date is None or group[0].date <= fact.date
    return any(same_time(fact.date, one.date) for one in group)


def _precise_first(fact: Fact) -> tuple[bool, str, int, int, str, str]:
    """Dated, early, precise mentions first; the order in which they are given does not matter."""
    dated = (not _own_date(fact), fact.date or _UNDATED)
    return *dated, -len(fact.code or ""), -len(fact.value), fact.value, fact.id


def _own_date(fact: Fact) -> bool:
    """Whether the text gives the fact a date, rather than the note that holds it."""
    return fact.date is not None and fact.date_rule != "note"


def _rank(fact: Fact, written: Mapping[str, str]) -> tuple[bool, bool, int, bool, str]:
    """The best evidence first: written rather than derived, dated by its text, precise, the latest note."""
    when = written.get(fact.evidence[0].note_id, "")
    recent = "".join(chr(0x10FFFF - ord(letter)) for letter in when)
    vague = fact.parts.get("status") == fact.value.partition("=")[2]
    return fact.rule is not None, not _own_date(fact), -len(fact.code or ""), vague, recent or "\U0010ffff"


def _patient_fact(group: list[Fact], groups: list[list[Fact]]) -> PatientFact:
    best = group[0]
    dates = sorted(one.date for one in group if _own_date(one) and one.date)
    dates = dates or sorted(one.date for one in group if one.date)
    if dates:  # the earliest; told to the day by one mention and to the month by another, to the day
        first = max((date for date in dates if date.startswith(dates[0])), key=len)
        if best.date != first:
            best = best.model_copy(update={"date": first, "date_rule": _rule_of(first, group)})
    about = (best.kind, topic(best))
    against = [
        other[0]
        for other in groups
        if other is not group and (other[0].kind, topic(other[0])) == about and contradict(best, other[0])
    ]
    what = (best.kind, topic(best), group[0].value, conviction(best), best.date)
    name = hashlib.sha256(json.dumps(what).encode()).hexdigest()[:12]
    return PatientFact(name, best, tuple(group), tuple(against))


def _rule_of(date: str, group: list[Fact]) -> str | None:
    return next((one.date_rule for one in group if one.date == date), None)
