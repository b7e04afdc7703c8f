"""What was decided, in a multidisciplinary meeting or by the physician; inclusion in a trial."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from carnet.text.reading import Reading
from carnet.tools.structuring.facts import Status
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules.treatments_modalities import Modality
from carnet.tools.structuring.rules.treatments_radiation import Radiation
from carnet.tools.structuring.rules.treatments_search import anchored
from carnet.tools.structuring.rules.treatments_surgery import Operation
from carnet.tools.structuring.rules.treatments_systemic import Course

_WORDS = (
    r"(?:[ \n:,]+(?:(?:a[ \n]l[ae' ]?)?(?:de|du|des|d'une?|d'un|d'|un|une|le|la|l'|les|par|a|au|en|et|pour|type"
    r"|avec|base|realiser|faire|"
    r"debuter|instaurer|initier|poursuivre|reprendre|nouvelle?|prise en charge|strategie|traitement|protocole"
    r"|schema|complement|"
    r"(?:poly)?chimio-?\w*|immuno-?\w*|hormono-?\w*|therapies?|ciblees?|medical|systemique|chirurgie"
    r"|chirurgicale?s?|locale?|instillations?|carcinologique|"
    r"oral\w*|adjuvante?s?|neo-?[ ]?adjuvante?s?|palliative?s?|metastatique|exclusive|concomitante?s?|sequentielle"
    r"|consolidation|"
    r"entretien|maintenance|premiere|deuxieme|seconde|troisieme|quatrieme|ligne|\d(?:ere?|re|e|eme|nde|l)?|l\d"
    r"|[nd]?radiotherapie|"
    r"therapeutique|simple|seule?|association|geste|intervention|retenue?|consolider|toutes?|cures?|cycles?|actuel\w*|"
    r"l'identique|ensuite|puis|chez|ce|cette|patiente?|son|sa|d[eu] la)(?:\b'?|(?<=')))){0,14}[ \n:'(]*$"
)
_CUE = re.compile(
    r"\b(?P<cue>propositions?|propos\w+|(?<!contre.)(?<!contre)indication(?! ?:)|decision"
    r"|decid\w+|retenue?s?|retient|retenons|opte\w*"
    r"|preconis\w+|recommand\w+|"
    r"debuter|instaurer|initier|debutons|debutera|reprendre"
    r"|(?P<on>poursuite|poursuiv(?:re|ons|r\w+)|on poursuit|continuer|maintien)"
    r"|(?P<off>arreter?|arretons|"
    r"stopper|stop)|prevoi\w+|prevoyons|(?:en|par la) rcp)" + _WORDS
)
_LABEL = re.compile(
    r"(?:^|[\n.;] ?|\b)(?:c\.?a\.?t|conduite a tenir|pec|prise en charge|au total|conclusion|synthese|suites?"
    r"|decisions?|avis|"
    r"avis (?:de la )?rcp|rcp|plan|projet|propositions?(?: therapeutiques?)?|retenu|decision (?:de la )?rcp|"
    r"conclusion de la rcp|projet therapeutique|decision therapeutique|traitement propose|strategie)"
    r"(?: (?:(?:du|le|en) )?[\d/. ]+| du \d{1,2} \w+ \d{4})?[ ]?(?::|=|=>|->|-)[ \n]*(?:[-*•] ?)?(?:une?[ \n]|la[ \n]"
    r"|le[ \n])?$"
)
_FIXED = re.compile(
    r"(?P<care>\bsoins[ \n](?:de[ \n])?(?:support|confort)(?P<only>[ \n]exclusifs?|[ \n]seuls)?"
    r"|\bsoins palliatifs exclusifs|\bbsc\b)"
    r"|(?P<none>\babstention(?:[ \n]therapeutique)?\b)|(?P<active>\bsurveillance[ \n]active\b)"
    r"|(?P<watch>\b(?:surveillance|surveiller)\b(?![ \n](?:apres|sous|d'un|d'une|des|du|de la|de l'|post"
    r"|dans le cadre|par)\b))"
    r"|(?P<pause>\b(?:pause|fenetre)[ \n]therapeutique\b)"
)
_NO = re.compile(r"\b(?:pas|absence|aucune?|sans|non|ni)\b[^.;:,\n]{0,45}$")
_IF = re.compile(
    r"\b(?:si|en cas d\w*|sous reserve|a discuter|discut\w+|rediscut\w+|envisag\w+|eventuel\w*)\b[^.;\n]{0,60}$"
)
_LATER = re.compile(r"[ \n,(]*(?:a discuter|a rediscuter|si\b|en cas d|a envisager|non retenue?)")
_RCP = re.compile(r"\b(?:rcp|reunion de concertation|comite (?:multidisciplinaire|de tumeurs|tumeurs)|staff)\b")
_TRIAL = re.compile(
    r"\b(?P<how>inclu\w+|randomise\w*|participation|participe\w*|entree?|enrole\w*|screene\w*"
    r"|traitee?)[ \n](?:(?:de|du|la|le|cette|"
    r"patiente?|ce|est|a ete|ete|comme)[ \n]){0,4}(?:(?:dans|a|au sein de|pour|selon)[ \n])?(?:le cadre (?:de"
    r"|d'un)[ \n]?)?(?:un|une|"
    r"l'|le|la|cet|cette|d')?[ \n]?(?P<what>essais?|etude|protocole|cohorte)(?:[ \n](?:clinique|therapeutique"
    r"|randomise\w*|de recherche|de phase [1-3i]+|prospecti\w+|de))*"
    r"[ \n:«\"(]*"
)
_NAME = re.compile(
    r"[A-Z][A-Z0-9]+(?:[- ]?[A-Z0-9]+){0,3}(?![a-z])|[A-Z][A-Za-z]*[-_]?\d{1,4}[A-Z]?|[A-Z]{2,}[A-Za-z]+"
)
_INTO = re.compile(
    r"\b(?:[Ii]nclu(?:s|se|sion)|INCLU(?:S|SE|SION)|[Rr]andomisée?) (?:dans|DANS) "
    r"(?P<name>[A-Z]{3,}[A-Z0-9]*(?:-[A-Za-z]*\d+)+)"
)
_NAMED_TRIAL = re.compile(  # « Essai PALOMA-X : patiente incluse le … »
    r"(?:[Ee]ssai|[ÉEé]tude|ESSAI|ETUDE|ÉTUDE) (?P<name>[A-Z]{3,}[A-Z0-9]*(?:[- ][A-Z0-9]+){0,2})(?![a-z])"
    r" ?[:,(–-]? ?(?:(?:patiente?|est|a été|a ete|PATIENTE?|EST) ){0,3}"
    r"(?:[Ii]nclu(?:se|sion|s)|INCLU(?:SE|SION|S)|[Rr]andomis)"
)
_NCT = re.compile(r"\bnct ?\d{8}\b")
_ARM = re.compile(
    r"\bbras[ \n](?:n ?°?[ \n]?)?(?P<arm>[a-d1-4]\b|standard|experimental|controle|placebo|[a-z]+(?:ib|mab|ine)\b)"
)
_WITH = re.compile(r"\bconcomitante?s?[ \n](?:a|avec)[ \n](?:la|une)[ \n]$")
_FOLLOWED = re.compile(
    r"[ \n]?(?:/|:) ?\d"
    r"|[ \n](?:clinique|simple|reguliere|rapprochee|tous|semestrielle|annuelle|trimestrielle"
    r"|alternee|par[ \n]|a[ \n]\d)"
)
_READ = frozenset(("imaging", "biology", "pathology", "investigations", "reason", "technique", "medical_history"))
_NO_SURGERY = ("chimioembol", "radioembol", "radiofr", "thermoabl", "cryo", "autogreffe", "allogreffe", "greffe")
_CLINICAL = frozenset(("rcp", "plan", "conclusion"))


@dataclass(frozen=True, slots=True)
class _Target:
    start: int
    end: int
    value: str
    parts: dict[str, Any] = field(default_factory=dict)
    alone: bool = True  # whether a sentence of a conclusion that begins with it decides it


def find_decisions(
    reading: Reading,
    courses: list[Course],
    operations: list[Operation],
    radiations: list[Radiation],
    modalities: list[Modality],
) -> list[Finding]:
    """The decisions: a treatment, an operation, surveillance… after the words that decide it."""
    targets = [
        _Target(one.regimen.start, one.regimen.end, one.regimen.name, {}, _open(one)) for one in courses if _named(one)
    ]
    targets += [_Target(one.start, one.end, _act(one.value), {"operation": one.value}, False) for one in operations]
    targets += [_radiation(one) for one in radiations]
    targets += [_Target(one.start, one.end, one.value, {}, False) for one in modalities]
    meetings = _meetings(reading)
    found: list[Finding] = []
    for one in sorted([*targets, *_fixed(reading)], key=lambda target: target.start):
        made = _decision(reading, one, meetings)
        if made is not None and not (found and found[-1].end > made.start):
            found.append(made)
    return found


def find_trials(reading: Reading) -> list[Finding]:
    """The inclusions in trials: « inclus dans l'essai X », « randomisé bras B », an NCT number."""
    found: list[Finding] = []
    for match in _inclusions(reading.plain):
        name = _NAME.match(reading.text, match.end())
        number = _NCT.search(reading.plain, match.end(), match.end() + 60)
        if name is None and number is None and not _ARM.search(reading.plain, match.end(), match.end() + 60):
            continue
        end = name.end() if name else number.end() if number else match.end()
        arm = _ARM.search(reading.plain, match.end(), match.end() + 80)
        found.append(_trial(reading, match.start(), end, name[0] if name else "", number, arm))
    for match in _INTO.finditer(reading.text) if "inclu" in reading.plain or "randomis" in reading.plain else ():
        if not any(one.start <= match.start() < one.end for one in found):
            arm = _ARM.search(reading.plain, match.end(), match.end() + 80)
            found.append(_trial(reading, match.start(), match.end(), match["name"], None, arm))
    for match in _NAMED_TRIAL.finditer(reading.text) if "inclu" in reading.plain or "randomis" in reading.plain else ():
        if not any(one.start < match.end() and match.start() < one.end for one in found):
            arm = _ARM.search(reading.plain, match.end(), match.end() + 80)
            found.append(_trial(reading, match.start(), match.end(), match["name"], None, arm))
    for number in _NCT.finditer(reading.plain) if "nct" in reading.plain else ():
        if not any(one.start <= number.start() < one.end + 60 for one in found):
            found.append(_trial(reading, number.start(), number.end(), "", number, None))
    return found


