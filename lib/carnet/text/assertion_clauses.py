"""The cues of one sentence, and how far each reaches: scopes follow clauses and lists, not windows of words."""

import re

from carnet.text.assertion_rules import Beginning, Rule, rules
from carnet.text.assertion_scopes import Mark, Scope
from carnet.text.assertion_words import PLURAL, is_adjective, is_imperfect, is_participle

_TOKEN = re.compile(r"\w+|[^\w\s]")
_FARTHEST = 150  # words: no clause is longer, whatever the text
_LISTED = frozenset(("ni", "ou", "voire", "et/ou"))


class Clauses:
    """One sentence, [start, end) of a text (`plain` and `text` of a `CleanText`), with its cues and their scopes."""

    def __init__(self, text: str, plain: str, start: int, end: int) -> None:
        self.text, self.plain, self.start, self.end = text, plain, start, end
        self.starts = [token.start() for token in _TOKEN.finditer(plain, start, end)]
        self.words = _TOKEN.findall(plain, start, end)
        self.marks: list[Mark] = []
        self._mark_at: dict[int, Mark] = {}
        self._covering: dict[int, Mark] = {}
        self._find_marks()
        self.scopes = [scope for mark in self.marks if mark.rule.status != "stop" for scope in self._scopes(mark)]

    # ---- cues

    def _find_marks(self) -> None:
        begin = rules().begin
        words, starts, plain, end = self.words, self.starts, self.plain, self.end
        place, count = 0, len(words)
        while place < count:
            word = words[place]
            rule, best = None, -1
            beginning = begin.get(word)
            if beginning is not None:
                if beginning.alone is not None:
                    rule, best = beginning.alone, starts[place] + len(word)
                seconds = beginning.seconds
                if seconds is not None and (place + 1 >= count or words[place + 1] not in seconds):
                    pass
                elif beginning.any is not None and beginning.any.match(plain, starts[place], end):
                    rule, best = self._longest(beginning, place, rule, best)
            if rule is None:
                if is_imperfect(word):
                    rule, best = _VERB, starts[place] + len(word)
                else:
                    place += 1
                    continue
            if rule.id == "verb" and best == starts[place] + len(word) and not self._is_finite(place):
                place += 1
                continue
            after = place + 1
            while after < count and starts[after] < best:
                after += 1
            mark = Mark(starts[place], best, place, after, rule)
            self.marks.append(mark)
            self._mark_at[place] = mark
            for covered in range(place, after):
                self._covering[covered] = mark
            place = after

    def _longest(self, beginning: Beginning, place: int, rule: Rule | None, best: int) -> tuple[Rule | None, int]:
        for pattern, other in beginning.longer:
            found = pattern.match(self.plain, self.starts[place], self.end)
            if found is None or found.end() < best or not self._fits(other, place, found.end()):
                continue
            tied = found.end() == best and rule is not None
            if not tied or other.reach == "answer" or (rule is not None and rule.status == "stop" != other.status):
                best, rule = found.end(), other
        return rule, best

    def _fits(self, rule: Rule, place: int, end: int) -> bool:
        """Whether a cue may stand here: some only where a clause begins, answers only after what they answer."""
        if rule.initial:
            return place == 0 or not self.words[place - 1][0].isalnum()
        return rule.reach != "answer" or self._is_answer(place, end)

    def _is_answer(self, place: int, end: int) -> bool:
        """« Fièvre : non », « fièvre non, toux oui », « fièvre 0 »: something before it and nothing after it."""
        if place == 0:
            return False
        word, before = self.words[place], self.words[place - 1]
        following = self.plain[end : min(end + 12, self.end)].lstrip(" ")
        if word == "0" and (not before[0].isalpha() or before in rules().classes.scales):
            return False
        if word == "-" and self.plain[self.starts[place] - 1] != " ":
            return before[0].isalpha() and following[:1] in (",", ";", ".", ")")
        closed = not following or following[0] in ",;.)\n/|" or following.startswith(("- ", "depuis "))
        return closed or before == "("

    def _is_finite(self, place: int) -> bool:
        """Whether a word that may be a verb is one: not « montré », not « à », not « le »."""
        start, word = self.starts[place], self.words[place]
        written = self.text[start : start + len(word)]
        if word == "a":
            if written == "à":
                return False
            following = self.words[place + 1] if place + 1 < len(self.words) else ""
            return following not in rules().classes.determiners and not following.isdigit()
        return not written.endswith(("é", "É"))

    # ---- scopes

    def _scopes(self, mark: Mark) -> list[Scope]:
        rule, cue = mark.rule, (mark.start, mark.end)
        if rule.status == "none":
            return []
        found = []
        if rule.itself or rule.reach == "cue":
            found.append(Scope(mark.start, mark.end, cue, rule, False))
        direction = rule.direction
        if direction == "adjective":
            direction = self._side(mark)
        if direction in ("forward", "both"):
            found.append(Scope(mark.end, self._forward(mark), cue, rule, False))
        if direction in ("backward", "both"):
            found.append(Scope(self._backward(mark), mark.start, cue, rule, True))
            if rule.direction == "adjective" and self.words[mark.after : mark.after + 1] == ["ou"]:
                found.append(Scope(mark.end, self._forward(mark), cue, rule, False))
        return found

    def _side(self, mark: Mark) -> str:
        """« fibrose probable » looks back, « probable fibrose » and « diagnostic probable : » forward."""
        if mark.after < len(self.words) and self.words[mark.after] == ":":
            return "forward"
        if mark.first == 0:
            return "forward"
        before = mark.first - 1
        word = self.words[before]
        classes = rules().classes
        function = word in classes.determiners or word in classes.prepositions or word in classes.indefinite
        if function or not word[0].isalpha() or word in ("et", "ou", "tres", "plus", "mais"):
            return "forward"
        covering = self._covering.get(before)
        if covering is not None and covering.rule.status != "none":
            copula = covering.rule.id == "verb"
            nothing_after = mark.after >= len(self.words) or not self.words[mark.after][0].isalpha()
            return "backward" if copula and nothing_after else "forward"
        return "backward"

    def _forward(self, mark: Mark) -> int:
        rule = mark.rule
        words, count = self.words, len(self.words)
        place = mark.after
        if rule.reach == "cue":
            return mark.end
        if rule.reach == "word":
            return self._word_end(place) if place < count else mark.end
        if rule.reach == "line" and (place >= count or words[place] == ":"):
            return self._line_end(place)
        listing = rule.list
        colon = place < count and words[place] == ":"
        if colon or mark.end > mark.start and self.plain[mark.end - 1] == ":":
            listing = "all"
            place += colon
        elif rule.reach == "around" and mark.first == 0 and words[place : place + 1] == [","]:
            place += 1
        denied = self._covering.get(mark.first - 1)  # « pas d'ATCD, HTA »
        after_denial = denied is not None and denied.rule.status == "absent" and rule.status == "history"
        broad = place < count and words[place] in rules().classes.broad
        if listing == "open" and (broad or after_denial):
            listing = "closed"
        last = min(count, mark.after + _FARTHEST)
        while place < last:
            word = words[place]
            other = self._mark_at.get(place)
            if other is not None:
                joined = (
                    other.rule.id == "verb" or self.words[place] == "sous"
                )  # « N'A PAS MONTRE », « n'est plus sous »
                if self._stops(other, rule) and not (joined and place == mark.after):
                    return other.start
                if (
                    other.rule.status == "absent"
                    and rule.status in ("possible", "present", "again", "history")
                    and place > mark.after
                ):
                    return other.start
                if other.rule.id == "history.when" and rule.status == "absent" and listing != "all":
                    listing = "none"  # « sans consommation il y a 8 ans, dyslipidémie »
                place = other.after
                continue
            if word == ";" or (word == ":" and listing != "all") or word == "|":
                return self.starts[place]
            if word == "-" and self._spaced(place) and listing != "all":
                return self.starts[place]
            if word == "," and listing != "all" and not self._continues(place + 1, listing):
                return self.starts[place]
            of_kin = rule.status == "family" and words[place + 1 : place + 2] == [
                "d"
            ]  # « d'un cancer et d'un mélanome »
            if word in ("et", "&") and not of_kin and not self._coordinates(place + 1, listing):
                return self.starts[place]
            if word == ")":
                return self.starts[place]
            if word == "(":
                closing = self._closing(place)
                if not self._bare(place + 1, closing):
                    place = closing
            place += 1
        return self.end if last == count else self.starts[last]

    def _stops(self, other: Mark, rule: Rule) -> bool:
        if other.rule.status == "stop":
            return other.rule.id in rule.stops
        return False

    def _word_end(self, place: int) -> int:
        end = self.starts[place] + len(self.words[place])
        while end < self.end and self.plain[end] in "-/" and end + 1 < self.end and self.plain[end + 1].isalnum():
            place += 2
            if place >= len(self.words):
                return self.end
            end = self.starts[place] + len(self.words[place])
        return end

    def _line_end(self, place: int) -> int:
        for later in range(place, len(self.words)):
            other = self._mark_at.get(later)
            if other is not None and other.rule.id == "person":
                return other.start
        return self.end

    def _spaced(self, place: int) -> bool:
        at = self.starts[place]
        return self.plain[at - 1 : at].isspace() and self.plain[at + 1 : at + 2].isspace()

    def _closing(self, place: int) -> int:
        depth = 0
        for later in range(place, min(place + _FARTHEST, len(self.words))):
            depth += (self.words[later] == "(") - (self.words[later] == ")")
            if depth == 0:
                return later
        return min(place + _FARTHEST, len(self.words))

    def _bare(self, place: int, end: int) -> bool:
        """Only names of things: no article, verb, figure."""
        classes = rules().classes
        return all(
            word[0].isalpha() and word not in classes.determiners and word not in classes.patient
            if word not in (",", "/", "-", "'")
            else True
            for word in self.words[place:end]
        ) and not any(later in self._mark_at for later in range(place, end))

    # ---- lists

    def _continues(self, place: int, listing: str) -> bool:
        """Whether what follows a comma is one more of the same list."""
        if place >= len(self.words):
            return False
        classes, word = rules().classes, self.words[place]
        other = self._mark_at.get(place)
        if other is not None:
            return other.rule.id == "include" or word == "ni"
        if word in _LISTED or word in ("de", "d"):
            return True
        if listing == "none" or word in classes.patient or not word[0].isalpha():
            return False
        determined = word in classes.indefinite and listing in ("determined", "open")
        if (word in classes.determiners or word in classes.prepositions) and not (
            determined and listing == "determined"
        ):
            return False
        if is_participle(word, self.text[self.starts[place] : self.starts[place] + len(word)]):
            return False
        closed, alone = self._closed(place)
        return closed or (listing == "open" and alone)

    def _closed(self, place: int) -> tuple[bool, bool]:
        """Whether the list that goes on at a word is closed (« ni », « ou »…); whether its members are one word."""
        classes, length, alone = rules().classes, 0, True
        for later in range(place, len(self.words)):
            word = self.words[later]
            other = self._mark_at.get(later)
            if word in _LISTED:
                return True, alone
            if other is not None:
                return False, alone and other.rule.status == "stop" and other.rule.id in ("break", "infinitive")
            if word in ("et", "&"):
                return self._coordinates(later + 1, "closed"), alone
            if word == ",":
                following = self.words[later + 1] if later + 1 < len(self.words) else ""
                if following in classes.determiners or following in classes.prepositions:
                    return False, alone
                length = 0
                continue
            if word in (";", ":", "(", "."):
                return False, alone
            if not word[0].isalpha() and word not in ("'", "-", "/"):
                return False, False
            length += word[0].isalpha() and word not in ("d", "de", "l")
            if length > 5:
                return False, False
            alone = alone and length <= 1 and not is_adjective(word)
        return False, alone

    def _coordinates(self, place: int, listing: str) -> bool:
        """Whether « et » joins one more of the same, not another clause."""
        if place >= len(self.words):
            return False
        classes, word = rules().classes, self.words[place]
        if listing == "none":
            return word in ("de", "d", "des", "du")
        if word == "/":
            return True
        other = self._mark_at.get(place)
        if other is not None:
            return other.rule.id == "include" or (
                other.rule.status == "possible" and other.rule.direction == "adjective"
            )
        if listing in ("determined", "all") and word in classes.indefinite:
            return True
        if word in ("de", "d"):  # « de fièvre et de toux », not « sans séquelle et d'une fracture »
            return not {"un", "une"}.intersection(self.words[place + 1 : place + 3])
        if word in classes.determiners or word in classes.prepositions or word in classes.patient:
            return False
        following = self._mark_at.get(place + 1)
        if following is not None and following.rule.id == "verb":
            return False
        return word[0].isalpha()

    # ---- backward

    def _backward(self, mark: Mark) -> int:
        rule, place = mark.rule, mark.first - 1
        cue = self.plain[mark.start : mark.end]
        many = rule.through and bool(PLURAL.search(cue))
        if place >= 0 and self.words[place] in ("qui", "que", "qu"):
            return mark.start
        if place >= 0 and self.words[place] == ":" and rule.reach == "answer":
            place -= 1
        end = mark.start
        joined = determined = False
        first = max(0, place - _FARTHEST)
        while place >= first:
            word = self.words[place]
            other = self._covering.get(place)
            if other is not None:
                inside = other.rule.reach in ("word", "cue")  # « hépatite non A suspectée »
                if (
                    other.rule.status in ("absent", "possible", "present", "again")
                    and rule.reach != "around"
                    and not inside
                ):
                    return end
                if other.rule.status == "stop" and self._ends_backward(other, rule):
                    return end
                end, place = other.start, other.first - 1
                continue
            if word in (";", ":", "|", "(") or (word == "-" and self._spaced(place)):
                return end
            if word in (",", ".") and not (word == "," and many and (joined or self._singular(mark.first - 1))):
                return end
            if word in ("et", "&"):
                both = rule.status == "family" and self.words[place + 1] in (
                    "de",
                    "d",
                    "du",
                )  # « du sein et de l'ovaire »
                if not many and rule.reach != "around" and not both:
                    return end
                joined = True
            determined = determined or word in rules().classes.determiners
            if word == ")":
                if determined:
                    return end
                while place > 0 and self.words[place] != "(":
                    place -= 1
                place -= 1
                continue
            end = self.starts[place]
            place -= 1
        return end

    def _singular(self, place: int) -> bool:
        """« VIH, VHB, VHC négatives »: the cue is plural, the word before it is not, so it speaks of the list."""
        return place >= 0 and not self.words[place].endswith(("s", "x"))

    @staticmethod
    def _ends_backward(other: Mark, rule: Rule) -> bool:
        if rule.reach == "around":
            return other.rule.id in ("break",)
        if other.rule.id in ("include", "person", "exam"):
            return False
        return other.rule.id != "subject" or rule.status == "absent"


_VERB = Rule("verb", "stop")
