"""A file of answers marked with the items of a bank: one line in, one line out, what cannot be marked set aside."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from carnet.errors import CarnetError
from carnet.language import _
from carnet.teaching.item import Item
from carnet.teaching.question import TICKED, Response
from carnet.teaching.scoring import STATION, ScoringError, mark, mark_station

FIELDS = ("ticked", "text", "degree", "grid")


@dataclass(frozen=True, slots=True)
class NotMarked:
    """A line that could not be marked. `reason` names the field and the remedy, never what was answered."""

    line: int
    reason: str

    def fields(self) -> dict[str, Any]:
        """Its line in the output."""
        return {"line": self.line, "error": self.reason}


def mark_lines(
    lines: Iterable[str], items: Mapping[str, Item], scale: str | None = None
) -> Iterator[dict[str, Any] | NotMarked]:
    """The marked lines, in order. Blank lines are none.

    A line holds `student`, `item`, `question` (may be left out for an isolated question) and what was answered:
    `ticked` (ids), `text`, `degree` or `grid`; `seconds` and `attempt` are carried. `scale` counts for all of them;
    without it, each item's own.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield _marked(json.loads(line), items, scale)
            except (json.JSONDecodeError, _Unmarkable, ScoringError) as problem:
                yield NotMarked(number, _reason(problem))


class _Unmarkable(Exception):
    """Carries a reason in words."""


def _reason(problem: Exception) -> str:
    if isinstance(problem, json.JSONDecodeError):
        return _("This is not JSON.")
    return problem.message if isinstance(problem, CarnetError) else str(problem)


def _marked(said: Any, items: Mapping[str, Item], scale: str | None) -> dict[str, Any]:
    if not isinstance(said, dict) or "item" not in said or "student" not in said:
        raise _Unmarkable(_("The fields “student” and “item” are required."))
    item = items.get(str(said["item"]))
    if item is None:
        raise _Unmarkable(_("The bank has no item “{item}”.").format(item=str(said["item"])[:64]))
    question_id = str(said.get("question") or _only_question(item))
    try:
        response = Response.model_validate({name: said[name] for name in FIELDS if said.get(name) is not None})
    except ValidationError as problem:
        fields = ", ".join(dict.fromkeys(str(one["loc"][0]) for one in problem.errors(include_input=False)))
        raise _Unmarkable(_("The answer cannot be read (field {fields}).").format(fields=fields)) from None
    used = scale or item.scale
    if question_id == STATION and item.station is not None:
        given = mark_station(item, response, used)
    else:
        try:
            question = item.question(question_id)
        except KeyError:
            raise _Unmarkable(
                _("Item “{item}” has no question “{question}”.").format(item=item.id, question=question_id[:32])
            ) from None
        unknown = set(response.ticked) - {one.id for one in question.propositions}
        if unknown and question.kind in TICKED:
            raise _Unmarkable(_("“ticked” names propositions that the question does not have."))
        given = mark(question, response, used)
    kept = {name: said[name] for name in ("seconds", "attempt") if name in said}
    return {
        "student": str(said["student"]),
        "item": item.id,
        "version": item.version,
        "question": question_id,
        **{name: said[name] for name in FIELDS if said.get(name) is not None},
        **kept,
        **given.model_dump(mode="json"),
    }


def _only_question(item: Item) -> str:
    if item.station is not None:
        return STATION
    if len(item.questions) != 1:
        raise _Unmarkable(_("Item “{item}” has several questions: name one.").format(item=item.id))
    return item.questions[0].id


def read_items(path: Path) -> dict[str, Item]:
    """The items of a bank by id: any format that is read, or what `carnet run teach` wrote.

    Raises CarnetError when an item cannot be taken: marks must not rest on half a bank.
    """
    from carnet.teaching.exchange import read
    from carnet.teaching.exchange.outcome import ExchangeRefused

    written = _items_of_run(path)
    if written is not None:
        return {item.id: item for item in written}
    found = read(path)
    if found.set_aside:
        first = found.set_aside[0]
        raise ExchangeRefused(
            _("{file}, {where}: {reason}").format(file=path.name, where=first.where, reason=first.reason),
            first.remedy or _("Correct it, or import the file first (carnet teach import)."),
        )
    return {item.id: item for item in found.items}


def _items_of_run(path: Path) -> list[Item] | None:
    """The items of a file that `carnet run teach` wrote; None for another file."""
    items: list[Item] = []
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                said = json.loads(line)
                if not isinstance(said, dict) or not ({"items", "error"} & said.keys()) or "note_id" not in said:
                    return None if number == 0 else items
                items += [Item.model_validate(one) for one in said.get("items", ())]
    except (OSError, ValueError):
        return None
    return items
