"""A student's desk on the store itself: what sitting is for, and what she learns from it."""

import time
from typing import Literal

from sqlalchemy import Connection

from carnet.language import _
from carnet.teaching.classroom import rolls
from carnet.teaching.classroom.correcting import allowed, corrected_item, parts_seen
from carnet.teaching.classroom.errors import NotFound
from carnet.teaching.classroom.groups import Groups, count_groups
from carnet.teaching.classroom.guarded import guarded_item, guarded_items
from carnet.teaching.classroom.marks import Marking, mean, question_ids
from carnet.teaching.classroom.person import NotAllowed
from carnet.teaching.classroom.practice import learner_progress, open_practice
from carnet.teaching.classroom.saving import asked_item
from carnet.teaching.classroom.sheets import CorrectedItem, Correction, Progress, Sheet, Ticket
from carnet.teaching.classroom.sitting import Seat, SittingDesk, enter, give_ticket
from carnet.teaching.question import Rank

GROUP_SECONDS = 10.0  # the group's answers are counted again after that


class StudentDesk(SittingDesk):
    """A student's desk on the store: `carnet.teaching.classroom.desk.Desk` says what it does.

    A person whom the front knows (JupyterHub) finds her session again by joining it again; another one keeps her
    ticket. Of the bank, nothing is read but the versions frozen in the session, and nothing is handed out but what
    `public` and, when it is time, `correcting` show.
    """

    def correction(self, item_id: str | None = None, question_id: str | None = None) -> Correction:
        """The correction of all, of an item, or of a question, as far as the session allows it now."""
        with self.room.store.reading() as connection:
            seat = Seat(self.room, connection, self.secret)
            may, seen, out = self._corrected(connection, seat, item_id, question_id)
        if may == "answered":
            self._lock(seat, seen)
        return out

    def _lock(self, seat: Seat, seen: dict[str, list[str]]) -> None:
        """What was corrected can be changed no more. Told to the store before the student is told the key."""
        fresh = {
            item: [one for one in ids if (item, one) not in seat.attempt.seen] for item, ids in seen.items()
        }  # fmt: skip
        if not any(fresh.values()):
            return
        with self.room.store.writing() as connection:
            for item, ids in fresh.items():
                if ids:
                    data = {"item": item, "questions": ids}
                    rolls.note(
                        connection, seat.session.id, "corrected", seat.now, attempt_id=seat.attempt.id, data=data
                    )  # fmt: skip

    def _corrected(
        self, connection: Connection, seat: Seat, item_id: str | None, question_id: str | None
    ) -> tuple[str, dict[str, list[str]], Correction]:
        may = allowed(seat.session, seat.course, seat.member, seat.attempt, seat.now)
        if may == "none":
            raise NotAllowed(_("The correction may not be seen yet."), _("It is shown when the session allows it."))
        mine = rolls.last_answers(connection, [seat.attempt.id])
        marking = self.room.marking(connection, seat.session, seat.course)
        frozen = asked_item(seat.items, item_id) if item_id is not None else None
        if frozen is not None and question_id is not None and question_id not in question_ids(frozen):
            raise NotFound(_("This session has no such question."))
        guarded = guarded_items(connection, seat.now, but=seat.session.id)
        out: list[CorrectedItem] = []
        seen: dict[str, list[str]] = {}
        first = 1
        for number, item in enumerate(seat.items, 1):
            start, first = first, first + len(question_ids(item))
            if (frozen is not None and item.id != frozen.id) or item.id in guarded:
                continue
            responses = {
                one: mine[key].response
                for one in question_ids(item)
                if (key := (seat.attempt.id, item.id, one)) in mine and not mine[key].response.empty
            }
            until = rolls.position(item, seat.attempt) if item.progressive and may == "answered" else None
            ids = [one for one in question_ids(item) if question_id in (None, one)]
            if may == "answered":
                ids = [one for one in ids if one in responses]
            if not ids:
                continue
            seen[item.id] = ids
            out.append(
                corrected_item(
                    marking,
                    item.id,
                    number=number,
                    first=start,
                    seen=ids,
                    parts=parts_seen(item, until),
                    responses=responses,
                    scale_id=seat.attempt.scale,
                    groups=self._groups(connection, seat, marking)[item.id] if may == "all" else None,
                )
            )
        if not out and guarded & set(seat.session.versions):
            raise guarded_item()
        if not out:
            raise NotAllowed(_("The correction of a question is shown once it is answered."))
        whole = frozen is None and question_id is None and all(one.whole for one in out)
        whole = whole and len(out) == len(seat.items)
        points = mean(one.points for one in out) if whole else None
        return may, seen, Correction(items=tuple(out), points=points)

    def _groups(self, connection: Connection, seat: Seat, marking: Marking) -> Groups:
        """What the whole session answered, in each student's first attempt; counted at most every 10 s."""
        with self.room.counting:  # a class that asks at the same moment is counted once
            kept = self.room.groups.get(seat.session.id)
            if kept is not None and kept[1] is marking and time.monotonic() - kept[0] < GROUP_SECONDS:
                return kept[2]
            found = count_groups(connection, seat.session.id, marking)
            self.room.groups[seat.session.id] = time.monotonic(), marking, found
            return found

    def hint(self, item_id: str, question_id: str) -> str:
        """A question's hint (training): that it was asked for is kept."""
        with self.room.store.writing() as connection:
            seat = Seat(self.room, connection, self.secret)
            if seat.session.plan.mode != "training":
                raise NotAllowed(_("There are no hints in an exam."))
            seat.must_be_open()
            item = asked_item(seat.items, item_id)
            if item.id in guarded_items(connection, seat.now):
                raise guarded_item()
            places = {one.id: place for place, one in enumerate(item.questions)}
            hidden = item.progressive and places.get(question_id, 0) > rolls.position(item, seat.attempt)
            if question_id not in places or hidden:
                raise NotFound(_("This session has no such question."))
            data = {"item": item.id, "question": question_id}
            rolls.note(connection, seat.session.id, "hint", seat.now, attempt_id=seat.attempt.id, data=data)
            return item.question(question_id).hint

    def retry(self, after: int | None = None) -> Sheet:
        """Begin again (training): a new attempt; the earlier ones stay.

        `after`: the number of the attempt that is over; asking twice after the same one begins once.
        """
        with self.room.store.writing() as connection:
            seat = Seat(self.room, connection, self.secret, hold=True)
            if seat.session.plan.mode != "training" or seat.course.closed is not None:
                raise NotAllowed(_("Only a training that is open can be begun again."))
            if after is None or after == seat.attempt.number:
                rolls.begin(connection, seat.member, seat.attempt.number + 1, seat.attempt.scale, seat.now)
            return self._sheet(connection, Seat(self.room, connection, self.secret))

    def free_practice(
        self,
        by: Literal["objective", "rank", "due", "any"] = "due",
        *,
        objective: str | None = None,
        rank: Rank | None = None,
        questions: int = 10,
        pseudonym: str = "",
    ) -> Ticket:
        """Approved training items to practise alone: of an objective, of a rank, those due, or any."""
        name = " ".join(pseudonym.split())[:40] or (self.person.name if self.person else "") or _("practice")
        with self.room.store.writing() as connection:
            now, learner = self.room.now(), self._learner(connection)
            session = open_practice(self.room, connection, learner, by, objective, rank, questions, now)
            member = enter(connection, session, name, learner, now)
            self.ticket = give_ticket(connection, session, member, now)
        return self.ticket

    def progress(self) -> Progress:
        """Progress by objective and rank, over all that this student has practised and may know the marks of."""
        with self.room.store.reading() as connection:
            if self.ticket is not None:
                learner = self.room.member(connection, self.ticket.secret).learner
            else:
                learner = self._learner(connection)
            return learner_progress(self.room, connection, learner, self.room.now())
