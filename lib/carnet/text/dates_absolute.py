"""Dates written in full or in part: « 12/03/24 », « 12 mars 2024 », « mars 2024 », « fin 2023 », « 14h30 »; and what only looks so."""

import re

from carnet.text.moments import Moment, Reading, day_exists, year_of
from carnet.text.numbers_in_words import NUMBER, WORDS, read_number

_MONTHS = {
    **{
        "janvier": 1,
        "janv": 1,
        "jan": 1,
        "fevrier": 2,
        "fevr": 2,
        "fev": 2,
        "feb": 2,
        "mars": 3,
        "mar": 3,
        "avril": 4,
        "avr": 4,
    },
    **{
        "apr": 4,
        "mai": 5,
        "may": 5,
        "juin": 6,
        "jun": 6,
        "juillet": 7,
        "juill": 7,
        "juil": 7,
        "jul": 7,
        "aout": 8,
        "aug": 8,
    },
    **{
        "septembre": 9,
        "sept": 9,
        "sep": 9,
        "octobre": 10,
        "oct": 10,
        "novembre": 11,
        "nov": 11,
        "decembre": 12,
        "dec": 12,
    },
}
MONTH_WORDS = frozenset(_MONTHS)
_DOUBTFUL = {"oct", "sep", "dec", "mar", "may", "jan", "jun", "jul", "apr", "feb", "aug", "nov", "avr", "fev"}
MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + ")(?![a-z])"
_YEAR = r"(?:(?:19|20)\d\d(?!\d)|'?\d\d(?![\d:/h°%.,]?\d)(?! ?(?:h\b|ans\b|mois\b|jours?\b|%|mg|ml|mm|cm|kg|g\b|et\b|au\b|/)))"
_WRITTEN_YEAR = rf"(?:mille|mil|deux mille)(?![a-z])(?:[ -](?:et )?{NUMBER})?"

