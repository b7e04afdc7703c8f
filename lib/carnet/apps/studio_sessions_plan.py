"""A session in the making: its items in order, its rules, and what a teacher is to know before opening it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as day
from typing import Any, Literal, cast

from carnet.apps.studio_sessions_words import factor_told, row_second, state_told
from carnet.language import _, date, ngettext, number
from carnet.teaching.classroom import BankRow, Session, SessionPlan
from carnet.teaching.item import Item
from carnet.teaching.scoring import SCALES

MINUTES_A_QUESTION = 1.5  # what an isolated question is given here
SHORT = 0.8  # less than that share of the usual time is said
Note = tuple[Literal["stop", "warn"], str]


@dataclass
class Draft:
    """The fields of the form; `rows` are the items, in order."""

    title: str = ""
    mode: str = "training"
    minutes: float | None = None
    correction: str = "at_end"
    shuffle: bool = False
    scale: str = ""
    extra: dict[str, float] = field(default_factory=dict)
    rows: list[BankRow] = field(default_factory=list)

    @staticmethod
    def fresh() -> "Draft":
        """A session of today, empty."""
        return Draft(title=_("Session of {day}").format(day=date(day.today())))

    def set(self, name: str, value: Any) -> None:
        """One field, as the page says it; what it cannot be is left."""
        if name == "title":
            self.title = str(value).strip()[:120]
        elif name == "mode" and value in ("training", "exam"):
            self.mode = str(value)
            if self.mode == "exam" and self.correction == "at_once":
                self.correction = "at_end"
        elif name == "minutes":
            self.minutes = _minutes(value)
        elif name == "correction" and value in ("at_once", "at_end", "when_released"):
            self.correction = str(value)
        elif name == "scale" and (value == "" or value in SCALES):
            self.scale = str(value)
        elif name == "shuffle":
            self.shuffle = bool(value)

    def give(self, name: str, factor: float) -> None:
        """Extra time for a pseudonym; 1 or less takes it back."""
        name = " ".join(name.split())[:40]
        if factor > 1 and name:
            self.extra[name] = factor
        else:
            self.extra.pop(name, None)

    def add(self, row: BankRow) -> None:
        """Put an item at the end, once."""
        if all(one.id != row.id for one in self.rows):
            self.rows.append(row)

    def remove(self, id: str) -> None:
        """Take an item out."""
        self.rows = [one for one in self.rows if one.id != id]

    def place(self, id: str, by: int) -> None:
        """Move an item up or down."""
        at = next((i for i, one in enumerate(self.rows) if one.id == id), None)
        if at is not None and 0 <= at + by < len(self.rows):
            self.rows.insert(at + by, self.rows.pop(at))

    def plan(self) -> SessionPlan:
        """The plan that the desk opens."""
        return SessionPlan(
            title=self.title,
            item_ids=tuple(one.id for one in self.rows),
            mode=cast(Any, self.mode),
            minutes=self.minutes,
            extra=dict(self.extra),
            correction=cast(Any, self.correction),
            shuffle=self.shuffle,
            scale=self.scale or None,
        )

    def fields(self) -> dict[str, Any]:
        """The fields as the form shows them."""
        return {
            "title": self.title,
            "mode": self.mode,
            "minutes": "" if self.minutes is None else f"{self.minutes:g}",
            "correction": self.correction,
            "shuffle": self.shuffle,
            "scale": self.scale,
            "extra": [[name, factor_told(factor)] for name, factor in self.extra.items()],
        }

    def lines(self) -> list[dict[str, Any]]:
        """The items as the form shows them."""
        return [bank_line(one) for one in self.rows]

    def renewed(self, items: Iterable[Item]) -> None:
        """Bring the states of the items up to date."""
        now = {one.id: one for one in items}
        self.rows = [
            replace(one, state=now[one.id].state, version=now[one.id].version) if one.id in now else one
            for one in self.rows
        ]


def bank_line(row: BankRow) -> dict[str, Any]:
    """An item of the bank as the form shows it."""
    title = row.title or row.stem or row.id
    return {
        "id": row.id,
        "title": title,
        "stem": row.stem if row.title else "",
        "second": row_second(row),
        "state": state_told(row.state),
    }


def usual_minutes(rows: Sequence[BankRow], items: Iterable[Item] = ()) -> float:
    """How long such items usually take: a station its own time, any question a minute and a half."""
    stations = {one.id: one.station.minutes for one in items if one.station}
    return sum(stations.get(one.id, 8) if one.kind == "ECOS" else one.questions * MINUTES_A_QUESTION for one in rows)


def summary(draft: Draft, items: Iterable[Item] = ()) -> str:
    """How much the session holds, in a line."""
    n = sum(one.questions or 1 for one in draft.rows)
    if not n:
        return ""
    told = ngettext("{n} question", "{n} questions", n).format(n=number(n))
    return f"{told} · " + _("about {n} min").format(n=number(usual_minutes(draft.rows, items)))


def notes(draft: Draft, sessions: Sequence[Session], items: Iterable[Item] = ()) -> list[Note]:
    """What is to be known before opening; a `stop` would be refused."""
    found: list[Note] = []
    unready = [one for one in draft.rows if one.state != "approved"]
    if unready:
        n = len(unready)
        found.append(
            (
                "stop",
                ngettext(
                    "{n} item is not approved: the session cannot be opened with it.",
                    "{n} items are not approved: the session cannot be opened with them.",
                    n,
                ).format(n=number(n)),
            )
        )
    if draft.mode == "exam":
        found += _exam_notes(draft, sessions)
    usual = usual_minutes(draft.rows, items)
    if draft.minutes and usual * SHORT > draft.minutes:
        found.append(
            (
                "warn",
                _("{given} min is short: such items usually take about {usual} min.").format(
                    given=number(draft.minutes), usual=number(usual)
                ),
            )
        )
    if draft.scale:
        other = sum(1 for one in items if one.scale != draft.scale)
        if other:
            told = ngettext(
                "{n} item was written for another scale than the one imposed.",
                "{n} items were written for another scale than the one imposed.",
                other,
            )
            found.append(("warn", told.format(n=number(other))))
    return found


def _exam_notes(draft: Draft, sessions: Sequence[Session]) -> list[Note]:
    found: list[Note] = []
    if draft.minutes is None:
        found.append(("warn", _("An exam without a time limit lasts until you close it.")))
    wanted = {one.id for one in draft.rows}
    practised = {id for one in sessions if one.plan.mode == "training" for id in one.plan.item_ids} & wanted
    open_to_all = {one.id for one in draft.rows if one.use == "training"} - practised
    sat = {id for one in sessions if one.plan.mode == "exam" for id in one.plan.item_ids} & wanted
    for ids, one, many in (
        (
            practised,
            "{n} item was already seen in a training session.",
            "{n} items were already seen in a training session.",
        ),
        (
            open_to_all,
            "{n} item is open to free practice: students may have seen it with its key.",
            "{n} items are open to free practice: students may have seen them with their keys.",
        ),
        (sat - practised, "{n} item was already in an exam.", "{n} items were already in an exam."),
    ):
        if ids:
            found.append(("warn", ngettext(one, many, len(ids)).format(n=number(len(ids)))))
    return found


def _minutes(value: Any) -> float | None:
    try:
        given = float(str(value).replace(",", "."))
    except ValueError:
        return None
    return given if 0 < given <= 24 * 60 else None
