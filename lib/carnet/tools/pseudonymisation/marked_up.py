"""A chat model that copies the text with tags, and the way from its answer to offsets: only what aligns is used."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files

from carnet.text.clean import clean
from carnet.tools.pseudonymisation.page import Found, Page

VERSION = 1  # of the prompt, `marked_up_1.txt`
TAGS: dict[str, tuple[str, str, str]] = {  # tag → label, kind, role
    "PRENOM": ("FIRST_NAME", "", ""),
    "NOM": ("LAST_NAME", "", ""),
    "DATE_NAISSANCE": ("PATIENT_BIRTHDATE", "", "Patient"),
    "DATE": ("IDENTIFYING_DATE", "", ""),
    "ADRESSE": ("ADDRESS", "", ""),
    "CODE_POSTAL": ("ZIP_CODE", "", ""),
    "VILLE": ("CITY", "", ""),
    "PAYS": ("COUNTRY", "", ""),
    "HOPITAL": ("HOSPITAL", "", "Carer"),
    "TELEPHONE": ("PHONE_NUMBER", "", ""),
    "EMAIL": ("EMAIL", "", ""),
    "URL": ("URL", "", ""),
    "IDENTIFIANT": ("IDENTIFIER", "other", ""),
    "SITUATION_FAMILIALE": ("FAMILY_STATUS", "", "Patient"),
    "NATIONALITE": ("PATIENT_NATIONALITY", "", "Patient"),
    "PROFESSION": ("PATIENT_SOCIAL_IDENTITY", "", "Patient"),
}
_TAG = re.compile(r"<\s*(/?)\s*([A-Za-zÉé_ ]{2,24}?)\s*>")
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 200  # characters of a passage; a tag that nobody closes stops there, or at the end of its line
SCORE = 0.7


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer gave: the findings, how much of the text it copied, and the tagged passages that align nowhere."""

    found: tuple[Found, ...]
    aligned: float  # share of the words of the text that the answers copied, 0 to 1
    dropped: int


@dataclass(frozen=True)
class MarkedUp:
    """Asks `complete(prompt)` chunk by chunk. `model` names it in what is found."""

    complete: Callable[[str], str]
    model: str = "llm"
    characters: int = 2_500  # of a chunk: small models lose the thread of longer ones

    @property
    def producer(self) -> str:
        """The id that findings carry: model and version of the prompt."""
        return f"{self.model}:marked-up-{VERSION}"

    def find(self, page: Page) -> list[Found]:
        """What identifies, in offsets of the page's text."""
        return list(self.read(page).found)

    def read(self, page: Page) -> Reading:
        """The findings, and how much of the page the answers copied."""
        found: list[Found] = []
        words = copied = dropped = 0
        for start, end in chunks(page.text, self.characters):
            if not any(character.isalnum() for character in page.text[start:end]):
                continue
            answer = self.complete(prompt() + page.text[start:end])
            passages = align(page.text[start:end], answer if isinstance(answer, str) else "")
            for passage in passages.found:
                label, kind, role = TAGS[passage.tag]
                found.append(Found(start + passage.start, start + passage.end, label, self.producer, role, kind, SCORE))
            words += passages.words
            copied += passages.copied
            dropped += passages.dropped
        return Reading(tuple(found), copied / words if words else 1.0, dropped)


@cache
def prompt() -> str:
    """What the model is asked, before the text."""
    return files(__package__).joinpath(f"marked_up_{VERSION}.txt").read_text(encoding="utf-8")


