"""The dose that follows the name of a drug: amount, unit, per surface or weight, how often."""

import re
from dataclasses import dataclass

from carnet.text.reading import Reading

_LEAD = (
    r"(?:[ \n]?(?:®|:|=|\(|,(?= ?\d)|(?:lp|iv|ivl|ivse|ivd|po|sc|im|per os|a la dose de|a la posologie de|a dose de|"
    r"dose de|a raison de|a|en perfusion|en perf|voie orale|oral|orale|gelules?|cp|comprimes?|inj"
    r"|hebdomadaires?|hebdo|weekly)(?![a-z])))*[ \n]?"
)
_AMOUNT = r"(?P<amount>\d{1,3}(?: \d{3})+|\d+(?:[.,]\d+)?)"
_UNIT = r"(?P<unit>mg|g|[uµμ]g|mcg|gammas?|m?ui|millions? ui|mbq|gbq)(?![a-z])(?! ?/ ?(?:[dmµ]?l|24|mmol|mol|g)\b)"
_PER = r"(?P<per> ?(?:/|par|\.) ?(?:m ?[2²]|m\^2|kg)(?:-1)?(?![a-z]))?"
_OFTEN = (
    r"(?P<day> ?(?:/|par) ?(?:jour|j)(?![a-z])(?! ?(?:1|2)\b(?= ?[,;-]? ?j\d)))?"
    r"(?P<every> ?(?:/|toutes les|tous les|ttes les|chaque)[ \n]?(?P<hours>4|6|8|12|24) ?h(?:eures?)?(?![a-z]))?"
    r"(?P<times>[ \n](?:x|×) ?\d ?(?:/|par) ?(?:jour|j)(?![a-z])|[ \n]\d ?x ?(?:/|par) ?(?:jour|j)(?![a-z])"
    r"|[ \n]\d fois (?:/|par) ?(?:jour|j)(?![a-z])|[ \n]x ?[1-3](?![ \d]*(?:cures?|cycles?|mg|j|sem))(?![a-z\d,.])"
    r"|[ \n]\d ?/ ?j(?:our)?(?![a-z])|[ \n]\d (?:inhalations?|bouffees?|cp|gelules?|sachets?) ?/ ?(?:jour|j)(?![a-z])"
    r"|[ \n](?:le|au) (?:matin|soir|midi|coucher)(?! et)|[ \n](?:matin et soir|matin, midi et soir))?"
    r"(?P<rhythm>[ \n]\(?(?:\d{1,2} ?j(?:ours?)?(?: sur |/)\d{1,2}(?: ?j(?:ours?)?)?(?![/\d])"
    r"|\d sem(?:aines?)?(?: sur |/)\d))?"
)
_DOSE = re.compile(
    _LEAD
    + r"(?:(?P<auc>auc[ =:]{0,3}(?:de |a )?(?P<area>\d(?:[.,]\d)?)|(?P<turned>\d)[ -]?auc(?![a-z])"
    + r"|aire sous la courbe[ =:(]{0,3}(?:de |a )?(?P<long>\d(?:[.,]\d)?))"
    + rf"|{_AMOUNT}[ \n]?{_UNIT}{_PER}{_OFTEN})"
)
_COURSES = re.compile(r"[ \n]x ?\d")
_DIGIT = re.compile(r"\d")
_UNITS = {"ug": "µg", "µg": "µg", "μg": "µg", "mcg": "µg", "gamma": "µg", "gammas": "µg", "ui": "UI", "mui": "MUI"}
_UNITS |= {"mbq": "MBq", "gbq": "GBq"}
_REACH = 70


@dataclass(frozen=True, slots=True)
class Dose:
    """A dose that ends at `end` of the clean text: `value` is the normal form, `amount` the number, `unit` its unit."""

    end: int
    value: str
    amount: str
    unit: str


def dose_after(reading: Reading, place: int) -> Dose | None:
    """The dose written from `place`, the end of the name of a drug."""
    plain = reading.plain
    if not _DIGIT.search(plain, place, place + 40):
        return None
    found = _DOSE.match(plain, place, min(len(plain), place + _REACH))
    if found is None:
        return None
    area = found["area"] or found["turned"] or found["long"]
    if area:
        return Dose(found.end(), f"AUC {_decimal(area)}", _decimal(area), "AUC")
    amount = _decimal(found["amount"])
    unit = _UNITS.get(found["unit"], found["unit"])
    if "million" in unit:
        unit = "MUI"
    if found["per"]:
        unit += "/kg" if "kg" in found["per"] else "/m²"
    value = f"{_thousands(amount)} {unit}"
    if found["day"]:
        value += "/j"
    elif found["hours"]:
        times = 24 // int(found["hours"])
        value += "/j" if times == 1 else f" x {times}/j"
    if found["times"] and found["per"] and _COURSES.fullmatch(found["times"]):  # « 175 mg/m² x 3 »: of cycles
        return Dose(found.start("times"), value, amount.replace(" ", ""), unit)
    return Dose(found.end(), value + _times(found["times"]) + _rhythm(found["rhythm"]), amount.replace(" ", ""), unit)


_BEFORE = re.compile(
    rf"(?<![\d.,]){_AMOUNT} ?{_UNIT}{_PER}(?P<day> ?(?:/|par) ?j(?:our)?)? (?:de |d')$"  # « 40 mg d'afatinib par jour »
)
_DAILY = re.compile(r" ?(?:/|par) ?j(?:our)?(?![a-z])")


def dose_before(reading: Reading, start: int, end: int) -> Dose | None:
    """The dose written before the name of a drug at [start, end)."""
    found = _BEFORE.search(reading.plain, max(0, start - 34), start)
    if found is None:
        return None
    amount = _decimal(found["amount"])
    unit = _UNITS.get(found["unit"], found["unit"])
    if "million" in unit:
        unit = "MUI"
    if found["per"]:
        unit += "/kg" if "kg" in found["per"] else "/m²"
    daily = _DAILY.match(reading.plain, end)
    value = f"{_thousands(amount)} {unit}" + ("/j" if found["day"] or daily else "")
    return Dose(daily.end() if daily else end, value, amount.replace(" ", ""), unit)


def _decimal(number: str) -> str:
    return number.replace(".", ",")


def _thousands(number: str) -> str:
    whole, comma, rest = number.replace(" ", "").partition(",")
    return (f"{int(whole):,}".replace(",", " ") if len(whole) > 3 else whole) + comma + rest


def _times(written: str | None) -> str:
    if not written:
        return ""
    text = " ".join(written.split())
    digit = _DIGIT.search(text)
    if "inhalation" in text or "bouffee" in text or digit is None:
        return " " + re.sub(r" ?(?:/|par) ?j(?:our)?", "/j", text)
    if text[0].isdigit() and "x" not in text and "fois" not in text:
        return f" {digit[0]}/j"
    return f" x {digit[0]}/j"


def _rhythm(written: str | None) -> str:
    if not written:
        return ""
    text = written.strip().lstrip("(")
    numbers = re.findall(r"\d+", text)
    if "sem" in text:
        return f" {numbers[0]} semaines sur {numbers[1]}"
    return f" {numbers[0]}j/{numbers[1]}"
