"""How well facts read in notes agree with gold facts: found, valued, asserted, coded, dated, kind by kind."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from carnet.evaluation.jsonl import read_both, refused
from carnet.evaluation.rates import Bootstrap, Rate
from carnet.language import _
from carnet.text.clean import plain

FIELDS = ("value", "assertion", "code", "date", "laterality")
ASSERTIONS = ("present", "absent", "possible", "hypothetical", "family", "history")
_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"(?<=\d)\.(?=\d)")


@dataclass(frozen=True, slots=True)
class FactPair:
    """A note's gold and predicted facts, as the lines of both files give them."""

    note_id: str
    gold: tuple[Mapping[str, Any], ...]
    predicted: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class FactPairs:
    """The notes; how many were left out as partly reviewed, and how many have no prediction."""

    notes: tuple[FactPair, ...]
    partial: int
    missing: int


@dataclass(frozen=True, slots=True)
class KindScore:
    """One kind. `recall`: gold facts found (same kind, overlapping evidence); `precision`: predicted facts that are
    such, but for those derived by a rule that answer nothing, since gold marks what is written; `fields`: among the
    found, how many have the gold's value, assertion, code… where gold gives one; `whole_recall` and
    `whole_precision`: found with the right value and assertion."""

    kind: str
    recall: Rate
    precision: Rate
    whole_recall: Rate
    whole_precision: Rate
    fields: Mapping[str, Rate] = field(default_factory=dict)

    @property
    def f1(self) -> float:
        """Of the facts found with the right value and assertion."""
        hits, total = self.whole_recall.hits, self.whole_recall.total + self.whole_precision.total
        return 2 * hits / total if total else float("nan")


@dataclass(frozen=True, slots=True)
class FactReport:
    """All kinds together, and each. `unscored`: predicted kinds that gold never has, with their counts."""

    notes: int
    total: KindScore
    kinds: tuple[KindScore, ...]
    unscored: Mapping[str, int]


def read_fact_pairs(gold: Path, predicted: Path) -> FactPairs:
    """The notes of GOLD.jsonl (note_id, facts) with the facts of PREDICTED.jsonl, as `carnet run structure` writes.

    Raises `EvaluationRefused` on a file or a line that cannot be read, or files with no note in common.
    """
    both = read_both(gold, predicted)
    notes = tuple(
        FactPair(
            one.note_id, _facts(one.gold, gold, one.row), _facts(one.other, predicted, one.row) if one.other else ()
        )
        for one in both.lines
    )
    return FactPairs(notes, both.partial, both.missing)


def score_facts(notes: Sequence[FactPair], *, resamples: int = 1000, seed: int = 0) -> FactReport:
    """Score predicted facts against gold, with intervals over notes.

    A predicted fact answers at most one gold fact of its kind, and evidence must overlap where both have one; those
    that agree in more fields are paired first.
    """
    kinds = sorted({fact["kind"] for note in notes for fact in note.gold})
    matched = [_match(note) for note in notes]
    rate = Bootstrap(len(notes), resamples, seed).rate

    def score(name: str, wanted: Callable[[str], bool]) -> KindScore:
        rows = [_Tally.of(note, pairs, wanted) for note, pairs in zip(notes, matched, strict=True)]
        return KindScore(
            name,
            recall=rate([(row.found, row.gold) for row in rows]),
            precision=rate([(row.found, row.predicted) for row in rows]),
            whole_recall=rate([(row.whole, row.gold) for row in rows]),
            whole_precision=rate([(row.whole, row.predicted) for row in rows]),
            fields={name: rate([row.fields[name] for row in rows]) for name in FIELDS},
        )

    unscored: dict[str, int] = {}
    for note in notes:
        for fact in note.predicted:
            if fact["kind"] not in kinds:
                unscored[fact["kind"]] = unscored.get(fact["kind"], 0) + 1
    return FactReport(
        notes=len(notes),
        total=score("", lambda kind: kind in kinds),
        kinds=tuple(score(kind, lambda other, kind=kind: other == kind) for kind in kinds),  # type: ignore[misc]
        unscored=unscored,
    )


_Match = tuple[Mapping[str, Any], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _Tally:
    gold: int
    predicted: int
    found: int
    whole: int
    fields: Mapping[str, tuple[int, int]]

    @classmethod
    def of(cls, note: FactPair, pairs: Sequence[_Match], wanted: Callable[[str], bool]) -> "_Tally":
        mine = [pair for pair in pairs if wanted(pair[0]["kind"])]
        answers = {id(pair[1]) for pair in mine}
        given = {name: [pair for pair in mine if pair[0].get(name)] for name in FIELDS}
        return cls(
            gold=sum(wanted(fact["kind"]) for fact in note.gold),
            predicted=sum(
                wanted(fact["kind"]) and (not fact.get("rule") or id(fact) in answers) for fact in note.predicted
            ),
            found=len(mine),
            whole=sum(_same(one, other, "value") and _same(one, other, "assertion") for one, other in mine),
            fields={name: (sum(_same(*pair, name) for pair in pairs), len(pairs)) for name, pairs in given.items()},
        )


def _match(note: FactPair) -> list[_Match]:
    """Gold facts with the predicted facts that answer them."""
    possible = [
        (-sum(_same(gold, other, name) for name in FIELDS), place, rank)
        for place, gold in enumerate(note.gold)
        for rank, other in enumerate(note.predicted)
        if gold["kind"] == other["kind"] and _meet(gold, other)
    ]
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    pairs = []
    for _score, place, rank in sorted(possible):
        if place not in used_gold and rank not in used_predicted:
            used_gold.add(place)
            used_predicted.add(rank)
            pairs.append((note.gold[place], note.predicted[rank]))
    return pairs


def _meet(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    first, second = one.get("evidence"), other.get("evidence")
    if not first or not second:
        return True
    a, b = first[0], second[0]
    return bool(a["start"] < b["end"] and b["start"] < a["end"])


def _same(one: Mapping[str, Any], other: Mapping[str, Any], name: str) -> bool:
    given, found = one.get(name), other.get(name)
    if name == "assertion":
        return (given or "present") == (found or "present")
    return _folded(given) == _folded(found)


def _folded(value: Any) -> str:
    return _NUMBER.sub(",", _SPACE.sub(" ", plain(str(value or "")))).strip()


def _facts(line: Mapping[str, Any], path: Path, row: int) -> tuple[Mapping[str, Any], ...]:
    needed = _("Each line needs note_id and facts, each with kind, value and evidence (start, end).")
    facts = line.get("facts")
    if not isinstance(facts, list):
        raise refused(path, row, "facts", needed)
    for fact in facts:
        if not isinstance(fact, dict) or not isinstance(fact.get("kind"), str) or fact.get("value") in (None, ""):
            raise refused(path, row, "facts", needed)
        if fact.get("assertion") not in (None, *ASSERTIONS):
            raise refused(path, row, "assertion", ", ".join(ASSERTIONS))
        if not isinstance(fact.get("evidence") or [], list):
            raise refused(path, row, "evidence", needed)
        for passage in fact.get("evidence") or []:
            ends: list[Any] = [passage.get(end) for end in ("start", "end")] if isinstance(passage, dict) else []
            if not ends or not all(isinstance(end, int) for end in ends) or ends[0] > ends[1]:
                raise refused(path, row, "evidence", needed)
    return tuple(facts)
