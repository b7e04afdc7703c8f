"""Survival curves: what is drawn is what was estimated, small counts are nowhere, labels stand apart."""

import json
import re

import numpy as np
import pytest
from comparisons import draw

from carnet.errors import StatisticsError
from carnet.figures import alt_text, figure_rows, for_print, survival_curves
from carnet.figures.curves import drawn_curves
from carnet.figures.survival import TRACES_PER_GROUP
from carnet.figures.words import survival_title
from carnet.language import set_language


@pytest.fixture(autouse=True)
def french():
    set_language("fr")
    yield
    set_language("fr")


STAGES = draw(("I", "II", "III"), (300, 120, 40), (400, 300, 90))


def test_each_group_has_band_curve_marks_and_counts():
    figure = survival_curves(STAGES)
    assert len(figure.data) == 3 * TRACES_PER_GROUP
    band, curve, marks, counts = figure.data[:4]
    assert band.fill == "toself" and band.fillcolor.endswith("0.18)")
    assert curve.line.shape == "hv" and curve.x[0] == 0 and curve.y[0] == 1
    assert marks.marker.symbol == "line-ns" and counts.mode == "text"
    colours = {figure.data[i].line.color for i in (1, 5, 9)}
    dashes = {figure.data[i].line.dash for i in (1, 5, 9)}
    assert len(colours) == len(dashes) == 3  # line style varies with colour


