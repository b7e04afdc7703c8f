"""Why the patient came: the words of the note after « consulte pour », where they can be read by a student."""

import re
from dataclasses import dataclass

from carnet.tools.writing.chart import Chart, Source
from carnet.tools.writing.cleaning import tidied
from carnet.tools.writing.french import folded

_CAME = re.compile(
    r"\b(?P<verb>(?:a )?consulte(?:r)?|s'est (?:presentee?|rendue?)|se (?:presente|rend)|(?:a ete |est )?(?:admise?|hospitalisee?|"
    r"adressee?))\b(?P<where> (?:aux urgences|au service des urgences|a l'hopital|dans notre (?:service|centre|hopital)|son "
    r"medecin(?: traitant| generaliste)?|chez son medecin(?: traitant)?|a la consultation|en consultation|a notre (?:service|"
    r"hopital)))?,? (?P<why>pour|en raison (?:de|d'|du|des)|a cause (?:de|d'|du|des)|avec|devant) ?(?P<what>[^.;:()\n]{12,170})"
    r"(?=[.;(\n])"
)
_REJECTED = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:cancer|carcinom|adenocarcinom|tumeur|tumoral|metasta|neoplas|sarcom|lymphom|melanom|chimiother|"
    r"radiother|cycle|diagnos|biops|traitement|scanner|irm|tomodens|chirurg|interven|resection|progression|recidiv|protocole|"
    r"essai|suivi|stade|il|elle|qui|dont|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|"
    r"etude|service|hopital|leucem|myelom|tel|tels|telle)[a-z]*"
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
        for found in _CAME.finditer(reading.plain[:2500]):
            start, end = found.span("what")
            plain = found["what"]
            if _REJECTED.search(plain) or plain.count(",") > 4 or re.search(r"\d{3}", plain):
                continue
            words = tidied(reading.text[start:end]).strip(" ,")
            why = found["why"]
            lead = {"pour": "pour", "avec": "pour", "devant": "pour"}.get(why)
            if lead is None:
                last = why.split()[-1]
                lead = {"de": "en raison de", "d'": "en raison d’", "du": "en raison du", "des": "en raison des"}[last]
            if why == "avec" and not re.match(r"(?:une?|des|de la|du|de l') ", folded(words)):
                continue
            if re.match(r"(?:se |s'|etre |\w+er |\w+ir |\w+re )", plain) or len(words) < 12:
                continue
            joined = lead if lead.endswith("’") else lead + " "
            source = (reading.note.note_id, *reading.clean.original(start, end))
            return Complaint("consulte", joined + words, source)
    return None
