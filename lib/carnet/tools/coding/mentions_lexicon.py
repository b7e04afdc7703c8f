"""The diagnoses of the lexicon named in a note, also where a list shares their first words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from carnet.text.clean import plain as plain_of
from carnet.text.reading import Reading
from carnet.tools.coding.lexicon import Diagnosis, composed, plain_entries
from carnet.tools.coding.mentions_draft import Draft
from carnet.tools.coding.mentions_refine import Qualifiers
from carnet.tools.coding.mentions_tokens import Match, Names, Tokens

_MEASURED = re.compile(r" ?[:=] ?[<>]? ?\d| ?\d+(?:[.,]\d+)? ?(?:ui?|g|mg|ml|%)(?![a-z])")  # « FA : 69 UI/l » is no FA
_PART = re.compile(r"\b(?:anti|igg|igm|ac|proteine|gene|recepteurs?)[ -]$")  # « IgG-NMO »
_ASIDE = re.compile(r" ?\([^()\n]{0,40}\)")
_SHARED = re.compile(r"\s*(?:,|et/ou|et|ou|sur|/|&|\+)\s*(?:(?:de|du|des|la|le|les|au|aux|a)\s+|d'|l')*")
_EDGE_BEFORE = re.compile(r"(?:^|[,;:+/\n(•*>]|(?:^|\n)\s*-|\s-|\bet)\s*$")
_EDGE_AFTER = re.compile(r"\s*(?:$|[,;.+/\n)]|-\s|et\b)")
_BACKGROUND = re.compile(r"\b(?:antecedents?|atcds?|comorbidites?|terrain|connue? pour|suivie? pour)\b[^.;\n]{0,120}$")
_LISTS = frozenset(
    (
        "history",
        "medical_history",
        "surgical_history",
        "gynaecological_history",
        "risk_factors",
        "diagnosis",
        "conclusion",
        "reason",
    )
)
_VOWEL = re.compile(r"[aeiouy]")
_WORDS = frozenset(("LES", "PAR", "SAS", "MAP", "CAP", "PIC", "PAS", "TAG", "TOP", "API", "MAL", "COL", "AME", "BUT"))
_TITLE = re.compile(
    r"\b(?:dr|drs|pr|professeur|docteur|mr?|mme|mlle|monsieur|madame|interne|"
    r"service|unite|secteur|hopital|clinique)\.? (?:[a-z]\.? |\w+ )?$"
)


@dataclass(frozen=True, slots=True)
class Called:
    """A name of a diagnosis; `capitals`: only so written it is meant."""

    diagnosis: Diagnosis
    capitals: bool = False


@cache
def ambiguous() -> dict[str, "re.Pattern[str]"]:
    """Abbreviations that mean something else more often → what says around that the disease is meant."""
    raw = yaml.safe_load((Path(__file__).parent / "mentions_ambiguous.yaml").read_text(encoding="utf-8"))
    return {short: re.compile("|".join(rf"\b{plain_of(word)}" for word in words)) for short, words in raw.items()}


@cache
def names() -> Names[Called]:
    """Every name of the lexicon → the diagnosis."""
    found: Names[Called] = Names()
    later: list[tuple[str, Called]] = []
    for diagnosis, said, capitals in plain_entries():
        for name in said:
            found.add(str(name), Called(diagnosis))
        later += [(str(name), Called(diagnosis, capitals=True)) for name in capitals]
    for heads, sites in composed():
        places: Names[Called] = Names()
        for one in sites:
            for place in one.places:
                places.add(place, Called(one.diagnosis))
            for name in one.names:
                found.add(name, Called(one.diagnosis))
            later += [(name, Called(one.diagnosis, capitals=True)) for name in one.capitals]
        for head in heads:
            found.graft(head, places)
    for name, called in later:
        found.add(name, called)
    return found


def find(reading: Reading, tokens: Tokens) -> list[Draft]:
    """What the lexicon names in a note, each with the code that its qualifiers choose."""
    met = list(_met(reading, tokens))
    qualifiers = Qualifiers(
        reading, tokens, [(one.first, one.after, (one.entry.diagnosis.codes or ("?",))[0][:1]) for one, _head in met]
    )
    return [_draft(tokens, one, head, qualifiers) for one, head in met]


def _met(reading: Reading, tokens: Tokens) -> Iterator[tuple[Match[Called], tuple[int, int] | None]]:
    """The names met; of one that shares the first words of the one before it, where those are."""
    tree = names()
    after = 0
    for match in tree.find(tokens):
        if match.first < after or (match.entry.capitals and not _meant(reading, tokens, match)):
            continue
        if match.after - match.first == 1 and (
            _a_person(reading, tokens.starts[match.first]) or not _this_one(reading, tokens, match)
        ):
            continue
        match = _reaching_further(reading, tokens, match)
        yield match, None
        after = match.after
        current: Match[Called] | None = match
        while current is not None:
            current = _sharing(reading, tokens, match, after)
            if current is not None:
                yield current, (tokens.starts[match.first], tokens.ends[match.first])
                after = current.after


def _a_person(reading: Reading, start: int) -> bool:
    """« Dr K. Verneuil » is no disease."""
    return reading.text[start].isupper() and _TITLE.search(reading.plain, max(0, start - 24), start) is not None


def _reaching_further(reading: Reading, tokens: Tokens, match: Match[Called]) -> Match[Called]:
    """« poussée d'insuffisance cardiaque gauche »: of two names that cross, the one that reaches further."""
    for place in range(match.first + 1, match.after - 1):
        other = names().at(tokens, place, names().root)
        if other is not None and other.after > match.after and not other.entry.capitals:
            return replace(other, first=match.first)
    return match


