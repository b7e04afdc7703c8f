"""A model solves the questions: with the case, without it, and without the passage that the key rests on."""

from dataclasses import dataclass, field

from carnet.language import _
from carnet.llm.model import LanguageModel
from carnet.teaching.gate.report import SOLVER
from carnet.teaching.item import Finding, Item


@dataclass(frozen=True)
class Solved:
    """What the model's attempts show. `why` says, by check, why one could not be made."""

    findings: tuple[Finding, ...] = ()
    ran: tuple[str, ...] = ()
    why: dict[str, str] = field(default_factory=dict)


def solve(item: Item, llm: LanguageModel, *, votes: int = 3, budget: int = 120) -> Solved:
    """Ask a model. Raises ModelUnavailable where it does not answer."""
    return Solved(why=dict.fromkeys(SOLVER, _("not asked yet")))
