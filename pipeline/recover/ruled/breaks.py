"""Whether the first row of a page goes on with the last row of the page before.

A row that is cut by a page's end leaves traces in every column: what goes on begins in lower case
more often than cells of that column do, and would not have fit on the line above; a column without
a rest is empty; the cell above is filled to its foot. Each trace is weighed by how usual it is for
whole cells of the same column in the same document.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Box, Cell, GridCell, Source, Span, cell_text
from pipeline.recover.joining import JOINING
from pipeline.recover.numbering import label, letter, roman

# How often a piece that goes on after a page's end …
_LOWER = 0.75  # begins in lower case
_STOPPED = 0.08  # has a full stop before it
_EMPTY = 0.45  # is empty, where another piece of its row goes on
_HEAD_EMPTY = 0.9  # the same for a component's number or name
_FITS = 0.06  # begins with a word that would have fit on the line above
_WIDE = 0.08  # leaves room for a line below the last one above
_ABOVE_EMPTY = 0.08  # stands below an empty cell
_NUMBERED = 0.01  # begins with a number in the column of numbers
_CUT_ROW = 0.35  # of page ends cut a row
# … and how often a cell over several rows that goes on stands on one page only.
_ALL_ABOVE, _ALL_BELOW, _ON_BOTH = 0.6, 0.2, 0.2
_SEEN_MERGED = 1.5  # log odds for an empty cell beside the page's end that covers several rows
# Log odds that a component's name with a number beside it goes on with a numbered one; where one
# has no number they depend on how many components of the document have none, counted beside these.
_WITH_NUMBER = -4.0
_USUAL_UNNUMBERED, _USUAL_COMPONENTS = 0.3, 3.0
_TWO_VALUES = -3.0  # log odds of one cell, of which each piece is a whole value
_NUMBERS = (label, roman, letter)  # of components, and of the sections above them
_STOPS = frozenset(".;:!?")
_ITEM = re.compile(r"(?:[-–•▪➢✓*]|\(?(\d{1,2}|[a-zA-Z])([.)]))(?:\s|$)")
_VALUE = re.compile(r"[-–—]|(?:Rp\.?\s*)?\d+(?:[.,]\d+)*(?:,-)?\s*%?")
_INSIDE_WORD = re.compile(r"[^\W\d_][a-zà-ÿ]|[A-ZÀ-Þ]{2}")
# A dash by itself says that there is nothing; after words it joins them to what follows.
_OPEN = re.compile(rf"(?:[,(/&]|\S\s*[–-]|\b(?:{'|'.join(sorted(JOINING))}))\s*$")


@dataclass(frozen=True)
class Side:
    """A column at a page's end: the cell above and the one below, the edges of the one above, and
    whether either covers several rows."""

    key: str
    above: Cell
    below: Cell
    above_box: Box
    merged: bool


@dataclass(frozen=True)
class Habits:
    """How often the cells of a column begin in lower case, end with a stop, and are empty, and
    how many of the steps from row to row are within one cell."""

    lower: float
    stopped: float
    empty: float
    merged: float


def habits_of(source: Source, cells: Sequence[GridCell]) -> Habits:
    """The habits of a column from its cells."""
    begun, ended = _ends(source, cells)

    def share(hits: int, of: int, usual: float) -> float:
        return (hits + 2 * usual) / (of + 2)

    return Habits(
        share(sum(first.islower() for first in begun), len(begun), 0.1),
        share(sum(last in _STOPS for last in ended), len(ended), 0.3),
        share(len(cells) - len(begun), len(cells), 0.1),
        share(sum(c.rowspan - 1 for c in cells), sum(c.rowspan for c in cells), 0.05),
    )


def _ends(source: Source, cells: Sequence[GridCell]) -> tuple[list[str], list[str]]:
    """The first and the last characters of the cells that have any."""
    spans = [(cell.cell[0].start, cell.cell[-1].end) for cell in cells if cell.cell]
    return [source.text[a] for a, _ in spans], [source.text[b - 1] for _, b in spans]


def row_odds(source: Source, sides: Sequence[Side], habits: Sequence[Habits]) -> float:
    """The log odds that the row below goes on with the row above. Cells over several rows say
    nothing of it, a number that begins a row does."""
    odds = math.log(_CUT_ROW / (1 - _CUT_ROW))
    for side, usual in zip(sides, habits, strict=True):
        if not side.merged or (side.key == "component_no" and side.above):
            odds += _trace(source, side, usual)
    return odds


def unnumbered_odds(numbered: int, components: int) -> float:
    """The log odds that a component's name without a number goes on with the name above, in a
    document with so many components of which so many are numbered."""
    unnumbered = components - numbered + _USUAL_UNNUMBERED
    return math.log((components + _USUAL_COMPONENTS - unnumbered) / unnumbered)


def cell_odds(
    source: Source, side: Side, usual: Habits, numbered: bool, unnumbered: float
) -> float:
    """The log odds that a cell over several rows goes on over the page's end, which cuts no row;
    `numbered`: whether a number stands beside both pieces; `unnumbered`: the log odds where none
    stands beside a piece of a component's name."""
    odds = math.log(usual.merged / (1 - usual.merged))
    if side.key == "component":
        odds += _WITH_NUMBER if numbered and side.below and side.above else 0.0
        odds += unnumbered if not numbered and side.below else 0.0
    if not side.below:
        return odds + _SEEN_MERGED * side.merged + math.log(_ALL_ABOVE / usual.empty)
    if not side.above:
        return odds + _SEEN_MERGED * side.merged + math.log(_ALL_BELOW / usual.empty)
    return odds + math.log(_ON_BOTH / (1 - usual.empty)) + _trace(source, side, usual)


