"""Lines of treatment numbered by stated rules, one rule a test."""

from typing import Any

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.assembling import assemble
from carnet.tools.structuring.facts import Evidence, Fact
from carnet.tools.structuring.lines import Line, number_lines
from carnet.tools.structuring.rules import treatments

_PLACES = iter(range(0, 100_000, 10))


def fact(kind: str, value: str, when: str | None = None, note: str = "1", **parts: Any) -> Fact:
    place = next(_PLACES)
    return Fact(
        kind=kind,  # type: ignore[arg-type]
        value=value,
        date=when,
        assertion=parts.pop("assertion", "present"),
        parts=parts,
        evidence=(Evidence(note_id=note, start=place, end=place + 5, quote="xxxxx"),),
    )


def line(name: str, inn: list[str], start: str | None = None, **parts: Any) -> Fact:
    when = parts.pop("seen", start)
    known = {"start": start} if start else {}
    return fact("line", name, when, treatment=name, inn=inn, **known, **parts)


def told(lines: list[Line]) -> list[tuple[int, str]]:
    return [(one.number, one.treatment) for one in lines]


FOLFOX = ["5-fluorouracile", "acide folinique", "oxaliplatine"]
FOLFIRI = ["5-fluorouracile", "acide folinique", "irinotécan"]
CARBO_TAXOL = ["carboplatine", "paclitaxel"]


def test_the_first_regimen_is_line_one() -> None:
    (one,) = number_lines([line("FOLFOX", FOLFOX, "2023-01-10", stop="2023-06-01", reason="toxicité")])
    assert (one.number, one.treatment, one.start, one.stop, one.reason) == (
        1,
        "FOLFOX",
        "2023-01-10",
        "2023-06-01",
        "toxicité",
    )
    assert one.drugs == ("5-fluorouracile", "oxaliplatine")
    assert "premier" in one.rule
    assert len(one.facts) == 1


def test_a_number_that_is_said_is_the_number() -> None:
    found = number_lines([line("docétaxel", ["docétaxel"], "2023-01-10", number=3)])
    assert told(found) == [(3, "docétaxel")]
    assert "le texte dit" in found[0].rule


def test_adjuvant_and_neoadjuvant_are_not_counted() -> None:
    found = number_lines(
        [
            line("FEC 100", ["épirubicine"], "2015-01-10", setting="adjuvant"),
            line("létrozole", ["létrozole"], "2015-06-10", setting="adjuvant"),
            line("paclitaxel", ["paclitaxel"], "2020-01-10"),
        ]
    )
    assert told(found) == [(0, "FEC 100"), (0, "létrozole"), (1, "paclitaxel")]


def test_a_new_drug_after_a_progression_is_the_next_line() -> None:
    found = number_lines(
        [
            line("FOLFIRI", FOLFIRI, "2023-06-20"),
            line("FOLFOX", FOLFOX, "2023-01-10"),
            fact("progression", "progression", "2023-06-01"),
        ]
    )
    assert told(found) == [(1, "FOLFOX"), (2, "FOLFIRI")]
    assert found[0].reason == "progression"
    assert "progression" in found[1].rule


def test_a_gap_of_more_than_180_days_opens_a_line() -> None:
    def after(start: str) -> list[tuple[int, str]]:
        return told(
            number_lines(
                [line("FOLFOX", FOLFOX, "2023-01-10", stop="2023-06-01"), line("docétaxel", ["docétaxel"], start)]
            )
        )

    assert after("2024-03-01") == [(1, "FOLFOX"), (2, "docétaxel")]
    assert after("2023-08-01") == [(1, "FOLFOX puis docétaxel")]


def test_maintenance_stays_in_the_line() -> None:
    found = number_lines(
        [
            line(
                "carboplatine-pémétrexed-pembrolizumab", ["carboplatine", "pémétrexed", "pembrolizumab"], "2023-01-10"
            ),
            line("pémétrexed-pembrolizumab", ["pémétrexed", "pembrolizumab"], "2023-05-10", setting="entretien"),
        ]
    )
    assert [one.number for one in found] == [1]
    assert found[0].treatment == "carboplatine-pémétrexed-pembrolizumab puis pémétrexed-pembrolizumab"
    assert "entretien" in found[0].rule


def test_a_substitution_in_a_class_stays_in_the_line() -> None:
    found = number_lines(
        [
            line("cisplatine-gemcitabine", ["cisplatine", "gemcitabine"], "2023-01-10", reason="toxicité"),
            line("carboplatine-gemcitabine", ["carboplatine", "gemcitabine"], "2023-03-10"),
        ]
    )
    assert [one.number for one in found] == [1]
    assert "classe" in found[0].rule


