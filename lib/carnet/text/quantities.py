"""Quantities of a clinical text: values, intervals, dimensions, pressures and scores, with UCUM units and what they measure."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from carnet.text.clean import CleanText
from carnet.text.quantities_names import Measure, Named, find_names
from carnet.text.quantities_units import Unit, unit_at


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity at [start, end) of the clean text.

    `value`: a number, or several: systolic and diastolic pressure, dimensions, the two ends of an interval (then `low` and `high` too).
    `operator`: `<`, `<=`, `>`, `>=`, `~`, or empty; with it `low` or `high` is the bound. `unit`: UCUM, None where none is known;
    `unit_text`: as written, empty where it was not (`assumed` tells that `unit` was supplied from what is measured).
    `name`: what is measured, an id of measures.yaml, or the words of the text where it is none of them; [name_start, name_end) is
    where it is said. `kind`: measure, size, dose, score, reference (a norm or a threshold). `rule`: what found it. `repr` shows no text of the note.
    """

    start: int
    end: int
    value: float | tuple[float, ...]
    low: float | None
    high: float | None
    operator: str
    unit: str | None
    unit_text: str
    name: str | None
    name_start: int
    name_end: int
    rule: str
    kind: str = "measure"
    assumed: bool = False

    def __repr__(self) -> str:
        return f"Quantity({self.start}, {self.end}, {self.kind!r}, {self.unit!r}, {self.rule!r})"


@dataclass(frozen=True, slots=True)
class _Part:
    """One number of a quantity, and its unit."""

    value: float
    start: int
    end: int
    unit: Unit | None
    digits: str


_NUMBER = re.compile(r"\d{1,3}(?: \d{3})+(?![\d])(?:[.,]\d+)?|\d+(?:[.,]\d+)?(?:o{2,}(?![a-z]))?")
_POWER = re.compile(r" ?[x*.×] ?(?=10 ?[\^*e]? ?(?:\d{1,2}|[⁹⁶³]|¹²) ?/)")
_ODD = re.compile(
    r"(?P<whole>\d{1,2})(?: ?°(?: ?c)? ?|(?P<m> ?m ?)|(?P<kg> ?kg ?))(?P<rest>\d{1,3})(?![\d/%a-z]|[.,]\d)"
)
_JOIN = re.compile(r" ?(?P<by>x|×|\*|sur|/|a|-|et|\+|±|\+/-) ?(?=\d)")
_BEFORE = re.compile(
    r"(?P<sign><=|>=|≤|≥|=<|=>|<|>|~|≈|\+/-|±)(?P<gap> ?)$|\b(?P<word>(?:inferieure?|superieure?)s? (?:ou egale?s? )?a|au moins|plus de|moins de|environ"
    r"|pres de|jusqu'a|autour de|approximativement|au-dessus de|au-dela de|en dessous de|au maximum|au minimum|minimum|maximum|aux alentours de) $"
)
_OPERATORS = {"≤": "<=", "=<": "<=", "≥": ">=", "=>": ">=", "≈": "~", "±": "", "+/-": ""}
_LINK = re.compile(
    r"[ :=('\"~<>≤≥*-]*(?:(?:est|sont|etait|etaient|a|de|du|d'|en|le|la|l'|ce|jour|j\d+|mesure\w*|calcule\w*|dose\w*|evalue\w*|cote\w*|controle\w*|"
    r"actuel\w*|initial\w*|stable|corrige\w*|environ|max|maxi|total\w*|remonte\w*|descend\w*|passe\w*|monte\w*|chiffre\w*|jusqu'a|augmente\w*|elevee?s?"
    r"|normale?s?|plasmatique|serique|sanguine?|autour|ete|revenue?|retrouve\w*|estimee?|soit|basse?|haute?|grade|score|plus|ou|egale?|inferieure?"
    r"|superieure?|moins|aux alentours|supine|capillaire|veineuse?|arterielle?|entree|sortie|hier|nadir|pic|isolee?|severe|moderee?|cotee?"
    r"|(?:dans|en|sous) [a-z]+)(?![a-z])[ :=('\"~<>≤≥-]*)*\Z"
)
_GLEASON = re.compile(r" ?\( ?\d ?\+ ?\d ?\)")
_STOP = re.compile(r"[;\n]|[.!?] ")
_COUNTED = re.compile(
    r" ?(?:ans?|annees?|mois|semaines?|sem|jours?|jrs?|j|heures?|h|min|mn|minutes?|fois|cures?|cycles?|seances?|lignes?|comprimes?|cp|gelules?|ampoules?"
    r"|er|ere|eme|e|ieme|nodules?|lesions?|sa|patients?|enfants?|ganglions?|biopsies|prises?|x|points?|h\d\d)(?![a-z])|/\d|[a-z]|°(?! ?c?[ ,.;\n])"
)
_OF = re.compile(r" (?:de |d'|en |des )(?:la |l'|taux de )?")
_WORDS_BEFORE = re.compile(r"([a-z][a-z0-9'-]*(?: [a-z][a-z0-9'-]*)?) ?(?::|=|a|est a|etait a) ?$")
_SERIES = re.compile(
    r" ?(?:puis|->|-->|=>|>|et|,|contre|vs|versus|apres|a|\(|/|soit)(?: ?(?:a|de|contre|le|puis|j\d+))? ?\Z|.{0,24}\b(?:puis|contre|a) \Z"
)
_REFERENCE = re.compile(
    r"(?:\bn ?[:=<>]|\bvn ?:?|\bnormes?|\bnormale?s?|valeurs? (?:normales?|usuelles?|de reference)|plage normale|reference|seuil|objectif)"
    r"[ :=<>(\[]*(?:(?:inferieure?|superieure?|a|entre|de|jusqu'a|est|comprise?) ?)*$"
)
_LENGTHS = frozenset({"length"})
_DOSES = frozenset(
    {"mass", "mass/time", "mass/mass", "mass/mass/time", "mass/area", "mass/area/time", "activity", "activity/time", "activity/mass", "radiation", "mass/other",
     "radiation/other", "mass/mass/other", "volume", "volume/time", "volume/mass", "amount", "mass/area/other", "volume/mass/time", "activity/mass/time",
     "mass/other/time", "gauge", "smoking", "smoking/time", "energy", "electric", "optic"}
)  # fmt: skip


