"""Lines of words and boxes drawn on the pages of a PDF, each word noted with its place."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from training.document import Document, Word
from training.layout import text_width


@dataclass
class Pen:
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
        """Goes on to a new page."""
        self.canvas.showPage()
        self.page += 1


def centred(words: list[tuple[float, str]], width: float, font: str, size: float) -> float:
    """How far a line moves right to stand in the middle of `width`."""
    if not words:
        return 0.0
    end = words[-1][0] + text_width(words[-1][1], font, size)
    return max(0.0, (width - (end - words[0][0])) / 2 - words[0][0])


def draw_box(pen: Pen, left: float, top: float, width: float, tall: float) -> None:
    """The ruling around a cell, where the document has such, or that of its column."""
    style = pen.document.style
    if style.ruled:
        pen.canvas.rect(left, style.paper[1] - top - tall, width, tall)
    elif style.lines in ("columns", "frame"):
        for x in (left, left + width):
            pen.canvas.line(x, style.paper[1] - top, x, style.paper[1] - top - tall)


def draw_end(pen: Pen, lefts: list[float], widths: list[float], top: float) -> None:
    """The line that ends a header or the table, where the document has only such."""
    style = pen.document.style
    if not style.ruled and style.lines in ("ends", "frame"):
        y = style.paper[1] - top
        pen.canvas.line(lefts[0], y, lefts[-1] + widths[-1], y)
