"""What stands around a number and makes it a date, or not; and the day that a date then is."""

import re

from carnet.text.moments import Moment, Reading, day_exists, year_of

_WEEKDAYS = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_DATED = (
    "date|dates?(?: de [a-z]+)?|rdv|rendez-vous|consultation|cs|cr|realisee?|datee?|vue?|faite?|signee?|validee?"
    "|edite|imprime|nee?"
    "|naissance|ddn|dn|prevue?|prelevement|controle|entree|sortie|op|operee?|deces|decedee?"
)
_SCORES = (
    "ta|pa|pas|pad|tas|tad|tension(?: arterielle)?|score|eva|en|ecog|ps|oms|gleason|grade|stade|acuite|av|od|og"
    "|glasgow|gcs|apgar"
    "|birads|acr|mallampati|asa|bromage|ramsay|nyha|f|ph|ratio|rapport|titre|dilution"
)
_NUMBERED = (
    "version|v|ctcae|ipp|iep|nip|nda|chambre|ch|lit|salle|box|dossier|tel|fax|no|poste|page|p|bp|lot|sur|x|dents?"
    "|vertebres?|disque"
    "|etage|espace|k|l|t|s|d"
)
_COUNTED = (
    "x ?\\d|comprimes?|cp|gelules?|ans|mois|jours|mesures?|dents?|points?|fois|pas|cellules|copies|leucocytes"
    "|plaquettes|elements"
    "|patients?|polynucleaires"
)
CUE = re.compile(  # announces a date
    rf"(?:\b(?:le|du|au|les|des|depuis|jusqu'au|jusqu au|{_DATED}|{_WEEKDAYS}|[cds] ?\d{{1,2}}|cycle \d{{1,2}}"
    rf"|j ?\d{{1,2}})"
    r"(?: ?:)? ?\(?|\((?:le )?)$"
)
STRONG = re.compile(  # leaves no doubt
    rf"\b(?:le|au|depuis le|jusqu'au|date|du|les|des|rdv|rendez-vous|{_WEEKDAYS}|et le|ou le)(?: ?:)? $"
)
EXAMINED = re.compile(  # « TDM TAP 28/10 : », « RCP 7/12 : »
    r"\b(?:tdm|scanner|irm|tep|tepscan|pet|petscan|echo\w*|mammo\w*|scinti\w*|bio\w*|bilan|nfs|rcp|staff|cs|consult\w*)"
    r"(?: (?:tap|cerebrale?|oncologique|hepatique|digestive?|scan|tdm|onco|pelvienne))? $"
)
NOT_A_DATE = re.compile(  # announces a score, a pressure, a room, a number
    rf"(?:\b(?:{_SCORES}|{_NUMBERED})\.? ?(?:a|:|=|est|est a|de|n°)? ?|n° ?|[a-z]\d? ?/ ?|[=<>+*×%] ?)$"
)
UNIT_AFTER = re.compile(
    r" ?(?:[mµkuc]?g(?![a-z])|[mdcµ]?l(?![a-z'])|mm|cm|ui|%|°|/\d|kg|gy|µ|meq|mmol|umol|m2|m\b|h\b|kcal|u/"
    rf"|/ ?(?:mm|ml|l\b|m|µl|champ|j|min|ul)|{_COUNTED})"
)
APPOINTMENT = re.compile(
    r"\b(?:rdv|rendez-vous|prevue?s?|prochaine?|programmee?s?|a revoir|reverrai|reverra|revu le"
    r"|a (?:re)?debuter|a commencer|debut prevu|debutera|debuterons|convoquee?"
    r"|reconvo\w+|planifiee?"
    r"|fixee?|attendue?s?|le prochain)\b[^.;\n]{0,30}$"
)
_PLAN = re.compile(  # what a plan says will be done, on its line or among the items of its list
    r"(?:^|\n|[.;] ?) ?[-*•]? ?(?:cat|conduite a tenir|plan|programme|au programme|projet|a prevoir|prevoir|a faire"
    r"|a programmer|programmer|a refaire|suite)(?![a-z])[^\n]*(?:\n ?(?:[-*•>]|\d[.)/-])[^\n]*)*$"
)
_VISIT = re.compile(
    r"\b(?:cs|consult\w*|controle|ctrl|seance|perf(?:usion)?|cure|ivt|ablation|reeval\w*|revoir)\b"
    r"[^.;\n]{0,20} (?:le|au) (?:[a-z]+di |dimanche )?$"
)
_END = re.compile(r"\b(?:fin|date op\.?|date operatoire|jusqu'au)(?: prevue?)?(?: ?:)?(?: le| au)? $")
_AT_HOUR = re.compile(r"[\w/. ]{3,18} a \d{1,2} ?h")
_DONE = re.compile(r"\b(?:depuis|debutee?|realisee?|faite?|effectuee?|operee?|posee?|du|vue?) (?:le )?$")
_SOON = 100  # days ahead that a plan speaks of
_BIRTH = re.compile(r"(?:\bne+(?:\(e\))?s?|naissance|naiss?\.?|ddn|\bdn)\b[^.;\n]{0,30}$")