def find_quantities(clean: CleanText) -> list[Quantity]:
    """The quantities of a clean text, sorted, never overlapping. A number without a unit is one only after the name of a measure."""
    text, plain = clean.text, clean.plain
    names = find_names(text, plain)
    ends = [name.end for name in names]
    found: list[Quantity] = []
    place = 0
    while number := _NUMBER.search(plain, place):
        start = number.start()
        place = number.end()
        at = bisect_right(ends, start) - 1
        if at + 1 < len(names) and names[at + 1].start < place and names[at + 1].end > start:
            place = names[at + 1].end
            continue
        near = names[at] if at >= 0 else None
        before = plain[start - 1 : start]
        if before.isalpha() and not (near and near.end == start) and before != "x":
            continue
        if before in (".", ",", "/") and plain[start - 2 : start - 1].isdigit():
            continue
        if before == "." and plain[start - 2 : start - 1].isalpha() and not (near and near.end == start - 1):
            continue  # « c.542G »
        parts, by = _parts(text, plain, start)
        quantity = _quantity(clean, parts, by, names, at, found)
        place = max(place, parts[-1].end if quantity is None and by == "/" else place)
        if quantity is not None:
            found.append(quantity)
            pattern = _GLEASON.match(plain, quantity.end) if quantity.name == "gleason" else None
            place = max(place, pattern.end() if pattern else quantity.end)
    return found


def _value(digits: str) -> float:
    return float(digits.replace(" ", "").replace("o", "0").replace(",", "."))


def _parts(text: str, plain: str, start: int) -> tuple[list[_Part], str]:
    """The numbers written together from `start`, and what joins them: « 35 x 20 mm », « 120/80 », « 3 à 5 cm »."""
    parts: list[_Part] = []
    by = ""
    place = start
    while len(parts) < 3:
        number = _NUMBER.match(plain, place)
        if number is None:
            break
        power = _POWER.match(plain, number.end())
        unit = unit_at(text, plain, power.end() if power else number.end(), power=power is not None)
        if power and unit is None:
            power = None
        digits = number[0]
        parts.append(_Part(_value(digits), place, unit.end if unit else number.end(), unit, digits))
        if unit is not None and unit.category in ("percent", "rate") and by:
            break
        join = _JOIN.match(plain, parts[-1].end)
        if join is None or (by and join["by"] != by and not {join["by"], by} <= {"x", "×", "*"}):
            break
        if join["by"] in "-a" and len(parts) > 1:
            break
        by = join["by"]
        place = join.end()
    return parts, by if len(parts) > 1 else ""


