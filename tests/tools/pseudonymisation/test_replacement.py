"""Replacement: the same person the same surrogate, nobody's own, nothing else touched, nothing kept between notes."""

import random
import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marked_letters import LETTER, marked, random_letter

from carnet.errors import CarnetError
from carnet.text.note import Note
from carnet.tools.pseudonymisation.key import SiteKey
from carnet.tools.pseudonymisation.labels import KEPT, LABELS
from carnet.tools.pseudonymisation.replacement import MODES, Replacement
from carnet.tools.pseudonymisation.result import Entity, PseudonymisedNote
from carnet.tools.pseudonymisation.surrogates.draw import fold, long_words

KEY = SiteKey(bytes(range(32)))
OTHER = SiteKey(bytes(range(50, 90)))
DAY = date(2024, 3, 20)


def replaced(text: str, person: str | None = "1", key: SiteKey = KEY, **options: object) -> PseudonymisedNote:
    plain, entities = marked(text)
    return Replacement(key=key, **options).replace(Note("n1", plain, person, note_date=DAY), entities)  # type: ignore[arg-type]


def rebuilt(text: str, result: PseudonymisedNote) -> str:
    """The replaced text, from the text as given and the entities alone."""
    pieces, position = [], 0
    for entity in result.entities:
        assert entity.text == text[entity.start : entity.end] and entity.replacement is not None
        assert entity.start >= position
        pieces += [text[position : entity.start], entity.replacement]
        position = entity.end
    return "".join([*pieces, text[position:]])


def surrogates(result: PseudonymisedNote, label: str) -> list[str]:
    return [entity.replacement or "" for entity in result.entities if entity.label == label]


@pytest.mark.parametrize("mode", MODES)
def test_only_the_entities_change(mode: str) -> None:
    text, entities = marked(LETTER)
    result = Replacement(mode, KEY).replace(Note("n1", text, "1", note_date=DAY), entities)  # type: ignore[arg-type]
    assert rebuilt(text, result) == result.text
    assert result.text.count("\n") == text.count("\n")
    assert "1998" in result.text
    line = result.line()
    assert line["note_id"] == "n1" and all("replacement" in entity for entity in line["entities"])


def test_nothing_that_identifies_is_left() -> None:
    text, entities = marked(LETTER)
    for person in "123456789":
        result = Replacement(key=KEY).replace(Note("n1", text, person, note_date=DAY), entities)
        for entity in result.entities:
            if entity.label not in KEPT and len(entity.text) >= 4 and not entity.text.endswith("."):
                assert entity.text.lower() not in (entity.replacement or "").lower()
        for word in ("dupont", "tilleuls", "angers", "cholet", "jeanne", "sophie", "agathe", "berre", "8001234567"):
            assert word not in result.text.lower()


def test_tags_and_masks_need_no_key() -> None:
    text, entities = marked(
        "Mme [Jeanne](FIRST_NAME:Patient) [DUPONT](LAST_NAME:Patient) [1 rue X\n49000](ADDRESS) [12](IDENTIFIER/NDA)"
    )
    note = Note("n", text)
    assert Replacement("tag").replace(note, entities).text == "Mme [PRENOM] [NOM] [ADRESSE]\n[ADRESSE] [NDA]"
    assert "[NOM_PATIENT]" in Replacement("tag", roles=True).replace(note, entities).text
    masked = Replacement("mask").replace(note, entities).text
    assert len(masked) == len(text) and masked.startswith("Mme ██████ ██████ ") and masked.count("\n") == 1
    with pytest.raises(CarnetError, match="key|clé"):
        Replacement("surrogate")
    with pytest.raises(CarnetError):
        Replacement("other", KEY)  # type: ignore[arg-type]


def test_all_labels_have_something_to_stand_for_them() -> None:
    for label in LABELS:
        for mode in MODES:
            entity = Entity(start=0, end=6, text="Xyzabc", label=label)
            result = Replacement(mode, KEY).replace(Note("n", "Xyzabc"), [entity])
            assert (result.text == "Xyzabc") == (label in KEPT), (label, mode)