def _trace(source: Source, side: Side, usual: Habits) -> float:
    if not side.below:
        if side.merged or not side.above:
            return 0.0
        there = _HEAD_EMPTY if side.key.startswith("component") else _EMPTY
        # A cell over two rows, one on each page, is empty below as well.
        return math.log(there / min(0.95, usual.empty + usual.merged))
    below = cell_text(source, side.below)
    if side.key == "component_no" and any(kind(below) is not None for kind in _NUMBERS):
        return math.log(_NUMBERED / 0.9)
    if not side.above:
        return math.log(_ABOVE_EMPTY / max(0.02, usual.empty))
    above = cell_text(source, side.above)
    odds = _ratio(below[0].islower(), _LOWER, usual.lower)
    odds += _ratio(above[-1] in _STOPS, _STOPPED, usual.stopped)
    if _OPEN.search(above):
        odds += 3.0
    if _counts_on(above, below):
        odds += 4.0
    if _VALUE.fullmatch(above) and _VALUE.fullmatch(below):
        odds += _TWO_VALUES
    if source.boxes is not None:
        odds += _by_place(source, side)
    return odds


def may_cut_word(source: Source, side: Side) -> bool:
    """Whether a cell that goes on over the page's end may be cut within a word: the last line
    above is one word that fills its line, and the first word below could be its rest."""
    if source.boxes is None or not side.above or not side.below:
        return False
    text = cell_text(source, side.above)
    if not _INSIDE_WORD.fullmatch(text[-1] + cell_text(source, side.below)[0]):
        return False
    edges = source.boxes.edges
    last = source.boxes.starts.searchsorted(side.above[-1].end) - 1
    x0, top, x1, bottom = edges[last].tolist()
    if last and edges[last - 1, 3] > (top + bottom) / 2 and edges[last - 1, 0] >= side.above_box.x0:
        return False  # another word stands before it on its line
    margin = min(x0 - side.above_box.x0, bottom - top)
    letter = (x1 - x0) / len(text.split()[-1])
    return bool(side.above_box.x1 - x1 - margin < letter + 1.0)


def _counts_on(above: str, below: str) -> bool:
    """Whether a list goes on: "2." below a cell whose last item is "1."."""
    item = _ITEM.match(below)
    items = [m for line in above.splitlines() if (m := _ITEM.match(line))]
    if not item or not item.group(1) or not items or item.group(2) != items[-1].group(2):
        return False
    last, next_ = items[-1].group(1), item.group(1)
    if last.isdigit() and next_.isdigit():
        return int(next_) == int(last) + 1
    return len(last) == len(next_) == 1 and ord(next_) == ord(last) + 1


def _ratio(seen: bool, there: float, usual: float) -> float:
    usual = min(max(usual, 0.02), 0.98)
    return math.log(there / usual) if seen else math.log((1 - there) / (1 - usual))


def _by_place(source: Source, side: Side) -> float:
    """By the room that was left above: below the last line, and behind its last word."""
    assert source.boxes is not None
    last = side.above[-1]
    first = source.boxes.starts.searchsorted(last.start)
    end = source.boxes.starts.searchsorted(last.end)
    edges = source.boxes.edges[first:end]
    if not len(edges):
        return 0.0
    bottom = float(edges[:, 3].max())
    line = edges[edges[:, 3] > bottom - 0.5 * (edges[-1, 3] - edges[-1, 1])]
    height = float(edges[-1, 3] - edges[-1, 1])
    word = source.boxes.around(_first_word(source, side.below[0]))
    odds = 0.0
    free = (side.above_box.bottom - bottom) + max(
        0.0, float(edges[:, 1].min()) - side.above_box.top
    )
    odds += _ratio(free > 2.2 * height, _WIDE, 0.5)
    if word is not None and not _ITEM.match(cell_text(source, side.below)):
        room = side.above_box.x1 - 0.3 * height - float(line[:, 2].max())
        fits = word.x1 - word.x0 + 0.25 * height < room - 2.0
        odds += _ratio(fits, _FITS, 0.6)
    return odds


def _first_word(source: Source, span: Span) -> Span:
    match = re.compile(r"\S+").match(source.text, span.start)
    return Span(span.start, match.end() if match else span.end)
