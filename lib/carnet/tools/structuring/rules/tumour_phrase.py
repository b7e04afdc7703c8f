"""The phrase around a word about a tumour: its terms, right or left, until something foreign comes between."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from carnet.text.reading import Reading
from carnet.text.terms import Term
from carnet.tools.structuring.rules.tumour_words import Lexicon, Word, lexicon

MAX_WORDS = 32
_STOP = re.compile(r"[.;!?|=<>]|\n[ \t]*[\n*•-]|: *\n|\d")
_END_OF_LIST = re.compile(r"[.;!?|=<>]|\n[ \t]*\n")  # a list may go on under bullets
_LOOSE = re.compile(r"[,:()\[\]+\"]| - |\n-")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "un": "1", "deux": "2", "trois": "3"}
# what a phrase may hold that says nothing of site or type: a size, a stage, a TNM; and grades, that are kept
_SCALES = r"fuhrman|furhman|isup|oms|figo|nottingham|sbr|who|fnclcc"
_ELSTON = r"elston(?:\s?(?:et|&|-)\s?ellis)?|scarff[ -]bloom(?:[ -](?:et )?richardson)?"
_GRADE = re.compile(
    rf"(?:groupe (?:pronostique )?)?(?:gr(?:ade)?\.?|{_SCALES}|{_ELSTON}|nucleaire|histopronostique|g(?=[1-4i]))"
    r"(?:[ :,(-]*(?:histologique|nucleaire|tumoral|global|combine|architectural|histopronostique|gr(?:ade)?|de|d'|selon"
    rf"|le|score|{_SCALES}|{_ELSTON})\b\)?)*"
    r"[ :,(-]*(i{1,3}|iv|[1-4])(?![\da-z]|,\d)(?: ?(?:/|sur) ?[34])?\)?"
    rf"(?:[,/]?\s?(?:selon |de |d')?(?:le |la )?(?:{_SCALES}|{_ELSTON})\b(?: (?:19|20)\d\d)?)*"
)
_GLEASON = re.compile(
    r"(?:score )?(?:de )?gleason(?: score)?(?: de)?[ :(]*"
    r"(?:([1-5]) ?\+ ?([1-5])(?: ?\)?[ =(]*(?:10|[2-9])\b\)?)?|(10|[2-9])\b(?: ?[(=]+ ?[1-5] ?\+ ?[1-5]\)?)?)"
)
_PASSED = re.compile(
    r"(?:\d+(?:[.,]\d+)?(?: ?[x*] ?\d+(?:[.,]\d+)?)* ?(?:cm|mm)\b"
    r"|stade (?:clinique |figo |uicc |ajcc )?(?:[0-4]|i{1,3}v?|iv|x)[a-d]?\d?\b|e[- ]?(?:iv|i{1,3})[a-d]?\b"
    r"|\(?[cpyr]{0,3}t ?(?:[0-4x]|is)[a-d]?[ ,-]*(?:[cp]?n ?[0-3x][a-c]?)?[ ,-]*(?:[cp]?m ?[01x][a-c]?)?\b\)?)"
)


@dataclass(frozen=True, slots=True)
class Met:
    """A term met in a phrase. `loose`: marks of punctuation passed since the head."""

    term: Term[Word]
    loose: int

    @property
    def word(self) -> Word:
        """What the term means."""
        return self.term.entry


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade met in a phrase: the digit that ICD-O-3 writes after the behaviour."""

    start: int
    end: int
    digit: str
    after: int  # the index of the first word after it


