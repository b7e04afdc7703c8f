"""The tumour: site, laterality, histology, metastatic sites."""

from carnet.text.reading import Reading
from carnet.tools.structuring.finding import Finding
from carnet.tools.structuring.rules import (
    tumour_aside,
    tumour_denied,
    tumour_histology,
    tumour_histology_codes,
    tumour_invasion,
    tumour_lesion,
    tumour_metastasis,
    tumour_now,
    tumour_presumed,
    tumour_side,
    tumour_site,
)
from carnet.tools.structuring.rules.tumour_phrase import Phrases


def find(reading: Reading) -> list[Finding]:
    """The facts of this family, in offsets of the clean text."""
    phrases = Phrases(reading)
    mentions = tumour_presumed.of_this_patient(reading, tumour_histology.compose(phrases))
    spread = tumour_metastasis.find(phrases, mentions)
    sites = tumour_side.find(phrases, tumour_site.find(phrases, mentions), mentions)
    own = {one.parts["organ"] for one in sites if "organ" in one.parts}
    denied = tumour_denied.find(phrases, mentions, spread, own)
    found = [
        *sites,
        *tumour_histology.facts(mentions),
        *tumour_histology_codes.find(phrases),
        *tumour_invasion.find(reading),
        *spread,
        *denied,
        *tumour_lesion.find(phrases, mentions, [*spread, *denied], own),
    ]
    judged = tumour_aside.judge(reading, list(tumour_now.in_the_present(reading, found)))
    return tumour_presumed.judge(reading, judged, mentions)
