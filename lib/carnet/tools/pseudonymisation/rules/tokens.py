"""A page cut for the search of names, with what the lexicons know of each word."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from carnet.text import clean
from carnet.text.lexicon import medical, names, words
from carnet.text.lists import parse_lists
from carnet.tools.pseudonymisation.page import Found, Page

CAP, CAPS, INITIAL, ALPHA, FIRST, FIRM, LAST, COMMON, MEDICAL, EPONYM, NOUN, PARTICLE, STOP, ACRONYM, RARE = (
    1 << bit for bit in range(15)
)
KNOWN = COMMON | MEDICAL | STOP | ACRONYM
_ELIDED = frozenset(["d", "l", "qu", "n", "s", "j", "m", "t", "c", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu"])
_GLUED = re.compile(
    r"(Docteur|Professeur|Madame|Monsieur|Mademoiselle|Mme|Mlle|Melle|Dr|Pr|Mr)(?=[A-ZÀ-Ý][A-Za-zÀ-ÿ'])"
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[^\w\s]|_")  # as in a page's words


@cache
def around() -> dict[str, frozenset[str]]:
    """The lists of words.yaml: name → its entries, `_` read as a space."""
    lists = parse_lists((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
    return {name: frozenset(entry.replace("_", " ") for entry in text.split()) for name, text in lists.items()}


@dataclass(slots=True)
class Tokens:
    """The tokens of a page, by position, in parallel lists; `gaps[i]` is what stands before token i:

    0 nothing, 1 spaces, 2 a new line, 3 an empty line (or the start of the page). `taken[i]` is the label of what
    other rules found there, or "".
    """

    page: Page
    texts: list[str] = field(default_factory=list)
    plains: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    capital: list[bool] = field(default_factory=list)  # the line is written in capitals: case says nothing
    small: bool = False  # the whole page is written without capitals

    def __len__(self) -> int:
        return len(self.texts)

    @classmethod
    def of(cls, page: Page, already: list[Found]) -> "Tokens":
        """The tokens of a page; `already` is what other rules found there."""
        tokens = cls(page)
        tokens._read()
        tokens._measure_lines()
        tokens._take(already)
        return tokens

    def _read(self) -> None:
        text, plain = self.page.text, self.page.plain
        spans = [match.span() for match in _WORD.finditer(text)]
        self.starts = [start for start, _end in spans]
        self.ends = [end for _start, end in spans]
        self.texts = [text[start:end] for start, end in spans]
        self.plains = [plain[start:end] for start, end in spans]
        between = zip(self.ends, self.starts[1:], strict=False)
        self.gaps = [3, *(0 if end == start else _gap(text, end, start) for end, start in between)][: len(spans)]
        for i in [i for i, word in enumerate(self.texts) if "'" in word or (word[0] in "DPM" and len(word) > 3)][::-1]:
            if cut := _cut(self.texts[i]):
                self._cut_token(i, cut)
        self.flags = list(map(knowledge_of, self.texts))

    def _cut_token(self, i: int, cut: int) -> None:
        """Make two tokens of one, after its first `cut` characters."""
        middle = self.starts[i] + cut
        self.starts.insert(i + 1, middle)
        self.ends.insert(i, middle)
        for parts in (self.texts, self.plains):
            parts[i : i + 1] = parts[i][:cut], parts[i][cut:]
        self.gaps.insert(i + 1, 0)

    def _measure_lines(self) -> None:
        """Mark the words of lines written in capitals: case says nothing there."""
        self.capital = [False] * len(self.texts)
        lines: list[tuple[int, int, int, int]] = []  # first token, end, words, words in capitals
        begin = long = high = letters = capitals = titles = 0
        for i, (flag, gap) in enumerate(zip(self.flags, self.gaps, strict=True)):
            if gap > 1 and i:
                lines.append((begin, i, long, high))
                begin, long, high = i, 0, 0
            if flag & ALPHA:
                letters += 1
                if flag & CAP:
                    titles += not flag & ACRONYM
                    capitals += bool(flag & CAPS)
                    high += bool(flag & CAPS)
                long += not flag & INITIAL
        lines.append((begin, len(self.texts), long, high))
        self.small = letters >= 4 and titles <= 0.03 * letters
        least = 2 if capitals > 0.6 * letters else 4
        for begin, end, long, high in lines:
            if long >= least and high >= 0.7 * long:
                self.capital[begin:end] = [True] * (end - begin)

    def _take(self, already: list[Found]) -> None:
        count = len(self.texts)
        taken = self.taken = [""] * count
        starts, ends, flags = self.starts, self.ends, self.flags
        for found in sorted(already, key=lambda found: found.start):
            i = bisect_right(ends, found.start)
            while i < count and starts[i] < found.end:
                unsure = found.score <= 0.7 and flags[i] & FIRM  # "marie" is more than a family status
                if not unsure and taken[i] in ("", "CITY"):
                    taken[i] = found.label
                i += 1

    def starts_sentence(self, i: int) -> bool:
        """Whether the token i begins a sentence, a line or an item, where any word has a capital."""
        if self.gaps[i] >= 2:
            return True
        before = self.texts[i - 1]
        return before in ".!?:•*-|;" and not (before == "-" and self.gaps[i] == 0)


def _gap(text: str, end: int, start: int) -> int:
    """What stands between two tokens that do not touch: 1 spaces, 2 a new line, 3 an empty line."""
    if start - end == 1:
        return 2 if text[end] == "\n" else 1
    return min(3, 1 + text.count("\n", end, start))


def _cut(text: str) -> int:
    """Where a token is two: after an elision (d'Emmanuel) or a title stuck to its name (DrMartin); 0: nowhere."""
    quote = text.find("'")
    if quote > 0:
        head, tail = text[:quote].lower(), words.fold(text[quote + 1 :])
        if head not in _ELIDED or not tail:
            return 0
        if (
            text[0].isupper()
            and (text[quote + 1].isupper() or head in "nm")
            and (not _is_word(tail) or head in "nm" and tail in names.first_names() and not _is_ordinary(tail))
        ):  # N'Guyen, M'Baye, D'Angelo
            return 0 if head in "nmd" or words.fold(text) in names.last_names() else quote + 1
        return quote + 1
    glued = _GLUED.match(text)
    return glued.end() if glued else 0


def _is_ordinary(tail: str) -> bool:
    return tail in words.common_words() or tail in medical.medical_words()


def _is_word(tail: str) -> bool:
    return _is_ordinary(tail) or tail in names.first_names()


@lru_cache(maxsize=1 << 17)
def knowledge_of(text: str) -> int:
    """What is known of a word, as flags."""
    plain = clean.plain(text)
    if not plain[:1].isalpha():
        return 0
    flags = ALPHA
    if text[0].isupper():
        flags |= CAP
        if len(text) == 1:
            return flags | INITIAL
        if text.isupper():
            flags |= CAPS
    near = around()
    if plain in near["particles"]:
        flags |= PARTICLE
    if plain in near["stops"]:
        flags |= STOP
    if len(plain) == 1:
        return flags
    first = names.first_names().get(plain, 1 << 20)
    last = names.last_names().get(plain, 1 << 20)
    count = words.common_words().get(plain, 0)
    ambiguous = plain in near["ambiguous_first_names"]
    if count and not (first < 400 and not ambiguous and count < 30000):
        flags |= COMMON
    if plain in medical.acronyms() and first > 400 and last > 3000:
        flags |= ACRONYM
    if plain in medical.medical_words() and first > 600 and last > 3000:
        flags |= MEDICAL
    if plain in medical.eponyms():
        flags |= EPONYM
        if last < 4000 and plain not in medical.strong_eponyms():
            flags |= RARE  # an eponym, but also a frequent name
    if plain in medical.eponym_nouns():
        flags |= NOUN
    if first < 1 << 20:
        flags |= FIRST
        if not ambiguous and not flags & (COMMON | MEDICAL | STOP | ACRONYM):
            flags |= FIRM
    if last < 1 << 20:
        flags |= LAST
    return flags


def last_rank(plain: str) -> int:
    """How frequent a last name is: 0 is the most frequent; a million where it is unknown."""
    return names.last_names().get(plain, 1_000_000)


def first_rank(plain: str) -> int:
    """How frequent a first name is: 0 is the most frequent; a million where it is unknown."""
    return names.first_names().get(plain, 1_000_000)
