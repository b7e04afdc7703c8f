"""What is offered as groups and criteria, under which names; the rest stays within reach by name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from carnet.cohorts.build import build
from carnet.cohorts.catalogue import catalogue
from carnet.cohorts.names import readable
from carnet.language import language, set_language
from carnet.records import Warehouse
from carnet.records.importers import import_source

HEAD = ("PATIENT_ID\tOTHER_PATIENT_ID\tFORM_COMPLETION_DATE\tAGE\tSEX\tTumor Stage\tER Status\tVITAL_STATUS\t"
        "OS_MONTHS\tOS_STATUS\tSMOKING")


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Warehouse]:
    """Sixty patients as cBioPortal's site exports them, in French."""
    before = language()
    set_language("fr")
    rows = [f"P{i}\tuuid-{i:04d}\t2011-{1 + i % 12}-05\t{40 + i % 30}\tFemale\t{1 + i % 4}\t"
            f"{('Positive', 'Negative')[i % 2]}\t{('Living', 'Died of Disease')[i % 2]}\t{i + 1}\t"
            f"{('0:LIVING', '1:DECEASED')[i % 2]}\t{('yes', 'no')[i % 3 == 0]}" for i in range(60)]
    (tmp_path / "essai.tsv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    import_source(tmp_path / "essai.tsv", tmp_path / "w")
    yield Warehouse.open(tmp_path / "w", "cpu")
    set_language(before)


def test_what_an_endpoint_comes_from_is_not_offered_but_found_by_name(study: Warehouse) -> None:
    offered = {column.id for column in catalogue(study)}
    aside = {"OTHER_PATIENT_ID", "FORM_COMPLETION_DATE", "VITAL_STATUS", "OS_MONTHS", "OS_STATUS"}
    assert not aside & offered and {"SMOKING", "ER Status", "er", "sex", "stage"} <= offered
    table = build(study)
    for name in aside:
        assert table.column(name).n_known == 60


def test_the_column_behind_a_canonical_one_says_so(study: Warehouse) -> None:
    labels = {column.id: column.label for column in catalogue(study)}
    assert labels["Tumor Stage"] == "Stade (Tumor Stage)" and labels["SEX"] == "Sexe (SEX)"
    assert labels["ER Status"] == f"{labels['er']} (ER Status)"
    assert len(set(labels.values())) == len(labels)


def test_the_names_follow_the_language_of_the_screen(study: Warehouse) -> None:
    set_language("en")
    labels = {column.id: column.label for column in catalogue(study)}
    assert labels["er"] == "Oestrogen receptors"


@pytest.mark.parametrize(
    ("code", "name"),
    [("718-7", "Hémoglobine"), ("10334-1", "CA 125"), ("performance_status", "État général (ECOG)"), ("XYZ", "XYZ")],
)
def test_codes_have_names(study: Warehouse, code: str, name: str) -> None:
    assert readable(code) == name
