"""Dates counted from another date: « hier », « il y a 3 mois », « le mois dernier », « à J+10 », « 3ème jour »."""

import re
from datetime import date, timedelta

from carnet.text.durations import duration_at
from carnet.text.moments import Moment, Reading, shifted
from carnet.text.numbers_in_words import ORDINALS

_UNKNOWN = "XXXX-XX-XX"
_DAYS = {  # from the note's date
    "avant-hier": -2,
    "avant hier": -2,
    "hier": -1,
    "ce jour": 0,
    "aujourd'hui": 0,
    "aujourdhui": 0,
    "demain": 1,
    "apres-demain": 2,
    "apres demain": 2,
}
_DAY = re.compile(
    "(?:" + "|".join(sorted(_DAYS, key=len, reverse=True)) + r")(?![a-z])(?P<part> (?:matin|soir|apres-midi|midi))?"
)
_PARTS = {"matin": "TMO", "apres-midi": "TAF", "soir": "TEV", "nuit": "TNI", "midi": "T12:00"}
_THIS_PART = re.compile(r"(?:ce (?P<part>matin|soir|midi)|cet (?P<noon>apres-midi)|cette (?P<night>nuit))(?![a-z])")
_NEAR = re.compile(r"(?:la |le )?(?P<word>veille|lendemain|surlendemain)(?![a-z])")
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_WEEKDAY = re.compile(
    rf"(?P<day>{'|'.join(_WEEKDAYS)})(?![a-z])(?P<which> (?:dernier|passe|prochain)(?![a-z]))?(?! \d| premier| au )"
)
_UNIT_WORDS = {"semaine": "W", "mois": "M", "annee": "Y", "an": "Y", "trimestre": "3M"}
_PERIOD = re.compile(
    r"(?:(?P<this>cette |ce )(?P<now>semaine|mois|annee)(?:-ci)?"
    r"|(?:(?:la|le) |l')?(?P<unit>semaine|mois|an|annee|trimestre) (?P<which>dernie?re?|passee?|prochaine?"
    r"|precedente?|suivante?))(?![a-z])"
)
_AGO = re.compile(r"(?:il )?y ?a (?:environ |pres de |plus de |moins de |maintenant |deja |a peine )?")
_IN = re.compile(r"(?:dans|ds|d'ici|sous) (?!les? |la )(?:environ |a peu pres )?")
_LATER = re.compile(
    r" (?P<word>plus tard|apres|auparavant|plus tot)(?![a-z])(?P<alone> ?[,.;:)]| ?\n| ?$| (?:il|elle|ils|elles|on"
    r"|nous|le patient|la patiente|ce patient|cette patiente|l'evolution|apparition|apparait|est|a"
    r"|devant)(?![a-z]))?"
)
_DAY_OF = re.compile(r"(?P<letter>[jhms]) ?(?P<sign>[+-]?) ?(?P<count>\d{1,3})(?![\d.,]*\d)(?![a-z%/])(?P<half>)")
_DAY_OF_CUE = re.compile(
    r"(?:\b(?:a|au|de|des|du|le|en|vers|entre|jusqu'a|jusqu'au|depuis|et|des|ce jour|controle|suivi|bilan|visite"
    r"|scanner|tdm|irm|tep"
    r"|post[ -]?op(?:eratoire)?|consultation|evaluation|reevaluation|apres) |[(:=,;/] ?|\bpost[ -]?op )$"
)
_CYCLE = re.compile(r"\bc ?\d{1,2} ?$")
_STAGE = re.compile(r"(?:\bn ?[0-3x][a-c]? ?,? ?|\bt ?[0-4x][a-d]? ?,? ?|\bstade ?|\bgrade ?|\btnm:? ?)$")
_ORDINAL = re.compile(
    rf"(?:(?P<count>\d{{1,3}}) ?(?:eme|er|ere|ieme|e|nd|nde)"
    rf"|(?P<word>{'|'.join(sorted(ORDINALS, key=len, reverse=True))}))"
    r" (?P<unit>jour|semaine|mois|trimestre|heure|minute|annee)s?(?![a-z])"
)
_ORDINAL_UNITS = {
    "jour": ("D", "day"),
    "semaine": ("W", "week"),
    "mois": ("M", "month"),
    "trimestre": ("Q", "quarter"),
    "heure": ("TH", "hour"),
    "minute": ("TM", "minute"),
    "annee": ("Y", "year"),
}
_PHASE = re.compile(
    r"(?:pre|per|post|peri|intra)[ -]?(?:operatoires?|op|natale?s?|nataux|partum|anesthesiques?"
    r"|interventionnel(?:le)?s?|chirurgica(?:le)?s?"
    r"|critiques?|endoscopi(?:e|ques?)|therapeutiques?|transfusionnel(?:le)?s?|traumatiques?|dialyse|hospitalisation"
    r"|hospitalier"
    r"|chimiotherapie|chimio|radiotherapie|radique|greffe|transplantation|abortum|menopausiques?|menopausee?s?"
    r"|prandiale?s?"
    r"|mortem|infectieu(?:x|se)|vaccinale?s?|procedure|procedural|biopsie|implantation|chirurgie|extubation"
    r"|reanimation|rcp|ictale?)(?![a-z])"
)
_NOT_A_PHASE = re.compile(r"(?:post|pre|peri)[ -]?(?:traumatique|infectieu|menopaus|ictal)")


