"""The rows of one sending, table by table, with identifiers that go on from those of the warehouse."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from carnet.tools.structuring.export.columns import HABITS, is_so
from carnet.tools.structuring.export.omop_episodes import Linked, episode_rows
from carnet.tools.structuring.export.omop_reading import Place
from carnet.tools.structuring.export.omop_rows import CONDITION_FIELD, clinical_rows, first_day
from carnet.tools.structuring.facts import Fact
from carnet.tools.structuring.patient import merge

KEYS = {
    "condition_occurrence": "condition_occurrence_id",
    "measurement": "measurement_id",
    "observation": "observation_id",
    "drug_exposure": "drug_exposure_id",
    "procedure_occurrence": "procedure_occurrence_id",
    "episode": "episode_id",
    "note_nlp": "note_nlp_id",
}

_LENGTHS = {"stop_reason": 20, "value_as_string": 60, "lexical_variant": 250, "nlp_system": 250}


class Rows:
    """`tables` fills as facts are added; `kept_as_text` counts those that no clinical table received, by reason."""

    def __init__(self, next_ids: dict[str, int], tumours: dict[int, dict[str, int]], deaths: set[int]) -> None:
        self.tables: dict[str, list[dict[str, Any]]] = {}
        self.kept_as_text: Counter[str] = Counter()
        self._next, self._tumours, self._deaths = next_ids, tumours, deaths
        self._sites: dict[str, list[tuple[int, str]]] = {}

    def add(self, table: str, values: dict[str, Any]) -> int:
        """One row; its identifier."""
        number = self._next[table]
        self._next[table] += 1
        held = {name: _cut(name, value) for name, value in values.items()}
        self.tables.setdefault(table, []).append({KEYS[table]: number, **held})
        return number

    def add_patient(
        self, person: int, before: Sequence[Fact], fresh: Sequence[Fact], places: Mapping[str, Place]
    ) -> None:
        """What is so of one patient, merged from all mentions: those sent `before` and the `fresh` ones."""
        facts = [*before, *fresh]
        known = {fact.id for fact in before}
        written = {
            note_id: place.day.isoformat() if place.day else ""
            for note_id in {fact.evidence[0].note_id for fact in facts}
            for place in (places[note_id],)
        }
        self._sites = _sites_of(facts)
        events: dict[str, list[tuple[str, int]]] = {}
        told: list[Fact] = []
        old: set[str] = set()
        history = merge(facts, written)
        for one in sorted(history, key=lambda one: one.kind != "site"):  # other rows point at the tumour
            fact, place = one.fact, places[one.fact.evidence[0].note_id]
            day = _day(fact, place)
            if day is not None and is_so(fact):
                told += one.mentions  # one tells the start of a line, another its end
            if any(mention.id in known and _day(mention, places[_note(mention)]) for mention in one.mentions):
                old |= {mention.id for mention in one.mentions}
            elif not is_so(fact):
                self.kept_as_text[fact.assertion] += 1
            elif day is None:
                self.kept_as_text["undated"] += 1
            else:
                rows = self._clinical(fact, person, day, place)
                events |= dict.fromkeys((mention.id for mention in one.mentions), rows)
        for values, linked in episode_rows(told, old):
            self._link(self.add("episode", {"person_id": person, **values}), linked, events)

    def _clinical(self, fact: Fact, person: int, day: date, place: Place) -> list[tuple[str, int]]:
        written = []
        for row in clinical_rows(fact, day):
            values = {"person_id": person, **row.values}
            if row.table == "death":
                if person not in self._deaths:
                    self._deaths.add(person)
                    self.tables.setdefault("death", []).append(values)
                continue
            values["visit_occurrence_id"] = place.visit_on(day)
            mine = self._tumours.setdefault(person, {})
            code = str(row.values.get("condition_source_value", ""))[:3]
            if fact.kind == "site" and code in mine:
                continue  # the warehouse knows this tumour
            if row.modifier and (tumour := self._tumour(fact, mine)):
                values["measurement_event_id"] = tumour
                values["meas_event_field_concept_id"] = CONDITION_FIELD
            number = self.add(row.table, values)
            if fact.kind == "site":
                mine[code] = number
            written.append((row.table, number))
        return written

    def _tumour(self, fact: Fact, mine: Mapping[str, int]) -> int | None:
        """The tumour that a fact modifies: the patient's only one, else the one that its note names nearest to it."""
        if len(mine) == 1:
            return next(iter(mine.values()))
        first = fact.evidence[0]
        named = [(abs(at - first.start), code) for at, code in self._sites.get(first.note_id, ()) if code in mine]
        return mine[min(named)[1]] if named else None

    def _link(self, episode: int, linked: Linked, events: Mapping[str, list[tuple[str, int]]]) -> None:
        done: set[tuple[str, int]] = set()
        for fact_id, (table, concept) in linked:
            for written, number in events.get(fact_id, ()):
                if written == table and (table, number) not in done:
                    done.add((table, number))
                    self.tables.setdefault("episode_event", []).append(
                        {"episode_id": episode, "event_id": number, "episode_event_field_concept_id": concept}
                    )


def _cut(name: str, value: Any) -> Any:
    """A value as long as OMOP's column; `note_nlp.term_modifiers` holds it whole."""
    length = _LENGTHS.get(name) or (50 if name.endswith("_source_value") else None)
    return value[:length] if length and isinstance(value, str) else value


def _note(fact: Fact) -> str:
    return fact.evidence[0].note_id


def _day(fact: Fact, place: Place) -> date | None:
    """When a fact was: its own date; the note's where it is of the present, as having stopped smoking is."""
    if fact.date:
        return first_day(fact.date)
    return place.day if fact.assertion == "present" or fact.kind in HABITS else None


def _sites_of(facts: Sequence[Fact]) -> dict[str, list[tuple[int, str]]]:
    """note → (where, the three characters of the CIM-10) of the tumours that it names."""
    found: dict[str, list[tuple[int, str]]] = {}
    for fact in facts:
        if fact.kind == "site" and fact.assertion in ("present", "history"):
            code = str(fact.parts.get("cim10") or fact.code or "")[:3]
            found.setdefault(fact.evidence[0].note_id, []).append((fact.evidence[0].start, code))
    return found
