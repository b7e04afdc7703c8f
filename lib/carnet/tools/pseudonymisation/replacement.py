"""Replaces the identifiers of a note, the same way in every note of a patient, and keeps nothing between notes."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

from carnet.errors import CarnetError
from carnet.language import _
from carnet.text.clean import clean
from carnet.text.note import Note
from carnet.tools.pseudonymisation import date_shift
from carnet.tools.pseudonymisation.key import SiteKey
from carnet.tools.pseudonymisation.labels import KEPT
from carnet.tools.pseudonymisation.result import Entity, PseudonymisedNote
from carnet.tools.pseudonymisation.surrogates.addresses import address
from carnet.tools.pseudonymisation.surrogates.ages import PRODUCER as OLD_AGE
from carnet.tools.pseudonymisation.surrogates.ages import old_ages, without_words_of_ages
from carnet.tools.pseudonymisation.surrogates.contacts import email, telephone, url
from carnet.tools.pseudonymisation.surrogates.draw import Draw
from carnet.tools.pseudonymisation.surrogates.identifiers import identifier
from carnet.tools.pseudonymisation.surrogates.people import People
from carnet.tools.pseudonymisation.surrogates.places import Towns, country, hospital
from carnet.tools.pseudonymisation.surrogates.tags import BREAKS, mask, tag
from carnet.tools.pseudonymisation.surrogates.titles import titled_sexes
from carnet.version import __version__

if TYPE_CHECKING:
    from carnet.tools.pseudonymisation.vault import Vault

Mode = Literal["surrogate", "tag", "mask"]
MODES: tuple[Mode, ...] = ("surrogate", "tag", "mask")
_DATED = ("PATIENT_BIRTHDATE", "IDENTIFYING_DATE")


class Replacement:
    """How identifiers are replaced.

    - `surrogate`: by others of the same kind, drawn with the site's key (needed) for the patient (`person_id`, else the
      note alone). The answer depends on the key, the patient and the note: no state, any order, any process.
    - `tag`: by `[NOM]`, `[DATE]`…; with `roles`, `[NOM_PATIENT]`.
    - `mask`: by blocks, sign for sign.

    `weekdays` moves dates by whole weeks; `least` and `most` bound the offset in days. Dates that identify nobody stay.
    In every mode ages above 89 become « 90 ans ou plus ». Family status, nationality and social identity have no
    surrogate that would say nothing: they become tags. `vault` (or its path) keeps what was replaced, encrypted.
    """

    def __init__(
        self,
        mode: Mode = "surrogate",
        key: SiteKey | None = None,
        weekdays: bool = False,
        vault: Vault | str | os.PathLike[str] | None = None,
        *,
        roles: bool = False,
        least: int = date_shift.LEAST,
        most: int = date_shift.MOST,
    ) -> None:
        if mode not in MODES:
            raise CarnetError(
                _("There is no mode “{mode}” of replacement.").format(mode=mode),
                _("Choose one of: {modes}.").format(modes=", ".join(MODES)),
            )
        if mode == "surrogate" and key is None:
            raise CarnetError(
                _("Surrogates need the site’s key."),
                _("Make one with `carnet pseudonym-key FILE`, or choose the mode “tag”."),
            )
        if not 0 < least <= most or (weekdays and most // 7 < -(-least // 7)):
            raise CarnetError(
                _("Dates cannot be moved by {least} to {most} days.").format(least=least, most=most),
                _("Give two numbers of days, the lesser first; with weekdays, a week at least."),
            )
        self.mode: Mode = mode
        self.key = key
        self.weekdays = weekdays
        self.vault = self._opened(vault)
        self.roles = roles
        self.least, self.most = least, most

    def _opened(self, vault: Vault | str | os.PathLike[str] | None) -> Vault | None:
        from carnet.tools.pseudonymisation.vault import Vault

        if vault is None or isinstance(vault, Vault):
            return vault
        if self.key is None:
            raise CarnetError(
                _("The vault needs the site’s key."), _("Make one with `carnet pseudonym-key FILE`, or keep no vault.")
            )
        return Vault(vault, self.key)

    @property
    def producer(self) -> str:
        """Version, mode, and the fingerprint of the key where it counts."""
        ending = f" key:{self.key.fingerprint}" if self.key is not None and self.mode == "surrogate" else ""
        return f"carnet-pseudonymise {__version__} {self.mode}{ending}"

    def offset(self, person_id: str) -> int:
        """The days by which a patient's dates are moved."""
        return self._offset(_patient(person_id))

    def people(
        self, person_id: str, entities: Sequence[Entity], titled: Mapping[tuple[str, str], int] | None = None
    ) -> People | None:
        """The names of a patient, from the entities of all the notes at hand; None in the other modes.

        `titled` sums `surrogates.titles.titled_sexes` of those notes.
        """
        if self.mode != "surrogate" or self.key is None:
            return None
        return People(Draw(self.key, _patient(person_id)), entities, titled)

    def note_date(self, note: Note) -> date | None:
        """The date of a note, moved with the dates in it (unchanged in the other modes)."""
        if note.note_date is None or self.mode != "surrogate":
            return note.note_date
        return date_shift.moved(note.note_date, self._offset(scope_of(note)))

    def replace(
        self, note: Note, entities: Sequence[Entity], *, latest: date | None = None, people: People | None = None
    ) -> PseudonymisedNote:
        """The note with its entities replaced; text outside them is as given, to the byte.

        `entities` in any order; where two overlap, the later one begins where the other ends. `latest` is the last
        date known of the patient: a date more than 89 years before it (without it: before the note's date, or the
        latest in it) tells an age above 89 and becomes a tag; any other date is moved as all are. `people` are the
        names of all the patient's notes, where they are known (see `people`): without them, two notes of a patient
        may differ in the rare case where one has the other's surrogate as a real name.
        """
        cleaned = clean(note.text)
        found = without_words_of_ages(cleaned, _apart(note.text, entities))
        ages = old_ages(cleaned, note.text, found)
        found = sorted([*found, *ages], key=lambda entity: entity.start)
        if self.mode == "surrogate":
            replaced = self._surrogates(note, found, latest, people)
        else:
            replaced = [self._plain(entity) for entity in found]
        pieces, position = [], 0
        for entity in replaced:
            pieces += [note.text[position : entity.start], entity.replacement or ""]
            position = entity.end
        text = "".join([*pieces, note.text[position:]])
        if self.vault is not None:
            self.vault.add(note.note_id, replaced)
        return PseudonymisedNote(
            note_id=note.note_id, text=text, entities=tuple(replaced), mode=self.mode, producer=self.producer
        )

    def _plain(self, entity: Entity) -> Entity:
        if entity.label in KEPT:
            return _with(entity, entity.text)
        if self.mode == "mask":
            return _with(entity, mask(entity))
        return entity if OLD_AGE in entity.producers else _with(entity, tag(entity, self.roles))

    def _surrogates(
        self, note: Note, entities: Sequence[Entity], latest: date | None, people: People | None
    ) -> list[Entity]:
        assert self.key is not None
        scope = scope_of(note)
        note_surrogates = NoteSurrogates(Draw(self.key, scope), note, entities, self._offset(scope), latest, people)
        return [_with(entity, note_surrogates.of(entity)) for entity in entities]

    def _offset(self, scope: str) -> int:
        if self.key is None:
            raise CarnetError(
                _("Surrogates need the site’s key."),
                _("Make one with `carnet pseudonym-key FILE`, or choose the mode “tag”."),
            )
        return date_shift.offset(self.key, scope, self.weekdays, self.least, self.most)


