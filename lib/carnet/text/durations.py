"""Durations and ages: « 15 jours », « un an et demi », « 6 à 8 semaines », « âgé de 54 ans »."""

import re

from carnet.text.moments import Moment, Reading
from carnet.text.numbers_in_words import GROUPS, NUMBER, WORDS, read_number

_UNIT_NAMES = {
    "Y": "an ans annee annees",
    "M": "mois",
    "W": "semaine semaines sem sa",
    "D": "jour jours jrs jr j journee journees",
    "TH": "heure heures hrs hr h",
    "TM": "minute minutes min mn mins",
    "TS": "seconde secondes sec s",
    "3M": "trimestre trimestres",
    "6M": "semestre semestres",
    "10Y": "decennie decennies",
}
_UNITS = {word: unit for unit, names in _UNIT_NAMES.items() for word in names.split()}
UNIT = "(?:" + "|".join(sorted(_UNITS, key=len, reverse=True)) + ")(?![a-z0-9'])"
PRECISIONS = {"Y": "year", "M": "month", "W": "week", "D": "day", "TH": "hour", "TM": "minute", "TS": "second"}

_FEW = r"(?:quelques?|plusieurs|qq(?:es|s)?)(?![a-z])"
_GROUP = rf"(?:une )?(?:bonne )?(?:{'|'.join(GROUPS)}) d(?:e |')"
_DIGITS = r"\d{1,4}(?:[.,]\d{1,2})?(?: ?1/2|½)?"
COUNT = rf"(?:{_DIGITS}|{_GROUP}|{_FEW}|{NUMBER})"
_DURATION = re.compile(
    rf"(?P<low>{COUNT})"
    rf"(?: ?(?P<range>a|-|/|ou|et|,) ?(?P<high>{COUNT}))?"
    rf"[ -]?\n?(?:bon(?:ne)?s? |petites? |longue?s |dernier(?:e)?s? |premier(?:e)?s? |prochaine?s? )?(?P<unit>{UNIT})"
    r"(?P<half> et demie?(?![a-z])| ?1/2)?"
    rf"(?:(?P<and> ?(?:et |\+ ?|, ?)?)(?P<more>\d{{1,3}}|{NUMBER}) ?(?P<unit2>{UNIT}))?"
)
_PART = re.compile(
    r"(?P<demi>une? demi[ -]?(?:e )?|demi[ -]?)(?P<unit>heure|journee|annee|siecle)s?(?![a-z])"
    r"|(?P<quarts>un|trois|3|1) quarts? d'heure(?![a-z])"
)
_HOURS_MINUTES = re.compile(r"(?P<hours>\d{1,3}) ?h ?(?P<minutes>[0-5]\d)(?:min|mn)?(?![a-z0-9])")
_ALONE = re.compile(r"(?:une )?(?P<group>huitaine|quinzaine)(?![a-z])(?! de (?!suite))")

_PERSON = (
    r"(?:patiente?|pte?|homme|femme|monsieur|madame|mme|mr|m\.|melle|mlle|garcon(?:net)?|fille|fillette|enfant"
    r"|nourrisson"
    r"|sujet|bebe|dame|adolescente?|personne|conjointe?|soeur|frere|fils|mere|pere|nouveau-ne|jumeaux|jeune|enf|nrs|nn)"
)
_AGE_BEFORE = re.compile(
    rf"(?:\bagee?s? ?(?:(?:alors|aujourd'hui|actuellement|maintenant) )?(?:de |d'|: ?|= ?)?(?:environ )?"
    rf"|\bage ?(?:au diagnostic ?)?(?:est )?(?:de |: ?|= ?|d')?|\b{_PERSON},? (?:de |d'environ |d'))$"
)
_PERSON_BEFORE = re.compile(rf"\b{_PERSON}(?: ?[,(])? ?$")
_SEX_BEFORE = re.compile(r"(?:^|[\n.;:,(] ?)[hf],? $")  # « H 67 ans »
_SHORT_AGE = re.compile(r"(?P<years>1?\d\d) ?a(?![a-z0-9'/])")  # « Pte 34a »
_SHORT_MONTHS = re.compile(r"(?P<months>\d{1,2}) ?m(?![a-z0-9²/])")  # « bio ds 3m », « réeval 6m »
_MONTHS_CUE = re.compile(
    r"\b(?:ds|dans|depuis|dps|il y a|pdt|pendant|reeval|controle|ctrl|cs|revoir a|revu a|suivi a) $"
)
_TERM = re.compile(
    r"(?P<weeks>[1-4]\d) ?(?:sa|semaines? d'amenorrhee) ?(?:\+|et) ?(?P<days>[0-6])(?: ?j(?:ours?)?)?(?![a-z0-9/])"
)
_PERSON_THEN = re.compile(rf"\b{_PERSON}[ ,]+((?:[\w'.-]+[ ,]+){{1,4}}?)(?:ages? )?(?:de |d')$")
_PERSON_SO = re.compile(
    rf"\b{_PERSON} (?!(?:avec|suivie?|duree|ayant|recul|depuis|traitee?)\b)[a-z-]+(?: (?!duree|recul|delai"
    rf"|suivi)[a-z-]+)?,? (?:agee? )?de $"
)
_DECEASED = re.compile(
    r"\b(?:decedee?s?|morte?s?|menarchee?|menarche|menopausee?|menopause|premier accouchement|ne|nee)s? a $|\bses $"
)
_TITLE = re.compile(r"\b(?:M\.|Mr|Mme|Madame|Monsieur|Mlle|[Ee]nfant|[Jj]eune) [^.;\n]{2,40}[,(] ?$")
_OWN_LINE = re.compile(r"(?:^|[\n,(;/|-]) ?$")
_LINE_ENDS = re.compile(
    r" ?(?:[,.;)\n/|-]|$|est |a ete |hospitalise|adresse|suivi|consulte|presente|vit |marie|admis|sans |qui )"
)


