"""A patient's history by problem and in time: templates over facts, each line with the passages it was made from.

One page: what several facts say together is one line (tumour and grade; TNM and stage; a treatment with its drugs, its
response and its end), and a section that would be longer ends with the number of what it leaves out.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from carnet.language import _, ngettext
from carnet.tools.structuring.facts import Fact
from carnet.tools.structuring.patient import PatientFact, PatientHistory
from carnet.tools.structuring.patient_topics import is_serum, same_time, topic
from carnet.tools.summarisation.history_treatments import Treatments, before_the_disease, chronic, treatments
from carnet.tools.summarisation.history_words import (
    UNKNOWN,
    dated,
    later,
    line,
    names,
    readable,
    same_turn,
    so,
    together,
    told,
    when,
    words,
    written_date,
)
from carnet.tools.summarisation.summary import Section, Sentence
from carnet.tools.summarisation.titles import PATIENT, title

MOST = {"disease": 4, "extent": 5, "markers": 4, "treatments": 12, "course": 7, "toxicities": 4, "background": 4}
MOST |= {"now": 4, "discordant": 5}
_VITALS = frozenset(("weight", "height", "bmi", "nodes", "admission"))
_VAGUE = ("8000/", "8001/", "8010/")  # tumour, tumour cells, carcinoma: said better by a more precise morphology
_REGIONS = ("C14", "C76", "C80")  # pharynx and mouth as a whole, a part of the body: said better by an organ
_SCALE = re.compile(r"(?:SBR|FIGO|Fuhrman|ISUP|OMS|Nottingham|Elston|Furhman)\b")
_RECEPTORS = ("RE", "RP", "HER2", "Ki-67")


def summarise_history(history: PatientHistory) -> tuple[Section, ...]:
    """The sections of a patient, in time within each. Only facts that are so: neither denied, feared nor familial."""
    received = treatments(history)
    makers: dict[str, Callable[[], Iterator[Sentence]]] = {
        "disease": lambda: _disease(history),
        "extent": lambda: _extent(history),
        "markers": lambda: _markers(history),
        "treatments": lambda: iter(received.sentences),
        "course": lambda: _course(history, received),
        "toxicities": lambda: _toxicities(history),
        "background": lambda: _background(history),
        "now": lambda: _now(history),
        "discordant": lambda: _discordant(history),
    }
    found = ((key, _short(list(makers[key]()), MOST[key])) for key in PATIENT)
    return tuple(Section(key=key, title=title(key), sentences=sentences) for key, sentences in found if sentences)


def _short(sentences: list[Sentence], most: int) -> tuple[Sentence, ...]:
    """At most so many lines; the last then tells how many are left out, with their passages."""
    if len(sentences) <= most:
        return tuple(sentences)
    rest = sentences[most - 1 :]
    text = ngettext("{n} other line is left out.", "{n} other lines are left out.", len(rest)).format(n=len(rest))
    passages = tuple(passage for one in rest for passage in one.evidence)
    return (*sentences[: most - 1], Sentence(text=text, evidence=passages, way="facts"))


def _past(one: PatientFact) -> bool:
    """Whether every mention tells of another time: a former cancer."""
    return all(fact.assertion == "history" for fact in one.mentions)


def _facts(group: Sequence[PatientFact]) -> list[Fact]:
    return [one.fact for one in group]


def _earliest(group: Sequence[PatientFact]) -> PatientFact:
    return min(group, key=lambda one: (not when(one)[1], when(one)[0] or UNKNOWN))


def _disease(history: PatientHistory) -> Iterator[Sentence]:
    """Each tumour once: morphology, place, grade."""
    grades = so(history, "grade")
    sites = [one for one in so(history, "site") if not _past(one)]
    sites = [one for one in sites if not (one.fact.code or "").startswith(_REGIONS)] or sites
    histologies = [one for one in so(history, "histology") if not _past(one)]
    features = [one for one in histologies if not one.fact.code]  # « emboles vasculaires »
    histologies = [one for one in histologies if one.fact.code] or histologies
    precise = [one for one in histologies if not (one.fact.code or "").startswith(_VAGUE)]
    histologies = precise or histologies
    grades += [one for one in features if one not in histologies]
    organs: dict[str, list[PatientFact]] = {}
    for site in sites:
        organs.setdefault(topic(site.fact), []).append(site)
    own: dict[str, list[PatientFact]] = {organ: [] for organ in organs}
    for one in histologies:
        near = [organ for organ, group in organs.items() if _beside(history, one, group)]
        if near or len(organs) == 1:
            own[(near or list(organs))[0]].append(one)
        else:
            own.setdefault(f"- {one.id}", []).append(one)
    for organ, group in own.items():
        places = organs.get(organ, [])
        where = " / ".join(names(_place(one) for one in places))
        what = ", ".join(names(one.fact.value for one in group))
        parts = [_beside(history, one, [*group, *places]) for one in grades]
        said = grades if len(own) == 1 else [one for one, near in zip(grades, parts, strict=True) if near]
        if what and where:
            text = _("{histology} ({site})").format(histology=what, site=where)
        else:
            text = what or _("tumour: {site}").format(site=where)
        for grade in names(_grade(one.fact) for one in said):
            text = _("{text}, {detail}").format(text=text, detail=grade)
        sources = [*group, *places]
        yield line(told(text, _earliest(sources)), _facts([*sources, *said]))
    if not own:
        for one in grades:
            yield line(told(_grade(one.fact), one), [one.fact])


def _place(one: PatientFact) -> str:
    side = one.fact.laterality
    return one.fact.value if not side or side in one.fact.value else f"{one.fact.value} {side}"


def _grade(fact: Fact) -> str:
    return _("grade {grade}").format(grade=fact.value) if _SCALE.match(fact.value) else fact.value


def _beside(history: PatientHistory, one: PatientFact, group: Sequence[PatientFact]) -> bool:
    return any(together(history, fact, other) for fact in one.mentions for site in group for other in site.mentions)


def _extent(history: PatientHistory) -> Iterator[Sentence]:
    """TNM with the stage that it gives, then metastases by date."""
    tnm = so(history, "ctnm", "ptnm")
    stages = so(history, "stage")
    written = [one for one in stages if not one.fact.rule]
    stages = written or stages  # a derived one that says otherwise is among what disagrees
    told_stages: set[str] = set()
    for one in tnm:
        own = [stage for stage in stages if stage.id not in told_stages and _stage_of(history, stage, one, len(tnm))]
        told_stages.update(stage.id for stage in own)
        text = one.fact.value
        for stage in names(_stage(stage.fact) for stage in own):
            text = _("{text}, {detail}").format(text=text, detail=stage)
        yield line(told(text, one), _facts([one, *own]))
    rest = [one for one in stages if one.id not in told_stages]
    for one in rest:
        yield line(told(_stage(one.fact), one), [one.fact])
    sites = so(history, "metastatic_site")
    by_day: dict[tuple[str, bool], list[PatientFact]] = {}
    for one in sites:
        vague = any(one is not other and words(one.fact.value) < words(other.fact.value) for other in sites)
        if not vague:
            day, own_day = when(one)
            by_day.setdefault((day or "", own_day), []).append(one)
    for group in by_day.values():
        values = names(one.fact.value for one in group)
        one_site = _("{site} metastasis").format(site=values[0])
        text = one_site if len(values) == 1 else _("metastases: {sites}").format(sites=", ".join(values))
        yield line(told(text, group[0]), _facts(group))
    nodes = [one for one in so(history, "event") if one.fact.parts.get("type") == "nodes"]
    for one in nodes[:1]:
        yield line(told(_("nodes: {text}").format(text=one.fact.value), one), [one.fact])


def _stage_of(history: PatientHistory, stage: PatientFact, tnm: PatientFact, count: int) -> bool:
    if stage.fact.rule:
        return stage.fact.parts.get("tnm") == tnm.fact.value
    return count == 1 or _beside(history, stage, [tnm])


def _stage(fact: Fact) -> str:
    text = _("stage {stage}").format(stage=fact.value)
    if not fact.rule:
        return text
    scale = str(fact.parts.get("scale") or fact.system or "")
    return _("{text} derived from the TNM ({scale})").format(text=text, scale=scale) if scale else text


def _markers(history: PatientHistory) -> Iterator[Sentence]:
    """The markers of the tumour; those of one date on one line, receptors first."""
    groups: dict[str, list[PatientFact]] = {}
    for one in so(history, "biomarker"):
        if not is_serum(one.fact):
            day, own = when(one)
            groups.setdefault((day or "") if own else "", []).append(one)
    for day in sorted(groups, key=lambda value: value or "0"):
        group = sorted(groups[day], key=lambda one: (_rank(topic(one.fact)), bool(one.fact.parts.get("derived"))))
        group = [one for one in group if not any(_says_more(other.fact, one.fact) for other in group)]
        text = ", ".join(dict.fromkeys(readable(one.fact) for one in group))
        yield line(dated(text, day), _facts(group))


def _says_more(one: Fact, other: Fact) -> bool:
    """« HER2 3+ » says « HER2 positif »."""
    (name, _sign, value), (other_name, _other_sign, other_value) = one.value.partition("="), other.value.partition("=")
    return name == other_name and value != other_value and one.parts.get("status") == other_value


def _rank(marker: str) -> tuple[int, str]:
    return (_RECEPTORS.index(marker) if marker in _RECEPTORS else len(_RECEPTORS), marker)


def _course(history: PatientHistory, received: Treatments) -> Iterator[Sentence]:
    """Responses, progressions and events that no treatment's line tells; what is said twice of one time once."""
    facts = [
        one
        for one in so(history, "response", "progression", "event")
        if one.id not in received.told and one.fact.parts.get("type") not in _VITALS and not _dead(one.fact)
    ]
    groups: list[list[PatientFact]] = []
    for one in facts:
        same = [group for group in groups if _same_turn(one, group[0])]
        if same:
            same[0].append(one)
        else:
            groups.append([one])
    rows = []
    for group in groups:
        best = max(group, key=lambda one: (one.kind == "progression", len(one.fact.value)))
        day = max((when(one)[0] or "" for one in group), key=len)
        rows.append((day or UNKNOWN, line(dated(readable(best.fact), day), _facts([best, *group]))))
    for _day, sentence in sorted(rows, key=lambda row: row[0]):
        yield sentence