def _sharing(reading: Reading, tokens: Tokens, match: Match[Called], after: int) -> Match[Called] | None:
    """« insuffisance cardiaque et rénale »: the second is an insuffisance rénale."""
    if (
        match.path
        and after + 1 < len(tokens.forms)
        and (tokens.forms[after] in ("et", "ou") or tokens.forms[after : after + 2] == ("sur", "chroniqu"))
    ):
        after += 1
    if after >= len(tokens.forms) or not match.path:
        return None
    start, end = tokens.ends[after - 1], tokens.starts[after]
    if tokens.forms[after - 1] in ("et", "ou", "sur"):
        start = tokens.ends[after - 2]
    if end - start > 16 or not _SHARED.fullmatch(reading.plain, start, end):
        return None
    alone = names().at(tokens, after, names().root) if tokens.forms[after] in names().root else None
    for node in reversed(match.path):
        found = names().at(tokens, after, node)
        if found is not None and (alone is None or found.after > alone.after):
            return found
    return None


def more_metastases(reading: Reading, tokens: Tokens, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """« métastases cérébrales (irradiées), osseuses et surrénalienne »: the places that go on after a metastasis."""
    tree = names().after("métastase")
    taken = [(one.start, one.end) for one in drafts]
    for one in drafts:
        if tree is None or one.code is None or one.code[:3] not in ("C77", "C78", "C79"):
            continue
        place, end = tokens.at(one.end), one.end
        while place < len(tokens.forms):
            if tokens.forms[place] in ("et", "ou"):
                place += 1
            aside = _ASIDE.match(reading.plain, end)
            if aside is not None:
                end = aside.end()
                place = tokens.at(end)
                place += tokens.forms[place : place + 1] == ("et",)
            found = names().at(tokens, place, tree)
            if found is None or not _SHARED.fullmatch(reading.plain, end, tokens.starts[place]):
                break
            start, end = tokens.starts[place], tokens.ends[found.after - 1]
            if any(a < end and start < b for a, b in taken):
                break
            entry = found.entry.diagnosis
            if entry.code is not None:
                yield replace(
                    one,
                    start=start,
                    end=end,
                    name=entry.name,
                    code=entry.code,
                    entry=entry,
                    also=((one.start, one.end),),
                )
            place = found.after


def _meant(reading: Reading, tokens: Tokens, match: Match[Called]) -> bool:
    """Whether an abbreviation that may be something else stands for the disease: FA, PR (also Professeur), SEP…"""
    start, end = tokens.starts[match.first], tokens.ends[match.after - 1]
    text, plain = reading.text, reading.plain
    if plain[end - 1] == "x" and not tokens.forms[match.after - 1].endswith("x"):
        return False  # « Amox » is no plural of AMO
    if _MEASURED.match(plain, end) or _PART.search(plain, max(0, start - 12), start):
        return False
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = stop if stop >= 0 else len(text)
    written = "".join(letter for letter in text[start:end] if letter.isalpha())
    if not written.isupper():
        if "." in text[start:end] or (len(written) >= 3 and not _VOWEL.search(plain, start, end)):
            return True  # « s.e.p. », « tvp »: no word of the language
        if len(written) >= 4 and text[line:stop].islower():
            return True
        alone = _EDGE_BEFORE.search(plain, max(line - 1, 0), start) or start == line
        return len(written) >= 3 and bool(alone) and _EDGE_AFTER.match(plain, end) is not None
    if not text[line:stop].isupper() or text[line:stop].strip(" -*•.:;,") == text[start:end]:
        return True
    section = reading.section_at(start)
    listed = section is not None and section.kind in _LISTS
    edges = _EDGE_BEFORE.search(plain, max(line - 1, 0), start) and _EDGE_AFTER.match(plain, end)
    return (
        listed
        or len(written) >= 4
        or (len(written) == 3 and written not in _WORDS)
        or bool(edges)
        or _BACKGROUND.search(plain, max(line, start - 140), start) is not None
    )


def _this_one(reading: Reading, tokens: Tokens, match: Match[Called]) -> bool:
    """Whether an abbreviation that more often means something else has around it what says the disease."""
    start, end = tokens.starts[match.first], tokens.ends[match.after - 1]
    near = ambiguous().get(reading.text[start:end])
    if near is None or near.search(reading.plain, max(0, start - 200), end + 120):
        return True
    section = reading.section_at(start)
    line = reading.text.rfind("\n", 0, start)
    listed = section is not None and section.kind in _LISTS and reading.governed(start)
    return listed and _EDGE_BEFORE.search(reading.plain, max(line, 0), start) is not None


def _germs(tokens: Tokens, match: Match[Called], code: str | None) -> Iterator[str]:
    """« infection urinaire à E. coli » in one name: the germ has its code beside that of the infection."""
    for place in range(match.first, match.after) if code and code[0] != "B" else ():
        node: dict[str, Any] | None = names().root
        for word in tokens.forms[place : match.after]:
            node = node.get(word) if node else None
            if node is None:
                break
            named: Called | None = node.get("")
            if named is not None and (named.diagnosis.code or "").startswith(("B95", "B96")):
                yield str(named.diagnosis.code)


def _draft(tokens: Tokens, match: Match[Called], head: tuple[int, int] | None, qualifiers: Qualifiers) -> Draft:
    entry = match.entry.diagnosis
    said = qualifiers.refine(entry, match.first, match.after)
    code = said.code if said else entry.code
    start, end = tokens.starts[match.first], tokens.ends[match.after - 1]
    also = tuple(place for place in (said.places if said else ()) if not (start <= place[0] and place[1] <= end))
    return Draft(
        start,
        end,
        entry.name,
        "lexicon",
        0.9 if said or not entry.refine else 0.8,
        code,
        entry,
        () if code else entry.codes,
        ((head,) if head else ()) + also,
        tuple(dict.fromkeys((*entry.with_codes, *_germs(tokens, match, code), *(said.others if said else ())))),
        past=entry.history,
        lasting=entry.chronic,
    )
