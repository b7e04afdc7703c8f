"""The pseudonymiser's page in a browser: tried, reviewed with the keyboard alone, corrected, filtered, taken away."""

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import WAIT, Portal, Visit
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

HOSTILE = '<img src=x onerror="window.hacked = 1"><script>window.hacked = 1</script>'
LETTER = f"😀 Madame Jeanne BELLERIVE, née le 02/07/1957.\n{HOSTILE}\nVue en salle bleue par le Dr Paul Verneret.\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def ps_portal(serve: Callable[..., Portal], root: Path, site: Path) -> Portal:
    return serve(root / "dashboards", hospital=site / "hospital")


def enter(portal: Portal, visit: Callable[..., Visit], **how: int) -> Visit:
    here = visit(portal.address("pseudonymiser"), **how)
    here.page.wait_for_selector(".nd-zone", timeout=WAIT)
    return here


@pytest.fixture(scope="module")
def tried(ps_portal: Portal, visit: Callable[..., Visit]) -> Visit:
    """The page with the example letter."""
    here = enter(ps_portal, visit)
    here.page.get_by_role("button", name="Essayer avec une lettre fictive").click()
    here.page.wait_for_selector(".at-span", timeout=WAIT)
    return here


@pytest.fixture(scope="module")
def brought(
    ps_portal: Portal, visit: Callable[..., Visit], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visit]:
    """The page with a letter of ours and fifty short ones."""
    folder = tmp_path_factory.mktemp("letters")
    (folder / "lettre.txt").write_text(LETTER, encoding="utf-8")
    lines = [json.dumps({"note_id": f"n{i:02d}", "text": f"Dr Paul Verneret, lettre {i}. " * 40}) for i in range(50)]
    (folder / "lot.jsonl").write_text("\n".join(lines), encoding="utf-8")
    here = enter(ps_portal, visit)
    here.page.locator(".nd input[type=file]").set_input_files([folder / "lettre.txt", folder / "lot.jsonl"])
    here.page.wait_for_selector(".at-span", timeout=WAIT)
    yield here


def spans(page: Page) -> dict[str, str]:
    """The passages of the original with their classes (of the first, where a passage comes twice)."""
    found: dict[str, str] = page.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('.at')[0].querySelectorAll('.at-span')].reverse()"
        ".map((m) => [m.textContent, m.className]))"
    )
    return found


def replaced(page: Page) -> str:
    return page.locator(".at-text").nth(1).inner_text()


def patched(page: Page, n: int) -> None:
    page.wait_for_function(f"() => Number(document.querySelector('.at').dataset.patches ?? 0) >= {n}", timeout=WAIT)


def test_the_example_is_shown_beside_its_pseudonymised_text(tried: Visit) -> None:
    page = tried.page
    assert "Jeanne" in spans(page) and "Bellerive" not in replaced(page) and "Hodgkin" in replaced(page)
    assert page.locator("html").get_attribute("lang") == "fr"
    assert [rule["id"] for rule in Axe().run(page).response["violations"]] == []
    assert tried.elsewhere() == [] and tried.errors == []


