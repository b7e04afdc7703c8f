"""The review of the record shown: what a person decides about its facts, and what follows on the page."""

from typing import Any

from carnet.apps.dossier_facts import Step, row_of
from carnet.apps.dossier_record import Record
from carnet.apps.dossier_shown import Shown
from carnet.apps.dossier_store import FactKeeper
from carnet.apps.dossier_values import iso, problem, tidy
from carnet.apps.guard import guarded
from carnet.apps.pseudonymiser_notes import who
from carnet.language import _, ngettext, number


class Reviewing:
    """Hears the list of facts and the note; keeps every decision, and says where it cannot."""

    def __init__(self, shown: Shown, keeper: FactKeeper) -> None:
        self.shown = shown
        self.view = shown.view
        self.keeper = keeper

    def heard(self, kind: str, fields: dict[str, Any]) -> None:
        """What a person asks in the list of facts."""
        record = self.shown.record
        if record is None:
            return
        with guarded(self.view.say):
            review, id, me = record.review, str(fields.get("id", "")), who()
            if kind in ("open", "mention"):
                item = review.items.get(id or self.view.facts.selected)
                by = 0 if kind == "open" else (1 if fields.get("by") == 1 else -1)
                if item is not None:
                    self.shown.show_fact(item, self.shown.mention + by if kind == "mention" else 0)
            elif kind == "change":
                self.correct(record, id, fields)
            elif kind in ("accept", "reject"):
                self.decided(record, getattr(review, kind)(id, me))
            elif kind in ("undo", "redo"):
                self.decided(record, getattr(review, kind)())

    def correct(self, record: Record, id: str, fields: dict[str, Any]) -> None:
        """A correction, where its value is one of its kind."""
        item = record.review.items.get(id)
        if item is None:
            return
        value, assertion, when = tidy(fields.get("value", "")), fields.get("assertion"), iso(fields.get("date", ""))
        wrong = problem(item.kind, value, str(assertion), when) if value != item.source.fact.value else (
            problem("", value, str(assertion), when)
        )  # fmt: skip
        if wrong:
            self.view.facts.refuse(wrong)
            return
        step = record.review.change(id, value, assertion, when or None, who())  # type: ignore[arg-type]
        if step is None:
            self.view.facts.unchanged()
        self.decided(record, step)

    def decided(self, record: Record, step: Step | None) -> None:
        """A decision: the row, the store; the summary and the timeline where they change."""
        if step is None:
            return
        review = record.review
        kept = record.example or self.keeper.keep(review, step, record.notes, record.named, who(), record.producer)
        item = review.items[step.id]
        put = [row_of(item, review, record.written)]
        if (step.before.state == "rejected") != (step.after.state == "rejected"):
            put += [
                row_of(other, review, record.written)
                for other in review.items.values()
                if other.source.conflicts and other is not item
            ]
        self.view.facts.follow(put, review.able, undone=step.undone)
        said = [(one.value, one.assertion, one.date, one.state == "rejected") for one in (step.before, step.after)]
        if said[0] != said[1]:
            self.shown.show_summary(record)
            self.shown.draw_timeline()
        self.shown.entries()
        if not kept:
            self.say_state(record)

    def heard_of_source(self, kind: str, fields: dict[str, Any]) -> None:
        """What a person asks over the note: another mention, or a fact clicked in the text."""
        record = self.shown.record
        if record is None:
            return
        with guarded(self.view.say):
            if kind == "mention":
                self.heard("mention", fields)
            elif (item := record.review.items.get(str(fields.get("id", "")))) is not None:
                note, start = self.view.source.note, fields.get("start")
                places = [fact.evidence[0] for fact in item.mentions]
                at = next((i for i, one in enumerate(places) if (one.note_id, one.start) == (note, start)), 0)
                self.shown.show_fact(item, at)

    def say_state(self, record: Record) -> None:
        """What is to be known of this record: notes that failed, decisions that cannot be kept."""
        n = len(record.failed)
        if n:
            names = dict(record.names())
            lines = [f"{names[id]} : {reason}" for id, reason in list(record.failed.items())[:4]]
            title = ngettext("{n} note could not be read", "{n} notes could not be read", n).format(n=number(n))
            self.view.say(
                "warn" if record.results else "stop", title, [*lines, _("What is shown comes from the others.")]
            )
        elif self.keeper.failed:
            self.view.say(
                "warn", _("Your decisions are not kept: the review store cannot be used."),
                _("They count on this page and in what you download."),
            )  # fmt: skip
