"""What a note says of what it names: present, absent, possible, hypothetical, of the family, of the past."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from carnet.text.assertion_clauses import Clauses
from carnet.text.assertion_rules import STATUSES
from carnet.text.assertion_scopes import Scope
from carnet.text.clean import CleanText
from carnet.text.document import Section, Sentence

__all__ = ["STATUSES", "Assertion", "assert_spans"]

_FULL_YEAR = re.compile(r"(?:\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?|\d{1,2}(?:er)? [a-z]{3,9}\.? )((?:19|20)\d\d)\b")
_FIRST_WORD = re.compile(r"\w[\w-]*")
_BULLET = re.compile(r"[ ]*(?:[-*·•>→◦▪+]|\d{1,2}[.)] )")
_LONGEST_HEADING = 400  # characters of what stands before a colon and is read with what follows it
_SECTIONS = {
    **dict.fromkeys(("history", "medical_history", "surgical_history", "gynaecological_history"), "history"),
    "family_history": "family",
}


@dataclass(frozen=True, slots=True)
class Assertion:
    """`status` is one of `STATUSES`; `cue` the offsets of the words that say so, `rule` the id of the rule."""

    status: str
    cue: tuple[int, int] | None = None
    rule: str = "present"


def assert_spans(
    clean: CleanText, sentences: Sequence[Sentence], sections: Sequence[Section], spans: Sequence[tuple[int, int]]
) -> list[Assertion]:
    """What the text says of each span, in the order given. All offsets are of the clean text.

    Each span is judged alone: the order of the spans, and whether they overlap, changes nothing.
    """
    reading = _Reading(clean, sentences, sections)
    return [reading.judge(start, end) for start, end in spans]


class _Reading:
    """A note being read: its sentences are analysed when a span asks for them."""

    def __init__(self, clean: CleanText, sentences: Sequence[Sentence], sections: Sequence[Section]) -> None:
        self.clean = clean
        self.sentences = self._joined(sorted(sentences, key=lambda sentence: sentence.start))
        self.starts = [sentence.start for sentence in self.sentences]
        self.sections = sorted(sections, key=lambda section: section.start)
        self.section_starts = [section.start for section in self.sections]
        self._clauses: dict[int, Clauses] = {}
        self._heads: dict[int, int] = {}
        self._heads_say: dict[int, list[Scope]] = {}
        self._years: frozenset[str] | None = None

    def _joined(self, sentences: list[Sentence]) -> list[Sentence]:
        """A heading and the text on its line are read together: « Allergies : aucune »."""
        joined: list[Sentence] = []
        for sentence in sentences:
            last = joined[-1] if joined else None
            if (
                last
                and last.end - last.start < _LONGEST_HEADING
                and self.clean.plain[last.end - 1] == ":"
                and "\n" not in self.clean.plain[last.end : sentence.start]
            ):
                joined[-1] = Sentence(last.start, sentence.end)
            else:
                joined.append(sentence)
        return joined

    def clauses(self, place: int) -> Clauses:
        if place not in self._clauses:
            sentence = self.sentences[place]
            end = sentence.end
            if "?" in self.clean.plain[end : end + 2]:  # a question mark left out of the sentence is still its own
                end = self.clean.plain.index("?", end) + 1
            self._clauses[place] = Clauses(self.clean.text, self.clean.plain, sentence.start, end)
        return self._clauses[place]

    def judge(self, start: int, end: int) -> Assertion:
        place = bisect_right(self.starts, start) - 1
        said: list[Scope] = []
        if place >= 0 and start < self.sentences[place].end:
            said = [scope for scope in self.clauses(place).scopes if self._applies(scope, start, end)]
            said += self._list_above(place)
        return self._decide(said, start, end)

    def _applies(self, scope: Scope, start: int, end: int) -> bool:
        rule, (cue_start, cue_end) = scope.rule, scope.cue
        if start < cue_start and cue_end < end:  # a word inside a name: « lymphome non hodgkinien »
            return False
        if start == cue_start and not scope.backward:
            if not (rule.itself or cue_end < end):
                return False
        elif not (scope.start <= start < scope.end):
            return False
        if rule.spares or rule.only:
            found = _FIRST_WORD.match(self.clean.plain, start, end)
            word = found[0] if found else ""
            if word in rule.spares or (rule.only and word not in rule.only):
                return False
        return not (rule.year and self._is_current(cue_start, cue_end))

    def _is_current(self, start: int, end: int) -> bool:
        """Whether a year is the one that the note itself is dated with: « en 2024 » of a note of 12/03/2024."""
        if self._years is None:
            self._years = frozenset(_FULL_YEAR.findall(self.clean.plain))
        return any(year in self.clean.plain[start:end] for year in self._years)

    def _list_above(self, place: int) -> list[Scope]:
        """« Antécédents familiaux : » or « Absence de : » over the lines of a list."""
        at = self._head(place)
        if at == place:
            return []
        if at not in self._heads_say:
            self._heads_say[at] = self._said_below(at)
        return self._heads_say[at]

    def _head(self, place: int) -> int:
        """The sentence over the list that a sentence is an item of; the sentence itself where it is none."""
        at = place
        while at > 0 and at not in self._heads and self._is_bullet(at):
            at -= 1
        head = self._heads.get(at, at)
        for item in range(at, place + 1):
            self._heads[item] = head
        return head

    def _said_below(self, at: int) -> list[Scope]:
        clauses = self.clauses(at)
        last = clauses.words[-1] if clauses.words else ""
        found = []
        for mark in clauses.marks:
            closes = mark.after >= len(clauses.words) or (last == ":" and mark.after >= len(clauses.words) - 1)
            if (
                closes
                and mark.rule.direction == "forward"
                and mark.rule.status not in ("present", "again", "none", "stop")
            ):
                found.append(Scope(clauses.end, len(self.clean.text), (mark.start, mark.end), mark.rule, False))
        return found

    def _is_bullet(self, place: int) -> bool:
        line = self.clean.plain.rfind("\n", 0, self.sentences[place].start) + 1
        return bool(_BULLET.match(self.clean.plain, line))

    def _decide(self, said: list[Scope], start: int, end: int) -> Assertion:
        best: dict[str, Scope] = {}
        for scope in said:
            status = scope.rule.status
            if status not in best or _distance(scope, start, end) < _distance(best[status], start, end):
                best[status] = scope
        status = self._status(best, start, end)
        if status in best:
            scope = best[status]
            return Assertion(status if status != "again" else "present", scope.cue, scope.rule.id)
        kind = self._section(start)
        return Assertion(kind, None, f"{kind}.section") if kind else Assertion("present")

    def _status(self, best: dict[str, Scope], start: int, end: int) -> str:
        absent, again = best.get("absent"), best.get("again")
        hypothetical = best.get("hypothetical")
        if hypothetical and hypothetical.rule.governs and (not absent or hypothetical.cue < absent.cue):
            return "hypothetical"
        if again and (not absent or _distance(again, start, end) <= _distance(absent, start, end)):
            absent = None
            best.pop("absent", None)
        possible = best.get("possible")
        if absent and possible and possible.cue[0] < absent.cue[0] and absent.cue[0] - possible.cue[1] <= 1:
            return "possible"
        if absent:
            return "absent"
        if "family" in best:
            return "family"
        if "present" in best:
            best.pop("hypothetical", None)
        for status in ("hypothetical", "possible", "history"):
            if status in best:
                return status
        section = self._section(start)
        return "section" if section else ("again" if again else "present")

    def _section(self, offset: int) -> str | None:
        place = bisect_right(self.section_starts, offset) - 1
        if place < 0 or offset >= self.sections[place].end:
            return None
        return _SECTIONS.get(self.sections[place].kind)


def _distance(scope: Scope, start: int, end: int) -> int:
    cue_start, cue_end = scope.cue
    return max(start - cue_end, cue_start - end, 0)
