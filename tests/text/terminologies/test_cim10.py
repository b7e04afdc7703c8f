"""The CIM-10: its hierarchy, its chapters, the positions where codes may stand."""

from pathlib import Path

import pytest

from carnet.text.terminologies.cim10 import cim10, dotted, retired, undotted
from carnet.text.terminologies.word_lists import paraphrases, word_lists


def test_codes_are_written_with_and_without_dot() -> None:
    pairs = {"C504": "C50.4", "C50": "C50", "C169+0": "C16.9+0", "B24+0": "B24.+0", "I21000": "I21.000"}
    assert {code: dotted(code) for code in pairs} == pairs
    assert {undotted(written) for written in pairs.values()} == set(pairs)
    assert undotted(" c50,4 ") == "C504" and dotted("HBQK002") == "HBQK002" and undotted("hbqk002") == "HBQK002"
    assert cim10().get("c50.4") == cim10().get("C504") and cim10().get("C5049") is None


def test_hierarchy_follows_the_codes_that_exist() -> None:
    nomenclature = cim10()
    assert len(nomenclature) == 42886
    assert nomenclature.ancestors("E1190") == ("E119", "E11") and nomenclature.parent("E11") is None
    assert nomenclature.ancestors("F03+00") == ("F03+0", "F03")
    assert nomenclature.children("C50")[0] == "C500" and "C504" not in nomenclature.siblings("C504")
    assert set(nomenclature.descendants("E11")) == {code.code for code in nomenclature if code.code[:3] == "E11"} - {
        "E11"
    }
    every = {
        below
        for top in nomenclature.chapters
        for one in nomenclature.categories(top)
        for below in (one, *nomenclature.descendants(one))
    }
    assert every == {code.code for code in nomenclature}
    assert nomenclature.chapter("C504").number == "II" and nomenclature.chapter("U0710").number == "XXII"  # type: ignore[union-attr]
    assert nomenclature.nearest("C5049") == "C504" and nomenclature.nearest("XYZ") is None


def test_positions() -> None:
    nomenclature = cim10()
    assert nomenclature.valid("C50.4", "dp") and nomenclature.valid("C504", "dr") and nomenclature.valid("C504", "das")
    for code in ("E1180", "V0100", "B909"):  # a type 1, a cause of accident, a sequela
        assert (
            nomenclature.valid(code, "das")
            and not nomenclature.valid(code, "dp")
            and not nomenclature.valid(code, "dr")
        )
    assert not any(nomenclature.valid(code, "das") for code in ("C50", "A90", "Z9999"))
    assert not nomenclature.valid("U079", "dp")
    with pytest.raises(ValueError, match="position"):
        nomenclature.valid("C504", "principal")


def test_deleted_codes_say_so() -> None:
    dengue = cim10().get("A90")
    assert (
        dengue is not None and retired(dengue) and dengue.label == "Dengue [dengue classique] (code supprimé en 2017)"
    )
    assert not any("***" in code.label + code.short for code in cim10())


def test_our_names_are_those_of_codes_that_may_be_used() -> None:
    named = paraphrases()
    assert len(named) > 300 and not [code for code in named if not cim10().valid(code, "das")]
    assert all(names and all(name.strip() for name in names) for names in named.values())
    lists = word_lists()
    assert not [short for short, meanings in lists.abbreviations.items() if not all(meanings)]
    assert not [phrase for phrase in lists.same if not phrase]


@pytest.mark.corpora
def test_positions_are_those_of_partages(corpora: Path) -> None:
    nomenclature = cim10()
    for position, file in (("dp", "valid_labels_all_dp.txt"), ("das", "valid_labels_all_das.txt")):
        theirs = set((corpora / "terminologies" / "cu2_labels" / file).read_text().split())
        ours = {code.code for code in nomenclature if nomenclature.valid(code.code, position)}
        # the sequelae (type 4) are missing from PARTAGES' list; the ATIH allows them beside a principal diagnosis
        assert {nomenclature.get(code).mco for code in ours - theirs} <= {"4"}  # type: ignore[union-attr]
        # six codes forbidden as principal (type 1) are in their list, and one that does not exist
        assert len(theirs - ours) <= (7 if position == "dp" else 1)
