"""One note through the whole pipeline: offsets of the text as given, whatever the text."""

from datetime import date

from hostile import hostile_texts
from hypothesis import given
from hypothesis import strategies as st

from carnet.text.assertion import STATUSES
from carnet.text.note import Note
from carnet.text.pipeline import assertions, read
from carnet.text.span import Span

LETTER = """Motif : douleur thoracique
ATCD : HTA, diabète. Mère : cancer du sein.
Pas d’allergie connue ni d’intolérance.
Histoire de la maladie : depuis le 3 mars, fièvre à 39 °C pendant 15 jours.
Examen : TA 120/80 mmHg, probable pneumopathie.
CAT : consulter si dyspnée. Contrôle dans 3 mois."""


def named(text: str, *words: str) -> list[Span]:
    return [Span.of(text, text.index(word), text.index(word) + len(word), "X") for word in words]


def test_a_letter_is_read_in_full() -> None:
    note = Note("1", LETTER, note_date=date(2024, 3, 20))
    words = ("diabète", "cancer du sein", "allergie", "intolérance", "fièvre", "pneumopathie", "dyspnée")
    document = read(note, named(LETTER, *words))
    said = {span.text: span.attributes["assertion"] for span in document.labelled("X")}
    expected = ("history", "family", "absent", "absent", "present", "possible", "hypothetical")
    assert said == dict(zip(words, expected, strict=True))
    assert [section.kind for section in document.sections][:2] == ["reason", "history"]
    assert [(span.text, span.attributes["value"]) for span in document.labelled("DATE")] == [
        ("3 mars", "2024-03-03"),
        ("dans 3 mois", "2024-06"),
    ]
    assert ("15 jours", "P15D") in [(span.text, span.attributes["value"]) for span in document.labelled("DURATION")]
    (pressure, *_others) = [one for one in document.labelled("QUANTITY") if one.attributes["name"] == "blood_pressure"]
    assert pressure.attributes["value"] == (120.0, 80.0)
    assert pressure.attributes["unit"] == "mm[Hg]"
    cue = document.labelled("X")[2].attributes["assertion_cue"]
    assert LETTER[slice(*cue)].startswith("Pas d")


def test_spans_given_in_any_order_and_overlapping_have_the_same_answer() -> None:
    note = Note("1", LETTER)
    spans = named(LETTER, "allergie connue", "allergie", "diabète", "HTA, diabète", "fièvre")
    forward = assertions(note, spans)
    assert assertions(note, spans[::-1]) == forward[::-1]
    assert [assertions(note, [span])[0] for span in spans] == forward
    assert assertions(note, []) == []


def test_an_empty_note_has_nothing_in_it() -> None:
    for text in ("", " ", "\n\n", "\u200b", "\ufeff"):
        document = read(Note("1", text))
        assert document.spans == ()
        assert document.sentences == ()


def test_offsets_hold_where_letters_are_decomposed() -> None:
    text = "\ufeffPas de fie\u0300vre.\r\nL’œde\u0300me a disparu,\u00a0depuis le 12\u200b/03/2024."
    document = read(Note("1", text), named(text, "fie\u0300vre", "œde\u0300me"))
    assert [span.attributes["assertion"] for span in document.labelled("X")] == ["absent", "absent"]
    assert [span.text for span in document.labelled("DATE")] == ["12\u200b/03/2024"]


@given(hostile_texts, st.data())
def test_every_offset_is_of_the_text_as_given(text: str, data: st.DataObject) -> None:
    given_spans = []
    if text:
        for _ in range(data.draw(st.integers(0, 4))):
            start = data.draw(st.integers(0, len(text) - 1))
            end = data.draw(st.integers(start + 1, len(text)))
            given_spans.append(Span.of(text, start, end, "X"))
    document = read(Note("1", text, note_date=date(2024, 3, 12)), given_spans)
    for span in document.spans:
        assert text[span.start : span.end] == span.text
    kept = [span for span in document.spans if span.label == "X"]
    assert sorted((span.start, span.end) for span in kept) == sorted((span.start, span.end) for span in given_spans)
    for span in kept:
        assert span.attributes["assertion"] in STATUSES
        cue = span.attributes["assertion_cue"]
        assert cue is None or 0 <= cue[0] < cue[1] <= len(text)
    for before, after in zip(document.sentences, document.sentences[1:], strict=False):
        assert 0 <= before.start < before.end <= after.start <= len(text)
    for section in document.sections:
        assert 0 <= section.start <= section.body <= section.end <= len(text)
    for before, after in zip(document.sections, document.sections[1:], strict=False):
        assert before.end <= after.start


def test_ages_phases_and_results_in_words_are_spans() -> None:
    text = "Patiente de 54 ans. Suites postopératoires simples. Hémocultures négatives. CRP élevée à 45 mg/L."
    spans = {(s.text, s.label): s.attributes.get("value") for s in read(Note("1", text)).spans}
    assert spans["54 ans", "AGE"] == "P54Y"
    assert ("postopératoires", "PHASE") in spans
    assert spans["négatives", "RESULT"] == "negative"
    assert spans["45 mg/L", "QUANTITY"] == 45
