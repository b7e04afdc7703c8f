"""What is sent to the page of a question or of its correction: from the classroom's types to the widgets."""

from collections.abc import Mapping, Sequence
from typing import Any

from carnet.apps.entrainement_words import (
    LETTERS,
    group_mean,
    heading,
    mark_words,
    points,
    scale_words,
    tags_of,
    told,
    verdict,
)
from carnet.language import _, date, ngettext, number, percent
from carnet.teaching.citation import Citation
from carnet.teaching.classroom import CorrectedItem, CorrectedProposition, CorrectedQuestion, SheetItem, SheetQuestion
from carnet.teaching.item import CASE
from carnet.teaching.question import Image
from carnet.text.evidence import Evidence
from carnet.widgets.answer_sheet import degree_words
from carnet.widgets.station_sheet import share_words

NO_ANSWER: dict[str, Any] = {"ticked": [], "text": "", "degree": None}


def picture(image: Image | None) -> dict[str, Any] | None:
    """An image as the page draws it: from its own bytes, fetched nowhere."""
    if image is None:
        return None
    credit = " · ".join(part for part in (image.source, image.licence) if part)
    return {
        "source": f"data:{image.media_type};base64,{image.data}",
        "width": image.width,
        "height": image.height,
        "alternative": image.alternative,
        "credit": credit,
    }


def case_parts(item: SheetItem | CorrectedItem, upto: str | None = None) -> list[tuple[str, str, str]]:
    """The case, then what it gained before each question, up to and with question `upto`."""
    parts = [(CASE, "", item.case)] if item.case and item.kind != "ECOS" else []
    questions: Sequence[SheetQuestion | CorrectedQuestion] = item.questions
    for place, question in enumerate(questions, start=1):
        if question.new:
            parts.append((question.id, _("Before question {n}").format(n=place), question.new))
        if question.id == upto:
            break
    return parts


def asked(item: SheetItem, question: SheetQuestion, total: int, *, at_once: bool) -> dict[str, Any]:
    """A question to be answered. `total`: how many the sheet has. Nothing of its key is in the sheet."""
    response = question.response
    answer = NO_ANSWER if response is None else response.model_dump(include={"ticked", "text", "degree"}, mode="json")
    return {
        "item": item.id,
        "id": question.id,
        "kind": question.kind,
        "heading": heading(question.number, total),
        "tags": tags_of(item, question, item.total),
        "stem": question.stem,
        "told": told(question),
        "hypothesis": question.hypothesis,
        "finding": question.finding,
        "image": picture(question.image),
        "propositions": [
            {"id": one.id, "letter": letter, "text": one.text, "zone": one.zone.points if one.zone else []}
            for letter, one in zip(LETTERS, question.propositions, strict=False)
        ],
        "single": question.kind == "QRU",
        "most": question.max_words if question.kind == "QROC" else question.to_choose,
        "answer": answer,
        "locked": "",
        "validate": at_once and not question.locked,
        "next": "",
        "skip": "",
        "warn": [],
        "flags": False,
        "flagged": question.flagged,
        "hints": question.hints,
        "hint": "",
        "beside": bool(item.case or item.images or any(one.new for one in item.questions)),
    }


def corrected(
    item: CorrectedItem, question: CorrectedQuestion, total: int, *, of_item: int, attempt: int
) -> dict[str, Any]:
    """A question with its correction. `of_item`: how many questions its item has."""
    response = question.response
    choices = {row.id for row in question.propositions}
    shown = {
        "item": item.id,
        "id": question.id,
        "attempt": attempt,
        "heading": heading(question.number, total),
        "tags": tags_of(item, question, of_item),
        "stem": question.stem,
        "verdict": verdict(question.points),
        "points": points(question.points),
        "scale": scale_words(item.scale, question.kind),
        "reasons": list(question.reasons) + ([_("A teacher will look at your answer.")] if question.to_check else []),
        "group": group_mean(question),
        "hypothesis": question.hypothesis,
        "finding": question.finding,
        "image": picture(question.image),
        "propositions": [
            _proposition(letter, one, item) for letter, one in zip(LETTERS, question.propositions, strict=False)
        ],
        "yours": response.text.strip() if response else "",
        "answers": [],
        "panel": [],
        "panelTitle": "",
        "experts": [],
        "feedback": question.feedback,
        "quotes": [_quote(one, item) for one in question.evidence],
        "citations": [_citation(one) for one in question.citations],
        "actions": [],
    }
    if question.kind == "QROC":
        shown["answers"] = [[one.text, "" if one.value >= 1 else points(one.value)] for one in question.answers]
    if question.kind == "TCS":
        shown |= _panel(question, response.degree if response else None)
    assert len(choices) == len(question.propositions)
    return shown


