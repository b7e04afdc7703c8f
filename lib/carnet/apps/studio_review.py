"""The review of the teachers' page: what waits for a second person, the gate's report, approving or sending back."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from carnet.apps.guard import guarded
from carnet.apps.studio_gate import gate_of, model_name
from carnet.apps.studio_reading import cited_in, reading, reading_texts
from carnet.apps.studio_report import check_rows, stopped
from carnet.apps.studio_running import Runner, Say
from carnet.apps.studio_words import line_of
from carnet.language import _, date, ngettext, number
from carnet.teaching.classroom import BankQuery, BankRow, NotFound
from carnet.teaching.classroom.bank_desk import FOUR_EYES
from carnet.teaching.gate import GateReport
from carnet.teaching.gate.duplicates import Index
from carnet.teaching.item import Item, Override
from carnet.teaching.references import Library
from carnet.widgets.boxes import named_box
from carnet.widgets.draft_cards import ReviewDesk

if TYPE_CHECKING:
    from carnet.teaching.classroom.bank_desk import BankDesk

SHOWN = 200  # rows of a group
PAGE = 500


@dataclass
class Looked:
    """The item under review: the gate's report of it, the reasons given so far for letting a check through."""

    item: Item
    author: str
    report: GateReport | None = None
    reasons: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)