def _counted(words: str) -> float | None:
    """What a count is worth; None for « quelques »."""
    if words[0].isdigit():
        half = 0.5 if words.endswith(("1/2", "½")) else 0.0
        digits = words.removesuffix("½").removesuffix("1/2").strip() if half else words
        return float(digits.replace(",", ".") or 0) + half
    for group, value in GROUPS.items():
        if group in words:
            return float(value)
    number = read_number(words)
    return None if number is None else float(number)


def _written(parts: list[tuple[float | None, str]]) -> str:
    """ISO 8601 of (count, unit) parts, the longest unit first: `P1Y6M`, `PT24H`, `PXD`."""
    days, hours = "", ""
    for count, unit in parts:
        if count is not None and unit[0].isdigit():
            count, unit = count * int(unit[:-1]), unit[-1]
        text = "X" if count is None else f"{count:g}" if count < 1e6 else str(int(count))
        if unit[0] == "T":
            hours += text + unit[1]
        else:
            days += text + unit[-1]
    return "P" + days + ("T" + hours if hours else "")


def _halved(count: float, unit: str) -> list[tuple[float | None, str]]:
    """« deux ans et demi »."""
    if unit == "Y":
        return [(count, "Y"), (6, "M")]
    if unit == "TH":
        return [(count, "TH"), (30, "TM")]
    return [(count + 0.5, unit)]


