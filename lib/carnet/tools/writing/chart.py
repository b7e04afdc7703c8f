"""The chart: what the facts of a patient's notes say surely, in the shape that questions ask for."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.facts import Fact
from carnet.tools.structuring.tool import Structurer
from carnet.tools.writing.knowledge import Drug, Sign, Tumour, drugs
from carnet.tools.writing.person import Person, person_of
from carnet.tools.writing.signs import signs_of
from carnet.tools.writing.tumour import tumour_of

Source = tuple[str, int, int]  # note, start, end of the text as given
_CYCLE = re.compile(r"\b(?:j ?\d{1,2} ?c ?\d{1,2}|c ?\d{1,2}(?: ?j ?\d{1,2})?)\b")  # « J1C1 », « C2 J8 »
_SETTINGS = ("adjuvant", "néoadjuvant", "palliatif", "d’entretien")


@dataclass(frozen=True, slots=True)
class Line:
    """Drugs given together. `named` is the protocol's name; `drugs` are those known, `unknown` how many are not."""

    drugs: tuple[Drug, ...]
    named: str | None
    unknown: int
    setting: str | None
    source: Source

    @property
    def ids(self) -> frozenset[str]:
        """The drugs by their INN."""
        return frozenset(drug.id for drug in self.drugs)


@dataclass(frozen=True, slots=True)
class SignSeen:
    """A finding of the case, with its result and grade where there are."""

    sign: Sign
    value: str
    grade: int | None
    source: Source


@dataclass(frozen=True)
class Chart:
    """What is sure. Lists are in the order of the notes; `markers` holds those on which the notes agree."""

    notes: tuple[Note, ...]
    person: Person
    tumour: Tumour | None
    tumour_label: str
    tumour_source: Source | None
    lines: tuple[Line, ...]
    signs: tuple[SignSeen, ...]
    markers: dict[str, tuple[str, Source]]
    metastases: tuple[tuple[str, Source], ...]
    metastatic: bool | None
    comorbidities: tuple[tuple[str, Source], ...]
    tobacco: tuple[str, Source] | None
    performance: tuple[int, Source] | None
    facts: tuple[Fact, ...] = field(repr=False, default=())
    identifying: tuple[Source, ...] = field(repr=False, default=())  # what no passage may hold
    readings: tuple[Reading, ...] = field(repr=False, default=())

    def identifies(self, source: Source) -> bool:
        """Whether a stretch of a note holds something that identifies."""
        note_id, start, end = source
        return any(name == note_id and first < end and start < last for name, first, last in self.identifying)

    @property
    def oncology(self) -> bool:
        """Whether the notes tell of a tumour at all."""
        return any(fact.kind in ("site", "histology", "line") and _own(fact) for fact in self.facts)

    @property
    def histology(self) -> bool:
        """Whether the notes name the histology of a tumour that is not benign as the patient's."""
        told = [fact for fact in self.facts if fact.kind == "histology" and _own(fact)]
        return any(not (fact.code or "").endswith("/0") for fact in told)

    @property
    def history(self) -> tuple[str, ...]:
        """Every comorbidity and event that the notes tell of the patient, named as the facts name them."""
        told = [one for one in self.facts if one.assertion in ("present", "history", "possible")]
        return tuple(str(one.value) for one in told if one.kind in ("comorbidity", "event"))

    @property
    def smoker(self) -> bool | None:
        """Whether the patient smokes or has smoked, where the notes say so."""
        return True if self.tobacco else None