def _inclusions(plain: str) -> Iterator[re.Match[str]]:
    done = 0
    for place in anchored(plain, ("essai", "etude", "protocole", "cohorte")):
        for match in _TRIAL.finditer(plain, max(done, place - 70), place + 60):
            if match.start() < place <= match.end():
                done = match.end()
                yield match
                break


def _trial(
    reading: Reading, start: int, end: int, name: str, number: "re.Match[str] | None", arm: "re.Match[str] | None"
) -> Finding:
    code = reading.text[slice(*number.span())].replace(" ", "").upper() if number else None
    called = " ".join((name or code or "").split())
    parts: dict[str, Any] = {"type": "trial", "trial": called}
    if arm:
        parts["arm"] = arm["arm"].upper() if len(arm["arm"]) == 1 else arm["arm"]
    if code:
        parts["nct"] = code
    return Finding(
        "event",
        f"inclusion essai {called}".strip(),
        start,
        end,
        "event.trial",
        code=code,
        system="NCT" if code else None,
        parts=parts,
    )


def _named(course: Course) -> bool:
    return course.regimen.systemic and not course.regimen.detail


def _open(course: Course) -> bool:
    """Whether a course may still be a plan: nothing says that it began or ended."""
    return not course.period.begun and course.period.stop is None and course.period.cycle is None


