"""What is left to fear after pseudonymisation: who found what, a sample to read, and how rare patients remain."""

from __future__ import annotations

import heapq
import json
import random
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from carnet.language import _, number, percent
from carnet.text.clean import clean
from carnet.text.lists import parse_lists
from carnet.text.note import Note
from carnet.tools.pseudonymisation.labels import KEPT
from carnet.tools.pseudonymisation.quasi_identifiers import QuasiIdentifiers
from carnet.tools.pseudonymisation.result import PseudonymisedNote
from carnet.tools.pseudonymisation.surrogates.draw import fold

UNKNOWN_WORD, NAME_TOO, FIGURES, AT_SIGN, KNOWN_NAME = "unknown_word", "name_too", "figures", "at_sign", "known_name"
PUBLIC_EVENT = "public_event"
_WORD = re.compile(r"[^\W\d_]+")
_FIGURES = re.compile(r"(?<![\d,.])\d(?:[ .\-/]?\d){5,}(?![\d,.]\d)")
_AT = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_BESIDE = 60  # signs between an event and a date, at most
_STARTS = re.compile(r"(?:^|[.!?:;•\n\r\-–*>(/])[\s\"«']*$")


@dataclass(frozen=True, slots=True)
class Suspect:
    """A passage of a replaced text that no detector hid and that may name somebody: where, and why. Never its words."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class SampledNote:
    """A note that a person should read: drawn at random, or for what is suspect in it."""

    note_id: str
    why: str  # "random" or "suspect"
    suspects: tuple[Suspect, ...]


@dataclass
class RiskReport:
    """Counts over a set of notes. It holds identifiers of notes and offsets, never a text.

    `found[label, producer]` counts the passages that a detector found (a passage found by two counts for both);
    `alone[producer]` those that it alone found; `shared` those that two or more found.
    """

    notes: int = 0
    characters: int = 0
    passages: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    alone: Counter[str] = field(default_factory=Counter)
    shared: int = 0
    nothing_found: int = 0  # notes in which nothing was found
    suspects: Counter[str] = field(default_factory=Counter)  # by reason, in all notes
    suspected_notes: int = 0
    sample: tuple[SampledNote, ...] = ()
    quasi: QuasiIdentifiers | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON values, without any text."""
        return {
            "notes": self.notes,
            "characters": self.characters,
            "passages": self.passages,
            "labels": dict(self.labels.most_common()),
            "roles": dict(self.roles.most_common()),
            "found": [{"label": label, "producer": who, "count": n} for (label, who), n in sorted(self.found.items())],
            "found_by_one_alone": dict(self.alone.most_common()),
            "found_by_several": self.shared,
            "notes_without_anything_found": self.nothing_found,
            "suspects": dict(self.suspects.most_common()),
            "notes_with_suspects": self.suspected_notes,
            "sample": [
                {"note_id": s.note_id, "why": s.why, "suspects": [[x.start, x.end, x.reason] for x in s.suspects]}
                for s in self.sample
            ],
            "quasi_identifiers": None if self.quasi is None else self.quasi.to_dict(),
            "caution": _caution(),
        }

    def to_json(self) -> str:
        """The report as JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1)

    def __repr__(self) -> str:
        return f"RiskReport({self.notes} notes, {self.passages} passages, {sum(self.suspects.values())} suspects)"

    def _repr_html_(self) -> str:
        from carnet.tools.pseudonymisation.risk_page import report_html

        return report_html(self)

    def page(self, replaced: Mapping[str, str]) -> str:
        """The sample as HTML to read: replaced texts (note_id → text) with what is suspect marked. It shows texts:
        for the person who reads, not for a log.
        """
        from carnet.tools.pseudonymisation.risk_page import sample_html

        return sample_html(self, replaced)


def assess(
    results: Iterable[PseudonymisedNote | tuple[Note, PseudonymisedNote]],
    *,
    sample: int = 20,
    seed: int = 7,
    quasi: QuasiIdentifiers | None = None,
    names: Sequence[str] = (),
) -> RiskReport:
    """Go through pseudonymised notes once. Half of the `sample` is drawn at random, half are the notes with most
    suspects. `names` are names that should be nowhere (the site's own list): where they are left is suspect too.
    """
    report = RiskReport(quasi=quasi)
    rng = random.Random(seed)
    drawn: list[SampledNote] = []
    worst: list[tuple[int, float, SampledNote]] = []
    listed = frozenset(fold(name) for name in names if len(fold(name)) > 2)
    for each in results:
        result = each[1] if isinstance(each, tuple) else each
        _count(report, result)
        suspects = find_suspects(result, listed)
        report.suspects.update(suspect.reason for suspect in suspects)
        report.suspected_notes += bool(suspects)
        if report.notes <= sample - sample // 2:
            drawn.append(SampledNote(result.note_id, "random", tuple(suspects)))
        elif (place := rng.randrange(report.notes)) < sample - sample // 2:
            drawn[place] = SampledNote(result.note_id, "random", tuple(suspects))
        if suspects and sample // 2:
            entry = (len(suspects), rng.random(), SampledNote(result.note_id, "suspect", tuple(suspects)))
            (heapq.heappush if len(worst) < sample else heapq.heappushpop)(worst, entry)
    chosen = {each.note_id for each in drawn}
    rest = [each for _many, _draw, each in sorted(worst, reverse=True) if each.note_id not in chosen]
    report.sample = (*drawn, *rest[: sample // 2])
    return report


def _count(report: RiskReport, result: PseudonymisedNote) -> None:
    hidden = [entity for entity in result.entities if entity.label not in KEPT]
    report.notes += 1
    report.characters += len(result.text)
    report.passages += len(hidden)
    report.nothing_found += not hidden
    for entity in hidden:
        report.labels[entity.label] += 1
        report.roles[entity.role or "—"] += 1
        for producer in entity.producers or ("?",):
            report.found[entity.label, producer] += 1
        if len(entity.producers) == 1:
            report.alone[entity.producers[0]] += 1
        report.shared += len(entity.producers) > 1


def find_suspects(result: PseudonymisedNote, names: frozenset[str] = frozenset()) -> list[Suspect]:
    """What stands outside the replaced passages and may name somebody, in offsets of the replaced text: words with a
    capital that no French or medical list has, six figures or more in a row, an @, a name of the site's list, a public
    event beside a date.
    """
    cleaned = clean(result.text)
    hidden = _hidden(result)
    ends = [end for _start, end, _label in hidden]  # in order: what was replaced does not overlap
    found: list[Suspect] = []

    def add(start: int, end: int, reason: str) -> None:
        a, b = cleaned.original(start, end)
        place = bisect_right(ends, a)
        if place == len(hidden) or hidden[place][0] >= b:
            found.append(Suspect(a, b, reason))

    for match in _AT.finditer(cleaned.text) if "@" in cleaned.text else ():
        add(match.start(), match.end(), AT_SIGN)
    dates = [start for start, _end, label in hidden if label.endswith("DATE")]
    dates = sorted(dates + [cleaned.original(m.start(), m.end())[0] for m in _YEAR.finditer(cleaned.text)])
    for match in _events().finditer(cleaned.plain) if dates else ():
        a, b = cleaned.original(match.start(), match.end())
        place = bisect_right(dates, a - _BESIDE)
        if place < len(dates) and dates[place] < b + _BESIDE:
            add(match.start(), match.end(), PUBLIC_EVENT)
    for match in _FIGURES.finditer(cleaned.text):
        add(match.start(), match.end(), FIGURES)
    for match in _WORD.finditer(cleaned.text):
        reason = _reason(match.group(), cleaned.text[max(0, match.start() - 3) : match.start()], names)
        if reason:
            add(match.start(), match.end(), reason)
    return sorted(found, key=lambda suspect: suspect.start)


def _reason(word: str, before: str, names: frozenset[str]) -> str | None:
    """Why a word may be somebody's name; None where it hardly is."""
    folded = fold(word)
    if folded in names:
        return KNOWN_NAME
    if len(word) < 3 or not word[0].isupper():
        return None
    starts = _STARTS.search(before) is not None
    if folded not in _known() and not (folded.endswith("s") and folded[:-1] in _known()):
        return None if word.isupper() and (starts or len(word) < 4) else UNKNOWN_WORD
    if not starts and not word.isupper() and folded in _frequent_names():
        return NAME_TOO
    return None


def _hidden(result: PseudonymisedNote) -> list[tuple[int, int, str]]:
    """Where the replacements stand in the replaced text, and of what label they are."""
    places, moved = [], 0
    for entity in sorted(result.entities, key=lambda e: e.start):
        new = entity.text if entity.replacement is None else entity.replacement
        start = entity.start + moved
        if entity.label not in KEPT:
            places.append((start, start + len(new), entity.label))
        moved += len(new) - len(entity.text)
    return places


@cache
def _events() -> re.Pattern[str]:
    """Events whose date everybody knows."""

    written = (files(__package__) / "public_events.yaml").read_text(encoding="utf-8")
    words = sorted(parse_lists(written)["events"], key=lambda event: (-len(event), event))
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(re.escape(word) for word in words)})s?(?![^\W_])")


