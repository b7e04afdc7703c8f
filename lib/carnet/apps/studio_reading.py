"""An item as a teacher reads it on a page: the case, the propositions with key and reasons, proofs, references."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from carnet.apps.entrainement_shown import picture
from carnet.apps.entrainement_words import LETTERS, kind_tag
from carnet.apps.studio_words import state_words, topic_words
from carnet.language import _, date
from carnet.teaching.citation import Citation
from carnet.teaching.gate import labels
from carnet.teaching.item import CASE, Finding, Item
from carnet.teaching.question import Question
from carnet.text.evidence import Evidence

Check = Callable[[Citation], str]


def reading(item: Item, findings: Iterable[Finding] = (), check: Check | None = None) -> dict[str, Any]:
    """What `DraftCards` and `ReviewDesk` draw. `check` says whether a citation still stands."""
    names = labels()
    about = [state_words()[item.state]] if item.state != "draft" else []
    if item.rank:
        about.append(_("rank {rank}").format(rank=item.rank))
    if item.item_number:
        about.append(_("item {n}").format(n=item.item_number))
    parts = [{"id": CASE, "title": "", "text": item.case}] if item.case else []
    for place, question in enumerate(item.questions, start=1):
        if question.new:
            parts.append({"id": question.id, "title": _("Before question {n}").format(n=place), "text": question.new})
    return {
        "id": item.id,
        "kind": "mini-DP" if item.kind == "miniDP" else item.kind,
        "title": item.title or _("Without a title"),
        "state": item.state,
        "stateName": state_words()[item.state],
        "about": " · ".join(about),
        "cautions": list(item.cautions),
        "parts": parts,
        "questions": [_question(one, place, len(item.questions), check) for place, one in enumerate(item.questions, 1)],
        "station": {"task": item.station.task, "grid": [line.text for line in item.station.grid]}
        if item.station
        else None,
        "flaws": [
            {
                "level": one.level,
                "where": one.where,
                "label": names.get(one.check, one.check),
                "message": one.message,
                "remedy": one.remedy,
            }
            for one in findings
        ],
    }


def _question(one: Question, place: int, total: int, check: Check | None) -> dict[str, Any]:
    about = [_("Question {n}").format(n=place)] if total > 1 else []
    about += [kind_tag(one.kind), topic_words()[one.topic]] if one.topic != "other" else [kind_tag(one.kind)]
    half = _("{answer} (half a point)")
    answers = [one_.text if one_.category == 1 else half.format(answer=one_.text) for one_ in one.answers]
    answers += [f"{expert.id} : {expert.answer:+d}".replace("-", "−").replace("+0", "0") for expert in one.panel]
    return {
        "id": one.id,
        "about": " · ".join(about),
        "stem": one.stem,
        "hypothesis": one.hypothesis,
        "finding": one.finding,
        "image": picture(one.image),
        "answers": answers,
        "feedback": one.feedback,
        "quotes": [_quote(span) for span in one.evidence],
        "citations": [_cited(cited, check) for cited in one.citations],
        "propositions": [
            {
                "id": p.id,
                "letter": letter,
                "text": p.text,
                "correct": p.correct,
                "tags": [_("indispensable")] if p.indispensable else [_("unacceptable")] if p.unacceptable else [],
                "feedback": p.feedback,
                "quotes": [_quote(span) for span in p.evidence],
                "citations": [_cited(cited, check) for cited in p.citations],
            }
            for letter, p in zip(LETTERS, one.propositions, strict=False)
        ],
    }


def _station(item: Item) -> dict[str, Any] | None:
    station = item.station
    return {"task": station.task, "grid": [line.text for line in station.grid]} if station else None


def _quote(span: Evidence) -> dict[str, Any]:
    return {"part": span.note_id, "start": span.start, "end": span.end, "quote": span.quote}


def _cited(cited: Citation, check: Check | None) -> dict[str, str]:
    page = _("page {n}").format(n=cited.page) if cited.page else ""
    version = _("version {version} {dated}").format(
        version=cited.version[:8], dated=date(cited.dated) if cited.dated else ""
    )
    stale = {"changed": _("changed since"), "missing": _("no longer among the references")}
    said = check(cited) if check else "same"
    source = ", ".join(part for part in (cited.title, cited.section, page, version.strip()) if part)
    return {"quote": cited.quote, "source": source, "stale": stale.get(said, "")}


def cited_in(item: Item) -> Iterator[tuple[str, Citation]]:
    """Every citation of an item, with the address of what cites."""
    for question in item.questions:
        yield from ((question.id, cited) for cited in question.citations)
        for one in question.propositions:
            yield from ((f"{question.id}/{one.id}", cited) for cited in one.citations)


def reading_texts() -> dict[str, str]:
    """The words that a reading draws itself."""
    return {
        "right": _("right"),
        "wrong": _("wrong"),
        "light": _("Show in the case"),
        "noProof": _("No words of the case, no reference."),
        "hypothesis": _("If you were thinking of"),
        "finding": _("and you then find"),
        "answers": _("Accepted answers:"),
    }