def test_one_person_however_written() -> None:
    result = replaced(
        "[Jean](FIRST_NAME:Patient) [DUPONTEL](LAST_NAME:Patient), M. [Dupontel](LAST_NAME:Patient), "
        "[dupontel](LAST_NAME:Patient), [DUPONTELL](LAST_NAME:Patient), [DUP0NTEL](LAST_NAME:Patient), "
        "[J.](FIRST_NAME:Patient) [Dupontel](LAST_NAME:Patient), sa mère Mme [DUPONTEL](LAST_NAME:Other), "
        "[JEAN](FIRST_NAME:Patient), [Jean-Luc](FIRST_NAME:Other), [JEAN LUC](FIRST_NAME:Other)"
    )
    last = surrogates(result, "LAST_NAME")
    assert len({fold(name) for name in last}) == 1
    assert last[0].isupper() and last[1].istitle() and last[2].islower() and last[3].isupper()
    assert all(name[0].upper() == "D" for name in last)
    first = surrogates(result, "FIRST_NAME")
    assert fold(first[0]) == fold(first[2]) and first[1] == "J." and first[0][0] == "J"
    assert fold(first[3]) == fold(first[4]) and "-" in first[3] and first[4].isupper() and " " in first[4]


def test_different_people_stay_different() -> None:
    names = ["Martin", "Martineau", "Marchand", "Mallet", "Monnier", "Morvan", "Mérigot", "Mazurier"]
    result = replaced(" ".join(f"[{name}](LAST_NAME:Carer)" for name in names))
    new = surrogates(result, "LAST_NAME")
    assert len({fold(name) for name in new}) == len(names)
    assert not {fold(name) for name in new} & {fold(name) for name in names}
    julie = replaced("[Julie](FIRST_NAME:Other) [Julien](FIRST_NAME:Other) [Danielle](FIRST_NAME) [Daniel](FIRST_NAME)")
    assert len({fold(name) for name in surrogates(julie, "FIRST_NAME")}) == 4


def test_inverted_first_and_last_names_follow_the_person() -> None:
    result = replaced(
        "[Jean](FIRST_NAME:Carer) [KERVELLA](LAST_NAME:Carer), [Kervella](LAST_NAME:Carer), "
        "[Kervella](FIRST_NAME:Carer)"
    )
    kervella = [fold(e.replacement or "") for e in result.entities if fold(e.text) == "kervella"]
    assert len(set(kervella)) == 1


def test_a_word_is_one_in_all_notes_whatever_it_was_taken_for() -> None:
    new = {
        fold(surrogates(replaced(f"[{word}]({label}:{role})"), label)[0])
        for word in ("HÉLIE", "Hélie", "hélie", "HELIE")
        for label in ("FIRST_NAME", "LAST_NAME")
        for role in ("Patient", "Other")
    }
    assert len(new) == 1
    result = replaced("Dr [Nguyen Thanh](LAST_NAME:Carer), Dr [Nguyen](FIRST_NAME:Carer), [Thanh](LAST_NAME:Carer)")
    shown = [entity.replacement for entity in result.entities]
    assert shown[0] == f"{shown[1]} {shown[2]}"
    result = replaced("[Rose](FIRST_NAME:Patient) [Blanche](LAST_NAME:Patient), Mme [Blanche](FIRST_NAME:Patient)")
    assert result.entities[1].replacement == result.entities[2].replacement


def test_an_elided_word_before_a_name_stays() -> None:
    for person in "12345678":
        result = replaced("[qu'Yves](FIRST_NAME), l'épouse d'[Yves](FIRST_NAME)", person)
        one, two = surrogates(result, "FIRST_NAME")
        assert one == f"qu'{two}" and two[0] in "AEIOUHÉY" and "Yann" not in two


def test_a_title_tells_the_sex_of_a_name_that_both_bear() -> None:
    from carnet.tools.pseudonymisation.surrogates.names import gender

    for person in "123456":
        man = replaced("M. [Lou](FIRST_NAME:Patient) [Quéméneur](LAST_NAME:Patient)", person)
        woman = replaced("Mme [Quéméneur](LAST_NAME:Patient) [Lou](FIRST_NAME:Patient)", person)
        assert [gender(surrogates(each, "FIRST_NAME")[0]) for each in (man, woman)] == ["m", "f"]
        firm = replaced("Mme [Thomas](LAST_NAME:Patient)", person), replaced("M. [Thomas](LAST_NAME:Patient)", person)
        assert len({fold(surrogates(each, "LAST_NAME")[0]) for each in firm}) == 1


