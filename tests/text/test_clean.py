"""Clean text: regular for rules, and every offset finds its way back, whatever the Unicode."""

import unicodedata

import pytest
from hostile import hostile_texts
from hypothesis import given, settings
from hypothesis import strategies as st

from carnet.text import clean as module
from carnet.text.clean import CleanText, clean, plain
from carnet.text.span import Span

EXAMPLES = settings(max_examples=150, deadline=None)


@pytest.mark.parametrize(
    ("given_text", "cleaned"),
    [
        ("Hb 12,5 g/dL", "Hb 12,5 g/dL"),
        ("e\u0301leve\u0301", "élevé"),
        ("œdème, Œsophage", "oedème, OEsophage"),
        ("ﬁèvre eﬀet ﬂux", "fièvre effet flux"),
        ("l’hôpital “A”", 'l\'hôpital "A"'),
        ("12\u202f000\u00a0UI", "12 000 UI"),
        ("a\r\nb\rc\fd\u2028e", "a\nb\nc\nd\ne"),
        ("docu\u00admen\u200btation", "documentation"),
        ("\ufeffNom\u200f : DUPONT\u200e", "Nom : DUPONT"),
        ("１２／０３", "12／03"),
        ("10⁹/L, m², SpO₂, 1ᵉʳ", "10⁹/L, m², SpO2, 1er"),
        ("5 μg, 5 µg, nº 3", "5 µg, 5 µg, n° 3"),
        ("Augmentin™", "Augmentin™"),
        ("\uf0b7 aspirine", "• aspirine"),
        ("👩🏽‍⚕️ ok", "👩🏽⚕ ok"),
        ("a\x00b\ud800c", "abc"),
        ("e\u200d\u0301", "é"),
        ("\u1112\u1161\u11ab", "한"),
        ("٣", "٣"),
        ("", ""),
    ],
)
def test_what_each_text_becomes(given_text: str, cleaned: str) -> None:
    assert clean(given_text).text == cleaned


@pytest.mark.parametrize(
    ("written", "bare"),
    [("ÉLÉVATION", "elevation"), ("İstanbul", "istanbul"), ("Straße ẞ", "straße ß"), ("Łukasz Øster", "lukasz oster")],
)
def test_plain_has_no_accent_and_the_same_length(written: str, bare: str) -> None:
    assert plain(written) == bare


def test_an_offset_covers_the_accents_of_the_text_as_given() -> None:
    text = "œil\u00a0: e\u0301leve\u0301\r\nfin"
    cleaned = clean(text)
    assert cleaned.text == "oeil : élevé\nfin"
    start = cleaned.text.index("élevé")
    assert text[slice(*cleaned.original(start, start + 5))] == "e\u0301leve\u0301"
    assert cleaned.original(0, 1) == cleaned.original(0, 2) == (0, 1)
    assert cleaned.original(12, 13) == (13, 15)


def test_the_way_forth_is_the_way_back() -> None:
    text = "\ufeffœil\u200b : e\u0301"
    cleaned = clean(text)
    assert cleaned.cleaned(1, 4) == (0, 4)
    assert cleaned.cleaned(0, 1) == (0, 0)
    assert cleaned.cleaned(8, 9) == cleaned.cleaned(8, 10) == (7, 8)
    assert cleaned.cleaned(0, len(text)) == (0, len(cleaned.text))


def test_regular_characters_are_what_the_slow_way_makes_of_them() -> None:
    regular = [chr(code) for code in range(0x3000) if module._ALL_REGULAR.fullmatch(chr(code))]
    assert len(regular) > 400
    for character in regular:
        assert module._regular_piece(character) == module._same_length(character), hex(ord(character))
        assert module._kind(character) == "other"


def clusters(cleaned: CleanText, text: str) -> list[tuple[int, int]]:
    """The shortest stretches of clean text with their own stretch of the given text."""
    borders = [0]
    for place in range(1, len(cleaned.text)):
        if cleaned.original(place - 1, place) != cleaned.original(place, place + 1):
            borders.append(place)
    borders.append(len(cleaned.text))
    return list(zip(borders, borders[1:], strict=False)) if cleaned.text else []


@EXAMPLES
@given(hostile_texts)
def test_offsets_hold_on_hostile_unicode(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned.text) == len(cleaned.plain)
    assert unicodedata.is_normalized("NFC", cleaned.text)
    last = 0
    for start, end in clusters(cleaned, text):
        a, b = cleaned.original(start, end)
        assert last <= a < b <= len(text)
        assert clean(text[a:b]).text == cleaned.text[start:end]
        assert cleaned.cleaned(a, b) == (start, end)
        span = Span.of(text, a, b, "X")
        assert text[span.start : span.end] == span.text
        last = b
    middle = len(cleaned.text) // 2
    assert cleaned.original(middle, middle)[0] <= len(text)
    assert cleaned.original(len(cleaned.text), len(cleaned.text))[0] <= len(text)


@EXAMPLES
@given(hostile_texts, st.data())
def test_any_stretch_finds_its_way_back(text: str, data: st.DataObject) -> None:
    cleaned = clean(text)
    start, middle, end = sorted(data.draw(st.lists(st.integers(0, len(cleaned.text)), min_size=3, max_size=3)))
    a, b = cleaned.original(start, end)
    assert 0 <= a <= b <= len(text)
    assert cleaned.original(start, middle)[1] <= b
    assert cleaned.original(middle, end)[0] >= a
    if start < end:
        back = cleaned.cleaned(a, b)
        assert back[0] <= start
        assert back[1] >= end  # a cluster is covered whole


@EXAMPLES
@given(hostile_texts)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once.text).text == once.text
    assert plain(once.plain) == once.plain
    assert not any(unicodedata.category(c) in ("Cf", "Cs") or c in "\r\t\u00a0" for c in once.text)
