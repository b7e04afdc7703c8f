"""The list of stays without a browser: what is packed, what changes, what is asked."""

import datetime
from array import array
from typing import Any

from carnet.language import set_language
from carnet.widgets.stay_list import NUMBERS, StayBar, StayLine, StayList

DAY = datetime.date(2024, 3, 11)
LINES = [
    StayLine("s1", "p1", DAY - datetime.timedelta(days=7), DAY, "urgent", "Urologie", 2, 67, "f"),
    StayLine("s2", "p\n2", None, DAY, "planned", "Chirurgie", 1),
    StayLine("s3", "p3", DAY, None, "other", "", 3, 0, "m"),
]
KINDS = {"planned": "Programmé", "urgent": "Non programmé"}


def shown(**statuses: str) -> StayList:
    stays = StayList()
    stays.show(LINES, KINDS, statuses)
    return stays


def test_stays_travel_packed() -> None:
    stays = shown(s2="validated")
    assert stays.ids.split("\n") == ["s1", "s2", "s3"]
    assert stays.persons.split("\n") == ["fp1", "-p 2", "mp3"]  # nobody's line break makes another stay
    numbers = array("i")
    numbers.frombytes(stays.numbers)
    days = (DAY - datetime.date(1970, 1, 1)).days
    assert stays.units == ["Chirurgie", "Urologie"] and stays.kinds == ["Programmé", "Non programmé"]
    assert list(numbers[:NUMBERS]) == [days - 7, days, 1, 1, 2, 67]
    assert list(numbers[NUMBERS:]) == [-1, days, 0, 0, 1, -1, days, -1, -1, -1, 3, 0]
    assert list(stays.statuses) == [0, 2, 0]


def test_thirty_thousand_stays_are_a_message_of_a_megabyte() -> None:
    stays = StayList()
    stays.show([StayLine(str(i), str(i), DAY, DAY, "urgent", "Urologie", 1, 60, "f") for i in range(30_000)], KINDS, {})
    assert len(stays.numbers) + len(stays.ids) + len(stays.persons) + len(stays.statuses) < 1_200_000


def test_only_the_statuses_that_changed_are_sent() -> None:
    stays = shown()
    sent: list[Any] = []
    stays.observe(lambda change: sent.append((change["name"], change["new"])))
    stays.follow({"s3": "disagreement", "unknown": "begun"})
    stays.follow({"unknown": "begun"})
    assert sent == [("patch", {"number": 1, "put": {"2": 3}})]
    assert list(stays.get_state()["statuses"]) == [0, 0, 3]


def test_what_is_asked_is_heard() -> None:
    stays, heard = shown(), []
    stays.on_word(lambda kind, fields: heard.append((kind, fields)))
    stays._heard(stays, {"kind": "open", "id": "s2"}, [])
    stays._heard(stays, {"kind": "erase", "id": "s2"}, [])
    assert heard == [("open", {"id": "s2"})]


def test_the_bar_says_stays() -> None:
    set_language("fr")
    bar = StayBar()
    bar.relabel()
    assert bar.texts["next"] == "Séjour suivant" and bar.texts["jump"] == "Identifiant du séjour"