def test_a_surrogate_does_not_remind_of_the_name() -> None:
    from carnet.tools.pseudonymisation.surrogates.names import too_like

    assert too_like("ulrick", "ulric") and too_like("marielle", "marie") and too_like("karen", "karine")
    for name in ("Ulric", "Marie", "Karine", "Lou", "Ali", "Durand", "Le Gall", "Martin"):
        for person in range(30):
            new = surrogates(replaced(f"[{name}](LAST_NAME)", str(person)), "LAST_NAME")[0]
            assert not too_like(fold(new.split()[-1]), fold(name.split()[-1])), (name, new)


def test_a_nir_tells_the_birth_that_the_note_tells() -> None:
    from carnet.tools.pseudonymisation.rules.check_digits import nir_key

    body = "2540349007123"
    for person in "123456":
        nir = f"[{body}{nir_key(body):02d}](IDENTIFIER/NIR)"
        result = replaced(f"née le [28/03/1954](PATIENT_BIRTHDATE), NIR {nir}", person)
        birth, number = (entity.replacement or "" for entity in result.entities)
        assert (
            number[1:5] == birth[8:] + birth[3:5] and number[0] == "2" and number[13:] == f"{nir_key(number[:13]):02d}"
        )
    old = replaced(f"née le [28/03/1924](PATIENT_BIRTHDATE), NIR {nir.replace('254', '224')}")
    assert old.entities[0].replacement == "[DATE_NAISSANCE]"
    assert old.entities[1].replacement == replaced(f"NIR {nir.replace('254', '224')}").entities[0].replacement


def test_particles_apostrophes_and_elision() -> None:
    result = replaced(
        "[de La Tourvieille](LAST_NAME) [Le Gall](LAST_NAME) [d'Ormesson](LAST_NAME) [El Amrani](LAST_NAME) "
        "l'épouse d'[Agathe](FIRST_NAME) et d'[Yves](FIRST_NAME), [O'Connor](LAST_NAME)"
    )
    last, first = surrogates(result, "LAST_NAME"), surrogates(result, "FIRST_NAME")
    assert re.fullmatch(r"de La T\w+", last[0]) and re.fullmatch(r"Le G\w+", last[1])
    assert re.fullmatch(r"d'O\w+", last[2]) and re.fullmatch(r"El A\w+", last[3]) and re.fullmatch(r"O'C\w+", last[4])
    assert first[0][0] == "A"


@pytest.mark.parametrize(
    "name", ["Ng", "Le", "LE", "Li", "Du", "Ben", "Saint", "D u p o n t", "Иванов", "Dupont\u200b", "ＤＵＰＯＮＴ"]
)
def test_short_foreign_and_odd_last_names_are_replaced_too(name: str) -> None:
    new = surrogates(replaced(f"[{name}](LAST_NAME:Patient)"), "LAST_NAME")[0]
    assert fold(new) != fold(name) and len(fold(new)) > 2 and new.isascii()


def test_gender_follows() -> None:
    from carnet.tools.pseudonymisation.surrogates.names import gender

    for name in ("Jeanne", "Sophie", "Mohamed", "Pierre", "HÉLÈNE", "helene", "Jean-Marie", "Marie-Pierre", "Zohra"):
        for person in "1234":
            new = surrogates(replaced(f"[{name}](FIRST_NAME)", person), "FIRST_NAME")[0]
            assert gender(new.split("-")[0]) == gender(name), (name, new)


@pytest.mark.parametrize("patient", [("Yannick", "Quéméneur"), ("Maëlle", "Ruiz"), ("Ibrahim", "de Kersauson")])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_patient_is_the_same_through_fifty_notes(seed: int, patient: tuple[str, str]) -> None:
    rng = random.Random(seed)
    replacement = Replacement(key=KEY)
    shown: dict[str, set[str]] = {"FIRST_NAME": set(), "LAST_NAME": set()}
    for number in range(50):
        text, entities = random_letter(rng, patient)
        result = replacement.replace(Note(f"n{number}", text, "7"), entities)
        assert rebuilt(text, result) == result.text
        for entity in result.entities:
            new = entity.replacement or ""
            if entity.role == "Patient" and entity.label in shown and len(entity.text) > 2:
                shown[entity.label].add(fold(new))
            if len(fold(entity.text)) >= 4 and entity.label in shown:
                assert not long_words(new) & {fold(e.text) for e in entities}
    assert len(shown["FIRST_NAME"]) == len(shown["LAST_NAME"]) == 1


