"""What a letter says at a slot of a piece: persons, dates, numbers, places, medicine. One `Slots` per letter."""

import random
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from carnet.tools.pseudonymisation.model.letters import codes, medicine, moments, places
from carnet.tools.pseudonymisation.model.letters.grammar import Segment
from carnet.tools.pseudonymisation.model.letters.people import Person, plain_ascii


@cache
def words() -> dict[str, Any]:
    """The lists of `words.yaml`."""
    return dict(yaml.load(files(__package__).joinpath("words.yaml").read_text(encoding="utf-8"), yaml.BaseLoader))


def _tag(text: str, label: str, role: str = "", kind: str = "") -> list[Segment]:
    return [(text, (label, role, kind))]


class Slots:
    """The persons and habits of one letter, and what its slots are filled with."""

    def __init__(self, draw: random.Random, held: bool) -> None:
        self.draw, self.held, self.words = draw, held, words()
        self.patient = self._person("Patient")
        self.carers = [self._person("Carer") for _ in range(3)]
        self.other = self._person("Other")
        self.maiden = self._person("Patient")
        self.date_shape = draw.choice(moments.SHAPES)
        self.town = places.town(draw, self.words)
        self.hospital = places.hospital(draw, self.words)
        self.domain = codes.domain(draw, self.town)
        self.birth = moments.birth(draw)
        self.age = 2024 - self.birth[0] if draw.random() < 0.9 else draw.randint(1, 99)

    def _person(self, role: str, last: str = "") -> Person:
        return Person.drawn(self.draw, role, self.held, self.words["plain_words"], last)

    def __call__(self, name: str) -> list[Segment]:
        """The segments of slot `name`."""
        who, _, what = name.partition(".")
        if what:
            return self._of_person(self._who(who), what)
        return self._thing(name)

    def _who(self, who: str) -> Person:
        match who:
            case "p":
                return self.patient
            case "o":
                return self.other if self.draw.random() < 0.3 else self._person("Other")
            case "f":
                return self._person("Other", self.patient.last)
            case _:
                if self.draw.random() < 0.35:
                    return self.draw.choice(self.carers)
                return self._person("Carer")

    def _of_person(self, person: Person, what: str) -> list[Segment]:
        draw = self.draw
        match what:
            case "dr":
                if draw.random() < 0.1:
                    return person.full(draw)
                return person.doctor(draw, full=draw.random() < 0.6)
            case "drlast":
                return person.doctor(draw, full=draw.random() < 0.15)
            case "titlefull":
                if draw.random() < 0.1:
                    return person.full(draw)
                return [*person.title(draw), *person.full(draw)]
            case "titlelast":
                return [*person.title(draw), person.written_last(draw)]
            case "name":
                return person.full(draw)
            case "last":
                return [person.part("l")] if draw.random() < 0.85 else [person.written_last(draw)]
            case "first":
                return [person.part("F")] if draw.random() < 0.93 else [person.part("FF")]
            case "first2":
                return [self._person(person.role).part("F")]
            case "LAST":
                return [person.part("L")] if draw.random() < 0.85 else [person.part("l")]
            case "FIRST":
                return [person.part("FF")]
            case "initialdot":
                return [person.part("i.")]
            case "initials":
                return [person.part(draw.choice(("i.", "i", "F")))]
            case "mail":
                return [person.address(draw, self.domain if draw.random() < 0.6 else codes.domain(draw, self.town))]
            case "maiden":
                return [self.maiden.part(draw.choice("lL"))]
        raise KeyError(what)

    def _thing(self, name: str) -> list[Segment]:
        draw, lists = self.draw, self.words
        match name:
            case "date":
                shape = self.date_shape if draw.random() < 0.7 else draw.choice(moments.SHAPES)
                return _tag(moments.day(draw, shape), "IDENTIFYING_DATE", "Patient")
            case "year":
                return _tag(str(draw.randint(1950, 2026)), "IDENTIFYING_DATE", "Patient")
            case "monthyear":
                return _tag(moments.month(draw), "IDENTIFYING_DATE", "Patient")
            case "birth":
                return _tag(
                    moments.written(*self.birth, draw.choice(moments.SHAPES), draw), "PATIENT_BIRTHDATE", "Patient"
                )
            case "uyear":
                return _tag(str(draw.randint(1988, 2025)), "UNIDENTIFYING_DATE")
            case "udate":
                return _tag(moments.day(draw, draw.choice(("long", "long", "slash"))), "UNIDENTIFYING_DATE")
            case "time":
                return [(moments.hour(draw), None)]
            case "weekday":
                return [(draw.choice(moments.WEEKDAYS), None)]
            case "phone":
                return _tag(codes.phone(draw), "PHONE_NUMBER", draw.choice(("Patient", "Carer", "Other")))
            case "zip":
                return _tag(codes.postcode(draw), "ZIP_CODE")
            case "zip2":
                return _tag(codes.postcode(draw)[:2], "ZIP_CODE")
            case "city" | "CITY":
                town = self.town if draw.random() < 0.4 else places.town(draw, lists)
                return _tag(town.upper() if name == "CITY" or draw.random() < 0.08 else town, "CITY")
            case "addrline":
                return _tag(places.street(draw, lists, self._person("Other")), "ADDRESS")
            case "hosp" | "HOSP":
                hospital = self.hospital if draw.random() < 0.4 else places.hospital(draw, lists)
                return _tag(
                    hospital.upper() if name == "HOSP" and draw.random() < 0.7 else hospital, "HOSPITAL", "Carer"
                )
            case "country":
                return _tag(draw.choice(lists["countries"]), "COUNTRY")
            case "nat":
                return _tag(draw.choice(lists["nationalities"]), "PATIENT_NATIONALITY", "Patient")
            case "job":
                return _tag(draw.choice(lists["jobs"]), "PATIENT_SOCIAL_IDENTITY", "Patient")
            case "family":
                return _tag(draw.choice(lists["family"]), "FAMILY_STATUS", "Patient")
            case "url":
                return _tag(codes.url(draw, self.domain), "URL", "Carer")
            case "nir" | "ins" | "ipp" | "nda" | "rpps" | "finess" | "adeli" | "ident":
                kind = "other" if name == "ident" else name.upper()
                role = "Carer" if name in ("rpps", "finess", "adeli") else "Patient"
                return _tag(codes.identifier(draw, name), "IDENTIFIER", role, kind)
            case "age":
                return [(str(self.age), None)]
            case "typist":
                one, two = draw.choice(self.carers), self._person("Carer")
                both = [plain_ascii(p.first)[:1].upper() + plain_ascii(p.last)[:1].upper() for p in (one, two)]
                tag = ("LAST_NAME", "Carer", "")
                return [(both[0], tag), ("/", None), (both[1].lower() if draw.random() < 0.4 else both[1], tag)]
        return [(medicine.said(name, draw, lists), None)]
