"""QTI exports score as the official scale does, as an evaluator that knows only the standard computes them."""

import itertools
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from exchange_examples import isolated, progressive, question, script, short, zones
from qti_rules import Evaluator

from carnet.teaching.exchange import write
from carnet.teaching.exchange.qti.item_xml import question_xml
from carnet.teaching.exchange.qti.nodes import DEGREES
from carnet.teaching.question import Question, Response
from carnet.teaching.scoring import mark

LETTERS = "abcde"


def subsets(names: Iterable[str]) -> list[tuple[str, ...]]:
    names = tuple(names)
    return [one for size in range(len(names) + 1) for one in itertools.combinations(names, size)]


def evaluator(one: Question, scale: str = "EDN-2024") -> Evaluator:
    return Evaluator(question_xml(isolated(one, scale=scale), one, lambda image: "images/one.png"))


def same_scores(one: Question, scale: str = "EDN-2024") -> int:
    rules = evaluator(one, scale)
    answers = subsets(p.id for p in one.propositions)
    for ticked in answers:
        given: object = [f"P-{name}" for name in ticked]
        if rules.responses["RESPONSE"].get("cardinality") == "single":
            if len(ticked) > 1:
                continue  # the interaction takes one choice
            given = f"P-{ticked[0]}" if ticked else None
        score = rules.run({"RESPONSE": given})["SCORE"]  # type: ignore[dict-item]
        assert score == mark(one, Response(ticked=ticked), scale).points, (one.kind, sorted(one.key), ticked)
    return len(answers)


def test_1024_pairs_of_key_and_answer_of_a_qrm_of_five_propositions() -> None:
    pairs = sum(same_scores(question("QRM", "".join(key))) for key in subsets(LETTERS))
    assert pairs == 1024


@pytest.mark.parametrize("scale", ["EDN-2024", "ECNi-2021", "all-or-nothing"])
@pytest.mark.parametrize(("indispensable", "unacceptable"), [("a", ""), ("", "e"), ("ac", "de"), ("c", "b")])
def test_indispensable_and_unacceptable_propositions(scale: str, indispensable: str, unacceptable: str) -> None:
    one = question("QRM", "ac", indispensable=indispensable, unacceptable=unacceptable)
    assert same_scores(one, scale) == 32


@pytest.mark.parametrize("scale", ["EDN-2024", "EDN-2023", "all-or-nothing"])
def test_the_other_kinds_that_are_ticked(scale: str) -> None:
    same_scores(question("QRU", "b", unacceptable="e"), scale)
    same_scores(question("QRU", "bd"), scale)  # an erratum left two keys
    same_scores(question("QRP", "ace", expected=3, unacceptable="b"), scale)
    same_scores(question("QRP", "ab", expected=3), scale)  # more announced than the key has
    same_scores(question("QRP", "abcd", expected=2, indispensable="a"), scale)
    same_scores(question("QRPL", "afh", 9, expected=3), scale)
    same_scores(zones(), scale)


@pytest.mark.parametrize("scale", ["EDN-2024", "all-or-nothing"])
def test_a_script_concordance_question(scale: str) -> None:
    rules = evaluator(script(), scale)
    for degree, name in DEGREES.items():
        score = rules.run({"RESPONSE": name})["SCORE"]
        assert score == mark(script(), Response(degree=degree), scale).points
    assert rules.run({"RESPONSE": None})["SCORE"] == 0


ANSWERS = [
    "embolie pulmonaire", "EMBOLIE PULMONAIRE", "Embolie  pulmonaire.", "une embolie pulmonaire",
    "l’embolie-pulmonaire", "embolie pulmonaire !", "« embolie pulmonaire »", "Ëmbôlie\u00a0pulmonaïre",
    "de l'embolie pulmonaire", "embolie", "embolies pulmonaires", "pulmonaire embolie", "embolie pulmonaire-",
    "oedème aigu", "l'Œdème aigu", "OEDEME AIGU", "o edeme aigu", "Thrombose", "la thrombose", "throm bose",
    "le thrombose,", "thromboses", "", "   ", "(embolie pulmonaire", "(l'embolie pulmonaire",
    "e\u0301mbolie pulmonaire", "les le la thrombose",
]  # fmt: skip
SIGNS = [
    "le sion", "d'ose", "rh", "rh -", "-2", "(-2", "2", "k", "K +", "10mg", "1 0 mg", "5 FU", "5FU", "CA 153", "ca15.3",
    "2.5 mg / l", "25 mg/L", "T2 N1", "T 2N1", "betabloquant", "bêta-bloquants", "20%", "20", "2,5mg",
]  # fmt: skip


@pytest.mark.parametrize("text", ANSWERS)
@pytest.mark.parametrize("scale", ["EDN-2024", "all-or-nothing"])
def test_the_words_of_a_short_answer(text: str, scale: str) -> None:
    score = evaluator(short(), scale).run({"RESPONSE": text or None})["SCORE"]
    assert score == mark(short(), Response(text=text), scale).points


@pytest.mark.parametrize(
    "accepted",
    ["lésion", "dose", "Rh−", "−2", "K+", "10 mg", "5-FU", "CA 15-3", "2,5 mg/L", "T2N1", "β-bloquant", "20 %"],
)
def test_signs_numbers_and_words_that_begin_as_articles_do(accepted: str) -> None:
    one = short(answers=({"text": accepted},))
    rules = evaluator(one)
    assert rules.run({"RESPONSE": accepted})["SCORE"] == 1
    for text in SIGNS:
        assert rules.run({"RESPONSE": text})["SCORE"] == mark(one, Response(text=text)).points, text


def test_feedback_is_shown_after_an_answer_and_the_questions_of_a_case_each_score(tmp_path: Path) -> None:
    item = progressive()
    write([item], tmp_path / "dp.zip", "qti")
    with zipfile.ZipFile(tmp_path / "dp.zip") as package:
        first = Evaluator(package.read("0001-dp-1-q1.xml")).run({"RESPONSE": ["P-a", "P-c"]})
        third = Evaluator(package.read("0001-dp-1-q3.xml")).run({"RESPONSE": ["P-b"]})
    assert first["SCORE"] == 1 and first["FEEDBACK"] == ["P-a", "P-b", "P-c", "P-d", "P-e"]
    assert third["SCORE"] == 0.5 and "general" in third["FEEDBACK"]
