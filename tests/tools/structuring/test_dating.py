"""The date of a fact: its sentence's, its line's, its heading's, its note's; never a birth's nor an appointment's."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.text.note import Note
from carnet.text.reading import Reading
from carnet.tools.structuring.dating import Dated, date_findings
from carnet.tools.structuring.facts import Kind
from carnet.tools.structuring.finding import Finding

WRITTEN = date(2024, 5, 3)


def dated(text: str, words: str, kind: Kind, when: date | None = WRITTEN) -> Dated | None:
    """The date of the mention `words`."""
    reading = Reading.of(Note("n1", text, note_date=when))
    start = text.index(words)
    return date_findings(reading, [Finding(kind, words, start, start + len(words), "test")])[0]


def told(text: str, words: str, kind: Kind) -> str:
    """« value rule », or nothing."""
    found = dated(text, words, kind)
    return f"{found.value} {found.rule}" if found else ""


@pytest.mark.parametrize(
    ("text", "words", "kind", "expected"),
    [
        ("Mastectomie droite le 12/03/2024.", "Mastectomie", "treatment", "2024-03-12 sentence"),
        ("MASTECTOMIE DROITE LE 12/03/2024 ET CURAGE LE 15/03/2024", "MASTECTOMIE", "treatment", "2024-03-12 sentence"),
        ("MASTECTOMIE DROITE LE 12/03/2024 ET CURAGE LE 15/03/2024", "CURAGE", "treatment", "2024-03-15 sentence"),
        ("Mastectomie droite\nle 12/03/2024", "Mastectomie", "treatment", "2024-03-12 sentence"),
        ("TDM du 02/01/24 : progression hépatique, stabilité", "stabilité", "response", "2024-01-02 sentence"),
        ("Progression hépatique au TDM du 02/01/24", "Progression", "progression", "2024-01-02 sentence"),
        ("Récidive hépatique en mars 2019", "Récidive", "progression", "2019-03 sentence"),
        ("Mi-avril 2017, progression tumorale.", "progression", "progression", "2017-04 sentence"),
        ("A bénéficié le 25.08.2016 d'une cystectomie", "cystectomie", "treatment", "2016-08-25 sentence"),
        ("Cancer du sein en 2010", "sein", "site", "2010 sentence"),
        ("FEC 100 du 01/02/2023 au 15/06/2023", "FEC", "treatment", "2023-02-01 sentence"),
        ("Décès le 1er mars 2024, dans le calme", "Décès", "event", "2024-03-01 sentence"),
    ],
)
def test_a_date_of_the_sentence(text: str, words: str, kind: Kind, expected: str) -> None:
    """The date attached to the mention."""
    assert told(text, words, kind) == expected


def test_each_of_a_list_has_its_own_date() -> None:
    """« HTA, IDM en 2012, AVC 2015, diabète »: the date of one is not the other's."""
    text = "HTA, IDM en 2012, AVC 2015, diabète"
    assert [told(text, word, "comorbidity") for word in ("HTA", "IDM", "AVC", "diabète")] == [
        "",
        "2012 sentence",
        "2015 sentence",
        "",
    ]


def test_a_treatment_between_two_dated_ones_has_no_date() -> None:
    """Neither that before, nor that after."""
    text = "Mastectomie le 12/03/2023, chimiothérapie par FEC, radiothérapie en août 2023"
    assert [told(text, word, "treatment") for word in ("Mastectomie", "FEC", "radioth")] == [
        "2023-03-12 sentence",
        "",
        "2023-08 sentence",
    ]


