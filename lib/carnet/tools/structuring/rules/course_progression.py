"""Progression, recurrence, relapse: of the tumour, not of a symptom; where, and of which type."""

import re

from carnet.text.reading import Reading
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules.course_response import TUMOUR

_SITES = {  # what a recurrence is said to be, or where: (normal form, type)
    "locale": ("locale", "local"),
    "locoregionale": ("locorégionale", "local"),
    "loco-regionale": ("locorégionale", "local"),
    "loco regionale": ("locorégionale", "local"),
    "homolaterale": ("homolatérale", "local"),
    "controlaterale": ("controlatérale", "local"),
    "parietale": ("pariétale", "local"),
    "anastomotique": ("anastomotique", "local"),
    "pelvienne": ("pelvienne", "local"),
    "mammaire": ("mammaire", "local"),
    "vaginale": ("vaginale", "local"),
    "vesicale": ("vésicale", "local"),
    "thoracique": ("thoracique", "local"),
    "ganglionnaire": ("ganglionnaire", "ganglionnaire"),
    "axillaire": ("axillaire", "ganglionnaire"),
    "mediastinale": ("médiastinale", "ganglionnaire"),
    "sus-claviculaire": ("sus-claviculaire", "ganglionnaire"),
    "retroperitoneale": ("rétropéritonéale", "ganglionnaire"),
    "metastatique": ("métastatique", "métastatique"),
    "a distance": ("à distance", "métastatique"),
    "systemique": ("systémique", "métastatique"),
    "hepatique": ("hépatique", "métastatique"),
    "pulmonaire": ("pulmonaire", "métastatique"),
    "osseuse": ("osseuse", "métastatique"),
    "cerebrale": ("cérébrale", "métastatique"),
    "encephalique": ("cérébrale", "métastatique"),
    "peritoneale": ("péritonéale", "métastatique"),
    "pleurale": ("pleurale", "métastatique"),
    "pleuro-pulmonaire": ("pleuro-pulmonaire", "métastatique"),
    "meningee": ("méningée", "métastatique"),
    "leptomeningee": ("leptoméningée", "métastatique"),
    "cutanee": ("cutanée", "métastatique"),
    "surrenalienne": ("surrénalienne", "métastatique"),
    "viscerale": ("viscérale", "métastatique"),
    "rachidienne": ("rachidienne", "métastatique"),
    "biochimique": ("biochimique", "biochimique"),
    "biologique": ("biologique", "biochimique"),
}
_NOUNS = {
    "foie": "hepatique",
    "poumon": "pulmonaire",
    "poumons": "pulmonaire",
    "os": "osseuse",
    "squelette": "osseuse",
    "cerveau": "cerebrale",
    "peritoine": "peritoneale",
    "plevre": "pleurale",
    "sein": "mammaire",
    "paroi": "parietale",
    "rachis": "rachidienne",
    "ganglions": "ganglionnaire",
    "aisselle": "axillaire",
    "mediastin": "mediastinale",
    "pelvis": "pelvienne",
    "vessie": "vesicale",
}
_SITE = "|".join(sorted(_SITES, key=len, reverse=True))
_ADJECTIVES = re.compile(
    rf"(?: |, ?| et | ?/ ?)(?:(?:tumorale|multi|nodulaire|tres|probable|certaine|precoce|tardive|isolee"
    rf"|symptomatique|clinique"
    rf"|radiologique|scanographique|morphologique|metabolique|lesionnelle|evolutive|documentee|de la maladie"
    rf"|multifocale|diffuse|massive|rapide|franche|nette|sur le plan|au niveau|au plan)(?: |, ?| et |$))*"
    rf"(?P<site>{_SITE})s?(?![a-z-])"
)
_AT = re.compile(
    r"(?: tumorale| de la maladie)? (?:au niveau |sur |dans )?(?:du|de la|de l'|des|au|le|la|les) ?(?:\w+ )?"
    rf"(?P<noun>{'|'.join(_NOUNS)})(?![a-z])"
)
_TUMORAL = re.compile(
    r"(?:[ ,]+(?:tumora\w+|neoplasique|carcinologique|oncologique|lymphomateuse|leucemique|lesionnelle"
    r"|radiologique|scanographique"
    r"|morphologique|metabolique|metastatique|(?:de (?:la|sa) )?maladie|documentee|evolutive))+(?![a-z])"
)
_DISEASE = (
    r"(?:\w*(?:sarcome|carcinome|blastome|lymphome|melanome|gliome|cytome|seminome)|maladie(?! (?:renale"
    r"|de crohn|coronaire|cardiaque|de parkinson|d'alzheimer|thromboembolique"
    r"|hepatique chronique))|cancer"
    r"|carcinome|tumeur|neoplasie|neo\b|adenocarcinome|lymphome|leucemie|melanome|sarcome|gliome|glioblastome"
    r"|myelome|carcinose"
    r"|metastase|lesion|nodule|adenopathie|masse|polype|meningiome|adenome|seminome|hemopathie|processus"
    r"|chimio|primitif"
    r"|secondaire|neuroblastome|astrocytome|schwannome|chordome|osteosarcome|hepatocarcinome|chc|lh|ldgcb|lam|lal)"
)
_OF = re.compile(
    rf" (?P<of>(?:de\b|du\b|des\b|d'|d'une?|de l'|de la|de son|de sa|de ses|de ce"
    rf"|de cette) ?)(?P<tumour>(?:\w+ ){{0,2}}?{_DISEASE})?"
)
_NOT = re.compile(  # what is not this patient's tumour progressing
    r"\b(?:risques?|prevention|prevenir|facteurs?|taux|probabilite|peur|crainte|score|survie sans"
    r"|temps (?:jusqu'a|sans)|delai"
    r"|surveiller|depister|depistage|detection|eviter|limiter|intervalle|survie|symptomes?|douleurs?|dyspnee|handicap"
    r"|creatinine|insuffisance renale|deficit|ca ?\d\d-\d|ca ?125|ace|psa|marqueurs?|en attente de|moyen"
    r"|hta) (?:\w+ ){0,2}?"
    r"(?:de |d'|la |une? |en |libre (?:avant|de|sans) |avant |a )*$|\bjusqu'a (?:la |une )?$"
)
_HYPOTHETICAL = re.compile(r"^(?: eventuelle| possible| ulterieure)")
_BIGGER = re.compile(
    r"(?:majoration|augmentation|accroissement|progression|croissance)(?: (?:[\w%-]+|de \d+ ?%)){0,3}?"
    r"(?: (?:en|de|du) (?:la )?(?:taille|volume|nombre|diametre|metabolisme|fixation))?"
    r"(?: et (?:en |du |de )?(?:nombre|taille|volume|metabolisme))?"
    rf"(?: (?:de |des |du |de la |de l'|d'|de plusieurs )(?:(?:toutes|tous|l'ensemble) (?:les |des )?)?{TUMOUR})"
)
_NEW = re.compile(
    r"apparition(?: ou majoration| recente)? (?:de |d'une? |d'|des )(?:(?:nouveaux?|nouvelles?|multiples"
    r"|plusieurs|nombreu\w+|deux|trois|\d+) "
    r"(?:petit\w+ )?)?(?:metastases?|localisations?|lesions? (?:secondaires?|metastatiques?|suspectes?"
    r"|hepatiques?|pulmonaires?"
    r"|osseuses?|cerebrales?|tumorales?|nodulaires?|evolutives?)|nouvelles? lesions?|carcinose|nodules? (?:secondaires?"
    r"|metastatiques?|pulmonaires?|hepatiques?)|lesions?|adenopathies? (?:suspectes?|metastatiques?|secondaires?))"
)
_EVOLUTION = re.compile(
    r"(?:poursuite|reprise) (?:evolutive|de l'evolution)(?! (?:de l'arthr|de la sep))|evolutivite (?:tumorale"
    r"|metastatique|de la maladie|lesionnelle)"
    r"|evolution (?:tumorale|metastatique|lesionnelle|locale|locoregionale)|echappement (?:therapeutique"
    r"|tumoral|au traitement|hormonal|a la)"
)
_VERB = re.compile(rf"(?:{_DISEASE}|metastases|lesions|nodules)(?: [\w'-]+){{0,3}} (?:a|ont|qui|avait)? ?$")
_WIDE = frozenset(("métastatique", "à distance", "systémique"))
_LOCAL = frozenset(("locale", "locorégionale", "homolatérale", "controlatérale"))
_NO_ARGUMENT = re.compile(  # « pas d'argument clinique ni biologique pour une rechute »
    r"\b(?:pas|absence|sans|aucune?|ni|ne retrouve pas)(?: (?:d'|de )?|d')(?:\w+ )?(?:arguments?|elements?"
    r"|signes?|stigmates?|preuves?"
    r"|indices?|images?)(?![a-z])[^.;:]{0,60} (?:pour|de|d'|du|en faveur (?:de|d'|du)|evocat\w+ (?:de|d')"
    r"|suspect\w* de)"
    r" ?(?:une? |la |l')?(?:\w+ ){0,2}?(?:ou (?:une? |de )?)?$"
)
_DATED = re.compile(r"[^.;:]{0,40}? (?:en|le|fin|debut|mi) ?[a-z0-9/. -]{0,14}(?:19|20)\d\d")
_WHO = re.compile(r"\b(?:patiente?|il|elle) (?:a|avait) (?:de nouveau |ensuite )?$")
_WHERE = re.compile(
    r"(?: sans equivoque)? (?:au niveau|dans (?:au moins )?\w+ lesions|sous |sur le plan|selon"
    r"|en \d{4})"
)
_WORDS = {
    "recidive": "récidive",
    "rechute": "rechute",
    "progression": "progression",
    "recurrence": "récidive",
    "oligoprogression": "progression",
    "pd": "progression",
}