_NUMERIC = re.compile(r"(?P<a>\d{1,4})(?P<s> ?[/.|-] ?)(?P<b>\d{1,2})(?:(?P<s2> ?[/.|-] ?)(?P<c>\d{4}|\d{2}))?(?!\d)")
_NUMERIC_MONTH = re.compile(r"(?P<m>0?[1-9]|1[0-2]) ?[/.-] ?(?P<y>(?:19|20)\d\d)(?![\d/])")
_SPACED = re.compile(r"(?P<a>[0-3]\d) (?P<b>[01]\d) (?P<c>(?:19|20)\d\d)(?! ?\d)")
_COMPACT = re.compile(
    r"(?P<a>[0-3]\d)(?P<b>[01]\d)(?P<c>(?:19|20)\d\d)(?!\d)|(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\d)"
)
_ONE_BY_ONE = re.compile(r"\d(?: \d(?!\d)){6,}")
_NAMED = re.compile(
    rf"(?P<day>\d{{1,2}})(?: ?er)?(?P<gap>[ .,/-]{{0,2}}|[ ]?\n)(?P<month>{MONTH})\.?"
    rf"(?:(?:[ ./-]{{0,2}}|,? ?(?=(?:19|20)\d\d|m|deux m)|\n)(?:de l'(?:an|annee) )?(?P<year>{_YEAR}|{_WRITTEN_YEAR}))?"
)
_WORDED_YEAR = re.compile(rf"(?:mille neuf cents?|deux mille)(?: (?:et )?{NUMBER})?(?![a-z])(?! [a-z]+s )")
_THEN_MONTH = re.compile(rf" ?(?:a|et|-|/|ou|puis|au) ?(?:fin |debut )?{MONTH} (?P<year>(?:19|20)\d\d)(?!\d)")
_WORDED = re.compile(
    rf"(?P<day>premier|{NUMBER}) (?P<month>{MONTH})(?:,? (?:de l'(?:an|annee) )?(?P<year>{_YEAR}|{_WRITTEN_YEAR}))?"
)
_RANGE = re.compile(
    rf"(?P<first>\d{{1,2}})(?: ?er)?(?P<then>(?:(?: ?(?:,|et|au|a|/|&|ou|puis)|-(?=\d))(?: ?le)? ?\d{{1,2}}(?: ?er)?){{1,6}})(?= ?{MONTH})"
)
_NUMERIC_RANGE = re.compile(
    r"(?P<first>\d{1,2})(?P<then>(?: ?(?:,|et|au|-|ou) ?(?:le )?\d{1,2}){1,4})(?= ?/ ?(?:0?[1-9]|1[0-2])(?:/(?:19|20)?\d\d)?(?!\d))"
)
_MONTH_YEAR = re.compile(
    rf"(?P<month>{MONTH})\.?(?: (?P<early>\d{{1,2}})(?:,| ,) ?(?=(?:19|20)\d\d))?(?:(?P<gap>[ ,./-]{{0,2}}|\n)(?P<year>{_YEAR}|{_WRITTEN_YEAR}))?"
)
_YEAR_ALONE = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?: ?(?P<range>-|/|a) ?(?P<last>(?:19|20)\d\d|\d\d(?![\d/.-])))?(?!\d)"
)
_MODIFIERS = {
    **{
        "debut": "START",
        "tout debut": "START",
        "fin": "END",
        "toute fin": "END",
        "mi": "MID",
        "milieu": "MID",
        "courant": "MID",
    },
    **{"vers": "APPROX", "printemps": "SP", "ete": "SU", "automne": "FA", "hiver": "WI"},
}
_MODIFIED = re.compile(
    r"(?P<word>debut|fin|mi|milieu|courant)(?: |-| - )(?:(?:du mois |de l'annee |le mois )?(?:de |d'|d' |l'annee )?)"
    rf"(?P<what>{MONTH}|(?:19|20)\d\d(?!\d)|'\d\d(?!\d))"
)
_SEASON = re.compile(
    r"(?P<season>printemps|ete|automne|hiver)(?: de l'annee| de)? (?P<year>(?:19|20)\d\d)(?!\d)(?:[ -/]{1,2}(?P<next>(?:19|20)?\d\d)(?!\d))?"
)
_QUARTER = re.compile(
    r"(?:(?P<n>[1-4])(?:er|e|eme|nd)? ?(?P<unit>trimestre|semestre)|t(?P<t>[1-4])) (?:de )?(?P<year>(?:19|20)\d\d)(?!\d)"
)
_DECADE = re.compile(r"annees (?P<year>(?:19|20)?\d0)(?!\d)")
_TIME = re.compile(
    r"(?P<h>[01]?\d|2[0-4]) ?(?:h(?:eures?)?(?![a-z]) ?(?P<m>[0-5]\d)?(?![\d:])|:(?P<m2>[0-5]\d)(?::(?P<s>[0-5]\d))?(?![\d:]))(?! ?(?:min|mn)(?![a-z]))"
)
_AFTER_DATE = re.compile(r"(?:t| ?(?:a|,|-|vers|\(|/)? ?)(?=\d)")

