"""The rules of a dated scale as QTI response processing: what any QTI engine computes is the official mark."""

from collections import Counter
from typing import Any

from carnet.teaching.exchange.qti.nodes import DEGREES, lines, node, proposition_id
from carnet.teaching.exchange.qti.patterns import pattern
from carnet.teaching.question import Question
from carnet.teaching.scoring import Rule

RESPONSE, SCORE, DISCORDANCES, FEEDBACK = "RESPONSE", "SCORE", "DISCORDANCES", "FEEDBACK"


def single(question: Question) -> bool:
    """Whether one choice is answered: a QRU with one key. Several are answered by a set."""
    return question.kind == "QRU" and len(question.key) == 1


def share_of(question: Question) -> int:
    """How many right propositions make the whole point of a question marked by share."""
    return max(1, min(question.to_choose or len(question.key), len(question.key)))


def declare(parent: Any, question: Question, rule: Rule) -> None:
    """The declarations of the response (key, mapping) and of the outcomes."""
    if question.kind == "QROC":
        _declare_words(parent, question, rule)
    elif question.kind == "TCS":
        _declare_degrees(parent, question, rule)
    else:
        _declare_choices(parent, question, rule)
    outcomes(parent)
    if rule.how == "discordances":
        node(parent, "outcomeDeclaration", identifier=DISCORDANCES, cardinality="single", baseType="float")


def outcomes(parent: Any) -> None:
    """SCORE and MAXSCORE, which every question has, and FEEDBACK, which chooses what is shown after it."""
    made = node(
        parent, "outcomeDeclaration", identifier=SCORE, cardinality="single", baseType="float",
        normalMaximum="1", normalMinimum="0",
    )  # fmt: skip
    node(node(made, "defaultValue"), "value", "0")
    made = node(parent, "outcomeDeclaration", identifier="MAXSCORE", cardinality="single", baseType="float")
    node(node(made, "defaultValue"), "value", "1")
    node(parent, "outcomeDeclaration", identifier=FEEDBACK, cardinality="multiple", baseType="identifier")


def _declare_choices(parent: Any, question: Question, rule: Rule) -> None:
    made = node(
        parent, "responseDeclaration", identifier=RESPONSE,
        cardinality="single" if single(question) else "multiple", baseType="identifier",
    )  # fmt: skip
    right = [one for one in question.propositions if one.correct]
    if right:
        correct = node(made, "correctResponse")
        for one in right:
            node(correct, "value", proposition_id(one.id))
    mapping = node(made, "mapping", defaultValue="0")
    for one in question.propositions:
        value = 1 if one.correct else 0 if rule.how == "share" else -1
        node(mapping, "mapEntry", mapKey=proposition_id(one.id), mappedValue=str(value))


def _declare_words(parent: Any, question: Question, rule: Rule) -> None:
    made = node(parent, "responseDeclaration", identifier=RESPONSE, cardinality="single", baseType="string")
    best = sorted(question.answers, key=lambda one: one.category)
    if not best:  # a draft: nothing scores
        return
    lines(node(node(made, "correctResponse"), "value"), best[0].text.replace("\n", " "))
    mapping = node(made, "mapping", lowerBound="0", upperBound="1", defaultValue="0")
    for text, category in {one.text: one.category for one in reversed(best)}.items():
        points = rule.categories.get(category, 0.0)
        node(mapping, "mapEntry", mapKey=text.replace("\n", " "), mappedValue=_float(points), caseSensitive="false")


def _declare_degrees(parent: Any, question: Question, rule: Rule) -> None:
    made = node(parent, "responseDeclaration", identifier=RESPONSE, cardinality="single", baseType="identifier")
    votes = Counter(one.answer for one in question.panel)
    modal = max(votes.values(), default=1)
    if votes:
        best = min(degree for degree, count in votes.items() if count == modal)
        node(node(made, "correctResponse"), "value", DEGREES[best])
    mapping = node(made, "mapping", defaultValue="0")
    for degree, name in DEGREES.items():
        points = float(votes[degree] == modal) if rule.modal_only else votes[degree] / modal
        node(mapping, "mapEntry", mapKey=name, mappedValue=_float(points))


