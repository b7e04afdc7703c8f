"""What the first examinations showed, in the notes' own words after « met en évidence », where they read well."""

import re
from collections.abc import Iterator

from carnet.tools.writing.chart import Chart, Source, first_told
from carnet.tools.writing.cleaning import tidied
from carnet.tools.writing.passages import Passage

_EXAMS = {
    "examination": r"l'examen (?:physique|clinique|abdominal|neurologique|pelvien|gynecologique|mammaire|cervical)",
    "imaging": r"(?:l'|une? |le |la |les )(?:echographie|scanner|tomodensitometrie|tdm|irm|"
    r"imagerie par resonance magnetique|radiographie|mammographie|tep-tdm|angioscanner|coloscopie|gastroscopie|"
    r"fibroscopie|endoscopie|bronchoscopie|cystoscopie)(?: (?:[a-z'-]+)){0,4}?",
}
_DONE = r"(?: (?:a|est) (?:alors |ensuite |donc |egalement )?(?:ete )?(?:realisee?|effectuee?|pratiquee?|demandee?))?"
_SHOWN = (
    r",? (?:qui )?(?:a |avait )?(?:montre|revele|mis en evidence|objective|retrouve|identifie|visualise)"
    r"|,? (?:qui )?(?:montrait|revelait|objectivait|retrouvait|met en evidence|mettait en evidence)"
    r"|,? (?:montrant|revelant|objectivant|retrouvant|mettant en evidence|identifiant)"
)
_KEPT = {
    name: re.compile(
        rf"^(?P<exam>{subject})(?: \([^)]{{1,60}}\))?(?:{_DONE})(?:{_SHOWN}) "
        r"(?:la presence |l'existence )?"
        r"(?P<what>(?:d'une?|de|d'|des|une?|deux|trois|plusieurs|de multiples)[ '][^\n]{20,200})[.]$"
    )
    for name, subject in _EXAMS.items()
}
_REJECTED = re.compile(
    r"\b(?:n'(?:a|ont|est|etait)|a|ont|est|sont|etait|etaient|ete|(?:19|20)\d\d|t\d|dr|il|ils|elles?|hr|bp|sat|ct|qui|dont|laquelle|lequel|lesquelles|hypersignal)\b|"
    r"\b(?:janvier|fevrier|avril|juillet|aout|septembre|octobre|novembre|decembre|controle|"
    r"reevaluation|progress|repons|stab(?:le|ilite)|preceden|anterieur|nouve(?:au|lle|lles|aux)\b|recidiv|rechute|"
    r"dispar|augment|diminu|reduct|evolu|traite|chimio|radiother|postoperatoire|apres|par rapport|"
    r"compatible|sugger|evocat|evoqu|diagnost|biops|histolog|anatomo|carcinom|cancer|sarcom|lymphom|melanom|gliom|"
    r"primiti|neopla|malign|metasta|nous|notre|patient|resultat|pertinent|figure|secondaire|chirurg|resection|"
    r"hopital|service|centre|docteur|cycle|ligne|stade|decid|realis|effectu|ecog|jumo|connu|dubos|ingurg|suspect)[a-z]*"
)
_FIRST = 0.65  # only the first part of a note tells the first examinations


def kept(chart: Chart) -> Iterator[Passage]:
    """At most one sentence of the examination and one of imaging, from before any treatment."""
    for name, pattern in _KEPT.items():
        found = _first(chart, pattern)
        if found is not None:
            text, point, source = found
            yield Passage(name, text, point, source)


def _first(chart: Chart, pattern: re.Pattern[str]) -> tuple[str, str, Source] | None:
    for reading in chart.readings:
        treated = first_told(chart, ("treatment", "line", "progression", "response"), reading.note.note_id)
        limit = min(int(len(reading.text) * _FIRST), treated if treated is not None else len(reading.text))
        for sentence in reading.sentences:
            if sentence.end > limit:
                break
            plain = reading.plain[sentence.start : sentence.end].replace("\n", " ")
            found = pattern.match(plain)
            if found is None or len(plain) > 260 or _REJECTED.search(plain):
                continue
            if plain.count("(") > 2 or '"' in plain or ";" in plain or ":" in plain:
                continue
            source = (reading.note.note_id, *reading.clean.original(sentence.start, sentence.end))
            if chart.identifies(source):
                continue
            exam = tidied(_cut(reading.text, sentence.start, found.span("exam")))
            what = tidied(_cut(reading.text, sentence.start, found.span("what")))
            what = re.sub(r"^d’(?=une? )", "", what)
            verb = "mettent" if exam.lower().startswith("les ") else "met"
            return f"{exam[:1].upper()}{exam[1:]} {verb} en évidence {what}.", what, source
    return None


def _cut(text: str, start: int, span: tuple[int, int]) -> str:
    return text[start + span[0] : start + span[1]].replace("\n", " ")
