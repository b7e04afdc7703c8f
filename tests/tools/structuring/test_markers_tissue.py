"""Markers of tissue: each value goes to its own marker, and nothing is said where nothing was read."""

import pytest

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.assembling import assemble
from carnet.tools.structuring.facts import Fact
from carnet.tools.structuring.rules import markers


def read(text: str) -> list[Fact]:
    """What this family of rules reads in a text, by position."""
    reading = Reading.of(Note("n", text))
    found = sorted(markers.find(reading), key=lambda one: (one.start, one.end, one.kind, one.value))
    return assemble(reading, found)


def facts(text: str) -> list[Fact]:
    """The biomarkers of a text, by place."""
    return [one for one in read(text) if one.kind == "biomarker"]


def values(text: str) -> list[str]:
    """Their values, in order."""
    return [one.value for one in facts(text)]


def said(text: str) -> set[str]:
    """Their values, whatever the order."""
    return set(values(text))


BREAST = {
    "RE 90 %, RP 70 %, HER2 1+, Ki67 20 %": "RE=90% RP=70% HER2=1+ Ki-67=20%",
    "RE: 100%, RP: 5%, HER2: 1+, KI67: 30%.": "RE=100% RP=5% HER2=1+ Ki-67=30%",
    "RE et RP positifs à 90 et 80 %": "RE=90% RP=80%",
    "RE/RP : 90/80 %": "RE=90% RP=80%",
    "RO+ (90%) RP-": "RE=90% RP=négatif",
    "RE + RP + HER2 - Ki67 20%": "RE=positif RP=positif HER2=négatif Ki-67=20%",
    "RE+ RP+ HER2- Ki67 12%": "RE=positif RP=positif HER2=négatif Ki-67=12%",
    "RE, RP et HER2 négatifs": "RE=négatif RP=négatif HER2=négatif",
    "RE 0 %, RP < 1 %": "RE=négatif RP=négatif",
    "ER Allred 0/8 négatif, PR Allred 7/8": "RE=négatif RP=positif",
    "RE=RP=0": "RE=négatif RP=négatif",
    "RO 90, RP 80, HER2 1+": "RE=90% RP=80% HER2=1+",
    "récepteurs aux œstrogènes positifs (30 %), récepteurs à la progestérone négatifs": "RE=30% RP=négatif",
    "récepteurs des œstrogènes et de la progestérone (ER, PR) négatifs, Her-2 +++": "RE=négatif RP=négatif HER2=3+",
    "RECEPTEURS AUX OESTROGENES : 90%\nRECEPTEURS A LA\nPROGESTERONE : NEGATIF\nSCORE HER2 : 2+": "RE=90% RP=négatif"
    " HER2=2+",
    "récepteurs hormonaux positifs (RE 90 %, RP 70 %)": "RH=positif RE=90% RP=70%",
    "Récepteurs hormonaux : œstrogènes 90 %, progestérone 70 %": "RE=90% RP=70%",
    "RH+/HER2-": "RH=positif HER2=négatif",
    "GROUPE A RH POSITIF": "",
    "RE    RP    HER2   Ki67\n90 %  70 %  1+   20 %": "RE=90% RP=70% HER2=1+ Ki-67=20%",
    "RE : 90 %\nRP : 0 %\nHER2 : 0\nKi67 : 15%": "RE=90% RP=négatif HER2=0 Ki-67=15%",
    "RE=95% ; RP=<1% ; HER2=0 ; Ki67=40-50%": "RE=95% RP=négatif HER2=0 Ki-67=40-50%",
    "Ki67+ dans 2% des cellules": "Ki-67=2%",
    "Mib1 : 20-25 %": "Ki-67=20-25%",
    "Ki 67 : < 5%": "Ki-67=<5%",
    "KI-67 : 3O %": "Ki-67=30%",
    "Ki67 élevé": "Ki-67=élevé",
    "HER2+++": "HER2=3+",
    "HER2 +++ en IHC": "HER2=3+",
    "HER2 POSITIF (3+)": "HER2=3+",
    "HER2 négatif (score 0)": "HER2=0",
    "absence de surexpression de HER2": "HER2=négatif",
    "Her2 neg": "HER2=négatif",
    "c-erbB2 2+": "HER2=2+",
    "HER2 score 2+, FISH non amplifié": "HER2=2+ HER2_ISH=non_amplifié",
    "HER2 2+. FISH négative.": "HER2=2+ HER2_ISH=non_amplifié",
    "HER2 : 2+ en IHC, amplification en FISH (ratio 3,2)": "HER2=2+ HER2_ISH=amplifié",
    "Score HER-2 : 2 +, étude FISH : absence d'amplification": "HER2=2+ HER2_ISH=non_amplifié",
    "HER2 : 2+ en IHC, absence d'amplification en FISH": "HER2=2+ HER2_ISH=non_amplifié",
    "FISH HER2 négative": "HER2_ISH=non_amplifié",
    "HER2 amplifié (ISH)": "HER2_ISH=amplifié",
    "sans amplification de HER-2": "HER2_ISH=non_amplifié",
    "Her2 (SISH) positif et un Ki 67 + de 40 %": "HER2_ISH=amplifié Ki-67=40%",
    "HER2 2+, FISH en attente": "HER2=2+",
    "HER2-low": "HER2-low",
    "carcinome triple négatif": "triple_négatif",
    "tumeur luminale B": "sous-type_moléculaire=luminal_B",
}
GENES = {
    "ALK, ROS1 et EGFR négatifs": "ALK=négatif ROS1=négatif EGFR=sauvage",
    "pas de mutation KRAS, NRAS ni BRAF": "KRAS=sauvage NRAS=sauvage BRAF=sauvage",
    "absence de réarrangement ALK ou ROS1": "ALK=négatif ROS1=négatif",
    "mutation KRAS G12C (VAF 23 %)": "KRAS=G12C",
    "EGFR muté (délétion de l'exon 19)": "EGFR=délétion_exon_19",
    "délétion exon 19 d'EGFR": "EGFR=délétion_exon_19",
    "mutation EGFR del19": "EGFR=délétion_exon_19",
    "insertion de l'exon 20 de l'EGFR": "EGFR=insertion_exon_20",
    "mutation L858R d'EGFR": "EGFR=L858R",
    "EGFR muté L858R (exon 21)": "EGFR=L858R",
    "EGFR L858R et T790M": "EGFR=L858R EGFR=T790M",
    "EGFR WT": "EGFR=sauvage",
    "CBNPC muté EGFR": "EGFR=muté",
    "Recherche de mutation EGFR : négative": "EGFR=sauvage",
    "Aucune mutation de l'EGFR n'a été détectée": "EGFR=sauvage",
    "Aucune mutation de l'EGFR ni translocation de l'ALK n'a été identifiée": "EGFR=sauvage ALK=négatif",
    "KRAS : mutation p.(Gly12Val)": "KRAS=G12V",
    "NRAS muté en codon 61 (Q61K)": "NRAS=Q61K",
    "Analyse KRAS : native": "KRAS=sauvage",
    "RAS et BRAF sauvages": "RAS=sauvage BRAF=sauvage",
    "mutation de KRAS, NRAS sauvage, BRAF non muté": "KRAS=muté NRAS=sauvage BRAF=sauvage",
    "mutation BRAF non V600E": "BRAF=muté",
    "absence de mutation BRAF V600E": "BRAF=sauvage",
    "BRCA1/2 sauvage": "BRCA1=sauvage BRCA2=sauvage",
    "BRCA1 muté, BRCA2 sauvage": "BRCA1=muté BRCA2=sauvage",
    "ALK positif en FISH": "ALK=réarrangé",
    "fusion NTRK1 absente": "NTRK1=négatif",
    "réarrangement de RET": "RET=réarrangé",
    "amplification de MET": "MET=amplifié",
    "mutation METex14": "MET=saut_d'exon_14",
    "IDH1 R132H muté": "IDH=R132H",
    "IDH1/2 non muté": "IDH=sauvage",
    "codélétion 1p/19q": "1p/19q=codélété",
    "absence de codélétion 1p19q": "1p/19q=non_codélété",
    "promoteur de MGMT non méthylé": "MGMT=non_méthylé",
    "TP53 R175H (VAF 45 %)": "TP53=R175H",
    "FGFR3 muté S249C": "FGFR3=S249C",
}
OTHERS = {
    "TTF1+, CK7+, CK20-": "TTF1=positif CK7=positif CK20=négatif",
    "positif pour TTF1, négatif pour CK7, CK20 et p40": "TTF1=positif CK7=négatif CK20=négatif p40=négatif",
    "négatif pour TTF1, p40 positif": "TTF1=négatif p40=positif",
    "TTF1 (+), CK7 (+), CK20 (-)": "TTF1=positif CK7=positif CK20=négatif",
    "CD15 et CD30 sont négatifs": "CD15=négatif CD30=négatif",
    "Les cellules expriment CK7 et GATA3, mais pas CK20": "CK7=positif GATA3=positif CK20=négatif",
    "CK7+, CK20+/-, TTF1 -": "CK7=positif TTF1=négatif",
    "p16+": "p16=positif",
    "Le marquage au CD99 était positif mais l'étude FISH était négative": "CD99=positif",
    "CD117 et DOG1 positifs": "CD117=positif DOG1=positif",
    "PDL1 50 %": "PD-L1_TPS=50%",
    "PD-L1 <\n1 %": "PD-L1_TPS=<1%",
    "PD-L1 négatif": "PD-L1=négatif",
    "PD-L1 (TPS) = 60 %, CPS 10": "PD-L1_TPS=60% PD-L1_CPS=10",
    "PD-L1 (clone 22C3) : TPS 80 %": "PD-L1_TPS=80%",
    "expression de PD-L1 par < 1 % des cellules tumorales": "PD-L1_TPS=<1%",
    "90 % des cellules tumorales exprimaient PD-L1": "PD-L1_TPS=90%",
    "pMMR/MSS": "MMR=pMMR MSI=MSS",
    "phénotype dMMR/MSI": "MMR=dMMR MSI=MSI-H",
    "pas de déficit du système MMR": "MMR=pMMR",
    "microsatellites stables": "MSI=MSS",
    "instabilité microsatellitaire (MSI), KRAS muté": "MSI=MSI-H KRAS=muté",
    "pas d'instabilité des microsatellites": "MSI=MSS",
    "perte d'expression de MLH1 et PMS2": "MLH1=perte_d'expression PMS2=perte_d'expression",
    "TMB 12 mut/Mb": "TMB=12_mut/Mb",
    "HRD positif": "HRD=positif",
}
SILENT = (
    "EGFR : en cours",
    "EGFR en attente",
    "recherche de mutation EGFR",
    "statut HER2 à déterminer",
    "HER2 : non fait",
    "statut MSI en cours",
    "une étude des mutations BRCA1 et BRCA2 a été réalisée",
    "traitement anti-HER2, anti-PD-L1 puis inhibiteur de BRAF",
    "RAS à l'examen clinique",
    "une élévation de l'ACE a été détectée",
    "on met en place un traitement",
    "PD-L1 non évaluable",
    "RP normale",
)


