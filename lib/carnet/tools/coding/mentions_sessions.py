"""Sessions of chemotherapy told by a day of a cycle: « C3J1 FOLFOX ce jour » is one, « après C3J1 » is none."""

import re
from collections.abc import Iterable, Iterator

from carnet.text.reading import Reading
from carnet.text.terminologies.nomenclature import Nomenclature
from carnet.tools.coding.mentions_draft import Draft

CHEMOTHERAPY = "Z511"
_CYCLE = re.compile(
    r"\b(?:c ?\d{1,2}(?: ?[/-]? ?j ?\d\d?)?|"
    r"(?:cure|cycle) (?:n ?°? ?)?\d\d?|"
    r"\d{1,2} ?e(?:me)? (?:cure|cycle))\b"
)
_NOW = re.compile(r"\b(?:ce jour|aujourd'hui|realise\w*|administr\w+|recoit|perfus\w+|seance|hdj|hopital de jour)\b")
_NOW_ALONE = re.compile(r"\b(?:ce jour|aujourd'hui|hdj|hopital de jour|en cours)\b")
_FOR = re.compile(
    r"\b(?:hospitalis\w+|hospitalisation|admise?|venue?|adressee?|vient|motif\w*|hdj|hopital de jour|consulte)\b"
    r"[^.;\n]{0,60}\b(?:pour|:|de|en vue de)\b[^.;\n]{0,60}$"
)
_NOT = re.compile(
    r"\b(?:apres|depuis|suite a|lors d\w*|au decours|post|prevue?|a prevoir|prochaine?|report\w+|annul\w+|non faite?|"
    r"ajourn\w+|avant|a venir|decal\w+|pas de|le \d{1,2}[/.]|"
    r"en (?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre))\b"
)
_CHEMO = re.compile(
    r"\b(?:chimio\w*|folf\w+|fec|r-?chop|abvd|ec\b|carbo\w+|cispl\w+|oxali\w+|\w*taxel|taxol|taxotere|gemcitabine|gemzar|alimta|pemetrexed|"
    r"5-?fu|capecitabine|xeloda|irinotecan|etoposide|vinorelbine|navelbine|doxo\w+|epirubicine|cyclophosphamide|endoxan|azacitidine|vidaza|"
    r"aracytine|cytarabine|velcade|bortezomib|\w+(?:zumab|ximab|lumab|limab)|avastin|herceptin|keytruda|opdivo|immunotherapie|caelyx)\b"
)
_BEFORE = re.compile(
    r"\b(?:a recu|ont recu|avait recu|ayant recu|recu|apres|a beneficie|beneficie|traitee? par|depuis|a ete|"
    r"prevue?s?|proposee?s?|\d+|plusieurs|schema|protocole|indication|realisees?|effectuees?)\b[^.;\n]{0,40}$"
)
_BARE = re.compile(r"c ?\d+ ?j ?\d+")


def settle(reading: Reading, nomenclature: Nomenclature, drafts: Iterable[Draft]) -> Iterator[Draft]:
    """The drafts, those of a bare day of a cycle left out, with the sessions that the text says to be of this stay."""
    for one in drafts:
        session = one.code is not None and one.code[:3] in ("Z49", "Z51") and one.code != "Z515"
        if not session or not _BARE.fullmatch(reading.plain, one.start, one.end) and not _of_before(reading, one):
            yield one
    plain = reading.plain
    for cycle in _CYCLE.finditer(plain):
        sentence = reading.sentence_at(cycle.start())
        if sentence is None:
            continue
        start, end = max(sentence.start, cycle.start() - 90), min(sentence.end, cycle.end() + 90)
        if not _CHEMO.search(plain, start, end) and not _BARE.fullmatch(cycle[0]):
            continue
        if _NOT.search(plain, max(start, cycle.start() - 30), min(end, cycle.end() + 45)):
            continue
        section = reading.section_at(cycle.start())
        now = _NOW.search(plain, start, end) or _FOR.search(plain, start, cycle.start())
        if now or (section is not None and section.kind == "reason" and reading.governed(cycle.start())):
            yield Draft(cycle.start(), cycle.end(), nomenclature.label(CHEMOTHERAPY), "lexicon", 0.85, CHEMOTHERAPY)


def _of_before(reading: Reading, one: Draft) -> bool:
    """« a reçu 9 séances de radiothérapie »: not this stay's, unless the sentence says today."""
    sentence = reading.sentence_at(one.start)
    start, end = (sentence.start, sentence.end) if sentence else (one.start, one.end)
    if _NOW_ALONE.search(reading.plain, start, end) or _FOR.search(reading.plain, start, one.start):
        return False
    several = reading.plain.startswith("seances", one.start)
    return several or _BEFORE.search(reading.plain, max(start, one.start - 60), one.start) is not None
