"""Dates and times: found, given a value, and not seen where there are none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.text.clean import clean
from carnet.text.dates import find_dates, find_moments
from carnet.text.numbers_in_words import read_number

NOTE = date(2024, 5, 20)  # a Monday


def read(text: str, note_date: date | None = NOTE, **asked: bool) -> list[tuple[str, str]]:
    """(text, value) of the dates and times found."""
    made = clean(text)
    return [
        (made.text[m.start : m.end], m.value)
        for m in find_dates(made, note_date, **asked)
        if m.kind in ("date", "time")
    ]


ABSOLUTE = {
    "le 12/03/24": ("12/03/24", "2024-03-12"),
    "le 12.03.2024": ("12.03.2024", "2024-03-12"),
    "au 12-3-2024": ("12-3-2024", "2024-03-12"),
    "daté du 2024-03-12": ("2024-03-12", "2024-03-12"),
    "21|8|1923": ("21|8|1923", "1923-08-21"),
    "le 12 / 03 / 2024": ("12 / 03 / 2024", "2024-03-12"),
    "le 07.03 2024": ("07.03 2024", "2024-03-07"),
    "le 01/09/ 2020": ("01/09/ 2020", "2020-09-01"),
    "le 12 mars 2024": ("12 mars 2024", "2024-03-12"),
    "LE 12 MARS 2024": ("12 MARS 2024", "2024-03-12"),
    "le 1er août 2023": ("1er août 2023", "2023-08-01"),
    "le 1 er aout 2023": ("1 er aout 2023", "2023-08-01"),
    "le 3 févr. 2022": ("3 févr. 2022", "2022-02-03"),
    "le 03 Déc 21": ("03 Déc 21", "2021-12-03"),
    "le 01sep2018": ("01sep2018", "2018-09-01"),
    "Sept 01, 2026": ("Sept 01, 2026", "2026-09-01"),
    "le 21 novembre, 2012": ("21 novembre, 2012", "2012-11-21"),
    "jusqu'au 20 12 2003": ("20 12 2003", "2003-12-20"),
    "né le 31121995": ("31121995", "1995-12-31"),
    "en mars 2024": ("mars 2024", "2024-03"),
    "en sept 2019": ("sept 2019", "2019-09"),
    "depuis 03/2024": ("03/2024", "2024-03"),
    "en 2019": ("2019", "2019"),
    "fin 2023": ("fin 2023", "2023"),
    "début mars 2021": ("début mars 2021", "2021-03"),
    "printemps 2022": ("printemps 2022", "2022-SP"),
    "à l'été 2021": ("été 2021", "2021-SU"),
    "courant 2019": ("courant 2019", "2019"),
    "1er trimestre 2024": ("1er trimestre 2024", "2024-Q1"),
    "dans les années 80": ("années 80", "198X"),
    "né le deux janvier mille neuf cent soixante dix huit": (
        "deux janvier mille neuf cent soixante dix huit",
        "1978-01-02",
    ),
    "le premier mars deux mille vingt-quatre": ("premier mars deux mille vingt-quatre", "2024-03-01"),
    "en deux mille dix-sept": ("deux mille dix-sept", "2017"),
    "en deux mille dix sept": ("deux mille dix sept", "2017"),
    "le dix sept mars 2020": ("dix sept mars 2020", "2020-03-17"),
    "Appendicectomie - 1968": ("1968", "1968"),
    "HTA 2012": ("2012", "2012"),
}


@pytest.mark.parametrize("text", ABSOLUTE)
def test_an_absolute_date_is_found_whole_and_read(text: str) -> None:
    """Whatever the style."""
    assert read(text) == [ABSOLUTE[text]]
    assert read(f"Patient vu ce matin-là : {text}.")[-1:] == [ABSOLUTE[text]]


RELATIVE = {
    "hier": "2024-05-19",
    "avant-hier": "2024-05-18",
    "ce jour": "2024-05-20",
    "aujourd'hui": "2024-05-20",
    "demain": "2024-05-21",
    "il y a 3 mois": "2024-02",
    "il y a 10 jours": "2024-05-10",
    "il ya deux ans": "2022",
    "dans 6 mois": "2024-11",
    "dans 15 jours": "2024-06-04",
    "lundi dernier": "2024-05-13",
    "jeudi prochain": "2024-05-23",
    "le mois dernier": "2024-04",
    "l'année dernière": "2023",
    "l'an passé": "2023",
    "la semaine prochaine": "2024-W22",
    "cette semaine": "2024-W21",
    "début mars": "2024-03",
    "mi-avril": "2024-04",
    "en novembre": "2023-11",
    "le 12/03": "2024-03-12",
    "le 12 décembre": "2023-12-12",
    "RDV le 12/03": "2025-03-12",
    "à revoir le 3 septembre": "2024-09-03",
}


@pytest.mark.parametrize("text", RELATIVE)
def test_a_relative_date_is_counted_from_the_notes(text: str) -> None:
    """Nearest in the past, unless an appointment is spoken of."""
    assert [value for _, value in read(text)] == [RELATIVE[text]]
    for moment in find_dates(clean(text), None):
        assert moment.relative
        assert moment.value.startswith("XXXX")


def test_days_counted_from_an_event_keep_their_offset() -> None:
    """« J15 », « J+10 », « post-op J2 », « à M3 »."""
    for text, offset in {
        "J15": "P15D",
        "à J+10": "P10D",
        "post-op J2": "P2D",
        "scanner à M3": "P3M",
        "à J-1": "-P1D",
        "le 3ème jour": "P3D",
        "au cinquième jour": "P5D",
    }.items():
        found = [m for m in find_dates(clean(text), NOTE) if m.kind == "date"]
        assert [m.offset for m in found] == [offset], text
        assert found[0].relative


def test_several_days_of_one_month() -> None:
    """Each day is a date of its own."""
    assert read("les 12 et 13 mars 2024") == [("12", "2024-03-12"), ("13 mars 2024", "2024-03-13")]
    assert read("du 3 au 7 mars 2024") == [("3", "2024-03-03"), ("7 mars 2024", "2024-03-07")]
    assert read("L1 (02/22 - 08/22), L2 en 09/22") == [
        ("02/22", "2022-02"),
        ("08/22", "2022-08"),
        ("09/22", "2022-09"),
    ]
    assert read("du 4/01 au 15/01/2021") == [("4/01", "2021-01-04"), ("15/01/2021", "2021-01-15")]
    assert read("du 18 au 29/03/2020") == [("18", "2020-03-18"), ("29/03/2020", "2020-03-29")]
    assert read("les 1er, 8 et 15 mars 2024")[0] == ("1", "2024-03-01")
    assert read("de 2019 à 2021") == [("2019", "2019"), ("2021", "2021")]
    assert read("sept.-oct. 2020") == [("sept", "2020-09"), ("oct. 2020", "2020-10")]
    assert read("mai à juin 2029") == [("mai", "2029-05"), ("juin 2029", "2029-06")]


def test_times() -> None:
    """Alone, and with their day."""
    assert read("à 14h30") == [("14h30", "T14:30")]
    assert read("vu à 16:34") == [("16:34", "T16:34")]
    assert read("arrivée à 8 heures") == [("8 heures", "T08")]
    assert read("le 12/03/2024 à 14h30") == [("12/03/2024", "2024-03-12"), ("14h30", "2024-03-12T14:30")]
    assert read("2024-03-12T14:30:05") == [("2024-03-12", "2024-03-12"), ("14:30:05", "2024-03-12T14:30:05")]


@pytest.mark.parametrize("text", ["30/02/2024", "le 31 avril 2023", "31/11/1999", "29/02/2023", "32/01/2024"])
def test_an_impossible_date_is_found_flagged_and_has_no_value(text: str) -> None:
    """It may identify all the same."""
    (found,) = [m for m in find_dates(clean(text), NOTE) if m.kind == "date"]
    assert found.value == ""
    assert not found.possible


def test_two_digit_years_follow_the_stated_pivot() -> None:
    """Without a note's date 39 is 2039 and 40 is 1940; with one, at most five years after it; a birth never after."""
    assert read("le 12/03/39", None) == [("12/03/39", "2039-03-12")]
    assert read("le 12/03/40", None) == [("12/03/40", "1940-03-12")]
    assert read("le 12/03/29") == [("12/03/29", "2029-03-12")]
    assert read("le 12/03/30") == [("12/03/30", "1930-03-12")]
    assert read("né le 12/03/25") == [("12/03/25", "1925-03-12")]


