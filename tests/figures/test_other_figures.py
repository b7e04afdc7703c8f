"""Forest plots, flows and the arithmetic of layout."""

import json

import pytest

from carnet.cohorts.attrition import Attrition, Step
from carnet.cohorts.regression import CoxModel, Term
from carnet.figures import alt_text, attrition_chart, for_print, forest_plot
from carnet.figures.attrition import masked_flow
from carnet.figures.axes import plain, ratio_ticks, time_ticks
from carnet.figures.measure import shorten, spread, text_width, wrap
from carnet.language import set_language


@pytest.fixture(autouse=True)
def french():
    set_language("fr")


MODEL = CoxModel("os", "Survie globale", ("age", "stage"), "month", 1284, 600, 12, (
    Term("age", "Âge", "", "", 1284, 600, 1.04, 1.03, 1.05, 1e-8, 0.2),
    Term("stage", "Stade", "II", "I", 520, 200, 1.5, 1.2, 1.9, 0.001, 0.2),
    Term("stage", "Stade", "IV", "I", 8, 7, 9.8, 5.1, 19.9, 1e-9, 0.2)), 0.71, 0.03, 1e-9)


def test_forest_draws_estimates_and_writes_them():
    figure = forest_plot(MODEL)
    assert list(figure.data[0].x)[:2] == [1.04, 1.5]
    assert figure.layout.xaxis.type == "log"
    texts = [a.text for a in figure.layout.annotations]
    assert "1,50 (1,20–1,90)" in texts and "référence" in texts and "< 0,001" in texts


def test_forest_masks_a_small_level():
    figure = forest_plot(MODEL)
    text = json.dumps(json.loads(figure.to_json()))
    assert "9.8" not in text and "9,8" not in text and "19" not in [a.text for a in figure.layout.annotations]


def test_forest_of_nothing_estimated_is_still_a_figure():
    empty = CoxModel("os", "Survie", ("x",), "month", 30, 0, 0,
                     (Term("x", "x", "", "", 30, 0, None, None, None, None),), None, None, None)
    assert forest_plot(empty).layout.xaxis.range[0] < 0 < forest_plot(empty).layout.xaxis.range[1]
    assert "–" in alt_text(empty)


FLOW = Attrition((Step("tous", 20000, 20000), Step("C50", 20000, 4200), Step("18 ans", 4200, 4195, 3),
                  Step("stade connu", 4195, 3600, 300)))


def test_flow_masks_small_exclusions_and_what_gives_them_away():
    rows = masked_flow(FLOW)
    numbers = {row["after"] for row in rows} | {row["excluded"] for row in rows}
    assert "5" not in numbers and not {"4\u202f200", "4\u202f195"} <= numbers
    chart = json.dumps(json.loads(attrition_chart(FLOW).to_json()), ensure_ascii=False)
    assert "4\u202f195" not in chart or "4\u202f200" not in chart


def test_flow_for_print_fits_its_width():
    printed = for_print(attrition_chart(FLOW), 85)
    assert printed.layout.width == pytest.approx(321.3, abs=0.1)
    assert max(s.x1 for s in printed.layout.shapes) <= printed.layout.width


TICKS = [(150, 900, 12), (150, 700, 24), (355, 700, 36), (30, 700, 3), (150, 200, 60)]


@pytest.mark.parametrize(("end", "room", "step"), TICKS)
def test_time_ticks(end, room, step):
    ticks = time_ticks(end, "month", room)
    assert ticks[0] == 0 and ticks[1] - ticks[0] == step and ticks[-1] <= end


def test_ratio_ticks_hold_one():
    assert 1.0 in ratio_ticks(1.2, 9.0) and 1.0 in ratio_ticks(0.01, 90)
    assert plain(0.5) == "0,5" and plain(12.0) == "12"


def test_spread_keeps_order_and_distance():
    placed = spread([0.5, 0.51, 0.52, 0.9], 0.1, 0.0, 1.0)
    assert placed == sorted(placed)
    assert all(b - a >= 0.1 - 1e-9 for a, b in zip(placed, placed[1:], strict=False))
    crowded = spread([0.0] * 20, 0.1, 0.0, 1.0)
    assert crowded[0] == 0.0 and crowded[-1] == pytest.approx(1.0)


def test_text_fits():
    assert text_width(shorten("Breast Invasive Ductal Carcinoma", 12, 80), 12) <= 80
    assert all(text_width(line, 12) <= 160 for line in wrap("une phrase assez longue pour deux lignes", 12, 160))
