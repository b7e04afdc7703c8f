"""What a fact is about, whether it holds or happens, and whether two facts say the same or contradict each other."""

import re

from carnet.tools.structuring.facts import Fact, Kind

# what holds until something changes it: said again in another note, it is the same fact, whatever that note's date
STATES: frozenset[Kind] = frozenset(
    ("site", "laterality", "histology", "grade", "ctnm", "ptnm", "stage", "metastatic_site")
    + ("comorbidity", "tobacco", "alcohol")
)
# of which a patient has one value at a time: two values of one day contradict each other
SINGLE: frozenset[Kind] = frozenset(
    ("histology", "grade", "ctnm", "ptnm", "stage", "biomarker", "performance_status", "score", "response", "tobacco")
    + ("alcohol", "site", "metastatic_site")
)
SERUM = frozenset(("PSA", "ACE", "AFP", "LDH", "NSE", "SCC", "hCG", "bHCG", "thyroglobuline", "calcitonine"))
_STAGE = re.compile(r"(0|IV|I{1,3})(.*)")
_RELAPSE_MONTHS = 4
_HER2_SCORES = frozenset(("0", "1+", "2+", "3+"))
_HER2_MEANS = {
    "3+": {"positif"},
    "positif": {"positif"},
    "amplifié": {"positif"},
    "2+": {"positif", "négatif", "équivoque", "low"},
    "équivoque": {"positif", "négatif", "équivoque", "low"},
    "1+": {"négatif", "low"},
    "low": {"négatif", "low"},
    "0": {"négatif", "ultralow"},
    "ultralow": {"négatif", "ultralow"},
    "négatif": {"négatif", "low", "ultralow"},
}
_CONVICTION = {"present": "yes", "history": "yes", "absent": "no"}


def conviction(fact: Fact) -> str:
    """yes, no, possible, hypothetical or family: what mentions must share to be one fact."""
    return _CONVICTION.get(fact.assertion, fact.assertion)


def is_state(fact: Fact) -> bool:
    """Whether the fact holds over time. A mutation or a receptor does, a marker in the blood does not."""
    if fact.kind == "biomarker":
        return not is_serum(fact)
    if fact.kind == "event":
        return fact.parts.get("type") in ("death", "cause_of_death")
    return fact.kind in STATES


def is_serum(fact: Fact) -> bool:
    """Whether a biomarker is measured in blood, over and over."""
    marker = str(fact.parts.get("marker") or fact.value.partition("=")[0])
    return marker in SERUM or marker.startswith(("CA ", "CYFRA"))


def topic(fact: Fact) -> str:
    """What the fact is about: the marker, the scale, the organ, the drug; the value itself where nothing else is."""
    parts = fact.parts
    if fact.kind == "biomarker":
        return _assay(fact)
    if fact.kind == "line":
        return str(parts.get("treatment") or fact.value)
    if fact.kind == "lab":
        return str(parts.get("name") or fact.value.partition("=")[0])
    if fact.kind in ("grade", "score", "performance_status"):
        return str(parts.get("scale") or "")
    if fact.kind == "stage":  # I to IV of TNM and FIGO agree, lymphomas have their own
        scale = str(parts.get("scale") or fact.system or "").casefold()
        return scale if "arbor" in scale or "lugano" in scale else ""
    if fact.kind in ("ctnm", "ptnm"):
        prefix = str(parts.get("prefix") or fact.value[:2])
        return "y" if "y" in prefix else "r" if "r" in prefix else ""
    if fact.kind == "site":
        return str(parts.get("organ") or fact.value)
    if fact.kind == "histology":  # what has no code is a feature of the tumour: emboli, a component in situ
        return "" if fact.code else fact.value
    if fact.kind in ("response", "tobacco", "alcohol"):
        return ""
    if fact.kind == "toxicity":
        return str(parts.get("term") or fact.value)
    return fact.value


def _assay(fact: Fact) -> str:
    """The marker, and the test where it answers another question: « HER2 ISH », « PD-L1 CPS »."""
    marker = str(fact.parts.get("marker") or fact.value.partition("=")[0])
    if fact.value.startswith("HER2 ISH"):
        return "HER2 ISH"
    score = str(fact.parts.get("score") or "")
    return f"PD-L1 {score}" if marker == "PD-L1" and score in ("TPS", "CPS", "IC") else marker


def same_value(one: Fact, other: Fact) -> bool:
    """Whether two facts of a kind and topic say the same: equal, or one more precise than the other."""
    if one.kind == "site":
        return _agree(one.laterality, other.laterality) and _nested(one.code or one.value, other.code or other.value)
    if one.kind == "histology":
        return (one.code or one.value) == (other.code or other.value)
    if one.kind in ("ctnm", "ptnm"):
        return _same_tnm(one, other)
    if one.kind == "stage":
        (group, letter), (other_group, other_letter) = _stage(one), _stage(other)
        return group == other_group and (not letter or not other_letter or letter == other_letter)
    if one.kind == "metastatic_site":
        return one.value == other.value and _agree(one.laterality, other.laterality)
    if one.kind == "biomarker" and not is_serum(one):
        return _agree(one.laterality, other.laterality) and (one.value == other.value or _bare(one, other))
    if one.kind == "line":
        return _agree(one.parts.get("number"), other.parts.get("number"))
    if one.kind in ("grade", "tobacco"):  # « Gleason 7 » and « Gleason 7 (3+4) », « actif » and « actif 41 PA »
        short, long = sorted((one.value, other.value), key=len)
        return long == short or long.startswith(f"{short} ")
    return one.value == other.value


