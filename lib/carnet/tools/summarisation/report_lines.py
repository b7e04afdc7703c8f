"""The sentences of a report that a summary may quote: whole, of reasonable length, of the patient's health."""

import re
from collections.abc import Iterator

from carnet.llm.grounding.instructions import Instructions
from carnet.text.document import Sentence
from carnet.text.reading import Reading

LONGEST = 420  # characters; a longer « sentence » is a paragraph without full stops, cut where a new item starts
PARAGRAPH = 900  # characters; what no line parts is cut at its commas
_POLITE = re.compile(
    r"\b(?:je vous (?:prie|remercie)|nous vous remercions|confratern|cordialement|cher confrere|chere consoeur"
    r"|bien a vous|meilleur souvenir)"
)
_ADMINISTRATIVE = re.compile(  # said of nobody's health
    r"\b(?:ipp|nda|rpps|finess|adeli|ddn|nee? le|date de naissance|demandee? par|valide\w* par|signe\w*|secretariat\w*"
    r"|tel|fax|ref|docteur|dr|pr|demeurant|n ?° ?(?:ss|secu\w*|de securite|d'examen|de dossier)|cc|document fictif"
    r"|accompagnee? de|a prevenir|personne de confiance|en presence de|transmis\w* a[ux]?|copies? (?:a|aux?|:)"
    r"|preleve\w* le|recue? le|enregistre\w* le|operateur|aide op\w*|anesthesiste|medecin (?:traitant|demandeur))"
    r" ?[.:]?(?=\W|$)|@|^\d{5} [a-z]"
    r"|^(?:adresse|nom(?: de naissance)?(?:,? prenoms?)?|prenoms?|nir|ins|courriel|sexe|telephone|profession|codage) ?:"
    r"|^(?:patiente?|identite|nom) ?: ?(?:mr?\.?|mme|monsieur|madame) "
    r"|^\d{1,4}(?: ?(?:bis|ter))?,? (?:rue|avenue|av\.|boulevard|bd|place|impasse|allee|chemin|lotissement|route|quai"
    r"|cours|residence|square|passage)\b"
)
_PLACE = re.compile(  # the hospital and its departments, alone on their line
    r"(?:centre hospitalier|chu|chru|chr|ch|hopita\w+|clinique|institut|pole|service|unite|departement|chirurgie"
    r"|oncologie|imagerie|radiologie|radiotherapie|medecine|anatomie|urologie|pneumologie|gynecologie|gastro\w*|hepato\w*"
    r"|hematologie|dermatologie|neurologie|cardiologie|urgences|cytologie|anatomo\w*|anapath)\b[^.:;,\d]{0,60}"
)
_TITLE = re.compile(
    r"(?:compte[ -]rendu|cr|crh|cro|fiche|tdm|irm|scanner|tep|pet|echographie|scintigraphie|radio\w*|mammographie|rcp"
    r"|oncologie|consultation|lettre)\b[^.:;]{0,60}\d\d[^.:;]{0,12}"
)
_ROUTINE = re.compile(  # of every operation and every report
    r"\b(?:check-?list|antibioprophyla\w+|anesthesie (?:generale|locale|loco)|fermeture plan par plan|pertes sanguines"
    r"|duree(?: operatoire)? ?:|compte des compresses|consentement (?:eclaire|signe)|piece adressee|sous reserve)"
)
_ITEM = re.compile(r"[ \t]*(?:[-*•–—·>→]|\d{1,2}[.)])? *[A-ZÀ-Ý]")
_PART = re.compile(r"[;,] |\s")


def sentences_of(reading: Reading) -> Iterator[Sentence]:
    """The sentences of a note; those too long to be one are cut where a line starts a new item, then at commas."""
    for sentence in reading.sentences:
        if sentence.end - sentence.start <= LONGEST:
            yield sentence
            continue
        start = at = sentence.start
        for line in reading.text[sentence.start : sentence.end].splitlines(keepends=True):
            if at > start and _ITEM.match(line):
                yield from _pieces(reading, start, at)
                start = at
            at += len(line)
        yield from _pieces(reading, start, sentence.end)


def _pieces(reading: Reading, start: int, end: int) -> Iterator[Sentence]:
    while end - start > PARAGRAPH:
        cuts = [found.end() for found in _PART.finditer(reading.text, start + LONGEST // 2, start + LONGEST)]
        marks = [cut for cut in cuts if reading.text[cut - 2 : cut - 1] in (";", ",")]
        cut = (marks or cuts or [start + LONGEST])[-1]
        yield from _piece(reading, start, cut)
        start = cut
    yield from _piece(reading, start, end)


def _piece(reading: Reading, start: int, end: int) -> Iterator[Sentence]:
    said = reading.text[start:end]
    first = start + len(said) - len(said.lstrip())
    last = start + len(said.rstrip())
    if last > first:
        yield Sentence(first, last)


def of_health(words: str, facts: bool, reason: bool) -> bool:
    """Whether a line (plain, regular spaces) says something of the patient's health: neither a courtesy, a title, an
    address nor the routine of every operation. `facts`: facts were read in it; `reason`: it says why he or she came."""
    if _POLITE.search(words) or not any(letter.isalpha() for letter in words):
        return False
    if _ROUTINE.search(words) and not (facts and len(words) > 150):
        return False
    if facts:
        return True
    if words.endswith(":") or len(words.split()) < (1 if reason else 3):
        return False
    return not (_ADMINISTRATIVE.search(words) or _TITLE.fullmatch(words) or _PLACE.fullmatch(words))


def orders_of(reading: Reading) -> Instructions:
    """Where a note speaks to whoever reads it, machine or clerk: that is no part of a summary."""
    return Instructions(reading.plain)