_CUE = re.compile(
    r"(?:\b(?:le|du|au|les|des|depuis|jusqu'au|jusqu au|date|dates?(?: de [a-z]+)?|rdv|rendez-vous|consultation|cs|cr|realisee?|datee?|vue?|faite?"
    r"|signee?|validee?|edite|imprime|nee?|naissance|ddn|dn|prevue?|prelevement|controle|entree|sortie|op|operee?|deces|decedee?|lundi|mardi"
    r"|mercredi|jeudi|vendredi|samedi|dimanche|[cds] ?\d{1,2}|cycle \d{1,2}|j ?\d{1,2})(?: ?:)? ?\(?|\((?:le )?)$"
)
_STRONG = re.compile(
    r"\b(?:le|au|depuis le|jusqu'au|date|du|les|des|rdv|rendez-vous|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|et le|ou le)(?: ?:)? $"
)
_NOT_A_DATE = re.compile(
    r"(?:\b(?:ta|pa|pas|pad|tas|tad|tension(?: arterielle)?|score|eva|en|ecog|ps|oms|gleason|grade|stade|version|v|ctcae|acuite|av|od|og"
    r"|glasgow|gcs|apgar|birads|acr|ipp|iep|nip|nda|chambre|ch|lit|salle|box|dossier|tel|fax|no|poste|page|p|bp|mallampati|asa|bromage|ramsay"
    r"|f|ph|ratio|rapport|titre|dilution|lot|sur|x|nyha|dents?|dent|vertebres?|disque|etage|espace|k|l|t|s|d)\.? ?(?:a|:|=|est|est a|de|n°)? ?"
    r"|n° ?|[a-z]\d? ?/ ?|[=<>+*×%] ?)$"
)
_UNIT_AFTER = re.compile(
    r" ?(?:[mµkucd]?g(?![a-z])|[mdcµ]?l(?![a-z'])|mm|cm|ui|%|°|x ?\d|comprimes?|cp|gelules?|cmhg|mmhg|ans|mois|jours|/\d|mesures?|kg|gy|dents?|points?"
    r"|µ|meq|mmol|umol|fois|m2|m\b|h\b|kcal|pas|ui|u/|/ ?(?:mm|ml|l\b|m|µl|champ|j|min|ul)|cellules|copies|leucocytes|plaquettes|elements|patients?|polynucleaires)"
)
_YEAR_CUE = re.compile(
    r"(?:\b(?:en|depuis|de|annees?|des|fin|debut|avant|apres|jusqu'en|jusqu'a|courant|vers|entre|et|ou|puis|l'an|annee|dont|daté|mi|recidive|rechute|aout"
    r"|diagnosti\w+|operee?|posee?|ete|nee?|ne en|opere|du|les) (?:l'annee )?\(?|\b(?:d'|l'annee )|[(,;:\-/–] ?|(?:^|\n) ?[-*•>]? ?)$"
)
_WORD_BEFORE = re.compile(r"([a-z'][a-z0-9'-]*) $")
_NOT_BEFORE_YEAR = frozenset(
    "a sur n no numero chambre salle lot cs bp rue dossier poste code page loi pnn gb cpk ldh psa cea ferritine crp plaquettes leucocytes "
    "lymphocytes polynucleaires bnp d-dimeres troponine asat alat ggt pal lipase taux dose poids volume diurese environ pres d'environ "
    "plus moins superieur inferieur eosinophiles neutrophiles monocytes b12 cd4 cd8 charge tel version".split()
)
_APPOINTMENT = re.compile(
    r"\b(?:rdv|rendez-vous|prevue?s?|prochaine?|programmee?s?|a revoir|reverrai|reverra|revu le|convoquee?|reconvo\w+|planifiee?|fixee?|attendue?s?|le prochain)\b[^.;\n]{0,30}$"
)
_BIRTH = re.compile(r"(?:\bne+(?:\(e\))?s?|naissance|naiss?\.?|ddn|\bdn)\b[^.;\n]{0,12}$")


def dates_at_number(reading: Reading, place: int, end: int) -> list[Moment]:
    """The dates that start with the digits at [place, end): one, or several for « les 12 et 13 mars 2024 »."""
    plain, length = reading.plain, end - place
    if length == 8:
        return _compact(reading, place)
    if length == 6 or length > 8 or length == 3 or length == 5 or length == 7:
        return []
    if _chained(plain, place):
        return []
    following = plain[end : end + 2]
    if length <= 2:
        if reading.spaced and length == 1:
            spaced = _one_by_one(reading, place)
            if spaced:
                return spaced
        days = _numeric_range(reading, place) if following[:1] in (" ", ",", "-") else []
        if days:
            return days
        if following[:1] in ("/", ".", "|", "-") or (following[:1] == " " and following[1:] in ("/", "|", "-", ".")):
            dates = _numeric_alone(reading, place, False)
            if dates:
                return dates
        return _named(reading, place, end)
    if following[:1] in ("/", "-", "."):
        dates = _year_first(reading, place)
        if dates:
            return dates
    return _year_alone(reading, place)


