"""Survival from dates: a death that cannot be dated is set aside, never read as alive."""

from collections import Counter
from pathlib import Path

from records.importers.study_files import endpoints, rejected, write

from carnet.records.importers import import_source
from carnet.records.importers.report import ImportReport

HEADER = "patient;date_diagnostic;date_deces;date_dernieres_nouvelles"


def _import(folder: Path, header: str, *rows: str) -> ImportReport:
    write(folder / "t.csv", "\n".join((header, *rows)) + "\n")
    return import_source(folder / "t.csv", folder / "w")


def _reasons(folder: Path) -> Counter[str]:
    return Counter(row["reason"] for row in rejected(folder / "w", "endpoint"))


def test_a_death_on_a_day_that_does_not_exist_has_no_endpoint(tmp_path: Path) -> None:
    report = _import(
        tmp_path,
        HEADER,
        "a;15/01/2015;30/02/2016;20/12/2017",
        "b;15/01/2015;25/01/2015;30/02/2017",
        "c;15/01/2015;;30/01/2015",
        "d;31/02/2015;30/02/2016;20/12/2017",
    )
    assert endpoints(tmp_path / "w", "os") == {"b": (10.0, True), "c": (15.0, False)}
    assert _reasons(tmp_path) == {"not_a_date": 2}
    (found,) = report.endpoints
    assert (found.n, found.events, found.missing) == (2, 1, 0)


def test_a_death_without_a_date_has_no_endpoint(tmp_path: Path) -> None:
    report = _import(
        tmp_path,
        HEADER + ";statut",
        "a;15/01/2015;;20/12/2017;décédé",
        "b;15/01/2015;25/01/2015;;Décédée",
        "c;15/01/2015;;30/01/2015;vivant",
    )
    assert endpoints(tmp_path / "w", "os") == {"b": (10.0, True), "c": (15.0, False)}
    assert _reasons(tmp_path) == {"dead_without_date": 1}
    assert any("statut" in note for note in report.notes)


def test_last_news_alone_do_not_make_everybody_alive(tmp_path: Path) -> None:
    report = _import(
        tmp_path, "patient;date_diagnostic;date_dernieres_nouvelles;statut", "a;15/01/2015;20/12/2017;décédé"
    )
    assert endpoints(tmp_path / "w", "os") == {}
    assert any("date_dernieres_nouvelles" in note for note in report.notes)


def test_a_follow_up_of_more_than_200_years_is_set_aside(tmp_path: Path) -> None:
    _import(tmp_path, HEADER, "a;15/01/1915;;20/12/2195", "b;15/01/2015;;25/01/2015")
    assert endpoints(tmp_path / "w", "os") == {"b": (10.0, False)}
    assert _reasons(tmp_path) == {"implausible_time": 1}
