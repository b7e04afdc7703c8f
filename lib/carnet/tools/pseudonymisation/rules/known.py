"""What the site knows: who the patient is, its staff, its places; matched first, with typing errors."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from carnet.text.clean import clean
from carnet.tools.pseudonymisation.page import Found, Page, Word
from carnet.tools.pseudonymisation.rules.spelling import one_error

_WRITTEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")  # the words of a page
_SHORTEST_WITH_ERRORS = 6  # shorter words are matched exactly


@dataclass(frozen=True)
class KnownPerson:
    """What the site's `person` table says of a patient."""

    first_names: tuple[str, ...] = ()
    last_names: tuple[str, ...] = ()
    birth_date: date | None = None
    sex: str | None = None
    identifiers: Mapping[str, str] = field(default_factory=dict)  # kind (NIR, IPP…) → value
    address: tuple[str, ...] = ()  # street
    zip_code: str | None = None
    city: str | None = None
    phones: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "KnownPerson(…)"

    def plain_first_names(self) -> set[str]:
        """The words of the first names, plain."""
        return {word for name in self.first_names for word in _pieces(name)}

    def plain_last_names(self) -> set[str]:
        """The words of the last names, plain."""
        return {word for name in self.last_names for word in _pieces(name)}


@dataclass(frozen=True)
class SiteKnowledge:
    """Patients by `person_id`, names of the staff, names of places (wards, buildings, neighbouring hospitals)."""

    persons: Mapping[str, KnownPerson] = field(default_factory=dict)
    staff: Sequence[str] = ()
    places: Sequence[str] = ()

    def __repr__(self) -> str:
        return f"SiteKnowledge({len(self.persons)} persons, {len(self.staff)} staff, {len(self.places)} places)"

    @classmethod
    def load(
        cls, persons: str | Path | None = None, staff: str | Path | None = None, places: str | Path | None = None
    ) -> "SiteKnowledge":
        """What the site's files say: see `carnet.tools.pseudonymisation.rules.known_files.load`."""
        from carnet.tools.pseudonymisation.rules import known_files

        return known_files.load(persons, staff, places)

    def person(self, person_id: str | None) -> KnownPerson | None:
        """The patient of this id, if the site knows one."""
        return self.persons.get(person_id) if person_id is not None else None

    @cached_property
    def index(self) -> "_Index":
        """Staff and places, ready to be looked for (built once)."""
        entries = [entry for name in self.staff for entry in _staff_entries(name)]
        entries += [_Entry(_pieces(name), "HOSPITAL", "Carer") for name in self.places]
        return _Index([entry for entry in entries if entry.words])


@dataclass(frozen=True, slots=True)
class _Entry:
    """Words to be found in a row, plain; for a person, the label of each."""

    words: tuple[str, ...]
    label: str
    role: str
    kind: str = ""
    name: tuple[str, ...] = ()  # the labels of the words of a person's name
    score: float = 1.0


class _Index:
    """Entries by their rarest word (the longest), exact and with one letter left out (one error: both miss one)."""

    def __init__(self, entries: Sequence[_Entry]) -> None:
        self.exact: dict[str, list[tuple[_Entry, int]]] = {}
        self.near: dict[str, set[str]] = {}
        for entry in entries:
            place = max(range(len(entry.words)), key=lambda k: len(entry.words[k]))
            self.exact.setdefault(entry.words[place], []).append((entry, place))
        for word in self.exact:
            if len(word) >= _SHORTEST_WITH_ERRORS and not word[0].isdigit():
                for key in _without_one(word):
                    self.near.setdefault(key, set()).add(word)

    def at(self, word: str) -> Iterator[tuple[_Entry, int]]:
        """The entries whose longest word is this one, give or take one typing error."""
        if word in self.exact:
            yield from self.exact[word]
        elif self.near and len(word) >= _SHORTEST_WITH_ERRORS - 1:
            candidates: set[str] = set()
            for key in _without_one(word):
                candidates |= self.near.get(key, set())
            for other in sorted(candidates):
                if one_error(word, other):
                    yield from self.exact[other]


def find(page: Page, knowledge: SiteKnowledge | None) -> list[Found]:
    """What the site knows of this page's patient, of its staff and of its places, where the page says it."""
    if knowledge is None:
        return []
    words = [word for word in page.words if word.text[0].isalnum()]
    person = knowledge.person(page.note.person_id)
    found: list[Found] = []
    if person is not None:
        found += _find(words, _Index(_person_entries(person)), "patient")
        found += _find_written_numbers(page, person)
    found += _find(words, knowledge.index, "site")
    return found


def _person_entries(person: KnownPerson) -> list[_Entry]:
    entries = []
    for label, names in (("FIRST_NAME", person.first_names), ("LAST_NAME", person.last_names)):
        for name in names:
            words = _pieces(name)
            entries.append(_Entry(words, label, "Patient"))
            entries += [_Entry((word,), label, "Patient") for word in words if len(words) > 1 and len(word) >= 4]
    entries += [_Entry(_pieces(street), "ADDRESS", "Patient") for street in person.address]
    if person.city:
        entries.append(_Entry(_pieces(person.city), "CITY", "Patient"))
    if person.zip_code:
        entries.append(_Entry(_pieces(person.zip_code), "ZIP_CODE", "Patient"))
    return [entry for entry in entries if entry.words and len("".join(entry.words)) >= 2]


