"""The class of response of a whole note: PARTAGES use case 5b, one of six classes and the passage that justifies it.

The stated rules, in this order:

1. What is absent, hypothetical, of the family or of the past is set aside; what is only possible counts when nothing
   else does.
2. Facts of the conclusion come first, then those of a plan or a meeting; without any, the facts of the whole note.
3. Among them the latest dated come first: those of an earlier date are set aside, and those without
   a date that are told before.
4. One class left: it is the note's. A dissociated, biological or clinical response alone, or classes that contradict
   each other: NonDetermine; but progression somewhere with stability elsewhere is a progression, as in RECIST.
5. Nothing said: NonApplicable where no tumour is treated or measured, or where a recurrence is denied in follow-up
   without metastasis; NonDetermine where one is treated or measured and nothing is concluded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.text.sections import find_sections
from carnet.tools.structuring.facts import Evidence, Fact

ResponseClass = Literal[
    "ReponseComplete", "ReponsePartielle", "MaladieStable", "MaladieProgressive", "NonApplicable", "NonDetermine"
]
_ASSESSED = frozenset(("treatment", "line", "metastatic_site", "tumour_size", "response", "progression"))


@dataclass(frozen=True, slots=True)
class Classified:
    """The class of a note, what justifies it (empty where nothing does), and the rule that decided, in a word."""

    value: ResponseClass
    justification: tuple[Evidence, ...]
    rule: str


def classify(facts: Sequence[Fact], source: Reading | Note) -> Classified:
    """The class of response of the note that `facts` come from."""
    said = [one for one in facts if _class(one) is not None]
    sure = [one for one in said if one.assertion == "present"]
    kept = sure or [one for one in said if one.assertion == "possible"]
    where = "note"
    for kinds in (("conclusion",), ("plan", "rcp")):
        inside = [one for one in kept if _section(one, source) in kinds]
        if inside:
            kept, where = inside, kinds[0]
            break
    kept = _latest(kept)
    if not kept:
        assessed = any(one.kind in _ASSESSED and one.assertion in ("present", "possible") for one in facts)
        denied = tuple(one.evidence[0] for one in facts if one.kind == "progression" and one.assertion == "absent")
        if denied and not any(one.kind == "metastatic_site" and one.assertion == "present" for one in facts):
            return Classified("NonApplicable", denied[:1], "no recurrence")
        return Classified("NonDetermine" if assessed else "NonApplicable", (), "nothing said")
    classes = {_class(one) for one in kept}
    if classes == {"MaladieProgressive", "MaladieStable"}:
        classes = {"MaladieProgressive"}
    if len(classes) > 1:
        classes -= {"NonDetermine"} if not _dissociated(kept) else set()
    value = classes.pop() if len(classes) == 1 else "NonDetermine"
    why = [one for one in kept if _class(one) == value] or kept
    rule = where if value != "NonDetermine" else "conflict"
    return Classified(value, tuple(one.evidence[0] for one in why), rule)  # type: ignore[arg-type]


def _class(fact: Fact) -> str | None:
    if fact.kind == "response":
        return str(fact.parts.get("partages", "NonDetermine"))
    if fact.kind == "progression" and fact.assertion in ("present", "possible"):
        return "NonDetermine" if fact.parts.get("type") == "biochimique" else "MaladieProgressive"
    return None


def _dissociated(facts: Sequence[Fact]) -> bool:
    return any(one.value == "réponse dissociée" for one in facts)


def _latest(facts: list[Fact]) -> list[Fact]:
    """Those of the latest date, and those without one told after them; a month is as late as its last day."""
    dates = [one.date for one in facts if one.date]
    if not dates:
        return facts
    last = max(dates, key=lambda date: date + "-99")
    latest = [one for one in facts if one.date and (one.date.startswith(last) or last.startswith(one.date))]
    place = min(one.evidence[0].start for one in latest)
    return [one for one in facts if one in latest or (one.date is None and one.evidence[0].start > place)]


def _section(fact: Fact, source: Reading | Note) -> str:
    place = fact.evidence[0].start
    if isinstance(source, Reading):
        sections, clean = source.sections, source.clean
        return next((one.kind for one in sections if clean.original(one.start, one.end)[1] > place), "body")
    from carnet.text.clean import clean as regular

    text = regular(source.text)
    return next((one.kind for one in find_sections(text) if text.original(one.start, one.end)[1] > place), "body")
