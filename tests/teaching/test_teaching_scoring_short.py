"""Answers of a few words: equal once folded, near for a teacher, decided once."""

import json
from datetime import UTC, datetime
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.language import set_language
from carnet.teaching.question import AcceptedAnswer, Question, Response
from carnet.teaching.scoring import Decision, fold, mark
from carnet.teaching.scoring.short_answer import count_words, edits, near

WHEN = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def french():
    set_language("fr")


@pytest.mark.parametrize(("one", "other"), [
    ("L’œdème aigu du poumon", "oedeme aigu du poumon"), ("Anti-inflammatoire", "antiinflammatoire"),
    ("D-dimères", "les d dimères."), ("β-bloquant", "Bêta bloquant"), ("1,5 mg", "1.5 mg"), ("VIH-1", "vih 1"),
    ("Embolie pulmonaire", " EMBOLIE   PULMONAIRE "), ("l'asthme", "asthme"), ("de la digoxine", "digoxine"),
])  # fmt: skip
def test_folded_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [
    ("Rh-", "Rh+"), ("Rh -", "Rh"), ("1,5 mg", "15 mg"), ("12 8", "128"), ("< 5", "> 5"), ("K+", "K"), ("-2", "2"),
    ("hypotension", "hypertension"), ("kyste", "kystes"),
])  # fmt: skip
def test_folded_apart(one, other):
    assert fold(one) != fold(other)


QUESTION = Question(
    id="q1", kind="QROC", stem="?", max_words=3,
    answers=(AcceptedAnswer(text="embolie pulmonaire"), AcceptedAnswer(text="EP", category=2)),
)  # fmt: skip


@pytest.mark.parametrize(("text", "worth", "to_check"), [
    ("Embolie pulmonaire", 1, False), ("l’embolie pulmonaire", 1, False), ("ep", 0.5, False), ("", 0, False),
    ("embolie pulmonaires", 0, True), ("embolie pulmonarie", 0, True), ("pas d’embolie pulmonaire", 0, True),
    ("embolie", 0, False), ("embolie pulm", 0, True), ("pneumopathie", 0, False), ("EPS", 0, False),
    ("je pense à une embolie pulmonaire massive", 0, True), ("phlébite avec dyspnée et douleur", 0, False),
])  # fmt: skip
def test_short_answers(text, worth, to_check):
    found = mark(QUESTION, Response(text=text))
    assert (found.points, found.to_check) == (worth, to_check)
    assert len(text) < 4 or text not in " ".join(found.reasons)


def test_too_many_words_are_not_counted():
    assert mark(QUESTION, Response(text="a b c d")).reasons == ("Plus de 3 mots : non comptée.",)
    assert count_words("l’anti-inflammatoire - non") == 2
    long = QUESTION.model_copy(update={"max_words": 1})
    assert mark(long, Response(text="Embolie pulmonaire")).points == 1  # the author's own answer is beyond the limit


def test_a_decision_counts_for_all_who_wrote_the_same():
    wrote = "Embolie pulmonarie"
    decided = Decision(question_id="q1", folded=fold(wrote), category=1, who="mme x", when=WHEN)
    found = mark(QUESTION, Response(text=wrote.upper()), decisions=[decided])
    assert found.points == 1 and found.decided and not found.to_check
    other = decided.model_copy(update={"question_id": "q2"})
    assert mark(QUESTION, Response(text=wrote), decisions=[other]).to_check
    refused = mark(QUESTION, Response(text=wrote), decisions=[decided.model_copy(update={"category": 0})])
    assert refused.points == 0 and refused.decided and not refused.to_check
    assert "pulmonarie" not in repr(decided)


@given(st.text(max_size=40))
def test_folding_is_stable_and_never_fails(text):
    once = fold(text)
    assert once == once.strip() and 0 <= mark(QUESTION, Response(text=text)).points <= 1


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_edits_is_a_distance(one, other):
    assert edits(one, other) == edits(other, one) <= max(len(one), len(other))
    assert (edits(one, other) == 0) == (one == other)


@pytest.mark.corpora
def test_different_options_of_real_questions_never_fold_alike(corpora):
    """FrenchMedMCQA: two options of a question are two answers; taking one for the other would be a wrong mark."""
    pairs = alike = judged = close = 0
    for part in ("train", "dev"):
        path = corpora / "teaching" / "frenchmedmcqa" / f"{part}.json"
        for question in json.loads(path.read_text(encoding="utf-8")):
            options = {one.strip().casefold() for one in question["answers"].values()}
            for one, other in combinations(sorted(map(fold, options)), 2):
                pairs, alike = pairs + 1, alike + (one == other)
                if part == "dev":
                    judged, close = judged + 1, close + near(one, other)
    assert pairs > 24_000 and alike == 0
    assert close / judged < 0.04  # « Hyperthermie », « Hypothermie »: near is never enough for a point