@pytest.mark.parametrize(("text", "expected"), [*BREAST.items(), *GENES.items(), *OTHERS.items()])
def test_each_marker_has_its_own_value(text: str, expected: str) -> None:
    assert said(text) == {one.replace("_", " ") for one in expected.split()}


@pytest.mark.parametrize("text", SILENT)
def test_no_value_no_fact(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize("text", ["RE 90 %, RP 70 %, HER2 1+, Ki67 20 %", "pas de mutation KRAS, NRAS ni BRAF"])
def test_capitals_without_accents_change_nothing(text: str) -> None:
    assert values(text.upper()) == values(text)


def test_a_value_that_denies_is_a_present_fact() -> None:
    for text in ("HER2 négatif", "absence de mutation KRAS", "pas de réarrangement ALK", "FISH HER2 négative"):
        assert [one.assertion for one in facts(text)] == ["present"], text


def test_the_family_and_a_condition_are_not_the_patient_s() -> None:
    assert [one.assertion for one in facts("Antécédents familiaux : mère : mutation BRCA2.")] == ["family"]
    assert [one.assertion for one in facts("Si HER2 positif, trastuzumab.")] == ["hypothetical"]


def test_parts_tell_number_operator_and_allele_fraction() -> None:
    (low,) = facts("PD-L1 < 1 %")
    assert (low.parts["marker"], low.parts["score"], low.parts["value"], low.parts["operator"]) == (
        "PD-L1",
        "TPS",
        1,
        "<",
    )
    (kras,) = facts("KRAS G12C (VAF 23 %)")
    assert (kras.parts["variant"], kras.parts["allele_fraction"], kras.code) == ("G12C", 23, "21702-6")
    ihc, ish = facts("HER2 2+, FISH non amplifiée (ratio 1,2)")
    assert (ihc.parts["score"], ish.parts["ratio"], ish.parts["method"]) == ("2+", 1.2, "ISH")


def test_evidence_covers_marker_and_value() -> None:
    text = "IHC : RE 90 %, RP 70 %. ALK, ROS1 et EGFR négatifs."
    for one in facts(text):
        for place in one.evidence:
            assert text[place.start : place.end] == place.quote
    quotes = [one.evidence[0].quote for one in facts(text)]
    assert quotes == ["RE 90 %", "RP 70 %", "ALK", "ROS1", "EGFR"]
    assert facts(text)[2].evidence[1].quote == "négatifs"


def test_values_of_lines_that_look_like_others() -> None:
    assert said("TDM : RP -42 %") == set()
    assert said("HER2-low (1+)") == {"HER2-low", "HER2=1+"}
    assert said("KRAS : mutation Gly12 Val") == {"KRAS=G12V"}
    assert said("CD30, EMA et alpha-foetoprotéine : négatifs") == {"CD30=négatif", "EMA=négatif", "AFP=négatif"}


def test_a_search_that_finds_nothing_is_a_denial() -> None:
    assert said("sans trouver de réarrangement ALK par FISH") == {"ALK=négatif"}
    assert said("sans mettre en évidence de mutations de BRAF, KRAS") == {"BRAF=sauvage", "KRAS=sauvage"}
    assert said("Mutation BRAF V600E mise en évidence") == {"BRAF=V600E"}
    assert said("fusion EZR-ROS-1") == {"ROS1=réarrangé"}
