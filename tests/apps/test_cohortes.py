"""The page of cohorts without a browser: choices in, figure, counts, tables and files out."""

import csv
import io
import json
import logging
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from carnet.apps import cohortes as page_module
from carnet.apps.cohort_view import ATTRITION, COX, TABLE_ONE
from carnet.apps.cohortes import Cohortes
from carnet.cohorts.build import build
from carnet.cohorts.comparison import compare
from carnet.records import Warehouse


@pytest.fixture
def page(site: Path) -> Cohortes:
    return Cohortes()


def choose(page: Cohortes, **changes: Any) -> None:
    page.panel.choices = {**page.panel.choices, **changes}


def hidden(widget: Any) -> bool:
    return widget.layout.display == "none"


def all_html(page: Cohortes) -> str:
    view = page.view
    shown = (view.count, view.message, view.heading, view.below, view.groups, view.cox_table, view.table_one,
             view.flow_table)
    return " ".join(str(widget.value) for widget in shown)


def test_opens_on_survival_by_stage(page, site):
    table = build(Warehouse.open(site / "hospital"))
    expected = compare(table, "os", "stage").masked(11)
    assert page.comparison.by == "stage" and [g.n for g in page.comparison.groups] == [g.n for g in expected.groups]
    assert "patients" in page.view.count.value and "Survie globale selon le stade" in page.view.heading.value
    names = [t["name"] for t in page.view.figure.drawn["data"] if t["visible"] and t["mode"] == "lines"]
    assert set(names) <= {g.label for g in expected.groups}


def test_another_group_changes_the_curve_on_the_page(page, site):
    before = json.dumps(page.view.figure.drawn["layout"]["yaxis2"]["ticktext"])
    choose(page, by="sex")
    assert json.dumps(page.view.figure.drawn["layout"]["yaxis2"]["ticktext"]) != before
    table = build(Warehouse.open(site / "hospital"))
    expected = compare(table, "os", "sex").masked(11)
    drawn = page.view.figure.drawn["data"][1]
    factor = {"day": 30.4375, "month": 1, "year": 1 / 12}[expected.unit]
    curve = expected.groups[0].curve
    at = np.searchsorted(curve.time, np.asarray(drawn["x"][1:]) * factor + 0.1, side="right") - 1
    assert np.allclose(drawn["y"][1:], curve.survival[at], atol=2e-3)


def test_a_filter_changes_the_count_and_the_live_counts(page):
    choose(page, facets={"sex": ["F"]})
    women = page.cohort.n
    assert 0 < women < page.selection.table.n
    assert f"{women:,}".replace(",", "\u202f") in page.view.count.value
    facets = {f["id"]: f for f in page.panel.spec["facets"]}
    men = next(o for o in facets["sex"]["options"] if o["value"] == "M")
    assert men["count"] != "0"  # the counts of a criterion are those of all the others
    choose(page, facets={"sex": ["F"], "age": [50, 60]})
    assert page.cohort.n < women


def test_counts_of_options_add_up(page):
    facets = {f["id"]: f for f in page.panel.spec["facets"]}
    counts = [int(o["count"].replace("\u202f", "")) for o in facets["sex"]["options"]]
    assert sum(counts) == page.selection.table.n


def test_an_added_column_becomes_a_criterion(page):
    name = page.panel.spec["addable"][0][0]
    choose(page, added=[name])
    assert name in [f["id"] for f in page.panel.spec["facets"]]
    assert name not in [c for c, _label in page.panel.spec["addable"]]


@pytest.mark.parametrize("facets", [
    {"no_such_column": ["x"]}, {"sex": ["'; DROP TABLE"]}, {"age": ["a", "b"]}, {"age": [1]}, {"sex": "F"},
    {"age": [1e400, 2]}, {"sex": [{"x": 1}]}, {"age": {"low": 3}},
])
def test_what_a_browser_invents_is_left_out(page, facets):
    choose(page, facets=facets, added=["../../etc", 3], endpoint="nonsense", by=["x"])
    assert page.cohort.n == page.selection.table.n and page.comparison is not None
    assert "carnet-notice-stop" not in page.view.message.value or hidden(page.view.message)


