"""Toxicities: adverse events with their CTCAE grade, or that the text links to a treatment; and what caused them.

A term alone (« diarrhée ») is a symptom and no toxicity. It is one with a grade, with a cause (« sous FOLFOX »,
« induite par »), in a sentence of tolerance (« Tolérance correcte. Ni fièvre ni mucite »), or by its name
(« syndrome main-pied »).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from carnet.text.lexicon.cancer_drugs import SYSTEMIC, drugs
from carnet.text.lists import parse_lists
from carnet.text.reading import Reading
from carnet.text.terms import Term, Vocabulary
from carnet.tools.structuring.finding import Finding

_GRADE = (
    r"(?P<mark>grades? ?(?:max(?:imal|imum)? )?(?:[=:>≥]=?|a|de)? ?|gr\.? ?|g[ -]?)"
    r"(?P<low>[0-5]|(?<=grade )(?:i{1,3}v?|iv|v))"
    r"(?: ?(?:-|/|a|ou|et) ?(?:g(?:rade)? ?)?(?P<high>[1-5]|i{2,3}|iv|v))?(?![a-z0-9]|[.,]\d)"
)
_AFTER = re.compile(
    r"(?:,? ?\(? ?|:? ?)(?:(?!(?:et|ou|sans|pas|avec|puis|ni|mais|carcinome|tumeur|adenocarcinome|gliome|lymphome"
    rf"|sbr)\b)[a-z0-9'][a-z0-9'-]*(?:[ (]{{1,2}}|, ?(?=g))){{0,5}}?{_GRADE}"
    r"(?P<tail>[ ,]*\(?(?:selon )?(?:(?:la |l'|le )?(?:classification |echelle )?(?:nci[ -]?)?ctc(?:ae)?"
    r"(?:[ -]?(?:v(?:ersion)?)?\.? ?[345](?:[.,]0?[03]?)?)?)?)"
)
_OTHER_SCALE = re.compile(r" ?\(?(?:sbr|isup|figo|fuhrman|who|mmrc|nyha|sadoul|de malignite|histo|tumoral)")
_BEFORE = re.compile(rf"{_GRADE}(?: ctcae)?(?: ?[:=] ?| a type (?:de |d')?| de type | d'| de | )(?:une? |des )?$")
_TOGETHER = re.compile(r" ?(?:et|/|-|ou)(?: (?:de |d'|des |la |le |les |l')?)? ?")
_LISTED = re.compile(r" ?(?:,|et|/|-) ?(?:(?:et )?(?:de |d'|une? |des ))?")
_BREATH = re.compile(
    r" ?(?:,|,? et|,? ainsi qu')(?: (?:quelques|des?|d'|une?|la|les|l'))? ?(?:legere?s? "
    r"|discrete?s? )?"
)
_SAID_BRIEFLY = re.compile(r" ?[.;,/+–-]{1,2} ?(?:(?:pas|ni|absence|sans)(?: de| d'| d)? ?)?")
_TOLERANCE = re.compile(
    r"\b(?:tox|toxicites?|tolerances?|(?:in)?tolere\w*|effets? (?:secondaires?|indesirables?)|iatrog\w+"
    r"|evenements? indesirables?|eis?|irae)\b"
    r"|\b(?:chimio\w*|traitement|cures?|c\d|immunotherapie|radiotherapie)[^.;\n]{0,50} compliquee?s? (?:d|par)"
)
_LIST_OF_TOXICITY = re.compile(
    r"\b(?:toxicites?|tolerances?|effets? (?:secondaires?|indesirables?)|evenements? indesirables?|eis?)\b"
    r"[^.\n]{0,30}?"
    r"(?::|marquee?s? par|a type|au prix|notamment|avec|en dehors|hormis)"
)
_EXPECTED = re.compile(
    r"\b(?:attendu|possible|potentiel|explique|informe|previsible|prevention|prevenir|prophyla|risque"
    r"|probabilite|pourrai|crainte"
    r"|surveill|en cas d|si )"
)
_BY_NAME = re.compile(
    r"[ -](?:aigue? )?(?:(?:chimio|immuno|radio|hormono)[ -]?(?:induite?s?|mediee?s?)|iatrogenes?"
    r"|medicamenteu(?:x|ses?)|toxiques?"
    r"|radiques?|dysimmunitaires?|post[ -]?(?:chimio|radi|immuno)\w*)\b"
)
_LINK = re.compile(
    r"[ ,(]{0,2}(?P<gap>(?:(?!et |sans |pas )[a-z0-9'/-]+(?:[.,]\d+)? ){0,3}?)(?:(?P<under>sous|depuis|apres"
    r"|post)|induite?s? par"
    r"|(?:secondaire|liee?|imputable|imputee?|due?|attribuee?|rapportee?|consecuti(?:f|ve)|reliee?)s? (?:a|au|aux)"
    r"|a(?! \d)|au|aux)"
    r"[ -](?:l'|la |le |les |son |sa |ses |cette |c\d de )?(?=(?P<word>[a-z0-9-]+))"
)
_UNDER = re.compile(
    r"\b(?:sous|apres|depuis)(?: (?:la|le|l'|cure|c\d|debut|\d|d'|du|de)){0,4} ?(?=(?P<word>[a-z0-9-]+)[^.;\n]{0,60}$)"
)
_TREATMENT = re.compile(
    r"chimio\w*|immunotherapie|radio-?chimio\w*|radiotherapie|irradiation|hormonotherapie|corticotherapie"
    r"|anthracyclines?"
    r"|taxanes?|platines?|sels|anti-?pd-?l?1|anti-?egfr|itk|tki|ici"
    r"|folfox|folfiri\w*|folfirinox|fec|xelox|capox|r-chop|bep|abvd"
)
_NEITHER = re.compile(r"(?:pas|absence|ni|sans|aucune?)\b")
_ANY = "toxicité"
_NEAR = 60
_REACH = 400
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}


@dataclass(frozen=True, slots=True)
class Toxicity:
    """An adverse event. `name`: its normal form; `ctcae`: its term of CTCAE v5.0; `itself`, `vague`: see the list."""

    name: str
    ctcae: str
    itself: bool
    vague: bool


@cache
def toxicities() -> Vocabulary[Toxicity]:
    """The adverse events by all their names."""
    table = parse_lists((Path(__file__).parent / "course_toxicities.yaml").read_text(encoding="utf-8"))
    said: dict[str, Toxicity] = {}
    for name, entry in table["toxicities"].items():
        one = Toxicity(name, entry["ctcae"], entry.get("itself", False), entry.get("vague", False))
        said.update({term: one for term in entry["said"] if term not in said})
        said[name] = one
    return Vocabulary(said)


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade, `low` to `high` (the same where one is written). `start`: where it joins its term; `mark`: its word."""

    start: int
    mark: int
    end: int
    low: int
    high: int

    def __str__(self) -> str:
        return f"G{self.low}" if self.low == self.high else f"G{self.low}-{self.high}"


