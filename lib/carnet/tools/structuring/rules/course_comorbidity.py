"""Comorbidities with their CIM-10 code, cancers of the family, and what happens: admissions and acute illnesses."""

import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from carnet.text.assertion import assert_spans
from carnet.text.lists import parse_lists
from carnet.text.reading import Reading
from carnet.text.terms import Vocabulary
from carnet.tools.structuring.finding import Finding

_HISTORY = frozenset(
    ("history", "medical_history", "surgical_history", "gynaecological_history", "family_history", "risk_factors")
)
_BACKGROUND = re.compile(r"\b(?:antecedents?|atcds?|comorbidites?|terrain|connue? pour|suivie? pour)\b[^.;\n]{0,120}$")
_LISTED = re.compile(r"\b(?:antecedents?|atcds?)(?! familia)\b[^.;]{0,260}$")
_KIN = re.compile(
    r"\b(?:mere|pere|frere|soeur|oncle|tante|cousine?|grand[- ]?(?:mere|pere)|grands-parents|fille|fils"
    r"|famil\w+|maternel\w*"
    r"|paternel\w*|fratrie|niece|neveu|heredit\w+)s?\b"
)
_REASON = re.compile(
    r"(?:\b(?:hospitalis\w+|admise?|adressee?|consult\w+|transferee?|sejourne|readmise?|vue?|entre(?:e)?"
    r"|passage|venue?)"
    r"\b[^.;\n]{0,90}\b(?:pour|devant|en raison d\w*|motif)|\bmotifs?\b[^.;\n]{0,30}:) ?:?"
    r" ?(?:une? |des |de |d'|l')?(?:\w+ ){0,2}?(?:\w+ et )?$"
)
_NOT_DISEASE = re.compile(
    r"\b(?:depistage|serologies?|vaccin\w*|risque de|prevention de"
    r"|prophylaxie\w*)(?: \w+){0,2} $"
)
_CURED = re.compile(r" (?:gueri|ancien|resolu|traitee? et gueri)e?n?e?s?(?![a-z])")
_FOLLOWED = re.compile(
    r"(?:(?: et|,| ou|/) ?(?:b|c|vih|hepatite c|hepatite b))? ?(?::|=|-)? ?(?:negati\w+|neg\b|non reactive?)"
)
_MEASURED = re.compile(r" ?[:=] ?[<>]? ?\d| ?\d+(?:[.,]\d+)? ?ui?(?![a-z])")  # « FA : 69 UI/l » is alkaline phosphatase
_LONG_TERM = re.compile(r" (?:chronique|depuis|au long cours|(?:trois|3) fois|iteratives?)")
_LEAFLET = re.compile(r"\b(?:decrivant|decrits?|fiche technique|notice|rcp du medicament)\b[^.;\n]{0,80}$")
_TESTED = re.compile(r"\bserolog\w+[^.;\n]{0,90}$")
_NEGATIVE = re.compile(r"[^.;\n]{0,90}\b(?:negati\w+|norma\w+|non reactiv\w+)")


@dataclass(frozen=True, slots=True)
class Illness:
    """A comorbidity or an event. `history`: its code among the history; `capitals`: only so written, it is meant."""

    name: str
    code: str | None
    history: str | None
    kind: str  # comorbidity, acute, event, admission, family
    capitals: bool = False


@cache
def illnesses() -> Vocabulary[Illness]:
    """Every comorbidity, event and cancer of the family, by all their names."""
    folder = Path(__file__).parent
    said: dict[str, Illness] = {}
    table = parse_lists((folder / "course_comorbidities.yaml").read_text(encoding="utf-8"))
    events = parse_lists((folder / "course_events.yaml").read_text(encoding="utf-8"))["events"]
    for name, names in table["family"].items():
        said.update(dict.fromkeys((name, *names), Illness(name, None, None, "family")))
    for name, entry in events.items():
        _add(said, name, entry, "admission" if entry.get("admission") else "event")
    for name, entry in table["comorbidities"].items():
        _add(said, name, entry, "acute" if entry.get("acute") else "comorbidity")
    return Vocabulary(said)


def _add(said: dict[str, Illness], name: str, entry: dict[str, Any], kind: str) -> None:
    code = entry["code"]
    one = Illness(name, code, entry.get("history", code), kind)
    said.update(dict.fromkeys((name, *entry["said"]), one))
    said.update(dict.fromkeys(entry.get("capitals", ()), Illness(name, code, one.history, kind, capitals=True)))