def test_no_state_any_order_and_the_key_decides() -> None:
    letters = [random_letter(random.Random(seed)) for seed in range(20)]
    notes = [(Note(f"n{i}", text, str(i % 4)), entities) for i, (text, entities) in enumerate(letters)]
    one, two, other = Replacement(key=KEY), Replacement(key=KEY), Replacement(key=OTHER)
    there = [one.replace(note, entities) for note, entities in notes]
    back = [two.replace(note, list(reversed(entities))) for note, entities in reversed(notes)]
    assert there == list(reversed(back))
    differs = [other.replace(note, entities) for note, entities in notes]
    assert all(a.text != b.text for a, b in zip(there, differs, strict=True))
    assert there[0].producer != differs[0].producer and KEY.fingerprint in there[0].producer


def test_two_patients_share_nothing_and_a_note_without_patient_is_its_own() -> None:
    text = "[Quéméneur](LAST_NAME:Patient) [12/03/2020](IDENTIFYING_DATE)"
    assert len({replaced(text, str(person)).text for person in range(20)}) > 15
    plain, entities = marked(text)
    replacement = Replacement(key=KEY)
    assert replacement.replace(Note("a", plain), entities).text != replacement.replace(Note("b", plain), entities).text
    assert replacement.replace(Note("a", plain), entities).text == replacement.replace(Note("a", plain), entities).text


@given(
    st.lists(st.dates(date(1950, 1, 1), date(2040, 1, 1)), min_size=2, max_size=6), st.booleans(), st.integers(0, 99)
)
@settings(max_examples=60, deadline=None)
def test_intervals_and_weekdays_hold(days: list[date], weekdays: bool, person: int) -> None:
    text = " puis ".join(f"[{day:%d/%m/%Y}](IDENTIFYING_DATE)" for day in days)
    new = [
        date(int(shown[6:]), int(shown[3:5]), int(shown[:2]))
        for shown in surrogates(replaced(text, str(person), weekdays=weekdays), "IDENTIFYING_DATE")
    ]
    offsets = {after - before for before, after in zip(days, new, strict=True)}
    assert offsets == {timedelta(Replacement(key=KEY, weekdays=weekdays).offset(str(person)))}
    assert 0 < abs(next(iter(offsets)).days) <= 365
    if weekdays:
        assert [day.weekday() for day in new] == [day.weekday() for day in days]


def test_the_note_s_own_date_moves_with_it() -> None:
    replacement = Replacement(key=KEY)
    note = Note("n", "", "5", note_date=DAY)
    assert replacement.note_date(note) == DAY + timedelta(replacement.offset("5"))
    assert Replacement("tag").note_date(note) == DAY
    assert replacement.note_date(Note("n", "", "5")) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("âgée de 93 ans", "âgée de 90 ans ou plus"),
        ("Patient de 101 ans.", "Patient de 90 ans ou plus."),
        ("HOMME DE 95 ANS", "HOMME DE 90 ANS OU PLUS"),
        ("92-93 ans", "90 ans ou plus"),
        ("Âge : 94", "Âge : 90 ans ou plus"),
        ("quatre-vingt-treize ans", "90 ans ou plus"),
        ("93 ans et 4 mois", "90 ans ou plus"),
        ("une nonagénaire", "une de 90 ans ou plus"),
        ("son 95e anniversaire", "son 90e anniversaire"),
        ("âge : 92, seul", "âge : 90 ans ou plus, seul"),
        ("Age 95.", "Age 90 ans ou plus."),
        ("Pte 92a adressée", "Pte 90 ans ou plus adressée"),
        ("cent dix ans", "90 ans ou plus"),
        ("âgée de 89 ans", None),
        ("190 mg, SpO2 93 %, 93 kg, 1,93 ans", None),
        ("TA 120/93 ; 93 battements", None),
    ],
)
def test_ages_above_89(text: str, told: str | None) -> None:
    for mode in ("surrogate", "tag"):
        result = Replacement(mode, KEY).replace(Note("n", text), [])  # type: ignore[arg-type]
        assert result.text == (told or text)
        assert rebuilt(text, result) == result.text