def _quantity(
    clean: CleanText, parts: list[_Part], by: str, names: list[Named], at: int, found: list[Quantity]
) -> Quantity | None:
    odd = _ODD.match(clean.plain, parts[0].start)
    if odd:
        return _odd(odd, names, at, found, clean)
    name = _name_before(clean, parts[0].start, _unit_of(parts), names, at, found)
    if by in ("x", "×", "*", "sur", "/"):
        several = _several(clean, parts, by, name)
        if several is not None or by == "/":
            return several
    if by in ("a", "-", "et", "±", "+/-", "+"):
        interval = _interval(clean, parts, by, name)
        if interval is not None:
            return interval
        if by == "-" and parts[0].unit is None:
            return None
    return _single(clean, parts[0], names, at, found)


def _unit_of(parts: list[_Part]) -> Unit | None:
    return next((part.unit for part in reversed(parts) if part.unit), None)


def _odd(match: re.Match[str], names: list[Named], at: int, found: list[Quantity], clean: CleanText) -> Quantity | None:
    """« 38°2 », « 1m65 », « 3kg200 »."""
    rest = match["rest"]
    if match["m"] and (len(rest) != 2 or match["whole"] not in ("0", "1", "2")):
        return None
    if match["kg"] and len(rest) not in (1, 3):
        return None
    ucum, category, kind = (
        ("m", "length", "measure")
        if match["m"]
        else ("kg", "mass", "measure")
        if match["kg"]
        else ("Cel", "temperature", "measure")
    )
    if ucum == "Cel" and not 30 <= int(match["whole"]) <= 43:
        return None
    value = float(f"{match['whole']}.{rest}")
    unit = Unit(ucum, category, match.end("whole"), match.end())
    name = _name_before(clean, match.start(), unit, names, at, found)
    default = {"m": "height", "kg": "weight", "Cel": "temperature"}[ucum]
    return _made(clean, match.start(), match.end(), value, unit, name, "quantity.odd", kind, default=default)


def _several(clean: CleanText, parts: list[_Part], by: str, name: tuple[Named, Measure] | None) -> Quantity | None:
    """Dimensions, blood pressures, and what is counted out of ten."""
    unit = _unit_of(parts)
    values = tuple(part.value for part in parts)
    start, end = parts[0].start, parts[-1].end
    measure = name[1] if name else None
    if (
        unit is not None
        and unit.category in _LENGTHS
        and (by != "/" or parts[-1].unit is not None or parts[0].unit is not None)
    ):
        return _made(clean, start, end, values, unit, name, "quantity.dimensions", "size")
    if by != "/" or len(parts) != 2:
        return None
    if (unit is not None and unit.category == "pressure") or (
        unit is None and measure is not None and measure.kind == "pressure"
    ):
        high, low = values
        if unit is None:
            if not 4 <= high <= 30 and not 50 <= high <= 290 or low > high:
                return None
            written = Unit("cm[Hg]" if high <= 30 else "mm[Hg]", "pressure", end, end)
            return _made(clean, start, end, values, written, name, "quantity.pressure", "measure", assumed=True)
        return _made(clean, start, end, values, unit, name, "quantity.pressure", "measure", default="blood_pressure")
    if measure is None or unit is not None or not _linked(clean, name, start):
        return None
    if measure.kind == "score" and measure.top is not None:
        score = Unit("{score}", "none", end, end)
        if values[1] >= max(values[0], 5) and (values[1] == measure.top or measure.top >= 12):
            return _made(clean, start, end, values[0], score, name, "quantity.score", "score", assumed=True)
        if values[0] < values[1] <= measure.top:
            return _made(
                clean,
                start,
                end,
                values,
                score,
                name,
                "quantity.score_range",
                "score",
                assumed=True,
                bounds=(values[0], values[1]),
            )
    if measure.kind == "time" or measure.name in ("ast", "alt"):
        return _made(clean, start, end, values, None, name, "quantity.pair", "measure")
    return None


