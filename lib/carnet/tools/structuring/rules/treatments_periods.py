"""When a treatment began and ended, why it ended, how many cycles, what became of its dose: read around its name."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import Any

from carnet.text.moments import Moment
from carnet.text.reading import Reading
from carnet.tools.structuring.rules.treatments_search import last_found

_GAP = (
    r"(?:[ \n](?!arret|stop|fin\b|progress)[^ .;,()\n]+){0,4}?[ \n:(]*(?:(?:le|en|au|du|des|depuis|a|ce|la|mi"
    r"|fin|debut)[ \n-]+)*$"
)
_START = re.compile(
    r"(?:\b(?:debut\w*|instaur\w+|initie\w*|initiation|commenc\w+|mise?[ \n]en[ \n](?:route|place)|introdui\w+|"
    r"introduction|demarr\w+|repris\w*|institu\w+)"
    + _GAP
    + r"|\b(?:depuis|a partir (?:de|du)|des)[ \n](?:(?:le|la|fin|"
    r"mi|debut)[ \n-])*$"
    r"|\b(?:c1(?:[ -/]?j1)?|j1c1|premiere (?:cure|injection|perfusion)|1(?:ere|re|er) (?:cure|cycle|injection))"
    r"[ \n]*[:(]?"
    r"[ \n]*(?:(?:faite?|realisee?|recue?)[ \n])?(?:(?:le|en|du|au|date)[ \n])?$)"
)
_STOP = re.compile(
    r"(?:\b(?:arret\w*|stopp\w+|stop|interromp\w+|interrompu\w*|interruption|suspen\w+|termin\w+|acheve\w*|fini\w*)"
    + _GAP
    + r"|\b(?:jusqu'?(?:a|au|en)?|fin)[ \n](?:(?:le|la|au|en|fin|mi|debut)[ \n-]?)*$)"
)
_TO_COME = re.compile(r"\bprevu|\b(?:re)?(?:debuter|commencer|instaurer|initier|demarrer|prendre)\b|\bdebutera")
_AFTERWARDS = re.compile(r"\bsuivie?s?[ \n](?:de|d'|par)|\bpuis\b|\brelais\b")
_STARTS_AFTER = re.compile(
    r"[ \n]?[,:)]?[ \n]?(?:(?:[a-z'-]+[ \n]){1,8}a[ \n]ete[ \n])?(?:on[ \n]|a[ \n]|il[ \n]|elle[ \n]|est[ \n]"
    r"|ont?[ \n]|une?[ \n])*(?:debut\w*|instaur\w+"
    r"|initi\w+|"
    r"introd\w+|mise?[ \n]en[ \n](?:route|place)|demarrage|reprise|commenc\w+)\b"
)
_STOPS_AFTER = re.compile(r"[ \n]?[,:)]?[ \n]?(?:arret\w*|stop\w*|interruption|suspension|fin d[eu])\b")
_STRAIGHT = re.compile(r"(?:[ \n,(]+(?:le|en|au|ce|a|la|mi|fin|debut|hebdomadaire|oral|en[ \n]monotherapie))*[ \n-]*")
_OFF_BEFORE = re.compile(
    r"\b(?:arret\w*|stopp\w+|stop|interromp\w+|interruption|suspen\w+|termin\w+|acheve\w*|fin)\b[^.;,]{0,75}$"
)
_ON_BEFORE = re.compile(
    r"\b(?:debut\w*|instaur\w+|initi\w+|commenc\w+|mise?[ \n]en[ \n](?:route|place)|introdui\w+|introduction|demarr\w+|"
    r"repris\w*|institu\w+|premiere?[ \n](?:cure|cycle|injection))\b[^.;,]{0,75}$"
)
_FROM = re.compile(r"(?:\b(?:du|de|entre|d')[ \n](?:(?:le|fin|mi|debut)[ \n-])*|\(|,[ \n]?|:[ \n]?|[ \n])$")
_TO = re.compile(r"[ \n]?(?:au|a|et|-|–|→|->|jusqu'?(?:au|en|a)?)[ \n]?(?:(?:le|fin|mi|debut)[ \n-])*")
_STOPPED = re.compile(r"\b(?:arret\w*|stopp\w+|stop|interromp\w+|interrompu\w*|interruption|suspen[ds]\w*)\b")
_WHY = re.compile(
    r"[^.;]{0,45}?(?:\(|\b(?:pour|devant|en raison d\w*|suite a|secondaire\w* a|du fait d\w*|a cause d\w*|a la"
    r"|motive\w* par|"
    r"lie\w* a|apres))[ \n']?[^.;]{0,40}?(?P<reason>progress\w+|evoluti\w+|rechute|recidive|echappement|"
    r"toxicit\w+|intoleranc\w+|mauvaise tolerance|neuropath\w+|cytopeni\w+|neutropeni\w+|thrombopeni\w+|mucite"
    r"|diarrhee|"
    r"pneumopath\w+|colite|hepatit\w+|reaction|allergi\w+|effets? (?:indesirables?|secondaires?)|souhait|demande du|"
    r"demande de la|choix du|refus|fin d[eu] traitement|fin du protocole|reponse complete|remission|alteration|aeg"
    r"|deces)"
)
_REASONS = (
    (("progress", "evolut", "rechut", "recidiv", "echapp"), "progression"),
    (("souhait", "demande", "choix", "refus"), "souhait du patient"),
    (("fin ",), "fin de traitement"),
    (("reponse", "remission"), "réponse"),
    (("alteration", "aeg"), "altération de l'état général"),
    (("deces",), "décès"),
)
_CHANGE = re.compile(
    r"(?:(?:reduction|diminution|baisse|reduite?s?|diminuee?s?|reduire)(?:[ \n](?:de|des?|la|les|du|dose|doses"
    r"|posologie|"
    r"a|conduisant))*[ \n](?:de[ \n])?(?P<less>\d{1,2}) ?%|(?:a|avec)[ \n](?P<left>\d{2,3}) ?%(?:[ \n](?:de la|des|de)"
    r"[ \n](?:doses?|posologie)|[ \n]?(?:pleine )?doses?)|(?P<reduced>doses? reduites?|reduction des? doses?|"
    r"reduction posologique|posologie reduite|dose diminuee|diminution de (?:la )?dose|desescalade"
    r"|adaptation des? doses?))"
)
_HELD = re.compile(r"\b(?:suspen\w+|interromp\w+|interrompu\w*|pause therapeutique|fenetre therapeutique)\b")
_RESUMED = re.compile(r"\b(?:repris\w*|reintroduction|reintroduit\w*|rechallenge)\b")
_NUMBER = r"(?P<count>\d{1,3}|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze)"
_WORDS = ["une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"]
_CYCLES = r"(?:cures?|cycles?|injections?|perfusions?|instillations?|administrations?|seances? de chimio\w*)"
_BEFORE = re.compile(
    rf"\b{_NUMBER}[ \n]{_CYCLES}(?:[ \n]+(?:de|d'|du|par|type|selon|le|la|protocole|schema|supplementaires?"
    rf"|(?:poly)?chimio\w*|"
    r"immuno\w*|(?:neo-?)?adjuvante?s?|a base|avec|traitement|toutes|les|\d|semaines))*[ \n:]*$"
)
_BARE = re.compile(r"(?:^|[ \n(:,]|\bx ?)(?P<count>[1-9]|1\d)[ \n]$")
_ORDINAL = re.compile(
    rf"(?:\b(?P<nth>\d{{1,2}}|premi|deuxi|troisi|quatri|cinqui|sixi|septi|huiti)(?:e|eme|ere?|ieme|re)[ \n]{_CYCLES}"
    rf"|\b(?:cure|cycle)[ \n]?(?:n ?[°o]?\.?[ \n]?)?(?P<no>\d{{1,2}})|\bc(?P<c>\d{{1,2}})(?:[ -/]?j(?P<j>\d{{1,2}}))?)"
    r"(?:[ \n]+(?:de|d'|du|la|le|l'|protocole|chimio\w*|par))*[ \n:]*$"
)
_AFTER = re.compile(
    rf"[ \n,:;(]*(?:pendant[ \n]|pour[ \n]|soit[ \n]|total de[ \n]|au total[ \n])?(?:{_NUMBER}[ \n]{_CYCLES}"
    r"|(?:x|×)[ \n]?(?P<x>\d{1,2})(?![\d/%]| ?/)(?:[ \n](?:cures?|cycles?))?"
    r"|c(?P<c>\d{1,2})[ /-]?(?:j(?P<j>\d{1,2}))?(?![a-z\d])|(?:cure|cycle)[ \n](?:n ?°?[ \n]?)?(?P<no>\d{1,2}))"
)
_GIVEN = re.compile(rf"\({_NUMBER}[ \n]{_CYCLES}\)")
_CUT = re.compile(r"\b(?:puis|suivie?s?|relais|switch|remplace\w*|ensuite|et)\b|[,;\n]")
_GOES_ON = re.compile(
    r"(?:[-*•] ?)?(?:traitement |chimiotherapie |chimio |immunotherapie )?(?:arret\w*|interruption|interrompu\w*"
    r"|premier cycle|premiere cure|c1"
    r"|stopp?\w*|debute\w*|"
    r"suspendu\w*|instaure\w*|reduction de dose|dose reduite|(?:la )?derniere? (?:cure|cycle))\b"
)


@dataclass(slots=True)
class Period:
    """What the text tells of the course of a treatment; `places` are the passages that say so (clean offsets)."""

    start: str | None = None
    stop: str | None = None
    reason: str | None = None
    dose_change: str | None = None
    held: str | None = None
    cycles: int | None = None
    cycle: int | None = None
    day: int | None = None
    begun: bool = False
    places: list[tuple[int, int]] = field(default_factory=list)

    def parts(self) -> dict[str, Any]:
        """What is known, by the names of the parts of a fact."""
        names = ("start", "stop", "reason", "dose_change", "held", "cycles", "cycle", "day")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


def spans_of(reading: Reading, regimens: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretch of text that speaks of each regimen: its sentence, shared with its neighbours in it."""
    found = []
    starts = [one.start for one in reading.sentences]
    for at, (start, end) in enumerate(regimens):
        place = max(0, bisect_right(starts, start) - 1)
        if not reading.sentences:
            found.append((start, end))
            continue
        first, last = reading.sentences[place].start, reading.sentences[place].end
        first, last = min(first, start), max(last, end)
        if at and regimens[at - 1][1] > first:
            first = _cut(reading.plain, regimens[at - 1][1], start)
        if at + 1 < len(regimens) and regimens[at + 1][0] < last:
            last = max(end, _cut(reading.plain, end, regimens[at + 1][0]))
        elif place + 1 < len(reading.sentences):
            ahead = reading.sentences[place + 1]
            if _GOES_ON.match(reading.plain, ahead.start) and (
                at + 1 == len(regimens) or regimens[at + 1][0] >= ahead.end
            ):
                last = ahead.end
        found.append((first, last))
    return found


