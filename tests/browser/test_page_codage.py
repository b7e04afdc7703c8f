"""The coder's page in a browser: a stay coded with the keyboard alone, found again after a reload, on a telephone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import WAIT, Portal, Visit
from playwright.sync_api import Page, expect

from carnet.records.demo import build_demo

pytestmark = pytest.mark.browser
SELECT = """(words) => {
  const lines = [...document.querySelectorAll('.sn-line')];
  const line = lines.find((one) => one.textContent.includes(words));
  const walk = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const at = node.textContent.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return;
  }
}"""


@pytest.fixture(scope="module")
def cg_portal(serve: Callable[..., Portal], root: Path, tmp_path_factory: pytest.TempPathFactory) -> Portal:
    hospital = tmp_path_factory.mktemp("site") / "hospital"
    build_demo(hospital, 20, 7)
    return serve(root / "dashboards", hospital=hospital)


def enter(portal: Portal, visit: Callable[..., Visit], **how: int) -> Visit:
    here = visit(portal.address("codage"), **how)
    here.page.wait_for_selector(".sn-now", timeout=WAIT)
    here.page.wait_for_selector(".sl-row", timeout=WAIT)
    return here


@pytest.fixture(scope="module")
def codage(cg_portal: Portal, visit: Callable[..., Visit]) -> Visit:
    """The page on the first stay."""
    return enter(cg_portal, visit)


def problems(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def test_the_first_screen_answers_without_scrolling(codage: Visit) -> None:
    page = codage.page
    assert page.evaluate("document.documentElement.scrollHeight") <= 900
    places = [page.locator(part).bounding_box() for part in (".sl", ".sn", ".cc")]
    assert len({round(box["y"]) for box in places if box}) == 1  # three columns
    assert all(box and box["y"] + box["height"] <= 900 for box in places)
    lit = page.locator(".sn-now").all_inner_texts()
    assert "".join(lit) and "".join(lit) in page.locator("button.cc-quote[aria-pressed=true]").inner_text()
    assert problems(page) == [] and codage.elsewhere() == [] and codage.errors == []


def test_a_stay_is_coded_with_the_keyboard_alone(codage: Visit) -> None:
    page = codage.page
    first = page.locator(".cc-now").get_attribute("data-id")
    card = page.locator(f".cc-card[data-id='{first}']")
    page.keyboard.press("a")  # nothing else has the keyboard: the keys are those of the cards
    expect(card.locator(".cc-state")).to_have_text("✓", timeout=WAIT)
    page.keyboard.press("u")
    expect(card.locator(".cc-state")).to_have_text("", timeout=WAIT)
    expect(card).to_have_attribute("aria-current", "true")
    page.keyboard.press("r")
    expect(card.locator(".cc-state")).to_have_text("✕", timeout=WAIT)
    page.keyboard.press("Control+z")
    expect(card.locator(".cc-state")).to_have_text("", timeout=WAIT)
    page.keyboard.press("e")  # another code, by search
    expect(page.locator(".cs-box")).to_be_focused(timeout=WAIT)
    page.keyboard.type("carcinome de la vessie paroi latérale")
    expect(page.locator(".cs-list [role=option]").first).to_contain_text("C67.2", timeout=WAIT)
    page.keyboard.press("Enter")
    expect(card.locator(".cc-code").first).to_have_text("C67.2", timeout=WAIT)
    expect(card.locator(".cc-was")).to_be_visible()
    expect(card).to_be_focused()
    page.keyboard.press("c")
    page.keyboard.type("À confirmer")
    page.keyboard.press("Control+Enter")
    expect(card.locator(".cc-comment")).to_contain_text("À confirmer", timeout=WAIT)
    page.keyboard.press("p")
    expect(page.get_by_role("dialog")).to_contain_text("Position de C67.2")
    assert problems(page) == []
    page.keyboard.press("Escape")


def test_a_code_is_added_on_words_selected_and_the_stay_validated(codage: Visit) -> None:
    page = codage.page
    words = page.locator(".sn-now").first.inner_text().split()[0]
    page.evaluate(SELECT, words)
    expect(page.locator(".cc-add")).to_have_attribute("aria-label", "Ajouter un code sur les mots sélectionnés")
    page.locator(".sn-scroll").focus()
    page.keyboard.press("+")
    expect(page.locator(".cs-box")).to_have_value(words, timeout=WAIT)
    page.locator(".cs-box").fill("R52.2")
    expect(page.locator(".cs-list [role=option]").first).to_contain_text("R52.2", timeout=WAIT)
    page.keyboard.press("Enter")
    expect(page.locator(".cc-now.cc-added .cc-quote")).to_contain_text(words, timeout=WAIT)
    name = page.locator(".pb-name").inner_text()
    page.keyboard.press("v")
    accept = page.get_by_role("button", name="Accepter et valider")
    if page.locator(".cc-proposed").count():
        accept.click()
    expect(page.locator(".pb-name")).not_to_have_text(name, timeout=WAIT)  # the next stay
    expect(page.locator(".sl-row").first.locator(".sl-state")).to_have_text("✓", timeout=WAIT)


def test_the_list_is_filtered_and_what_was_decided_is_found_again(codage: Visit) -> None:
    page = codage.page
    every = page.locator(".sl-row").count()
    page.get_by_role("combobox", name="Statut").select_option(label="✓ Validé (1)")
    expect(page.locator(".sl-row")).to_have_count(1)
    page.reload()
    page.wait_for_selector(".sn-now", timeout=WAIT)
    expect(page.locator(".sl-row")).to_have_count(every, timeout=WAIT)
    page.locator(".sl-row").first.click()
    expect(page.locator(".cc-validated")).to_contain_text("validé", timeout=WAIT)
    expect(page.locator(".cc-added .cc-code").first).to_have_text("R52.2")
    page.locator(".cc-changed").click()
    expect(page.locator(".cc-now .cc-comment")).to_contain_text("À confirmer", timeout=WAIT)
    page.keyboard.press("r")  # decided again: no longer validated
    expect(page.locator(".cc-validated")).to_be_hidden(timeout=WAIT)
    expect(page.locator(".sl-row").first.locator(".sl-state")).to_have_text("◐", timeout=WAIT)
    for part in ("Double codage", "Activité"):
        page.get_by_role("tab", name=part).click()
        expect(page.locator(".cc")).to_be_hidden(timeout=WAIT)
        assert problems(page) == []
    assert codage.elsewhere() == [] and codage.errors == []


def test_on_a_telephone_codes_come_first_and_in_the_dark(codage: Visit) -> None:
    page = codage.page
    page.get_by_role("tab", name="Coder").click()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Thème sombre").click()
    expect(page.locator(".cc")).to_be_visible(timeout=WAIT)
    page.wait_for_function("() => document.documentElement.scrollWidth <= 390", timeout=WAIT)
    codes, note, stays = (page.locator(part).bounding_box() for part in (".cc", ".sn", ".sl"))
    assert codes and note and stays and codes["y"] + codes["height"] <= note["y"] + 1 <= stays["y"]
    page.locator("button.cc-quote").first.click()
    page.wait_for_function("() => document.querySelector('.sn').getBoundingClientRect().top < 400", timeout=WAIT)
    assert problems(page) == []
