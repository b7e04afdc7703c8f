"""Texts made to break programs: nothing raises, what is said is in the text, nothing runs on without end."""

import re
from datetime import date
from random import Random

import pytest

from carnet.text.note import Note
from carnet.tools import structure, summarise
from carnet.tools.structuring.facts import Fact

CLINICAL = (  # noqa: SIM905
    "carcinome du sein droit|métastase osseuse|pT2 N1a M0|HER2 3+|RE 70 %|Ki67 : 20 %|FOLFOX|paclitaxel 80 mg/m²|"
    "opérée le 12/03/2024|pas de|suspicion de|antécédent de|mère :|si progression|récidive hépatique|réponse partielle|"
    "neutropénie grade 3|OMS 1|tabac 30 PA|HTA|stade IIIB|32 mm|lobe supérieur du poumon|50 Gy en 25 fractions|C2J8|"
    "hémoglobine 9,8 g/dL|CA 15-3 à 48|EGFR muté exon 19|RCP du 3 avril|suivie pour|en 2014|depuis 3 mois|1ère ligne|"
    "poids 72 kg|décès|Gleason 7 (4+3)|marges saines|ganglions 2N+/12|sans|et"
).split("|")
ODD = (  # noqa: SIM905
    "9999999999999999999999|1e400|12/13/2024|31/02/2024|00/00/0000|32 janvier 2024|9999-99-99|pT|pTxNxMxGxRx|ypT9N9M9|"
    "T1T2T3N0|G4G5|(((|]]]|{[(|Gleason 99 (44+55)|Ki67 : 500 %|stade XXIV|0 Gy en 0 fractions|N+ 5/2|C99J999|IMC 0|"
    "il y a 99999 ans|depuis 10000000000 jours|1 234 567 890,12|1.2.3.4.5|%%|à 250 ans|4500ème ligne|exon 999|"
    "carci-\nnome|adéno\u00adcarcinome|sein\u200bdroit|\x00|\x1f|\x85|\ud83d|\ude00|\u202e|e\u0301|\u0301|ﬁ|İ|ß|１２|"
    "①|½|\u2028|١٢٣|\ufeff|---\t---|œ|👩🏽\u200d⚕️"
).split("|")
SEPARATORS = ("", " ", " ", ", ", ". ", "\n", "\n- ", " : ", "\t", " | ", "\r", "\r\n", " (", " ? ")
ISO = re.compile(r"\d{4}(?:-\d\d){0,2}")
# one mark or one phrase over and over: whatever grows with the square of the length would never end
REPEATED = ("-", "(", "a", "1", " ", "CARCINOME DU SEIN ", "- sein\n", "\u0301", "3x", "= ")


def _text(seed: int) -> str:
    random = Random(seed)
    one = random.choice(SEPARATORS)
    pieces = []
    for _ in range(random.choice((3, 10, 30))):
        pieces.append(random.choice(CLINICAL if random.random() < 0.6 else ODD))
        pieces.append(one if seed % 2 else random.choice(SEPARATORS))
    return "".join(pieces)


def _check(fact: Fact, text: str) -> None:
    assert fact.value.strip()
    assert not re.search(r"[\r\n]", fact.value)
    assert all(one.start < one.end and text[one.start : one.end] == one.quote for one in fact.evidence)
    if fact.date is not None:
        assert ISO.fullmatch(fact.date)
        date.fromisoformat((fact.date + "-01-01")[:10])


@pytest.mark.parametrize("first", range(0, 150, 30))
def test_what_is_read_of_any_text_stands_in_it(first: int) -> None:
    read = structure()
    for seed in range(first, first + 30):
        text = _text(seed)
        for fact in read(Note("n", text, note_date=date(2024, 2, 29))).facts:
            _check(fact, text)


def test_a_summary_of_any_text_quotes_it() -> None:
    tell = summarise()
    for seed in range(20):
        text = _text(seed)
        for section in tell(Note("n", text)).sections:
            for sentence in section.sentences:
                assert all(text[one.start : one.end] == one.quote for one in sentence.evidence)


@pytest.mark.parametrize("mark", REPEATED)
def test_what_repeats_itself_ends(mark: str) -> None:
    text = (mark * 3000)[:3000]
    for fact in structure()(Note("n", text)).facts:
        _check(fact, text)


def test_a_text_without_an_end_of_sentence_is_read_to_its_end() -> None:
    random = Random(0)
    text = ", ".join(random.choice(CLINICAL) for _ in range(900)) + ", cancer du pancréas"
    facts = structure()(Note("n", text)).facts
    assert facts[-1].evidence[0].start > len(text) - 30
