"""Acts: codes written in notes, acts named there, with and without the site's CCAM."""

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.text.terminologies.nomenclature import Code, Nomenclature
from carnet.tools.coding.acts import acts_of

# labels made for the test, in the manner of the CCAM
CCAM = Nomenclature(
    Code(code, label, label, "0")
    for code, label in (
        ("AAAA001", "Appendicectomie, par laparotomie"),
        ("AAAA002", "Appendicectomie, par cœlioscopie"),
        ("BBBB001", "Cholécystectomie, par cœlioscopie"),
        ("BBBB002", "Cholécystectomie, par laparotomie"),
        ("CCCC001", "Coloscopie totale après franchissement"),
    )
)


def _reading(text: str) -> Reading:
    return Reading.of(Note("n", text))


def test_a_written_code_is_proposed_with_its_passage() -> None:
    acts, cautions = acts_of([_reading("Intervention : AAAA002 réalisée. ZZZZ999 aussi.")], CCAM)
    assert [(one.code, one.position, one.evidence[0].quote) for one in acts] == [("AAAA002", "act", "AAAA002")]
    assert [(one.kind, one.code) for one in cautions] == [("unknown_act", "ZZZZ999")]


def test_without_the_sites_ccam_nothing_is_proposed() -> None:
    acts, cautions = acts_of([_reading("Intervention : HHFA011. Appendicectomie.")], None)
    assert acts == ()
    assert [(one.kind, one.code) for one in cautions] == [("no_ccam", "HHFA011")]


def test_a_named_act_is_found_by_its_approach() -> None:
    acts, cautions = acts_of([_reading("Appendicectomie sous cœlioscopie, sans incident.")], CCAM)
    assert [one.code for one in acts] == ["AAAA002"]
    assert not cautions


def test_several_acts_that_fit_are_asked() -> None:
    acts, cautions = acts_of([_reading("Cholécystectomie sans incident.")], CCAM)
    assert acts == ()
    assert [one.kind for one in cautions] == ["act_choice"]
    assert cautions[0].evidence[0].quote == "Cholécystectomie"


def test_what_is_past_denied_or_to_come_is_not_an_act_of_the_stay() -> None:
    for text in (
        "ATCD : appendicectomie par laparotomie.\nConclusion : RAS.",
        "Pas d'appendicectomie par laparotomie.",
        "Conduite à tenir : appendicectomie par laparotomie le 12/03.",
    ):
        assert acts_of([_reading(text)], CCAM) == ((), ())
