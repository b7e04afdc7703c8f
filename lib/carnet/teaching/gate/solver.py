"""A model solves the questions: with the case, without it, and without the passage that the key rests on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from carnet.errors import CarnetError
from carnet.language import _, number
from carnet.llm.model import LanguageModel
from carnet.teaching.gate.reading import finding
from carnet.teaching.gate.solver_asking import (
    SOLVED,
    Asked,
    Vote,
    agreed,
    ask,
    beyond_chance,
    chance,
    overlapping,
    shown,
)
from carnet.teaching.item import Finding, Item
from carnet.teaching.question import Question


@dataclass
class Solved:
    """What the model's attempts show. `why` says, by check, why one could not be made; `spent` counts the questions."""

    findings: list[Finding] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    why: dict[str, str] = field(default_factory=dict)
    spent: int = 0


def solve(item: Item, llm: LanguageModel, *, votes: int = 3, budget: int = 120) -> Solved:
    """Ask a model each question `votes` times for each of the three checks, at most `budget` times in all.

    Not put to it: image zones, TCS (their panel answers) and stations. A check that had no valid majority of answers,
    or for which the budget is spent, is in `why`. Never raises for what the model does.
    """
    solved = Solved()
    questions = [one for one in item.questions if one.kind in SOLVED and (one.key or one.answers)]
    with_case = [one for one in questions if shown(item, one).strip()]
    resting = [(one, spans) for one in questions if (spans := rests_on(item, one))]
    _check(solved, "solver_finds_key", [Asked(one, shown(item, one)) for one in questions], llm, votes, budget, _found)
    _check(solved, "solver_without_case", [Asked(one, "") for one in with_case], llm, votes, budget, _leaks)
    _check(
        solved,
        "solver_without_span",
        [Asked(one, shown(item, one, spans)) for one, spans in resting],
        llm,
        votes,
        budget,
        _not_needed,
    )
    return solved


def rests_on(item: Item, question: Question) -> list[tuple[str, int, int]]:
    """The passages (part, start, end) that the key of a question is shown to rest on."""
    parts = item.parts()
    given = [*question.evidence, *(one for each in question.propositions if each.correct for one in each.evidence)]
    spans = [(one.note_id, one.start, one.end) for one in given if parts.get(one.note_id, "")[one.start : one.end]]
    return overlapping(spans)


Judge = Callable[[Question, Sequence[Vote]], Finding | None]


def _check(
    solved: Solved, name: str, asked: list[Asked], llm: LanguageModel, votes: int, budget: int, judge: Judge
) -> None:
    if not asked:
        solved.ran.append(name)
        return
    if solved.spent + len(asked) * votes > budget:
        solved.why[name] = _("the {count} questions that may be put to the model are spent").format(
            count=number(budget)
        )
        return
    solved.spent += len(asked) * votes
    try:
        given = ask(llm, asked, votes)
    except CarnetError as error:
        solved.why[name] = error.message
        return
    for one, answers in zip(asked, given, strict=True):
        valid = [vote for vote in answers if vote is not None]
        if len(valid) * 2 <= votes:
            solved.why[name] = _("the model gave no usable answer to question {question}").format(
                question=one.question.id
            )
            continue
        found = judge(one.question, valid)
        if found is not None:
            solved.findings.append(found)
    if name not in solved.why:
        solved.ran.append(name)


def _found(question: Question, votes: Sequence[Vote]) -> Finding | None:
    if question.kind == "QROC":
        if sum(vote.hit for vote in votes) * 2 > len(votes):
            return None
        message = _("A model that solved this question did not give an accepted answer.")
    else:
        chosen = agreed(votes)
        if chosen == question.key:
            return None
        odd = sorted(chosen ^ question.key)
        message = _("A model that solved this question disagrees with the key on: {propositions}.").format(
            propositions=", ".join(odd)
        )
    return finding(
        "solver_finds_key",
        message,
        _("Look at these first: the key may be wrong, or more than one answer defensible."),
        where=question.id,
    )


def _leaks(question: Question, votes: Sequence[Vote]) -> Finding | None:
    hits = sum(vote.hit for vote in votes)
    if not beyond_chance(hits, len(votes), chance(question)):
        return None
    return finding(
        "solver_without_case",
        _("Without the case a model still finds the key ({hits} times of {votes}).").format(
            hits=hits, votes=len(votes)
        ),
        _("The case is not needed, or the propositions give the key away: make the question depend on the case."),
        where=question.id,
    )


def _not_needed(question: Question, votes: Sequence[Vote]) -> Finding | None:
    hits = sum(vote.hit for vote in votes)
    if not beyond_chance(hits, len(votes), chance(question)):
        return None
    return finding(
        "solver_without_span",
        _("Without the passage given as evidence a model still finds the key ({hits} times of {votes}).").format(
            hits=hits, votes=len(votes)
        ),
        _("Select the passage that decides, or every passage that does."),
        where=question.id,
    )