def _cut(plain: str, start: int, end: int) -> int:
    """Where the text between two regimens passes from the first to the second."""
    last = last_found(_CUT, plain, start, end)
    return last.start() if last else end


def period_of(reading: Reading, start: int, end: int, first: int, last: int) -> Period:
    """The course of the treatment at [start, end), told in [first, last)."""
    plain = reading.plain
    period = Period()
    _dates(reading, period, start, end, first, last)
    _counts(plain, period, start, end, first, last)
    before = plain[max(first, start - 60) : start]
    stopped = _STOPPED.search(plain, end, last) or last_found(_STOPPED, plain, max(first, start - 40), start)
    if stopped is not None:
        why = _WHY.match(plain, stopped.end(), min(last, stopped.end() + 110))
        if why:
            period.reason = _reason(why["reason"])
            period.places.append(why.span("reason"))
    change = _CHANGE.search(plain, max(first, start - 60), last)
    if change:
        less, left = change["less"], change["left"]
        if less or not left or int(left) < 100:
            period.dose_change = f"-{less} %" if less else f"{left} %" if left else "réduite"
            period.places.append(change.span())
    if _HELD.search(plain, end, last) or _HELD.search(before):
        period.held = "repris" if _RESUMED.search(plain, end, last) else "suspendu"
    return period