def test_an_age_within_a_date_is_grouped_too() -> None:
    shown = surrogates(replaced("[12/03/1929 (95 ans)](PATIENT_BIRTHDATE)"), "PATIENT_BIRTHDATE")[0]
    assert shown == "[DATE_NAISSANCE] (90 ans ou plus)"


def test_an_age_in_letters_is_one_though_a_detector_took_a_piece_of_it() -> None:
    assert replaced("Femme de [quatre](IDENTIFYING_DATE)-vingt-douze ans").text == "Femme de 90 ans ou plus"
    young = "Femme de quatre-vingt-deux ans"
    assert replaced("Femme de [quatre](IDENTIFYING_DATE)-vingt-deux ans").text == young


def test_a_birth_has_one_date_in_all_notes_or_none() -> None:
    replacement = Replacement(key=KEY)
    text, entities = marked("né le [10/05/1929](PATIENT_BIRTHDATE)")
    offset = timedelta(replacement.offset("1"))
    shown = set()
    for year in range(1990, 2031):
        note = Note(str(year), text, "1", note_date=date(year, 6, 1))
        shown.add(replacement.replace(note, entities).text)
        known = replacement.replace(note, entities, latest=date(2031, 1, 1)).text
        assert known == "né le [DATE_NAISSANCE]"
    assert shown == {f"né le {date(1929, 5, 10) + offset:%d/%m/%Y}", "né le [DATE_NAISSANCE]"}


def test_a_birth_never_shows_an_age_above_89() -> None:
    for born in range(1900, 1960):
        result = replaced(f"né le [12/03/{born}](PATIENT_BIRTHDATE), vu le [12/03/2024](IDENTIFYING_DATE)")
        birth, seen = (e.replacement or "" for e in result.entities)
        if born < 1935:
            assert birth == "[DATE_NAISSANCE]"
        else:
            assert abs(int(seen[6:]) - int(birth[6:]) - (2024 - born)) <= 1


def test_postcode_and_town_belong_together_and_follow_the_patient() -> None:
    from carnet.tools.pseudonymisation.surrogates.places import towns

    result = replaced(
        "[49000](ZIP_CODE:Patient) [ANGERS](CITY:Patient), née à [Angers](CITY), [49000](ZIP_CODE). "
        "[3 rue Basse, 49100 Angers](ADDRESS) CHU d'[Angers](CITY) au [Le Mans](CITY)"
    )
    pairs = {(code, fold(town)) for code, town in towns()}
    new = [entity.replacement or "" for entity in result.entities]
    assert (new[0], fold(new[1])) in pairs and fold(new[1]) == fold(new[2]) == fold(new[5]) and new[3] == new[0]
    assert (new[4][-len(new[2]) - 6 :][:5], fold(new[2])) in pairs
    assert new[1].isupper() and fold(new[1])[0] in "aeiouh"
    assert new[6].startswith("Le ")


def test_lines_within_an_entity_stay() -> None:
    for breaks in ("\n", "\r\n", "\u2028"):
        text = f"12 rue Haute{breaks}49000 Angers"
        entity = Entity(start=0, end=len(text), text=text, label="ADDRESS")
        for mode in MODES:
            result = Replacement(mode, KEY).replace(Note("n", text), [entity])
            assert result.text.count(breaks) == 1, mode
            assert len(result.text.splitlines()) == 2


@given(st.text(max_size=60), st.sampled_from(LABELS), st.sampled_from(MODES), st.integers(0, 59), st.integers(1, 60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_replaced_without_a_crash(text: str, label: str, mode: str, start: int, length: int) -> None:
    entities = [
        Entity(start=start, end=start + length, text="", label=label),
        Entity(start=2, end=9, text="", label=label),
    ]
    result = Replacement(mode, KEY).replace(Note("n", text, "1"), entities)  # type: ignore[arg-type]
    assert rebuilt(text, result) == result.text
    assert len(result.text.splitlines()) == len(text.splitlines()) or mode == "surrogate"
    assert result.text.count("\n") == text.count("\n")
