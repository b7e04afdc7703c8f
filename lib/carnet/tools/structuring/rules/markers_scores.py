"""Performance status (ECOG/OMS, Karnofsky) and clinical scores as written: `1`, `Karnofsky 80%`, `Child-Pugh=A5`."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from carnet.text.lists import parse_lists
from carnet.text.reading import Reading
from carnet.text.terms import Term, Vocabulary
from carnet.tools.structuring.finding import Finding

_LINK = (
    r"(?:(?: {1,40}|\n)?(?:[:=(]|-(?!\d[.,]\d)|->|(?:score|cote|cotee|est|etait|reste|toujours|a|de|evaluee?|estimee?"
    r"|calculee?|initiale?"
    r"|totale?|stade"
    r"|classe|grade|groupe|actuel\w*|ce jour|conserve\w*|stable|passe\w*|pugh|ps|oms|ecog|risque|chiffre\w*|du patient"
    r"|de la patiente|mesuree?|index|\((?:oms|ecog|who|ps|pugh|eastern [a-z ]{0,40})\))(?![a-z0-9])))*(?: {1,40}|\n)?"
)
_STATUS = re.compile(
    _LINK
    + r"(?P<value>(?P<first>[0-4])(?:(?: ?[-/] ?| a | ou )(?P<last>[0-4]))?)(?![\d]|[.,]\d| ?(?:%|mg|g\b|cm|mm|x\b"
    r"|fois|/ ?\d(?!\d)[^\d]|j\b|h\b|ans\b|mois|cycles?|cures?"
    r"|e\b|eme|er\b|ere\b|seances?|injections?|comprimes?|cp\b))"
)
_HISTOLOGY = re.compile(
    r"(?:grades?|classification|isup ?[/-]?|selon|blastome\w*|cytome\w*|gliome\w*|meningiome\w*|ependymome\w*|de l'"
    r"|tumeur\w*|bas|haut) ?(?:\(|selon)?(?:la |l')?(?:classification )?\Z"
)
_KARNOFSKY = re.compile(_LINK + r"(?P<value>100|[1-9]0)(?:(?: ?- ?| a )(?P<last>100|[1-9]0))? ?%?(?!\d|[.,]\d)")
_RISKS = {"favorable": "favorable", "bon": "favorable", "intermediaire": "intermédiaire", "defavorable": "défavorable",
    "mauvais": "défavorable", "faible": "faible", "bas": "faible", "eleve": "élevé", "haut": "élevé"}  # fmt: skip
_RISK_AFTER = re.compile(
    _LINK + r"(?:\(?(?:de )?(?:a |au |bas |haut )?(?:risque |pronostic |groupe )?)(?P<risk>favorable|bon|intermediaire"
    r"|defavorable|mauvais|faible|bas|eleve|haut)(?![a-z])"
)
_RISK_BEFORE = re.compile(
    r"(?:risque|pronostic|groupe) (?:pronostique )?(?:de (?:bon|mauvais) )?(?:est )?(?P<risk>favorable|bon"
    r"|intermediaire|defavorable|mauvais|faible|bas|eleve|haut)"
    r"(?: (?:risque|pronostic))? ?\(?(?:selon |de |d'|des |du )?(?:la classification (?:de |d')?|le score (?:de "
    r"|d')?|les criteres (?:de |d')?|criteres (?:de |d')?|score (?:de |d')?)?(?:l')?\Z"
)
_LEVEL = re.compile(r"\bniveau (i{1,3}|iv|v)(?: de| selon)? ?\Z")  # « niveau III de Clark »
_ROMAN = re.compile(r"[ivx]+\Z")


@dataclass(frozen=True, slots=True)
class Score:
    """A score: its name, the pattern of its values, the most and least it may be, what it is written out of."""

    name: str
    value: re.Pattern[str] | None
    least: float
    most: float | None
    top: int | None
    risk: bool
    capitals: bool


@cache
def _vocabulary() -> Vocabulary[Score]:
    table: dict[str, Any] = parse_lists((Path(__file__).parent / "markers_scores.yaml").read_text(encoding="utf-8"))
    entries: dict[str, Score] = {}
    for name in ("performance", "karnofsky"):
        for said in table[name]:
            entries[said] = Score(name, None, 0, None, None, False, False)
    for name, entry in table["scores"].items():
        pattern = (
            re.compile(_LINK + rf"(?P<value>{entry['value']})(?![\d.,]\d|\d|[a-z]{{2}})") if "value" in entry else None
        )
        score = Score(
            name,
            pattern,
            entry.get("least", 0),
            entry.get("most"),
            entry.get("top"),
            entry.get("risk", False),
            entry.get("capitals", False),
        )
        for said in entry["said"]:
            entries[said] = score
    return Vocabulary(entries)


def find(reading: Reading) -> list[Finding]:
    """The performance statuses and the scores of a note."""
    found: list[Finding] = []
    for term in _vocabulary().find(reading.words):
        if found and term.start < found[-1].end:
            continue
        if term.entry.name == "performance":
            one = _performance(reading, term)
        elif term.entry.name == "karnofsky":
            one = _karnofsky(reading, term)
        else:
            one = _score(reading, term)
        if one is not None:
            found.append(one)
    return found


def _performance(reading: Reading, term: Term[Score]) -> Finding | None:
    plain, written = reading.plain, reading.text[term.start : term.end]
    if written.lower() in ("ip", "who") and not written.isupper():
        return None
    said = _STATUS.match(plain, term.end)
    if said is None:
        return None
    if (
        "grade" in said[0]
        or re.search(r"\b(?:oms|who)\b", plain[term.start : term.end])
        and _HISTOLOGY.search(plain, max(0, term.start - 40), term.start)
    ):
        return None  # the grade of a tumour
    first, last = int(said["first"]), int(said["last"]) if said["last"] else None
    if last is not None and (last <= first or "/" in said["value"] and last == 4):
        return None if last is not None and last < first else _status(term, said, str(first), first)
    value = str(first) if last is None else f"{first}-{last}"
    return _status(term, said, value, first if last is None else [first, last])


def _status(term: Term[Score], said: re.Match[str], value: str, number: object) -> Finding:
    parts = {"scale": "ECOG", "value": number}
    return Finding(
        "performance_status",
        value,
        term.start,
        said.end("value"),
        "markers.performance",
        "89247-1",
        "ECOG",
        parts=parts,
    )


def _karnofsky(reading: Reading, term: Term[Score]) -> Finding | None:
    said = _KARNOFSKY.match(reading.plain, term.end)
    if (
        said is None
        or reading.text[term.start : term.end].lower() in ("ik", "kps")
        and not reading.text[term.start : term.end].isupper()
    ):
        return None
    value = f"Karnofsky {said['value']}-{said['last']}%" if said["last"] else f"Karnofsky {said['value']}%"
    number: Any = [int(said["value"]), int(said["last"])] if said["last"] else int(said["value"])
    parts = {"scale": "Karnofsky", "value": number}
    return Finding(
        "performance_status",
        value,
        term.start,
        said.end(),
        "markers.karnofsky",
        "89243-0",
        "Karnofsky",
        "%",
        parts=parts,
    )


def _score(reading: Reading, term: Term[Score]) -> Finding | None:
    score, plain = term.entry, reading.plain
    written = reading.text[term.start : term.end]
    if score.capitals and not any(word.isupper() for word in written.split()) or score.name == "G8" and "g8" in written:
        return None
    if score.risk:
        risk = _RISK_AFTER.match(plain, term.end)
        if risk:
            return _made(score, _RISKS[risk["risk"]], term.start, risk.end(), None)
        before = _RISK_BEFORE.search(plain, max(0, term.start - 70), term.start)
        if before:
            return _made(score, _RISKS[before["risk"]], before.start(), term.end, None)
    said = score.value.match(plain, term.end) if score.value else None
    if said is None and score.name == "Clark":
        level = _LEVEL.search(plain, max(0, term.start - 20), term.start)
        return _made(score, level[1].upper(), level.start(), term.end, None) if level else None
    if said is None:
        return None
    value = said["value"].strip()
    number: float | None = None
    if score.name != "ALBI" and re.fullmatch(r"\d+(?:[.,]\d+)?", value):
        number = float(value.replace(",", "."))
        if not score.least <= number <= (score.most if score.most is not None else number):
            return None
        value = value.replace(".", ",")
        over = re.match(r" ?(?:/|sur) ?(\d{1,2})(?![\d/])", plain[said.end() : said.end() + 8])
        top = int(over[1]) if over else score.top
        if over and number > int(over[1]):
            return None
        value, end = (f"{value}/{top}" if top else value), said.end() + (over.end() if over else 0)
        return _made(score, value, term.start, end, number)
    if score.name == "Child-Pugh":
        letter, points = said["letter"], said["points"]
        if not letter or not reading.text[said.start("letter")].isupper():
            return None
        return _made(score, letter.upper() + (points or ""), term.start, said.end(), int(points) if points else None)
    if score.name == "BCLC" and not reading.text[said.start("value")].isupper():
        return None
    if score.name == "ALBI":
        value = value.replace(" ", "").replace(".", ",")
        value = value if "," in value else f"grade {value[-1]}"
    elif _ROMAN.match(value):
        value = value.upper()
        number = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}.get(value)
    else:
        value = value.upper()
    return _made(score, value, term.start, said.end(), number)


def _made(score: Score, value: str, start: int, end: int, number: float | None) -> Finding:
    parts: dict[str, Any] = {"scale": score.name, "value": value if number is None else number}
    if score.top:
        parts["out_of"] = score.top
    return Finding("score", f"{score.name}={value}", start, end, "markers.scores", system=score.name, parts=parts)
