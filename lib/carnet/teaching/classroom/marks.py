"""What an answer of a session is worth: the mark of one question, by the scale of the attempt."""

from collections.abc import Collection, Sequence

from carnet.teaching.classroom.sheets import STATION
from carnet.teaching.item import Item
from carnet.teaching.question import Response
from carnet.teaching.scoring import Decision, Mark, mark, mark_station, scale

MOST_KNOWN = 50_000


class Marker:
    """Marks many answers: those who answered the same have the same mark, worked out once."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Mark] = {}

    def __call__(
        self,
        item: Item,
        question_id: str,
        response: Response | None,
        scale_id: str | None,
        decisions: Sequence[Decision] = (),
    ) -> Mark:
        """As `mark_answer`; its reasons are those of the first who answered so."""
        said = response or Response()
        answered = (frozenset(said.ticked), said.text, said.degree, tuple(sorted(said.grid.items())))
        key = (item.id, item.version, question_id, scale_id, len(decisions), *answered)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            found = self._known[key] = mark_answer(item, question_id, response, scale_id, decisions)
        return found


def mark_answer(
    item: Item,
    question_id: str,
    response: Response | None,
    scale_id: str | None,
    decisions: Collection[Decision] = (),
) -> Mark:
    """The mark of an answer, by the session's scale or else the item's."""
    used = scale(scale_id or item.scale)
    if item.kind == "ECOS":
        return mark_station(item, response, used)
    return mark(item.question(question_id), response, used, decisions=decisions)


def question_ids(item: Item) -> tuple[str, ...]:
    """The ids of what is answered in an item: its questions, or the station."""
    return (STATION,) if item.kind == "ECOS" else tuple(one.id for one in item.questions)


def weight_of(item: Item, question_id: str) -> float:
    """The weight of a question in its item."""
    return 1.0 if item.kind == "ECOS" else item.question(question_id).weight
