"""Cures 2 and 4: what is drawn is what Python holds, nothing is offered to a cloud; French, exports, dark."""

from pathlib import Path

import pytest
from browsing import WAIT, Visit
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DRAWN = (
    "() => document.querySelector('.js-plotly-plot').data.map(t => ({name: t.name, type: t.type, y: Array.from(t.y)}))"
)
CONTEXT = """() => {
  const context = document.querySelector('.js-plotly-plot')._context;
  return {send: context.showSendToCloud, server: context.plotlyServerURL, locale: context.locale};
}"""


def test_changes_before_display_are_drawn(figure_page: Visit) -> None:
    page = figure_page.page
    assert page.evaluate(DRAWN) == [
        {"name": "I", "type": "scatter", "y": [1.0, 0.9, 0.8]},
        {"name": "III", "type": "scatter", "y": [1.0, 0.3, 0.1]},
    ]
    assert page.evaluate("document.querySelector('.js-plotly-plot').layout.title.text") == "changée"
    assert page.locator(".js-plotly-plot .scatterlayer .trace").count() == 2


def test_it_offers_no_cloud(figure_page: Visit) -> None:
    page = figure_page.page
    assert page.evaluate(CONTEXT) == {"send": False, "server": "", "locale": "fr"}
    page.hover(".js-plotly-plot")
    for words in ("Share chart", "Edit in Chart Studio", "Produced with Plotly"):
        assert page.locator(f"[data-title*='{words}'], :text('{words}')").count() == 0
    assert page.locator(".modebar-btn").count() == 0


def test_numbers_are_written_in_french(figure_page: Visit) -> None:
    page = figure_page.page
    assert page.evaluate("document.querySelector('.js-plotly-plot')._fullLayout.separators") == ",\u202f"
    ticks = page.locator(".ytick text").all_text_contents()
    assert any("," in tick for tick in ticks) and not any("." in tick for tick in ticks)


def test_it_has_a_text_and_a_table(figure_page: Visit) -> None:
    page = figure_page.page
    expect(page.get_by_role("img", name="Survie selon le stade")).to_be_visible()
    page.get_by_role("button", name="Tableau des données").click()
    table = page.locator(".carnet-figure-table table")
    expect(table).to_be_visible()
    assert "1\u202f234,25" in (table.text_content() or "")
    page.get_by_role("button", name="Masquer le tableau").click()


@pytest.mark.parametrize("mm", [85, 170])
def test_svg_is_as_wide_as_a_journal_asks(mm: int, figure_page: Visit, tmp_path: Path) -> None:
    page = figure_page.page
    page.locator(".carnet-menu summary").click()
    with page.expect_download(timeout=WAIT) as waited:
        page.get_by_role("button", name=f"SVG, {'une colonne' if mm == 85 else 'deux colonnes'}").click()
    waited.value.save_as(tmp_path / "figure.svg")
    text = (tmp_path / "figure.svg").read_text(encoding="utf-8")
    assert waited.value.suggested_filename == f"survie-{mm}mm.svg"
    assert f'width="{mm}mm"' in text
    assert "changée" in text


def test_png_has_300_points_an_inch(figure_page: Visit, tmp_path: Path) -> None:
    page = figure_page.page
    page.locator(".carnet-menu summary").click()
    with page.expect_download(timeout=WAIT) as waited:
        page.get_by_role("button", name="PNG, deux colonnes").click()
    waited.value.save_as(tmp_path / "figure.png")
    header = (tmp_path / "figure.png").read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert abs(int.from_bytes(header[16:20], "big") - 170 / 25.4 * 300) < 5


def test_csv_is_the_table(figure_page: Visit, tmp_path: Path) -> None:
    page = figure_page.page
    page.locator(".carnet-menu summary").click()
    with page.expect_download(timeout=WAIT) as waited:
        page.get_by_role("button", name="Données (CSV)").click()
    waited.value.save_as(tmp_path / "figure.csv")
    assert (tmp_path / "figure.csv").read_text(encoding="utf-8-sig").splitlines() == [
        "mois;I",
        "0;1",
        "12;0,5",
        "24;1234,25",
    ]


def test_dark_recolours_what_is_drawn(figure_page: Visit) -> None:
    page = figure_page.page
    colour = "() => document.querySelector('.js-plotly-plot').data[0].line.color.toUpperCase()"
    assert page.evaluate(colour) == "#0B5C7A"
    page.get_by_role("button", name="Thème sombre").click()
    page.wait_for_function(f"({colour})() === '#6FC3DF'", timeout=WAIT)
    assert page.evaluate("localStorage.getItem('carnet-theme')") == "dark"
    page.get_by_role("button", name="Thème clair").click()
    page.wait_for_function(f"({colour})() === '#0B5C7A'", timeout=WAIT)


def test_the_language_is_the_readers(figure_page: Visit) -> None:
    page = figure_page.page
    page.get_by_role("button", name="Read this page in English").click()
    expect(page.locator("h1")).to_have_text("Chart", timeout=WAIT)
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator(".carnet-tools button").first.click()
    expect(page.locator("h1")).to_have_text("Figure", timeout=WAIT)


def test_changes_after_display_are_drawn(figure_page: Visit) -> None:
    page = figure_page.page
    page.get_by_role("button", name="Changer").click()
    page.wait_for_function(f"({DRAWN})()[0].y[1] === 0.7", timeout=WAIT)
    page.get_by_role("button", name="Remplacer").click()
    page.wait_for_function(f"({DRAWN})()[0].type === 'bar'", timeout=WAIT)
    assert page.evaluate(DRAWN) == [{"type": "bar", "y": [3, 4], "name": None}] or len(page.evaluate(DRAWN)) == 1
    expect(page.get_by_role("img", name="Barres")).to_be_visible()
