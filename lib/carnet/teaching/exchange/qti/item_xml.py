"""A question as a QTI assessmentItem: the case as read so far, the question, the key, the rules, the feedback."""

from collections.abc import Callable
from typing import Any

from carnet.teaching.citation import Citation
from carnet.teaching.exchange.degrees import DEGREE_WORDS
from carnet.teaching.exchange.qti import rules
from carnet.teaching.exchange.qti.nodes import (
    DEGREES,
    QTI,
    QTI_XSD,
    XML,
    dump,
    item_identifier,
    lines,
    node,
    paragraphs,
    proposition_id,
    root,
)  # fmt: skip
from carnet.teaching.item import Item, Station
from carnet.teaching.question import Image, Proposition, Question
from carnet.teaching.scoring import scale
from carnet.text.evidence import Evidence

ALL = "general"  # the feedback of the question as a whole
Href = Callable[[Image], str]


def question_xml(item: Item, question: Question, href: Href) -> bytes:
    """The XML of one question; `href` gives the file of an image in the package."""
    rule = scale(item.scale).rule(question.kind)
    made = _root(item, question.id, question.kind, item.title or question.stem)
    rules.declare(made, question, rule)
    body = node(made, "itemBody")
    _case(body, item, question, href)
    _interaction(body, question, href)
    shown = _feedback_of(question)
    rules.process(made, question, rule, list(shown))
    for name, (texts, evidence, citations) in shown.items():
        _feedback(made, name, texts, evidence, citations)
    return dump(made)


def station_xml(item: Item, station: Station, href: Href) -> bytes:
    """The XML of an ECOS station: the vignette and the task; the script and the grid in a rubric for the observer.

    There is no response processing: QTI has no observer's grid, and its points are given by a person.
    """
    made = _root(item, "station", "ECOS", item.title or "ECOS")
    node(made, "responseDeclaration", identifier=rules.RESPONSE, cardinality="single", baseType="string")
    rules.outcomes(made)
    body = node(made, "itemBody")
    _case(body, item, None, href)
    interaction = node(body, "extendedTextInteraction", responseIdentifier=rules.RESPONSE, expectedLines="10")
    lines(node(interaction, "prompt"), station.task)
    rubric = node(body, "rubricBlock", view="scorer proctor tutor")
    for text in (station.setting, station.participant, station.attitude):
        paragraphs(rubric, text)
    for said in station.script:
        paragraphs(rubric, f"{said.cue} : « {said.says} »")
    for mark in station.grid:
        must = " (indispensable)" if mark.indispensable else ""
        paragraphs(rubric, f"□ {mark.section + ' : ' if mark.section else ''}{mark.text} [{mark.weight:g}]{must}")
    return dump(made)


def _root(item: Item, name: str, kind: str, title: str) -> Any:
    made = root(
        "assessmentItem", QTI, QTI_XSD, identifier=item_identifier(item.id, name), title=" ".join(title.split())[:200],
        label=kind, adaptive="false", timeDependent="false", toolName="Carnet", toolVersion="1",
    )  # fmt: skip
    made.set(f"{{{XML}}}lang", item.language)
    return made


def _case(body: Any, item: Item, question: Question | None, href: Href) -> None:
    if item.case.strip() or item.images:
        block = node(body, "div", class_="carnet-case")
        paragraphs(block, item.case)
        for image in item.images:
            node(node(block, "p"), "img", src=href(image), alt=image.alternative)
    before = list(item.questions)
    if question is not None:
        before = before[: before.index(question) + 1] if item.progressive or item.kind == "KFP" else [question]
    for one in before if question is not None else []:
        if one.new.strip():
            new = "carnet-new" if one is question else "carnet-before"
            paragraphs(node(body, "div", class_=new), one.new)


