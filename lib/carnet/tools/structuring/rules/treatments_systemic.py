"""Systemic treatments: each drug or protocol named, and the line of treatment that a regimen is."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from carnet.text.reading import Reading
from carnet.tools.structuring.facts import Status
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules.treatments_periods import Period, period_of, spans_of
from carnet.tools.structuring.rules.treatments_regimens import Mention, Regimen
from carnet.tools.structuring.rules.treatments_search import last_found, told_before

_ORDINALS = {"prem": 1, "deux": 2, "seco": 2, "troi": 3, "quat": 4, "cinq": 5, "sixi": 6, "sept": 7, "huit": 8}
_ORDINAL = (
    r"(?:(?P<figure>[1-9])(?: ?(?:ere?|re|nde?|eme|e|er|ieme|°))?"
    r"|(?P<word>premiere|deuxieme|seconde|troisieme|quatrieme|cinquieme|sixieme|septieme|huitieme))"
    r"[ \n](?:lignes?|intention)\b|\bligne[ \n](?:n ?[°o]?[ \n]?)?(?P<after>[1-9])(?![\d,.])"
)
_LINE = re.compile(_ORDINAL)
_LINE_AFTER = re.compile(
    rf"[ \n,(:]*(?:en|comme|de|pour la|a titre de|la)?[ \n]?(?:{_ORDINAL}|\(?l(?P<short>[1-9])\b(?!-))"
)
_SHORT_LINE = re.compile(
    r"\b(?:l ?(?P<short>[1-9])|(?P<turned>[1-9])l)(?:[ \n:=,-]+(?:metastatique|palliative|meta|m\+|par|avec|de|d'|type"
    r"|chimio\w*|immuno\w*|"
    r"hormono\w*|therapie ciblee|traitement|sous|protocole|en cours))*[ \n:=(-]*$"
)
_SETTING = re.compile(
    r"\b(?P<neo>neo-?[ ]?adj(?:uvante?s?)?\b|pre-?operatoires?|d'induction|perioperatoires?)"
    r"|(?P<adj>\badj(?:uvante?s?)?\b"
    r"|post-?operatoires?)\b"
    r"|\b(?P<maint>entretien|maintenance|maintien|consolidation)\b|\b(?P<met>metastatiques?|palliati[fv]\w*|m\+|meta)\b"
    r"|\b(?P<conc>concomitante?s?|radio-?chimiotherapie|chimio-?radiotherapie|rtct|rct)\b"
)
_SETTINGS = {
    "neo": "néoadjuvant",
    "adj": "adjuvant",
    "maint": "entretien",
    "met": "métastatique",
    "conc": "concomitante",
}
_SETTING_AFTER = re.compile(
    r"[ \n,(]*(?:en[ \n]|a titre[ \n]|d'|a visee[ \n]|de[ \n])?(?:situation[ \n]|traitement[ \n]|phase[ \n]"
    r"|hormonotherapie[ \n])?"
    rf"(?:{_SETTING.pattern})"
)
_LESION = re.compile(
    r"\b(?:maladie|lesions?|cancer|carcinome|adenocarcinome|patiente?|localisations?|site|ganglions?)[ \n]*$"
)
_CUE = re.compile(
    r"(?:\b(?:sous|par|chimio\w*|immunotherapie|hormonotherapie|therapie ciblee|ligne|protocole|schema|type|"
    r"(?:cures?|cycles?)(?:[ \n]\([^)\n]{0,10}\))?[ \n]de|traitement|recu|recoit|debut\w*|apres|a base)"
    r"(?:[ \n]+(?:du|de|d'|le|la|l'|un|une|par|en cours|oral|protocole|actuel|l'association))*[ \n:=]*|\bd')$"
)
_CYCLE_AFTER = re.compile(r"[ \n]?:?[ \n,(]*(?:c\d|cycle|\d{1,2}[ \n](?:cures?|cycles?)|x ?\d)")
_ALLERGY = re.compile(
    r"(?:\b(?:allergi\w+|anaphyla\w+|hypersensib\w+|reaction immuno-allergique|choc)\b[^.;\n]{0,30}$)"
)
_REFUSED = re.compile(
    r"\b(?:contre-?[ ]?indi\w+|ineligible|non eligible|pas eligible|recuse\w*|inapte|unfit)\b[^.;]{0,40}$"
)
_NEVER = re.compile(
    r"[^.;,]{0,40}\b(?:contre-?[ ]?indique\w*|recuse\w*|non fait\w*|non realise\w*"
    r"|(?:non|jamais|pas) (?:debute|recu)\w*"
    r"|rejet\w+|non retenue?s?|refuse\w*)\b"
)
_PROPOSED = re.compile(
    r"\b(?:propos\w+|envisag\w+|discut\w+|rediscut\w+|possibilite|eventuel\w*|option|pourrait|pourra|serait"
    r"|eligible|en cas de|si|"
    r"versus|vs|demande d\w*|en attente d\w*|attente de|question)\b"
)
_PROPOSED_AFTER = re.compile(
    r"[^.;\n]{0,30}?\b(?:a discuter|est propose\w*|sera propose\w*|a ete propose\w*|propose\w*|envisage\w*"
    r"|a envisager|serait)\b"
)
_DECIDED = re.compile(
    r"(?:\bc\.?a\.?t|\bconduite a tenir|\bplan|\bprojet(?: therapeutique)?) ?:"
    r"|\b(?:indication(?! ?:)|retenue?s?|retient|retenons|decision|decide\w*|debuter|instaurer|initier|commencer"
    r"|mettre en route|"
    r"prevu\w*|prevoi\w+|programme\w*|debutera|debuterons|recevra|preconis\w+|recommand\w+|sera|seront|va)\b"
)
_DECIDED_AFTER = re.compile(r"[^.;\n]{0,90}?\b(?:debut prevu|a debuter|prevue?s? |a partir du prochain|sera debute\w*)")
_GOES_ON = re.compile(r"\b(?:poursui\w+|continu\w+|maintien|maintenir|renouvel\w+|repris\w*|sous)\b")
_DOUBT = re.compile(
    r"\b(?:pas|sans|aucune?|jamais|absence|refus\w*|non|ni|mere|pere|soeur|frere|tante|oncle|cousine?|si|familia\w+"
    r"|possible|"
    r"probable|prevue?)\b"
)
_OFF = re.compile(r"\b(?:arret\w*|stop\w*|suspen\w+|interromp\w+|interruption|fin)\b[^.;,]{0,25}$")
_BLAMED = re.compile(
    r"\b(?:secondaires?|liee?s?|imputables?|imputee?s?|dues?|du|induite?s?|toxicites?|tolerance|reactions?"
    r"|effets? secondaires?)"
    r"(?:[ \n][a-z]+)?[ \n](?:a|au|a la|a l'|de|du|de la|de l'|par|d')[ \n]*$"
)
_GIVEN = re.compile(r"\b(?:recu\w*|recoit|termine\w*|complete\w*|traitee?s?|beneficie\w*)\b[^.;,]{0,70}$")
_PAST = frozenset(("medical_history", "surgical_history", "gynaecological_history", "family_history", "history"))
_UNDER = re.compile(
    r"(?:^|[.;:\n][ \n]?|\b(?:actuellement|est|etait|toujours|patiente?|mis|mise|il"
    r"|elle) )sous(?:[ \n]traitement par)?[ \n]*$"
    r"|\b(?:apres|suite a|(?:re-?)?evaluation sous|surveillance sous)[ \n]"
    r"(?:[1-9]\d?[ \n](?:cures?|cycles?)[ \n]de[ \n])?$"
)
_RESUMED = re.compile(r"\b(?:repris\w*|rechallenge|reintro\w+)\b")
_RECEIVED_AFTER = re.compile(  # « a été proposée, dont il a reçu trois cycles »
    r"[^.;\n]{0,70}?\b(?:dont|que|qu'|et) ?(?:il|elle|le patient|la patiente) (?:en )?a "
    r"(?:recu|beneficie|complete|termine)"
)
_KNOWLEDGE = re.compile(  # of the drug, not of the patient: « gefitinib et erlotinib ont démontré une activité »
    r"[^.;,]{0,30}?\b(?:ont|a) (?:demontre|montre (?:une?|son|leur) (?:efficacite|activite|superiorite))"
    r"|[^.;,]{0,12}?\b(?:seraient|sont) (?:des candidats|indique|recommande|approuve)"
    r"|[^.;,]{0,30}?\best (?:le traitement (?:de reference|standard)|indiquee? (?:dans|pour) l|approuve)"
)
_OTHER_ARM = re.compile(r"[ \n]?(?:\bvs\b|versus|contre|ou[ \n](?:un[ \n])?placebo|/[ ]?placebo)")


@dataclass(frozen=True, slots=True)
class Course:
    """A regimen with what the text tells of it. `status` None: read by assertion; `planned`: decided, not begun."""

    regimen: Regimen
    first: int
    last: int
    period: Period
    number: int | None
    setting: str | None
    status: Status | None
    planned: bool
    line: bool
    resumed: bool = False


def courses_of(reading: Reading, regimens: list[Regimen]) -> list[Course]:
    """The courses of the regimens that are not skipped (allergies); a detail takes the course of what it details."""
    heads = [one for one in regimens if not one.detail]
    spans = spans_of(reading, [(one.start, one.end) for one in heads])
    courses: list[Course] = []
    of: dict[int, Course] = {}
    for regimen, (first, last) in zip(heads, spans, strict=True):
        if _allergy(reading, regimen) or _KNOWLEDGE.match(reading.plain, regimen.end):
            continue
        of[regimen.start] = _course(reading, regimen, first, last)
    _share_starts(list(of.values()))
    head: Course | None = None
    for regimen in regimens:
        if not regimen.detail:
            head = of.get(regimen.start)
            if head:
                courses.append(head)
        elif head:
            courses.append(
                Course(
                    regimen,
                    head.first,
                    head.last,
                    head.period,
                    head.number,
                    head.setting,
                    head.status,
                    head.planned,
                    False,
                )
            )
    return courses


def _share_starts(courses: list[Course]) -> None:
    """A regimen named again without a start has the start told last before it in the note."""
    starts: dict[str, str] = {}
    for one in courses:
        period, name = one.period, one.regimen.name
        if period.start and period.begun:
            starts[name] = period.start
        elif (
            period.start is None
            and one.setting != "entretien"
            and not one.resumed
            and one.status in (None, "present")
            and not one.planned
        ):
            start = starts.get(name)
            period.start = start if start and (period.stop is None or start <= period.stop) else None


def find_systemic(reading: Reading, courses: list[Course]) -> list[Finding]:
    """The treatment and line facts of the courses."""
    found: list[Finding] = []
    for course in courses:
        judged = (course.regimen.start, course.regimen.end)
        found += [_treatment(course, one, judged) for one in course.regimen.mentions]
        if course.line:
            found.append(_line(course))
    return found


def _course(reading: Reading, regimen: Regimen, first: int, last: int) -> Course:
    plain = reading.plain
    before = plain[max(first, regimen.start - 110) : regimen.start]
    after = plain[regimen.end : min(last, regimen.end + 110)]
    period = period_of(reading, regimen.start, regimen.end, first, last)
    number = _line_number(before, after)
    setting = _setting(before, after)
    section = reading.section_at(regimen.start)
    past = section is not None and section.kind in _PAST
    told = told_before(plain, regimen.start, 70, first)
    status, planned = _status(
        before if len(told) < len(before[-70:]) else told, after, period, past, reading.note.note_date
    )
    single = len(regimen.mentions) == 1 and regimen.mentions[0].drug is not None
    cued = number is not None or setting is not None or not single or regimen.name.endswith("(Stupp)")
    if single and not regimen.dosed:
        cued = (
            cued
            or bool(_CUE.search(plain, max(0, regimen.start - 60), regimen.start) or _CYCLE_AFTER.match(after))
            or period.begun
        )
    cued = cued or period.cycles is not None or period.cycle is not None or period.begun
    if _BLAMED.search(before):
        cued = False
    line = regimen.systemic and cued and all(not one.support or not single for one in regimen.mentions)
    resumed = _RESUMED.search(before[-40:]) is not None
    return Course(regimen, first, last, period, number, setting, status, planned, line, resumed)


def _allergy(reading: Reading, regimen: Regimen) -> bool:
    section = reading.section_at(regimen.start)
    if section is not None and section.kind == "allergies":
        return True
    return bool(_ALLERGY.search(reading.plain, max(0, regimen.start - 60), regimen.start))


def _gone(value: str, today: date | None) -> bool:
    """Whether a day, month or year is over on the day of the note."""
    return today is not None and value < today.isoformat()[: len(value)]


def _status(before: str, after: str, period: Period, past: bool, today: date | None) -> tuple[Status | None, bool]:
    if _OTHER_ARM.match(after):
        return "possible", False
    near = before[-70:]
    if _REFUSED.search(near) or _NEVER.match(after):
        return "absent", False
    certain: Status | None = None if _DOUBT.search(near) else "present"
    if _OFF.search(near):
        return None, False
    if period.stop and period.stop[:4].isdigit() and _gone(period.stop, today):
        return certain, False
    if period.begun or _UNDER.search(near) or not past and _GIVEN.search(near):
        return certain, False
    last_of = {
        name: max((found.start() for found in pattern.finditer(near)), default=-1)
        for name, pattern in (("on", _GOES_ON), ("decided", _DECIDED), ("proposed", _PROPOSED))
    }
    if _RECEIVED_AFTER.match(after):
        return certain, False
    if _PROPOSED_AFTER.match(after):
        return "hypothetical", False
    told = _LINE.search(near) and re.search(r"\bpar[ \n]*$", near)
    best = max(last_of, key=lambda name: last_of[name])
    if last_of[best] < 0:
        return certain if told else None, _DECIDED_AFTER.match(after) is not None
    if best == "proposed" or best == "decided" and last_of["proposed"] >= 0:
        return "hypothetical", False
    return None, best == "decided"


def _line_number(before: str, after: str) -> int | None:
    last = last_found(_LINE, before)
    if last is not None and len(before) - last.end() < 75 and not re.search(r"[.;]", before[last.end() :]):
        return _ordinal(last)
    short = _SHORT_LINE.search(before)
    if short:
        return int(short["short"] or short["turned"])
    following = _LINE_AFTER.match(after)
    if following:
        return int(following["short"]) if following["short"] else _ordinal(following)
    return None


def _ordinal(found: re.Match[str]) -> int:
    digit = found["figure"] or found["after"]
    return int(digit) if digit else _ORDINALS[found["word"][:4]]


def _setting(before: str, after: str) -> str | None:
    following = _SETTING_AFTER.match(after)
    if following:
        return _named(following)
    last = None
    for found in _SETTING.finditer(before):
        if not _LESION.search(before[: found.start()]):
            last = found
    return _named(last) if last else None


def _named(found: re.Match[str]) -> str:
    return next(value for name, value in _SETTINGS.items() if found[name])


def _treatment(course: Course, one: Mention, judged: tuple[int, int]) -> Finding:
    parts: dict[str, Any] = {"type": "protocol" if one.protocol else "drug", "inn": list(one.inns)}
    if one.drug:
        parts["class"] = one.drug.kind
    elif one.protocol:
        parts["class"] = one.protocol.kind
    told = course.period.parts()
    if one.support:
        told.pop("dose_change", None)
    if one.dose:
        parts |= {"dose": one.dose.amount, "dose_unit": one.dose.unit}
    value = f"{one.name} {one.dose.value}" if one.dose else one.name
    atc = one.drug.atc if one.drug else ""
    return Finding(
        "treatment",
        value,
        one.start,
        one.after,
        "treatment.protocol" if one.protocol else "treatment.drug",
        code=atc or None,
        system="ATC" if atc else None,
        unit=one.dose.unit if one.dose else None,
        status="present" if course.planned and one.dose else "hypothetical" if course.planned else course.status,
        judged=judged,
        date=course.period.start if _full(course.period.start) else None,
        also=tuple(course.period.places),
        parts=parts | told | _planned(course),
    )


def _line(course: Course) -> Finding:
    regimen, period = course.regimen, course.period
    parts: dict[str, Any] = {"treatment": regimen.name, "inn": list(regimen.inns)}
    if course.number is not None:
        parts["number"] = course.number
    if course.setting:
        parts["setting"] = course.setting
    name = f"L{course.number} {regimen.name}" if course.number is not None else regimen.name
    return Finding(
        "line",
        name,
        regimen.start,
        regimen.end,
        "line",
        status="hypothetical" if course.planned else course.status,
        date=period.start if _full(period.start) else None,
        also=tuple(period.places),
        parts=parts | period.parts() | _planned(course),
    )


def _planned(course: Course) -> dict[str, Any]:
    return {"planned": True} if course.planned else {}


def _full(value: str | None) -> bool:
    return bool(value) and re.fullmatch(r"\d{4}(-\d\d){0,2}", value or "") is not None
