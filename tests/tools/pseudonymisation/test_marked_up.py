"""A chat model's copy with tags, aligned to offsets: what it drops, changes or invents hides nothing wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.text.note import Note
from carnet.tools.pseudonymisation.marked_up import TAGS, MarkedUp, align, chunks, fold, prompt
from carnet.tools.pseudonymisation.page import Page

LETTER = (
    "Cher confrère,\nJ'ai vu M. Aurélien KERVADEC, né le 12/03/1951, pour une maladie de Parkinson.\n"
    "Il habite 4 rue des Glycines à Plouzeven. Sa fille Maëlle est joignable au 06 11 22 33 44.\n"
    "Dr Odile Brancquart"
)


def page(text: str) -> Page:
    return Page.of(Note(note_id="n", text=text))


def tagged(text: str, answer: str) -> list[tuple[str, str]]:
    return [(passage.tag, text[passage.start : passage.end]) for passage in align(text, answer).found]


def test_an_exact_copy_gives_every_passage() -> None:
    answer = (
        LETTER.replace("Aurélien", "<PRENOM>Aurélien</PRENOM>")
        .replace("KERVADEC", "<NOM>KERVADEC</NOM>")
        .replace("12/03/1951", "<DATE_NAISSANCE>12/03/1951</DATE_NAISSANCE>")
        .replace("06 11 22 33 44", "<TELEPHONE>06 11 22 33 44</TELEPHONE>")
    )
    reading = MarkedUp(lambda _prompt: answer, model="llm:small").read(page(LETTER))
    assert [LETTER[f.start : f.end] for f in reading.found] == ["Aurélien", "KERVADEC", "12/03/1951", "06 11 22 33 44"]
    assert reading.aligned == 1.0 and reading.dropped == 0
    assert {f.producer for f in reading.found} == {"llm:small:marked-up-1"}


@pytest.mark.parametrize(
    "answer",
    [
        "j'ai vu m. <PRENOM>aurelien</PRENOM> <NOM>kervadec</NOM>, ne le 12/03/1951",  # accents, case and words dropped
        "Voici le texte :\n```\nM. <PRENOM>AURELIEN</PRENOM>  <NOM>Ker vadec</NOM>\n```",  # spaces, politeness
        "J'ai vu M. <prenom> Aurélien </prenom><NOM>KERVADEC, né le",  # a tag that nobody closed
        "J'ai vu M. <PRENOM><PRENOM>Aurélien</PRENOM> <NOM>KERVADEC</NOM></NOM></DATE>",  # tags that cross and repeat
    ],
)
def test_an_approximate_copy_is_still_placed(answer: str) -> None:
    assert tagged(LETTER, answer)[0] == ("PRENOM", "Aurélien")


def test_what_is_not_in_the_text_is_dropped() -> None:
    answer = "J'ai vu M. <PRENOM>Bertrand</PRENOM> <NOM>KERVADEC</NOM>, né le 12/03/1951. <VILLE>Quimperlé</VILLE>"
    result = align(LETTER, answer)
    assert [LETTER[p.start : p.end] for p in result.found] == ["KERVADEC"]
    assert result.dropped == 2


def test_a_name_said_twice_is_hidden_where_the_copy_says_it() -> None:
    text = "Rose va bien. La peau est rose. Rose sort demain."
    answer = "<PRENOM>Rose</PRENOM> va bien. La peau est rose. <PRENOM>Rose</PRENOM> sort demain."
    assert [(p.start, p.end) for p in align(text, answer).found] == [(0, 4), (32, 36)]


def test_a_part_of_a_word_is_no_word() -> None:
    assert tagged("Un maximum de 3.", "Un <PRENOM>Max</PRENOM> de 3.") == []
    assert tagged("DrDUPONT a vu", "Dr<NOM>DUPONT</NOM> a vu") == [("NOM", "DUPONT")]


def test_a_truncated_answer_says_how_much_was_read() -> None:
    reading = MarkedUp(lambda _prompt: LETTER[: len(LETTER) // 2]).read(page(LETTER))
    assert 0.3 < reading.aligned < 0.7
    assert MarkedUp(lambda _prompt: "").read(page(LETTER)).aligned == 0.0
    assert MarkedUp(lambda _prompt: "").read(page("")).aligned == 1.0


def test_long_notes_are_asked_by_chunks() -> None:
    asked: list[str] = []

    def complete(question: str) -> str:
        asked.append(question)
        return question[len(prompt()) :].replace("Maëlle", "<PRENOM>Maëlle</PRENOM>")

    text = LETTER * 30
    found = MarkedUp(complete, characters=400).find(page(text))
    assert len(asked) > 5 and all(len(question) <= len(prompt()) + 400 for question in asked)
    assert len(found) == 30 and {text[f.start : f.end] for f in found} == {"Maëlle"}


@given(st.text(max_size=300), st.integers(1, 50))
def test_chunks_are_the_text(text: str, characters: int) -> None:
    assert "".join(text[start:end] for start, end in chunks(text, characters)) == text


_PIECES = st.one_of(
    st.sampled_from(
        [f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS] + ["<", "</NOM", "<nom>", "\n", " ", ""]
    ),
    st.sampled_from(LETTER.split()),
    st.text(max_size=8),
)


@given(st.lists(_PIECES, max_size=60).map(" ".join) | st.lists(_PIECES, max_size=60).map("".join), st.booleans())
def test_any_answer_gives_passages_that_the_text_says(answer: str, own: bool) -> None:
    text = page(answer).text if own else LETTER  # sometimes the text is as hostile as the answer
    result = align(text, answer)
    place = 0
    for passage in result.found:
        assert place <= passage.start < passage.end <= len(text)
        assert fold(text[passage.start : passage.end]) in fold(page(answer).text)
        place = passage.end
    assert 0 <= result.copied <= result.words
