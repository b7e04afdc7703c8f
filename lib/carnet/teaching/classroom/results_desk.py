"""What a teacher learns from a session: who is where, what each answer is worth, and what an erratum changes."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Literal

from carnet.language import _
from carnet.teaching.classroom import rolls
from carnet.teaching.classroom.clock import ends
from carnet.teaching.classroom.errors import NotFound, NotReady
from carnet.teaching.classroom.marks import Marking, mean, question_ids
from carnet.teaching.classroom.records import Live, LiveMember, LiveQuestion, Remarked, ResultRow, Results
from carnet.teaching.classroom.rolls import Answer, Attempt, Opened
from carnet.teaching.classroom.session_desk import SessionDesk
from carnet.teaching.classroom.sheets import STATION
from carnet.teaching.item import Item
from carnet.teaching.question import Response
from carnet.teaching.scoring import Erratum, fold
from carnet.teaching.store import bank
from carnet.teaching.store.tables import answers


class ResultsDesk(SessionDesk):
    """A teacher's desk on sessions, with what comes out of them."""

    def live(self, code: str) -> Live:
        """A session as it goes on: every member's present attempt, every question's answers."""
        with self.store.reading() as connection:
            session = self._opened(connection, code)
            told, now = self._session(connection, session), datetime.now(UTC)
            course = rolls.course(connection, session.id)
            people = rolls.members_of(connection, session.id)
            current = rolls.current_attempts(connection, (one.id for one in people))
            last = rolls.last_answers(connection, (one.id for one in current.values()))
            marking = self.room.marking(connection, session, course)
        mine: dict[int, list[Answer]] = {}
        for answer in last.values():
            mine.setdefault(answer.attempt_id, []).append(answer)
        members = []
        for one in people:
            attempt = current[one.id]
            saved = sorted(mine.get(attempt.id, ()), key=lambda answer: answer.when)
            end = ends(session.plan, course, one.folded, attempt.started)
            left = None if end is None else max(0.0, (end - now).total_seconds())
            members.append(
                LiveMember(
                    pseudonym=one.pseudonym,
                    joined=one.joined,
                    answered=sum(not answer.response.empty for answer in saved),
                    submitted=attempt.submitted is not None,
                    remaining=0.0 if attempt.submitted else left,
                    seen=saved[-1].when if saved else one.joined,
                    item_id=saved[-1].item_id if saved else "",
                    question_id=saved[-1].question_id if saved else "",
                    flagged=sum(answer.flagged for answer in saved),
                    attempt=attempt.number,
                )
            )
        marks: dict[tuple[str, str], list[float]] = {}
        used = {attempt.id: attempt.scale for attempt in current.values()}
        for answer in last.values():
            item = marking.items[answer.item_id]
            if answer.response.empty or answer.question_id not in question_ids(item):
                continue
            got = marking(item.id, answer.question_id, answer.response, used[answer.attempt_id])
            if got is not None:
                marks.setdefault((item.id, answer.question_id), []).append(got.points)
        questions: list[LiveQuestion] = []
        for item in marking.items.values():
            for question_id in question_ids(item):
                points = marks.get((item.id, question_id), [])
                questions.append(
                    LiveQuestion(
                        item_id=item.id,
                        question_id=question_id,
                        number=len(questions) + 1,
                        kind=_kind(item, question_id),
                        stem=_stem(item, question_id),
                        answered=len(points),
                        correct=sum(one >= 1 for one in points),
                        mean=sum(points) / len(points) if points else None,
                    )
                )
        return Live(told, tuple(members), tuple(questions), now)

    def results(self, code: str) -> Results:
        """Every student's answer to every question, attempt by attempt, with its mark by the scale of the attempt.

        A question that was not answered has a row too: `response` None, mark 0.
        """
        with self.store.reading() as connection:
            session = self._opened(connection, code)
            told = self._session(connection, session)
            course = rolls.course(connection, session.id)
            people = {one.id: one for one in rolls.members_of(connection, session.id)}
            tries = rolls.attempts_of(connection, session.id)
            last = rolls.last_answers(connection, (one.id for one in tries))
            marking = self.room.marking(connection, session, course)
        rows: list[ResultRow] = []
        totals: dict[tuple[str, int], float] = {}
        for attempt in tries:
            name = people[attempt.member_id].pseudonym
            worth: list[float | None] = []
            for item in marking.items.values():
                mine = [self._row(name, attempt, item, one, last, marking) for one in question_ids(item)]
                said = {one.question_id: one.response for one in mine if one.response is not None}
                worth.append(marking.item_points(item.id, said, attempt.scale))
                rows += mine
            totals[(name, attempt.number)] = mean(worth) or 0.0
        return Results(told, tuple(rows), totals)

    def _row(
        self,
        name: str,
        attempt: Attempt,
        item: Item,
        question_id: str,
        last: Mapping[tuple[int, str, str], Answer],
        marking: Marking,
    ) -> ResultRow:
        answer = last.get((attempt.id, item.id, question_id))
        response = answer.response if answer and not answer.response.empty else None
        got = marking(item.id, question_id, response, attempt.scale)
        question = None if item.kind == "ECOS" else item.question(question_id)
        return ResultRow(
            student=name,
            attempt=attempt.number,
            item_id=item.id,
            version=item.version,
            question_id=question_id,
            kind=_kind(item, question_id),
            rank=item.rank_of(question) if question else item.rank,
            objectives=item.objectives_of(question) if question else item.objectives,
            response=response,
            mark=got.points if got else 0.0,
            weight=marking.weight(item.id, question_id),
            scale=attempt.scale or item.scale,
            seconds=answer.seconds if answer else None,
            to_check=bool(got and got.to_check),
            excluded=got is None,
            flagged=bool(answer and answer.flagged),
            saves=answer.number if answer else 0,
            when=answer.when if answer else None,
        )

    def decide(
        self, code: str, item_id: str, question_id: str, answer: str, category: Literal[0, 1, 2], reason: str = ""
    ) -> None:
        """Decide what an answer in words is worth, for every student of the session who wrote the same."""
        with self.store.writing() as connection:
            session = self._opened(connection, code)
            if item_id not in session.versions:
                raise _no_item(session, item_id)
            decision = {"question_id": question_id, "folded": fold(answer), "category": category, "reason": reason}
            data = {"item": item_id, "decision": decision}
            rolls.note(
                connection, session.id, "decided", datetime.now(UTC), data=data, who=self.person.name
            )  # fmt: skip

    def observe(self, code: str, student: str, item_id: str, grid: Mapping[str, float]) -> None:
        """Save what an observer saw of a student at an ECOS station: the share done of each line, 0 to 1."""
        now = datetime.now(UTC)
        with self.store.writing() as connection:
            session = self._opened(connection, code)
            people = {one.folded: one for one in rolls.members_of(connection, session.id)}
            member = people.get(" ".join(student.split()).casefold())
            if member is None:
                raise NotFound(_("Nobody has that pseudonym in the session {code}.").format(code=session.code))
            if item_id not in session.versions:
                raise _no_item(session, item_id)
            (item,) = self.room.items(connection, [(item_id, session.versions[item_id])])
            lines = {one.id for one in item.station.grid} if item.station else set()
            if not set(grid) <= lines or not all(0 <= share <= 1 for share in grid.values()):
                raise NotReady(
                    _("The grid of {item} has no such line, or a share is not within 0 to 1.").format(item=item_id)
                )
            attempt = rolls.current_attempts(connection, [member.id], hold=True)[member.id]
            last = rolls.last_answers(connection, [attempt.id]).get((attempt.id, item_id, STATION))
            before = last.response if last else Response()
            response = before.model_copy(update={"grid": dict(grid)})
            row = {
                "attempt_id": attempt.id, "item_id": item_id, "version": item.version, "question_id": STATION,
                "number": last.number + 1 if last else 1, "response": response.model_dump_json(exclude_defaults=True),
                "flagged": bool(last and last.flagged), "seconds": last.seconds if last else None, "when": now,
            }  # fmt: skip
            connection.execute(answers.insert().values(**row))

    def remark(
        self, code: str, item_id: str, version: int | None = None, errata: Iterable[Erratum] = ()
    ) -> tuple[Remarked, ...]:
        """Mark a session's answers to an item again, with a later version of it (the present one), after an erratum.

        `errata`: propositions neutralised, questions cancelled; they take the place of those decided before. From then
        on the session's results and corrections follow; what the students answered, and the version that they saw,
        stay as they were. What comes back are the answers to the item, old mark and new.
        """
        decided = tuple(
            one.model_copy(update={"who": self.person.name, "when": datetime.now(UTC)}) for one in errata
        )  # fmt: skip
        before = self.results(code)
        with self.store.writing() as connection:
            session = self._opened(connection, code)
            if item_id not in session.versions:
                raise _no_item(session, item_id)
            course = rolls.course(connection, session.id)
            latest = bank.latest(connection, [item_id])[item_id]
            found = latest if version is None else bank.read(connection, [(item_id, version)]).get((item_id, version))
            (seen,) = self.room.items(connection, [(item_id, session.versions[item_id])])
            if found is None or set(question_ids(found)) != set(question_ids(seen)):
                said = _("The new version of {item} has not the same questions: it cannot mark the old answers.")
                raise NotReady(said.format(item=item_id))
            if any(one.item_id != item_id or one.question_id not in question_ids(found) for one in decided):
                raise _no_item(session, item_id)
            now = course.remarked.get(item_id, session.versions[item_id]), course.errata.get(item_id, ())
            if (found.version, decided) != now:
                told = [one.model_dump(mode="json") for one in decided]
                data = {"item": item_id, "version": found.version, "errata": told}
                rolls.note(
                    connection, session.id, "remarked", datetime.now(UTC), data=data, who=self.person.name
                )  # fmt: skip
        rows = [one for one in self.results(code).rows if one.item_id == item_id]
        after = {(one.student, one.attempt, one.question_id): one for one in rows}
        with self.store.reading() as connection:
            marking = self.room.marking(connection, session, rolls.course(connection, session.id))
        out = []
        for old in before.rows:
            if old.item_id == item_id:
                new = after[(old.student, old.attempt, old.question_id)]
                got = marking(item_id, old.question_id, new.response, new.scale)
                why = got.reasons if got else [one.reason for one in decided if one.question_id == old.question_id]
                marks = None if old.excluded else old.mark, None if new.excluded else new.mark
                out.append(
                    Remarked(
                        old.student,
                        old.attempt,
                        item_id,
                        old.question_id,
                        *marks,
                        old.version,
                        new.version,
                        " ".join(why),
                    )  # fmt: skip
                )
        return tuple(out)


def _no_item(session: Opened, item_id: str) -> NotFound:
    return NotFound(_("The session {code} has no item {item}.").format(code=session.code, item=item_id))


def _kind(item: Item, question_id: str) -> Literal["QRU", "QRM", "QRP", "QRPL", "QROC", "QZP", "TCS", "ECOS"]:
    return "ECOS" if item.kind == "ECOS" else item.question(question_id).kind


def _stem(item: Item, question_id: str) -> str:
    if item.station is not None and item.kind == "ECOS":
        return item.station.task
    return item.question(question_id).stem
