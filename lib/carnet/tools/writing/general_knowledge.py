"""What the writer knows of general medicine: conditions, findings of the examination, results, questions."""

import re
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import Field

from carnet.text.lists import parse_lists
from carnet.tools.writing.knowledge import Blueprint, Known, Needs


class Condition(Known):
    """A disease that a note may tell. `pattern` reads plain text; `name` has its article (« une pneumonie »).

    `known` is how it stands among the antecedents (chronic conditions alone: they count wherever they are told);
    `acute` ones count when the note tells them of this stay; `context` ones only limit questions and are never asked
    about; `secondary` ones are what a stay is for only where it has no other diagnosis.
    """

    id: str
    pattern: str
    name: str = ""
    known: str = ""
    acute: bool = True
    context: bool = False
    secondary: bool = False
    specialty: str = ""
    implies: tuple[str, ...] = ()

    @property
    def reader(self) -> "re.Pattern[str]":
        """What finds it in plain text."""
        return _compiled(self.pattern)


class Finding(Known):
    """What an examination shows: `where` is the passage that it belongs to, `says` its words with an article."""

    says: str
    pattern: str
    where: Literal["complaint", "examination", "ecg", "imaging", "fluid"]

    @property
    def reader(self) -> "re.Pattern[str]":
        """What finds it in plain text."""
        return _compiled(self.pattern)


class Lab(Known):
    """A result that a vignette may tell: what can be believed (`within`), its unit, and how it is named."""

    name: str
    says: str
    unit: str
    within: tuple[float, float]
    usual: str = ""


class GeneralNeeds(Needs):
    """When a question of general medicine suits: every field that is set must hold, a list when one value does.

    `labs` and `without_labs` hold bounds, in the unit of the results' table; a result that is not told holds for
    `without_labs` and not for `labs`. `usual` and `without_drugs_of_hand` are INN of treatments of the case.
    """

    condition: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    labs: dict[str, tuple[float, float]] = Field(default_factory=dict)
    without_labs: dict[str, tuple[float, float]] = Field(default_factory=dict)
    given: tuple[str, ...] = ()
    not_given: tuple[str, ...] = ()
    finding: tuple[str, ...] = ()
    without_findings: tuple[str, ...] = ()


class GeneralBlueprint(Blueprint):
    """A question in waiting of general medicine."""

    needs: GeneralNeeds


@cache
def conditions() -> tuple[Condition, ...]:
    """The conditions, the most precise first."""
    return tuple(Condition.model_validate(fields) for fields in _read("conditions.yaml"))


@cache
def findings() -> tuple[Finding, ...]:
    """What examinations show."""
    return tuple(
        Finding(where=where, says=says, pattern=pattern)
        for where, told in _read("presentation.yaml").items()
        for says, pattern in told.items()
    )


@cache
def labs() -> dict[str, Lab]:
    """The results that a vignette tells, in its order."""
    return {fields["name"]: Lab.model_validate(fields) for fields in _read("labs.yaml")}


@cache
def general_blueprints() -> tuple[GeneralBlueprint, ...]:
    """The questions in waiting, of every file « general_*.yaml »."""
    folder = files(f"{__package__}.knowledge")
    names = sorted(one.name for one in folder.iterdir() if one.name.startswith("general_"))
    return tuple(GeneralBlueprint.model_validate(fields) for name in names for fields in _read(name))


def _read(name: str) -> Any:
    return parse_lists((files(f"{__package__}.knowledge") / name).read_text(encoding="utf-8")) or []


@cache
def _compiled(pattern: str) -> "re.Pattern[str]":
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")
