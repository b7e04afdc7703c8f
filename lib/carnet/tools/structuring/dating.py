"""When a fact was: the date that its sentence, its line, its heading or its note gives it.

In this order: `mention` (the date is within the mention), `sentence` (attached to it in its sentence), `line` (the date
that opens its line, or the entry of a chronological list that it stands in), `heading` (a dated heading), `admission`
(the day of admission, for what it was for), `note` (the note's own date, for what speaks of now). `relative` is said in
place of the first four where the date was counted from another (« il y a 3 mois », « le 12/03 » without a year): such a
date is written in no note as it is.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from carnet.text.reading import Reading
from carnet.tools.structuring.dating_dates import (
    Anchor,
    admission_of,
    anchors_of,
    goes_on_from,
    last_before,
    line_start,
)
from carnet.tools.structuring.finding import Finding

__all__ = ["Dated", "date_findings"]

NOW = frozenset(
    (
        "performance_status",
        "lab",
        "response",
        "progression",
        "tumour_size",
        "toxicity",
        "decision",
        "metastatic_site",
        "score",
    )
)
_LONG = frozenset(("treatment", "line"))
_BEGIN = frozenset(("metastatic_site", "progression", "toxicity"))  # « depuis janvier » tells when it began
_LASTING = frozenset(("comorbidity", "tobacco", "alcohol"))
_PAST = frozenset(("history", "medical_history", "surgical_history", "gynaecological_history", "family_history"))
_TOLD = frozenset(("present_illness", "body", "reason", "evolution", "diagnosis", "letter_head", "greeting", "other"))
_STOP = re.compile(r";|\bpuis\b|\bmais\b|\bsuivie? (?:d|par)|\bensuite\b|\. (?=[a-z])")
_AHEAD_STOP = re.compile(r"->|=>|→|\brcp\b")
_OTHER_FATE = re.compile(r"\bopere\w*|\b(?:a ete|est) (?:diagnosti|adress|hospit|admis)")  # of an antecedent before it
_ANOTHER = re.compile(r",|\bet (?:une?|des) ")
_FOUND_ON = re.compile(
    r"\b(?:dg|diag\w*|dc|ddc|decouvert\w*)(?: (?:en|le|du|depuis|des))? ?[:(]? ?(?:fin |debut |mi[ -])?$"
)
_POSED = re.compile(r"\b(?:posee?|etablie?|portee?|faite?) (?:en|le|des) ?(?:fin |debut |mi[ -])?$")
_TUMOUR = frozenset(("site", "histology", "stage", "ctnm", "grade", "metastatic_site"))
_PAST_CUE = re.compile(
    r"\b(?:a l'epoque|alors|initialement|auparavant|anterieurement|precedemment|a (?:la |l')?c\d+|au c\d+|avai(?:t|ent)"
    r"|lors d[eu] (?:la )?c\d+|ayant (?:fait|entraine|necessite|justifie|conduit|impose|motive)|meilleure reponse"
    r"|qui (?:a|ont) (?:fait|entraine|necessite|justifie|conduit|impose|motive))\b"
)
_COMMA = re.compile(
    r",(?! ?(?:(?:en cours|debut\w*|introdui\w*|realise\w*|opere\w*|effectue\w*|fait\w*|date\w*|survenu\w*|constate\w*"
    r"|diagnostique\w*|decouvert\w*|pratique\w*|confirme\w*|instaure\w*|mis en evidence|dg|diag|ddc"
    r"|(?:pour )?\d{1,2} (?:cures?|cycles?|seances?)|toutes les \w+ \w+)"
    r"|(?:le|en|du|depuis|au|date|fin|debut)? ?$))"
)
_CUE_NOW = re.compile(
    r"\b(?:ce jour|aujourd'?hui|actuel\w*|en cours|a ce jour|poursui\w+|maintien|desormais|toujours"
    r"|je (?:re)?vois|se plaint)\b"
)
_GIVEN = re.compile(
    r"\b(?:en cours|sous|poursui\w+|actuel\w*|ce jour|recoit|beneficie ce"
    r"|(?:vien[st]|vue?|admise?|hospitalisee?) (?:ce jour )?pour (?:son|sa|le|la) (?:c\d+|\d+\w* (?:cure|cycle)))\b"
)
_NOW_SECTIONS = frozenset(("treatment", "discharge_treatment", "operative_report", "rcp", "plan"))
_OPERATION = re.compile(r"\b(?:compte[ -]?rendu operatoire|cro|operateurs?|protocole operatoire)\b")
_BLANK = re.compile(r"\n[ ]*\n")
_BULLET = re.compile(r"[ ]*([-–*•·>▪→\"]|\d{1,2}[.)])")
_TITLE_DATE = re.compile(
    r"\b(?:comptes?[ -]rendus?|crh|cro|crc|consultation|hospitalisation|rcp|reunion)\b[^\n;]{0,60}$"
    r"|\n ?(?:[a-z' -]{2,30}, )?le $"
)
_GOES_ON = re.compile(r"\n(?:le|en|du|des|au|depuis|debut|fin)(?: le)? ?")
_HEADS = re.compile(r" ?:")
_LATER_THAN = re.compile(  # « trois mois après la progression », « 1 mois après la fin de la chimiothérapie »
    r"\b(?:mois|semaines?|jours?|ans?|annees?) (?:apres|avant) (?:(?:la |le |l'|une? |sa |son |cette )?"
    r"(?:fin|debut|arret|derniere cure) d(?:e|u) ?)?(?:la |le |l'|une? |sa |son |cette |d')?$"
)
_AFTER = re.compile(r"\b(?:apres|suite a|precedee? (?:de|par))\b[^.;,:\n]{0,45}$")
_OPERATED = re.compile(
    r"\b(?:operee?|chirurgie|intervention)\b[^.;,:]{0,25}$"
)  # « opérée en juin 2013, avec hystérectomie, … »
_IF = re.compile(r"\b(?:si|en cas d[e'])[ \n][^.;,\n]{0,20}$")
_BRACKETS = re.compile(r"\([^()]*\)")
_ENTRY = re.compile(r" ?\)?(?: ?(?:[:>=\n-]|$)| ?\(?[^.;,\n]{0,30} ?:)")
_LATER = re.compile(
    r"\b(?:apres|puis|ensuite|par la suite|depuis|a l'issue|au decours|plus tard|evolution|lors|desormais"
    r"|actuel\w*|ce jour)\b"
)
_PROSE = 300
_IMAGED = re.compile(
    r"\b(?:tdm|scanner|tomodensito\w*|irm|tep\w*|pet|scinti\w*|echo\w*|mammo\w*|radio(?!th)\w*|anapath\w*"
    r"|biopsies?)(?![a-z])"
)
_NOT_SEEN = frozenset(
    (
        "performance_status",
        "treatment",
        "line",
        "decision",
        "event",
        "comorbidity",
        "toxicity",
        "score",
        "tobacco",
        "alcohol",
    )
)
_NEAR = 90
_FAR = 160
_AROUND = 250


@dataclass(frozen=True, slots=True)
class Dated:
    """A date (ISO 8601, as precise as the text is), the rule that gave it, and where it is written, if it is."""

    value: str
    rule: str
    place: tuple[int, int] | None = None


def date_findings(reading: Reading, findings: Sequence[Finding]) -> list[Dated | None]:
    """The date of each finding, in the order given; None where the note gives none."""
    if not findings:
        return []
    calendar = _Calendar(reading)
    return [calendar.date(one) for one in findings]


class _Calendar:
    """The dates of a note and what each governs. Offsets are of the clean text."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.anchors = anchors_of(reading)
        self.starts = [one.start for one in self.anchors]
        self.entries = [_entry(reading, one) for one in self.anchors if one.opens and not one.compared]
        self.entry_starts = [start for start, _end, _date in self.entries]
        self.today = _own_date(reading)
        self.operated = _OPERATION.search(reading.plain, 0, 600) is not None

    def date(self, one: Finding) -> Dated | None:
        if _LATER_THAN.search(self.reading.plain, max(0, one.start - 60), one.start):
            return None
        if self.anchors and one.status != "family":
            said = self._in_sentence(one) or self._in_entry(one) or self._in_heading(one)
            if said is not None:
                return said
        return self._of_note(one)

    def _in_sentence(self, one: Finding) -> Dated | None:
        sentence = self.reading.sentence_at(one.start)
        low, high = (sentence.start, sentence.end) if sentence else (one.start, one.end)
        low, high = self._joined(low), max(high, self._goes_to(one, high))
        at = last_before(self.anchors, one.start)
        left = self.anchors[at] if at >= 0 and self.anchors[at].start >= low else None
        for anchor in self.anchors[at + 1 : at + 3]:
            within = anchor.start < one.end and anchor.end > one.start and one.parts.get("type") != "trial"
            if within and not anchor.compared:
                return _dated(anchor, one, "mention")
        place = bisect_right(self.starts, one.end - 1)
        while place < len(self.anchors) and not self._may(self.anchors[place], one):
            place += 1
        right = self.anchors[place] if place < len(self.anchors) else None
        if right is not None and right.end > high and (left or not self._next_line(high, right)):
            right = None
        if left is not None and not self._may(left, one):
            left = None
        plain = self.reading.plain
        reach = _FAR if one.kind in _TUMOUR else _NEAR
        if right and not right.leads and right.start - one.end < reach and self._reaches(one, right, left):
            return _dated(right, one, "sentence")
        if left is None:
            return None
        between = plain[left.end : one.start].replace("\n", " ")
        if _STOP.search(between) or "\n" in plain[left.end : one.start] and self._elsewhere(left, one):
            return None
        if one.kind in ("comorbidity", "event") and not left.leads and _ANOTHER.search(between):
            return None
        if between.startswith((", date a laquelle", ", date ou")):
            between = between[9:]
        operated = one.parts.get("type") == "surgery" and _OPERATED.search(plain, max(0, left.start - 40), left.start)
        bracket = between.startswith(" (") and between.count("(") > between.count(")")  # « en 2014 (pT3a, R1) »
        if left.leads or operated or bracket or "," not in between:
            if left.until is not None and not left.leads and one.kind not in _LONG and one.kind != "event":
                return None
            return _dated(left, one, "sentence")
        return None

    def _goes_to(self, one: Finding, high: int) -> int:
        """Where the sentence of the end of a mention ends: « Exérèse⏎complète le 12/03/2024 »."""
        if one.end <= high:
            return high
        last = self.reading.sentence_at(one.end - 1)
        return last.end if last else one.end

    def _reaches(self, one: Finding, right: Anchor, left: Anchor | None) -> bool:
        """Whether a date that comes after a mention in its sentence is its date."""
        plain = self.reading.plain
        between = _outside(plain[one.end : right.start])
        led = left is not None and left.leads
        if _STOP.search(between) or led and (_AHEAD_STOP.search(between) or right.start - one.end > 45):
            return False
        if one.kind in _TUMOUR and not led:
            if _FOUND_ON.search(between):
                return True  # « ADK du poumon stade IV, EGFR muté, dg 15/06/22 »
            if _POSED.search(between) and "diagnosti" in plain[max(0, one.start - 60) : one.start]:
                return True  # « Le diagnostic d'ADK du côlon, situé à 20 cm, a été posé en janvier 2015 »
        if right.start - one.end >= _NEAR or _COMMA.search(between) or ":" in between.rstrip(" :("):
            return False
        return not (one.kind in ("comorbidity", "treatment") and _OTHER_FATE.search(between))

    def _next_line(self, high: int, date: Anchor) -> bool:
        """Whether a date of the next line still belongs to the sentence: « Mastectomie droite⏎le 12/03/2024 »."""
        between = self.reading.plain[high : date.start]
        heads = _HEADS.match(self.reading.plain, date.end) is not None  # « depuis nov 2021 : létrozole »
        return not heads and _GOES_ON.fullmatch(between) is not None and goes_on_from(self.reading, high + 1)

    def _joined(self, low: int) -> int:
        """A heading and the text on its line are read together."""
        line = line_start(self.reading.plain, low)
        return line if self.reading.plain[line:low].rstrip().endswith(":") else low

    def _may(self, anchor: Anchor, one: Finding) -> bool:
        """Whether a date may be that of such a fact at all: what goes on since a day is of now, if it speaks of now."""
        lasts = one.kind in NOW and one.kind not in _BEGIN or one.kind == "event"
        return not anchor.compared and not (anchor.since and lasts)

    def _elsewhere(self, anchor: Anchor, one: Finding) -> bool:
        """Whether the date is an image's, and the fact of another sentence is not seen on it: « ECOG 1 »."""
        line = line_start(self.reading.plain, anchor.start)
        return one.kind in _NOT_SEEN and _IMAGED.search(self.reading.plain, line, anchor.start) is not None

    def _in_entry(self, one: Finding) -> Dated | None:
        at = bisect_right(self.entry_starts, one.start) - 1
        if at < 0:
            return None
        _start, end, anchor = self.entries[at]
        if (
            one.kind in ("tobacco", "alcohol")
            or one.start >= end
            or not self._may(anchor, one)
            or self._elsewhere(anchor, one)
        ):
            return None
        plain = self.reading.plain
        if not _ENTRY.match(plain, anchor.end):  # prose: « En juin 2010, elle a reçu … »
            between = plain[anchor.end : one.start]
            if len(between) > _PROSE or _LATER.search(between):
                return None
        last = last_before(self.anchors, one.start)
        while last >= 0 and self.anchors[last].start > anchor.start:
            if not self.anchors[last].compared:
                return None
            last -= 1
        return _dated(anchor, one, "line")

    def _in_heading(self, one: Finding) -> Dated | None:
        section = self.reading.section_at(one.start)
        if section is None or not section.heading or one.kind in _LASTING:
            return None
        if one.kind in NOW and _PAST_CUE.search(self._around(one)):
            return None
        for anchor in self.anchors[bisect_right(self.starts, section.start - 1) :]:
            if anchor.start >= section.body:
                break
            if self._may(anchor, one) and not self._elsewhere(anchor, one):
                return _dated(anchor, one, "heading")
        return None

    def _of_note(self, one: Finding) -> Dated | None:
        if self.today is None or one.status in ("history", "family", "hypothetical"):
            return None
        section = self.reading.section_at(one.start)
        kind = section.kind if section else "body"
        said = self._around(one)
        if one.kind in NOW and _IF.search(self.reading.plain, max(0, one.start - 30), one.start):
            return None
        first = section is not None and "\n" not in self.reading.plain[section.body : one.start].strip("\n ")
        if one.kind == "toxicity" and kind == "reason" and first and (anchor := admission_of(self.reading)) is not None:
            return _dated(anchor, one, "admission")
        if kind in _PAST and section is not None:
            if not _BLANK.search(self.reading.plain, section.body, one.start) and not (
                one.kind in _LONG and _GIVEN.search(said)
            ):
                return None
            kind = "body"  # what comes after a blank line is no list of antecedents
        if one.kind in _LONG:
            if _AFTER.search(self.reading.plain, max(0, one.start - 60), one.start):
                return None
            if _GIVEN.search(said) or self.operated:
                return self.today
            return self.today if kind in _NOW_SECTIONS and not self._told(one, kind) else None
        if one.kind == "event":
            if one.parts.get("type") == "admission":
                anchor = admission_of(self.reading)
                if anchor is not None:
                    return _dated(anchor, one, "admission")
            if one.parts.get("type") in ("death", "cause_of_death", "nodes"):
                return None
        elif one.kind not in NOW:
            return None
        if one.kind not in ("performance_status", "event", "decision") and _PAST_CUE.search(said):
            return None
        if kind in _TOLD and one.kind != "performance_status" and not _CUE_NOW.search(said) and self._told(one, kind):
            return None
        return self.today

    def _around(self, one: Finding) -> str:
        """What the sentence of a mention says around it."""
        sentence = self.reading.sentence_at(one.start)
        low, high = (sentence.start, sentence.end) if sentence else (one.start, one.end)
        return self.reading.plain[max(low, one.start - _AROUND) : min(high, one.end + _AROUND)]

    def _told(self, one: Finding, kind: str) -> bool:
        """Whether a dated past is being told where the fact stands: in its section, or in its paragraph of the body."""
        low = line_start(self.reading.plain, one.start)
        section = self.reading.section_at(one.start)
        if (kind == "present_illness" or one.kind in _LONG) and section is not None:
            low = section.start
        at = last_before(self.anchors, one.start)
        if at < 0 or self.anchors[at].start < low:
            return False
        assert self.today is not None
        last = self.anchors[at]
        return last.value[:10] != self.today.value and not last.compared and not last.since


