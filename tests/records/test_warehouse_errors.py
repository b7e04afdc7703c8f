"""Whatever is wrong with rows, folders or files is said with its place and what to do, never with a patient's value."""

import datetime
import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from warehouse_data import DAY, conditions, persons

from carnet.errors import CarnetError, SchemaError
from carnet.language import set_language
from carnet.records import Provenance, Warehouse

SOURCE = Provenance(source="étude.tsv")
SECRET = "Dupont"


@pytest.fixture(autouse=True)
def english():
    set_language("en")
    yield
    set_language("fr")


@pytest.fixture
def warehouse(tmp_path):
    with Warehouse.write(tmp_path / "w", provenance=SOURCE) as writer:
        writer.add("person", persons(1, 2))
        writer.reject(table="person", source="a.tsv", row=3, reason="duplicate")
    return tmp_path / "w"


def refused(path, table, *chunks):
    """The error of adding these chunks; what was there before must be there after."""
    before = (path / "carnet.json").read_bytes()
    with pytest.raises(SchemaError) as caught, Warehouse.write(path, provenance=SOURCE) as writer:
        for chunk in chunks:
            writer.add(table, chunk)
    assert (path / "carnet.json").read_bytes() == before
    assert Warehouse.open(path).read("person").shape[0] == 2
    assert len(list((path / "versions").iterdir())) == 1
    assert caught.value.remedy
    assert SECRET not in str(caught.value)
    return caught.value.message


def test_a_text_where_a_number_belongs(warehouse):
    message = refused(warehouse, "person", persons(3, 4, year_of_birth=[None, SECRET]))
    assert message == "Table person, column year_of_birth, row 2: expected int64, found string."


def test_a_fraction_where_a_whole_number_belongs_is_found_in_a_later_chunk(warehouse):
    message = refused(warehouse, "person", persons(3, 4, 5), persons(6, 7, 8, year_of_birth=[1950.0, 1951.5, 1952.5]))
    assert message == "Table person, column year_of_birth, row 5: expected int64, found double."


def test_a_required_value_is_missing(warehouse):
    message = refused(warehouse, "person", persons(3, 4, 5, year_of_birth=[1950, None, None]))
    assert message == "Table person, column year_of_birth, row 2: empty, but a value (int64) is required."


def test_not_a_number_is_no_value(warehouse):
    message = refused(
        warehouse,
        "endpoint",
        {"person_id": [1], "endpoint": ["os"], "time": [float("nan")], "unit": ["month"], "event": [True]},
    )
    assert message == "Table endpoint, column time, row 1: empty, but a value (double) is required."


def test_a_required_column_is_missing(warehouse):
    columns = persons(3)
    del columns["gender_concept_id"]
    assert (
        refused(warehouse, "person", columns)
        == "Table person: the required column gender_concept_id (int64) is missing."
    )


def test_an_unknown_column_names_the_nearest(warehouse):
    with pytest.raises(SchemaError) as caught, Warehouse.write(warehouse, provenance=SOURCE) as writer:
        writer.add("person", persons(3, gender_sourcevalue=["F"]))
    assert caught.value.message == "Table person has no column gender_sourcevalue."
    assert "gender_source_value" in caught.value.remedy
    assert refused(warehouse, "person", persons(3, zzz=[SECRET])) == "Table person has no column zzz."


def test_a_column_given_twice(warehouse):
    table = pa.table(persons(3)).append_column("person_id", pa.array([3]))
    assert refused(warehouse, "person", table) == "Table person: column person_id is given twice."


def test_a_date_with_a_time_of_day_or_a_zone(warehouse):
    afternoon = conditions(["C50", "C50"]) | {
        "condition_start_date": [datetime.datetime(2020, 1, 1), datetime.datetime(2020, 1, 1, 14, 30)]
    }
    assert refused(warehouse, "condition_occurrence", afternoon) == (
        "Table condition_occurrence, column condition_start_date, row 2: expected date32[day], found timestamp[us]."
    )
    zone = conditions(["C50"]) | {
        "condition_start_date": pa.array([datetime.datetime(2020, 1, 1)], pa.timestamp("us", "UTC"))
    }
    assert "found timestamp[us, tz=UTC]" in refused(warehouse, "condition_occurrence", zone)