def duration_at(reading: Reading, place: int) -> Moment | None:
    """The duration, or age, whose count starts at `place` of the text; None where there is none.

    A count of n units is read as n, whatever n and the unit: « 15 jours » is `P15D`, « 24 heures » is `PT24H`.
    """
    plain = reading.plain
    part = _PART.match(plain, place) or _ALONE.match(plain, place)
    if part:
        found = part.groupdict()
        if found.get("group"):
            return _moment(reading, place, part.end(), _written([(GROUPS[found["group"]], "D")]), "day", "group")
        if found.get("quarts"):
            quarters = 3 if found["quarts"] in ("trois", "3") else 1
            return _moment(reading, place, part.end(), f"PT{15 * quarters}M", "minute", "part")
        value = {"heure": "PT30M", "journee": "PT12H", "annee": "P6M", "siecle": "P50Y"}[found["unit"]]
        return _moment(reading, place, part.end(), value, "minute" if found["unit"] == "heure" else "hour", "part")
    clock = _HOURS_MINUTES.match(plain, place)
    if clock:
        value = f"PT{int(clock['hours'])}H" + (f"{int(clock['minutes'])}M" if int(clock["minutes"]) else "")
        return Moment(place, clock.end(), "duration", value, False, "minute", "duration.clock")
    term = _TERM.match(plain, place)
    if term:  # « 37SA+2 »
        days = f"{int(term['days'])}D" if int(term["days"]) else ""
        return Moment(place, term.end(), "duration", f"P{term['weeks']}W{days}", False, "day", "duration.term")
    short = _SHORT_AGE.match(plain, place)
    if short and (_PERSON_BEFORE.search(reading.before(place, 60)) or _SEX_BEFORE.search(reading.before(place, 6))):
        return Moment(place, short.end(), "age", f"P{int(short['years'])}Y", False, "year", "age.short")
    months = _SHORT_MONTHS.match(plain, place)
    if months and int(months["months"]) and _MONTHS_CUE.search(reading.before(place, 14)):
        value = f"P{int(months['months'])}M"
        return Moment(place, months.end(), "duration", value, False, "month", "duration.short")
    match = _DURATION.match(plain, place)
    if match is None or (match["unit"] == "sa" and reading.text[match.start("unit") : match.end("unit")] != "SA"):
        return None
    if (
        match["unit"] == "s"
        and plain[match.end("low") : match.start("unit")] == ""
        and match["low"][0].isdigit() is False
    ):
        return None
    start, low = place, match["low"]
    grouped = any(group in low for group in GROUPS)
    if not grouped and low.split(" ")[0].split("-")[0] in WORDS and read_number(low) is None and match["range"] is None:
        split = _last_number(low)
        if split is None:
            return None
        start, low = place + split, low[split:]
    unit = _UNITS[match["unit"]]
    if (
        plain[match.end("unit") : match.end("unit") + 1] == "/"
        and plain[match.end("unit") + 1 : match.end("unit") + 2].isdigit()
    ):
        return None  # « 7j/7 », « 24h/24 »
    if match["range"] == "a" and unit == "TH" and not low.isdigit():
        return None  # « 2,4 à 12h »
    first = _counted(low)
    end = match.end("unit")
    precision = PRECISIONS[unit if unit[0] == "T" else unit[-1]]
    if match["range"]:
        last = _counted(match["high"])
        if match["range"] == "," or first is None or last is None or (match["range"] in ("et", "/") and last <= first):
            return None  # « 3, 4 jours » : the scan comes back to the second number
        value = f"{_written([(first, unit)])}/{_written([(last, unit)])}"
        return _moment(reading, start, end, value, precision, "range")
    parts: list[tuple[float | None, str]] = [(first, unit)]
    if match["half"] and first is not None:
        parts, end = _halved(first, unit), match.end("half")
    elif match["unit2"] and first is not None:
        unit2, more = _UNITS[match["unit2"]], _counted(match["more"])
        joined = match["and"].strip() != "," and more is not None
        if joined and _follows(unit, unit2) and not _counts_again(plain, match.end()):
            parts, end = [(first, unit), (more, unit2)], match.end()
    return _moment(reading, start, end, _written(parts), precision, "count" if first is not None else "few")


def _last_number(words: str) -> int | None:
    """Where the longest last number of several starts: 5 in « deux trois »."""
    return next((i.end() for i in re.finditer("[ -]", words) if read_number(words[i.end() :]) is not None), None)


def _follows(unit: str, smaller: str) -> bool:
    """Whether a count of the second may follow one of the first: years and months, weeks and days."""
    return (unit, smaller) in {
        ("Y", "M"),
        ("M", "W"),
        ("M", "D"),
        ("W", "D"),
        ("D", "TH"),
        ("TH", "TM"),
        ("TM", "TS"),
        ("Y", "W"),
    }


def _counts_again(plain: str, place: int) -> bool:
    """Whether what was taken for the smaller unit starts something else (« 3 mois et 2 semaines après »)."""
    return plain.startswith((" apres", " plus tard"), place)


def _moment(reading: Reading, start: int, end: int, value: str, precision: str, rule: str) -> Moment:
    if precision in ("year", "month", "week", "day") and _is_age(reading, start, end, value):
        return Moment(start, end, "age", value, False, precision, f"age.{rule}")
    modifier = "APPROX" if rule in ("group", "few") else ""
    return Moment(start, end, "duration", value, False, precision, f"duration.{rule}", modifier=modifier)


def _is_age(reading: Reading, start: int, end: int, value: str) -> bool:
    before = reading.before(start, 60)
    if _AGE_BEFORE.search(before) or (value.endswith("Y") and _DECEASED.search(before)):
        return True
    named = _PERSON_THEN.search(before)
    if named and value.endswith("Y"):
        shift = max(0, start - 60)
        words = reading.text[shift + named.start(1) : shift + named.end(1)].replace(",", " ").split()
        if all(word[:1].isupper() for word in words):
            return True
    if not value.endswith("Y") or "/" in value or "." in value or "X" in value:
        return False
    years = int(value[1:-1])
    if _SEX_BEFORE.search(before) and years >= 15:
        return True
    if _PERSON_BEFORE.search(before) or (years >= 10 and _PERSON_SO.search(before)):
        return True
    if before.endswith((" a ", "\na ")):
        return 16 <= years <= 110 and reading.plain[end : end + 8].strip()[:4] not in ("apre", "post", "de s", "d'in")
    if _OWN_LINE.search(before) and (16 <= years <= 115 or _TITLE.search(reading.text[max(0, start - 60) : start])):
        return _LINE_ENDS.match(reading.plain, end) is not None and not before.endswith(("pendant ", "depuis "))
    return False
