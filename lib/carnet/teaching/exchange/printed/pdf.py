"""Printed exams as PDF: A4, Roboto, one column, a foot with the page of the pages."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from carnet.language import _, language
from carnet.teaching.exchange.outcome import Written
from carnet.teaching.exchange.printed import fonts
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
from carnet.teaching.exchange.printed.pictures import raster, vector
from carnet.teaching.exchange.printed.typography import french, printable
from carnet.teaching.item import Item

MARGIN, WIDTH, HEIGHT = 20.0, 210.0, 297.0  # mm
_SIZES: dict[Style, float] = {"case": 11.5, "small": 8.5, "quote": 9.5, "note": 11}
_INDENTS: dict[Style, float] = {"case": 6, "choice": 6, "right": 4, "wrong": 4, "quote": 10}
_HEADINGS = {0: 20.0, 1: 14.0, 2: 11.5}
_GREY, _INK, _RULE = (88, 96, 105), (24, 28, 32), (190, 196, 202)


def write(
    items: Sequence[Item], path: Path, *, title: str = "", instructions: str = "", minutes: int | None = None,
    parts: Sequence[str] = PARTS,
) -> Written:  # fmt: skip
    """Print items; see `papers.documents` and `papers.write_documents`. Raises `ExchangeRefused`."""
    made = documents(items, title or _("Exam"), instructions, minutes, parts)
    return write_documents(items, path, made, render)


def render(document: Document, problems: list[str]) -> bytes:
    """The PDF of a document; `problems` gains what could not be printed, in words."""
    page = _Page(document, problems)
    for block in document.blocks:
        page.put(block)
    return page.bytes()


class _Page:
    """A document being printed: the place on the page is that of `fpdf`."""

    def __init__(self, document: Document, problems: list[str]) -> None:
        self.problems = problems
        self.rare = False
        self.pdf = _sheet(printable(document.title, fonts.known().__contains__))
        self.words(document.title)

    def words(self, text: str) -> str:
        """A text as it is printed."""
        made = printable(french(text) if language() == "fr" else text, fonts.known().__contains__)
        if not self.rare and fonts.rare(made):
            fonts.add_rare(self.pdf)
            self.rare = True
        return made

    def bytes(self) -> bytes:
        return bytes(self.pdf.output())

    def put(self, block: Block) -> None:
        """Print a block, on a new page where it does not fit on this one."""
        pdf = self.pdf
        if isinstance(block, PageBreak):
            pdf.add_page()
            return
        if isinstance(block, Together):
            if self.left() < self.height(block) <= HEIGHT - 2 * MARGIN - 12:
                pdf.add_page()
            for one in block.blocks:
                self.put(one)
            return
        room = self.height(block) if not isinstance(block, Table) else 24
        if isinstance(block, Heading):
            room += 18  # never alone at the foot of a page
        if self.left() < room <= HEIGHT - 2 * MARGIN - 12:
            pdf.add_page()
        printers: dict[type, Callable[[Any], None]] = {
            Heading: self._heading, Paragraph: self._paragraph, Picture: self._picture, Blank: self._blank,
            Boxes: self._boxes, Table: self._table,
        }  # fmt: skip
        printers[type(block)](block)

    def left(self) -> float:
        """The millimetres left on the page."""
        return float(HEIGHT - MARGIN - 4 - self.pdf.get_y())

    def height(self, block: Block) -> float:
        """About how high a block is, in millimetres."""
        if isinstance(block, Together):
            return sum(map(self.height, block.blocks))
        if isinstance(block, Heading):
            return _HEADINGS[block.level] * 0.55 + 6
        if isinstance(block, Paragraph):
            size = _SIZES.get(block.style, 10.5)
            self.pdf.set_font("Roboto", "", size)
            width = WIDTH - 2 * MARGIN - _INDENTS.get(block.style, 0) - 8 * (block.style == "choice")
            text = self.words(f"{block.lead} {block.text}".strip()) or " "
            return float(self.pdf.multi_cell(width, size * 0.5, text, dry_run=True, output="HEIGHT")) + 3
        if isinstance(block, Picture):
            return self._size(block)[1] + 12
        return 10.0 * block.lines if isinstance(block, Blank) else 10.0

    def _heading(self, block: Heading) -> None:
        pdf = self.pdf
        pdf.ln({0: 0, 1: 5, 2: 5}[block.level] if pdf.get_y() > MARGIN + 1 else 0)
        pdf.set_font("Roboto", "B", _HEADINGS[block.level])
        pdf.set_text_color(*_INK)
        text = self.words(block.text)
        pdf.multi_cell(0, _HEADINGS[block.level] * 0.5, text, align="L", new_x="LMARGIN", new_y="NEXT")
        if block.level == 1:
            pdf.set_draw_color(*_RULE)
            pdf.line(MARGIN, pdf.get_y() + 1, WIDTH - MARGIN, pdf.get_y() + 1)
            pdf.ln(2)
        pdf.ln(1.5)

    def _paragraph(self, block: Paragraph) -> None:
        pdf = self.pdf
        size, indent = _SIZES.get(block.style, 10.5), _INDENTS.get(block.style, 0)
        pdf.set_text_color(*(_GREY if block.style in ("small", "note") else _INK))
        first, top = pdf.page, pdf.get_y()
        if block.style == "choice":
            pdf.set_font("Roboto", "B", size)
            pdf.set_x(MARGIN + 2)
            pdf.cell(8, size * 0.5, self.words(block.lead))
            pdf.set_font("Roboto", "", size)
            pdf.set_left_margin(MARGIN + 10)
            pdf.set_x(MARGIN + 10)
            pdf.multi_cell(0, size * 0.5, self.words(block.text) or " ", align="L", new_x="LMARGIN", new_y="NEXT")
        else:
            pdf.set_left_margin(MARGIN + indent)
            pdf.set_x(MARGIN + indent)
            if block.lead:
                pdf.set_font("Roboto", "B", size)
                pdf.write(size * 0.5, self.words(block.lead) + " ")
            pdf.set_font("Roboto", "I" if block.style == "note" else "", size)
            pdf.write(size * (0.56 if block.style == "case" else 0.5), self.words(block.text))
            pdf.ln(size * 0.5)
        pdf.set_left_margin(MARGIN)
        pdf.set_x(MARGIN)
        if block.style == "case" and pdf.page == first:  # a bar beside what is told of the patient
            pdf.set_draw_color(*_RULE)
            pdf.set_line_width(0.8)
            pdf.line(MARGIN + 2, top, MARGIN + 2, pdf.get_y())
            pdf.set_line_width(0.2)
        pdf.ln(1.2 if block.style in ("choice", "right", "wrong", "quote") else 2.4)

    def _size(self, block: Picture) -> tuple[float, float]:
        width = min(130.0, max(50.0, block.image.width * 0.2))
        ratio = block.image.height / block.image.width
        height = min(110.0, width * ratio)
        return height / ratio, height

    def _picture(self, block: Picture) -> None:
        width, height = self._size(block)
        data = raster(block.image, block.zones) or vector(block.image)
        try:
            if data is None:
                raise ValueError
            self.pdf.image(
                io.BytesIO(data), x=(WIDTH - width) / 2, w=width, h=height, alt_text=block.image.alternative
            )  # fmt: skip
            self.pdf.ln(2)
            if block.legend:
                self._legend(block.image.alternative)
        except Exception:  # noqa: BLE001 - an image that no library draws is told in words, the exam is printed
            self.problems.append(_("an image that could not be drawn: its description stands in its place"))
            self._legend(_("[Image: {description}]").format(description=block.image.alternative))

    def _legend(self, text: str) -> None:
        self.pdf.set_font("Roboto", "I", 8.5)
        self.pdf.set_text_color(*_GREY)
        self.pdf.multi_cell(0, 4.5, self.words(text) or " ", align="C", new_x="LMARGIN", new_y="NEXT")
        self.pdf.ln(2)

    def _blank(self, block: Blank) -> None:
        pdf = self.pdf
        pdf.set_font("Roboto", "B", 10.5)
        pdf.set_text_color(*_INK)
        pdf.set_draw_color(*_GREY)
        label = self.words(block.label)
        for line in range(block.lines):
            pdf.cell(pdf.get_string_width(label) + 4 if line == 0 else 0.1, 9, label if line == 0 else "")
            y = pdf.get_y() + 7.5
            pdf.line(pdf.get_x(), y, WIDTH - MARGIN, y)
            pdf.ln(9)

    def _boxes(self, block: Boxes) -> None:
        pdf = self.pdf
        pdf.set_text_color(*_INK)
        pdf.set_font("Roboto", "B", 10.5)
        pdf.cell(14, 8, self.words(block.label))
        pdf.set_draw_color(*_INK)
        for letter in block.letters:
            if pdf.get_x() > WIDTH - MARGIN - 14:
                pdf.ln(8)
                pdf.set_x(MARGIN + 14)
            pdf.rect(pdf.get_x(), pdf.get_y() + 2, 4, 4)
            pdf.set_x(pdf.get_x() + 5)
            pdf.set_font("Roboto", "", 9.5)
            pdf.cell(8.5, 8, letter)
        if block.note:
            pdf.set_font("Roboto", "I", 8.5)
            pdf.set_text_color(*_GREY)
            pdf.cell(0, 8, self.words(block.note), align="R")
        pdf.ln(8)

    def _table(self, block: Table) -> None:
        pdf = self.pdf
        pdf.ln(2)
        pdf.set_font("Roboto", "", 9.5)
        pdf.set_text_color(*_INK)
        pdf.set_draw_color(*_RULE)
        with pdf.table(col_widths=[100 * one for one in block.widths], text_align="LEFT", line_height=5.5) as made:
            for row in (block.header, *block.rows):
                held = made.row()
                for cell in row:
                    held.cell(self.words(cell))
        pdf.ln(3)


def _sheet(title: str) -> Any:
    """An empty A4 document with its fonts, its head and its foot."""
    import fpdf

    class Sheet(fpdf.FPDF):  # type: ignore[misc,unused-ignore]
        """The foot of each page."""

        def footer(self) -> None:
            self.set_y(-14)
            self.set_font("Roboto", "", 8.5)
            self.set_text_color(*_GREY)
            self.cell(0, 5, title, align="L")
            self.set_x(MARGIN)
            self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="R")

    pdf = Sheet(format="A4")
    pdf.set_margins(MARGIN, MARGIN)
    pdf.set_auto_page_break(True, margin=MARGIN)
    fonts.add_fonts(pdf)
    pdf.set_title(title)
    pdf.set_lang(language())
    pdf.add_page()
    return pdf
