"""What one person decides about the spans of one text: accept, change, reject, add, undo, redo; no widget, no store."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

PROPOSED, ACCEPTED, CHANGED, REJECTED, ADDED = "proposed", "accepted", "changed", "rejected", "added"


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A span to show: [start, end) in code points of the text, what it is, how it stands, and why it is there.

    `shown` False leaves it out of sight and of the way (a filter); `layer` groups spans that are hidden together.
    """

    id: str
    start: int
    end: int
    label: str
    role: str = ""
    state: str = PROPOSED
    why: str = ""
    detail: str = ""
    layer: str = ""
    shown: bool = True

    def sent(self) -> list[Any]:
        """As the page receives it."""
        return [self.id, self.start, self.end, self.label, self.role, self.state, self.why, self.detail, self.layer,
                self.shown]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One step: the span before (none when it was added) and after (none when its adding was undone)."""

    before: TextSpan | None
    after: TextSpan | None
    undone: bool = False
    group: int = 0  # steps of one number are undone together


@dataclass
class Review:
    """The spans of a text and the steps that led to them."""

    size: int
    spans: dict[str, TextSpan] = field(default_factory=dict)
    done: list[Change] = field(default_factory=list)
    taken_back: list[Change] = field(default_factory=list)
    added: int = 0
    groups: int = 0

    @classmethod
    def of(cls, text: str, spans: Iterable[TextSpan]) -> "Review":
        """A review that begins."""
        return cls(len(text), {span.id: span for span in spans})

    def in_order(self) -> list[TextSpan]:
        """The spans by position."""
        return sorted(self.spans.values(), key=lambda span: (span.start, span.end))

    def standing(self) -> list[TextSpan]:
        """Those that were not rejected."""
        return [span for span in self.in_order() if span.state != REJECTED]

    @property
    def decided(self) -> int:
        """How many spans somebody has decided about."""
        return sum(span.state != PROPOSED for span in self.spans.values())

    def accept(self, id: str) -> Change | None:
        """The span is right as it stands."""
        return self._become(id, state=ADDED if self._was_added(id) else ACCEPTED)

    def reject(self, id: str) -> Change | None:
        """The span should not be there."""
        return self._become(id, state=REJECTED)

    def change(self, id: str, label: str, role: str) -> Change | None:
        """The span is there but is something else."""
        return self._become(id, label=label, role=role, state=ADDED if self._was_added(id) else CHANGED)

    def add(self, start: int, end: int, label: str, role: str, why: str = "") -> Change | None:
        """A span that was missed. Nothing where the very same one is there already."""
        if not 0 <= start < end <= self.size:
            return None
        for span in self.spans.values():
            if (span.start, span.end) == (start, end):
                return self.change(span.id, label, role)
        self.added += 1
        return self._do(Change(None, TextSpan(f"added-{self.added}", start, end, label, role, ADDED, why)))

    def undo(self) -> Change | None:
        """Take the last step back."""
        if not self.done:
            return None
        last = self.done.pop()
        self.taken_back.append(last)
        return self._put(Change(last.after, last.before, undone=True, group=last.group))

    def redo(self) -> Change | None:
        """Do again what was taken back."""
        if not self.taken_back:
            return None
        again = self.taken_back.pop()
        self.done.append(again)
        return self._put(again)

    def alike(self, id: str, text: str) -> list[str]:
        """The ids of the spans shown whose text is that of this one, this one first."""
        span = self.spans.get(id)
        if span is None:
            return []
        words = text[span.start : span.end]
        same = [one.id for one in self.in_order() if one.shown and text[one.start : one.end] == words]
        return [id, *(other for other in same if other != id)]

    def together(self, changes: "Iterable[Change | None]") -> list[Change]:
        """The last steps as one: those given, which were just done, without the empty ones."""
        made = [change for change in changes if change is not None]
        if len(made) > 1:
            self.groups += 1
            made = [replace(change, group=self.groups) for change in made]
            self.done[-len(made) :] = made
        return made

    def undo_group(self) -> list[Change]:
        """Take the last step back, and those done together with it."""
        changes = [change] if (change := self.undo()) else []
        while changes and changes[0].group and self.done and self.done[-1].group == changes[0].group:
            changes += [change] if (change := self.undo()) else []
        return changes

    def redo_group(self) -> list[Change]:
        """Do again what was taken back together."""
        changes = [change] if (change := self.redo()) else []
        while changes and changes[0].group and self.taken_back and self.taken_back[-1].group == changes[0].group:
            changes += [change] if (change := self.redo()) else []
        return changes

    def _was_added(self, id: str) -> bool:
        return id.startswith("added-")

    def _become(self, id: str, **changes: Any) -> Change | None:
        before = self.spans.get(id)
        if before is None:
            return None
        after = replace(before, **changes)
        return None if after == before else self._do(Change(before, after))

    def _do(self, change: Change) -> Change:
        self.done.append(change)
        self.taken_back.clear()
        return self._put(change)

    def _put(self, change: Change) -> Change:
        if change.before is not None:
            self.spans.pop(change.before.id, None)
        if change.after is not None:
            self.spans[change.after.id] = change.after
        return change
