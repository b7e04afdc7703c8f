"""Moodle XML: what comes back, how far its marks are from the official ones, and real files of others."""

import itertools
from pathlib import Path

import pytest
from exchange_examples import (
    image,
    isolated,
    of_each_kind,
    png,
    progressive,
    question,
    script,
    short,
    station,
    ticked_questions,
    words,
    zones,
)  # fmt: skip
from hypothesis import given, settings
from lxml import etree

from carnet.errors import CarnetError
from carnet.teaching.exchange import read, write
from carnet.teaching.exchange.moodle.fractions import LISTED, fractions
from carnet.teaching.item import Item
from carnet.teaching.question import Question, Response
from carnet.teaching.scoring import mark


def bare(item: Item) -> Item:
    """An item without what Moodle is declared to lose."""
    questions = tuple(
        one.model_copy(
            update={
                "evidence": (), "citations": (),
                "propositions": tuple(p.model_copy(update={"evidence": (), "citations": ()}) for p in one.propositions),
            }
        )
        for one in item.questions
    )  # fmt: skip
    fields = {"id", "kind", "title", "case", "images", "specialty", "item_number", "rank", "objectives"}
    kept = {name: value for name, value in item.model_dump().items() if name in fields}
    return Item(**kept | {"questions": questions})


def back(items: list[Item], path: Path) -> list[Item]:
    write(items, path, "moodle")
    return list(read(path).items)


def test_what_moodle_can_say_comes_back(tmp_path: Path) -> None:
    items = [
        isolated(question("QRU", "b", rank="A"), specialty="Pneumologie"), isolated(question(weight=2.0), rank="B"),
        isolated(question("QRP", "ace", expected=3), images=(image(),)), isolated(short(hint="Pensez-y.", max_words=7)),
        isolated(question("QRPL", "afk", 12, expected=3), item_number=226, objectives=("OIC-226-04-A",)),
        progressive(),
    ]  # fmt: skip
    assert back(items, tmp_path / "a.xml") == [bare(one) for one in items]


@settings(max_examples=25, deadline=None)
@given(one=ticked_questions(), case=words)
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, one: Question, case: str) -> None:
    path = tmp_path_factory.mktemp("moodle") / "a.xml"
    item = isolated(one, case=case, title="É & « < > » 🩺")
    assert back([item], path) == [item]


def test_every_loss_is_declared(tmp_path: Path) -> None:
    written = write(of_each_kind(), tmp_path / "a.xml", "moodle")
    told = {(one.item_id, one.where) for one in written.losses}
    assert {("item-ECOS", "station"), ("item-QZP", "q1"), ("item-TCS", "q1"), ("dp-1", ""), ("item-QROC", "q1")} <= told
    told_back = read(tmp_path / "a.xml").set_aside
    assert any("TCS" in one.reason for one in told_back)
    assert len([one for one in written.losses if "0,30" in one.what or "0,50" in one.what]) >= 1


def test_the_declared_gap_is_that_of_every_answer() -> None:
    for one in (question(), question(unacceptable="e", indispensable="a"), question("QRP", "ace", expected=3)):
        found = fractions(one, "EDN-2024")
        assert found is not None
        gaps = []
        for size in range(6):
            for ticked in itertools.combinations("abcde", size):
                theirs = min(1.0, max(0.0, sum(found.of[name] for name in ticked) / 100))
                gaps.append(abs(theirs - mark(one, Response(ticked=ticked)).points))
        assert found.answers == len(gaps) == 32
        assert found.worst == pytest.approx(max(gaps), abs=1e-5)
        assert found.mean == pytest.approx(sum(gaps) / 32, abs=1e-5)
        assert all(abs(value) in LISTED for value in found.of.values())


def test_single_answers_are_exact_and_a_panel_nearly() -> None:
    exact = fractions(question("QRU", "b"), "EDN-2024")
    assert exact is not None and exact.worst == 0 and exact.said("EDN 2024") == ""
    panel = fractions(script(), "EDN-2024")
    assert panel is not None and panel.of["1"] == 100 and panel.of["2"] == 40 and panel.worst < 0.05
    assert fractions(question("QRM", ""), "EDN-2024") is None


def test_images_feedback_and_tags_are_as_moodle_has_them(tmp_path: Path) -> None:
    write([progressive(), isolated(zones()), station()], tmp_path / "a.xml", "moodle")
    root = etree.parse(tmp_path / "a.xml").getroot()
    kinds = [one.get("type") for one in root]
    assert kinds == [
        "category", "description", "multichoice", "shortanswer", "multichoice", "multichoice", "multichoice",
        "description", "essay",
    ]  # fmt: skip
    described = root[1]
    assert "@@PLUGINFILE@@/image-1.png" in described.findtext("questiontext/text")
    assert described.findtext("questiontext/file") == image().data
    assert "Dans le cas : « dyspnée d’effort »" in root[2].findtext("answer/feedback/text")
    assert "rang A" in [one.text for one in root[2].iterfind("tags/tag/text")]


TRUE_FALSE = """<quiz><question type="truefalse"><name><text>V</text></name><questiontext format="html">
<text>Le &lt;b&gt;foie&lt;/b&gt; est à droite&amp;nbsp;?</text></questiontext>
<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question>
<question type="matching"><name><text>M</text></name></question>
<question type="multichoice"><name><text>Sans clé</text></name><questiontext><text>Q</text></questiontext>
<answer fraction="0"><text>a</text></answer></question><question type="multichoice"><name><text>X</text></name>
<questiontext><text>Q</text></questiontext><answer fraction="cent"><text>a</text></answer></question></quiz>"""


def test_questions_of_other_types_are_taken_or_set_aside(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(TRUE_FALSE, encoding="utf-8")
    found = read(tmp_path / "a.xml")
    (one,) = found.items
    assert one.kind == "QRU" and one.questions[0].stem == "Le foie est à droite\xa0?"
    assert [p.text for p in one.questions[0].propositions] == ["Vrai", "Faux"]
    assert [aside.where for aside in found.set_aside] == ["question 2 (M)", "question 3 (Sans clé)", "question 4 (X)"]
    assert all(aside.reason for aside in found.set_aside)


def test_a_bad_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<quiz><question></quiz>")
    with pytest.raises(CarnetError, match=r"a\.xml"):
        read(tmp_path / "a.xml")
    (tmp_path / "b.xml").write_text("<rss/>")
    with pytest.raises(CarnetError, match=r"b\.xml"):
        read(tmp_path / "b.xml", "moodle")
    assert png().startswith(b"\x89PNG")


@pytest.mark.corpora
def test_real_files_are_read_whole(corpora: Path) -> None:
    taken = {}
    for path in sorted((corpora / "teaching" / "moodle_xml_fr").rglob("*.xml")):
        found = read(path)
        questions = [one for one in etree.parse(path).getroot().iter("question") if one.get("type") != "category"]
        skipped = {one.where for one in found.set_aside if "type" in one.reason}
        assert len(found.items) + len(skipped) == len(questions), path.name
        taken[path.name] = len(found.items)
    assert taken["QCM.xml"] == 8 and taken["cleaning.xml"] == 1 and taken["moodle-bank-exemple.xml"] == 5