def continues(plain: str, end: int) -> bool:
    """Whether more digits follow a separator: a telephone number, a version, dimensions."""
    rest = plain[end : end + 3]
    return bool(rest) and (
        (rest[0] in "/.|" and rest[1:2].isdigit()) or (rest[0] == "-" and rest[1:3].isdigit() and rest[1:3].isalnum())
    )


def day_of(reading: Reading, start: int, end: int, year: str, month: str | int, day: str, rule: str) -> Moment:
    """A day of a year; without a value, and flagged, where the calendar has no such day."""
    birth = len(year) == 2 and _BIRTH.search(reading.before(start)) is not None
    whole = year_of(year, reading.note_date, birth=birth)
    number = int(day.replace(" ", ""))
    month = int(str(month).replace(" ", ""))
    if not day_exists(whole, month, number):
        return Moment(start, end, "date", "", False, "day", rule, possible=False)
    return Moment(start, end, "date", f"{whole:04d}-{month:02d}-{number:02d}", False, "day", rule)


def day_without_year(reading: Reading, start: int, end: int, month: int, day: int, rule: str) -> Moment:
    """A day without its year: the nearest one in the past, or to come where an appointment is spoken of."""
    note = reading.note_date
    if not day_exists(2024, month, day):
        return Moment(start, end, "date", "", False, "day", rule, possible=False)
    if note is None:
        return Moment(start, end, "date", f"XXXX-{month:02d}-{day:02d}", True, "day", rule)
    coming = is_coming(reading, start, month, day)
    year = note.year
    if coming and (month, day) < (note.month, note.day):
        year += 1
    elif not coming and (month, day) > (note.month, note.day):
        year -= 1
    if not day_exists(year, month, day):  # 29 February
        year = next((y for y in (year - 1, year - 2, year - 3, year - 4) if day_exists(y, month, day)), year)
    if not day_exists(year, month, day):  # of a note dated at the ends of the calendar
        return Moment(start, end, "date", f"XXXX-{month:02d}-{day:02d}", True, "day", rule)
    return Moment(start, end, "date", f"{year:04d}-{month:02d}-{day:02d}", True, "day", rule)


def is_coming(reading: Reading, start: int, month: int, day: int) -> bool:
    """Whether the day is to come: an appointment is spoken of, or a plan, and the day is soon."""
    if APPOINTMENT.search(reading.before(start, 60)):
        return True
    note = reading.note_date
    ahead = ((month - note.month) * 31 + day - note.day) % 372 if note else _SOON + 1
    if ahead > _SOON or _DONE.search(reading.before(start, 16)):
        return False
    visit = _VISIT.search(reading.before(start, 40)) and _AT_HOUR.match(reading.plain, start)
    if _END.search(reading.before(start, 30)):
        return True
    return visit is not None or _PLAN.search(reading.before(start, 300)) is not None


def same_month(reading: Reading, date_: Moment, start: int, end: int, day: str) -> Moment:
    """Another day of the same month: the first of « les 12 et 13 mars 2024 »."""
    value = f"{date_.value[:8]}{int(day):02d}"
    year = date_.value[:4]
    possible = day_exists(int(year) if year.isdigit() else 2024, int(date_.value[5:7]), int(day))
    return Moment(start, end, "date", value if possible else "", date_.relative, "day", date_.rule, possible=possible)