def phase_at(reading: Reading, place: int) -> list[Moment]:
    """« préopératoire », « post partum »: before, during or after what happened."""
    match = _PHASE.match(reading.plain, place)
    if match is None or _NOT_A_PHASE.match(match[0]):
        return []
    return [Moment(place, match.end(), "phase", "", True, "", "phase")]


def relative_of_word(reading: Reading, place: int) -> list[Moment]:
    """The relative date that starts with a word at `place`."""
    plain = reading.plain
    day = _DAY.match(plain, place)
    if day:
        words = day[0].removesuffix(day["part"] or "")
        value = _from_note(reading, timedelta(days=_DAYS[words]))
        if day["part"]:
            return [
                _relative(place, day.end(), value + _PARTS[day["part"].strip()], "hour", "relative.part", kind="time")
            ]
        return [_relative(place, day.end(), value, "day", "relative.day", f"P{_DAYS[words]}D".replace("P-", "-P"))]
    part = _THIS_PART.match(plain, place)
    if part:
        name = part["part"] or part["noon"] or part["night"]
        value = _from_note(reading, timedelta()) + _PARTS[name]
        return [_relative(place, part.end(), value, "hour", "relative.part", kind="time")]
    near = _NEAR.match(plain, place)
    if near:
        offset = {"veille": "-P1D", "lendemain": "P1D", "surlendemain": "P2D"}[near["word"]]
        return [_relative(near.start("word"), near.end(), _UNKNOWN, "day", "relative.next", offset)]
    period = _PERIOD.match(plain, place)
    if period:
        return [_period(reading, period)]
    for cue, sign in ((_AGO, "-"), (_IN, "")):
        found = cue.match(plain, place)
        if found:
            span = duration_at(reading, found.end())
            if span is not None and span.kind != "set" and "/" not in span.value:
                return [_counted(reading, place, span, sign)]
    weekday = _WEEKDAY.match(plain, place)
    if weekday:
        return [_weekday(reading, weekday)]
    return []


def _from_note(reading: Reading, away: timedelta) -> str:
    if reading.note_date is None:
        return _UNKNOWN
    try:
        return (reading.note_date + away).isoformat()
    except OverflowError:
        return _UNKNOWN


def _relative(
    start: int, end: int, value: str, precision: str, rule: str, offset: str = "", kind: str = "date"
) -> Moment:
    return Moment(start, end, kind, value, True, precision, rule, offset=offset)


def _counted(reading: Reading, place: int, span: Moment, sign: str) -> Moment:
    """« il y a 3 mois », « dans 6 mois »."""
    offset = sign + span.value
    there = shifted(reading.note_date, offset) if reading.note_date else None
    value, precision = there or (_UNKNOWN, span.precision)
    kind = "time" if span.value.startswith("PT") and there is None and span.precision != "hour" else "date"
    return _relative(place, span.end, value, precision, "relative.ago" if sign else "relative.in", offset, kind)