class ReviewPanel:
    """`changed()` is called when an item moved; `open_item(id)` puts one under the editor."""

    def __init__(
        self,
        desk: "BankDesk",
        say: Say,
        library: Callable[[], Library],
        changed: Callable[[], None],
        open_item: Callable[[str], None],
    ) -> None:
        self.desk, self.say, self.library, self.changed, self.open_item = desk, say, library, changed, open_item
        self.runner = Runner(self._failed)
        self.desk_view = ReviewDesk(texts())
        self.box = named_box([self.desk_view], "sx-review")
        self.now: Looked | None = None
        self.stale: list[str] = []
        self._index = Index()
        self._seen: dict[str, int] = {}
        self._lock = threading.Lock()
        self.desk_view.on_word(self.heard)

    @property
    def me(self) -> str:
        """Who reviews."""
        return self.desk.person.name

    def relabel(self) -> None:
        """The words in the language in use."""
        self.desk_view.texts = texts()
        self.draw()
        if self.now is not None:
            self.choose(self.now.item.id)

    def count(self) -> int:
        """How many items wait for this person: drafts of others, and what is reviewed and not approved."""
        of_others = self._total(states=("draft",)) - self._total(states=("draft",), author=self.me)
        return of_others + self._total(states=("reviewed",))

    def _total(self, **asked: Any) -> int:
        return self.desk.find(BankQuery(limit=1, **asked)).total

    def open(self) -> None:
        """The tab is shown."""
        self.draw()
        self.runner.run(self._look_for_stale, self._found_stale)
        self.runner.run(
            self._refresh_index, lambda _none: None
        )  # a large bank takes its time: begun before it is asked

    # the queue

    def draw(self) -> None:
        """What waits, in groups."""
        drafts = self.desk.find(BankQuery(states=("draft",), limit=SHOWN)).rows
        reviewed = self.desk.find(BankQuery(states=("reviewed",), limit=SHOWN)).rows
        others = [row for row in drafts if row.author != self.me]
        mine = [row for row in drafts if row.author == self.me]
        groups = [
            (_("To review"), _("Nothing written by somebody else waits."), others),
            (_("Reviewed, to approve"), _("Nothing waits."), reviewed),
            (_("Yours: a colleague reviews"), _("You have no draft."), mine),
        ]
        if self.stale:
            known = {row.id: row for row in self.desk.find(BankQuery(limit=PAGE)).rows}
            groups.insert(
                0, (_("To see again: a reference has changed"), "", [known[id] for id in self.stale if id in known])
            )
        self.desk_view.groups = [
            {"title": title, "none": none, "rows": [_row(row) for row in rows]} for title, none, rows in groups
        ]

    def _look_for_stale(self) -> list[str]:
        """The items in use that cite a passage which changed or went."""
        library = self.library()
        found = []
        for state in ("approved", "reviewed"):
            ids = [row.id for row in self.desk.find(BankQuery(states=(state,), limit=PAGE)).rows]
            for item in self.desk.items(ids):
                if any(library.check(one) != "same" for _where, one in cited_in(item)):
                    found.append(item.id)
        return found

    def _found_stale(self, ids: list[str]) -> None:
        if ids != self.stale:
            self.stale = ids
            self.draw()

    # one item

    def choose(self, id: str) -> None:
        """Read an item, and run the checks."""
        try:
            item = self.desk.item(id)
        except NotFound:
            self.now = None
            self.desk_view.item, self.desk_view.report = {}, {}
            return
        self.now = Looked(item, _author(item))
        self._show()
        self.check()

    def check(self, *, solve: bool = False) -> None:
        """Run the gate, beside the page."""
        now = self.now
        if now is None:
            return
        word = _("Asking the model to solve it…") if solve else _("Running the checks…")
        self.desk_view.report = {"busy": word, "checks": [], "open": False, "word": ""}

        def work() -> GateReport:
            self._refresh_index()
            return gate_of(self._index, self.library(), solve=solve).check(now.item)

        def then(report: GateReport) -> None:
            now.report = report
            if self.now is now:
                self._show()

        self.runner.run(work, then)

    def _refresh_index(self) -> None:
        """The fingerprints of the bank, those alone made anew that changed."""
        with self._lock:
            offset = 0
            while True:
                rows = self.desk.find(BankQuery(limit=PAGE, offset=offset)).rows
                other = [row.id for row in rows if self._seen.get(row.id) != row.version]
                for item in self.desk.items(other):
                    self._index.add(item)
                self._seen |= {row.id: row.version for row in rows}
                offset += PAGE
                if len(rows) < PAGE:
                    return

    def _show(self) -> None:
        now = self.now
        if now is None:
            return
        item, report = now.item, now.report
        shown = reading(item, (), self.library().check)
        last = item.history[-1] if item.history else None
        about = [shown["about"], _("written by {who}").format(who=now.author)]
        if last is not None and last.reason:
            about.append(_("{who}, {day}: “{reason}”").format(who=last.who, day=date(last.when), reason=last.reason))
        left = stopped(report, now.reasons) if report else 0
        self.desk_view.item = shown | {
            "about": " · ".join(part for part in about if part),
            "actions": [list(one) for one in self._actions(now, left)],
            "main": "pass" if item.state == "draft" else "approve",
            "note": self._note(now),
        }
        if report is not None:
            told = ngettext("{n} point stops the publication", "{n} points stop the publication", left)
            word = told.format(n=number(left)) if left else _("The checks let it through")
            self.desk_view.report = {
                "checks": check_rows(item, report, now.reasons), "word": word, "open": not left, "busy": ""
            }  # fmt: skip

    def _actions(self, now: Looked, left: int) -> list[tuple[str, str, bool, str]]:
        """(kind, words, whether words are asked for, hint)."""
        state = now.item.state
        found: list[tuple[str, str, bool, str]] = []
        if state == "draft" and now.author != self.me:
            found.append(("pass", _("Reviewed"), False, _("Read and right: it can be approved")))
            found.append(("back", _("Send back"), True, _("What is to be corrected: the author reads it.")))
        elif state == "draft":
            found.append(("alone", _("Review alone…"), True, _("Nobody else can review: say why. It is kept.")))
        elif state == "reviewed":
            if now.report is not None and not left:
                found.append(("approve", _("Approve"), False, _("Sessions can use it")))
            found.append(("back", _("Send back"), True, _("What is to be corrected: the author reads it.")))
        elif state == "approved":
            found.append(("back", _("Back to draft"), True, _("Why it can no longer be used.")))
        found.append(("check", _("Check again"), False, ""))
        if model_name():
            found.append(("solve", _("Have a model solve it"), False, _("Three more checks; it takes its time")))
        return found

    def _note(self, now: Looked) -> str:
        if now.item.state == "draft" and now.author == self.me:
            return _("You wrote it: another person reviews it (four eyes).")
        if now.item.state == "reviewed" and now.report is not None and stopped(now.report, now.reasons):
            return _("To approve: correct it, or let each point through with a reason, which is kept.")
        return ""

    # decisions

    def heard(self, kind: str, fields: dict[str, Any]) -> None:
        """A word of the page."""
        with guarded(self.say):
            if kind == "choose":
                self.say("", "", "")
                self.choose(str(fields.get("id", "")))
            elif kind == "open":
                self.open_item(str(fields.get("id", "")))
            elif self.now is not None:
                self._decide(kind, self.now, str(fields.get("reason", "")).strip()[:500], fields)

    def _decide(self, kind: str, now: Looked, reason: str, fields: dict[str, Any]) -> None:
        id = now.item.id
        if kind in ("check", "solve"):
            self.check(solve=kind == "solve")
        elif kind == "override":
            if len(reason) >= 3:
                now.reasons[str(fields.get("check", "")), str(fields.get("where", ""))] = reason
                self._show()
        elif kind == "pass":
            self._moved(self.desk.move(id, "reviewed", reason), _("Reviewed: it can be approved."))
        elif kind == "alone" and len(reason) >= 3:
            self._moved(self.desk.move(id, "reviewed", reason, [self._override(FOUR_EYES, "", reason)]),
                        _("Reviewed by its author: the reason is kept."))  # fmt: skip
        elif kind == "back" and len(reason) >= 3:
            if now.item.state == "draft":  # read, then sent back: its history says both
                self.desk.move(id, "reviewed", _("read"))
            self._moved(self.desk.move(id, "draft", reason), _("Sent back, with your words."))
        elif kind == "approve" and now.report is not None:
            given = [self._override(check, where, why) for (check, where), why in now.reasons.items()]
            self._moved(self.desk.move(id, "approved", reason, given, now.report), _("Approved: sessions can use it."))

    def _override(self, check: str, where: str, reason: str) -> Override:
        return Override(check=check, where=where, who=self.me, when=datetime.now(UTC), reason=reason)

    def _moved(self, item: Item, told: str) -> None:
        self.say("ok", told, item.title)
        self.changed()
        self.draw()
        reasons = self.now.reasons if self.now else {}
        self.choose(item.id)
        if self.now is not None and item.state == "reviewed":
            self.now.reasons.update(reasons)

    def _failed(self, kind: str, title: str, text: str) -> None:
        self.desk_view.report = {}
        self.say(kind, title, text)


def _author(item: Item) -> str:
    """Who wrote the content as it is now: the last version that changed more than the state."""
    for change in reversed(item.history):
        paths = [str(part["path"]) for part in change.diff]
        if not paths or any(one != "state" and not one.startswith("overrides/") for one in paths):
            return change.who
    return ""


def _row(row: BankRow) -> dict[str, str]:
    line = line_of(row)
    about = " · ".join([row.author, date(row.updated), *line.about])
    return {"id": row.id, "kind": line.kind, "title": row.title or row.stem or _("Without a title"), "about": about}


def texts() -> dict[str, str]:
    """The words that the review draws itself."""
    return reading_texts() | {
        "queue": _("Items that wait"),
        "nothing": _("Choose an item to review"),
        "choose": _("It is read here, with what each check says and why."),
        "edit": _("Open in the editor"),
        "checks": _("Checks before publication"),
        "override": _("Let through…"),
        "overrideOf": _("Let through: {check}"),
        "overrideHint": _("Why this is right as it stands. Your name and your words are kept."),
        "cancel": _("Cancel"),
        "confirm": _("Confirm"),
        "needsWords": _("Say why, in a few words."),
    }
