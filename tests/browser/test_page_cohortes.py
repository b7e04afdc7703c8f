"""The page of cohorts in a browser: what one chooses is what one sees, reads and takes away."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import WAIT, Portal, Visit
from carnet_site import build_site, curves, settle

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def cohort_portal(serve: Callable[..., Portal], root: Path, tmp_path_factory: pytest.TempPathFactory) -> Portal:
    """The real dashboards on a small demo hospital."""
    return serve(root / "dashboards", hospital=build_site(tmp_path_factory.mktemp("site")))


@pytest.fixture
def opened(cohort_portal: Portal, visit: Callable[..., Visit]) -> Iterator[Visit]:
    here = visit(cohort_portal.address("cohortes"))
    here.page.wait_for_selector("[data-drawn]", timeout=WAIT)
    here.page.wait_for_selector(".cohort-panel select", timeout=WAIT)
    settle(here.page)
    yield here
    here.page.context.close()


def count(here: Visit) -> int:
    text = here.page.locator(".cohort-count-line").first.inner_text()
    return int(re.match(r"[\d\s\u202f]+", text)[0].replace("\u202f", "").strip())


def test_another_group_draws_its_curves(opened: Visit) -> None:
    before = curves(opened.page)
    assert "III" in before
    opened.page.get_by_label("Grouper par").select_option("sex")
    opened.page.wait_for_function("() => document.querySelector('.cohort-figure-title').innerText.includes('sexe')")
    settle(opened.page)
    assert len(curves(opened.page)) == 2 and "III" not in curves(opened.page)
    assert opened.elsewhere() == [] and opened.errors == []


def test_a_criterion_changes_the_count_and_the_empty_state_can_be_undone(opened: Visit) -> None:
    everyone = count(opened)
    opened.page.locator("input[data-key='sex=F']").check()
    opened.page.wait_for_function("() => / sur /.test(document.querySelector('.cohort-count-line').innerText)")
    settle(opened.page)
    women = count(opened)
    assert 0 < women < everyone
    low = opened.page.get_by_label(re.compile("minimum")).first
    low.focus()
    low.press("End")  # the lower handle at the top: nobody, or a handful
    opened.page.get_by_role("button", name="Retirer le dernier critère").wait_for(timeout=WAIT)
    opened.page.get_by_role("button", name="Retirer le dernier critère").click()
    opened.page.wait_for_selector(".cohort-figure-title", state="visible", timeout=WAIT)
    settle(opened.page)
    assert count(opened) == women and opened.page.locator("input[data-key='sex=F']").is_checked()


def test_csv_has_no_small_cell(opened: Visit, tmp_path: Path) -> None:
    for kind in ("risk", "groups", "attrition"):
        opened.page.locator(".cohort-export summary").click()
        with opened.page.expect_download(timeout=WAIT) as waiting:
            opened.page.locator(f".cohort-export-list button[data-kind='{kind}']").click()
        path = tmp_path / f"{kind}.csv"
        waiting.value.save_as(path)
        text = path.read_text(encoding="utf-8-sig")
        assert ";" in text and len(text.splitlines()) > 1
        cells = [cell for line in text.splitlines()[1:] for cell in line.split(";")[1:]]
        assert [cell for cell in cells if re.fullmatch(r"\d+", cell) and 0 < int(cell) < 11] == []


def test_svg_is_a_journal_s_column(opened: Visit, tmp_path: Path) -> None:
    opened.page.locator(".cohort-export summary").click()
    with opened.page.expect_download(timeout=WAIT) as waiting:
        opened.page.locator(".cohort-export-list button[data-kind='svg-85']").click()
    path = tmp_path / "figure.svg"
    waiting.value.save_as(path)
    text = path.read_text(encoding="utf-8")
    assert 'width="85mm"' in text and "Survie globale" in text


def test_png_is_an_image(opened: Visit, tmp_path: Path) -> None:
    opened.page.locator(".cohort-export summary").click()
    with opened.page.expect_download(timeout=WAIT) as waiting:
        opened.page.locator(".cohort-export-list button[data-kind='png-85']").click()
    path = tmp_path / "figure.png"
    waiting.value.save_as(path)
    content = path.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n" and int.from_bytes(content[16:20]) == pytest.approx(1004, abs=2)
    assert opened.errors == []


def test_the_python_cell_is_shown(opened: Visit) -> None:
    opened.page.locator(".cohort-export summary").click()
    opened.page.locator(".cohort-export-list button[data-kind='code']").click()
    dialog = opened.page.get_by_role("dialog", name="Cellule Python")
    dialog.wait_for(timeout=WAIT)
    assert "carnet.open(" in dialog.inner_text() and ".survival(" in dialog.inner_text()


def test_tabs_by_keyboard(opened: Visit) -> None:
    opened.page.get_by_role("tab", name="Groupes").focus()
    opened.page.keyboard.press("ArrowRight")
    opened.page.wait_for_selector(".cohort-cox table", timeout=WAIT)
    assert opened.page.get_by_role("tab", name="Modèle de Cox").get_attribute("aria-selected") == "true"
    opened.page.keyboard.press("End")
    opened.page.wait_for_selector(".cohort-flow table", timeout=WAIT)
    settle(opened.page)
    assert opened.page.locator(".cohort-tab .carnet-plot").last.inner_text().strip()


def test_english_and_dark(opened: Visit) -> None:
    opened.page.locator(".carnet-tools button[lang='en']").click()
    words = "([place, word]) => document.querySelector(place).innerText.includes(word)"
    opened.page.wait_for_function(words, arg=[".cohort-figure-title", " by stage"])
    opened.page.wait_for_function(words, arg=[".cohort-panel", "Group by"])
    opened.page.get_by_text("Data table").first.wait_for(timeout=WAIT)
    ground = "() => getComputedStyle(document.querySelector('.carnet-plot .main-svg')).backgroundColor"
    light = opened.page.evaluate(ground)
    opened.page.locator(".carnet-tools button").nth(1).click()
    settle(opened.page)
    assert opened.page.evaluate(ground) != light


def test_risk_table_stands_under_its_ticks(opened: Visit) -> None:
    places = opened.page.evaluate("""() => {
      const centre = (e) => { const r = e.getBoundingClientRect(); return r.x + r.width / 2; };
      const plot = document.querySelector('.carnet-plot');
      return { ticks: [...plot.querySelectorAll('.xtick text')].map(centre),
               counts: [...plot.querySelectorAll('.xy2 .textpoint')].map(centre) }; }""")
    assert places["ticks"] and places["counts"]
    for x in places["counts"]:
        assert min(abs(x - tick) for tick in places["ticks"]) < 1.5


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_is_clipped_or_wider_than_the_page(
    cohort_portal: Portal, visit: Callable[..., Visit], width: int
) -> None:
    here = visit(cohort_portal.address("cohortes"), width=width, height=900)
    here.page.wait_for_selector("[data-drawn]", timeout=WAIT)
    settle(here.page)
    settle(here.page)
    assert here.page.evaluate("() => document.querySelector('main').scrollWidth <= innerWidth")
    out = here.page.evaluate("""() => {
      const plot = document.querySelector('.carnet-plot').getBoundingClientRect();
      return [...document.querySelectorAll('.carnet-plot svg text')].filter((e) => {
        const r = e.getBoundingClientRect();
        return r.width && (r.left < plot.left - 1 || r.right > plot.right + 1); }).map((e) => e.textContent); }""")
    assert out == []
    here.page.context.close()


@pytest.mark.parametrize("dark", [False, True])
def test_everyone_can_use_it(opened: Visit, dark: bool) -> None:
    if dark:
        opened.page.locator(".carnet-tools button").nth(1).click()
        settle(opened.page)
    found = Axe().run(opened.page)
    assert [v["id"] for v in found.response["violations"]] == []
    handles = opened.page.locator(".cohort-range input")
    names = handles.evaluate_all("all => all.map(e => e.getAttribute('aria-label'))")
    assert names and all("minimum" in name or "maximum" in name for name in names)