def _same_turn(one: PatientFact, other: PatientFact) -> bool:
    day, first = when(one)[0], when(other)[0]
    if not day or not first:
        return False
    if one.fact.value == other.fact.value:
        return same_time(day, first)
    return same_turn(one, other)


def _dead(fact: Fact) -> bool:
    return fact.kind == "event" and fact.parts.get("type") in ("death", "cause_of_death")


def _toxicities(history: PatientHistory) -> Iterator[Sentence]:
    """Each toxicity with its worst grade; those of one date on one line."""
    worst: dict[str, PatientFact] = {}
    for one in so(history, "toxicity"):
        known = worst.get(topic(one.fact))
        if known is None or _graded(one.fact) > _graded(known.fact):
            worst[topic(one.fact)] = one
    by_day: dict[str, list[PatientFact]] = {}
    for one in worst.values():
        by_day.setdefault(when(one)[0] or UNKNOWN, []).append(one)
    for day in sorted(by_day):
        group = sorted(by_day[day], key=lambda one: -_graded(one.fact))
        text = ", ".join(_caused(one.fact) for one in group)
        yield line(dated(text, None if day == UNKNOWN else day), _facts(group))


def _graded(fact: Fact) -> int:
    grade = str(fact.parts.get("grade") or "0")
    return int(grade) if grade.isdigit() else 0


