"""Lines of treatment of a patient, numbered by stated rules from the facts of all her notes.

The rules, in the order in which they are tried for each regimen, by date of start:

1. A regimen said neoadjuvant, adjuvant or concomitant with radiotherapy, without a line number, is line 0: not counted;
   so is the maintenance that follows it, and the hormone therapy that follows it, or that consolidates a local
   treatment, where nothing tells of a progression since.
2. A number that the text says is the number of the line; the same number again goes on with that line.
3. The first regimen that is neither is line 1.
4. Drugs that all belong to the line under way, without progression since: it goes on (maintenance, fewer drugs).
5. A drug changed for another of its class, without progression: it goes on (cisplatin for carboplatin, …).
6. A hormone therapy that comes with the drugs under way (castration, a partner of a CDK4/6 inhibitor), without
   progression: it goes on.
7. A progression since the line began: the next line.
8. More than 180 days (`GAP_DAYS`) since the line ended: the next line.
9. Otherwise the line goes on: a change without progression is no new line.

The rules are those of the studies in routine data (a new line is a change of systemic treatment for progression, or
after a gap), with the gap of 180 days that the issue of this project states.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from carnet.text.lexicon.cancer_drugs import SYSTEMIC, drug_named
from carnet.tools.structuring.facts import Fact

GAP_DAYS = 180
SEEN_AFTER_DAYS = 31  # a progression may be written up to so many days after the next treatment began
SAME_START_DAYS = 75  # the same drugs with starts closer than that are one regimen, told twice
_UNCOUNTED = frozenset(("adjuvant", "néoadjuvant", "concomitante"))
_CLASSES = tuple(
    frozenset(names.split())
    for names in (
        "cisplatine carboplatine oxaliplatine",
        "paclitaxel docétaxel nab-paclitaxel cabazitaxel",
        "palbociclib ribociclib abémaciclib",
        "létrozole anastrozole exémestane",
        "leuproréline triptoréline goséréline dégarélix buséréline rélugolix",
        "5-fluorouracile capécitabine",
        "cétuximab panitumumab",
        "erlotinib géfitinib afatinib",
        "nivolumab pembrolizumab",
        "doxorubicine épirubicine",
        "enzalutamide apalutamide darolutamide",
    )
)
_COMPANIONS = frozenset(
    (
        *("leuproréline", "triptoréline", "goséréline", "dégarélix", "buséréline", "rélugolix", "bicalutamide"),
        *("létrozole", "anastrozole", "exémestane", "fulvestrant", "tamoxifène"),
        *("palbociclib", "ribociclib", "abémaciclib"),
    )
)


@dataclass(frozen=True)
class Line:
    """A line of treatment. `number` 0: adjuvant, neoadjuvant or concomitant, not counted.

    `treatment` is its name, « A puis B » where it changed; `drugs` are INNs; `start`, `stop` ISO 8601 as precise as the
    text is; `facts` what it was drawn from; `rule`: why it is a line of its own, and why what follows belongs to it.
    """

    number: int
    treatment: str
    drugs: tuple[str, ...]
    setting: str | None
    start: str | None
    stop: str | None
    reason: str | None
    facts: tuple[Fact, ...] = field(repr=False)
    rule: str = ""


@dataclass(frozen=True)
class _Episode:
    """A regimen given for a time, told by one or more facts. `when` orders it: its start, or when it was first seen."""

    drugs: frozenset[str]
    name: str
    number: int | None
    setting: str | None
    start: str | None
    stop: str | None
    reason: str | None
    when: str
    facts: tuple[Fact, ...]


def number_lines(facts: Sequence[Fact]) -> list[Line]:
    """The lines of treatment of one patient, in order of time; `facts` are those of all her notes, in any order.

    Only what the text asserts counts (present, or of the past), not what is planned or possible.
    """
    episodes = _joined(_told(facts))
    progressions = sorted(
        {
            fact.date
            for fact in facts
            if fact.date
            and fact.assertion in ("present", "history")
            and (fact.kind == "progression" or fact.kind == "response" and fact.value == "maladie progressive")
        }
    )
    lines: list[Line] = []
    for episode in sorted(episodes, key=lambda one: (_day(one.when), one.name)):
        _place(lines, episode, progressions)
    return lines


def _told(facts: Sequence[Fact]) -> list[_Episode]:
    """One episode for each fact that tells of a regimen; a drug that a line of its note holds tells nothing more."""
    held: dict[str, set[str]] = {}
    for fact in facts:
        if fact.kind == "line" and _counts(fact):
            held.setdefault(fact.evidence[0].note_id, set()).update(fact.parts.get("inn", ()))
    found = []
    for fact in facts:
        if not _counts(fact):
            continue
        inns = [str(inn) for inn in fact.parts.get("inn", ())]
        if fact.kind == "treatment" and set(inns) <= held.get(fact.evidence[0].note_id, set()):
            continue
        drugs = frozenset(inn for inn in inns if _systemic(inn))
        when = fact.parts.get("start") or fact.date
        if not drugs or not when:
            continue
        name = str(fact.parts.get("treatment") or (fact.value if fact.parts.get("type") == "protocol" else inns[0]))
        found.append(
            _Episode(
                drugs,
                name,
                fact.parts.get("number"),
                fact.parts.get("setting"),
                fact.parts.get("start"),
                fact.parts.get("stop"),
                fact.parts.get("reason"),
                when,
                (fact,),
            )
        )
    return found


def _counts(fact: Fact) -> bool:
    if fact.assertion not in ("present", "history") or fact.parts.get("planned"):
        return False
    return fact.kind == "line" or fact.kind == "treatment" and fact.parts.get("type") in ("drug", "protocol")


def _systemic(inn: str) -> bool:
    drug = drug_named(inn)
    return drug is not None and drug.kind in SYSTEMIC


def _hormonal(drugs: frozenset[str]) -> bool:
    return all((drug := drug_named(inn)) is not None and drug.kind == "hormonothérapie" for inn in drugs)


def _joined(told: list[_Episode]) -> list[_Episode]:
    """The same drugs told several times are one episode, unless two starts that are far apart are written."""
    groups: list[_Episode] = []
    order = sorted(told, key=lambda one: (one.start is None, _day(one.when), one.facts[0].id))
    for one in order:
        same = [at for at, other in enumerate(groups) if other.drugs == one.drugs and _one_course(other, one)]
        if same:
            groups[same[-1]] = _merged(groups[same[-1]], one)
            continue
        around = [at for at, other in enumerate(groups) if one.start is None and _within(one, other)]
        if around:
            groups[around[-1]] = replace(groups[around[-1]], facts=(*groups[around[-1]].facts, *one.facts))
            continue
        groups.append(one)
    return groups


def _one_course(first: _Episode, second: _Episode) -> bool:
    if first.number is not None and second.number is not None and first.number != second.number:
        return False
    if first.start and second.start:
        return abs((_day(first.start) - _day(second.start)).days) <= SAME_START_DAYS
    return True  # named without a start: a mention of the course that is known


def _within(one: _Episode, other: _Episode) -> bool:
    """Whether some of the drugs of a regimen are named while it is given: a mention, not another treatment."""
    if one.number is not None or not one.drugs < other.drugs:
        return False
    begun = _day(other.when) <= _day(one.when)
    return begun and (other.stop is None or _day(one.when) <= _day(other.stop) or one.setting != "entretien")


def _merged(first: _Episode, second: _Episode) -> _Episode:
    starts = sorted(filter(None, (first.start, second.start)), key=lambda day: (-len(day), _day(day)))
    stops = [day for day in (first.stop, second.stop) if day]
    return replace(
        first,
        number=first.number if first.number is not None else second.number,
        setting=first.setting or second.setting,
        start=starts[0] if starts else None,
        stop=max(stops, key=_day) if stops else None,
        reason=first.reason or second.reason,
        when=min(first.when, second.when, key=_day) if not starts else starts[0],
        facts=(*first.facts, *second.facts),
    )


def _place(lines: list[Line], episode: _Episode, progressions: list[str]) -> None:
    """Put an episode in a line: a new one, or the one under way."""
    counted = [line for line in lines if line.number > 0]
    last = max((line.number for line in counted), default=0)
    if episode.number is None and episode.setting in _UNCOUNTED:
        lines.append(_line(episode, 0, f"traitement {_in_words(episode.setting)} : ligne non comptée"))
        return
    if episode.number is not None:
        same = [at for at, line in enumerate(lines) if line.number == episode.number]
        if same:
            lines[same[-1]] = _goes_on(lines[same[-1]], episode, f"le texte dit la ligne {episode.number}")
        else:
            lines.append(_line(episode, episode.number, f"le texte dit la ligne {episode.number}"))
        return
    if not counted:
        if episode.setting == "entretien" and lines:
            lines.append(_line(episode, 0, "entretien d’un traitement non compté"))
            return
        if _hormonal(episode.drugs) and (lines or episode.setting == "entretien"):
            since = _day(lines[-1].start) if lines and lines[-1].start else date.min
            begun = _day(episode.when)
            if not any(since < _day(day) <= begun for day in progressions):
                lines.append(_line(episode, 0, "hormonothérapie après un traitement local ou adjuvant"))
                return
        lines.append(_line(episode, 1, "premier traitement systémique de la maladie avancée"))
        return
    at = max((at for at, line in enumerate(lines) if line.number > 0), key=lambda place: lines[place].number)
    current = lines[at]
    progression = _progression(current, episode, progressions)
    why = None if progression else _same_line(current, episode)
    if why:
        lines[at] = _goes_on(current, episode, why)
    elif progression:
        lines[at] = replace(current, reason=current.reason or "progression")
        lines.append(_line(episode, last + 1, f"nouveau traitement après une progression ({progression})"))
    elif (gap := _gap(current, episode)) is not None and gap > GAP_DAYS:
        lines.append(
            _line(episode, last + 1, f"nouveau traitement {gap} jours après la fin du précédent (> {GAP_DAYS})")
        )
    else:
        lines[at] = _goes_on(current, episode, "changement sans progression")


def _same_line(current: Line, episode: _Episode) -> str | None:
    """Why an episode goes on with a line that has not progressed; None where nothing says so."""
    held = frozenset(current.drugs)
    if (gap := _gap(current, episode)) is not None and gap > GAP_DAYS:
        return None
    if episode.drugs <= held:
        return "entretien par une partie des médicaments" if episode.drugs < held else "mêmes médicaments"
    new = episode.drugs - held
    gone = held - episode.drugs
    if all(any(drug in group and group & gone for group in _CLASSES) for drug in new):
        return "substitution dans la même classe"
    if new <= _COMPANIONS and (held & _COMPANIONS or episode.setting == "entretien"):
        return "hormonothérapie ou inhibiteur de CDK4/6 associés au traitement en cours"
    return "entretien" if episode.setting == "entretien" else None


def _progression(current: Line, episode: _Episode, progressions: list[str]) -> str | None:
    """The last progression between the start of a line and that of the next treatment; its stop reason counts too."""
    begun = _day(current.start) if current.start else date.min
    until = _day(episode.when).toordinal() + SEEN_AFTER_DAYS
    between = [day for day in progressions if _day(day) > begun and _day(day).toordinal() <= until]
    if between:
        return between[-1]
    if current.reason == "progression" and not episode.drugs <= frozenset(current.drugs):
        return current.stop or "motif de l’arrêt"
    return None


def _gap(current: Line, episode: _Episode) -> int | None:
    """Days from the end of a line to the start of a treatment; None where one of them is not written."""
    if current.stop is None or episode.start is None:
        return None
    return (_day(episode.start) - _day(current.stop)).days


def _line(episode: _Episode, number: int, rule: str) -> Line:
    return Line(
        number,
        episode.name,
        tuple(sorted(episode.drugs)),
        episode.setting,
        episode.start,
        episode.stop,
        episode.reason,
        episode.facts,
        rule,
    )


def _goes_on(line: Line, episode: _Episode, why: str) -> Line:
    known = line.treatment.split(" puis ")
    name = line.treatment if episode.name in known else f"{line.treatment} puis {episode.name}"
    later = episode.stop if episode.stop and (not line.stop or _day(episode.stop) > _day(line.stop)) else line.stop
    if episode.start and line.stop and not episode.stop and _day(episode.start) >= _day(line.stop):
        later = None  # it goes on, and nothing says until when
    return replace(
        line,
        treatment=name,
        drugs=tuple(sorted({*line.drugs, *episode.drugs})),
        setting=line.setting or episode.setting,
        stop=later,
        reason=episode.reason or (line.reason if later == line.stop else None),
        facts=(*line.facts, *episode.facts),
        rule=f"{line.rule} ; {episode.name} : {why}" if name != line.treatment else line.rule,
    )


def _in_words(setting: str | None) -> str:
    return {"concomitante": "concomitant de la radiothérapie"}.get(setting or "", setting or "")


def _day(value: str) -> date:
    """The first day of a date as precise as it is (2024, 2024-03, 2024-03-12)."""
    parts = [int(part) for part in value[:10].split("-") if part.isdigit()]
    year, month, day = (*parts, 1, 1)[:3] if parts else (1, 1, 1)
    return date(year, month, day)
