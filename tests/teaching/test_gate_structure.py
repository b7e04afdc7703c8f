"""The rules of each format."""

from typing import Any

import pytest
from gate_items import asked, item, question

from carnet.teaching.gate.structure import check
from carnet.teaching.item import Item

IMAGE = {"media_type": "image/png", "data": "AA==", "width": 2, "height": 2, "alternative": "Radiographie de face"}
PANEL = [{"id": f"e{n}", "answer": 1} for n in range(10)]
SIX = [f"*a{n}" for n in range(6)]
EIGHT = [f"b{n}" for n in range(8)]
TCS = {"kind": "TCS", "finding": "une toux"}
FOUR = ("Grippe", "*Angine", "Otite", "Zona")


def levels(one: Item) -> list[str]:
    return [found.level for found in check(one)]


def zone(text: str, correct: bool, placed: bool = True) -> dict[str, Any]:
    where = {"zone": {"points": [[0, 0], [0.5, 0.5]]}} if placed else {}
    return {"id": "z" + str(len(text)), "text": text, "correct": correct, "feedback": "Oui.", **where}


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (asked("Quel ?", *FOUR), []),
        (asked("Quel ?", "Grippe", "*Angine", "*Otite", "Zona", kind="QRU"), ["stop"]),
        (asked("Quel ?", "Grippe", "Angine", "Otite", "Zona"), ["stop"]),
        (asked("Quels ?", "*Grippe", "*Angine", "*Otite", "*Zona"), ["warn"]),
        (asked("Quel ?", "Grippe", "*Angine", "Otite"), ["warn"]),
        (asked("Quel ?", "Grippe", "*Angine"), ["stop"]),
        (asked("", *FOUR), ["stop"]),
        (asked("Quel ?", "Grippe", "*Angine", "grippe", "Zona"), ["stop"]),
        (asked("Quel ?", "Grippe", "*Angine", "", "Zona"), ["stop"]),
        (asked("Lesquels ?", *FOUR, "*Rhume", kind="QRP", expected=2), []),
        (asked("Lesquels ?", *FOUR, "*Rhume", kind="QRP", expected=3), ["stop"]),
        (asked("Lesquels ?", *FOUR, "*Rhume", kind="QRP"), ["stop"]),
        (asked("Lesquels ?", "*a1", *[f"b{n}" for n in range(10)], kind="QRPL", expected=1), []),
        (asked("Lesquels ?", *SIX, *EIGHT, kind="QRPL", expected=6), ["stop"]),
        (asked("Quoi ?", kind="QROC", answers=[{"text": "rate"}]), []),
        (asked("Quoi ?", kind="QROC", answers=[{"text": "rate", "category": 2}]), ["stop"]),
        (asked("Quoi ?", kind="QROC", answers=[{"text": "un deux trois quatre cinq six"}]), ["stop"]),
        (asked("Quoi ?", hypothesis="une grippe", panel=PANEL, **TCS), []),
        (asked("Quoi ?", hypothesis="une grippe", panel=PANEL[:1], **TCS), ["warn"]),
        (asked("Quoi ?", hypothesis="", **TCS), ["stop", "stop"]),
        (item(question("Où ?", kind="QZP", propositions=[zone("Foie", True), zone("Rate ?", False)], image=IMAGE)), []),
        (item(question("Où ?", kind="QZP", propositions=[zone("Foie", True), zone("", False)], image=IMAGE)), ["stop"]),
        (item(question("Où ?", kind="QZP", propositions=[zone("Foie", True, placed=False)], image=IMAGE)), ["stop"]),
        (item(question("Où ?", kind="QZP", propositions=[zone("Foie", True)])), ["stop"]),
    ],
)  # fmt: skip
def test_questions(one: Item, expected: list[str]) -> None:
    assert levels(one) == expected


def test_signs_make_propositions_differ() -> None:
    assert levels(asked("Quel ?", "PAS < 90", "*PAS > 90", "PAS = 90", "Autre seuil")) == []


def test_a_proposition_without_feedback_warns() -> None:
    made = question("Quel ?", *FOUR)
    made["propositions"][0]["feedback"] = ""
    (found,) = check(item(made))
    assert (found.level, found.where) == ("warn", "q1/a")


def test_cases() -> None:
    one = question("Quel ?", *FOUR)
    assert levels(item(one, one, one, case="Un cas.")) == []
    assert levels(item(one, one, case="Un cas.")) == ["stop"]
    assert levels(item(one, one, case="Un cas.", kind="miniDP")) == []
    assert levels(item(*[one] * 9, case="Un cas.")) == ["stop"]
    assert levels(item(one, one, one)) == ["stop"]


def test_key_features() -> None:
    several = question("Lesquels ?", *FOUR, "*Rhume", kind="QRP", expected=2)
    short = question("Quoi ?", kind="QROC", answers=[{"text": "rate"}])
    one = question("Quel ?", *FOUR)
    assert levels(item(several, short, one, case="Un cas.", kind="KFP")) == []
    assert levels(item(several, one, one, case="Un cas.", kind="KFP")) == ["stop"]
    assert levels(item(several, short, case="Un cas.", kind="KFP")) == ["stop"]


def test_stations() -> None:
    grid = [{"id": f"g{n}", "text": f"Demande {n}"} for n in range(6)]
    station = {
        "task": "Menez l'interrogatoire.",
        "participant": "Madame X",
        "script": [{"cue": "douleur", "says": "oui"}],
        "grid": grid,
    }

    def made(**changed: Any) -> Item:
        return Item.model_validate({"id": "e", "kind": "ECOS", "case": "Vignette.", "station": station | changed})

    assert levels(made()) == []
    assert levels(made(script=[])) == ["stop"]
    assert levels(made(task="")) == ["stop"]
    assert levels(made(grid=grid[:2])) == ["warn"]
    assert levels(made(grid=[*grid, grid[0] | {"id": "again"}])) == ["stop"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"objectives": ["OIC-151-03-A"], "item_number": 151, "rank": "A"}, []),
        ({"objectives": ["OIC-151-03-A"], "item_number": 152, "rank": "B"}, ["warn", "warn"]),
        ({"objectives": ["151-3"]}, ["stop"]),
    ],
)
def test_objectives(fields: dict[str, Any], expected: list[str]) -> None:
    assert levels(item(question("Quel ?", *FOUR), **fields)) == expected
