"""Spread denied or feared without the word metastasis: « pas de lésion hépatique », « adénopathie suspecte »."""

import re
from collections.abc import Sequence, Set

from carnet.text.taken import Taken
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules.tumour_histology import Morphology
from carnet.tools.structuring.rules.tumour_metastasis import NODES, Spot, finding_of, places_of
from carnet.tools.structuring.rules.tumour_phrase import Phrases

_NODE = r"(?:lymph)?adenopathies?|adenomegalies?|adp|gg|ganglions?(?: lymphatiques?)?"
_LESION = re.compile(
    r"\b(?:pas|plus|absence|sans|aucune?s?|ni|ni aucune?) (?:de |d')?(?:franche |nette )?"
    rf"(?:(?P<node>{_NODE})|(?P<distant>localisations?|lesions? (?:focales? )?suspectes?|lesions?|nodules?))"
    r"(?![a-z]| a distance| localis)"
)
_INVADED = re.compile(
    r"\b(?:invasion|envahissement|atteinte|infiltration)(?: [a-z]{4,12}){0,2} "
    rf"(?:(?:des|de|d'|du) (?P<node>{_NODE})|(?P<adjective>ganglionnaires?))(?![a-z]| lymphat)"
)
_SPREAD = re.compile(  # « carcinome de stade IV avec atteinte pulmonaire et ganglionnaire »
    r"\b(?:stade iv[abc]?|metastatiques?)\b(?! a )[^.;\n]{0,60}?\b(?:avec|:|,) (?:une? |des )?"
    r"(?P<lesion>atteintes?|localisations?)"
    r"(?: multiples?)?(?= )"
)
_DOUBT = re.compile(rf"\b(?P<node>{_NODE})\b(?=(?P<words>[^.;:\n]{{0,60}}?\bsuspecte?s?\b))")
_ORGAN = re.compile(
    r"\b(?P<organ>foie|parenchyme pulmonaire|poumons?|os|squelette|cadre osseux|encephale|cerveau|surrenales?)\b"
    r"(?: et (?:les |le )?(?:surrenales?|foie|rate|poumons?))?"
    r"(?: (?!et\b|ou\b)[a-z]+){0,3} ?[:,-]? ?(?:(?:homogenes?|libres?|normale?s?|normaux),? )?"
    r"(?:pas|absence|sans|aucune?) (?:de |d')?(?:lesions?|nodules?|anomalies?|localisations?)"
    r"(?= (?:focales?|suspectes?|secondaires?|evolutives?|nodulaires?)|[.,;\n]|$)"
)
_OF_ORGAN = {"foie": ("hépatique", "C78.7"), "par": ("pulmonaire", "C78.0"), "pou": ("pulmonaire", "C78.0"),
    "os": ("osseuse", "C79.5"), "squ": ("osseuse", "C79.5"), "cad": ("osseuse", "C79.5"), "enc": ("cérébrale", "C79.3"),
    "cer": ("cérébrale", "C79.3"), "sur": ("surrénalienne", "C79.7")}  # fmt: skip
_FOCAL = re.compile(r" (?:focale?s?|suspecte?s?|evolutive?s?|evolutifs?|visibles?)(?= )")
_DENIAL = re.compile(r"\b(?:pas|plus|absence|sans|aucune?s?|ni|non)\b[^.;:,\n]*\Z")
# where cancers spread: « pas de lésion gastrique » says nothing of a metastasis
_REMOTE = frozenset(
    ("hépatique", "osseuse", "cérébrale", "pulmonaire", "surrénalienne", "péritonéale", "pleurale", "méningée")
)
_NODULES = frozenset(("hépatique", "pulmonaire", "surrénalienne", "péritonéale", "pleurale"))


def find(phrases: Phrases, mentions: Sequence[Morphology], known: Sequence[Finding], own: Set[str]) -> list[Finding]:
    """The places said free of the tumour, absent; suspect nodes, possible. None where the note tells of no cancer.

    `known`: metastatic sites found by their own words, which are not said again; `own`: the organs of the tumours: a
    lesion there is no spread, nor are the nodes of a lymphoma.
    """
    cancers = [one for one in mentions if one.behaviour not in ("0", "1")]
    if not cancers:
        return []
    reading = phrases.reading
    words, plain = reading.words, reading.plain
    lymphoma = all(one.code >= "9590" for one in cancers)
    taken = {one.end for one in known}
    found: list[Finding] = []
    nodes = any(word in plain for word in ("adenopath", "adenomeg", "adp", "gg", "ganglion"))
    for match in _LESION.finditer(plain):
        node = match["node"] is not None
        if node and lymphoma:
            continue
        focal = _FOCAL.match(plain, match.end())
        after = words.at(focal.end() if focal else match.end())
        start = match.start("node" if node else "distant")
        places = places_of(phrases, after, start, match.end(), node)
        for place in places:
            allowed = node and place.value.startswith(NODES[0]) or _distant(match["distant"] or "", place)
            if allowed and place.end not in taken and _ORGANS.get(place.value) not in own:
                found.append(finding_of(place, "absent", start))
    said = Taken(len(plain), ((one.start, one.end) for one in found))
    for match in _ORGAN.finditer(plain):  # « foie : pas de lésion », « foie homogène sans lésion focale »
        name = match["organ"]
        value, code = _OF_ORGAN.get(name) or _OF_ORGAN[name[:3]]
        if _ORGANS.get(value) not in own:
            place = Spot(value, code, match.start(), match.end())
            if not said.meets(*match.span()):
                found.append(finding_of(place, "absent", match.start()))
    for match in _SPREAD.finditer(plain) if "atteinte" in plain or "localisation" in plain else ():
        for place in places_of(phrases, words.at(match.end()), match.start("lesion"), match.end(), False):
            if place.end not in taken and _ORGANS.get(place.value) not in own:
                found.append(finding_of(place, None, match.start("lesion")))
    for match in _INVADED.finditer(plain) if nodes and not lymphoma else ():
        start = match.start("node" if match["node"] else "adjective")
        for place in places_of(phrases, words.at(match.end()), start, match.end(), True):
            if place.value.startswith(NODES[0]) and place.end not in taken:
                found.append(finding_of(place, None, match.start()))
    for match in _DOUBT.finditer(plain) if nodes and "suspect" in plain else ():
        if lymphoma or _DENIAL.search(plain, max(0, match.start() - 60), match.start()):
            continue
        for place in places_of(phrases, words.at(match.end()), match.start(), match.end(), True):
            if place.value.startswith(NODES[0]) and place.end not in taken:
                found.append(finding_of(place, "possible", match.start()))
    return found


_ORGANS = {"hépatique": "foie", "pulmonaire": "poumon", "osseuse": "os", "cérébrale": "encéphale"}


def _distant(lesion: str, place: Spot) -> bool:
    return place.value in (_NODULES if lesion.startswith("nodule") else _REMOTE)
