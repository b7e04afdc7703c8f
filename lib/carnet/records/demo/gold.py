"""The gold of the demo notes: how spans are kept in `note_nlp`, and how they are read back as typed rows.

One `note_nlp` row per span, `nlp_system` = `carnet-demo-gold`. `offset` is the start and `lexical_variant` the text
of the span, exactly: `note_text[start:end] == lexical_variant`, in Unicode code points, half-open. `term_modifiers`
is a JSON object with `end`, `label` and, where they apply, `role` (Patient, Carer, Other), `kind`, `value`,
`assertion`, `code`, `system`, `unit`, `date` (ISO) and `laterality`. `label` is an identifier's label (FIRST_NAME,
LAST_NAME, ADDRESS, CITY, ZIP_CODE, PHONE_NUMBER, EMAIL, PATIENT_BIRTHDATE, IDENTIFYING_DATE, HOSPITAL, IDENTIFIER
with `kind` NIR, IPP, NDA, RPPS or other) or FACT (with `kind`, `value` and `assertion` as the structuring tool
defines them). The `value` of a date is ISO, to the month where the text gives no day. A long-standing illness under «
antécédents » has the assertion history. `term_exists` is N for absent facts; `term_temporal` is Past for those of
history. Not every mention of a fact is marked: what is marked is right; a tool's finding outside the gold is not
proof of an error. Identifiers are all marked.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from carnet.compute import to_arrow
from carnet.records.demo.notes.draft import Mark
from carnet.records.warehouse import Warehouse

SYSTEM = "carnet-demo-gold"
_FIELDS = ("role", "kind", "value", "assertion", "code", "system", "unit", "date", "laterality")


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """One span of one note; offsets in code points, half-open. Fields that do not apply are empty."""

    note_id: int
    start: int
    end: int
    text: str
    label: str
    role: str = ""
    kind: str = ""
    value: str = ""
    assertion: str = ""
    code: str = ""
    system: str = ""
    unit: str = ""
    date: str = ""
    laterality: str = ""


def modifiers(end: int, mark: Mark) -> str:
    """What `term_modifiers` holds for a mark."""
    found = {"end": end, "label": mark.label} | {name: getattr(mark, name) for name in _FIELDS if getattr(mark, name)}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def gold_spans(warehouse: Warehouse, note_ids: "list[int] | None" = None) -> Iterator[GoldSpan]:
    """The spans of a demo warehouse (of some notes, or of all), by note and start.

    Nothing where the warehouse has no `note_nlp` table, or none of its rows is this gold.
    """
    if not warehouse.has("note_nlp"):
        return
    table: pa.Table = to_arrow(
        warehouse.read("note_nlp", columns=["note_id", "offset", "lexical_variant", "nlp_system", "term_modifiers"])
    )
    wanted = None if note_ids is None else set(note_ids)
    spans = []
    for row in table.to_pylist():
        if row["nlp_system"] == SYSTEM and (wanted is None or row["note_id"] in wanted):
            spans.append(
                GoldSpan(
                    row["note_id"],
                    int(row["offset"]),
                    text=row["lexical_variant"],
                    **json.loads(row["term_modifiers"]),
                )
            )
    yield from sorted(spans, key=lambda span: (span.note_id, span.start))
