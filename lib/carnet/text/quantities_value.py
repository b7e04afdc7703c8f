"""One quantity: its value, bounds, unit and name, made from what was read around it."""

import re
from dataclasses import dataclass

from carnet.text.clean import CleanText
from carnet.text.quantities_names import Measure, Named
from carnet.text.quantities_units import Unit

_BEFORE = re.compile(
    r"(?P<sign><=|>=|≤|≥|=<|(?<![\d)] )(?<!\d)=>|<|(?<![-=\d])(?<!\d )>|~|≈|\+/-|±)"
    r"(?P<gap> ?)$|\b(?P<word>(?:inferieure?"
    r"|superieure?)s? (?:ou egale?s? )?a|au moins|plus de|moins de|environ"
    r"|pres de|jusqu'a|autour de|approximativement|au-dessus de|au-dela de|en dessous de|au maximum|au minimum"
    r"|minimum|maximum|aux alentours de) $"
)
_OPERATORS = {"≤": "<=", "=<": "<=", "≥": ">=", "=>": ">=", "≈": "~", "±": "", "+/-": ""}
_WORDS_BEFORE = re.compile(r"([a-z][a-z0-9'-]*(?: [a-z][a-z0-9'-]*)?)(?: ?[:=]| a| est a| etait a) ?$")
_REFERENCE = re.compile(
    r"(?:\bn ?[:=<>]|\bvn ?:?|\bnormes?|\bnormale?s?|valeurs? (?:normales?|usuelles?|de reference)|plage normale"
    r"|reference|seuil|objectif)"
    r"[ :=<>(\[]*(?:(?:inferieure?|superieure?|a|entre|de|jusqu'a|est|comprise?) ?)*$"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity at [start, end) of the clean text.

    `value`: a number, or several: systolic and diastolic pressure, dimensions, the two ends of an interval (then `low`
    and `high` too; of « 160-170/90 », 170 and 90, `low` 160). `operator`: `<`, `<=`, `>`, `>=`, `~`, or empty; with it
    `low` or `high` is the bound.
    `unit`: UCUM, None where none is known; `unit_text`: as written, empty where it was not (`assumed` tells that `unit`
    was supplied from what is measured). `name`: what is measured, an id of measures.yaml, or the words of the text
    where it is none of them; [name_start, name_end) is where it is said. `kind`: measure, size, dose, score, reference
    (a norm or a threshold). `rule`: what found it. `repr` shows no text of the note.
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


def made(
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
