"""Dates in words, and years: « 12 mars 2024 », « mars 2024 », « fin 2023 », « deux janvier mille… », « en 2019 »."""

import re

from carnet.text.dates_context import APPOINTMENT, EXAMINED, STRONG, UNIT_AFTER, day_of, day_without_year, same_month
from carnet.text.moments import Moment, Reading, day_exists, year_of
from carnet.text.numbers_in_words import NUMBER, read_number

_MONTH_NAMES = (
    "janvier janv jan",
    "fevrier fevr fev feb",
    "mars mar",
    "avril avr apr",
    "mai may",
    "juin jun",
    "juillet juill juil jul",
    "aout aug",
    "septembre sept sep",
    "octobre oct",
    "novembre nov",
    "decembre dec",
)
MONTHS = {word: number for number, names in enumerate(_MONTH_NAMES, 1) for word in names.split()}
_DOUBTFUL = frozenset(word for word in MONTHS if len(word) == 3 and word != "mai")  # « OCT », « SEP » are also acronyms
MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")(?![a-z]|\d+[a-z])"
_CENTURY = r"(?:19|20)\d\d(?!\d)"
_SHORT_YEAR = r"'?\d\d(?![\d:/h°%.,]?\d)(?! ?(?:h\b|ans\b|mois\b|jours?\b|%|mg|ml|mm|cm|kg|g\b|et\b|au\b|/))"
_WRITTEN_YEAR = rf"(?:mille|mil|deux mille)(?![a-z])(?:[ -](?:et )?{NUMBER})?"
_YEAR = rf"(?:de l'(?:an|annee) )?(?P<year>{_CENTURY}|{_SHORT_YEAR}|{_WRITTEN_YEAR})"

