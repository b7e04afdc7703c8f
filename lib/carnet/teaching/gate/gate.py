"""The gate: runs every check that it has the means for, and stays closed where one fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from carnet.errors import CarnetError
from carnet.language import _
from carnet.teaching.citation import Citation
from carnet.teaching.gate import (
    absolute,
    all_none,
    convergence,
    double_negation,
    duplicates,
    echo,
    evidence,
    grammar,
    hinged,
    identifiers,
    implausible,
    longest,
    negative,
    ordering,
    structure,
)
from carnet.teaching.gate.report import SOLVER, Cannot, GateReport, let_through
from carnet.teaching.item import Finding, Item

if TYPE_CHECKING:
    from carnet.llm.model import LanguageModel

Identifiers = Callable[[str], Sequence[tuple[int, int, str]]]
Check = Callable[[Item], Iterable[Finding]]
BY_RULE: dict[str, Check] = {
    "structure": structure.check,
    "absolute_terms": absolute.check,
    "longest_key": longest.check,
    "stem_key_echo": echo.check,
    "grammar_cue": grammar.check,
    "convergence": convergence.check,
    "negative_stem": negative.check,
    "all_none": all_none.check,
    "ordering": ordering.check,
    "hinged": hinged.check,
    "double_negation": double_negation.check,
    "implausible": implausible.check,
    "evidence": evidence.check,
}


class References(Protocol):
    """What says whether a cited passage still stands: `carnet.teaching.references.Library`."""

    def check(self, citation: Citation) -> str:
        """`same`, `changed` or `missing`."""
        ...


class Gate:
    """Checks items before they are published.

    `bank`: the other items, or a ready `duplicates.Index` of them (None: nothing to compare with). `identifiers`: what
    finds identifiers in a text as (start, end, label); without it the gate stays closed. `llm`: a model that solves
    the questions; without one the solver's checks are not asked, with one they are needed. `library`: the references
    that citations come from, needed where an item cites. `votes` and `budget` bound what is asked of the model.
    """

    def __init__(
        self,
        bank: Iterable[Item] | duplicates.Index | None = None,
        identifiers: Identifiers | None = None,
        llm: LanguageModel | None = None,
        library: References | None = None,
        *,
        votes: int = 3,
        budget: int = 120,
    ) -> None:
        self.bank = bank if isinstance(bank, duplicates.Index) else duplicates.Index(bank or ())
        self.identifiers = identifiers
        self.llm = llm
        self.library = library
        self.votes = votes
        self.budget = budget

    def check(self, item: Item) -> GateReport:
        """Every check of an item. Never raises: a check that fails is missing, and the gate stays closed."""
        checks: dict[str, Check] = dict(BY_RULE)
        checks["citations"] = self._citations
        checks["identifiers"] = self._identifiers
        checks["duplicates"] = self.bank.check
        found: list[Finding] = []
        ran: list[str] = []
        why: dict[str, str] = {}
        for name, check in checks.items():
            try:
                found += check(item)
            except Cannot as reason:
                why[name] = reason.message
            except Exception as error:  # noqa: BLE001 (whatever fails, the gate stays closed, and the rest is checked)
                why[name] = _failed(error)
            else:
                ran.append(name)
        not_asked: tuple[str, ...] = ()
        if self.llm is None:
            not_asked = SOLVER
        else:
            from carnet.teaching.gate.solver import solve

            try:
                solved = solve(item, self.llm, votes=self.votes, budget=self.budget)
            except Exception as error:  # noqa: BLE001 (the same)
                why |= dict.fromkeys(SOLVER, _failed(error))
            else:
                found += solved.findings
                ran += solved.ran
                why |= solved.why
        findings = tuple(found)
        overridden, excused = let_through(item, findings, tuple(why))
        return GateReport(item.id, item.version, findings, tuple(ran), tuple(why), why, not_asked, overridden, excused)

    def check_writing(self, item: Item) -> tuple[Finding, ...]:
        """What the rules say of an item being written: no identifiers, no bank, no model. For the editor."""
        found: list[Finding] = []
        for check in BY_RULE.values():
            found += check(item)
        return tuple(found)

    def _citations(self, item: Item) -> Iterable[Finding]:
        return evidence.check_citations(item, self.library.check if self.library is not None else None)

    def _identifiers(self, item: Item) -> Iterable[Finding]:
        if self.identifiers is None:
            raise Cannot(_("no tool to look for identifiers was given"))
        return identifiers.check(item, self.identifiers)


def _failed(error: Exception) -> str:
    if isinstance(error, CarnetError):
        return str(error)
    return _("the check failed ({kind})").format(kind=type(error).__name__)