def _interval(clean: CleanText, parts: list[_Part], by: str, name: tuple[Named, Measure] | None) -> Quantity | None:
    """« 3-5 mm », « 3 à 5 cm », « entre 3 et 5 cm », « 200 ± 50 ml », « Gleason 3+4 »."""
    first, last = parts[0], parts[1]
    start, end = first.start, last.end
    plain = clean.plain
    if by == "+":
        if name is None or name[1].name != "gleason":
            return None
        total = re.compile(r" ?= ?\d{1,2}").match(plain, end)
        score = Unit("{score}", "none", end, end)
        return _made(
            clean,
            start,
            total.end() if total else end,
            (first.value, last.value),
            score,
            name,
            "quantity.gleason",
            "score",
            assumed=True,
        )
    unit = last.unit
    if unit is None and first.unit is None:
        if (
            name is None
            or not _linked(clean, name, start)
            or _COUNTED.match(plain, end)
            or not name[1].assume(last.value)
        ):
            return None
        unit = Unit(name[1].assume(last.value) or "", "none", end, end)
        kind = "score" if name[1].kind == "score" else "measure"
        if first.value >= last.value or by == "et":
            return None
        return _made(
            clean,
            start,
            end,
            (first.value, last.value),
            unit,
            name,
            "quantity.interval",
            kind,
            assumed=True,
            bounds=(first.value, last.value),
        )
    if unit is None or (first.unit is not None and first.unit.ucum != unit.ucum):
        return None
    if by in ("±", "+/-"):
        return _made(
            clean,
            start,
            end,
            first.value,
            unit,
            name,
            "quantity.spread",
            _kind(unit, name),
            bounds=(first.value - last.value, first.value + last.value),
        )
    if first.value >= last.value or (by == "et" and not plain[max(0, start - 10) : start].endswith("entre ")):
        return None
    return _made(
        clean,
        start,
        end,
        (first.value, last.value),
        unit,
        name,
        "quantity.interval",
        _kind(unit, name),
        bounds=(first.value, last.value),
    )


def _single(clean: CleanText, part: _Part, names: list[Named], at: int, found: list[Quantity]) -> Quantity | None:
    plain = clean.plain
    unit = part.unit
    name = _name_before(clean, part.start, unit, names, at, found)
    value = part.value
    if unit is None:
        if name is None or _COUNTED.match(plain, part.end) or not _linked(clean, name, part.start):
            return None
        if "." in part.digits and re.fullmatch(r"\d{1,3}\.\d{3}", part.digits) and name[1].kind == "cells":
            value = float(part.digits.replace(".", ""))
        supplied = name[1].assume(value)
        if supplied is None and (
            name[1].kind
            in ("size", "length", "score", "pressure", "percent", "volume", "smoking", "radiation", "clearance", "mass")
        ):
            return None
        kind = "score" if name[1].kind == "score" else "dose" if name[1].kind == "exposure" else "measure"
        made = Unit(supplied, "none", part.end, part.end) if supplied else None
        return _made(
            clean, part.start, part.end, value, made, name, "quantity.named", kind, assumed=supplied is not None
        )
    if unit.category == "time" and (name is None or name[1].kind != "time") and unit.ucum != "ms":
        return None
    if unit.category == "angle" and (name is None or name[1].kind != "temperature"):
        return None
    if unit.category == "cells" and name is None and unit.ucum.startswith("{"):
        return None
    if unit.ucum == "{ULN}" and name is None and unit.end - unit.start < 2:
        return None
    if unit.category.startswith("/time") and name is None and not unit.ucum == "/min":
        return None  # « 3/j » is a frequency
    if unit.category in ("/volume", "cells/volume") and re.fullmatch(r"\d{1,3}\.\d{3}", part.digits):
        value = float(part.digits.replace(".", ""))
    after = _name_after(clean, unit, names, at)
    if after is not None and (name is None or after[0].start - unit.end < 6):
        name = after
    if name is not None and name[1].kind == "temperature" and unit.category == "angle":
        unit = Unit("Cel", "temperature", unit.start, unit.end)
    if name is None and unit.ucum == "kg" and 2 <= value <= 300:
        return _made(clean, part.start, part.end, value, unit, None, "quantity.unit", "measure", default="weight")
    return _made(clean, part.start, part.end, value, unit, name, "quantity.unit", _kind(unit, name))


