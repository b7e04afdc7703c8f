"""Whether the notes of a stay attest a code, and what to say of the codes that a coder has given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from carnet.language import _
from carnet.text.assertion import assert_spans
from carnet.text.reading import Reading
from carnet.text.terminologies.nomenclature import Nomenclature, dotted
from carnet.text.terms import key
from carnet.tools.coding.mention import Placed, passage
from carnet.tools.coding.pmsi.assigning import Assigned
from carnet.tools.coding.pmsi.candidates import attested, gather
from carnet.tools.coding.pmsi.checks import person_excludes, unspecified
from carnet.tools.coding.pmsi.codes import class_of
from carnet.tools.coding.pmsi.situations import told
from carnet.tools.coding.result import Caution
from carnet.tools.coding.stay import Stay
from carnet.tools.structuring.facts import Evidence

How = Literal[
    "same", "more_precise", "less_precise", "situation", "label", "other", "denied", "family", "suspected", "past",
    "planned", "unknown", "none",
]  # fmt: skip
_SHOWN = 5
_LABEL_SCORE = 0.6
_LONG = 5  # letters of a word of a label by which sentences are chosen
_ORDER: tuple[How, ...] = ("same", "situation", "more_precise", "label", "less_precise", "other")
_DENIALS: Mapping[str, How] = {
    "absent": "denied", "family": "family", "possible": "suspected", "history": "past", "hypothetical": "planned",
}  # fmt: skip


class Index(Protocol):
    """What finds codes by words: `carnet.text.terminologies.search.CodeIndex`."""

    def search(self, query: str, k: int = 10, position: str | None = None) -> Sequence["Found"]:
        """The codes nearest to the words, the best first."""
        ...


class Found(Protocol):
    """A code found by words, with a score in [0, 1]."""

    @property
    def code(self) -> str:
        """The code, without dot."""
        ...

    @property
    def score(self) -> float:
        """How near it is."""
        ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """`how` the text attests a code or does not; `reason` says it, translated; `evidence` shows where, if anywhere."""

    attested: bool
    how: How
    evidence: tuple[Evidence, ...]
    reason: str


def verify(
    code: str, position: str, placed: Sequence[Placed], nomenclature: Nomenclature, index: Index | None = None
) -> Verdict:
    """Whether the text attests a code (written with or without its dot) at a position: `dp`, `dr` or `das`.

    The same code, a more precise one, or a less precise one attest it (`how` says which); what is denied, of a
    relative, suspected, planned or past does not; as `dp`, nor does what stands among antecedents alone. `index`, if
    given, finds what the label says in other words.
    """
    known = nomenclature.get(code)
    if known is None:
        return _verdict("unknown", ())
    found: dict[How, list[Evidence]] = {}
    for one in placed:
        how = _how(known.code, one, nomenclature)
        if how:
            found.setdefault(how, []).extend(one.evidence())
    if "same" not in found:
        for situation in _situations(placed, nomenclature):
            if known.code in (situation[0], *situation[1]):
                found.setdefault("situation", []).extend(situation[2])
    if not found and index is not None:
        labelled = _by_label(known.code, placed, nomenclature, index)
        if labelled:
            found[labelled[0]] = [labelled[1]]
    best = next((how for how in _ORDER if how in found), None) or next(iter(found), None)
    if best is None:
        return _verdict("none", ())
    if best == "same" and position == "dp" and gather(placed, nomenclature)[known.code].past:
        best, found = "past", {"past": found["same"]}
    return _verdict(best, tuple(dict.fromkeys(found[best]))[:_SHOWN])


def check_given(
    stay: Stay,
    assigned: Assigned,
    placed: Sequence[Placed],
    nomenclature: Nomenclature,
    index: Index | None = None,
) -> tuple[Caution, ...]:
    """What to look at in the codes that a coder gave: unknown, misplaced, unattested ones, and those missing."""
    cautions = []
    given = [(position, nomenclature.get(code), code) for position, code in stay.given]
    for position, known, written in given:
        if position == "act":
            continue
        if known is None:
            message = _("{code} is not in the nomenclature.").format(code=dotted(written))
            cautions.append(Caution(kind="unknown_code", code=written, message=message))
            continue
        if not nomenclature.valid(known.code, position):
            message = _("{code} is not accepted as {position}.").format(
                code=dotted(known.code), position=position.upper()
            )
            cautions.append(Caution(kind="invalid_position", code=known.code, message=message))
        excluded = person_excludes(known.code, stay)
        if excluded:
            cautions.append(Caution(kind="person", code=known.code, message=excluded))
        verdict = verify(known.code, position, placed, nomenclature, index)
        if verdict.how != "same" and not _proposed(known.code, assigned):
            kind = "unattested" if not verdict.attested else "attested_otherwise"
            if verdict.how == "situation":
                continue
            message = f"{dotted(known.code)} {known.label} — {verdict.reason}"
            cautions.append(Caution(kind=kind, code=known.code, message=message, evidence=verdict.evidence))
    return (*cautions, *_missed([known.code for _p, known, _w in given if known], assigned))


def _missed(given: Sequence[str], assigned: Assigned) -> list[Caution]:
    """The proposals that nothing given covers (the same code, a code above or under it)."""
    proposals = [one for one in (assigned.dp, assigned.dr) if one] + list(assigned.das)
    return [
        Caution(
            kind="missed",
            code=one.code,
            message=_("{code} {label}: told in the text, not among the codes given.").format(
                code=dotted(one.code), label=one.label
            ),
            evidence=one.evidence,
        )
        for one in proposals
        if not any(one.code.startswith(code) or code.startswith(one.code) or code[:3] == one.code[:3] for code in given)
    ]


def _proposed(code: str, assigned: Assigned) -> bool:
    return any(one.code == code for one in (assigned.dp, assigned.dr, *assigned.das) if one)


def _how(code: str, placed: Placed, nomenclature: Nomenclature) -> How | None:
    """What a mention says of a code; None where it is of something else."""
    codes = [other for other, _said in attested(placed)]
    if code in codes:
        return "same"
    for other in codes:
        if other.startswith(code):
            return "more_precise"
        if code.startswith(other) or (other[:3] == code[:3] and unspecified(other, nomenclature)):
            return "less_precise"
    mention = placed.mention
    named = {mention.code, *mention.with_codes, *(mention.entry.codes if mention.entry else ())}
    if mention.assertion == "present":
        if mention.choices and code in mention.choices:
            return "less_precise"
        if any(other[:3] == code[:3] and class_of(other) == class_of(code) for other in codes):
            return "other"
        return None
    same = any(other and (other.startswith(code) or code.startswith(other)) for other in named)
    if same or (mention.code and mention.code[:3] == code[:3]):
        return _DENIALS[mention.assertion]
    return None


def _situations(
    placed: Sequence[Placed], nomenclature: Nomenclature
) -> list[tuple[str, tuple[str, ...], tuple[Evidence, ...]]]:
    """The situations of care that the notes tell: (code, codes beside it, passages)."""
    readings = list({one.note.note_id: one.reading for one in placed}.values())
    if not readings:
        return []
    stay = Stay("", tuple(reading.note for reading in readings))
    return [
        (one.code, tuple(code for code, _rule in one.beside), one.evidence)
        for one in told(readings, gather(placed, nomenclature), stay)
    ]


def _by_label(
    code: str, placed: Sequence[Placed], nomenclature: Nomenclature, index: Index
) -> tuple[How, Evidence] | None:
    """The first sentence that the index reads as this code, and what it asserts of it."""
    words = {word for word in key(nomenclature.label(code)) if len(word) >= _LONG}
    readings: dict[str, Reading] = {one.note.note_id: one.reading for one in placed}
    denied: tuple[How, Evidence] | None = None
    for reading in readings.values():
        for sentence in reading.sentences:
            said = reading.text[sentence.start : sentence.end]
            if not words & set(key(said)):
                continue
            if any(hit.code == code and hit.score >= _LABEL_SCORE for hit in index.search(said, k=_SHOWN)):
                span = (sentence.start, sentence.end)
                status = assert_spans(reading.clean, reading.sentences, reading.sections, [span])[0].status
                if status == "present":
                    return "label", passage(reading, *span)
                denied = denied or (_DENIALS[status], passage(reading, *span))
    return denied


def _verdict(how: How, evidence: tuple[Evidence, ...]) -> Verdict:
    return Verdict(how in _ORDER[:5], how, evidence, _reason(how))


def _reason(how: How) -> str:
    says: dict[How, str] = {
        "same": _("The text says it."),
        "situation": _("The text tells this situation of care."),
        "more_precise": _("The text says more: a more precise code is attested."),
        "less_precise": _("The text says less: what makes this code precise is not in it."),
        "label": _("The text says it in other words."),
        "other": _("The text says another code of the same category."),
        "denied": _("The text denies it."),
        "family": _("The text says it of a relative."),
        "suspected": _("The text only suspects it."),
        "past": _("The text tells it as past."),
        "planned": _("The text speaks of it as something that may come."),
        "unknown": _("This code is not in the nomenclature."),
        "none": _("Nothing in the text attests it."),
    }
    return says[how]
