"""Clinical scores against their published definitions; values worked out by hand from the published formulas.

Of ALBI: Johnson 2015 (thresholds −2.60 and −1.39); of Child-Pugh: the table of Pugh 1973; of CKD-EPI 2021: the
coefficients of Inker 2021; of the others the points of their papers. `hand` says where a number was computed aside.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.tools.scores.blood import lipi, nlr
from carnet.tools.scores.embolisation import hap, mhap2, six_and_twelve
from carnet.tools.scores.kidney import ckd_epi
from carnet.tools.scores.liver import albi, bclc, child_pugh
from carnet.tools.scores.measured import Measured, ScoreError


@pytest.mark.parametrize(
    ("bilirubin", "albumin", "value", "grade"),
    [
        (10, 45, -3.165, "1"),  # hand: 0.66 × 1 − 0.085 × 45
        (100, 30, -1.23, "3"),  # hand: 0.66 × 2 − 0.085 × 30
        (10, 30, -1.89, "2"),
        (1, 30.58, -2.599, "2"),  # just above −2.60
        (1, 30.6, -2.601, "1"),
    ],
)
def test_albi(bilirubin: float, albumin: float, value: float, grade: str) -> None:
    score = albi(Measured(bilirubin, "µmol/L"), Measured(albumin, "g/L"))
    assert (score.value, score.category) == (pytest.approx(value, abs=1e-3), grade)
    assert "Johnson" in score.source


def test_units_are_converted() -> None:
    one = albi(Measured(17.104, "µmol/L"), Measured(35, "g/L"))
    assert albi(Measured(1, "mg/dL"), Measured(3.5, "g/dL")).value == one.value
    assert albi(Measured(10, "mg/l"), Measured(35, "g / l")).value == one.value
    assert ckd_epi(Measured(88.4, "µmol/L"), 60, "M").value == ckd_epi(Measured(1, "mg/dL"), 60, "M").value
    assert nlr(Measured(4000, "/mm3"), Measured(2, "G/L")).value == 2


@pytest.mark.parametrize(
    ("bilirubin", "albumin", "prothrombin", "ascites", "encephalopathy", "points", "letter"),
    [
        ((20, "µmol/L"), 40, (1.1, "INR"), "none", "none", 5, "A"),
        ((34, "µmol/L"), 40, (1.1, "INR"), "none", "none", 6, "A"),
        ((50, "µmol/L"), 35, (1.7, "INR"), "none", "none", 8, "B"),
        ((51, "µmol/L"), 27, (2.4, "INR"), "moderate", "grade 3-4", 15, "C"),
        ((2.0, "mg/dL"), 36, (60, "%"), "mild", "none", 7, "B"),
        ((3.0, "mg/dL"), 28, (40, "%"), "mild", "grade 1-2", 10, "C"),
        ((1.9, "mg/dL"), 36, (51, "%"), "none", "none", 5, "A"),
        ((3.1, "mg/dL"), 36, (39, "%"), "none", "none", 9, "B"),
    ],
)
def test_child_pugh(
    bilirubin: tuple[float, str],
    albumin: float,
    prothrombin: tuple[float, str],
    ascites: str,
    encephalopathy: str,
    points: int,
    letter: str,
) -> None:
    score = child_pugh(Measured(*bilirubin), Measured(albumin, "g/L"), Measured(*prothrombin), ascites, encephalopathy)
    assert (score.value, score.category) == (points, letter)
    assert sum(score.parts.values()) == points


@pytest.mark.parametrize(
    ("nodules", "size", "vascular", "spread", "status", "liver", "transplantable", "stage"),
    [
        (1, 2, False, False, 0, "A", False, "0"),
        (1, 2.1, False, False, 0, "A", False, "A"),
        (1, 9, False, False, 0, "A", False, "A"),  # one nodule, whatever its size
        (3, 3, False, False, 0, "B", False, "A"),
        (3, 3.1, False, False, 0, "A", False, "B"),
        (4, 1, False, False, 0, "A", False, "B"),
        (1, 2, True, False, 0, "A", False, "C"),
        (2, 2, False, True, 0, "A", False, "C"),
        (1, 2, False, False, 1, "A", False, "C"),
        (1, 2, False, False, 2, "B", False, "C"),
        (1, 2, False, False, 3, "A", False, "D"),
        (1, 2, False, False, 0, "C", False, "D"),
        (1, 3, False, False, 0, "C", True, "A"),
    ],
)
def test_bclc(
    nodules: int,
    size: float,
    vascular: bool,
    spread: bool,
    status: int,
    liver: str,
    transplantable: bool,
    stage: str,
) -> None:
    score = bclc(
        nodules=nodules,
        largest=Measured(size, "cm"),
        vascular_invasion=vascular,
        extrahepatic_spread=spread,
        performance_status=status,
        child_pugh_class=liver,
        transplantable=transplantable,
    )
    assert score.value == stage


@pytest.mark.parametrize(
    ("albumin", "bilirubin", "afp", "size", "nodules", "first", "second"),
    [
        (36, 17, 400, 7, 1, (0, "A"), (0, "A")),
        (35.9, 17, 400, 7, 1, (1, "B"), (1, "B")),
        (35, 18, 400, 7, 2, (2, "C"), (3, "D")),
        (35, 18, 401, 7, 1, (3, "D"), (3, "D")),
        (35, 18, 401, 7.1, 5, (4, "D"), (5, "D")),
        (40, 10, 5, 3, 2, (0, "A"), (1, "B")),
    ],
)
def test_hap_and_mhap2(
    albumin: float,
    bilirubin: float,
    afp: float,
    size: float,
    nodules: int,
    first: tuple[int, str],
    second: tuple[int, str],
) -> None:
    given_values = (
        Measured(albumin, "g/L"),
        Measured(bilirubin, "µmol/L"),
        Measured(afp, "ng/mL"),
        Measured(size * 10, "mm"),
    )
    one, two = hap(*given_values), mhap2(*given_values, nodules)
    assert (one.value, one.category) == first
    assert (two.value, two.category) == second


@pytest.mark.parametrize(
    ("size", "nodules", "value", "category"),
    [(5, 1, 6, "≤ 6"), (5.1, 1, 6.1, "> 6 – 12"), (8, 4, 12, "> 6 – 12"), (8.1, 4, 12.1, "> 12")],
)
def test_six_and_twelve(size: float, nodules: int, value: float, category: str) -> None:
    score = six_and_twelve(Measured(size, "cm"), nodules)
    assert (score.value, score.category) == (value, category)


@pytest.mark.parametrize(
    ("creatinine", "age", "sex", "value", "category"),
    [
        (0.9, 50, "M", 104.0, "G1"),  # hand: 142 × 0.9938^50
        (0.7, 50, "F", 105.3, "G1"),  # hand: 142 × 0.9938^50 × 1.012
        (1.0, 60, "M", 86.2, "G2"),  # hand
        (1.8, 70, "M", 40.0, "G3b"),  # hand: 142 × 2^−1.2 × 0.9938^70
        (1.4, 70, "F", 40.5, "G3b"),  # hand: the same × 1.012
        (0.45, 50, "M", 128.3, "G1"),  # hand: 142 × 0.5^−0.302 × 0.9938^50
        (7.0, 40, "F", 7.1, "G5"),  # hand: 142 × 10^−1.2 × 0.9938^40 × 1.012
    ],
)
def test_ckd_epi(creatinine: float, age: int, sex: str, value: float, category: str) -> None:
    score = ckd_epi(Measured(creatinine, "mg/dL"), age, sex)
    assert (score.value, score.category) == (pytest.approx(value, abs=0.06), category)


def test_nlr_and_lipi() -> None:
    assert nlr(Measured(6, "G/L"), Measured(1.2, "G/L")).value == 5
    limit = Measured(250, "U/L")
    cases = [((3, 6), 200, (0, "bon")), ((7, 9), 200, (1, "intermédiaire")), ((3, 6), 251, (1, "intermédiaire"))]
    cases += [((7.6, 10), 300, (2, "mauvais")), ((7.5, 10), 250, (0, "bon"))]
    for (count, leucocytes), ldh, (value, category) in cases:
        score = lipi(Measured(count, "G/L"), Measured(leucocytes, "G/L"), Measured(ldh, "UI/L"), limit)
        assert (score.value, score.category) == (value, category)


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        (Measured(35, ""), "albumine : l’unité manque."),
        (Measured(35, "mmol/L"), "albumine : cette unité"),
        (Measured(3.5, "g/L"), "albumine : la valeur sort de ce qui est possible (8 à 75 g/L)."),
        (Measured(35, "g/dL"), "albumine : la valeur sort"),
        (Measured(float("nan"), "g/L"), "albumine : la valeur sort"),
        (35, "albumine : l’unité manque."),
    ],
)
def test_a_unit_is_never_guessed(measured: Measured, said: str) -> None:
    with pytest.raises(ScoreError) as refused:
        albi(Measured(20, "µmol/L"), measured)
    assert refused.value.message.startswith(said)
    assert refused.value.remedy


def test_other_refusals() -> None:
    with pytest.raises(ScoreError, match="INR ou taux de prothrombine"):
        child_pugh(Measured(20, "µmol/L"), Measured(40, "g/L"), Measured(80, ""), "none", "none")
    with pytest.raises(ScoreError, match="ascite"):
        child_pugh(Measured(20, "µmol/L"), Measured(40, "g/L"), Measured(80, "%"), "peu", "none")
    with pytest.raises(ScoreError):
        ckd_epi(Measured(60, "µmol/L"), 12, "F")
    with pytest.raises(ScoreError):
        ckd_epi(Measured(60, "µmol/L"), 40, "x")
    with pytest.raises(ScoreError):
        six_and_twelve(Measured(3, "cm"), 0)
    with pytest.raises(ScoreError):
        lipi(Measured(6, "G/L"), Measured(6, "G/L"), Measured(200, "U/L"), Measured(250, "U/L"))
    with pytest.raises(ScoreError):
        bclc(
            nodules=0,
            largest=None,
            vascular_invasion=False,
            extrahepatic_spread=False,
            performance_status=0,
            child_pugh_class="A",
        )


@given(st.floats(1, 500), st.floats(10, 60))
def test_albi_grows_with_bilirubin_and_falls_with_albumin(bilirubin: float, albumin: float) -> None:
    here = float(albi(Measured(bilirubin, "µmol/L"), Measured(albumin, "g/L")).value)
    assert float(albi(Measured(bilirubin * 2, "µmol/L"), Measured(albumin, "g/L")).value) > here
    assert float(albi(Measured(bilirubin, "µmol/L"), Measured(albumin + 5, "g/L")).value) < here


@given(st.floats(0.2, 20), st.integers(18, 100), st.sampled_from("FM"))
def test_filtration_falls_with_creatinine_and_age(creatinine: float, age: int, sex: str) -> None:
    here = float(ckd_epi(Measured(creatinine, "mg/dL"), age, sex).value)
    assert 0 <= float(ckd_epi(Measured(creatinine * 1.5, "mg/dL"), age, sex).value) <= here
    assert float(ckd_epi(Measured(creatinine, "mg/dL"), age + 10, sex).value) <= here
