"""Times of day: « 14h30 », « 16:34 », « à 8 heures », alone or after their day."""

import re

from carnet.text.moments import Moment, Reading

_TIME = re.compile(
    r"(?P<h>[01]?\d|2[0-4]) ?(?:h(?:eures?)?(?![a-z])(?: ?(?P<m>[0-5]\d))?(?! ?\d|:\d)"
    r"|:(?P<m2>[0-5]\d)(?::(?P<s>[0-5]\d))?(?![\d:]))(?! ?(?:min|mn)(?![a-z]))"
)
_AFTER_DATE = re.compile(r"(?:t| ?(?:a|,|-|vers|\(|/)? ?)(?=\d)")
_TIME_CUE = re.compile(
    r"(?:\b(?:a|vers|jusqu'a|des|avant|apres|depuis|entre|et|de|heure|le|midi|ce jour|horaire|h)(?: ?:)? $"
    r"|[:(,] ?$|^$|\n ?[-*]? ?$)"
)
_CLOCK = re.compile(r"(?:\b(?:a|vers|jusqu'a|des) (?:environ )?)$")
_NOT_CLOCK = re.compile(r" ?(?:apres|avant|de |d'|post|plus|sur|/|par|-|a \d|environ)")
_RATIO = re.compile(r"(?:\b(?:titre|dilution|ratio|rapport|i/e) ?(?:de|a|:)? ?|[<>=] ?)$")
_PART_OF_DAY = re.compile(r" (?:du|de l'|le) ?(?:matin|soir|apres-midi)")
_WATCH = re.compile(r"(?<![\d/])(?:[01]\d|2[0-3])h ?(?::(?!\d)|-(?= ))")  # « 08h : RAS », « 20h - calme »
_LINE_STARTS = re.compile(r"(?:^|\n) ?[-*•]? ?$")
_WATCH_THEN = re.compile(r"(?:[01]\d|2[0-3])h (?=[a-z]{2})(?!de |d'|par |en |sans |apres |avant |post)")
_LASTING = re.compile(
    r"\b(?:pendant|durant|duree(?: d'intervention| operatoire)?(?: de| :)?|depuis|en|sur|pour|soit|bout de"
    r"|toutes les|delai de|dure) $"
)


def time_at(reading: Reading, place: int) -> Moment | None:
    """« 14h30 », « 16:34 », « à 8 heures »: a time of day; « 24 heures », « pendant 2h30 » are durations."""
    match = _TIME.match(reading.plain, place)
    if match is None or reading.before(place, 1).isalnum() or reading.before(place, 1) in ("/", ",", ".", ":"):
        return None
    before = reading.before(place, 30)
    minutes = match["m"] or match["m2"]
    hours = int(match["h"])
    if hours == 24 and int(minutes or 0):
        return None
    if match["m2"]:
        if len(match["h"]) == 1 and not _TIME_CUE.search(before):
            return None
        if _RATIO.search(before):
            return None
    elif minutes:
        if _LASTING.search(before):
            return None
    else:
        rest = reading.plain[match.end() : match.end() + 14]
        spoken = _PART_OF_DAY.match(rest)
        watch = not _LASTING.search(before) and (
            _WATCH.match(reading.plain, place)
            or (_LINE_STARTS.search(before) and _WATCH_THEN.match(reading.plain, place))
        )
        if not spoken and not watch and (not _CLOCK.search(before) or _NOT_CLOCK.match(rest)):
            return None
    value = f"T{hours:02d}" + (f":{minutes}" if minutes else "") + (f":{match['s']}" if match["s"] else "")
    precision = "second" if match["s"] else "minute" if minutes else "hour"
    return Moment(place, match.end(), "time", value, False, precision, "time.clock")


def time_after(reading: Reading, day: Moment) -> Moment | None:
    """The time that follows a day: « le 12/03/2024 à 14h30 », with the day in its value."""
    joined = _AFTER_DATE.match(reading.plain, day.end)
    found = _TIME.match(reading.plain, joined.end()) if joined else None
    if joined is None or found is None or not day.value or day.precision != "day":
        return None
    minutes = found["m"] or found["m2"]
    if minutes is None and " a " not in reading.plain[day.end : joined.end() + 1]:
        return None
    value = (
        f"{day.value}T{int(found['h']):02d}"
        + (f":{minutes}" if minutes else "")
        + (f":{found['s']}" if found["s"] else "")
    )
    precision = "second" if found["s"] else "minute" if minutes else "hour"
    return Moment(joined.end(), found.end(), "time", value, day.relative, precision, "time.of_day")
