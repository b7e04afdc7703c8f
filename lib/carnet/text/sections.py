"""The sections of a French clinical note, by their headings: alone on a line, before their text, numbered."""

import re
from dataclasses import dataclass

from carnet.text.clean import CleanText
from carnet.text.document import Section
from carnet.text.layout import ITEM, RULE, Line, ends, lines_of
from carnet.text.sections_words import BETWEEN, LONGEST, WORD, Entry, singular, vocabulary, words_at

KINDS = (
    *("letter_head", "greeting", "body", "reason", "history", "medical_history", "surgical_history", "family_history"),
    *("gynaecological_history", "allergies", "lifestyle", "risk_factors", "vaccinations", "treatment_at_entry"),
    *("present_illness", "examination", "vitals", "biology", "imaging", "investigations", "pathology"),
    *("operative_report", "procedures", "technique", "rcp", "evolution", "treatment", "discharge_treatment"),
    *("diagnosis", "conclusion", "plan", "discharge", "appointments", "signature", "recipients", "other"),
)
_DECIDED = frozenset({"plan", "appointments", "discharge_treatment", "rcp", "discharge"})
_EXACT = frozenset({"conclusion", "plan", "allergies", "signature", "recipients", "diagnosis", "technique", "reason"})

_DECORATION = re.compile(r"[ *_=#<>\[\](){}|~-]*")
_TAIL = re.compile(
    r" *\([^()\n]{1,40}\)"
    r"| *[-,]? *(?:du|le|au|en|des|de|date du|realisee? le|a) *(?:\d{1,2}(?:er)?[/. -]?(?:\d{1,2}|[a-z]{3,9})"
    r"(?:[/. -]?\d{2,4})?|\d{4}|j\d{1,2})(?: *(?:a|au|et|,|-)? *\d{1,2}(?:[/.:h]\d{0,4}){1,2})?"
)
_COLON = re.compile(r"[ *_\])]*(?::|=>|->|=(?=[^=])|-(?= )|(?<= )/(?= )|\|)[ *_]*(?=[^\n])")
_DASH = re.compile(r" [-/] (?=[^\W\d])")
_PROSE = re.compile(  # what goes on with a sentence rather than comes after a heading
    r" (?:(?:de|du|des|a|au|aux|par|est|sont|etait|ete|qui|que|et|ou|ne|non|en|sur|pour|il|elle|retrouv\w+|montr\w+"
    r"|objectiv\w+|bien|mal|debut\w+|arret\w+|poursuivi\w*|avec|sans|dans|chez|realis\w+|plus|le|la)(?![a-z])|d'|n'|l'|[^a-z\d<>+-])"
)
_TITLED = frozenset({"imaging", "pathology", "rcp", "biology", "operative_report", "investigations", "conclusion"})
_DATED = (
    r"(?:\d{1,2} ?[/.-] ?\d{1,2}(?: ?[/.-] ?\d{2,4})?|\d{1,2}(?:er)? [a-z]{3,9}\.?(?: \d{2,4})?|\d{4})"
    r"(?: ?(?:a |,|-)? ?\d{1,2} ?[h:] ?(?:\d{2})?)?"
)
_TITLE_DATED = re.compile(  # « TDM TAP du 14/11/2023 comparé au… », « Anapath n°21P4567 reçu le 04/10/21 »
    rf"(?: [a-z][a-z'+/-]*){{0,5}}?(?: ?n[°o]\.? ?[\w./-]+)?"
    rf"(?:[ ,(]+(?:[a-z]+ )?(?:du |le |au |des |a celui du )?{_DATED}\)?){{1,3}} *$"
)
_FINDING = re.compile(
    r"\b(?:normale?s?|pas|sans|absence|retrouve\w*|negati\w+|positi\w+|en faveur|stables?|avec|ras)\b"
)
_AHEAD = re.compile(
    r"\b(?:tou(?:te)?s les|ts les|dans \d|a \d+ (?:mois|semaines?|jours?|ans?)|annuel\w*|trimestriel\w*)\b"
)
_LABEL = re.compile(r"[A-ZÀ-Ý][\w' ]{2,30} ?:")
_GAP = re.compile(r"  +(?=[^ ])")
_CLOSED = re.compile(r"[ *_\])=#|~>-]*[:.]?[ *_\])=#|~<>:-]*$")
_FUNCTION_WORD = re.compile(
    r"(?:,|\b(?:de|du|des|la|le|les|l'|d'|un|une|pour|en|a|au|aux|sa|son|ses|et|ou|avec|sans|par|sur|comme|dont|ce|"
    r"cette|cet|notre|votre|que|qu'|mon|ma|dans|meme|selon|aucune?|pas))$"
)
_GREETING = re.compile(
    r"(?:mes? |mon |bien |tres )*(?:chers?|cheres?) (?:[a-z][\w'. -]{0,60})?[,.!]?$"
    r"|(?:madame|monsieur|docteur|mesdames|messieurs|mon confrere|cher"
    r"|(?:madame|monsieur) (?:le |la )?(?:docteur|professeur|confrere|directeur|directrice))"
    r"(?:(?:,| et| ou)? ?(?:madame|monsieur|docteur|messieurs|chere? (?:confrere|consoeur|collegue|amie?)))*"
    r"(?: [a-z][\w'-]+){0,3},$"
)
_LETTER_HEAD = re.compile(
    r"\b(?:tel(?:ephone)?\b(?= ?\.? ?:| ?\.? ?[0+]\d)|fax\b|secretariat|hopital|hopitaux|clinique [a-z]|c\.?h\.?u\b"
    r"|c\.?h\.?r\b|centre hospitalier|pole\b|service d|chef de service|docteur|dr\b|(?<![a-z] )pr\b|ipp\b|finess|rpps"
    r"|nee? le|date de naissance|@|cedex|\d{5} [a-z])"
)
_MIDDLE = re.compile(r"(?<=[^\n:]):(?=[ \n]|[^\W\d])")
_BEFORE = re.compile(r"(?:[.;!?|•»)/-]|  ) *$")


