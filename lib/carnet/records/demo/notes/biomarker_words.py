"""How pathologists and molecular biologists write the biomarkers of a story."""

import random
from collections.abc import Callable

from carnet.records.demo.notes.draft import Draft, Mark, Value
from carnet.records.demo.notes.story import Story
from carnet.records.demo.notes.writing import decimal, listed

# marker → value in the rows → (texts, gold value)
_WORDS: dict[str, dict[str, tuple[tuple[str, ...], str]]] = {
    "her2_ihc": {
        "0": (("HER2 0", "HER2 négatif (score 0)"), "HER2=0"),
        "1+": (("HER2 1+", "HER2 score 1+", "HER2 faible (1+)"), "HER2=1+"),
        "2+": (("HER2 2+", "HER2 score 2+"), "HER2=2+"),
        "3+": (("HER2 3+", "HER2 positif (3+)", "HER2 score 3+"), "HER2=3+"),
    },
    "her2_ish": {
        "amplified": (("HER2 amplifié en FISH", "FISH HER2 positive", "HER2 amplifié (ISH)"), "HER2 ISH=amplifié"),
        "not amplified": (("HER2 non amplifié en FISH", "FISH HER2 négative"), "HER2 ISH=non amplifié"),
    },
    "egfr": {
        "wild-type": (("EGFR sauvage", "absence de mutation d'EGFR", "EGFR non muté"), "EGFR=sauvage"),
        "exon 19 deletion": (
            ("EGFR muté (délétion de l'exon 19)", "délétion exon 19 d'EGFR", "mutation EGFR del19"),
            "EGFR=délétion exon 19",
        ),
        "L858R": (("mutation L858R d'EGFR", "EGFR muté L858R (exon 21)"), "EGFR=L858R"),
    },
    "alk": {
        "rearranged": (("réarrangement ALK", "ALK réarrangé", "ALK positif en FISH"), "ALK=réarrangé"),
        "not rearranged": (("ALK non réarrangé", "ALK négatif", "absence de réarrangement ALK"), "ALK=négatif"),
    },
    "ros1": {
        "rearranged": (("ROS1 réarrangé", "réarrangement ROS1"), "ROS1=réarrangé"),
        "not rearranged": (("ROS1 négatif", "ROS1 non réarrangé"), "ROS1=négatif"),
    },
    "kras": {
        "wild-type": (("KRAS sauvage", "absence de mutation KRAS"), "KRAS=sauvage"),
        "G12C": (("mutation KRAS G12C", "KRAS muté p.G12C"), "KRAS=G12C"),
        "mutated": (("KRAS muté", "mutation de KRAS"), "KRAS=muté"),
    },
    "nras": {
        "wild-type": (("NRAS sauvage",), "NRAS=sauvage"),
        "mutated": (("NRAS muté", "mutation NRAS"), "NRAS=muté"),
    },
    "braf": {
        "wild-type": (("BRAF sauvage", "BRAF non muté"), "BRAF=sauvage"),
        "V600E": (("BRAF muté V600E", "mutation BRAF V600E", "BRAF V600E"), "BRAF=V600E"),
    },
    "msi": {
        "MSI-H": (("MSI-H", "phénotype dMMR/MSI", "instabilité microsatellitaire (MSI)"), "MSI=MSI-H"),
        "MSS": (("MSS", "pMMR/MSS", "absence d'instabilité microsatellitaire (MSS)"), "MSI=MSS"),
    },
    "brca": {
        "wild-type": (("absence de mutation BRCA", "BRCA1/2 sauvage"), "BRCA=sauvage"),
        "BRCA1 mutated": (("mutation pathogène de BRCA1", "BRCA1 muté"), "BRCA1=muté"),
        "BRCA2 mutated": (("mutation pathogène de BRCA2", "BRCA2 muté"), "BRCA2=muté"),
    },
    "p16": {
        "positive": (("p16 positif", "p16+", "statut HPV positif (p16+)"), "p16=positif"),
        "negative": (("p16 négatif", "p16-"), "p16=négatif"),
    },
    "her2": {
        "positive": (("HER2 positif (3+)", "HER2 surexprimé"), "HER2=positif"),
        "negative": (("HER2 négatif", "absence de surexpression de HER2"), "HER2=négatif"),
    },
    "idh": {"wild-type": (("IDH sauvage", "IDH1/2 non muté"), "IDH=sauvage")},
    "mgmt": {
        "methylated": (("promoteur de MGMT méthylé", "MGMT méthylé"), "MGMT=méthylé"),
        "unmethylated": (("MGMT non méthylé", "absence de méthylation de MGMT"), "MGMT=non méthylé"),
    },
    "cell_of_origin": {
        "GCB": (("phénotype centro-germinatif (GCB)", "sous-type GCB"), "cellule d'origine=GCB"),
        "non-GCB": (("phénotype non-GCB", "sous-type ABC/non-GCB"), "cellule d'origine=non-GCB"),
    },
}
_SHOWN = {
    "breast": ("er", "pr", "her2_ihc", "her2_ish", "ki67", "brca"),
    "prostate": ("psa", "brca"),
    "lung": ("egfr", "alk", "ros1", "kras", "pdl1_tps"),
    "melanoma": ("breslow", "braf"),
    "dlbcl": ("cell_of_origin", "ki67"),
    "head_neck": ("p16",),
    "colon": ("msi", "kras", "nras", "braf"),
    "rectum": ("msi", "kras", "nras", "braf"),
    "endometrium": ("msi",),
    "stomach": ("her2",),
    "oesophagus": ("her2",),
    "glioblastoma": ("idh", "mgmt"),
    "ovary": ("brca",),
    "pancreas": ("brca",),
}


