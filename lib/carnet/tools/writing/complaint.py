"""Why the patient came: the words of the note after « consulte pour », where they can be read by a student."""

import re
from dataclasses import dataclass

from carnet.tools.writing.chart import Chart, Source, first_told
from carnet.tools.writing.cleaning import tidied
from carnet.tools.writing.french import folded
from carnet.tools.writing.symptoms import plausible

_CAME = re.compile(
    r"\b(?:(?:a )?consulte(?:r)?|s'est (?:presentee?|rendue?)|se (?:presente|rend)|"
    r"(?:a ete |est )?(?:admise?|hospitalisee?|adressee?))\b"
    r"(?: (?:aux urgences|au service des urgences|a l'hopital|dans notre (?:service|centre|hopital)|en consultation|"
    r"(?:chez )?son medecin(?: traitant| generaliste)?|a la consultation|a notre (?:service|hopital)))?,? "
    r"(?P<why>pour|en raison (?:de|d'|du|des)|a cause (?:de|d'|du|des)|avec|devant) ?"
    r"(?P<what>[^.;:()\n]{12,170})(?=[.;(\n])"
)
_FELT = re.compile(
    r"\b(?:presente|presentait|a presente|se plaint|se plaignait|signale|rapporte|decrit) "
    r"(?P<why>)(?P<what>(?:d')?(?:une?|des) [^.;:()\n]{8,120}? (?:evoluant )?depuis "
    r"(?:plus de |environ |quelques |un |une |deux |trois |quatre |cinq |six )?\d{0,2} ?"
    r"(?:jours?|semaines?|mois|ans?))(?=[.,;(\n])"
)
_REJECTED = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:cancer|carcinom|adenocarcinom|tumeur|tumoral|metasta|neoplas|sarcom|lymphom|"
    r"melanom|chimiother|radiother|cycle|diagnos|biops|traitement|scanner|irm|tomodens|chirurg|interven|"
    r"resection|progression|recidiv|protocole|essai|suivi|stade|il|elle|qui|dont|janvier|fevrier|mars|avril|"
    r"mai|juin|juillet|aout|septembre|octobre|novembre|decembre|etude|service|hopital|malaise general|nodul|"
    r"radiograph|investig|examen|simple|figure|control|revis|annee|tableau|leucem|myelom|tel|tels|telle)[a-z]*"
)


@dataclass(frozen=True, slots=True)
class Complaint:
    """What the patient came for: a noun phrase of the note, tidied."""

    verb: str
    words: str
    source: Source


def complaint_of(chart: Chart) -> Complaint | None:
    """The first complaint that names no disease, no date and no other person; None where there is none."""
    for reading in chart.readings:
        told = first_told(chart, ("site", "histology", "treatment", "line"), reading.note.note_id)
        limit = min(2500, told if told is not None else 2500)
        found = [*_CAME.finditer(reading.plain[:limit]), *_FELT.finditer(reading.plain[:limit])]
        for one in sorted(found, key=lambda each: each.start()):
            words = _words(one, reading.text)
            source = (reading.note.note_id, *reading.clean.original(*one.span("what")))
            if words and not chart.identifies(source) and plausible(chart, folded(words)):
                return Complaint("consulte", words, source)
    return None


def _words(found: "re.Match[str]", text: str) -> str | None:
    """« pour une douleur… », or None where a student could not read it."""
    start, end = found.span("what")
    plain, why = found["what"], found["why"] or ""
    if _REJECTED.search(plain) or plain.count(",") > 4 or re.search(r"\d{3}", plain):
        return None
    words = tidied(text[start:end]).strip(" ,")
    if re.match(r"(?:se |s'|etre |\w+er |\w+ir |\w+re |pour )", plain) or len(words) < 12:
        return None
    if why in ("", "avec"):
        words = re.sub(r"^d’", "", words)
        return f"pour {words}" if re.match(r"(?:une?|des|de la|du|de l') ", folded(words)) else None
    if why in ("pour", "devant"):
        return f"pour {words}"
    lead = {"de": "en raison de ", "d'": "en raison d’", "du": "en raison du ", "des": "en raison des "}
    return lead[why.split()[-1]] + words
