"""Attempts as xAPI 1.0.3 statements (answered, completed, scored), one JSON object a line, for a learning record store.

Actors are pseudonyms: the name of a student is never in a statement (see `pseudonym`). The key is written for teachers
alone (`correctResponsesPattern`).
"""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from carnet.language import _
from carnet.teaching.exchange.degrees import DEGREE_WORDS
from carnet.teaching.exchange.outcome import ExchangeRefused, Written
from carnet.teaching.exchange.safe import write_bytes
from carnet.teaching.item import Item
from carnet.teaching.question import Question, Response
from carnet.teaching.scoring import STATION, Mark

VERBS = {
    "answered": {"fr": "a répondu", "en": "answered"},
    "completed": {"fr": "a terminé", "en": "completed"},
    "scored": {"fr": "a obtenu", "en": "scored"},
}
_VERB = "http://adlnet.gov/expapi/verbs/"
_TYPE = "http://adlnet.gov/expapi/activities/"


@dataclass(frozen=True)
class Attempt:
    """A student's marked response to a question of an item (`STATION`: an ECOS grid) in a session.

    `when` has a time zone; `seconds` is the time spent on it.
    """

    student: str = field(repr=False)
    session: str
    item: Item = field(repr=False)
    question_id: str
    response: Response = field(repr=False)
    mark: Mark = field(repr=False)
    when: datetime
    seconds: float | None = None


def write(
    attempts: Sequence[Attempt], path: Path, *, home_page: str, secret: str = "", teacher: bool = False
) -> Written:
    """Write the statements of attempts as JSON lines. Raises `ExchangeRefused`: no attempt, no IRI, no time zone."""
    if not attempts:
        raise ExchangeRefused(_("There is no attempt to write."), _("Choose a session that has answers."))
    lines = [
        json.dumps(one, ensure_ascii=False)
        for one in statements(attempts, home_page=home_page, secret=secret, teacher=teacher)
    ]
    write_bytes(path, ("\n".join(lines) + "\n").encode())
    return Written(len(lines), files=(path,))


def pseudonym(student: str, home_page: str, secret: str = "") -> str:
    """The name of a student's account in statements: the same each time, and not to be turned back without `secret`."""
    return hmac.new(secret.encode(), f"{home_page}\n{student}".encode(), hashlib.sha256).hexdigest()[:32]


def statements(
    attempts: Sequence[Attempt], *, home_page: str, secret: str = "", teacher: bool = False
) -> Iterator[dict[str, Any]]:
    """An “answered” statement for each attempt, a “completed” for each item done, a “scored” for each session done.

    The same attempts give the same statement ids. `home_page` is the IRI of the place that gives the accounts.
    """
    parts = urlsplit(home_page)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ExchangeRefused(
            _("“{home_page}” is no address that begins with https://.").format(home_page=home_page),
            _("Give the address of your place, such as https://faculte.example.fr."),
        )
    if any(one.when.tzinfo is None for one in attempts):
        raise ExchangeRefused(_("A time without its time zone."), _("Give times with their time zone."))
    base = home_page.rstrip("/")
    by_session: dict[tuple[str, str], dict[tuple[str, int], list[Attempt]]] = {}
    for one in attempts:
        held = by_session.setdefault((one.student, one.session), {})
        held.setdefault((one.item.id, one.item.version), []).append(one)
        yield _answered(one, base, home_page, secret, teacher)
    for (student, session), items in by_session.items():
        points = []
        last = max(one.when for members in items.values() for one in members)
        for members in items.values():
            item = members[0].item
            weights = {one.id: one.weight for one in item.questions} or {STATION: 1.0}
            marks = {one.question_id: one.mark.points for one in members}
            share = sum(weights[name] * marks.get(name, 0.0) for name in weights) / sum(weights.values())
            points.append(min(1.0, share))
            when = max(one.when for one in members)
            made = _statement("completed", student, session, when, _item_object(item, base), home_page, secret)
            made["result"] = {"completion": True, "score": _score(points[-1], 1)}
            yield made
        object_ = {
            "objectType": "Activity", "id": f"{base}/sessions/{quote(session)}",
            "definition": {"type": f"{_TYPE}assessment", "name": {"fr": f"Séance {session}"}},
        }  # fmt: skip
        made = _statement("scored", student, session, last, object_, home_page, secret)
        made["result"] = {"score": _score(sum(points), len(points))}
        yield made


