"""A student at her sheet: where she is, what is saved, what is corrected, what comes next; no widget here."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from carnet.teaching.classroom import (
    STATION,
    CorrectedItem,
    CorrectedQuestion,
    Desk,
    NotAllowed,
    Sheet,
    SheetItem,
    SheetQuestion,
)
from carnet.teaching.question import Response

Place = tuple[str, str]  # an item's id, a question's


@dataclass
class Sitting:
    """The sheet of a desk. Everything that counts is in the store: a sitting is made again from its ticket.

    `at` is the question shown; `corrections` those that were asked for; `hints` likewise; `spent` the seconds that a
    question had when it was opened.
    """

    desk: Desk
    sheet: Sheet
    at: Place | None = None
    corrections: dict[Place, tuple[CorrectedItem, CorrectedQuestion]] = field(default_factory=dict)
    total: float | None = None  # the mark of the whole sheet, 0 to 1, once it may be known
    out_of: float = 20
    kept_back: str = ""  # why the correction is not there although the sheet is over
    hints: dict[Place, str] = field(default_factory=dict)
    spent: dict[Place, float] = field(default_factory=dict)
    stations: dict[str, str] = field(default_factory=dict)  # by item: the phase of a station under way
    grids: dict[str, dict[str, float]] = field(default_factory=dict)  # by item: a grid that the store does not take

    @classmethod
    def of(cls, desk: Desk) -> "Sitting":
        """The sitting of a desk that has a ticket; at the first question that is neither answered nor locked."""
        sitting = cls(desk, desk.sheet())
        if sitting.sheet.at_once and any(q.corrected for item in sitting.sheet.items for q in item.questions):
            with suppress(NotAllowed):
                sitting.correct()
        sitting.find_place()
        return sitting

    # where one is

    def places(self) -> list[Place]:
        """The questions in the sheet now, in their order."""
        return [(item.id, question.id) for item in self.sheet.items for question in item.questions]

    def find_place(self) -> None:
        """The first question to be answered, unless one is shown already."""
        known = self.places()
        if self.at in known:
            return
        open_ = [place for place in known if not self.question(place).locked and not self.question(place).answered]
        self.at = next(iter(open_ or known), None)

    def item(self, item_id: str) -> SheetItem:
        """An item of the sheet. Raises `KeyError`."""
        for item in self.sheet.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)

    def question(self, place: Place) -> SheetQuestion:
        """A question of the sheet. Raises `KeyError`."""
        return self.sheet.question(*place)

    @property
    def count(self) -> int:
        """How many questions the sheet has, those not seen yet too."""
        return sum(item.total for item in self.sheet.items)

    @property
    def exam(self) -> bool:
        """Whether this is an exam."""
        return self.sheet.mode == "exam"

    @property
    def over(self) -> bool:
        """Whether nothing can be answered any more."""
        return self.sheet.stage == "over" or self.sheet.submitted

    def must_go_on(self, place: Place) -> bool:
        """Whether what follows this question is not seen before it is locked."""
        item = self.item(place[0])
        return item.progressive and item.more and item.questions[-1].id == place[1]

    def neighbour(self, by: int) -> Place | None:
        """The question before (−1) or after (1) in the sheet; none at its ends."""
        known = self.places()
        if self.at not in known:
            return None
        to = known.index(self.at) + by
        return known[to] if 0 <= to < len(known) else None

    def unanswered(self) -> int:
        """How many questions have no answer, those not seen yet too."""
        return self.count - sum(question.answered for item in self.sheet.items for question in item.questions)

    def flagged(self) -> int:
        """How many questions are flagged."""
        return sum(question.flagged for item in self.sheet.items for question in item.questions)

    # what is asked of the desk

    def look(self) -> None:
        """The sheet as it is now; all of the correction, where it has come."""
        self.sheet = self.desk.sheet()
        self.find_place()
        self.correct_all()

    def answer(self, place: Place, response: Response | None, seconds: float, flagged: bool | None = None) -> Any:
        """Save an answer (None: only its flag); what the store says, once it is written for good."""
        spent = self.spent.setdefault(place, self.question(place).seconds or 0.0) + max(seconds, 0.0)
        saved = self.desk.answer(*place, response, flagged, spent if response is not None else None)
        self.note(place, response, flagged, saved.number)
        return saved

    def note(self, place: Place, response: Response | None, flagged: bool | None, number: int) -> None:
        """Write into the sheet held here what was just saved, rather than ask for all of it again."""
        changes: dict[str, Any] = {"saved": number}
        if response is not None:
            changes["response"] = response
        if flagged is not None:
            changes["flagged"] = flagged
        items = []
        for item in self.sheet.items:
            if item.id == place[0]:
                questions = tuple(
                    one.model_copy(update=changes) if one.id == place[1] else one for one in item.questions
                )
                item = item.model_copy(update={"questions": questions})
            items.append(item)
        self.sheet = self.sheet.model_copy(update={"items": tuple(items)})

    def go_on(self) -> None:
        """Lock the present question and see the next of its item."""
        assert self.at is not None
        before = set(self.places())
        self.sheet = self.desk.go_on(self.at[0], leaving=self.at[1])
        new = [place for place in self.places() if place not in before]
        self.at = new[0] if new else self.at

    def submit(self) -> None:
        """Hand in."""
        self.sheet = self.desk.submit()
        self.correct_all()

    def correct_all(self) -> None:
        """All of the correction, where it has come; what keeps it back is written in `kept_back`."""
        self.kept_back = ""
        if not (self.over and self.sheet.correction):
            return
        try:
            self.correct()
        except NotAllowed as refused:  # an item of it stands in an exam that goes on elsewhere
            self.kept_back = refused.message

    def correct(self, place: Place | None = None) -> None:
        """Ask for the correction of a question, or of all."""
        found = self.desk.correction(*place) if place else self.desk.correction()
        for item in found.items:
            for question in item.questions:
                self.corrections[item.id, question.id] = (item, question)
        if found.points is not None:
            self.total, self.out_of = found.points, found.out_of
        if self.over and place is None:
            self._show_all(found.items)

    def _show_all(self, items: Iterable[CorrectedItem]) -> None:
        """The questions of progressive cases that were not reached are seen with their correction."""
        known = set(self.places())
        found = {item.id: item for item in items}
        whole = []
        for item in self.sheet.items:
            more = [
                SheetQuestion(
                    id=one.id, number=one.number, kind=one.kind, new=one.new, stem=one.stem, locked=True, corrected=True
                )
                for one in (found[item.id].questions if item.id in found else ())
                if (item.id, one.id) not in known
            ]
            whole.append(item.model_copy(update={"questions": (*item.questions, *more), "more": False}))
        self.sheet = self.sheet.model_copy(update={"items": tuple(whole)})

    def corrected(self, place: Place | None) -> tuple[CorrectedItem, CorrectedQuestion] | None:
        """The correction of a question, if it was asked for."""
        return self.corrections.get(place) if place else None

    def retry(self) -> None:
        """Begin the sheet again."""
        self.sheet = self.desk.retry(after=self.sheet.attempt)
        self.corrections.clear()
        self.hints.clear()
        self.spent.clear()
        self.stations.clear()
        self.grids.clear()
        self.at, self.total = None, None
        self.find_place()

    def hint(self, place: Place) -> str:
        """The hint of a question."""
        if place not in self.hints:
            self.hints[place] = self.desk.hint(*place)
        return self.hints[place]

    def worth(self, place: Place) -> float:
        """What a corrected question is worth, 0 to 1. A grid that the store does not take is weighed here, as the
        official one is: the mean of its lines by their weights."""
        one = self.corrections[place][1]
        grid = self.grids.get(place[0]) if one.kind == "ECOS" else None
        total = sum(row.value for row in one.answers)
        if not grid or not total:
            return one.points
        return sum(row.value * grid.get(row.id, 0.0) for row in one.answers) / total

    def is_station(self, place: Place) -> bool:
        """Whether this is an ECOS station."""
        return place[1] == STATION and self.item(place[0]).kind == "ECOS"