@pytest.mark.parametrize(
    ("column", "values", "found"),
    [
        ("condition_source_value", [5], "int64"),
        ("condition_source_value", [True], "bool"),
        ("condition_concept_id", [True], "bool"),
        ("condition_start_date", ["2020-02-30"], "string"),
        ("condition_start_date", [20200230], "int64"),
        ("condition_end_date", [[DAY]], "list<item: date32[day]>"),
    ],
)
def test_types_are_never_guessed(warehouse, column, values, found):
    message = refused(warehouse, "condition_occurrence", conditions(["C50"]) | {column: values})
    assert f"column {column}, row 1: expected" in message
    assert message.endswith(f"found {found}.")


def test_the_first_offending_row_of_a_long_column(warehouse):
    values = [float(number) for number in range(10_000)]
    values[7_777] = 0.5
    values[9_000] = 0.5
    message = refused(warehouse, "person", persons(*range(3, 10_003), year_of_birth=values))
    assert "row 7778:" in message


def test_a_patient_given_twice(warehouse):
    assert refused(warehouse, "person", persons(1, 2), persons(2, 3, 3)) == (
        "Table person: 2 rows have a person_id that another row has."
    )
    with (
        pytest.raises(SchemaError, match="1 rows"),
        Warehouse.write(warehouse, provenance=SOURCE, mode="append") as writer,
    ):
        writer.add("person", persons(2))
    assert Warehouse.open(warehouse).read("person").shape[0] == 2


def test_an_unknown_table(warehouse):
    with (
        pytest.raises(SchemaError, match="condition_occurrence"),
        Warehouse.write(warehouse, provenance=SOURCE) as writer,
    ):
        writer.add("conditions_occurrence", {})
    with pytest.raises(SchemaError, match="no table"), Warehouse.write(warehouse, provenance=SOURCE) as writer:
        writer.reject(table="../../etc", source="x", reason="y")


def test_a_writer_is_used_inside_its_block_only(tmp_path):
    writer = Warehouse.write(tmp_path / "w", provenance=SOURCE)
    with pytest.raises(RuntimeError):
        writer.add("person", persons(1))
    with pytest.raises(ValueError, match="mode"):
        Warehouse.write(tmp_path / "w", provenance=SOURCE, mode="merge")


def test_real_and_fictitious_patients_do_not_mix(warehouse):
    with (
        pytest.raises(CarnetError, match="share a warehouse"),
        Warehouse.write(warehouse, provenance=SOURCE, fictitious=True, mode="append"),
    ):
        pass


def test_not_a_warehouse(tmp_path):
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(CarnetError) as caught:
            Warehouse.open(path)
        assert str(path) in caught.value.message
        assert "carnet demo" in caught.value.remedy
        assert "carnet import" in caught.value.remedy


def test_somebodys_folder_is_never_written_into(tmp_path):
    (tmp_path / "thesis.docx").write_text("…")
    for path in (tmp_path, tmp_path / "thesis.docx"):
        with pytest.raises(CarnetError, match="folder"), Warehouse.write(path, provenance=SOURCE):
            pass
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.docx"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: "",
        lambda text: "[]",
        lambda text: "null",
        lambda text: "\x00" * 100,
        lambda text: json.dumps({**json.loads(text), "format": "other"}),
        lambda text: json.dumps({**json.loads(text), "imports": [{}]}),
        lambda text: json.dumps({**json.loads(text), "version": "../.."}),
        lambda text: json.dumps(
            {**json.loads(text), "tables": {"person": {"files": [{"name": "/etc/passwd", "rows": 1, "bytes": 1}]}}}
        ),
        lambda text: json.dumps({key: value for key, value in json.loads(text).items() if key != "tables"}),
    ],
)
def test_a_damaged_manifest(warehouse, damage):
    manifest = warehouse / "carnet.json"
    manifest.write_text(damage(manifest.read_text()))
    with pytest.raises(CarnetError) as caught:
        Warehouse.open(warehouse)
    assert str(manifest) in caught.value.message
    assert caught.value.remedy
    with pytest.raises(CarnetError, match="damaged"), Warehouse.write(warehouse, provenance=SOURCE):
        pass  # data whose manifest cannot be read are not replaced either
    assert list((warehouse / "versions").rglob("*.parquet"))


def test_a_manifest_of_a_newer_carnet(warehouse):
    manifest = warehouse / "carnet.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format_version": 99}))
    with pytest.raises(CarnetError, match="newer Carnet"):
        Warehouse.open(warehouse)