def test_a_review_with_the_keyboard_alone(tried: Visit) -> None:
    page = tried.page
    page.locator(".at-scroll").first.focus()
    page.keyboard.press("n")
    first = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert "Hôpital" in first and "proposé" in first and "1 sur" in first
    assert page.locator(".at").nth(1).locator(".at-now").count() == 1  # the other text shows the same passage
    page.keyboard.press("a")
    patched(page, 1)
    assert "at-accepted" in spans(page)["CENTRE HOSPITALIER DE VALMONTOIS"]
    name = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("r")  # on to the next one by itself
    patched(page, 2)
    assert "at-rejected" in spans(page)[name]
    page.wait_for_function("(n) => document.querySelectorAll('.at-text')[1].innerText.includes(n)", arg=name)
    page.keyboard.press("l")
    expect(page.get_by_role("listbox", name="Étiquette du passage")).to_be_focused()
    page.keyboard.press("p")  # to « Prénom »
    page.keyboard.press("Enter")
    patched(page, 3)
    page.keyboard.press("u")
    patched(page, 4)
    page.keyboard.press("Control+z")
    patched(page, 5)
    assert "at-proposed" in spans(page)[name]
    page.wait_for_function("(n) => !document.querySelectorAll('.at-text')[1].innerText.includes(n)", arg=name)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Clavier")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("c")  # the cursor of the text: what is selected with Shift becomes a passage
    page.keyboard.press("Control+Shift+ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("dialog.at-choose")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


def test_filters(tried: Visit) -> None:
    page = tried.page
    page.locator("input[data-key='role=Carer']").check()
    page.wait_for_function("() => !document.querySelector('.at-text').querySelector('.at-span[data-sign*=NAISS]')")
    assert "Verneret" in spans(page) and "BELLERIVE" not in spans(page) and "BELLERIVE" not in replaced(page)
    page.get_by_role("button", name="Tout afficher").click()
    page.wait_for_function("() => document.querySelector('.at-text').querySelector('.at-span[data-sign*=NAISS]')")


def test_nothing_of_a_text_becomes_code_and_offsets_hold(brought: Visit) -> None:
    page = brought.page
    assert page.evaluate("window.hacked") is None
    assert HOSTILE in page.locator(".at-text").first.inner_text()
    assert {"Jeanne", "BELLERIVE", "02/07/1957", "Verneret"} <= set(spans(page))  # after a character of two units
    assert brought.elsewhere() == [] and brought.errors == []


def test_a_passage_is_added_by_selecting_it(brought: Visit) -> None:
    page = brought.page
    before = int(page.locator(".at").first.get_attribute("data-patches") or 0)
    page.wait_for_function(
        """() => {
          if (document.querySelector('dialog.at-choose')) return true;
          const line = [...document.querySelectorAll('.at-text')[0].querySelectorAll('.at-line')]
            .find((one) => one.textContent.includes('salle bleue'));
          const leaf = line.firstChild;
          const at = leaf.data.indexOf('salle bleue');
          getSelection().setBaseAndExtent(leaf, at, leaf, at + 11);
          line.dispatchEvent(new MouseEvent('mouseup', {bubbles: true}));
          return false;
        }""",
        polling=1000,  # a text that is drawn again in between drops what was selected: it is selected again
    )
    page.get_by_role("option", name="Commune").click()
    patched(page, before + 1)
    assert "at-added" in spans(page)["salle bleue"]
    page.wait_for_function("() => document.querySelectorAll('.at-text')[1].innerText.includes('[VILLE]')")
    page.keyboard.press("u")
    patched(page, before + 2)
    assert "salle bleue" not in spans(page) and "salle bleue" in replaced(page)


def test_every_occurrence_at_once_and_a_label_that_is_not_there(brought: Visit) -> None:
    page = brought.page
    page.locator(".nl-list li").filter(has_text="n01").click()
    page.wait_for_function("() => document.querySelector('.at-text').innerText.includes('lettre 1')", timeout=WAIT)
    page.wait_for_selector(".at-span", timeout=WAIT)
    before = int(page.locator(".at").first.get_attribute("data-patches") or 0)
    page.locator(".at-scroll").first.focus()
    page.keyboard.press("n")
    page.keyboard.press("l")
    page.keyboard.press("z")
    page.keyboard.press("Enter")  # no label of that name: nothing changes
    expect(page.locator("dialog.at-choose")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+R")
    patched(page, before + 1)
    name = (
        "[...document.querySelectorAll('.at')[0].querySelectorAll('.at-span')].filter((m) => m.textContent === 'Paul')"
    )
    assert (
        page.evaluate(f"{name}.length") == page.evaluate(f"{name}.filter((m) => m.matches('.at-rejected')).length") > 30
    )
    page.keyboard.press("u")
    patched(page, before + 2)
    assert page.evaluate(f"{name}.filter((m) => m.matches('.at-rejected')).length") == 0
    gold = page.locator(".cohort-export-list button[data-kind='gold']")
    expect(gold).to_be_disabled()
    page.keyboard.press("f")
    expect(gold).to_be_enabled()
    expect(page.locator(".nl-list li[aria-selected=true]")).to_contain_text("relu")


def test_many_notes_are_worked_through_while_the_page_is_used(brought: Visit, site: Path) -> None:
    page = brought.page
    done = "() => [...document.querySelectorAll('.nl-list li')].filter((l) => '○◐✓'.includes(l.firstChild.textContent))"
    page.wait_for_function(f"{done}.length === 51", timeout=WAIT)
    page.locator(".nl-list").focus()
    page.keyboard.press("End")
    page.wait_for_function(
        "() => document.querySelector('.ps-pair').parentElement.querySelector('.ps-title').innerText.includes('n49')",
        timeout=WAIT,
    )
    page.wait_for_function("() => document.querySelector('.at-text').innerText.includes('lettre 49')", timeout=WAIT)
    assert (site / "reviews.sqlite").is_file()


def test_what_is_taken_away_has_no_name(brought: Visit, tmp_path: Path) -> None:
    page = brought.page
    page.locator(".cohort-export summary").click()
    box = page.locator(".cohort-export-list").bounding_box()
    assert box is not None and box["y"] >= 0 and box["y"] + box["height"] <= 900
    with page.expect_download(timeout=WAIT) as waiting:
        page.locator(".cohort-export-list button[data-kind='zip']").click()
    waiting.value.save_as(tmp_path / "notes.zip")
    with zipfile.ZipFile(tmp_path / "notes.zip") as archive:
        names = archive.namelist()
        text = archive.read(names[0]).decode()
    assert len(names) == 51 and "[NOM]" in text and "BELLERIVE" not in text and "Verneret" not in text


def test_on_a_telephone_the_columns_are_one(ps_portal: Portal, visit: Callable[..., Visit]) -> None:
    page = enter(ps_portal, visit, width=390, height=844).page
    page.get_by_role("button", name="Essayer avec une lettre fictive").click()
    page.wait_for_selector(".at-span", timeout=WAIT)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    one, other = (page.locator(".at").nth(i).bounding_box() for i in (0, 1))
    page.wait_for_function("() => [...document.querySelectorAll('.ps-title')].at(-1).getBoundingClientRect().top < 300")
    assert one is not None and other is not None and other["y"] >= one["y"] + one["height"]
