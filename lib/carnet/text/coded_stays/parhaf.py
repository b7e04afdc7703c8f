"""PARHAF: fictitious patients with their documents and the principal diagnosis of the scenario behind them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from carnet.language import _
from carnet.text.coded_stays.record import CodedRecord, SetAsides, codes, sex_of, years
from carnet.text.note import Note


def records(rows: Iterable[tuple[int, dict[str, Any]]], aside: SetAsides) -> Iterator[tuple[int, CodedRecord]]:
    """The stay of each row: its documents as notes, the first code of `primary_diagnosis` as DP; no other position."""
    for row, fields in rows:
        scenario = fields.get("suggested_scenario")
        scenario = scenario if isinstance(scenario, Mapping) else {}
        diagnosis = scenario.get("primary_diagnosis")
        given = codes(_column(diagnosis, "code"))
        if fields.get("id") in (None, ""):
            aside.add(row, _("the field “{field}” is missing").format(field="id"))
            continue
        stay_id = str(fields["id"])
        notes = tuple(_notes(stay_id, fields.get("documents")))
        if not notes:
            aside.add(row, _("the stay has no document with text"))
        elif not given:
            aside.add(row, _("the principal diagnosis is missing or is no code"))
        else:
            age = scenario.get("age")
            age = age if isinstance(age, Mapping) else {"value": age}
            yield (
                row,
                CodedRecord(
                    stay_id,
                    notes,
                    given[0],
                    age=years(age.get("value"), age.get("unit")),
                    sex=sex_of(scenario.get("sex")),
                    positions=("dp",),
                ),
            )


def _notes(stay_id: str, documents: Any) -> Iterator[Note]:
    texts = _column(documents, "text")
    kinds, headers = _column(documents, "type"), _column(documents, "header")
    for number, text in enumerate(texts, 1):
        if isinstance(text, str) and text.strip():
            kind, header = (
                str(column[number - 1]) if len(column) >= number and column[number - 1] else None
                for column in (kinds, headers)
            )
            yield Note(f"{stay_id}-{number}", text, stay_id, stay_id, note_type=kind, title=header)


def _column(value: Any, name: str) -> list[Any]:
    """A column of a nested table: PARHAF's Parquet has lists in a record, its JSON may have a list of records."""
    if isinstance(value, Mapping):
        found = value.get(name)
        return [] if found is None else [found] if isinstance(found, str) else list(found)
    if isinstance(value, list):
        return [one.get(name) if isinstance(one, Mapping) else one if name == "code" else None for one in value]
    return [value] if isinstance(value, str) and name == "code" else []
