"""Dates are moved as they are written; what cannot be moved is said to be so."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carnet.tools.pseudonymisation.date_shift import at_most_89, find_dates, moved, offset, shift_text
from carnet.tools.pseudonymisation.key import SiteKey
from carnet.tools.pseudonymisation.surrogates.date_words import MONTHS, in_letters, spoken_dates

KEY = SiteKey(bytes(range(32)))
NOTE = date(2024, 11, 20)


def shifted(text: str, days: int) -> str | None:
    return shift_text(text, lambda day: moved(day, days), NOTE)


@pytest.mark.parametrize(
    ("text", "days", "new"),
    [
        ("12/03/24", 10, "22/03/24"),
        ("12/03/2024", -12, "29/02/2024"),
        ("12.03.2024", 30, "11.04.2024"),
        ("5/3/2024", 10, "15/3/2024"),
        ("05-03-2024", 10, "15-03-2024"),
        ("2024-03-12", 20, "2024-04-01"),
        ("2024-03-12T10:30:00Z", 20, "2024-04-01T10:30:00Z"),
        ("20240312", 20, "20240401"),
        ("12032024", 20, "01042024"),
        ("12 mars 2024", 20, "1er avril 2024"),
        ("1er mars 2024", 1, "2 mars 2024"),
        ("12 MARS 2024", 150, "9 AOUT 2024"),
        ("12 février 2024", 20, "3 mars 2024"),
        ("12 fevrier 2024", 170, "31 juillet 2024"),
        ("12 MARS 54", 1, "13 MARS 54"),
        ("lundi 11 mars 2024", 1, "mardi 12 mars 2024"),
        ("Lun. 11/03/2024", 7, "Lun. 18/03/2024"),
        ("le 5 févr. 2024", 20, "le 25 févr. 2024"),
        ("sept. 2021", 30, "oct. 2021"),
        ("MARS 2024", 31, "AVRIL 2024"),
        ("début mars", 8, "mi-mars"),
        ("fin juin 2023", 10, "début juillet 2023"),
        ("2019", 200, "2020"),
        ("03/2024", 31, "04/2024"),
        ("12/03", 20, "01/04"),
        ("12 mars", 20, "1er avril"),
        ("du 12 au 15 mars 2024", 10, "du 22 au 25 mars 2024"),
        ("du 12 au 15 mars 2024", 18, "du 30 mars au 2 avril 2024"),
        ("12-15/03/2024", 10, "22-25/03/2024"),
        ("12, 13 et 14 mars 2024", 1, "13, 14 et 15 mars 2024"),
        ("du 28 février au 3 mars 2024", 1, "du 29 février au 4 mars 2024"),
        ("1 2/0 3/2024", 10, "22/03/2024"),
        ("l2/O3/2O24", 10, "22/03/2024"),
        ("12\nmars 2024", 10, "22\nmars 2024"),
        ("31/02/2024", 1, "01/03/2024"),
        ("29/02/2024", 366, "01/03/2025"),
        ("03/25/2024", 10, "04/04/2024"),
        ("12/03/2024 à 14h30", 1, "13/03/2024 à 14h30"),
        ("douze mars deux mille vingt-quatre", 1, "treize mars deux mille vingt-quatre"),
        ("PREMIER MARS MIL NEUF CENT QUATRE-VINGT-DIX", 1, "DEUX MARS MIL NEUF CENT QUATRE-VINGT-DIX"),
        ("deux mille dix sept", 200, "deux mille dix-huit"),
        ("en mille neuf cent soixante-dix-sept", 1, "en mil neuf cent soixante-dix-sept"),
        ("il y a 3 ans", 10, "il y a 3 ans"),
        ("Sept 01, 2026", 30, "Oct 01, 2026"),
        ("01sep2018", 30, "01oct2018"),
        ("10 / 03 | 2020", 1, "11 / 03 | 2020"),
        ("18X2027", 10, None),
        ("45/13/2024", 10, None),
        ("99/99/9999", 10, None),
        ("années 80", 10, None),
        ("Noël 2023", 10, None),
        ("semaine dernière", 10, None),
    ],
)
def test_dates_as_they_are_written(text: str, days: int, new: str | None) -> None:
    assert shifted(text, days) == new


@given(st.dates(date(1900, 1, 1), date(2060, 1, 1)), st.integers(-365, 365))
@settings(max_examples=100, deadline=None)
def test_every_way_of_writing_a_day_is_moved_by_the_same_days(day: date, days: int) -> None:
    new = moved(day, days)
    written = [f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}", f"{day.day} {MONTHS[day.month - 1]} {day.year}", f"{day:%d.%m.%Y}"]
    written.append(
        f"{'premier' if day.day == 1 else in_letters(day.day)} {MONTHS[day.month - 1]} {in_letters(day.year)}"
    )
    for text in written:
        shown = shifted(text, days)
        assert shown is not None and find_dates(shown) == [new], text


@given(st.text("0123456789/.- lOmarsjuinévi\n", max_size=25), st.integers(-365, 365))
@settings(max_examples=200, deadline=None)
def test_whatever_is_written(text: str, days: int) -> None:
    shown = shifted(text, days)
    assert shown is None or text.count("\n") == shown.count("\n")


def test_numbers_in_letters_are_read_back() -> None:
    for year in range(1890, 2100):
        text = f"deux mai {in_letters(year)}"
        assert [(d, m, y) for _s, _e, d, m, y, _w in spoken_dates(text)] == [(2, 5, year)]


def test_offsets() -> None:
    offsets = [offset(KEY, f"person:{n}") for n in range(2000)]
    assert min(offsets) >= -365 and max(offsets) <= 365 and 0 not in offsets
    assert 0.45 < sum(days > 0 for days in offsets) / 2000 < 0.55 and len(set(offsets)) > 500
    weeks = [offset(KEY, f"person:{n}", weekdays=True) for n in range(500)]
    assert all(days % 7 == 0 and 7 <= abs(days) <= 364 for days in weeks)
    assert all(30 <= abs(offset(KEY, str(n), least=30, most=60)) <= 60 for n in range(300))


def test_nobody_is_older_than_89() -> None:
    latest = date(2024, 3, 1)
    assert at_most_89(date(1960, 5, 4), latest) == date(1960, 5, 4)
    assert at_most_89(date(1934, 3, 2), latest) == date(1934, 3, 2)  # 89, 90 tomorrow
    assert at_most_89(date(1934, 3, 1), latest) == date(1935, 3, 1)
    assert at_most_89(date(1912, 2, 29), latest) == date(1934 + 1, 2, 28)
    assert at_most_89(date(1900, 1, 1), None) == date(1900, 1, 1)


def test_no_figure_is_left_as_it_was() -> None:
    for text in ("12/03/2024 et 99", "mars 2024 (99/99)", "réf 88812"):
        shown = shifted(text, 40)
        assert shown is None or not set(re.findall(r"\d+", text)) & set(re.findall(r"\d+", shown))
