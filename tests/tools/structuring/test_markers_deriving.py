"""Markers derived from markers: with their rule, their sources, and none that was already said."""

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.assembling import assemble
from carnet.tools.structuring.deriving_markers import derive
from carnet.tools.structuring.facts import Evidence, Fact
from carnet.tools.structuring.rules import markers


def read(text: str) -> list[Fact]:
    """What this family of rules reads in a text, by position."""
    reading = Reading.of(Note("n", text))
    found = sorted(markers.find(reading), key=lambda one: (one.start, one.end, one.kind, one.value))
    return assemble(reading, found)


def derived(text: str) -> dict[str, str | None]:
    """Value → rule of what follows from the markers of a text."""
    return {one.value: one.rule for one in derive(read(text))}


def test_her2_low_from_a_score_or_from_hybridisation() -> None:
    assert derived("HER2 1+") == {"HER2-low": "HER2 IHC 1+ → HER2-low"}
    assert list(derived("HER2 2+, FISH non amplifié")) == ["HER2-low"]
    assert derived("HER2 2+") == {}
    assert derived("HER2 2+, FISH amplifié") == {}
    assert derived("HER2 3+") == {}
    assert list(derived("HER2 0 (marquage de 5 % des cellules)")) == ["HER2-ultralow"]
    assert derived("HER2 0") == {}


def test_nothing_is_derived_that_was_said() -> None:
    assert derived("HER2 1+, soit HER2-low") == {}
    assert "RE=négatif" not in derived("triple négatif, RE 0 %")


def test_triple_negative_both_ways() -> None:
    assert set(derived("carcinome triple négatif")) == {"RE=négatif", "RP=négatif", "HER2=négatif"}
    assert list(derived("RE 0 %, RP 0 %, HER2 0")) == ["triple négatif"]
    assert "triple négatif" in derived("RE et RP négatifs, HER2 2+, FISH non amplifiée")
    assert derived("RE 0 %, RP 0 %, HER2 3+") == {}
    assert derived("RE 10 %, RP 0 %, HER2 0") == {}


def test_repair_proteins() -> None:
    assert list(derived("perte d'expression de MLH1 et PMS2")) == ["MMR=dMMR"]
    assert list(derived("expression conservée de MLH1, MSH2, MSH6 et PMS2")) == ["MMR=pMMR"]
    assert derived("expression conservée de MLH1 et PMS2") == {}


def fact(value: str, at: int, **more: object) -> Fact:
    """A biomarker at a place."""
    place = Evidence(note_id="n", start=at, end=at + 3, quote="abc")
    return Fact(kind="biomarker", value=value, evidence=(place,), **more)  # type: ignore[arg-type]


def test_sources_are_the_evidence_and_only_present_facts_count() -> None:
    (low,) = derive([fact("HER2=2+", 0), fact("HER2 ISH=non amplifié", 20)])
    assert [place.start for place in low.evidence] == [0, 20]
    assert derive([fact("HER2=1+", 0, assertion="hypothetical")]) == []
    stomach = Fact(kind="site", value="estomac", parts={"organ": "estomac"}, evidence=low.evidence)
    assert derive([stomach, fact("HER2=1+", 0)]) == []
    assert derive([fact("HER2=2+", 0), fact("HER2 ISH=non amplifié", 5000)]) == []