def test_dates_written_one_digit_to_a_box_are_read_only_when_asked() -> None:
    """As a scanner reads forms."""
    assert read("0 7 0 8 1 9 8 3") == []
    assert read("0 7 0 8 1 9 8 3", spaced=True) == [("0 7 0 8 1 9 8 3", "1983-08-07")]
    assert read("1 8 3 0 6 7 5 1 1 2 2 3 4 0 7 0 8 1 9 8 3", spaced=True) == [("0 7 0 8 1 9 8 3", "1983-08-07")]


NOT_DATES = [
    "2000 mg",
    "amoxicilline 2000 mg/j",
    "TA 12/8",
    "TA: 12/08",
    "PA 12/8 cmHg",
    "12/8 cmHg",
    "EVA 3/10",
    "EVA à 3/10",
    "les 2/3 inférieurs",
    "au 1/3 moyen",
    "ECOG 0/1",
    "OMS 0/1",
    "T12/L1",
    "L4/L5",
    "1/4/2 comprimés",
    "1/0/1",
    "1-0-1",
    "version 2.10.3",
    "grade 2/3",
    "biologie : 4.5",
    "IPP 20190312345",
    "IPP 2019031",
    "FDG 18",
    "CTCAE 5.0",
    "CTCAE v5.0",
    "chambre 2012",
    "chambre 12/03",
    "06 12 34 56 78",
    "06.12.03.24.15",
    "01-02-03-04-05",
    "tel 01.42.21.49.29",
    "plaquettes 2010/mm3",
    "CPK à 1953",
    "PNN 2010",
    "1953 UI/L",
    "1/2000",
    "10/12/24 mm",
    "5.5/6.5/4.5cm",
    "89/60mm",
    "C1J1",
    "C2 J15",
    "N0 M1",
    "pT2 N0 M0",
    "Gleason 3/4",
    "Glasgow 15/15",
    "poids 2010 g",
    "postal 75012",
    "acuité visuelle 10/10",
    "anticorps 1/80",
    "ratio 1:40",
    "HLA B27",
    "ratio 16.5",
    "2 x 2000",
    "curage 12/15",
    "pN1 (02/14)",
]