def _act(value: str) -> str:
    """What an operation is called in a decision: what is no surgery has its own name."""
    return value.split(" ")[0] if value.startswith(_NO_SURGERY) else "chirurgie"


def _radiation(one: Radiation) -> _Target:
    start, end = one.word or (one.start, one.end)
    name = one.value.partition(" ")[0]
    parts = {name: value for name, value in one.parts.items() if name in ("dose", "fractions")}
    return _Target(
        min(start, one.start), end if one.word else one.end, name if name != "boost" else "radiothérapie", parts, False
    )


def _fixed(reading: Reading) -> Iterator[_Target]:
    for place in anchored(reading.plain, ("soins", "bsc", "abstention", "surveill", "pause", "fenetre")):
        match = _FIXED.match(reading.plain, place)
        if match is None:
            continue
        if match["care"]:
            yield _Target(*match.span(), "soins de support", {"exclusive": True} if match["only"] else {})
        elif match["none"]:
            yield _Target(*match.span(), "abstention thérapeutique")
        elif match["active"]:
            yield _Target(*match.span(), "surveillance active")
        elif match["watch"]:
            yield _Target(*match.span(), "surveillance")
        else:
            yield _Target(*match.span(), "pause thérapeutique")


def _decision(reading: Reading, one: _Target, meetings: list[tuple[int, str, tuple[int, int]]]) -> Finding | None:
    plain = reading.plain
    sentence = reading.sentence_at(one.start)
    first = sentence.start if sentence else 0
    last = sentence.end if sentence else one.end
    if plain[first:last].rstrip().endswith("?"):
        return None
    before = plain[max(0, one.start - 120) : one.start]
    near = plain[max(first, one.start - 120) : one.start]
    cue = _last(_CUE, near)
    label = _LABEL.search(before)
    section = reading.section_at(one.start)
    if _WITH.search(near):
        return None
    stands = one.alone and near.strip(" -*•\n") == "" and section is not None and section.kind in _CLINICAL
    exclusive = bool(one.parts.get("exclusive")) or one.value == "abstention thérapeutique"
    if near.strip() == "" and one.value == "surveillance" and (section is None or section.kind not in _READ):
        stands = stands or _FOLLOWED.match(plain, one.end) is not None
    if not (cue or label or stands or (exclusive and section is not None)):
        return None
    if one.value == "soins de support" and not exclusive and not (cue or label or stands):
        return None
    value = one.value
    fixed = value.startswith(("surveillance", "soins", "abstention", "pause"))
    if not fixed and cue and cue["on"]:
        value = f"poursuite {value}"
    elif not fixed and cue and cue["off"]:
        value = f"arrêt {value}"
    status: Status = "present"
    if _NO.search(near):
        status = "absent"
    elif _IF.search(near) or _LATER.match(plain, one.end):
        status = "hypothetical"
    parts = dict(one.parts)
    meeting = _meeting(reading, one.start, meetings)
    also: tuple[tuple[int, int], ...] = ()
    if meeting:
        parts["meeting"] = meeting[0]
        also = (meeting[1],)
    return Finding(
        "decision",
        value,
        one.start,
        one.end,
        "decision.rcp" if meeting or (section is not None and section.kind == "rcp") else "decision",
        status=status,
        date=meeting[0] if meeting else None,
        also=also,
        parts=parts,
    )


