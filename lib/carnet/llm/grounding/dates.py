"""Whether a date that a model gives is that of what it says, in the note."""

import re

from carnet.text.moments import Moment
from carnet.text.reading import Reading

_ISO = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_FRENCH = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})")
_TODAY = re.compile(r"\b(?:ce jour|aujourd'hui|ce matin)\b")
_BLANK = re.compile(r"\n[ \t]*\n")
_HEAD = 400  # characters at the top of a note where its own date stands


def iso(date: str) -> str | None:
    """A date as a model writes it (ISO, 12/03/2024, 03/2024, 2024) in ISO; None where it is none."""
    date = date.strip()
    if _ISO.fullmatch(date):
        return date
    found = _FRENCH.fullmatch(date)
    if not found:
        return date[:10] if _ISO.fullmatch(date[:10]) and date[10:11] == "T" else None
    day, month, year = found.groups()
    return "-".join([year, *(f"{int(part):02d}" for part in (month, day) if part)])


def dated(reading: Reading, date: str, passage: tuple[int, int], anchor: tuple[int, int]) -> tuple[int, int] | None:
    """Where the note gives the date (ISO) to what stands at `anchor`, within `passage`; None where it does not.

    The dates of the passage count first, the one nearest to the anchor; else those of its sentence; else the last one
    before it in its paragraph, its heading, the note's own date and those of its top.
    """
    moments = [
        one for one in reading.moments if one.kind in ("date", "time") and one.possible and one.value[:10].strip("X-")
    ]
    inside = [one for one in moments if passage[0] <= one.start < passage[1]]
    sentence = reading.sentence_at(anchor[0])
    if not inside and sentence:
        inside = [one for one in moments if sentence.start <= one.start < sentence.end]
    today = _TODAY.search(reading.plain, min(passage[0], anchor[0]), max(passage[1], anchor[1]) + 12)
    gap = reading.plain[anchor[1] : today.start()] if today else ""
    if today and len(gap) < 40 and not any(sign.isdigit() for sign in gap) and _of_the_note(reading, date, moments):
        return anchor
    if inside:
        near = _nearest(reading.plain, inside, anchor)
        return next(((one.start, one.end) for one in near if agrees(date, one, reading)), None)
    return _above(reading, date, moments, anchor)


def _of_the_note(reading: Reading, date: str, moments: list[Moment]) -> bool:
    """Whether a date is the note's own: its metadata, or the first one at its top."""
    note_date = reading.note.note_date
    if note_date is not None:
        return note_date.isoformat().startswith(date)
    return bool(moments) and moments[0].end <= _HEAD and agrees(date, moments[0], reading)


def _nearest(plain: str, moments: list[Moment], anchor: tuple[int, int]) -> list[Moment]:
    weights = [(_distance(plain, one, anchor), one) for one in moments]
    least = min(weight for weight, _one in weights)
    return [one for weight, one in weights if weight <= least + 2]


def _distance(plain: str, moment: Moment, anchor: tuple[int, int]) -> float:
    start, end = anchor
    if moment.start < end and moment.end > start:
        return 0
    before = moment.end <= start
    between = plain[moment.end : start] if before else plain[end : moment.start]
    heavy = sum(between.count(mark) for mark in (";", ". ", "\n")) + len(re.findall(r"\b(?:puis|et)\b", between))
    heavy += between.count("->") + between.count("→")
    return len(between) + 40 * heavy + 30 * between.count(",")


def _above(reading: Reading, date: str, moments: list[Moment], anchor: tuple[int, int]) -> tuple[int, int] | None:
    start = anchor[0]
    paragraph = 0
    for blank in _BLANK.finditer(reading.plain, 0, start):
        paragraph = blank.end()
    section = reading.section_at(start)
    low = min(paragraph, section.start) if section else paragraph
    earlier = [one for one in moments if low <= one.start < start]
    if earlier and agrees(date, earlier[-1], reading):
        return earlier[-1].start, earlier[-1].end
    note_date = reading.note.note_date
    if note_date is not None and note_date.isoformat().startswith(date):
        return anchor
    if not earlier:
        top = [one for one in moments if one.end <= min(_HEAD, start)]
        return next(((one.start, one.end) for one in top[:1] if agrees(date, one, reading)), None)
    return None


def agrees(date: str, moment: Moment, reading: Reading) -> bool:
    """Whether a date (ISO, maybe partial) is what the moment says, as precisely or less."""
    value = moment.value[:10]
    if value.startswith("XXXX-") and len(date) == 10:
        years = {one.value[:4] for one in reading.moments if one.kind == "date" and one.value[:4].isdigit()}
        if reading.note.note_date:
            years.add(str(reading.note.note_date.year))
        return date[5:] == value[5:] and date[:4] in years
    return value.startswith(date) and value[len(date) : len(date) + 1] in ("", "-")
