"""The decisions about codes in the site's review store: kept code by code and stay by stay, brought back, counted."""

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from carnet.apps.codage_review import (
    ACCEPTED,
    ADDED,
    CHANGED,
    GONE,
    PROPOSED,
    REJECTED,
    Change,
    CodeItem,
    CodingReview,
    Standing,
    Step,
)
from carnet.apps.review_store import ReviewStore
from carnet.errors import CarnetError
from carnet.records.reviews import Decision, Mark, text_hash
from carnet.tools.coding.result import Position
from carnet.tools.coding.stay import Stay
from carnet.tools.structuring.facts import Evidence

TASK = "code"  # a code: label its position, role the code; detail {item, stay, code, position, comment}
STAY_TASK = "code-stay"  # a stay begun or validated: label `begun` or `validated`, role the coder
BEGUN, VALIDATED = "begun", "validated"
Status = Literal["todo", "begun", "validated", "disagreement"]
_VERDICTS: dict[str, Any] = {ACCEPTED: "accepted", CHANGED: "changed", REJECTED: "rejected", ADDED: "added"}


@dataclass(frozen=True, slots=True)
class Validation:
    """A stay as a coder validated it: its codes (position, code without dot) and the seconds spent on it.

    `settled`: it was validated knowing what another coder had coded, and ends their disagreement.
    """

    stay_id: str
    who: str
    when: datetime.datetime
    codes: tuple[tuple[str, str], ...]
    seconds: float = 0.0
    settled: bool = False


class CodeKeeper(ReviewStore):
    """Keeps decisions and brings them back. Nothing kept here quotes a note."""

    # the codes of a stay

    def bring_back(self, review: CodingReview, stay: Stay, mine: str = "") -> None:
        """What was decided before about these very notes; `mine`: only what this coder decided."""
        if (store := self.store()) is None:
            return
        last: dict[str, Decision] = {}
        places = {note.note_id: (note.note_id, text_hash(note.text)) for note in stay.notes}
        try:
            for key, fingerprint in places.values() or [(stay_key(stay.stay_id), text_hash(""))]:
                for decision in store.history(TASK, key, fingerprint):
                    fields = decision.mark.fields()
                    if str(fields.get("stay")) == stay.stay_id and (not mine or decision.who == mine):
                        id = str(fields.get("item"))
                        if id not in last or last[id].number < decision.number:
                            last[id] = decision
        except CarnetError:
            self.failed = True
            return
        texts = {note.note_id: note.text for note in stay.notes}
        for id, decision in sorted(last.items(), key=lambda pair: pair[1].number):
            standing, item = _standing(decision), review.items.get(id)
            if item is None and standing.state in (ACCEPTED, CHANGED, ADDED):  # added, or no longer proposed
                mark, text = decision.mark, texts.get(decision.note_id, "")
                there = Evidence(
                    note_id=decision.note_id, start=mark.start, end=mark.end, quote=text[mark.start : mark.end]
                ) if mark.end > mark.start else None  # fmt: skip
                state = Standing(ADDED, standing.code, standing.position, standing.comment, decision.who, decision.when)
                review.items[id] = CodeItem(id, state, (there,) if there else ())
            elif item is not None:
                item.now = standing

    def keep(self, review: CodingReview, step: Step, stay: Stay, who: str, producer: str) -> bool:
        """Keep a decision, each code that it changed; False where it could not be kept."""
        if (store := self.store()) is None:
            return False
        texts = {note.note_id: note.text for note in stay.notes}
        decisions = [_decision(step, one, review.items[one.id], stay, texts, who, producer) for one in step.changes]
        kept = {decision.text_hash: texts[decision.note_id] for decision in decisions if decision.note_id in texts}
        try:
            store.add_all(decisions, kept if store.keep_text else None)
        except CarnetError:
            self.failed = True
            return False
        return True

    # the stays

    def begin(self, stay: Stay, who: str, *, undone: bool = False) -> Decision | None:
        """A stay is being coded (or, `undone`, nothing about it is decided any more); none where it cannot be kept."""
        detail = {"stay": stay.stay_id}
        return self._about(stay, BEGUN, detail, who, "undone" if undone else "added")

    def validate(
        self, stay: Stay, codes: Sequence[tuple[str, str]], who: str, *, seconds: float = 0.0, settled: bool = False
    ) -> Decision | None:
        """A coder holds the coding of a stay to be right: its codes (position, code), in the order of the RUM."""
        detail: dict[str, Any] = {"stay": stay.stay_id, "codes": [list(one) for one in codes]}
        detail |= {"seconds": round(seconds, 1)} | ({"settled": True} if settled else {})
        return self._about(stay, VALIDATED, detail, who, "accepted")

    def _about(self, stay: Stay, label: str, detail: dict[str, Any], who: str, verdict: Any) -> Decision | None:
        if (store := self.store()) is None:
            return None
        mark = Mark(0, 0, label, who, json.dumps(detail, ensure_ascii=False))
        fingerprint = text_hash("".join(text_hash(note.text) for note in stay.notes))
        try:
            return store.add(Decision(STAY_TASK, stay_key(stay.stay_id), fingerprint, verdict, mark, who=who))
        except CarnetError:
            self.failed = True
            return None

    def stays(self) -> list[Decision]:
        """Every stay begun or validated, in order; nothing where the store cannot be used."""
        if (store := self.store()) is None:
            return []
        try:
            return store.history(STAY_TASK)
        except CarnetError:
            self.failed = True
            return []

    def codes(self) -> list[Decision]:
        """Every decision about a code, in order; nothing where the store cannot be used."""
        if (store := self.store()) is None:
            return []
        try:
            return store.history(TASK)
        except CarnetError:
            self.failed = True
            return []


