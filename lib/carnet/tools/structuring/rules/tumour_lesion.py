"""Spread said by lesions of an organ where the word metastasis is not: « lésions hépatiques multiples évocatrices »."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from carnet.text.terms import Term
from carnet.tools.structuring.facts import Status
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules.tumour_histology import Morphology
from carnet.tools.structuring.rules.tumour_metastasis import M_PLUS, NODES, Spot, finding_of, places_before, places_of
from carnet.tools.structuring.rules.tumour_phrase import Phrases
from carnet.tools.structuring.rules.tumour_words import Word

_SIZE = r"(?: de \d+(?:[.,]\d+)? ?(?:mm|cm))?"
_LESION = re.compile(
    r"\b(?P<lesion>(?:micro-?)?nodules?|(?:micro)?lesions?|loe|images?|opacites?|foyers?|atteintes?|lacunes?"
    r"|hypersignaux"
    r"|hyperfixations?|hypermetabolismes?|localisations?|masses?|prises? de contraste|epanchements?"
    r"|epaississements?|tassements?"
    r"|(?P<lysis>(?:osteo)?lyses?|fractures? pathologiques?|tassements? (?:malins?|pathologiques?|tumora(?:l|ux)))"
    rf"|(?P<word>metastases?|metas?|mets|secondarismes?))(?![a-z0-9]){_SIZE}"
)
_LESION_WORDS = frozenset(
    ("nodu", "micr", "lesi", "loe", "imag", "opac", "foye", "atte", "lacu", "hype", "loca", "mass", "pris", "epan")
    + ("epai", "tass", "lyse", "oste", "frac", "meta", "met", "mets", "seco")
)
_RELAPSE_WORDS = frozenset(["rech", "reci", "prog", "repr", "echa", "evol"])
_SUSPECT = re.compile(
    r"\b(?:suspect\w*|evoca\w+|evoqu\w+|en faveur d|fai(?:t|sant|sait) (?:craindre|suspecter)|compatibles? avec"
    r"|probables?|possibles?|a (?:controler|surveiller|caracteriser)|indetermine\w*|non caracteris\w+|equivoques?"
    r"|douteu\w+"
    r"|malins?|maligne?s?|hypermetaboliques?|hyperfixant\w*|d'allure (?:secondaire|metast\w+|neoplasique|tumorale)"
    r"|(?:pouvant|peut|peuvent|permet\w*)(?: pas)?(?: etre)? (?:d')?(?:exclu|elimin|ecart)\w*|non exclue?s?"
    r"|inquietant\w*|preoccupant\w*)"
)
_BENIGN = re.compile(
    r"\b(?:benin\w*|benigne?s?|kyst\w+|\w*angiom\w+|biliai\w+|biliome\w*|aspecifi\w+|non specifi\w+"
    r"|peu specifi\w+|cicatri\w+|sequell\w+|degenerat\w+|inflammat\w+|infecti\w+|abces|hnf|hyperplasie|adenomes?"
    r"|\w*granulom\w+|calcifie\w*"
    r"|arthros\w+|(?:non|peu|pas) suspect\w*|traumat\w+|ilots?|post-?(?:radi\w+|therap\w+|operat\w+)"
    r"|rassurant\w*|steatos\w+|banal\w*)"
)
_CUT = re.compile(
    r"(?<!pouvant )(?<!peut )(?<!peuvent )(?<!permet )"
    r"\b(?:pas|sans|aucune?|absence|lesions?|nodules?|adenopathies?|adp|kystes?|ganglions?"
    r"|foie|poumons?|surrenales?|rate|reins?|hyperfixations?)\b|;"
)
_DENIAL = re.compile(r"\b(?:pas|plus|absence|sans|aucune?s?|ni|non)\b[^.;:,\n]*\Z")
_DENIED = re.compile(r"(?:atteintes?|loe|foyers?|hyperfixations?|hypermetabolismes?|prises? de contraste)\Z")
_NEAR = re.compile(r"\b(?:pas|absence|sans|aucune?|ni) (?:d[e'] ?)?(?:[a-z]+ )?\Z")
_FEARED = re.compile(
    r"\b(?:suspicions?|suspect\w+|apparition|doute sur)(?: [a-z]+){0,2} ?(?:d[e'u]s?|une?|plusieurs)? ?\Z"
)
_GROWN = re.compile(
    r"\b(?:progression|majoration|augmentation|regression|diminution|reponse)(?: [a-z]+){0,4}"
    r" (?:des|de la|de l'|de ses|des deux) ?\Z"
)
_METASTATIC = re.compile(r"\b(?:metas\w*|mets|stade iv|[cp]?m1[a-d]?|m ?\+)")
_NEOPLASTIC = re.compile(r"\b(?:neoplasi\w+|tumora\w+|mali(?:n|gne)s?|carcinomat\w+|metasta\w+)")
_HEADED = re.compile(
    r"(?:\A|[\n.;,•*-]) ?(?P<organ>foie|poumons?|os|squelette|encephale|cerveau|surrenales?|plevre) ?: ?"
    r"(?:[a-z0-9]+ ){0,3}\Z"
)
_EXAM = re.compile(
    r"\b(?:irm|tdm|scanner|echographie|echo|scinti\w*|angio-?irm)(?: d[eu]| de la| du)? "
    r"(?P<of>cerebrale?|encephalique|cranienne|crane|cerveau|encephale|hepatique|hep|foie|osseuse)\b"
)
_OTHER_EXAM = re.compile(
    r"\b(?:irm|tdm|scanner|echo\w*|scinti\w*|tep\w*|pet\w*|foie|poumons?|tap|thorac\w+|abdom\w+)\b"
)
_RELAPSE = re.compile(
    r"\b(?P<word>(?:rechutes?|recidives?|progressions?|reprise evolutive|echappement|evolutivite)"
    r"(?: (?:tumorale?s?|metastatiques?|a distance))?(?: au niveau)?)(?= [a-z])"
)
_STAGE = re.compile(r"\bstade (?:iv|4)(?:[ -]?[abc])?(?: d'emblee)? ?[(:,-]? ?(?=[a-z])")
_OF = re.compile(r" ?(?:du|de|des|d'|au|aux) ?")
_TARGET = re.compile(r"\bcibles?\b(?: recist)?(?: 1[.,]1)?(?: ?: ?| (?=[a-z]))")
_SECONDARY = re.compile(r"[^.;\n]{0,40}?\b(?:suspecte?s?|secondaires?|evolutive?s?|metast\w+)")
_REMOTE = {
    "hépatique": "foie",
    "osseuse": "os",
    "cérébrale": "encéphale",
    "pulmonaire": "poumon",
    "surrénalienne": "surrénale",
    "péritonéale": "péritoine",
    "pleurale": "plèvre",
    "méningée": "méninges",
    "splénique": "rate",
    "pancréatique": "pancréas",
}
_CODES = {
    "hépatique": "C78.7",
    "osseuse": "C79.5",
    "cérébrale": "C79.3",
    "pulmonaire": "C78.0",
    "surrénalienne": "C79.7",
    "pleurale": "C78.2",
}
_BY_NAME = {
    name: value
    for value, names in {
        "hépatique": "foi hep",
        "pulmonaire": "pou",
        "osseuse": "os oss squ",
        "cérébrale": "enc cer cra",
        "surrénalienne": "sur",
        "pleurale": "ple",
    }.items()
    for name in names.split()
}
_REACH = 130


def find(phrases: Phrases, mentions: Sequence[Morphology], known: Sequence[Finding], own: Set[str]) -> list[Finding]:
    """Lesions of organs that cancers go to; none where the note tells of no cancer, or of one of the blood.

    Undetermined or suspect lesions are `possible`, benign ones nothing. `known`: what is said already; `own`: the
    organs of the tumours.
    """
    cancers = [one for one in mentions if one.behaviour not in ("0", "1")]
    if not cancers or all(one.code >= "9590" for one in cancers):
        return []
    said = [(one.value, one.start, one.end) for one in known]
    found: list[Finding] = []
    relapses = list(_relapses(phrases, own))
    spread = {one.value for one in [*known, *relapses] if one.status in (None, "present")}
    for one in [*_lesions(phrases, own, spread), *relapses, *_staged(phrases, own), *_signed(phrases)]:
        if not any(value == one.value and start < one.end and one.start < end for value, start, end in said):
            said.append((one.value, one.start, one.end))
            found.append(one)
    return found


def _lesions(phrases: Phrases, own: Set[str], known: Set[str]) -> Iterator[Finding]:
    reading = phrases.reading
    plain, words = reading.plain, reading.words
    for match in phrases.matches(_LESION, _LESION_WORDS):
        start, end = match.span()
        sentence = reading.sentence_at(start)
        begin, stop = (sentence.start, sentence.end) if sentence else (start, end)
        begin = max(begin, start - _REACH)
        before = plain[begin:start]
        denied = _DENIAL.search(before) is not None
        feared = match["lysis"] or _SUSPECT.search(plain, end, min(stop, end + 2 * _REACH)) or _FEARED.search(before)
        if not (feared or denied or match["word"] or _GROWN.search(before)):
            continue
        places = [] if match["word"] else places_of(phrases, words.at(end), start, end, False)
        if not places:
            line = max(plain.rfind("\n", 0, start) + 1, start - _REACH)  # the exam is a heading of its line
            yield from _under(
                phrases, match, min(begin, line) if "." not in plain[line:begin] else begin, stop, denied, own
            )
            continue
        if denied:
            if _DENIED.match(match["lesion"]) and _NEAR.search(before):
                yield from (
                    finding_of(one, "absent", start) for one in places if _REMOTE.get(one.value, "") not in {*own, ""}
                )
            continue
        tail = _tail(plain, places[-1].end, stop)
        if _BENIGN.search(tail) or _BENIGN.search(plain, end, places[-1].end):
            continue
        status: Status | None = None
        pleural = match["lesion"].startswith("epanchement")
        if pleural and not _NEOPLASTIC.search(tail):
            continue
        doubt = _SUSPECT.search(tail) or _SUSPECT.search(plain, end, places[-1].end) or _FEARED.search(before)
        if doubt or match["lysis"]:
            status = "possible"
        elif _GROWN.search(before):
            spread = any(one.value in known for one in places) or _METASTATIC.search(plain) is not None
            status = "present" if spread else "possible"
        if status is None:
            continue
        several = match["lesion"].endswith(("s", "x")) and re.search(
            r"bilat|deux|controlat|multiples", plain[end : end + 60]
        )
        for place in places:
            organ = _REMOTE.get(place.value)
            lungs = organ == "poumon" and several is not None
            bone = (match["lysis"] or match["lesion"].startswith("tass")) and place.value != "osseuse"
            if organ is not None and (organ not in own or lungs) and not bone:
                yield finding_of(place, status, start)


def _tail(plain: str, start: int, stop: int) -> str:
    """What is said of a lesion after its place, until something else is named."""
    stop = min(stop, start + _REACH)
    cut = _CUT.search(plain, start, stop)
    return plain[start : cut.start() if cut else stop]


def _under(
    phrases: Phrases, match: "re.Match[str]", begin: int, stop: int, denied: bool, own: Set[str]
) -> Iterator[Finding]:
    """« Foie : 3 lésions suspectes », « IRM cérébrale : lésions en faveur de métastases »: the place is before."""
    plain, (start, end) = phrases.reading.plain, match.span()
    headed = None if match["word"] else _HEADED.search(plain, max(0, begin - 1), start)
    if headed is not None:
        value = _BY_NAME[headed["organ"][:3]]
    else:
        exams = list(_EXAM.finditer(plain, begin, start))
        if not exams or _OTHER_EXAM.search(plain, exams[-1].end(), start):
            return
        value = _BY_NAME[exams[-1]["of"][:3]]
    if _REMOTE[value] in own:
        return
    status: Status | None
    if denied:
        if headed is not None or not (match["word"] or _SECONDARY.match(plain, end)):
            return
        status = "absent"
    elif match["word"]:
        status = None
    else:
        tail = _tail(plain, end, stop)
        if _BENIGN.search(tail) or not _SUSPECT.search(tail):
            return
        status = "possible"
    yield replace(finding_of(Spot(value, _CODES[value], start, end), status, start), judged=(start, end))


def _relapses(phrases: Phrases, own: Set[str]) -> Iterator[Finding]:
    """« rechute osseuse », « progression hépatique et pulmonaire », not « pas de progression hépatique »."""
    plain = phrases.reading.plain
    said = any(
        word in plain for word in ("rechute", "recidive", "progression", "reprise evol", "echappement", "evolutivit")
    )
    for match in phrases.matches(_RELAPSE, _RELAPSE_WORDS) if said else ():
        if _DENIAL.search(plain, max(0, match.start() - 60), match.start()):
            continue
        for place in places_of(phrases, phrases.reading.words.at(match.end()), match.start(), match.end(), False):
            if _REMOTE.get(place.value, "") not in own and (place.value in _REMOTE or place.value.startswith(NODES[0])):
                yield finding_of(place, None, match.start())


def _staged(phrases: Phrases, own: Set[str]) -> Iterator[Finding]:
    """« stade IV hépatique », « cibles : S6 foie 32 mm, LID 12 mm »."""
    reading = phrases.reading
    plain, words = reading.plain, reading.words
    for match in _STAGE.finditer(plain) if "stade" in plain else ():
        if _OF.match(plain, match.end()):
            continue
        for place in places_of(phrases, words.at(match.end()), match.start(), match.end(), False):
            if place.value.startswith(NODES[0]) or _REMOTE.get(place.value, "") not in {*own, ""}:
                yield finding_of(place, None, match.start())
    for match in _TARGET.finditer(plain) if "cible" in plain else ():
        line = plain.find("\n", match.end())
        sentence = reading.sentence_at(match.end())
        stop = min(match.end() + 160, sentence.end if sentence else len(plain), line if line >= 0 else len(plain))
        if re.search(r"\d ?(?:mm|cm)\b", plain[match.end() : stop]) is None:
            continue
        for term in _terms(phrases, match.end(), stop):
            value, code = next((one for one in term.entry.spread if one[0] in _REMOTE), ("", ""))
            if value and _REMOTE[value] not in own:
                yield finding_of(Spot(value, code, term.start, term.end), "present", term.start)


def _terms(phrases: Phrases, start: int, stop: int) -> Iterator[Term[Word]]:
    for term in phrases.terms:
        if term.start >= stop:
            return
        if term.start >= start:
            yield term


def _signed(phrases: Phrases) -> Iterator[Finding]:
    """« ADP médiastinales M+ »: the places before the sign."""
    plain = phrases.reading.plain
    for sign in M_PLUS.finditer(plain) if "m+" in plain or "m +" in plain else ():
        if sign.group().endswith("+"):
            yield from places_before(phrases, sign.start(), sign.end())