def chunks(text: str, characters: int) -> Iterator[tuple[int, int]]:
    """The text cut at ends of lines, of sentences or of words, into pieces of at most so many characters."""
    start = 0
    while start < len(text):
        end = min(len(text), start + characters)
        if end < len(text):
            for mark in ("\n", ". ", " "):
                cut = text.rfind(mark, start + characters // 2, end)
                if cut > start:
                    end = cut + len(mark)
                    break
        yield start, end
        start = end


@dataclass(frozen=True, slots=True)
class Passage:
    """[start, end) of the text that was asked about, under a tag."""

    start: int
    end: int
    tag: str


@dataclass(frozen=True, slots=True)
class Alignment:
    """Tagged passages of an answer that are in the text, words of the text, those copied, passages dropped."""

    found: tuple[Passage, ...]
    words: int
    copied: int
    dropped: int


def align(text: str, answer: str) -> Alignment:
    """The tagged passages of an answer, where the text says the same (accents, case and spaces aside).

    `text` is clean. Words of text and answer are matched in order; a passage is looked for where its words are,
    else between the nearest words matched before and after it. What is not there is dropped: nothing invented gets in.
    """
    copy, tagged = _parsed(answer[: 3 * len(text) + 2_000])
    ours, theirs = _words(clean(text).plain, text), _words(clean(copy).plain, copy)
    matcher = SequenceMatcher(None, [word for word, _s, _e in ours], [word for word, _s, _e in theirs], autojunk=False)
    place_of: dict[int, int] = {}
    for block in matcher.get_matching_blocks():
        place_of |= {block.b + step: block.a + step for step in range(block.size)}
    matched = sorted(place_of)
    starts, ends = [start for _w, start, _e in theirs], [end for _w, _s, end in theirs]
    solid, offsets = _without_spaces(text)
    found, dropped, taken = list[Passage](), 0, 0
    for start, end, tag in tagged:
        wanted = fold(copy[start:end])
        if not any(character.isalnum() for character in wanted):
            continue
        first, after = (
            bisect_right(ends, start),
            bisect_left(starts, end),
        )  # words of the answer that the passage touches
        inside = [place_of[word] for word in range(first, after) if word in place_of]
        before, later = bisect_left(matched, first) - 1, bisect_left(matched, after)
        low = ours[place_of[matched[before]]][2] if before >= 0 else 0
        high = ours[place_of[matched[later]]][1] if later < len(matched) else len(text)
        near = ours[inside[0]][1] if inside else low
        glued = copy[start - 1 : start].isalnum() or copy[end : end + 1].isalnum()  # copied within a word
        place = _place(solid, offsets, wanted, (max(low, taken), high, near), whole=not glued)
        if place is None:
            dropped += 1
            continue
        found.append(Passage(*place, tag))
        taken = place[1]
    return Alignment(tuple(found), len(ours), len(place_of), dropped)


def fold(text: str) -> str:
    """Without accents, case or spaces: what must be the same in text and answer."""
    return "".join(clean(text).plain.split())


def _parsed(answer: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The answer without its tags, and the passages that they held. Tags that cross, repeat or stay open are borne."""
    copy, tagged = "", list[tuple[int, int, str]]()
    opened: tuple[str, int] | None = None
    position = 0

    def close() -> None:
        if opened is None:
            return
        tag, start = opened
        held = copy[start : start + _LONGEST]
        held = held if len(copy) - start <= _LONGEST else held.split("\n")[0]
        end = start + len(held.rstrip())
        start += len(held) - len(held.lstrip())
        if end > start:
            tagged.append((start, end, tag))

    for match in _TAG.finditer(answer):
        tag = clean(match.group(2)).plain.upper().replace(" ", "_")
        if tag not in TAGS:
            continue
        copy += answer[position : match.start()]
        position = match.end()
        close()
        opened = None if match.group(1) else (tag, len(copy))
    copy += answer[position:]
    if opened is not None:  # nobody closed the last one: to the end of its line
        line = copy.find("\n", opened[1])
        tail, copy = (copy[line:], copy[:line]) if line >= 0 else ("", copy)
        close()
        copy += tail
    return copy, tagged


def _words(plain: str, text: str) -> list[tuple[str, int, int]]:
    if len(plain) != len(text):  # what is not clean is aligned by its own offsets, accents kept
        plain = text.lower()
        plain = plain if len(plain) == len(text) else text
    return [(match.group(), match.start(), match.end()) for match in _WORD.finditer(plain)]


def _without_spaces(text: str) -> tuple[str, list[int]]:
    """The folded text and, for each of its characters, the offset in the text."""
    plain = clean(text).plain
    if len(plain) != len(text):
        plain = text
    kept = [offset for offset, character in enumerate(plain) if not character.isspace()]
    return "".join(plain[offset] for offset in kept), kept


def _place(
    solid: str, offsets: list[int], wanted: str, where: tuple[int, int, int], whole: bool
) -> tuple[int, int] | None:
    """Where the text says `wanted` in [low, high), the nearest to `near`; `whole`: not as a part of a longer word."""
    low, high, near = where
    first, last = bisect_left(offsets, low), bisect_left(offsets, high)
    best: tuple[int, int] | None = None
    at = solid.find(wanted, first, last)
    while at >= 0:
        after = at + len(wanted)
        start, end = offsets[at], offsets[after - 1] + 1
        cut = (at > 0 and offsets[at - 1] == start - 1 and solid[at - 1].isalnum() and wanted[0].isalnum()) or (
            after < len(solid) and offsets[after] == end and solid[after].isalnum() and wanted[-1].isalnum()
        )
        if not (whole and cut) and (best is None or abs(start - near) < abs(best[0] - near)):
            best = (start, end)
        at = solid.find(wanted, at + 1, last)
    return best
