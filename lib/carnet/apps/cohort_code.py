"""The Python cell that reproduces what a page shows."""

from pathlib import Path

from carnet.apps.cohort_choices import Choices
from carnet.cohorts.definition import Between
from carnet.language import _


def cohort_cell(folder: Path, name: str, choices: Choices, covariates: tuple[str, ...] = ()) -> str:
    """A cell for a notebook: the warehouse, the criteria in their order, the curve, and the model when there is one."""
    lines = ["import carnet", "", f"hospital = carnet.open({_source(folder)})", f"cohort = hospital.cohort({name!r})"]
    for column, criterion in choices.criteria.items():
        if isinstance(criterion, Between):
            lines.append(f"cohort = cohort.between({column!r}, {_bound(criterion.low)}, {_bound(criterion.high)})")
        else:
            values = ", ".join(repr(value) for value in criterion.values)
            lines.append(f"cohort = cohort.where({column!r}, {values})")
    by = f", by={choices.by!r}" if choices.by else ""
    lines += ["", f"survival = cohort.survival({choices.endpoint!r}{by})  # {_('threshold of masked counts: 11')}",
              "survival.figure()"]
    if covariates:
        lines += ["", f"cohort.cox({choices.endpoint!r}, {list(covariates)!r})"]
    return "\n".join(lines) + "\n"


def _source(folder: Path) -> str:
    """The folder as one types it: relative to here when it is below."""
    try:
        return repr(str(folder.relative_to(Path.cwd())))
    except ValueError:
        return repr(str(folder))


def _bound(value: float | None) -> str:
    return "None" if value is None else f"{value:g}"
