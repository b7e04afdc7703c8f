"""What the patient's timeline shows: notes, and the dated facts that are asserted, in their lanes."""

import re
from collections.abc import Iterable, Sequence

from carnet.apps.dossier_facts import REJECTED, FactItem
from carnet.apps.dossier_words import lane_list
from carnet.figures.timeline import Moment, middle, place, said, when
from carnet.text.note import Note

NOTE, FACT = "n:", "f:"
_IMAGING = re.compile(
    r"imag|radio(?!th)|scanner|tomodens|\btdm\b|\birm\b|\btep\b|pet.?scan|scintigr|mammogr|[ée]chogra", re.IGNORECASE
)
_SHORT = {"réponse complète": "RC", "réponse partielle": "RP", "maladie stable": "MS", "maladie progressive": "MP"}
_SERUM = re.compile(r"PSA|ACE|AFP|LDH|CA |CYFRA|NSE|SCC|hCG|thyroglob|calciton", re.IGNORECASE)


def moments_of(notes: Sequence[Note], names: dict[str, str], items: Iterable[FactItem]) -> list[Moment]:
    """The moments of a patient. `names`: what each note is called."""
    found = []
    for note in notes:
        if note.note_date is not None:
            what = f"{note.note_type or ''} {note.title or ''}"
            lane = "imaging" if _IMAGING.search(what) else "notes"
            found.append(Moment(NOTE + note.note_id, lane, note.note_date.isoformat(), text=names[note.note_id]))
    for item in items:
        moment = _moment(item)
        if moment is not None:
            found.append(moment)
    return found


def _moment(item: FactItem) -> Moment | None:
    now, fact = item.now, item.fact
    if now.state == REJECTED or now.assertion not in ("present", "history") or not now.date or middle(now.date) is None:
        return None
    id, value, parts = FACT + item.id, now.value, fact.parts

    def mark(lane: str, label: str = "") -> Moment:
        return Moment(id, lane, str(now.date), label=label, text=item.words)

    kind = item.kind
    if kind == "line":
        return _bar(item, value)
    if kind == "treatment":
        type = parts.get("type")
        if type == "surgery":
            return mark("surgery", value)
        if type == "margin" or now.assertion == "history":
            return None
        return _bar(item, value) if parts.get("stop") and parts.get("start") else mark("lines", value)
    if kind == "toxicity":
        return mark("toxicities", value)
    if kind == "response":
        return mark("course", _SHORT.get(value, value))
    if kind == "progression":
        return mark("course", value)
    if kind == "event" and parts.get("type") == "death":
        return mark("course", value)
    if kind == "biomarker" and _SERUM.match(value):
        return mark("markers", value.replace("=", " "))
    if now.assertion == "present" and fact.date_rule != "note" and kind in ("histology", "ptnm", "metastatic_site"):
        return mark("diagnosis", value)
    return None


def _bar(item: FactItem, value: str) -> Moment:
    """A line of treatment: from its start to its stop; a mark where neither is known."""
    parts = item.fact.parts
    start, stop = parts.get("start"), parts.get("stop")
    start = str(start) if start and middle(str(start)) else str(item.now.date)
    end = str(stop) if stop and middle(str(stop)) and str(stop) >= start else None
    return Moment(FACT + item.id, "lines", start, end, value, item.words, open=end is None and item.kind == "line")


def marks_of(moments: Sequence[Moment]) -> list[tuple[str, str, int, str]]:
    """(id, day, row, words) of every moment, in time, for the cursor of the timeline."""
    placed, _shown = place(moments, lane_list())
    rows = [
        (moment.id, one.start.isoformat(), one.row, f"{when(moment)} · {one.lane.name} · {moment.text or moment.label}")
        for one in placed
        for moment in one.moments
    ]
    return sorted(rows, key=lambda row: (row[1], row[2]))


def note_name(note: Note) -> str:
    """« 12/03/2024 · Compte rendu opératoire »."""
    title = note.title or note.note_type or note.note_id
    if note.note_date is None:
        return title
    return f"{note.note_date:%d/%m/%Y} · {title}"


def note_said(note: Note) -> str:
    """The note as the timeline says it."""
    return note.title or note.note_type or said(note.note_date.isoformat() if note.note_date else None) or note.note_id