def _dates(reading: Reading, period: Period, start: int, end: int, first: int, last: int) -> None:
    moments = _moments(reading, first, last)
    place = first
    for at, moment in enumerate(moments):
        if start <= moment.start < end or moment.end <= start and _AFTERWARDS.search(reading.plain, moment.end, start):
            continue
        plain = reading.plain
        behind = plain[max(place, moment.start - 70, end if moment.start >= end else first) : moment.start]
        if moment.start >= end and _STRAIGHT.fullmatch(behind):
            behind = plain[max(first, start - 80) : start] + behind
            before = True
        else:
            before = False
        place = moment.end
        ahead = moments[at + 1] if at + 1 < len(moments) else None
        if (
            ahead
            and period.start is None
            and _TO.fullmatch(plain, moment.end, ahead.start)
            and (_FROM.search(behind) or not behind)
            and not _STOP.search(behind)
        ):
            period.start, period.stop, period.begun = _filled(moment.value, ahead.value), ahead.value, True
            period.places += [(moment.start, moment.end), (ahead.start, ahead.end)]
        elif (_OFF_BEFORE if before else _STOP).search(behind):
            if period.stop is None and _known(moment):
                period.stop = moment.value
                period.places.append((moment.start, moment.end))
        elif (_ON_BEFORE if before else _START).search(behind):
            if period.start is None and _known(moment):
                period.start = moment.value
                period.begun = _TO_COME.search(behind) is None
                period.places.append((moment.start, moment.end))
        elif moment.end <= start and _known(moment):
            if period.start is None and _STARTS_AFTER.match(plain, moment.end, start):
                period.start, period.begun = moment.value, True
                period.places.append((moment.start, moment.end))
            elif period.stop is None and _STOPS_AFTER.match(plain, moment.end, start):
                period.stop = moment.value
                period.places.append((moment.start, moment.end))


