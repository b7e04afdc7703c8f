"""The gate: what closes it, what opens it again, and what keeps it closed when it cannot look."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from gate_items import asked, item, question

from carnet.errors import CarnetError
from carnet.language import language, set_language
from carnet.teaching.citation import Citation
from carnet.teaching.gate import CHECKS, Gate, labels
from carnet.teaching.gate.duplicates import Index
from carnet.teaching.item import Item

CASE = "Femme de 34 ans, fièvre et toux depuis 3 jours. Radiographie : opacité alvéolaire du lobe inférieur droit."
NOBODY = Gate(identifiers=lambda text: [])


def evidenced(quote: str = "opacité alvéolaire", case: str = CASE, **fields: Any) -> Item:
    start = case.find(quote)
    made = question("Quel diagnostic retenez-vous ?", "Bronchite", "*Pneumonie", "Asthme", "Pleurésie")
    made["propositions"][1]["evidence"] = [
        {"note_id": "case", "start": start, "end": start + len(quote), "quote": quote}
    ]
    return item(made, case=case, **fields)


def override(check: str, where: str = "", who: str = "Dr A") -> dict[str, Any]:
    return {
        "check": check,
        "where": where,
        "who": who,
        "when": datetime(2026, 1, 2, tzinfo=UTC),
        "reason": "vu en équipe",
    }


def test_a_sound_item_goes_through() -> None:
    report = NOBODY.check(evidenced())
    assert report.open and not report.findings and not report.missing
    assert {*report.ran, *report.not_asked} == set(CHECKS)
    assert report.item_id == "essai" and json.loads(json.dumps(report.as_json()))["open"] is True


def test_without_a_tool_for_identifiers_the_gate_stays_closed() -> None:
    report = Gate().check(evidenced())
    assert not report.open and report.missing == ("identifiers",) and report.why["identifiers"]
    assert not report.stops


def test_a_check_that_fails_keeps_the_gate_closed_and_tells_no_text() -> None:
    def fails(text: str) -> list[tuple[int, int, str]]:
        raise ValueError(text)

    report = Gate(identifiers=fails).check(evidenced())
    assert not report.open and report.missing == ("identifiers",)
    assert "Femme" not in report.why["identifiers"] and "ValueError" in report.why["identifiers"]


def test_an_identifier_closes_it_and_is_not_said_again() -> None:
    report = Gate(identifiers=lambda text: [(0, 5, "NOM")] if text.startswith("Femme") else []).check(evidenced())
    (found,) = report.stops
    assert (found.check, found.where, found.start, found.end) == (
        "identifiers",
        "case",
        0,
        5,
    ) and "Femme" not in found.message


def test_an_override_covers_its_check_at_its_place_alone() -> None:
    flawed = asked("Quel signe n'est pas retrouvé ?", "Toux", "*Ictère", "Fièvre", "Frissons")
    stops = NOBODY.check(flawed).stops
    assert {one.check for one in stops} == {"negative_stem", "evidence"}
    there = flawed.model_copy(
        update={"overrides": tuple(_overrides(flawed, ("negative_stem", "q1/stem"), ("evidence", "q1/b")))}
    )
    report = NOBODY.check(there)
    assert report.open and len(report.overridden) == 2 and report.findings
    elsewhere = flawed.model_copy(
        update={"overrides": tuple(_overrides(flawed, ("negative_stem", "q1"), ("evidence", "q1/b")))}
    )
    assert not NOBODY.check(elsewhere).open


def test_an_override_of_the_whole_item_covers_its_check_everywhere() -> None:
    flawed = asked("Quel signe n'est pas retrouvé ?", "Toux", "*Ictère", "Fièvre", "Frissons")
    whole = flawed.model_copy(update={"overrides": _overrides(flawed, ("negative_stem", ""), ("evidence", ""))})
    assert NOBODY.check(whole).open
    other = flawed.model_copy(update={"overrides": _overrides(flawed, ("negative_stem", ""))})
    assert {one.check for one in NOBODY.check(other).stops} == {"evidence"}


def test_an_override_excuses_a_missing_check_for_the_whole_item() -> None:
    assert Gate().check(evidenced(overrides=[override("identifiers")])).open
    assert not Gate().check(evidenced(overrides=[override("identifiers", "case")])).open
    assert not Gate().check(evidenced(overrides=[override("identifiers", who=" ")])).open


def _overrides(flawed: Item, *places: tuple[str, str]) -> tuple[Any, ...]:
    return Item.model_validate(flawed.model_dump() | {"overrides": [override(*one) for one in places]}).overrides


def test_evidence_resolves_or_stops() -> None:
    moved = evidenced().model_copy(update={"case": "Bonjour. " + CASE})
    assert [(one.check, one.where) for one in NOBODY.check(moved).stops] == [("evidence", "q1/b")]
    bare = asked("Quel diagnostic ?", "Grippe", "*Angine", "Otite", "Zona")
    assert [one.where for one in NOBODY.check(bare).of("evidence")] == ["q1/b"]
    short = asked("Quel diagnostic ?", kind="QROC", answers=[{"text": "pneumonie"}])
    assert [one.where for one in NOBODY.check(short).of("evidence")] == ["q1/answers/0"]


class Library:
    def __init__(self, state: str) -> None:
        self.state = state

    def check(self, citation: Citation) -> str:
        if self.state == "broken":
            raise CarnetError("La bibliothèque est illisible.")
        return self.state


@pytest.mark.parametrize(
    ("state", "stops", "missing"), [("same", 0, 0), ("changed", 1, 0), ("missing", 1, 0), ("broken", 0, 1)]
)
def test_citations(state: str, stops: int, missing: int) -> None:
    made = question("Quel diagnostic ?", "Grippe", "*Angine", "Otite", "Zona")
    made["propositions"][1]["citations"] = [
        {"reference_id": "r", "version": "1", "title": "Collège", "start": 0, "end": 4, "quote": "abcd"}
    ]
    report = Gate(identifiers=lambda text: [], library=Library(state)).check(item(made))
    assert (len(report.stops), len(report.missing)) == (stops, missing) and report.open is (state == "same")
    assert NOBODY.check(item(made)).missing == ("citations",)


def test_duplicates_of_the_bank() -> None:
    bank = [
        asked(
            "Quel est le premier agent des pyélonéphrites ?", "Pneumocoque", "*Colibacille", "Gonocoque", "Listeria"
        ).model_copy(update={"id": "ancien"})
    ]
    same = asked(
        "Quel est le premier agent des pyélonéphrites ?", "Listeria", "*Colibacille", "Pneumocoque", "Gonocoque"
    )
    near = asked("Quel est le premier agent des pyélonéphrites ?", "Pneumocoque", "*Proteus", "Gonocoque", "Candida")
    other = asked("Quel est le traitement de la goutte ?", "Repos", "*Colchicine", "Fer", "Zinc")
    gate = Gate(bank=bank, identifiers=lambda text: [])
    assert [one.level for one in gate.check(same).of("duplicates")] == ["stop"]
    assert [one.level for one in gate.check(near).of("duplicates")] == ["warn"]
    assert not gate.check(other).of("duplicates")
    assert not gate.check(bank[0]).of("duplicates")  # an item is no duplicate of itself


def test_the_same_words_of_another_case_are_another_question() -> None:
    first = evidenced().model_copy(update={"id": "ancien"})
    case = "Homme de 80 ans, hémiplégie gauche brutale. Scanner : opacité alvéolaire sans lien avec le déficit."
    assert not Index([first]).nearest(evidenced(), evidenced().questions[0])[0].case < 1
    assert not list(Index([first]).check(evidenced(case=case)))


def test_an_index_forgets_and_takes_again() -> None:
    index = Index([evidenced().model_copy(update={"id": "ancien"})])
    assert list(index.check(evidenced()))
    index.discard("ancien")
    assert not list(index.check(evidenced())) and len(index) == 0


def test_every_check_has_a_name_in_both_languages() -> None:
    before = language()
    try:
        said = []
        for code in ("fr", "en"):
            set_language(code)
            said.append(labels())
        assert tuple(said[0]) == CHECKS and all(said[0][one] != said[1][one] for one in CHECKS)
    finally:
        set_language(before)
