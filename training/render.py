"""A varied plan onto the pages of a PDF, and every word that was drawn with its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from training.document import Cell, Document, Section, Word
from training.layout import (
    Piece,
    TextLine,
    cell_lines,
    column_widths,
    font_names,
    height,
    paginate,
    text_width,
    wrap,
)
from training.pen import Pen, centred, draw_box, draw_end
from training.table_header import draw_header


def _justified(
    words: tuple[tuple[float, str], ...], width: float, font: str, size: float
) -> list[tuple[float, str]]:
    end = words[-1][0] + text_width(words[-1][1], font, size)
    if len(words) < 2 or width - end > width / 3:
        return list(words)
    more = (width - end) / (len(words) - 1)
    return [(offset + more * number, word) for number, (offset, word) in enumerate(words)]


def _paragraphs(
    pen: Pen,
    texts: tuple[str, ...],
    top: float,
    role: str,
    *,
    bold: bool,
    centre: bool,
    left: float | None = None,
    leading: float = 1.25,
    size: float | None = None,
) -> float:
    """Draws paragraphs outside the table from `top` down; gives where they end."""
    style = pen.document.style
    font = font_names(style.font, style.office_metrics)[bold]
    size = size or style.size + (1 if bold else 0)
    left = style.margin if left is None else left
    width = style.paper[0] - style.margin - left
    for text in texts:
        for line in wrap(text, width, font, size, hanging=False):
            top += size * leading
            move = centred(line, width, font, size) if centre else 0.0
            pen.text(left + move, top, line, font, role, size=size)
    return top


def _furniture(pen: Pen) -> None:
    """Running head and foot and the page number of the page at hand."""
    document, style = pen.document, pen.document.style
    font = font_names(style.font, style.office_metrics)[0]
    bottom = style.paper[1] - style.margin + 16
    if document.running_head:
        words = wrap(document.running_head, 9999, font, style.size - 1, hanging=False)[0]
        pen.text(style.margin, style.margin - 12, words, font, "running_text", size=style.size - 1)
    if document.running_foot:
        words = wrap(document.running_foot, 9999, font, style.size - 1, hanging=False)[0]
        pen.text(style.margin, bottom, words, font, "running_text", size=style.size - 1)
    if document.page_number:
        number = document.page_number.replace("{n}", str(pen.page + 1))
        words = wrap(number, 9999, font, style.size - 1, hanging=False)[0]
        width = style.paper[0] - 2 * style.margin
        x = style.margin + centred(words, width, font, style.size - 1)
        if document.running_foot:
            x = style.margin + 2 * (x - style.margin)
        pen.text(x, bottom, words, font, "page_number", size=style.size - 1)


def _cell(
    pen: Pen,
    cell: Cell,
    owner: int,
    lines: list[TextLine],
    left: float,
    width: float,
    top: float,
    tall: float,
    valign: str,
) -> None:
    """Draws lines of a cell into the box of the cell."""
    style = pen.document.style
    font = font_names(style.font, style.office_metrics)[0]
    key = pen.document.columns[cell.column].key
    spare = tall - height(lines) - 2 * style.pad
    y = top + style.pad
    if valign == "middle":
        y += max(spare / 2, 0.0)
    elif valign == "manual":
        # Empty paragraphs put the text about half way down, as many typists do.
        blank = style.size * 1.25
        for _ in range(int(max(spare, 0.0) / 2 / blank + 0.4)):
            y += blank
            pen.text(left, y - style.size * 0.25, [], font, "cell", owner)
    last = len(lines) - 1
    for number, line in enumerate(lines):
        y += line.advance
        ends = number == last or lines[number + 1].item
        words = (
            list(line.words)
            if ends or not line.words or not style.justify
            else _justified(line.words, width, font, style.size)
        )
        move = centred(words, width, font, style.size) if key in style.centred else 0.0
        pen.text(
            left + move,
            y - style.size * 0.25,
            words,
            font,
            "cell",
            owner,
            line.item,
            goes_on=not ends,
        )


def _section(
    pen: Pen, section: Section, owner: int, piece: Piece, lefts: list[float], widths: list[float]
) -> None:
    style = pen.document.style
    bold = font_names(style.font, style.office_metrics)[1]
    y = piece.top + piece.height - style.pad - style.size * 0.3
    x = lefts[0] + style.pad
    name = wrap(section.name, 9999, bold, style.size, hanging=False)[0]
    number = wrap(section.number, 9999, bold, style.size, hanging=False)[0]
    if style.section_span == "all" or " " in section.number:  # "AREA I" has no room in a column
        pen.text(x, y, number, bold, "section_number", owner)
        if number:
            x += text_width(section.number + " ", bold, style.size)
        pen.text(x, y, name, bold, "section_name", owner)
        draw_box(pen, lefts[0], piece.top, sum(widths), piece.height)
    else:
        move = centred(number, widths[0] - 2 * style.pad, bold, style.size)
        pen.text(x + move, y, number, bold, "section_number", owner)
        pen.text(lefts[1] + style.pad, y, name, bold, "section_name", owner)
        draw_box(pen, lefts[0], piece.top, widths[0], piece.height)
        draw_box(pen, lefts[1], piece.top, sum(widths[1:]), piece.height)


def _merged_segments(
    document: Document, texts: list[list[TextLine]], pieces: list[Piece]
) -> dict[tuple[int, int], tuple[float, list[TextLine]]]:
    """Cells over several rows: (cell, first piece on a page) → height there and lines there."""
    by_row: dict[int, list[int]] = {}
    for number, piece in enumerate(pieces):
        line = document.lines[piece.line]
        if not isinstance(line, Section):
            by_row.setdefault(line.index, []).append(number)
    segments: dict[tuple[int, int], tuple[float, list[TextLine]]] = {}
    for index, cell in enumerate(document.cells):
        if len(cell.rows) == 1:
            continue
        pages: dict[int, list[int]] = {}
        for row in cell.rows:
            for number in by_row[row]:
                pages.setdefault(pieces[number].page, []).append(number)
        lines = texts[index]
        for count, numbers in enumerate(pages.values()):
            tall = sum(pieces[number].height for number in numbers)
            fit, used = 0, 2 * document.style.pad
            while fit < len(lines) and used + lines[fit].advance <= tall + 0.01:
                used += lines[fit].advance
                fit += 1
            if count == len(pages) - 1:
                fit = len(lines)
            segments[index, numbers[0]] = (tall, lines[:fit])
            lines = lines[fit:]
    return segments


def render(document: Document, path: Path) -> tuple[Word, ...]:
    """Writes the PDF to `path`; gives the words in the order they were drawn."""
    style = document.style
    canvas = Canvas(str(path), pagesize=style.paper, invariant=1, pageCompression=1)
    canvas.setLineWidth(0.5)
    pen = Pen(canvas, document, [])
    bold_size = style.size + 3
    if style.cover:
        middle = style.paper[1] * 0.35
        _paragraphs(
            pen,
            document.title,
            middle,
            "title",
            bold=True,
            centre=True,
            leading=1.8,
            size=bold_size,
        )
        pen.turn()
    first_page = pen.page
    if style.furniture_first:
        _furniture(pen)
    top = style.margin
    title = () if style.cover and not document.narrative else document.title
    top = _paragraphs(pen, title, top, "title", bold=True, centre=True)
    if document.narrative:
        top = _paragraphs(
            pen, document.narrative, top + style.size, "narrative", bold=False, centre=False
        )
    top += style.size

    widths = column_widths(document)
    lefts = [style.margin + sum(widths[:index]) for index in range(len(widths))]
    inner = [width - 2 * style.pad for width in widths]
    texts = [cell_lines(cell, inner[cell.column], style) for cell in document.cells]
    head = draw_header(pen, lefts, widths, top, draw=True)
    repeated = head if style.header_repeats else 0.0
    pieces = [
        replace(piece, page=piece.page + first_page)
        for piece in paginate(document, texts, top + head, repeated)
    ]
    segments = _merged_segments(document, texts, pieces)
    starts = {(cell.rows[0], cell.column): index for index, cell in enumerate(document.cells)}
    spanning = {
        (row, cell.column): index
        for index, cell in enumerate(document.cells)
        for row in cell.rows
        if len(cell.rows) > 1
    }
    for number, piece in enumerate(pieces):
        if piece.page > pen.page:
            if style.lines == "frame":
                draw_end(pen, lefts, widths, pieces[number - 1].top + pieces[number - 1].height)
            if not style.furniture_first:
                _furniture(pen)
            pen.turn()
            canvas.setLineWidth(0.5)
            if style.furniture_first:
                _furniture(pen)
            if style.header_repeats:
                draw_header(pen, lefts, widths, style.margin, draw=True)
        line = document.lines[piece.line]
        if isinstance(line, Section):
            _section(pen, line, piece.line, piece, lefts, widths)
            continue
        for column, key in enumerate(document.columns):
            left, width = lefts[column] + style.pad, inner[column]
            merged = spanning.get((line.index, column))
            valign = style.valign[key.key.split(":")[0]]
            if merged is not None:
                if (merged, number) in segments:
                    tall, lines = segments[merged, number]
                    _cell(
                        pen,
                        document.cells[merged],
                        merged,
                        lines,
                        left,
                        width,
                        piece.top,
                        tall,
                        valign,
                    )
                    draw_box(pen, lefts[column], piece.top, widths[column], tall)
                continue
            draw_box(pen, lefts[column], piece.top, widths[column], piece.height)
            index = starts.get((line.index, column))
            if index is None:
                if style.trailing_space:
                    pen.text(
                        left,
                        piece.top + style.size + style.pad,
                        [],
                        font_names(style.font, style.office_metrics)[0],
                        "cell",
                        0,
                    )
                continue
            start, stop = piece.takes[index]
            split = stop - start < len(texts[index])
            _cell(
                pen,
                document.cells[index],
                index,
                texts[index][start:stop],
                left,
                width,
                piece.top,
                piece.height,
                "top" if split and style.split_top else valign,
            )
    draw_end(pen, lefts, widths, pieces[-1].top + pieces[-1].height)
    if document.signature:
        last = pieces[-1]
        top = last.top + last.height + style.size
        if top + len(document.signature) * style.size * 1.5 > style.paper[1] - style.margin:
            if not style.furniture_first:
                _furniture(pen)
            pen.turn()
            if style.furniture_first:
                _furniture(pen)
            top = style.margin
        _paragraphs(
            pen,
            document.signature,
            top,
            "signature",
            bold=False,
            centre=False,
            left=style.paper[0] * 0.62,
            leading=1.4,
        )
    if not style.furniture_first:
        _furniture(pen)
    canvas.save()
    return tuple(pen.words)
