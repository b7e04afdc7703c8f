"""What the patient's timeline shows: notes, and the dated facts that are asserted, in their lanes."""

import re
from collections.abc import Iterable, Sequence

from carnet.apps.dossier_facts import REJECTED, FactItem
from carnet.apps.dossier_words import lane_list, readable
from carnet.figures.timeline import Moment, middle, place, said, when
from carnet.text.note import Note
from carnet.tools.structuring.lines import number_lines

NOTE, FACT = "n:", "f:"
_IMAGING = re.compile(
    r"imag|radio(?!th)|scanner|tomodens|\btdm\b|\birm\b|\btep\b|pet.?scan|scintigr|mammogr|[ée]chogra", re.IGNORECASE
)
_SHORT = {"réponse complète": "RC", "réponse partielle": "RP", "maladie stable": "MS", "maladie progressive": "MP"}
_OF_LINES = ("line", "treatment", "progression", "response")


def moments_of(notes: Sequence[Note], names: dict[str, str], items: Iterable[FactItem]) -> list[Moment]:
    """The moments of a patient. `names`: what each note is called."""
    found = []
    for note in notes:
        if note.note_date is not None:
            what = f"{note.note_type or ''} {note.title or ''}"
            lane = "imaging" if _IMAGING.search(what) else "notes"
            found.append(Moment(NOTE + note.note_id, lane, note.note_date.isoformat(), text=names[note.note_id]))
    shown = [item for item in items if item.now.state != REJECTED and item.now.assertion in ("present", "history")]
    lines, told = _lines(shown)
    written = written_on(notes)
    marks = (_moment(item, told, bool(lines), written) for item in shown)
    return [*found, *lines, *(moment for moment in marks if moment is not None)]


def written_on(notes: Iterable[Note]) -> dict[str, str]:
    """The date of each note that has one."""
    return {note.note_id: note.note_date.isoformat() for note in notes if note.note_date}


def _lines(items: Sequence[FactItem]) -> tuple[list[Moment], set[str]]:
    """The numbered lines of treatment as bars, and the facts that they are drawn from."""
    facts = [(fact, item) for item in items if item.kind in _OF_LINES for fact in item.standing()]
    owners = {fact.id: item for fact, item in facts}
    found: list[Moment] = []
    told: set[str] = set()
    for line in number_lines([fact for fact, _item in facts]):
        own = [owners[fact.id] for fact in line.facts if fact.id in owners]
        dates = sorted(date for date in (line.start, *(item.now.date for item in own)) if date and middle(date))
        told |= {item.id for item in own}
        if not own or not dates:
            continue
        best = next((item for item in own if item.kind == "line"), own[0])
        start = line.start or dates[0]
        stop = line.stop if line.stop and line.stop >= start else None
        name = f"L{line.number} {line.treatment}" if line.number else line.treatment
        words = f"{name} ({line.setting})" if line.setting else name
        found.append(Moment(FACT + best.id, "lines", start, stop, name, words, open=stop is None))
    return found, told


def _moment(item: FactItem, told: set[str], lines: bool, written: dict[str, str]) -> Moment | None:
    """A mark; `written` are the dates of the notes: a marker of the blood without one stands at its first note's."""
    fact, kind, value = item.fact, item.kind, item.now.value
    date, _loose = item.day(written)
    if not date or middle(date) is None or item.id in told:
        return None
    parts = fact.parts

    def mark(lane: str, label: str = "") -> Moment:
        return Moment(FACT + item.id, lane, str(date), label=label, text=item.words)

    if kind == "treatment" and parts.get("type") in ("surgery", "radiotherapy"):
        return mark("local", value)
    if kind == "treatment" and not lines and (parts.get("type") == "protocol" or (fact.code or "").startswith("L0")):
        return mark("lines", value)
    if kind == "line" and not lines:
        return mark("lines", value)
    if kind == "toxicity":
        return mark("toxicities", value)
    if kind == "response":
        return mark("course", _SHORT.get(value, value))
    if kind == "progression" or (kind == "event" and parts.get("type") == "death"):
        return mark("course", value)
    if item.serum:
        return mark("markers", readable(value))
    if (
        item.now.assertion == "present"
        and fact.date_rule != "note"
        and kind in ("histology", "ptnm", "metastatic_site")
    ):
        return mark("diagnosis", value)
    return None


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
