"""The model's way: parts of long notes, normal forms of the rules, statements told apart, both ways joined."""

import json

import pytest
from scripted_model import Scripted, read

from carnet.errors import CarnetError
from carnet.llm.model import Answer, ModelUnavailable, Request
from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.facts import Evidence, Fact
from carnet.tools.structuring.model.joining import join
from carnet.tools.structuring.model.schema import ASSERTIONS, GENRES, SaidFact, SaidFacts
from carnet.tools.structuring.model.way import ModelWay

TEXT = "Carcinome infiltrant du sein droit de 3,2 cm, SBR II, RE 90 %, HER2 3+. Mastectomie droite le 12/03/2024."


def said(**fields: str) -> dict[str, str]:
    return {"genre": "biomarqueur", "valeur": "RE=90%", "citation": "RE 90 %", **fields}


def test_the_schema_names_every_kind_in_french() -> None:
    schema = json.dumps(SaidFacts.model_json_schema(), ensure_ascii=False)
    assert all(f'"{genre}"' in schema for genre in (*GENRES, *ASSERTIONS))
    assert {"genre", "valeur", "citation"} == set(SaidFact.model_json_schema()["required"])


def test_words_of_enumerations_are_read_as_models_write_them() -> None:
    fact = SaidFact(genre="Taille tumorale", valeur="32", citation="x", assertion="Présent", unite="mm", cote="Droit")
    assert (fact.kind, fact.status, fact.statement, fact.cote) == ("tumour_size", "present", "32 mm", "droit")
    assert SaidFact(genre="biomarker", valeur="x", citation="x", assertion="history").kind == "biomarker"
    assert SaidFact(genre="météo", valeur="x", citation="x").kind is None
    assert "32" not in repr(fact)


def test_the_normal_form_is_that_of_the_rules() -> None:
    result = read(
        TEXT, [said(valeur="récepteurs aux oestrogènes : 90 %"), said(genre="grade", valeur="SBR 2", citation="SBR II")]
    )
    assert [fact.value for fact in result.facts] == ["RE=90%", "SBR 2"]
    assert all(TEXT[one.start : one.end] == one.quote for fact in result.facts for one in fact.evidence)


def test_another_value_than_the_rules_is_unsupported() -> None:
    result = read(TEXT, [said(valeur="RE=80%"), said(genre="ptnm", valeur="pT2", citation="SBR II")])
    assert result.facts == []
    assert all(one.reason and one.note_id == "n" for one in result.unsupported)
    assert result.unsupported[0].statement == "RE=80%" and result.unsupported[0].kind == "biomarker"


def test_codes_never_come_from_the_model() -> None:
    fact = read(
        "Maladie de Waldmann explorée.",
        [said(genre="comorbidite", valeur="maladie de Waldmann", citation="Maladie de Waldmann explorée")],
    ).facts[0]
    assert fact.code is None and fact.system is None and fact.value == "maladie de Waldmann"


@pytest.mark.parametrize(
    "fields",
    [
        {"genre": "meteo"},
        {"assertion": "peut-être"},
        {"valeur": "—"},
        {"citation": ""},
        {"citation": "RE"},
        {"date": "hier"},
        {"date": "2024-03-13"},
        {"cote": "gauche"},
    ],
)
def test_what_is_not_right_is_told_apart(fields: dict[str, str]) -> None:
    result = read(TEXT, [said(**fields)])
    assert result.facts == [] and len(result.unsupported) == 1


def test_an_answer_that_cannot_be_read_is_told_not_raised() -> None:
    result = read(TEXT, "Je ne sais pas.")
    assert result.facts == [] and len(result.unsupported) == 1 and result.unsupported[0].reason


class Silent(Scripted):
    def answer(self, request: Request, *, cancel: object = None) -> Answer:
        raise ModelUnavailable("no answer", "")


def test_a_model_that_does_not_answer_is_an_error_of_the_note() -> None:
    with pytest.raises(CarnetError):
        ModelWay(Silent([])).read(Reading.of(Note("n", TEXT)))


def test_long_notes_are_shown_in_parts_and_say_things_once() -> None:
    text = "\n\n".join([TEXT, *("Suivi sans particularité au rendez-vous." for _time in range(40)), "Ki67 20 %."])
    model = Scripted([said(), said(valeur="Ki-67=20%", citation="Ki67 20 %"), said(valeur="RE=10%")])
    result = ModelWay(model, limit=600).read(Reading.of(Note("n", text)))
    assert len(model.asked) > 2
    assert sorted(fact.value for fact in result.facts) == ["Ki-67=20%", "RE=90%"]
    assert len(result.unsupported) == 1
    assert ModelWay(model).read(Reading.of(Note("n", " \n "))).facts == []


def test_the_fingerprint_tells_model_prompt_and_checks() -> None:
    fingerprint = ModelWay(Scripted([])).fingerprint
    assert "script" in fingerprint and "structure v" in fingerprint and "grounding-" in fingerprint


def fact(value: str, start: int, end: int, producer: str, **fields: object) -> Fact:
    evidence = Evidence(note_id="n", start=start, end=end, quote="x" * (end - start))
    return Fact(kind="biomarker", value=value, producer=producer, evidence=(evidence,), **fields)  # type: ignore[arg-type]


def test_what_both_ways_found_stands_once() -> None:
    rule, model = fact("RE=90%", 10, 17, "rule:m"), fact("RE=90%", 8, 20, "llm:x", date="2024-03")
    joined = join([rule], [model, model, fact("RP=40%", 30, 36, "llm:x"), fact("RE=90%", 50, 57, "llm:x")])
    assert [one.value for one in joined] == ["RE=90%", "RP=40%", "RE=90%"]
    assert joined[0].producer == "rule:m + llm:x" and joined[0].date == "2024-03"
    assert [(one.start, one.end) for one in joined[0].evidence] == [(10, 17), (8, 20)]
    other = join([rule], [fact("RE=90%", 10, 17, "llm:x", assertion="absent")])
    assert len(other) == 2
