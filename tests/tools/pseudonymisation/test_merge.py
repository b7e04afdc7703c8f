"""Findings that overlap become entities that do not, and nothing found is shown again."""

from hypothesis import given, settings
from hypothesis import strategies as st

from carnet.text.note import Note
from carnet.tools.pseudonymisation.detect import Detector
from carnet.tools.pseudonymisation.labels import LABELS
from carnet.tools.pseudonymisation.merge import merge
from carnet.tools.pseudonymisation.page import Found, Page

TEXT = "Mme Jeanne DUPONT, 12 rue du Dr Gachet, 92300 Levallois-Perret, vue le 12/03/2024 par P. Roux."


def entities(*found: tuple[str, str, float] | Found, text: str = TEXT) -> list[tuple[str, str]]:
    page = Page.of(Note("n", text))
    items = []
    for item in found:
        if not isinstance(item, Found):
            start = page.text.index(item[0])
            item = Found(start, start + len(item[0]), item[1], "test", score=item[2])
        items.append(item)
    return [(entity.text, entity.label) for entity in merge(page, items)]


def test_first_and_last_names_stay_apart() -> None:
    assert entities(("Jeanne", "FIRST_NAME", 0.9), ("DUPONT", "LAST_NAME", 0.9)) == [
        ("Jeanne", "FIRST_NAME"),
        ("DUPONT", "LAST_NAME"),
    ]


def test_a_whole_name_by_one_way_and_its_parts_by_another() -> None:
    found = entities(("Jeanne DUPONT", "LAST_NAME", 0.95), ("Jeanne", "FIRST_NAME", 0.8), ("DUPONT", "LAST_NAME", 0.8))
    assert found == [("Jeanne", "FIRST_NAME"), ("DUPONT", "LAST_NAME")]


def test_the_union_is_covered() -> None:
    assert entities(("12 rue du Dr", "ADDRESS", 0.9), ("rue du Dr Gachet", "ADDRESS", 0.6)) == [
        ("12 rue du Dr Gachet", "ADDRESS")
    ]


def test_an_address_keeps_the_name_of_its_street() -> None:
    found = entities(("12 rue du Dr Gachet", "ADDRESS", 0.85), ("Gachet", "LAST_NAME", 0.95))
    assert found == [("12 rue du Dr Gachet", "ADDRESS")]


def test_a_rule_names_what_a_model_found_too() -> None:
    found = entities(
        Found(0, 10, "CITY", "model:tagger", score=0.99),
        Found(0, 10, "IDENTIFIER", "rule:nir", score=0.8),
        text="1850746913 x",
    )
    assert found == [("1850746913", "IDENTIFIER")]


def test_dates_join() -> None:
    assert entities(("12/03", "UNIDENTIFYING_DATE", 0.5), ("12/03/2024", "IDENTIFYING_DATE", 0.9)) == [
        ("12/03/2024", "IDENTIFYING_DATE")
    ]


def test_half_a_word_takes_the_whole_word() -> None:
    assert entities(("Levallois-Per", "CITY", 0.9), ("Perret", "LAST_NAME", 0.5)) == [("Levallois-Perret", "CITY")]


def test_spaces_and_signs_are_trimmed_but_for_initials() -> None:
    assert entities((" Jeanne ", "FIRST_NAME", 0.9), ("P. ", "FIRST_NAME", 0.9), ("Roux.", "LAST_NAME", 0.9)) == [
        ("Jeanne", "FIRST_NAME"),
        ("P.", "FIRST_NAME"),
        ("Roux", "LAST_NAME"),
    ]


def test_offsets_are_those_of_the_note_as_given() -> None:
    text = "Mme\u00a0Re\u0301ne\u0301e\r\nDURAND\u200b est là"
    page = Page.of(Note("n", text))
    start = page.text.index("DURAND")
    (entity,) = merge(page, [Found(start, start + 6, "LAST_NAME", "test")])
    assert text[entity.start : entity.end] == entity.text
    assert "DURAND" in entity.text


@settings(deadline=None)
@given(
    st.text(alphabet="aé \n.'-Dr9\u0301\u200b", max_size=60),
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(1, 20), st.sampled_from(LABELS), st.floats(0.1, 1)), max_size=12
    ),
)
def test_always_sorted_apart_and_covering(text: str, spans: list[tuple[int, int, str, float]]) -> None:
    page = Page.of(Note("n", text))
    found = [Found(a, min(a + size, len(page.text)), label, "test", score=score) for a, size, label, score in spans]
    found = [item for item in found if item.start < item.end]
    merged = merge(page, found)
    covered: set[int] = set()
    for entity in merged:
        assert text[entity.start : entity.end] == entity.text
        assert not covered & set(range(entity.start, entity.end))
        covered |= set(range(entity.start, entity.end))
    for item in found:
        for k in range(item.start, item.end):
            if page.text[k].isalnum():
                a, b = page.clean.original(k, k + 1)
                assert set(range(a, b)) <= covered
    assert merged == sorted(merged, key=lambda entity: entity.start)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_goes_through(text: str) -> None:
    for entity in Detector(model=False).detect(Note("n", text)):
        assert text[entity.start : entity.end] == entity.text


def test_other_ways_are_united() -> None:
    def other(page: Page) -> list[Found]:
        return [Found(0, 6, "LAST_NAME", "other:test", role="Patient", score=0.9)]

    note = Note("n", "xyzzyq est vue par le Dr Martin")
    found = Detector(model=False, others=(other,)).detect(note)
    assert [(entity.text, entity.producers[0].split(":")[0]) for entity in found] == [
        ("xyzzyq", "other"),
        ("Martin", "rule"),
    ]
