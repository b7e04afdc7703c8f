"""What the demo hospital knows of one tumour site."""

from dataclasses import dataclass, field

Weighted = tuple[tuple[str, str, float], ...]


LUNG_M = (
    ("C79.3", "cérébrale", 0.25),
    ("C79.5", "osseuse", 0.30),
    ("C78.7", "hépatique", 0.18),
    ("C79.7", "surrénalienne", 0.15),
    ("C78.2", "pleurale", 0.12),
)


DIGESTIVE_M = (("C78.7", "hépatique", 0.62), ("C78.0", "pulmonaire", 0.18), ("C78.6", "péritonéale", 0.20))


URO_M = (
    ("C78.0", "pulmonaire", 0.40),
    ("C79.5", "osseuse", 0.30),
    ("C78.7", "hépatique", 0.18),
    ("C77.2", "ganglionnaire rétropéritonéale", 0.12),
)


@dataclass(frozen=True)
class Site:
    """One tumour site. `t` weighs Tis, T1…T4 and `n` weighs N0…N3 before correlation; `survival` is net, at five
    years, by stage I…IV.

    In `topography` and in notes `{d}` stands for droit/gauche and `{de}` for droite/gauche: a site whose words hold
    neither has no laterality. `men` and `women` are thousands of new cases a year.
    """

    key: str
    label: str  # « cancer » + label
    men: float
    women: float
    age: tuple[float, float]
    topography: Weighted  # CIM-10, words after « du/de », weight
    histology: Weighted  # ICD-O-3 morphology, words, weight
    staging: str  # table of carnet.records.demo.staging
    survival: tuple[float, float, float, float]
    t: tuple[float, float, float, float, float] = (0, 1, 1, 1, 1)
    n: tuple[float, float, float, float] = (1, 0, 0, 0)
    m: float = 0.0  # share with distant metastases at diagnosis
    ann_arbor: tuple[float, float, float, float] = (0, 0, 0, 0)
    grade: tuple[float, ...] = ()  # weights of grades 1, 2, 3…
    grade_name: str = ""
    metastases: Weighted = ()
    markers: tuple[str, ...] = ()  # tumour markers followed in blood
    smoking: float = 0.30  # share of ever smokers
    shape: float = 1.0  # of the Weibull hazard of cancer death
    size: tuple[float, ...] = field(default=(8, 15, 32, 58, 70))  # median size in mm for Tis, T1…T4
