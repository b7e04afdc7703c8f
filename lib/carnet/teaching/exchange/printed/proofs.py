"""The corrected key of a question: verdicts, reasons, evidence in the case, references with their version, scale."""

from collections.abc import Sequence

from carnet.language import _, date, number
from carnet.teaching.citation import Citation
from carnet.teaching.exchange.printed.blocks import Block, Heading, Paragraph, Picture, Style, Table, Together
from carnet.teaching.item import Item
from carnet.teaching.question import Proposition, Question
from carnet.teaching.scoring import Rule, scale
from carnet.text.evidence import Evidence

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def correction(
    index: int, item: Item, question: Question, kind: str, told: Sequence[Paragraph | Picture] = ()
) -> list[Block]:
    """The blocks of a question's correction; `kind` in the candidates’ words, `told` the case of an isolated one."""
    blocks: list[Block] = [Heading(_("Question {n} – {kind}").format(n=index, kind=kind), 2), *told]
    blocks += [Paragraph(question.new, "case")] if question.new.strip() else []
    blocks += [Paragraph(question.hypothesis, "body", _("If you were thinking of:"))] if question.hypothesis else []
    blocks += [Paragraph(question.finding, "body", _("and you then find:"))] if question.finding else []
    if question.image:
        zones = tuple(
            (letter, one.zone) for letter, one in zip(_LETTERS, question.propositions, strict=False) if one.zone
        )
        blocks.append(Picture(question.image, zones, legend=True))
    blocks.append(Paragraph(question.stem, "body"))
    for letter, one in zip(_LETTERS, question.propositions, strict=False):
        style: Style = "right" if one.correct else "wrong"
        stated = Paragraph(one.text, style, f"{'✓' if one.correct else '✗'} {letter}.")
        verdict = Paragraph(one.feedback, "quote", _verdict(one) + " –" * bool(one.feedback))
        blocks.append(Together((stated, verdict, *proofs(one.evidence, one.citations))))
    rule = scale(item.scale).rule(question.kind)
    if question.answers:
        rows = tuple((one.text, number(rule.categories.get(one.category, 0.0), 1)) for one in question.answers)
        blocks.append(Table((_("Accepted answer"), _("Points")), rows, (0.75, 0.25)))
    if question.panel:
        blocks.append(_panel(question))
        blocks += [
            Paragraph(one.reason, "quote", f"{one.id} ({one.answer:+d}) :") for one in question.panel if one.reason
        ]
    if question.feedback:
        blocks.append(Paragraph(question.feedback, "body", _("To remember:")))
    blocks += proofs(question.evidence, question.citations)
    blocks.append(Paragraph(_about(item, question, rule), "small"))
    return blocks


def _verdict(one: Proposition) -> str:
    if one.indispensable:
        return _("Right, indispensable")
    if one.unacceptable:
        return _("Wrong, unacceptable")
    return _("True proposition") if one.correct else _("False proposition")


def proofs(evidence: Sequence[Evidence], citations: Sequence[Citation]) -> list[Paragraph]:
    """The passages that support a statement."""
    blocks = [Paragraph(f"« {one.quote} »", "quote", _("In the case:")) for one in evidence]
    for one in citations:
        where = [one.title, one.section, _("p. {n}").format(n=one.page) if one.page else ""]
        version = _("version {version}").format(version=one.version[:12])
        dated = _("of {day}").format(day=date(one.dated)) if one.dated else ""
        told = ", ".join(filter(None, where)) + f" ({' '.join(filter(None, (version, dated)))})"
        blocks.append(Paragraph(f"« {one.quote} » – {told}", "quote", _("Reference:")))
    return blocks


def _panel(question: Question) -> Table:
    votes = [sum(one.answer == degree for one in question.panel) for degree in range(-2, 3)]
    modal = max(votes)
    rows = tuple(
        (f"{degree:+d}" if degree else "0", number(n), number(n / modal, 2))
        for degree, n in zip(range(-2, 3), votes, strict=True)
    )
    return Table((_("Answer"), _("Experts"), _("Points")), rows, (0.34, 0.33, 0.33))


def _about(item: Item, question: Question, rule: Rule) -> str:
    rank, item_number = item.rank_of(question), question.item_number or item.item_number
    told = [
        _("Scale {scale}: {rule}").format(scale=scale(item.scale).label(), rule=_rule(rule)),
        _("rank {rank}").format(rank=rank) if rank else "",
        _("item {n}").format(n=item_number) if item_number else "",
        *item.objectives_of(question),
        _("version {version} of the item {id}").format(version=item.version, id=item.id),
    ]
    return " · ".join(filter(None, told))


def _rule(rule: Rule) -> str:
    if rule.how == "discordances":
        steps = " / ".join(number(one, 0 if one in (0, 1) else 1) for one in (*rule.steps, 0.0))
        return _("0, 1, 2… discordances: {steps}").format(steps=steps)
    return {
        "exact": _("all or nothing"), "share": _("right propositions chosen / expected"),
        "categories": _("by the category of the answer"),
        "panel": _("experts of the same opinion / of the most frequent one"),
        "grid": _("weighted mean of the observer’s grid"),
    }[rule.how]  # fmt: skip