def _moments(reading: Reading, first: int, last: int) -> list[Moment]:
    begin = bisect_left(reading.moments, first, key=lambda one: one.start)
    found = []
    for moment in reading.moments[begin:]:
        if moment.start >= last:
            break
        if moment.kind == "date" and moment.possible:
            found.append(moment)
    return found


def _known(moment: Moment) -> bool:
    return moment.value[:4].isdigit()


def _filled(value: str, other: str) -> str | None:
    """A date without its year takes the year of the date that ends the period, or the year before."""
    if value[:4].isdigit():
        return value
    if not value.startswith("XXXX-") or not other[:4].isdigit() or not value[5:7].isdigit():
        return None
    year = int(other[:4]) - (value[5:] > other[5:] if other[5:] else 0)
    return f"{year:04d}{value[4:]}"


def _counts(plain: str, period: Period, start: int, end: int, first: int, last: int) -> None:
    before = plain[max(first, start - 80) : start]
    found = _BEFORE.search(before)
    if found:
        period.cycles = _number(found["count"])
    elif ordinal := _ORDINAL.search(before):
        period.cycle = _nth(ordinal["nth"] or ordinal["no"] or ordinal["c"])
        period.day = int(ordinal["j"]) if ordinal["j"] else None
    elif bare := _BARE.search(before):
        period.cycles = int(bare["count"])
    after = _AFTER.match(plain, end, last)
    if after is None and period.cycles is None and (given := _GIVEN.search(plain, end, min(last, end + 60))):
        period.cycles = _number(given["count"])
    if after:
        if after["count"] or after["x"]:
            period.cycles = _number(after["count"] or after["x"])
        else:
            period.cycle = int(after["c"] or after["no"])
            period.day = int(after["j"]) if after["j"] else None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _WORDS.index(word) + 1 if word in _WORDS else 15


def _nth(word: str) -> int:
    stems = ("premi", "deuxi", "troisi", "quatri", "cinqui", "sixi", "septi", "huiti")
    return int(word) if word.isdigit() else stems.index(word) + 1


def _reason(word: str) -> str:
    return next((value for stems, value in _REASONS if word.startswith(stems)), "toxicité")
