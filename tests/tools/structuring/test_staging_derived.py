"""A stage derived from a TNM: of the right tumour, with its rule and its evidence, or none."""

import pytest

from carnet.tools.structuring.deriving_stage import derive
from carnet.tools.structuring.facts import Evidence, Fact, Kind


def fact(kind: Kind, value: str, start: int, code: str | None = None, **fields: object) -> Fact:
    """A fact of one note at an offset."""
    place = Evidence(note_id="n", start=start, end=start + len(value), quote=value)
    return Fact.model_validate({"kind": kind, "value": value, "code": code, "evidence": (place,), **fields})


def tnm(value: str, start: int, prefix: str, t: str, n: str, m: str = "", **fields: object) -> Fact:
    """A TNM."""
    parts = {name: part for name, part in (("prefix", prefix), ("T", t), ("N", n), ("M", m)) if part}
    return fact("ptnm" if "p" in prefix else "ctnm", value, start, parts=parts, **fields)


BREAST = fact("site", "sein", 10, "C50.9")
CARCINOMA = fact("histology", "carcinome infiltrant de type non spécifique", 0, "8500/3")


def test_a_stage_with_its_rule() -> None:
    (stage,) = derive([CARCINOMA, BREAST, tnm("pT2N1aM0", 60, "p", "2", "1a", "0", date="2024-03")])
    assert (stage.kind, stage.value, stage.system, stage.date) == ("stage", "IIB", "AJCC8", "2024-03")
    assert stage.parts == {"scale": "AJCC8", "derived": True, "tnm": "pT2N1aM0", "table": "breast"}
    assert stage.rule == "Stade IIB de pT2N1aM0 : T2 N1 M0 (table AJCC8, sein, stade anatomique)"
    assert [place.quote for place in stage.evidence] == ["pT2N1aM0", "sein"]
    assert stage.assertion == "present"


def test_what_is_supposed_is_said() -> None:
    (stage,) = derive([BREAST, tnm("pT2N1a", 60, "p", "2", "1a")])
    assert stage.parts["assumed"] == ["M0"]
    assert stage.rule is not None and stage.rule.endswith("M0 supposé : M n’est pas donné")
    assert derive([BREAST, tnm("cT2N1", 60, "c", "2", "1")]) == []


def test_a_group_is_said_to_be_one() -> None:
    (stage,) = derive([fact("site", "côlon", 10, "C18.9"), tnm("pT3N+M0", 60, "p", "3", "+", "0")])
    assert (stage.value, stage.parts["group"]) == ("III", True)


@pytest.mark.parametrize("assertion", ["absent", "possible", "hypothetical", "family"])
def test_only_what_is_asserted(assertion: str) -> None:
    assert derive([BREAST, tnm("pT2N1aM0", 60, "p", "2", "1a", "0", assertion=assertion)]) == []
    assert (
        derive([fact("site", "sein", 10, "C50.9", assertion=assertion), tnm("T2N1aM0", 60, "p", "2", "1a", "0")]) == []
    )


def test_history_stays_history() -> None:
    (stage,) = derive([BREAST, tnm("pT1cN0M0", 60, "p", "1c", "0", "0", assertion="history")])
    assert (stage.value, stage.assertion) == ("IA", "history")


def test_each_tnm_goes_with_the_site_before_it() -> None:
    colon, lung = fact("site", "côlon", 100, "C18.7"), fact("site", "poumon", 400, "C34.1")
    found = derive([colon, tnm("pT3N0M0", 150, "p", "3", "0", "0"), lung, tnm("cT2aN2M0", 450, "c", "2a", "2", "0")])
    assert [(stage.value, stage.parts["table"]) for stage in found] == [("IIA", "colorectum"), ("IIIA", "lung")]


def test_two_tumours_far_from_a_tnm_have_none() -> None:
    sites = [fact("site", "côlon", 100, "C18.7"), fact("site", "poumon", 200, "C34.1")]
    assert derive([*sites, tnm("T3N0M0", 2000, "c", "3", "0", "0")]) == []


def test_one_stage_for_a_tnm_said_twice() -> None:
    assert len(derive([BREAST, tnm("pT2N0M0", 60, "p", "2", "0", "0"), tnm("pT2N0M0", 900, "p", "2", "0", "0")])) == 1


def test_prostate_needs_psa_and_isup() -> None:
    site, said = fact("site", "prostate", 0, "C61.9"), tnm("cT2aN0M0", 60, "c", "2a", "0", "0")
    isup = fact("grade", "ISUP 2", 20, parts={"scale": "ISUP", "grade": 2})
    psa = fact("biomarker", "PSA=8 ng/mL", 40, unit="ng/mL", parts={"marker": "PSA", "value": 8.0, "unit": "ng/mL"})
    assert derive([site, said]) == []
    (stage,) = derive([site, isup, psa, said])
    assert (stage.value, len(stage.evidence)) == ("IIB", 4)
    assert derive([site, isup, said]) == []  # IIB, or IIIA from 20 ng/mL on


def test_oropharynx_needs_p16() -> None:
    site, said = fact("site", "oropharynx", 0, "C10.9"), tnm("cT2N1M0", 60, "c", "2", "1", "0")
    assert derive([site, said]) == []
    for status, value in (("positif", "I"), ("négatif", "III")):
        p16 = fact("biomarker", f"p16={status}", 30, parts={"marker": "p16", "status": status})
        assert [stage.value for stage in derive([site, p16, said])] == [value]


def test_oesophagus_needs_its_histology() -> None:
    site, said = fact("site", "œsophage", 0, "C15.9"), tnm("cT2N0M0", 60, "c", "2", "0", "0")
    assert derive([site, said]) == []
    squamous = fact("histology", "carcinome épidermoïde", 20, "8070/3")
    gland = fact("histology", "adénocarcinome", 20, "8140/3")
    assert [stage.value for stage in derive([site, squamous, said])] == ["II"]
    assert [stage.value for stage in derive([site, gland, said])] == ["IIB"]


def test_some_histologies_name_their_site() -> None:
    (stage,) = derive([CARCINOMA, tnm("pT1cN1aMX", 60, "p", "1c", "1a", "X")])
    assert (stage.value, stage.parts["table"], stage.parts["assumed"]) == ("IIA", "breast", ["M0"])
    assert derive([fact("histology", "adénocarcinome", 0, "8140/3"), tnm("pT2N0M0", 60, "p", "2", "0", "0")]) == []


def test_no_site_no_stage() -> None:
    assert derive([tnm("pT2N0M0", 60, "p", "2", "0", "0")]) == []
    assert derive([]) == []
