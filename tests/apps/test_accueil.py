"""The home page without a browser: what it says, the demo hospital, and a study imported."""

import re
from pathlib import Path

import pytest

from carnet.apps.accueil import Accueil
from carnet.apps.places import find, places, study_folder
from carnet.errors import CarnetError


def test_says_which_records_these_are(site):
    page = Accueil()
    text = page.summary.value
    assert "3\u202f000" in text and "Données fictives" in text and "aucun configuré" in text and "CPU" in text
    assert 'href="cohortes.ipynb?warehouse=hospital"' in page.pages.value


def test_empty_site_offers_one_button(tmp_path, monkeypatch):
    monkeypatch.setenv("CARNET_HOSPITAL", str(tmp_path / "hospital"))
    page = Accueil()
    assert page.build.layout.display is None and "carnet-notice-empty" in page.summary.value


def test_builds_the_demo_hospital(tmp_path, monkeypatch):
    monkeypatch.setenv("CARNET_HOSPITAL", str(tmp_path / "hospital"))
    monkeypatch.setattr("carnet.apps.accueil.DEMO_PERSONS", 300)
    page = Accueil()
    page.build.click()
    assert page.build.layout.display == "none" and "300" in page.summary.value and page.progress.value == ""


def test_imports_a_study_and_shows_the_way_on(site, study):
    page = Accueil()
    page.study.chosen(study)
    assert not page.study.go.disabled
    page.study.go.click()
    result = page.study.result.value
    assert "240" in result and "Explorer la cohorte" in result and "OS" in result
    name = re.search(r"cohortes\.ipynb\?warehouse=([\w%-]+)", result)[1]
    assert page.place == find(name) and name == "etude-demo"
    assert str(study.parent) not in result


def test_two_studies_of_one_name_live_side_by_side(site, study):
    page = Accueil()
    for _time in range(2):
        page.study.chosen(study)
        page.study.go.click()
    assert {"etude-demo", "etude-demo-2"} <= {place.name for place in places()}


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\x03" * 100, b"PATIENT_ID\tAGE\n"])
def test_a_bad_file_is_refused_in_french_and_leaves_nothing(site, tmp_path, content):
    bad = tmp_path / "mauvais.tsv"
    bad.write_bytes(content)
    page = Accueil()
    page.study.chosen(bad)
    page.study.go.click()
    result = page.study.result.value
    assert "carnet-notice-stop" in result and "Traceback" not in result and "incident" not in result
    assert str(tmp_path) not in result
    assert [place.name for place in places()] == ["hospital"]


def test_english(site):
    page = Accueil()
    page.page.header.language = "en"
    assert "Explore a cohort" in page.pages.value and "Fictitious data" in page.summary.value
    page.page.header.language = "fr"


@pytest.mark.parametrize("name", ["..", "../hospital", "/etc/passwd", "", "a/b"])
def test_a_name_is_never_a_path(site, name):
    with pytest.raises(CarnetError):
        find(name)


def test_study_folders_have_plain_names(site: Path):
    assert study_folder("Étude « Été » 2024/../x").name == "etude-ete-2024-x"
    assert study_folder("…").name == "etude"
