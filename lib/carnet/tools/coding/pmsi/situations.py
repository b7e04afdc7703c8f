"""The situations of care of the Guide méthodologique told in a stay: session, palliative care, follow-up, delivery."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from carnet.text.assertion import assert_spans
from carnet.text.reading import Reading
from carnet.tools.coding.mention import passage
from carnet.tools.coding.pmsi.candidates import Candidate, note_weight
from carnet.tools.coding.pmsi.codes import Family, class_of, family, table
from carnet.tools.coding.stay import Stay
from carnet.tools.structuring.facts import Evidence

_STRONG = ("reason", "conclusion", "diagnosis", "title")
_PASSED_OVER = frozenset(
    ("history", "medical_history", "surgical_history", "family_history", "gynaecological_history", "lifestyle")
    + ("plan", "appointments", "discharge_treatment", "treatment_at_entry", "signature", "recipients", "vaccinations")
    + ("rcp", "allergies", "present_illness")
)
_MOTIVE = re.compile(
    r"\b(?:hospitalise|hospitalisation|admis|admission|adresse|entre|entree|venu|vient|vue?|recu|pris en charge|sejour|"
    r"convoque|programme|accueilli|se presente)e?s?\b[^.;\n]{0,70}\b(?:pour|dans le cadre)\b[^.;\n]{0,40}$"
    r"|\bpour\b[^.;\n]{0,12}$"
)
_TODAY = re.compile(r"\b(?:ce jour|aujourd.hui|du jour|ce matin)\b")
_CYCLE = re.compile(r"\d|cure|cycle|s[ée]ance", re.IGNORECASE)
_PRESENT = frozenset(("present",))
_PLANNED = frozenset(("present", "hypothetical"))  # « césarienne programmée », once the child is born
_FOLLOWED = frozenset(("present", "hypothetical", "history"))  # « pour bilan annuel de sa greffe de 2014 »
_NOT_SITUATIONS = ("treatments", "motive", "delivery", "newborn")
NEWBORN_AGE = 0.08  # years: 28 days


@dataclass(frozen=True, slots=True)
class Told:
    """A situation told in a stay. `main`: it is what the stay was for; `sure`: told in so many words there."""

    name: str
    code: str
    rule: str
    related: str
    rank: int
    main: bool
    evidence: tuple[Evidence, ...]
    das: bool = False
    das_rule: str = "associated"
    surely: bool = True
    beside: tuple[tuple[str, str], ...] = ()  # (code, rule) of second codes that go with it


def told(readings: Sequence[Reading], candidates: Mapping[str, Candidate], stay: Stay) -> list[Told]:
    """The situations of a stay, those that may be its reason first, by rank."""
    found = []
    for name, about in table("situations").items():
        if name not in _NOT_SITUATIONS:
            one = _situation(name, about, readings, candidates)
            if one:
                found.append(one)
    if any(one.name == "vascular_access" and one.main for one in found):
        found = [one for one in found if one.name != "chemotherapy" or any(map(_cycle, one.evidence))]
    found += _birth(readings, candidates, stay)
    return sorted(found, key=lambda one: (not one.main, one.rank))


def _cycle(evidence: Evidence) -> bool:
    """Whether a passage tells of a cycle, rather than of the chemotherapy for which a device was set."""
    return _CYCLE.search(evidence.quote) is not None


def _situation(
    name: str, about: dict[str, Any], readings: Sequence[Reading], candidates: Mapping[str, Candidate]
) -> Told | None:
    tumour = any(_is_tumour(code) for code in candidates)
    if about.get("needs") == "tumour_or_history" and not tumour and not _past_tumour(candidates):
        return None
    code = str(about["code"])
    if name == "follow_up_other" and (tumour or _past_tumour(candidates)):
        return None
    if "unless" in about and any(one in Family.of(about["unless"]) for one in candidates):
        return None
    related = about["related"]
    if "otherwise" in about and not tumour:
        code, related = about["otherwise"], "disease"
    places = [(strong, reading, start, end) for reading in readings for start, end, strong in _places(reading, about)]
    if not places:
        return None
    main = any(strong for strong, *_rest in places)
    if about.get("negative"):
        if not main:
            return None
        if _news(readings, about):
            main = False  # what was found is what the stay was for
        code = _after_treatment(code, about, readings, candidates)
    for branch in about.get("branches", ()):
        if any(
            re.search(branch["near"], reading.plain[max(0, start - 80) : end + 80])
            for _s, reading, start, end in places
        ):
            code = branch["code"]
    places.sort(key=lambda one: (not one[0], -note_weight(one[1])))
    passages = dict.fromkeys(passage(reading, start, end) for _strong, reading, start, end in places)
    return Told(
        name,
        code,
        "S2" if about.get("negative") and not main else about["rule"],
        related,
        about["rank"],
        main,
        tuple(passages)[:5],
        bool(about.get("das")),
        about.get("das_rule", "associated"),
    )


def _places(
    reading: Reading, about: dict[str, Any], accepted: frozenset[str] = _PRESENT
) -> list[tuple[int, int, bool]]:
    """(start, end, whether it is there what the stay is for) of what is asserted, in offsets of the clean text."""
    spans = []
    bare = _patterns(tuple(about.get("reason_said", ())))
    for pattern in (*_patterns(tuple(about["said"])), *bare):
        for match in pattern.finditer(reading.plain):
            section = reading.section_at(match.start())
            kind = section.kind if section else "body"
            if pattern in bare and not (kind == "reason" and reading.governed(match.start())):
                continue
            if kind in _PASSED_OVER and not (kind == "present_illness" and about.get("negative")):
                continue
            if "not_before" in about and re.match(about["not_before"], reading.plain[match.end() : match.end() + 40]):
                continue
            before = reading.plain[max(0, match.start() - 90) : match.start()]
            if any(one.search(before) for one in _patterns(tuple(f"(?:{one})" for one in about.get("excluded", ())))):
                continue
            spans.append((match.start(), match.end(), kind, before))
    if not spans:
        return []
    asserted = assert_spans(reading.clean, reading.sentences, reading.sections, [(a, b) for a, b, _k, _w in spans])
    main = [
        (match.start(), match.end())
        for pattern in _patterns(tuple(about.get("main_said", ())))
        for match in pattern.finditer(reading.plain)
    ]
    found = []
    for (start, end, kind, before), said in zip(spans, asserted, strict=True):
        if "main_said" in about:
            strong = any(a < end and start < b for a, b in main) or (kind == "reason" and reading.governed(start))
        else:
            title = start < 160 and kind in ("body", "letter_head", "greeting") and "\n" not in reading.text[:start]
            today = about.get("rule") == "T1" and _TODAY.search(reading.plain, max(0, start - 25), end + 30) is not None
            told = (kind in _STRONG and reading.governed(start)) or title or today
            strong = told or _MOTIVE.search(before) is not None
        if said.status in accepted or (strong and about.get("negative") and said.status in _FOLLOWED):
            found.append((start, end, strong))
    return found


@cache
def _patterns(written: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one.replace(" ", r"\s+").replace(r"\s+?", r"\s*")) for one in written)


def _is_tumour(code: str) -> bool:
    return code in family("tumours_and_metastases")


def _past_tumour(candidates: Mapping[str, Candidate]) -> bool:
    return any(code.startswith(("Z85", "Z860")) for code in candidates)


def _news(readings: Sequence[Reading], about: dict[str, Any]) -> bool:
    """Whether the follow-up found something: a recurrence, a progression that is asserted outside antecedents."""
    for reading in readings:
        spans = [
            match.span()
            for pattern in _patterns(tuple(about["news"]))
            for match in pattern.finditer(reading.plain)
            if (section := reading.section_at(match.start())) is None or section.kind in _STRONG + ("evolution", "body")
        ]
        if spans and any(
            said.status == "present" for said in assert_spans(reading.clean, reading.sentences, reading.sections, spans)
        ):
            return True
    return False


def _after_treatment(
    code: str, about: dict[str, Any], readings: Sequence[Reading], candidates: Mapping[str, Candidate]
) -> str:
    done = [
        name
        for name, pattern in table("situations")["treatments"].items()
        if any(_patterns((pattern,))[0].search(reading.plain) for reading in readings)
    ]
    graft = next((one for one in sorted(candidates) if one.startswith(about.get("transplant", "-"))), None)
    if graft is not None:
        return graft
    if "fracture" in about and any(class_of(one) == "injury" for one in candidates):
        return str(about["fracture"])
    if "other" in about and not done:
        return str(about["other"])
    if len(done) > 1:
        return str(about["treated"]["several"])
    return str(about["treated"][done[0]]) if done else code


def _birth(readings: Sequence[Reading], candidates: Mapping[str, Candidate], stay: Stay) -> Iterable[Told]:
    """Delivery (mother) or birth (newborn)."""
    newborn = table("situations")["newborn"]
    infant = stay.age is not None and stay.age < NEWBORN_AGE
    if infant or (stay.age is None and any(code.startswith("P") for code in candidates)):
        places = _all(readings, newborn["said"], ())
        if places:
            near = any(_near(newborn["twins"]["near"], reading) for reading, _a, _b in places)
            code = newborn["twins"]["code"] if near else newborn["code"]
            sick = any(class_of(one) == "newborn" for one in candidates)
            passages = tuple(passage(*one) for one in places)[:5]
            yield Told("newborn", code, "newborn", "none", 0, not sick, passages, True, "newborn_das")
        return
    if stay.sex == "m" or (stay.age is not None and not 10 <= stay.age <= 60):
        return
    about = table("situations")["delivery"]
    born = any(_near(about["born"], reading) for reading in readings)
    places = _all(readings, about["said"], about["excluded"], _PLANNED if born else _PRESENT)
    if not places:
        return
    passages = tuple(passage(*one) for one in places)[:5]
    beside = " ".join(reading.plain[max(0, start - 20) : end + 60] for reading, start, end in places)
    around = " ".join(reading.plain[max(0, start - 200) : end + 200] for reading, start, end in places)
    mode = _first_code(about["modes"][:-1], (beside, around)) or about["modes"][-1]["code"]
    outcome = _first_code(about["outcomes"], (around,)) or about["outcomes"][-1]["code"]
    obstetric = any(class_of(one) == "obstetric" and not one.startswith("O80") for one in candidates)
    normal = mode.startswith("O80")
    yield Told(
        "delivery",
        mode,
        "delivery" if normal else "delivery_outcome",
        "none",
        0,
        normal and not obstetric,
        passages,
        True,
        "delivery_outcome",
        beside=((outcome, "delivery_outcome"),),
    )


def _first_code(rules: Sequence[Mapping[str, str]], texts: Sequence[str]) -> str | None:
    return next((one["code"] for text in texts for one in rules if re.search(one["near"], text)), None)


def _all(
    readings: Sequence[Reading], said: Sequence[str], excluded: Sequence[str], accepted: frozenset[str] = _PRESENT
) -> list[tuple[Reading, int, int]]:
    """The places where one of the patterns stands, asserted as accepted."""
    about = {"said": list(said), "excluded": list(excluded)}
    return [(reading, start, end) for reading in readings for start, end, _strong in _places(reading, about, accepted)]


def _near(pattern: str, reading: Reading) -> bool:
    return re.search(pattern, reading.plain) is not None
