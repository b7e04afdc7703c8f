"""Reviewing the facts of a patient: steps, corrections, what is kept and found again, what is taken away."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dossier_notes import NOTES, SmallTool

from carnet.apps.dossier_export import NothingToTake, dossier_cell, facts_csv, gold_jsonl, menu_entries
from carnet.apps.dossier_facts import FactItem, FactReview, row_of
from carnet.apps.dossier_record import Record
from carnet.apps.dossier_store import FactKeeper
from carnet.apps.dossier_timeline import moments_of
from carnet.apps.dossier_values import iso, problem, tidy
from carnet.evaluation.structuring import read_fact_pairs, score_facts
from carnet.language import set_language
from carnet.records.reviews import Reviews
from carnet.text.note import Note
from carnet.tools.structuring.facts import Evidence, Fact
from carnet.tools.structuring.patient import PatientFact
from carnet.widgets.fact_list import FactRow


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("CARNET_HOSPITAL", str(tmp_path / "hospital"))
    monkeypatch.delenv("CARNET_REVIEWS", raising=False)
    set_language("fr")
    yield tmp_path


def record() -> Record:
    made = Record.of(7, NOTES)
    made.take(made.read_some(SmallTool(), seconds=60))
    made.merge()
    return made


def named(review: FactReview, value: str) -> FactItem:
    return next(item for item in review.items.values() if item.source.fact.value == value)


def test_the_same_fact_in_two_notes_is_one_and_contradictions_are_shown() -> None:
    made = record()
    assert len(named(made.review, "pT2N1a").mentions) == 2 and len(named(made.review, "HER2=3+").mentions) == 2
    row = row_of(named(made.review, "HER2=2+"), made.review, made.written)
    assert [words for _id, words in row.conflicts] and "HER2 3+" in row.conflicts[0][1]
    assert row.short == "02/04/2024" and row.dated == "2 avril 2024 (date du compte rendu)"
    assert row_of(named(made.review, "32 mm"), made.review, made.written).lead == "taille"


def test_a_row_says_what_one_must_know_of_a_value() -> None:
    written = {"n1": "2019-11-04", "n2": "2023-04-17"}

    def row(kind: str, value: str, *, notes: tuple[str, ...] = ("n1",), **fields: Any) -> FactRow:
        mentions = tuple(
            Fact(
                kind=kind, value=value, producer=fields.get("producer", "rule:test"),
                assertion=fields.get("assertion", "present"), rule=fields.get("rule"), parts=fields.get("parts", {}),
                evidence=[Evidence(note_id=note, start=0, end=1, quote="x")],
            )
            for note in notes
        )  # fmt: skip
        item = FactItem.of(PatientFact("f", mentions[0], mentions))
        return row_of(item, FactReview({"f": item}), written)

    psa = row("biomarker", "PSA=2,5 ng/mL", notes=("n2", "n1"))  # copied by later letters: it is of the first
    assert (psa.shown, psa.short, psa.loose) == ("PSA 2,5 ng/mL", "04/11/2019", True)
    assert row("biomarker", "RE=70%").shown == "RE 70\u00a0%" and not row("biomarker", "RE=70%").short
    assert row("tobacco", "jamais", assertion="absent").plain and not row("tobacco", "actif", assertion="absent").plain
    stage = row("stage", "III", rule="Stade III de cT3N0M0", parts={"scale": "FIGO 2014"}, producer="llm:essai")
    assert stage.tags == ("FIGO 2014", "déduit", "modèle") and row("stage", "III").tags == ()
    assert row("line", "XELOX").lead == "ligne" and row("line", "L1 XELOX").lead == ""


def test_steps_are_undone_and_done_again() -> None:
    review = record().review
    size = named(review, "32 mm")
    assert review.accept(size.id, "marie") is not None and review.accept(size.id, "marie") is None
    assert review.change(size.id, "35 mm", "present", "2024-03-12", "marie") is not None
    assert size.now.state == "changed" and size.fact.value == "35 mm" and "person" in size.fact.producer
    review.undo()
    assert size.now.state == "accepted" and size.fact.value == "32 mm" and review.able == (True, True)
    review.redo()
    assert size.now.value == "35 mm"
    assert review.change(size.id, "32 mm", "present", "2024-03-12", "marie") is not None
    assert size.now.state == "accepted"  # back to what was read
    assert review.change("unheard of", "x", "present", None, "") is None


def test_what_is_taken_away_follows_the_review() -> None:
    review = record().review
    review.accept(named(review, "pT2N1a").id, "")
    review.change(named(review, "HER2=2+").id, "HER2=1+", "possible", None, "")
    review.reject(named(review, "neutropénie G3").id, "")
    kept = {(fact.value, fact.assertion) for fact in review.standing(accepted_only=True)}
    assert kept == {("pT2N1a", "present"), ("HER2=1+", "possible")}
    assert len(review.standing(accepted_only=True)) == 3  # two mentions of one, one of the other
    every = {fact.value for fact in review.standing(accepted_only=False)}
    assert "32 mm" in every and "neutropénie G3" not in every
    assert review.counts() == {"proposed": 4, "accepted": 1, "changed": 1, "rejected": 1}


def test_the_summary_is_of_the_history_as_it_stands() -> None:
    made = record()
    assert made.history is not None
    made.review.reject(named(made.review, "neutropénie G3").id, "")
    made.review.change(named(made.review, "HER2=2+").id, "HER2=1+", "possible", None, "")
    facts = {one.fact.value: one for one in made.review.reviewed(made.history).facts}
    assert "neutropénie G3" not in facts and "HER2=2+" not in facts and facts["HER2=1+"].fact.assertion == "possible"
    assert {fact.value for fact in facts["HER2=1+"].mentions} == {"HER2=1+"} and len(facts) == 6


def test_decisions_are_found_again_with_who_and_when(place: Path) -> None:
    first, keeper = record(), FactKeeper()
    for step in (
        first.review.accept(named(first.review, "pT2N1a").id, "marie"),
        first.review.change(named(first.review, "HER2=2+").id, "HER2=1+", "possible", "2024-04", "marie"),
        first.review.reject(named(first.review, "neutropénie G3").id, "marie"),
        first.review.reject(named(first.review, "32 mm").id, "marie"),
        first.review.undo(),
    ):
        assert step is not None and keeper.keep(first.review, step, first.notes, True, "marie", "small 1")
    again = record()
    FactKeeper().bring_back(again.review, again.notes, True)
    assert {item.now.state for item in again.review.items.values()} == {"proposed", "accepted", "changed", "rejected"}
    assert named(again.review, "32 mm").now.state == "proposed"
    changed = named(again.review, "HER2=2+").now
    assert (changed.value, changed.assertion, changed.date, changed.who) == ("HER2=1+", "possible", "2024-04", "marie")
    assert row_of(named(again.review, "pT2N1a"), again.review, again.written).decided.startswith("accepté par marie, ")
    assert row_of(named(again.review, "HER2=2+"), again.review, again.written).was == "HER2 2+ · présent · 2 avril 2024"
    store = Reviews(place / "reviews.sqlite")
    assert len(store.history("structure")) == 2 + 1 + 1 + 2 and store.history("structure")[0].tool == "small 1"
    held = (place / "reviews.sqlite").read_bytes()
    assert b"Mastectomie" not in held and b"relecture" not in held  # what was decided, never the text


def test_the_name_of_a_file_is_not_kept(place: Path) -> None:
    made = Record.of(None, [Note("Jeanne Bellerive", "Tumeur de 32 mm.")], named=False)
    made.take(made.read_some(SmallTool()))
    made.merge()
    step = made.review.accept(named(made.review, "32 mm").id, "")
    assert step is not None and FactKeeper().keep(made.review, step, made.notes, False, "", "")
    assert b"Bellerive" not in (place / "reviews.sqlite").read_bytes()


def test_without_a_store_nothing_is_kept_and_nothing_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARNET_REVIEWS", "/nowhere/at/all/reviews.sqlite")
    made, keeper = record(), FactKeeper()
    keeper.bring_back(made.review, made.notes, True)
    step = made.review.accept(named(made.review, "32 mm").id, "")
    assert step is not None and not keeper.keep(made.review, step, made.notes, True, "", "") and keeper.failed


@pytest.mark.parametrize(
    ("kind", "value", "right"),
    [
        ("ptnm", "ypT1cN0(sn)", True),
        ("ptnm", "grosse tumeur", False),
        ("ctnm", "cT2 N1 M0", True),
        ("stage", "IIA", True),
        ("stage", "V", False),
        ("tumour_size", "3,5 mm", True),
        ("tumour_size", "3.5 cm", False),
        ("biomarker", "HER2=3+", True),
        ("biomarker", "HER2", False),
        ("response", "maladie stable", True),
        ("response", "va mieux", False),
        ("performance_status", "2", True),
        ("performance_status", "7", False),
        ("toxicity", "neutropénie G3", True),
        ("toxicity", "neutropénie G7", False),
        ("tobacco", "sevré 28 PA", True),
        ("histology", "carcinome médullaire", True),
        ("histology", "", False),
    ],
)
def test_a_correction_has_the_shape_of_its_kind(kind: str, value: str, right: bool) -> None:
    assert (problem(kind, value, "present", "") == "") is right


def test_dates_and_values_are_tidied() -> None:
    assert iso(" 12/03/2024 ") == "2024-03-12" and iso("3/2024") == "2024-03" and iso("2024") == "2024"
    assert problem("histology", "x", "present", "2024-13") and problem("histology", "x", "perhaps", "")
    assert tidy(" HER2\n= 3+ ") == "HER2 = 3+" and len(tidy("x" * 999)) == 200


def test_facts_as_a_table() -> None:
    made = record()
    made.review.reject(named(made.review, "HER2=2+").id, "")
    rows = list(csv.reader(io.StringIO(facts_csv(made.items(), made.notes)), delimiter=";"))
    assert rows[0][:4] == ["groupe", "nature", "valeur", "statut"] and len(rows) == 8
    assert ["Métastases", "Métastase", "hépatique", "absent"] in [row[:4] for row in rows]
    assert next(row for row in rows if row[2] == "HER2=2+")[7] == "rejeté"
    set_language("en")
    assert facts_csv(made.items(), made.notes).startswith("group,kind,value")


def test_reviewed_facts_are_gold_that_the_evaluation_reads(tmp_path: Path) -> None:
    made = record()
    with pytest.raises(NothingToTake):
        gold_jsonl(made.review, made.notes)
    made.review.change(named(made.review, "HER2=2+").id, "HER2=1+", "possible", None, "")
    made.review.reject(named(made.review, "neutropénie G3").id, "")
    text = gold_jsonl(made.review, made.notes)
    (line,) = [json.loads(one) for one in text.splitlines()]
    assert line["note_id"] == "2" and line["complete"] is False and [one["value"] for one in line["rejected"]]
    (fact,) = line["facts"]
    place = fact["evidence"][0]
    assert line["text"][place["start"] : place["end"]] == "HER2 2+" and fact["value"] == "HER2=1+"
    assert fact["assertion"] == "possible" and [entry[0] for entry in menu_entries(made.review, True)][-1] == "code"
    made.review.accept(named(made.review, "pT2N1a").id, "")  # the last of note 2: it now counts as a reference
    (tmp_path / "gold.jsonl").write_text(gold_jsonl(made.review, made.notes), encoding="utf-8")
    results = [json.dumps(SmallTool()(note).line(), ensure_ascii=False) for note in NOTES]
    (tmp_path / "out.jsonl").write_text("\n".join(results) + "\n", encoding="utf-8")
    pairs = read_fact_pairs(tmp_path / "gold.jsonl", tmp_path / "out.jsonl")
    report = score_facts(pairs.notes, resamples=1)
    assert pairs.partial == 1 and [score.kind for score in report.kinds] == ["biomarker", "ptnm"]
    assert report.total.recall.hits == 2 and report.unscored == {"toxicity": 1}


def test_the_cell_is_python_and_names_no_patient_beyond_the_number(tmp_path: Path) -> None:
    cell = dossier_cell(tmp_path / "hospital", 7, None)
    compile(cell, "cell", "exec")
    assert "[7]" in cell and "Bellerive" not in cell


def test_what_was_rejected_leaves_the_timeline() -> None:
    made = record()
    names = {id: id for id in made.notes}
    lanes = {one.lane for one in moments_of(NOTES, names, made.review.items.values())}
    assert {"notes", "imaging", "local", "toxicities"} <= lanes and "diagnosis" not in lanes
    made.review.reject(named(made.review, "neutropénie G3").id, "")
    assert "toxicities" not in {one.lane for one in moments_of(NOTES, names, made.review.items.values())}
