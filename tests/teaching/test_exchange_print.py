"""Printed exams, read back: what each paper says, what it must not say, and signs that are never lost."""

import base64
from pathlib import Path

import docx
import pytest
from exchange_examples import image, isolated, of_each_kind, progressive, question, short, station, words
from hypothesis import given, settings
from pypdf import PdfReader

from carnet.errors import CarnetError
from carnet.teaching.exchange import write
from carnet.teaching.exchange.printed.fonts import known
from carnet.teaching.exchange.printed.typography import french, printable
from carnet.teaching.item import Item


def pages(path: Path) -> list[str]:
    """The text of each page of a PDF, on one line, plain spaces."""
    return [" ".join(one.extract_text().replace("\u202f", " ").split()) for one in PdfReader(path).pages]


def text_of(path: Path) -> str:
    """The text of a DOCX with its tables."""
    document = docx.Document(str(path))
    told = [one.text for one in document.paragraphs]
    told += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join(told).replace("\u202f", " ").split())


def read_all(folder: Path, suffix: str, items: list[Item]) -> dict[str, str]:
    written = write(items, folder / f"exam{suffix}", title="Examen blanc", minutes=90)
    assert all(one.stat().st_mode & 0o077 == 0 for one in written.files)
    read = text_of if suffix == ".docx" else lambda path: " ".join(pages(path))
    return {path.stem: read(path) for path in written.files}


@pytest.mark.parametrize("suffix", [".pdf", ".docx"])
def test_the_papers_of_an_exam(tmp_path: Path, suffix: str) -> None:
    told = read_all(tmp_path, suffix, of_each_kind())
    assert list(told) == [
        "exam", "exam-reponses", "exam-corrige", "exam-ecos-etudiant", "exam-ecos-participant", "exam-ecos-observateur",
    ]  # fmt: skip
    booklet, answers, key = told["exam"], told["exam-reponses"], told["exam-corrige"]
    assert "Durée : 90 min" in booklet and "Question 13" in booklet and "Dossier progressif 1 (suite)" in booklet
    assert "l’élément n° 1 <a> & “suite”" in booklet and "thrombus → artère" in booklet and "SpO₂ < 92 %" in booklet
    assert "Coupe de l’angioscanner" in key and "Coupe de l’angioscanner" not in booklet  # it may tell the answer
    for secret in (
        "Raison de",
        "Embolie pulmonaire",
        "L’angioscanner confirme",
        "Dyspnée",
        "phlébite",
        "indispensable",
    ):
        assert secret not in booklet and secret not in answers, secret
    assert "Nom" in answers and "12" in answers and "−2" in answers
    assert "Vrai, indispensable – Raison de a, d’après l’énoncé." in key and "✓" in key and "✗" in key
    assert "Dans le cas : « dyspnée d’effort »" in key and "version abc123 du 5 janvier 2026" in key
    assert "1 / 0,5 / 0,2 / 0" in key and "OIC-226-04-A" in key and "Embolie pulmonaire" in key
    student, participant, observer = (told[f"exam-ecos-{name}"] for name in ("etudiant", "participant", "observateur"))
    assert (
        "Menez l’interrogatoire" in student and "phlébite" not in student and "trois semaines, docteur" not in student
    )
    assert "Depuis trois semaines, docteur." in participant and "phlébite" not in participant
    assert "Recherche une phlébite (indispensable)" in observer and "□" in observer


def test_each_question_of_a_progressive_case_stands_on_its_own_page(tmp_path: Path) -> None:
    write([isolated(question()), progressive(), isolated(short())], tmp_path / "a.pdf", parts=["booklet"])
    read = pages(tmp_path / "a.pdf")
    where = [next(n for n, text in enumerate(read) if f"Question {q} –" in text) for q in range(1, 7)]
    assert where == sorted(set(where)) and len(list(tmp_path.iterdir())) == 1
    assert "thrombus" not in read[where[1]] and "thrombus" in read[where[2]]
    assert "Question 2 –" not in read[where[0]]


@settings(max_examples=3, deadline=None)
@given(text=words)
def test_any_text_is_printed_whole(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("print")
    items = [isolated(question("QRU", "b", stem=f"Début {text} fin"), title="T")]
    for suffix in (".pdf", ".docx"):
        write(items, folder / f"a{suffix}", parts=["booklet"])
    has = known()
    assert all(sign in has or sign == "\n" for sign in printable(text, has.__contains__))
    assert "Début" in pages(folder / "a.pdf")[-1] and "fin" in pages(folder / "a.pdf")[-1]
    assert "Début" in text_of(folder / "a.docx")


def test_signs_that_the_letters_lack_are_drawn_or_named() -> None:
    has = known()
    assert printable("a → b ✓ □ ≥", has.__contains__) == "a → b ✓ □ ≥"
    assert printable("🩺", known().__contains__) == "[stethoscope]"
    assert printable("Ａ\u200b\ufe0f", known().__contains__) == "A"
    assert printable("é", known().__contains__) == "é"


def test_french_typography() -> None:
    assert french("Quoi ? « non » : 5 % d'eau, 10 mg") == (
        "Quoi\u202f? «\u00a0non\u00a0»\u00a0: 5\u00a0% d’eau, 10\u00a0mg"
    )


def test_an_image_that_cannot_be_drawn_is_told(tmp_path: Path) -> None:
    broken = image("Un schéma").model_copy(update={"data": "iVBORw0KGgo="})
    for suffix in (".pdf", ".docx"):
        written = write([isolated(question(), images=(broken,))], tmp_path / f"a{suffix}", parts=["booklet"])
        assert len(written.losses) == 1, written.losses
    assert "[Image : Un schéma]" in " ".join(pages(tmp_path / "a.pdf"))
    assert "[Image : Un schéma]" in text_of(tmp_path / "a.docx")


def test_parts_that_do_not_exist_or_have_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CarnetError):
        write([station()], tmp_path / "a.pdf", parts=["booklet"])
    with pytest.raises(CarnetError):
        write([station()], tmp_path / "a.pdf", parts=["cover"])
    assert not list(tmp_path.iterdir())


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><rect width="9" height="9"/>{more}</svg>'


@pytest.mark.parametrize(
    ("more", "drawn"),
    [
        ("", True),
        ('<image href="http://example.org/x.png" width="5" height="5"/>', False),
        ('<use xlink:href="/etc/passwd"/>', False),
        ('<rect style="fill:url(http://example.org/#a)"/>', False),
    ],
)
def test_a_drawing_never_fetches_what_it_shows(tmp_path: Path, more: str, drawn: bool) -> None:
    data = base64.b64encode(SVG.format(more=more).encode()).decode()
    drawing = image("Un tracé").model_copy(update={"media_type": "image/svg+xml", "data": data})
    written = write([isolated(question(), images=(drawing,))], tmp_path / "a.pdf", parts=["booklet"])
    assert (written.losses == ()) is drawn
