"""GIFT: every sign escaped, what comes back, and the questions that others write."""

from pathlib import Path

import pytest
from exchange_examples import isolated, of_each_kind, progressive, question, short, ticked_questions, words
from hypothesis import given, settings
from hypothesis import strategies as st
from test_exchange_moodle import bare

from carnet.errors import CarnetError
from carnet.teaching.exchange import read, write
from carnet.teaching.item import Item
from carnet.teaching.question import Question

trimmed = words.map(lambda text: text.strip(" \t\n") or "x").filter(lambda text: text == text.strip())


def plain(item: Item) -> Item:
    """An item without what GIFT is declared to lose."""
    without = {"image": None, "hint": "", "weight": 1.0}
    questions = tuple(
        one.model_copy(
            update=without
            | {
                "propositions": tuple(
                    p.model_copy(update={"indispensable": False, "unacceptable": False}) for p in one.propositions
                )
            }
        )
        for one in bare(item).questions
    )
    return bare(item).model_copy(update={"questions": questions, "images": ()})


def test_what_gift_can_say_comes_back(tmp_path: Path) -> None:
    items = [
        isolated(question("QRU", "b", rank="A"), specialty="Pneumologie"), isolated(question(), rank="B", case=""),
        isolated(question("QRP", "ace", expected=3)), isolated(short(max_words=7), item_number=226), progressive(),
    ]  # fmt: skip
    written = write(items, tmp_path / "a.gift", "gift")
    assert list(read(tmp_path / "a.gift").items) == [plain(one) for one in items]
    assert any("0,30" in one.what or "0,50" in one.what for one in written.losses)


@settings(max_examples=25, deadline=None)
@given(one=ticked_questions(trimmed), case=st.one_of(st.just(""), trimmed))
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, one: Question, case: str) -> None:
    path = tmp_path_factory.mktemp("gift") / "a.gift"
    item = isolated(one, case=case, title="É : « = ~ # { } »")
    write([item], path, "gift")
    assert read(path).items == (item,)


def test_kinds_that_gift_has_not_are_told(tmp_path: Path) -> None:
    written = write(of_each_kind(), tmp_path / "a.gift", "gift")
    told = {one.item_id for one in written.losses}
    assert {"item-ECOS", "item-TCS", "item-QZP", "item-QROC", "dp-1"} <= told
    assert any("TCS" in one.reason for one in read(tmp_path / "a.gift").set_aside)


OTHERS = r"""// une question
::Vrai ou faux::Le cœur a quatre cavités.{T#Oui}

Qui a découvert le vaccin contre la rage ? {
  =Louis Pasteur # Bravo
  ~Robert Koch # Non \: pas lui
  ~Claude Bernard ####C’était en 1885.
}

Quelles villes ? {~%50%Lyon ~%50%Nice ~%-100%Rome}

La capitale de l’Italie est {=Rome =%50%Roma} depuis 1871.

::Nombre::Combien font 2+2 ? {#4:0.1}

Associez. {=un -> 1 =deux -> 2 =trois -> 3}

Rédigez. {}

[html]<p>Le <b>foie</b></p> {=<i>droite</i> ~gauche}

Une description seule.
"""


def test_the_questions_of_others(tmp_path: Path) -> None:
    (tmp_path / "a.gift").write_text(OTHERS, encoding="utf-8")
    found = read(tmp_path / "a.gift")
    assert [one.kind for one in found.items] == ["QRU", "QRU", "QRM", "QROC", "QRU"]
    second = found.items[1].questions[0]
    assert second.feedback == "C’était en 1885." and second.propositions[1].feedback == "Non : pas lui"
    assert found.items[3].questions[0].stem == "La capitale de l’Italie est _____ depuis 1871."
    assert [one.category for one in found.items[3].questions[0].answers] == [1, 2]
    assert found.items[4].questions[0].stem == "Le foie"
    assert [one.where for one in found.set_aside] == ["ligne 14", "ligne 16", "ligne 18", "ligne 22"]


def test_arrows_are_no_matching_question(tmp_path: Path) -> None:
    one = question("QRU", "b", stem="Glu -> Val ?")
    one = one.model_copy(
        update={"propositions": tuple(p.model_copy(update={"text": "β6 Glu -> Val"}) for p in one.propositions)}
    )
    words_ = short(answers=({"text": "Glu -> Val"},))
    written = write([isolated(one), isolated(words_)], tmp_path / "a.gift")
    found = read(tmp_path / "a.gift")
    assert found.items[0].questions[0].propositions == plain(isolated(one)).questions[0].propositions
    assert found.items[1].questions[0].answers[0].text == "Glu → Val" and not found.set_aside
    assert any("->" in loss.what for loss in written.losses)


def test_a_file_without_question_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.gift").write_text("\n\n")
    with pytest.raises(CarnetError, match=r"a\.gift"):
        read(tmp_path / "a.gift", "gift")
