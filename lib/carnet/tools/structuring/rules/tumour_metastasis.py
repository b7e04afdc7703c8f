"""Metastatic sites: « métastases hépatiques et osseuses », « nodules hépatiques secondaires », « M+ osseux »."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from carnet.text.terms import Term
from carnet.tools.structuring.facts import Status
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules.tumour_histology import Morphology
from carnet.tools.structuring.rules.tumour_phrase import Met, Phrases
from carnet.tools.structuring.rules.tumour_words import Word

NODES = ("ganglionnaire", "C77.9")
M_PLUS = re.compile(r"(?:\b[cp]?|(?<=n[0-3x])|(?<=n[0-3][abc]))m ?(?:\+|1 ?[a-d]?\b(?![ -]?\d))")
_WITH = re.compile(r"\bavec(?: (?:de|des|une?|deux|plusieurs|multiples|nombreuses|probables?))*\s+$")
_OPENED = re.compile(r"(?: d'emblee| synchrones?| a distance)?\s?[:(]\s?")
_TO = re.compile(r"\b(?:au|aux|du|de|des|dans|en)\b")
_ADJECTIVE = re.compile(r"(?:ique|aire|ale?|eu|euse|ienne?|ee|ein|eine|ante?|cutane|meninge)$")
_NOUNS = frozenset(  # they end as adjectives do
    (
        "surrenale",
        "peritoine",
        "encephale",
        "bassin",
        "mediastin",
        "retroperitoine",
        "moelle",
        "rate",
        "vertebre",
        "cote",
    )
    + ("clavicule", "rachis", "uretere", "omoplate", "mandibule", "thyroide", "vesicule", "dure", "mere")
)
# places that a tumour starts from more often than it goes to: « métastase mammaire » may be of a breast cancer
_OF_A_PRIMARY = frozenset(
    ("mammaire", "thyroïdienne", "testiculaire", "utérine", "prostatique", "colique", "gastrique", "œsophagienne")
    + ("vésicale", "ovarienne", "rénale", "pancréatique")
)
# regions that mean lymph nodes by themselves
_NODAL = frozenset(("axillaire", "sus-claviculaire", "sous-claviculaire", "inguinale", "rétropéritonéale"))
_SEVERAL = ""  # sides of several places: none of the whole
_TOWARDS = frozenset(("a", "au", "aux", "en", "dan", "sur", "niveau"))


@dataclass(frozen=True, slots=True)
class Spot:
    """A place where a metastasis is, or is not: its value, its code, its words."""

    value: str
    code: str
    start: int
    end: int
    side: str | None = None


def find(phrases: Phrases, mentions: Sequence[Morphology] = ()) -> list[Finding]:
    """The metastatic sites of a note; each has its own span, so that its own assertion is read."""
    found: list[Finding] = []
    for term in phrases.terms:
        word = term.entry
        if word.fixed is not None:
            value, code = word.spread[0]
            found.append(
                _finding(Spot(value, code, term.start, term.end), term.start, term.end, (term.start, term.end))
            )
        elif word.metastasis is not None and not _cause(phrases, term):
            met = _noun(phrases, term) if word.metastasis == "noun" else _adjective(phrases, term)
            none = bool(met) and _none_of(phrases, met[0].start)
            found += [replace(one, status="absent") for one in met] if none else met
    for sign in M_PLUS.finditer(phrases.reading.plain):
        after = phrases.reading.words.at(sign.end())
        if after < len(phrases.reading.words.forms) and re.fullmatch(
            r" ?[(:]? ?", phrases.reading.plain[sign.end() : phrases.reading.words.starts[after]]
        ):
            found += _listed(phrases, after, sign.start(), (sign.start(), sign.end()))
    return [_of_its_tumour(phrases, one, mentions) for one in _once(found)]


def places_of(phrases: Phrases, after: int, start: int, end: int, node: bool) -> list[Spot]:
    """The places named from word `after` on; of nodes said at [start, end), those of nodes."""
    if after >= len(phrases.reading.words.forms):
        return [Spot(*NODES, start, end)] if node else []
    places = list(_places(phrases, after, NODES if node else None, bullets=False))
    return (_merge(places) or [Spot(*NODES, start, end)]) if node else places


def places_before(phrases: Phrases, start: int, end: int) -> list[Finding]:
    """What a sign at [start, end) says of the lesion before it: « ADP médiastinales M+ »."""
    words = phrases.reading.words
    first = words.at(start)
    if first == 0 or phrases.reading.plain[words.ends[first - 1] : start] not in (" ", " ("):
        return []
    node = next(iter(phrases.left(first)), None)
    if node is None or not (node.entry.node or node.entry.spread or node.entry.side):
        return []
    sign = Term(start, end, first, words.at(end), Word(metastasis="adjective"))
    return _before(phrases, sign, (start, end))


def finding_of(place: Spot, status: Status | None, start: int) -> Finding:
    """What is said of a place, of a lesion that begins at `start`."""
    return replace(_finding(place, min(start, place.start), place.end, (start, place.end)), status=status)


def _of_its_tumour(phrases: Phrases, one: Finding, mentions: Sequence[Morphology]) -> Finding:
    """« sœur : cancer de la thyroïde avec métastases pulmonaires »: they are where the tumour is, judged together."""
    judged = one.judged or (one.start, one.end)
    with_it = _WITH.search(phrases.reading.plain, max(0, judged[0] - 40), judged[0])
    if with_it is None:
        return one
    place = bisect_right(mentions, with_it.start(), key=lambda mention: mention.start) - 1
    tumour = mentions[place] if place >= 0 else None
    if tumour is None or tumour.behaviour == "6" or with_it.start() - tumour.end > 80:
        return one
    if re.search(r"[.;:]|\n\n", phrases.reading.plain[tumour.end : with_it.start()]):
        return one
    return replace(one, judged=(tumour.start, judged[1]))


def _none_of(phrases: Phrases, start: int) -> bool:
    """« 0 ganglion métastatique sur 18 »."""
    words = phrases.reading.words
    place = words.at(start)
    return place > 0 and words.joined[place] and words.forms[place - 1] in ("0", "zero")


def _once(found: list[Finding]) -> list[Finding]:
    """One finding a place and passage: « lésions osseuses métastatiques » is met twice."""
    kept: dict[tuple[str, int], Finding] = {}
    for one in found:
        place = (one.value.split()[0], one.end)
        if place not in kept or (one.end - one.start) > (kept[place].end - kept[place].start):
            kept[place] = one
    return sorted(kept.values(), key=lambda one: (one.start, one.end))


def _cause(phrases: Phrases, term: Term[Word]) -> bool:
    """« lésion secondaire à », « calcification métastatique »: no metastasis."""
    words = phrases.reading.words
    if term.first > 0 and words.forms[term.first - 1].startswith("calcification"):
        return True
    return (
        words.forms[term.after - 1] == "secondaire"
        and term.after < len(words.forms)
        and words.joined[term.after]
        and words.forms[term.after] in ("a", "au", "aux")
    )


def _finding(place: Spot, start: int, end: int, judged: tuple[int, int]) -> Finding:
    return Finding(
        "metastatic_site",
        place.value,
        start,
        end,
        "metastatic_site",
        code=place.code,
        system="CIM-10",
        laterality=place.side or None,
        judged=judged,
    )


def _noun(phrases: Phrases, term: Term[Word]) -> list[Finding]:
    judged = phrases.core(term)
    nodal = term.entry.lesion or any(value == NODES[0] for value, _code in term.entry.spread)
    named = phrases.reading.plain[term.start : term.end]
    base = NODES if nodal or named.startswith(("adenopathie", "ganglion")) else None
    if base is not None:
        places = list(_places(phrases, term.after, base, bullets=False))
        own = Spot(*base, term.start, term.end)
        places = _merge([own, *places])
        first = places[0]
        return [
            _finding(first, term.start, first.end, (term.start, first.end)),
            *(_finding(one, one.start, one.end, (term.start, one.end)) for one in places[1:]),
        ]
    found = _listed(phrases, term.after, term.start, judged)
    return found or _before(phrases, term, judged)


def _adjective(phrases: Phrases, term: Term[Word]) -> list[Finding]:
    core = phrases.core(term)
    left = _before(phrases, term, core)
    head_beside = (nearest := phrases.ending.get(term.first)) is not None and nearest.entry.head is not None
    words = phrases.reading.words
    after = term.after
    if after >= len(words.forms) or phrases.reading.plain[term.start : term.end].startswith("secondaire"):
        return left
    opened = _OPENED.match(phrases.reading.plain, term.end)
    if opened:
        after = words.at(opened.end())
    direct = opened is None and words.joined[after] and after in phrases.at and not head_beside and not left
    if after < len(words.forms) and (opened or direct or words.forms[after] in _TOWARDS):
        left += _listed(phrases, after, term.start, core)
    return left


def _before(phrases: Phrases, term: Term[Word], judged: tuple[int, int]) -> list[Finding]:
    """« nodules [hépatiques] secondaires »: places between the noun of the lesion and the adjective."""
    met: list[Term[Word]] = []
    for one in phrases.left(term.first):
        word = one.entry
        if word.head is not None and not (word.lesion and _second(phrases, term)):
            return []
        if word.metastasis is not None:
            return []
        met.append(one)
        if word.lesion:
            break
        if not (word.spread or word.side or word.node or word.places or word.region):
            return []
    else:
        return []
    places: list[Spot] = []
    for one in reversed(met):
        places = _add(places, one, one.entry.lesion)
    return [
        _finding(one, met[-1].start if place == 0 else one.start, term.end, judged)
        for place, one in enumerate(_merge(places))
    ]


def _second(phrases: Phrases, term: Term[Word]) -> bool:
    """« tumeur hépatique secondaire » is a metastasis, « tumeur pulmonaire métastatique » has some."""
    return phrases.reading.words.forms[term.after - 1] == "secondaire"


def _listed(phrases: Phrases, after: int, start: int, judged: tuple[int, int]) -> list[Finding]:
    """The places named from word `after` on, for what begins at `start`."""
    places = list(_places(phrases, after, None, bullets=True))
    if not places:
        return []
    first, *others = places
    return [
        _finding(first, start, first.end, (judged[0], first.end)),
        *(_finding(one, one.start, one.end, (judged[0], one.end)) for one in others),
    ]


def _places(phrases: Phrases, after: int, base: tuple[str, str] | None, *, bullets: bool) -> Iterator[Spot]:
    reading = phrases.reading
    words, plain = reading.words, reading.plain
    places: list[Spot] = [Spot(*base, 0, 0)] if base else []
    fresh = len(places)
    adjectives = True
    last = words.ends[after - 1] if after else 0
    tumour = False
    for met in phrases.right(after, phrases.lexicon.list_links, figures=False, bullets=bullets):
        if not isinstance(met, Met):
            break
        word = met.word
        between = plain[last : met.term.start]
        if word.head is not None and not word.spread:
            tumour = True
            break
        if word.fixed is not None or (word.metastasis == "noun"):
            break
        if not (word.spread or word.node or word.side or word.places or word.region or word.metastasis or word.lesion):
            break
        if ")" in between:
            break
        if "," in between or " - " in between or "\n-" in between:
            if len(places) == fresh and not base and ":" not in between:
                break
            same = adjectives == _adjectival(words.forms[met.term.after - 1])
            if len(places) > fresh and not same and not _TO.search(between):
                break
        if len(places) == fresh:
            adjectives = _adjectival(words.forms[met.term.after - 1])
        grown = _add(places, met.term, False)
        if grown is places and not word.side and not word.lesion and not word.metastasis:
            break
        places = grown
        last = met.term.end
    kept = _merge(places[1:] if base and places and places[0].end == 0 else places)
    yield from (one for one in kept if tumour or len(kept) > 1 or one.value not in _OF_A_PRIMARY)


def _adjectival(form: str) -> bool:
    return form not in _NOUNS and _ADJECTIVE.search(form) is not None


def _add(places: list[Spot], term: Term[Word], lesion: bool) -> list[Spot]:
    """The places with what a term says: another place, a region of nodes, a side of the last one."""
    word = term.entry
    last = places[-1] if places else None
    if word.side and last is not None and last.end:
        side = word.side if last.side in (None, word.side) else _SEVERAL if last.side == _SEVERAL else "bilatéral"
        return [*places[:-1], replace(last, side=side, end=term.end)]
    if last is not None and last.value.startswith(NODES[0]):
        if word.node is not None:
            one = Spot(f"{NODES[0]} {word.node[0]}", word.node[1], term.start, term.end)
            if last.value == NODES[0] and last.end:
                return [*places[:-1], replace(one, start=last.start)]
            return [*places, one]
        if word.lesion and word.spread and word.spread[0] == NODES:
            return places
    if word.spread and not (lesion and word.spread[0][0] != NODES[0]):
        value, code = next((one for one in word.spread if last is not None and one[0] == last.value), word.spread[0])
        if last is not None and last.value == "osseuse" and any(place.within for place in word.places):
            value, code = last.value, last.code  # « métastase osseuse frontale »: of the skull
        said = next((place.side for place in word.places if place.side), None)
        if last is not None and last.value == value and last.end:
            return [*places[:-1], replace(last, end=term.end, side=_SEVERAL if last.side else said)]
        return [*places, Spot(value, code, term.start, term.end, said)]
    if word.node is not None and word.node[0] in _NODAL:
        return [*places, Spot(f"{NODES[0]} {word.node[0]}", word.node[1], term.start, term.end)]
    return places


def _merge(places: list[Spot]) -> list[Spot]:
    """The first mention of each value of one list."""
    kept: dict[str, Spot] = {}
    for one in places:
        if one.value == NODES[0] and any(value.startswith(NODES[0]) for value in kept):
            continue
        kept.setdefault(one.value, one)
    return list(kept.values())