_SPACED = re.compile(r"(?P<a>[0-3]\d) (?P<b>[01]\d) (?P<c>(?:19|20)\d\d)(?! ?\d)")
_NAMED = re.compile(
    rf"(?P<day>\d{{1,2}})(?: ?er)?(?P<gap>[ .,/-]{{0,2}}|[ ]?\n)(?P<month>{MONTH})\.?"
    rf"(?:(?:[ ./-]{{0,2}}|,? ?(?=(?:19|20)\d\d|m|deux m)|\n){_YEAR})?"
)
_WORDED = re.compile(rf"(?P<day>premier|(?!une? ){NUMBER}) (?P<month>{MONTH})(?:,? {_YEAR})?")
_WORDED_YEAR = re.compile(rf"(?:mille neuf cents?|deux mille)(?: (?:et )?{NUMBER})?(?![a-z])(?! [a-z]+s )")
_RANGE = re.compile(
    r"(?P<first>\d{1,2})(?: ?er)?(?P<then>(?:(?: ?(?:,|et|au|a|/|&|ou|puis)|-(?=\d))(?: ?le)? ?\d{1,2}(?: ?er)?){1,6})"
    rf"(?= ?{MONTH})"
)
_MONTH_YEAR = re.compile(
    rf"(?P<month>{MONTH})\.?(?: (?P<early>\d{{1,2}})(?:,| ,) ?(?=(?:19|20)\d\d))?(?:(?P<gap>[ ,./-]{{0,2}}|\n){_YEAR})?"
)
_THEN_MONTH = re.compile(rf"\.? ?(?:a|et|-|/|ou|puis|au) ?(?:fin |debut )?{MONTH}\.? (?P<year>{_CENTURY})")
_MONTH_SAID = re.compile(
    r"(?:\b(?:en|depuis|courant|debut|fin|mi|mois de|mois d'|jusqu'en|jusqu'a|des|entre|et|a|vers|prochain) ?-?|\bd')$"
)
_YEAR_ALONE = re.compile(r"(?P<year>(?:19|20)\d\d)(?: ?[-/a] ?(?P<last>(?:19|20)\d\d|\d\d(?![\d/.-])))?(?!\d)")
_MODIFIERS = {"debut": "START", "fin": "END", "mi": "MID", "milieu": "MID", "courant": "MID"}
_MODIFIED = re.compile(
    r"(?P<word>debut|fin|mi|milieu|courant)(?: |-| - )(?:(?:du mois |de l'annee |le mois )?(?:de |d'|d' |l'annee )?)"
    rf"(?P<what>{MONTH}|{_CENTURY}|'\d\d(?!\d))"
)
_SEASONS = {"printemps": "SP", "ete": "SU", "automne": "FA", "hiver": "WI"}
_SEASON = re.compile(
    rf"(?P<season>printemps|ete|automne|hiver)(?: de l'annee| de)? (?P<year>{_CENTURY})(?:[ -/]{{1,2}}(?:19"
    rf"|20)?\d\d(?!\d))?"
)
_QUARTER = re.compile(
    rf"(?:(?P<n>[1-4])(?:er|e|eme|nd)? ?(?P<unit>trimestre|semestre)|t(?P<t>[1-4])) (?:de )?(?P<year>{_CENTURY})"
)
_DECADE = re.compile(r"annees (?P<year>(?:19|20)?\d0)(?!\d)")
_YEAR_CUE = re.compile(
    r"(?:\b(?:en|depuis|de|annees?|des|fin|debut|avant|apres|jusqu'en|jusqu'a|courant|vers|entre|et|ou|puis|l'an"
    r"|annee|dont|date|mi"
    r"|recidive|rechute|aout|diagnosti\w+|operee?|posee?|ete|nee?|ne en|opere|du|les) (?:l'annee )?\(?|\b(?:d'"
    r"|l'annee )"
    r"|[(,;:\-/] ?|(?:^|\n) ?[-*•>]? ?)$"
)
_WORD_BEFORE = re.compile(r"([a-z'][a-z0-9'-]*) $")
_BEFORE_NO_YEAR = (
    "a sur n no numero chambre salle lot cs bp rue dossier poste code page loi pnn gb cpk ldh psa cea ferritine crp"
    " plaquettes leucocytes",
    "lymphocytes polynucleaires bnp d-dimeres troponine asat alat ggt pal lipase taux dose poids volume diurese"
    " environ pres d'environ",
    "plus moins superieur inferieur eosinophiles neutrophiles monocytes b12 cd4 cd8 charge tel version",
)
_NOT_BEFORE_YEAR = frozenset(word for line in _BEFORE_NO_YEAR for word in line.split())
_FEASTS = {
    "noel": (12, 25),
    "jour de l'an": (1, 1),
    "nouvel an": (1, 1),
    "toussaint": (11, 1),
    "saint-sylvestre": (12, 31),
}
_FEAST = re.compile(rf"(?P<feast>{'|'.join(_FEASTS)})(?! [a-z]+ \d)(?: (?P<year>{_CENTURY}))?(?![a-z])")
_FEAST_SAID = re.compile(r"\b(?:a|avant|apres|depuis|pour|vers|jusqu'a|des|lendemain de|veille de|passe) (?:la |le )?$")
_FEAST_WORDS = frozenset({"noel", "jour", "nouvel", "toussaint", "saint"})
DATE_WORDS = frozenset(MONTHS) | frozenset(_MODIFIERS) | frozenset(_SEASONS) | {"annees"} | _FEAST_WORDS


def named_at(reading: Reading, place: int, end: int) -> list[Moment]:
    """« 12 mars 2024 », « 1er mars », « 01sep2018 », « les 12 et 13 mars 2024 », « 20 12 2003 »."""
    plain = reading.plain
    spaced = _SPACED.match(plain, place)
    if (
        spaced
        and not re.search(r"\d ?$", reading.before(place, 3))
        and day_exists(int(spaced["c"]), int(spaced["b"]), int(spaced["a"]))
    ):
        return [day_of(reading, place, spaced.end(), spaced["c"], spaced["b"], spaced["a"], "date.spaced")]
    several = _RANGE.match(plain, place)
    if several:
        numbers = list(re.finditer(r"\d{1,2}", several[0]))
        main = named_at(reading, place + numbers[-1].start(), place + numbers[-1].end())
        if main and main[0].possible and all(1 <= int(n[0]) <= 31 for n in numbers):
            return [same_month(reading, main[0], place + n.start(), place + n.end(), n[0]) for n in numbers[:-1]] + main
    match = _NAMED.match(plain, place)
    return _day_of_month(reading, match, int(match["day"])) if match else []


