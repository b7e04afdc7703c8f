"""Diseases of a stay that the CIM-10 codes together: « BPCO » and « pneumopathie », a septic shock and its germ."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from carnet.text.terminologies.nomenclature import Nomenclature
from carnet.tools.coding.mention import Placed
from carnet.tools.coding.pmsi.candidates import Candidate, attested
from carnet.tools.coding.pmsi.codes import Family, table

_AROUND = 120  # characters around a mention where a pattern is looked for
_OVER = 0.3  # points: the code that says both comes before each
_ADDED = -2.0  # points: what is added comes after what it was drawn from


@dataclass(frozen=True, slots=True)
class _Rule:
    of: Family
    beside_of: Family | None
    alone: Family | None
    unless: Family | None
    drops: Family | None
    near: re.Pattern[str] | None
    nowhere: re.Pattern[str] | None
    code: str
    added: bool


@cache
def _rules() -> tuple[_Rule, ...]:
    def one(rule: Mapping[str, Sequence[str]], name: str) -> Family | None:
        return Family.of(rule[name]) if name in rule else None

    return tuple(
        _Rule(
            Family.of(rule["of"]),
            one(rule, "with"),
            one(rule, "alone"),
            one(rule, "unless"),
            one(rule, "drops"),
            re.compile(rule["near"]) if "near" in rule else None,
            re.compile(rule["nowhere"]) if "nowhere" in rule else None,
            rule["code"],
            bool(rule.get("beside")),
        )
        for rule in table("combinations")
    )


def combined(
    candidates: Mapping[str, Candidate], placed: Sequence[Placed], nomenclature: Nomenclature
) -> dict[str, Candidate]:
    """The candidates once those that one code says together have it, with the passages of both.

    A code that the notes deny is not made; `candidates` is not changed.
    """
    kept = dict(candidates)
    denied = _denied(placed)
    for rule in _rules():
        known = nomenclature.get(rule.code)
        if known is None or rule.code in denied or not nomenclature.valid(rule.code, "das"):
            continue
        firsts = [one for one in kept.values() if one.code in rule.of and one.code != rule.code and _told(one, rule)]
        seconds = _seconds(kept, rule, firsts)
        if not firsts or seconds is None or (rule.unless and any(code in rule.unless for code in kept)):
            continue
        made = _made(rule.code, known.label, firsts, seconds, kept.get(rule.code), rule.added)
        for one in () if rule.added else firsts:
            del kept[one.code]
        if rule.drops is not None:
            kept = {code: one for code, one in kept.items() if code not in rule.drops}
        kept[rule.code] = made
    return kept


def _denied(placed: Sequence[Placed]) -> Collection[str]:
    said = {one.mention.code for one in placed if one.mention.code}
    told = {code for one in placed for code, _assertion in attested(one)}
    return {code for code in said if code not in told}


def _told(candidate: Candidate, rule: _Rule) -> bool:
    if not candidate.present:
        return False
    if rule.nowhere and any(rule.nowhere.search(source.placed.reading.plain) for source in candidate.sources):
        return False
    if rule.near is None:
        return True
    for source in candidate.sources:
        mention, plain = source.placed.mention, source.placed.reading.plain
        if rule.near.search(plain, max(0, mention.start - _AROUND), mention.end + _AROUND):
            return True
    return False


def _seconds(
    candidates: Mapping[str, Candidate], rule: _Rule, firsts: Sequence[Candidate]
) -> tuple[Candidate, ...] | None:
    """What stands with the first, told of the stay or lasting; None where the rule does not hold."""
    if rule.beside_of is None:
        return ()
    found = tuple(
        one
        for one in candidates.values()
        if one.code in rule.beside_of and one.present and (not one.past or not all(first.past for first in firsts))
    )
    if not found or (rule.alone and sum(code in rule.alone for code in candidates) > 1):
        return None
    return found


def _made(
    code: str,
    label: str,
    firsts: Sequence[Candidate],
    seconds: Sequence[Candidate],
    held: Candidate | None,
    added: bool,
) -> Candidate:
    every = [*firsts, *seconds, *([held] if held else [])]
    sources = [source for one in every for source in one.sources]
    entry = held.entry if held and held.entry else (None if added else firsts[0].entry)
    best = max(one.strength for one in (firsts if added else every))
    return Candidate(code, label, sources, entry, best + (_ADDED if added else _OVER))