@dataclass(frozen=True, slots=True)
class _Heading:
    start: int
    name: int  # where the words of the heading start
    name_end: int
    body: int
    kind: str
    until: int | None = None  # where the text goes back to the section around; None: until the next heading


def find_sections(clean: CleanText) -> list[Section]:
    """The sections of a note, in offsets of the clean text: by position, touching each other, covering all of it.

    What comes before the first heading is `letter_head` where it looks like one, else `body`; what follows a heading
    that holds for one line (an item of a list) goes on with the kind of the section around it.
    """
    if not clean.text.strip():
        return []
    sections: list[Section] = []
    headings = _headings(clean)
    first = headings[0].start if headings else len(clean.text)
    if first > 0:
        greeted = bool(headings) and headings[0].kind == "greeting"
        head = greeted or bool(headings and _LETTER_HEAD.search(clean.plain, 0, first))
        sections.append(Section(0, first, 0, "letter_head" if head else "body", ""))
    around = "body"
    for place, heading in enumerate(headings):
        end = headings[place + 1].start if place + 1 < len(headings) else len(clean.text)
        until = min(end, heading.until) if heading.until is not None else end
        name = clean.text[heading.name : heading.name_end]
        sections.append(Section(heading.start, until, min(heading.body, until), heading.kind, name))
        if heading.until is None:
            around = heading.kind
        if until < end:
            around = "body" if heading.kind == "greeting" else around
            if clean.text[until:end].strip():
                sections.append(Section(until, end, until, around, ""))
            else:
                sections[-1] = Section(heading.start, end, min(heading.body, end), heading.kind, name)
    return sections


def _headings(clean: CleanText) -> list[_Heading]:
    found: list[_Heading] = []
    lines = lines_of(clean.text)
    around = ""
    for number, line in enumerate(lines):
        if line.blank:
            continue
        here = _at_line(clean, lines, number, around)
        if here:
            found.append(here)
            around = here.kind if here.until is None else around
        begin = here.body if here else line.first
        for middle in _in_line(clean, line, begin):
            found.append(middle)
            around = middle.kind
    return found


