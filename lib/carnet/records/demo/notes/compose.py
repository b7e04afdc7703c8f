"""Which notes a patient has, in which style, and their rows: `note` and `note_nlp`."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from carnet.records.demo.gold import SYSTEM, modifiers
from carnet.records.demo.notes import consultation, imaging, meeting, operation, pathology, stay
from carnet.records.demo.notes.context import general
from carnet.records.demo.notes.draft import Draft, Mark
from carnet.records.demo.notes.story import Stay, Story, stories
from carnet.records.demo.places import FICTITIOUS, STAFF_PER_WARD, SURGERY_WARD, WARD
from carnet.records.demo.tables import EHR, STRIDE, Block
from carnet.records.demo.visits import MEDICAL_WARD

FRENCH, UTF8 = 4180190, 32678  # OMOP concepts of the language and of the encoding
TITLES = {
    "RCP": "Réunion de concertation pluridisciplinaire",
    "CRH": "Compte rendu d'hospitalisation",
    "CRO": "Compte rendu opératoire",
    "ANAPATH": "Compte rendu d'anatomie pathologique",
    "IMAGERIE": "Compte rendu d'imagerie",
    "CONSULTATION": "Compte rendu de consultation",
    "LETTRE": "Lettre de liaison",
}
STYLE_WEIGHTS = {"prose": 0.38, "headings": 0.40, "telegraphic": 0.09, "unaccented": 0.06, "ocr": 0.07}


@dataclass(frozen=True)
class Planned:
    """One note to write: its day, its kind, who signs, the visit it belongs to (row, -1 without) and how to write
    it.
    """

    day: date
    kind: str
    provider: int
    visit: int
    write: Callable[[Draft, str], None]


@dataclass(frozen=True)
class Note:
    """One written note with its spans (start, end, mark)."""

    planned: Planned
    style: str
    text: str
    spans: list[tuple[int, int, Mark]]


def plan_notes(story: Story, rng: random.Random) -> list[Planned]:
    """The notes of a patient, by day: about four and a half, none after the last news."""
    ward = WARD[MEDICAL_WARD.get(story.site.key, "Oncologie médicale")]
    medical = ward * STAFF_PER_WARD + story.person_id % STAFF_PER_WARD
    oncologist = WARD["Oncologie médicale"] * STAFF_PER_WARD + story.person_id % STAFF_PER_WARD
    pathologist = WARD["Anatomie et cytologie pathologiques"] * STAFF_PER_WARD + story.person_id % STAFF_PER_WARD
    radiologist = WARD["Imagerie médicale"] * STAFF_PER_WARD + story.person_id % STAFF_PER_WARD
    surgeon = SURGERY_WARD[story.site.key] * STAFF_PER_WARD + story.person_id % STAFF_PER_WARD
    planned: list[Planned] = []

    def add(
        chance: float, day: date, kind: str, provider: int, write: Callable[[Draft, str], None], visit: int = -1
    ) -> None:
        if rng.random() < chance and story.diagnosis <= day <= story.end:
            planned.append(Planned(day, kind, provider, visit, write))

    def later(function: Callable[..., None], subject: date | Stay, *more: Any) -> Callable[[Draft, str], None]:
        """The writing of a note, once its draft and its style are there."""
        return lambda draft, style: function(draft, story, subject, style, *more)

    def after(day: date, days: int) -> date:
        """That many days later, or the Monday that follows."""
        then = day + timedelta(days=days)
        return then + timedelta(days=max(0, 7 - then.weekday()) if then.weekday() > 4 else 0)

    start = story.diagnosis
    sampled, imaged, met = start, after(start, 5), after(start, 12)
    first = story.stays[0]
    add(
        0.55 if story.site.key != "testis" else 0,
        sampled,
        "ANAPATH",
        pathologist,
        later(pathology.biopsy, sampled),
    )
    add(0.45, imaged, "IMAGERIE", radiologist, later(imaging.staging, imaged))
    add(
        0.55,
        first.start,
        "CONSULTATION",
        medical,
        later(consultation.first, first.start, ward, medical),
        first.row,
    )
    add(0.65, met, "RCP", oncologist, later(meeting.write, met, "first"))
    if story.surgery and story.operation:
        cut, read, discussed = story.surgery, after(story.surgery, 9), after(story.surgery, 14)
        add(
            0.65,
            cut,
            "CRO",
            surgeon,
            later(operation.write, cut),
            _visit(story, "hospitalisation programmée"),
        )
        add(0.50, read, "ANAPATH", pathologist, later(pathology.specimen, read))
        for one in (x for x in story.stays if x.kind == "hospitalisation programmée"):
            add(0.35, one.end, "CRH", one.provider, later(stay.surgical, one), one.row)
            if one.end != story.death:
                add(
                    0.22,
                    one.end,
                    "LETTRE",
                    one.provider,
                    later(stay.discharge, one),
                    one.row,
                )
        if story.lines and any(line.start > cut for line in story.lines):
            add(0.20, discussed, "RCP", oncologist, later(meeting.write, discussed, "adjuvant"))
    for line in story.lines:
        if line.response:
            add(
                0.35,
                line.assessed,
                "IMAGERIE",
                radiologist,
                later(imaging.evaluation, line.assessed, line.response),
            )
            seen = after(line.assessed, 3)
            add(
                0.45,
                seen,
                "CONSULTATION",
                medical,
                later(consultation.follow_up, seen, ward, medical, line),
            )
    for one in (x for x in story.stays if x.kind == "hospitalisation non programmée"):
        add(0.55, one.end, "CRH", one.provider, later(stay.unplanned, one), one.row)
        if one.end != story.death:
            add(
                0.30,
                one.end,
                "LETTRE",
                one.provider,
                later(stay.discharge, one),
                one.row,
            )
    for one in (x for x in story.stays if x.kind == "soins palliatifs"):
        add(0.55, one.end, "CRH", one.provider, later(stay.palliative, one), one.row)
    for number, moment in enumerate(story.progressions):
        visit = next((x.row for x in story.stays if x.kind == "consultation" and x.start == moment), -1)
        add(
            0.30,
            moment,
            "CONSULTATION",
            medical,
            later(consultation.follow_up, moment, ward, medical, None, True),
            visit,
        )
        board = after(moment, 6)
        add(
            0.30 if number == 0 else 0.15,
            board,
            "RCP",
            oncologist,
            later(meeting.write, board, "progression"),
        )
    visits = [
        x
        for x in story.stays[1:]
        if x.kind == "consultation" and x.start not in story.progressions and x.start < story.end
    ]
    for one in rng.sample(visits, min(len(visits), rng.choice((0, 0, 1)))):
        add(
            1.0,
            one.start,
            "CONSULTATION",
            medical,
            later(consultation.follow_up, one.start, ward, medical),
            one.row,
        )
    return sorted(planned, key=lambda note: note.day)


def _visit(story: Story, kind: str) -> int:
    return next((x.row for x in story.stays if x.kind == kind), -1)


def write_notes(seed: int, story: Story) -> Iterator[Note]:
    """The notes of one patient; they depend on the seed and on the story alone."""
    rng = random.Random(f"notes/{seed}/{story.person_id}")
    names, weights = list(STYLE_WEIGHTS), list(STYLE_WEIGHTS.values())
    for planned in plan_notes(story, rng):
        style = rng.choices(names, weights)[0]
        draft = Draft(rng, general(story, planned.day, rng))
        layout = (
            rng.choice(("prose", "headings"))
            if style in ("ocr", "unaccented")
            else "headings"
            if style == "telegraphic"
            else style
        )
        planned.write(draft, layout)
        yield Note(planned, style, *draft.finish(style, FICTITIOUS, FICTITIOUS))


def note_tables(
    seed: int, block: Block, rows: np.ndarray, progress: Callable[[float], None] | None = None
) -> dict[str, pa.Table]:
    """The `note` and `note_nlp` tables of the patients in those rows of the block."""
    first = block.number * STRIDE + 1
    notes: dict[str, list] = {
        name: []
        for name in (
            "note_id",
            "person_id",
            "note_date",
            "note_title",
            "note_text",
            "provider_id",
            "visit_occurrence_id",
            "note_source_value",
        )
    }
    spans: dict[str, list] = {
        name: []
        for name in (
            "note_nlp_id",
            "note_id",
            "offset",
            "lexical_variant",
            "nlp_date",
            "term_exists",
            "term_temporal",
            "term_modifiers",
        )
    }
    for done, story in enumerate(stories(seed, block, rows)):
        if progress and done % 100 == 0:
            progress(done / len(rows))
        for note in write_notes(seed, story):
            note_id = first + len(notes["note_id"])
            for name, value in zip(
                notes,
                (
                    note_id,
                    story.person_id,
                    note.planned.day,
                    TITLES[note.planned.kind],
                    note.text,
                    note.planned.provider + 1,
                    first + note.planned.visit if note.planned.visit >= 0 else None,
                    note.planned.kind,
                ),
                strict=True,
            ):
                notes[name].append(value)
            for start, end, mark in note.spans:
                for name, value in zip(
                    spans,
                    (
                        first + len(spans["note_nlp_id"]),
                        note_id,
                        str(start),
                        note.text[start:end],
                        note.planned.day,
                        "N" if mark.assertion == "absent" else "Y",
                        "Past" if mark.assertion == "history" else None,
                        modifiers(end, mark),
                    ),
                    strict=True,
                ):
                    spans[name].append(value)
    count, marked = len(notes["note_id"]), len(spans["note_id"])
    note_types = {
        "visit_occurrence_id": pa.array(notes.pop("visit_occurrence_id"), pa.int64()),
        "note_date": pa.array(notes.pop("note_date"), pa.date32()),
    }
    span_types = {
        "term_temporal": pa.array(spans.pop("term_temporal"), pa.string()),
        "nlp_date": pa.array(spans.pop("nlp_date"), pa.date32()),
    }

    def constant(value: int | str, length: int) -> pa.Array:
        return pa.repeat(pa.scalar(value, pa.int64() if isinstance(value, int) else pa.string()), length)

    return {
        "note": pa.table(
            notes
            | note_types
            | {
                "note_type_concept_id": constant(EHR, count),
                "note_class_concept_id": constant(0, count),
                "encoding_concept_id": constant(UTF8, count),
                "language_concept_id": constant(FRENCH, count),
            }
        ),
        "note_nlp": pa.table(
            spans | span_types | {"nlp_system": constant(SYSTEM, marked), "note_nlp_concept_id": constant(0, marked)}
        ),
    }