def _stage(fact: Fact) -> tuple[str, str]:
    found = _STAGE.match(fact.value)
    return (found[1], found[2]) if found else (fact.value, "")


def _agree(one: object, other: object) -> bool:
    return one is None or other is None or one == other


def _nested(one: str, other: str) -> bool:
    """C50 and C50.9 are contained in C50.4; C50.2 is not."""
    short, long = sorted((one.removesuffix(".9"), other.removesuffix(".9")), key=len)
    return long == short or (long.startswith(short) and "." not in short)


def _bare(one: Fact, other: Fact) -> bool:
    """Whether one of two results is the bare status of the other: RE positif and 70 %, KRAS muté and G12C."""
    said = [str(fact.parts.get("status") or "") for fact in (one, other)]
    values = [fact.value.partition("=")[2] for fact in (one, other)]
    return said[0] == said[1] != "" and sum(value == status for value, status in zip(values, said, strict=True)) == 1


def _same_tnm(one: Fact, other: Fact) -> bool:
    """Every letter that both give is the same, T1 and T1c being so, and they share one."""
    shared = [
        (str(one.parts[letter]), str(other.parts[letter]))
        for letter in "TNM"
        if one.parts.get(letter) and other.parts.get(letter)
    ]
    if not shared:
        return one.value == other.value
    return all(a == b or (a[:1].isdigit() and (a.startswith(b) or b.startswith(a))) for a, b in shared)


def same_time(one: str | None, other: str | None) -> bool:
    """Whether two dates may be the same moment: one is the beginning of the other, or one is not known."""
    return one is None or other is None or one.startswith(other) or other.startswith(one)


def contradict(one: Fact, other: Fact) -> bool:
    """Whether two facts of one kind and topic cannot both be so."""
    if one.kind not in SINGLE or "family" in (one.assertion, other.assertion):
        return False
    if one.kind in ("tobacco", "alcohol"):
        return _habits_contradict(one, other)
    if {conviction(one), conviction(other)} == {"yes", "no"}:
        same = same_value(one, other)
        return same and one.date is not None and one.date == other.date
    if conviction(one) != "yes" or conviction(other) != "yes" or same_value(one, other):
        return False
    if one.kind == "site":  # two organs are two tumours; two sides or two codes of one organ disagree
        sides = (one.laterality, other.laterality)
        return not _agree(*sides) and "bilatéral" not in sides and not _later(one, other)
    if one.kind == "metastatic_site" or not _agree(one.laterality, other.laterality):
        return False
    if one.kind == "histology":
        return _same_moment(one, other) and _behaviour(one) == _behaviour(other) and not _general(one, other)
    if one.kind == "stage" and _relapse(one, other):
        return False
    if one.kind == "biomarker" and not _results_contradict(one, other):
        return False
    return (is_state(one) and not _later(one, other)) or (one.date is not None and one.date == other.date)


def _habits_contradict(one: Fact, other: Fact) -> bool:
    """Who never smoked does not smoke later than the note that says so; one smokes, then stops, or begins again."""
    if "possible" in (one.assertion, other.assertion) or "hypothetical" in (one.assertion, other.assertion):
        return False
    habits = [str(fact.parts.get("status") or fact.value.split(" ")[0]) for fact in (one, other)]
    if habits[0] == habits[1]:
        return False
    return "jamais" in habits or (one.date is not None and one.date == other.date)


def _results_contradict(one: Fact, other: Fact) -> bool:
    """Two results of one marker: two mutations may be there together, a score stands with the status it means."""
    values = [fact.value.partition("=")[2] for fact in (one, other)]
    said = [str(fact.parts.get("status") or "") for fact in (one, other)]
    if topic(one) == "HER2":
        if all(value in _HER2_SCORES for value in values):
            return True
        meant = [_HER2_MEANS.get(value or status, {status}) for value, status in zip(values, said, strict=True)]
        return not meant[0] & meant[1]
    return not said[0] == said[1] == "muté"


def _relapse(one: Fact, other: Fact) -> bool:
    """Whether a stage IV comes months after another stage: the disease came back."""
    early, late = sorted((one, other), key=lambda fact: fact.date or "")
    if not early.date or not late.date or _stage(late)[0] != "IV":
        return False
    return _months(late.date) - _months(early.date) >= _RELAPSE_MONTHS


def _months(day: str) -> int:
    year, _, rest = day.partition("-")
    return 12 * int(year) + (int(rest[:2]) if rest[:2].isdigit() else 6)


def _general(one: Fact, other: Fact) -> bool:
    """Whether one morphology is what the other is a kind of: tumour, carcinoma, adenocarcinoma."""
    first, second = ((fact.code or "").partition("/")[0] for fact in (one, other))
    pairs = ((first, second), (second, first))
    return any(wide in ("8000", "8010") or (wide == "8140" and "8141" <= fine <= "8576") for wide, fine in pairs)


def _same_moment(one: Fact, other: Fact) -> bool:
    return one.date is not None and other.date is not None and same_time(one.date, other.date)


def _later(one: Fact, other: Fact) -> bool:
    """Whether both have dates of their own, and these differ: a new biopsy may say something new."""
    dated = [fact.date for fact in (one, other) if fact.date and fact.date_rule != "note"]
    return len(dated) == 2 and not same_time(*dated)


def _behaviour(fact: Fact) -> str:
    return (fact.code or "").rpartition("/")[2]
