"""What a researcher types: results show themselves in French, and the cell they give makes them again."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import carnet
from carnet.cohorts.definition import Between, CohortDefinition, Entry, Event, OneOf
from carnet.errors import CarnetError, UnknownColumn
from carnet.language import language, set_language
from carnet.study.code import cell
from carnet.study.hospital import Hospital
from carnet.study.html import table_html


@pytest.fixture(scope="module", autouse=True)
def french() -> Iterator[None]:
    before = language()
    set_language("fr")
    yield
    set_language(before)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from carnet.records.demo import build_demo

    into = tmp_path_factory.mktemp("study") / "hospital"
    build_demo(into, persons=2500, notes=False)
    return into


@pytest.fixture
def hospital(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Hospital:
    monkeypatch.setenv("CARNET_HOSPITAL", str(folder))
    return carnet.open("demo")


def test_the_design_s_own_lines(hospital: Hospital) -> None:
    sein = hospital.cohort("Cancer du sein").entry(condition="C50", first=True).adults().with_stage("I", "II", "III")
    assert "Données fictives" in hospital._repr_html_()
    assert 0 < sein.n < 2500
    assert "patients sur" in sein._repr_html_()
    assert "Patients restants" in sein.attrition()._repr_html_()
    assert sein.attrition().figure() is not None
    survival = sein.survival("os", by="stage")
    assert survival.comparison.unit == "month"
    assert "Log-rank" in survival._repr_html_()
    model = sein.cox("os", ["age", "stage", "her2"])
    assert "Modèle de Cox" in model._repr_html_()
    bundle = model.figure()._repr_mimebundle_()
    assert bundle["application/vnd.plotly.v1+json"]["config"]["plotlyServerURL"] == ""
    assert "Tableau 1" in sein.table_one(by="stage")._repr_html_()
    assert "her2" in hospital.columns()._repr_html_()
    assert "Survie globale" in sein.endpoints()._repr_html_()


def test_cohorts_are_immutable(hospital: Hospital) -> None:
    everyone = hospital.cohort()
    women = everyone.women()
    assert everyone.definition.criteria == ()
    assert women.n < everyone.n == 2500


@pytest.mark.parametrize("result", ["survival", "cox", "table_one", "attrition"])
def test_the_cell_gives_the_same_numbers(hospital: Hospital, result: str) -> None:
    cohort = (
        hospital.cohort('Poumon "fumeurs"')
        .entry(condition=["C34"])
        .aged(40, 85)
        .where("sex", "F", "M")
        .years(2000, 2024)
        .having(drug="L01", from_days=0)
        .without(condition="I21", to_days=0)
    )
    made = {
        "survival": lambda: cohort.survival("os", by="age", cuts=[60, 75], unit="year"),
        "cox": lambda: cohort.cox("pfs", ["age", "sex"], references={"sex": "M"}),
        "table_one": lambda: cohort.table_one(["age", "stage"], by="sex"),
        "attrition": cohort.attrition,
    }[result]()
    names: dict[str, object] = {}
    lines = made.code().splitlines()
    exec("\n".join([*lines[:-1], f"again = {lines[-1]}"]), names)
    assert names["again"]._repr_html_() == made._repr_html_()  # type: ignore[attr-defined]
    assert cohort.n > 0


def test_every_criterion_has_its_line() -> None:
    definition = CohortDefinition(
        "N",
        Entry("drug", ("L01", "L02"), first=False),
        (
            Between("age", 18),
            Between("718-7", 8.5, None),
            OneOf("stage", ("I",)),
            OneOf("tobacco", ("oui", "ancien")),
            Event("procedure", ("QEFA",), 2, -30, 30),
            Event("condition", ("I10",), absent=True),
        ),
    )

    class Recorder(Hospital):
        def __init__(self) -> None:
            pass

    names: dict[str, object] = {"hospital": Recorder()}
    code = cell("demo", definition).replace("import carnet", "").replace('hospital = carnet.open("demo")', "")
    exec(code.rsplit("\n", 2)[0], names)
    assert names["cohort"].definition == definition  # type: ignore[attr-defined]


def test_csv_holds_the_curve(hospital: Hospital, tmp_path: Path) -> None:
    result = hospital.cohort().survival("os", by="sex")
    with result.to_csv(tmp_path / "courbe.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    first = [row for row in rows if row["group"] == "F"][0]
    assert (float(first["time"]), float(first["survival"])) == (0, 1)
    assert float(first["at_risk"]) == result.comparison.groups[0].n
    for other in (hospital.cohort().attrition(), hospital.cohort().table_one(), hospital.cohort().cox("os", ["age"])):
        assert other.to_csv(tmp_path / "autre.csv").stat().st_size > 20
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_html_is_escaped(hospital: Hospital) -> None:
    wicked = "<img src=x onerror=alert(1)>"
    cohort = hospital.cohort(wicked).with_stage("I")
    shown = cohort._repr_html_() + cohort.attrition()._repr_html_() + cohort.table_one()._repr_html_()
    assert "<img" not in shown + table_html(wicked, [wicked], [[wicked]], [wicked])


def test_errors_tell_what_to_do(hospital: Hospital, tmp_path: Path) -> None:
    with pytest.raises(CarnetError) as nowhere:
        carnet.open(str(tmp_path / "absent"))
    assert nowhere.value.remedy
    with pytest.raises(UnknownColumn) as column:
        hospital.cohort().survival("os", by="stde")
    assert "stage" in column.value.remedy
    with pytest.raises(CarnetError):
        hospital.cohort().entry(planet="mars")
    with pytest.raises(CarnetError):
        hospital.cohort().where("sex")


def test_a_study_is_imported_once_and_again_when_its_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = tmp_path / "essai" / "data_clinical_patient.txt"
    source.parent.mkdir()
    lines = ["PATIENT_ID\tAGE\tOS_MONTHS\tOS_STATUS", "A\t60\t12\t1:DECEASED", "B\t55\t30\t0:LIVING"]
    source.write_text("\n".join(lines) + "\n")
    first = carnet.open(str(source), progress=False)
    assert first.warehouse.path.parent == Path("studies")
    assert first.warehouse.path.name.startswith("essai-")
    assert carnet.open(str(source), progress=False).warehouse.version == first.warehouse.version
    source.write_text("\n".join([*lines, "C\t70\t5\t1:DECEASED"]) + "\n")
    import os

    later = (first.warehouse.path / "carnet.json").stat().st_mtime + 5
    os.utime(source, (later, later))
    assert carnet.open(str(source), progress=False).cohort().n == 3
    assert json.loads((first.warehouse.path / "carnet.json").read_text())
