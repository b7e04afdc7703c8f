"""The risk report counts who found what, chooses what to read, measures k-anonymity, and shows no text unasked."""

import json
from pathlib import Path

import pytest

from carnet.language import language, set_language
from carnet.records.demo import build_demo
from carnet.text.note import Note
from carnet.tools.pseudonymisation.quasi_identifiers import QuasiIdentifiers, age_band
from carnet.tools.pseudonymisation.replacement import Replacement
from carnet.tools.pseudonymisation.result import Entity, PseudonymisedNote
from carnet.tools.pseudonymisation.risk import (
    AT_SIGN,
    FIGURES,
    KNOWN_NAME,
    NAME_TOO,
    PUBLIC_EVENT,
    UNKNOWN_WORD,
    assess,
    find_suspects,
)

TEXT = "Monsieur Quintreval a été vu pour une douleur. <script>alert(1)</script> Dossier 8001234567. Patient stable."


def replaced(note_id: str, text: str, *entities: tuple[str, str, tuple[str, ...]]) -> PseudonymisedNote:
    found = []
    for words, label, producers in entities:
        start = text.index(words)
        found.append(Entity(start=start, end=start + len(words), text=words, label=label, producers=producers))
    return Replacement("tag").replace(Note(note_id, text), found)


@pytest.fixture
def results() -> list[PseudonymisedNote]:
    name = ("Quintreval", "LAST_NAME", ("rule:title", "model:names"))
    number = ("8001234567", "IDENTIFIER", ("rule:ipp",))
    return [
        replaced("all", TEXT, name, number),
        replaced("name left", TEXT, number),
        replaced("number left", TEXT, name),
        replaced("nothing", "Patient stable. Pas de fièvre."),
    ]


def test_an_event_that_everybody_can_date_is_suspect_beside_a_date() -> None:
    day = ("13 novembre 2015", "IDENTIFYING_DATE", ("rule:date",))
    event = replaced("n", "Blessé lors de l'attentat du stade le 13 novembre 2015.", day)
    assert [s.reason for s in find_suspects(event)] == [PUBLIC_EVENT]
    assert [s.reason for s in find_suspects(replaced("n", "Depuis la canicule de 2003."))] == [PUBLIC_EVENT]
    assert find_suspects(replaced("n", "Traitement d'élection en 2003." + " et" * 40 + " la canicule")) == []


