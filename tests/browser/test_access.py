"""Cure 11: everyone can read the pages: language, landmarks, skip link, contrast; axe finds nothing."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import TOKEN, WAIT, Portal, Visit
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def problems(page: Page) -> list[str]:
    """What axe-core finds, one line each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


def test_axe_finds_nothing_on_the_pages(figure_page: Visit, pieces_page: Visit) -> None:
    assert problems(figure_page.page) == []
    assert problems(pieces_page.page) == []


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_on_the_portal(dark: bool, portal: Portal, visit: Callable[..., Visit]) -> None:
    opened = visit(portal.address(""), dark=dark)
    assert problems(opened.page) == []


def test_axe_finds_nothing_on_errors_and_token(portal: Portal, visit: Callable[..., Visit]) -> None:
    for path in ("login", f"voila/render/absente.ipynb?token={TOKEN}", f"voila/render/erreur.ipynb?token={TOKEN}"):
        opened = visit(portal.url + path)
        opened.page.wait_for_selector("h1, h2", timeout=WAIT)
        opened.page.wait_for_function("!document.getElementById('loading')", timeout=WAIT)
        assert problems(opened.page) == [], path


def test_axe_finds_nothing_in_the_dark(pieces_page: Visit) -> None:
    page = pieces_page.page
    page.get_by_role("button", name="Thème sombre").click()
    try:
        assert problems(page) == []
    finally:
        page.get_by_role("button", name="Thème clair").click()


def test_a_page_says_its_language_and_where_its_content_is(figure_page: Visit) -> None:
    page = figure_page.page
    assert page.locator("html").get_attribute("lang") == "fr"
    expect(page.get_by_role("main")).to_have_count(1)
    link = page.locator("a.carnet-skip")
    expect(link).to_have_text("Aller au contenu")
    assert link.get_attribute("href") == "#" + (page.get_by_role("main").get_attribute("id") or "")
    assert page.get_by_role("heading", level=1).count() == 1


def test_the_skip_link_is_the_first_stop(portal: Portal, visit: Callable[..., Visit]) -> None:
    page = visit(portal.address("")).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "carnet-skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "main"


def test_one_column_on_a_telephone_and_nothing_sticks_out(portal: Portal, visit: Callable[..., Visit]) -> None:
    for address in (portal.address(""), portal.address("pieces")):
        page = visit(address, width=390, height=844).page
        page.wait_for_selector("h1", timeout=WAIT)
        page.wait_for_timeout(500)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    left = page.locator(".carnet-choose").bounding_box()
    right = page.locator(".carnet-see").bounding_box()
    assert left is not None and right is not None and right["y"] >= left["y"] + left["height"]


def test_the_choice_of_theme_is_remembered(portal: Portal, visit: Callable[..., Visit]) -> None:
    page = visit(portal.address(""), dark=True).page
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.get_by_role("button", name="Thème clair").click()
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "light"