def _chained(plain: str, place: int) -> bool:
    """Whether the digits go on from others: the middle of a telephone number, of a decimal, of dimensions."""
    if place and plain[place - 1] in "/.|-,:":
        before = plain[place - 2 : place - 1]
        return before.isdigit() and not (plain[place - 1] in ",:-" and plain[max(0, place - 6) : place - 1].isdigit())
    return plain[max(0, place - 2) : place] == "/ " and plain[max(0, place - 4) : place - 2].strip().isdigit()


def _continues(plain: str, end: int) -> bool:
    """Whether more digits follow a separator: a telephone number, a version, dimensions."""
    rest = plain[end : end + 3]
    return bool(rest) and (
        (rest[0] in "/.|" and rest[1:2].isdigit()) or (rest[0] == "-" and rest[1:3].isdigit() and rest[1:3].isalnum())
    )


def _two_digits(value: int | str) -> str:
    return f"{int(value):02d}"


def _day(reading: Reading, start: int, end: int, year: str, month: str | int, day: str, rule: str) -> Moment:
    """A day of a year; without a value, and flagged, where the calendar has no such day."""
    birth = len(year) == 2 and _BIRTH.search(reading.before(start)) is not None
    whole = year_of(year, reading.note_date, birth=birth)
    number = int(day.replace(" ", ""))
    month = int(str(month).replace(" ", ""))
    if not day_exists(whole, month, number):
        return Moment(start, end, "date", "", False, "day", rule, possible=False)
    return Moment(start, end, "date", f"{whole:04d}-{month:02d}-{number:02d}", False, "day", rule)


def _day_of_year(reading: Reading, start: int, end: int, month: int, day: int, rule: str) -> Moment:
    """A day without its year: the nearest one in the past, or to come where an appointment is spoken of."""
    note = reading.note_date
    if not day_exists(2024, month, day):
        return Moment(start, end, "date", "", False, "day", rule, possible=False)
    if note is None:
        return Moment(start, end, "date", f"XXXX-{month:02d}-{day:02d}", True, "day", rule)
    coming = _APPOINTMENT.search(reading.before(start, 60)) is not None
    year = note.year
    if coming and (month, day) < (note.month, note.day):
        year += 1
    elif not coming and (month, day) > (note.month, note.day):
        year -= 1
    if not day_exists(year, month, day):  # 29 February
        year = next((y for y in (year - 1, year - 2, year - 3, year - 4) if day_exists(y, month, day)), year)
    return Moment(start, end, "date", f"{year:04d}-{month:02d}-{day:02d}", True, "day", rule)


def _one_by_one(reading: Reading, place: int) -> list[Moment]:
    """« 0 7 0 8 1 9 8 3 »: seven or eight digits, each in its box of a form."""
    run = _ONE_BY_ONE.match(reading.plain, place)
    if run is None or re.search(r"\d $", reading.before(place, 2)):
        return []
    digits = run[0].replace(" ", "")
    # after an identifier written in the same boxes the date is its end; before one, its start
    starts = (0,) if len(digits) == 8 else (len(digits) - 8, 0) if len(digits) > 8 else (-1,)
    for start in starts:
        said = digits.rjust(8, "0") if start < 0 else digits[start : start + 8]
        if 1900 <= int(said[4:]) <= 2100 and 1 <= int(said[2:4]) <= 12 and 1 <= int(said[:2]) <= 31:
            first = place + 2 * max(start, 0)
            last = min(run.end(), first + 15)
            return [_day(reading, first, last, said[4:], said[2:4], said[:2], "date.spaced")]
    return []


