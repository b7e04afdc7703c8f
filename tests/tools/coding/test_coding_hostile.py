"""Stays of texts made to break programs: nothing raises, each proposal is valid, attested, and stands in its note."""

from random import Random

import pytest

from carnet.text.note import Note
from carnet.text.terminologies.cim10 import cim10
from carnet.tools import code
from carnet.tools.coding.result import CodedStay
from carnet.tools.coding.stay import Stay

CLINICAL = (  # noqa: SIM905
    "cancer du sein droit QSE|mts hép|HTA|DT2 insulinorequérant|FA permanente|BPCO surinfectée|pas de|suspicion de|"
    "ATCD :|mère :|si rechute|IDM antérieur|séance de chimiothérapie|C1J1|C50.9|CIM10 : I10|(J18.9)|DP :|Conclusion :|"
    "Motif : chute|fracture col du fémur|accouchement voie basse|nouveau-né|prématuré 34 SA|soins palliatifs|dialyse|"
    "IMC 42|DFG 22 ml/min|kaliémie 2,4|FEVG 30 %|à 40|J10|L5-S1|QEFA001|né le 02/03/1950|patient de 45 ans|Mme|en 2012|"
    "AVC ischémique sylvien|hémiplégie|escarre stade 3|BLSE|E. coli|IRC stade 4|pneumopathie|sepsis|et|sans|puis|chez"
).split("|")
ODD = (  # noqa: SIM905
    "C99.99|Z00.00.00|I1000000000000|CIM10 :|CIM-10 : ?|(((|]]]|E11.9E11.9|A00-Z99|U99.9|C50,9|c 50 9|0|1e400|%%|"
    "31/02/2024|IMC 0|DFG -5|stade XXIV|\x1f|\x85|\ud83d|\ude00|\u202e|e\u0301|\u0301|ﬁ|İ|ß|１２|①|½|\u2028|\ufeff|"
    "\x00|can-\ncer du\nsein|hyper\u00adtension|dia\u200bbète|---\t---|œ|👩🏽\u200d⚕️|AAAA000|ABCD1234|'';--|<script>"
).split("|")
SEPARATORS = ("", " ", " ", ", ", ". ", "\n", "\n- ", " : ", "\t", " | ", "\r", "\r\n", " (", " ? ")
REPEATED = ("C50.9 ", "(", "a", "9", " ", "CANCER DU SEIN ", "- HTA\n", "\u0301", "pas de ", "DP : ")


def _text(random: Random) -> str:
    words = (random.choice(CLINICAL if random.random() < 0.65 else ODD) for _ in range(random.choice((3, 10, 30))))
    return "".join(word + random.choice(SEPARATORS) for word in words)


def _check(coded: CodedStay, texts: dict[str, str]) -> None:
    nomenclature = cim10()
    codes = [one.code for one in coded.proposals]
    assert len(codes) == len(set(codes))
    for one in coded.proposals:
        assert one.position == "act" or nomenclature.valid(one.code, one.position)
        assert one.evidence and one.reason and one.rule
        for passage in one.evidence:
            assert passage.start < passage.end
            assert texts[passage.note_id][passage.start : passage.end] == passage.quote


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_whatever_a_stay_holds(first: int) -> None:
    tool = code()
    for seed in range(first, first + 20):
        random = Random(seed)
        texts = {str(n): _text(random) for n in range(random.choice((1, 1, 3)))}
        stay = Stay("s", tuple(Note(id, text) for id, text in texts.items()), sex=random.choice(("f", "m", None)))
        _check(tool.stay(stay), texts)


@pytest.mark.parametrize("mark", REPEATED)
def test_one_mark_over_and_over(mark: str) -> None:
    text = mark * (4000 // len(mark))
    _check(code()(Note("0", text)), {"0": text})


def test_a_stay_without_notes_and_a_note_without_text() -> None:
    assert code().stay(Stay("s", ())).proposals == ()
    assert code()(Note("0", "")).dp is None
