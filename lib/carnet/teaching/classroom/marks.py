"""What the answers of a session are worth: by the scale of the attempt, the errata, and what the teachers decided."""

from collections.abc import Iterable, Mapping

from carnet.teaching.classroom.sheets import STATION
from carnet.teaching.item import Item
from carnet.teaching.question import Response
from carnet.teaching.scoring import Decision, Erratum, Mark, Stored, mark, mark_station, remark, scale

MOST_KNOWN = 50_000


class Marking:
    """Marks the answers of one session; those who answered the same have the same mark, worked out once.

    `items`: the versions marked with, in the session's order; `seen`: those that the students saw; `decisions` and
    `errata` by item.
    """

    def __init__(
        self,
        items: Iterable[Item],
        seen: Iterable[Item],
        decisions: Mapping[str, tuple[Decision, ...]],
        errata: Mapping[str, tuple[Erratum, ...]],
    ) -> None:
        self.items = {one.id: one for one in items}
        self._seen = {one.id: one for one in seen}
        self._decisions, self._errata = decisions, errata
        self._known: dict[tuple[object, ...], Mark | None] = {}

    def __call__(self, item_id: str, question_id: str, response: Response | None, scale_id: str | None) -> Mark | None:
        """The mark of an answer, by that scale or else the item's; None when an erratum took the question out."""
        said = response or Response()
        answered = (frozenset(said.ticked), said.text, said.degree, tuple(sorted(said.grid.items())))
        key = (item_id, question_id, scale_id, *answered)
        if key not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[key] = self._mark(item_id, question_id, response, scale_id)
        return self._known[key]

    def _mark(self, item_id: str, question_id: str, response: Response | None, scale_id: str | None) -> Mark | None:
        item, decisions = self.items[item_id], self._decisions.get(item_id, ())
        errata = [one for one in self._errata.get(item_id, ()) if one.question_id == question_id]
        if not errata:
            return _plain(item, question_id, response, scale_id, decisions)
        seen = self._seen[item_id]
        before = _plain(seen, question_id, response, scale_id, decisions)
        stored = Stored(
            student="", item_id=item_id, version=seen.version, question_id=question_id, response=response, mark=before
        )
        (again,) = remark([stored], item, errata, decisions=decisions, scale=scale_id or item.scale)
        return None if again.new is None else again.new.model_copy(update={"reasons": (*again.new.reasons, *again.why)})

    def weight(self, item_id: str, question_id: str) -> float:
        """The weight of a question in its item; 0 when an erratum took it out."""
        for one in self._errata.get(item_id, ()):
            if one.question_id == question_id and one.kind == "cancelled" and one.outcome == "excluded":
                return 0.0
        item = self.items[item_id]
        return 1.0 if item.kind == "ECOS" else item.question(question_id).weight

    def item_points(self, item_id: str, responses: Mapping[str, Response], scale_id: str | None) -> float | None:
        """The mark of an item, 0 to 1: the mean of its questions' by their weights; None when all were taken out."""
        points = weights = 0.0
        for one in question_ids(self.items[item_id]):
            got, weight = self(item_id, one, responses.get(one), scale_id), self.weight(item_id, one)
            if got is not None:
                points, weights = points + weight * got.points, weights + weight
        return min(1.0, points / weights) if weights else None


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of the items' marks, those taken out left out."""
    kept = [one for one in values if one is not None]
    return sum(kept) / len(kept) if kept else None


def _plain(
    item: Item, question_id: str, response: Response | None, scale_id: str | None, decisions: Iterable[Decision]
) -> Mark:
    used = scale(scale_id or item.scale)
    if item.kind == "ECOS":
        return mark_station(item, response, used)
    return mark(item.question(question_id), response, used, decisions=decisions)


def question_ids(item: Item) -> tuple[str, ...]:
    """The ids of what is answered in an item: its questions, or the station."""
    return (STATION,) if item.kind == "ECOS" else tuple(one.id for one in item.questions)
