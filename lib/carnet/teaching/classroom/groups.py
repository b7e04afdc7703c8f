"""What a group answered to a session, told so that nobody's answer is told."""

from dataclasses import dataclass, field

from sqlalchemy import Connection

from carnet.teaching.classroom import rolls
from carnet.teaching.classroom.marks import Marking, question_ids
from carnet.teaching.progress import ROUNDED, SIZES, SMALLEST_GROUP
from carnet.teaching.question import Response


@dataclass(slots=True)
class Group:
    """What a group answered to a question: how many, their marks, how many chose each proposition."""

    students: int = 0
    points: float = 0
    chosen: dict[str, int] = field(default_factory=dict)

    def add(self, response: Response, points: float) -> None:
        """Count one student's answer."""
        self.students += 1
        self.points += points
        for one in response.ticked:
            self.chosen[one] = self.chosen.get(one, 0) + 1

    def share(self, part: float) -> float | None:
        """A part of the group, rounded; None where it is too small to compare with."""
        if self.students < SMALLEST_GROUP:
            return None
        return round(round(part / self.students / ROUNDED) * ROUNDED, 2)

    @property
    def at_least(self) -> int | None:
        """How large it is, by steps; None where it is too small."""
        return max((size for size in SIZES if size <= self.students), default=None)


Groups = dict[str, dict[str, Group]]  # by item, then by question


def count_groups(connection: Connection, session_id: int, marking: Marking) -> Groups:
    """What every student of a session answered in her first attempt."""
    first = {one.id: one for one in rolls.attempts_of(connection, session_id) if one.number == 1}
    found: Groups = {one.id: {name: Group() for name in question_ids(one)} for one in marking.items.values()}
    for (attempt, item_id, question), answer in rolls.last_answers(connection, first).items():
        group = found.get(item_id, {}).get(question)
        if group is not None and not answer.response.empty:
            got = marking(item_id, question, answer.response, first[attempt].scale)
            if got is not None:
                group.add(answer.response, got.points)
    return found
