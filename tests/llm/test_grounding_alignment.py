"""Quotes found where they are, whatever a copy does to them; and nowhere where the sense changed."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carnet.llm.grounding import align
from carnet.text.clean import clean, plain

NOTE = """Compte rendu d'hospitalisation du 12/03/2024
Motif : bilan d’extension d'un adéno-
carcinome du sigmoïde découvert sur rectorragies. Cœlioscopie sans carcinose.
Scanner TAP : métastases hépatiques multiples, la plus grande mesurant 3,2 cm dans le segment VII.
Pas de lésion osseuse. Nodule du lobe supérieur gauche de 8 mm. ACE 14,5 ng/mL, CA 19-9 = 1 250 UI/mL.
RCP : FOLFOX 6 cures puis réévaluation. HER2 3+, RE 90 %, RP négatifs.
Traitement : oxaliplatine 85 mg/m² J1=J15, tolérance correcte, neuropathie de grade 2.
"""


def found(quote: str, text: str = NOTE) -> str | None:
    place = align(text, quote)
    return None if place is None else text[place.start : place.end]


@pytest.mark.parametrize(
    ("quote", "how"),
    [
        ("métastases hépatiques multiples", "exact"),
        ("metastases hepatiques multiples", "normalised"),
        ("MÉTASTASES HÉPATIQUES", "normalised"),
        ("adénocarcinome du sigmoïde", "normalised"),
        ("bilan d'extension", "normalised"),
        ("« CA 19-9 = 1250 UI/mL »", "normalised"),
        ("Coelioscopie sans carcinose", "normalised"),
        ("la plus grande mesurant 3.2 cm", "normalised"),
        ("multiples,\n la plus   grande", "normalised"),
        ("FOLFOX 6 cures puis re\u0301e\u0301valuation", "normalised"),
        ("métastase hépatique multiple", "fuzzy"),
        ("Scanner TAP : métastases […] segment VII", "fuzzy"),
        ("oxaliplatine 85 mg/m² J1=J15, tolérence correcte", "fuzzy"),
        ("Nodule lobe supérieur gauche de 8 mm", "fuzzy"),
    ],
)
def test_what_a_copy_does_is_borne(quote: str, how: str) -> None:
    place = align(NOTE, quote)
    assert place is not None and place.how == how
    assert plain(clean(NOTE[place.start : place.end]).text)[:3] == plain(clean(quote.strip("« ")).text)[:3]


@pytest.mark.parametrize(
    "quote",
    [
        "métastases pulmonaires multiples",  # another word
        "métastases osseuses multiples, la plus grande",
        "lésion osseuse découverte sur rectorragies",
        "mesurant 3,3 cm dans le segment VII",  # another number
        "mesurant 32 cm dans le segment VII",
        "mesurant 3,2 mm dans le segment VII",  # another unit
        "Nodule du lobe supérieur droit de 8 mm",  # another side
        "Nodule du lobe inférieur gauche de 8 mm",
        "Cœlioscopie avec carcinose",  # without its negation
        "Pas de lésion hépatique. Nodule du lobe",
        "FOLFIRI 6 cures puis réévaluation",  # another drug
        "cisplatine 85 mg/m² J1=J15, tolérance correcte",
        "HER2 2+, RE 90 %",
        "HER2 3, RE 90 %",
        "neuropathie de grade 3",
        "ACE 4,5 ng/mL",  # a number cut
        "CA 19-9 = 250 UI/mL",
        "Scanner TAP […] HER2 3+",  # too far apart
        "a",
        "3",
        "",
        "…",
        NOTE,
    ],
)
def test_what_changes_the_sense_is_not(quote: str) -> None:
    assert found(quote) is None


def test_a_word_that_is_another_word_is_no_slip() -> None:
    text = "Hypokaliémie sévère sous furosémide. Atteinte urétérale droite. Abduction limitée de l'épaule."
    assert found("Hyperkaliémie sévère sous furosémide", text) is None
    assert found("Atteinte urétrale droite", text) is None
    assert found("Adduction limitée de l'épaule", text) is None


def test_within_chooses_the_place_of_a_repeated_quote() -> None:
    text = "Pas de métastase.\n\nScanner : métastase hépatique.\n\nÉvolution : métastase hépatique stable."
    first, last = text.index("métastase hépatique"), text.rindex("métastase hépatique")
    assert align(text, "métastase hépatique").start == first  # type: ignore[union-attr]
    assert align(text, "métastase hépatique", within=(60, len(text))).start == last  # type: ignore[union-attr]
    assert align(text, "métastase hépatique", within=(0, 20)) is None


def test_offsets_are_those_of_the_text_as_given() -> None:
    text = "Re\u0301cidive \u200blocale\r\nde l’ade\u0301no\u00ad\u00adcarcinome  gastrique\ufeff."
    place = align(text, "récidive locale de l'adénocarcinome gastrique")
    assert place is not None
    assert text[place.start :].startswith("Re\u0301cidive") and text[: place.end].endswith("gastrique")


PERTURBATIONS = (
    str.upper,
    str.lower,
    lambda text: "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn"),
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace(" ", "  "),
    lambda text: text.replace(" ", "\n"),
    lambda text: text.replace("'", "’").replace("-", "–"),
    lambda text: f"« {text} »",
    lambda text: text.replace("œ", "oe").replace("Œ", "OE"),
)


@given(st.data())
def test_perturbed_passages_are_found_where_they_are(data: st.DataObject) -> None:
    words = [at for at in range(len(NOTE)) if NOTE[at].isalnum() and (at == 0 or NOTE[at - 1] in " \n")]
    first = data.draw(st.sampled_from(words[:-6]))
    count = data.draw(st.integers(3, 9))
    after = words[min(len(words) - 1, words.index(first) + count)]
    passage = NOTE[first:after].strip(" \n.,:=")
    if passage[-1].isdigit() or passage.endswith(("3", "adéno-")) or len(passage) > len(NOTE) / 2:
        return
    quote = data.draw(st.sampled_from(PERTURBATIONS))(passage)
    place = align(NOTE, quote)
    assert place is not None
    assert plain(clean(NOTE[place.start : place.end]).text).split() == plain(clean(passage).text).split()


@settings(max_examples=40)
@given(st.text(max_size=200), st.text(max_size=60))
def test_any_text_and_any_quote_are_borne(text: str, quote: str) -> None:
    place = align(text, quote)
    if place is not None:
        assert 0 <= place.start < place.end <= len(text)
        assert 0 <= place.score <= 1


@settings(max_examples=40)
@given(st.text(min_size=4, max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_what_is_there_is_found(middle: str, before: str, after: str) -> None:
    text = f"{before} {middle} {after}"
    place = align(text, middle)
    letters = sum(character.isalnum() for character in clean(middle).plain)
    if place is not None:
        assert text[place.start : place.end]
    elif letters >= 4 and clean(middle).plain.isascii() and clean(middle).plain.isalpha():
        raise AssertionError("a plain word of the text was not found")
