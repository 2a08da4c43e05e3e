"""Text into lines and rows onto pages, as an office program does it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from training.document import Cell, Document, Row, Section, Style

_TRUETYPE = Path("/usr/share/fonts/truetype")
FONTS = {
    "liberation-sans": ("liberation/LiberationSans-Regular", "liberation/LiberationSans-Bold"),
    "liberation-serif": ("liberation/LiberationSerif-Regular", "liberation/LiberationSerif-Bold"),
    "liberation-narrow": (
        "liberation/LiberationSansNarrow-Regular",
        "liberation/LiberationSansNarrow-Bold",
    ),
    "carlito": ("crosextra/Carlito-Regular", "crosextra/Carlito-Bold"),
    "caladea": ("crosextra/Caladea-Regular", "crosextra/Caladea-Bold"),
    "dejavu": ("dejavu/DejaVuSansCondensed", "dejavu/DejaVuSansCondensed-Bold"),
    "freesans": ("freefont/FreeSans", "freefont/FreeSansBold"),
    "helvetica": ("Helvetica", "Helvetica-Bold"),
    "times": ("Times-Roman", "Times-Bold"),
}
LIST_MARKER = re.compile(r"(?:[-–—•·▪●○*➢✓√o]|\(?(?:\d{1,2}|[a-zA-Z])[.)])\s+(?=\S)")


@dataclass(frozen=True)
class TextLine:
    """A line of a cell: words with their offsets from the cell's left edge, and how far down
    from the line before it stands. `item`: a list item begins here."""

    words: tuple[tuple[float, str], ...]
    advance: float
    item: bool


@dataclass(frozen=True)
class Piece:
    """The part of a table line that stands on one page; `takes` says which lines of the cells
    that do not span rows stand in it: cell index → (from, to)."""

    line: int
    page: int
    top: float
    height: float
    takes: dict[int, tuple[int, int]]


@cache
def font_names(font: str, office_metrics: bool) -> tuple[str, str]:
    """Registers a font, gives the names of its regular and bold face.

    Office programs write a font box of one em height whatever the font's own box is; line
    heights that extractors compute depend on it, hence `office_metrics`. A font that is not
    installed is replaced by Helvetica.
    """
    if font in ("helvetica", "times"):
        return FONTS[font][0], FONTS[font][1]
    names = []
    for face in FONTS[font]:
        name = face.rsplit("/")[-1] + ("@office" if office_metrics else "")
        try:
            registered = TTFont(name, str(_TRUETYPE / f"{face}.ttf"))
        except (TTFError, OSError):
            return FONTS["helvetica"][0], FONTS["helvetica"][1]
        if office_metrics:
            registered.face.bbox = [-500, -250, 1240, 750]
            registered.face.capHeight = 750
        pdfmetrics.registerFont(registered)
        names.append(name)
    return names[0], names[1]


@cache
def text_width(text: str, font: str, size: float) -> float:
    """Width of a text in points."""
    return float(pdfmetrics.stringWidth(text, font, size))


def _breakable(word: str, font: str, size: float, width: float) -> list[str]:
    """A word where a line may break: after hyphens, and anywhere if it is wider than the cell."""
    parts = re.findall(r".+?\w-(?=\w\w)|.+", word)
    whole: list[str] = []
    for part in parts:
        while text_width(part, font, size) > width and len(part) > 1:
            count = len(part) - 1
            while count > 1 and text_width(part[:count], font, size) > width:
                count -= 1
            slash = part.rfind("/", 1, count) + 1
            whole.append(part[: slash or count])
            part = part[slash or count :]
        whole.append(part)
    return whole


def wrap(
    paragraph: str, width: float, font: str, size: float, hanging: bool
) -> list[list[tuple[float, str]]]:
    """A paragraph as lines of (offset, word), greedily filled; runs of spaces are kept."""
    marker = LIST_MARKER.match(paragraph)
    indent = text_width(marker.group(), font, size) if marker and hanging else 0.0
    lines: list[list[tuple[float, str]]] = [[]]
    x = 0.0
    for gap, word in re.findall(r"(\s*)(\S+)", paragraph):
        x += text_width(" ", font, size) * len(gap)
        joined = False
        for part in _breakable(word, font, size, width - indent):
            wide = text_width(part, font, size)
            if lines[-1] and x + wide > width:
                lines.append([])
                x = indent
                joined = False
            if joined:
                offset, before = lines[-1].pop()
                lines[-1].append((offset, before + part))
            else:
                lines[-1].append((x, part))
            joined = True
            x += wide
    return lines


def cell_lines(cell: Cell, width: float, style: Style) -> list[TextLine]:
    """The lines of a cell in a column `width` wide (without padding)."""
    font, _ = font_names(style.font, style.office_metrics)
    blank = TextLine((), style.size * 1.15, False)
    lines = [blank] * cell.blanks[0]
    for number, paragraph in enumerate(cell.paragraphs):
        item = number > 0 and LIST_MARKER.match(paragraph) is not None
        for count, words in enumerate(
            wrap(paragraph, width, font, style.size, style.hanging_indent)
        ):
            gap = style.paragraph_gap if count == 0 and number else 0.0
            lines.append(
                TextLine(tuple(words), style.size * cell.leading + gap, item and count == 0)
            )
    return lines + [blank] * cell.blanks[1]


def height(lines: list[TextLine]) -> float:
    """Height of lines that stand under one another."""
    return sum(line.advance for line in lines)


def column_widths(document: Document) -> list[float]:
    """Widths of the columns: by weight, but never narrower than the longest word needs."""
    style = document.style
    font, bold = font_names(style.font, style.office_metrics)
    total = style.paper[0] - 2 * style.margin
    least = []
    for index, column in enumerate(document.columns):
        words = [(word, bold) for word in column.header.split()]
        words += [
            (word, font)
            for cell in document.cells
            if cell.column == index
            for paragraph in cell.paragraphs
            for word in re.findall(r"[^\s-]+-?", paragraph)
        ]
        need = max((text_width(word, face, style.size) for word, face in words), default=0.0)
        least.append(min(need + 2 * style.pad + 1, total * 0.16))
    least = [width * min(1.0, total * 0.95 / sum(least)) for width in least]
    spare = total - sum(least)
    wanted = [weight / sum(style.weights) * total for weight in style.weights]
    more = [max(want - low, 0.0) for want, low in zip(wanted, least, strict=True)]
    share = spare / sum(more) if sum(more) else 0.0
    return [low + extra * share for low, extra in zip(least, more, strict=True)]


def row_heights(document: Document, texts: list[list[TextLine]]) -> list[float]:
    """The height of every row; the last row of a merged cell grows where its text needs it."""
    pad = document.style.pad
    rows = [line for line in document.lines if isinstance(line, Row)]
    heights = [document.style.size * 1.2 + 2 * pad] * len(rows)
    for cell, lines in zip(document.cells, texts, strict=True):
        if len(cell.rows) == 1:
            row = cell.rows[0]
            heights[row] = max(heights[row], height(lines) + 2 * pad)
    for cell, lines in zip(document.cells, texts, strict=True):
        missing = height(lines) + 2 * pad - sum(heights[row] for row in cell.rows)
        if missing > 0:
            heights[cell.rows[-1]] += missing
    return heights


def paginate(
    document: Document, texts: list[list[TextLine]], first_top: float, header: float
) -> list[Piece]:
    """Places the table lines on pages. `first_top` is where the table's first line begins on
    page 0; `header` is the height of the header that later pages repeat (0: none)."""
    style = document.style
    bottom = style.paper[1] - style.margin
    room = bottom - style.margin - header
    heights = row_heights(document, texts)
    singles: dict[int, list[int]] = {}
    for index, cell in enumerate(document.cells):
        if len(cell.rows) == 1:
            singles.setdefault(cell.rows[0], []).append(index)
    pieces: list[Piece] = []
    page, y = 0, first_top

    for number, line in enumerate(document.lines):
        if isinstance(line, Section):
            tall = style.size * 1.3 + 2 * style.pad
            if y + tall + style.size * 3 > bottom:
                page, y = page + 1, style.margin + header
            pieces.append(Piece(number, page, y, tall, {}))
            y += tall
            continue
        left = dict.fromkeys(singles.get(line.index, []), 0)
        tall = heights[line.index]
        while True:
            whole = {index: (start, len(texts[index])) for index, start in left.items()}
            space = bottom - y
            fits = y + tall <= bottom + 0.01
            if not fits and tall <= room and not (style.rows_split and space > tall / 4):
                page, y = page + 1, style.margin + header
                fits = True
            if fits:
                pieces.append(Piece(number, page, y, tall, whole))
                y += tall
                break
            takes: dict[int, tuple[int, int]] = {}
            for index, start in left.items():
                stop, used = start, 2 * style.pad
                while stop < len(texts[index]) and used + texts[index][stop].advance <= space:
                    used += texts[index][stop].advance
                    stop += 1
                takes[index] = (start, stop)
            if any(stop > start for start, stop in takes.values()):
                pieces.append(Piece(number, page, y, space, takes))
                left = {index: stop for index, (_, stop) in takes.items()}
            page, y = page + 1, style.margin + header
            rest = [height(texts[index][start:]) for index, start in left.items()]
            tall = min(max([*rest, style.size]) + 2 * style.pad, max(tall, 0.0))
    return pieces
