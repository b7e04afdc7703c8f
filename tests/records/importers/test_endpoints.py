"""Endpoints are found by their columns' names, their statuses read in every usual spelling, never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.records.importers.endpoints import Endpoint, find_endpoints
from carnet.records.importers.statuses import read_status
from carnet.records.importers.values import read_date, read_number


@pytest.mark.parametrize(
    "text",
    [
        "1:DECEASED",
        "DECEASED",
        "Dead",
        "1",
        "1.0",
        "true",
        "oui",
        "Décédé",
        "décédée",
        "Recurred",
        "Recurred/Progressed",
        "1:PROGRESSION",
        "1:DEAD WITH TUMOR",
        "yes",
        "1:Recurred",
        " deceased ",
    ],
)
def test_events(text: str) -> None:
    assert read_status(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "0:LIVING",
        "LIVING",
        "Alive",
        "0",
        "False",
        "non",
        "vivant",
        "Not Recurred",
        "0:Not Recurred",
        "0:CENSORED",
        "0:ALIVE OR DEAD TUMOR FREE",
        "DiseaseFree",
        "no",
        "Perdu de vue",
        "0:DiseaseFree",
    ],
)
def test_no_events(text: str) -> None:
    assert read_status(text) is False


@pytest.mark.parametrize("text", ["2", "perhaps", "10:DECEASED", "-1", "LIVING DEAD", "9"])
def test_what_is_not_known_is_not_guessed(text: str) -> None:
    assert read_status(text) is None


def test_a_death_from_another_cause_is_no_event_of_the_disease() -> None:
    assert read_status("Died of Other Causes", "os") is True
    assert read_status("Died of Other Causes", "dss") is False


@given(st.sampled_from(["anything", "", "tumour"]), st.sampled_from(["0", "1"]), st.sampled_from([":", " : ", "_"]))
def test_the_prefix_decides_when_the_words_say_nothing(word: str, prefix: str, separator: str) -> None:
    assert read_status(f"{prefix}{separator}{word}") is (prefix == "1")


@given(st.text(max_size=20))
def test_any_text_reads_or_does_not(text: str) -> None:
    assert read_status(text) in (True, False, None)
    number = read_number(text)
    assert number is None or number == number
    read_date(text)


@given(st.floats(allow_nan=False, allow_infinity=False, width=64))
def test_times_are_read_exactly(value: float) -> None:
    assert read_number(repr(value)) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**6), max_value=10**6))
def test_decimal_commas(value: object) -> None:
    assert read_number(str(value).replace(".", ","), comma=True) == float(str(value))


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (["OS_MONTHS", "OS_STATUS", "PFS_DAYS", "PFS_STATUS"], {"os": "month", "pfs": "day"}),
        (
            [
                "Overall Survival (Months)",
                "Overall Survival Status",
                "Relapse Free Status (Months)",
                "Relapse Free Status",
            ],
            {"os": "month", "rfs": "month"},
        ),
        (["Months of disease-specific survival", "Disease-specific Survival status"], {"dss": "month"}),
        (["Progress Free Survival (Months)", "Progression Free Status"], {"pfs": "month"}),
        (["OS.time", "OS", "DSS.time", "DSS"], {"os": "", "dss": ""}),
        (["EFS_YEARS", "EFS_EVENT"], {"efs": "year"}),
        (
            ["SG_MOIS", "SG_STATUT", "Survie sans progression (mois)", "Survie sans progression statut"],
            {"os": "month", "pfs": "month"},
        ),
        (["AGE", "OS_MONTHS", "SEX"], {}),
        (["FOO_MONTHS", "FOO_STATUS"], {"foo": "month"}),
        (["Time to Progression (Months)", "Time to Progression Status"], {"ttp": "month"}),
    ],
)
def test_names(columns: list[str], expected: dict[str, str]) -> None:
    assert {endpoint.name: endpoint.unit for endpoint in find_endpoints(columns)} == expected


def test_a_censoring_column_is_read_the_other_way_round() -> None:
    (endpoint,) = find_endpoints(["OS_DAYS", "OS_CENSOR"])
    assert endpoint.inverted
    assert endpoint.read("1") is False
    assert endpoint.read("0") is True
    assert endpoint.read("Censored") is False


def test_values_that_a_mapping_names() -> None:
    endpoint = Endpoint("os", ("time",), "status", "day", events=("2",), censored=("0", "1"))
    assert [endpoint.read(value) for value in ("2", "2.0", "1", "0", "3")] == [True, True, False, False, None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2010-01-31", "2010-01-31"),
        ("20100131", "2010-01-31"),
        ("2010-01-31 10:20:30", "2010-01-31"),
        ("31/01/2010", "2010-01-31"),
        ("2010-01-31T10:20:30Z", "2010-01-31"),
        ("2024-01-15 10:30:00+01", "2024-01-15"),
        ("30/02/2010", None),
        ("2010-02-30", None),
        ("soon", None),
    ],
)
def test_dates(text: str, expected: str | None) -> None:
    found = read_date(text)
    assert (found.isoformat() if found else None) == expected