def biomarker(name: str, text: str, number: float, rng: random.Random) -> Mark:
    """One biomarker as text and gold."""

    def fact(words: str, value: str) -> Mark:
        return Mark(words, kind="biomarker", value=value, assertion="present")

    if name in ("er", "pr"):
        short, long = (("RE", "récepteurs aux œstrogènes"), ("RP", "récepteurs à la progestérone"))[name == "pr"]
        if text == "positive":
            return fact(
                rng.choice(
                    (
                        f"{short}+ {number:.0f} %",
                        f"{short} {number:.0f} %",
                        f"{long} positifs ({number:.0f} %)",
                        f"{short} positifs à {number:.0f} %",
                    )
                ),
                f"{short}={number:.0f}%",
            )
        return fact(
            rng.choice((f"{short}-", f"{short} négatifs", f"{long} négatifs", f"{short} 0 %")), f"{short}=négatif"
        )
    if name == "ki67":
        return fact(
            rng.choice(
                (
                    f"Ki-67 {number:.0f} %",
                    f"Ki67 à {number:.0f} %",
                    f"Ki67 : {number:.0f} %",
                    f"index de prolifération Ki-67 estimé à {number:.0f} %",
                )
            ),
            f"Ki-67={number:.0f}%",
        )
    if name == "pdl1_tps":
        shown = "< 1" if number == 0 else f"{number:.0f}"
        return fact(
            rng.choice(
                (
                    f"PD-L1 {shown} %",
                    f"PD-L1 TPS {shown} %",
                    f"PD-L1 (TPS) = {shown} %",
                    f"expression de PD-L1 par {shown} % des cellules tumorales",
                )
            ),
            f"PD-L1 TPS={'<1' if number == 0 else shown}%",
        )
    if name == "psa":
        return fact(
            rng.choice(
                (
                    f"PSA {decimal(number)} ng/mL",
                    f"PSA à {decimal(number)} ng/mL",
                    f"PSA initial = {decimal(number)} ng/ml",
                )
            ),
            f"PSA={decimal(number)} ng/mL",
        )
    if name == "breslow":
        return fact(
            rng.choice(
                (
                    f"indice de Breslow {decimal(number)} mm",
                    f"Breslow à {decimal(number)} mm",
                    f"Breslow : {decimal(number)} mm",
                )
            ),
            f"Breslow={decimal(number)} mm",
        )
    texts, value = _WORDS[name][text]
    return fact(rng.choice(texts), value)


def known(story: Story) -> list[str]:
    """The names of the biomarkers that notes mention for this story, in their usual order."""
    return [name for name in _SHOWN.get(story.site.key, ()) if name in story.markers]


def biomarkers(story: Story) -> Callable[[Draft], Value]:
    """All biomarkers of the story, separated by commas; an empty string where there is none."""

    def write(draft: Draft) -> Value:
        marks: list[Value] = [biomarker(name, *story.markers[name], draft.rng) for name in known(story)]
        listed(marks, draft, draft.rng.choice((", ", ", ", " ; ")))
        return ""

    return write
