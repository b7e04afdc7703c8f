"""A patient's history by problem and in time: templates over facts, each line with the passages it was made from."""

from collections.abc import Iterator, Sequence

from carnet.language import _, date
from carnet.tools.structuring.facts import Evidence, Fact
from carnet.tools.structuring.patient import PatientFact, PatientHistory
from carnet.tools.structuring.patient_topics import is_serum
from carnet.tools.summarisation.summary import Section, Sentence
from carnet.tools.summarisation.titles import PATIENT, title

_SO = ("present", "history")


def summarise_history(history: PatientHistory) -> tuple[Section, ...]:
    """The sections of a patient, in time within each. Only facts that are so: neither denied, feared nor familial."""
    makers = {
        "disease": _disease,
        "extent": _extent,
        "markers": _markers,
        "treatments": _treatments,
        "course": _course,
        "toxicities": _toxicities,
        "background": _background,
        "now": _now,
        "discordant": _discordant,
    }
    found = ((key, tuple(makers[key](history))) for key in PATIENT)
    return tuple(Section(key=key, title=title(key), sentences=sentences) for key, sentences in found if sentences)


def written_date(value: str | None) -> str:
    """« 12 mars 2024 », « mars 2024 », « 2024 »; empty for none."""
    if not value:
        return ""
    from datetime import date as day

    parts = [int(part) for part in value[:10].split("-") if part.isdecimal()]
    if len(parts) == 3:
        return date(day(*parts))
    if len(parts) == 2 and 1 <= parts[1] <= 12:
        return date(day(parts[0], parts[1], 1)).split(" ", 1)[-1]
    return str(parts[0]) if parts else ""


def _so(history: PatientHistory, *kinds: str) -> list[Fact]:
    return [one.fact for one in history.facts if one.kind in kinds and one.fact.assertion in _SO]


def _sentence(text: str, facts: Sequence[Fact]) -> Sentence:
    passages: dict[tuple[str, int, int], Evidence] = {}
    for fact in facts:
        for passage in fact.evidence:
            passages.setdefault((passage.note_id, passage.start, passage.end), passage)
    if text[1:2].islower():  # « cT3N0M0 » stays as it is
        text = text[0].upper() + text[1:]
    return Sentence(text=text, evidence=tuple(passages.values()), way="facts")


def _when(text: str, fact: Fact) -> str:
    day = written_date(fact.date)
    return _("{date}: {text}.").format(date=day, text=text) if day else _("{text}.").format(text=text)


def _disease(history: PatientHistory) -> Iterator[Sentence]:
    sites = _so(history, "site")
    histologies = _so(history, "histology")
    for place, site in enumerate(sites):
        side = f" {site.laterality}" if site.laterality else ""
        where = f"{site.value}{side}"
        own = [one for one in histologies if place == 0]
        if own:
            names = ", ".join(dict.fromkeys(one.value for one in own))
            text = _("{histology} ({site})").format(histology=names, site=where)
        else:
            text = _("Tumour: {site}").format(site=where)
        yield _sentence(_when(text, _earliest([site, *own])), [site, *own])
    if not sites and histologies:
        names = ", ".join(dict.fromkeys(one.value for one in histologies))
        yield _sentence(_when(names, _earliest(histologies)), histologies)
    for grade in _so(history, "grade"):
        yield _sentence(_when(_("Grade: {grade}").format(grade=grade.value), grade), [grade])


def _earliest(facts: Sequence[Fact]) -> Fact:
    return min(facts, key=lambda fact: fact.date or "9999")


def _extent(history: PatientHistory) -> Iterator[Sentence]:
    for fact in _so(history, "ctnm", "ptnm"):
        yield _sentence(_when(fact.value, fact), [fact])
    for fact in _so(history, "stage"):
        text = _("stage {stage}").format(stage=fact.value)
        if fact.rule:
            text = _("{text}, derived: {rule}").format(text=text, rule=fact.rule.rstrip("."))
        yield _sentence(_when(text, fact), [fact])
    for fact in _so(history, "metastatic_site"):
        yield _sentence(_when(_("{site} metastasis").format(site=fact.value), fact), [fact])


def _markers(history: PatientHistory) -> Iterator[Sentence]:
    for fact in _so(history, "biomarker"):
        if not is_serum(fact):
            yield _sentence(_when(_readable(fact), fact), [fact])


def _readable(fact: Fact) -> str:
    return fact.value.replace("=", " ").replace("%", " %")


def _treatments(history: PatientHistory) -> Iterator[Sentence]:
    for fact in _so(history, "treatment", "line"):
        yield _sentence(_when(fact.value, fact), [fact])


def _course(history: PatientHistory) -> Iterator[Sentence]:
    for fact in _so(history, "response", "progression", "event"):
        yield _sentence(_when(_readable(fact), fact), [fact])


def _toxicities(history: PatientHistory) -> Iterator[Sentence]:
    for fact in _so(history, "toxicity"):
        yield _sentence(_when(fact.value, fact), [fact])


def _background(history: PatientHistory) -> Iterator[Sentence]:
    illnesses = _so(history, "comorbidity")
    if illnesses:
        names = ", ".join(dict.fromkeys(fact.value for fact in illnesses))
        yield _sentence(_("{text}.").format(text=names), illnesses)
    for fact in _so(history, "tobacco"):
        yield _sentence(_("Tobacco: {text}.").format(text=fact.value), [fact])
    for fact in _so(history, "alcohol"):
        yield _sentence(_("Alcohol: {text}.").format(text=fact.value), [fact])


def _now(history: PatientHistory) -> Iterator[Sentence]:
    latest = _last(_so(history, "performance_status"))
    if latest:
        yield _sentence(_when(_("performance status {value}").format(value=latest.value), latest), [latest])
    serum = [fact for fact in _so(history, "biomarker") if is_serum(fact)]
    for name in dict.fromkeys(str(fact.parts.get("marker") or fact.value.partition("=")[0]) for fact in serum):
        of_name = [fact for fact in serum if str(fact.parts.get("marker") or fact.value.partition("=")[0]) == name]
        last = _last(of_name)
        if last:
            yield _sentence(_when(_readable(last), last), [last])
    decision = _last(_so(history, "decision"))
    if decision:
        text = _("latest decision: {text}").format(text=decision.value)
        yield _sentence(_when(text, decision), [decision])


def _last(facts: Sequence[Fact]) -> Fact | None:
    dated = [fact for fact in facts if fact.date]
    return max(dated, key=lambda fact: fact.date or "") if dated else None


def _discordant(history: PatientHistory) -> Iterator[Sentence]:
    told: set[frozenset[str]] = set()
    for one in history.facts:
        for other in one.conflicts:
            pair = frozenset((one.fact.id, other.id))
            if pair in told:
                continue
            told.add(pair)
            yield _sentence(f"{_said(one)} / {_dated(other)}", [one.fact, other])


def _said(one: PatientFact) -> str:
    return _dated(one.fact)


def _dated(fact: Fact) -> str:
    day = written_date(fact.date)
    side = f" {fact.laterality}" if fact.laterality and fact.kind == "site" else ""
    text = f"{_readable(fact)}{side}"
    return f"{text} ({day})" if day else text
