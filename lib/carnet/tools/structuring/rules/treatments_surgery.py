"""Operations, ablations and grafts: the name as written with what qualifies it, its side; resection margins."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from carnet.text.clean import plain as made_plain
from carnet.text.lists import parse_lists
from carnet.text.reading import Reading
from carnet.text.taken import Within
from carnet.text.terms import Term, key, singular
from carnet.tools.structuring.facts import Status
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules.treatments_search import anchored, told_before

_SIDE = re.compile(r"\b(?:(droite?s?|dte?)|(gauches?|gche?)|(bilaterale?s?))\b")
_PROPOSED = re.compile(
    r"\b(?:rdv|rendez-vous|capacite|possibilite|propos\w+|indication(?! ?:)|prevu\w*|programme\w* d|envisag\w+"
    r"|discut\w+|retenue?|decision"
    r"|candidate?|eligible|en attente|"
    r"attente d|si|avant|demande|projet|a realiser|pourrait|preconis\w+)\b"
)
_PROPOSED_AFTER = re.compile(
    r"[ \n,(]*(?:est |a ete |sera |serait )?(?:prevue?s?|programmee?s?|a prevoir|a discuter|envisagee?s?"
    r"|proposee?s?|a programmer|"
    r"date[ \n]+prevue|a realiser|consultation[ \n]d'anesthesie)\b"
)
_REASON = re.compile(
    r"\b(?:hospitalisee?|hospitalisation|admise?|entree?)\b[^.;]{0,60}\bpour[ \n](?:une?[ \n]|la[ \n])?$"
)
_PAST = frozenset(("medical_history", "surgical_history", "gynaecological_history", "family_history", "history"))
_DOUBT = re.compile(
    r"\b(?:pas|sans|aucune?|jamais|absence|refus\w*|non|ni|mere|pere|soeur|frere|tante|oncle|cousine?|familia\w+"
    r"|antecedents?|atcd)\b"
)
_DONE = re.compile(
    r"\b(?:operee?|chirurgie|intervention|acte|beneficie\w*|realise\w*|subi\w*|traitee?s? par|eu|pratique\w*"
    r"|effectue\w*)\b[^.;]{0,40}$"
)
_OPERATED = re.compile(r"^[ \n*•-]*operee?[ \n](?:le|en)[ \n][^.;]{3,25}:[ \n]*$")
_WHEN = re.compile(
    r"(?:[ \n](?:droite?|gauche))?[ \n,(]+(?:realisee?[ \n])?(?:le|en|du|au|debut|fin|mi)[ \n-](?:\w+[ \n])?\d"
    r"|(?:[ \n](?:droite?|gauche))?[ \n]en[ \n]\w+[ \n](?:19|20)\d\d"
)
_REFUSED = re.compile(
    r"\b(?:recuse\w*|contre-?indi\w*|refus\w*|pas d'indication|non operable|inoperable)\b[^.;\n]{0,30}$"
)
_BENIGN_AFTER = re.compile(
    r"[ \n](?:pour (?:des |les |un |une |son )?|d'|du |de |de la |des |d'un |d'une )(?P<what>\w+)"
)
_MARGIN_OF = re.compile(r"\b(?:marges?|limites?|berges?|tranches?)[ \n](?:d'|de |chirurgicales? d')?$")
_MARGINS = re.compile(
    r"\b(?:marges?|limites?|berges?|recoupes?|tranches?)\b(?:(?!\bganglion|\bcurage|\bmarges?\b"
    r"|\blimites?\b)[^.;\n]){0,60}?"
    r"(?P<all>(?P<not>\bnon |\bpas |\bni )?\b(?P<word>saines?|libres?|exemptes?|indemnes?|negatives?|in sano|envahies?"
    r"|atteintes?|positives?|"
    r"tumorales?|infiltrees?)(?: ?\(?r(?P<r>[012])\)?(?![a-z\d-]))?\)?)"
)
_R = re.compile(r"(?<![a-z\d-])r ?(?P<r>[012])(?![a-z\d]|-[a-z]| ?[=:]| ?\d)")
_R_CUE = re.compile(
    r"(?:\b(?:resection|resequee?|chirurgi\w+|exerese|marges?|limites?|berges?|recoupes?|opere\w*|intervention|\w+ectomie|statut"
    r"|qualite|pieces?|"
    r"y?pt\d[a-d]?|n\d[a-c]?|m[01x]|l[01x]|v[01x]|pn[01]|curage|anapath|trg|crm)\b[^.;]{0,40}|\()$"
)
_TISSUE = re.compile(
    r"[^.;\n]{0,25}\b(?:os|osseuses?|femur|femoral\w*|tendon\w*|cornee|corneenne|renales?|rein|peau|cutanee|ligament\w*|pont\w*|"
    r"metal|valv\w+)\b"
)
_MARGIN_WORDS = ("marge", "limite", "berge", "recoupe", "tranche")
_LETTER = re.compile(r"[ \n]([GD]|gche?|dte?|Gche?|Dte?)(?![\w'’-])")
_LETTERS = {
    **dict.fromkeys(("G", "gch", "gche", "Gch", "Gche"), "gauche"),
    **dict.fromkeys(("D", "dt", "dte", "Dt", "Dte"), "droit"),
}
_MASCULINE = ("curage", "évidement", "ganglion")
_WELL = ("sain", "libre", "exempt", "indemne", "negative", "in sano")
_LONGEST = 12
_BESIDE = 30  # « hystérectomie, omentectomie, curage »
_REFUSED_AFTER = re.compile(
    r"[ \n,(]*(?:est |a ete )?(?:recusee?s?|contre-?indiquee?s?|refusee?s?|annulee?s?|rejetee?s?"
    r"|non (?:retenue?s?|realisee?s?|faite?s?|realisable))\b"
)


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation at [start, end) of the clean text."""

    start: int
    end: int
    value: str
    laterality: str | None


