"""Durations, frequencies and ages: a duration of n units is read as n."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.text.clean import clean
from carnet.text.dates import find_dates, find_moments

UNITS = {
    "an": ("P", "Y"),
    "ans": ("P", "Y"),
    "mois": ("P", "M"),
    "semaines": ("P", "W"),
    "jours": ("P", "D"),
    "heures": ("PT", "H"),
    "minutes": ("PT", "M"),
}


def durations(text: str, kind: str = "duration") -> list[tuple[str, str]]:
    """(text, value) of what is found of a kind."""
    made = clean(text)
    return [(made.text[m.start : m.end], m.value) for m in find_moments(made) if m.kind == kind]


@pytest.mark.parametrize("cue", ["pendant", "durant", "depuis", "pour"])
def test_every_number_from_1_to_99_is_read_as_it_is(cue: str) -> None:
    """EDS-NLP reads « pendant 15 jours » as five days: 81 of these 99 are wrong there."""
    for count in range(1, 100):
        for unit, (head, letter) in UNITS.items():
            assert durations(f"traité {cue} {count} {unit} par antibiotique") == [
                (f"{count} {unit}", f"{head}{count}{letter}")
            ]


@given(
    st.integers(1, 9999),
    st.sampled_from([*UNITS, "j", "h", "sem", "min", "SA"]),
    st.sampled_from(["", " "]),
    st.sampled_from(["depuis", "pendant", "durant", "sur", "au bout de", "il y a", "toutes les", "après"]),
)
def test_a_count_of_any_unit_is_that_count(count: int, unit: str, space: str, cue: str) -> None:
    """Whatever comes before it and however it is spaced."""
    found = [m for m in find_dates(clean(f"{cue} {count}{space}{unit}")) if m.kind != "phase"]
    assert len(found) == 1
    said = found[0].offset.lstrip("-") or found[0].value
    assert "".join(c for c in said if c.isdigit()) == str(count)


VALUES = {
    "24 heures": "PT24H",
    "3 semaines": "P3W",
    "un an et demi": "P1Y6M",
    "1 an et demi": "P1Y6M",
    "2 heures et demie": "PT2H30M",
    "6 à 8 semaines": "P6W/P8W",
    "6-8 semaines": "P6W/P8W",
    "3 ou 4 jours": "P3D/P4D",
    "une quinzaine de jours": "P15D",
    "une dizaine d'années": "P10Y",
    "45 min": "PT45M",
    "3j": "P3D",
    "pendant 10 ans": "P10Y",
    "trois mois": "P3M",
    "vingt-quatre heures": "PT24H",
    "quatre-vingt-dix jours": "P90D",
    "2 ans et 3 mois": "P2Y3M",
    "12 semaines + 2 jours": "P12W2D",
    "31 SA+4j": "P31W4D",
    "37 SA": "P37W",
    "2,5 ans de suivi": "P2.5Y",
    "02 mois": "P2M",
    "quelques jours": "PXD",
    "plusieurs mois": "PXM",
    "une demi-heure": "PT30M",
    "trois quarts d'heure": "PT45M",
    "DEPUIS QUINZE JOURS": "P15D",
    "pendant 2h30": "PT2H30M",
    "un trimestre": "P3M",
    "depuis dix sept ans": "P17Y",
    "les 3 derniers mois": "P3M",
    "dans les 48 heures": "PT48H",
}


@pytest.mark.parametrize("text", VALUES)
def test_durations_have_their_value(text: str) -> None:
    """Digits, words, halves, ranges, groups."""
    assert [value for _, value in durations(text)] == [VALUES[text]]


SETS = {
    "3 fois par jour": ("P1D", 3.0),
    "deux fois par semaine": ("P1W", 2.0),
    "3 fois/j": ("P1D", 3.0),
    "3x/j": ("P1D", 3.0),
    "toutes les 3 semaines": ("P3W", None),
    "toutes les huit heures": ("PT8H", None),
    "tous les jours": ("P1D", None),
    "tous les matins": ("P1D", None),
    "tous les 2 mois": ("P2M", None),
    "chaque semaine": ("P1W", None),
    "contrôle hebdomadaire": ("P1W", None),
    "prise quotidienne": ("P1D", None),
    "bilan mensuel": ("P1M", None),
    "surveillance semestrielle": ("P6M", None),
    "mammographie annuelle": ("P1Y", None),
    "un jour sur deux": ("P2D", None),
    "tous les lundis": ("XXXX-WXX-1", None),
    "toutes les 4 à 6 heures": ("PT4H/PT6H", None),
    "2 à 3 fois par semaine": ("P1W", None),
    "matin et soir": ("P1D", 2.0),
}


@pytest.mark.parametrize("text", SETS)
def test_frequencies_have_their_period_and_their_number(text: str) -> None:
    """TIMEX3's SET: the value is the period."""
    (found,) = [m for m in find_dates(clean(text)) if m.kind == "set"]
    assert (found.value, found.times) == SETS[text]


