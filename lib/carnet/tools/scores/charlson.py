"""Charlson's comorbidity index from CIM-10 codes (Quan, 2005), alone or adjusted for age."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from carnet.language import _
from carnet.text.lists import parse_lists
from carnet.tools.scores.measured import Score, ScoreError, whole

_CODE = re.compile(r"[A-Z]\d{2}(?:\.?[0-9A-Z+]{1,4})?")
_SOURCE = "Charlson et al., J Chronic Dis 1987;40:373-383; Quan et al., Med Care 2005;43:1130-1139"
_AGED = "Charlson et al., J Clin Epidemiol 1994;47:1245-1251"


@dataclass(frozen=True, slots=True)
class Comorbidity:
    """One of the seventeen: its weight, the ranges of codes (without the point), what it replaces."""

    name: str
    weight: int
    codes: tuple[tuple[str, str], ...]
    over: tuple[str, ...]

    def holds(self, code: str) -> bool:
        """Whether a code (`C509`) is one of its own."""
        return any(low <= code[: len(low)] <= high for low, high in self.codes)


def charlson(codes: Iterable[str], age: int | None = None) -> Score:
    """The index from CIM-10 codes (`I50.0` or `I500`; French extensions are passed over). `age` in years adjusts it.

    One point for each decade from 50 years on, 4 at most. Complicated diabetes, severe liver disease and metastatic
    cancer replace their lesser forms. `parts`: weight of each comorbidity found. Raises ScoreError for what is no code.
    """
    found: dict[str, int] = {}
    for code in codes:
        if not _CODE.fullmatch(code.strip().upper()):
            raise ScoreError(_("This is not a CIM-10 code."), _("Give codes such as I50.0 or C509."))
        bare = code.strip().upper().replace(".", "")
        found |= {one.name: one.weight for one in comorbidities() if one.holds(bare)}
    for one in comorbidities():
        if one.name in found:
            for lesser in one.over:
                found.pop(lesser, None)
    total = sum(found.values())
    if age is not None:
        years = min(4, max(0, (whole(age, "age", 0, 130) - 40) // 10))
        if years:
            found["age"] = years
        total += years
    category = "0" if total == 0 else "1–2" if total <= 2 else "3–4" if total <= 4 else "≥ 5"
    name = "Charlson" if age is None else "age-adjusted Charlson"
    return Score(name, total, category, _SOURCE if age is None else f"{_SOURCE}; {_AGED}", found)


@cache
def comorbidities() -> tuple[Comorbidity, ...]:
    """The seventeen comorbidities."""
    listed = parse_lists(files(__package__).joinpath("charlson.yaml").read_text(encoding="utf-8"))
    return tuple(
        Comorbidity(name, said["weight"], tuple(_range(code) for code in said["codes"]), tuple(said.get("over", ())))
        for name, said in listed.items()
    )


def _range(said: str) -> tuple[str, str]:
    low, _dash, high = said.replace(".", "").partition("-")
    return low, high or low