def test_nobody_left_offers_to_remove_the_last_criterion(page):
    choose(page, facets={"sex": ["F"], "age": [18, 18]})
    assert page.comparison is None and not hidden(page.view.message) and not hidden(page.view.undo)
    assert hidden(page.view.figure_box) and hidden(page.view.tab_card)
    page.view.undo.click()
    assert list(page.panel.choices["facets"]) == ["sex"] and page.comparison is not None
    assert hidden(page.view.undo) and not hidden(page.view.figure_box)


def test_a_handful_is_masked(page):
    ages = page.selection.table.age
    for age in range(18, 99):
        if 0 < int((ages == age).sum()) < 11:
            choose(page, facets={"age": [age, age]})
            assert page.comparison is None and "oins de 11 patients" in page.view.count.value
            assert page.view.export.entries == [] if hasattr(page.view, "export") else page.export.entries == []
            return
    pytest.skip("no rare age in this hospital")


def test_too_many_groups_say_so(page):
    choose(page, by="site")
    assert "groupes" in page.view.message.value and page.comparison is None
    assert hidden(page.view.figure_box)
    choose(page, by="sex")
    assert page.comparison is not None and not hidden(page.view.figure_box)


def test_the_model_is_fitted_when_its_tab_opens(page):
    assert page.model is None
    page.view.tabs.row.selected = COX
    assert page.model is not None and "carnet-table" in page.view.cox_table.value
    assert page.view.cox_figure.drawn["data"][0]["x"] is not None
    page.view.covariates.choices = {"facets": {"covariates": []}, "added": []}
    assert "covariable" in page.view.cox_busy.value


def test_tables(page):
    page.view.tabs.row.selected = TABLE_ONE
    assert "Caractéristique" in page.view.table_one.value
    choose(page, facets={"sex": ["F"]})
    page.view.tabs.row.selected = ATTRITION
    assert page.view.flow.drawn["layout"]["shapes"] and "Restent" in page.view.flow_table.value