def _kind(unit: Unit, name: tuple[Named, Measure] | None) -> str:
    if unit.category in _LENGTHS:
        return "measure" if name and name[1].kind != "length" else "size"
    if name is None or name[1].kind in ("smoking", "radiation"):
        return "dose" if unit.category in _DOSES else "measure"
    return "score" if name[1].kind == "score" else "measure"


def _name_before(
    clean: CleanText, start: int, unit: Unit | None, names: list[Named], at: int, found: list[Quantity]
) -> tuple[Named, Measure] | None:
    """The nearest name on the left that may have such a unit, in the same clause, not already given its value."""
    plain = clean.plain
    last = found[-1] if found else None
    for back in range(at, max(-1, at - 4), -1):
        name = names[back]
        if start - name.end > 70 or _STOP.search(plain, name.end, start):
            return None
        if (
            last is not None
            and last.end > name.end
            and not (start - last.end < 30 and _SERIES.match(plain[last.end : start]))
        ):
            return None
        for measure in name.measures:
            if unit is None:
                if measure.assumed or measure.kind in ("lab", "cells", "ratio", "time", "pressure"):
                    return name, measure
            elif measure.takes(unit):
                return name, measure
        if unit is None:
            return None
    return None


def _name_after(clean: CleanText, unit: Unit, names: list[Named], at: int) -> tuple[Named, Measure] | None:
    """« 50 mmol/l d'urée », « 80 % de Ki67 »."""
    link = _OF.match(clean.plain, unit.end)
    if link is None or at + 1 >= len(names):
        return None
    name = names[at + 1]
    if name.start != link.end():
        return None
    return next(((name, measure) for measure in name.measures if measure.takes(unit)), None)


def _linked(clean: CleanText, name: tuple[Named, Measure] | None, start: int) -> bool:
    """Whether a name and a bare number say one thing: only « à », « : », « = », « est à », a few words, between them."""
    return name is not None and start - name[0].end <= 40 and _LINK.match(clean.plain[name[0].end : start]) is not None


def _made(
    clean: CleanText,
    start: int,
    end: int,
    value: float | tuple[float, ...],
    unit: Unit | None,
    name: tuple[Named, Measure] | None,
    rule: str,
    kind: str,
    *,
    assumed: bool = False,
    default: str | None = None,
    bounds: tuple[float, float] | None = None,
) -> Quantity:
    plain = clean.plain
    if kind == "measure" and _REFERENCE.search(plain[max(0, start - 40) : start]):
        kind = "reference"
    head = _BEFORE.search(plain[max(0, start - 24) : start])
    operator = ""
    if head:
        written = head["sign"] or ""
        operator = _OPERATORS.get(written, written) or _spoken(head["word"] or "")
        if written and operator:
            start -= len(written) + len(head["gap"])
    low, high = bounds or (None, None)
    if isinstance(value, float) and bounds is None:
        low = value if operator.startswith(">") else None
        high = value if operator.startswith("<") else None
    ucum = unit.ucum if unit else None
    if name is not None and unit is not None:
        ucum = _plausible(name[1], unit)
    unit_text = clean.text[unit.start : unit.end] if unit and not assumed else ""
    said, name_start, name_end = (name[1].name, name[0].start, name[0].end) if name else (default, start, start)
    if said is None and kind == "measure":
        words = _WORDS_BEFORE.search(plain[max(0, start - 40) : start])
        if words:
            shift = max(0, start - 40)
            name_start, name_end = shift + words.start(1), shift + words.end(1)
            said = clean.text[name_start:name_end]
    return Quantity(
        start, end, value, low, high, operator, ucum, unit_text, said, name_start, name_end, rule, kind, assumed
    )


def _plausible(measure: Measure, unit: Unit) -> str:
    """Cells are counted in giga per litre even when « g/l » is written, and nothing else is even when « G/L » is."""
    if measure.kind == "cells" and unit.ucum == "g/L":
        return "10*9/L"
    if measure.kind == "lab" and unit.ucum == "10*9/L":
        return "g/L"
    return unit.ucum


def _spoken(words: str) -> str:
    if not words:
        return ""
    if words.startswith(("inferieur", "moins", "en dessous", "au maximum", "maximum", "jusqu")):
        return "<=" if "egal" in words or "maximum" in words or words.startswith("jusqu") else "<"
    if words.startswith(("superieur", "plus", "au-d")):
        return ">=" if "egal" in words else ">"
    return ">=" if words.startswith(("au moins", "au minimum", "minimum")) else "~"
