"""A varied plan onto the pages of a PDF, and every word that was drawn with its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

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


@dataclass
class _Pen:
    """The page that is being drawn on and the words drawn so far, in order."""

    canvas: Canvas
    document: Document
    words: list[Word]
    page: int = 0

    def text(
        self,
        x: float,
        y: float,
        words: list[tuple[float, str]],
        font: str,
        role: str,
        owner: int = 0,
        item: bool = False,
        size: float | None = None,
        goes_on: bool = False,
    ) -> None:
        """Draws one line of text: in one run where the gaps are single spaces, else by words."""
        style = self.document.style
        size = size or style.size
        below = style.paper[1] - y
        end = " " if style.trailing_space or (style.wrap_space and goes_on) else ""
        space = text_width(" ", font, size)
        run, run_x, next_x = "", 0.0, 0.0
        for offset, word in words:
            gap = round((offset - next_x) / space) if run else 0
            if run and (gap < 1 or abs(offset - next_x - gap * space) > 0.01):
                self._draw(x + run_x, below, run + " ", font, size)
                run = ""
            if not run:
                run_x, run = offset, word
            else:
                run += " " * gap + word
            next_x = offset + text_width(word, font, size)
            self.words.append(Word(self.page, x + offset, y, size, font, word, role, owner, item))
            item = False
        if run or end:
            self._draw(x + run_x, below, run + end, font, size)

    def _draw(self, x: float, y: float, text: str, font: str, size: float) -> None:
        # Not drawString: it ends with an operator for a new line, which pypdf writes out.
        drawn = self.canvas.beginText(x, y)
        drawn.setFont(font, size)
        drawn.textOut(text)
        self.canvas.drawText(drawn)

    def turn(self) -> None:
        self.canvas.showPage()
        self.page += 1


def _centred(words: list[tuple[float, str]], width: float, font: str, size: float) -> float:
    """How far a line moves right to stand in the middle of `width`."""
    if not words:
        return 0.0
    end = words[-1][0] + text_width(words[-1][1], font, size)
    return max(0.0, (width - (end - words[0][0])) / 2 - words[0][0])


def _justified(
    words: tuple[tuple[float, str], ...], width: float, font: str, size: float
) -> list[tuple[float, str]]:
    end = words[-1][0] + text_width(words[-1][1], font, size)
    if len(words) < 2 or width - end > width / 3:
        return list(words)
    more = (width - end) / (len(words) - 1)
    return [(offset + more * number, word) for number, (offset, word) in enumerate(words)]


def _paragraphs(
    pen: _Pen,
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
            move = _centred(line, width, font, size) if centre else 0.0
            pen.text(left + move, top, line, font, role, size=size)
    return top


def _furniture(pen: _Pen) -> None:
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
        x = style.margin + _centred(words, width, font, style.size - 1)
        if document.running_foot:
            x = style.margin + 2 * (x - style.margin)
        pen.text(x, bottom, words, font, "page_number", size=style.size - 1)


def _cell(
    pen: _Pen,
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
        move = _centred(words, width, font, style.size) if key in style.centred else 0.0
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


def _header(pen: _Pen, lefts: list[float], widths: list[float], top: float, draw: bool) -> float:
    """Draws the header row at `top` (or only measures it); gives its height."""
    document, style = pen.document, pen.document.style
    bold = font_names(style.font, style.office_metrics)[1]
    pad = style.pad
    boxes, row = _header_boxes(document, lefts, widths)
    extra = style.size * 1.2 + 2 * pad if style.header_numbered else 0.0
    if draw:
        for box in boxes:
            y = top + box.down + (box.tall - len(box.lines) * style.size * 1.2) / 2
            for line in box.lines:
                y += style.size * 1.2
                move = _centred(line, box.width - 2 * pad, bold, style.size)
                pen.text(box.left + pad + move, y - style.size * 0.25, line, bold, "header")
            _box(pen, box.left, top + box.down, box.width, box.tall)
        for number, (left, width) in enumerate(zip(lefts, widths, strict=True), 1):
            if style.header_numbered:
                middle = left + width / 2 - style.size / 4
                base = top + row + extra - pad - style.size * 0.25
                pen.text(middle, base, [(0.0, str(number))], bold, "header")
                _box(pen, left, top + row, width, extra)
    return row + extra


class _HeaderBox(NamedTuple):
    lines: list[list[tuple[float, str]]]
    left: float
    width: float
    down: float  # from the top of the header
    tall: float


def _header_boxes(
    document: Document, lefts: list[float], widths: list[float]
) -> tuple[list[_HeaderBox], float]:
    """The boxes of the header in the order they are drawn, and its height: the names below that of
    a group come after all others, as a row of their own."""
    style = document.style
    bold = font_names(style.font, style.office_metrics)[1]

    def lines_of(header: str, width: float) -> list[list[tuple[float, str]]]:
        inner = width - 2 * style.pad
        parts = header.split("\n")
        return [x for part in parts for x in wrap(part, inner, bold, style.size, hanging=False)]

    def height_of(boxes: list[_HeaderBox]) -> float:
        most = max((len(box.lines) for box in boxes), default=0)
        return most * style.size * 1.2 + 2 * style.pad if boxes else 0.0

    upper: list[_HeaderBox] = []
    lower: list[_HeaderBox] = []
    groups: dict[str, int] = {}  # name → its box among the upper ones
    grouped: set[int] = set()
    for column, left, width in zip(document.columns, lefts, widths, strict=True):
        box = _HeaderBox(lines_of(column.header, width), left, width, 0.0, 0.0)
        if not column.group:
            upper.append(box)
            continue
        lower.append(box)
        at = groups.setdefault(column.group, len(upper))
        grouped.add(at)
        first = upper.pop() if at < len(upper) else box._replace(width=0.0)
        wide = first.width + width
        upper.append(first._replace(lines=lines_of(column.group, wide), width=wide))
    above = height_of([upper[at] for at in grouped])
    tall = max(height_of(upper), above + height_of(lower))
    boxes = [box._replace(tall=above if at in grouped else tall) for at, box in enumerate(upper)]
    return boxes + [box._replace(down=above, tall=tall - above) for box in lower], tall


def _box(pen: _Pen, left: float, top: float, width: float, tall: float) -> None:
    if pen.document.style.ruled:
        pen.canvas.rect(left, pen.document.style.paper[1] - top - tall, width, tall)


def _section(
    pen: _Pen, section: Section, owner: int, piece: Piece, lefts: list[float], widths: list[float]
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
        _box(pen, lefts[0], piece.top, sum(widths), piece.height)
    else:
        move = _centred(number, widths[0] - 2 * style.pad, bold, style.size)
        pen.text(x + move, y, number, bold, "section_number", owner)
        pen.text(lefts[1] + style.pad, y, name, bold, "section_name", owner)
        _box(pen, lefts[0], piece.top, widths[0], piece.height)
        _box(pen, lefts[1], piece.top, sum(widths[1:]), piece.height)


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
    pen = _Pen(canvas, document, [])
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
    head = _header(pen, lefts, widths, top, draw=True)
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
            if not style.furniture_first:
                _furniture(pen)
            pen.turn()
            canvas.setLineWidth(0.5)
            if style.furniture_first:
                _furniture(pen)
            if style.header_repeats:
                _header(pen, lefts, widths, style.margin, draw=True)
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
                    _box(pen, lefts[column], piece.top, widths[column], tall)
                continue
            _box(pen, lefts[column], piece.top, widths[column], piece.height)
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