def test_the_curve_is_the_estimate():
    figure = survival_curves(STAGES, mask=0)
    estimated = STAGES.groups[1].curve
    drawn = figure.data[5]
    for t, s in list(zip(drawn.x, drawn.y, strict=True))[:: max(1, len(drawn.x) // 20)]:
        at = np.searchsorted(np.round(estimated.time, 3), t + 1e-6, side="right") - 1
        assert s == pytest.approx(float(estimated.survival[at]), abs=1e-4)


def test_numbers_at_risk_are_counted_just_before_the_tick():
    figure = survival_curves(STAGES, mask=0)
    counts = figure.data[7]
    curve = STAGES.groups[1].curve
    assert list(counts.x) == [float(t) for t in figure.layout.xaxis.tickvals]
    for t, text in zip(counts.x, counts.text, strict=True):
        later = np.flatnonzero(curve.time >= t - 1e-9)
        expected = int(curve.at_risk[later[0]]) if len(later) else 0
        assert text == f"{expected:,}".replace(",", "\u202f")


def test_numbers_at_risk_stand_under_their_ticks():
    figure = survival_curves(STAGES)
    assert figure.data[3].yaxis == "y2" and (figure.data[3].xaxis or "x") == "x"
    assert figure.layout.yaxis2.domain[1] < figure.layout.yaxis.domain[0]
    assert [re.sub("<.*?>", "", t) for t in figure.layout.yaxis2.ticktext] == ["I", "II", "III"]


def test_nothing_small_in_any_trace():
    figure = survival_curves(STAGES)
    text = json.dumps(json.loads(figure.to_json()), ensure_ascii=False)
    for i, group in enumerate(STAGES.groups):
        last = float(figure.data[TRACES_PER_GROUP * i + 1].x[-1])
        at_risk = group.curve.at_risk[np.searchsorted(group.curve.time, last - 1e-9)]
        assert at_risk >= 11
        shown = figure.data[TRACES_PER_GROUP * i + 3].text
        assert all(t == "< 11" or int(t.replace("\u202f", "")) >= 11 for t in shown)
    assert "< 11" in text


def test_a_small_group_is_not_drawn():
    figure = survival_curves(draw(("I", "II"), (100, 40), (200, 8)))
    assert len(figure.data) == TRACES_PER_GROUP
    assert "II" not in json.dumps(json.loads(figure.to_json()))


def test_rows_of_the_figure_hold_no_small_count():
    rows = figure_rows(STAGES, unit="month")
    assert {row["group"] for row in rows} == {"I", "II", "III"}
    assert all(row["at_risk"] == "< 11" or row["at_risk"] >= 11 for row in rows)


def test_times_in_days_are_drawn_in_months():
    days = draw(("I", "II"), (3000, 1200), (300, 300), unit="day")
    ends = [float(c.time[-1]) for c in drawn_curves(days, unit="month", mask=11)]
    raw = [float(c.time[-1]) for c in drawn_curves(days, unit="day", mask=11)]
    assert ends == pytest.approx([r / 30.4375 for r in raw], abs=1e-3)


def test_title_says_what_is_found_and_subtitle_how():
    figure = survival_curves(STAGES)
    title = re.sub("<.*?>", " ", figure.layout.title.text)
    assert "Survie globale selon le stade" in title and "log-rank" in title and "n\u00a0=\u00a0790" in title
    assert "contre" in survival_title(STAGES)


def test_english_title():
    set_language("en")
    assert survival_title(STAGES).startswith("Survie globale by stage: median")


def test_months_axis_has_months_ticks_and_french_decimals():
    layout = survival_curves(STAGES).layout
    steps = set(np.diff(layout.xaxis.tickvals))
    assert steps <= {6.0, 12.0, 24.0} and layout.separators.startswith(",")


@pytest.mark.parametrize("width", [340, 820, 1040])
def test_direct_labels_never_overlap(width):
    close = draw(("A", "B", "C", "D", "E", "F", "G", "H"), (100, 101, 102, 103, 104, 105, 106, 107), (200,) * 8)
    figure = survival_curves(close, width=width)
    plot = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    plot *= figure.layout.yaxis.domain[1] - figure.layout.yaxis.domain[0]
    placed = sorted(a.y for a in figure.layout.annotations if a.yref == "y" and a.xref == "paper")
    lines = 2 if width > 600 else 1
    assert len(placed) == 8
    assert min(np.diff(placed)) * plot / 1.02 >= 11 * lines


def test_long_labels_stand_above_their_counts():
    names = ("Breast Invasive Ductal Carcinoma", "Breast Mixed Ductal and Lobular Carcinoma")
    figure = survival_curves(draw(names, (100, 80), (200, 200)), width=340)
    assert not figure.layout.yaxis2.ticktext
    assert figure.layout.margin.l < 80
    assert sum(names[0] in (a.text or "") for a in figure.layout.annotations) == 1


def test_labels_from_data_are_no_markup():
    figure = survival_curves(draw(("<img src=x>", "b"), (100, 80), (200, 200)))
    assert "<img" not in json.dumps(json.loads(figure.to_json()))


def test_more_than_eight_groups_are_refused_in_words():
    many = draw(tuple("ABCDEFGHI"), (100,) * 9, (50,) * 9)
    with pytest.raises(StatisticsError, match="9 groupes"):
        survival_curves(many)


def test_slots_keep_the_number_of_traces():
    assert len(survival_curves(STAGES, slots=8).data) == 8 * TRACES_PER_GROUP
    assert all(t.visible is False for t in survival_curves(STAGES, slots=8).data[3 * TRACES_PER_GROUP:])


@pytest.mark.parametrize("millimetres", [85, 170])
def test_print_layout(millimetres):
    printed = for_print(survival_curves(STAGES, theme="dark"), millimetres)
    assert printed.layout.width == pytest.approx(millimetres * 96 / 25.4, abs=0.1)
    assert printed.layout.font.size == pytest.approx(8 * 96 / 72, abs=0.01)
    assert printed.layout.paper_bgcolor == "#FFFFFF"


def test_many_persons_are_thinned_to_the_pixel():
    random = np.random.default_rng(1)
    large = draw(("a",), (100,), (60_000,), by=None)
    assert all(len(t.x) <= 4200 for t in survival_curves(large, width=1040).data if t.x is not None)
    del random


def test_text_alternative_tells_the_figure():
    text = alt_text(STAGES)
    assert "III" in text and "médiane" in text and "mois" in text


def test_a_curve_masked_before_its_median_is_not_one_that_does_not_reach_it():
    from carnet.figures.words import median_text

    found = draw(("A", "B"), (60, 20), (12, 300))
    masked = found.masked(11)
    small, large = masked.groups
    assert found.groups[0].median.value is not None and small.median.value is None and small.cut is not None
    assert large.cut is None and large.median.value is not None
    assert median_text(small.median, "month", "month", small.cut).startswith("courbe masquée après ")
    title = survival_title(masked)
    assert "non atteinte" not in title and "(B)" in title and "(A)" not in title
    text = json.dumps(survival_curves(masked).to_dict()["layout"]["annotations"], ensure_ascii=False, default=str)
    assert "courbe masquée après" in text and "non atteinte" not in text
    assert "courbe masquée" in alt_text(masked) and "non atteinte" not in alt_text(masked)


def test_the_margin_holds_the_heading_of_the_medians():
    from carnet.figures.measure import text_width

    figure = survival_curves(draw(("a", "b"), (9000, 9000), (60, 60)), width=900)
    heading = next(a for a in figure.layout.annotations if "Médiane" in a.text)
    assert heading.xshift + text_width(heading.text, heading.font.size) <= figure.layout.margin.r
