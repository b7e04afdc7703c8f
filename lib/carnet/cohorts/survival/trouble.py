"""What can go wrong with a survival estimate: typed errors and warnings, each in plain words with its remedy."""

import sys
import warnings

from carnet.errors import StatisticsError, StatisticsWarning

_HERE = __name__.rpartition(".")[0]


class InvalidSurvivalData(StatisticsError):
    """Data that no survival estimate can use; `row` is the index (from 0) of the first row at fault, if one is."""

    def __init__(self, message: str, remedy: str = "", row: int | None = None) -> None:
        super().__init__(message, remedy)
        self.row = row


class NoEvent(StatisticsError):
    """Nobody had the event: nothing can be compared or modelled."""


class OneGroup(StatisticsError):
    """A comparison asked for with fewer than two groups."""


class ConstantCovariate(StatisticsError):
    """A covariate that does not vary among the persons at risk; `names` says which."""

    def __init__(self, message: str, remedy: str = "", names: tuple[str, ...] = ()) -> None:
        super().__init__(message, remedy)
        self.names = names


class CollinearCovariates(StatisticsError):
    """Covariates of which one is computed from the others; `names` says which are involved."""

    def __init__(self, message: str, remedy: str = "", names: tuple[str, ...] = ()) -> None:
        super().__init__(message, remedy)
        self.names = names


class NotConverged(StatisticsError):
    """The fit did not reach a maximum of the likelihood."""


class SurvivalWarning(StatisticsWarning):
    """An estimate that exists but must be read with care: `message` says why, `remedy` what to do."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy


class NoEventWarning(SurvivalWarning):
    """Nobody (in a group) had the event: the curve stays at 1 and has no interval."""


class SeparationWarning(SurvivalWarning):
    """The likelihood keeps growing as a coefficient grows: its estimate is infinite. `names` says which."""

    def __init__(self, message: str, remedy: str = "", names: tuple[str, ...] = ()) -> None:
        super().__init__(message, remedy)
        self.names = names


class FewEventsWarning(SurvivalWarning):
    """Fewer than ten events per covariate: the model says more than the data do."""


class TiesOnlyWarning(SurvivalWarning):
    """All the events happened at one same time: their order, which the method reads, is unknown."""


class EmptyRiskSetWarning(SurvivalWarning):
    """With late entries, nobody was left at risk at some time: the curve falls to 0 there and cannot rise again."""


def warn(warning: SurvivalWarning) -> None:
    """Issue a warning as seen from whoever called the survival kernels."""
    level, frame = 2, sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith(_HERE):
        level, frame = level + 1, frame.f_back
    warnings.warn(warning, stacklevel=level)