@cache
def _known() -> frozenset[str]:
    """Words of the language and of medicine, folded."""
    from carnet.text.lexicon.medical import acronyms, drugs, eponyms, medical_words
    from carnet.text.lexicon.words import common_words

    lists = (common_words(), medical_words(), drugs(), acronyms(), eponyms())
    return frozenset(fold(word) for words in lists for word in words)


@cache
def _frequent_names() -> frozenset[str]:
    """Frequent first and last names that are ordinary words too, but not the most ordinary, nor medicine's."""
    from carnet.text.lexicon.medical import acronyms, drugs, eponyms, medical_words
    from carnet.text.lexicon.names import first_names, last_names
    from carnet.text.lexicon.words import common_words

    ordinary = common_words()
    frequent = {name for name, rank in first_names().items() if rank < 500}
    frequent |= {name for name, rank in last_names().items() if rank < 1000}
    spared = {fold(word) for words in (medical_words(), drugs(), acronyms(), eponyms()) for word in words}
    return frozenset(name for name in frequent if ordinary.get(name, 0) < 10_000 and name not in spared)


def _caution() -> str:
    return _(
        "No promise of zero: what no detector saw is still there, and whoever knows a patient well may recognise them. "
        "Read the sample before the notes are shared."
    )


def share(part: int, whole: int) -> str:
    """A share for people."""
    return f"{number(part)} ({percent(part / whole, digits=1)})" if whole else number(part)
