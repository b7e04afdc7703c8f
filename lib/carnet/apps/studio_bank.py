"""The bank of the teachers' page: what is asked of it, the list of what answers, what is chosen there."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

from carnet.apps.guard import guarded
from carnet.apps.studio_running import Say
from carnet.apps.studio_words import bank_texts, kind_options, line_of, state_words
from carnet.language import _
from carnet.teaching.classroom import BankQuery
from carnet.teaching.item import ITEM_KINDS, STATES, Item, Use
from carnet.teaching.question import OBJECTIVE, Rank, Topic
from carnet.widgets.bank_list import BankLine, BankList

if TYPE_CHECKING:
    from carnet.apps.studio_draft import Draft
    from carnet.teaching.classroom.bank_desk import BankDesk

PAGE = 50  # rows asked for at once
MOST = 2000  # items exported at once
_TOPICS = frozenset(get_args(Topic))
_RANKS: tuple[Rank, ...] = get_args(Rank)
_USES: tuple[Use, ...] = get_args(Use)


class Bank:
    """The list. `opened(id)` is called when an item is asked for; `unsaved()` gives the drafts of this visit."""

    def __init__(
        self, desk: "BankDesk", say: Say, opened: Callable[[str], None], unsaved: Callable[[], "list[Draft]"]
    ) -> None:
        self.desk, self.say, self.opened, self.unsaved = desk, say, opened, unsaved
        self.list = BankList(bank_texts())
        self.query = BankQuery(limit=PAGE)
        self.total = 0
        self.chosen: list[str] = []
        self.on_chosen: Callable[[], None] = lambda: None
        self._number = 0
        self.list.on_word(self.heard)

    def relabel(self) -> None:
        """The words in the language in use."""
        self.list.texts = bank_texts()
        self.refresh()

    def heard(self, kind: str, fields: dict[str, Any]) -> None:
        """A word of the list."""
        with guarded(self.say):
            if kind == "search" and isinstance(fields.get("query"), dict):
                offset = fields.get("offset")
                number = fields.get("number")
                self._number = number if isinstance(number, int) else self._number
                self.query = query_of(fields["query"])
                self.show(offset if isinstance(offset, int) and offset > 0 else 0)
            elif kind == "open":
                self.opened(str(fields.get("id", "")))
            elif kind == "mark" and isinstance(fields.get("ids"), list):
                self.chosen = [str(one) for one in fields["ids"][:MOST]]
                self.on_chosen()

    def refresh(self) -> None:
        """The same search again: something was saved, moved or typed."""
        self.show(0, again=True)

    def show(self, offset: int = 0, *, again: bool = False) -> None:
        """The rows from `offset` on."""
        found = self.desk.find(replace(self.query, offset=offset))
        unsaved = {one.id: one for one in self.unsaved()}
        lines = [line_of(row, changed=row.id in unsaved) for row in found.rows]
        if not offset:
            lines = [_line(one.item, one.id) for one in unsaved.values() if one.base is None] + lines
        self.total = found.total
        self.list.show(lines, found.total, self._number, offset, again)

    def choose(self, ids: list[str]) -> None:
        """Choose these items in the list."""
        self.chosen = ids
        self.list.marked = ids

    def to_export(self) -> list[Item]:
        """What is chosen; nothing chosen: all that answers the search, up to a limit."""
        ids = self.chosen or [row.id for row in self.desk.find(replace(self.query, offset=0, limit=MOST)).rows]
        return self.desk.items(ids)


def query_of(asked: dict[str, Any]) -> BankQuery:
    """What the page asks, checked; a filter that makes no sense asks nothing."""
    said = {name: str(value).strip()[:200] for name, value in asked.items() if isinstance(value, str | int | float)}
    low, high = _share(said.get("from")), _share(said.get("to"))
    item_number = said.get("item_number", "")
    objective = said.get("objective", "").upper()
    return BankQuery(
        text=said.get("text", ""),
        states=tuple(one for one in STATES if one == said.get("state")),
        kinds=tuple(one for one in ITEM_KINDS if one == said.get("kind")),
        ranks=tuple(one for one in _RANKS if one == said.get("rank")),
        topics=(said["topic"],) if said.get("topic") in _TOPICS else (),
        item_numbers=(int(item_number),) if item_number.isdecimal() and len(item_number) < 4 else (),
        objectives=(objective,) if re.fullmatch(OBJECTIVE, objective) else (),
        use=next((one for one in _USES if one == said.get("use")), None),
        author=said.get("author", ""),
        difficulty=None if low is None and high is None else (low or 0.0, 1.0 if high is None else high),
        limit=PAGE,
    )


def _share(said: str | None) -> float | None:
    try:
        value = float((said or "").replace(",", ".")) / 100
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None


def _line(item: Item | None, id: str) -> BankLine:
    """A draft that the bank does not have."""
    kind = dict(kind_options())
    named = item.kind if item else ""
    stem = item.questions[0].stem if item and item.questions else ""
    title = (item.title if item else "") or _("New item")
    return BankLine(id, kind.get(named, named).split(" · ")[0], title, stem, "draft", state_words()["draft"], (), True)