def _numeric_range(reading: Reading, place: int) -> list[Moment]:
    """« les 12 et 13/03/2024 », « du 12 au 15/03 »."""
    days = _NUMERIC_RANGE.match(reading.plain, place)
    before = reading.before(place)
    if days is None or _NOT_A_DATE.search(before) or not _STRONG.search(before):
        return []
    numbers = list(re.finditer(r"\d{1,2}", days[0]))
    main = _numeric_alone(reading, place + numbers[-1].start(), True)
    if not main or not main[0].possible or main[0].precision != "day":
        return []
    return [_like(reading, main[0], place + n.start(), place + n.end(), n[0]) for n in numbers[:-1]] + main


def _like(reading: Reading, date_: Moment, start: int, end: int, day: str) -> Moment:
    """Another day of the same month: the first of « les 12 et 13 mars 2024 »."""
    value = f"{date_.value[:8]}{_two_digits(day)}"
    year = date_.value[:4]
    possible = day_exists(int(year) if year.isdigit() else 2024, int(date_.value[5:7]), int(day))
    return Moment(start, end, "date", value if possible else "", date_.relative, "day", date_.rule, possible=possible)


def _numeric_alone(reading: Reading, place: int, cued: bool) -> list[Moment]:
    plain = reading.plain
    match = _NUMERIC.match(plain, place)
    before = reading.before(place)
    if match is None:
        return _month_of_year(reading, place, before)
    if len(match["a"]) > 2:
        return []
    first, second, year = match["a"], match["b"], match["c"]
    end = match.end()
    if year:
        if (
            _continues(plain, end)
            or _UNIT_AFTER.match(plain, end)
            or (match["s"].strip() != match["s2"].strip() and len(year) == 2)
        ):
            return []
        day, month = int(first), int(second)
        if len(year) == 2:
            padded = len(first) == 2 and len(second) == 2
            if not (1 <= day <= 31 and 1 <= month <= 12) or (before[-1:].isalpha() and not padded):
                return []
            if _NOT_A_DATE.search(before) and not _CUE.search(before):
                return []
            if match["s"].strip() in (".", "-", "|") and not padded and not _CUE.search(before):
                return []
        elif not (1900 <= int(year) <= 2100) or day > 39 or day == 0 or month == 0:
            return []
        return [_day(reading, place, end, year, second, first, "date.numeric")]
    return _without_year(reading, match, cued)


def _month_of_year(reading: Reading, place: int, before: str) -> list[Moment]:
    """« 03/2024 »."""
    found = _NUMERIC_MONTH.match(reading.plain, place)
    if found is None or _UNIT_AFTER.match(reading.plain, found.end()) or before[-1:].isalnum():
        return []
    if len(found["m"]) == 1 and not _CUE.search(before) and not before.endswith(("en ", "depuis ")):
        return []  # « 1/2000 » is a titre
    value = f"{found['y']}-{int(found['m']):02d}"
    return [Moment(place, found.end(), "date", value, False, "month", "date.month")]


def _without_year(reading: Reading, match: re.Match[str], cued: bool) -> list[Moment]:
    """« 12/03 »."""
    plain, place, end = reading.plain, match.start(), match.end()
    first, second, separator = match["a"], match["b"], match["s"].strip()
    before = reading.before(place)
    day, month = int(first), int(second)
    if separator in ("-", "|") or not (1 <= day <= 31 and 1 <= month <= 12) or before[-1:].isalnum():
        return []
    if plain[end : end + 1] == "," and plain[end + 1 : end + 2].isdigit():
        return []
    strong = cued or _STRONG.search(before) is not None or (separator == "/" and _CUE.search(before) is not None)
    padded = len(first) == 2 and len(second) == 2
    if _continues(plain, end) or _UNIT_AFTER.match(plain, end) or (_NOT_A_DATE.search(before) and not cued):
        return []
    if separator == ".":
        if (
            not (padded and (_STRONG.search(before) or re.search(r"\b[cds]\d{1,2} $", before)))
            or plain[end : end + 1] == "%"
        ):
            return []
    elif not strong and not (padded and (first[0] == "0" or second[0] == "0" or _starts_line(plain, place, end))):
        return []
    elif not padded and (first, second) in {
        ("1", "2"),
        ("1", "3"),
        ("2", "3"),
        ("1", "4"),
        ("3", "4"),
        ("1", "5"),
        ("2", "5"),
    }:
        return []  # « le 1/3 moyen », « les 2/3 »
    return [_day_of_year(reading, place, end, month, day, "date.day_month")]


