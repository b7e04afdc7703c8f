"""A warehouse pseudonymised: notes and structured identifiers under one mapping, and every analysis as before."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import typer
from typer.testing import CliRunner

from carnet.compute import to_arrow
from carnet.errors import CarnetError
from carnet.records import Provenance, Warehouse
from carnet.records.demo import build_demo
from carnet.records.demo.gold import gold_spans
from carnet.text.note import Note
from carnet.tools.pseudonymisation.key import SiteKey
from carnet.tools.pseudonymisation.replacement import Replacement
from carnet.tools.pseudonymisation.result import Entity
from carnet.tools.pseudonymisation.surrogates.draw import long_words
from carnet.tools.pseudonymisation.warehouse import WarehouseReport, pseudonymise_warehouse
from carnet.tools.pseudonymisation.warehouse_keys import Permutation

KEY = SiteKey(bytes(range(32)))
Rows = dict[str, list[dict]]


@dataclass
class Gold:
    """A detector that knows: the spans that the demo hospital marked."""

    replacement: Replacement
    spans: dict[str, list[Entity]]

    def detect(self, note: Note) -> list[Entity]:
        return self.spans.get(note.note_id, [])


def rows_of(warehouse: Warehouse) -> Rows:
    return {name: to_arrow(warehouse.read(name)).to_pylist() for name in warehouse.tables()}


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return build_demo(tmp_path_factory.mktemp("source") / "hospital", 70, 7, noted=20)


@pytest.fixture(scope="module")
def spans(hospital: Warehouse) -> dict[str, list[Entity]]:
    found: dict[str, list[Entity]] = defaultdict(list)
    for s in gold_spans(hospital):
        if s.label != "FACT":
            found[str(s.note_id)].append(
                Entity(start=s.start, end=s.end, text=s.text, label=s.label, role=s.role or None, kind=s.kind or None)
            )
    return found


@pytest.fixture(scope="module")
def made(
    hospital: Warehouse, spans: dict[str, list[Entity]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Warehouse, WarehouseReport]:
    into = tmp_path_factory.mktemp("made") / "pseudonymised"
    report = pseudonymise_warehouse(hospital, into, Gold(Replacement(key=KEY), spans))
    return Warehouse.open(into), report


@pytest.fixture(scope="module")
def before(hospital: Warehouse) -> Rows:
    return rows_of(hospital)


@pytest.fixture(scope="module")
def after(made: tuple[Warehouse, WarehouseReport]) -> Rows:
    return rows_of(made[0])


def ids(values: list[int]) -> dict[int, int]:
    return dict(zip(values, Permutation(KEY)(np.array(values)).tolist(), strict=True))


def test_counts_are_equal_and_annotations_are_left_out(
    before: Rows, after: Rows, made: tuple[Warehouse, WarehouseReport]
) -> None:
    for table in before.keys() - {"note_nlp", "location"}:
        assert len(after[table]) == len(before[table]), table
    assert "note_nlp" not in after and made[1].dropped == {"note_nlp": len(before["note_nlp"])}
    assert len(after["location"]) == len(before["person"])
    assert made[0].fictitious and not made[1].failed


def test_nothing_that_identified_is_left_in_the_notes(
    before: Rows, after: Rows, spans: dict[str, list[Entity]]
) -> None:
    new = {row["note_id"]: row["note_text"] for row in after["note"]}
    moved = ids([row["note_id"] for row in before["note"]])
    for row in before["note"]:
        text = new[moved[row["note_id"]]]
        position = 0
        for span in spans[str(row["note_id"])]:  # what stands between the identifiers is there, in order
            between = row["note_text"][position : span.start]
            position = span.end
            assert between in text
        for span in spans[str(row["note_id"])]:
            if span.label in ("IDENTIFIER", "PHONE_NUMBER", "EMAIL", "ADDRESS"):
                assert span.text not in text
            if span.label == "LAST_NAME":
                words = long_words(span.text)
                kept = long_words("".join(_outside(row["note_text"], spans[str(row["note_id"])])))
                assert not (words - kept) & long_words(text)


def _outside(text: str, entities: list[Entity]) -> list[str]:
    pieces, position = [], 0
    for entity in entities:
        pieces.append(text[position : entity.start] + " ")
        position = entity.end
    return [*pieces, text[position:]]


def test_structured_identifiers_are_replaced(before: Rows, after: Rows) -> None:
    def values(rows: Rows) -> set[str]:
        found = {row["person_source_value"] for row in rows["person"]}
        found |= {row[name] for row in rows["provider"] for name in ("npi", "provider_source_value", "provider_name")}
        found |= {row["care_site_source_value"] for row in rows["care_site"]}
        return found | {row["cdm_holder"] for row in rows["cdm_source"]}

    assert not values(before) & values(after)
    assert len({row["person_source_value"] for row in after["person"]}) == len(after["person"])
    towns = {row["location_id"]: (row["zip"], row["city"]) for row in before["location"]}
    homes = {row["location_id"]: (row["zip"], row["city"]) for row in after["location"]}
    persons = ids([row["person_id"] for row in before["person"]])
    new = {row["person_id"]: row for row in after["person"]}
    for row in before["person"]:
        home = homes[new[persons[row["person_id"]]]["location_id"]]
        assert home != towns[row["location_id"]] and home[1] != towns[row["location_id"]][1]
    assert not {row["person_id"] for row in before["person"]} & set(new)


def test_references_hold(after: Rows) -> None:
    known = {
        name: {row[f"{name}_id"] for row in after[name]} for name in ("person", "provider", "care_site", "location")
    }
    known["visit_occurrence"] = {row["visit_occurrence_id"] for row in after["visit_occurrence"]}
    for table, rows in after.items():
        for row in rows:
            for name, there in known.items():
                value = row.get(f"{name}_id")
                assert value is None or value in there, (table, name)


def test_all_dates_of_a_person_move_by_the_days_of_the_notes(before: Rows, after: Rows) -> None:
    offset = Replacement(key=KEY).offset
    persons = ids([row["person_id"] for row in before["person"]])
    keys = {
        "visit_occurrence": "visit_occurrence_id", "drug_exposure": "drug_exposure_id", "note": "note_id",
        "measurement": "measurement_id", "death": "person_id", "episode": "episode_id",
        "observation_period": "observation_period_id",
    }  # fmt: skip
    for table, key in keys.items():
        new = {row[key]: row for row in after[table]}
        moved = ids([row[key] for row in before[table]])
        for row in before[table]:
            other = new[moved[row[key]]]
            days = timedelta(offset(str(row["person_id"])))
            assert other["person_id"] == persons[row["person_id"]]
            for name, value in row.items():
                if isinstance(value, date):
                    assert other[name] == value + days, (table, name)
                elif name.endswith(("_concept_id", "_source_value")) and table not in ("note", "visit_occurrence"):
                    assert other[name] == value, (table, name)


def test_the_dates_of_the_source_are_not_told(before: Rows, after: Rows) -> None:
    for old, new in zip(before["cdm_source"], after["cdm_source"], strict=True):
        assert all(old[name] != new[name] for name in ("source_release_date", "cdm_release_date"))


def test_births_move_with_the_rest_and_nobody_is_older_than_89(before: Rows, after: Rows) -> None:
    offset = Replacement(key=KEY).offset
    persons = ids([row["person_id"] for row in before["person"]])
    new = {row["person_id"]: row for row in after["person"]}
    last: dict[int, date] = {}
    for table in ("observation_period", "visit_occurrence", "death", "note", "episode", "measurement"):
        for row in after[table]:
            for value in row.values():
                if isinstance(value, date):
                    last[row["person_id"]] = max(value, last.get(row["person_id"], value))
    changed = 0
    for row in before["person"]:
        other = new[persons[row["person_id"]]]
        born = date(other["year_of_birth"], other["month_of_birth"], other["day_of_birth"])
        was = date(row["year_of_birth"], row["month_of_birth"], row["day_of_birth"])
        straight = was + timedelta(offset(str(row["person_id"])))
        assert last[other["person_id"]].year - born.year <= 90
        if born != straight:
            changed += 1
            assert born > straight
    assert changed < 10


@pytest.mark.parametrize("by", ["sex"])
def test_survival_is_the_same(
    hospital: Warehouse, made: tuple[Warehouse, WarehouseReport], tmp_path: Path, by: str | None
) -> None:
    from carnet.study.hospital import Hospital

    def curve(warehouse: Warehouse, name: str) -> str:
        survival = Hospital(warehouse, str(warehouse.path)).cohort("cancers").entry(condition="C").survival("os", by=by)
        return survival.to_csv(tmp_path / f"{name}.csv").read_text(encoding="utf-8-sig")

    one, other = curve(hospital, "before"), curve(made[0], "after")
    assert one == other and len(one.splitlines()) > 5


def test_the_same_key_gives_the_same_warehouse_and_another_key_another(
    hospital: Warehouse, spans: dict[str, list[Entity]], after: Rows, tmp_path: Path
) -> None:
    pseudonymise_warehouse(hospital, tmp_path / "same", Gold(Replacement(key=KEY), spans))
    assert rows_of(Warehouse.open(tmp_path / "same")) == after
    other = Gold(Replacement(key=SiteKey(bytes(range(9, 41)))), spans)
    pseudonymise_warehouse(hospital, tmp_path / "other", other)
    rows = rows_of(Warehouse.open(tmp_path / "other"))
    assert not {row["person_id"] for row in rows["person"]} & {row["person_id"] for row in after["person"]}


def test_a_note_that_fails_is_left_out_and_counted_without_its_text(
    hospital: Warehouse, spans: dict[str, list[Entity]], tmp_path: Path
) -> None:
    class Failing(Gold):
        def detect(self, note: Note) -> list[Entity]:
            if note.note_id in chosen or note.text == "Compte rendu de consultation":
                raise ValueError(note.text)
            return super().detect(note)

    chosen = sorted(spans)[:2]
    report = pseudonymise_warehouse(hospital, tmp_path / "out", Failing(Replacement(key=KEY), spans))
    assert report.failed["note"] == 2 and report.failed["cell"] > 0
    made = Warehouse.open(tmp_path / "out")
    assert made.summary().rejected == {"note": {"not_pseudonymised": 2}}
    assert set(to_arrow(made.rejected("note")).to_pydict()["values"]) <= {None, "{}", ""}


def test_words_of_other_columns(tmp_path: Path) -> None:
    with Warehouse.write(tmp_path / "in", provenance=Provenance("test")) as writer:
        writer.add("person", {
            "person_id": [-5, 2**53], "gender_concept_id": [0, 0], "year_of_birth": [1920, 1950],
            "race_concept_id": [0, 0], "ethnicity_concept_id": [0, 0], "person_source_value": ["8001", None],
        })  # fmt: skip
        writer.add("observation", {
            "observation_id": [1, 2, 3], "person_id": [-5, 2**53, 77], "observation_concept_id": [0, 0, 0],
            "observation_date": [date(2020, 5, 1), date(2099, 12, 31), date(2020, 5, 1)],
            "observation_type_concept_id": [0, 0, 0],
            "value_as_string": ["ECOG 1", "vu par Mme Untel le 12/03/2020", None],
        })  # fmt: skip
        writer.add("visit_occurrence", {
            "visit_occurrence_id": [1], "person_id": [-5], "visit_concept_id": [0],
            "visit_start_date": [date(2020, 5, 1)], "visit_end_date": [date(2020, 5, 1)],
            "visit_type_concept_id": [0], "visit_source_value": ["240012345"],
        })  # fmt: skip

    class Words(Gold):
        def detect(self, note: Note) -> list[Entity]:
            start = note.text.find("12/03/2020")
            return [Entity(start=start, end=start + 10, text="", label="IDENTIFYING_DATE")] if start >= 0 else []

    pseudonymise_warehouse(tmp_path / "in", tmp_path / "out", Words(Replacement(key=KEY), {}))
    after = rows_of(Warehouse.open(tmp_path / "out"))
    texts = {row["value_as_string"] for row in after["observation"]}
    assert {"ECOG 1", None} < texts and not any("12/03/2020" in text for text in texts if text)
    dates = {row["observation_date"] for row in after["observation"]}
    assert date(2099, 12, 31) in dates and date(2020, 5, 1) not in dates
    assert after["visit_occurrence"][0]["visit_source_value"] != "240012345"
    assert min(row["year_of_birth"] for row in after["person"]) >= 1929
    assert {row["person_id"] < 0 for row in after["person"]} == {True, False}


def test_a_patient_s_names_are_the_same_in_all_notes_whoever_else_is_in_them(tmp_path: Path) -> None:
    names = ["Durand", "Dubois", "Dumas", "Delmas", "Dufour", "Duval", "Denis", "Dupuis"]  # each another's surrogate
    texts = [f"M. Delattre, vu par le Dr {names[i % 8]}" for i in range(24)]
    rows = len(texts)
    with Warehouse.write(tmp_path / "in", provenance=Provenance("test")) as writer:
        writer.add("person", {
            "person_id": [1], "gender_concept_id": [0], "year_of_birth": [1950], "race_concept_id": [0],
            "ethnicity_concept_id": [0],
        })  # fmt: skip
        writer.add("note", {
            "note_id": list(range(rows)), "person_id": [1] * rows, "note_date": [date(2020, 1, 1)] * rows,
            "note_text": texts,
            **{f"{name}_concept_id": [0] * rows for name in ("note_type", "note_class", "encoding", "language")},
        })  # fmt: skip

    class Words(Gold):
        def detect(self, note: Note) -> list[Entity]:
            starts = [(note.text.find(word), word) for word in ["Delattre", *names]]
            return [Entity(start=s, end=s + len(w), text=w, label="LAST_NAME") for s, w in starts if s >= 0]

    pseudonymise_warehouse(tmp_path / "in", tmp_path / "out", Words(Replacement(key=KEY), {}))
    notes = [row["note_text"] for row in rows_of(Warehouse.open(tmp_path / "out"))["note"]]
    patients, doctors = {text.split(",")[0] for text in notes}, {text.split("Dr ")[1] for text in notes}
    assert len(patients) == 1 and len(doctors) == 8
    assert not {*names, "Delattre"} & {word for text in notes for word in text.replace(",", " ").split()}


def test_where_it_is_written_is_checked(hospital: Warehouse, tmp_path: Path) -> None:
    tool = Gold(Replacement(key=KEY), {})
    for into in (hospital.path, hospital.path / "inside"):
        with pytest.raises(CarnetError):
            pseudonymise_warehouse(hospital, into, tool)
    build_demo(tmp_path / "another", 5, 1, notes=False)
    with pytest.raises(CarnetError):
        pseudonymise_warehouse(hospital, tmp_path / "another", tool)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.odt").touch()
    with pytest.raises(CarnetError, match="full"):
        pseudonymise_warehouse(hospital, tmp_path / "full", tool)
    with pytest.raises(CarnetError):
        pseudonymise_warehouse(hospital, tmp_path / "out", Gold(Replacement("tag"), {}))


def test_the_permutation_is_one_to_one_and_keyed() -> None:
    values = np.concatenate([np.arange(-50, 5000), np.array([2**52 - 1, 2**52, 2**60, 2**62 - 1])])
    moved = Permutation(KEY)(values)
    assert len(set(moved.tolist())) == len(values) and (np.sign(moved) * np.sign(values) >= 0).all()
    assert (np.abs(moved[np.abs(values) < 2**52]) < 2**52).all()
    assert (Permutation(SiteKey(bytes(range(1, 40))))(values) != moved).mean() > 0.99
    column = Permutation(KEY).column(pa.chunked_array([[1, None, 3]]))
    assert column.to_pylist() == [
        int(Permutation(KEY)(np.array([1]))[0]),
        None,
        int(Permutation(KEY)(np.array([3]))[0]),
    ]


def test_command(hospital: Warehouse, tmp_path: Path) -> None:
    from carnet.commands.pseudonymise_warehouse import command

    model = pytest.importorskip("carnet.tools.pseudonymisation.model")
    if not (Path(model.__file__).parent / "card.json").exists():
        pytest.skip("the names' model is not in this checkout")
    SiteKey.create(tmp_path / "key")
    app = typer.Typer()
    app.command()(command)
    small = build_demo(tmp_path / "small", 20, 3, noted=2)
    (tmp_path / "staff").write_text("Quintreval\n", encoding="utf-8")
    ran = CliRunner().invoke(
        app,
        [str(small.path), "--into", str(tmp_path / "out"), "--key-file", str(tmp_path / "key")]
        + ["--staff", str(tmp_path / "staff"), "--no-model", "--workers", "1"],
    )
    assert ran.exit_code == 0, ran.output
    assert Warehouse.open(tmp_path / "out").summary().persons == 20
