"""When to see an objective again: py-fsrs (FSRS-6), one card an objective, without chance."""

import math
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from carnet.teaching.progress import Answered
from carnet.teaching.question import Frozen

if TYPE_CHECKING:
    import fsrs

RETENTION = 0.9  # an objective comes back when the chance of knowing it falls to that
HARD, GOOD = 0.4, 0.7  # the least marks of the ratings
RatingName = Literal["again", "hard", "good", "easy"]


class ObjectiveCard(Frozen):
    """The memory of an objective: what py-fsrs knows of it (`state`), when it is due, how often it was seen."""

    objective: str
    due: datetime
    last: datetime
    reviews: int = Field(default=1, ge=1)
    last_rating: RatingName
    state: dict[str, Any]


def rating(points: float, questions: int = 1) -> RatingName:
    """The rating of a day's mean mark on an objective: again under 0.4, hard under 0.7, good from there; easy only for
    all the points on two questions or more, one question being no proof of ease."""
    if not points >= HARD:
        return "again"
    if points < GOOD:
        return "hard"
    return "easy" if points > 1 - 1e-9 and questions >= 2 else "good"


@cache
def _scheduler() -> "fsrs.Scheduler":
    import fsrs

    # no steps of minutes: an objective is a day's work, not a flash card; no fuzz: the same answers, the same dates
    return fsrs.Scheduler(
        desired_retention=RETENTION, learning_steps=(), relearning_steps=(), maximum_interval=365, enable_fuzzing=False
    )


def review(
    card: ObjectiveCard | None, objective: str, points: float, when: datetime, questions: int = 1
) -> ObjectiveCard:
    """The card after a day's work on its objective; `card` None for the first time. `when` without zone is UTC.

    Raises `ValueError` for a card of another objective.
    """
    import fsrs

    if card is not None and card.objective != objective:
        raise ValueError(f"a card of {card.objective}, not of {objective}")
    when = _utc(when)
    before = fsrs.Card(card_id=zlib.crc32(objective.encode()), due=when)
    if card is not None:
        before = fsrs.Card.from_dict(card.state)
    name = rating(points, questions)
    after, _log = _scheduler().review_card(before, fsrs.Rating[name.capitalize()], when)
    return ObjectiveCard(
        objective=objective, due=after.due, last=when, reviews=card.reviews + 1 if card else 1, last_rating=name,
        state=dict(after.to_dict()),
    )  # fmt: skip


def replay(answers: Iterable[Answered]) -> dict[str, ObjectiveCard]:
    """The cards that a student's answers make, in any order: one review an objective and day (UTC), of the mean of the
    day's marks, at its last answer."""
    days: dict[tuple[date, str], list[Answered]] = defaultdict(list)
    for one in answers:
        for objective in dict.fromkeys(one.objectives):
            if objective:
                days[_utc(one.when).date(), objective].append(one)
    cards: dict[str, ObjectiveCard] = {}
    for (_day, objective), group in sorted(days.items(), key=lambda pair: pair[0]):
        mean = math.fsum(one.points for one in group) / len(group)
        questions = len({(one.item_id, one.question_id) for one in group})
        last = max(_utc(one.when) for one in group)
        cards[objective] = review(cards.get(objective), objective, mean, last, questions)
    return cards


def retrievability(card: ObjectiveCard, now: datetime) -> float:
    """The chance that the objective is still known now, by FSRS."""
    import fsrs

    return float(_scheduler().get_card_retrievability(fsrs.Card.from_dict(card.state), _utc(now)))


def due(cards: Mapping[str, ObjectiveCard] | Iterable[ObjectiveCard], now: datetime) -> tuple[ObjectiveCard, ...]:
    """The cards due now, those most likely forgotten first (then the oldest, then by name)."""
    given = cards.values() if isinstance(cards, Mapping) else cards
    late = [one for one in given if one.due <= _utc(now)]
    return tuple(sorted(late, key=lambda one: (round(retrievability(one, now), 9), one.due, one.objective)))


def calendar(cards: Mapping[str, ObjectiveCard], now: datetime, days: int = 30) -> dict[date, int]:
    """How many objectives come due on each of the next days, today first (what is late counts today)."""
    today = _utc(now).date()
    found = {today + timedelta(days=n): 0 for n in range(days)}
    for one in cards.values():
        day = max(today, one.due.date())
        if day in found:
            found[day] += 1
    return found


def _utc(when: datetime) -> datetime:
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
