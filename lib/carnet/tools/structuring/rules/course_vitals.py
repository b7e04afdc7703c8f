"""Weight, height, body mass index, loss of weight; and death with its cause."""

import re

from carnet.text.quantities import Quantity
from carnet.text.reading import Reading
from carnet.tools.structuring.finding import Finding

_NAMES = {"weight": "poids", "height": "taille", "bmi": "IMC"}
_LOINC = {"weight": "29463-7", "height": "8302-2", "bmi": "39156-5"}
_LOSS = re.compile(
    r"(?:perte de poids|amaigrissement|perte ponderale|a perdu|ayant perdu|perdu"
    r"|maigri)(?: \w+){0,3}? ?[:=(]? ?(?:de |d'environ |a |chiffre\w* a |estime\w* a )?"
    r"(?P<n>\d{1,2}(?:[.,]\d)?) ?(?:-|a)? ?(?P<m>\d{1,2})? ?(?P<unit>kgs?|kilos?|%)"
)
_GAIN = re.compile(
    r"(?:prise de poids|gain ponderal|a pris) (?:de )?(?P<n>\d{1,2}(?:[.,]\d)?) ?(?P<unit>kgs?"
    r"|kilos?|%)"
)
_NOT_OWN = re.compile(
    r"\b(?:naissance|ideal|theorique|foetal|piece|prostate|rate|tumeur|lesion|nodule|masse"
    r"|foetus|sec)\b"
)
_USUAL = re.compile(r"\b(?:habituel|de forme|de base|anterieur|avant)\b")
_DEATH = re.compile(
    r"\b(?:deces(?! de (?:son|sa)| du (?:pere|mari|conjoint|frere)| de (?:l'epou|la mere))|decede(?:e|es)?"
    r"|exitus|dcd(?:e|ee)?|est morte?(?! ne)|s'est eteinte?)(?![a-z])"
)
_KIN = re.compile(
    r"\b(?:mere|pere|frere|soeur|oncle|tante|cousine?|grand[- ]?(?:mere|pere)|mari|epoux|epouse|sa femme|conjointe?"
    r"|compagn\w+|fils|fille|famil\w+"
    r"|veuf|veuve|parents?|enfants?|jumel\w+|neveu|niece|fratrie|maternel\w*|paternel\w*|celle-ci)\b"
)
_NOT_DEATH = re.compile(
    r"\b(?:risque (?:de|d')|certificat (?:de|d')|taux de|cause (?:de|du)|en cas de|avis de|sans|jusqu'au"
    r"|date de|survie|annonce du|don d'organes?) ?$"
)
_NOT_DEATH_AFTER = re.compile(
    r" (?:le cas echeant|eventuel|previsible|imminent|attendu|a prevoir|probable a|inevitable)"
)
_OF_KIN = re.compile(
    r"[ -]*(?:cette?|ce|son|sa|ses|l'autre|la|le|une?|une? autre) (?:soeur|frere|mere|pere|oncle|tante|fille|fils"
    r"|cousine?)\b"
)
_AMONG = re.compile(r"\b(?:ps|oms|ecog|ik|karnofsky|eg|perdu|pris|perte|gain|imc|bmi|pds)\b[^.;\n]{0,25}[/:,(–=-] ?$")
_BESIDE_STATUS = re.compile(r"\b(?:ps|oms|ecog) ?[:=]? ?[0-4] ?[/,-] ?(?P<kg>\d{2,3}(?:[.,]\d)?) ?kgs?(?![a-z/])")
_TALL = re.compile(r"\b(?:t|taille) ?[:=]? ?$")
_CAUSE = re.compile(
    r"(?:,)? ?(?:(?:survenu|le [\d/.]+|a domicile|brutalement|\w+) )?(?:lie a|liee? a|secondaire (?:a|au)|par"
    r"|d'une?|de|des suites (?:de|d')|suite a|consecuti(?:f|ve) a|dans (?:un|le) contexte de"
    r"|dans un tableau de|a la suite de|cause ?:|imputable a|du a)"
    r" ?(?:une? |l'|la |le |son |sa )?(?P<cause>[a-z][^.;:\n(]{3,70})"
)
_CUT = re.compile(r",| le \d| a \d| dans | chez | en \d| apres | malgre | lors | survenu")
_NO_CAUSE = re.compile(r"(?:la|le|l'|ce|son|sa|cette|patient\w*|m\.?|mme|monsieur|madame|jour|nuit|\d)\b")


def find(reading: Reading) -> list[Finding]:
    """The measures of the body and the deaths of a note."""
    plain = reading.plain.replace("\n", " ")
    found = [made for one in reading.quantities if one.name in _NAMES and (made := _measure(reading, plain, one))]
    found += _bare(reading, plain)
    found += _changes(reading, plain)
    return found + _deaths(reading, plain)


