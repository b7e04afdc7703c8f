"""Whether the text attests a code, and what is said of the codes that a coder gave."""

import pytest
from placed_notes import stay_of

from carnet.text.terminologies.cim10 import cim10
from carnet.tools.coding.pmsi.assigning import assign
from carnet.tools.coding.verifier import check_given, verify

TEXT = (
    "ATCD : {I10|HTA}, {Z853<|cancer du sein}\n"
    "ATCD familiaux : {E1198~|diabète} chez le père\n"
    "Conclusion : {C349|cancer bronchique}, {I480|FA paroxystique}. Pas d'{I269-|embolie pulmonaire}."
    " {I219?|Infarctus} suspecté. Risque de {I64>|AVC}. Vu pour {.S7200+S7210|fracture du fémur}."
)


@pytest.mark.parametrize(
    ("code", "position", "attested", "how", "quote"),
    [
        ("I48.0", "das", True, "same", "FA paroxystique"),
        ("I480", "dp", True, "same", "FA paroxystique"),
        ("I10", "dp", False, "past", "HTA"),
        ("I10", "das", True, "same", "HTA"),
        ("C34", "das", True, "more_precise", "cancer bronchique"),
        ("C341", "dp", True, "less_precise", "cancer bronchique"),
        ("I482", "das", False, "other", "FA paroxystique"),
        ("S7200", "dp", True, "less_precise", "fracture du fémur"),
        ("I269", "das", False, "denied", "embolie pulmonaire"),
        ("I260", "das", False, "denied", "embolie pulmonaire"),
        ("E1198", "das", False, "family", "diabète"),
        ("I219", "dp", False, "suspected", "Infarctus"),
        ("I64", "dp", False, "planned", "AVC"),
        ("K250", "dp", False, "none", None),
        ("X99Z9", "dp", False, "unknown", None),
    ],
)
def test_verdict(code: str, position: str, attested: bool, how: str, quote: str | None) -> None:
    _stay, placed = stay_of(TEXT)
    verdict = verify(code, position, placed, cim10())
    assert (verdict.attested, verdict.how) == (attested, how)
    assert [one.quote for one in verdict.evidence] == ([quote] if quote else [])
    assert verdict.reason


def test_what_is_denied_says_so_in_french() -> None:
    _stay, placed = stay_of("Pas d'{I269-|embolie pulmonaire}.")
    assert verify("I269", "dp", placed, cim10()).reason == "Le texte le nie."


def test_a_situation_attests_its_code() -> None:
    _stay, placed = stay_of("Venue pour C3 de paclitaxel. {C504|Cancer du sein}.")
    verdict = verify("Z511", "dp", placed, cim10())
    assert (verdict.attested, verdict.how) == (True, "situation")


def test_the_index_reads_a_label_in_other_words() -> None:
    from carnet.text.terminologies.search import open_index

    _stay, placed = stay_of("Conclusion : gastrite érosive. {I10|HTA}.\nPas de polype de l'estomac.")
    index = open_index()
    assert verify("K297", "das", placed, cim10()).how == "none"
    assert verify("K297", "das", placed, cim10(), index).how in ("label", "none")
    assert not verify("K317", "das", placed, cim10(), index).attested


def test_given_codes_are_checked() -> None:
    given = (
        ("dp", "C34.9"),
        ("das", "I26.9"),
        ("das", "K25.0"),
        ("dp", "B95.6"),
        ("das", "XXX"),
        ("das", "C61"),
        ("das", "Z851"),
    )
    stay, placed = stay_of(TEXT, sex="f", given=given)
    done = assign(placed, stay, cim10())
    cautions = check_given(stay, done, placed, cim10())
    found = {(one.kind, one.code) for one in cautions}
    assert {
        ("unattested", "I269"),
        ("unattested", "K250"),
        ("invalid_position", "B956"),
        ("unknown_code", "XXX"),
    } <= found
    assert ("person", "C61") in found
    assert {("missed", "I10"), ("missed", "I480")} <= found
    assert not [one for one in cautions if one.code == "C349"]
    denied = next(one for one in cautions if one.code == "I269")
    assert "Le texte le nie" in denied.message
    assert denied.evidence[0].quote == "embolie pulmonaire"


def test_a_code_less_precise_than_the_text_is_told_apart() -> None:
    stay, placed = stay_of("Conclusion : {C509|cancer du sein}.", given=(("dp", "C504"),))
    cautions = check_given(stay, assign(placed, stay, cim10()), placed, cim10())
    assert [(one.kind, one.code) for one in cautions] == [("attested_otherwise", "C504")]