def _proposition(letter: str, one: CorrectedProposition, item: CorrectedItem) -> dict[str, Any]:
    tags = [_("indispensable")] if one.indispensable else [_("unacceptable")] if one.unacceptable else []
    return {
        "id": one.id,
        "letter": letter,
        "text": one.text,
        "zone": one.zone.points if one.zone else [],
        "correct": one.correct,
        "chosen": one.chosen,
        "good": one.good,
        "tags": tags,
        "group": "" if one.group is None else _("chosen by {share}").format(share=percent(one.group)),
        "feedback": one.feedback,
        "quotes": [_quote(span, item) for span in one.evidence],
        "citations": [_citation(cited) for cited in one.citations],
    }


def _quote(span: Evidence, item: CorrectedItem) -> dict[str, Any]:
    places = {question.id: place for place, question in enumerate(item.questions, start=1)}
    where = "" if span.note_id == CASE else _("before question {n}").format(n=places.get(span.note_id, ""))
    return {"part": span.note_id, "start": span.start, "end": span.end, "quote": span.quote, "where": where}


def _citation(cited: Citation) -> dict[str, str]:
    page = _("page {n}").format(n=cited.page) if cited.page else ""
    dated = _("version of {day}").format(day=date(cited.dated)) if cited.dated else ""
    version = _("fingerprint {version}").format(version=cited.version[:8]) if cited.version else ""
    return {
        "quote": cited.quote,
        "source": ", ".join(part for part in (cited.title, cited.section, page, dated, version) if part),
    }


def _panel(question: CorrectedQuestion, degree: int | None) -> dict[str, Any]:
    """What the experts answered: the worth of each degree (the modal one is worth the point), and their reasons.

    The number of experts at each degree stands in the answer's note, with their reasons.
    """
    worth = {int(one.text): one for one in question.answers}
    rows = []
    for value, words in degree_words():
        one = worth.get(value)
        share = one.value if one else 0.0
        rows.append(
            {
                "degree": f"{value:+d}".replace("-", "−").replace("+0", "0"),
                "words": words,
                "count": share,
                "told": "",
                "points": mark_words(share),
                "chosen": value == degree,
            }
        )
    experts = [one.note for one in question.answers if one.note]
    return {"panel": rows, "panelTitle": _("Answers of the panel"), "experts": experts}


def grid_lines(question: CorrectedQuestion, done: Mapping[str, float]) -> list[dict[str, Any]]:
    """The lines of a station's grid, with what the student says that she did."""
    words = dict(share_words())
    rows: list[dict[str, Any]] = []
    for one in question.answers:
        share = done.get(one.id)
        rows.append(
            {
                "id": one.id,
                "section": one.note,
                "text": one.text,
                "tags": [],
                "done": share or 0,
                "told": words.get(share, "") if share is not None else words[0],
            }
        )
    return rows


def question_words(n: int, states: Sequence[str]) -> str:
    """A question of the navigator as a screen reader says it."""
    return ", ".join([_("Question {n}").format(n=number(n)), *states])


def left_words(unanswered: int, flagged: int) -> list[str]:
    """What is left before handing in."""
    said = [
        ngettext("{n} question is not answered.", "{n} questions are not answered.", unanswered).format(
            n=number(unanswered)
        )
        if unanswered
        else _("Every question is answered.")
    ]
    if flagged:
        said.append(
            ngettext("{n} question is flagged.", "{n} questions are flagged.", flagged).format(n=number(flagged))
        )
    return said