def _at_line(clean: CleanText, lines: list[Line], number: int, around: str) -> _Heading | None:
    """The heading with which a line starts."""
    line = lines[number]
    item = ITEM.match(clean.text, line.first, line.last)
    decoration = _DECORATION.match(clean.text, item.end() if item else line.first, line.last)
    name = decoration.end() if decoration else line.first
    first = not any(not before.blank for before in lines[:number]) if number < 3 else False
    if not item and (first or lines[number - 1].blank) and _GREETING.match(clean.plain[line.first : line.last]):
        end = min(line.end + 1, len(clean.text))
        return _Heading(line.start, line.first, line.last, line.last, "greeting", end)
    entries, _tails, starters = vocabulary()
    words = words_at(clean, name, line.last, LONGEST, starters)
    place = _Place(clean, lines, number, name, item, around)
    for count in range(len(words), 0, -1):
        for entry in entries.get(tuple(word for word, _end in words[:count]), ()):
            accepted = place.accepts(entry, words[count - 1][1])
            if accepted:
                end, body, alone = accepted
                kind = entry.kind
                if (
                    kind == "evolution"
                    and words[0][0] in ("surveillance", "surv")
                    and _AHEAD.search(clean.plain, body, line.last)
                ):
                    kind = "plan"
                passing = item is not None and bool(item["bullet"]) and not first and entry.kind != around
                until = _end_of_item(clean, lines, number) if not alone and (entry.way == "line" or passing) else None
                return _Heading(line.start, name, end, body, kind, until)
    return _shaped(clean, lines, number, name, item) if around else None


