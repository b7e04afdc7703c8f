"""One note on the pseudonymiser's page: its passages as spans to review, and the entities that the review leaves."""

import getpass
import os
from dataclasses import dataclass, field, replace

from carnet.apps.pseudonymiser_words import why
from carnet.language import _, ngettext, number
from carnet.records.reviews import Decision, Mark, text_hash
from carnet.text.note import Note
from carnet.tools.pseudonymisation.labels import KEPT
from carnet.tools.pseudonymisation.result import Entity, PseudonymisedNote
from carnet.widgets.annotated_text_review import ADDED, PROPOSED, REJECTED, Change, Review, TextSpan

TASK = "pseudonymise"
WHOLE_TASK = "pseudonymise-whole"  # that a note was read to its end: apart, for it is no passage
WAITING, WORKING, DONE, FAILED = "waiting", "working", "done", "failed"
_AGE = "rule:age.above_89"


@dataclass
class NoteItem:
    """A note and what became of it. `trouble` says why it could not be read or done."""

    id: str
    name: str = field(repr=False)
    note: Note | None = None
    status: str = WAITING
    example: bool = False
    trouble: tuple[str, str] = ("", "")
    entities: dict[str, Entity] = field(default_factory=dict, repr=False)
    review: Review = field(default_factory=lambda: Review(0), repr=False)
    result: PseudonymisedNote | None = field(default=None, repr=False)
    file: str = field(default="", repr=False)
    row: int = 0
    whole: bool = False  # a person says that it is read as a whole

    @property
    def key(self) -> str:
        """Its name in the review store: of the text, for the name of a file may be a patient's."""
        return f"note-{self.fingerprint[:16]}"

    @property
    def fingerprint(self) -> str:
        """The fingerprint of its text, for the review store."""
        return text_hash(self.note.text) if self.note else ""

    def found(self, result: PseudonymisedNote) -> None:
        """The tool's answer: its passages become the spans to review."""
        assert self.note is not None
        self.result, self.status = result, DONE
        self.entities = {f"{entity.start}-{entity.end}": entity for entity in result.entities}
        self.review = Review.of(self.note.text, [span_of(id, entity) for id, entity in self.entities.items()])

    def decided(self, decisions: list[Decision]) -> None:
        """Put back what was decided about this very text before."""
        places = {(span.start, span.end): span for span in self.review.spans.values()}
        for decision in decisions:
            mark = decision.mark
            span = places.get((mark.start, mark.end))
            if span is not None:
                again = replace(span, label=mark.label, role=mark.role, state=decision.verdict)
            elif decision.verdict == ADDED and 0 <= mark.start < mark.end <= self.review.size:
                self.review.added += 1
                again = TextSpan(
                    f"added-{self.review.added}", mark.start, mark.end, mark.label, mark.role, ADDED, why(("person:",))
                )
            else:
                continue
            self.review.spans[again.id] = again

    def standing(self) -> list[Entity]:
        """The entities to replace: those found and not rejected, as they were corrected, and those added."""
        assert self.note is not None
        kept = []
        for span in self.review.standing():
            found = self.entities.get(span.id)
            if found is not None and _AGE in found.producers:
                continue  # found anew by every replacement
            if found is None or (found.label, found.role or "") != (span.label, span.role):
                kind = (found.kind if found else None) or "other" if span.label == "IDENTIFIER" else None
                producers = (*(found.producers if found else ()), "person:review")
                text = self.note.text[span.start : span.end]
                role = span.role or None
                found = Entity(
                    start=span.start, end=span.end, text=text, label=span.label, role=role, kind=kind,
                    producers=producers,
                )  # fmt: skip
            kept.append(found.model_copy(update={"replacement": None}))
        return kept

    def replaced_spans(self) -> list[TextSpan]:
        """The replaced passages, where they are in the replaced text, with the ids of the passages they stand for."""
        assert self.result is not None
        ids = {(span.start, span.end): span for span in self.review.spans.values()}
        spans, shift = [], 0
        for entity in self.result.entities:
            written = entity.replacement if entity.replacement is not None else entity.text
            start, end = entity.start + shift, entity.start + shift + len(written)
            shift += len(written) - (entity.end - entity.start)
            span = ids.get((entity.start, entity.end))
            if end > start:
                id = span.id if span else f"{entity.start}-{entity.end}"
                state = span.state if span else PROPOSED
                shown = span is None or span.shown
                spans.append(TextSpan(id, start, end, entity.label, entity.role or "", state, shown=shown))
        return spans

    def say_again(self) -> None:
        """The reasons in the language in use now."""
        for id, span in self.review.spans.items():
            found = self.entities.get(id)
            self.review.spans[id] = replace(span, why=why(found.producers if found else ("person:",)))

    def show_only(self, labels: set[str], roles: set[str]) -> None:
        """A filter: empty sets show everything. `nobody` stands for no role."""
        for id, span in self.review.spans.items():
            shown = (not labels or span.label in labels) and (not roles or (span.role or "nobody") in roles)
            if shown != span.shown:
                self.review.spans[id] = replace(span, shown=shown)


