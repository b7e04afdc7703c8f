"""Primary site: the place that a phrase gives to a tumour, with its side; never that of a metastasis."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from carnet.text.terms import Term
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules.tumour_histology import UNSPECIFIC, Morphology
from carnet.tools.structuring.rules.tumour_phrase import Grade, Met, Phrases
from carnet.tools.structuring.rules.tumour_words import Head, Place, Region, Word, family_of

# where pathologists receive metastases from as often as primaries: « foie : adénocarcinome » names no primary
_RECEIVING = frozenset(
    (
        "foie",
        "os",
        "ganglions",
        "encéphale",
        "péritoine",
        "plèvre",
        "poumon",
        "surrénale",
        "médiastin",
        "peau",
        "tissus mous",
        "méninges",
    )
)
# benign tumours whose place is a fact all the same: of the nervous system and the pituitary
_BENIGN = ("9530", "9560", "8272", "9350", "9492", "9390")
_WITHOUT_DIGIT = frozenset(
    ("C01", "C07", "C12", "C19", "C20", "C23", "C33", "C37", "C52", "C55", "C56", "C58", "C61", "C64", "C65", "C66")
    + ("C73",)
)
_STAGED = re.compile(r"[^.;\n]{0,60}?\b[cpyr]{0,2}t ?[1-4]")  # a TNM: « tumeur » is a cancer
_PRIMARY_WORD = Word(head=Head("cancer", "8000/3"))
_PRIMARY = re.compile(
    r"(?<=\b(?:un|le|du|au) )primitif (?:d'origine )?"
    r"|\n(?P<heading>[ \t•*-]*(?:localisation|siege|site|topographie)"
    r"(?: (?:de la (?:tumeur|lesion)|tumorale?|primiti(?:f|ve)|du primitif|anatomique|initiale?|primaire))* ?: ?)"
)
_LETTER = re.compile(r": (?P<letter>T) (?:de )?(?=\d+(?:[.,]\d+)? ?(?:[x×*] ?\d|mm|cm))")
_LAYERS = {"peau": "skin", "tissus mous": "soft", "os": "bone"}
_MESOTHELIOMA = {"plèvre": "C45.0", "péritoine": "C45.1", "cœur": "C45.2"}


@dataclass(slots=True)
class _Said:
    """What a phrase says of the place: `start`, `end` of its words; `side_term` the word of the side."""

    place: Place | None = None
    region: Region | None = None
    start: int = 0
    end: int = 0
    side: str | None = None
    side_term: Term[Word] | None = None
    reach: int = 0  # where a second place ends, with which the first is judged
    layer: str = ""  # skin, soft, bone: of a region, where the phrase says it


def find(phrases: Phrases, mentions: list[Morphology]) -> list[Finding]:
    """The primary sites of a note, and their sides as facts of their own."""
    found: list[Finding] = []
    for one in [*mentions, *_named(phrases, bool(mentions))]:
        if one.head.entry.metastasis is None and one.head.entry.head is not None and _a_tumour(phrases, one):
            said = _said(phrases, one)
            if said is not None and not _scattered(phrases, one, said):
                found += _findings(phrases, one, said)
    kept: dict[tuple[str, int, int], Finding] = {}  # « carcinome infiltrant (CCI) du sein »: two heads, one site
    for finding in found:
        kept.setdefault((finding.kind, finding.start, finding.end), finding)
    return list(kept.values())


def _scattered(phrases: Phrases, one: Morphology, said: _Said) -> bool:
    """« lésions tumorales du tronc cérébral », in the plural where metastases go: no primary."""
    written = phrases.reading.plain[one.head.start : one.head.end]
    place = said.place
    return one.code[:4] == "8000" and written.endswith("ales") and place is not None and place.organ in _RECEIVING


def _named(phrases: Phrases, tumours: bool) -> Iterator[Morphology]:
    """What names the place of the primary without naming the tumour: « un primitif pulmonaire », « Siège : rectum »."""
    words = phrases.reading.words
    for match in _LETTER.finditer(phrases.reading.text):  # « Sein gche : T 32x25x20 mm »
        start = match.start("letter")
        place = words.at(start)
        if place + 1 < len(words.forms):
            term = Term(start, start + 1, place, place + 1, _PRIMARY_WORD)
            if phrases.heading(term) is not None:
                yield Morphology(start, start + 1, "8000/3", "cancer", term, specific=False)
    for match in _PRIMARY.finditer(phrases.reading.plain):
        after = words.at(match.end())
        if after < len(words.forms) and (tumours or match["heading"] is None) and after in phrases.at:
            start = words.starts[words.at(match.start())]
            end = start + len(phrases.reading.plain[start : match.end()].rstrip())
            term = Term(start, end, words.at(start), after, _PRIMARY_WORD)
            yield Morphology(start, end, "8000/3", "cancer", term, specific=False)


def _family(one: Morphology) -> str:
    return (one.head.entry.head.family if one.head.entry.head else "") or family_of(one.code)


def _a_tumour(phrases: Phrases, one: Morphology) -> bool:
    base = one.code[:4]
    if one.behaviour == "0" or (base in ("8720", "8140") and one.behaviour == "1"):
        return base in _BENIGN
    if base == "8001":
        return False
    written = phrases.reading.plain[one.head.start : one.head.end]
    if base == "8000" and written.startswith(("tumora", "neoplasiqu", "neoformati", "mali", "cancereu")):
        words = phrases.reading.words
        return one.head.first > 0 and words.forms[one.head.first - 1] in phrases.lexicon.tumorous
    return True


def _said(phrases: Phrases, one: Morphology) -> _Said | None:
    said = _after(phrases, one)
    if said is None:
        return None
    if said.place is None and said.region is None:
        said = _heading(phrases, one) or said
    elif said.side is None and said.place is not None and said.place.paired:
        above = _heading(phrases, one)  # « Sein gauche : carcinome infiltrant du QSE »
        if above is not None and above.place is not None and above.place.organ == said.place.organ:
            said.side, said.side_term = above.side, above.side_term
    if said.place is None and said.region is None:
        inherent = _inherent(phrases, one)
        if inherent is None:
            return None
        said = _Said(inherent, None, one.head.start, one.head.end, said.side, said.side_term)
    return said


def _inherent(phrases: Phrases, one: Morphology) -> Place | None:
    sites = phrases.lexicon.sites_of
    named = one.head.entry.head
    if (
        named is not None and named.code == "8312/3"
    ):  # « carcinome rénal à cellules claires », where 8310/3 is of anywhere
        return sites.get(named.code)
    if named is not None and one.code.startswith("906") and "extragonad" in phrases.reading.plain:
        return None
    return one.head.entry.inherent or sites.get(one.code) or sites.get(f"{one.code[:4]}/3")


def _after(phrases: Phrases, one: Morphology) -> _Said | None:
    """The place said after the head. None: the phrase says that it is no primary."""
    said = _Said()
    inherent = _inherent(phrases, one)
    family = _family(one)
    waiting: list[Term[Word]] = []  # words of an organ said later: « lobe droit de la thyroïde »
    last: Term[Word] = one.head
    for met in phrases.right(one.head.after):
        if isinstance(met, Grade):
            continue
        if met.loose > 3:
            break
        word, term = met.word, met.term
        if word.metastasis is not None:
            if one.code.startswith("8000/1") and phrases.reading.words.forms[term.after - 1] == "secondaire":
                return None
            if word.metastasis == "adjective" and _of(phrases, term):
                continue
            break
        if word.head is not None and not (word.features or word.places or word.region):
            if phrases.reading.plain[term.start - 1 : term.start] == "(":
                continue
            break
        if word.no_tumour:
            break
        if _is_its_side(said, word, inherent, waiting, last, one):
            said.side, said.side_term = word.side, term
            if said.end:
                said.end = max(said.end, term.end)
            last = term
            continue
        if (word.places or word.region) and not _take(phrases, said, met, inherent, family, waiting):
            if "et " in phrases.reading.plain[last.end : term.start]:
                said.reach = term.end  # « cancer du sein et de l'ovaire chez une tante »
            break
        last = term
    return said


def _is_its_side(
    said: _Said, word: Word, inherent: Place | None, waiting: list[Term[Word]], last: Term[Word], one: Morphology
) -> bool:
    """Whether a word of side is that of the place said, or of the place that the head means."""
    if not word.side or said.side is not None or waiting:
        return False
    if said.place is not None or said.region is not None:
        return True
    return inherent is not None and (last is one.head or bool(last.entry.features))


def _of(phrases: Phrases, term: Term[Word]) -> bool:
    """« cancer métastatique du pancréas »."""
    words = phrases.reading.words
    return (
        term.after < len(words.forms)
        and words.joined[term.after]
        and words.forms[term.after] in ("de", "du", "d", "des")
    )


def _take(
    phrases: Phrases, said: _Said, met: Met, inherent: Place | None, family: str, waiting: list[Term[Word]]
) -> bool:
    """Add a place to what is said. False: it is another one, the phrase about this tumour is over."""
    word, term = met.word, met.term
    organ = said.place.organ if said.place else (inherent.organ if inherent else None)
    same = next((place for place in word.places if place.organ == organ), None)
    if said.place is not None and same is not None:
        if same.part and not said.place.part:
            said.place = same
        _stretch(said, term, same)
        return True
    fresh = next((place for place in word.places if not place.within), None)
    skin = family in ("skin", "soft", "bone") and word.region is not None and family in word.region.codes
    if said.place is not None and said.place.organ in _LAYERS and word.region is not None:
        said.layer = _LAYERS[said.place.organ]
        said.place, said.region = None, word.region
        _stretch(said, term, None)
        return True
    if said.place is not None or said.region is not None:
        return bool(word.features) or (word.region is not None and not fresh and not met.loose)
    if met.loose and not _stands(phrases, term):
        return bool(word.features)
    if skin and (fresh is None or fresh.organ in ("sein", "col utérin") and word.region is not None):
        said.region = word.region
    elif same is not None:
        said.place = same
    elif fresh is not None:
        said.place = fresh
    else:
        waiting.append(term)
        return True
    said.start, said.end = term.start, term.end
    if said.place is not None:
        for one in waiting:
            part = next((place for place in one.entry.places if place.organ == said.place.organ), None)
            if part is not None:
                said.place, said.start = (part if part.part else said.place), min(said.start, one.start)
                side = "droit" if " droit" in phrases.reading.plain[one.start : one.end] else "gauche"
                if phrases.reading.words.forms[one.after - 1] in ("droit", "droite", "gauche"):
                    said.side, said.side_term = side, one
        waiting.clear()
        if fresh is not None and fresh.side:
            said.side, said.side_term = fresh.side, term
    elif said.region is not None and said.region.side:
        said.side, said.side_term = said.region.side, term
    return True


def _stretch(said: _Said, term: Term[Word], place: Place | None) -> None:
    said.start, said.end = min(said.start or term.start, term.start), max(said.end, term.end)
    if place is not None and place.side and said.side is None:
        said.side, said.side_term = place.side, term


def _stands(phrases: Phrases, term: Term[Word]) -> bool:
    """Whether a place after a comma stands alone: « carcinome infiltrant, sein gauche »."""
    words, plain = phrases.reading.words, phrases.reading.plain
    if plain[term.start - 1 : term.start] == "(":
        return True
    after = phrases.at.get(term.after)
    if after is not None and after.entry.side is not None:
        return True
    return plain[term.end : term.end + 1] in ("", ".", "\n", ",", ")") or term.after >= len(words.forms)


def _heading(phrases: Phrases, one: Morphology) -> _Said | None:
    """« sein gauche : carcinome infiltrant »."""
    heading = phrases.heading(one.head)
    if heading is None:
        return None
    term, side = heading
    place = next((place for place in term.entry.places if not place.within), None)
    if place is None or place.organ in _RECEIVING:
        return None
    return _Said(place, None, term.start, (side or term).end, side.entry.side if side else None, side)


def _findings(phrases: Phrases, one: Morphology, said: _Said) -> list[Finding]:
    family = _family(one)
    if said.region is not None:
        kind = next(one for one in (said.layer, family, "skin") if one in said.region.codes)
        code, value = said.region.codes[kind], said.region.value
        organ = next(organ for organ, layer in _LAYERS.items() if layer == kind)
        in_situ = "D04." + code[-1] if kind == "skin" else None
    else:
        assert said.place is not None
        code, value, organ, in_situ = said.place.code, said.place.value, said.place.organ, said.place.in_situ
    judged = (min(one.head.start, said.start), max(one.head.end, said.end, said.reach))
    parts: dict[str, str] = {"organ": organ}
    cim10 = _cim10(phrases, one, code, organ, in_situ)
    if cim10:
        parts["cim10"] = cim10
    also = () if said.start <= one.head.start < said.end else ((one.head.start, one.head.end),)
    found = [
        Finding(
            "site",
            value,
            said.start,
            said.end,
            "site",
            code=code,
            system="ICD-O-3",
            laterality=said.side,
            judged=judged,
            also=also,
            parts=parts,
        )
    ]
    if said.side is not None and said.side_term is not None:
        found.append(
            Finding(
                "laterality",
                said.side,
                said.side_term.start,
                said.side_term.end,
                "laterality",
                laterality=said.side,
                judged=(min(judged[0], said.side_term.start), max(judged[1], said.side_term.end)),
                parts={"organ": organ},
            )
        )
    return found


def _cim10(phrases: Phrases, one: Morphology, code: str, organ: str, in_situ: str | None) -> str | None:
    """CIM-10 of a tumour by its morphology, behaviour and place; None where it is open."""
    base = one.code[:4]
    primary = f"{base}/3"
    if one.behaviour == "2":
        return f"D03.{code[-1]}" if 8720 <= int(base) <= 8790 and organ == "peau" else in_situ
    written = phrases.reading.plain[one.head.start : one.head.end]
    staged = _STAGED.match(phrases.reading.plain, one.head.end) is not None
    if one.behaviour in "019" and not (base == "8000" and (staged or written.startswith("neo"))):
        return phrases.lexicon.icd.get(one.code)
    if 9050 <= int(base) <= 9053:
        return _MESOTHELIOMA.get(organ, "C45.7")
    if 8720 <= int(base) <= 8790:
        return f"C43.{code[-1]}" if organ == "peau" else _plain(code)
    if primary in phrases.lexicon.icd:
        return phrases.lexicon.icd[primary]
    if organ == "foie":
        return "C22.0" if base == "8170" else "C22.9"
    if base in UNSPECIFIC and code[:3] in ("C42", "C77"):
        return None
    return _plain(code)


def _plain(code: str) -> str | None:
    if code[:3] in ("C42", "C77"):
        return None
    return code[:3] if code[:3] in _WITHOUT_DIGIT else code