def _period(reading: Reading, match: re.Match[str]) -> Moment:
    unit = _UNIT_WORDS[match["now"] or match["unit"]]
    which = match["which"] or ""
    anchored = not which.startswith(("precedent", "suivant"))
    away = -1 if which.startswith(("dern", "pass", "prec")) else 1 if which else 0
    offset = f"P{unit}" if unit[0].isdigit() else f"P{abs(away)}{unit}"
    offset = ("-" if away < 0 else "") + offset
    value, precision = _UNKNOWN, {"W": "week", "M": "month", "Y": "year"}.get(unit, "month")
    if reading.note_date and anchored:
        there = shifted(reading.note_date, offset) if away else None
        if there:
            value, precision = there
        elif not away:
            today = reading.note_date
            iso = today.isocalendar()
            week = f"{iso.year:04d}-W{iso.week:02d}"
            value = {"W": week, "M": f"{today:%Y-%m}", "Y": f"{today.year:04d}"}.get(unit, _UNKNOWN)
    return _relative(match.start(), match.end(), value, precision, "relative.period", offset)


def _weekday(reading: Reading, match: re.Match[str]) -> Moment:
    """« lundi dernier », « lundi prochain »; « lundi » alone is the last one, the note's own day included."""
    wanted, which = _WEEKDAYS.index(match["day"]), (match["which"] or "").strip()
    value = f"XXXX-WXX-{wanted + 1}"
    today: date | None = reading.note_date
    if today:
        back = (today.weekday() - wanted) % 7
        if which == "prochain":
            value = _from_note(reading, timedelta(days=7 - back))
        else:
            value = _from_note(reading, timedelta(days=-(back or (7 if which else 0))))
    return _relative(match.start(), match.end(), value, "day", "relative.weekday")


def later(reading: Reading, span: Moment) -> Moment | None:
    """« trois jours après », « 2 mois plus tard »: where a duration leads, when nothing says after what."""
    if span.kind != "duration" or "/" in span.value:
        return None
    match = _LATER.match(reading.plain, span.end)
    if match is None or (match["word"] == "apres" and match["alone"] is None):
        return None
    sign = "-" if match["word"] in ("auparavant", "plus tot") else ""
    timed = span.value.startswith("PT") and span.precision != "day"
    kind = "time" if timed and not span.value.endswith("24H") else "date"
    return _relative(span.start, match.end("word"), _UNKNOWN, span.precision, "relative.later", sign + span.value, kind)


def day_of_event(reading: Reading, place: int) -> Moment | None:
    """« J15 », « à J+10 », « post-op J2 », « M3 », « H48 »: with care, M1 is a stage and C1J1 a day of a cycle."""
    match = _DAY_OF.match(reading.plain, place)
    if match is None:
        return None
    before = reading.before(place, 24)
    letter, sign = match["letter"], match["sign"]
    if before[-1:] == "/" and reading.plain[place + 1 : place + 2] == " ":
        return None  # « 1/j 3 semaines »
    if _CYCLE.search(before) or _STAGE.search(before) or before[-1:].isalnum():
        return None
    if letter != "j" and not sign and not _DAY_OF_CUE.search(before):
        return None
    if letter == "m" and not sign and int(match["count"]) < 2:
        return None  # metastases, or none
    if letter in "ms" and not sign and reading.text[place].islower():
        return None
    if letter == "s" and not sign and not re.search(r"\b(?:a|de|semaine|jusqu'a) $", before):
        return None
    offset = ("-" if sign == "-" else "") + {"j": "P{}D", "m": "P{}M", "s": "P{}W", "h": "PT{}H"}[letter].format(
        int(match["count"])
    )
    precision = {"j": "day", "m": "month", "s": "week", "h": "hour"}[letter]
    if letter == "h":
        return Moment(
            place,
            match.end("count"),
            "duration",
            offset.lstrip("-"),
            True,
            precision,
            "duration.hour_of",
            offset=offset,
        )
    return _relative(place, match.end("count"), _UNKNOWN, precision, "relative.day_of", offset)


def ordinal_at(reading: Reading, place: int) -> Moment | None:
    """« 3ème jour », « 21 e semaine », « première minute »: the nth day of something."""
    match = _ORDINAL.match(reading.plain, place)
    if match is None:
        return None
    count = int(match["count"]) if match["count"] else ORDINALS[match["word"]]
    unit, precision = _ORDINAL_UNITS[match["unit"]]
    if unit in ("TH", "TM"):
        return _relative(place, match.end(), "XXXX-XX-XX", precision, "relative.nth", f"PT{count}{unit[1]}", "time")
    offset = f"P{count * 3}M" if unit == "Q" else f"P{count}{unit}"
    return _relative(place, match.end(), _UNKNOWN, precision, "relative.nth", offset)
