"""The source of an export as the left side of its page shows it: every run of its trace where it
stands, in lines of text, in the tables of a workbook or document, or on pictures of pages."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

# What the legend tells apart → the roles it covers; every other role is furniture.
GROUPS = ("cell", "header", "furniture", "unplaced")
_GROUP_OF = {
    "cell": "cell",
    "section": "header",
    "title": "header",
    "header": "header",
    "unplaced": "unplaced",
}
_LINES_TOGETHER = 40  # lines and rows that the browser lays out together
_ROWS_TOGETHER = 60
_NARROWEST = 44  # of a sheet's columns, in CSS pixels
_PANE = 556  # for its columns together, where the window is 1280 wide
_LETTERS = re.compile(r"([A-Z]+)(\d+)$")
_LINE_END = re.compile(r"\r\n|\r|\n")
# Control characters have pictures of their own; browsers show nothing, or refuse them.
_PICTURES = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n\r\f"}
_PICTURES |= {127: 0x2421, 12: 32}


class Piece(NamedTuple):
    """Text of one run, or between runs where `run` is None."""

    text: str
    run: int | None = None
    group: str = ""
    role: str = ""


class Line(NamedTuple):
    """A line of the source; `number` is None where the format has no lines."""

    number: int | None
    pieces: list[Piece]
    page: int | None = None  # the page that begins with this line


class SheetCell(NamedTuple):
    """A cell of a sheet and how much of it is covered."""

    pieces: list[Piece]
    rowspan: int
    colspan: int


class SheetRow(NamedTuple):
    """A row of a sheet: its number, and the cells that begin in it."""

    label: str
    cells: list[SheetCell]


@dataclass
class Block:
    """Lines, or rows of a sheet, that the browser lays out together."""

    kind: str  # "lines" or "sheet"
    lines: list[Line] = field(default_factory=list)
    rows: list[SheetRow] = field(default_factory=list)
    name: str | None = None
    letters: list[str] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)
    first: bool = False  # the first of its sheet


def group_of(role: str) -> str:
    """What the legend calls a role."""
    return _GROUP_OF.get(role, "furniture")


def counted(trace: dict[str, Any]) -> dict[str, int]:
    """Group of the legend → how many non-space characters are of it."""
    count = dict.fromkeys(GROUPS, 0)
    for start, end, role, *_ in trace["runs"]:
        count[group_of(role)] += len("".join(trace["text"][start:end].split()))
    return count


def blocks(trace: dict[str, Any]) -> list[Block]:
    """The whole source in order: its sheets, and the lines outside them."""
    starts = [run[0] for run in trace["runs"]]
    numbered = trace["format"] in ("text", "delimited")
    found: list[Block] = []
    at = 0
    for sheet in trace["sheets"]:
        spans = [span for row in sheet["rows"] for cell in row for span in cell[3]]
        if not spans:
            continue
        first, end = min(spans)[0], max(span[1] for span in spans)
        if not numbered:  # else all of the text is in the sheet, but for the signs of its format
            found += _line_blocks(trace, starts, at, first, numbered=False)
        found += _sheet_blocks(trace, starts, sheet)
        at = max(at, end)
    if not (numbered and trace["sheets"]):
        found += _line_blocks(trace, starts, at, len(trace["text"]), numbered)
    return found


def _line_blocks(
    trace: dict[str, Any], starts: Sequence[int], start: int, end: int, numbered: bool
) -> Iterator[Block]:
    lines = list(_lines(trace, starts, start, end, numbered))
    for at in range(0, len(lines), _LINES_TOGETHER):
        yield Block("lines", lines=lines[at : at + _LINES_TOGETHER])


def _lines(
    trace: dict[str, Any], starts: Sequence[int], start: int, end: int, numbered: bool
) -> Iterator[Line]:
    text = trace["text"]
    pages = {at: number for number, at in enumerate(trace["page_starts"], 1)}
    ends = [(m.start(), m.end()) for m in _LINE_END.finditer(text, start, end)]
    begin = start
    for number, (stop, following) in enumerate([*ends, (end, end)], 1):
        if begin == end and number > 1:
            return
        page = next((pages[at] for at in range(begin, min(stop + 1, begin + 2)) if at in pages), 0)
        blank = not text[begin:stop].strip()
        pieces = [] if blank else list(_pieces(trace, starts, begin, stop))
        if numbered or any(piece.run is not None for piece in pieces):
            yield Line(number if numbered else None, pieces, page or None)
        begin = following


def _pieces(trace: dict[str, Any], starts: Sequence[int], start: int, end: int) -> Iterator[Piece]:
    """The text from `start` to `end`, cut into runs and what stands between them."""
    text, runs = trace["text"], trace["runs"]
    at = start
    number = max(0, bisect_right(starts, start) - 1)
    while number < len(runs) and runs[number][0] < end:
        run_start, run_end, role = runs[number][:3]
        first, last = max(run_start, at), min(run_end, end)
        inner = text[first:last]
        if inner.strip():  # a run over several lines has white space at their ends
            first += len(inner) - len(inner.lstrip())
            last = first + len(inner.strip())
            if first > at:
                yield Piece(_shown(text[at:first]))
            yield Piece(_shown(text[first:last]), number, group_of(role), role)
            at = last
        number += 1
    if end > at:
        yield Piece(_shown(text[at:end]))


def _shown(text: str) -> str:
    return text.translate(_PICTURES)


def _sheet_blocks(
    trace: dict[str, Any], starts: Sequence[int], sheet: dict[str, Any]
) -> Iterator[Block]:
    rows = sheet["rows"]
    width = max(len(row) for row in rows)
    letters, widths = _letters(rows, width), _widths(trace["text"], rows, width)
    line_starts = [0, *(m.end() for m in _LINE_END.finditer(trace["text"]))]
    block = Block("sheet", name=sheet["name"], letters=letters, widths=widths, first=True)
    covered: dict[tuple[int, int], bool] = {}
    label = 0
    for r, row in enumerate(rows):
        label = _label(row, label, line_starts)
        cells = []
        for c in range(width):
            if covered.pop((r, c), False):
                continue
            _ref, down, across, spans = row[c] if c < len(row) else (None, 1, 1, [])
            pieces = list(_cell_pieces(trace, starts, spans))
            if c < len(row) and _spills(row, c):
                while c + across < width and not covered.get((r, c + across)):
                    across += 1
            for i in range(down):
                for j in range(across):
                    covered[r + i, c + j] = (i, j) != (0, 0)
            covered.pop((r, c))
            cells.append(SheetCell(pieces, down, across))
        block.rows.append(SheetRow(str(label), cells))
        whole = not any(covered.get((r + 1, c)) for c in range(width))
        if whole and len(block.rows) >= _ROWS_TOGETHER:
            yield block
            block = Block("sheet", name=sheet["name"], letters=letters, widths=widths)
    if block.rows:
        yield block


def _label(row: Sequence[Any], above: int, line_starts: Sequence[int]) -> int:
    """A row's number: that of its references, else the line on which it stands."""
    for ref, _, _, spans in row:
        if ref and (match := _LETTERS.match(ref)):
            return int(match.group(2))
        if not ref and spans:
            return bisect_right(line_starts, spans[0][0])
    return above + 1


