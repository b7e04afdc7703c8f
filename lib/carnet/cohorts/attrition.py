"""Attrition of a cohort: how many persons each step keeps, none missed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step of the selection, counted in persons (never in events).

    `unknown` is the part of `excluded` that went because the value the step needs is not known. None: masked.
    """

    label: str
    before: int | None
    after: int | None
    unknown: int | None = 0

    @property
    def excluded(self) -> int | None:
        """Persons that the step took away; None where masked."""
        return None if self.before is None or self.after is None else self.before - self.after


@dataclass(frozen=True)
class Attrition:
    """The steps in order; each begins where the one before it ended. `threshold` is None for raw counts."""

    steps: tuple[Step, ...]
    threshold: int | None = None

    @property
    def start(self) -> int | None:
        """Persons before the first step."""
        return self.steps[0].before if self.steps else 0

    @property
    def end(self) -> int | None:
        """Persons after the last step."""
        return self.steps[-1].after if self.steps else 0

    def then(self, label: str, after: int, unknown: int = 0) -> "Attrition":
        """This attrition with one more step that leaves `after` persons."""
        return Attrition((*self.steps, Step(label, self.end, after, unknown)), self.threshold)

    def masked(self, threshold: int = 11) -> "Attrition":
        """As a dashboard may show it (see `carnet.cohorts.masking.mask_attrition`)."""
        from carnet.cohorts.masking import mask_attrition

        return mask_attrition(self, threshold)
