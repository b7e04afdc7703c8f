"""Hepatocellular carcinoma before chemoembolisation: HAP, mHAP-II, six-and-twelve."""

from carnet.tools.scores.measured import AFP, ALBUMIN, BILIRUBIN, SIZE, Measured, Score, whole


def hap(albumin: Measured, bilirubin: Measured, afp: Measured, largest: Measured) -> Score:
    """HAP: a point each for albumin < 36 g/L, bilirubin > 17 µmol/L, AFP > 400 ng/mL, size > 7 cm.

    A 0, B 1, C 2, D more than 2. Raises ScoreError.
    """
    points = _points(albumin, bilirubin, afp, largest)
    total = sum(points.values())
    return Score("HAP", total, "ABCDD"[total], "Kadalayil et al., Ann Oncol 2013;24:2565-2570", points)


def mhap2(albumin: Measured, bilirubin: Measured, afp: Measured, largest: Measured, nodules: int) -> Score:
    """mHAP-II: HAP and one point for two nodules or more; A 0, B 1, C 2, D > 2. Raises ScoreError."""
    points = _points(albumin, bilirubin, afp, largest) | {"nodules": int(whole(nodules, "nodules", 1, 200) >= 2)}
    total = sum(points.values())
    return Score("mHAP-II", total, "ABCDDD"[total], "Park et al., Liver Int 2016;36:100-107", points)


def six_and_twelve(largest: Measured, nodules: int) -> Score:
    """Six-and-twelve: largest diameter in cm + number of nodules; ≤ 6, > 6 to 12, > 12. Raises ScoreError."""
    total = round(SIZE.read(largest) + whole(nodules, "nodules", 1, 200), 4)
    category = "≤ 6" if total <= 6 else "> 6 – 12" if total <= 12 else "> 12"
    return Score("six-and-twelve", total, category, "Wang et al., J Hepatol 2019;70:893-903")


def _points(albumin: Measured, bilirubin: Measured, afp: Measured, largest: Measured) -> dict[str, int]:
    colour = BILIRUBIN.read(bilirubin)
    return {
        "albumin": int(ALBUMIN.read(albumin) < 36),
        "bilirubin": int(colour > 17 if "mol" in bilirubin.unit else round(colour / 17.104, 6) > 1),
        "afp": int(AFP.read(afp) > 400),
        "size": int(round(SIZE.read(largest), 6) > 7),
    }
