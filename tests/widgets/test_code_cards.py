"""The cards of codes without a browser: what they send, what they hear."""

from typing import Any

from carnet.language import set_language
from carnet.widgets.code_cards import CodeCard, CodeCards, OtherCode

CARDS = [
    CodeCard("dp:C504", "dp", "C50.4", "Tumeur maligne du quadrant supéro-externe du sein", sure="high"),
    CodeCard("das:I10", "das", "I10", "Hypertension", quotes=(("12/03/2024 · CRH", "Antécédents : ", "HTA", "."),)),
]


def test_only_the_cards_that_changed_are_sent() -> None:
    cards = CodeCards()
    cards.show(CARDS, cautions=[("Sans précision.", "das:I10")])
    sent: list[Any] = []
    cards.observe(lambda change: sent.append(change["name"]))
    cards.follow([CodeCard("das:I10", "das", "I10", "Hypertension", state="accepted")], (True, False))
    assert sent == ["patch"] and [row["id"] for row in cards.patch["put"]] == ["das:I10"]
    later = cards.get_state()  # a page that opens later has the whole
    assert [row["state"] for row in later["rows"]] == ["proposed", "accepted"]
    assert later["able"] == [True, False]


def test_another_stay_forgets_what_was_selected() -> None:
    cards = CodeCards()
    cards.show(CARDS)
    cards.selected = "das:I10"
    cards.show(CARDS[:1])
    assert cards.selected == ""


def test_a_card_travels_as_lists() -> None:
    other = OtherCode("C509", "C50.9", "Sein, sans précision", "plus général")
    row = CodeCard("a", "dp", "C50.4", "Sein", others=(other,), tags=("sévérité 2",), notices=("À voir",)).sent()
    assert row["others"] == [{"code": "C509", "shown": "C50.9", "label": other.label, "reason": "plus général"}]
    assert row["tags"] == ["sévérité 2"] and row["notices"] == ["À voir"] and row["quotes"] == []


def test_what_is_asked_is_heard_and_nonsense_is_not() -> None:
    cards, heard = CodeCards(), []
    cards.on_word(lambda kind, fields: heard.append((kind, fields)))
    for word in ({"kind": "move", "id": "a", "position": "dr"}, {"kind": "erase"}, {"kind": 3}, "accept", None):
        cards._heard(cards, word, [])
    assert heard == [("move", {"id": "a", "position": "dr"})]


def test_the_words_follow_the_language() -> None:
    cards = CodeCards()
    set_language("en")
    cards.relabel([("dp", "DP", "Principal diagnosis", True)])
    assert cards.texts["sure"]["check"] == "to be checked"
    set_language("fr")
    cards.relabel([("dp", "DP", "Diagnostic principal", True)])
    assert cards.texts["sure"] == {"high": "sûr", "likely": "probable", "check": "à vérifier"}
    assert cards.groups == [["dp", "DP", "Diagnostic principal", True]]