def sent(page: Cohortes, kind: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    messages: list[dict[str, Any]] = []
    monkeypatch.setattr(page.export, "send", lambda content, buffers=None: messages.append(content))
    page.exported(kind)
    return messages[-1]


def small_counts(text: str, columns: tuple[str, ...]) -> list[str]:
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    places = [i for i, name in enumerate(rows[0]) if any(word in name for word in columns)]
    return [row[i] for row in rows[1:] for i in places if re.fullmatch(r"\d+", row[i]) and 0 < int(row[i]) < 11]


@pytest.mark.parametrize("kind", ["curves", "risk", "groups", "table1", "attrition"])
def test_files_hold_no_small_count(page, kind, monkeypatch):
    choose(page, facets={"sex": ["F"]})
    answer = sent(page, kind, monkeypatch)
    assert answer["kind"] == "file" and answer["name"].endswith(".csv")
    words = ("à risque", "mois", "Patients", "Événements", "Restent", "Exclus", "inconnue")
    numeric = words if kind != "curves" else ("à risque",)
    assert small_counts(answer["text"], numeric if kind != "table1" else ("n =",)) == []


@pytest.mark.parametrize(("kind", "format", "width"), [("png-85", "png", 85), ("svg-170", "svg", 170)])
def test_images_are_laid_out_for_print(page, kind, format, width, monkeypatch):
    answer = sent(page, kind, monkeypatch)
    assert (answer["format"], answer["width_mm"]) == (format, width)
    assert answer["figure"]["layout"]["width"] == pytest.approx(width * 96 / 25.4, abs=0.1)
    assert "Survie globale" in answer["figure"]["layout"]["title"]["text"]


def test_the_cell_gives_the_same_figure(page, site, monkeypatch):
    choose(page, facets={"sex": ["F"], "age": [50, 70]}, by="stage")
    text = sent(page, "code", monkeypatch)["text"]
    monkeypatch.chdir(site)
    names: dict[str, Any] = {}
    exec(compile(text.replace("\ncohort.", "\nresult = cohort."), "cell", "exec"), names)  # noqa: S102
    assert names["cohort"].n == page.cohort.n


def test_no_small_count_anywhere_on_the_page(page):
    choose(page, by="stage", facets={"sex": ["F"], "age": [40, 55]})
    for tab in range(4):
        page.view.tabs.row.selected = tab
    cells = re.findall(r'<td class="num">(\d+)</td>', all_html(page))
    assert [c for c in cells if 0 < int(c) < 11] == []
    texts = [t for trace in page.view.figure.drawn["data"] for t in (trace.get("text") or []) if isinstance(t, str)]
    assert [t for t in texts if re.fullmatch(r"\d+", t) and 0 < int(t) < 11] == []


def test_english(page):
    page.page.header.language = "en"
    assert "Overall survival by stage" in page.view.heading.value
    assert page.panel.spec["texts"]["filters"] == "Criteria" and page.view.tabs.row.tabs[1] == "Cox model"
    page.page.header.language = "fr"
    assert "selon le stade" in page.view.heading.value


def test_a_language_change_keeps_what_was_chosen(page):
    choose(page, by="sex", facets={"sex": ["F"]})
    n = page.cohort.n
    page.page.header.language = "en"
    assert page.chosen.by == "sex" and page.cohort.n == n


def test_an_unforeseen_error_is_a_notice_with_a_number(page, monkeypatch, caplog):
    secret = "Mme Dupont, née le 3 mai"

    def fails(*_a: Any, **_k: Any) -> None:
        raise RuntimeError(secret)

    monkeypatch.setattr(page_module, "compare", fails)
    with caplog.at_level(logging.ERROR):
        choose(page, by="sex")
    assert "erreur" in page.view.message.value and "Traceback" not in all_html(page)
    assert secret not in all_html(page) and secret not in caplog.text and "RuntimeError" in caplog.text


def test_the_address_names_a_warehouse_and_nothing_else(page):
    for name in ("../hospital", "/etc", "absent", "<script>"):
        page.view.visit.warehouse = name
        assert page.place.name == "hospital" and "entrepôt de ce nom" in page.view.message.value
        assert "<script>" not in page.view.message.value


def test_no_warehouse_is_a_designed_state(tmp_path, monkeypatch):
    monkeypatch.setenv("CARNET_HOSPITAL", str(tmp_path / "hospital"))
    page = Cohortes()
    assert "carnet-notice-empty" in page.view.message.value and page.panel.spec["facets"] == []


def test_width_of_the_page_is_the_width_of_the_figure(page):
    page.view.visit.width = 340
    assert page.view.figure.drawn["layout"]["width"] == 340


def number_of(text: str) -> int | None:
    return int(text.replace("\u202f", "")) if re.fullmatch(r"[\d\u202f]+", text) else None


STAGES = {"I": 90, "II": 80, "III": 60, "IV": 14, "": 5}


def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, lacking: int, stages: dict[str, int] = STAGES) -> Cohortes:
    """A study whose stage IV, persons without a stage, or persons without an endpoint are few."""
    from carnet.apps.places import find
    from carnet.commands.import_ import command as import_command

    rows = ["PATIENT_ID\tAGE\tSEX\tSTAGE\tOS_MONTHS\tOS_STATUS"]
    for stage, n in stages.items():
        for i in range(n):
            months = "" if stage == "I" and i < lacking else f"{3 + (i * 37 % 91) / 2:.1f}"
            status = "" if not months else "1:DECEASED" if i % 5 < 3 else "0:LIVING"
            rows.append(f"P{stage}{i}\t{40 + i % 30}\tFemale\t{stage}\t{months}\t{status}")
    source = tmp_path / "few.tsv"
    source.write_text("\n".join(rows) + "\n", encoding="utf-8")
    import_command(source, into=tmp_path / "hospital")
    monkeypatch.setenv("CARNET_HOSPITAL", str(tmp_path / "hospital"))
    assert find("hospital")
    return Cohortes()


