"""The conclusion of a report hidden, written again from the rest, and scored by its key elements (PARTAGES, CU3).

Guards, so that the score says something:
- every section that concludes is hidden (conclusion, diagnosis, « au total », « en résumé », « synthèse »), headings
  too, and every sentence that begins so (« Au total, … »); a « diagnostic : » within a paragraph is no conclusion;
- a sentence of the rest that repeats a hidden one (four fifths of its words, six words at least) is hidden with it;
- a report without a conclusion, or with nothing left to conclude from, is set aside with the reason;
- key elements are the facts that the rules read in the conclusion, where it stood (so that what the heading and the
  text before say of them counts); `findable` are those that the rest says too: only these can be asked for;
- invented is what the new conclusion says and neither the rest nor the hidden conclusion does.
The elements are read by rules: an element that the rules do not read is neither asked for nor counted.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from carnet.text.clean import plain
from carnet.text.document import Section
from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.facts import Fact
from carnet.tools.structuring.patient_topics import conviction, same_value, topic
from carnet.tools.summarisation.summary import Summary

if TYPE_CHECKING:
    from carnet.tools.summarisation.tool import Summariser

CONCLUDES = ("conclusion", "diagnosis")
SHORTEST = 20  # characters of a conclusion
LEAST = 150  # characters left
REPEATED = 0.8
_WORD = re.compile(r"[a-z]{3,}|\d+")
_SUMS_UP = re.compile(
    r"(?:[-*•] *)?(?:au total ?[,:]|au final ?[,:]|en (?:conclusion|resume|somme|synthese|definitive|bref)\b"
    r"|pour conclure\b|(?:conclusion|synthese|resume)s? ?:|il s'agit donc\b|nous concluons\b|on retient\b"
    r"|nous retenons\b)"
)
_WEIGHT = dict.fromkeys(
    ("histology", "site", "grade", "stage", "ctnm", "ptnm", "metastatic_site", "biomarker", "treatment", "line")
    + ("response", "progression", "decision"),
    1.0,
)
_KEPT_OUT = ("laterality",)  # stands with its site


@dataclass(frozen=True, slots=True)
class Hidden:
    """A note without its conclusion; `places` are what was hidden of the note as given. `reason`: why it cannot be."""

    note: Note
    places: tuple[tuple[int, int], ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ConclusionScore:
    """One report: key elements of its conclusion, those that the rest says too, those found in the new one, what the
    new one adds and nothing supports, and what its tool itself set apart."""

    note_id: str
    elements: tuple[Fact, ...]
    findable: tuple[Fact, ...]
    found: tuple[Fact, ...]
    invented: tuple[Fact, ...]
    unsupported: int
    sentences: int


def hide_conclusion(reading: Reading) -> Hidden:
    """The note with its conclusion replaced by nothing; see the module for the guards."""
    note = reading.note
    concluding = [one for one in reading.sections if _concludes(reading, one)]
    spans = [(one.start, one.end) for one in concluding]
    said = sum(one.end - one.body for one in concluding)
    for sentence in reading.sentences:
        if _SUMS_UP.match(reading.plain, sentence.start) and not _inside(sentence.start, spans):
            spans.append((sentence.start, sentence.end))
            said += sentence.end - sentence.start
    if said < SHORTEST:
        return Hidden(note, (), "no conclusion")
    hidden = [_words(reading, one.start, one.end) for one in reading.sentences if _inside(one.start, spans)]
    for sentence in reading.sentences:
        words = _words(reading, sentence.start, sentence.end)
        if not _inside(sentence.start, spans) and any(_repeats(words, one) for one in hidden):
            spans.append((sentence.start, sentence.end))
    places = sorted(reading.clean.original(start, end) for start, end in spans)
    text, last = [], 0
    for start, end in places:
        text.append(note.text[last:start])
        last = max(last, end)
    rest = "".join([*text, note.text[last:]])
    if len(rest.strip()) < LEAST:
        return Hidden(note, tuple(places), "nothing left to conclude from")
    return Hidden(replace(note, text=rest), tuple(places))


def score_conclusion(tool: "Summariser", note: Note) -> "ConclusionScore | Hidden":
    """Hide the conclusion of a report, have it written again, score it; `Hidden`, with its reason, where it cannot."""
    reading = Reading.of(note)
    hidden = hide_conclusion(reading)
    if hidden.reason:
        return hidden
    facts = tool.structurer.facts(reading)
    elements = _distinct([fact for fact in facts if _in_places(fact, hidden.places)])
    rest = tool.structurer.facts(Reading.of(hidden.note))
    findable = [one for one in elements if _among(one, rest)]
    summary = tool(hidden.note)
    most = max(3, 2 + _count(reading, hidden.places))
    written = conclude(summary, most, lambda text: tool.structurer.facts(Reading.of(Note(note.note_id, text))))
    new = tool.structurer.facts(Reading.of(Note(note.note_id, "\n".join(written), note_date=note.note_date)))
    found = [one for one in elements if _among(one, new)]
    invented = [one for one in _distinct(new) if not _among(one, rest) and not _among(one, facts)]
    unsupported = len(summary.unsupported)
    return ConclusionScore(
        note.note_id,
        tuple(elements),
        tuple(findable),
        tuple(found),
        tuple(invented),
        unsupported,
        len(written),
    )


def conclude(summary: Summary, most: int, read: Callable[[str], Sequence[Fact]]) -> list[str]:
    """A conclusion of at most `most` sentences from a summary: each time the one whose facts (`read` reads them) add
    most to what is said already, a diagnosis before the rest; then, turn by turn, what adds no fact."""
    order = ("diagnosis", "course", "treatment", "next", "illness", "examinations", "reason")
    rows = [(key, sentence.text, read(sentence.text)) for key in order for sentence in summary.section(key)]
    chosen: list[int] = []
    told: set[tuple[str, str, str]] = set()
    while len(chosen) < min(most, len(rows)):
        gains = [
            (_gain(facts, told) * (1.5 if key == "diagnosis" else 1) / (1 + len(text) / 1000), -place)
            for place, (key, text, facts) in enumerate(rows)
            if place not in chosen
        ]
        gain, place = max(gains)
        if gain <= 0:
            break
        chosen.append(-place)
        told |= {_said(fact) for fact in rows[-place][2]}
    queues = [[place for place, row in enumerate(rows) if row[0] == key and place not in chosen] for key in order]
    while len(chosen) < most and any(queues):
        chosen += [queue.pop(0) for queue in queues if queue][: most - len(chosen)]
    return [rows[place][1] for place in sorted(chosen)]


def _gain(facts: Sequence[Fact], told: set[tuple[str, str, str]]) -> float:
    new = {_said(fact): fact for fact in facts if fact.rule is None and _said(fact) not in told}
    return sum(_WEIGHT.get(fact.kind, 0.3) * (0.3 if fact.assertion == "absent" else 1) for fact in new.values())


def _said(fact: Fact) -> tuple[str, str, str]:
    return fact.kind, fact.value, conviction(fact)


def _concludes(reading: Reading, section: Section) -> bool:
    """A section that concludes; one of diagnosis only where its heading starts a line (« Stadification : cT2 » in a
    paragraph tells a part of the history)."""
    if section.kind not in CONCLUDES:
        return False
    line = reading.text.rfind("\n", 0, section.start) + 1
    return section.kind == "conclusion" or not reading.text[line : section.start].strip()


def _distinct(facts: Sequence[Fact]) -> list[Fact]:
    kept: list[Fact] = []
    for fact in facts:
        if fact.kind not in _KEPT_OUT and fact.rule is None and not _among(fact, kept):
            kept.append(fact)
    return kept


def _among(fact: Fact, others: Sequence[Fact]) -> bool:
    about = (fact.kind, topic(fact), conviction(fact))
    return any((one.kind, topic(one), conviction(one)) == about and same_value(fact, one) for one in others)


def _in_places(fact: Fact, places: Sequence[tuple[int, int]]) -> bool:
    return _inside(fact.evidence[0].start, places)


def _inside(offset: int, places: Sequence[tuple[int, int]]) -> bool:
    return any(start <= offset < end for start, end in places)


def _count(reading: Reading, places: Sequence[tuple[int, int]]) -> int:
    starts = [reading.clean.original(one.start, one.end)[0] for one in reading.sentences]
    return sum(_inside(start, places) for start in starts)


def _words(reading: Reading, start: int, end: int) -> frozenset[str]:
    return frozenset(_WORD.findall(plain(reading.text[start:end])))


def _repeats(words: frozenset[str], hidden: frozenset[str]) -> bool:
    return len(words) >= 6 and len(words & hidden) >= REPEATED * len(words)