def _find(words: list[Word], index: _Index, who: str) -> list[Found]:
    found = []
    for i, word in enumerate(words):
        for plain, shift in ((word.plain, 0), (_after_elision(word.plain), 1)):
            if not plain or (shift and plain == word.plain):
                continue
            for entry, place in index.at(plain):
                start = i - place
                if start < 0 or start + len(entry.words) > len(words):
                    continue
                span = words[start : start + len(entry.words)]
                if not all(k == place or span[k].plain == entry.words[k] for k in range(len(span))):
                    continue
                if len(entry.words) == 1 and not _is_name_here(word, entry):
                    continue
                first = span[0].end - len(_after_elision(span[0].plain)) if shift and place == 0 else span[0].start
                found += _founds(span, first, entry, who)
    return found


def _is_name_here(word: Word, entry: _Entry) -> bool:
    """A single word that is also an ordinary one (Petit, Rose) is a name only with a capital."""
    from carnet.tools.pseudonymisation.rules.tokens import COMMON, MEDICAL, STOP, knowledge_of

    if entry.label not in ("FIRST_NAME", "LAST_NAME", "CITY", "HOSPITAL"):
        return True
    if word.text[0].isupper():
        return True
    return not knowledge_of(word.text) & (COMMON | MEDICAL | STOP)


def _founds(span: list[Word], first: int, entry: _Entry, who: str) -> list[Found]:
    producer = f"rule:known.{who}"
    if not entry.name:
        return [Found(first, span[-1].end, entry.label, producer, entry.role, entry.kind, entry.score)]
    found: list[Found] = []
    for word, label in zip(span, entry.name, strict=True):
        start = first if word is span[0] else word.start
        if found and found[-1].label == label:
            found[-1] = found[-1].moved(end=word.end)
        else:
            found.append(Found(start, word.end, label, producer, entry.role, "", 1.0))
    return found


def _find_written_numbers(page: Page, person: KnownPerson) -> list[Found]:
    """Identifiers and phones, whatever spaces, dots or dashes are between their characters; the birth date."""
    found = []
    values = [(value, "IDENTIFIER", kind) for kind, value in person.identifiers.items()]
    values += [(value, "PHONE_NUMBER", "") for value in person.phones]
    for value, label, kind in values:
        characters = [character for character in clean(value).plain if character.isalnum()]
        if len(characters) >= 4:
            pattern = r"(?<![^\W_])" + r"[ ./-]{0,2}".join(map(re.escape, characters)) + r"(?![^\W_])"
            for match in re.finditer(pattern, page.plain):
                found.append(Found(*match.span(), label, "rule:known.patient", "Patient", kind, 1.0))
    if person.birth_date is not None:
        born = person.birth_date
        year = rf"(?:{born.year}|{born.year % 100:02d})"
        apart = r"[ /.|-]{1,3}"
        numeric = rf"0?{born.day}{apart}0?{born.month}{apart}{year}|{born:%Y-%m-%d}|{born:%d%m%Y}"
        for match in re.finditer(rf"(?<!\d)(?:{numeric})(?!\d)", page.plain):
            found.append(Found(*match.span(), "PATIENT_BIRTHDATE", "rule:known.patient", "Patient", "", 1.0))
    return found


def _pieces(text: str) -> tuple[str, ...]:
    """The words of a name as the page has them, plain."""
    return tuple(_WRITTEN.findall(clean(text).plain))


def _staff_entries(name: str) -> list[_Entry]:
    """A carer's name as it may be written: « Dr Jean DUPONT », « DUPONT Jean », « Dupont » alone."""
    from carnet.tools.pseudonymisation.rules.tokens import around, first_rank, last_rank

    titles = around()["carer_titles"] | around()["person_titles"]
    written = [word for word in _WRITTEN.findall(clean(name).text) if clean(word).plain not in titles]
    words = tuple(clean(word).plain for word in written)
    if not words:
        return []
    mixed = any(word.isupper() for word in written) and not all(word.isupper() for word in written)
    labels = []
    for plain, word in zip(words, written, strict=True):
        is_first = not word.isupper() if mixed else first_rank(plain) < last_rank(plain) + 200
        labels.append("FIRST_NAME" if is_first and len(words) > 1 else "LAST_NAME")
    if "LAST_NAME" not in labels or "FIRST_NAME" not in labels:
        labels = ["FIRST_NAME"] * (len(words) - 1) + ["LAST_NAME"]
    firsts = [word for word, label in zip(words, labels, strict=True) if label == "FIRST_NAME"]
    lasts = [word for word, label in zip(words, labels, strict=True) if label == "LAST_NAME"]
    first_labels, last_labels = ("FIRST_NAME",) * len(firsts), ("LAST_NAME",) * len(lasts)
    entries = [_Entry(tuple(lasts), "LAST_NAME", "Carer", score=0.9)]  # below the patient of the same name
    if firsts:
        entries.append(_Entry((*firsts, *lasts), "LAST_NAME", "Carer", name=first_labels + last_labels))
        entries.append(_Entry((*lasts, *firsts), "LAST_NAME", "Carer", name=last_labels + first_labels))
    return entries


def _after_elision(plain: str) -> str:
    head, quote, tail = plain.partition("'")
    return tail if quote and head in ("d", "l", "qu") else plain


def _without_one(word: str) -> set[str]:
    """The word, and the word with each letter left out."""
    return {word, *(word[:k] + word[k + 1 :] for k in range(len(word)))}
