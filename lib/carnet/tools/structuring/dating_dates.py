"""The dates of a note that may be a fact's: not a birth, an appointment, a letter's own, nor what it compares with."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from carnet.text.moments import Moment
from carnet.text.reading import Reading

_EXAM = (
    r"(?:tdm|scanners?|tomodensitometrie|irm|tep|pet|tepscan|scintigraphie|scinti|echo\w*|mammo\w*|radio(?!th)\w*|anapath\w*"
    r"|anatomo\w*|biopsies?|bilans?|rcp|biologie|nfs|imagerie|coloscopie|fibroscopie|\w*endoscopie|cytologie|histologie"
    r"|hemogramme|numeration|ionogramme|marqueurs|gazometrie|analyses?|frottis|medullogramme|serologies?|laparoscopie"
    r"|dg|diag|diagnostic|ddc|mediastinoscopie|examens?|prelevements?|reevaluation|evaluation|ponctions?|controle|myelogramme|bom|ct|etp|intervention|consultation)"
)
_BULLET = r"[ \-–*•·>▪→|]*(?:\d{1,2}[.)/] )?(?:[a-h]\) )?[ (\[]*"
_LEADS = re.compile(
    rf"{_BULLET}(?:(?:au|a la|a l'|sur|des|lors|cours|de|du|puis|et|enfin|ensuite) ){{0,2}}"
    rf"(?:(?:le|la|les|l'|un|une|son|sa|du|de la)[ ]?)?"
    rf"(?:(?:nouve\w+|dernier\w*|premier\w*) )?(?:{_EXAM}(?![a-z])[^.;:,\n]{{0,50}}?[ (:,])?"
    r"(?:(?:le|en|du|de|date|au|vers|courant|depuis|des|a partir du|annee|l'annee|realise\w*"
    r"|effectue\w*|fait\w*)[ ]?){0,3}"
)
_TITLED = re.compile(r"[ \"*•·>–-]*(?:\d{1,2}[.)] ?)?[^.;:,\n()]{2,60} ?\($")  # « Aspiration médullaire (05-2010) : »
_ITEM = re.compile(r"[ ]*[-–*•·\">][^:;\n()]{2,110} ?\($")  # « • TDM après traitement. BEP x 4 (28/03/2016). »
_TITLED_AFTER = re.compile(r"\)(?: ?\([^()\n]{1,40}\))? ?:")
_SET_OFF = re.compile(  # « Lors du suivi, en 09-2004, une récidive… »
    r"(?:apres|lors|au|a|malgre|dans|suite|environ|un|deux|trois|quatre|cinq|six|\d{1,2}) [^.;:,\n]{2,45}, "
    r"(?:en|le|fin|debut|mi|courant)[ -](?:debut |fin )?"
)
_BIRTH = re.compile(r"(?:\bne+(?:\(e\))?s?|naissance|naiss\.?|\bddn|\bdn)\b(?:(?!\bdece|\bdcd)[^.;\n]){0,30}$")
_APPOINTMENT = re.compile(
    r"\b(?:rdv|rendez-vous|prochaine?s?|programme(?:e|s|es)?|prevue?s?|a revoir|reverrai|reverra"
    r"|convoque\w*|planifie\w*|sera|seront|fixe(?:e|s)?|a prevoir|a refaire)\b[^.;\n]{0,45}$"
)
_LETTER = re.compile(
    r"\b(?:dictee?|validee?|editee?|imprimee?|signee?|tape(?:e)?|redigee?|envoyee?|transmise?|relue?|saisie?|adressee?"
    r"|courrier|lettre|date de (?:la )?frappe|recue?(?= (?:le|du) ?$)|demande|ordonnance|cree"
    r"|mis a jour)\b[^.;\n]{0,22}$"
)
_TITLE = re.compile(
    r"[ *•#=-]*(?:[a-z' ]{0,12}\b)?(?:comptes?[ -]rendus?|crh|cro|crc|cr|consultation|hospitalisation"
    r"|hospitalisee?|entree|sortie?|sejour|admise?)\b[^\n;.]{0,60}"
)
_ADMITTED = re.compile(
    r"\b(?:(?:date d')?entree?|admise?"
    r"|hospitalisation(?: conventionnelle| programmee| complete)?(?= du )"
    r"|hospitalisee?|(?:a )?sejourne[^.;\n]{0,18})(?: le| du)? ?:? ?(?:le |du )?$"
)
_TO_DAY = re.compile(r" (?:au|-) ?\d")
_COMPARED = re.compile(
    r"\b(?:compar\w+|rapport|versus|vs|precedent\w*|anterieur\w*|reference|baseline|depuis)\b[^.;:\n]{0,40}$"
)
_SINCE = re.compile(r"\bdepuis(?: le| la| l'| debut| fin| mi)?(?: mois de)? ?$")
_UNTIL = re.compile(r"\b(?:jusqu'(?:au|en|a)|jusqu (?:au|en|a)|fin prevue|valable|avant(?: le)?|d'ici)[^.;:\n]{0,12}$")
_THAT_DAY = (", date a laquelle", ", date ou ", ", moment ou ")  # « jusqu'en juin 2018, date à laquelle »
_RANGE = re.compile(r" ?(?:au|a|et|-|–|->|→|/|jusqu'(?:au|en|a)|fin|en|le)(?: (?:le|fin|debut|mi))? ?")
_FROM = re.compile(r"\b(?:du|de|entre|debut)(?: le)? ?$")
_FULL = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T.*)?")
_CLAUSE = re.compile(r"[;:](?=\s)|\.\s|\bpuis\b|\n")
_NO_FACTS = frozenset(("greeting", "signature", "recipients", "appointments"))


@dataclass(frozen=True, slots=True)
class Anchor:
    """A date at [start, end) that may be a fact's. `until`: the end of a period, with its place.

    `leads`: it opens its clause; `opens`: it opens its line. `since`: « depuis le 12/03 ». `compared`: only what the
    fact is compared with.
    """

    start: int
    end: int
    value: str
    relative: bool
    leads: bool
    opens: bool
    since: bool
    compared: bool
    until: "Anchor | None" = None


def anchors_of(reading: Reading) -> list[Anchor]:
    """The usable dates, by position; the second date of a period is the `until` of the first."""
    found: list[Anchor] = []
    today = reading.note.note_date.isoformat() if reading.note.note_date else None
    for moment in reading.moments:
        if moment.kind != "date" or not moment.possible:
            continue
        value = day_of(moment)
        if value is None or (today is not None and value > today):
            continue
        anchor = _anchor(reading, moment, value)
        if anchor is None:
            continue
        last = found[-1] if found else None
        if last and last.until is None and _is_period(reading, last, anchor):
            whole = Anchor(
                last.start,
                anchor.end,
                last.value,
                last.relative,
                last.leads,
                last.opens,
                last.since,
                last.compared,
                anchor,
            )
            found[-1] = whole
        elif reading.plain.startswith(_THAT_DAY, anchor.end) or not _UNTIL.search(
            reading.plain, max(0, anchor.start - 28), anchor.start
        ):
            found.append(anchor)
    return found


def day_of(moment: Moment) -> str | None:
    """The day, month or year of a moment, None where the year is not known; a season or a week is its year."""
    if "X" in moment.value[:4]:
        return None
    known = _FULL.fullmatch(moment.value)
    if known:
        return "-".join(part for part in known.groups() if part)
    return moment.value[:4] if moment.value[:4].isdigit() else None


def line_start(plain: str, offset: int) -> int:
    """Where the line of an offset starts."""
    return plain.rfind("\n", 0, offset) + 1


def _anchor(reading: Reading, moment: Moment, value: str) -> Anchor | None:
    plain, start = reading.plain, moment.start
    line = line_start(plain, start)
    before = plain[max(line, start - 70) : start]
    section = reading.section_at(start)
    if section is not None and section.kind in _NO_FACTS:
        return None
    if _BIRTH.search(before) or _APPOINTMENT.search(before) or _LETTER.search(before):
        return None
    heading = section is not None and start < section.body
    if _TITLE.fullmatch(plain, line, start) and (heading or _ends_line(plain, moment.end)):
        return None
    clause = line
    for mark in _CLAUSE.finditer(plain, max(line, start - 250), start):
        clause = mark.end()
    sentence = reading.sentence_at(start)
    clause = max(clause, sentence.start if sentence else 0)
    goes_on = goes_on_from(reading, line)
    titled = _TITLED.fullmatch(plain, line, start) is not None and _TITLED_AFTER.match(plain, moment.end) is not None
    item = _ITEM.fullmatch(plain, line, start) is not None and plain.startswith((").", ") :", "):"), moment.end)
    titled = titled or item
    set_off = plain.startswith(",", moment.end) and _SET_OFF.fullmatch(plain, _spaced(plain, clause), start) is not None
    return Anchor(
        start,
        moment.end,
        value,
        moment.relative,
        leads=titled
        or set_off
        or not (goes_on and clause == line)
        and _LEADS.fullmatch(plain, clause, start) is not None,
        opens=titled or not goes_on and _LEADS.fullmatch(plain, line, start) is not None,
        since=_SINCE.search(before) is not None,
        compared=_COMPARED.search(before) is not None and _SINCE.search(before) is None,
    )


def _spaced(plain: str, offset: int) -> int:
    while plain.startswith(" ", offset):
        offset += 1
    return offset


def goes_on_from(reading: Reading, line: int) -> bool:
    """Whether a line that starts there goes on with the one above: « Mastectomie droite⏎le 12/03/2024 »."""
    above = reading.plain[max(0, line - 2) : line]
    return line > 1 and above[0] not in ".:;!?\n" and reading.text[line : line + 1].islower()


def _ends_line(plain: str, end: int) -> bool:
    stop = plain.find("\n", end)
    rest = plain[end : stop if stop >= 0 else len(plain)]
    return len(rest.strip(" .:;,-)")) < 25


def _is_period(reading: Reading, first: Anchor, second: Anchor) -> bool:
    if not _RANGE.fullmatch(reading.plain, first.end, second.start) or first.value > second.value:
        return False
    between = reading.plain[first.end : second.start].strip()
    return between not in ("et", "le", "en", "fin", "") and (
        between != "a" or _FROM.search(reading.plain, max(0, first.start - 12), first.start) is not None
    )


def admission_of(reading: Reading) -> Anchor | None:
    """The date that the patient was admitted on, where the head of the note tells it."""
    for moment in reading.moments:
        if moment.kind != "date" or moment.precision != "day" or not moment.possible or "X" in moment.value:
            continue
        said = _ADMITTED.search(reading.plain, max(0, moment.start - 34), moment.start)
        if said and (not said[0].startswith("hospitalisation") or _TO_DAY.match(reading.plain, moment.end)):
            return Anchor(moment.start, moment.end, moment.value[:10], moment.relative, False, False, False, False)
    return None


def last_before(anchors: list[Anchor], offset: int) -> int:
    """The index of the last date that ends at or before an offset; -1 where there is none."""
    place = bisect_right(anchors, offset, key=lambda one: one.start) - 1
    while place >= 0 and anchors[place].end > offset:
        place -= 1
    return place