def find(reading: Reading) -> list[Finding]:
    """The toxicities of a note."""
    terms = [
        one
        for one in toxicities().find(reading.words)
        if not reading.plain.startswith("tous", one.start) and not reading.plain.endswith("bacterium ", 0, one.start)
    ]
    if not terms:  # (« tous » is no « toux », « Propionibacterium acnes » no acne)
        return []
    plain = reading.plain.replace("\n", " ")
    grades = _grades(plain, terms)
    found: list[Finding] = []
    for place, term in enumerate(terms):
        grade = grades[place]
        if term.entry.name == _ANY and place + 1 < len(terms) and terms[place + 1].start - term.end < _NEAR:
            continue  # « toxicité de grade 3 : neutropénie »
        cause = _cause(reading, plain, term, grade)
        if grade is None and cause is None and not _linked(reading, term) and not _listed(plain, terms, place, found):
            continue
        found.append(_finding(term, grade, cause))
    return found


def _grades(plain: str, terms: Sequence[Term[Toxicity]]) -> list[Grade | None]:
    """The grade of each term: written after it, before it, or shared with the terms it is listed with."""
    found: list[Grade | None] = []
    for place, term in enumerate(terms):
        limit = terms[place + 1].start if place + 1 < len(terms) else len(plain)
        grade = _after(plain, term.end, limit)
        if grade and "," in plain[term.end : grade.mark] and 0 < limit - grade.end <= 2:
            grade = None  # « fièvre, G1 nausées »: of what follows
        before = _before(plain, term.start) if grade is None else None
        own = before and ":" in plain[before.mark : term.start]
        if before and not own and found and found[-1] and found[-1].mark == before.mark:
            before = None
        found.append(grade or before)
    for place in range(len(terms) - 2, -1, -1):  # « asthénie et nausées de grade 1 »
        following = found[place + 1]
        if found[place] is not None or following is None or following.start <= terms[place + 1].start:
            continue
        shared = place + 2 < len(terms) and found[place + 2] is following  # « A, B et C de grade 2 »
        if _TOGETHER.fullmatch(plain, terms[place].end, terms[place + 1].start) or (
            shared and plain[terms[place].end : terms[place + 1].start].strip() == ","
        ):
            found[place] = following
    for place in range(1, len(terms)):  # « toxicité de grade 3 : neutropénie, mucite »
        before = found[place - 1]
        if found[place] is not None or before is None or before.end > terms[place - 1].start:
            continue
        if _LISTED.fullmatch(plain, terms[place - 1].end, terms[place].start):
            found[place] = before
    return found


def _after(plain: str, end: int, limit: int) -> Grade | None:
    match = _AFTER.match(plain, end, min(len(plain), end + 110))
    if match is None or match.start("low") >= limit or _OTHER_SCALE.match(plain, match.end()):
        return None
    stop = match.end()
    if "(" in plain[end:stop] and plain[stop : stop + 1] == ")":
        stop += 1
    tail = match["tail"].strip(" ,(")
    return _grade(match, end, stop if tail else _bare_end(plain, end, match))