def chart_of(notes: Sequence[Note], structurer: Structurer, identifying: Sequence[Source] = ()) -> Chart:
    """The chart of a patient's notes, given in the order of time; `identifying` is what the pseudonymiser found."""
    readings = [Reading.of(note) for note in notes]
    read = [structurer.facts(reading) for reading in readings]
    facts = [fact for each in read for fact in each]
    present = [fact for fact in facts if fact.assertion == "present"]
    person = person_of(readings)
    tumour, label, source = tumour_of(readings, facts, person)
    if tumour and tumour.sex and person.sex is None:
        person = person.of_sex(tumour.sex)
    places = tuple(_once((fact.value, source_of(fact)) for fact in present if fact.kind == "metastatic_site"))
    return Chart(
        notes=tuple(notes),
        person=person,
        tumour=tumour,
        tumour_label=label,
        tumour_source=source,
        lines=tuple(line for line in _lines(present) or _decided(present, readings) if _given_for(line, tumour)),
        signs=tuple(SignSeen(*seen) for seen in signs_of(present)),
        markers=_markers(facts),
        metastases=places,
        metastatic=_metastatic(facts, [place for place, _ in places]),
        comorbidities=tuple(_comorbidities(readings, facts)),
        tobacco=_tobacco(facts),
        performance=_performance(present),
        facts=tuple(facts),
        identifying=tuple(identifying),
        readings=tuple(readings),
    )


def _own(fact: Fact) -> bool:
    """Whether a fact is the patient's, be it sure or not."""
    return fact.assertion not in ("family", "absent", "hypothetical")


def source_of(fact: Fact) -> Source:
    """Where a fact was read."""
    first = fact.evidence[0]
    return first.note_id, first.start, first.end


def first_told(chart: Chart, kinds: tuple[str, ...], note_id: str) -> int | None:
    """Where a note first speaks of one of these kinds of fact."""
    starts = [
        fact.evidence[0].start
        for fact in chart.facts
        if fact.kind in kinds and fact.assertion != "family" and fact.evidence[0].note_id == note_id
    ]
    return min(starts, default=None)


def _once(pairs: Iterable[tuple[str, Source]]) -> list[tuple[str, Source]]:
    kept: dict[str, Source] = {}
    for name, other in pairs:
        kept.setdefault(name, other)
    return list(kept.items())


def _lines(present: Sequence[Fact]) -> list[Line]:
    """The lines of drugs, each protocol or set of drugs once."""
    known = drugs()
    protocols = {
        frozenset(fact.parts["inn"]): fact.value
        for fact in present
        if fact.kind == "treatment" and fact.parts.get("type") == "protocol" and fact.parts.get("inn")
    }
    lines: list[Line] = []
    seen: set[frozenset[str]] = set()
    for fact in present:
        if fact.kind != "line" or not fact.parts.get("inn"):
            continue
        inn = list(dict.fromkeys(fact.parts["inn"]))
        if frozenset(inn) in seen:
            continue
        seen.add(frozenset(inn))
        found = tuple(known[name] for name in inn if name in known)
        if found and (_named(protocols.get(frozenset(inn))) or not _several_lines(found)):
            setting = fact.parts.get("setting")
            lines.append(
                Line(
                    drugs=found,
                    named=_named(protocols.get(frozenset(inn))),
                    unknown=len(inn) - len(found),
                    setting=setting if setting in _SETTINGS else None,
                    source=source_of(fact),
                )
            )
    return lines


def _several_lines(found: Sequence[Drug]) -> bool:
    """Whether drugs without a protocol's name are too many to be one line: lines told one after the other."""
    cytotoxic = sum(drug.type == "chimiothérapie" for drug in found)
    targeted = any(drug.id.endswith("tinib") for drug in found)
    return cytotoxic > 3 or (targeted and cytotoxic > 1)


def _decided(present: Sequence[Fact], readings: Sequence[Reading]) -> list[Line]:
    """Drugs that a decision names alone and that were then given: « RCP : pembrolizumab. C1 le… »."""
    plain = {reading.note.note_id: reading.plain for reading in readings}
    given = {fact.value for fact in present if fact.kind == "treatment" and fact.parts.get("type") == "drug"}
    lines: dict[str, Line] = {}
    for fact in present:
        drug = drugs().get(fact.value) if fact.kind == "decision" and fact.value in given else None
        if drug is not None and _CYCLE.search(plain[source_of(fact)[0]], fact.evidence[0].end):
            lines.setdefault(drug.id, Line((drug,), None, 0, None, source_of(fact)))
    return list(lines.values()) if len(lines) == 1 else []