def _caused(fact: Fact) -> str:
    cause = fact.parts.get("cause")
    return _("{text} ({cause})").format(text=fact.value, cause=cause) if cause else fact.value


def _background(history: PatientHistory) -> Iterator[Sentence]:
    """Illnesses and former cancers, operations, usual drugs, habits: a line each."""
    illnesses = so(history, "comorbidity")
    if illnesses:
        yield line(dated(", ".join(names(one.fact.value for one in illnesses)), None), _facts(illnesses))
    former = [one for one in so(history, "site", "histology") if _past(one)]
    operations = before_the_disease(history)
    if former or operations:
        values = [_("former tumour: {text}").format(text=_place(one)) for one in former if one.kind == "site"]
        values += [] if values else [_("former tumour: {text}").format(text=one.fact.value) for one in former]
        values += [one.fact.value for one in operations]
        yield line(dated(", ".join(names(values)), None), _facts([*former, *operations]))
    drugs = chronic(history)
    if drugs:
        text = _("usual treatment: {text}").format(text=", ".join(one.fact.value for one in drugs))
        yield line(dated(text, None), _facts(drugs))
    habits = []
    sources = []
    for kind, label in (("tobacco", _("tobacco: {text}")), ("alcohol", _("alcohol: {text}"))):
        known = [one for one in history.of_kind(kind) if one.fact.assertion in ("present", "history", "absent")]  # type: ignore[arg-type]
        last = later(known) or (known[-1] if known else None)
        if last:
            habits.append(label.format(text=last.fact.value))
            sources.append(last.fact)
    if habits:
        yield line(dated(" ; ".join(habits), None), sources)


