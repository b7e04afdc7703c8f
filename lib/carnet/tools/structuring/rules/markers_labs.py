"""Laboratory results, each with its test: kind lab; serum markers and Breslow's thickness: kind biomarker.

A serum marker (PSA, CA 15-3, ACE, AFP…) is a `biomarker` wherever it is written, at diagnosis as in follow-up, so
that one mention makes one fact; blood counts, chemistry, gases, LDH included, are `lab`. Pulse, pressure, weight, size,
doses and reference values are neither. `parts`: name (or marker), value, operator, unit, low and high (the reference
range, where written), flag (normal, anormal, négatif, positif, élevé, abaissé), assumed_unit
the unit, where it is the one that practice leaves out and the text does not write it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from carnet.text.lists import parse_lists
from carnet.text.quantities import Quantity
from carnet.text.quantities_names import find_names
from carnet.text.quantities_results import Result
from carnet.text.reading import Reading
from carnet.text.taken import Taken
from carnet.tools.structuring.finding import Finding

_FLAGS = {
    "normal": "normal",
    "abnormal": "anormal",
    "negative": "négatif",
    "positive": "positif",
    "high": "élevé",
    "low": "abaissé",
}
_OPERATORS = {"<=": "≤", ">=": "≥"}
_DIMENSIONLESS = frozenset(("%", "1", "[pH]", "fL", "pg", "{ULN}", "mm[Hg]", "s", "{log}"))
_A_DAY = re.compile(r"(?:[mu]?g|[munp]?mol|\[iU\])/(?:d|h|wk)")
_REFERENCE = re.compile(
    r" *[(\[]? ?(?:n|vn|normes?|normale?|ref|vr|valeurs? (?:normales?|usuelles?|de reference))? ?[:=]? ?"
    r"(?:(?P<low>\d+(?:[.,]\d+)?) ?(?:-|a|et) ?(?P<high>\d+(?:[.,]\d+)?)|(?P<sign>[<>]) ?(?P<bound>\d+(?:[.,]\d+)?))"
)
_FLUID = re.compile(r"\b(?:urin\w*|lcr|cephalo\w*|ascit\w*|pleura\w*|ponctions?|bandelette|bu|diurese|selles)\b")
_OTHER_FLUID = frozenset(("glycorachie", "proteinorachie"))
_OTHER_SAID = re.compile(
    r", ?(?!(?:a|actuel\w*|controle\w*|dose\w*|elevee?|stable|puis|soit|qui|dernier\w*|initial\w*)\b)[a-z]"
)
_NORM_OF = re.compile(r"\b(?:normes?|seuils?|objectifs?) (?:de |d'|du |des )(?:la |l')?\Z")
_BILIRUBIN = re.compile(r"conjugue|direct|libre|indirect")
_TRENDS = frozenset(("augmente", "diminue", "abaisse"))  # « le PSA augmente »: no level
_NOT = re.compile(r"\b(?:pas|non|ni|sans|jamais)\b|\bn'")
_BOTH = re.compile(r"(?: et |/| ou )(?:l[ea] |l'|du |de |d')?\Z")
_NEXT = re.compile(r" ?(?:\([^()\n]{0,24}\) ?)?(?:et|/|puis) ?(?:a |de )?")
_RESPECTIVELY = re.compile(r"[^.;\n]{0,40}\brespectivement\b")
_COMPARED = re.compile(  # « PSA 14,2 ng/ml le 02/05 (vs 6,1 en 2020) », « CA 15.3 : 42 (N<30) en baisse vs 210 »
    r"(?:[^a-z.;\n]|\.(?=\d)|\b(?:le|au|du|en|n|baisse|hausse|augmentation|diminution|ce jour|stable"
    r"|ng|ui|u|ml|l|kui)\b)*?"
    r"\b(?:vs\.?|versus|contre) (?:a )?(?P<value>\d+(?:[.,]\d+)?)(?![\d%/]| ?%| ?(?:mois|ans)\b)"
)
_THICKNESS = re.compile(
    r"(?P<value>\d{1,2}(?:[.,]\d{1,2})?) ?mm\)?,? \(?(?:d'|l')?(?:indice )?(?:de |selon )?breslow\b"
)
_CODON = re.compile(r"gly ?1[23](?![\d.,] |[.,]\d| ?(?:mmol|g/|mg))")
_FAR = 120  # characters back to a fluid that the test may be of
_NORM = re.compile(r" *[(\[;,]? ?(?:n\b|vn\b|normes?|normale?s?|ref\b|vr\b|valeurs|[(\[] ?[<>\d])")
_HEAD = re.compile(  # the head of what names a test: « taux sérique de », « sérologie du virus de l'hépatite (»
    r"\b(?:taux|dosages?|valeurs?|concentrations?|niveaux?|titre|serologies?|bilans?|tests?|electrophorese|anticorps|ac"
    r"|marquages?|immunomarquages?|immunohistochimie|marqueurs?|etude|recherche|cultures?|ponctions?|biopsies?)"
    r"(?: (?!(?:est|sont|ont|a|avait|avaient|etait|etaient|avec|et|ou|sans|par|apres|comportant|d'extension|montr|revel"
    r"|retrouv|objectiv|not[ea])\w*\b(?<!ac))[a-z0-9'/-]+){0,7} ?(?:d'|l'|\((?:[^()\n]{0,60}(?:,| et) )?)?\Z"
)
_LONG_FORM = re.compile(r"(?:[a-z-]+ ){0,2}[a-z-]+ \(\Z")  # « créatine phosphokinase (CPK) »
_EXAMINED = re.compile(
    r"bilans?\b|serolog|tests?\b|dosages?|prelevements?|nfs|hemogramme|iono|hemoculture|ecbu|bu\b|bandelette"
    r"|culture|coproculture|marqueur|anticorps|ac\b|coombs|electrophorese|pcr|rt-pcr|ig[gm]|analyse|mantoux"
    r"|quantiferon|hepatite|vih|hiv|vhb"
    r"|vhc|hcv|ag|syphilis|tpha|vdrl|taux|biologie|enzymes|fonction (?:renale|hepatique)|immuno|ihc|marquage"
    r"|my[ol]+ogramme|recherche"
)


@dataclass(frozen=True, slots=True)
class Analyte:
    """A test: the name of its facts, their kind, LOINC, and the unit that its other writings come to."""

    name: str
    kind: str
    loinc: str | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class _Lists:
    tests: dict[str, Analyte]
    units: dict[str, str]
    same: dict[str, frozenset[str]]
    percent: frozenset[str]


@cache
def _lists() -> _Lists:
    table: dict[str, Any] = parse_lists((Path(__file__).parent / "markers_labs.yaml").read_text(encoding="utf-8"))
    tests = {}
    for kind in ("lab", "biomarker"):
        for name, entry in table[kind].items():
            shown, loinc, unit = (*entry, None, None)[:3]
            unit = "U/L" if name in table["enzymes"] else unit
            tests[name] = Analyte(shown, kind, loinc, unit)
    same = {unit: frozenset(writings) for unit, writings in table["same"].items()}
    return _Lists(tests, {str(k): v for k, v in table["units"].items()}, same, frozenset(table["percent"]))


def find(reading: Reading) -> list[Finding]:
    """The laboratory results of a note, with values or in words."""
    tests = _lists().tests
    found = [
        one
        for quantity in _dealt(reading)
        if quantity.name in tests and quantity.kind == "measure" and (one := _measured(reading, quantity))
    ]
    found += [*_before(reading, found), *_thickness(reading, found)]
    named = Taken(len(reading.plain), ((one.start, one.end) for one in found))
    for result in reading.results:
        if reading.plain.startswith(" corpusculaire", result.name_end):
            continue  # « hémoglobine corpusculaire moyenne normale »
        if result.name in tests and reading.text[result.start : result.end].lower() not in _TRENDS:
            if _NOT.search(reading.plain, min(result.name_end, result.start), result.start):
                continue  # « les marqueurs n'étaient pas élevés »
            one = _said(reading, result)
            if not any(named.meets(place, place + 1) for place in (result.name_start, result.start)):
                found.append(one)
    return sorted(found, key=lambda one: one.start)


def _before(reading: Reading, found: list[Finding]) -> Iterator[Finding]:
    """The value that a serum marker is compared with."""
    taken = Taken(len(reading.plain), ((one.start, one.end) for one in found))
    for one in found:
        said = _COMPARED.match(reading.plain, one.end) if one.kind == "biomarker" else None
        if said is None or taken.meets(said.start("value"), said.start("value") + 1):
            continue
        number = float(said["value"].replace(",", "."))
        unit = one.unit or one.parts.get("assumed_unit")
        start, end = said.span("value")
        yield replace(
            one,
            value=f"{one.parts['marker']}={shown(number)}",
            unit=None,
            start=start,
            end=end,
            also=((one.start, one.end),),
            parts={"marker": one.parts["marker"], "value": number, "unit": unit}
            | ({"assumed_unit": unit} if unit else {}),
        )


def _thickness(reading: Reading, found: list[Finding]) -> Iterator[Finding]:
    """« épaisseur de 1,6 mm (indice de Breslow) »."""
    if "breslow" not in reading.plain:
        return
    taken = Taken(len(reading.plain), ((one.start, one.end) for one in found))
    for said in _THICKNESS.finditer(reading.plain):
        if not taken.meets(*said.span()):
            number = float(said["value"].replace(",", "."))
            parts = {"marker": "Breslow", "value": number, "unit": "mm"}
            test = _lists().tests["breslow"]
            yield Finding(
                "biomarker",
                f"Breslow={shown(number)} mm",
                said.start(),
                said.end(),
                "markers.labs",
                test.loinc,
                "LOINC" if test.loinc else None,
                "mm",
                parts=parts,
            )


def _dealt(reading: Reading) -> list[Quantity]:
    """The quantities of a note; « CA 125 et CA 19-9 à 69 et 65 » deals its two values out."""
    dealt = list(reading.quantities)
    plain, tests = reading.plain, _lists().tests
    places = [
        place
        for place, one in enumerate(dealt)
        if plain[one.start - 1 : one.start] not in ("(", "[") or _RESPECTIVELY.match(plain, one.end)
    ]
    for place, after in zip(places, places[1:], strict=False):
        one, other = dealt[place], dealt[after]
        if (
            one.name not in tests
            or other.start - one.end > 30
            or not _BOTH.search(plain, max(0, one.name_start - 9), one.name_start)
        ):
            continue
        if other.start > other.name_end > one.end or not _NEXT.fullmatch(plain, one.end, other.start):
            continue
        begin = max(0, one.name_start - 40)
        names = find_names(reading.text[begin : one.name_start], plain[begin : one.name_start])
        if not names or not _BOTH.fullmatch(plain, begin + names[-1].end, one.name_start):
            continue
        first = names[-1]
        dealt[place] = replace(
            one, name=first.measures[0].name, name_start=begin + first.start, name_end=begin + first.end
        )
        dealt[after] = replace(other, name=one.name, name_start=one.name_start, name_end=one.name_end)
    return dealt


def unit_of(test: Analyte, ucum: str | None) -> str:
    """A UCUM unit as the normal form writes it: `10*9/L` → G/L, `k[iU]/L` of CA 15-3 → U/mL."""
    if ucum is None:
        return ""
    lists = _lists()
    if test.unit is not None and ucum in lists.same.get(test.unit, ()):
        return test.unit
    shown = lists.units.get(ucum)
    if shown is not None:
        return shown
    return (
        ucum.replace("{cells}", "")
        .replace("(24.h)", "24 h")
        .replace("meq", "mEq")
        .replace("uL", "µL")
        .replace("10*9", "G")
        .replace("[iU]", "UI")
        .replace("umol", "µmol")
        .replace("{", "")
        .replace("}", "")
    )


def shown(value: float) -> str:
    """A number as French notes write it: 4,84; 1 938."""
    whole, _, decimals = f"{value:.6f}".rstrip("0").partition(".")
    grouped = f"{int(whole):,}".replace(",", " ")
    return f"{grouped},{decimals}" if decimals else grouped


def _measured(reading: Reading, quantity: Quantity) -> Finding | None:
    test = _lists().tests[quantity.name or ""]
    value = quantity.value
    if quantity.name_start == quantity.name_end and quantity.name_start != quantity.start:
        return None
    unit = "g/dL" if quantity.unit == "g" else unit_of(test, quantity.unit)
    if not _of_test(reading, quantity):
        return None
    if test.name == "bilirubine" and (which := _BILIRUBIN.search(reading.plain, quantity.name_start, quantity.start)):
        kind = "conjuguée" if which[0] in ("conjugue", "direct") else "libre"
        test = Analyte(f"bilirubine {kind}", "lab", None, None)
    if test.kind == "biomarker" and quantity.unit == "%":
        return None  # « CEA + 80 % »: an antibody
    if isinstance(value, tuple):
        if reading.plain[quantity.start - 1 : quantity.start] in ("(", "["):
            return None  # the reference range of the value before
        if len(value) != 2 or quantity.low is None or quantity.high is None:
            if test.name != "TCA" or len(value) != 2:
                return None
            written = "/".join(shown(one) for one in value)
        else:
            written = "-".join(shown(one) for one in value)
        number: Any = list(value)
    else:
        written, number = shown(value), value
    if test.name == "Breslow" and unit == "cm" and isinstance(value, float):
        written, number, unit = shown(value * 10), value * 10, "mm"
    operator = _OPERATORS.get(quantity.operator, quantity.operator)
    if reading.plain.endswith("jusqu'a ", 0, quantity.start):
        operator = ""  # « est monté jusqu'à 3 706 »
    parts: dict[str, Any] = {
        ("marker" if test.kind == "biomarker" else "name"): test.name,
        "value": number,
        "unit": unit or None,
    }
    if operator:
        parts["operator"] = operator
    assumed = bool(quantity.assumed and unit)
    if assumed:
        parts["assumed_unit"] = unit
    parts |= _range(reading, quantity)
    written_unit = "" if assumed else unit  # a unit that the text does not write is not shown
    separator = "" if written_unit in ("", "%") or written_unit.startswith("/") else " "
    start, end = _place(reading, quantity.name_start, quantity.name_end, quantity.start, quantity.end)
    also = () if (start, end) != (quantity.start, quantity.end) else _apart(quantity.name_start, quantity.name_end)
    return Finding(
        test.kind,  # type: ignore[arg-type]
        f"{test.name}={operator}{written}{separator}{written_unit}",
        start,
        end,
        "markers.labs",
        test.loinc,
        "LOINC" if test.loinc else None,
        written_unit or None,
        also=also,
        parts=parts,
    )


def _of_test(reading: Reading, quantity: Quantity) -> bool:
    """Whether the value may be of that test in blood: not a dose, not of urine, not T4 of a TNM, not another test's."""
    plain, lists, unit = reading.plain, _lists(), quantity.unit
    name = plain[quantity.name_start : quantity.name_end]
    if (
        unit is None
        and 0 < len(name) < 4
        and quantity.name != "aptt"
        or name in ("t3", "t4")
        and (unit is None or "/" not in unit or quantity.assumed)
    ):
        return False  # « cT3 N2 »
    if name.startswith("gly") and _CODON.match(plain, quantity.name_start):
        return False  # « KRAS : mutation Gly12Val »
    if name == "tp" and plain.startswith("tp53", quantity.name_start):
        return False
    if unit == "%" and quantity.name not in lists.percent:
        return False
    if unit == "g" and quantity.name == "hemoglobin":
        return True  # « Hb 8,2 g »
    if unit is not None and "/" not in unit and quantity.name not in ("breslow", "aptt") and unit not in _DIMENSIONLESS:
        return False  # « magnésium 500 mg »
    if unit is not None and _A_DAY.fullmatch(unit) and quantity.name not in ("proteinuria", "cortisol"):
        return False
    if _NORM_OF.search(plain, max(0, quantity.name_start - 24), quantity.name_start):
        return False
    if _OTHER_SAID.search(plain, quantity.name_end, quantity.start):
        return False
    if quantity.name in ("proteinuria", "viral_load"):
        return True
    sentence = reading.sentence_at(quantity.start)
    low = max(sentence.start if sentence else 0, quantity.name_start - _FAR)
    return name not in _OTHER_FLUID and not _FLUID.search(plain, low, quantity.start)


