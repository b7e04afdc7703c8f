"""A note made safe, a station, courses cited, and the small rules of French."""

from pathlib import Path

import pytest

import carnet.tools
from carnet.teaching.references import Library
from carnet.text.note import Note
from carnet.tools.writing.french import a, elided, listed, of_the
from carnet.tools.writing.tool import CaseWriter
from carnet.tools.writing.wanted import Wanted

NOTE = """Mme Jeanne PELLUCHON, 93 ans, adressée par le Dr Fauvarque (CHU de Limoges).
Le 03/02/2020, biopsie : carcinome infiltrant du sein gauche. Le 10/02/2020, consultation d'annonce.
En mars 2022, métastases osseuses. Traitement par létrozole.
"""


@pytest.fixture(scope="module")
def writer() -> CaseWriter:
    return carnet.tools.teach()


def test_safe_text_names_nobody(writer: CaseWriter) -> None:
    safe = writer.safe(Note("n1", NOTE))
    for word in ("PELLUCHON", "Jeanne", "Fauvarque", "Limoges", "2020", "2022", "93 ans"):
        assert word not in safe.text
    assert "plus de 89 ans" in safe.text
    assert "J0" in safe.text
    assert "J+7" in safe.text
    assert "A+2" in safe.text or "M+2" in safe.text
    assert "PELLUCHON" not in repr(safe)


def test_a_course_is_cited_where_it_says_so(tmp_path: Path) -> None:
    course = tmp_path / "cours.md"
    course.write_text(
        "# Hormonothérapie\n\nSous inhibiteur de l’aromatase, les effets attendus sont : arthralgies, bouffées de "
        "chaleur, sécheresse vaginale et ostéoporose.\n",
        encoding="utf-8",
    )
    folder = tmp_path / "references"
    Library(folder).add(course, title="Mon cours")
    note = Note("n1", NOTE.replace("93 ans", "63 ans"))
    items = carnet.tools.teach(references=folder).write([note], Wanted(number=12)).items
    cited = [one for item in items for q in item.questions for p in q.propositions for one in p.citations]
    assert cited
    library = Library(folder)
    assert all(library.check(one) == "same" for one in cited)


def test_words_agree() -> None:
    assert elided("de", "adénocarcinome") == "d’adénocarcinome"
    assert elided("de", "carcinome") == "de carcinome"
    assert of_the("le cisplatine") == "du cisplatine"
    assert of_the("l’oxaliplatine") == "de l’oxaliplatine"
    assert a("tumeur stromale") == "une tumeur stromale"
    assert listed(["a", "b", "c"]) == "a, b et c"