@pytest.mark.parametrize(
    ("text", "words", "kind", "expected"),
    [
        ("- Mars 2019 : mastectomie\n- 12/06/2020 : récidive, puis FOLFOX", "FOLFOX", "treatment", "2020-06-12 line"),
        ("Mars 2019 :\n- mastectomie\n- curage\nJuin 2019 : FEC", "curage", "treatment", "2019-03 line"),
        ("Mars 2019 :\n- mastectomie\n- curage\nJuin 2019 : FEC", "FEC", "treatment", "2019-06 sentence"),
        ("- Mars 2019 : mastectomie\n- FOLFOX", "FOLFOX", "treatment", ""),
        ("12/03/2024 : mastectomie ; curage axillaire", "curage", "treatment", "2024-03-12 line"),
        ("Scanner du 12/03/24\nFoie : progression.\nPoumon : stabilité.", "stabilité", "response", "2024-03-12 line"),
        ("12/03/2024 : mastectomie\n\nDiabète", "Diabète", "comorbidity", ""),
        ("TDM du 02/01/24 : progression. ECOG 1.", "ECOG 1", "performance_status", "2024-05-03 note"),
    ],
)
def test_the_entry_of_a_chronological_list(text: str, words: str, kind: Kind, expected: str) -> None:
    """The date that opens a line governs it, and the lines below up to the next entry."""
    assert told(text, words, kind) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Prochain RDV le 12/06/2024. Réponse partielle",
        "Née le 04/05/1960. Réponse partielle",
        "Dicté le 01/05/2024. Réponse partielle",
        "Réponse partielle par rapport au scanner du 02/01/24",
        "Réponse partielle, à revoir le 12/04/2024",
        "COMPTE RENDU D'HOSPITALISATION du 01/05/2024\nRéponse partielle",
        "Sous gemcitabine, en cours depuis 25/09/2023, avec réponse partielle".replace("réponse", "Réponse"),
    ],
)
def test_dates_that_are_no_facts(text: str) -> None:
    """Births, appointments, dictations, what is compared with, and what a treatment goes on since."""
    assert told(text, "Réponse partielle", "response") == "2024-05-03 note"


def test_relative_dates_are_said_so() -> None:
    """They are written nowhere as they are."""
    assert told("Récidive il y a 3 mois", "Récidive", "progression") == "2024-02 relative"
    assert dated("Récidive le 12/03", "Récidive", "progression", None) is None


def test_what_speaks_of_now_has_the_date_of_the_note() -> None:
    """A performance status does; a comorbidity, a histology and what is told of the past do not."""
    assert told("OMS 1, poids 72 kg", "OMS 1", "performance_status") == "2024-05-03 note"
    assert told("Antécédents : HTA", "HTA", "comorbidity") == ""
    assert told("Carcinome canalaire", "Carcinome", "histology") == ""
    text = "Histoire de la maladie : diagnostic le 16/03/2016. FEC, 4 cures, avec réponse partielle."
    assert told(text, "réponse partielle", "response") == ""


def test_an_admission_has_the_day_of_entry() -> None:
    """« Entrée : 13/08/2023 … Motif : déshydratation »."""
    text = "Date d'entrée : 13/08/2023 - Sortie le : 18/08/2023\nMotif : déshydratation"
    reading = Reading.of(Note("n1", text, note_date=date(2023, 8, 18)))
    start = text.index("déshyd")
    one = Finding("event", "déshydratation", start, start + 14, "test", parts={"type": "admission"})
    found = date_findings(reading, [one])[0]
    assert found and (found.value, found.rule) == ("2023-08-13", "admission")


def test_a_note_without_a_date_has_that_of_its_title() -> None:
    """And its place."""
    text = "CONSULTATION du 1er avril 2019\n\nOMS 1"
    found = dated(text, "OMS 1", "performance_status", None)
    assert found and found.value == "2019-04-01" and found.place and "avril" in text[slice(*found.place)]


PIECES = (
    *(
        "Mastectomie",
        "récidive",
        "FOLFOX",
        "le 12/03/2019",
        "en mars 2019",
        "du 02/01/24 au 05/02/24",
        "TDM du 3 mai 2020",
    ),
    *(
        " : ",
        ", ",
        ". ",
        "\n",
        "\n- ",
        " puis ",
        "Prochain RDV le 12/06/2024",
        "Née le 04/05/1960",
        "il y a 3 mois",
        "2012",
    ),
    *(
        "ANTECEDENTS :\n",
        "Conclusion : ",
        "12/03",
        "30/02/2021",
        "depuis 2015",
        "Histoire de la maladie :\n",
        "hier",
        " (",
        ")",
    ),
)


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from((None, WRITTEN)))
def test_a_date_is_written_where_it_is_said_to_be(pieces: list[str], when: date | None) -> None:
    """Unless it is the note's, or counted from it; it is no birth, and not after the note."""
    text = " ".join(pieces)
    reading = Reading.of(Note("n1", text, note_date=when))
    kinds: tuple[tuple[str, Kind], ...] = (
        ("Mastectomie", "treatment"),
        ("récidive", "progression"),
        ("FOLFOX", "line"),
    )
    findings = [
        Finding(kind, word, start, start + len(word), "test")
        for word, kind in kinds
        for start in range(len(text))
        if text.startswith(word, start)
    ]
    for found in date_findings(reading, findings):
        if found is None or (found.rule == "note" and found.place is None):
            continue
        assert found.place is not None
        words = reading.text[slice(*found.place)]
        assert found.rule == "relative" or found.value[2:4] in words
        assert "1960" not in words and (when is None or found.value <= when.isoformat())
