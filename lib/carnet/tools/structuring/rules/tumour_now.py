"""The disease of now told among things past: « Patient suivi pour un adénocarcinome », under the antecedents."""

import re
from collections.abc import Iterator
from dataclasses import replace

from carnet.text.reading import Reading
from carnet.tools.structuring.finding import Finding

# what says that the patient has the tumour that follows
_HAS = re.compile(
    r"\b(?:(?:patiente?|malade|m\.|mme|monsieur|madame) (?:de \d+ ans,? )?(?:est |actuellement )*suivie?"
    r"|(?:elle|il) est (?:actuellement )?suivie?"
    r"|prise? en charge (?:depuis|debutee)|est prise? en charge|adressee? (?:pour|dans le cadre)|hospitalisee? pour"
    r"|(?:le |au |du )?diagnostic(?:,? (?:le|en|de|au|date de|pose) [^,.;:]{3,28},?)? (?:d'|de l)"
    r"|a(?:\s+ete)?\s+mis\s+en\s+evidence)"
)
# what leaves the word to the ordinary reading: doubt, negation, other people, what is over
_NOT = re.compile(
    r"\b(?:pas|aucune?|absence|sans|suspicion|suspect\w*|probable\w*|possible\w*|eventuel\w*|antecedents?|atcd|remission|gueri\w*|"
    r"mere|pere|s(?:oe|œ)ur|freres?|tantes?|oncles?|cousine?s?|grand|fille|fils|famil\w+|risque|si|exclu\w*|elimin\w*|ancien\w*)\b|\?"
)
_AFTER = 160


def in_the_present(reading: Reading, found: list[Finding]) -> Iterator[Finding]:
    """The findings; those that their own sentence gives to the patient of now have their assertion said."""
    plain = reading.plain
    known: dict[int, list[re.Match[str]]] = {}  # by sentence
    for one in found:
        start, end = one.judged or (one.start, one.end)
        sentence = reading.sentence_at(start)
        if one.status is None and sentence is not None and one.kind != "metastatic_site":
            cues = known.get(sentence.start)
            if cues is None:
                cues = known[sentence.start] = list(_HAS.finditer(plain, sentence.start, sentence.end))
            given = any(_gives(cue, start, end) for cue in cues)
            if given and not _NOT.search(plain, sentence.start, end):
                yield replace(one, status="present")
                continue
        yield one


def _gives(cue: "re.Match[str]", start: int, end: int) -> bool:
    if cue.group().endswith("evidence"):
        return end <= cue.start() + 1 and cue.start() - end < _AFTER
    return cue.end() <= start + 3 and start - cue.end() < _AFTER
