"""From a grounded statement to a fact in the normal form: the rules' own where they read the same at the same place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from carnet.language import _
from carnet.llm.grounding import Grounded, Grounder
from carnet.llm.grounding.claims import Claim
from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.assembling import assemble
from carnet.tools.structuring.facts import Fact, Kind, Status
from carnet.tools.structuring.finding import Finding

# of these a passage gives one value a subject (a marker, a scale): another one from the model contradicts the rules
_ONE_VALUE = frozenset(("ctnm", "ptnm", "stage", "performance_status", "biomarker", "lab", "score", "grade", "tobacco"))
_PAST = ("present", "history")
_UNSURE = ("hypothetical", "possible")
_SIDE = {"droit": "droit", "gauche": "gauche", "bilateral": "bilatéral"}


@dataclass(frozen=True, slots=True)
class Read:
    """What the rules read: the finding, in clean offsets, and the fact made of it."""

    finding: Finding
    fact: Fact


def readings_of(reading: Reading) -> list[Read]:
    """What the rules find in the note."""
    from carnet.tools.structuring.rules import find

    found = find(reading)
    return [Read(finding, fact) for finding, fact in zip(found, assemble(reading, found), strict=True)]


def there(read: Sequence[Read], kind: Kind, start: int, end: int) -> list[Read]:
    """What the rules read of one kind within a passage (a cTNM and a pTNM are one kind here)."""
    kinds = ("ctnm", "ptnm") if kind in ("ctnm", "ptnm") else (kind,)
    return [one for one in read if one.finding.kind in kinds and one.finding.start < end and one.finding.end > start]


def same_as(statement: str, kind: Kind, candidates: Sequence[Read], side: str) -> Read | None:
    """The rules' reading that says what the statement says, or more."""
    for one in candidates:
        if one.finding.kind != kind or (side and one.fact.laterality and one.fact.laterality != side):
            continue
        if one.fact.value == statement or _says(f"{one.fact.system or ''} {one.fact.value}", kind, statement):
            return one
    return None


def _says(value: str, kind: Kind, statement: str) -> bool:
    """Whether a normal form supports a statement as a note would."""
    reading = Reading.of(Note("", value.replace("=", " = ")))
    plainly = "" if kind in ("site", "metastatic_site", "performance_status", "stage", "grade", "tobacco") else kind
    return Grounder(reading).check(statement, (0, len(reading.plain)), kind=plainly) is None


def contradiction(statement: str, kind: Kind, candidates: Sequence[Read], date: str | None = None) -> str | None:
    """Why the rules' readings of the same subject exclude the statement; None where they do not."""
    if kind not in _ONE_VALUE:
        return None
    ours = subject(statement, kind)
    numbers = _numbers(statement, kind)
    against = [
        one
        for one in candidates
        if subject(one.fact.value, one.finding.kind) == ours
        and not (date and one.fact.date and not one.fact.date.startswith(date))  # of another day
        and (kind not in ("biomarker", "lab") or not numbers or _numbers(one.fact.value, kind) != numbers)
    ]
    if not against:
        return None
    return _("the rules read “{value}” there").format(value=", ".join(dict.fromkeys(one.fact.value for one in against)))


def _numbers(value: str, kind: Kind) -> list[tuple[float, ...]]:
    """The figures of a value: « 214 kU/L » and « 214 U/mL » are one."""
    return [token.value for token in Claim.of(value, kind).tokens if token.kind == "number"]


def subject(value: str, kind: Kind) -> tuple[str, ...]:
    """What a value is said of: the marker and its scale; the kind alone where it has but one subject."""
    if kind not in ("biomarker", "lab", "score", "grade"):
        return (kind.replace("ptnm", "ctnm"),)
    claim = Claim.of(value.split("=")[0] if "=" in value else value, kind)
    return tuple(sorted((claim.said_heads | claim.subs) - {"head:grade"}))


def adopted(one: Read, status: Status, date: str | None, producer: str) -> Fact | None:
    """The rules' fact with the model as its producer; None where the rules do not let it be so.

    `status` is the assertion that was checked: it stands where the rules missed a doubt or a denial, and gives way to
    a doubt of the rules.
    """
    said = one.fact.assertion
    if one.fact.kind in ("tobacco", "alcohol"):  # « jamais » is an absent habit to the rules, a value to the model
        status = said
    changes: dict[str, Any] = {"producer": producer}
    if said != status and not (said in _PAST and status in _PAST):
        if said in _UNSURE and status in _PAST:
            status = said  # the more cautious of the two
        elif said != "present":
            return None
        changes["assertion"] = status
    if date and not one.fact.date:
        changes |= {"date": date, "date_rule": "model"}
    return one.fact.model_copy(update=changes)


def own(reading: Reading, kind: Kind, value: str, found: Grounded, side: str, date: str | None, producer: str) -> Fact:
    """A fact of the model alone: its value as said, no code, the note's assertion, a date of the text only."""
    finding = Finding(
        kind,
        value,
        found.start,
        found.end,
        "model",
        laterality=_SIDE.get(side),
        status=found.assertion,  # type: ignore[arg-type]
        date=date,
        also=(found.date_place,) if found.date_place else (),
    )
    fact = assemble(reading, [finding])[0]
    return fact.model_copy(update={"producer": producer})


def french(value: str) -> str:
    """A value as French writes it: one space, a decimal comma, no quotes around."""
    words = " ".join(value.strip(" .;:«»\"'").split())
    return "".join(
        "," if sign == "." and words[at - 1 : at].isdigit() and words[at + 1 : at + 2].isdigit() else sign
        for at, sign in enumerate(words)
    )
