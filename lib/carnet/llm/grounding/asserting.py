"""What the note asserts where a claim was found, against what the claim asserts."""

import re

from carnet.language import _
from carnet.text.assertion import assert_spans
from carnet.text.reading import Reading

_OTHER = re.compile(
    r"\b(?:autres? patiente?s?|patiente? (?:precedente?|suivante?)|voisine?s? de (?:lit|chambre)"
    r"|(?:voisin|voisine|ami|amie|collegue|employeur|aidant|aidante|compagnon|compagne|conjoint"
    r"|conjointe|mari|epoux|epouse|femme|belle-mere|beau-pere|belle-soeur|beau-frere)"
    r"(?: ?:| ?\((?:traite|suivi|atteint|decede|opere|porteu|mort)|"
    r" (?:a |est |avait |etait |souffre|traitee?|suivie?|atteinte?|decedee?|operee?|qui |porteu|presente))"
    r"|erreur d'identite|erreur de (?:dossier|patient)|ne concerne pas (?:ce|cette|le|la|notre)|homonyme"
    r"|dossier d'un autre|donneur|donneuse|copiee?s? par erreur)"
)
_KIN = re.compile(
    r"\b(?:mere|pere|soeur|frere|tante|oncle|cousin|cousine|grand[- ]?mere|grand[- ]?pere|gd[- ]mere|niece|neveu|fille"
    r"|fils|jumeau|jumelle|gm|gp)s?\b(?: (?:(?:maternel|paternel|aine|cadet|germain)\w*|[mp]at\b\.?))*"
    r"(?: (?:de (?:la|notre|cette)|du) patiente?\b| de (?:madame|monsieur|mme|m\.|mr)\b)?"
)
_CONTINUED = re.compile(
    r"\s*[:,(-]"
)  # a sentence that no sentence begins with: what came before is cut at an abbreviation
_WITH = re.compile(
    r"(?:accompagne\w*|vit|vient|venue?|presence|avec|chez|entouree?|aidee?|voit|jeune|petite?) (?:\w+ ){0,2}$"
)
_RULED_OUT = re.compile(
    r"[^.;,(\n]{0,25}?(?<!non )(?<!pas )(?<!jamais )(?<!formellement )"
    r"\b(?:(?:ecarte|elimine|exclu|infirme|refute|absent|contre[- ]indique|recuse|refuse|annule|abandonne)e?s?"
    r"|non (?:confirme|retrouve|vu|visualise|fait|realise|indique|administre|recu|retenu|mute|amplifie)e?s?)\b"
)
_FREE = re.compile(
    r" ?(?:(?:est|sont|etait|etaient|reste|restent|parait|d'aspect) )?"
    r"(?:libre|indemne|saine?|intacte?|respectee?|normale?|ras)s?\b"
)
_SOUGHT = re.compile(
    r"\b(?:recherch\w*|depist\w*|preven\w*|risque|crainte|peur|prophylaxie|vaccin\w*|eliminer|ecarter|en attente|bilan)"
    r"(?: (?:d'|de |du |des |la |le |les |l'|un |une |eventuel\w* |tout |toute )+|d'| )?$"
)
_NOT_GIVEN = re.compile(
    r"\b(?:allergi\w*|intoleran\w*|contre[- ]indication|ci|refus\w*|ineligib\w*|non eligible|impossibilite|a la place"
    r"|plutot que|au lieu|hors amm|sans)(?: (?:au|aux|a|d'|de|du|des|la|le|les|l'|un|une))*[ ']*$"
)
_CONSIDERED = re.compile(
    r"\b(?:discuter|discussion|envisag\w*|eventuel\w*|option|a prevoir|possibilite|alternative)"
    r"(?: (?:au|aux|a|d'|de|du|des|la|le|les|l'|un|une|par|traitement|chimiotherapie))*[ ':]*$"
)
# a condition that what follows in the sentence depends on: « Si progression, X », « En cas d'échec : X »
_DEPENDS = re.compile(
    r"(?:^|[.;\n(:,-] *|\b(?:et|puis|ou|mais|sinon|avec|discuter|envisager|proposer\w*|prevoir|prevu\w*) )"
    r"(?:(?:si (?!bien\b|necessaire\b)|s'il |en cas d(?:e |')|en l'absence d(?:e |')|sous reserve |a defaut\b|sinon\b"
    r"|dans l'hypothese |au cas ou |des lors que |a condition |tant que ))"
)
_STOPS = re.compile(r"[;\n]|\. ")
_HAPPENED = re.compile(
    r"\b(?:a (?:ete|recu|debute|eu|beneficie)|ont ete|recue?s?|debutee?s?|realisee?s?|faite?s?|administree?s?"
    r"|instauree?s?|en cours|ce jour|actuellement|depuis)\b"
)
_GIVEN = frozenset(("treatment", "line"))
_DOUBTED = re.compile(r"[^.;:\n(]{0,45}?(?:\([^)\d\n]{0,20})?\?")
_CONDITION = re.compile(r"[^.;:,\n]{0,45}?\b(?:si (?!bien)|s'il|en cas d[e']|le cas echeant|eventuellement)")
_PATIENT = re.compile(r"[.;\n]|\b(?:patiente?|elle-meme|lui-meme|personnels?|elle|il)\b")


