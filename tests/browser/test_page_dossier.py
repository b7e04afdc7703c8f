"""The patient's page in a browser: a click or a key opens the sentence, facts are reviewed with the keyboard alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import WAIT, Portal, Visit
from playwright.sync_api import Page, expect

from carnet.records.demo import build_demo

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def ds_portal(serve: Callable[..., Portal], root: Path, tmp_path_factory: pytest.TempPathFactory) -> Portal:
    hospital = tmp_path_factory.mktemp("site") / "hospital"
    build_demo(hospital, 12, 7)
    return serve(root / "dashboards", hospital=hospital)


def enter(portal: Portal, visit: Callable[..., Visit], **how: int) -> Visit:
    here = visit(portal.address("dossier"), **how)
    here.page.wait_for_selector(".sn-now", timeout=WAIT)
    here.page.wait_for_selector("[data-drawn]", timeout=WAIT)
    return here


@pytest.fixture(scope="module")
def dossier(ds_portal: Portal, visit: Callable[..., Visit]) -> Visit:
    """The page on the first patient."""
    return enter(ds_portal, visit)


def problems(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def lit(page: Page) -> str:
    """What is highlighted; it must be in sight."""
    return str(
        page.evaluate(
            """() => {
              const box = document.querySelector('.sn-scroll').getBoundingClientRect();
              const marks = [...document.querySelectorAll('.sn-now')];
              const top = (m) => m.getBoundingClientRect().top;
              const seen = marks.filter((m) => top(m) >= box.top - 1 && top(m) < box.bottom);
              return seen.map((m) => m.textContent).join('');
            }"""
        )
    )


def shown(page: Page, before: str) -> None:
    """Wait until another sentence is lit."""
    page.wait_for_function("(n) => document.querySelector('.sn').dataset.shown !== n", arg=before, timeout=WAIT)


def step(page: Page, does: Callable[[], None]) -> str:
    before = page.locator(".sn").get_attribute("data-shown") or ""
    does()
    shown(page, before)
    return lit(page)


def test_the_first_screen_answers_without_scrolling(dossier: Visit) -> None:
    page = dossier.page
    assert page.evaluate("document.documentElement.scrollHeight") <= 900
    for part in (".ds-timeline", ".fl", ".sm", ".sn"):
        box = page.locator(part).bounding_box()
        assert box is not None and box["y"] + box["height"] <= 900
    tops = [page.locator(part).bounding_box() for part in (".fl", ".sm", ".sn")]
    assert len({round(box["y"]) for box in tops if box}) == 1  # three columns
    assert lit(page) and page.locator("html").get_attribute("lang") == "fr"
    assert problems(page) == [] and dossier.elsewhere() == [] and dossier.errors == []


def test_a_review_with_the_keyboard_alone(dossier: Visit) -> None:
    page = dossier.page
    page.locator(".fl-list").focus()
    step(page, lambda: page.keyboard.press("j"))
    row = page.locator(".fl-row[aria-selected=true]")
    chosen = row.get_attribute("data-id")
    page.keyboard.press("a")
    here = page.locator(f".fl-row[data-id='{chosen}']")
    expect(here.locator(".fl-state")).to_have_text("✓", timeout=WAIT)
    expect(here).to_have_attribute("aria-selected", "false")  # on to the next one
    page.keyboard.press("u")
    expect(here.locator(".fl-state")).to_have_text("", timeout=WAIT)
    page.keyboard.press("r")
    expect(here.locator(".fl-state")).to_have_text("✕", timeout=WAIT)
    page.keyboard.press("Control+z")
    expect(here).to_have_attribute("aria-selected", "true")
    page.keyboard.press("c")
    expect(page.get_by_role("dialog", name="Corriger")).to_be_visible()
    page.get_by_role("textbox", name="Date").fill("2024-19")
    page.keyboard.press("Enter")
    expect(page.locator(".fl-form [role=alert]")).to_contain_text("La date n’est pas comprise", timeout=WAIT)
    page.get_by_role("textbox", name="Date").fill("03/2024")
    page.keyboard.press("Enter")
    expect(page.locator(".fl-form")).to_have_count(0, timeout=WAIT)
    expect(here.locator(".fl-state")).to_have_text("✎")
    expect(here.locator(".fl-date")).to_have_text("03/2024")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Clavier")).to_be_visible()
    assert problems(page) == []
    page.keyboard.press("Escape")


def test_one_click_on_a_number_a_mark_or_a_word_opens_its_sentence(dossier: Visit) -> None:
    page = dossier.page
    numbers = page.locator(".sm-marks button")
    assert numbers.count() >= 3
    step(page, numbers.nth(2).click)
    expect(numbers.nth(2)).to_have_attribute("data-now", "")
    mark = page.locator(".ds-timeline .scatterlayer .point").first.bounding_box()
    assert mark is not None
    page.mouse.move(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    page.wait_for_timeout(300)  # plotly looks for the mark under the pointer 20 times a second
    said = page.locator(".tc-words").inner_text()
    page.mouse.click(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    page.wait_for_function("(s) => document.querySelector('.tc-words').textContent !== s", arg=said, timeout=WAIT)
    said = page.locator(".tc-words").inner_text()
    page.get_by_role("button", name="Événement suivant").click()
    page.wait_for_function("(s) => document.querySelector('.tc-words').textContent !== s", arg=said, timeout=WAIT)
    word = page.locator(".sn-fact:not(.sn-now)").first
    text = word.inner_text()
    assert step(page, word.click).startswith(text)
    page.locator(".sn-scroll").focus()
    step(page, lambda: page.keyboard.press("n"))
    page.keyboard.press("Escape")
    expect(page.locator(".fl-list")).to_be_focused()


def test_filters_and_another_patient(dossier: Visit) -> None:
    page = dossier.page
    every = page.locator(".fl-row").count()
    page.locator("select[data-filter=show]").select_option("accepted")
    assert 0 < page.locator(".fl-row").count() < every
    page.locator("select[data-filter=show]").select_option("all")
    page.locator("select[data-filter=kind]").select_option(index=1)
    assert 0 < page.locator(".fl-row").count() < every
    page.locator("select[data-filter=kind]").select_option("")
    name = page.locator(".pb-name").inner_text()
    page.get_by_role("button", name="Patient suivant").click()
    expect(page.locator(".pb-name")).not_to_have_text(name, timeout=WAIT)
    page.get_by_role("button", name="Patient précédent").click()
    expect(page.locator(".pb-name")).to_have_text(name, timeout=WAIT)
    expect(page.locator(".fl-changed")).to_have_count(1, timeout=WAIT)
    assert "patient" not in page.url.lower().replace("dossier", "")


def test_decisions_are_there_after_a_reload_and_in_the_dark(ds_portal: Portal, visit: Callable[..., Visit]) -> None:
    page = enter(ds_portal, visit, dark=True).page
    expect(page.locator(".fl-changed")).to_have_count(1, timeout=WAIT)
    page.locator(".fl-changed").click()
    expect(page.locator(".fl-detail")).to_contain_text("corrigé par")
    assert problems(page) == []
    page.get_by_role("button", name="Lire cette page en anglais").or_(
        page.get_by_role("button", name="Read this page in English")
    ).click()
    expect(page.locator(".fl-title")).to_have_text("Facts", timeout=WAIT)
    expect(page.locator(".sm-head h2")).to_have_text("Summary")


def test_on_a_telephone_the_columns_are_one(ds_portal: Portal, visit: Callable[..., Visit]) -> None:
    page = enter(ds_portal, visit, width=390, height=844).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    facts, summary, note = (page.locator(part).bounding_box() for part in (".fl", ".sm", ".sn"))
    assert facts and summary and note and facts["y"] + facts["height"] <= summary["y"] <= note["y"]
    page.locator(".fl-row").nth(3).click()
    page.wait_for_function("() => document.querySelector('.sn').getBoundingClientRect().top < 400", timeout=WAIT)
    assert problems(page) == []