def _starts_line(plain: str, place: int, end: int) -> bool:
    """Whether a line starts with it and goes on with a colon or a dash: « 12/11 : TDM »."""
    head = plain[plain.rfind("\n", 0, place) + 1 : place].strip(" -*•>")
    return not head and re.match(r" ?[:=-] ?|\)", plain[end : end + 3]) is not None


def _compact(reading: Reading, place: int) -> list[Moment]:
    """« 31121995 », after what announces a date."""
    found = _COMPACT.match(reading.plain, place)
    before = reading.before(place)
    if not found or not _CUE.search(before) or before[-1:].isalnum() or _continues(reading.plain, found.end()):
        return []
    day, month, year = (found["a"], found["b"], found["c"]) if found["a"] else (found["d"], found["m"], found["y"])
    if not day_exists(int(year), int(month), int(day)):
        return []
    return [_day(reading, place, found.end(), year, month, day, "date.compact")]


def _year_first(reading: Reading, place: int) -> list[Moment]:
    """« 2024-03-12 », « 2024/03 »."""
    found = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<s>[/.-])(?P<m>\d{1,2})(?:(?P=s)(?P<d>\d{1,2}))?(?!\d)").match(
        reading.plain, place
    )
    if not found or _continues(reading.plain, found.end()) or reading.before(place)[-1:].isalnum():
        return []
    if found["d"]:
        return [_day(reading, place, found.end(), found["y"], found["m"], found["d"], "date.numeric")]
    if (
        not 1 <= int(found["m"]) <= 12
        or len(found["m"]) != 2
        or found["s"] == "."
        or int(found["m"]) == int(found["y"][2:]) + 1
    ):
        return []
    return [Moment(place, found.end(), "date", f"{found['y']}-{found['m']}", False, "month", "date.month")]


def _named(reading: Reading, place: int, end: int) -> list[Moment]:
    """« 12 mars 2024 », « 1er mars », « 01sep2018 », « les 12 et 13 mars 2024 », « 20 12 2003 »."""
    plain = reading.plain
    spaced = _SPACED.match(plain, place)
    if (
        spaced
        and not re.search(r"\d ?$", reading.before(place, 3))
        and day_exists(int(spaced["c"]), int(spaced["b"]), int(spaced["a"]))
    ):
        return [_day(reading, place, spaced.end(), spaced["c"], spaced["b"], spaced["a"], "date.spaced")]
    several = _RANGE.match(plain, place)
    if several:
        numbers = list(re.finditer(r"\d{1,2}", several[0]))
        main = _named(reading, place + numbers[-1].start(), place + numbers[-1].end())
        if main and main[0].possible and all(1 <= int(n[0]) <= 31 for n in numbers):
            return [_like(reading, main[0], place + n.start(), place + n.end(), n[0]) for n in numbers[:-1]] + main
    match = _NAMED.match(plain, place)
    return _day_of_month(reading, match, int(match["day"])) if match else []


def _day_of_month(reading: Reading, match: re.Match[str], day: int) -> list[Moment]:
    start, end, word = match.start(), match.end(), match["month"]
    if day > 39 or day == 0:
        return []
    if not match["year"]:
        end = match.end("month")
        written = reading.text[match.start("month") : end]
        if word in _DOUBTFUL and written.isupper() and not _STRONG.search(reading.before(start)):
            return []
        return [_day_of_year(reading, start, end, _MONTHS[word], day, "date.named")]
    year = match["year"].strip("'")
    if not year.isdigit():
        said = read_number(year)
        if said is None or not 1000 <= said <= 2100:
            return [_day_of_year(reading, start, match.end("month"), _MONTHS[word], day, "date.named")]
        year = str(said)
    return [_day(reading, start, end, year, _MONTHS[word], str(day), "date.named")]


