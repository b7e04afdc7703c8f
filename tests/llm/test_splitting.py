"""Long notes in parts: nothing lost, offsets right, no part too long, sections kept together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.llm.splitting import split
from carnet.text.document import Section
from carnet.text.note import Note
from carnet.text.reading import Reading

WORDS = st.lists(
    st.sampled_from(["sein", "pT2N1", "le 12/03.", "é", "\n", "\n\n", "Motif :", ";", "x" * 40]), max_size=200
)


@given(WORDS, st.integers(1, 120), st.integers(0, 119), st.lists(st.integers(0, 400), max_size=12))
def test_every_character_is_in_a_part_of_the_right_length_at_the_right_place(
    words: list[str], limit: int, overlap: int, borders: list[int]
) -> None:
    whole = " ".join(words)
    overlap = min(overlap, limit - 1)
    cuts = sorted({min(border, len(whole)) for border in borders})
    sections = [Section(start, start, start, end, "other") for start, end in zip(cuts, cuts[1:], strict=False)]
    parts = split(whole, sections, limit, overlap)
    assert "".join(whole[part.fresh : part.end] for part in parts) == whole
    for part in parts:
        assert whole[part.start : part.end] == part.text and 0 < len(part.text) <= limit
        assert part.start <= part.fresh < part.end and part.fresh - part.start <= overlap
    assert all(later.fresh == former.end for former, later in zip(parts, parts[1:], strict=False))


def test_a_short_note_is_one_part_and_an_empty_one_none() -> None:
    assert [(part.start, part.end) for part in split("Bonjour.")] == [(0, 8)]
    assert split("") == []


def test_parts_begin_at_sections_and_need_no_overlap_there() -> None:
    text = "".join(f"{title} :\n{'texte de la section. ' * 20}\n\n" for title in ("Motif", "Antécédents", "Conclusion"))
    reading = Reading.of(Note("n", text))
    parts = split(reading, limit_chars=600, overlap=100)
    assert [part.text.split(" ")[0] for part in parts] == ["Motif", "Antécédents", "Conclusion"]
    assert all(part.start == part.fresh for part in parts)
    assert "".join(part.text for part in parts) == reading.text


def test_a_cut_within_a_section_is_at_a_line_or_a_sentence_and_shows_what_came_before_again() -> None:
    text = "Tumeur de 32 mm du sein droit. " * 60
    parts = split(text, limit_chars=500, overlap=100)
    assert len(parts) > 3
    for part in parts[1:]:
        assert part.text.startswith("Tumeur") and 0 < part.fresh - part.start <= 100
    assert all(part.text.rstrip().endswith("droit.") for part in parts)


def test_no_note_is_in_the_repr() -> None:
    assert repr(split("Mme Martin")[0]) == "Part(0, 10)"


@pytest.mark.parametrize(("limit", "overlap"), [(0, 0), (10, 10), (10, -1)])
def test_limits_that_make_no_sense(limit: int, overlap: int) -> None:
    with pytest.raises(ValueError, match="limit_chars"):
        split("texte", limit_chars=limit, overlap=overlap)