def stay_key(stay_id: str) -> str:
    """A stay's name in the store."""
    return f"stay-{stay_id}"


def validations(history: Sequence[Decision]) -> list[Validation]:
    """Every validation of `CodeKeeper.stays()`, in order."""
    found = []
    for one in history:
        if one.mark.label == VALIDATED and one.verdict == "accepted" and one.when is not None:
            fields = one.mark.fields()
            codes = tuple((str(position), str(code)) for position, code in fields.get("codes", ()))
            seconds, settled = float(fields.get("seconds", 0)), bool(fields.get("settled"))
            found.append(Validation(str(fields["stay"]), one.who, one.when, codes, seconds, settled))
    return found


def statuses(history: Sequence[Decision]) -> dict[str, Status]:
    """The status of each stay that somebody began (the others are to be coded), from `CodeKeeper.stays()`."""
    found: dict[str, Status] = {}
    sets: dict[str, dict[str, frozenset[tuple[str, str]]]] = {}
    for one in history:
        fields = one.mark.fields()
        stay = str(fields.get("stay"))
        if one.mark.label == BEGUN:
            if one.verdict == "undone":
                found.pop(stay, None)
            else:
                found[stay] = "begun"
            continue
        codes = frozenset((str(position), str(code)) for position, code in fields.get("codes", ()))
        sets[stay] = {} if fields.get("settled") else sets.get(stay, {})
        sets[stay][one.who] = codes
        found[stay] = "disagreement" if len(set(sets[stay].values())) > 1 else "validated"
    return found


def _decision(
    step: Step, change: Change, item: CodeItem, stay: Stay, texts: dict[str, str], who: str, producer: str
) -> Decision:
    first = next((one for one in item.evidence if one.note_id in texts), None)
    note = first.note_id if first else (stay.notes[0].note_id if stay.notes else stay_key(stay.stay_id))
    place = (first.start, first.end) if first else (0, 0)

    def mark(standing: Standing) -> Mark:
        detail = {"item": item.id, "stay": stay.stay_id, "code": standing.code, "position": standing.position}
        detail |= {"comment": standing.comment} if standing.comment else {}
        return Mark(*place, standing.position, standing.code, json.dumps(detail, ensure_ascii=False))

    before, after = change.before.state, change.after.state
    undone = step.undone or after in (PROPOSED, GONE)
    return Decision(
        TASK,
        note,
        text_hash(texts.get(note, "")),
        "undone" if undone else _VERDICTS[after],
        mark(change.after),
        mark(change.before) if before not in (PROPOSED, GONE) else None,
        _VERDICTS.get(after, "") if undone else "",
        who,
        tool=producer[:200],
        producer=(item.source.rule if item.source else "person")[:400],
    )


def _standing(decision: Decision) -> Standing:
    """How a code stands after a decision that was kept."""
    fields = decision.mark.fields()
    said = fields.get("position")
    position: Position = "das" if said not in get_args(Position) else said  # type: ignore[assignment]
    verdict = decision.verdict_again if decision.verdict == "undone" else decision.verdict
    code, comment = str(fields.get("code", "")), str(fields.get("comment", ""))
    if not verdict:
        added = str(fields.get("item", "")).startswith("+")
        return Standing(GONE if added else PROPOSED, code, position, comment)
    return Standing(verdict, code, position, comment, decision.who, decision.when)  # type: ignore[arg-type]