def _bare_end(plain: str, end: int, match: re.Match[str]) -> int:
    stop = match.end("high") if match["high"] else match.end("low")
    return stop + 1 if "(" in plain[end:stop] and plain[stop : stop + 1] == ")" else stop


def _before(plain: str, start: int) -> Grade | None:
    match = _BEFORE.search(plain, max(0, start - 40), start)
    return _grade(match, match.start(), match.end()) if match else None


def _grade(match: re.Match[str], start: int, end: int) -> Grade:
    low = _number(match["low"])
    high = _number(match["high"]) if match["high"] else low
    return Grade(start, match.start("mark"), end, min(low, high), max(low, high))


def _number(written: str) -> int:
    return _ROMAN.get(written) or int(written) if written in _ROMAN or written.isdigit() else 0


def _cause(reading: Reading, plain: str, term: Term[Toxicity], grade: Grade | None) -> tuple[str, int, int] | None:
    """The drug or the treatment that is said to have caused it, and where."""
    for end in (term.end, grade.end if grade and grade.start == term.end else term.end):
        link = _LINK.match(plain, end)
        if link and not (term.entry.vague and link["under"] and link["gap"]):
            found = _treatment_at(reading, link.start("word"))
            if found:
                return found
    if term.entry.vague:
        return None
    under = _UNDER.search(plain, max(0, term.start - 90), term.start)
    if under:
        return _treatment_at(reading, under.start("word"))
    return None


def _treatment_at(reading: Reading, start: int) -> tuple[str, int, int] | None:
    first = reading.words.at(start)
    for drug in drugs().find(reading.words, first, min(first + 3, len(reading.words.forms))):
        if drug.start == start and drug.entry.kind in SYSTEMIC:
            return drug.entry.inn, drug.start, drug.end
    word = _TREATMENT.match(reading.plain, start)
    return (reading.text[slice(*word.span())].lower(), *word.span()) if word else None


def _linked(reading: Reading, term: Term[Toxicity]) -> bool:
    """Whether it is a toxicity without a grade or a cause that is said."""
    plain, place = reading.plain, term.start
    sentence = reading.sentence_at(place)
    low = max(sentence.start, place - _REACH) if sentence else max(0, place - 100)
    line = plain.rfind("\n", 0, place) + 1
    own = plain[max(line if line < place else low, low - 2) : place]
    if _EXPECTED.search(own) or _EXPECTED.search(plain, term.end, term.end + 24):
        return False
    if term.entry.itself or _BY_NAME.match(plain, term.end):
        return True
    section = reading.section_at(place)
    if section is not None and place - section.body < _REACH and _TOLERANCE.search(plain, section.start, section.body):
        return True
    if term.entry.vague:
        return _LIST_OF_TOXICITY.search(plain, low, place) is not None
    before = reading.sentence_at(max(0, low - 2)) if low > line or _NEITHER.match(plain, low) else None
    start = low
    if before and (before.start >= line or plain[before.end : low].count("\n") < 2):
        start = max(before.start, low - _REACH)
    if before is not None and _EXPECTED.search(plain, start, low):
        return False
    return _TOLERANCE.search(plain, start, place) is not None


def _listed(plain: str, terms: Sequence[Term[Toxicity]], place: int, found: Sequence[Finding]) -> bool:
    """« des nausées et une constipation »: said in one breath with the toxicity just before it."""
    if not place or not found or (found[-1].judged or (0, 0))[0] != terms[place - 1].start or found[-1].status:
        return False
    start, end = max(found[-1].end, terms[place - 1].end), terms[place].start
    if _BREATH.fullmatch(plain, start, end):
        return True
    brief = _SAID_BRIEFLY.fullmatch(plain, start, end)  # « mucite gr 1. alopécie. Pas d'éruption. »
    return brief is not None


def _finding(term: Term[Toxicity], grade: Grade | None, cause: tuple[str, int, int] | None) -> Finding:
    entry = term.entry
    parts: dict[str, object] = {"term": entry.name, "ctcae": entry.ctcae}
    value, start, end, also = entry.name, term.start, term.end, []
    if grade is not None and grade.high:
        value = f"{entry.name} {grade}"
        parts["grade"] = grade.high
        if grade.low != grade.high:
            parts["grade_low"] = grade.low
        if grade.start == term.end:
            end = grade.end
        else:
            also.append((grade.mark, grade.end))
    if cause is not None:
        parts["cause"] = cause[0]
        if not start <= cause[1] < end:
            also.append(cause[1:])
    return Finding(
        "toxicity",
        value,
        start,
        end,
        "toxicity.grade" if grade is not None else "toxicity.linked",
        system="CTCAE" if grade is not None else None,
        status="absent" if grade is not None and not grade.high else None,
        judged=(term.start, term.end),
        also=tuple(also),
        parts=parts,
    )