def part_of(warehouse: Path) -> Path:
    (part,) = (warehouse / "versions").glob("*/person/*.parquet")
    return part


def test_a_missing_or_cut_file_is_told_on_opening(warehouse):
    part = part_of(warehouse)
    content = part.read_bytes()
    part.write_bytes(content[:-100])
    with pytest.raises(CarnetError, match="damaged") as caught:
        Warehouse.open(warehouse)
    assert str(part) in caught.value.message
    part.unlink()
    with pytest.raises(CarnetError, match="missing") as caught:
        Warehouse.open(warehouse)
    assert str(part) in caught.value.message
    with pytest.raises(CarnetError, match="missing"), Warehouse.write(warehouse, provenance=SOURCE, mode="append"):
        pass


@pytest.mark.parametrize("engine", ["cpu", "duckdb"])
def test_a_file_damaged_inside_is_told_on_reading(warehouse, engine):
    part = part_of(warehouse)
    size = part.stat().st_size
    part.write_bytes(bytes(size))
    opened = Warehouse.open(warehouse, engine=engine)
    with pytest.raises(CarnetError, match="damaged"):
        opened.read("person")


@pytest.mark.parametrize("engine", ["cpu", "duckdb"])
def test_a_warehouse_replaced_while_it_is_open_says_to_open_it_again(warehouse, engine):
    opened = Warehouse.open(warehouse, engine=engine)
    frame = opened.scan("person")
    with Warehouse.write(warehouse, provenance=SOURCE) as writer:
        writer.add("person", persons(7))
    with pytest.raises(CarnetError, match="missing") as caught:
        opened.read("person")
    assert "open it again" in caught.value.remedy
    with pytest.raises(CarnetError, match="not there any more"):
        opened.engine.collect(frame)
    assert Warehouse.open(warehouse, engine=engine).read("person")["person_id"].to_list() == [7]


def test_a_second_writer_is_refused_in_this_process_and_in_another(warehouse):
    code = (
        "import sys; from carnet.records import Warehouse, Provenance; from carnet.errors import CarnetError\n"
        "try:\n    Warehouse.write(sys.argv[1], provenance=Provenance(source='b')).__enter__()\n"
        "except CarnetError as error:\n    print(error.message)"
    )
    with Warehouse.write(warehouse, provenance=SOURCE) as writer:
        writer.add("person", persons(8))
        with (
            pytest.raises(CarnetError, match="Another import is writing"),
            Warehouse.write(warehouse, provenance=SOURCE),
        ):
            pass
        told = subprocess.run(
            [sys.executable, "-c", code, str(warehouse)],
            capture_output=True,
            text=True,
            check=True,
            env={"CARNET_LANG": "en", "PATH": "/usr/bin:/bin"},
        )
        assert "process" in told.stdout
        assert Warehouse.open(warehouse).read("person").shape[0] == 2  # readers are not locked out
    assert Warehouse.open(warehouse).read("person")["person_id"].to_list() == [8]


def test_a_full_disk_is_told_and_leaves_the_old_state(warehouse):
    """A process that may write no file above 64 KiB stands for a disk without space."""
    code = """
import resource, signal, sys
import numpy as np
from carnet.errors import CarnetError
from carnet.records import Provenance, Warehouse
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    with Warehouse.write(sys.argv[1], provenance=Provenance(source="x")) as writer:
        resource.setrlimit(resource.RLIMIT_FSIZE, (65536, resource.RLIM_INFINITY))
        n = 200_000
        writer.add("death", {"person_id": np.random.default_rng(1).integers(0, 2**60, n),
                             "death_date": np.full(n, "2020-01-01", "datetime64[D]")})
except CarnetError as error:
    print(error)
"""
    environment = {"CARNET_LANG": "en", "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", code, str(warehouse)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert f"{warehouse} cannot be written: File too large." in told.stdout, told.stderr
    assert "space on the disk" in told.stdout
    assert Warehouse.open(warehouse).read("person").shape[0] == 2
    assert len(list((warehouse / "versions").iterdir())) == 1


def test_errors_are_in_french_too(warehouse):
    set_language("fr")
    with pytest.raises(SchemaError) as caught, Warehouse.write(warehouse, provenance=SOURCE) as writer:
        writer.add("person", persons(3, year_of_birth=[SECRET]))
    assert caught.value.message == ("Table person, colonne year_of_birth, ligne 1\u00a0: int64 attendu, string trouvé.")
