"""A model that solves the questions: what it finds, what it should not find, and when it answers nonsense."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from gate_items import item, question

from carnet.llm.chat import open_llm
from carnet.llm.retrying import Retrying
from carnet.teaching.gate import Gate, GateReport
from carnet.teaching.gate.report import SOLVER
from carnet.teaching.item import Item

sys.path.insert(0, str(Path(__file__).parents[1] / "llm"))
from loopback import Reply, ScriptedServer, says  # noqa: E402

pytest.importorskip("openai")
CASE = "Femme de 34 ans, toux fébrile. Radiographie : opacité alvéolaire du lobe inférieur droit. Pas d'allergie."
QUOTE = "opacité alvéolaire du lobe inférieur droit"
KEY = "Pneumonie"
SOON = Retrying(times=1, first=0.01)


def made(kind: str = "QRU") -> Item:
    start = CASE.find(QUOTE)
    evidence = [{"note_id": "case", "start": start, "end": start + len(QUOTE), "quote": QUOTE}]
    if kind == "QROC":
        return item(question("Quel diagnostic ?", kind="QROC", answers=[{"text": KEY}], evidence=evidence), case=CASE)
    one = question("Quel diagnostic retenez-vous ?", "Bronchite", f"*{KEY}", "Asthme", "Pleurésie", "Zona")
    one["propositions"][1]["evidence"] = evidence
    return item(one, case=CASE)


def letter_of(asked: str, text: str) -> str:
    found = re.search(rf"^([A-Z])\. {text}$", asked, re.MULTILINE)
    assert found is not None
    return found[1]


def student(body: dict[str, Any]) -> str:
    """Knows the key when it sees the radiograph, and says that it cannot decide when it does not."""
    asked = body["messages"][-1]["content"]
    if QUOTE not in asked:
        return json.dumps({"decidable": False})
    return json.dumps({"choix": [letter_of(asked, KEY)], "decidable": True})


def checked(
    answers: Callable[[dict[str, Any]], Reply | str], one: Item, **options: Any
) -> tuple[GateReport, ScriptedServer]:
    with ScriptedServer(otherwise=answers) as server:
        model = open_llm(server.uri(), retrying=SOON)
        return Gate(identifiers=lambda text: [], llm=model, **options).check(one), server


def test_a_question_that_needs_its_case_goes_through() -> None:
    report, server = checked(student, made())
    assert report.open and set(SOLVER) <= set(report.ran) and not report.findings
    assert len(server.asked) == 9  # three checks, three votes
    orders = {re.sub(r".*Question :", "", body["messages"][-1]["content"], flags=re.DOTALL) for body in server.asked}
    assert len(orders) > 1  # the propositions do not stand in the same order in every vote


def test_a_question_answered_without_its_case_is_stopped() -> None:
    def knows(body: dict[str, Any]) -> str:
        return json.dumps({"choix": [letter_of(body["messages"][-1]["content"], KEY)]})

    report, _server = checked(knows, made())
    assert {one.check for one in report.stops} == {"solver_without_case", "solver_without_span"}


def test_a_model_that_disagrees_with_the_key_stops_it() -> None:
    def other(body: dict[str, Any]) -> str:
        return json.dumps({"choix": [letter_of(body["messages"][-1]["content"], "Asthme")]})

    report, _server = checked(other, made())
    (found,) = report.stops
    assert found.check == "solver_finds_key" and "b, c" in found.message


@pytest.mark.parametrize(
    "nonsense",
    [says("je ne sais pas"), says('{"choix": ["Z"]}'), says('{"choix": []}'), says(None), Reply(status=500, body={})],
)
def test_nonsense_is_missing_and_never_a_pass(nonsense: Reply) -> None:
    report, _server = checked(lambda body: nonsense, made(), votes=1)
    assert not report.open and set(report.missing) == set(SOLVER) and all(report.why[one] for one in SOLVER)
    assert not report.stops


def test_the_budget_is_kept() -> None:
    report, server = checked(student, made(), budget=7)
    assert len(server.asked) == 6 and report.missing == ("solver_without_span",) and not report.open


def test_short_answers() -> None:
    def writes(body: dict[str, Any]) -> str:
        seen = QUOTE in body["messages"][-1]["content"]
        return json.dumps({"reponse": "une pneumonie franche" if seen else "", "decidable": seen})

    report, _server = checked(writes, made("QROC"))
    assert report.open


def test_later_data_of_a_case_are_not_shown_before() -> None:
    first = question("Quel examen ?", "Scanner", "*Radiographie", "IRM", "TEP", evidence=_evidence())
    second = question(
        "Quel diagnostic ?", "Angor", "*Pneumonie", "Zona", "AVC", new="Secret : 12 G/L.", evidence=_evidence()
    )
    third = question("Quel traitement ?", "Repos", "*Amoxicilline", "Fer", "Zinc", evidence=_evidence())
    report, server = checked(lambda body: says("{}"), item(first, second, third, case=CASE))
    asked = [body["messages"][-1]["content"] for body in server.asked]
    assert any("Quel examen" in one for one in asked)
    assert not any("Secret" in one for one in asked if "Quel examen" in one)
    assert any("Secret" in one for one in asked if "Quel traitement" in one)
    assert not report.open


def _evidence() -> list[dict[str, Any]]:
    start = CASE.find(QUOTE)
    return [{"note_id": "case", "start": start, "end": start + len(QUOTE), "quote": QUOTE}]


def test_without_a_model_these_checks_are_not_asked() -> None:
    report = Gate(identifiers=lambda text: []).check(made())
    assert report.open and report.not_asked == SOLVER
