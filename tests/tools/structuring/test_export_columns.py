"""Facts under the names and values of the demo hospital and of studies, so that one question finds both."""

from typing import Any

import pytest

from carnet.tools.structuring.export import columns
from carnet.tools.structuring.facts import Evidence, Fact

EVIDENCE = (Evidence(note_id="1", start=0, end=1, quote="x"),)


def fact(kind: str, value: str, **fields: Any) -> Fact:
    return Fact(kind=kind, value=value, evidence=EVIDENCE, **fields)  # type: ignore[arg-type]


MARKERS = [
    ("RE=70%", {"marker": "RE", "status": "positif", "value": 70.0, "unit": "%"}, "er", "positive"),
    ("RP=négatif", {"marker": "RP", "status": "négatif"}, "pr", "negative"),
    ("HER2=3+", {"marker": "HER2", "status": "positif", "score": "3+"}, "her2_ihc", "3+"),
    ("HER2=négatif", {"marker": "HER2", "status": "négatif"}, "her2", "negative"),
    ("HER2 ISH=non amplifié", {"marker": "HER2", "status": "non amplifié"}, "her2_ish", "not amplified"),
    ("HER2-low", {"marker": "HER2", "status": "low"}, "her2_low", "yes"),
    ("Ki-67=20%", {"marker": "Ki-67", "value": 20.0, "unit": "%"}, "ki67", None),
    ("PD-L1 TPS=60%", {"marker": "PD-L1", "score": "TPS", "value": 60.0}, "pdl1_tps", None),
    ("PD-L1 CPS=10", {"marker": "PD-L1", "score": "CPS", "value": 10.0}, "pdl1_cps", None),
    ("KRAS=sauvage", {"marker": "KRAS", "status": "sauvage"}, "kras", "wild-type"),
    ("KRAS=muté", {"marker": "KRAS", "status": "muté"}, "kras", "mutated"),
    ("KRAS=G12C", {"marker": "KRAS", "status": "muté"}, "kras", "G12C"),
    ("EGFR=délétion exon 19", {"marker": "EGFR", "status": "muté"}, "egfr", "exon 19 deletion"),
    ("ALK=négatif", {"marker": "ALK", "status": "négatif"}, "alk", "not rearranged"),
    ("ROS1=réarrangé", {"marker": "ROS1", "status": "réarrangé"}, "ros1", "rearranged"),
    ("MSI=MSI-H", {"marker": "MSI", "status": "MSI-H"}, "msi", "MSI-H"),
    ("BRCA1=muté", {"marker": "BRCA1", "status": "muté"}, "brca", "BRCA1 mutated"),
    ("BRCA=sauvage", {"marker": "BRCA", "status": "sauvage"}, "brca", "wild-type"),
    ("MGMT=non méthylé", {"marker": "MGMT", "status": "non méthylé"}, "mgmt", "unmethylated"),
    ("cellule d'origine=GCB", {"marker": "cellule d'origine", "status": "GCB"}, "cell_of_origin", "GCB"),
    ("Breslow=2,1 mm", {"marker": "Breslow", "value": 2.1, "unit": "mm"}, "breslow", None),
]


@pytest.mark.parametrize(("value", "parts", "name", "said"), MARKERS, ids=[one[0] for one in MARKERS])
def test_markers(value: str, parts: dict[str, Any], name: str, said: str | None) -> None:
    one = fact("biomarker", value, parts=parts)
    assert (columns.marker_column(one), columns.marker_value(one)) == (name, said)


GRADES = [
    ({"scale": "SBR", "grade": 2}, [("grade", "2")]),
    ({"scale": "Gleason", "grade": 7, "primary": 4, "secondary": 3}, [("gleason", "4+3=7"), ("grade", "3")]),
    ({"scale": "Gleason", "grade": 7}, [("gleason", "7")]),
    ({"scale": "Gleason", "grade": 6, "primary": 3, "secondary": 3}, [("gleason", "3+3=6"), ("grade", "1")]),
    ({"scale": "différenciation", "grade": "peu différencié"}, [("grade", "3")]),
    ({"scale": "bas/haut grade", "grade": "haut"}, [("grade_level", "high")]),
]


@pytest.mark.parametrize(("parts", "told"), GRADES)
def test_grades(parts: dict[str, Any], told: list[tuple[str, str]]) -> None:
    assert columns.grades(fact("grade", "x", parts=parts)) == told


TNM = [
    ({"prefix": "p", "T": "1c", "N": "1mi", "M": "0"}, [("t", "T1"), ("n", "N1"), ("m", "M0")]),
    ({"prefix": "c", "T": "is", "N": "0"}, [("t", "Tis"), ("n", "N0")]),
    ({"prefix": "yp", "T": "0", "N": "x"}, [("yt", "T0"), ("yn", "NX")]),
    ({"prefix": "r", "T": "2"}, [("rt", "T2")]),
]


@pytest.mark.parametrize(("parts", "told"), TNM)
def test_tnm(parts: dict[str, Any], told: list[tuple[str, str]]) -> None:
    assert columns.tnm_letters(fact("ptnm", "x", parts=parts)) == told


def test_her2_is_positive_or_negative_where_its_tests_say_so() -> None:
    said = {"3+": "positive", "2+": None, "1+": "negative", "0": "negative"}
    assert {score: columns.her2_status(fact("biomarker", f"HER2={score}")) for score in said} == said
    ish = fact("biomarker", "HER2 ISH=amplifié", parts={"marker": "HER2", "status": "amplifié"})
    assert columns.her2_status(ish) == "positive"


def test_only_what_is_so_of_the_patient_is_so() -> None:
    assert columns.is_so(fact("tobacco", "jamais", assertion="absent"))
    assert not columns.is_so(fact("tobacco", "actif", assertion="absent"))
    told = [
        one
        for one in ("absent", "possible", "hypothetical", "family")
        if columns.is_so(fact("site", "sein", assertion=one))
    ]
    assert told == []
