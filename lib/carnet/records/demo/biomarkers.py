"""Biomarkers by site, correlated as they are in tumours: receptors with grade, EGFR with smoking, MSI with side and
age.
"""

from dataclasses import dataclass, field

import numpy as np

from carnet.records.demo.draw import pick, pick_rows, stream
from carnet.records.demo.population import Population
from carnet.records.demo.sites import INDEX
from carnet.records.demo.staging import STAGES
from carnet.records.demo.tumours import Tumours

POSITIVE, NEGATIVE = "positive", "negative"


@dataclass
class Marker:
    """One biomarker measured in some persons: text values, or numbers with a unit, or both."""

    name: str
    rows: np.ndarray
    text: np.ndarray | None = None
    number: np.ndarray | None = None
    unit: str = ""


@dataclass
class Biomarkers:
    """All measured biomarkers of a block, and the conditions that treatments and hazards read (one bool per person)."""

    markers: list[Marker] = field(default_factory=list)
    flags: dict[str, np.ndarray] = field(default_factory=dict)

    def flag(self, name: str) -> np.ndarray:
        return self.flags[name]


FLAGS = (
    "er",
    "her2",
    "tnbc",
    "egfr",
    "alk",
    "driver",
    "kras_g12c",
    "pdl1_high",
    "ras_wt",
    "braf",
    "msi",
    "brca",
    "idh",
    "mgmt",
    "hpv",
    "high_ki67",
)


def _signs(mask: np.ndarray) -> np.ndarray:
    return np.where(mask, POSITIVE, NEGATIVE)


def draw_biomarkers(seed: int, block: int, people: Population, tumours: Tumours) -> Biomarkers:
    """Biomarkers of the block. Prevalences are those of textbooks, rounded."""
    rng = stream(seed, block, "biomarkers")
    out = Biomarkers(flags={name: np.zeros(people.n, dtype=bool) for name in FLAGS})

    def of(*keys: str) -> np.ndarray:
        return np.flatnonzero(np.isin(people.site, [INDEX[key] for key in keys]))

    def add(
        name: str,
        rows: np.ndarray,
        text: np.ndarray | None = None,
        number: np.ndarray | None = None,
        unit: str = "",
    ) -> None:
        out.markers.append(Marker(name, rows, text, number, unit))

    def binary(
        name: str,
        rows: np.ndarray,
        share: np.ndarray | float,
        values: tuple[str, str],
        flag: str = "",
        tested: np.ndarray | None = None,
    ) -> np.ndarray:
        found = rng.random(len(rows)) < share
        keep = np.ones(len(rows), dtype=bool) if tested is None else tested
        add(name, rows[keep], text=np.where(found, values[0], values[1])[keep])
        if flag:
            out.flags[flag][rows[found & keep]] = True
        return found & keep

    _breast(rng, of("breast"), people, tumours, out, add)
    _lung(rng, of("lung"), people, tumours, out, add)

    bowel = of("colon", "rectum")
    right = np.isin(tumours.topography[bowel], [1, 2, 3, 5]) & (people.site[bowel] == INDEX["colon"])
    late = tumours.stage[bowel] == STAGES.index("IV")
    msi = rng.random(len(bowel)) < np.where(late, 0.05, np.where(right, 0.23, 0.07)) * np.where(
        people.site[bowel] == INDEX["rectum"], 0.4, 1.0
    )
    tested = rng.random(len(bowel)) < np.where(people.index[bowel] > 16800, 0.92, 0.55)
    add("msi", bowel[tested], text=np.where(msi, "MSI-H", "MSS")[tested])
    out.flags["msi"][bowel[msi & tested]] = True
    ras = pick(rng, [0.46, 0.40, 0.04, 0.10], len(bowel))
    tested = late | (rng.random(len(bowel)) < 0.35)
    add("kras", bowel[tested], text=np.where(ras == 1, "mutated", "wild-type")[tested])
    add("nras", bowel[tested], text=np.where(ras == 2, "mutated", "wild-type")[tested])
    add("braf", bowel[tested], text=np.where(ras == 3, "V600E", "wild-type")[tested])
    out.flags["ras_wt"][bowel[tested & ((ras == 0) | (ras == 3))]] = True
    out.flags["braf"][bowel[tested & (ras == 3)]] = True

    prostate = of("prostate")
    isup = tumours.grade[prostate]
    gleason = np.array(["", "3+3=6", "3+4=7", "4+3=7", "4+4=8", "4+5=9"])[isup]
    add("gleason", prostate, text=gleason)
    psa = np.exp(
        np.log(np.array([0, 6.2, 7.8, 10.5, 14.0, 21.0])[isup])
        + 0.16 * (tumours.t[prostate] - 2)
        + 2.1 * tumours.m[prostate]
        + rng.normal(0, 0.55, len(prostate))
    )
    add("psa", prostate, number=psa.round(1), unit="ng/mL")
    binary("brca", prostate, 0.08, ("BRCA2 mutated", "wild-type"), "brca", tumours.m[prostate] == 1)

    ovary = of("ovary")
    binary(
        "brca",
        ovary,
        np.where(tumours.morphology[ovary] == 0, 0.22, 0.04),
        ("BRCA1 mutated", "wild-type"),
        "brca",
        rng.random(len(ovary)) < 0.8,
    )
    melanoma = of("melanoma")
    add(
        "breslow",
        melanoma,
        number=(
            np.array([0.3, 0.6, 1.5, 2.9, 5.6])[tumours.t[melanoma]] * np.exp(rng.uniform(-0.25, 0.25, len(melanoma)))
        ).round(1),
        unit="mm",
    )
    binary("braf", melanoma, 0.46, ("V600E", "wild-type"), "braf", tumours.stage[melanoma] >= STAGES.index("III"))
    throat = of("head_neck")
    oropharynx = np.isin(tumours.topography[throat], [0, 1])
    binary("p16", throat, np.where(oropharynx, 0.38, 0.02), (POSITIVE, NEGATIVE), "hpv", oropharynx)
    stomach = of("stomach", "oesophagus")
    binary(
        "her2",
        stomach,
        0.15,
        (POSITIVE, NEGATIVE),
        "her2",
        (tumours.stage[stomach] == STAGES.index("IV"))
        & ~((people.site[stomach] == INDEX["oesophagus"]) & (tumours.morphology[stomach] == 0)),
    )
    womb = of("endometrium")
    binary("msi", womb, 0.26, ("MSI-H", "MSS"), "msi", rng.random(len(womb)) < 0.75)
    brain = of("glioblastoma")
    add("idh", brain, text=np.full(len(brain), "wild-type"))
    binary("mgmt", brain, 0.41, ("methylated", "unmethylated"), "mgmt", rng.random(len(brain)) < 0.85)
    lymphoma = of("dlbcl")
    binary("cell_of_origin", lymphoma, 0.45, ("non-GCB", "GCB"))
    add("ki67", lymphoma, number=rng.integers(12, 20, len(lymphoma)) * 5.0, unit="%")
    binary("brca", of("pancreas"), 0.05, ("BRCA2 mutated", "wild-type"), "brca", tumours.m[of("pancreas")] == 1)
    return out


