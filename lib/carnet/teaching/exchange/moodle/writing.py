"""Moodle XML written: a question for each question, a description for the case of several, images inside."""

import html
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from carnet.language import _
from carnet.teaching.citation import Citation
from carnet.teaching.exchange.degrees import DEGREE_WORDS
from carnet.teaching.exchange.images import SUFFIXES
from carnet.teaching.exchange.moodle.fractions import fractions, single_answer, written
from carnet.teaching.exchange.moodle.pages import to_html
from carnet.teaching.exchange.outcome import Loss, Written, unsaid
from carnet.teaching.exchange.safe import holds_control, write_bytes, xml_text
from carnet.teaching.item import Item
from carnet.teaching.question import Image, Question
from carnet.teaching.scoring import scale
from carnet.text.evidence import Evidence

OF_ITEM = ("origins", "history", "overrides", "cautions", "state", "use", "version", "scale", "authors", "licence",
           "producer", "difficulty", "language")  # fmt: skip
OF_QUESTIONS = ("evidence_places", "citation_places", "zones", "panel", "image_origin")


def write(items: Sequence[Item], path: Path, *, category: str = "Carnet") -> Written:
    """Write a file for the question bank of Moodle. Raises `ScoringError` as `scoring.mark` does.

    Several questions of an item share its `idnumber` up to `~`, by which our import joins them again.
    """
    root = etree.Element("quiz")
    _text(etree.SubElement(etree.SubElement(root, "question", type="category"), "category"), f"$course$/top/{category}")
    losses: list[Loss] = []
    for item in items:
        losses += unsaid(item, OF_ITEM, OF_QUESTIONS)
        if len(item.questions) > 1 or item.station:
            _description(root, item)
            if item.progressive:
                said = _("the order of the questions without a way back (a setting of the quiz in Moodle)")
                losses.append(Loss(item.id, "", said))
        for question in item.questions:
            losses += _question(root, item, question)
        if item.station:
            losses.append(_station(root, item))
        for address, text in item.texts():
            if holds_control(text):
                losses.append(Loss(item.id, address, _("control characters, which XML cannot hold")))
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    write_bytes(path, data)
    return Written(len(items), tuple(losses), (path,))


def _text(parent: Any, text: str, tag: str = "text") -> Any:
    made = etree.SubElement(parent, tag)
    made.text = xml_text(text)
    return made


def _page(parent: Any, tag: str, source: str, images: Sequence[Image] = ()) -> Any:
    made = etree.SubElement(parent, tag, format="html")
    _text(made, source)
    for number, image in enumerate(images, start=1):
        held = etree.SubElement(made, "file", name=_name(image, number), path="/", encoding="base64")
        held.text = image.data
    return made


def _name(image: Image, number: int) -> str:
    return f"image-{number}.{SUFFIXES[image.media_type]}"


def _pictures(images: Sequence[Image], first: int, kind: str) -> str:
    return "".join(
        f'<p><img class="carnet-{kind}" src="@@PLUGINFILE@@/{_name(image, number)}"'
        f' alt="{html.escape(xml_text(image.alternative))}" width="{image.width}" height="{image.height}"></p>'
        for number, image in enumerate(images, start=first)
    )


def _begin(root: Any, kind: str, name: str, source: str, images: Sequence[Image], idnumber: str) -> Any:
    made = etree.SubElement(root, "question", type=kind)
    _text(etree.SubElement(made, "name"), " ".join(name.split())[:255] or "Question")
    _page(made, "questiontext", source, images)
    _text(made, idnumber, "idnumber")
    return made


def _description(root: Any, item: Item) -> None:
    source = to_html(item.case, "case") + _pictures(item.images, 1, "case")
    made = _begin(root, "description", item.title or item.id, source, item.images, f"{item.id}~case")
    tags = [f"carnet:item={item.kind}", *(_about(item.rank, item.item_number, item.objectives))]
    _tags(made, tags + ([f"carnet:specialty={item.specialty}"] if item.specialty else []))


def _about(rank: str | None, number: int | None, objectives: Sequence[str]) -> list[str]:
    return ([f"rang {rank}"] if rank else []) + ([f"item {number}"] if number else []) + list(objectives)


def _tags(made: Any, tags: Sequence[str]) -> None:
    if tags:
        held = etree.SubElement(made, "tags")
        for tag in tags:
            _text(etree.SubElement(held, "tag"), tag)