def find(reading: Reading) -> list[Finding]:
    """The progressions, recurrences and relapses of a note."""
    words = reading.words
    plain = reading.plain.replace("\n", " ")
    found: list[Finding] = []
    for place, form in enumerate(words.forms):
        if form not in _FORMS:
            continue
        start, end = words.starts[place], words.ends[place]
        if form == "pd" and not (reading.text[start:end] == "PD" and _ADJECTIVES.match(plain, end)):
            continue
        if found and start < found[-1].end:
            continue
        one = _named(plain, start, end, form) if form in _WORDS else _described(plain, start, end, form)
        if one is not None:
            found.append(one)
    return found


def _named(plain: str, start: int, end: int, form: str) -> Finding | None:
    """« récidive hépatique », « progression de la maladie », « rechute »."""
    if plain[start:end].endswith("ant"):
        return None
    planned = _NOT.search(plain, max(0, start - 60), start)
    if planned and not (planned[0].startswith("jusqu'a") and _DATED.match(plain, end)):
        return None  # « jusqu'à progression » is a plan, « jusqu'à progression en mars 2020 » is none
    if form == "progression":
        bigger = _BIGGER.match(plain, start, min(len(plain), start + 110))
        if bigger and not re.search(r"[.;:]", bigger[0]):
            return _finding(plain, start, bigger.end(), "progression", bigger.end())
    tumoral = _TUMORAL.match(plain, end)
    stop = tumoral.end() if tumoral else end
    said = _ADJECTIVES.match(plain, end) or _AT.match(plain, end)
    complement = _OF.match(plain, stop)
    if complement and not said and not tumoral:
        if not complement["tumour"]:
            return None  # « récidive de la fièvre », « progression des symptômes »
        stop = complement.end()
    if (
        not said
        and not tumoral
        and not complement
        and re.match(
            r" (?:[a-z]+iques?|[a-z]+aires?|[a-z]+ives?"
            r"|[a-z]+elles?|[a-z]+euses?|[a-z]+ales?)(?![a-z])",
            plain[end : end + 24],
        )
    ):
        adjective = plain[end : end + 24].split()[0] if plain[end : end + 24].split() else ""
        if adjective not in _NEUTRAL:
            return None  # « récidive allergique », « progression pondérale »
    return _finding(plain, start, stop, _WORDS[form], end)


