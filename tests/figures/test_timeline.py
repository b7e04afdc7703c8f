"""A patient's course in lanes: what stands where, what is written, what is said of it."""

import datetime

import pytest

from carnet.figures.timeline import (
    Lane,
    Moment,
    last_day,
    middle,
    place,
    said,
    timeline,
    timeline_alt,
    timeline_drawing,
    timeline_rows,
)
from carnet.language import set_language

LANES = [
    Lane("notes", "Comptes rendus"),
    Lane("lines", "Lignes", "circle", 1),
    Lane("tox", "Toxicités", "triangle-up", 2),
]
MOMENTS = [
    Moment("n:1", "notes", "2024-03-12", text="Consultation"),
    Moment("f:a", "lines", "2024-03", "2024-06", label="L1 FEC 100"),
    Moment("f:b", "lines", "2024-09-01", label="L2 docétaxel", open=True),
    Moment("f:c", "lines", "2025-01-10", label="L3", open=True),
    Moment("f:d", "tox", "2024-04-02", label="neutropénie G3"),
    Moment("f:e", "tox", "2024-04-02", label="mucite G2", text="<b>mucite</b> & aphtes"),
    Moment("f:f", "tox", "sans date"),
]


@pytest.fixture(autouse=True)
def french() -> None:
    set_language("fr")


@pytest.mark.parametrize(
    ("date", "first", "last", "words"),
    [
        ("2024-03-12", "2024-03-12", "2024-03-12", "12 mars 2024"),
        ("2024-02", "2024-02-15", "2024-02-29", "février 2024"),
        ("2024", "2024-07-01", "2024-12-31", "2024"),
    ],
)
def test_a_date_is_as_precise_as_it_is(date: str, first: str, last: str, words: str) -> None:
    assert str(middle(date)) == first and str(last_day(date)) == last and said(date) == words


@pytest.mark.parametrize("date", ["", "2024-13", "2024-02-30", "mars", "2024-03-12-01"])
def test_what_is_no_date_is_not_drawn(date: str) -> None:
    assert middle(date) is None and last_day(date) is None and said(date) == ""


def test_marks_of_one_day_stand_in_one_place_and_lines_follow_each_other() -> None:
    placed, shown = place(MOMENTS, LANES)
    assert [(lane.id, row, rows) for lane, row, rows in shown] == [("notes", 0, 1), ("lines", 1, 1), ("tox", 2, 1)]
    (together,) = [one for one in placed if one.lane.id == "tox"]
    assert [moment.id for moment in together.moments] == ["f:d", "f:e"]
    ends = {one.moments[0].id: one.end for one in placed if one.lane.id == "lines"}
    assert ends["f:a"] == datetime.date(2024, 6, 30)
    assert ends["f:b"] == datetime.date(2025, 1, 10)  # no end is known: drawn until the next one begins


def test_bars_that_overlap_take_two_rows() -> None:
    moments = [Moment("a", "lines", "2024-01-01", "2024-12-31"), Moment("b", "lines", "2024-03-01", "2024-06-01")]
    placed, shown = place(moments, LANES)
    assert {one.row for one in placed} == {0, 1} and shown[0][2] == 2


def test_a_mark_knows_what_it_stands_for_and_nothing_becomes_markup() -> None:
    drawing = timeline_drawing(MOMENTS, LANES)
    tox = next(trace for trace in drawing["data"] if trace["name"] == "Toxicités")
    assert tox["customdata"] == ["f:d f:e"]
    assert "&lt;b&gt;mucite&lt;/b&gt; &amp; aphtes" in tox["hovertext"][0]
    assert drawing["data"][-1]["name"] == "cursor" and drawing["data"][-1]["x"] == []
    assert list(drawing["layout"]["yaxis"]["ticktext"]) == ["Comptes rendus", "Lignes", "Toxicités"]
    bars = next(trace for trace in drawing["data"] if trace["type"] == "bar")
    assert bars["text"] == ["L1 FEC 100", "L2 docétaxel", ""] or bars["text"][0] == "L1 FEC 100"


def test_a_short_bar_at_the_end_has_its_label_before_it() -> None:
    moments = [
        Moment("a", "lines", "2020-01-01", "2022-01-01", "L1"),
        Moment("b", "lines", "2024-12-20", label="L2 docétaxel", open=True),
    ]
    drawing = timeline_drawing(moments, LANES)
    (text,) = [trace for trace in drawing["data"] if trace.get("mode") == "text"]
    assert text["text"] == ["L2 docétaxel"] and text["x"] == ["2024-12-20"]
    (bars,) = [trace for trace in drawing["data"] if trace["type"] == "bar"]
    assert bars["text"] == ["L1", ""] and bars["textposition"] == ["inside", "outside"]


def test_labels_that_have_no_room_are_left_to_the_table() -> None:
    moments = [Moment(f"m{i}", "tox", f"2024-04-{i:02d}", label="neutropénie fébrile G4") for i in range(1, 20)]
    trace = timeline_drawing(moments, LANES, width=320)["data"][0]
    assert sum(bool(text) for text in trace["text"]) <= 1
    assert len(timeline_rows(moments, LANES)[1]) == 19


def test_the_figure_can_be_made_and_zoomed() -> None:
    figure = timeline(MOMENTS, LANES, theme="dark")
    assert figure.layout.dragmode == "zoom" and figure.layout.xaxis.fixedrange is False
    assert figure.layout.yaxis.fixedrange is True


def test_the_same_in_words() -> None:
    columns, rows = timeline_rows(MOMENTS, LANES)
    assert columns == ["Date", "Ligne de la frise", "Quoi"]
    assert rows[0] == ["mars 2024 → juin 2024", "Lignes", "L1 FEC 100"]
    assert ["1 septembre 2024 → …", "Lignes", "L2 docétaxel"] in rows and len(rows) == 6
    said_in_words = timeline_alt(MOMENTS, LANES)
    assert said_in_words.startswith("Frise, mars 2024 – 10 janvier 2025")
    assert said_in_words.endswith("Comptes rendus 1 ; Lignes 3 ; Toxicités 2.")
    assert timeline_alt([], LANES) == "Aucun événement daté."
    assert timeline_drawing([], LANES)["layout"]["height"] > 0
