"""The stage that a TNM gives: simplified UICC 8th-edition tables, one per group of sites."""

import numpy as np

STAGES = ("", "0", "I", "II", "III", "IV")  # codes 0…5; code 0 is « no stage »
T_NAMES = ("Tis", "T1", "T2", "T3", "T4")
N_NAMES = ("N0", "N1", "N2", "N3")

# rows Tis, T1…T4; columns N0…N3; M0. M1 is stage IV everywhere but in the testis (III) and the thyroid before 55 (II).
TABLES: dict[str, tuple[str, str, str, str, str]] = {
    "breast": ("0 2 3 3", "1 2 3 3", "2 2 3 3", "2 3 3 3", "3 3 3 3"),
    "colorectal": ("0 3 3 3", "1 3 3 3", "1 3 3 3", "2 3 3 3", "2 3 3 3"),
    "lung": ("0 2 3 3", "1 2 3 3", "1 2 3 3", "2 3 3 3", "3 3 3 3"),
    "prostate": ("1 4 4 4", "1 4 4 4", "2 4 4 4", "3 4 4 4", "3 4 4 4"),
    "bladder": ("0 3 3 3", "1 3 3 3", "2 3 3 3", "3 3 3 3", "3 3 3 3"),
    "kidney": ("0 3 3 3", "1 3 3 3", "2 3 3 3", "3 3 3 3", "4 4 4 4"),
    "melanoma": ("0 3 3 3", "1 3 3 3", "1 3 3 3", "2 3 3 3", "2 3 3 3"),
    "head_neck": ("0 3 4 4", "1 3 4 4", "2 3 4 4", "3 3 4 4", "4 4 4 4"),
    "pancreas": ("0 2 3 3", "1 2 3 3", "1 2 3 3", "2 2 3 3", "3 3 3 3"),
    "liver": ("0 4 4 4", "1 4 4 4", "2 4 4 4", "3 4 4 4", "3 4 4 4"),
    "stomach": ("0 1 2 2", "1 1 2 2", "1 2 2 3", "2 2 3 3", "2 3 3 3"),
    "oesophagus": ("0 2 3 4", "1 2 3 4", "2 3 3 4", "2 3 3 4", "3 3 4 4"),
    "ovary": ("1 3 3 3", "1 3 3 3", "2 3 3 3", "3 3 3 3", "3 3 3 3"),
    "gynaecological": ("0 3 3 3", "1 3 3 3", "2 3 3 3", "3 3 3 3", "4 4 4 4"),
    "thyroid": ("1 2 2 2", "1 2 2 2", "1 2 2 2", "2 2 2 2", "3 3 3 3"),
    "testis": ("0 2 2 2", "1 2 2 2", "1 2 2 2", "1 2 2 2", "1 2 2 2"),
}
_CODES = {name: np.array([[int(cell) for cell in row.split()] for row in rows]) + 1 for name, rows in TABLES.items()}


def stage_of(table: str, t: np.ndarray, n: np.ndarray, m: np.ndarray, age: np.ndarray) -> np.ndarray:
    """Codes into `STAGES` for arrays of T (0 = Tis, 1…4), N (0…3), M (0, 1) and age in years.

    Raises KeyError for a table that is not in `TABLES`.
    """
    stage = np.where(m == 1, STAGES.index("III" if table == "testis" else "IV"), _CODES[table][t, n])
    if table == "thyroid":
        stage = np.where(age < 55, np.where(m == 1, STAGES.index("II"), STAGES.index("I")), stage)
    return stage.astype(np.int8)
