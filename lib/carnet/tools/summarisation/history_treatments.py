"""The treatments of a patient's history: one line each, with its dates, its response and why it stopped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from carnet.language import _, ngettext
from carnet.text.lexicon.cancer_drugs import SYSTEMIC
from carnet.tools.structuring.facts import Fact
from carnet.tools.structuring.lines import SEEN_AFTER_DAYS, Line, number_lines
from carnet.tools.structuring.patient import PatientFact, PatientHistory
from carnet.tools.structuring.patient_topics import same_time
from carnet.tools.summarisation.history_words import (
    RETOLD_DAYS,
    SO,
    UNKNOWN,
    dated,
    days_apart,
    first_day,
    is_progression,
    line,
    names,
    own_date,
    same_turn,
    so,
    together,
    told,
    when,
    words,
    written_date,
)
from carnet.tools.summarisation.summary import Sentence

_LOCAL = ("surgery", "radiotherapy")
# ATC groups of what is taken for years; what is given around an operation or an infection is none of them
_CHRONIC = ("A10", "B01AA", "B01AC", "B01AE", "B01AF", "C0", "C10", "G04", "H03", "J05AR", "L04AX", "M04")
_LASTING = ("N03", "N04", "N05A", "N06", "R03", "S01E", *_CHRONIC)
_ACUTE = ("C01B", "C01C")


@dataclass
class Treatments:
    """The lines of the section; `told` are the ids of the facts of the course that they tell."""

    sentences: list[Sentence] = field(default_factory=list)
    told: set[str] = field(default_factory=set)


def treatments(history: PatientHistory) -> Treatments:
    """What the patient received against the tumour, in time."""
    found = Treatments()
    rows: list[tuple[str, Sentence]] = []
    lines = number_lines([fact for one in so(history, "treatment", "line") for fact in one.mentions])
    for place, one in enumerate(lines):
        until = lines[place + 1].start if place + 1 < len(lines) else None
        rows.append((one.start or _first(one.facts), _systemic(history, one, until, found.told, lines)))
    rows += _local(history)
    rows += _without_date(history, lines, bool(rows))
    found.sentences = [sentence for _day, sentence in sorted(rows, key=lambda row: row[0])]
    return found


def chronic(history: PatientHistory) -> list[PatientFact]:
    """Drugs taken for something else, the latest dose of each."""
    latest: dict[str, PatientFact] = {}
    for one in so(history, "treatment"):
        code = one.fact.code or ""
        inn = " ".join(one.fact.parts.get("inn", ()))
        if one.fact.parts.get("type") != "drug" or one.fact.parts.get("class") in SYSTEMIC:
            continue
        if not code.startswith(_LASTING) or code.startswith(_ACUTE):
            continue
        known = latest.get(inn)
        if known is None or (one.fact.date or "") >= (known.fact.date or ""):
            latest[inn] = one
    return [latest[inn] for inn in sorted(latest)]


def before_the_disease(history: PatientHistory) -> list[PatientFact]:
    """Operations of the past, told as such without a date, or more than a year before the tumour."""
    begun = min((when(one)[0] or UNKNOWN for one in so(history, "site", "histology") if when(one)[1]), default=UNKNOWN)
    year = int(begun[:4])
    return [
        one
        for one in so(history, "treatment")
        if one.fact.parts.get("type") == "surgery"
        and (
            (one.fact.assertion == "history" and not when(one)[1])
            or (when(one)[1] and year < int(UNKNOWN) and int((when(one)[0] or UNKNOWN)[:4]) < year - 1)
        )
    ]


def _systemic(
    history: PatientHistory, one: Line, until: str | None, told_ids: set[str], lines: Sequence[Line]
) -> Sentence:
    """« Juillet 2017 – janvier 2018 : L1 FOLFOX, 12 cures ; réponse partielle ; arrêt : progression. »"""
    sources = sorted(one.facts, key=lambda fact: (fact.kind != "line", not own_date(fact)))
    # a drug of the line that the line's own mention holds adds no source
    sources = [fact for fact in sources if fact.kind == "line"] or sources
    text = one.treatment
    if one.number and any(fact.parts.get("number") == one.number for fact in one.facts):
        text = _("L{number} {treatment}").format(number=one.number, treatment=text)
    details = []
    if one.setting and " puis " not in one.treatment:
        details.append(_setting(one.setting))
    cycles = {fact.parts["cycles"] for fact in one.facts if fact.parts.get("cycles")}
    if cycles and " puis " not in one.treatment:
        most = max(cycles)
        details.append(ngettext("{n} cycle", "{n} cycles", int(most)).format(n=most))
        sources += [fact for fact in one.facts if fact.parts.get("cycles") == most][:1]
    for detail in details:
        text = _("{text}, {detail}").format(text=text, detail=detail)
    responses = _responses(history, one, until, lines)
    told_ids.update(response.id for response in responses)
    for response in {response.fact.value: response for response in responses}.values():
        text = _("{text}; {detail}").format(text=text, detail=response.fact.value)
        sources.append(response.fact)
    text = _with_end(history, one, until, text, sources, told_ids)
    start, stop = written_date(one.start), written_date(one.stop)
    if start and stop:
        return line(_("{start} – {stop}: {text}.").format(start=start, stop=stop, text=text), sources)
    if start:
        return line(dated(text, one.start), sources)
    day = _first(one.facts)
    if day == UNKNOWN:
        return line(dated(text, None), sources)
    own = any(own_date(fact) and fact.date == day for fact in one.facts)
    if own:
        return line(dated(text, day), sources)
    return line(_("{text} (note of {date}).").format(text=text, date=written_date(day)), sources)


def _with_end(
    history: PatientHistory, one: Line, until: str | None, text: str, sources: list[Fact], told_ids: set[str]
) -> str:
    """The reason of the stop: what a text says of it, or the progression between the line and the next one."""
    said = [fact for fact in one.facts if fact.parts.get("reason") and fact.parts["reason"] == one.reason]
    if said:
        sources.append(said[0])
    if one.reason and said and one.reason != "progression":
        return _("{text}; stopped: {reason}").format(text=text, reason=one.reason)
    between = [
        other
        for other in so(history, "progression", "response")
        if is_progression(other) and _between(other, one.start, until, SEEN_AFTER_DAYS)
    ]
    if between and (until or said):
        turn = [other for other in between if other is between[-1] or same_turn(other, between[-1])]
        told_ids.update(other.id for other in turn)
        best = max(turn, key=lambda other: (other.kind == "progression", len(other.fact.value)))
        sources.append(best.fact)
        day = max((when(other)[0] or "" for other in (best, *turn)), key=len)
        text = _("{text}; {detail}").format(text=text, detail=best.fact.value)
        return _("{text} ({date})").format(text=text, date=written_date(day))
    return _("{text}; stopped: {reason}").format(text=text, reason=one.reason) if said else text


def _responses(history: PatientHistory, one: Line, until: str | None, lines: Sequence[Line]) -> list[PatientFact]:
    """Responses said in the sentence that tells the line, else those dated during it."""
    found: list[PatientFact] = []
    for response in so(history, "response"):
        if is_progression(response):
            continue
        near = [
            (gap, place) for place, other in enumerate(lines) if (gap := _gap(history, other, response)) is not None
        ]
        if lines[min(near)[1]] is one if near else _between(response, one.start, until, 0):
            found.append(response)
    return found


def _gap(history: PatientHistory, one: Line, response: PatientFact) -> int | None:
    """Characters from the name of a line to a response in the same sentence, those after the response last; None where
    none is in one sentence with it."""
    gaps = []
    for fact in one.facts:
        for mention in response.mentions:
            if together(history, fact, mention):
                gap = mention.evidence[0].start - fact.evidence[0].start
                gaps.append(gap if gap >= 0 else 1000 - gap)
    return min(gaps, default=None)


def _between(one: PatientFact, start: str | None, until: str | None, days: int) -> bool:
    day = when(one)[0]
    if not day or not start or len(day) < 7 or len(start) < 7:
        return False
    return first_day(day) > first_day(start) and (
        not until or first_day(day) <= first_day(until) + timedelta(days=days)
    )


def _setting(setting: str) -> str:
    return {
        "adjuvant": _("adjuvant"),
        "néoadjuvant": _("neoadjuvant"),
        "concomitante": _("with radiotherapy"),
        "entretien": _("as maintenance"),
        "métastatique": _("metastatic disease"),
    }.get(setting, setting)


def _first(facts: Sequence[Fact]) -> str:
    own = [fact.date for fact in facts if own_date(fact) and fact.date]
    return min(own or [fact.date for fact in facts if fact.date], default=UNKNOWN)


def _local(history: PatientHistory) -> Iterator[tuple[str, Sentence]]:
    """Operations and radiotherapy: those of one date on one line, margins with theirs."""
    past = {one.id for one in before_the_disease(history)}
    kept: list[list[PatientFact]] = []
    all_local = [one for one in so(history, "treatment") if one.fact.parts.get("type") in _LOCAL and one.id not in past]
    for one in sorted(all_local, key=lambda one: (not when(one)[1], when(one)[0] or UNKNOWN, -len(one.fact.value))):
        same = [
            group
            for group in kept
            if group[0].fact.parts.get("type") == one.fact.parts.get("type") and _one_act(one, group)
        ]
        if same:
            same[0].append(one)
        else:
            kept.append([one])
    margins = [one for one in so(history, "treatment") if one.fact.parts.get("type") == "margin"]
    operations = [group for group in kept if group[0].fact.parts.get("type") == "surgery"]
    for group in kept:
        text = " ; ".join(names(one.fact.value for one in group))
        sources = [one.fact for one in group]
        if group in operations:
            for margin in margins:
                if len(operations) == 1 or any(same_time(when(one)[0], when(margin)[0]) for one in group):
                    text = _("{text}, {detail}").format(text=text, detail=margin.fact.value)
                    sources.append(margin.fact)
                    break
        best = max(group, key=lambda one: (when(one)[1], len(when(one)[0] or "")))
        yield when(best)[0] or UNKNOWN, line(told(text, best), sources)


def _one_act(one: PatientFact, group: Sequence[PatientFact]) -> bool:
    """The same day; or the same act, or a vaguer name of it, retold without a date of its own."""
    day, own = when(one)
    first, first_own = when(group[0])
    if own and first_own:
        again = any(one.fact.value == other.fact.value for other in group) and days_apart(day, first) <= RETOLD_DAYS
        return again or bool(day and first and same_time(day, first))
    if any(words(one.fact.value) <= words(other.fact.value) for other in group):
        return True
    return bool(day and first and day == first)


def _without_date(history: PatientHistory, lines: Sequence[Line], known: bool) -> Iterator[tuple[str, Sentence]]:
    """Treatments against the tumour that no text dates, on one line; a bare « chimiothérapie » only where nothing else
    is known."""
    held = {drug for one in lines for drug in one.drugs}
    rest = []
    for one in so(history, "treatment", "line"):
        kind = one.fact.parts.get("type")
        inns = set(one.fact.parts.get("inn", ()))
        if one.kind == "treatment" and kind in (*_LOCAL, "margin", "cycle"):
            continue
        if inns & held or (inns and one.kind == "treatment" and one.fact.parts.get("class") not in SYSTEMIC):
            continue
        if not inns and known:
            continue
        rest.append(one)
    if rest:
        values = names(one.fact.value for one in rest)
        text = _("{text} (date unknown).").format(text=", ".join(values))
        yield UNKNOWN, line(text, [one.fact for one in rest if one.fact.assertion in SO])
