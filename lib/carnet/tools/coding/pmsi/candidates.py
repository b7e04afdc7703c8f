"""The codes that the mentions of a stay attest, each with its passages and what tells for it as the main diagnosis."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from carnet.text.clean import plain
from carnet.text.reading import Reading
from carnet.text.terminologies.nomenclature import Nomenclature
from carnet.tools.coding.lexicon import Diagnosis
from carnet.tools.coding.mention import Placed
from carnet.tools.coding.mentions_status import enters
from carnet.tools.coding.pmsi.codes import Family, class_of, family, table
from carnet.tools.structuring.facts import Evidence

EVIDENCES = 5  # passages kept for a code
_BEFORE = 140  # characters before a mention where a cue may stand
_FLARE = re.compile(
    r"\b(?:poussee|decompens\w+|exacerbation|aggravation|rechute|crise|descompens\w+|desequilibr\w+|inaugural\w*)"
)
_BESIDE = frozenset(("risk", "history", "status", "external", "symptom", "social"))
_TITLE = 110  # characters of a first line that is a title
_PLANNED_FOR = re.compile(r"\b(?:programme|prevu|realise|pratique|opere)\w*\s(?:pour|devant|sur)\s[^.;,\n]{0,25}$")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Source:
    """A mention that attests a code. `weight`: points for the main diagnosis; `cue`: what stands before it, if any."""

    placed: Placed
    assertion: str
    weight: float
    past: bool
    cue: str = ""


@dataclass(slots=True)
class Candidate:
    """A code and the mentions that attest it (at least one). `strength` is in points; see `ranking.yaml`."""

    code: str
    label: str
    sources: list[Source] = field(default_factory=list)
    entry: Diagnosis | None = None
    strength: float = 0.0

    @property
    def kind(self) -> str:
        """The class of the code (`families.yaml`); a lexicon entry that is a symptom or lasts says so first."""
        found = class_of(self.code)
        if self.entry and self.entry.symptom and found in ("disease", "chronic", "acute"):
            return "symptom"
        if self.entry and self.entry.chronic and found == "disease":
            return "chronic"
        return found

    @property
    def past(self) -> bool:
        """Whether the stay tells of it among antecedents alone."""
        return all(source.past for source in self.sources)

    @property
    def present(self) -> bool:
        """Whether it is still there for some mention, were it among antecedents."""
        return any(source.assertion == "present" for source in self.sources)

    @property
    def surest(self) -> float:
        """The best score of its mentions."""
        return max(source.placed.mention.score for source in self.sources)

    @property
    def written(self) -> bool:
        """Whether the code itself stands in the text."""
        return any(source.placed.mention.how == "written" for source in self.sources)

    @property
    def discovered(self) -> bool:
        """Whether the stay tells that it was found there (« découverte de », « diagnostic de »)."""
        return any(source.cue == "discovered" for source in self.sources)

    @property
    def known_before(self) -> bool:
        """Whether it was known before the stay: some mention is among antecedents or behind « suivi pour »."""
        return any(source.past or source.cue == "background" for source in self.sources)

    @property
    def explains(self) -> tuple[str, ...]:
        """The signs that the lexicon says it makes redundant."""
        return self.entry.explains if self.entry else ()

    def evidence(self) -> tuple[Evidence, ...]:
        """Its passages, the weightiest first."""
        ordered = sorted(self.sources, key=lambda source: (-source.weight, source.placed.mention.start))
        passages = dict.fromkeys(passage for source in ordered for passage in source.placed.evidence())
        return tuple(passages)[:EVIDENCES]


def gather(
    placed: Sequence[Placed], nomenclature: Nomenclature, readings: Sequence[Reading] = ()
) -> dict[str, Candidate]:
    """The candidates by code: mentions that are present, or past and still worth a code. Relatives' are left out.

    `readings`: the stay's notes, whose acts tell for what they treat.
    """
    found: dict[str, Candidate] = {}
    firsts, alone = _firsts(placed), _alone(placed)
    for number, one in enumerate(placed):
        for code, assertion in attested(one):
            known = nomenclature.get(code)
            if known is None or not nomenclature.valid(known.code, "das"):
                continue
            candidate = found.setdefault(known.code, Candidate(known.code, known.label))
            candidate.entry = candidate.entry or one.mention.entry
            candidate.sources.append(_source(one, assertion, number in firsts, number in alone))
    done = treated(readings)
    for candidate in found.values():
        candidate.strength = _strength(candidate)
        if not candidate.past and any(candidate.code in codes for codes in done):
            candidate.strength += table("ranking")["treated"]
            if candidate.kind == "risk":
                candidate.strength -= table("ranking")["classes"]["risk"]
    return found


def attested(placed: Placed) -> Iterable[tuple[str, str]]:
    """(code, "present" or "history") that a mention attests; none for what is denied, supposed or of a relative."""
    mention = placed.mention
    entry = mention.entry
    assertion = "present" if _indication(placed) else mention.assertion
    if mention.how == "act" or assertion not in ("present", "history"):
        return
    code = mention.code
    if assertion == "history":
        if code is not None and class_of(code) in ("history", "status"):
            pass
        elif entry and entry.history:
            code = entry.history
        elif entry and entry.chronic:
            assertion = "present"
        else:
            code = None
    if code is not None:
        yield code, assertion
        if assertion == "present":
            for other in mention.with_codes:
                yield other, assertion


def _indication(placed: Placed) -> bool:
    """Whether a disease said to be of the future is what a planned act was for (« césarienne programmée pour … »)."""
    if placed.mention.assertion != "hypothetical":
        return False
    before = placed.reading.plain[max(0, placed.mention.start - 60) : placed.mention.start]
    return _PLANNED_FOR.search(before) is not None


def section_of(placed: Placed) -> str:
    """The kind of section of a mention; `title` for the first lines of a note that has no heading yet."""
    kind = placed.mention.section or "body"
    if kind in (*table("ranking")["past"], "reason") and not placed.reading.governed(placed.mention.start):
        kind = "body"  # « ATCD : HTA. Adressé pour… »: the line goes on with another matter
    if kind in table("ranking")["past"] and enters(placed.reading, placed.mention.start):
        kind = "reason"
    if kind in ("letter_head", "greeting", "body") and placed.mention.start < 160:
        return "title" if 0 < placed.reading.text.find("\n", placed.mention.end) <= _TITLE and _first(placed) else kind
    return kind


def _first(placed: Placed) -> bool:
    return "\n" not in placed.reading.text[: placed.mention.start]


def note_weight(reading: Reading) -> float:
    """What the kind of a note is worth: of its type, else of its title."""
    note = reading.note
    for text in (note.note_type, note.title, reading.text[:80]):
        said = f" {' '.join(re.findall('[a-z]+', plain(text or '')))} "
        for kind in table("ranking")["notes"]:
            if any(f" {word}" in said for word in kind["words"]):
                return float(kind["weight"])
    return 0.0


def cue_before(reading: Reading, start: int) -> tuple[str, float]:
    """(name, points) of what stands before an offset in its sentence; the nearest cue decides."""
    sentence = reading.sentence_at(start)
    begin = sentence.start if sentence else 0
    section = reading.section_at(start)
    if section is not None and begin <= section.body <= start:
        begin = section.start  # « DP : … », « Diagnostics associés : … »
    begin = max(begin, start - _BEFORE)
    before = _SPACE.sub(" ", reading.plain[begin:start])
    best: tuple[int, str, float] | None = None
    for name, weight, patterns in _cues():
        for pattern in patterns:
            for match in pattern.finditer(before):
                if best is None or match.start() > best[0]:
                    best = (match.start(), name, weight)
    return (best[1], best[2]) if best else ("", 0.0)


@cache
def _cues() -> tuple[tuple[str, float, tuple[re.Pattern[str], ...]], ...]:
    return tuple(
        (name, float(cue["weight"]), tuple(re.compile(f"(?:{one})$") for one in cue["before"]))
        for name, cue in table("ranking")["cues"].items()
    )


def _source(placed: Placed, assertion: str, first: bool, alone: bool) -> Source:
    points = table("ranking")
    section = section_of(placed)
    past = section in points["past"] or assertion == "history"
    cue, cue_weight = cue_before(placed.reading, placed.mention.start)
    weight = points["past_weight"] if past else points["sections"].get(section, points["sections"]["_"])
    weight += note_weight(placed.reading) + cue_weight + (points["first_of_section"] if first else 0)
    weight += points["first_of_note"] if alone and not past and cue not in ("background", "complicating") else 0
    weight += points["score"] * (placed.mention.score - 0.7)
    return Source(placed, assertion, float(weight), past, cue)


def _strength(candidate: Candidate) -> float:
    points = table("ranking")
    best = max(source.weight for source in candidate.sources)
    told = sum(not source.past for source in candidate.sources)
    often = points["frequency"] * min(2.0, math.log2(max(1, told)))
    return float(best + often + points["classes"].get(candidate.kind, 0))


def _firsts(placed: Sequence[Placed]) -> frozenset[int]:
    """Numbers of the mentions that come first in a conclusion, a diagnosis or a reason."""
    first: dict[tuple[str, int], int] = {}
    for number, one in enumerate(placed):
        if one.mention.section in ("conclusion", "diagnosis", "reason") and any(
            class_of(code) not in ("risk", "history") for code, _said in attested(one)
        ):
            section = one.reading.section_at(one.mention.start)
            key = (one.note.note_id, section.start if section else 0)
            held = first.get(key)
            if held is None or placed[held].mention.start > one.mention.start:
                first[key] = number
    return frozenset(first.values())


def _alone(placed: Sequence[Placed]) -> frozenset[int]:
    """Numbers of the first mentions of notes in which nothing stands in a reason, a conclusion or a diagnosis.

    What is acute, or a flare of what lasts, goes before a lasting disease that is only named.
    """
    first: dict[str, tuple[bool, int, int]] = {}
    headed = {one.note.note_id for one in placed if section_of(one) in ("conclusion", "diagnosis", "reason")}
    for number, one in enumerate(placed):
        if one.note.note_id in headed or section_of(one) in table("ranking")["past"]:
            continue
        kinds = {class_of(code) for code, _said in attested(one)} - _BESIDE
        if kinds:
            around = one.reading.plain[max(0, one.mention.start - 40) : one.mention.end + 60]
            lasting = kinds == {"chronic"} and _FLARE.search(around) is None
            here = (lasting, one.mention.start, number)
            first[one.note.note_id] = min(here, first.get(one.note.note_id, here))
    return frozenset(number for _lasting, _start, number in first.values())


def treated(readings: Sequence[Reading]) -> list[Family]:
    """What the acts told in a stay treat: families of codes, one for each act that is told as done or to be done."""
    found = []
    for pattern, treats in _acts():
        for reading in readings:
            if any(_in_stay(reading, match.start()) for match in pattern.finditer(reading.plain)):
                found.append(treats)
                break
    return found


@cache
def _acts() -> tuple[tuple[re.Pattern[str], Family], ...]:
    return tuple(
        (re.compile(rf"\b(?:{act['said']})\b".replace(" ", r"\s+")), Family.of(act["treats"]))
        for act in table("treated")
    )


def _in_stay(reading: Reading, offset: int) -> bool:
    section = reading.section_at(offset)
    if section is None or not reading.governed(offset):
        return True
    return section.kind not in table("ranking")["past"] and section.kind not in ("plan", "appointments", "rcp")


def strongest(candidates: Mapping[str, Candidate]) -> list[Candidate]:
    """Candidates by strength, the strongest first; at equal strength, by code."""
    return sorted(candidates.values(), key=lambda one: (-one.strength, one.code))


def can_be_main(candidate: Candidate, nomenclature: Nomenclature, position: str = "dp") -> bool:
    """Whether a code may be the principal (or related) diagnosis: valid there, no manifestation, not of the past."""
    if not nomenclature.valid(candidate.code, position) or candidate.code in family("asterisk"):
        return False
    return position == "dr" or not (candidate.past or candidate.kind in ("history", "family_history", "social"))