def _question(root: Any, item: Item, question: Question) -> list[Loss]:
    alone = len(item.questions) == 1
    images = [*(item.images if alone else ()), *((question.image,) if question.image else ())]
    source = (to_html(item.case, "case") if alone and item.case else "") + _pictures(
        item.images if alone else (), 1, "case"
    )
    for name in ("new", "hypothesis", "finding"):
        source += to_html(getattr(question, name), name) if getattr(question, name) else ""
    if question.image:
        source += _pictures([question.image], len(images), "question")
    source += to_html(question.stem, "stem")
    named = item.title or question.stem
    if not alone:
        named = f"{item.title or item.id} – {item.questions.index(question) + 1}"
    found = None if question.kind == "QROC" else fractions(question, item.scale)
    if question.kind == "QROC" and not question.answers:
        return [Loss(item.id, question.id, _("not written: no accepted answer"))]
    if question.kind != "QROC" and found is None:
        said = _("not written: no proposition is right, which Moodle cannot mark")
        return [Loss(item.id, question.id, said)]
    kind = "shortanswer" if question.kind == "QROC" else "multichoice"
    made = _begin(root, kind, named, source, images, f"{item.id}~{question.id}")
    reasons = [f"{one.id} ({one.answer:+d}) : {one.reason}" for one in question.panel if one.reason]
    _page(made, "generalfeedback", _feedback("\n".join([question.feedback, *reasons]).strip("\n")
          if reasons else question.feedback, question.evidence, question.citations))  # fmt: skip
    _text(made, repr(question.weight), "defaultgrade")
    _text(made, "0", "penalty")
    _text(made, "0", "hidden")
    losses: list[Loss] = []
    if found is None:
        losses += _short(made, item, question)
    else:
        losses += _choices(made, item, question, found.of)
        if said := found.said(scale(item.scale).label()):
            losses.append(Loss(item.id, question.id, said))
    if question.hint:
        _page(made, "hint", to_html(question.hint))
    tags = [f"carnet:kind={question.kind}"]
    tags += [f"carnet:expected={question.expected}"] if question.expected else []
    tags += [f"carnet:topic={question.topic}"] if question.topic != "other" else []
    tags += [f"carnet:words={question.max_words}"] if question.max_words != 5 else []
    tags += _about(question.rank, question.item_number, question.objectives)
    if alone:
        tags += [f"carnet:item={item.kind}"] + [f"carnet:specialty={item.specialty}"] * bool(item.specialty)
        tags += [f"carnet:of-item={one}" for one in _about(item.rank, item.item_number, item.objectives)]
    _tags(made, tags)
    return losses


def _choices(made: Any, item: Item, question: Question, of: Any) -> list[Loss]:
    _text(made, "true" if single_answer(question) else "false", "single")
    _text(made, "false", "shuffleanswers")
    _text(made, "abc", "answernumbering")
    for tag in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        _page(made, tag, "")
    losses: list[Loss] = []
    if question.kind == "TCS":
        for degree, words in DEGREE_WORDS.items():
            answer = _page(made, "answer", to_html(words))
            answer.set("fraction", written(of[str(degree)]))
        return losses
    for one in question.propositions:
        flags = ["indispensable"] * one.indispensable + ["unacceptable"] * one.unacceptable
        answer = _page(made, "answer", to_html(one.text, f"id-{one.id}", *flags))
        answer.set("fraction", written(of[one.id]))
        _page(answer, "feedback", _feedback(one.feedback, one.evidence, one.citations))
    if question.to_choose and not single_answer(question):
        said = _("Moodle does not limit how many propositions are ticked: say it in the question.")
        losses.append(Loss(item.id, question.id, said))
    return losses


def _short(made: Any, item: Item, question: Question) -> list[Loss]:
    _text(made, "0", "usecase")
    rule = scale(item.scale).rule("QROC")
    points = Counter({one.text: rule.categories.get(one.category, 0.0) for one in question.answers})
    for one in question.answers:
        answer = etree.SubElement(made, "answer", fraction=written(100 * points[one.text]), format="moodle_auto_format")
        _text(answer, one.text.replace("*", "\\*"))
    said = _("Moodle compares the words as they are written: accents, articles and punctuation count there.")
    return [Loss(item.id, question.id, said)]


def _feedback(text: str, evidence: Sequence[Evidence], citations: Sequence[Citation]) -> str:
    source = to_html(text) if text else ""
    for one in evidence:
        source += f'<p class="carnet-evidence">Dans le cas : « {html.escape(xml_text(one.quote))} »</p>'
    for cited in citations:
        dated = f" (version du {cited.dated:%d/%m/%Y})" if cited.dated else ""
        words = html.escape(xml_text(f"{cited.title}{dated} : « {cited.quote} »"))
        source += f'<p class="carnet-citation">{words}</p>'
    return source


def _station(root: Any, item: Item) -> Loss:
    station = item.station
    assert station is not None
    made = _begin(root, "essay", item.title or item.id, to_html(station.task, "task"), (), f"{item.id}~station")
    _text(made, "1.0", "defaultgrade")
    rows = "".join(
        f"<li>{html.escape(xml_text(f'{one.section} – {one.text} ({one.weight:g})'))}</li>" for one in station.grid
    )
    lines = [station.setting, station.participant, station.attitude]
    lines += [f"{one.cue} : « {one.says} »" for one in station.script]
    told = "".join(f"<p>{html.escape(xml_text(line))}</p>" for line in lines if line)
    _page(made, "graderinfo", f"{told}<ul>{rows}</ul>")
    _tags(made, ["carnet:kind=ECOS"])
    return Loss(item.id, "station", _("the observer’s grid: written for the marker, marked by hand in Moodle"))