def _said(reading: Reading, result: Result) -> Finding:
    test = _lists().tests[result.name or ""]
    flag = _FLAGS[result.value]
    start, end = _place(reading, result.name_start, result.name_end, result.start, result.end)
    parts = {("marker" if test.kind == "biomarker" else "name"): test.name, "flag": flag, "status": flag}
    return Finding(
        test.kind,  # type: ignore[arg-type]
        f"{test.name}={flag}",
        start,
        end,
        "markers.labs.words",
        test.loinc,
        "LOINC" if test.loinc else None,
        parts=parts,
        also=() if (start, end) != (result.start, result.end) else _apart(result.name_start, result.name_end),
    )


def place_of_test(reading: Reading, name_start: int, name_end: int) -> tuple[int, int]:
    """Where the test is said, its head included: « taux de plaquettes »."""
    before = reading.plain[max(0, name_start - 100) : name_start]
    found = _HEAD.search(before) or _LONG_FORM.search(before)
    return (name_start - len(before) + found.start() if found else name_start), name_end


def is_laboratory(reading: Reading, one: Quantity | Result) -> bool:
    """Whether a quantity or a result in words is of the laboratory: by its test's id, or by the words that name it."""
    if one.name in _lists().tests:
        return True
    if isinstance(one, Quantity) or one.name is not None:
        return False
    return _EXAMINED.match(reading.plain, one.name_start) is not None


def _place(reading: Reading, name_start: int, name_end: int, start: int, end: int) -> tuple[int, int]:
    """From the test to its value where they stand together, else the value alone."""
    low, high = min(name_start, start), max(name_end, end)
    return (low, high) if name_end > name_start and high - low <= 80 else (start, end)


def _apart(start: int, end: int) -> tuple[tuple[int, int], ...]:
    return ((start, end),) if end > start else ()


def _range(reading: Reading, quantity: Quantity) -> dict[str, float]:
    """The reference values written after a result: « (N : 4-10) », « (N < 5) », « [12,0 - 16,0] »."""
    if not _NORM.match(reading.plain, quantity.end):
        return {}
    found = _REFERENCE.match(reading.plain, quantity.end)
    if found is None:
        return {}
    if found["bound"]:
        return {"high" if found["sign"] == "<" else "low": float(found["bound"].replace(",", "."))}
    low, high = float(found["low"].replace(",", ".")), float(found["high"].replace(",", "."))
    return {"low": low, "high": high} if low < high else {}
