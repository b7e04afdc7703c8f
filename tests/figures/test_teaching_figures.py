"""Figures of examinations and of students: what is drawn, what is said, and what must not be told."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from carnet.figures import for_print
from carnet.figures.teaching import distractor_bars, item_map, question_names, score_distribution
from carnet.figures.teaching_frame import place_labels, two_digits
from carnet.figures.teaching_models import (
    characteristic_curves,
    curves_alt,
    precision_curve,
    precision_heading,
    wright_alt,
    wright_map,
)
from carnet.figures.teaching_progress import (
    live_alt,
    live_bars,
    over_time_alt,
    progress_alt,
    progress_chart,
    progress_over_time,
)
from carnet.figures.teaching_words import distractor_alt, distribution_alt, map_alt, mark_text
from carnet.language import set_language
from carnet.teaching.analysis import Row, analyse
from carnet.teaching.item import Item
from carnet.teaching.progress import Band, by_objective, over_time
from carnet.teaching.question import Proposition, Question

STRANGE = "<b>Embolie</b> & co"


@pytest.fixture(autouse=True)
def french():
    set_language("fr")


@pytest.fixture(scope="module")
def analysis():
    rng = np.random.default_rng(2)
    ability = rng.normal(size=60)
    rows, items = [], []
    for j in range(12):
        slope = -0.8 if j == 5 else 1.3
        chance = 1 / (1 + np.exp(-slope * (ability - (j - 6) / 3)))
        for i in range(60):
            right = rng.random() < chance[i] and j != 11
            rows.append(Row(f"s{i:02}", f"i{j}", "q1", float(right), ticked=("b" if right else "a",)))
        propositions = tuple(Proposition(id=x, text=x, correct=x == "b") for x in "abc")
        question = Question(id="q1", kind="QRU", stem="?", propositions=propositions)
        items.append(Item(id=f"i{j}", kind="QRU", title=STRANGE, questions=(question,)))
    return analyse(rows, items)


def words(figure):
    return json.dumps(json.loads(figure.to_json()), ensure_ascii=False)


def test_map_draws_each_question_once_by_what_it_is_worth(analysis):
    figure = item_map(analysis)
    drawn = {trace.name: list(trace.text) for trace in figure.data}
    assert sum(map(len, drawn.values())) == 11  # the twelfth nobody got right: no discrimination
    assert any(">Q6<" in text for text in drawn["negative"]) and figure.data[-1].marker.symbol == "x"
    assert {"Q1", "Q6"} <= {note.text for note in figure.layout.annotations} <= set(question_names(analysis).values())
    assert "&lt;b&gt;Embolie" in words(figure) and "<b>Embolie" not in words(figure)
    assert "1 sans discrimination" in words(figure) and "négative" in map_alt(analysis) and "Q6 :" in map_alt(analysis)


def test_labels_never_cover_each_other():
    rng = np.random.default_rng(0)
    points = [(float(x), float(y)) for x, y in rng.uniform(0, 300, (60, 2))]
    places = place_labels(points, ["Q10"] * 60, 11, (300, 300))
    boxes = [place for place in places if place]
    assert 30 < len(boxes) <= 60 and places[0] is not None
    for i, (x, y) in enumerate(boxes):
        assert 0 < x < 300 and 0 < y < 300
        assert all(abs(x - a) > 15 or abs(y - b) > 12 for a, b in boxes[:i])


def test_distribution_counts_everybody_and_tells_the_pass_mark(analysis):
    figure = score_distribution(analysis.test, 0.5)
    assert sum(figure.data[0].y) == 60 and len(figure.data[0].y) == 20
    assert "seuil 10/20" in words(figure) and figure.layout.shapes[0].x0 == 10
    assert figure.data[0].marker.pattern.shape[9] == "/" and figure.data[0].marker.pattern.shape[10] == ""
    assert distribution_alt(analysis.test, 0.5).count("étudiant") == 6
    assert mark_text(0.58) == "11,6/20" and mark_text(0.55) == "11/20" and mark_text(float("nan")) == "–"
    perfect = analyse([Row("s", "i", "q", 1.0)]).test
    assert list(score_distribution(perfect).data[0].y)[-1] == 1


def test_distractors_say_who_chose_what(analysis):
    one = analysis.items[3]
    figure = distractor_bars(one)
    assert [trace.name for trace in figure.data] == ["tiers le plus faible", "tiers moyen", "tiers le plus fort"]
    assert list(figure.layout.yaxis.ticktext) == ["A", "✓ B", "C"]
    assert figure.data[0].x[0] == pytest.approx(one.propositions[0].terciles[0])
    assert "B (juste)" in distractor_alt(one) and "C (faux) : 0\u00a0%" in distractor_alt(one)


def test_students_and_questions_share_a_scale(analysis):
    names = question_names(analysis)
    figure = wright_map(analysis.rasch, names)
    assert sum(figure.data[0].x) == 60 and list(figure.data[1].y) == sorted(
        one.difficulty for one in analysis.rasch.items
    )
    assert figure.data[1].error_y.array[0] == pytest.approx(
        1.96 * min(analysis.rasch.items, key=lambda one: one.difficulty).difficulty_se, rel=1e-3
    )
    assert "Q1 (" in wright_alt(analysis.rasch, names)


def test_curves_have_bands_and_names(analysis):
    names = question_names(analysis)
    wanted = [one.id for one in analysis.two_pl.items][:3]
    figure = characteristic_curves(analysis.two_pl, wanted, names)
    assert len(figure.data) == 6 and [note.text for note in figure.layout.annotations] == ["Q1", "Q2", "Q3"]
    assert len({trace.line.dash for trace in figure.data[1::2]}) == 3  # not told by colour alone
    assert len(characteristic_curves(analysis.two_pl).data) == 16 and curves_alt(analysis.two_pl, wanted, names)
    x, y = np.array(precision_curve(analysis.two_pl).data[0].x), np.array(precision_curve(analysis.two_pl).data[0].y)
    assert y == pytest.approx(1 / np.sqrt(analysis.two_pl.information(x))) and "logits" in precision_heading(
        analysis.rasch
    )


@dataclass(frozen=True)
class Done:
    item_id: str
    question_id: str
    points: float
    when: datetime
    objectives: tuple[str, ...]
    rank: str | None = "A"
    item_number: int | None = 226


MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
DONE = [Done(f"i{n}", "q1", n % 2, MONDAY + timedelta(days=4 * n), (f"OIC-226-0{n % 3}-A",)) for n in range(9)]


def test_progress_draws_intervals_and_the_group_only_as_a_band():
    standings = by_objective(DONE)
    figure = progress_chart(standings, threshold=0.7, bands={standings[0].name: Band("middle", (0.4, 0.5, 0.65), 20)})
    assert list(figure.data[0].x) == [one.mean for one in standings]
    assert min(figure.data[0].error_x.array) >= 0 and min(figure.data[0].error_x.arrayminus) >= 0
    assert [(s.x0, s.x1) for s in figure.layout.shapes if s.type == "rect"] == [(0.4, 0.65)]
    assert "0.5" not in {note.text for note in figure.layout.annotations}
    assert "OIC-226-02-A" in progress_alt(standings, threshold=0.7) and "0 sur 3" in progress_alt(
        standings, threshold=0.7
    )
    weeks = over_time(DONE)
    assert len(progress_over_time(weeks).data[0].x) == len(weeks) and "2 mars 2026" in over_time_alt(weeks)


def test_live_bars_keep_the_key_until_it_is_revealed():
    chosen = {"a": 3, "b": 12, "c": 0}
    hidden, shown = live_bars(chosen, 15, 31, ("b",)), live_bars(chosen, 15, 31, ("b",), reveal=True)
    other = live_bars(chosen, 15, 31, ("c",))
    assert words(hidden) == words(other) and "✓" not in words(hidden) and "✓ B" in words(shown)
    assert live_alt(chosen, 15, 31, ("b",)) == live_alt(chosen, 15, 31) != live_alt(chosen, 15, 31, ("b",), reveal=True)
    assert list(hidden.data[0].x) == pytest.approx([0.2, 0.8, 0])


def test_empty_data_are_still_figures():
    nothing = analyse([])
    figures = [item_map(nothing), score_distribution(nothing.test, 0.5), progress_chart(()), progress_over_time(()),
               live_bars({}, 0, 0), distractor_bars(analyse([Row("s", "i", "q", 1.0)]).items[0])]  # fmt: skip
    assert all(figure.layout.height > 0 for figure in figures)
    for text in (
        map_alt(nothing),
        distribution_alt(nothing.test),
        progress_alt(()),
        over_time_alt(()),
        live_alt({}, 0, 0),
    ):
        assert text.endswith(".") and "nan" not in text
    assert two_digits(-0.001) == "0,00"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_figure_fits_a_telephone_and_a_column(analysis, theme):
    standings = by_objective(DONE)
    draws = [
        lambda **o: item_map(analysis, **o), lambda **o: score_distribution(analysis.test, 0.5, **o),
        lambda **o: distractor_bars(analysis.items[3], **o), lambda **o: wright_map(analysis.rasch, **o),
        lambda **o: characteristic_curves(analysis.two_pl, **o), lambda **o: precision_curve(analysis.rasch, **o),
        lambda **o: progress_chart(standings, **o), lambda **o: progress_over_time(over_time(DONE), **o),
        lambda **o: live_bars({"a": 1}, 2, 3, **o),
    ]  # fmt: skip
    for draw in draws:
        figure = draw(theme=theme, width=340)
        margin = figure.layout.margin
        assert figure.layout.width - margin.l - margin.r > 120, figure.layout.title.text
        printed = for_print(figure, 85)
        assert printed.layout.width == pytest.approx(321.3, abs=0.1) and printed.layout.paper_bgcolor == "#FFFFFF"
        assert draw(theme=theme, title=False).layout.title.text == ""
