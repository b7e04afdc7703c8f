"""How a patient's facts are told: dates as precise as they are known, lines with their sources, what holds for whom."""

import re
from collections.abc import Iterable, Sequence
from datetime import date as day_of

from carnet.language import _, date
from carnet.tools.structuring.facts import Evidence, Fact
from carnet.tools.structuring.patient import PatientFact, PatientHistory
from carnet.tools.structuring.patient_topics import same_time
from carnet.tools.summarisation.summary import Sentence

SO = ("present", "history")
MOST_SOURCES = 6  # passages that a line shows
UNKNOWN = "9999"
RETOLD_DAYS = 31  # the same act or turn with dates closer than that is one, told twice
FAR = 99999
_STOP = re.compile(r"[.!?;]\s+(?=[A-ZÀ-Ý-])|\n\s*\n|\n\s*[-*•]")


def written_date(value: str | None) -> str:
    """« 12 mars 2024 », « mars 2024 », « 2024 »; empty for none."""
    if not value:
        return ""
    parts = [int(part) for part in value[:10].split("-") if part.isdecimal()]
    if len(parts) == 3:
        text = date(day_of(*parts))
        return _("1st{rest}").format(rest=text[1:]) if text.startswith("1 ") else text
    if len(parts) == 2 and 1 <= parts[1] <= 12:
        return date(day_of(parts[0], parts[1], 1)).split(" ", 1)[-1]
    return str(parts[0]) if parts else ""


def own_date(fact: Fact) -> bool:
    """Whether the text gives the fact its date, rather than the note that holds it."""
    return fact.date is not None and fact.date_rule != "note"


def when(one: PatientFact) -> tuple[str | None, bool]:
    """The date of a fact, as precise as any of its mentions gives it, and whether a text gives it."""
    best = one.fact.date
    own = [fact.date for fact in one.mentions if own_date(fact) and fact.date]
    if best is None or not own:
        return best, False
    return max((day for day in own if day.startswith(best)), key=len, default=best), True


def so(history: PatientHistory, *kinds: str) -> list[PatientFact]:
    """The facts of some kinds that are so: neither denied, feared, planned nor familial."""
    return [
        one
        for one in history.facts
        if one.kind in kinds and one.fact.assertion in SO and not one.fact.parts.get("planned")
    ]


def line(text: str, facts: Iterable[Fact]) -> Sentence:
    """A line with the passages that it was made from."""
    passages: dict[tuple[str, int, int], Evidence] = {}
    for fact in facts:
        for passage in fact.evidence:
            passages.setdefault((passage.note_id, passage.start, passage.end), passage)
    if text[1:2].islower():  # « cT3N0M0 » stays as it is
        text = text[0].upper() + text[1:]
    return Sentence(text=text, evidence=tuple(passages.values())[:MOST_SOURCES], way="facts")


def dated(text: str, day: str | None) -> str:
    """« 12 mars 2024 : texte. », « Texte. » where no date is known."""
    written = written_date(day)
    return _("{date}: {text}.").format(date=written, text=text) if written else _("{text}.").format(text=text)


def told(text: str, one: PatientFact) -> str:
    """`dated`; what a text tells without a date is not dated by its note, which is named instead."""
    day, own = when(one)
    if day and not own:
        return _("{text} (note of {date}).").format(text=text, date=written_date(day))
    return dated(text, day)


def readable(fact: Fact) -> str:
    """The value as it is read: « HER2 3+ », « Ki-67 20 % », « MSS »."""
    if fact.parts.get("marker") in ("MSI", "MMR"):
        return fact.value.partition("=")[2] or fact.value
    return re.sub(r"\s*%", "\u00a0%", fact.value.replace("=", " "))


def is_progression(one: PatientFact) -> bool:
    """Whether the disease got worse."""
    return one.kind == "progression" or one.fact.value == "maladie progressive"


def same_turn(one: PatientFact, other: PatientFact) -> bool:
    """Whether two progressions are one, seen and then documented: within a month, not in two named places."""
    if not is_progression(one) or not is_progression(other):
        return False
    first, second = when(one)[0], when(other)[0]
    vague = [fact.value for fact in (one.fact, other.fact) if " " not in fact.value.replace("maladie ", "")]
    if not vague and one.fact.value != other.fact.value:
        return False
    return same_time(first, second) or days_apart(first, second) <= RETOLD_DAYS


def first_day(value: str) -> day_of:
    """The first day of a date as precise as it is."""
    year, month, number = ([int(part) for part in value[:10].split("-")] + [1, 1])[:3]
    return day_of(year, month, number)


def days_apart(one: str | None, other: str | None) -> int:
    """Days between two dates known to the month at least; many where they are not."""
    if not one or not other or min(len(one), len(other)) < 7:
        return FAR
    apart = abs((first_day(one) - first_day(other)).days)
    return apart if len(one) == len(other) else max(0, apart - RETOLD_DAYS)  # « août 2023 » may be its last day


def together(history: PatientHistory, one: Fact, other: Fact, most: int = 220) -> bool:
    """Whether two mentions stand in one sentence of a note."""
    first, second = sorted((one.evidence[0], other.evidence[0]), key=lambda passage: passage.start)
    if first.note_id != second.note_id or second.start - first.end > most:
        return False
    text = next((note.text for note in history.notes if note.note_id == first.note_id), "")
    return not _STOP.search(text, first.end, second.start)


def names(values: Iterable[str]) -> list[str]:
    """Values once each; one whose words are all in another is told by that one."""
    order = list(dict.fromkeys(values))
    kept: list[str] = []
    for value in sorted(order, key=len, reverse=True):
        if not any(words(value) <= words(other) for other in kept):
            kept.append(value)
    return sorted(kept, key=order.index)


def words(value: str) -> set[str]:
    """The words of a value."""
    return set(re.findall(r"\w+", value.casefold()))


def later(facts: Sequence[PatientFact]) -> PatientFact | None:
    """The one with the latest date; None where none has a date."""
    known = [one for one in facts if one.fact.date]
    return max(known, key=lambda one: when(one)[0] or "") if known else None