@dataclass(frozen=True, slots=True)
class Head:
    """What an operation begins with; `form` is its normal form."""

    form: str


@dataclass(frozen=True, slots=True)
class _Words:
    heads: dict[str, Head]
    needs: frozenset[str]
    benign: frozenset[str]
    goes_on: frozenset[str]
    through: frozenset[str]
    paths: frozenset[str]
    accents: dict[str, str]


@cache
def _words() -> _Words:
    data: dict[str, Any] = parse_lists((files(__package__) / "treatments_surgery.yaml").read_text(encoding="utf-8"))

    def singulars(text: str) -> frozenset[str]:
        return frozenset(singular(made_plain(word)) for word in text.replace(",", " ").split())

    heads = {head: Head(form or head) for head, form in data["heads"].items()}
    accents = {made_plain(word.replace("œ", "oe")): word for word in data["accents"].split()}
    return _Words(
        heads,
        frozenset(key(word)[0] for word in data["needs"].split(",")),
        singulars(data["benign"]),
        singulars(data["goes_on"]),
        singulars(data["through"]),
        singulars(data["paths"]),
        accents,
    )


def heads() -> dict[str, Head]:
    """What an operation may begin with → its head."""
    return _words().heads


def find_operations(reading: Reading, terms: list[Term[Head]]) -> list[Operation]:
    """The operations named, by position, without overlap; `terms` are their heads."""
    lists = _words()
    found: list[Operation] = []
    for term in terms:
        if found and term.start < found[-1].end:
            continue
        if _MARGIN_OF.search(reading.plain, max(0, term.start - 30), term.start):
            continue
        after = _goes_on(reading, term, lists)
        form = reading.words.forms[term.first]
        bare = after == term.after and term.after - term.first == 1 and form in lists.needs
        if bare and not (form == "curage" and found and term.start - found[-1].end < _BESIDE):
            continue
        end = reading.words.ends[after - 1]
        benign = _BENIGN_AFTER.match(reading.plain, end)
        if benign and singular(benign["what"]) in lists.benign:
            continue
        if _TISSUE.match(reading.plain, end) and reading.words.forms[term.first].endswith("greffe"):
            continue
        end = _closed(reading, end)
        value = _value(reading, term, end, lists)
        side = _side(reading.plain[term.start : end])
        letter = None if side else _LETTER.match(reading.text, end)
        if letter:
            side, end = _LETTERS[letter[1]], letter.end()
            value += f" {side}" if side == "gauche" or value.split(" ")[0].endswith(_MASCULINE) else f" {side}e"
        found.append(Operation(term.start, end, value, side))
    return found


def find_surgery(reading: Reading, operations: list[Operation]) -> list[Finding]:
    """The facts of the operations, and the margins of resection."""
    found = []
    for one in operations:
        status = _status(reading, one)
        found.append(
            Finding(
                "treatment",
                one.value,
                one.start,
                one.end,
                "treatment.surgery",
                laterality=one.laterality,
                status=status,
                parts={"type": "surgery"},
            )
        )
    return found + _margins(reading)


