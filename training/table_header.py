"""The printed header of a table, of one level or two."""

from __future__ import annotations

from typing import NamedTuple

from training.document import Document
from training.layout import font_names, wrap
from training.pen import Pen, centred, draw_box, draw_end


def draw_header(pen: Pen, lefts: list[float], widths: list[float], top: float, draw: bool) -> float:
    """Draws the header row at `top` (or only measures it); gives its height."""
    document, style = pen.document, pen.document.style
    bold = font_names(style.font, style.office_metrics)[1]
    pad = style.pad
    boxes, row = _header_boxes(document, lefts, widths)
    extra = style.size * 1.2 + 2 * pad if style.header_numbered else 0.0
    if draw:
        draw_end(pen, lefts, widths, top)
        draw_end(pen, lefts, widths, top + row + extra)
        for box in boxes:
            y = top + box.down + (box.tall - len(box.lines) * style.size * 1.2) / 2
            for line in box.lines:
                y += style.size * 1.2
                move = centred(line, box.width - 2 * pad, bold, style.size)
                pen.text(box.left + pad + move, y - style.size * 0.25, line, bold, "header")
            draw_box(pen, box.left, top + box.down, box.width, box.tall)
        for number, (left, width) in enumerate(zip(lefts, widths, strict=True), 1):
            if style.header_numbered:
                middle = left + width / 2 - style.size / 4
                base = top + row + extra - pad - style.size * 0.25
                pen.text(middle, base, [(0.0, str(number))], bold, "header")
                draw_box(pen, left, top + row, width, extra)
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