def find(reading: Reading) -> list[Finding]:
    """The comorbidities and events of a note."""
    found: list[Finding] = []
    family: list[tuple[int, int, Illness]] = []
    for term in illnesses().find(reading.words):
        one = term.entry
        if one.capitals and not _meant(reading, term.start, term.end):
            continue
        if one.kind == "family":
            family.append((term.start, term.end, one))
            continue
        made = _finding(reading, term.start, term.end, one)
        if made is not None:
            found.append(made)
    return _of_the_past(reading, found) + _of_family(reading, family)


def _meant(reading: Reading, start: int, end: int) -> bool:
    """Whether an abbreviation that may be something else stands for the illness: FA, PR (also Professeur), SEP…"""
    if not reading.text[start:end].isupper() or _MEASURED.match(reading.plain, end):
        return False
    line = reading.text.rfind("\n", 0, start) + 1
    stop = reading.text.find("\n", end)
    alone = reading.text[line : stop if stop >= 0 else len(reading.text)].isupper()
    if not alone and reading.text[start:end] not in ("PR", "SAS", "LES"):
        return True
    section = reading.section_at(start)
    listed = section is not None and section.kind in _HISTORY
    return listed or _BACKGROUND.search(reading.plain, max(line, start - 140), start) is not None


def _of_the_past(reading: Reading, found: list[Finding]) -> list[Finding]:
    """« Dans ses antécédents, on note HTA, BPCO »: all the list is of the past, what is denied in it stays absent."""
    plain = reading.plain.replace("\n", " ")
    places = []
    for place, one in enumerate(found):
        if one.kind == "comorbidity" and one.status is None:
            sentence = reading.sentence_at(one.start)
            if sentence and _LISTED.search(plain, max(sentence.start, one.start - 300), one.start):
                places.append(place)
    if places:
        spans = [(found[place].start, found[place].end) for place in places]
        said = assert_spans(reading.clean, reading.sentences, reading.sections, spans)
        for place, assertion in zip(places, said, strict=True):
            if assertion.status == "present":
                found[place] = replace(found[place], status="history")
    return found


def _finding(reading: Reading, start: int, end: int, one: Illness) -> Finding | None:
    plain = reading.plain
    if _NOT_DISEASE.search(plain, max(0, start - 50), start) or _LEAFLET.search(plain, max(0, start - 90), start):
        return None
    if one.kind == "comorbidity":
        negative = _FOLLOWED.match(plain, end)  # « VIH négatif »
        if not negative and _TESTED.search(plain, max(0, start - 110), start):
            negative = _NEGATIVE.match(plain, end)
        if one.name.startswith("stéatose") and plain.startswith(" pancrea", end):
            return None
        if reading.text[start:end].endswith("dialyse") and not _LONG_TERM.match(plain, end):
            return None
        return Finding(
            "comorbidity",
            one.name,
            start,
            end,
            "comorbidity.term",
            one.code,
            "CIM-10" if one.code else None,
            status="absent" if negative else ("history" if _CURED.match(plain, end) else None),
        )
    section = reading.section_at(start)
    kind = section.kind if section else "body"
    line = plain.rfind("\n", 0, start) + 1
    if one.kind == "acute" and (kind in _HISTORY or _BACKGROUND.search(plain, max(line, start - 140), start)):
        code = one.history
        return Finding("comorbidity", one.name, start, end, "comorbidity.past", code, "CIM-10" if code else None)
    reason = kind == "reason" or _REASON.search(plain, max(0, start - 150), start) is not None
    if kind in _HISTORY or (one.kind == "admission" and not reason):
        return None
    return Finding(
        "event",
        one.name,
        start,
        end,
        "event.admission" if reason else "event.term",
        one.code,
        "CIM-10" if one.code else None,
        parts={"type": "admission" if reason else "other"},
    )


def _of_family(reading: Reading, mentions: list[tuple[int, int, Illness]]) -> list[Finding]:
    """The cancers that the text says are of the family; the patient's own are the site's and the histology's."""
    if not mentions or not _KIN.search(reading.plain):
        return []
    places = [(start, end) for start, end, _one in mentions]
    said = assert_spans(reading.clean, reading.sentences, reading.sections, places)
    return [
        Finding("comorbidity", one.name, start, end, "comorbidity.family", status="family")
        for (start, end, one), assertion in zip(mentions, said, strict=True)
        if assertion.status == "family"
    ]