def test_long_texts_are_read_in_one_go() -> None:
    parts = "le 12 mars 2020, vu en salle ; " * 3_000
    found = [
        Entity(start=start, end=start + 12, text="12 mars 2020", label="IDENTIFYING_DATE")
        for start in range(3, len(parts), len(parts) // 3_000)
    ]
    assert find_suspects(Replacement("tag").replace(Note("n", parts), found)) == []
    assert find_suspects(replaced("n", "a" * 300_000)) == []
    assert find_suspects(replaced("n", "a@" * 50_000))
    find_suspects(replaced("n", "1 " * 50_000))


def test_who_found_what(results: list[PseudonymisedNote]) -> None:
    report = assess(results)
    assert report.notes == 4 and report.passages == 4 and report.nothing_found == 1
    assert report.found == {
        ("LAST_NAME", "rule:title"): 2, ("LAST_NAME", "model:names"): 2, ("IDENTIFIER", "rule:ipp"): 2,
    }  # fmt: skip
    assert report.alone == {"rule:ipp": 2} and report.shared == 2 and report.labels["LAST_NAME"] == 2


def test_what_is_left_is_suspect(results: list[PseudonymisedNote]) -> None:
    suspects = {result.note_id: find_suspects(result) for result in results}
    assert suspects["all"] == [] and suspects["nothing"] == []
    left = {name: [(r.text[s.start : s.end], s.reason) for r in results if r.note_id == name for s in found] for name, found in suspects.items()}  # fmt: skip  # noqa: E501
    assert left["name left"] == [("Quintreval", UNKNOWN_WORD)] and left["number left"] == [("8001234567", FIGURES)]
    mail = replaced("m", "Écrire à jean@exemple.fr, demander durand.")
    assert [s.reason for s in find_suspects(mail, frozenset(["durand"]))] == [AT_SIGN, KNOWN_NAME]
    rose = replaced("r", "Vue avec Claire ce jour. Claire va bien.")
    assert [(s.start, s.reason) for s in find_suspects(rose)] == [(9, NAME_TOO)]
    kept = replaced("k", "Score de Gleason 7, Doliprane 1 g, TDM thoracique. Le 12 mars.")
    assert find_suspects(kept) == []


def test_the_sample_is_random_and_worst_and_reproducible(results: list[PseudonymisedNote]) -> None:
    many = [replaced(f"n{i}", "Patient stable.") for i in range(200)] + results
    report = assess(many, sample=6, seed=3)
    assert report.sample == assess(many, sample=6, seed=3).sample
    assert {each.note_id for each in report.sample if each.why == "suspect"} <= {"name left", "number left"}
    assert {"name left", "number left"} <= {each.note_id for each in report.sample}
    assert 4 <= len(report.sample) <= 6
    assert len(assess(many, sample=0).sample) == 0


def test_no_text_but_in_the_page_that_one_asks_for(results: list[PseudonymisedNote]) -> None:
    before = language()
    try:
        for code in ("fr", "en"):
            set_language(code)
            report = assess(results, quasi=QuasiIdentifiers.of([{"age_band": "<b>", "sex": "F", "town": "X"}]))
            for shown in (report.to_json(), report._repr_html_(), repr(report)):
                assert "Quintreval" not in shown and "8001234567" not in shown
            assert "<b>" not in report._repr_html_()
            assert ("zéro" if code == "fr" else "zero") in report._repr_html_()
            assert json.loads(report.to_json())["notes"] == 4
    finally:
        set_language(before)
    page = report.page({result.note_id: result.text for result in results})
    assert "<mark" in page and "Quintreval</mark>" in page and "<script>" not in page and "&lt;script&gt;" in page


def test_k_anonymity() -> None:
    rows = [{"age_band": "60-69", "sex": "F", "town": "Angers", "rare_diagnosis": ""}] * 12
    rows += [{"age_band": "60-69", "sex": "F", "town": "Cholet", "rare_diagnosis": ""}] * 6
    rows += [{"age_band": "60-69", "sex": "F", "town": "Angers", "rare_diagnosis": "C37"}]
    quasi = QuasiIdentifiers.of(rows)
    assert (quasi.persons, quasi.classes, quasi.k) == (19, 3, 1)
    assert quasi.below == {5: 1, 11: 7}
    assert quasi.without == {"age_band": 1, "sex": 1, "town": 1, "rare_diagnosis": 0}
    assert [each.size for each in quasi.smallest] == [1, 6]
    assert [each["below"] for each in quasi.to_dict()["smallest"]] == [5, 11]
    assert QuasiIdentifiers.of([]).k == 0


def test_age_bands() -> None:
    assert [age_band(age) for age in (0, 9, 60, 89, 90, 104)] == ["0-9", "0-9", "60-69", "80-89", "90+", "90+"]
    assert age_band(87, 5) == "85-89"


def test_k_anonymity_of_a_warehouse(tmp_path: Path) -> None:
    hospital = build_demo(tmp_path / "hospital", 120, 7, notes=False)
    quasi = QuasiIdentifiers.of_warehouse(hospital)
    assert quasi.persons == 120 and 0 < quasi.classes <= 120 and quasi.k >= 1
    assert 0 <= quasi.below[5] <= quasi.below[11] <= 120
    assert all(n <= quasi.below[5] for n in quasi.without.values())
    assert "k-anonym" in assess([], quasi=quasi)._repr_html_()