def _given_for(line: Line, tumour: Tumour | None) -> bool:
    """Whether the drugs of a line are given together, and for that tumour: a case may tell of two cancers."""
    several = sum(drug.type == "chimiothérapie" for drug in line.drugs)
    if (several > 3 and not line.named) or (several > 1 and any(drug.id.endswith("inib") for drug in line.drugs)):
        return False  # lines of treatment told in one breath
    return all(
        (not drug.only or (tumour is not None and tumour.id in drug.only))
        and (tumour is None or tumour.id not in drug.never)
        for drug in line.drugs
    )


def _named(protocol: str | None) -> str | None:
    """A protocol's name, if it is a name and not the drugs one by one."""
    if protocol and re.fullmatch(r"[A-Z0-9a-z-]{2,12}", protocol) and sum(map(str.isupper, protocol)) >= 2:
        return protocol
    return None


def _markers(facts: Sequence[Fact]) -> dict[str, tuple[str, Source]]:
    """marker → its status, where the notes say one alone."""
    told: dict[str, dict[str, Source]] = {}
    for fact in facts:
        if fact.kind == "biomarker" and fact.assertion == "present" and fact.parts.get("status"):
            told.setdefault(fact.parts["marker"], {}).setdefault(fact.parts["status"], source_of(fact))
    return {name: next(iter(status.items())) for name, status in told.items() if len(status) == 1}


def _metastatic(facts: Sequence[Fact], places: Sequence[str]) -> bool | None:
    """Whether the disease is metastatic: told by distant sites, M1 or stage IV; False where M0 is said and none is."""
    distant = [place for place in places if not place.startswith("ganglionnaire")]
    told = {fact.parts.get("M") for fact in facts if fact.kind in ("ctnm", "ptnm") and fact.assertion == "present"}
    told = {str(each)[0] for each in told if each}
    fourth = any(fact.kind == "stage" and fact.value == "IV" and fact.assertion == "present" for fact in facts)
    if distant or fourth or "1" in told:
        return True
    return False if told == {"0"} else None


def _comorbidities(readings: Sequence[Reading], facts: Sequence[Fact]) -> list[tuple[str, Source]]:
    """What the patient had before, as the opening of the notes or their section of history says."""
    found = []
    for fact in facts:
        if fact.kind != "comorbidity" or fact.assertion not in ("present", "history"):
            continue
        note_id, start, _ = source_of(fact)
        reading = next(each for each in readings if each.note.note_id == note_id)
        section = reading.section_at(start)
        history = section is not None and section.kind in ("medical_history", "history", "risk_factors")
        if start < 700 or (history and start < 1500 and section is not None and section.kind != "history"):
            found.append((fact.value, source_of(fact)))
    return _once(found)[:4]


def _tobacco(facts: Sequence[Fact]) -> tuple[str, Source] | None:
    told = [fact for fact in facts if fact.kind == "tobacco" and fact.assertion in ("present", "history")]
    told = [fact for fact in told if fact.parts.get("status") in ("actif", "sevré")]
    if not told or len({fact.parts["status"] for fact in told}) > 1:
        return None
    years = next((fact for fact in told if fact.parts.get("pack_years")), told[0])
    packs = years.parts.get("pack_years")
    amount = f" ({packs:g} paquets-années)".replace(".", ",") if packs and 1 < packs <= 120 else ""
    return told[0].parts["status"] + amount, source_of(years)


def _performance(present: Sequence[Fact]) -> tuple[int, Source] | None:
    told = [fact for fact in present if fact.kind == "performance_status" and fact.parts.get("scale") == "ECOG"]
    told = [fact for fact in told if isinstance(fact.parts.get("value"), int)]
    counted = Counter(fact.parts["value"] for fact in told)
    if len(counted) != 1:
        return None
    return told[0].parts["value"], source_of(told[0])