def _interaction(body: Any, question: Question, href: Href) -> None:
    if question.image and question.kind != "QZP":
        node(node(body, "p"), "img", src=href(question.image), alt=question.image.alternative)
    if question.kind == "QROC":
        if question.stem:
            paragraphs(node(body, "div", class_="carnet-stem"), question.stem)
        node(node(body, "p"), "textEntryInteraction", responseIdentifier=rules.RESPONSE, expectedLength="40")
    elif question.kind == "QZP" and question.image and all(one.zone for one in question.propositions):
        _hotspots(body, question, question.image, href)
    elif question.kind == "TCS":
        for name, text in (("hypothesis", question.hypothesis), ("finding", question.finding)):
            if text:
                paragraphs(node(body, "div", class_=f"carnet-{name}"), text)
        made = _choice(body, question.stem, "1")
        for degree, identifier in DEGREES.items():
            node(made, "simpleChoice", DEGREE_WORDS[degree], identifier=identifier, fixed="true")
    else:
        made = _choice(body, question.stem, str(question.to_choose or 0))
        for one in question.propositions:
            lines(node(made, "simpleChoice", identifier=proposition_id(one.id), fixed="true"), one.text)


def _choice(body: Any, stem: str, most: str) -> Any:
    made = node(
        body, "choiceInteraction", responseIdentifier=rules.RESPONSE, shuffle="false", maxChoices=most, minChoices="0"
    )
    lines(node(made, "prompt"), stem)
    return made


def _hotspots(body: Any, question: Question, image: Image, href: Href) -> None:
    made = node(
        body,
        "hotspotInteraction",
        responseIdentifier=rules.RESPONSE,
        maxChoices=str(question.to_choose),
        minChoices="0",
    )
    lines(node(made, "prompt"), question.stem)
    held = node(
        made, "object", data=href(image), type=image.media_type, width=str(image.width), height=str(image.height)
    )
    lines(held, image.alternative)
    for one in question.propositions:
        points = one.zone.points if one.zone else ()
        corners = [(round(x * image.width), round(y * image.height)) for x, y in points]
        if len(corners) == 2:
            (x1, y1), (x2, y2) = corners
            corners = [(min(x1, x2), min(y1, y2)), (max(x1, x2), max(y1, y2))]
        node(
            made, "hotspotChoice", identifier=proposition_id(one.id), shape="rect" if len(corners) == 2 else "poly",
            coords=",".join(f"{x},{y}" for x, y in corners), hotspotLabel=" ".join(one.text.split()),
        )  # fmt: skip


_Shown = tuple[tuple[str, ...], tuple[Evidence, ...], tuple[Citation, ...]]


def _feedback_of(question: Question) -> dict[str, _Shown]:
    shown: dict[str, _Shown] = {}
    for one in question.propositions:
        if one.feedback or one.evidence or one.citations:
            shown[proposition_id(one.id)] = ((_verdict(one), one.feedback), one.evidence, one.citations)
    reasons = tuple(f"{one.id} ({one.answer:+d}) : {one.reason}" for one in question.panel if one.reason)
    if question.feedback or question.evidence or question.citations or reasons:
        shown[ALL] = ((question.feedback, *reasons), question.evidence, question.citations)
    return shown


def _verdict(one: Proposition) -> str:
    word = "vrai" if one.correct else "faux"
    word = "indispensable" if one.indispensable else "inacceptable" if one.unacceptable else word
    return f"{one.id.upper()} : {word}. {one.text}"


def _feedback(
    parent: Any, name: str, texts: tuple[str, ...], evidence: tuple[Evidence, ...], citations: tuple[Citation, ...]
) -> None:
    made = node(parent, "modalFeedback", outcomeIdentifier=rules.FEEDBACK, showHide="show", identifier=name)
    for number, text in enumerate(texts):
        block = node(made, "div", class_="carnet-verdict") if number == 0 and name != ALL else made
        paragraphs(block, text)
    for passage in evidence:
        node(made, "p", f"Dans le cas : « {passage.quote} »", class_="carnet-evidence")
    for one in citations:
        dated = f", version du {one.dated:%d/%m/%Y}" if one.dated else ""
        node(made, "p", f"{one.title}{dated} : « {one.quote} »", class_="carnet-citation")
