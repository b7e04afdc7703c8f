"""The rows of one sending, table by table, with identifiers that go on from those of the warehouse."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

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


class Rows:
    """`tables` fills as facts are added; `kept_as_text` counts those that no clinical table received, by reason."""

    def __init__(self, next_ids: dict[str, int], tumours: dict[int, dict[str, int]], deaths: set[int]) -> None:
        self.tables: dict[str, list[dict[str, Any]]] = {}
        self.kept_as_text: Counter[str] = Counter()
        self._next, self._tumours, self._deaths = next_ids, tumours, deaths

    def add(self, table: str, values: dict[str, Any]) -> int:
        """One row; its identifier."""
        number = self._next[table]
        self._next[table] += 1
        self.tables.setdefault(table, []).append({KEYS[table]: number, **values})
        return number

    def add_patient(self, person: int, facts: Sequence[Fact], before: set[str], places: Mapping[str, Place]) -> None:
        """What is so of one patient, merged from all mentions; `before` are the ids of those sent earlier."""
        written = {note_id: place.day.isoformat() if place.day else "" for note_id, place in places.items()}
        events: dict[str, list[tuple[str, int]]] = {}
        fresh = []
        history = merge(facts, written)
        for one in sorted(history, key=lambda one: one.kind != "site"):  # other rows point at the tumour
            if any(mention.id in before for mention in one.mentions):
                continue
            fact = one.fact
            note_day = places[fact.evidence[0].note_id].day if fact.assertion == "present" else None
            day = first_day(fact.date) if fact.date else note_day
            if fact.assertion not in ("present", "history"):
                self.kept_as_text[fact.assertion] += 1
            elif day is None:
                self.kept_as_text["undated"] += 1
            else:
                events[fact.id] = self._clinical(fact, person, day)
                fresh.append(fact)
        for values, linked in episode_rows(fresh):
            self._link(self.add("episode", {"person_id": person, **values}), linked, events)

    def _clinical(self, fact: Fact, person: int, day: date) -> list[tuple[str, int]]:
        written = []
        for row in clinical_rows(fact, day):
            values = {"person_id": person, **row.values}
            if row.table == "death":
                if person not in self._deaths:
                    self._deaths.add(person)
                    self.tables.setdefault("death", []).append(values)
                continue
            mine = self._tumours.setdefault(person, {})
            code = str(row.values.get("condition_source_value", ""))[:3]
            if fact.kind == "site" and code in mine:
                continue  # the warehouse knows this tumour
            if row.modifier and mine:
                values["measurement_event_id"] = next(iter(mine.values()))
                values["meas_event_field_concept_id"] = CONDITION_FIELD
            number = self.add(row.table, values)
            if fact.kind == "site":
                mine[code] = number
            written.append((row.table, number))
        return written

    def _link(self, episode: int, linked: Linked, events: Mapping[str, list[tuple[str, int]]]) -> None:
        for fact_id, (table, concept) in linked:
            for written, number in events.get(fact_id, ()):
                if written == table:
                    self.tables.setdefault("episode_event", []).append(
                        {"episode_id": episode, "event_id": number, "episode_event_field_concept_id": concept}
                    )
