"""Quantities: values, UCUM units, and what they measure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.text.clean import clean
from carnet.text.quantities import Quantity, find_quantities
from carnet.text.quantities_results import find_results

Expected = tuple[str, float | tuple[float, ...], str | None, str | None]


def read(text: str) -> list[Expected]:
    """(text, value, unit, name) of the quantities found."""
    made = clean(text)
    return [(made.text[q.start : q.end], q.value, q.unit, q.name) for q in find_quantities(made)]


def only(text: str) -> Quantity:
    """The one quantity of a text."""
    (found,) = find_quantities(clean(text))
    return found


QUANTITIES: dict[str, Expected] = {
    "TA 120/80 mmHg": ("120/80 mmHg", (120, 80), "mm[Hg]", "blood_pressure"),
    "PA à 141 mmHg/85 mmHg": ("141 mmHg/85 mmHg", (141, 85), "mm[Hg]", "blood_pressure"),
    "TA 13/7": ("13/7", (13, 7), "cm[Hg]", "blood_pressure"),
    "TA: 135/85": ("135/85", (135, 85), "mm[Hg]", "blood_pressure"),
    "18/10 cmHg": ("18/10 cmHg", (18, 10), "cm[Hg]", "blood_pressure"),
    "CRP 45": ("45", 45, "mg/L", "crp"),
    "CRP : 45 mg/L": ("45 mg/L", 45, "mg/L", "crp"),
    "SUVmax 5,6": ("5,6", 5.6, "{SUV}", "suv"),
    "SUV max = 13,9": ("13,9", 13.9, "{SUV}", "suv"),
    "ECOG 1": ("1", 1, "{score}", "ecog"),
    "ECOG PS 2": ("2", 2, "{score}", "ecog"),
    "PS OMS à 0": ("0", 0, "{score}", "ecog"),
    "35 x 20 mm": ("35 x 20 mm", (35, 20), "mm", None),
    "35 x 20 x 12 mm": ("35 x 20 x 12 mm", (35, 20, 12), "mm", None),
    "35×20×12 mm": ("35×20×12 mm", (35, 20, 12), "mm", None),
    "10cm sur 7cm": ("10cm sur 7cm", (10, 7), "cm", None),
    "89/60mm": ("89/60mm", (89, 60), "mm", None),
    "PNN 0,8 G/L": ("0,8 G/L", 0.8, "10*9/L", "neutrophils"),
    "plaquettes à 250 G/L": ("250 G/L", 250, "10*9/L", "platelets"),
    "leucocytes 4,5 x10^9/L": ("4,5 x10^9/L", 4.5, "10*9/L", "leukocytes"),
    "leucocytes 4,5 10⁹/L": ("4,5 10⁹/L", 4.5, "10*9/L", "leukocytes"),
    "PLAQUETTES 250 G/L": ("250 G/L", 250, "10*9/L", "platelets"),
    "FIBRINOGENE 3 G/L": ("3 G/L", 3, "g/L", "fibrinogen"),
    "albumine 35 g/L": ("35 g/L", 35, "g/L", "albumin"),
    "Ki67 à 20 %": ("20 %", 20, "%", "ki67"),
    "Ki-67 : 20%": ("20%", 20, "%", "ki67"),
    "20 % de Ki67": ("20 %", 20, "%", "ki67"),
    "PSA < 0,5 ng/mL": ("< 0,5 ng/mL", 0.5, "ng/mL", "psa"),
    "plaquettes 12 000/mm3": ("12 000/mm3", 12000, "/mm3", "platelets"),
    "GB à 1 200 000": ("1 200 000", 1200000, "/mm3", "leukocytes"),
    "plaquettes 235.000/mm3": ("235.000/mm3", 235000, "/mm3", "platelets"),
    "38°2": ("38°2", 38.2, "Cel", "temperature"),
    "T° 38,5": ("38,5", 38.5, "Cel", "temperature"),
    "fièvre à 39°": ("39°", 39, "Cel", "temperature"),
    "38,8°C": ("38,8°C", 38.8, "Cel", None),
    "1m65": ("1m65", 1.65, "m", "height"),
    "72kg": ("72kg", 72, "kg", "weight"),
    "docétaxel 75 mg/m²": ("75 mg/m²", 75, "mg/m2", None),
    "AUC 5": ("5", 5, "mg.min/mL", "auc"),
    "3-5 mm": ("3-5 mm", (3, 5), "mm", None),
    "entre 3 et 5 cm": ("3 et 5 cm", (3, 5), "cm", None),
    "3 à 5 cm": ("3 à 5 cm", (3, 5), "cm", None),
    "5 mmol/l": ("5 mmol/l", 5, "mmol/L", None),
    "ASAT 45 UI/L": ("45 UI/L", 45, "[iU]/L", "ast"),
    "créatinine 85 µmol/L": ("85 µmol/L", 85, "umol/L", "creatinine"),
    "créatinine 85 μmol/L": ("85 µmol/L", 85, "umol/L", "creatinine"),
    "Hb 9,8 g/dL": ("9,8 g/dL", 9.8, "g/dL", "hemoglobin"),
    "Hb 12,3": ("12,3", 12.3, "g/dL", "hemoglobin"),
    "Hb12,3": ("12,3", 12.3, "g/dL", "hemoglobin"),
    "HB 12 G/DL": ("12 G/DL", 12, "g/dL", "hemoglobin"),
    "créat 85": ("85", 85, "umol/L", "creatinine"),
    "K+ 4,2": ("4,2", 4.2, "mmol/L", "potassium"),
    "SpO2 98 % AA": ("98 %", 98, "%", "spo2"),
    "FC 88/min": ("88/min", 88, "/min", "heart_rate"),
    "FC à 87 battements par minute": ("87 battements par minute", 87, "/min", "heart_rate"),
    "FR 18": ("18", 18, "/min", "respiratory_rate"),
    "CA 15-3 à 45 kU/L": ("45 kU/L", 45, "kU/L", "ca15_3"),
    "CA125: 35": ("35", 35, "k[iU]/L", "ca125"),
    "clairance 45 ml/min/1,73m2": ("45 ml/min/1,73m2", 45, "mL/min/{1.73_m2}", "egfr"),
    "2652 µmol/l de créatinine": ("2652 µmol/l", 2652, "umol/L", "creatinine"),
    "EVA 3/10": ("3/10", 3, "{score}", "pain"),
    "Glasgow 15/15": ("15/15", 15, "{score}", "glasgow"),
    "Gleason 4+3": ("4+3", (4, 3), "{score}", "gleason"),
    "ASAT/ALAT 45/60 UI/L": ("45/60 UI/L", (45, 60), "[iU]/L", "ast"),
    "amaigrissement de 6 kg": ("6 kg", 6, "kg", "weight_change"),
    "poids stable, -5 kg": ("-5 kg", -5, "kg", "weight_change"),
    "anémie à 7,2": ("7,2", 7.2, "g/dL", "hemoglobin"),
    "T=36.8": ("36.8", 36.8, "Cel", "temperature"),
    "FEVG 55-60 %": ("55-60 %", (55, 60), "%", "lvef"),
    "MMS 24/30": ("24/30", 24, "{score}", "mmse"),
    "Ht=32%": ("32%", 32, "%", "hematocrit"),
    "Na 138": ("138", 138, "mmol/L", "sodium"),
    "Température maximale 38,7": ("38,7", 38.7, "Cel", "temperature"),
    "Créatinine    85   µmol/L   (60-110)": ("85   µmol/L", 85, "umol/L", "creatinine"),
    "Hb 9,8g/100ml": ("9,8g/100ml", 9.8, "g/(100.mL)", "hemoglobin"),
    "diurèse 1500 ml/24h": ("1500 ml/24h", 1500, "mL/(24.h)", "diuresis"),
    "la lésion mesure 3 cm": ("3 cm", 3, "cm", "size"),
    "taille 3 cm": ("3 cm", 3, "cm", "size"),
    "taille 170 cm": ("170 cm", 170, "cm", "height"),
    "PIRADS 4": ("4", 4, "{score}", "pirads"),
    "BNP 450": ("450", 450, "ng/L", "bnp"),
    "CA-19.9 <1.2": ("<1.2", 1.2, "k[iU]/L", "ca19_9"),
    "Gleason 7 (3+4)": ("7", 7, "{score}", "gleason"),
    "ASAT à 3N": ("3N", 3, "{ULN}", "ast"),
    "tabac 20 PA": ("20 PA", 20, "{pack}.a", "pack_years"),
    "50 Gy en 25 fractions": ("50 Gy", 50, "Gy", None),
    "IMC 26,4": ("26,4", 26.4, "kg/m2", "bmi"),
    "PD-L1 supérieur à 50 %": ("50 %", 50, "%", "pdl1"),
    "noradrénaline 0,5 µg/kg/min": ("0,5 µg/kg/min", 0.5, "ug/kg/min", None),
}


@pytest.mark.parametrize("text", QUANTITIES)
def test_a_quantity_is_read_with_its_unit_and_its_name(text: str) -> None:
    """One quantity, whole: EDS-NLP reads 120/80 mmHg as 1.5, 67 % in « Ki67 à 20 % », only 20 of 35 x 20 mm."""
    assert read(text) == [QUANTITIES[text]]


NOT_QUANTITIES = [
    "C1J1",
    "C2 J15",
    "chambre 212",
    "IPP 123456789",
    "06 12 34 56 78",
    "le 12/03/2024",
    "CD20 CD3",
    "vertèbre T12",
    "L4-L5",
    "FDG 18",
    "18-FDG",
    "grade 2",
    "grade 2/3",
    "pT2N0M0",
    "stade 3",
    "15 jours",
    "3 cures",
    "2 comprimés",
    "il y en a 3",
    "pas 3 fois",
    "75012 Paris",
    "CK19 et CK7",
    "1-0-1",
    "c.542G > A",
    "HER2 3+",
    "anémie de grade 2",
    "cholestase grade 3",
    "CK 7, CK 20",
    "vitamine D (1, 25-dihydroxy)",
    "M1 surrénalien",
    "IRM 1,5 T",
    "C50.9",
]


@pytest.mark.parametrize("text", NOT_QUANTITIES)
def test_a_bare_number_is_no_quantity(text: str) -> None:
    """Nor a cycle, a room, a code, a duration."""
    assert read(text) == []


def test_operators_and_bounds() -> None:
    """As signs and as words."""
    for text, operator, low, high in (
        ("PSA < 0,5 ng/mL", "<", None, 0.5),
        ("PSA ≤ 0,5 ng/mL", "<=", None, 0.5),
        ("≥ 3 cm", ">=", 3.0, None),
        ("au moins 3 cm", ">=", 3.0, None),
        ("supérieur à 3 cm", ">", 3.0, None),
        ("environ 3 cm", "~", None, None),
        ("entre 3 et 5 cm", "", 3.0, 5.0),
        ("200 ± 50 ml", "", 150.0, 250.0),
    ):
        found = only(text)
        assert (found.operator, found.low, found.high) == (operator, low, high), text


def test_a_unit_that_was_not_written_is_flagged() -> None:
    """And none is made up where practice leaves a doubt."""
    assert only("Hb 12,3").assumed
    assert only("Hb 12,3").unit_text == ""
    assert not only("Hb 12,3 g/dL").assumed
    assert only("Hb 12,3 g/dL").unit_text == "g/dL"
    assert only("Hb 123").unit == "g/L"
    assert only("créat 9").unit == "mg/L"
    assert only("LDL 58").unit is None


def test_each_value_has_its_own_name() -> None:
    """By position, and by what the unit may measure."""
    assert read("TA 120/70, FC 80/min, FR 18, T 37,2°C, sat 98 %, poids 72 kg") == [
        ("120/70", (120, 70), "mm[Hg]", "blood_pressure"),
        ("80/min", 80, "/min", "heart_rate"),
        ("18", 18, "/min", "respiratory_rate"),
        ("37,2°C", 37.2, "Cel", "temperature"),
        ("98 %", 98, "%", "spo2"),
        ("72 kg", 72, "kg", "weight"),
    ]
    assert read("Hb 9,2 puis 7,8 g/dL") == [("9,2", 9.2, "g/dL", "hemoglobin"), ("7,8 g/dL", 7.8, "g/dL", "hemoglobin")]
    assert read("CRP 120 puis 45") == [("120", 120, "mg/L", "crp"), ("45", 45, "mg/L", "crp")]
    assert read("SUVmax 8,3 contre 4,1")[1] == ("4,1", 4.1, "{SUV}", "suv")
    assert read("RE 90 %, RP 30 %, HER2 0, Ki67 15 %")[-1] == ("15 %", 15, "%", "ki67")
    assert [q[3] for q in read("créatinine normale à 70 µmol/L, urée 5 mmol/L, CRP 3")] == ["creatinine", "urea", "crp"]


def test_kinds() -> None:
    """Doses, sizes, scores and reference values are told apart."""
    kinds = {"paracétamol 1 g": "dose", "lésion de 3 cm": "size", "ECOG 1": "score", "Hb 12": "measure"}
    for text, kind in kinds.items():
        assert only(text).kind == kind, text
    assert [q.kind for q in find_quantities(clean("ACE 5,64 ng/ml (N < 4,7 ng/ml)"))] == ["measure", "reference"]


RESULTS = {
    "Les sérologies virales sont négatives": ("négatives", "negative"),
    "Coombs indirect négatif": ("négatif", "negative"),
    "bilan biologique normal": ("normal", "normal"),
    "L'échographie cardiaque est normale": ("normale", "normal"),
    "hémocultures positives": ("positives", "positive"),
    "CRP élevée": ("élevée", "high"),
    "HER2 négatif": ("négatif", "negative"),
    "TDM cérébrale anormale": ("anormale", "abnormal"),
}


@pytest.mark.parametrize("text", RESULTS)
def test_results_said_in_a_word(text: str) -> None:
    """With what was examined."""
    made = clean(text)
    assert [(made.text[r.start : r.end], r.value) for r in find_results(made)] == [RESULTS[text]]


@pytest.mark.parametrize(
    "text",
    ["utérus de taille normale", "CRP élevée à 45 mg/L", "la normale", "elle est positive", "un patient correct"],
)
def test_words_that_are_no_result(text: str) -> None:
    """Nothing was examined, or the number says it."""
    assert find_results(clean(text)) == []


PIECES = st.sampled_from(
    [
        *QUANTITIES,
        *NOT_QUANTITIES,
        *RESULTS,
        " ",
        "\n",
        "x",
        "/",
        "-",
        "12",
        "0,5",
        "%",
        "mm",
        "mg",
        "²",
        "ﬁ",
        "\u200b",
        "１２",
        "°",
    ]
)


@given(st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=12).map("".join)))
def test_any_text_is_read_without_a_crash_and_within_its_bounds(text: str) -> None:
    """Sorted, never overlapping, the name within the text."""
    made = clean(text)
    end = 0
    for found in find_quantities(made):
        assert end <= found.start < found.end <= len(made.text)
        assert 0 <= found.name_start <= found.name_end <= len(made.text)
        end = found.end
    for result in find_results(made):
        assert 0 <= result.start < result.end <= len(made.text)


@given(
    st.integers(0, 10**6), st.sampled_from(["mg/L", "g/dL", "µmol/L", "UI/L", "ng/mL", "mmHg", "mm", "kg", "%", "G/L"])
)
def test_a_whole_number_before_a_unit_is_that_number(value: int, unit: str) -> None:
    """Whatever the number."""
    assert only(f"dosage : {value} {unit}").value == value


def test_a_repr_shows_no_text() -> None:
    """Nothing of the note in a log."""
    assert "Hb" not in repr(only("Hb 12,3"))
    assert "12" not in repr(only("Hb 12,3")).partition("(")[2].split(",", 2)[2]


SEVERAL: dict[str, list[Expected]] = {
    "PL : 2 GB, 150 GR": [("2 GB", 2, "{cells}", "leukocytes"), ("150 GR", 150, "{cells}", "erythrocytes")],
    "LCR: 45 PNN/mm3": [("45 PNN/mm3", 45, "/mm3", "neutrophils")],
    "PARACETAMOL 1 GR": [("1 GR", 1, "g", None)],
    "Hb 12 GB 8,2": [("12", 12, "g/dL", "hemoglobin"), ("8,2", 8.2, "10*9/L", "leukocytes")],
    "E. coli 10^6 UFC/mL": [("10^6 UFC/mL", 1e6, "[CFU]/mL", None)],
    "3.10^5 UFC/ml": [("3.10^5 UFC/ml", 3e5, "[CFU]/mL", None)],
    "ECBU : E. coli 10⁵": [("10⁵", 1e5, None, None)],
    "leucocytes 4,5 x10^9/L": [("4,5 x10^9/L", 4.5, "10*9/L", "leukocytes")],
    "sertraline 50 -> 100 mg": [("50", 50, "mg", None), ("100 mg", 100, "mg", None)],
    "CRP 120 => 45": [("120", 120, "mg/L", "crp"), ("45", 45, "mg/L", "crp")],
    "CRP > 45": [("> 45", 45, "mg/L", "crp")],
    "IL-6 à 25 pg/mL": [("25 pg/mL", 25, "pg/mL", "interleukin_6")],
    "PD-1 à 25 %": [("25 %", 25, "%", "PD-1")],
    "Tropo H0: 34 ng/L H3 : 256 ng/l": [("34 ng/L", 34, "ng/L", "troponin"), ("256 ng/l", 256, "ng/L", "troponin")],
    "T-score -1,8 DS": [("-1,8 DS", -1.8, "{SD}", "t_score")],
    "Z-score : -0,5": [("-0,5", -0.5, "{SD}", "z_score")],
    "BE -4": [("-4", -4, "mmol/L", "base_excess")],
    "TA 160-170/90": [("160-170/90", (170, 90), "mm[Hg]", "blood_pressure")],
    "TA 150/90 bras D, 145/85 bras G": [
        ("150/90", (150, 90), "mm[Hg]", "blood_pressure"),
        ("145/85", (145, 85), "mm[Hg]", "blood_pressure"),
    ],
    "TA couché 130/80, debout 110/70": [
        ("130/80", (130, 80), "mm[Hg]", "blood_pressure"),
        ("110/70", (110, 70), "mm[Hg]", "blood_pressure"),
    ],
    "TA 12-8": [("12-8", (12, 8), "cm[Hg]", "blood_pressure")],
    "poids: 72kgs": [("72kgs", 72, "kg", "weight")],
    "paracétamol 4Omg": [("4Omg", 40, "mg", None)],
    "Hb 10,2 (vs 11,4 le 12/02)": [("10,2", 10.2, "g/dL", "hemoglobin"), ("11,4", 11.4, "g/dL", "hemoglobin")],
    "Poids 72 (68 le 12/01)": [("72", 72, "kg", "weight"), ("68", 68, "kg", "weight")],
    "P 1,8 mmol/l": [("1,8 mmol/l", 1.8, "mmol/L", "phosphate")],
    "15 mg/kg/6h": [("15 mg/kg", 15, "mg/kg", None)],
    "P: 10kg200 (-300g)": [("10kg200", 10.2, "kg", "weight"), ("-300g", -300, "g", "weight_change")],
    "PN 2850g T 48 cm PC 33cm": [
        ("2850g", 2850, "g", "weight"),
        ("48 cm", 48, "cm", "height"),
        ("33cm", 33, "cm", "head_circumference"),
    ],
    "garçon 3450g": [("3450g", 3450, "g", "weight")],
    "Apgar 9/10/10": [("9/10/10", (9, 10, 10), "{score}", "apgar")],
    "Apgar 9-10-10": [("9-10-10", (9, 10, 10), "{score}", "apgar")],
    "TO 18 OD / 22 OG": [
        ("18", 18, "mm[Hg]", "intraocular_pressure"),
        ("22", 22, "mm[Hg]", "intraocular_pressure"),
    ],
    "T36,4 FR 28": [("36,4", 36.4, "Cel", "temperature"), ("28", 28, "/min", "respiratory_rate")],
    "T2 N0": [],
    "K pré 5,6 post 3,8": [("5,6", 5.6, "mmol/L", "potassium"), ("3,8", 3.8, "mmol/L", "potassium")],
    "poids av 70,8 poids ap 68,2": [("70,8", 70.8, "kg", "weight"), ("68,2", 68.2, "kg", "weight")],
    "TA début 160/85, fin 130/70": [
        ("160/85", (160, 85), "mm[Hg]", "blood_pressure"),
        ("130/70", (130, 70), "mm[Hg]", "blood_pressure"),
    ],
    "NIHSS 14 à l'entrée, 6 à H24": [("14", 14, "{score}", "nihss"), ("6", 6, "{score}", "nihss")],
    "TSH 6,2 mUI/L sous Lévothyrox 75 -> 88µg": [
        ("6,2 mUI/L", 6.2, "m[iU]/L", "tsh"),
        ("75", 75, "ug", None),
        ("88µg", 88, "ug", None),
    ],
    "LBA 10^5 UFC/ml": [("10^5 UFC/ml", 1e5, "[CFU]/mL", None)],
    "RASS -4": [("-4", -4, "{score}", "rass")],
    "VEMS 1,12L (42%)": [("1,12L", 1.12, "L", "fev1"), ("42%", 42, "%", "fev1")],
    "microalb/creat 45 mg/g": [("45 mg/g", 45, "mg/g", "proteinuria")],
    "MMSE 21/30 (24/30 il y a un an)": [("21/30", 21, "{score}", "mmse"), ("24/30", 24, "{score}", "mmse")],
    "FEVG 38% (Simpson), 45% en 2022": [("38%", 38, "%", "lvef"), ("45%", 45, "%", "lvef")],
    "TA couchée 150/70 debout 1min 128/65": [
        ("150/70", (150, 70), "mm[Hg]", "blood_pressure"),
        ("128/65", (128, 65), "mm[Hg]", "blood_pressure"),
    ],
    "VVP 16G x2": [("16G", 16, "{gauge}", None)],
    "VG dilaté, DTDVG 62mm": [("62mm", 62, "mm", "lvedd")],
    "perte 14 kg": [("14 kg", 14, "kg", "weight_change")],
    "G2 P 1": [],
}


@pytest.mark.parametrize(("text", "expected"), SEVERAL.items())
def test_telegraphic_and_scanned_writing(text: str, expected: list[Expected]) -> None:
    assert read(text) == expected


def test_an_arrow_is_no_comparison() -> None:
    assert [q.operator for q in find_quantities(clean("sertraline 50 -> 100 mg, CRP 120 > 45"))] == [""] * 4
    assert only("TA 160-170/90").low == 160


def test_a_pasted_result_sheet() -> None:
    text = "Biologie du 05/05/2022 06:30\nNa 134 mmol/L  K 5,2 mmol/L  Cl 98\nASAT 45 UI/L (1,3N) PAL 2N"
    assert [name for _text, _value, _unit, name in read(text)] == [
        "sodium",
        "potassium",
        "chloride",
        "ast",
        "ast",
        "alp",
    ]
