"""The teacher's library: what is read of her courses, found, cited, and what a new version does to citations."""

import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.errors import CarnetError
from carnet.teaching.references import Library, read_course
from carnet.teaching.references.passages import LONGEST, pieces
from carnet.teaching.references.reading import CourseText, UnreadableCourse

COURSE = """# Item 309 : tumeurs du sein

## Bilan d'extension (OIC-309-08-A)

Le bilan d'extension d'un cancer du sein localisé de bas risque **ne comporte pas** de scanner systématique.
Il repose sur l'examen clinique.

- La surveillance sous trastuzumab repose sur la FEVG tous les trois mois.
- Les récepteurs hormonaux sont recherchés en immunohistochimie.

## Traitement (OIC-309-11-B)

L'hormonothérapie adjuvante est proposée pendant cinq ans au moins.
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "references")
    library.add_bytes("cours_sein.md", COURSE.encode(), "Cours sein", "CC BY", date(2025, 9, 1))
    return library


def test_a_question_in_words_finds_the_sentence_under_its_heading_and_objective(library: Library) -> None:
    best = library.search("quelle surveillance SOUS TRASTUZUMAB ?")[0]
    assert best.text == "La surveillance sous trastuzumab repose sur la FEVG tous les trois mois."
    assert best.piece.objective == "OIC-309-08-A" and best.piece.section.startswith(
        "Item 309 : tumeurs du sein › Bilan"
    )
    assert library.search("hormonotherapies adjuvantes")[0].piece.objective == "OIC-309-11-B"
    assert library.search("otospongiose") == [] and library.search("   ") == []


def test_a_citation_stands_until_the_course_says_otherwise(library: Library, tmp_path: Path) -> None:
    citation = library.cite(library.search("trastuzumab FEVG")[0])
    text = library.text("cour-sein").text
    assert text[citation.start : citation.end] == citation.quote and citation.dated == date(2025, 9, 1)
    assert library.check(citation) == "same"
    moved = COURSE.replace("## Bilan", "Un paragraphe de plus, qui déplace tout le reste.\n\n## Bilan")
    library.add_bytes("cours_sein.md", moved.encode())
    assert library.check(citation) == "same"  # said in the same words elsewhere in the document
    library.add_bytes("cours_sein.md", COURSE.replace("trois mois", "six mois").encode())
    assert library.check(citation) == "changed"
    again = Library(tmp_path / "references")  # what is on the disk says the same
    assert again.check(citation) == "changed" and len(again.documents()[0].versions) == 3
    assert again.text("cour-sein", citation.version).text[citation.start : citation.end] == citation.quote
    assert again.check(citation.model_copy(update={"reference_id": "autre"})) == "missing"
    assert again.check(citation.model_copy(update={"quote": "FEVG inutile"})) == "changed"


def test_the_same_text_again_is_no_new_version(library: Library) -> None:
    assert len(library.add_bytes("cours_sein.md", COURSE.encode()).versions) == 1


def _docx() -> bytes:
    import docx

    document = docx.Document()
    document.add_heading("Cancer bronchique", 1)
    document.add_heading("OIC-309-01-A Définir le dépistage", 2)
    document.add_paragraph("Le sevrage tabagique est proposé à tous les fumeurs.")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "EGFR", "inhibiteur de tyrosine kinase"
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _pdf() -> bytes:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.set_font("Helvetica", size=12)
    for line in ("OIC-301-02-A Depister", "La coloscopie est l'examen de reference du cancer colorectal."):
        pdf.add_page()
        pdf.multi_cell(0, 8, line)
    return bytes(pdf.output())


HTML = """<html><head><title>x</title><script>alert(1)</script></head><body><nav>menu</nav><h1>LiSA</h1>
<h2>OIC-045-01-A</h2><p>Le <b>spondyl</b>odiscite est une &eacute;vocation &agrave; retenir.</p>
<ul><li>Ponction-biopsie disco-vertébrale</li></ul><!-- rien --></body></html>"""

WIKI = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/">
<page><title>Connaître la définition du cancer</title>
<ns>0</ns><revision><text>{{Connaissance |Identifiant=OIC-290-01-A |Rang=A |Description=Définition}}
== Définition ==
Un '''cancer''' est une [[prolifération|prolifération cellulaire]] incontrôlée.&lt;ref&gt;un livre&lt;/ref&gt;</text>
</revision></page>
<page><title>Discussion:x</title><ns>1</ns><revision><text>bavardage de la discussion</text></revision></page>
</mediawiki>"""


@pytest.mark.parametrize(
    ("name", "data", "sentence", "objective"),
    [
        ("c.docx", _docx(), "Le sevrage tabagique est proposé à tous les fumeurs.", "OIC-309-01-A"),
        ("c.pdf", _pdf(), "La coloscopie est l'examen de reference du cancer colorectal.", "OIC-301-02-A"),
        ("c.html", HTML.encode(), "Le spondylodiscite est une évocation à retenir.", "OIC-045-01-A"),
        ("c.xml", WIKI.encode(), "Un cancer est une prolifération cellulaire incontrôlée.", "OIC-290-01-A"),
    ],
)
def test_each_kind_of_file_keeps_its_sentences_and_objectives(
    name: str, data: bytes, sentence: str, objective: str
) -> None:
    course = read_course(name, data)
    found = {course.text[piece.start : piece.end]: piece for piece in pieces(course)}
    assert found[sentence].objective == objective
    assert not any(word in course.text for word in ("alert", "menu", "bavardage", "un livre", "|", "'''"))
    if name == "c.pdf":
        assert found[sentence].page == 2


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("c.exe", b"MZ"),
        ("c.docx", b"PK\x03\x04 broken"),
        ("c.pdf", b"%PDF-1.4 broken"),
        ("c.md", b"   \n"),
        ("c.txt", bytes(range(256)) * 20),
        ("c.xml", b"<a><b></a>"),
        ("c.xml", b"<a><b/></a>"),
        ("c.html", b""),
        ("c.xml", b'<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/hostname">]><m><page><text>&x;</text></page></m>'),
    ],
)
def test_a_bad_file_is_refused_by_its_name(name: str, data: bytes) -> None:
    with pytest.raises(UnreadableCourse) as refused:
        read_course(name, data)
    assert name in refused.value.message and refused.value.remedy


def test_a_broken_library_names_its_folder(tmp_path: Path) -> None:
    (tmp_path / "references.json").write_text(json.dumps({"documents": [{"id": 3}]}))
    with pytest.raises(CarnetError, match=tmp_path.name):
        Library(tmp_path)
    with pytest.raises(CarnetError):
        Library(tmp_path / "new").add_bytes("a.md", COURSE.encode(), id="../out")


@given(st.text(max_size=3000))
def test_passages_are_in_order_and_cover_what_is_long_enough(text: str) -> None:
    course = CourseText(text)
    found = list(pieces(course))
    for one, following in zip(found, found[1:], strict=False):
        assert one.end <= following.start
    for one in found:
        said = text[one.start : one.end]
        assert said == said.strip() and "\n" not in said
    assert all(
        len(line.strip()) < 20
        for line in text.split("\n")
        if len(line) <= LONGEST and not any(line.strip() == text[piece.start : piece.end] for piece in found)
    )
