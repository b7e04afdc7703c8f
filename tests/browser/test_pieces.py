"""Cures 7, 8 and 10: a selection sends its box, a file too large is refused in words, data never becomes code."""

import hashlib

import pytest
from browsing import WAIT, Visit
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

MEGABYTE = 1024 * 1024


def _file(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def test_a_selection_over_100_000_points_sends_four_numbers(pieces_page: Visit) -> None:
    page = pieces_page.page
    canvas = page.locator(".carnet-scatter canvas").bounding_box()
    assert canvas is not None
    before = len(pieces_page.sent), len(pieces_page.received)
    page.mouse.move(canvas["x"] + canvas["width"] * 0.3, canvas["y"] + canvas["height"] * 0.3)
    page.mouse.down()
    page.mouse.move(canvas["x"] + canvas["width"] * 0.7, canvas["y"] + canvas["height"] * 0.6, steps=4)
    page.mouse.up()
    page.wait_for_function("Number(document.querySelector('#chosen').textContent) > 100", timeout=WAIT)
    sent, received = sum(pieces_page.sent[before[0] :]), sum(pieces_page.received[before[1] :])
    assert 0 < sent < 10_000
    assert received < 50_000
    expect(page.locator(".carnet-scatter [role=status]")).to_contain_text("points sélectionnés", timeout=WAIT)


def test_the_keyboard_selects_as_well(pieces_page: Visit) -> None:
    page = pieces_page.page
    page.get_by_role("button", name="Effacer la sélection").click()
    page.wait_for_function("document.querySelector('#chosen').textContent === '0'", timeout=WAIT)
    page.get_by_label("Âge de").fill("60")
    page.get_by_role("button", name="Sélectionner", exact=True).press("Enter")
    page.wait_for_function("Number(document.querySelector('#chosen').textContent) > 40000", timeout=WAIT)


def test_a_file_above_the_limit_is_refused_in_french_and_not_sent(pieces_page: Visit) -> None:
    page = pieces_page.page
    before = sum(pieces_page.sent)
    page.locator(".carnet-upload input[type=file]").set_input_files(_file("gros.tsv", b"x" * (3 * MEGABYTE)))
    alert = page.locator(".carnet-upload [role=alert]")
    expect(alert).to_contain_text("« gros.tsv » fait 3 Mo : la limite est de 2 Mo", timeout=WAIT)
    assert sum(pieces_page.sent) - before < 10_000


@pytest.mark.parametrize(
    ("name", "content", "said"), [("vide.tsv", b"", "est vide"), ("image.png", b"x", "pas un fichier lu ici")]
)
def test_other_files_are_refused_in_words(name: str, content: bytes, said: str, pieces_page: Visit) -> None:
    page = pieces_page.page
    page.locator(".carnet-upload input[type=file]").set_input_files(_file(name, content))
    expect(page.locator(".carnet-upload [role=alert]")).to_contain_text(said, timeout=WAIT)


def test_a_file_in_pieces_arrives_whole(pieces_page: Visit) -> None:
    page = pieces_page.page
    content = bytes(range(256)) * 7000  # 1.7 MB: two pieces
    page.locator(".carnet-upload input[type=file]").set_input_files(_file("étude.tsv", content))
    expect(page.locator("#got")).to_have_text(f"étude.tsv {hashlib.sha256(content).hexdigest()}", timeout=WAIT)
    expect(page.locator(".carnet-upload [role=status]")).to_contain_text("reçu", timeout=WAIT)


def test_the_websocket_takes_more_than_ten_megabytes(pieces_page: Visit) -> None:
    page = pieces_page.page
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Entier").click()
    chooser.value.set_files(_file("entier.bin", b"y" * (12 * MEGABYTE)))
    expect(page.locator("#size")).to_have_text(str(12 * MEGABYTE), timeout=WAIT)


def test_data_never_becomes_code(pieces_page: Visit) -> None:
    page = pieces_page.page
    page.get_by_role("button", name="Aide").click()
    page.get_by_role("button", name="Fermer").click()
    assert page.evaluate("window.hacked") is None
    assert page.locator("img[src='x']").count() == 0
    assert page.locator(":text('<img src=x onerror=')").count() >= 4


def test_headings_sort_and_say_so(pieces_page: Visit) -> None:
    page = pieces_page.page
    first = page.locator(".carnet-table tbody tr td:nth-child(2)")
    page.get_by_role("button", name="n", exact=True).click()
    assert first.all_text_contents() == ["380", "412", "1\u202f341"]
    page.get_by_role("button", name="n", exact=True).press("Enter")
    assert first.all_text_contents() == ["1\u202f341", "412", "380"]
    expect(page.locator("th[aria-sort=descending]")).to_have_text("n")
