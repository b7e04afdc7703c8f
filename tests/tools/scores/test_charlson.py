"""Charlson's index from CIM-10 codes: weights, hierarchy, age, codes of Quan."""

import pytest

from carnet.tools.scores.charlson import charlson, comorbidities
from carnet.tools.scores.measured import ScoreError


@pytest.mark.parametrize(
    ("codes", "value"),
    [
        ([], 0),
        (["I10", "Z511"], 0),
        (["I21.0"], 1),
        (["I25.2"], 1),
        (["I25.1"], 0),
        (["I42.6"], 1),
        (["I42.1"], 0),
        (["I50.0", "I50.1"], 1),  # once each
        (["I50.0", "J44.9", "F00.1"], 3),
        (["E11.9"], 1),
        (["E11.2"], 2),
        (["E119", "E112"], 2),  # complicated replaces simple
        (["K70.3", "K76.6"], 3),
        (["C50.9"], 2),
        (["C50.9", "C79.5"], 6),
        (["C44.3"], 0),  # skin, not melanoma
        (["C43.9"], 2),
        (["B24"], 6),
        (["N18.9", "G81.9"], 4),
        (["I702", "K255", "M05.9", "G459"], 4),
        (["c34.1", " J449 "], 3),
        (["E11.28", "C34.10"], 4),  # French extensions
    ],
)
def test_index(codes: list[str], value: int) -> None:
    assert charlson(codes).value == value


@pytest.mark.parametrize(("age", "value"), [(49, 2), (50, 3), (59, 3), (60, 4), (70, 5), (79, 5), (80, 6), (97, 6)])
def test_age(age: int, value: int) -> None:
    score = charlson(["C50.9"], age)
    assert score.value == value
    assert score.name == "age-adjusted Charlson"


def test_the_seventeen() -> None:
    listed = comorbidities()
    assert len(listed) == 17
    assert sorted(one.weight for one in listed) == [1] * 10 + [2] * 4 + [3] + [6] * 2
    assert charlson(["C78.0", "C18.7"]).parts == {"metastatic_cancer": 6}
    assert charlson(["I50.0"]).category == "1–2"


@pytest.mark.parametrize("code", ["", "I5", "cancer", "1234"])
def test_what_is_no_code(code: str) -> None:
    with pytest.raises(ScoreError) as refused:
        charlson([code])
    assert not code or code not in refused.value.message