def _goes_on(reading: Reading, term: Term[Head], lists: _Words) -> int:
    """The index after the last word that qualifies the operation."""
    words = reading.words
    after, at = term.after, term.after
    while at < len(words.forms) and at - term.first < _LONGEST + (term.after - term.first):
        if not (words.joined[at] or _tight(reading, at)):
            break
        form = words.forms[at]
        if form in lists.goes_on or form in lists.paths and words.forms[at - 1] in ("par", "voie", "micro", "sous"):
            after = at + 1
        elif (
            form not in lists.through
            or form == "et"
            and (at + 1 >= len(words.forms) or words.forms[at + 1] not in _AND)
        ):
            break
        at += 1
    while after > term.after and words.forms[after - 1] in lists.through:
        after -= 1
    return after


_AND = frozenset(
    ("ganglion", "curage", "annexectomie", "omentectomie", "evidement", "exerese", "lymphadenectomie", "biopsie")
)


def _tight(reading: Reading, at: int) -> bool:
    gap = reading.plain[reading.words.ends[at - 1] : reading.words.starts[at]]
    return gap in ("’", "' ", " - ")


def _closed(reading: Reading, end: int) -> int:
    """« œsophagectomie … (Lewis-Santy) »: the end after a name in brackets."""
    found = re.match(
        r"[ \n]\((?:lewis-santy|lewis santy|akiyama|hartmann|whipple|bricker|mac ?keown)\)",
        reading.plain[end : end + 20],
    )
    return end + found.end() if found else end


def _value(reading: Reading, term: Term[Head], end: int, lists: _Words) -> str:
    head, rest = term.entry.form, reading.text[term.end : end]
    if "(" in head and "(" in rest:
        rest = ""
    written = reading.text[term.start : term.end]
    if made_plain(head.replace("œ", "oe")) == made_plain(written).replace("\n", " "):
        head = _accented(written, lists.accents)
    return " ".join((head + _accented(rest, lists.accents)).split())


def _accented(text: str, accents: dict[str, str]) -> str:
    if "(" in text:
        opening = text.index("(")
        name = text[opening:].title() if text[opening:].isupper() or text[opening:].islower() else text[opening:]
        return _accented(text[:opening], accents) + name
    return re.sub(r"[^\W\d_]+", lambda word: accents.get(made_plain(word[0]), word[0].lower()), text)


def _side(text: str) -> str | None:
    found = _SIDE.search(made_plain(text))
    if not found:
        return None
    return "droit" if found[1] else "gauche" if found[2] else "bilatéral"


def _status(reading: Reading, one: Operation) -> Status | None:
    sentence = reading.sentence_at(one.start)
    first = max(sentence.start if sentence else 0, one.start - 60)
    before = told_before(reading.plain, one.start, 60, first)
    if _REFUSED.search(before) or _REFUSED_AFTER.match(reading.plain, one.end):
        return "absent"
    if _PROPOSED_AFTER.match(reading.plain, one.end):
        return "hypothetical"
    if _REASON.search(reading.plain, max(0, first - 40), one.start):
        return "present"
    if _PROPOSED.search(before):
        return "hypothetical"
    if _OPERATED.search(before):
        return "present"
    section = reading.section_at(one.start)
    if section is not None and section.kind in _PAST or _DOUBT.search(before):
        return None
    if _DONE.search(before) or _WHEN.match(reading.plain, one.end):
        return "present"
    return None


def _margins(reading: Reading) -> list[Finding]:
    found: list[Finding] = []
    plain = reading.plain
    places: list[tuple[int, int, str]] = []
    for place in anchored(plain, _MARGIN_WORDS):
        match = _MARGINS.match(plain, place)
        if match is None or places and match.start("all") < places[-1][1]:
            continue
        section = reading.section_at(place)
        if section is not None and section.kind == "imaging" or plain.endswith("sans ", 0, match.start("all")):
            continue
        well = match["word"].startswith(_WELL) != bool(match["not"])
        places.append((match.start("all"), match.end("all"), match["r"] or ("0" if well else "1")))
    said = Within((start, end) for start, end, _r in places)
    for place in anchored(plain, ("r0", "r1", "r2", "r 0", "r 1", "r 2")):
        match = _R.match(plain, place)
        if match is None or said.holds(match.start(), match.start() + 1):
            continue
        if _R_CUE.search(plain, max(0, match.start() - 60), match.start()) and reading.text[match.start()] == "R":
            places.append((match.start(), match.end(), match["r"]))
    for start, end, r in places:
        found.append(
            Finding("treatment", f"R{r}", start, end, "treatment.margin", status="present", parts={"type": "margin"})
        )
    return found
