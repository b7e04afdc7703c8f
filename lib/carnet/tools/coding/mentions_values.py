"""What values and treatments of the note say of a diagnosis: class of obesity, stage of kidney disease, insulin.

Thresholds, with their sources, are in `mentions_values.yaml`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from carnet.text.assertion import assert_spans
from carnet.text.lists import parse_lists
from carnet.text.quantities_value import Quantity
from carnet.text.reading import Reading
from carnet.text.terminologies.nomenclature import Nomenclature
from carnet.tools.coding.mentions_draft import Draft
from carnet.tools.coding.mentions_tokens import Names, Tokens

_KILOGRAM, _METRE = {"kg": 1.0, "g": 0.001}, {"m": 1.0, "cm": 0.01}


@dataclass(frozen=True, slots=True)
class Value:
    """A value at the places that give it."""

    value: float
    places: tuple[tuple[int, int], ...]


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = parse_lists((Path(__file__).parent / "mentions_values.yaml").read_text(encoding="utf-8"))
    return rules


@cache
def _treatments() -> tuple[tuple[dict[str, Any], Names[bool]], ...]:
    found = []
    for rule in _rules()["treatments"]:
        names: Names[bool] = Names()
        for name in rule["never"]:
            names.add(name, False)
        for name in rule["said"]:
            names.add(name, True)
        found.append((rule, names))
    return tuple(found)


def make_precise(reading: Reading, tokens: Tokens, nomenclature: Nomenclature, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, each with the code that the note's values and treatments give it, and their places in `also`."""
    made = list(drafts)
    codes = {one.code for one in made if one.code}
    for rule in _rules()["values"]:
        if codes & set(rule["codes"]):
            values = list(_values(reading, rule["measure"]))
            made = [_by_value(reading, one, rule, values) if one.code in rule["codes"] else one for one in made]
    made = [_kind(nomenclature, one, made) for one in made]
    for treatment, names in _treatments():
        starts = tuple(treatment["codes"])
        if any(one.code and one.code.startswith(starts) for one in made):
            place = _said(reading, tokens, names)
            if place is not None:
                made = [_treated(nomenclature, one, treatment, place) for one in made]
    return made


def asked(reading: Reading, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """A draft without code for each value far from normal that no diagnosis names: a laboratory is no diagnosis."""
    for rule in _rules()["ask"]:
        if any((one.code or "").startswith(tuple(rule["named"])) for one in drafts):
            continue
        for value in _values(reading, rule["measure"]):
            start, end = value.places[0]
            taken = any(one.start < end and start < one.end for one in drafts)
            if not taken and rule.get("from", 0) <= value.value < rule.get("below", 1000):
                name = " ".join(reading.text[start:end].split())
                yield Draft(start, end, name, "structured", 0.5, None, choices=tuple(rule["choices"]), status="present")
                break


def _values(reading: Reading, measure: str) -> Iterator[Value]:
    found = False
    for one in reading.quantities:
        if one.name == measure and isinstance(one.value, float | int) and one.kind != "reference":
            found = True
            yield Value(float(one.value), ((min(one.name_start, one.start), max(one.name_end, one.end)),))
    if measure == "bmi" and not found:
        yield from _body_mass(reading)


def _body_mass(reading: Reading) -> Iterator[Value]:
    """The index that a coder computes, where the note gives weight and height and not the index."""
    weight = _last(reading, "weight", _KILOGRAM)
    height = _last(reading, "height", _METRE)
    if weight is not None and height is not None and 1.2 <= height.value <= 2.2 and 30 <= weight.value <= 350:
        yield Value(weight.value / height.value**2, (*weight.places, *height.places))


def _last(reading: Reading, name: str, units: dict[str, float]) -> Value | None:
    one: Quantity
    for one in reversed(reading.quantities):
        if one.name == name and one.unit in units and isinstance(one.value, float | int):
            return Value(float(one.value) * units[one.unit], ((one.start, one.end),))
    return None


def _by_value(reading: Reading, one: Draft, rule: dict[str, Any], values: Sequence[Value]) -> Draft:
    sentence = reading.sentence_at(one.start)
    near = [value for value in values if sentence and sentence.start <= value.places[0][0] < sentence.end + 2]
    banded = [(value, code) for value in near or values if (code := _band(rule, value.value))]
    if not banded:
        return one
    if rule["take"] == "same":
        if len({code for _value, code in banded}) > 1:
            chosen = tuple(dict.fromkeys(code for _value, code in banded))
            return replace(one, choices=(*one.choices, *chosen))
        value, code = banded[0]
    else:
        extreme = max if rule["take"] == "highest" else min
        value, code = extreme(banded, key=lambda pair: pair[0].value)
    if rule.get("asks"):
        return replace(one, choices=tuple(dict.fromkeys((*one.choices, code))))
    return replace(one, code=code, also=(*one.also, *value.places))


def _band(rule: dict[str, Any], value: float) -> str | None:
    return next((code for low, high, code in rule["bands"] if low <= value < high), None)


def _kind(nomenclature: Nomenclature, one: Draft, drafts: Sequence[Draft]) -> Draft:
    kinds = _rules()["kinds"].get((one.code or "")[:3])
    if not kinds or one.code is None:
        return one
    named = [other for other in drafts if other.code and other.code[:3] in kinds]
    if len({other.code[:3] for other in named if other.code}) != 1 or named[0].code is None:
        return one
    code = named[0].code[:3] + one.code[3:]
    code = code if nomenclature.valid(code, "das") else named[0].code
    return replace(one, code=code, also=(*one.also, (named[0].start, named[0].end)))


def _said(reading: Reading, tokens: Tokens, names: Names[bool]) -> tuple[int, int] | None:
    """Where the note says that the patient has a treatment."""
    places = [(tokens.starts[one.first], tokens.ends[one.after - 1]) for one in names.find(tokens) if one.entry]
    said = assert_spans(reading.clean, reading.sentences, reading.sections, places)
    return next((place for place, one in zip(places, said, strict=True) if one.status in ("present", "history")), None)


def _treated(nomenclature: Nomenclature, one: Draft, rule: dict[str, Any], place: tuple[int, int]) -> Draft:
    code = one.code or ""
    if not code.startswith(tuple(rule["codes"])) or not code.endswith(rule["from"]) or len(code) != 5:
        return one
    treated = code[:-1] + rule["to"]
    if not nomenclature.valid(treated, "das"):
        return one
    also = one.also if one.start <= place[0] < one.end else (*one.also, place)
    return replace(one, code=treated, also=also)