@dataclass(frozen=True, slots=True)
class _Place:
    """The start of a line, where a heading may stand."""

    clean: CleanText
    lines: list[Line]
    number: int
    name: int  # where the first word starts
    item: "re.Match[str] | None"
    around: str  # the kind of the section so far

    def accepts(self, entry: Entry, name_end: int) -> tuple[int, int, bool] | None:
        """Where the heading ends, where its body starts, whether it is alone on its line; None if it is no heading."""
        text, line = self.clean.text, self.lines[self.number]
        written = text[self.name : name_end]
        begins = written[0].isupper() or written[0].isdigit()
        if not begins and not self.item and self._goes_on():
            return None
        if entry.way == "within" and self.around not in entry.inside:
            return None
        if entry.way == "opening":
            return (name_end, self.name, False) if begins or not self._follows_text() else None
        if entry.way == "bare":
            return (name_end, _body(text, name_end), False) if self._bare(name_end, written) else None
        if entry.way == "weak" and (self.item or self.around in _DECIDED):
            return None
        tail = _after_tails(self.clean, name_end, line.last)
        for end in dict.fromkeys((tail, name_end)):
            found = self._before_text(end, entry, written) or self._alone(end, entry, written)
            if found:
                return found
        return (self._with_other_words(name_end, entry) if begins else None) or self._title(name_end, entry)

    def _bare(self, name_end: int, written: str) -> bool:
        """“ATCD HTA, DT2”, “ttt amox”, “EXAMEN CLINIQUE TA 12/8”, not “Antécédents de cancer du sein.”"""
        text, line = self.clean.text, self.lines[self.number]
        if len(written) < 2 or name_end >= line.last or text[name_end] != " ":
            return False
        if written.isupper() and " " not in written and len(written) < 6:
            return True
        short = text[line.last - 1] != "." and line.last - line.first <= 90
        return len(written) > 2 and short and not self._goes_on() and not _PROSE.match(self.clean.plain, name_end)

    def _title(self, name_end: int, entry: Entry) -> tuple[int, int, bool] | None:
        """What a document, or a part of it, is called: “RADIO THORAX”, “Anapath n°21P4567 reçu le 04/10/21”."""
        line, plain_text = self.lines[self.number], self.clean.plain
        if entry.kind not in _TITLED or entry.way not in ("heading", "weak") or self.item:
            return None
        if self._follows_text() or line.end >= len(plain_text) or line.last - line.first > 100:
            return None
        rest = plain_text[name_end : line.last]
        whole = self.clean.text[self.name : line.last]
        capitals = (
            self.number < 4 and self.around in ("", "greeting") and whole.isupper() and not re.search("[.:;?!,]", rest)
        )
        dated = _TITLE_DATED.match(rest) and (whole[0].isupper() or not self._follows_text())
        named = (
            self.around == "" and not re.search(r"[.:;?!,\d]", rest) and len(rest.split()) < 8 and self._then_heading()
        )
        if not (capitals or dated or named) or _FINDING.search(rest):
            return None
        return line.last, _body(self.clean.text, line.end), True

    def _before_text(self, end: int, entry: Entry, written: str) -> tuple[int, int, bool] | None:
        """“Motif : …”, “CAT = …”, “MOTIF - …”, “Conclusion    …”."""
        text, line = self.clean.text, self.lines[self.number]
        colon = _COLON.match(text, end, line.last)
        row = colon is not None and "|" in colon.group() and text.count("|", line.first, line.last) > 1
        if colon and not row and (written.isupper() or not colon.group().strip(" *_])").startswith(("-", "/"))):
            return end, colon.end(), False
        dash = _DASH.match(text, end, line.last)
        if dash and not self.item and written[0].isupper() and entry.way == "heading" and not self._goes_on():
            return end, dash.end(), False  # “Conclusion - insuffisance cardiaque”
        gap = _GAP.match(text, end, line.last)
        if gap and written[0].isupper() and entry.way == "heading" and not self._goes_on():
            return end, gap.end(), False
        return None

    def _alone(self, end: int, entry: Entry, written: str) -> tuple[int, int, bool] | None:
        """“CONCLUSION”, “**Motif** :”, “1. Biologie”."""
        text, line = self.clean.text, self.lines[self.number]
        rest = text[end : line.last]
        if entry.way == "weak" or not _CLOSED.match(rest) or (text[line.last - 1] == "." and not written.isupper()):
            return None
        drawn = ":" in rest or self.item is not None or text[line.first] in "*_#=[<"
        if not (drawn or (written[0].isupper() and (entry.way != "line" or written.isupper()))):
            return None
        if self.item is not None and self.item["bullet"] and ":" not in rest and not written.isupper():
            return None  # an item of a list
        return end, _body(text, _past_rule(self.clean, self.lines, self.number)), True

    def _with_other_words(self, name_end: int, entry: Entry) -> tuple[int, int, bool] | None:
        """“IRM cérébrale sans injection : …”, “Évolution sous antibiotiques :” alone."""
        if entry.way != "weak" and (entry.way != "heading" or entry.kind in _EXACT):
            return None
        text, line = self.clean.text, self.lines[self.number]
        colon = text.find(":", name_end, min(line.last, name_end + 60))
        between = text[name_end : max(name_end, colon)]
        alone = colon == line.last - 1
        if (
            colon < 0
            or re.search(r"[.;!?,]", between)
            or not (alone or entry.way == "weak")
            or len(between.split()) > 7
        ):
            return None
        return name_end + len(between.rstrip()), _body(text, colon + 1), alone

    def _then_heading(self) -> bool:
        """Whether the next line is blank or a heading with a colon: “Radiographie du thorax”, “Indication : …”."""
        following = self.lines[self.number + 1] if self.number + 1 < len(self.lines) else None
        return following is not None and (
            following.blank or _LABEL.match(self.clean.text, following.first, following.last) is not None
        )

    def _goes_on(self) -> bool:
        """Whether the line only goes on with the sentence of the line before it."""
        if not self._follows_text():
            return False
        before = self.lines[self.number - 1]
        last = self.clean.plain[before.first : before.last]
        return bool(_FUNCTION_WORD.search(last)) or (not ends(last) and len(last) > 60)

    def _follows_text(self) -> bool:
        return self.number > 0 and not self.lines[self.number - 1].blank


