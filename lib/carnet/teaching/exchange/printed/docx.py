"""Printed exams as DOCX: the same documents as the PDF, that a teacher can still change."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from carnet.language import _, language
from carnet.teaching.exchange.outcome import Written
from carnet.teaching.exchange.printed.blocks import (
    Blank,
    Block,
    Boxes,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Style,
    Table,
    Together,
)  # fmt: skip
from carnet.teaching.exchange.printed.papers import PARTS, documents, write_documents
from carnet.teaching.exchange.printed.pictures import raster
from carnet.teaching.exchange.printed.typography import french
from carnet.teaching.exchange.safe import xml_text
from carnet.teaching.item import Item

_SIZES: dict[Style, float] = {"case": 11.5, "small": 8.5, "quote": 9.5, "note": 11}
_INDENTS: dict[Style, float] = {"case": 0.5, "choice": 1.0, "right": 0.5, "wrong": 0.5, "quote": 1.0}  # cm
_WIDTH = 17.0  # cm between the margins


def write(
    items: Sequence[Item], path: Path, *, title: str = "", instructions: str = "", minutes: int | None = None,
    parts: Sequence[str] = PARTS,
) -> Written:  # fmt: skip
    """Print items; see `papers.documents` and `papers.write_documents`. Raises `ExchangeRefused`."""
    made = documents(items, title or _("Exam"), instructions, minutes, parts)
    return write_documents(items, path, made, render)


def render(document: Document, problems: list[str]) -> bytes:
    """The DOCX of a document; `problems` gains what could not be printed, in words."""
    paper = _Paper(document, problems)
    for block in document.blocks:
        paper.put(block)
    return paper.bytes()


class _Paper:
    """A document being printed."""

    def __init__(self, document: Document, problems: list[str]) -> None:
        import docx
        from docx.oxml.ns import qn
        from docx.shared import Cm, Pt

        self.problems = problems
        self.docx = docx.Document()
        section = self.docx.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
        normal = self.docx.styles["Normal"]
        normal.font.name, normal.font.size = "Calibri", Pt(10.5)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Calibri")
        normal.paragraph_format.space_after = Pt(4)
        self.docx.core_properties.title = self.words(document.title)
        self.docx.core_properties.language = language()
        self.docx.core_properties.author = ""
        self._foot(section.footer.paragraphs[0], document.title)

    def words(self, text: str) -> str:
        """A text as it is printed."""
        return xml_text(french(text) if language() == "fr" else text)

    def bytes(self) -> bytes:
        held = io.BytesIO()
        self.docx.save(held)
        return held.getvalue()

    def put(self, block: Block) -> None:
        """Print a block."""
        if isinstance(block, PageBreak):
            self.docx.add_page_break()
        elif isinstance(block, Together):
            for index, one in enumerate(block.blocks):
                self.put(one)
                last = self.docx.paragraphs[-1] if self.docx.paragraphs else None
                if last is not None and index < len(block.blocks) - 1:
                    last.paragraph_format.keep_with_next = True
        elif isinstance(block, Heading):
            self.docx.add_heading(self.words(block.text), block.level)
        elif isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Picture):
            self._picture(block)
        elif isinstance(block, Blank):
            self._blank(block)
        elif isinstance(block, Boxes):
            boxes = "   ".join(f"☐\u00a0{letter}" for letter in block.letters)
            note = f"   ({block.note})" if block.note else ""
            self._paragraph(Paragraph(f"{boxes}{note}", "body", f"{block.label}."))
        else:
            self._table(block)

    def _paragraph(self, block: Paragraph) -> None:
        from docx.shared import Cm, Pt

        made = self.docx.add_paragraph()
        layout = made.paragraph_format
        layout.left_indent = Cm(_INDENTS.get(block.style, 0))
        if block.style == "choice":
            layout.left_indent, layout.first_line_indent = Cm(1.4), Cm(-0.8)
            layout.tab_stops.add_tab_stop(Cm(1.4))
        layout.keep_together = block.style != "case"
        size = Pt(_SIZES.get(block.style, 10.5))
        if block.lead:
            lead = made.add_run(self.words(block.lead) + ("\t" if block.style == "choice" else " "))
            lead.bold, lead.font.size = True, size
        run = made.add_run(self.words(block.text))
        run.font.size, run.italic = size, block.style == "note"
        if block.style == "case":
            run.font.name = "Cambria"
            layout.line_spacing = 1.25
            layout.space_after = Pt(8)

    def _picture(self, block: Picture) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm, Pt

        data = raster(block.image, block.zones)
        ratio = block.image.height / block.image.width
        width = min(13.0, max(5.0, block.image.width * 0.02), 11 / ratio)
        legend = block.image.alternative
        if data is not None:
            try:
                made = self.docx.add_paragraph()
                made.alignment = WD_ALIGN_PARAGRAPH.CENTER
                shown = made.add_run().add_picture(io.BytesIO(data), width=Cm(width))
                shown._inline.docPr.set("descr", xml_text(legend))
            except Exception:  # noqa: BLE001 - an image that no library takes is told in words, the exam is printed
                data = None
        if data is None:
            self.problems.append(_("an image that could not be drawn: its description stands in its place"))
            legend = _("[Image: {description}]").format(description=legend)
        elif not block.legend:
            return
        told = self.docx.add_paragraph()
        told.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = told.add_run(self.words(legend))
        run.italic, run.font.size = True, Pt(8.5)

    def _blank(self, block: Blank) -> None:
        from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
        from docx.shared import Cm, Pt

        for line in range(block.lines):
            made = self.docx.add_paragraph()
            made.paragraph_format.space_before = Pt(6)
            made.paragraph_format.tab_stops.add_tab_stop(Cm(_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
            made.add_run(f"{self.words(block.label)} " if line == 0 else "").bold = True
            made.add_run("\t")

    def _table(self, block: Table) -> None:
        from docx.shared import Cm

        made = self.docx.add_table(rows=1, cols=len(block.header))
        made.style = "Table Grid"
        made.autofit = False
        for row_index, row in enumerate((block.header, *block.rows)):
            held = made.rows[0] if row_index == 0 else made.add_row()
            for cell, text, share in zip(held.cells, row, block.widths, strict=True):
                cell.width = Cm(_WIDTH * share)
                run = cell.paragraphs[0].add_run(self.words(text))
                run.bold = row_index == 0
        self._repeat_head(made.rows[0])
        self.docx.add_paragraph()

    def _repeat_head(self, row: Any) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        mark = OxmlElement("w:tblHeader")
        mark.set(qn("w:val"), "true")
        row._tr.get_or_add_trPr().append(mark)

    def _foot(self, paragraph: Any, title: str) -> None:
        from docx.enum.text import WD_TAB_ALIGNMENT
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Cm, Pt

        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
        paragraph.add_run(f"{self.words(title)}\t").font.size = Pt(8.5)
        for field, after in (("PAGE", " / "), ("NUMPAGES", "")):
            made = OxmlElement("w:fldSimple")
            made.set(qn("w:instr"), field)
            paragraph._p.append(made)
            if after:
                paragraph.add_run(after).font.size = Pt(8.5)