def date_in_words(reading: Reading, place: int) -> list[Moment]:
    """« deux janvier mille neuf cent soixante dix huit », « en deux mille dix-sept »."""
    match = _WORDED.match(reading.plain, place)
    if match is None:
        year = _WORDED_YEAR.match(reading.plain, place)
        said = read_number(year[0]) if year and _YEAR_CUE.search(reading.before(place)) else None
        if year is None or said is None or not 1900 <= said <= 2100:
            return []
        return [Moment(place, year.end(), "date", str(said), False, "year", "date.year")]
    day = 1 if match["day"] == "premier" else read_number(match["day"])
    return _day_of_month(reading, match, day) if day and day <= 31 else []


def date_of_word(reading: Reading, place: int) -> list[Moment]:
    """What starts with a word: « mars 2024 », « début mars », « printemps 2022 », « années 80 »."""
    plain = reading.plain
    modified = _MODIFIED.match(plain, place)
    if modified:
        what = modified["what"]
        modifier = _MODIFIERS[modified["word"]]
        if what not in MONTH_WORDS:
            year = year_of(what.strip("'"), reading.note_date)
            return [Moment(place, modified.end(), "date", f"{year}", False, "year", "date.modified", modifier=modifier)]
        inner = _month(reading, modified.start("what"), True)
        if inner:
            return [
                Moment(place, i.end, "date", i.value, i.relative, "month", "date.modified", modifier=modifier)
                for i in inner[:1]
            ]
    season = _SEASON.match(plain, place)
    if season:
        value = f"{season['year']}-{_MODIFIERS[season['season']]}"
        return [Moment(place, season.end(), "date", value, False, "season", "date.season")]
    decade = _DECADE.match(plain, place)
    if decade:
        value = f"{year_of(decade['year'], reading.note_date)}"[:3] + "X"
        return [Moment(place, decade.end(), "date", value, False, "year", "date.decade")]
    return _month(reading, place, False)


def _month(reading: Reading, place: int, cued: bool) -> list[Moment]:
    """« mars 2024 », « Sept 01, 2026 », and « mars » where something says that it is a month."""
    plain = reading.plain
    match = _MONTH_YEAR.match(plain, place)
    if match is None:
        return []
    word = match["month"]
    month = _MONTHS[word]
    year = (match["year"] or "").strip("'")
    if year and not year.isdigit():
        said = read_number(year)
        year = str(said) if said and 1000 <= said <= 2100 else ""
    if (
        year
        and len(year) == 2
        and (word in _DOUBTFUL or match["gap"].strip() not in ("", "/", "-") or match["gap"] == "\n")
    ):
        year = ""
    if year:
        if match["early"]:
            return [_day(reading, place, match.end(), year, month, match["early"], "date.named")]
        whole = year_of(year, reading.note_date)
        return [Moment(place, match.end(), "date", f"{whole:04d}-{month:02d}", False, "month", "date.month")]
    before = reading.before(place)
    announced = re.search(
        r"(?:\b(?:en|depuis|courant|debut|fin|mi|mois de|mois d'|jusqu'en|jusqu'a|des|entre|et|a|vers|prochain) ?-?|\bd')$",
        before,
    )
    then = _THEN_MONTH.match(plain, match.end("month"))
    if then and len(word) > 2:
        return [Moment(place, match.end("month"), "date", f"{then['year']}-{month:02d}", False, "month", "date.month")]
    if len(word) < 5 and word not in ("mars", "mai", "juin", "aout") or (not cued and not announced):
        return []
    if word == "mai" and not cued and before.endswith(("et ", "a ")):
        return []
    if word == "mars" and before.endswith("a "):
        return []
    end = match.end("month")
    note = reading.note_date
    if note is None:
        return [Moment(place, end, "date", f"XXXX-{month:02d}", True, "month", "date.month")]
    coming = _APPOINTMENT.search(reading.before(place, 60)) is not None
    whole = note.year + (1 if coming and month < note.month else -1 if not coming and month > note.month else 0)
    return [Moment(place, end, "date", f"{whole:04d}-{month:02d}", True, "month", "date.month")]


