"""The codes of one stay on the page: how each stands, what a coder decided, step by step."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from carnet.tools.coding.result import CodedStay, Position, Proposal
from carnet.tools.structuring.facts import Evidence

State = Literal["proposed", "accepted", "changed", "rejected", "added", "gone"]
PROPOSED: Final = "proposed"
ACCEPTED: Final = "accepted"
CHANGED: Final = "changed"
REJECTED: Final = "rejected"
ADDED: Final = "added"
GONE: Final = "gone"  # added by a coder, then withdrawn
KEPT: Final = (ACCEPTED, CHANGED, ADDED)
ORDER: Final[tuple[Position, ...]] = ("dp", "dr", "das", "act")
ALONE: Final = ("dp", "dr")  # positions that hold one code


@dataclass(frozen=True, slots=True)
class Standing:
    """How a code stands: what was decided, by whom and when; its code (without dot) and position as they are now."""

    state: State
    code: str
    position: Position
    comment: str = ""
    who: str = ""
    when: datetime.datetime | None = None


@dataclass(slots=True)
class CodeItem:
    """A code of the stay: proposed (`source`), or added by a coder."""

    id: str
    now: Standing
    evidence: tuple[Evidence, ...] = field(default=(), repr=False)
    source: Proposal | None = field(default=None, repr=False)

    @classmethod
    def of(cls, proposal: Proposal) -> "CodeItem":
        """A proposal that nobody has decided about."""
        return cls(f"{proposal.position}:{proposal.code}", _read(proposal), proposal.evidence, proposal)

    @property
    def read(self) -> Standing:
        """How it stood before anybody decided."""
        return _read(self.source) if self.source else replace(self.now, state=GONE, comment="", who="", when=None)

    @property
    def standing(self) -> bool:
        """Whether it is among the codes of the stay, decided or not."""
        return self.now.state not in (REJECTED, GONE)


@dataclass(frozen=True, slots=True)
class Change:
    """A code before and after."""

    id: str
    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True)
class Step:
    """One decision: the code it is about first, then those that gave way to it (an earlier DP becomes a DAS)."""

    changes: tuple[Change, ...]
    undone: bool = False


@dataclass
class CodingReview:
    """The codes of a stay and the steps of their review. `may(code, position)`: whether a code may stand there."""

    may: Callable[[str, str], bool] = field(repr=False)
    items: dict[str, CodeItem] = field(default_factory=dict, repr=False)
    done: list[Step] = field(default_factory=list, repr=False)
    taken_back: list[Step] = field(default_factory=list, repr=False)
    added: int = 0

    @classmethod
    def of(cls, coded: CodedStay | None, may: Callable[[str, str], bool]) -> "CodingReview":
        """A review that begins."""
        items = [CodeItem.of(proposal) for proposal in coded.proposals] if coded else []
        return cls(may, {item.id: item for item in items})

    @property
    def able(self) -> tuple[bool, bool]:
        """Whether there is something to undo, to redo."""
        return bool(self.done), bool(self.taken_back)

    @property
    def touched(self) -> bool:
        """Whether anything is decided or noted about the stay."""
        return any(item.now.state not in (PROPOSED, GONE) or item.now.comment for item in self.items.values())

    def in_order(self) -> list[CodeItem]:
        """Those to show, by position, in the order they came in."""
        shown = [item for item in self.items.values() if item.now.state != GONE]
        return sorted(shown, key=lambda item: ORDER.index(item.now.position))

    def kept(self) -> list[CodeItem]:
        """The codes that a coder keeps, in the order of the RUM."""
        return [item for item in self.in_order() if item.now.state in KEPT]

    def left(self) -> list[CodeItem]:
        """Those that nobody has decided about."""
        return [item for item in self.in_order() if item.now.state == PROPOSED]

    def at(self, position: str) -> list[CodeItem]:
        """The codes that stand at a position."""
        return [item for item in self.in_order() if item.standing and item.now.position == position]

    def holding(self, code: str, besides: str = "") -> CodeItem | None:
        """The item that has a code already."""
        return next(
            (one for one in self.in_order() if one.standing and one.now.code == code and one.id != besides), None
        )

    # decisions

    def accept(self, id: str, who: str) -> Step | None:
        """The code is right as it stands."""
        item = self.items.get(id)
        if item is None or item.now.state in KEPT or item.now.state == GONE:
            return None
        return self._do(item, replace(item.now, state=_kept_state(item, item.now)), who)

    def accept_left(self, who: str) -> Step | None:
        """All those that nobody has decided about are right."""
        changes = [(item, replace(item.now, state=ACCEPTED)) for item in self.left()]
        return self._do_all(changes, who) if changes else None

    def reject(self, id: str, who: str) -> Step | None:
        """The code is not of this stay; one that a coder had added is withdrawn."""
        item = self.items.get(id)
        if item is None or not item.standing:
            return None
        return self._do(item, replace(item.now, state=REJECTED if item.source else GONE), who)

    def replace(self, id: str, code: str, who: str) -> Step | None:
        """Another code at the same place."""
        item = self.items.get(id)
        return None if item is None else self._place(item, replace(item.now, code=code), who)

    def move(self, id: str, position: Position, who: str) -> Step | None:
        """The same code at another position."""
        item = self.items.get(id)
        return None if item is None else self._place(item, replace(item.now, position=position), who)

    def add(self, code: str, position: Position, evidence: tuple[Evidence, ...], who: str) -> Step:
        """A code that was not proposed."""
        self.added += 1
        while f"+{self.added}:{code}" in self.items:
            self.added += 1
        now = Standing(GONE, code, position)
        item = CodeItem(f"+{self.added}:{code}", now, evidence)
        self.items[item.id] = item
        step = self._place(item, now, who)
        assert step is not None
        return step

    def comment(self, id: str, text: str, who: str) -> Step | None:
        """What a coder notes beside a code."""
        item = self.items.get(id)
        if item is None or text == item.now.comment:
            return None
        after = replace(item.now, comment=text)
        return self._do(item, after, who)

    def undo(self) -> Step | None:
        """Take the last step back."""
        if not self.done:
            return None
        last = self.done.pop()
        self.taken_back.append(last)
        for change in last.changes:
            self.items[change.id].now = change.before
        return Step(tuple(Change(one.id, one.after, one.before) for one in last.changes), undone=True)

    def redo(self) -> Step | None:
        """Do again what was taken back."""
        if not self.taken_back:
            return None
        again = self.taken_back.pop()
        self.done.append(again)
        for change in again.changes:
            self.items[change.id].now = change.after
        return again

    def _place(self, item: CodeItem, wanted: Standing, who: str) -> Step | None:
        """Put a code where it is wanted; what stood alone there becomes an associated diagnosis."""
        state = _kept_state(item, wanted)
        if item.standing and (wanted.code, wanted.position) == (item.now.code, item.now.position):
            return self.accept(item.id, who)
        changes = [(item, replace(wanted, state=state))]
        if wanted.position in ALONE:
            for other in self.at(wanted.position):
                if other is item:
                    continue
                there = replace(other.now, position="das")
                able = self.may(other.now.code, "das")
                after = replace(there, state=_kept_state(other, there)) if able else replace(other.now, state=REJECTED)
                changes.append((other, after))
        return self._do_all(changes, who)

    def _do(self, item: CodeItem, after: Standing, who: str) -> Step:
        return self._do_all([(item, after)], who)

    def _do_all(self, wanted: Iterable[tuple[CodeItem, Standing]], who: str) -> Step:
        now = datetime.datetime.now(datetime.UTC)
        changes = []
        for item, after in wanted:
            changes.append(Change(item.id, item.now, replace(after, who=who, when=now)))
            item.now = changes[-1].after
        step = Step(tuple(changes))
        self.done.append(step)
        self.taken_back.clear()
        return step


def _read(proposal: Proposal) -> Standing:
    return Standing(PROPOSED, proposal.code, proposal.position)


def _kept_state(item: CodeItem, wanted: Standing) -> State:
    """What a kept code is: accepted as it was proposed, changed, or added."""
    if item.source is None:
        return ADDED
    same = (wanted.code, wanted.position) == (item.source.code, item.source.position)
    return ACCEPTED if same else CHANGED
