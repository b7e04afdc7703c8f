"""Radiotherapy: dose and fractions, technique, site, boost; with chemotherapy or not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from carnet.text.reading import Reading
from carnet.tools.structuring.facts import Status
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules.treatments_periods import period_of
from carnet.tools.structuring.rules.treatments_search import anchored, told_before

_FRACTIONS = r"(?:fractions?|fr|fx|seances?|sc|f|s)(?![a-z])"
_GRAY = r"(?:gy|gr[ae]ys?)(?![a-z])"
_NUMBER = r"\d{1,3}(?:[.,]\d{1,2})?"
_COUNTS = {"trois": "3", "quatre": "4", "six": "6", "huit": "8", "douze": "12", "treize": "13"}
_COUNTS |= {"cinq": "5", "dix": "10", "quinze": "15", "vingt": "20", "vingt-cinq": "25", "trente": "30"}
_DOSE = re.compile(
    rf"(?P<per>\d{{1,2}})[ \n]?(?:x|×|{_FRACTIONS}[ \n]?(?:de|d'|a|x|×))[ \n]?(?P<each>{_NUMBER})[ \n]?{_GRAY}"
    rf"|(?P<total>{_NUMBER})[ \n]?{_GRAY}"
    rf"(?:[ \n]?[,(]?[ \n]?(?:(?:delivree?s?|administree?s?|realisee?s?|divisee?s?|repartie?s?"
    rf"|fractionnee?s?)[ \n])?(?:(?:en|/|x|sur|par)[ \n]?(?P<fractions>\d{{1,2}}|{'|'.join(_COUNTS)})[ \n]?{_FRACTIONS}"
    rf"|/[ \n]?(?P<bare>[1-4]?\d)(?![\d/.,]|[ \n]?(?:j|sem|mois|gy|h\b))"
    rf"|[=:]?[ \n]?(?P<times>\d{{1,2}})[ \n]?(?:x|×|{_FRACTIONS}[ \n]?(?:de|d'|a|x|×))[ \n]?{_NUMBER}[ \n]?{_GRAY}))?"
)
_ANCHORS = ("radio", "irradi", "curie", "proton", "rcmi", "tomother", "rt", "rct", "cyberknife", "chimio", "irath")
_WORD = re.compile(
    r"(?P<both>radio-?[ ]?chimio(?:therapie)?\b|chimio-?[ ]?radio(?:therapie)?\b|rtct\b|rct\b)"
    r"|(?P<curie>curie-?therapie\b)|(?P<proton>protontherapie\b)|(?P<srs>radio-?chirurgie\b|cyberknife\b)"
    r"|(?P<ira>iratherapie\b)"
    r"|(?P<rt>radio-?therapie\b|irradiation\b|irradiee?s?\b|rt\b(?!-|pcr)|rcmi\b|rte\b|tomotherapie\b)"
)
_NOT_DONE = re.compile(
    r"(?:\b(?:service|departement|pole|unite|centre|institut|medecin|interne|chef|secretariat|consultation|avis"
    r"|oncologie|rdv|"
    r"cs|professeur|docteur|plateau|dr|pr)[ \n](?:de |d'|du |en |a |-)?(?:la )?|oncologue[ \n-]|onco-|et )$"
)
_SITES = re.compile(
    r"[ \n](?:(?:externe|conformationnelle|3d|adjuvante|neo-?adjuvante|exclusive|complementaire|palliative|antalgique|"
    r"conventionnelle|hypofractionnee|normofractionnee|stereotaxique|a visee \w+|de type \w+)[ \n])*"
    r"(?P<site>(?:pelvienne|mammaire|pulmonaire|mediastinale|thoracique|cerebrale|encephalique|panencephalique|osseuse|"
    r"vertebrale|rachidienne|axillaire|pariet\w+|prostatique|hepatique|cervicale|oesophagienne|rectale|"
    r"ganglionnaire|lombaire|dorsale|abdominale|vaginale|uterine|orbitaire|cutanee|locoregionale|"
    r"(?:de l'encephale|encephale|cerebrale?)[ \n]in toto|prophylactique cerebrale))"
)
_STEREO = re.compile(r"\bstereotax\w+|\bsbrt\b|\bcyberknife\b|\bradio-?chirurgie\b")
_BOOST = re.compile(r"\b(?:boost|surimpression|complement|surdosage)\b[^.;\n]{0,25}$")
_TOLD = re.compile(r"\d[ \n]?gr?[ae]?y")
_PROPOSED = re.compile(
    r"\b(?:propos\w+|indication(?! ?:)|prevu\w*|envisag\w+|discut\w+|retenue?|decision|eligible|si|a programmer|debuter"
    r"|preconis\w+|"
    r"en attente|demande|pourrait)\b"
)
_PROPOSED_AFTER = re.compile(
    r"[^.;\n]{0,40}?\b(?:prevue?|a prevoir|a discuter|envisagee?|proposee?|a programmer|programmee?)\b"
)
_REFUSED_AFTER = re.compile(
    r"[ \n,(]*(?:[a-z-]+[ \n])?(?:est |a ete )?(?:recusee?|contre-?indiquee?|refusee?|rejetee?|annulee?|non (?:retenue?"
    r"|realisee?|faite?))\b"
)
_BEGUN = re.compile(r"\b(?:debutee?|recue?|recu|realisee?|delivree?|terminee?|termine|effectuee?|depuis)\b")
_NOT_FOR = re.compile(r"\b(?:(?:pas|absence|sans)[ \n](?:d'|de[ \n])?(?:indication|necessite)|recuse\w*)\b[^.;]{0,25}$")
_EACH = re.compile(r"(?:fractions?|fr|seances?|jours?)[ \n]?(?:de|a|x|×)[ \n]?$")
_PAIN = re.compile(r"\b(?:douleurs?|douloureu\w+|\w*algies?|sciatique|brulures?|colique|irradiant|sans)\b")
_ALONG = re.compile(
    r"[ \n](?:vers|dans|en ceinture|en barre|posterieure|scapulaire|crurale|testiculaire"
    r"|aux?[ \n](?:uv|bras|dos|membre|cou"
    r"|fesses?|mollet|laser)|a la (?:machoire|cuisse|jambe|fesse|region)|uv|solaire|du membre|des membres|du bras)"
)
_DOUBT = re.compile(
    r"\b(?:pas|sans|aucune?|jamais|absence|refus\w*|non|ni|mere|pere|soeur|frere|tante|oncle|si|prevue?)\b"
)
_HEADING = frozenset(("letter_head", "signature", "recipients", "greeting"))
_SITE_ACCENTS = {
    "mediastinale": "médiastinale",
    "cerebrale": "cérébrale",
    "encephalique": "encéphalique",
    "panencephalique": "panencéphalique",
    "vertebrale": "vertébrale",
    "hepatique": "hépatique",
    "oesophagienne": "œsophagienne",
    "uterine": "utérine",
    "cutanee": "cutanée",
    "locoregionale": "locorégionale",
}


@dataclass(frozen=True, slots=True)
class Radiation:
    """A course of radiotherapy at [start, end); `word`: where the word that names it is, if it is named."""

    start: int
    end: int
    value: str
    status: Status | None
    word: tuple[int, int] | None
    first: int
    last: int
    parts: dict[str, Any] = field(default_factory=dict)


def find_radiations(reading: Reading) -> list[Radiation]:
    """The courses of radiotherapy, by position."""
    words = list(_named(reading))
    doses = list(_doses(reading))
    found: list[Radiation] = []
    used: set[int] = set()
    for dose in doses:
        near = _word_of(reading, words, dose)
        named = words[near] if near is not None else None
        if near is not None:
            used.add(near)
        if named is None and not dose["fractions"]:
            continue
        found.append(_made(reading, dose.span(), named, dose))
    for at, word in enumerate(words):
        if at not in used:
            found.append(_made(reading, word.span(), word, None))
    return sorted(found, key=lambda one: one.start)


def find_radiotherapy(
    reading: Reading, radiations: list[Radiation], others: Sequence[tuple[int, int]] = ()
) -> list[Finding]:
    """The facts of the courses of radiotherapy; `others`: where drugs are named, whose dates are theirs."""
    found = []
    for one in radiations:
        first = max((end for _start, end in others if one.first < end <= one.start), default=one.first)
        last = min((start for start, _end in others if one.end <= start < one.last), default=one.last)
        period = period_of(reading, one.start, one.end, first, last)
        named = one.word if one.word and one.word != (one.start, one.end) else None
        found.append(
            Finding(
                "treatment",
                one.value,
                one.start,
                one.end,
                "treatment.radiotherapy",
                unit="Gy" if "dose" in one.parts else None,
                status=one.status,
                judged=(min(one.start, named[0]), max(one.end, named[1])) if named else None,
                date=period.start,
                also=tuple(place for place in [*([named] if named else []), *period.places]),
                parts={"type": "radiotherapy"} | one.parts | _kept(period.parts()),
            )
        )
    return found


def _kept(parts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parts.items() if name in ("start", "stop", "reason")}


@dataclass(frozen=True, slots=True)
class _Dose:
    start: int
    end: int
    dose: str
    fractions: str | None

    def span(self) -> tuple[int, int]:
        return self.start, self.end

    def __getitem__(self, name: str) -> str | None:
        value: str | None = getattr(self, name)
        return value


def _doses(reading: Reading) -> "list[_Dose]":
    plain = reading.plain
    if "gy" not in plain and "ray" not in plain and "rey" not in plain or not _TOLD.search(plain):
        return []
    found = []
    for match in _DOSE.finditer(plain):
        if (
            plain[match.start() - 1 : match.start()] in (",", ".", "/")
            and plain[match.start() - 2 : match.start() - 1].isdigit()
        ):
            continue
        if _EACH.search(plain, max(0, match.start() - 20), match.start()):
            continue
        if match["each"]:
            total = int(match["per"]) * float(match["each"].replace(",", "."))
            found.append(_Dose(*match.span(), f"{total:g}".replace(".", ","), match["per"]))
            continue
        if float(match["total"].replace(",", ".")) > 90:
            continue
        end = match.end()
        fractions = match["fractions"] or match["times"] or match["bare"]
        fractions = _COUNTS.get(fractions, fractions) if fractions else None
        if match["bare"] and not 1.5 <= float(match["total"].replace(",", ".")) / max(1, int(match["bare"])) <= 25:
            fractions, end = None, match.start("bare") - 1
        while end > match.start() and plain[end - 1] in " \n,(/":
            end -= 1
        total_dose = match["total"].replace(".", ",")
        again = found and found[-1].dose == total_dose and match.start() - found[-1].end < 30
        if not (again and fractions is None):
            found.append(_Dose(match.start(), end, total_dose, fractions))
    return found


def _named(reading: Reading) -> "list[re.Match[str]]":
    found: list[re.Match[str]] = []
    for place in anchored(reading.plain, _ANCHORS):
        word = _WORD.match(reading.plain, place)
        if word is None or _NOT_DONE.search(reading.plain, max(0, word.start() - 30), word.start()):
            continue
        section = reading.section_at(word.start())
        if section is not None and section.kind in _HEADING:
            continue
        if word[0].startswith("irradi") and _pain(reading, word):
            continue
        if found and word.start() < found[-1].end():
            continue  # « chimio-radiothérapie »
        closed = reading.plain[word.start() - 1 : word.end() + 1].startswith("(") and word.end() - word.start() < 5
        if found and closed and reading.plain.startswith(")", word.end()) and word.start() - found[-1].end() < 40:
            continue  # « radiothérapie holocrânienne (RT) »
        if word["rt"] and len(word[0]) < 4 and not reading.text[word.start() : word.end()].isupper():
            continue
        found.append(word)
    return found


def _pain(reading: Reading, word: "re.Match[str]") -> bool:
    """Whether a pain radiates: « douleur sans irradiation », « irradiation dans le bras », « irradié aux UVA »."""
    plain = reading.plain
    sentence = reading.sentence_at(word.start())
    first = max(sentence.start if sentence else 0, word.start() - 90)
    return bool(_PAIN.search(plain, first, word.start()) or _ALONG.match(plain, word.end()))


def _word_of(reading: Reading, words: "list[re.Match[str]]", dose: _Dose) -> int | None:
    """The word that names what the dose is of: the last before it in its sentence, or the next right after."""
    sentence = reading.sentence_at(dose.start)
    first = sentence.start if sentence else 0
    last = sentence.end if sentence else dose.end
    best = None
    for at, word in enumerate(words):
        if first <= word.start() < dose.start and dose.start - word.end() < 120:
            best = at
        elif best is None and dose.end <= word.start() < last and word.start() - dose.end < 30:
            return at
    return best


def _made(reading: Reading, span: tuple[int, int], word: "re.Match[str] | None", dose: _Dose | None) -> Radiation:
    start, end = span
    sentence = reading.sentence_at(start)
    first, last = (sentence.start, sentence.end) if sentence else (max(0, start - 100), end + 60)
    last = max(last, end)
    around = reading.plain[max(first, start - 90) : min(last, end + 40)]
    name = "radiothérapie"
    parts: dict[str, Any] = {}
    if word is not None:
        if word["both"]:
            name = "radiochimiothérapie"
        elif word["curie"]:
            name = "curiethérapie"
        elif word["proton"]:
            name = "protonthérapie"
        elif word["ira"]:
            name = "irathérapie"
    if name == "radiothérapie" and _STEREO.search(around):
        name = "radiothérapie stéréotaxique"
    if re.search(r"\brcmi\b|\bmodulation d'intensite\b|\bvmat\b|\btomotherapie\b", around):
        parts["technique"] = "RCMI"
    if dose is not None:
        parts["dose"] = dose.dose
        if dose.fractions:
            parts["fractions"] = int(dose.fractions)
        if _BOOST.search(reading.plain, max(first, start - 50), start):
            parts["boost"] = True
            name = "boost"
    site = _SITES.match(reading.plain, word.end()) if word is not None else None
    if site:
        written = " ".join(site["site"].split())
        parts["site"] = _SITE_ACCENTS.get(written, written)
        if dose is None:
            name, end = f"{name} {parts['site']}", site.end("site")
    value = name
    if dose is not None:
        value += f" {dose.dose} Gy" + (f" en {dose.fractions} fractions" if dose.fractions else "")
    begin = min(start, word.start()) if word is not None else start
    status = _status(reading, begin, end, first, last)
    return Radiation(start, end, value, status, word.span() if word is not None else None, first, last, parts)


def _status(reading: Reading, start: int, end: int, first: int, last: int) -> Status | None:
    told = reading.plain[max(first, start - 60) : last]
    if _BEGUN.search(reading.plain, start, last):
        return None if _DOUBT.search(told) else "present"
    before = told_before(reading.plain, start, 50, first)
    if _NOT_FOR.search(before) or _REFUSED_AFTER.match(reading.plain, end):
        return "absent"
    if (
        _PROPOSED.search(before)
        or _PROPOSED.search(reading.plain, start, end)
        or _PROPOSED_AFTER.match(reading.plain, end, last)
    ):
        return "hypothetical"
    return None