def process(parent: Any, question: Question, rule: Rule, shown: list[str]) -> None:
    """The responseProcessing of a question; `shown` are the identifiers of the feedback to show after it."""
    made = node(parent, "responseProcessing")
    condition = node(made, "responseCondition")
    nothing = node(condition, "responseIf")
    node(node(nothing, "isNull"), "variable", identifier=RESPONSE)
    _score(nothing, 0)
    if question.kind == "QROC":
        _words(condition, question, rule)
    elif question.kind == "TCS":
        node(_set(node(condition, "responseElse"), SCORE), "mapResponse", identifier=RESPONSE)
    else:
        _choices(condition, question, rule)
    if shown:
        several = node(_set(made, FEEDBACK), "multiple")
        for name in shown:
            node(several, "baseValue", name, baseType="identifier")


def _choices(condition: Any, question: Question, rule: Rule) -> None:
    if rule.zero and not single(question):
        _zero(condition, question)
    if question.to_choose is not None and not single(question):
        over = node(node(condition, "responseElseIf"), "gt")
        node(node(over, "containerSize"), "variable", identifier=RESPONSE)
        node(over, "baseValue", str(question.to_choose), baseType="integer")
        _score(over.getparent(), 0)
    if rule.how == "exact":
        right = node(condition, "responseElseIf")
        if single(question) or question.to_choose is None:
            same = node(right, "match")
            node(same, "variable", identifier=RESPONSE)
            node(same, "correct", identifier=RESPONSE)
        else:  # any of the right propositions will do, as many as announced, and no other
            enough = node(right, "gte")
            node(enough, "mapResponse", identifier=RESPONSE)
            node(enough, "baseValue", _float(share_of(question)), baseType="float")
        _score(right, 1)
        _score(node(condition, "responseElse"), 0)
    elif rule.how == "discordances":
        _discordances(node(condition, "responseElse"), question, rule)
    else:
        part = node(_set(node(condition, "responseElse"), SCORE), "divide")
        node(part, "mapResponse", identifier=RESPONSE)
        node(part, "baseValue", _float(share_of(question)), baseType="float")


def _zero(condition: Any, question: Question) -> None:
    """Worth nothing when an unacceptable proposition is chosen or an indispensable one is not."""
    if not any(one.unacceptable or one.indispensable for one in question.propositions):
        return
    branch = node(condition, "responseElseIf")
    either = node(branch, "or")
    for one in question.propositions:
        if one.unacceptable or one.indispensable:
            member = node(either if one.unacceptable else node(either, "not"), "member")
            node(member, "baseValue", proposition_id(one.id), baseType="identifier")
            node(member, "variable", identifier=RESPONSE)
    _score(branch, 0)


def _discordances(branch: Any, question: Question, rule: Rule) -> None:
    """D = K − Σ mapping, where the mapping gives +1 to each key ticked and −1 to each other proposition ticked."""
    difference = node(_set(branch, DISCORDANCES), "subtract")
    node(difference, "baseValue", _float(len(question.key)), baseType="float")
    node(difference, "mapResponse", identifier=RESPONSE)
    steps = node(branch, "responseCondition")
    for discordances, points in enumerate(rule.steps):
        step = node(steps, "responseElseIf" if discordances else "responseIf")
        most = node(step, "lte")
        node(most, "variable", identifier=DISCORDANCES)
        node(most, "baseValue", _float(discordances), baseType="float")
        _score(step, points)
    _score(node(steps, "responseElse"), 0)


def _words(condition: Any, question: Question, rule: Rule) -> None:
    for category, points in sorted(rule.categories.items()):
        texts = [one.text for one in question.answers if one.category == category]
        forms = [found for found in dict.fromkeys(map(pattern, texts)) if found]
        if forms:
            branch = node(condition, "responseElseIf")
            either = node(branch, "or")
            for form in forms:
                node(node(either, "patternMatch", pattern=form), "variable", identifier=RESPONSE)
            _score(branch, points)
    _score(node(condition, "responseElse"), 0)


def _set(parent: Any, name: str) -> Any:
    return node(parent, "setOutcomeValue", identifier=name)


def _score(parent: Any, points: float) -> None:
    node(_set(parent, SCORE), "baseValue", _float(points), baseType="float")


def _float(value: float) -> str:
    return repr(float(value)).removesuffix(".0")
