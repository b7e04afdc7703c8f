"""The home page in a browser: a study from its file to a curve in four clicks; a bad file refused in words."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import WAIT, Portal, Visit
from carnet_site import build_site, curves, settle, write_study

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def home_portal(serve: Callable[..., Portal], root: Path, tmp_path_factory: pytest.TempPathFactory) -> Portal:
    """The real dashboards on a small demo hospital."""
    return serve(root / "dashboards", hospital=build_site(tmp_path_factory.mktemp("site")))


def enter(portal: Portal, visit: Callable[..., Visit]) -> Visit:
    here = visit(portal.address("accueil"))
    here.page.wait_for_selector(".home-tiles", timeout=WAIT)
    here.page.wait_for_selector(".carnet-upload input", state="attached", timeout=WAIT)
    return here


def import_to_curve(here: Visit, file: Path, by: str) -> list[str]:
    """Four clicks: the file, « Importer », « Explorer la cohorte », the variable to group by."""
    page = here.page
    page.locator(".carnet-upload input[type=file]").set_input_files(file)  # 1
    page.get_by_role("button", name="Importer", exact=True).click(timeout=WAIT)  # 2
    page.get_by_role("link", name="Explorer la cohorte").click(timeout=WAIT)  # 3
    page.wait_for_selector("[data-drawn]", timeout=WAIT)
    page.wait_for_selector(".cohort-panel select", timeout=WAIT)
    elsewhere = "() => !document.querySelector('.carnet-where').innerText.includes('fictif')"
    page.wait_for_function(elsewhere, timeout=WAIT)
    settle(page)
    page.get_by_label("Grouper par").select_option(by)  # 4
    settle(page)
    settle(page)
    return curves(page)


def test_says_where_one_is(home_portal: Portal, visit: Callable[..., Visit]) -> None:
    here = enter(home_portal, visit)
    text = here.page.locator("main").inner_text()
    assert "Données fictives" in text and "3\u202f000" in text and "aucun configuré" in text
    assert here.elsewhere() == [] and here.errors == []
    found = Axe().run(here.page)
    assert [v["id"] for v in found.response["violations"]] == []


def test_import_to_curve_in_four_clicks(home_portal: Portal, visit: Callable[..., Visit], tmp_path: Path) -> None:
    here = enter(home_portal, visit)
    assert import_to_curve(here, write_study(tmp_path / "essai.tsv"), "stage") == ["I", "II", "III"]
    assert here.elsewhere() == []


@pytest.mark.corpora
def test_metabric_in_four_clicks(home_portal: Portal, visit: Callable[..., Visit], corpora: Path) -> None:
    here = enter(home_portal, visit)
    drawn = import_to_curve(here, corpora / "cohorts" / "metabric" / "brca_metabric_clinical_data.tsv", "ER Status")
    assert len(drawn) == 2
    assert "ER Status" in here.page.locator(".cohort-figure-title").first.inner_text()


def test_a_bad_file_is_refused_in_french(home_portal: Portal, visit: Callable[..., Visit], tmp_path: Path) -> None:
    here = enter(home_portal, visit)
    bad = tmp_path / "illisible.tsv"
    bad.write_bytes(bytes(range(256)) * 40)
    here.page.locator(".carnet-upload input[type=file]").set_input_files(bad)
    here.page.get_by_role("button", name="Importer", exact=True).click(timeout=WAIT)
    here.page.wait_for_selector(".carnet-import .carnet-notice-stop", timeout=WAIT)
    text = here.page.locator(".carnet-import").inner_text()
    assert "Traceback" not in text and "Error" not in text and "Rien n’a été gardé" in text
