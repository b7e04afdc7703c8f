"""Frequencies: « 3 fois par jour », « toutes les 3 semaines », « chaque semaine », « quotidien »."""

import re
from dataclasses import replace

from carnet.text.durations import COUNT, UNIT, duration_at
from carnet.text.moments import Moment, Reading
from carnet.text.numbers_in_words import read_number

_PERIODS = {
    "P1Y": "an ans annee",
    "P6M": "semestre",
    "P3M": "trimestre",
    "P1M": "mois",
    "P1W": "semaine sem",
    "P1D": "jour jours j 24h matin soir midi nuit repas",
    "PT1H": "heure h",
}
_PERIOD = {word: value for value, words in _PERIODS.items() for word in words.split()} | {
    "24 h": "P1D",
    "24 heures": "P1D",
}
_PERIOD_NAME = "(?:" + "|".join(sorted(_PERIOD, key=len, reverse=True)) + ")(?![a-z0-9])"

_ADJECTIVE_PERIODS = {
    "P1D": "quotidien journalier biquotidien pluriquotidien",
    "P1W": "hebdomadaire hebdo bihebdomadaire trihebdomadaire",
    "P1M": "mensuel bimensuel",
    "P2M": "bimestriel",
    "P3M": "trimestriel",
    "P6M": "semestriel",
    "P1Y": "annuel biannuel bisannuel",
    "P2Y": "biennal",
    "PX": "periodique",
    "PXY": "pluriannuel",
}
_ADJECTIVES = {word: value for value, words in _ADJECTIVE_PERIODS.items() for word in words.split()}
_TIMES = {"bi": 2.0, "tri": 3.0}
_ENDINGS = ("", "s", "ne", "nes", "le", "les", "lement", "nement", "re", "res", "ment")
_OTHERS = ("toutes", "tous", "ts", "tes", "ttes", "chaque", "par", "matin", "x", "fois", "bi", "tri", "pluri")
SET_WORDS = frozenset(_OTHERS) | {word + ending for word in _ADJECTIVES for ending in _ENDINGS}
_ADJECTIVE = re.compile(
    r"(?P<word>(?:bi-?|tri-?|pluri-?)?(?:quotidien|journalier|hebdomadaire|hebdo|mensuel|trimestriel|semestriel|annuel"
    r"|periodique)|bimestriel|bisannuel|biennal)"
    r"(?:ne|le|re)?s?(?:ment)?(?![a-z])"
)
_NOT_A_FREQUENCY = re.compile(r"\b(?:vie|activites?|gestes?|taches?|actes?|au|du) $")

_WEEKDAY = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_EVERY = re.compile(
    rf"(?:(?:tou(?:te)?s|ts|tt?es) les (?:(?P<count>{COUNT})(?: ?(?:a|-|ou) ?{COUNT})? ?)?"
    rf"(?P<unit>{UNIT}|matins?|soirs?|midis?|nuits?|repas|(?P<weekday>{_WEEKDAY})s)"
    rf"|chaque (?P<each>{_PERIOD_NAME})|(?:a )?chaque (?P<other>repas|nuit))"
)
_TIMES_PER = re.compile(
    rf"(?P<from>\d ?(?:a|-|ou) ?)?(?P<times>\d{{1,2}}(?:[.,]\d)?|{COUNT}) ?(?:(?P<what>fois|x|prises?|seances?"
    rf"|injections?|bains?|episodes?"
    rf"|selles|passages?)"
    rf"(?: (?:d'|de )[a-z]+)?) ?(?P<per>par|/|chaque|dans la|dans le) ?(?P<period>{_PERIOD_NAME})"
)
_A_DAY = re.compile(r"(?P<times>\d{1,2}) ?/ ?(?P<period>j|jour|sem|semaine|mois|24h)(?![a-z0-9])")  # « 1/j »
_SLASH = re.compile(r"(?P<count>\d{1,2}) ?(?:h|heures?|min|j|jours?|sem|semaines?|mois)(?![a-z0-9/])")  # « /8sem »
_NOT_SLASH = re.compile(r"\d ?(?:h|j|jours?|heures?)? ?/ ?$")
_ONE_IN = re.compile(r"(?:un|1) ?(?:j|jours?) ?(?:sur|/) ?(?P<of>\d|deux|trois|quatre)(?: jours?)?(?![a-z0-9])")
_PER = re.compile(rf"par (?P<period>{_PERIOD_NAME})")
_MULTIPLIED = re.compile(r"(?:x|fois) ?(?P<times>\d{1,2}) ?(?:/|par) ?(?P<period>" + _PERIOD_NAME + ")")
_TIMES_A_DAY = re.compile(
    r"(?:(?:le|du) )?matin(?:,? ?(?:et|,|/|-|midi et|midi,?) ?(?:le )?(?:midi et )?(?:le )?soir)(?![a-z])"
)
_DOSE = re.compile(r"\b(?:[mµk]?g|ml|ui|battements?|batt?|cycles?|coups?|mouvements?|mg/kg|gouttes) ?$")


