"""The words of headings: the list of them (sections.yaml), and how a line's words are read to be found there."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from carnet.text.clean import CleanText, plain
from carnet.text.lists import parse_lists

LONGEST = 10  # words of the longest heading
# a word; an abbreviation with dots; a word written with spaces between its letters
WORD = re.compile(r"(?:[a-z]\.){2,6}[a-z]?(?![a-z])|(?:[a-z] ){3,}[a-z](?![a-z'])|[a-z0-9]+")
BETWEEN = re.compile(r"(?:\(s\)|\(x\)|\(e\)|[ '/&,+.-]){0,4}")
_OCR = str.maketrans("015", "ois")


@dataclass(frozen=True, slots=True)
class Entry:
    kind: str
    way: str  # heading, opening, bare, weak, line, within
    inside: frozenset[str] = frozenset()


@cache
def vocabulary() -> tuple[dict[tuple[str, ...], tuple[Entry, ...]], frozenset[tuple[str, ...]], frozenset[str]]:
    """The headings, what may follow them, and the words with which headings start."""

    data = parse_lists((Path(__file__).parent / "sections.yaml").read_text(encoding="utf-8"))
    tails = frozenset(_key(tail) for tail in data.pop("tails"))
    entries: dict[tuple[str, ...], tuple[Entry, ...]] = {}
    ways = {"headings": "heading", "openings": "opening", "bare": "bare", "weak": "weak", "lines": "line"}
    for kind, lists in data.items():
        found = [(phrase, Entry(kind, way)) for name, way in ways.items() for phrase in lists.get(name, ())]
        within = lists.get("within", {"headings": (), "kinds": ()})
        found += [(phrase, Entry(kind, "within", frozenset(within["kinds"]))) for phrase in within["headings"]]
        for phrase, entry in found:
            entries[_key(phrase)] = (*entries.get(_key(phrase), ()), entry)
    entries = {key: tuple(sorted(found, key=lambda entry: entry.way != "within")) for key, found in entries.items()}
    return entries, tails, frozenset(key[0] for key in entries)


def _key(phrase: str) -> tuple[str, ...]:
    return tuple(singular(match.group()) for match in WORD.finditer(plain(phrase)))


def _scanned(text: str, match: "re.Match[str]") -> str:
    """A word in which a scanner read letters as figures or as other letters: “C0NCLUSION”, “MOTlF”."""
    written = text[match.start() : match.end()]
    if len(written) < 4 or sum(letter.isalpha() for letter in written) < 3:
        return match.group()
    if written.replace("l", "").isupper():
        written = written.replace("l", "i")
    return singular(plain(written).translate(_OCR))


def singular(word: str) -> str:
    word = word.replace(".", "").replace(" ", "")
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def words_at(
    clean: CleanText, start: int, end: int, most: int, starters: frozenset[str] | None = None
) -> list[tuple[str, int]]:
    """The words from `start`, touching each other but for spaces, hyphens, apostrophes; each with where it ends.

    None where the first is not one of `starters`.
    """
    words: list[tuple[str, int]] = []
    position = start
    while len(words) < most and (match := WORD.match(clean.plain, position, end)):
        word = singular(match.group())
        if starters is not None and not words and word not in starters:
            word = _scanned(clean.text, match)
            if word not in starters:
                return []
        words.append((word, match.end()))
        between = BETWEEN.match(clean.plain, match.end(), end)
        position = between.end() if between else match.end()
    return words
