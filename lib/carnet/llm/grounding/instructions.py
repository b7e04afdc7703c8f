"""Passages of a note that speak to whoever reads it: they are content, and no evidence of anything."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from carnet.text.clean import CleanText
from carnet.text.lists import parse_lists

_BLANK = re.compile(r"\n[ \t]*\n")
_ENGLISH = re.compile(
    r"\b(?:the|is|are|you|your|and|of|that|this|not|an|who|what|now|act|say|with|should|must|will|has|have|his|her|it|for|to"
    r"|be|was|were|patient's|please|do|all|any|only)\b"
)
_PLAINLY_ENGLISH = re.compile(  # two words that no French sentence has
    r"\b(?:the|that|this|these|which|received|reports?|shows?|should|must)\b[^.\n]{1,30}"
    r"\b(?:the|that|this|with|has|have|received|reports?|shows?|should|must|from|is|was)\b"
)
_SENTENCE = re.compile(r"[.!?](?=\s|$)|\n")


_TOGETHER = tuple(
    frozenset(kinds.split())
    for kinds in (
        "report thing duty",
        "report thing you",
        "report duty you",
        "replace thing",
        "replace report",
        "machine report",
        "machine duty",
        "machine replace",
        "machine thing",
        "any report",
        "any thing duty",
        "order thing",
        "order you",
        "order machine",
    )
)


_ENOUGH = 3
_SHORT = 100  # characters of a sentence in which two are enough, one of them no common word of letters
_COMMON = frozenset(("thing", "wish", "document", "keep", "here"))
_FOLLOWING = re.compile(r"\b(?:suivante?s?|qui suit|qui suivent|ci-apres|ci-dessous)\b")
_UNSEEN = re.compile("[\U000e0020-\U000e007f]{3,}|(?:\\w[\u200b-\u200f\u2060-\u2064\ufeff]){4,}")


def hidden(clean: CleanText, given: str) -> list[int]:
    """Where a text as given hides letters: characters of tags, words with something unseen after every letter."""
    return [clean.cleaned(found.start(), found.end())[0] for found in _UNSEEN.finditer(given)]


@cache
def _signs() -> re.Pattern[str]:
    """The signs of `_addressed`, each in the group of its kind."""
    table = parse_lists(files(__package__).joinpath("instructions.yaml").read_text(encoding="utf-8"))["signs"]
    return re.compile("|".join(f"(?P<{kind}>{'|'.join(cues)})" for kind, cues in table.items()))


@cache
def _field() -> tuple[re.Pattern[str], dict[str, int]]:
    """Words about the text rather than about the patient, by group; the weight of each group."""
    table = parse_lists(files(__package__).joinpath("instructions.yaml").read_text(encoding="utf-8"))["field"]
    words = "|".join(f"(?P<{group}>{cues})" for group, (_weight, cues) in table.items())
    return re.compile(rf"(?<![\w'-])(?:l'|d'|qu'|n'|s'|j')?(?:{words})(?!\w)"), {
        group: weight for group, (weight, _cues) in table.items()
    }


@cache
def _cues() -> tuple[re.Pattern[str], re.Pattern[str]]:
    source = files(__package__).joinpath("instructions.yaml").read_text(encoding="utf-8")
    table = parse_lists(source)
    return tuple(re.compile("|".join(f"(?:{cue})" for cue in table[reach])) for reach in ("paragraph", "line"))  # type: ignore[return-value]


class Instructions:
    """Where a clean text (plain: lower case, no accents) gives orders to its reader, machine or clerk."""

    def __init__(self, plain: str, hidden: Sequence[int] = ()) -> None:
        """`hidden`: where the text as given held characters that are not seen, in offsets of `plain`."""
        found = [_sentences(plain, place, min(place + 1, len(plain))) for place in hidden]
        paragraphs, lines = _cues()
        place = 0
        while cue := paragraphs.search(plain, place):
            found.append(_paragraph(plain, cue.start() + (plain[cue.start()] == "\n"), cue.end()))
            place = max(found[-1][1], cue.end(), place + 1)
        for cue in lines.finditer(plain):
            found.append(_sentences(plain, cue.start(), cue.end()))
        found += _english(plain)
        found += _addressed(plain)
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(found):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touches(self, start: int, end: int) -> bool:
        """Whether [start, end) has a part in such a passage."""
        at = bisect_right(self._starts, end - 1) - 1
        return at >= 0 and self._ends[at] > start

    def __len__(self) -> int:
        return len(self._starts)


def _english(plain: str) -> list[tuple[int, int]]:
    """Sentences in English: hospitals here write French; what speaks English in a note speaks to a machine."""
    places = [(found.start(), found[0]) for found in _ENGLISH.finditer(plain)]
    spans = []
    for at in range(len(places) - 2):
        first, last = places[at][0], places[at + 2][0]
        if last - first < 60 and len({word for _start, word in places[at : at + 3]}) == 3:
            spans.append(_sentences(plain, first, last))
    for strong in _PLAINLY_ENGLISH.finditer(plain):
        spans.append(_sentences(plain, strong.start(), strong.end()))
    return spans


def _addressed(plain: str) -> list[tuple[int, int]]:
    """Sentences about what is to be written rather than about the patient: signs of two or three kinds together.

    The kinds: verbs of reporting in the infinitive, the imperative or the future; things that hold what is reported (a
    record, an answer, a program, a field); duty and request; someone spoken to; one statement said to replace another.
    """
    signs, (field, weights) = _signs(), _field()
    places: dict[int, set[str]] = {}
    spans: list[tuple[int, int]] = []
    ends = [mark.end() for mark in _SENTENCE.finditer(plain)]
    for sign in signs.finditer(plain):
        places.setdefault(bisect_right(ends, sign.start()), set()).add(sign.lastgroup or "")
    told: dict[int, set[str]] = {}
    for word in field.finditer(plain):
        told.setdefault(bisect_right(ends, word.start()), set()).add(word.lastgroup or "")
    for at in places.keys() | told.keys():
        about = told.get(at, set())
        together = any(kinds <= places.get(at, set()) for kinds in _TOGETHER)
        start, end = (ends[at - 1] if at else 0), (ends[at] if at < len(ends) else len(plain))
        enough = _ENOUGH - (end - start <= _SHORT and not about <= _COMMON)
        if not together and sum(weights[kind] for kind in about) < enough:
            continue
        span = _sentences(plain, start + (start < end - 1), max(start + 1, end - 1))
        if "replace" in about or _FOLLOWING.search(plain, *span):
            blank = _BLANK.search(plain, span[1])  # what is said after it is its consequence
            following = _SENTENCE.search(plain, min(span[1] + 1, len(plain)))
            span = span[0], min(blank.start() if blank else len(plain), following.end() if following else len(plain))
        spans.append(span)
    return spans


def _paragraph(plain: str, start: int, end: int) -> tuple[int, int]:
    """From the sentence of the cue to the end of its paragraph; a fenced block to its end."""
    first, _last = _sentences(plain, start, start + 1)
    blank = _BLANK.search(plain, end)
    stop = blank.start() if blank else len(plain)
    if plain.startswith("```", start):
        closing = plain.find("```", start + 3)
        stop = max(stop, closing + 3) if closing >= 0 else len(plain)
    return first, stop


def _sentences(plain: str, start: int, end: int) -> tuple[int, int]:
    """The sentences that the cue is in, and the one after it where it ends with a colon."""
    first = 0
    for mark in _SENTENCE.finditer(plain, max(0, start - 600), start):
        first = mark.end()
    if first == 0 and start > 600:
        first = start - 600
    found = _SENTENCE.search(plain, end)
    stop = found.end() if found else len(plain)
    if plain[end:stop].rstrip().endswith(":") or plain[stop - 2 : stop] == ":\n":
        following = _SENTENCE.search(plain, stop)
        stop = following.end() if following else len(plain)
    return first, stop
