"""Stays made of lines of notes, and of notes: which lines go together, what is known of the patient."""

import json
from datetime import date

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.coding.lines import stays_of_lines
from carnet.tools.coding.person import with_person
from carnet.tools.coding.stay import Stay, by_stay


def lines(*rows: dict) -> list[tuple[int, bytes]]:
    return [(n, json.dumps(row).encode()) for n, row in enumerate(rows, 1)]


def test_lines_that_follow_each_other_with_the_same_visit_are_a_stay() -> None:
    rows = lines(
        {"note_id": "1", "visit_id": "A", "text": ""},
        {"note_id": "2", "visit_id": "A", "text": ""},
        {"note_id": "3", "text": ""},
        {"note_id": "4", "text": ""},
        {"note_id": "5", "visit_id": "A", "person_id": "other", "text": ""},
        {"note_id": "6", "visit_id": 7, "text": ""},
        {"note_id": "7", "visit_id": "7", "text": ""},
    )
    groups = [[number for number, _line in group] for group in stays_of_lines(iter(rows))]
    assert groups == [[1, 2], [3], [4], [5], [6, 7]]


def test_a_line_that_cannot_be_read_is_alone() -> None:
    rows = [*lines({"note_id": "1", "visit_id": "A", "text": ""}), (2, b"{no json"), (3, b"[1]")]
    assert [len(group) for group in stays_of_lines(iter(rows))] == [1, 1, 1]


def test_notes_of_a_stay_come_together_whatever_their_order() -> None:
    notes = [Note("1", "", "p", "A"), Note("2", "", "p"), Note("3", "", "p", "A"), Note("4", "", "q", "A")]
    assert [[note.note_id for note in stay.notes] for stay in by_stay(notes)] == [["1", "3"], ["2"], ["4"]]


def person(*texts: str, **known: object) -> Stay:
    notes = tuple(Note(str(n), text, note_date=date(2024, 1, 1)) for n, text in enumerate(texts))
    return with_person(Stay("s", notes, **known), [Reading.of(note) for note in notes])  # type: ignore[arg-type]


def test_age_and_sex_are_read_where_they_are_told() -> None:
    stay = person("Patiente de 67 ans, adressée pour asthénie. Madame X est retraitée.")
    assert (stay.age, stay.sex) == (67, "f")
    stay = person("Nourrisson de 6 mois.")
    assert stay.age == 0.5 and stay.sex is None
    assert person("M. Durand, 71 ans, hospitalisé pour chute.").age == 71
    assert person("M. Durand, hospitalisé pour chute.").sex == "m"


def test_notes_that_disagree_tell_nothing_and_what_is_known_stays() -> None:
    assert person("Patient de 40 ans.", "Patient de 60 ans.").age is None
    assert person("Patiente adressée.", "Patient de 60 ans, hospitalisé, admis.").sex is None
    stay = person("Patiente de 67 ans.", age=70.0, sex="m")
    assert (stay.age, stay.sex) == (70.0, "m")