def test_a_hormone_therapy_and_its_cdk_inhibitor_are_one_line() -> None:
    found = number_lines(
        [
            line("létrozole", ["létrozole"], "2023-01-10", setting="métastatique"),
            line("palbociclib-létrozole", ["palbociclib", "létrozole"], "2023-02-20"),
            fact("treatment", "goséréline", "2023-03-01", type="drug", inn=["goséréline"], start="2023-03-01"),
        ]
    )
    assert [one.number for one in found] == [1]
    assert {"létrozole", "palbociclib", "goséréline"} == set(found[0].drugs)


def test_the_same_regimen_told_in_several_notes_is_one_line() -> None:
    found = number_lines(
        [
            line("FOLFOX", FOLFOX, "2023-01-10", note="1"),
            line("FOLFOX", FOLFOX, None, seen="2023-03-01", note="2"),
            line("FOLFOX", FOLFOX, "2023-01", stop="2023-06-02", note="3"),
        ]
    )
    assert told(found) == [(1, "FOLFOX")]
    assert (found[0].start, found[0].stop, len(found[0].facts)) == ("2023-01-10", "2023-06-02", 3)


def test_the_same_regimen_given_again_much_later_is_another_course() -> None:
    found = number_lines(
        [
            line("FOLFOX", FOLFOX, "2018-01-10", setting="adjuvant", stop="2018-06-30"),
            line("FOLFOX", FOLFOX, "2021-02-01", number=1),
        ]
    )
    assert told(found) == [(0, "FOLFOX"), (1, "FOLFOX")]


def test_what_is_planned_denied_or_supportive_does_not_count() -> None:
    found = number_lines(
        [
            line("FOLFOX", FOLFOX, "2023-01-10", planned=True),
            line("docétaxel", ["docétaxel"], "2023-01-10", assertion="hypothetical"),
            line("cisplatine", ["cisplatine"], "2023-01-10", assertion="absent"),
            fact("treatment", "dénosumab", "2023-01-10", type="drug", inn=["dénosumab"], start="2023-01-10"),
            fact("treatment", "ramipril 5 mg/j", "2023-01-10", type="drug", inn=["ramipril"]),
        ]
    )
    assert found == []


def test_a_drug_named_within_a_regimen_is_no_other_treatment() -> None:
    found = number_lines(
        [
            line("carboplatine-paclitaxel", CARBO_TAXOL, "2023-01-10"),
            fact("treatment", "paclitaxel", "2023-02-01", note="2", type="drug", inn=["paclitaxel"]),
        ]
    )
    assert told(found) == [(1, "carboplatine-paclitaxel")]
    assert len(found[0].facts) == 2


def test_order_of_the_facts_does_not_matter() -> None:
    facts = [
        line("FOLFOX", FOLFOX, "2023-01-10"),
        line("FOLFIRI", FOLFIRI, "2023-06-20"),
        line("trifluridine-tipiracil", ["trifluridine-tipiracil"], "2024-01-20"),
        fact("progression", "progression", "2023-06-01"),
        fact("response", "maladie progressive", "2024-01-02"),
    ]
    first = number_lines(facts)
    assert told(first) == told(number_lines(facts[::-1]))
    assert [one.number for one in first] == [1, 2, 3]
    assert told(number_lines([])) == []


def test_from_the_text_of_a_note() -> None:
    text = (
        "Chimiothérapie adjuvante par FEC 100-docétaxel, 6 cures, du 12/02/2016 au 06/06/2016.\n"
        "Chimiothérapie de première ligne par paclitaxel hebdomadaire, débutée le 01/03/2020.\n"
        "Chimiothérapie de deuxième ligne par capécitabine, débutée le 15/11/2020, arrêt le 3/4/2021 pour évolution.\n"
        "Trodelvy débuté le 20/04/2021.\n"
    )
    reading = Reading.of(Note("1", text))
    found = number_lines(assemble(reading, treatments.find(reading)))
    assert told(found) == [
        (0, "FEC 100-docétaxel"),
        (1, "paclitaxel hebdomadaire"),
        (2, "capécitabine"),
        (3, "sacituzumab govitécan"),
    ]
    assert found[2].stop == "2021-04-03"
    assert found[3].drugs == ("sacituzumab govitécan",)
