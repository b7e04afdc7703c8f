"""The home page without a browser: what it says, the demo hospital, and a study imported."""

import re
from pathlib import Path

import pytest

from carnet.apps.accueil import Accueil
from carnet.apps.places import find, places, study_folder
from carnet.errors import CarnetError
from carnet.records.demo import build_demo


def test_says_which_records_these_are(site):
    page = Accueil()
    text = page.summary.value
    assert "3\u202f000" in text and "Données fictives" in text and "aucun configuré" in text and "CPU" in text
    assert 'href="cohortes.ipynb?warehouse=hospital"' in page.pages.value
    assert 'href="pseudonymiser.ipynb"' in page.pages.value and "dossier.ipynb" not in page.pages.value


def test_records_with_notes_open_in_the_patients_page(tmp_path, monkeypatch):
    monkeypatch.setenv("CARNET_HOSPITAL", str(tmp_path / "hospital"))
    build_demo(tmp_path / "hospital", 10, 7)
    pages = Accueil().pages.value
    assert 'href="dossier.ipynb?warehouse=hospital"' in pages and 'href="codage.ipynb?warehouse=hospital"' in pages


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
    titles = [title for title, _name in page.chooser.options]
    assert {"étude_demo", "étude_demo (2)"} <= set(titles) and len(set(titles)) == len(titles)


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


def brought_in(page: Accueil, folder: Path, rows: list[str], name: str = "petite") -> str:
    """Import a table written here; what the page says of it."""
    path = folder / f"{name}.tsv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    page.study.chosen(path)
    page.study.go.click()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.study.result.value))


HEAD = "PATIENT_ID\tAGE\tSEX\tOS_MONTHS\tOS_STATUS"


def test_small_counts_are_masked(site, tmp_path):
    page = Accueil()
    rows = [f"P{i}\t{50 + i}\tFemale\t{10 + i}\t{'1:DECEASED' if i < 4 else '0:LIVING'}" for i in range(7)]
    text = brought_in(page, tmp_path, [HEAD, *rows, "P8\t60\tFemale\t-3\t0:LIVING", "P9\t60"])
    assert "&lt; 11 patients importés" in text and "&lt; 11 lignes mises de côté" in text
    assert "OS &lt; 11 &lt; 11" in text
    assert not re.search(r"\b[1-9] (?:patient|ligne|personne)s? (?:import|mis)|OS \d", text)
    assert text.count("&lt; 11") >= 6 and ": 1." not in text
    facts = re.findall(r"<dd[^>]*>([^<]*)</dd>", page.summary.value)
    assert facts[0] == "&lt; 11" and not {"7", "8", "9", "2"} & set(facts)


def test_what_would_give_a_small_count_away_is_masked_too(site, tmp_path):
    page = Accueil()
    rows = [f"P{i}\t50\tFemale\t{i + 1}\t{'' if i < 5 else '0:LIVING' if i < 10 else '1:DECEASED'}" for i in range(40)]
    text = brought_in(page, tmp_path, [HEAD, *rows])
    assert "40 patients importés" in text and "OS masqué masqué &lt; 11" in text


def test_statuses_that_are_not_understood_are_named(site, tmp_path):
    page = Accueil()
    rows = [f"P{i}\t50\tFemale\t{i + 1}\tbanane{i}" for i in range(60)]
    text = brought_in(page, tmp_path, [HEAD, *rows])
    assert "Les statuts de la colonne « OS_STATUS » n’ont pas été compris" in text and "1:DECEASED" in text
    assert "OS 0 0 60" in text and "banane" not in text
    assert "<details open>" in page.study.result.value  # how it was read: why no endpoint is usable


def test_reasons_are_words_with_the_first_rows(site, tmp_path):
    page = Accueil()
    rows = [f"P{i}\t50\tFemale\t{i + 1}\t{'banane' if i == 5 else '0:LIVING'}" for i in range(60)]
    text = brought_in(page, tmp_path, [HEAD, *rows, "P70\t60\tFemale\t3\t0\t7\t7", *rows[:1]])
    assert not re.search(r"ragged_row|unknown_status|\bperson\b|\bendpoint\b", text)
    assert "critères d’évaluation" in text and "OS_STATUS" in text and "Premières lignes du fichier" in text
    assert " 7 " in text  # the seventh line of the file, under its heading


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
