"""The names of tumour markers (markers.yaml): what each may be called, and the family of its values."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from carnet.text.lists import parse_lists
from carnet.text.reading import Reading
from carnet.text.terms import Vocabulary, key

_CD = tuple(map(str, range(1, 340)))
_CK = tuple(map(str, range(1, 21)))
_SUFFIXED = ("1a", "11c", "79a", "79b")


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker: the name that its facts begin with, its family of values, its LOINC code.

    `capitals`: only so written; `after`: a word that is a marker only where one of that family was named before;
    `says`: a word that is both the marker and its value (« pMMR »); `serum`: measured in blood too.
    """

    name: str
    family: str
    loinc: str | None = None
    capitals: bool = False
    after: str | None = None
    says: str | None = None
    serum: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A marker named at [start, end) of the clean text."""

    start: int
    end: int
    marker: Marker


@cache
def vocabulary() -> Vocabulary[tuple[Marker, ...]]:
    """Every writing of every marker; under one writing, those in any case come first."""
    table: dict[str, Any] = parse_lists((Path(__file__).parent / "markers.yaml").read_text(encoding="utf-8"))
    entries: dict[str, tuple[Marker, ...]] = {}

    def add(writing: str, marker: Marker) -> None:
        said = " ".join(key(writing))
        entries[said] = (*entries.get(said, ()), marker)

    for name, entry in table["markers"].items():
        shown = entry.get("alias", name)
        for capitals in (False, True):
            marker = Marker(shown, entry["family"], entry.get("loinc"), capitals, entry.get("after"))
            for writing in entry.get("capitals" if capitals else "said", ()):
                add(writing, marker)
    for name, writings in table["words"].items():
        for writing in writings:
            add(writing, Marker(name, "word", says=name))
    serum = frozenset(table["serum"])
    for name, writings in table["antibodies"].items():
        for writing in writings:
            add(writing, Marker(name, "ihc", serum=name in serum))
    for number in (*_CD, *_SUFFIXED):
        add(f"CD{number}", Marker(f"CD{number}", "ihc"))
    for number in _CK:
        marker = Marker(f"CK{number}", "ihc")
        for writing in (f"CK{number}", f"cytokératine {number}", f"cytokératines {number}", f"KRT{number}"):
            add(writing, marker)
    return Vocabulary(entries)


_ANTI = re.compile(
    r"(?:\banti(?:corps)?[ -]|\binhibiteurs?(?: \w+)? (?:de |d'|du |des )?(?:la |l')?|\bitk (?:de l'|d'|anti)?"
    r"|\bcibl\w+ |\bagonistes? |\bvaccin\w*(?: \w+)? (?:anti|contre)[ -]?(?:le )?|\bdouble blocage |\banti-)\Z"
)
_ANTIBODY = re.compile(r"\banticorps(?: \w+)? anti[ -]?\Z|\banticorps \Z|marquage\w* (?:par l'|anti)[ -]?\Z")
_BLOOD_GROUP = re.compile(r"(?:\b(?:groupe\w*|sanguin|rhesus)\b[^.\n]{0,20}|\b(?:a|b|ab|o)[ ,]{1,2})\Z")
_RAI = re.compile(r" ?[+-]?[ ,;]*(?:rai|recherche d'agglutinines)\b")


def named_in(reading: Reading) -> list[Named]:
    """The markers named in a note, by position; not those that only name a drug (« anti-HER2 »)."""
    text, plain = reading.text, reading.plain
    found: list[Named] = []
    for term in vocabulary().find(reading.words):
        written = text[term.start : term.end]
        marker = next((one for one in term.entry if not one.capitals or _in_capitals(written)), None)
        if marker is None or plain[term.start - 1 : term.start].isalnum() or _goes_on(plain, term.end):
            continue
        before = plain[max(0, term.start - 34) : term.start]
        if _ANTI.search(before) and not _ANTIBODY.search(before):
            continue
        if marker.name == "RH" and (_BLOOD_GROUP.search(before) or _RAI.match(plain, term.end)):
            continue
        found.append(Named(term.start, term.end, marker))
    return found


def _in_capitals(written: str) -> bool:
    return written.isupper() or written == "PgR"


def _goes_on(plain: str, end: int) -> bool:
    """« CK7a », « RE2 »: the word is another. A cycline D1 or a CD20 ends with its figure."""
    following = plain[end : end + 1]
    if following.isalpha():
        return not (plain[end - 1].isdigit() and following == "m") and following != "s"
    return following.isdigit() and not plain[end - 1].isalpha() or following == "@"