class NoteSurrogates:
    """The surrogates of one note."""

    def __init__(
        self,
        draw: Draw,
        note: Note,
        entities: Sequence[Entity],
        offset: int,
        latest: date | None = None,
        people: People | None = None,
    ) -> None:
        self._draw, self._note, self._offset = draw, note, offset
        self._people = people or People(draw, entities, titled_sexes(note.text, entities))
        self._towns = Towns(draw, note.text, entities)
        self._latest = latest or note.note_date or self._last_date(entities)
        self._references = self._dates_before(entities)
        births = [e.text for e in entities if e.label == "PATIENT_BIRTHDATE"]
        days = [day for text in births for day in date_shift.find_dates(text, self._latest)]
        told = [(day, date_shift.moved(day, offset)) for day in days if not date_shift.above_89(day, self._latest)]
        self._births = {(old.year % 100, old.month): (new.year, new.month) for old, new in told}  # for the NIR

    @staticmethod
    def _last_date(entities: Sequence[Entity]) -> date | None:
        dates = [day for e in entities if e.label in _DATED for day in date_shift.find_dates(e.text)]
        return max(dates, default=None)

    def of(self, entity: Entity) -> str:
        """What stands for an entity."""
        if entity.label in KEPT:
            return entity.text
        if entity.replacement is not None and OLD_AGE in entity.producers:
            return entity.replacement
        written = self._of_kind(entity)
        return tag(entity) if written is None else _same_lines(entity.text, written)

    def _of_kind(self, entity: Entity) -> str | None:
        text, draw, label = entity.text, self._draw, entity.label
        if label in ("FIRST_NAME", "LAST_NAME"):
            return self._people.replacement(entity)
        if label in _DATED:
            return self._date(entity)
        regular = clean(text).text
        if label == "CITY":
            return self._towns.town(regular, self._note.text[max(0, entity.start - 5) : entity.start])
        if label == "ZIP_CODE":
            return self._towns.postcode(regular)
        if label == "ADDRESS":
            return address(draw, regular, self._towns)
        if label == "HOSPITAL":
            return hospital(draw, regular, self._note.text[max(0, entity.start - 3) : entity.start])
        if label == "COUNTRY":
            return country(draw, regular)
        if label == "PHONE_NUMBER":
            return telephone(draw, regular) if any(c.isdigit() for c in regular) else None
        if label == "EMAIL":
            return email(draw, regular, self._people.word)
        if label == "URL":
            return url(draw, regular)
        if label == "IDENTIFIER":
            kind = entity.kind or ""
            return identifier(draw, regular, kind, self._births) if any(c.isalnum() for c in regular) else None
        return None

    def _date(self, entity: Entity) -> str | None:
        old = False

        def move(day: date) -> date:
            nonlocal old
            old = old or date_shift.above_89(day, self._latest)
            return date_shift.moved(day, self._offset)

        reference = self._note.note_date or self._references.get(entity.start)
        written = date_shift.shift_text(entity.text, move, reference)
        if old and written is not None:
            written = tag(entity) + (" (90 ans ou plus)" if old_ages(clean(written), written, []) else "")
        for age in reversed(old_ages(clean(written), written, []) if written else []):  # « 12/03/1929 (95 ans) »
            assert written is not None
            written = f"{written[: age.start]}{age.replacement}{written[age.end :]}"
        return written

    def _dates_before(self, entities: Sequence[Entity]) -> dict[int, date]:
        """For notes without a date: where each entity starts → the last full date before it, else the first after."""
        if self._note.note_date is not None:
            return {}
        dated = [
            (e.start, days[-1])
            for e in entities
            if e.label == "IDENTIFYING_DATE" and (days := date_shift.find_dates(e.text))
        ]
        found = {}
        starts = [start for start, _day in dated]  # in the order of the note, as the entities are
        for entity in entities:
            if dated and entity.label in _DATED:
                found[entity.start] = dated[max(0, bisect_left(starts, entity.start) - 1)][1]
        return found


