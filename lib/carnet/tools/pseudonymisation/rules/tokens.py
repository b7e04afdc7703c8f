"""A page cut for the search of names: elisions and glued titles apart, and for each word what the lexicons know of it."""

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

import yaml

from carnet.text.lexicon import medical, names, words
from carnet.tools.pseudonymisation.page import Found, Page

CAP, CAPS, INITIAL, ALPHA, FIRST, FIRM, LAST, COMMON, MEDICAL, EPONYM, NOUN, PARTICLE, STOP, ACRONYM, RARE = (
    1 << bit for bit in range(15)
)
KNOWN = COMMON | MEDICAL | STOP | ACRONYM
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ELIDED = frozenset(["d", "l", "qu", "n", "s", "j", "m", "t", "c", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu"])
_GLUED = re.compile(
    r"(Docteur|Professeur|Madame|Monsieur|Mademoiselle|Mme|Mlle|Melle|Dr|Pr|Mr)(?=[A-ZÀ-Ý][A-Za-zÀ-ÿ'])"
)
_BLANK = re.compile(r"\n[ _=*-]*\n")


@cache
def around() -> dict[str, frozenset[str]]:
    """The lists of words.yaml: name → its entries, `_` read as a space."""
    lists = yaml.load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"), Loader=_LOADER)
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
        tokens = cls(page)
        for word in page.words:
            text = word.text
            cut = _cut(text) if len(text) > 2 and ("'" in text or text[0] in "DPM") else 0
            if cut:
                tokens._add(text[:cut], word.plain[:cut], word.start)
                tokens._add(text[cut:], word.plain[cut:], word.start + cut)
            else:
                tokens._add(text, word.plain, word.start)
        tokens._measure_lines()
        tokens._take(already)
        return tokens

    def _add(self, text: str, plain: str, start: int) -> None:
        if self.ends:
            end = self.ends[-1]
            if end == start:
                gap = 0
            else:
                between = self.page.text[end:start]
                gap = 1 if "\n" not in between else 3 if between.count("\n") > 1 else 2
        else:
            gap = 3
        self.texts.append(text)
        self.plains.append(plain)
        self.starts.append(start)
        self.ends.append(start + len(text))
        self.gaps.append(gap)
        self.flags.append(knowledge_of(text, plain))

    def _measure_lines(self) -> None:
        """Mark the words of lines written in capitals: case says nothing there."""
        self.capital = [False] * len(self)
        letters = sum(1 for flag in self.flags if flag & ALPHA)
        self.small = (
            letters >= 4 and sum(1 for flag in self.flags if flag & CAP and not flag & ACRONYM) <= 0.03 * letters
        )
        mostly = sum(1 for flag in self.flags if flag & CAPS) > 0.6 * letters
        begin = 0
        for i in range(1, len(self) + 1):
            if i < len(self) and self.gaps[i] < 2:
                continue
            long = [j for j in range(begin, i) if self.flags[j] & ALPHA and len(self.texts[j]) > 1]
            high = sum(1 for j in long if self.flags[j] & CAPS)
            if len(long) >= (2 if mostly else 4) and high >= 0.7 * len(long):
                self.capital[begin:i] = [True] * (i - begin)
            begin = i

    def _take(self, already: list[Found]) -> None:
        self.taken = [""] * len(self)
        if not already:
            return
        i = 0
        for found in sorted(already, key=lambda found: found.start):
            while i and self.ends[i - 1] > found.start:
                i -= 1
            while i < len(self) and self.ends[i] <= found.start:
                i += 1
            while i < len(self) and self.starts[i] < found.end:
                unsure = found.score <= 0.7 and self.flags[i] & FIRM  # "marie" is more than a family status
                if not unsure and self.taken[i] in ("", "CITY"):
                    self.taken[i] = found.label
                i += 1

    def starts_sentence(self, i: int) -> bool:
        """Whether the token i begins a sentence, a line or an item, where any word has a capital."""
        if self.gaps[i] >= 2:
            return True
        before = self.texts[i - 1]
        return before in ".!?:•*-|;" and not (before == "-" and self.gaps[i] == 0)


def _cut(text: str) -> int:
    """Where a token is two: after an elision (d'Emmanuel) or a title stuck to its name (DrMartin); 0: nowhere."""
    quote = text.find("'")
    if quote > 0:
        head, tail = text[:quote].lower(), words.fold(text[quote + 1 :])
        if head not in _ELIDED or not tail:
            return 0
        if (
            text[0].isupper() and (text[quote + 1].isupper() or head in "nm") and not _is_word(tail)
        ):  # N'Guyen, D'Angelo
            return 0 if head in "nmd" or words.fold(text) in names.last_names() else quote + 1
        return quote + 1
    glued = _GLUED.match(text)
    return glued.end() if glued else 0


def _is_word(tail: str) -> bool:
    return tail in words.common_words() or tail in medical.medical_words() or tail in names.first_names()


@lru_cache(maxsize=1 << 17)
def knowledge_of(text: str, plain: str) -> int:
    """What is known of a word, as flags."""
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