@pytest.mark.parametrize("lacking", [0, 3, 20])
def test_no_small_count_follows_from_what_the_page_shows(tmp_path, monkeypatch, lacking):
    page = few(tmp_path, monkeypatch, lacking=lacking)
    total = page.selection.table.n
    shown = page.comparison
    assert shown.by == "stage" and shown.n_missing is None and shown.n is None  # five have no stage
    facet = next(f for f in page.panel.spec["facets"] if f["id"] == "stage")
    beside = {o["value"]: number_of(o["count"]) for o in facet["options"]}
    page.view.tabs.row.selected = TABLE_ONE
    described = page.described()
    sizes = dict(zip(described.groups[1:], described.sizes[1:], strict=True))
    for group in shown.groups:
        assert beside[group.group] == group.n == sizes[group.label], "a difference of two of them would be a count"
        if group.n is None and group.curve is not None:
            row = next(r for r in page.csv("risk")[1] if r[0] == group.label)
            assert set(row[1:]) == {"masqué"}
            assert {r[-1] for r in page.csv("curves")[1] if r[0] == group.label} == {"masqué"}
    known = [g.n for g in shown.groups if g.n is not None]
    hidden = page.cohort.n - sum(known)
    assert hidden > 20  # the five are hidden among more
    if lacking == 3:
        assert str(total - lacking) not in page.view.count.value and "Presque tous" in page.view.count.value
        assert described.sizes[0] is None and str(total - lacking) not in all_html(page)
    assert "moins de 11 patients sans valeur" not in page.view.below.value


def test_what_only_hides_another_count_says_masked(tmp_path, monkeypatch):
    page = few(tmp_path, monkeypatch, lacking=0, stages={"I": 90, "II": 60, "III": 50, "IV": 6})
    facet = next(f for f in page.panel.spec["facets"] if f["id"] == "stage")
    texts = {o["value"]: o["count"] for o in facet["options"]}
    assert texts == {"I": "90", "II": "60", "III": "masqué", "IV": "< 11"}
    page.view.tabs.row.selected = COX
    assert not re.search(r"&lt; 11</td>", page.view.cox_table.value)
    assert "< 11" not in csv_of(page, "table1") and "masqué" in csv_of(page, "table1")
    assert page.csv("groups")[1][2][1] == "masqué" and page.csv("groups")[1][3][1] == "< 11"


def csv_of(page: Cohortes, kind: str) -> str:
    return page_module.csv_text(*page.csv(kind))


def test_a_whole_warehouse_of_a_handful_is_masked(tmp_path, monkeypatch):
    page = few(tmp_path, monkeypatch, lacking=0, stages={"I": 7})
    assert page.page.header.where[1] == "moins de 11 patients" and "oins de 11 patients" in page.view.count.value
    assert page.comparison is None


def test_empty_cells_of_a_file_are_empty(page):
    page.view.tabs.row.selected = COX
    for kind in ("groups", "cox", "table1", "attrition"):
        assert "'" not in [cell for line in csv_of(page, kind).splitlines() for cell in line.split(";")]


def test_sites_stand_by_count_those_chosen_first(page):
    site = next(f for f in page.panel.spec["facets"] if f["id"] == "site")
    counts = [n for o in site["options"] if (n := number_of(o["count"])) is not None]
    assert counts == sorted(counts, reverse=True) and len(counts) > 2
    last = site["options"][-1]["value"]
    choose(page, facets={"site": [last]})
    again = next(f for f in page.panel.spec["facets"] if f["id"] == "site")
    assert again["options"][0]["value"] == last


def test_the_unit_of_a_file_is_in_the_language_of_the_page(page):
    heads, rows = page.csv("curves")
    assert {row[heads.index("unité")] for row in rows} == {"mois"}