class Phrases:
    """The terms about tumours of one note, and the phrases that they form."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.lexicon: Lexicon = lexicon()
        text, plain = reading.text, reading.plain
        found = (_spelled(term, plain) for term in self.lexicon.vocabulary.find(reading.words))
        self.terms = [term for term in found if not term.entry.upper or _capitals(text[term.start : term.end])]
        self.at = {term.first: term for term in self.terms}
        self.ending = {term.after: term for term in self.terms}

    def matches(self, pattern: "re.Pattern[str]", beginnings: frozenset[str]) -> Iterator["re.Match[str]"]:
        """Where a pattern is, tried only at words whose first four letters are among `beginnings`."""
        plain, end = self.reading.plain, 0
        for start in sorted(start for one in beginnings & self._beginnings.keys() for start in self._beginnings[one]):
            match = pattern.match(plain, start) if start >= end else None
            if match is not None:
                yield match
                end = match.end()

    @cached_property
    def _beginnings(self) -> dict[str, list[int]]:
        """Where words are, by their first four letters."""
        found: dict[str, list[int]] = defaultdict(list)
        for form, start in zip(self.reading.words.forms, self.reading.words.starts, strict=False):
            found[form[:4]].append(start)
        return found

    def gap(self, left: int, right: int) -> str:
        """The text between two words."""
        words = self.reading.words
        return self.reading.plain[words.ends[left] : words.starts[right]]

    def right(
        self, after: int, links: frozenset[str] | None = None, *, figures: bool = True, bullets: bool = False
    ) -> Iterator[Met | Grade]:
        """The terms from word `after` on, until a foreign word, the end of a sentence or of a paragraph."""
        words, plain = self.reading.words, self.reading.plain
        links = self.lexicon.links if links is None else links
        place, loose, stop = after, 0, min(len(words.forms), after + MAX_WORDS)
        while place < stop:
            before = loose
            if not words.joined[place]:
                between = self.gap(place - 1, place)
                if (_END_OF_LIST if bullets else _STOP).search(between):
                    return
                loose += bool(_LOOSE.search(between))
            term = self.at.get(place)
            if figures and (term is None or term.entry.metastasis is None):
                grade = self._grade(place)
                if grade is not None:
                    loose = before  # « , grade 2 » is no break
                    yield grade
                    place = grade.after
                    continue
                passed = _PASSED.match(plain, words.starts[place])
                if passed:
                    loose = before
                    place = words.at(passed.end())
                    continue
            if term is not None:
                yield Met(term, loose)
                place = term.after
            elif words.forms[place] in links:
                place += 1
            elif words.forms[place] == "et":  # « canalaire et lobulaire », as a comma
                loose += 1
                place += 1
            else:
                return

    def left(self, first: int, most: int = 8) -> Iterator[Term[Word]]:
        """The terms before word `first`, the nearest first, until a foreign word or any mark of punctuation."""
        words, place = self.reading.words, first
        while place > 0 and first - place < most and words.joined[place]:
            term = self.ending.get(place)
            if term is not None:
                yield term
                place = term.first
            elif words.forms[place - 1] in self.lexicon.list_links or words.forms[place - 1] in self.lexicon.links:
                place -= 1
            else:
                return

    def heading(self, term: Term[Word]) -> tuple[Term[Word], Term[Word] | None] | None:
        """The place, and the word of its side, that stand before a head and a colon: « sein gauche : carcinome »."""
        first = term.first
        if first == 0 or self.reading.words.joined[first] or self.gap(first - 1, first).strip() not in (":", "-"):
            return None
        place, side = self.ending.get(first), None
        if place is not None and place.entry.side and not place.entry.places:
            side, place = place, self.ending.get(place.first)
        return None if place is None or not place.entry.places else (place, side)

    def core(self, term: Term[Word]) -> tuple[int, int]:
        """The word of metastasis itself: « suspectes de [métastases] » leaves the doubt outside."""
        words = self.reading.words
        for place in range(term.first, term.after):
            if words.forms[place].startswith(("metast", "secondaire")):
                return words.starts[place], words.ends[place]
        return term.start, term.end

    def _grade(self, place: int) -> Grade | None:
        words, plain = self.reading.words, self.reading.plain
        form, start = words.forms[place], words.starts[place]
        if form[0] not in "gsfine":
            return None
        found = _GRADE.match(plain, start)
        if found:
            digit = _ROMAN.get(found[1], found[1])
            return Grade(start, found.end(), digit, words.at(found.end()))
        found = _GLEASON.match(plain, start)
        if found:
            total = int(found[3] or 0) or int(found[1]) + int(found[2])
            return Grade(start, found.end(), "1" if total <= 6 else "2" if total == 7 else "3", words.at(found.end()))
        return None


def _spelled(term: Term[Word], plain: str) -> Term[Word]:
    """A term with what its exact spelling means, where that is something else."""
    if not term.entry.exact:
        return term
    entry = term.entry.exact.get(plain[term.start : term.end], term.entry)
    return Term(term.start, term.end, term.first, term.after, entry)


def _capitals(written: str) -> bool:
    letters = [sign for sign in written if sign.isalpha()]
    return bool(letters) and sum(sign.isupper() for sign in letters) * 2 > len(letters)
