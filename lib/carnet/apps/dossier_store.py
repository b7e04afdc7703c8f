"""The decisions about facts in the site's review store: kept mention by mention, brought back, taken back."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

from carnet.apps.dossier_facts import ACCEPTED, CHANGED, PROPOSED, REJECTED, FactItem, FactReview, Standing, State, Step
from carnet.apps.review_store import ReviewStore
from carnet.errors import CarnetError
from carnet.records.reviews import Decision, Mark, text_hash
from carnet.text.note import Note
from carnet.tools.structuring.facts import Fact, Status

if TYPE_CHECKING:
    pass

TASK = "structure"


class FactKeeper(ReviewStore):
    """Keeps decisions and brings them back."""

    def bring_back(self, review: FactReview, notes: Mapping[str, Note], named: bool) -> None:
        """What was decided before about these very texts. `named`: the notes have identifiers of the site."""
        if (store := self.store()) is None:
            return
        found: dict[tuple[str, int, int, str], Decision] = {}
        corrected: dict[tuple[str, int, int, str], Decision] = {}
        try:
            for note in notes.values():
                for decision in store.current(TASK, key_of(note, named), text_hash(note.text)):
                    mark = decision.mark
                    found[(note.note_id, mark.start, mark.end, mark.role)] = decision
                    if decision.verdict == "changed":
                        corrected[(note.note_id, mark.start, mark.end, mark.label)] = decision
        except CarnetError:
            self.failed = True
            return
        for item in review.items.values():
            last = None
            for fact in item.mentions:
                place = fact.evidence[0]
                where = (place.note_id, place.start, place.end)
                decision_ = found.get((*where, fact.id)) or corrected.get((*where, fact.kind))
                if decision_ is not None and (last is None or decision_.number > last.number):
                    last = decision_
            item.now = FactItem.proposed(item.source) if last is None else _standing(item, last)

    def keep(self, review: FactReview, step: Step, notes: Mapping[str, Note], named: bool, who: str, tool: str) -> bool:
        """Keep a decision about a fact, for each of its mentions; False where it could not be kept."""
        if (store := self.store()) is None:
            return False
        item = review.items[step.id]
        decisions, texts = [], {}
        for fact in item.mentions:
            note = notes.get(fact.evidence[0].note_id)
            if note is not None:
                decision = _decision(step, fact, note, named, who, tool)
                decisions.append(decision)
                texts[decision.text_hash] = note.text
        try:
            store.add_all(decisions, texts if store.keep_text else None)
        except CarnetError:
            self.failed = True
            return False
        return True


def key_of(note: Note, named: bool) -> str:
    """A note's name in the store: its identifier, or one made of its text where its name is that of a file."""
    return note.note_id if named else f"note-{text_hash(note.text)[:16]}"


def _decision(step: Step, fact: Fact, note: Note, named: bool, who: str, tool: str) -> Decision:
    place = fact.evidence[0]

    def mark(standing: Standing) -> Mark:
        detail: dict[str, Any] = {"value": fact.value, "assertion": fact.assertion, "date": fact.date}
        if standing.state == CHANGED:
            detail = {"value": standing.value, "assertion": standing.assertion, "date": standing.date}
        elif standing.state == ACCEPTED and fact.code:
            detail |= {"code": fact.code, "system": fact.system}
        kept = {name: value for name, value in detail.items() if value is not None}
        return Mark(place.start, place.end, fact.kind, fact.id, json.dumps(kept, ensure_ascii=False))

    after = step.after
    undone = step.undone or after.state == PROPOSED
    verdict: Any = "undone" if undone else after.state
    return Decision(
        TASK,
        key_of(note, named),
        text_hash(note.text),
        verdict,
        mark(after),
        mark(step.before) if step.before.state != PROPOSED else None,
        after.state if undone and after.state != PROPOSED else "",
        who,
        tool=tool[:200],
        producer=fact.producer[:400],
    )


def _standing(item: FactItem, decision: Decision) -> Standing:
    """How a fact stands after a decision that was kept."""
    read = FactItem.proposed(item.source)
    if decision.verdict == "changed":
        fields = decision.mark.fields()
        said = fields.get("assertion")
        assertion: Status = read.assertion if said not in get_args(Status) else said  # type: ignore[assignment]
        return Standing(
            CHANGED,
            str(fields.get("value", read.value)),
            assertion,
            fields.get("date"),
            decision.who,
            decision.when,
        )
    state: State = REJECTED if decision.verdict == "rejected" else ACCEPTED
    return replace(read, state=state, who=decision.who, when=decision.when)