def _answered(one: Attempt, base: str, home_page: str, secret: str, teacher: bool) -> dict[str, Any]:
    item = one.item
    if one.question_id == STATION:
        made = _statement("answered", one.student, one.session, one.when, _item_object(item, base), home_page, secret)
        made["id"] = str(uuid5(NAMESPACE_URL, f"{made['id']}:{STATION}"))
    else:
        object_ = _question_object(item, item.question(one.question_id), base, teacher)
        made = _statement("answered", one.student, one.session, one.when, object_, home_page, secret)
        made["context"]["contextActivities"] = {"parent": [{"objectType": "Activity", "id": _item_id(item, base)}]}
    made["context"]["extensions"] = {f"{base}/xapi/scale": one.mark.scale}
    result: dict[str, Any] = {"score": _score(one.mark.points, 1), "success": one.mark.points == 1}
    if one.question_id != STATION:
        result["response"] = _response(item.question(one.question_id), one.response)
    if one.seconds is not None:
        result["duration"] = f"PT{max(0.0, one.seconds):.2f}S"
    made["result"] = result
    return made


def _statement(
    verb: str, student: str, session: str, when: datetime, object_: dict[str, Any], home_page: str, secret: str
) -> dict[str, Any]:
    name = pseudonym(student, home_page, secret)
    return {
        "id": str(uuid5(NAMESPACE_URL, "\n".join((verb, name, session, object_["id"], when.isoformat())))),
        "actor": {"objectType": "Agent", "account": {"homePage": home_page, "name": name}},
        "verb": {"id": f"{_VERB}{verb}", "display": VERBS[verb]},
        "object": object_,
        "context": {
            "registration": str(uuid5(NAMESPACE_URL, f"{home_page}\n{session}\n{name}")),
            "platform": "Carnet",
            "language": "fr",
        },
        "timestamp": when.isoformat(),
        "version": "1.0.3",
    }


def _score(points: float, most: float) -> dict[str, float]:
    return {"scaled": round(points / most, 6), "raw": round(points, 6), "min": 0, "max": most}


def _item_id(item: Item, base: str) -> str:
    return f"{base}/items/{quote(item.id)}/versions/{item.version}"


def _item_object(item: Item, base: str) -> dict[str, Any]:
    definition = {"type": f"{_TYPE}assessment", "name": {item.language: item.title or item.id}}
    return {"objectType": "Activity", "id": _item_id(item, base), "definition": definition}


def _question_object(item: Item, question: Question, base: str, teacher: bool) -> dict[str, Any]:
    language = item.language
    definition: dict[str, Any] = {
        "type": f"{_TYPE}cmi.interaction",
        "name": {language: f"{item.title or item.id} – {question.id}"},
        "description": {language: question.stem},
    }
    if question.kind == "QROC":
        definition["interactionType"] = "fill-in"
        pattern = [one.text for one in question.answers]
    elif question.kind == "TCS":
        definition["interactionType"] = "likert"
        definition["scale"] = [
            {"id": str(degree), "description": {language: words}} for degree, words in DEGREE_WORDS.items()
        ]
        votes = Counter(one.answer for one in question.panel)
        pattern = [str(degree) for degree, count in votes.items() if count == max(votes.values())]
    else:
        definition["interactionType"] = "choice"
        definition["choices"] = [{"id": one.id, "description": {language: one.text}} for one in question.propositions]
        pattern = ["[,]".join(one.id for one in question.propositions if one.correct)]
    if teacher:
        definition["correctResponsesPattern"] = pattern
    return {"objectType": "Activity", "id": f"{_item_id(item, base)}/questions/{quote(question.id)}",
            "definition": definition}  # fmt: skip


def _response(question: Question, response: Response) -> str:
    if question.kind == "QROC":
        return response.text
    if question.kind == "TCS":
        return "" if response.degree is None else str(response.degree)
    return "[,]".join(one.id for one in question.propositions if one.id in response.ticked)