def _now(history: PatientHistory) -> Iterator[Sentence]:
    """Death, or the latest performance status, the latest value of each serum marker, the latest decision."""
    deaths = [one for one in so(history, "event") if _dead(one.fact) and not re.search(r"\d", one.fact.value)]
    if deaths:
        text = ", ".join(names(one.fact.value for one in deaths))
        yield line(dated(text, when(_earliest(deaths))[0]), _facts(deaths))
    latest = later(so(history, "performance_status"))
    if latest:
        value = latest.fact.value
        if value.isdigit():
            value = _("WHO performance status {value}").format(value=value)
        yield line(dated(value, when(latest)[0]), [latest.fact])
    by_day: dict[str, list[PatientFact]] = {}
    serum = [one for one in so(history, "biomarker") if is_serum(one.fact)]
    for name in dict.fromkeys(topic(one.fact) for one in serum):
        last = later([one for one in serum if topic(one.fact) == name])
        if last:
            by_day.setdefault(when(last)[0] or UNKNOWN, []).append(last)
    for day, group in sorted(by_day.items(), reverse=True)[:2]:
        yield line(dated(", ".join(readable(one.fact) for one in group), day), _facts(group))
    decision = later(so(history, "decision"))
    if decision and not deaths:
        text = _("latest decision: {text}").format(text=decision.fact.value)
        yield line(dated(text, when(decision)[0]), [decision.fact])


def _discordant(history: PatientHistory) -> Iterator[Sentence]:
    """What notes say of one thing that cannot all be so: every value with its date, or that of its note."""
    written = {note.note_id: note.note_date.isoformat() if note.note_date else None for note in history.notes}
    groups: dict[tuple[str, str], dict[str, Fact]] = {}
    for one in history.facts:
        for fact in (one.fact, *one.conflicts) if one.conflicts else ():
            derived = fact.kind == "biomarker" and fact.parts.get("derived")
            if not derived:
                groups.setdefault((fact.kind, topic(fact)), {}).setdefault(fact.id, fact)
    for facts in groups.values():
        order = sorted(facts.values(), key=lambda fact: (fact.date or UNKNOWN, fact.value))
        order = [fact for fact in order if any(_disagree(fact, other) for other in order)]
        values = list(dict.fromkeys(_side(fact, written) for fact in order))
        if len({_value(fact) for fact in order}) > 1:
            yield line(_("{text}.").format(text=" / ".join(values)), order)


def _disagree(one: Fact, other: Fact) -> bool:
    """Whether two values cannot both be told: a score and its hybridisation, « 3+ » and « positif » can."""
    if one.kind != "biomarker" or "absent" in (one.assertion, other.assertion):
        return one.value != other.value or one.assertion != other.assertion or one.laterality != other.laterality
    (name, _sign, value), (other_name, _other_sign, other_value) = one.value.partition("="), other.value.partition("=")
    if name != other_name or value == other_value:
        return False
    status = one.parts.get("status")
    return not status or status != other.parts.get("status") or status not in (value, other_value)


def _value(fact: Fact) -> str:
    side = f" {fact.laterality}" if fact.laterality and fact.kind == "site" else ""
    denied = _("no {text}") if fact.assertion == "absent" else "{text}"
    value = _stage(fact) if fact.kind == "stage" else _grade(fact) if fact.kind == "grade" else readable(fact)
    if fact.kind == "performance_status" and value.isdigit():
        value = _("WHO performance status {value}").format(value=value)
    return denied.format(text=f"{value}{side}")


def _side(fact: Fact, written: dict[str, str | None]) -> str:
    if fact.date and fact.date_rule != "note":
        return _("{text} ({date})").format(text=_value(fact), date=written_date(fact.date))
    day = fact.date or written.get(fact.evidence[0].note_id)
    if day:
        return _("{text} (note of {date})").format(text=_value(fact), date=written_date(day))
    return _value(fact)
