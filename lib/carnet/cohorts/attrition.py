"""Attrition of a cohort: how many persons each step keeps, none missed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step of the selection, counted in persons (never in events).

    `unknown` is the part of `excluded` that went because the value the step needs is not known.
    """

    label: str
    before: int
    after: int
    unknown: int = 0

    @property
    def excluded(self) -> int:
        """Persons that the step took away."""
        return self.before - self.after


@dataclass(frozen=True)
class Attrition:
    """The steps in order; each begins where the one before it ended."""

    steps: tuple[Step, ...]

    @property
    def start(self) -> int:
        """Persons before the first step."""
        return self.steps[0].before if self.steps else 0

    @property
    def end(self) -> int:
        """Persons after the last step."""
        return self.steps[-1].after if self.steps else 0

    def then(self, label: str, after: int, unknown: int = 0) -> "Attrition":
        """This attrition with one more step that leaves `after` persons."""
        return Attrition((*self.steps, Step(label, self.end, after, unknown)))
