"""What a coder decides about the stay shown: checked against the PMSI, kept, undone, validated."""

from collections.abc import Sequence
from typing import Any, Protocol

from carnet.apps.codage_cards import whole
from carnet.apps.codage_record import StayRecord
from carnet.apps.codage_review import ALONE, GONE, ORDER, CodeItem, Step
from carnet.apps.codage_search import CodeFinder, problem
from carnet.apps.codage_shown import Shown
from carnet.apps.codage_store import CodeKeeper
from carnet.apps.codage_words import becoming, position_name
from carnet.apps.guard import guarded
from carnet.apps.pseudonymiser_notes import who
from carnet.language import _, ngettext, number
from carnet.text.terminologies.cim10 import dotted, undotted
from carnet.tools.structuring.facts import Evidence

LONGEST_COMMENT = 1000


class Followed(Protocol):
    """What keeps how far each stay is; False where it could not be kept."""

    def begun(self, record: StayRecord, something: bool) -> bool:
        """A decision was made about a stay; `something`: whether any is left."""
        ...

    def validated(self, record: StayRecord, codes: Sequence[tuple[str, str]]) -> bool:
        """A stay was validated with its codes (position, code)."""
        ...


class Deciding:
    """Hears the cards and the search. `followed` keeps how far each stay is."""

    def __init__(
        self,
        shown: Shown,
        keeper: CodeKeeper,
        finder: CodeFinder,
        followed: Followed,
    ) -> None:
        self.shown, self.view = shown, shown.view
        self.keeper, self.finder = keeper, finder
        self.followed = followed
        self.target = ""  # the card for which another code is searched; nothing while one is added
        self.evidence: tuple[Evidence, ...] = ()

    def heard(self, kind: str, fields: dict[str, Any]) -> None:
        """What a person asks over the cards."""
        record = self.shown.record
        if record is None:
            return
        with guarded(self.view.say):
            record.heard()
            item = record.review.items.get(str(fields.get("id", "")))
            if kind == "validate":
                self.validate(record, everything=fields.get("how") == "all")
            elif kind == "add":
                self.seek(record, None, record.passage(fields.get("note"), fields.get("start"), fields.get("end")))
            elif kind in ("undo", "redo"):
                self.decided(record, getattr(record.review, kind)())
            elif item is None:
                return
            elif kind == "open":
                i = fields.get("i")
                self.shown.show_item(item, i if isinstance(i, int) else 0)
            elif kind == "search":
                self.seek(record, item, None)
            elif kind == "replace":
                self.replace(record, item, undotted(str(fields.get("code", ""))[:20]))
            elif kind == "move":
                self.move(record, item, str(fields.get("position", "")))
            elif kind == "comment":
                text = whole(str(fields.get("text", ""))).strip()[:LONGEST_COMMENT]
                self.decided(record, record.review.comment(item.id, text, who()))
            elif kind == "accept":
                self.accept(record, item)
            elif kind == "reject":
                self.decided(record, record.review.reject(item.id, who()))

    def accept(self, record: StayRecord, item: CodeItem) -> None:
        """The code is right as it stands, where it may stand there (it may have been rejected since)."""
        if self._refused(record, item.now.code, item.now.position, item.id):
            return
        now = item.now
        if now.position in ALONE and any(other.id != item.id for other in record.review.at(now.position)):
            self.decided(record, record.review.move(item.id, now.position, who()))
            return
        self.decided(record, record.review.accept(item.id, who()))

    def replace(self, record: StayRecord, item: CodeItem, code: str) -> bool:
        """Another code at the place of one; False where it cannot stand there."""
        if self._refused(record, code, item.now.position, item.id):
            return False
        self.decided(record, record.review.replace(item.id, code, who()))
        return True

    def move(self, record: StayRecord, item: CodeItem, position: str) -> None:
        """The code at another position."""
        if position not in ORDER or "act" in (position, item.now.position):
            return
        if not self._refused(record, item.now.code, position, item.id):
            self.decided(record, record.review.move(item.id, position, who()))

    # searching a code

    def seek(self, record: StayRecord, item: CodeItem | None, evidence: Evidence | None) -> None:
        """Open the search: for another code than a card's, those beside it first; or for one to add."""
        self.target, self.evidence = (item.id if item else ""), ((evidence,) if evidence else ())
        nomenclature = self.shown.nomenclature()
        if item is not None:
            self.finder.position = item.now.position
            beside = nomenclature.parent(item.now.code) or item.now.code
            title = _("Replace {code}").format(code=dotted(item.now.code))
            self.view.open_search(title, "", beside if nomenclature.get(beside) else "")
            return
        self.finder.position = "das" if record.review.at("dp") else "dp"
        words = " ".join(whole(evidence.quote).split())[:80] if evidence else ""
        place = position_name(self.finder.position)
        title = _("Add a code ({position})") if evidence else _("Add a code without evidence ({position})")
        self.view.open_search(title.format(position=place), words, "")

    def heard_of_search(self, kind: str, fields: dict[str, Any]) -> None:
        """What a person asks in the search: a code is taken, or the search is left."""
        record = self.shown.record
        if record is None or kind not in ("choose", "leave"):
            return
        with guarded(self.view.say):
            record.heard()
            if kind == "choose" and not self._take(record, undotted(str(fields.get("code", ""))[:20])):
                return
            self.view.close_search()
            self.view.cards.take_focus()

    def _take(self, record: StayRecord, code: str) -> bool:
        """The code chosen in the search goes where it was sought for; False where it cannot."""
        item, position = record.review.items.get(self.target), self.finder.position
        if item is not None:
            return self.replace(record, item, code)
        if self._refused(record, code, position, ""):
            return False
        step = record.review.add(code, position, self.evidence, who())  # type: ignore[arg-type]
        self.decided(record, step, select=step.changes[0].id)
        if not self.evidence:
            told = _("{code} is added without evidence: it is marked so.")
            self.view.cards.say(told.format(code=dotted(code)))
        return True

    def _refused(self, record: StayRecord, code: str, position: str, besides: str) -> bool:
        wrong = problem(code, position, record.review, self.shown.nomenclature(), besides)
        if wrong:
            self.view.cards.say(wrong, wrong=True)
        return bool(wrong)

    # keeping

    def decided(self, record: StayRecord, step: Step | None, *, select: str = "") -> None:
        """A decision: its cards, the store, the note."""
        if step is None:
            return
        review = record.review
        self.view.cards.validated = ""
        kept = record.example or self._keep(record, step)
        if any(GONE in (one.before.state, one.after.state) for one in step.changes):
            self.shown.show_cards()
            if select or step.undone:
                id = select or step.changes[0].id
                if (item := review.items.get(id)) is not None and item.now.state != GONE:
                    self.shown.show_item(item)
        else:
            cards = [self.shown.card(review.items[one.id]) for one in step.changes]
            moved = any(one.before.position != one.after.position for one in step.changes)
            chosen = step.changes[0].id if step.undone or moved else ""
            self.view.cards.follow(cards, review.able, select=chosen, undone=step.undone)
        for one in step.changes[1:]:
            if one.before.position != one.after.position and not step.undone and one.after.position == "das":
                self.view.cards.say(becoming(dotted(one.after.code), "das"))
        self.shown.underline()
        if not kept:
            self.say_not_kept()

    def _keep(self, record: StayRecord, step: Step) -> bool:
        producer = record.coded.producer if record.coded else ""
        kept = self.keeper.keep(record.review, step, record.stay, who(), producer)
        return self.followed.begun(record, record.review.touched) and kept

    def say_not_kept(self) -> None:
        """The store cannot be used."""
        self.view.say(
            "warn", _("Your decisions are not kept: the review store cannot be used."),
            _("They count on this page and in what you download."),
        )  # fmt: skip

    def validate(self, record: StayRecord, *, everything: bool) -> None:
        """The coding of the stay is right: kept, and the next stay opened; where it is not complete, why."""
        review = record.review
        if everything:
            self.decided(record, review.accept_left(who()))
        left = len(review.left())
        if left:
            asked = ngettext(
                "{n} code is still to be read. Read it, or accept it as it is proposed.",
                "{n} codes are still to be read. Read them, or accept them as they are proposed.",
                left,
            )
            self.view.cards.ask_left(asked.format(n=number(left)))
            return
        wrong = self._unfit(record)
        if wrong:
            self.view.cards.say(wrong, wrong=True)
            return
        codes = [(item.now.position, item.now.code) for item in review.kept()]
        if not self.followed.validated(record, codes):
            self.say_not_kept()

    def _unfit(self, record: StayRecord) -> str:
        """Why a stay cannot be validated."""
        review, nomenclature = record.review, self.shown.nomenclature()
        found = len([item for item in review.kept() if item.now.position == "dp"])
        if found != 1:
            return _("A stay has one principal diagnosis: choose it first (p puts a code there).")
        for item in review.kept():
            if wrong := problem(item.now.code, item.now.position, review, nomenclature, item.id):
                return wrong
        return ""