_NEUTRAL = frozenset(
    (
        "massive",
        "probable",
        "precoce",
        "symptomatique",
        "radiologique",
        "clinique",
        "definitive",
        "evolutive",
        "paucisymptomatique",
    )
    + (
        "asymptomatique",
        "documentee",
        "actuelle",
        "tumorale",
        "initiale",
        "multiple",
        "recente",
        "significative",
        "minime",
    )
)


def _described(plain: str, start: int, end: int, form: str) -> Finding | None:
    """« augmentation de taille des lésions », « apparition de métastases », « reprise évolutive », « a progressé »."""
    if form in ("progresse", "progressee", "progressent", "progressait"):
        verb = _VERB.search(plain, max(0, start - 60), start)
        if verb is None and _WHO.search(plain, max(0, start - 30), start) and _WHERE.match(plain, end):
            verb = _WHO.search(plain, max(0, start - 30), start)
        if verb is None or re.search(r"[.;:]", verb[0]):
            return None
        return _finding(plain, start, end, "progression", end)
    match = None
    for pattern in (_BIGGER, _NEW, _EVOLUTION):
        match = pattern.match(plain, start, min(len(plain), start + 130))
        if match:
            break
    if match is None or re.search(r"[.;:]|marqueur", match[0]) or _NOT.search(plain, max(0, start - 60), start):
        return None
    return _finding(plain, start, match.end(), "progression", match.end())


