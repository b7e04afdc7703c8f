"""The teachers' page in a browser: an item corrected with the keyboard, a report made into drafts, on a telephone."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import WAIT, Portal, Visit
from playwright.sync_api import Page, expect

from carnet.records.demo import build_demo

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def st_portal(serve: Callable[..., Portal], root: Path, tmp_path_factory: pytest.TempPathFactory) -> Portal:
    folder = tmp_path_factory.mktemp("site")
    build_demo(folder / "hospital", 20, 7)
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("CARNET_TEACHING", str(folder / "teaching.sqlite"))
        changed.setenv("CARNET_USER", "Anne")
        return serve(root / "dashboards", hospital=folder / "hospital")


@pytest.fixture(scope="module")
def studio(st_portal: Portal, visit: Callable[..., Visit]) -> Visit:
    """The page with the examples in its bank, the first one open."""
    here = visit(st_portal.address("studio"))
    here.page.get_by_role("button", name="Essayer avec les exemples").click(timeout=WAIT)
    here.page.wait_for_selector(".ie-q", timeout=WAIT)
    return here


def problems(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def test_the_bank_the_editor_and_the_preview_are_on_the_first_screen(studio: Visit) -> None:
    page = studio.page
    expect(page.locator(".bl-row")).to_have_count(9, timeout=WAIT)
    expect(page.locator(".sx-preview .as-stem")).to_be_visible(timeout=WAIT)
    assert page.evaluate("document.documentElement.scrollHeight") <= 900
    places = [page.locator(part).bounding_box() for part in (".sx-bank", ".sx-editor", ".sx-preview-card")]
    assert len({round(box["y"]) for box in places if box}) == 1
    assert all(box and box["y"] + box["height"] <= 900 for box in places)
    expect(page.locator(".ie-part mark.ie-proof").first).to_be_attached()
    assert problems(page) == [] and studio.elsewhere() == [] and studio.errors == []


def test_a_flaw_is_said_beside_its_field_as_one_types(studio: Visit) -> None:
    page = studio.page
    page.get_by_role("searchbox").fill("embolie mollet")
    expect(page.locator(".bl-row")).to_have_count(1, timeout=WAIT)
    page.get_by_role("searchbox").press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".ie")).to_have_attribute("data-item", "exemple-02-ep", timeout=WAIT)
    third = page.locator("textarea[data-at='q1/c']")
    third.fill("Ne jamais doser les D-dimères")
    expect(page.locator(".ie-findings[data-where='q1/c'] .ie-finding").first).to_contain_text("absolu", timeout=WAIT)
    expect(page.locator(".sx-preview")).to_contain_text("Ne jamais doser", timeout=WAIT)
    expect(page.locator(".ie-changed")).to_be_visible()
    assert problems(page) == []
    third.press("Alt+ArrowUp")  # moved before the second
    expect(page.locator(".ie-prop").nth(1).locator("textarea").first).to_have_value("Ne jamais doser les D-dimères")
    expect(page.locator("textarea[data-at='q1/c']")).to_be_focused()
    page.locator("[data-at='q1/c/key']").click()
    expect(page.locator("[data-at='q1/c/key']")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-at='q1/c/indispensable']")).to_be_visible()


def test_words_of_the_case_are_attached_and_nothing_is_lost_on_the_way(studio: Visit) -> None:
    page = studio.page
    page.get_by_role("button", name="phrase du cas (Proposition B)").click()
    case = page.locator("textarea[data-at='case']")
    expect(case).to_be_focused()
    case.press("Control+Home")
    for _ in range(18):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".ie-prop").nth(1).locator(".ie-chip-show").first).to_have_text("Une femme de 34 an")
    case.press("Control+Home")
    page.keyboard.type("Cas. ")  # what stands before moves the passage: it stays the same words
    expect(page.locator(".ie-lost")).to_have_count(0)
    page.get_by_role("searchbox").fill("")
    page.locator(".bl-open", has_text="Palpitations").click()
    expect(page.locator(".ie")).to_have_attribute("data-item", "exemple-04-fa", timeout=WAIT)
    expect(page.locator(".bl-row .bl-changed")).to_have_count(1, timeout=WAIT)
    page.locator(".bl-open:has(.bl-changed)").click()
    expect(page.locator("textarea[data-at='case']")).to_have_value(re.compile("^Cas. Une femme"), timeout=WAIT)
    page.locator(".ie-reason").fill("essai")
    page.keyboard.press("Control+s")
    expect(page.locator(".carnet-notice-ok")).to_contain_text("enregistrée", timeout=WAIT)
    expect(page.locator(".bl-row .bl-changed")).to_have_count(0, timeout=WAIT)
    page.get_by_role("button", name="Historique").click()
    expect(page.get_by_role("dialog")).to_contain_text("« essai »", timeout=WAIT)
    assert problems(page) == []
    page.keyboard.press("Escape")
    assert studio.errors == []


def test_a_zone_is_drawn_on_an_image(studio: Visit) -> None:
    page = studio.page
    page.locator(".bl-open", has_text="stéthoscope").click()
    expect(page.locator(".ie-picture svg")).to_be_visible(timeout=WAIT)
    page.get_by_role("button", name="Retracer A").first.click()
    box = page.locator(".ie-picture svg").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.25)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5, steps=3)
    page.mouse.up()
    left = page.locator("input[data-at='q1/a/zone0']")
    expect(left).to_have_value(re.compile("^2[45]"))
    left.fill("10")  # the same with the keyboard
    expect(page.locator(".ie")).to_have_attribute("data-dirty", "true")
    page.get_by_role("button", name="Tout annuler").click(timeout=WAIT)
    assert studio.errors == []


def test_from_a_report_to_drafts_with_their_proof_lit(studio: Visit) -> None:
    page = studio.page
    page.get_by_role("tab", name="Nouveau cas").click()
    page.wait_for_selector(".cw-row", timeout=WAIT)
    assert problems(page) == []
    page.locator(".cw-go").click()
    page.wait_for_selector(".dc-card", timeout=WAIT)
    page.locator("button.ir-line").first.click()
    expect(page.locator(".dc-case mark").first).to_be_visible()
    assert problems(page) == []
    page.locator(".dc-add").click()
    expect(page.locator(".st-draft").first).to_be_visible(timeout=WAIT)
    page.get_by_role("tab", name="Relecture").click()
    page.locator(".rv-row").first.click(timeout=WAIT)
    page.wait_for_selector(".rv[data-report=done]", timeout=WAIT)
    expect(page.locator(".rv-check").first).to_be_visible()
    assert problems(page) == []
    page.get_by_role("button", name="Relire seule…").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("seule enseignante")
    page.get_by_role("button", name="Confirmer").click()
    expect(page.locator(".rv-title .st-reviewed")).to_be_visible(timeout=WAIT)
    page.get_by_role("tab", name="Références").click()
    expect(page.locator(".sx-none")).to_be_visible(timeout=WAIT)
    assert problems(page) == [] and studio.elsewhere() == [] and studio.errors == []


def test_on_a_telephone_and_in_the_dark(studio: Visit) -> None:
    page = studio.page
    page.get_by_role("tab", name="Banque").click()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Thème sombre").click()
    expect(page.locator(".ie-q").first).to_be_visible(timeout=WAIT)
    page.wait_for_function("() => document.documentElement.scrollWidth <= 390", timeout=WAIT)
    bank, editor, preview = (
        page.locator(part).bounding_box() for part in (".sx-bank", ".sx-editor", ".sx-preview-card")
    )
    assert bank and editor and preview
    assert bank["y"] + bank["height"] <= editor["y"] + 1 and editor["y"] + editor["height"] <= preview["y"] + 1
    assert problems(page) == []