def scope_of(note: Note) -> str:
    """Whose surrogates a note has: its patient's, or its own where it names no patient."""
    return f"note:{note.note_id}" if note.person_id is None else _patient(note.person_id)


def _patient(person_id: str) -> str:
    return f"person:{person_id}"


def _with(entity: Entity, replacement: str) -> Entity:
    return entity.model_copy(update={"replacement": replacement})


def _apart(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """The entities in order, none overlapping, each with its text as it stands in the note."""
    apart: list[Entity] = []
    position = 0
    for entity in sorted(entities, key=lambda e: (e.start, -e.end)):
        start, end = max(entity.start, position), min(entity.end, len(text))
        whole = (start, end) == (entity.start, entity.end) and start < end
        if whole and entity.text == text[start:end] and entity.replacement is None:
            apart.append(entity)
            position = end
        elif start < end:
            update: Mapping[str, object] = {"start": start, "end": end, "text": text[start:end], "replacement": None}
            apart.append(entity.model_copy(update=update))
            position = end
    return apart


def _same_lines(original: str, written: str) -> str:
    """The replacement with the ends of lines of what it replaces, as many and of the same sort."""
    breaks = [c for c in original.replace("\r\n", "\n") if c in BREAKS]
    if "\n" not in written and not breaks:
        return written
    sort = "\r\n" if "\r\n" in original else None
    lines = written.replace("\r\n", "\n").split("\n")
    while len(lines) - 1 < len(breaks):
        lines.append("")
    while len(lines) - 1 > len(breaks):
        last = lines.pop()
        lines[-1] = f"{lines[-1]} {last}"
    return lines[0] + "".join(
        (sort if sort and b == "\n" else b) + line for b, line in zip(breaks, lines[1:], strict=True)
    )
