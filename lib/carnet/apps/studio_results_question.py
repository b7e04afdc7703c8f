"""A question of a session for the page: its text and key, who chose what, the answers in words, its erratum."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from carnet.apps.studio_results_rows import FEW, two
from carnet.language import _, number, percent
from carnet.teaching.classroom import STATION, ResultRow
from carnet.teaching.item import Item
from carnet.teaching.question import TICKED, Response
from carnet.teaching.scoring import fold, mark

if TYPE_CHECKING:
    from carnet.teaching.analysis import ItemStatistics


def shown(item: Item, question_id: str, statistics: "ItemStatistics", place: int) -> dict[str, Any]:
    """A question as the page shows it to a teacher."""
    head = _("Question {n}").format(n=place) + " · "
    if question_id == STATION or item.kind == "ECOS":
        task = item.station.task if item.station else ""
        return {"id": statistics.id, "heading": head + (item.title or item.id), "case": item.case, "stem": task,
                "key": [], "answers": [], "errata": []}  # fmt: skip
    question = item.question(question_id)
    found = {one.id: one for one in statistics.propositions}
    enough = statistics.n >= FEW  # about ten a third: with fewer, what thirds chose is chance
    key = []
    for place_, one in enumerate(question.propositions):
        told = found.get(one.id)
        note = []
        if enough and told is not None and told.functional is False:
            note.append(_("a distractor that draws nearly nobody, or not the weak"))
        if enough and told is not None and told.correct is False and told.discrimination > 0.1:
            note.append(_("draws the strong students: is it really wrong?"))
        if enough and told is not None and told.correct and told.discrimination < 0:
            note.append(_("repels the strong students: is it really right?"))
        key.append(
            {
                "id": one.id,
                "letter": chr(ord("A") + place_) if place_ < 26 else one.id,
                "text": one.text,
                "correct": one.correct,
                "note": " ; ".join(note),
                "thirds": [_share(v) for v in told.terciles] if told else ["–"] * 3,
                "all": _share(told.share, told.n) if told else "–",
            }
        )
    answers = [f"{one.text} ({_('1 point') if one.category == 1 else _('half a point')})" for one in question.answers]
    if question.panel:
        votes = Counter(one.answer for one in question.panel)
        answers = [f"{degree:+d} : {number(n)}" for degree, n in sorted(votes.items())]
    errata = ["key", "neutralised", "cancelled"] if question.kind in TICKED else ["cancelled"]
    return {
        "id": statistics.id,
        "heading": head + (item.title or item.id),
        "case": "\n\n".join(filter(None, [item.case, question.new])),
        "stem": question.stem,
        "key": key,
        "answers": answers,
        "errata": errata,
    }


def _share(value: float, n: int | None = None) -> str:
    return percent(value, n) if math.isfinite(value) else "–"


def written(rows: Sequence[ResultRow], item: Item, question_id: str) -> list[dict[str, Any]]:
    """The answers in words to a QROC, grouped as they are compared, those to decide on first."""
    question = item.question(question_id) if question_id != STATION and item.kind != "ECOS" else None
    if question is None or question.kind != "QROC":
        return []
    accepted = {fold(one.text) for one in question.answers}
    groups: dict[str, list[ResultRow]] = {}
    for row in rows:
        if row.item_id == item.id and row.question_id == question_id and row.response and row.response.text.strip():
            groups.setdefault(fold(row.response.text), []).append(row)
    found = []
    for folded, members in groups.items():
        texts = Counter(row.response.text.strip() for row in members if row.response)
        worth = members[0].mark
        plain = mark(question, Response(text=texts.most_common(1)[0][0]), members[0].scale)
        found.append(
            {
                "text": texts.most_common(1)[0][0],
                "n": number(len(members)),
                "count": len(members),
                "near": members[0].to_check,
                "told": {1.0: _("1 point"), 0.5: _("half a point"), 0.0: _("nothing")}.get(worth, two(worth)),
                "fixed": folded in accepted,
                "decided": _decided(members[0], plain.to_check),
            }
        )
    return sorted(found, key=lambda one: (not one["near"], one["fixed"], -int(one["count"])))


def _decided(row: ResultRow, near: bool) -> int | None:
    """The category that a teacher gave, as far as the marks tell."""
    if row.mark >= 1:
        return 1
    if row.mark > 0:
        return 2
    return 0 if near and not row.to_check else None