def _after_tails(clean: CleanText, position: int, end: int) -> int:
    """Where the heading ends with what may follow it: “à l'entrée”, “(suite)”, “du 12/03/2024”, “et évolution”."""
    entries, tails, _starters = vocabulary()
    while True:
        match = _TAIL.match(clean.plain, position, end)
        if match:
            position = match.end()
            continue
        between = BETWEEN.match(clean.plain, position, end)
        start = between.end() if between else position
        words = words_at(clean, start, end, 6)
        joined = bool(set(clean.plain[position:start]) & set("/&,+-"))
        for count in range(len(words), 0, -1):
            key = tuple(word for word, _end in words[:count])
            other = key[1:] if key[0] in ("et", "ou") else key if joined else ()
            if key in tails or (other and other in entries):
                position = words[count - 1][1]
                break
        else:
            return position


def _in_line(clean: CleanText, line: Line, begin: int) -> list[_Heading]:
    """Headings with a colon further on in a line: after a full stop or a dash, or in capitals."""
    found = []
    entries, _tails, starters = vocabulary()
    for colon in _MIDDLE.finditer(clean.text, begin, line.last):
        words = list(WORD.finditer(clean.plain, max(begin, colon.start() - 60), colon.start()))[-LONGEST:]
        if not words or clean.plain[words[-1].end() : colon.start()].strip("() s*_"):
            continue
        for match in words:
            start = match.start()
            if singular(match.group()) not in starters:
                continue
            key = tuple(singular(word.group()) for word in words if word.start() >= start)
            entry = next((entry for entry in entries.get(key, ()) if entry.way == "heading"), None)
            if entry is None or start <= begin or clean.text[start - 1].isalnum():
                continue
            written = clean.text[start : colon.start()].rstrip()
            apart = written[0].isupper() and _BEFORE.search(clean.text[max(begin, start - 4) : start])
            capitals = written.isupper() and len(written) >= 3 and clean.text[start - 1] == " "
            if apart or (capitals and not _FUNCTION_WORD.search(clean.plain[max(begin, start - 12) : start].rstrip())):
                body = _body(clean.text, colon.end(), line.last)
                found.append(_Heading(start, start, start + len(written), body, entry.kind))
                break
    return found


def _shaped(
    clean: CleanText, lines: list[Line], number: int, name: int, item: "re.Match[str] | None"
) -> _Heading | None:
    """A heading that no list holds, by its shape: alone, in capitals, after a blank line, with a colon or a mark."""
    line = lines[number]
    if line.last - name > 70:
        return None
    text = clean.text[name : line.last].rstrip(" :*_#=-")
    letters = sum(character.isalpha() for character in text)
    if not (letters >= 5 and len(text) <= 60 and text.isupper() and not re.search(r"[\d.;!?@]", text)):
        return None
    if len(text.split()) > 7 or not (number == 0 or lines[number - 1].blank):
        return None
    ruled = number + 1 < len(lines) and RULE.fullmatch(clean.text, lines[number + 1].start, lines[number + 1].end)
    if not (clean.text[line.last - 1] == ":" or ruled or (item and item["number"]) or clean.text[line.first] in "*_#="):
        return None
    body = _body(clean.text, _past_rule(clean, lines, number))
    return _Heading(line.start, name, name + len(text), body, "other")


def _past_rule(clean: CleanText, lines: list[Line], number: int) -> int:
    """Past the end of the heading's line and of the line drawn under it."""
    if number + 1 < len(lines) and RULE.fullmatch(clean.text, lines[number + 1].start, lines[number + 1].end):
        number += 1
    return lines[number].end


def _body(text: str, position: int, end: int | None = None) -> int:
    end = len(text) if end is None else end
    while position < end and text[position] in " \n":
        position += 1
    return position


def _end_of_item(clean: CleanText, lines: list[Line], number: int) -> int:
    """Where the item of a list ends: at the next one, at a blank line, at a line that no indentation continues."""
    indent = lines[number].first - lines[number].start
    for following in range(number + 1, len(lines)):
        line = lines[following]
        if line.blank or line.first - line.start <= indent or ITEM.match(clean.text, line.first, line.last):
            return line.start
    return len(clean.text)
