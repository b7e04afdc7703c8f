"""A measure with its unit, converted to that of a formula; a missing or wrong unit is refused, never guessed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from carnet.errors import CarnetError
from carnet.language import _, number


class ScoreError(CarnetError):
    """A score that cannot be computed from what was given: which input, and what to give instead."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A value with its unit, as a laboratory writes them: `Measured(35, "g/L")`."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Score:
    """What a score is: its value, what it means (`category`), the points or terms (`parts`), and its source."""

    name: str
    value: float | int | str
    category: str
    source: str
    parts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a formula takes: its name in an error, its unit, what other units are worth, and what a body can have."""

    name: str
    unit: str
    factors: Mapping[str, float]
    low: float
    high: float

    def read(self, given: Measured) -> float:
        """The value in the formula's unit. Raises ScoreError for no unit, another unit, or a value no patient has."""
        name, units = _(self.name), ", ".join(self.factors)
        if not isinstance(given, Measured) or not given.unit.strip():
            raise ScoreError(
                _("{name}: the unit is missing.").format(name=name),
                _("Give the value with one of these units: {units}.").format(units=units),
            )
        factor = {_plain(unit): factor for unit, factor in self.factors.items()}.get(_plain(given.unit))
        if factor is None:
            raise ScoreError(
                _("{name}: this unit is not one of those that the score knows.").format(name=name),
                _("Give the value with one of these units: {units}.").format(units=units),
            )
        value = float(given.value) * factor
        if not isfinite(value) or not self.low <= value <= self.high:
            raise ScoreError(
                _("{name}: the value is outside what is possible ({low} to {high} {unit}).").format(
                    name=name, low=number(self.low, _digits(self.low)), high=number(self.high), unit=self.unit
                ),
                _("Check the value and its unit."),
            )
        return value


def whole(given: int, name: str, low: int, high: int) -> int:
    """A whole number within bounds (an age in years, a number of nodules). Raises ScoreError."""
    if isinstance(given, bool) or not isinstance(given, int | float) or given != int(given) or not low <= given <= high:
        raise ScoreError(
            _("{name}: a whole number from {low} to {high} is expected.").format(
                name=_(name), low=low, high=number(high)
            ),
            _("Check the value."),
        )
    return int(given)


def one_of(given: str, name: str, accepted: tuple[str, ...]) -> str:
    """One of several words. Raises ScoreError that lists them."""
    if given not in accepted:
        raise ScoreError(
            _("{name}: this answer is not one of those expected.").format(name=_(name)),
            _("Give one of: {accepted}.").format(accepted=", ".join(accepted)),
        )
    return given


def _plain(unit: str) -> str:
    return "".join(unit.replace("μ", "µ").replace("³", "3").replace("⁹", "9").split()).lower().replace("µ", "u")


def _digits(value: float) -> int:
    return 0 if value == int(value) else 2


BILIRUBIN = Quantity("total bilirubin", "µmol/L", {"µmol/L": 1.0, "mg/dL": 17.104, "mg/L": 1.7104}, 0.5, 1200)
ALBUMIN = Quantity("albumin", "g/L", {"g/L": 1.0, "g/dL": 10.0}, 8, 75)
AFP = Quantity("alpha-fetoprotein", "ng/mL", {"ng/mL": 1.0, "µg/L": 1.0, "UI/mL": 1.21, "kUI/L": 1.21}, 0, 20_000_000)
SIZE = Quantity("largest tumour diameter", "cm", {"cm": 1.0, "mm": 0.1}, 0.1, 45)
CREATININE = Quantity("creatinine", "mg/dL", {"µmol/L": 1 / 88.4, "mg/dL": 1.0, "mg/L": 0.1}, 0.05, 40)
_CELLS = {"G/L": 1.0, "10*9/L": 1.0, "10^9/L": 1.0, "10⁹/L": 1.0, "/mm3": 0.001, "/µL": 0.001, "10*3/µL": 1.0}
NEUTROPHILS = Quantity("neutrophils", "G/L", _CELLS, 0, 300)
LYMPHOCYTES = Quantity("lymphocytes", "G/L", _CELLS, 0.01, 800)
LEUCOCYTES = Quantity("leucocytes", "G/L", _CELLS, 0.01, 1000)
LDH = Quantity("lactate dehydrogenase", "U/L", {"U/L": 1.0, "UI/L": 1.0, "µkat/L": 60.0}, 20, 50_000)