def statuses(reading: Reading, spans: list[tuple[int, int]]) -> list[tuple[str, str]]:
    """(status, rule) of each span of the clean text."""
    said = assert_spans(reading.clean, reading.sentences, reading.sections, spans)
    return [(one.status, one.rule) for one in said]


def disagreement(claimed: str, said: list[tuple[str, str]], *, valued: bool, plan: bool = False) -> str | None:
    """Why the note does not assert what is claimed, None where it does.

    said: (status, rule) of every word of the claim that was found. valued: the claim holds its own polarity
    (« HER2 négatif »), so that a denied word is no denial of it. plan: a decision, which is of the future anyway.
    """
    found = {status for status, _rule in said}
    if claimed == "absent":
        if "family" in found:
            return _("the note says it of someone else")
        return None if "absent" in found or valued else _("the note does not deny it")
    if claimed == "family":
        return None if "family" in found else _("the note does not say it of the family")
    if "family" in found:
        return _("the note says it of someone else")
    if claimed in ("possible", "hypothetical"):
        if claimed in found or (not valued and "absent" not in found and found & {"possible", "hypothetical"}):
            return None
        return _("the note does not present it as uncertain")
    if "absent" in found and not valued:
        return _("the note denies it")
    if "hypothetical" in found and not (plan and "present" in found):
        return _("the note only considers it")
    if "possible" in found and not plan:
        return _("the note is not certain of it")
    return None


def other_person(reading: Reading, start: int, end: int) -> bool:
    """Whether the sentence speaks of another patient or of someone who is not of the family."""
    sentence = reading.sentence_at(start)
    low = sentence.start if sentence else start
    high = max(end, sentence.end if sentence else end)
    return _OTHER.search(reading.plain, low, high) is not None


def of_kin(reading: Reading, place: int) -> bool:
    """Whether a relative named before in the sentence is who has it: « Tante maternelle cancer de l'ovaire »."""
    sentence = reading.sentence_at(place)
    low = sentence.start if sentence else max(0, place - 100)
    if _CONTINUED.match(reading.plain, low, place):
        before = reading.sentence_at(max(0, low - 2))  # « Tante pat. : leucémie »
        low = max(before.start, low - 40) if before and "\n" not in reading.plain[before.start : low].strip() else low
    for kin in reversed(list(_KIN.finditer(reading.plain, low, place))):
        if _PATIENT.search(reading.plain, kin.end(), place):
            return False
        if not _WITH.search(reading.plain, max(0, kin.start() - 40), kin.start()):
            return True
    return False


def ruled_out(reading: Reading, end: int) -> bool:
    """Whether what ends here is ruled out by the words that follow: « K de l'oesophage écarté en endoscopie »."""
    return _RULED_OUT.match(reading.plain, end) is not None or _FREE.match(reading.plain, end) is not None


def not_so(reading: Reading, start: int, kind: str) -> str | None:
    """`absent` or `hypothetical` where the words just before say so: « allergie au », « recherche de »."""
    before = reading.plain[max(0, start - 60) : start]
    if kind in _GIVEN:
        if _NOT_GIVEN.search(before):
            return "absent"
        return "hypothetical" if _CONSIDERED.search(before) else None
    if kind in ("biomarker", "lab", "score", "decision", ""):
        return None
    return "hypothetical" if _SOUGHT.search(before) else None


def depends(reading: Reading, start: int, end: int) -> bool:
    """Whether what stands at [start, end) depends on a condition said before it: « Si progression, pembrolizumab »."""
    plain = reading.plain
    sentence = reading.sentence_at(start)
    low = max(sentence.start if sentence else start - 150, start - 150, 0)
    stop = sentence.end if sentence else end
    low = max(low, *(plain.rfind(mark, low, start) + 1 for mark in (";", "\n")))
    conditions = list(_DEPENDS.finditer(plain[low:start]))
    if not conditions:
        return False
    until = _STOPS.search(plain, end, stop)
    return _HAPPENED.search(plain, low + conditions[-1].end(), until.start() if until else stop) is None


def doubted(reading: Reading, end: int) -> str | None:
    """`possible` before a question mark, `hypothetical` before a condition: « RT encéphale si symptômes »."""
    if _DOUBTED.match(reading.plain, end):
        return "possible"
    return "hypothetical" if _CONDITION.match(reading.plain, end) else None
