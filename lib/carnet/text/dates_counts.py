"""How many, and which one in order: « 6 cures », « deux nodules », « première ligne », « 2ème pare »."""

import re

from carnet.text.moments import Moment, Reading
from carnet.text.numbers_in_words import NUMBER, ORDINALS, read_number

_GIVEN = (
    "cures?|cycles?|seances?|lignes?|fractions?|injections?|perfusions?|transfusions?|administrations?|infiltrations?"
)
_HAPPENED = (
    "accouchements?|gestes?|pares?|grossesses?|fausses couches|episodes?|poussees?|crises?|recidives?|rechutes?"
    "|hospitalisations?|interventions?|cesariennes?"
)
_SEEN = (
    "nodules?|masses?|lesions?|metastases?|adenopathies|biopsies?|echographies|scanners|formations|diagnostics?"
    "|polypes?"
    "|foyers?|kystes?|prelevements|hemocultures|ganglions"
)
_COUNTED = re.compile(
    rf"(?P<count>\d{{1,2}}|{NUMBER}|plusieurs) (?:autres |derniere?s |premiere?s )?(?:{_GIVEN}|{_HAPPENED}"
    rf"|{_SEEN})(?![a-z])"
)
_NTH = re.compile(
    rf"(?P<count>\d{{1,2}}) ?(?:ere?|eme|nde?|e) (?:et \d{{1,2}} ?e(?:me)? )?(?:{_GIVEN}|{_HAPPENED})(?![a-z])"
    rf"|(?P<word>{'|'.join(sorted(ORDINALS, key=len, reverse=True))}) (?:{_GIVEN}|{_HAPPENED})(?![a-z])"
)
_RANK = re.compile(r"\d{1,2} ?(?:ere?|eme|nde?|e)")


def count_at(reading: Reading, place: int) -> Moment | None:
    """The count, or the rank, that starts at `place`: kind `count`, its value in digits (`X` for « plusieurs »)."""
    nth = _NTH.match(reading.plain, place)
    if nth:
        rank = _RANK.match(reading.plain, place)
        value = nth["count"] or str(ORDINALS[nth["word"]])
        return Moment(place, rank.end() if rank else nth.end("word"), "count", value, False, "", "count.nth")
    match = _COUNTED.match(reading.plain, place)
    if match is None:
        return None
    said = match["count"]
    number = int(said) if said.isdigit() else read_number(said)
    if number is None and said != "plusieurs":
        return None
    if said in ("un", "une", "1"):  # an article
        return None
    value = "X" if number is None else str(number)
    return Moment(place, match.end("count"), "count", value, False, "", "count.number")
