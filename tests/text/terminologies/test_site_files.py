"""A site's own files: the ATIH's CIM-10, a CCAM, severities, synonyms; and what is said of bad ones."""

from pathlib import Path

import pytest

from carnet.text.terminologies.cim10 import cim10
from carnet.text.terminologies.search import open_acts, open_index
from carnet.text.terminologies.site import TerminologyError, ccam, severities, synonyms, terminology_folder

ATIH = (
    "A00     |3|NNNN|3|CHOLERA|Choléra\n"
    "A000    |0|NOOO|0|CHOLERA A VIBRIO CHOLERAE 01|Choléra à Vibrio cholerae 01, biovar cholerae\n"
    "B24+0   |0|NOOO|0|PRE-SIDA|Pré-SIDA (A.R.C.) sans précision\n"
    "A90     |3|NNNN|3|*** SU17 *** DENGUE|*** SU17 *** Dengue [dengue classique]\n"
)


@pytest.fixture
def site(tmp_path: Path, codes_cache: Path) -> Path:
    (tmp_path / "LIBCIM10MULTI.TXT").write_bytes(ATIH.encode("latin-1"))
    return tmp_path


def test_the_file_of_the_atih_replaces_ours(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nomenclature = cim10(site)
    assert [code.code for code in nomenclature] == ["A00", "A000", "B24+0", "A90"]
    assert nomenclature.label("A000").startswith("Choléra à Vibrio") and nomenclature.valid("A000", "dp")
    assert nomenclature.label("A90") == "Dengue [dengue classique] (code supprimé en 2017)"
    monkeypatch.setenv("CARNET_TERMINOLOGIES", str(site))
    assert terminology_folder() == site and len(cim10()) == 4
    (site / "synonymes.csv").write_text("code;synonyme\nA00.0;maladie de l'eau sale\n", encoding="utf-8")
    hit = open_index().search("maladie de l'eau sale")[0]
    assert hit.code == "A000" and hit.why == "maladie de l'eau sale"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("A000|0|NOOO", "ligne 5, champ |"),
        ("A00?|0|NOOO|0|X|X", "ligne 5, champ code"),
        ("A001|9|NOOO|0|X|X", "ligne 5, champ type"),
    ],
)
def test_a_bad_row_is_named(site: Path, line: str, told: str) -> None:
    (site / "LIBCIM10MULTI.TXT").write_bytes((ATIH + line + "\n").encode("latin-1"))
    with pytest.raises(TerminologyError) as refused:
        cim10(site)
    assert "LIBCIM10MULTI.TXT" in refused.value.message and told in refused.value.message and refused.value.remedy


def test_files_that_are_no_nomenclature(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for content in (b"", b"PK\x03\x04\0\0\0", b"\n\n"):
        (site / "LIBCIM10MULTI.TXT").write_bytes(content)
        with pytest.raises(TerminologyError):
            cim10(site)
    monkeypatch.setenv("CARNET_TERMINOLOGIES", str(site / "nowhere"))
    with pytest.raises(TerminologyError, match="nowhere"):
        cim10()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ccam.csv", "Code;Libellé\nHBQK002;Radiographie panoramique\nDEQP003;Électrocardiographie\n"),
        ("CCAM_V72.tsv", "x\tcode\tlong\n1\tHBQK002\tRadiographie panoramique\n2\tDEQP003\tÉlectrocardiographie\n"),
        ("ccam.txt", "HBQK002-1|RX PANO|Radiographie panoramique\nDEQP003-1|ECG|Électrocardiographie\n"),
        ("ccam.csv", '"HBQK002","Radiographie panoramique, dents"\n"DEQP003","Électrocardiographie"\n'),
    ],
)
def test_acts_are_read_whatever_the_columns(site: Path, name: str, content: str) -> None:
    (site / name).write_bytes(content.encode("cp1252"))
    acts = ccam(site)
    assert acts is not None and [act.code for act in acts] == ["HBQK002", "DEQP003"]
    assert acts.label("HBQK002").startswith("Radiographie panoramique")
    index = open_acts(site)
    assert index is not None and index.search("electrocardiogra")[0].code == "DEQP003"
    assert index.search("hbqk002")[0].code == "HBQK002" and index.search("radiographie", 5, "dp") == []


def test_nothing_of_the_site(tmp_path: Path) -> None:
    assert ccam(tmp_path) is None and open_acts(tmp_path) is None
    assert severities(tmp_path) == {} and synonyms(tmp_path) == {}
    (tmp_path / "ccam.csv").write_text("rien;du tout\n")
    with pytest.raises(TerminologyError, match=r"ccam\.csv"):
        ccam(tmp_path)


def test_severities(tmp_path: Path) -> None:
    (tmp_path / "liste_CMA.csv").write_text(
        "code;libellé;niveau\nA40.0;Sepsis;4\nB59;x;1\nA419;Sepsis;3\n", encoding="utf-8"
    )
    assert severities(tmp_path) == {"A400": 4, "A419": 3}
    (tmp_path / "liste_CMA.csv").write_text("code;niveau\nA400;5\n")
    with pytest.raises(TerminologyError, match=r"liste_CMA\.csv, ligne 2, champ niveau"):
        severities(tmp_path)
    (tmp_path / "synonymes.csv").write_text("A400;\n")
    with pytest.raises(TerminologyError, match="synonym"):
        synonyms(tmp_path)