def _year_alone(reading: Reading, place: int) -> list[Moment]:
    """« en 2019 », « 2019-2021 » ; not « 2000 mg », « 1953 UI/L », « chambre 2010 »."""
    plain = reading.plain
    match = _YEAR_ALONE.match(plain, place)
    if match is None:
        return []
    before = reading.before(place)
    if before[-1:].isalnum() or before[-1:] in ("°", "+", "=", "<", ">", "_", "#", "@") or re.search(r"\d ?$|[x*] $", before):
        return []
    if _UNIT_AFTER.match(plain, match.end("year")) or re.match(
        r"[.,:]\d|[a-z_%°]| ?[+x*]", plain[match.end("year") : match.end("year") + 3]
    ):
        return []
    word = _WORD_BEFORE.search(before)
    if word and word[1] in _NOT_BEFORE_YEAR or before.endswith("n° "):
        return []
    if word and not _YEAR_CUE.search(before) and _measured(plain, place):
        return []
    start, end = place, match.end("year")
    if before.endswith("l'annee ") and not match["last"]:
        start = place - len("l'annee ")
    rule = "date.year"
    moments = [Moment(start, end, "date", match["year"], False, "year", rule)]
    if match["last"]:
        last = match["last"] if len(match["last"]) == 4 else match["year"][:2] + match["last"]
        if int(match["year"]) < int(last) <= int(match["year"]) + 60:
            moments.append(Moment(match.start("last"), match.end("last"), "date", last, False, "year", rule))
    return moments


def _measured(plain: str, place: int) -> bool:
    """Whether the number seems to be a result: other numbers with it, and the word before is not closed."""
    return (
        re.search(r"\b(?:a|de|est|estimee?|dosee?|taux|valeur)\b[^\n.;]{0,12}$", plain[max(0, place - 24) : place])
        is not None
    )


def quarter_at(reading: Reading, place: int) -> list[Moment]:
    """« 1er trimestre 2024 », « T1 2024 »."""
    match = _QUARTER.match(reading.plain, place)
    if match is None:
        return []
    if match["unit"] == "semestre":
        value = f"{match['year']}-H{match['n']}" if match["n"] in "12" else ""
    else:
        value = f"{match['year']}-Q{match['n'] or match['t']}"
    return [Moment(place, match.end(), "date", value, False, "quarter", "date.quarter")] if value else []


_TIME_CUE = re.compile(
    r"(?:\b(?:a|vers|jusqu'a|des|avant|apres|depuis|entre|et|de|heure|le|midi|ce jour|horaire|h)(?: ?:)? $|[:(,] ?$|^$|\n ?[-*]? ?$)"
)
_CLOCK = re.compile(r"(?:\b(?:a|vers|jusqu'a|des) (?:environ )?)$")
_NOT_CLOCK = re.compile(r" ?(?:apres|avant|de |d'|post|plus|sur|/|par|-|a \d|environ)")
_LASTING = re.compile(
    r"\b(?:pendant|durant|duree(?: d'intervention| operatoire)?(?: de| :)?|depuis|en|sur|pour|soit|bout de|toutes les|delai de|dure) $"
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
        if re.search(r"(?:\b(?:titre|dilution|ratio|rapport|i/e) ?(?:de|a|:)? ?|[<>=] ?)$", before):
            return None
    elif minutes:
        if _LASTING.search(before):
            return None
    else:
        rest = reading.plain[match.end() : match.end() + 14]
        spoken = re.match(r" (?:du|de l'|le) ?(?:matin|soir|apres-midi)", rest)
        if not spoken and (not _CLOCK.search(before) or _NOT_CLOCK.match(rest)):
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


DATE_WORDS = MONTH_WORDS | {"debut", "fin", "mi", "milieu", "courant", "printemps", "ete", "automne", "hiver", "annees"}
NUMBER_WORDS = WORDS
