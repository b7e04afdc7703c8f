"""The Python cell that reproduces what a page shows."""

from pathlib import Path

from carnet.apps.cohort_choices import Choices
from carnet.study.code import call, cell


def cohort_cell(folder: Path, name: str, choices: Choices, covariates: tuple[str, ...] = ()) -> str:
    """A cell for a notebook: the warehouse, the criteria in their order, the curves, and the model if there is one."""
    figure = call("survival", choices.endpoint, by=choices.by) + ".figure()"
    text = cell(_source(folder), choices.definition(name), figure)
    if covariates:
        text += f"\ncohort.{call('cox', choices.endpoint, list(covariates))}\n"
    return text


def _source(folder: Path) -> str:
    """The folder as one types it: relative to the project when it is below it."""
    here = Path.cwd()
    for root in (here.parent if here.name in {"dashboards", "notebooks"} else here, here):
        if folder.is_relative_to(root):
            return str(folder.relative_to(root))
    return str(folder)