def _outside(between: str) -> str:
    """What stands between a mention and a date, less what is in brackets: « FOLFOX (oxaliplatine), depuis »."""
    flat = _BRACKETS.sub("", between.replace("\n", " "))
    return flat.rpartition(")")[2] if flat.count(")") > flat.count("(") else flat


def _dated(anchor: Anchor, one: Finding, rule: str) -> Dated:
    if anchor.until is not None and one.kind in ("response", "progression"):
        anchor = anchor.until
    return Dated(anchor.value, "relative" if anchor.relative else rule, (anchor.start, anchor.end))


def _entry(reading: Reading, anchor: Anchor) -> tuple[int, int, Anchor]:
    """What a date that opens its line governs: its line, and those below up to a blank line, a section, or its like."""
    plain = reading.plain
    line = line_start(plain, anchor.start)
    section = reading.section_at(anchor.start)
    limit = section.end if section else len(plain)
    blank = _BLANK.search(plain, anchor.end, limit)
    if blank:
        limit = blank.start()
    stop = plain.find("\n", anchor.end, limit)
    mark = _BULLET.match(plain, line)
    bare = stop >= 0 and not plain[anchor.end : stop].strip(" :-–=>.)")
    while stop >= 0 and stop + 1 < limit:
        below = _BULLET.match(plain, stop + 1)
        sibling = below is not None and (mark is not None and below[1][-1] == mark[1][-1] or not (bare or mark))
        if sibling or (below is None and not bare and mark is not None and not plain[stop + 1 : stop + 2].isspace()):
            limit = stop
            break
        stop = plain.find("\n", stop + 1, limit)
    return anchor.start, limit, anchor


def _own_date(reading: Reading) -> Dated | None:
    """The note's date: the one that it comes with, else the one of its title."""
    when = reading.note.note_date
    if when is not None:
        return Dated(when.isoformat(), "note")
    for moment in reading.moments:
        if moment.start > 800:
            break
        if moment.kind == "date" and moment.precision == "day" and moment.possible and "X" not in moment.value:
            head = reading.plain[max(0, moment.start - 80) : moment.start]
            if _TITLE_DATE.search(head):
                return Dated(moment.value[:10], "note", (moment.start, moment.end))
    return None