def _meeting(
    reading: Reading, start: int, meetings: list[tuple[int, str, tuple[int, int]]]
) -> tuple[str, tuple[int, int]] | None:
    """The date of the meeting that decides what stands at `start`: that of the line, or that the section is of."""
    for at, when, place in reversed(meetings):
        if at > start or start - at >= 900:
            continue
        line = reading.plain.rfind("\n", 0, start) + 1
        told = reading.plain.rfind("\n", 0, at) + 1
        if at < line and at > told + 60:  # told within another line, of other things
            return None
        section = reading.section_at(start)
        if at >= line or at < 120 or section is not None and section.start <= at:
            return None if _TODAY.search(reading.plain, place[1], start) else (when, place)
        return None
    return None


_TODAY = re.compile(r"\b(?:ce jour|aujourd'hui|a ce jour)\b")


def _last(pattern: re.Pattern[str], text: str) -> "re.Match[str] | None":
    """The last place of the text from which the pattern reaches its end."""
    found = pattern.search(text)
    while found is not None:
        nearer = pattern.search(text, found.start() + 1)
        if nearer is None:
            return found
        found = nearer
    return None


def _meetings(reading: Reading) -> list[tuple[int, str, tuple[int, int]]]:
    """(place, date, where it is written) of the meetings whose date is written."""
    found = []
    for place in anchored(reading.plain, ("rcp", "reunion de c", "comite", "staff")):
        match = _RCP.match(reading.plain, place)
        if match is None:
            continue
        for moment in reading.moments:
            if moment.start < match.end() or moment.kind != "date" or not moment.value[:4].isdigit():
                continue
            gap = reading.plain[match.end() : moment.start]
            if len(gap) < 60 and not re.search(r"[.;\n]", gap) and re.search(r"(?:\bdu|\ble|\ben|[:(,-]|^) ?$", gap):
                found.append((match.start(), moment.value, (moment.start, moment.end)))
            break
    return found