def _finding(plain: str, start: int, stop: int, word: str, end: int) -> Finding:
    """`end`: from where the sites are read; `stop`: where the mention ends at least."""
    sites: list[tuple[str, str]] = []
    place = end
    while True:
        match = _ADJECTIVES.match(plain, place)
        if match:
            sites.append(_SITES[match["site"]])
        else:
            match = _AT.match(plain, place) if not sites else None
            if match is None:
                break
            sites.append(_SITES[_NOUNS[match["noun"]]])
        place = match.end()
        stop = max(stop, place)
    if not sites and end == stop:
        inside = [entry for key, entry in _SITES.items() if re.search(rf"\b{key}s?\b", plain[start:stop])]
        sites = inside[:1]
    kinds = {kind for _name, kind in sites}
    parts: dict[str, object] = {"word": word}
    value = word
    if sites:
        names = list(dict.fromkeys(name for name, _kind in sites))
        if len(names) > 1:
            names = [name for name in names if name not in _WIDE] or names[:1]
        parts["site"] = names[0] if len(names) == 1 else names
        value = f"{word} {(' ' if names[0] in _LOCAL else ' et ').join(names[:2])}"
    for kind in ("métastatique", "ganglionnaire", "local", "biochimique"):
        if kind in kinds:
            parts["type"] = kind
            break
    denied = _NO_ARGUMENT.search(plain, max(0, start - 110), start)
    return Finding(
        "progression",
        value,
        start,
        stop,
        f"progression.{word if word == 'progression' else 'recurrence'}",
        status="absent" if denied else None,
        parts=parts,
    )


_FORMS = frozenset(_WORDS) | frozenset(
    (
        "majoration",
        "augmentation",
        "accroissement",
        "croissance",
        "apparition",
        "poursuite",
        "reprise",
        "evolutivite",
        "evolution",
    )
    + ("echappement", "progresse", "progressee", "progressent", "progressait")
)