def _day_of_month(reading: Reading, match: re.Match[str], day: int) -> list[Moment]:
    start, end, word = match.start(), match.end(), match["month"]
    if day > 39 or day == 0:
        return []
    if not match["year"]:
        end = match.end("month")
        written = reading.text[match.start("month") : end]
        if word in _DOUBTFUL and written.isupper() and not STRONG.search(reading.before(start)):
            return []
        return [day_without_year(reading, start, end, MONTHS[word], day, "date.named")]
    year = match["year"].strip("'")
    if not year.isdigit():
        said = read_number(year)
        if said is None or not 1000 <= said <= 2100:
            return [day_without_year(reading, start, match.end("month"), MONTHS[word], day, "date.named")]
        year = str(said)
    return [day_of(reading, start, end, year, MONTHS[word], str(day), "date.named")]


def date_in_words(reading: Reading, place: int) -> list[Moment]:
    """« deux janvier mille neuf cent soixante dix huit », « en deux mille dix-sept »."""
    year = _WORDED_YEAR.match(reading.plain, place)
    if year and _YEAR_CUE.search(reading.before(place)):
        said = read_number(year[0])
        if said is not None and 1900 <= said <= 2100:
            return [Moment(place, year.end(), "date", str(said), False, "year", "date.year")]
    match = _WORDED.match(reading.plain, place)
    if match is None or (match["month"] == "sept" and not match["year"]):
        return []  # « dix sept ans »
    day = 1 if match["day"] == "premier" else read_number(match["day"])
    return _day_of_month(reading, match, day) if day and day <= 31 else []


def date_of_word(reading: Reading, place: int) -> list[Moment]:
    """What starts with a word: « mars 2024 », « début mars », « printemps 2022 », « années 80 »."""
    plain = reading.plain
    modified = _MODIFIED.match(plain, place)
    if modified:
        what = modified["what"]
        modifier = _MODIFIERS[modified["word"]]
        if what not in MONTHS:
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
        value = f"{season['year']}-{_SEASONS[season['season']]}"
        return [Moment(place, season.end(), "date", value, False, "season", "date.season")]
    feast = _FEAST.match(plain, place)
    if feast and (feast["year"] or _FEAST_SAID.search(reading.before(place))):
        month, number = _FEASTS[feast["feast"]]
        if feast["year"]:
            return [day_of(reading, place, feast.end(), feast["year"], month, str(number), "date.feast")]
        return [day_without_year(reading, place, feast.end("feast"), month, number, "date.feast")]
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
    month = MONTHS[word]
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
            return [day_of(reading, place, match.end(), year, month, match["early"], "date.named")]
        whole = year_of(year, reading.note_date)
        return [Moment(place, match.end(), "date", f"{whole:04d}-{month:02d}", False, "month", "date.month")]
    before = reading.before(place)
    announced = _MONTH_SAID.search(before)
    then = _THEN_MONTH.match(plain, match.end("month"))
    if then and len(word) > 2:
        return [Moment(place, match.end("month"), "date", f"{then['year']}-{month:02d}", False, "month", "date.month")]
    # « TDM de septembre », « scanner sept. : »
    examined = EXAMINED.search(before.removesuffix("de ").removesuffix("d'")) is not None
    short = len(word) < 5 and word not in ("mars", "mai", "juin", "aout")
    if short and not (examined and re.match(r"\.? ?:", plain[match.end("month") :][:3])):
        return []
    if not (cued or announced or examined):
        return []
    if word == "mai" and not cued and before.endswith(("et ", "a ")):
        return []
    if word == "mars" and before.endswith("a "):
        return []
    end = match.end("month")
    note = reading.note_date
    if note is None:
        return [Moment(place, end, "date", f"XXXX-{month:02d}", True, "month", "date.month")]
    coming = APPOINTMENT.search(reading.before(place, 60)) is not None
    whole = note.year + (1 if coming and month < note.month else -1 if not coming and month > note.month else 0)
    return [Moment(place, end, "date", f"{whole:04d}-{month:02d}", True, "month", "date.month")]


def year_at(reading: Reading, place: int) -> list[Moment]:
    """« en 2019 », « 2019-2021 » ; not « 2000 mg », « 1953 UI/L », « chambre 2010 »."""
    plain = reading.plain
    match = _YEAR_ALONE.match(plain, place)
    if match is None:
        return []
    before = reading.before(place)
    if (
        before[-1:].isalnum()
        or before[-1:] in ("°", "+", "=", "<", ">", "_", "#", "@")
        or re.search(r"\d ?$|[x*] $", before)
    ):
        return []
    if UNIT_AFTER.match(plain, match.end("year")) or re.match(
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
