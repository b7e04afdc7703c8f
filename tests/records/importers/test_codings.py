"""The codings of a status: read where something says what they mean, refused where nothing does."""

from pathlib import Path

import pytest
from records.importers.study_files import endpoints, patients, rejected, write

from carnet.records.importers import import_source
from carnet.records.importers.endpoints import Endpoint
from carnet.records.importers.statuses import codes_in, read_status


def _imported(folder: Path, header: str, rows: list[str]) -> tuple[dict[str, tuple[float, bool]], str]:
    write(folder / "t.csv", header + "\n" + "".join(f"{row}\n" for row in rows))
    report = import_source(folder / "t.csv", folder / "w")
    return endpoints(folder / "w", "os"), "\n".join(report.notes)


def _rows(*statuses: str) -> list[str]:
    return [f"p{i},{i + 10},{status}" for i, status in enumerate(statuses)]


@pytest.mark.parametrize("unknown", ["Unknown", "9", "NA"])
def test_one_and_two_are_r_s_coding_whatever_says_unknown(tmp_path: Path, unknown: str) -> None:
    found, notes = _imported(tmp_path, "id,OS_MONTHS,OS_STATUS", _rows("1", "2", "2", "1", unknown))
    assert [event for _time, event in found.values()] == [False, True, True, False]
    assert "OS_STATUS" in notes


def test_one_and_two_with_unknown_in_cbioportal(tmp_path: Path) -> None:
    patients(tmp_path / "s", ["a\t50\tF\t10\t1\tI", "b\t50\tF\t12\t2\tI", "c\t50\tF\t9\tUnknown\tI"])
    import_source(tmp_path / "s", tmp_path / "w")
    assert endpoints(tmp_path / "w", "os") == {"a": (10.0, False), "b": (12.0, True)}


@pytest.mark.parametrize("codes", [("1", "2", "3"), ("0", "1", "2"), ("1", "2", "dead")])
def test_codes_that_nothing_explains_give_no_endpoint(tmp_path: Path, codes: tuple[str, ...]) -> None:
    found, notes = _imported(tmp_path, "id,OS_MONTHS,OS_STATUS", _rows(*codes, *codes))
    assert found == {}
    assert "OS_STATUS" in notes


def test_codes_that_nothing_explains_are_set_aside_in_cbioportal(tmp_path: Path) -> None:
    patients(tmp_path / "s", [f"p{i}\t50\tF\t10\t{i}\tI" for i in range(3)])
    import_source(tmp_path / "s", tmp_path / "w")
    assert endpoints(tmp_path / "w", "os") == {}
    assert len(rejected(tmp_path / "w", "endpoint")) == 3


@pytest.mark.parametrize("text", ["1:LIVING", "0:DECEASED", "1: Alive", "0=décédé", "2:DECEASED"])
def test_a_prefix_and_words_that_disagree_are_not_read(text: str) -> None:
    assert read_status(text) is None


def test_a_status_that_contradicts_the_vital_status_gives_no_endpoint(tmp_path: Path) -> None:
    found, notes = _imported(
        tmp_path,
        "id,OS_MONTHS,OS_STATUS,VITAL_STATUS",
        ["a,1,0,Dead", "b,2,0,Dead", "c,3,1,Alive", "d,4,1,Alive"],
    )
    assert found == {}
    assert "OS_STATUS" in notes and "VITAL_STATUS" in notes


def test_a_status_that_agrees_with_the_vital_status_is_kept(tmp_path: Path) -> None:
    found, _notes = _imported(
        tmp_path, "id,OS_MONTHS,OS_STATUS,VITAL_STATUS", ["a,1,1,Dead", "b,2,0,Alive", "c,3,0,Alive"]
    )
    assert [event for _time, event in found.values()] == [True, False, False]


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("DECEASED", True),
        ("LIVING", False),
        ("décès", True),
        ("Censuré", False),
        ("dead", True),
        ("oui", False),
        ("no", True),
        ("1", False),
        ("false", True),
        ("1:DECEASED", True),
        ("1:yes", None),
    ],
)
def test_words_decide_in_a_column_of_censoring(text: str, event: bool | None) -> None:
    assert Endpoint("os", ("t",), "censored", inverted=True).read(text) is event


@pytest.mark.parametrize(
    ("name", "codes"), [("cens", "01"), ("censored", "12"), ("censure", "12"), ("OS_censored_event", "01")]
)
def test_a_censoring_that_is_ambiguous_gives_no_endpoint(tmp_path: Path, name: str, codes: str) -> None:
    time = "OS_time" if name.startswith("OS") else "time"
    found, notes = _imported(tmp_path, f"id,{time},{name}", _rows(*codes, *codes))
    assert found == {}
    assert name in notes


def test_words_in_a_column_of_censoring(tmp_path: Path) -> None:
    found, _notes = _imported(tmp_path, "id,OS_DAYS,OS_CENSOR", _rows("DECEASED", "LIVING", "DECEASED"))
    assert [event for _time, event in found.values()] == [True, False, True]


@pytest.mark.parametrize(
    ("header", "statuses", "events"),
    [
        ('id,OS (months),"OS status (1=dead, 0=censored)"', ("1", "0"), [True, False]),
        ('id,survie (mois),"Évènement (1=décès, 0=censuré)"', ("1", "0"), [True, False]),
        ('id,survie (mois),"Statut (0=décès, 1=vivant)"', ("1", "0"), [False, True]),
    ],
)
def test_codes_that_a_name_explains(tmp_path: Path, header: str, statuses: tuple[str, str], events: list[bool]) -> None:
    found, _notes = _imported(tmp_path, header, _rows(*statuses))
    assert [event for _time, event in found.values()] == events


def test_codes_in_a_name() -> None:
    assert codes_in("Statut (0=décès, 1=vivant)") == {"0": True, "1": False}
    assert codes_in("OS (months)") == {}
    assert codes_in("statut (1=rouge)") == {"1": None}


def test_what_was_chosen_among_several_statuses_is_said(tmp_path: Path) -> None:
    _found, notes = _imported(tmp_path, "id,temps,evenement,Décès", ["a,1,1,0", "b,2,0,0", "c,3,1,1"])
    assert any("evenement" in note and "Décès" in note for note in notes.splitlines())


@pytest.mark.parametrize("name", ["status", "statut"])
def test_a_bare_status_says_what_its_codes_were_taken_for(tmp_path: Path, name: str) -> None:
    found, notes = _imported(tmp_path, f"id,time,{name}", _rows("0", "1"))
    assert [event for _time, event in found.values()] == [False, True]
    assert any(name in note and "1" in note and "0" in note for note in notes.splitlines())


def test_a_time_with_a_plus_is_its_number_and_one_without_end_is_set_aside(tmp_path: Path) -> None:
    rows = [f"P{i},{10 + i}{'+' if i % 2 else ''},{(i + 1) % 2}" for i in range(20)]
    source = tmp_path / "plus.csv"
    source.write_text("patient_id,os_months,os_event\n" + "\n".join([*rows, "P99,1e300,1"]) + "\n")
    report = import_source(source, tmp_path / "into")
    assert [(e.name, e.n, e.events) for e in report.endpoints] == [("os", 20, 10)]
    assert report.rejected[("endpoint", "implausible_time")] == 1