def _breast(rng, rows, people, tumours, out, add) -> None:  # type: ignore[no-untyped-def]
    count, grade = len(rows), tumours.grade[rows]
    lobular = tumours.morphology[rows] == 1
    er = rng.random(count) < np.where(lobular, 0.96, np.array([0, 0.985, 0.92, 0.60])[grade])
    pr = er & (rng.random(count) < 0.82)
    score = pick_rows(
        rng,
        np.where((grade == 3)[:, None], [0.22, 0.26, 0.24, 0.28], [0.32, 0.34, 0.26, 0.08])
        * np.where(lobular[:, None], [1, 1, 1, 0.25], 1.0),
    )
    amplified = (score == 2) & (rng.random(count) < 0.16)
    her2 = (score == 3) | amplified
    ki67 = np.exp(np.log(np.array([1, 9, 17, 42])[grade]) + rng.normal(0, 0.35, count)).round().clip(1, 95)
    add(
        "er",
        rows,
        text=_signs(er),
        number=np.where(er, (rng.integers(3, 21, count) * 5.0).clip(10, 100), 0.0),
        unit="%",
    )
    add(
        "pr",
        rows,
        text=_signs(pr),
        number=np.where(pr, (rng.integers(2, 20, count) * 5.0).clip(10, 95), 0.0),
        unit="%",
    )
    add("her2", rows, text=_signs(her2))
    add("her2_ihc", rows, text=np.array(["0", "1+", "2+", "3+"])[score])
    add("her2_ish", rows[score == 2], text=np.where(amplified, "amplified", "not amplified")[score == 2])
    add("ki67", rows, number=ki67, unit="%")
    out.flags["er"][rows[er | pr]], out.flags["her2"][rows[her2]] = True, True
    tnbc = ~er & ~pr & ~her2
    out.flags["tnbc"][rows[tnbc]], out.flags["high_ki67"][rows[ki67 > 30]] = True, True
    tested = rng.random(count) < np.where(tnbc | (people.age[rows] < 45), 0.8, 0.08)
    mutated = rng.random(count) < np.where(tnbc, 0.14, 0.06)
    add("brca", rows[tested], text=np.where(mutated, "BRCA1 mutated", "wild-type")[tested])
    out.flags["brca"][rows[tested & mutated]] = True


def _lung(rng, rows, people, tumours, out, add) -> None:  # type: ignore[no-untyped-def]
    morphology, smoker = tumours.morphology[rows], people.smoking[rows]
    tested = (morphology == 0) | (morphology == 3)
    weights = np.where(
        (smoker == 0)[:, None], [0.42, 0.11, 0.10, 0.03, 0.34], [0.075, 0.025, 0.31, 0.02, 0.57]
    ) * np.where((people.sex[rows] == 1)[:, None], [1.4, 1, 1, 1, 1], 1.0)
    driver = np.where(tested, pick_rows(rng, weights), 4)
    egfr = np.array(["wild-type", "exon 19 deletion", "L858R"])[
        np.where(driver == 0, pick(rng, [0.54, 0.46], len(rows)) + 1, 0)
    ]
    g12c = (driver == 2) & (rng.random(len(rows)) < 0.42)
    add("egfr", rows[tested], text=egfr[tested])
    add("alk", rows[tested], text=np.where(driver == 1, "rearranged", "not rearranged")[tested])
    add("kras", rows[tested], text=np.where(g12c, "G12C", np.where(driver == 2, "mutated", "wild-type"))[tested])
    add("ros1", rows[tested], text=np.where(driver == 3, "rearranged", "not rearranged")[tested])
    measured = (morphology != 2) & (people.index[rows] > 17000)
    level = np.array([0, 1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90])[
        pick(rng, [34, 8, 8, 7, 6, 5, 4, 6, 7, 6, 5, 4], len(rows))
    ]
    add("pdl1_tps", rows[measured], number=level[measured].astype(float), unit="%")
    out.flags["egfr"][rows[driver == 0]], out.flags["alk"][rows[driver == 1]] = True, True
    out.flags["driver"][rows[driver < 2]], out.flags["kras_g12c"][rows[g12c]] = True, True
    out.flags["pdl1_high"][rows[measured & (level >= 50)]] = True