def _letters(rows: Sequence[Sequence[Any]], width: int) -> list[str]:
    """The letters of columns, by their references."""
    found: dict[int, str] = {}
    for row in rows:
        for c, cell in enumerate(row):
            if cell[0] and c not in found and (match := _LETTERS.match(cell[0])):
                found[c] = match.group(1)
    return [found.get(c) or _letter(c) for c in range(width)]


def _letter(column: int) -> str:
    from pipeline.read.laying import reference

    return reference(0, column)[:-1]


def _widths(text: str, rows: Sequence[Sequence[Any]], width: int) -> list[int]:
    """Widths of columns in CSS pixels: room for most of their words, and lines that are neither
    very short nor very long. Where they would be wider together than the pane on a small screen,
    they are narrowed as far as their words allow."""
    least, liked = [], []
    for c in range(width):
        own = [row[c] for row in rows if c < len(row) and row[c][2] == 1 and not _spills(row, c)]
        texts = ["".join(text[start:end] for start, end in cell[3]) for cell in own if cell[3]]
        lengths = sorted(map(len, texts)) or [0]
        words = sorted((len(word) for cell in texts for word in cell.split()), reverse=True)
        usual = lengths[int((len(lengths) - 1) * 0.9)]
        least.append(max(_NARROWEST, 7 * min(words[len(words) // 25] if words else 0, 13) + 14))
        longest = words[0] if words else 0
        liked.append(max(least[-1], 9 * min(longest, 18) + 16, min(240, 24 + 4 * usual)))
    spare = _PANE - sum(least)
    if spare <= 0 or sum(liked) <= _PANE:
        return liked if spare > 0 else least
    wanted = sum(liked) - sum(least)
    return [low + (high - low) * spare // wanted for low, high in zip(least, liked, strict=True)]


def _spills(row: Sequence[Any], column: int) -> bool:
    """Whether a cell's text goes on over the empty cells to its right, as office programs show
    titles and the names of sections: it is the last of at most two in its row."""
    filled = [c for c, cell in enumerate(row) if cell[3]]
    return len(filled) <= 2 and filled[-1:] == [column]


def _cell_pieces(
    trace: dict[str, Any], starts: Sequence[int], spans: Sequence[Sequence[int]]
) -> Iterator[Piece]:
    for start, end in spans:
        yield from _pieces(trace, starts, start, end)


def page_boxes(trace: dict[str, Any]) -> list[list[list[float]]]:
    """Per page the places of its runs: [run, x0, top, x1, bottom] in points; words of a run that
    stand side by side on a line have one box together."""
    starts = [run[0] for run in trace["runs"]]
    pages: list[list[list[float]]] = [[] for _ in trace["page_starts"]]
    words = trace["boxes"]
    ends = [word[0] for word in words[1:]] + [len(trace["text"])]
    for (start, *edges), end in zip(words, ends, strict=True):
        page = bisect_right(trace["page_starts"], start) - 1
        first = max(0, bisect_right(starts, start) - 1)
        last = max(first + 1, bisect_left(starts, end))
        for run in range(first, last):
            if trace["runs"][run][1] > start and 0 <= page < len(pages):
                _join(pages[page], [run, *edges])
    return pages


def _join(boxes: list[list[float]], new: list[float]) -> None:
    if boxes:
        run, x0, top, x1, bottom = boxes[-1]
        height = max(bottom - top, 1)
        near = -0.5 * height < new[1] - x1 < height and abs(new[2] - top) < height / 3
        if run == new[0] and near and abs(new[4] - bottom) < height / 3:
            joined = [run, x0, min(top, new[2]), max(x1, new[3]), max(bottom, new[4])]
            boxes[-1] = joined
            return
    boxes.append(new)