def _bare(reading: Reading, plain: str) -> list[Finding]:
    """« PS 1 / 59 kg », « Perdu 2 kg : 54,0 kg », « t 178 cm »: no name, but among the signs."""
    found: list[Finding] = []
    for match in _BESIDE_STATUS.finditer(plain) if "kg" in plain else ():
        number = float(match["kg"].replace(",", "."))
        parts = {"type": "weight", "value": number, "unit": "kg"}
        place = (match.start("kg"), match.end())
        found.append(
            Finding("event", f"poids={_number(number)} kg", *place, "event.body", "29463-7", "LOINC", "kg", parts=parts)
        )
    taken = [one.start for one in found]
    for one in reading.quantities:
        if (
            one.start in taken
            or one.name in _NAMES
            or one.kind not in ("measure", "dose", "size")
            or one.unit not in ("kg", "cm")
            or not isinstance(one.value, float)
        ):
            continue
        before = plain[max(0, one.start - 40) : one.start]
        if one.unit == "kg" and 25 <= one.value <= 250 and _AMONG.search(before):
            said, code = "poids", "29463-7"
        elif one.unit == "cm" and 120 <= one.value <= 215 and _TALL.search(before):
            said, code = "taille", "8302-2"
        else:
            continue
        parts = {"type": "weight" if said == "poids" else "height", "value": one.value, "unit": one.unit}
        value = f"{said}={_number(one.value)} {one.unit}"
        found.append(Finding("event", value, one.start, one.end, "event.body", code, "LOINC", one.unit, parts=parts))
    return found


def _measure(reading: Reading, plain: str, one: Quantity) -> Finding | None:
    assert one.name is not None
    value = one.value
    if not isinstance(value, float) or one.kind not in ("measure", "size") or one.operator in ("<", ">", "<=", ">="):
        return None
    around = plain[max(0, one.name_start - 12) : one.start]
    if _NOT_OWN.search(around):
        return None
    unit = one.unit or ""
    if one.name == "weight":
        if unit != "kg" or not 20 <= value <= 350:
            return None
        said, unit, shown = "poids", "kg", value
    elif one.name == "height":
        shown = value * 100 if unit == "m" else value
        if unit not in ("m", "cm") or not 100 <= shown <= 230:
            return None
        said, unit = "taille", "cm"
    else:
        if not 9 <= value <= 90:
            return None
        said, unit, shown = "IMC", "kg/m²", value
    usual = one.name == "weight" and _USUAL.search(around) is not None
    label = "poids habituel" if usual else said
    start = one.name_start if one.name_start < one.start else one.start
    parts = {"type": one.name, "value": round(shown, 2)} | ({"usual": True} if usual else {})
    return Finding(
        "event",
        f"{label}={_number(shown)} {unit}",
        start,
        max(one.end, one.name_end),
        "event.measure",
        _LOINC[one.name],
        "LOINC",
        unit,
        status="history" if usual else "present",
        parts=parts,
    )


def _number(value: float) -> str:
    return f"{round(value, 2):g}".replace(".", ",")


def _changes(reading: Reading, plain: str) -> list[Finding]:
    """« perte de 8 kg », « amaigrissement de 10 % »."""
    found = []
    for pattern, label in ((_LOSS, "perte de poids"), (_GAIN, "prise de poids")):
        for match in pattern.finditer(plain):
            unit = "%" if match["unit"] == "%" else "kg"
            number = float((match.groupdict().get("m") or match["n"]).replace(",", "."))
            parts = {"type": "weight_change", "value": number if label[:2] == "pr" else -number, "unit": unit}
            found.append(
                Finding(
                    "event",
                    f"{label}={_number(number)} {unit}",
                    match.start(),
                    match.end(),
                    "event.weight_change",
                    unit=unit,
                    parts=parts,
                )
            )
    return found


def _deaths(reading: Reading, plain: str) -> list[Finding]:
    found: list[Finding] = []
    for match in _DEATH.finditer(plain):
        start, end = match.span()
        sentence = reading.sentence_at(start)
        low = max(sentence.start if sentence else 0, reading.plain.rfind("\n", 0, start) + 1, start - 110)
        section = reading.section_at(start)
        if section is not None and section.kind in ("family_history", "lifestyle"):
            continue
        if _KIN.search(plain, low, min(len(plain), end + 14)) or _NOT_DEATH.search(plain, max(0, start - 30), start):
            continue
        if _NOT_DEATH_AFTER.match(plain, end) or _OF_KIN.match(plain, reading.plain.rfind("\n", 0, start) + 1):
            continue
        found.append(Finding("event", "décès", start, end, "event.death", parts={"type": "death"}))
        cause = _cause(plain, end)
        if cause is not None:
            place, words = cause
            found.append(
                Finding(
                    "event",
                    f"cause du décès : {reading.text[place[0] : place[1]].lower().replace(chr(10), ' ')}",
                    *place,
                    "event.cause_of_death",
                    also=((start, end),),
                    parts={"type": "cause_of_death", "cause": words},
                )
            )
    return found


def _cause(plain: str, end: int) -> tuple[tuple[int, int], str] | None:
    match = _CAUSE.match(plain, end)
    if match is None or _NO_CAUSE.match(plain, match.start("cause")):
        return None
    words = match["cause"]
    cut = _CUT.search(words)
    words = (words[: cut.start()] if cut else words).rstrip(" -")
    start = match.start("cause")
    return ((start, start + len(words)), words) if len(words) > 3 else None