@pytest.mark.parametrize("text", NOT_DATES)
def test_what_only_looks_like_a_date_is_not_one(text: str) -> None:
    """EDS-NLP reads the year 2000 in « 2000 mg » and 12 August in « TA 12/8 »."""
    assert read(text) == []
    assert read(f"Ce patient : {text} ; stable.") == []


def test_moments_beyond_dates() -> None:
    """Ages and phases are found too, and are not dates."""
    made = clean("Patient de 54 ans, bilan préopératoire, sortie à J3.")
    assert [m.kind for m in find_moments(made)] == ["age", "phase", "date"]
    assert [m.kind for m in find_dates(made)] == ["date"]


@given(st.integers(0, 999_999))
def test_numbers_in_words_are_read(value: int) -> None:
    """Spelled as French spells them, with or without hyphens."""
    assert read_number(spelled(value)) == value
    assert read_number(spelled(value).replace("-", " ")) == value


def spelled(value: int) -> str:
    """A number in French (plain)."""
    units = [
        "zero",
        "un",
        "deux",
        "trois",
        "quatre",
        "cinq",
        "six",
        "sept",
        "huit",
        "neuf",
        "dix",
        "onze",
        "douze",
        "treize",
        "quatorze",
        "quinze",
        "seize",
    ]
    tens = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}
    if value < 17:
        return units[value]
    if value < 20:
        return f"dix-{units[value - 10]}"
    if value < 100:
        ten = value // 10 * 10 - (10 if value // 10 in (7, 9) else 0)
        rest = value - ten
        if not rest:
            return tens[ten] + ("s" if ten == 80 else "")
        return tens[ten] + ("-et-" if rest in (1, 11) and ten != 80 else "-") + spelled(rest)
    if value < 1000:
        head = "cent" if value < 200 else f"{units[value // 100]} cent"
        return head + (f" {spelled(value % 100)}" if value % 100 else "s" if value >= 200 else "")
    head = "mille" if value < 2000 else f"{spelled(value // 1000)} mille"
    return head + (f" {spelled(value % 1000)}" if value % 1000 else "")


PIECES = st.sampled_from(
    [
        *ABSOLUTE,
        *RELATIVE,
        *NOT_DATES,
        " ",
        "\n",
        "12",
        "/",
        ".",
        "mars",
        "é",
        "un an",
        "J",
        "depuis",
        "à",
        "h",
        "ﬁ",
        "\u200b",
        "²",
        "１２",
    ]
)


@given(st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=12).map("".join)), st.dates())
def test_any_text_is_read_without_a_crash_and_within_its_bounds(text: str, note_date: date) -> None:
    """Sorted, never overlapping, never empty."""
    made = clean(text)
    for asked in (note_date, None):
        end = 0
        for moment in find_moments(made, asked, spaced=True):
            assert end <= moment.start < moment.end <= len(made.text)
            end = moment.end


@given(
    st.dates(date(1930, 1, 1), date(2029, 12, 31)),
    st.sampled_from(["{0:%d/%m/%Y}", "{0:%d.%m.%Y}", "{0:%d-%m-%Y}", "{0:%Y-%m-%d}"]),
)
def test_every_day_of_a_century_is_read(day: date, style: str) -> None:
    """In each numeric style, and with its month in letters."""
    assert read("le " + style.format(day))[0][1] == day.isoformat()
    months = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ]
    assert read(f"le {day.day} {months[day.month - 1]} {day.year}")[0][1] == day.isoformat()