def span_of(id: str, entity: Entity) -> TextSpan:
    """A found passage as a span to review."""
    detail = entity.kind if entity.kind and entity.kind != "other" else ""
    return TextSpan(
        id, entity.start, entity.end, entity.label, entity.role or "", PROPOSED, why(entity.producers), detail or ""
    )


def decision_of(item: NoteItem, change: Change, who: str) -> Decision:
    """A step of the review as the store keeps it."""
    before, after = change.before, change.after
    now = after or before
    assert item.result is not None and now is not None and item.note is not None
    found = item.entities.get(now.id)
    state = after.state if after and after.state != PROPOSED else ""
    return Decision(
        TASK,
        item.key,
        item.fingerprint,
        "undone" if change.undone else state,  # type: ignore[arg-type]
        Mark(now.start, now.end, now.label, now.role),
        Mark(before.start, before.end, before.label, before.role) if before and after else None,
        state if change.undone else "",
        who,
        tool=item.result.producer,
        producer=" ".join(found.producers) if found else "person",
    )


def whole_decision(item: NoteItem, who: str) -> Decision:
    """That a note was read as a whole (or, taken back, no longer), as the store keeps it."""
    assert item.note is not None
    mark = Mark(0, len(item.note.text), "NOTE")
    return Decision(WHOLE_TASK, item.key, item.fingerprint, "accepted" if item.whole else "undone", mark, who=who)


def counted(item: NoteItem) -> tuple[dict[str, int], dict[str, int]]:
    """How many standing passages have each label, each role (`nobody` for none)."""
    labels: dict[str, int] = {}
    roles: dict[str, int] = {}
    for span in item.review.in_order():
        if span.state != REJECTED:
            labels[span.label] = labels.get(span.label, 0) + 1
            roles[span.role or "nobody"] = roles.get(span.role or "nobody", 0) + 1
    return labels, roles


def differs(change: Change) -> bool:
    """Whether the replaced text changes: an accepted passage leaves it as it is."""
    one, other = change.before, change.after
    if one is None or other is None:
        return True
    return (one.label, one.role, one.state == "rejected") != (other.label, other.role, other.state == "rejected")


def progress(item: NoteItem) -> str:
    """« 27 passages cachés · 2 gardés · 5 relus »."""
    if item.status != DONE:
        return ""
    standing = item.review.standing()
    kept = sum(span.label in KEPT for span in standing)
    n = len(standing) - kept
    said = [ngettext("{n} hidden passage", "{n} hidden passages", n).format(n=number(n))]
    if kept:
        said.append(ngettext("{n} date kept", "{n} dates kept", kept).format(n=number(kept)))
    if item.whole:
        said.append(_("reviewed as a whole"))
    elif decided := item.review.decided:
        said.append(ngettext("{n} passage reviewed", "{n} passages reviewed", decided).format(n=number(decided)))
    return " · ".join(said)


def state(item: NoteItem) -> tuple[str, str]:
    """The sign and the words of a note in the list."""
    if item.status == FAILED:
        return "✕", _("not read") if item.note is None else _("failed")
    if item.status != DONE:
        return ("…", _("in progress")) if item.status == WORKING else ("·", _("waiting"))
    if item.whole:
        return "✓", _("reviewed")
    n, decided = len(item.review.spans), item.review.decided
    if decided:
        return "◐", f"{number(decided)} / {number(n)}"
    return "○", number(sum(span.label not in KEPT for span in item.review.standing()))


def who() -> str:
    """Who decides: $CARNET_USER, else the account."""
    try:
        return os.environ.get("CARNET_USER") or getpass.getuser()
    except (KeyError, OSError):
        return ""
