"""A varied plan as the files that office programs keep: DOCX and XLSX."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from docx import Document as new_docx
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from training.document import Cell, Document, Row, Section
from training.layout import LIST_MARKER, cell_lines, column_widths, height, row_heights

_FONTS = {
    "carlito": "Calibri",
    "caladea": "Cambria",
    "times": "Times New Roman",
    "liberation-serif": "Times New Roman",
    "liberation-narrow": "Arial Narrow",
    "dejavu": "Calibri",
}


_MARGIN = 5.4  # what word processors leave at the left and right of a cell, in points
_SHEET_MARGIN = 3.0  # and spreadsheets
_ROOMS = ((2.75, 2.75), (2.0, 2.0), (0.0, 4.0), (5.0, 5.0))  # above and below the text of a cell


def _widths(document: Document, margin: float) -> list[float]:
    """The widths of the columns in points, for cells with this margin."""
    return column_widths(replace(document, style=replace(document.style, pad=margin)))


def _lines(document: Document) -> dict[int, int]:
    """Row index → its line in the table."""
    return {line.index: at for at, line in enumerate(document.lines) if isinstance(line, Row)}


def _blanks(document: Document) -> list[int]:
    """Empty paragraphs above each cell's text: those it has, and where a typist centres by hand
    as many as bring it half way down its rows."""
    style = document.style
    inner = [width - 2 * _MARGIN for width in _widths(document, _MARGIN)]
    texts = [cell_lines(cell, inner[cell.column], style) for cell in document.cells]
    heights = row_heights(document, texts)
    counts = []
    for cell, lines in zip(document.cells, texts, strict=True):
        spare = sum(heights[row] for row in cell.rows) - height(lines)
        field = document.columns[cell.column].key.split(":")[0]
        by_hand = len(cell.rows) == 1 and style.valign[field] == "manual"
        counts.append(cell.blanks[0] + (int(spare / 2 / style.size / 1.25) if by_hand else 0))
    return counts


def _number_parts(document: Document) -> list[str]:
    """What stands before and after the page number; nothing where there is none."""
    return document.page_number.split("{n}") if document.page_number else []


# ---- DOCX


def _say(paragraph: Paragraph, text: str, *, bold: bool = False, size: float | None = None) -> None:
    run = paragraph.add_run(text)
    run.bold = bold
    if size:
        run.font.size = Pt(size)


def _docx_pages(docx: Docx, document: Document) -> None:
    """Paper, margins, base font, running head and foot."""
    style, page = document.style, docx.sections[0]
    page.page_width, page.page_height = Pt(style.paper[0]), Pt(style.paper[1])
    wide = style.paper[0] > style.paper[1]
    page.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    page.left_margin = page.right_margin = Pt(style.margin)
    page.top_margin = page.bottom_margin = Pt(style.margin)
    page.header_distance = page.footer_distance = Pt(style.margin / 2)
    normal = docx.styles["Normal"]
    normal.font.name, normal.font.size = _FONTS.get(style.font, "Arial"), Pt(style.size)
    normal.paragraph_format.space_after = Pt(0)
    if document.running_head:
        _say(page.header.paragraphs[0], document.running_head)
    foot, parts = page.footer.paragraphs[0], _number_parts(document)
    if document.running_foot:
        _say(foot, document.running_foot + ("\t\t" if parts else ""))
    elif parts:
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if parts:
        _say(foot, parts[0])
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        foot._p.append(field)
        _say(foot, parts[1])


def _fill_cell(cell: _Cell, source: Cell, blanks: int, document: Document) -> None:
    """A cell's paragraphs with their spacing, alignment and list indents."""
    style, key = document.style, document.columns[source.column].key
    texts = ["" for _ in range(blanks)] + list(source.paragraphs) + [""] * source.blanks[1]
    spacing = min((1.0, 1.15, 1.5), key=lambda known: abs(known - source.leading / 1.15))
    for number, text in enumerate(texts):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        shape = paragraph.paragraph_format
        shape.line_spacing = spacing
        shape.space_after = Pt(style.paragraph_gap)
        if key in style.centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        elif style.justify:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        marker = LIST_MARKER.match(text)
        if marker and style.hanging_indent:
            shape.left_indent = Pt(style.size * 1.4)
            shape.first_line_indent = -shape.left_indent
            text = marker.group().strip() + "\t" + text[marker.end() :]
        if text:
            _say(paragraph, text)