@pytest.mark.parametrize(
    "text",
    [
        "Patient âgé de 54 ans",
        "patiente agee de 54 ans",
        "Mme Durand, 54 ans, hospitalisée",
        "homme de 54 ans",
        "une femme caucasienne de 54 ans",
        "M. Jean Martin de 54 ans",
        "à l'âge de 54 ans",
        "Âge : 54 ans",
        "son père, décédé à 54 ans",
        "depuis ses 54 ans",
    ],
)
def test_an_age_is_not_a_duration(text: str) -> None:
    """It is kept apart."""
    assert durations(text, "age") == [("54 ans", "P54Y")]
    assert durations(text) == []


@pytest.mark.parametrize(
    "text", ["tabac depuis 54 ans", "pendant 54 ans", "un recul de 54 ans", "après 54 ans de suivi"]
)
def test_years_that_are_not_an_age(text: str) -> None:
    """What comes before says so."""
    assert durations(text) == [("54 ans", "P54Y")]


def test_counts_and_ranks_are_kept_apart() -> None:
    """How many courses were given, and which one this is."""
    assert durations("après 6 cures de chimiothérapie", "count") == [("6", "6")]
    assert durations("six cycles puis 2ème ligne", "count") == [("six", "6"), ("2ème", "2")]
    assert durations("dès la première cure", "count") == [("première", "1")]
    assert durations("une lésion", "count") == []


@pytest.mark.parametrize(
    "text", ["vie quotidienne", "2 g/24h", "10 mg/j", "3 comprimés", "L5 S1", "2 s'est", "7j/7", "24h/24", "HTA"]
)
def test_what_is_neither(text: str) -> None:
    """Doses and words."""
    assert [m for m in find_dates(clean(text)) if m.kind in ("duration", "set")] == []


@pytest.mark.parametrize(
    ("text", "said", "value"),
    [
        ("Pte 34a, hospitalisée", "34a", "P34Y"),
        ("Mr 58a, GNIgA", "58a", "P58Y"),
        ("H 67 ans amené par le SMUR", "67 ans", "P67Y"),
        ("Enf de 18 mois", "18 mois", "P18M"),
        ("F 86a veuve", "86a", "P86Y"),
    ],
)
def test_short_ages(text: str, said: str, value: str) -> None:
    assert durations(text, "age") == [(said, value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [("née à 37SA+2", "P37W2D"), ("39 SA + 4 j", "P39W4D"), ("41SA et 3 jours", "P41W3D"), ("37 SA", "P37W")],
)
def test_terms_of_a_pregnancy(text: str, value: str) -> None:
    assert [found for _text, found in durations(text)] == [value]


def test_a_letter_after_a_number_is_no_age() -> None:
    assert durations("grade 3a, T4a, 2 a 3 cm, lot 34a", "age") == []


@pytest.mark.parametrize("text", ["réeval 6m", "traité depuis 6m", "cs 6m"])
def test_months_in_short(text: str) -> None:
    assert durations(text) == [("6m", "P6M")]


@pytest.mark.parametrize("text", ["marche 6m", "chute de 6m", "6m2"])
def test_metres_are_no_months(text: str) -> None:
    assert durations(text) == []