def frequency_at(reading: Reading, place: int) -> Moment | None:
    """The frequency that starts at `place`: its value is the period (`P1D`), `times` how often in it."""
    plain = reading.plain
    match = _TIMES_PER.match(plain, place) or _MULTIPLIED.match(plain, place)
    if match:
        written = match["times"]
        times = float(written.replace(",", ".")) if written[0].isdigit() else read_number(written)
        if times is None or match.groupdict().get("from"):  # « 2 à 3 fois par semaine »
            return _set(match, _PERIOD[match["period"]], "set.times")
        return _set(match, _PERIOD[match["period"]], "set.times", float(times))
    match = _A_DAY.match(plain, place)
    if match:
        return replace(_set(match, _PERIOD[match["period"]], "intake", float(match["times"])), kind="intake")
    match = _ONE_IN.match(plain, place)
    if match:
        days = int(match["of"]) if match["of"].isdigit() else read_number(match["of"]) or 0
        return _set(match, f"P{days}D", "set.one_in") if days > 1 else None
    return None


def frequency_after_slash(reading: Reading, place: int) -> Moment | None:
    """« infliximab 3 mg/kg /8sem », « 1 g/6h »: every so long; not « 24h/24 », « 7j/7 »."""
    match = _SLASH.match(reading.plain, place)
    before = reading.before(place, 12)
    if match is None or not before.rstrip().endswith("/") or _NOT_SLASH.search(before):
        return None
    span = duration_at(reading, place)
    if span is None or span.kind != "duration" or span.value in ("PT24H", "P1D"):  # « 2 g/24h » is a unit
        return None
    return Moment(place - 1, span.end, "set", span.value, False, span.precision, "set.slash")


def frequency_of_word(reading: Reading, place: int) -> Moment | None:
    """The frequency that starts with a word at `place`: « toutes les », « chaque », « quotidien », « par jour »."""
    plain = reading.plain
    every = _EVERY.match(plain, place)
    if every:
        if every["unit"] and every["count"]:
            span = duration_at(reading, every.start("count"))
            if span is None or span.kind != "duration":
                return None
            return Moment(place, span.end, "set", span.value, False, span.precision, "set.every")
        if every["weekday"]:
            return _set(every, f"XXXX-WXX-{_WEEKDAY.split('|').index(every['weekday']) + 1}", "set.weekday")
        period = every["each"] or every["other"] or every["unit"].rstrip("s")
        value = _PERIOD.get(period) or {"moi": "P1M", "an": "P1Y", "repa": "P1D"}.get(period, "P1D")
        return _set(every, value, "set.every")
    word = _ADJECTIVE.match(plain, place)
    if word:
        if _NOT_A_FREQUENCY.search(reading.before(place)):
            return None
        stem = word["word"].replace("-", "")
        prefix = next((p for p in ("bi", "tri", "pluri") if stem.startswith(p) and stem[len(p) :] in _ADJECTIVES), "")
        value = _ADJECTIVES.get(stem) or _ADJECTIVES[stem[len(prefix) :]]
        if stem in ("bimestriel", "biennal", "trimestriel"):
            prefix = ""
        return _set(word, value, "set.adjective", _TIMES.get(prefix))
    per = _PER.match(plain, place)
    if per and not _DOSE.search(reading.before(place, 14)):
        return _set(per, _PERIOD[per["period"]], "set.per")
    day = _TIMES_A_DAY.match(plain, place) or _MULTIPLIED.match(plain, place)
    if day and "times" in day.re.groupindex:
        return _set(day, _PERIOD[day["period"]], "set.times", float(day["times"]))
    return _set(day, "P1D", "set.day", 3.0 if "midi" in day[0] else 2.0) if day else None


def _set(match: re.Match[str], value: str, rule: str, times: float | None = None) -> Moment:
    return Moment(match.start(), match.end(), "set", value, False, "", rule, times=times)