def _mark_row(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _pad(table: Table, above: float, below: float) -> None:
    """Room above and below the text of every cell, in points."""
    margins = OxmlElement("w:tblCellMar")
    for side, room in (("top", above), ("bottom", below)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(round(room * 20)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)


def write_docx(document: Document, path: Path, rng: Random) -> None:
    """The document as a word processor's table: header rows, merged cells, section rows. Where it
    has no rulings, cells have room above and below their text in half of the documents: one word
    processor's tables are made with it, the other's without."""
    style, docx = document.style, new_docx()
    _docx_pages(docx, document)
    for part in document.title:
        paragraph = docx.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _say(paragraph, part, bold=True, size=style.size + 2)
    if style.cover:
        docx.add_page_break()
    for part in document.narrative:
        docx.add_paragraph(part)
    docx.add_paragraph()

    heads = 1 + style.header_numbered
    columns = len(document.columns)
    table = docx.add_table(heads + len(document.lines), columns)
    table.style = "Table Grid" if style.ruled else None
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    if not style.ruled and rng.random() < 0.5:
        _pad(table, *rng.choice(_ROOMS))
    grid = [list(row.cells) for row in table.rows]
    for index, width in enumerate(_widths(document, _MARGIN)):
        table.columns[index].width = Pt(width)
        for cells in grid:
            cells[index].width = Pt(width)
    for number, row in enumerate(table.rows):
        if number < heads and style.header_repeats:
            _mark_row(row, "w:tblHeader")
        if not style.rows_split:
            _mark_row(row, "w:cantSplit")
    for index, column in enumerate(document.columns):
        titles = [column.header] + ([str(index + 1)] if style.header_numbered else [])
        for cells, text in zip(grid, titles, strict=False):
            paragraph = cells[index].paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            cells[index].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            _say(paragraph, text, bold=True)
    for at, line in enumerate(document.lines, heads):
        if isinstance(line, Section):
            first = 0 if style.section_span == "all" else 1
            grid[at][first].merge(grid[at][-1])
            text = line.name if first else f"{line.number} {line.name}".strip()
            _say(grid[at][first].paragraphs[0], text, bold=True)
            if first:
                grid[at][0].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
                _say(grid[at][0].paragraphs[0], line.number, bold=True)
    places = _lines(document)
    for source, blanks in zip(document.cells, _blanks(document), strict=True):
        top = grid[heads + places[source.rows[0]]][source.column]
        if len(source.rows) > 1:
            top = top.merge(grid[heads + places[source.rows[-1]]][source.column])
        field = document.columns[source.column].key.split(":")[0]
        if style.valign[field] == "middle":
            top.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        _fill_cell(top, source, blanks, document)

    for text in ("", *document.signature) if document.signature else ():
        paragraph = docx.add_paragraph(text)
        paragraph.paragraph_format.left_indent = Pt(style.paper[0] * 0.55)
    docx.save(str(path))


# ---- XLSX


def write_xlsx(document: Document, path: Path, rng: Random) -> None:
    """The document as a sheet: wrapped and merged cells, rows as high as their text needs, printed
    as wide as the paper.

    Calc draws cells of one line before all others of a page, except where a cell has text in two
    fonts: two of three sheets have, so that it draws row by row as Excel does.
    """
    style, book = document.style, Workbook()
    sheet = book.active
    size = rng.choice((10.0, 11.0, 11.0, 12.0))
    scale = size / style.size
    font, bold = (Font(name=_FONTS.get(style.font, "Arial"), size=size, bold=b) for b in (0, 1))
    thin = Side(style="thin")
    border = Border(thin, thin, thin, thin) if style.ruled else Border()
    columns, two_fonts = len(document.columns), rng.random() < 0.67
    numbers = not two_fonts and rng.random() < 0.6

    def put(row: int, column: int, text: str, *, head: bool, centre: bool, across: str) -> Any:
        value: Any = int(text) if numbers and text.isdigit() else text
        if two_fonts and text:
            inline = InlineFont(rFont=font.name, sz=size, b=head)
            other = InlineFont(rFont=font.name, sz=size, b=not head)
            value = CellRichText(TextBlock(inline, text), TextBlock(other, " "))
        cell = sheet.cell(row, column, value)
        cell.font = bold if head else font
        sideways = "center" if centre else "justify" if style.justify else "left"
        cell.alignment = Alignment(wrap_text=True, vertical=across, horizontal=sideways)
        return cell

    at = 1
    for text in (*document.title, *document.narrative):
        put(at, 1, text, head=text in document.title, centre=text in document.title, across="top")
        sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=columns)
        if text in document.narrative:
            sheet.row_dimensions[at].height = size * 3
        at += 1
    at += 1
    widths = _widths(document, _SHEET_MARGIN)
    for index, (column, width) in enumerate(zip(document.columns, widths, strict=True)):
        letter = get_column_letter(index + 1)
        sheet.column_dimensions[letter].width = width * scale / 5.25
        put(at, index + 1, column.header, head=True, centre=True, across="center").border = border
        if style.header_numbered:
            put(at + 1, index + 1, str(index + 1), head=True, centre=True, across="center")
    first = at + 1 + style.header_numbered
    if style.header_repeats:
        sheet.print_title_rows = f"{at}:{first - 1}"
    for row in range(first, first + len(document.lines)):
        for index in range(columns):
            sheet.cell(row, index + 1).border = border
    for row, line in enumerate(document.lines, first):
        if isinstance(line, Section):
            left = 1 if style.section_span == "all" else 2
            text = line.name if left == 2 else f"{line.number} {line.name}".strip()
            put(row, left, text, head=True, centre=False, across="center")
            sheet.merge_cells(start_row=row, end_row=row, start_column=left, end_column=columns)
            if left == 2:
                put(row, 1, line.number, head=True, centre=True, across="center")
    places = _lines(document)
    for source in document.cells:
        key = document.columns[source.column].key
        middle = style.valign[key.split(":")[0]] != "top"
        text = "\n" * source.blanks[0] + "\n".join(source.paragraphs) + "\n" * source.blanks[1]
        row, last = (first + places[index] for index in (source.rows[0], source.rows[-1]))
        across = "center" if middle else "top"
        put(row, source.column + 1, text, head=False, centre=key in style.centred, across=across)
        if last > row:
            span = source.column + 1
            sheet.merge_cells(start_row=row, end_row=last, start_column=span, end_column=span)
    for index, tall in enumerate(_heights(document)):
        sheet.row_dimensions[first + places[index]].height = min(tall * scale, 409.0)
    for row, text in enumerate(document.signature, first + len(document.lines) + 1):
        cell = put(row, columns - 1, text, head=False, centre=False, across="top")
        cell.alignment = Alignment(wrap_text=False)

    page, parts = sheet.page_setup, _number_parts(document)
    page.orientation = "landscape" if style.paper[0] > style.paper[1] else "portrait"
    page.paperSize = 9 if round(max(style.paper)) == 842 else 14
    page.fitToWidth, page.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.oddHeader.left.text = document.running_head or None
    sheet.oddFooter.left.text = document.running_foot or None
    if parts:
        (
            sheet.oddFooter.right if document.running_foot else sheet.oddFooter.center
        ).text = f"{parts[0]}&P{parts[1]}"
    book.save(path)


def _heights(document: Document) -> list[float]:
    """The heights of the rows that their cells need, as a spreadsheet program stores them."""
    inner = [width - 2 * _SHEET_MARGIN - 1 for width in _widths(document, _SHEET_MARGIN)]
    cells = tuple(replace(cell, leading=1.3) for cell in document.cells)
    texts = [cell_lines(cell, inner[cell.column], document.style) for cell in cells]
    return row_heights(replace(document, cells=cells), texts)
