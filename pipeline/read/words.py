"""Characters of a page → words, in the cells of its tables and in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.read.overruns import drawn_over
from pipeline.read.pdfium import Codes, Floats, PageMarks
from pipeline.read.ruledtable import Integers, RuledTable, Truths

# In heights of a letter.
_SAME_LINE = 0.5  # baselines no further apart are one line
_SAME_LINE_OUTSIDE = 0.2  # the same where cells that are not ruled may stand beside one another
_WORD_GAP = 0.6  # free space that parts words even without a space
_BACK = 0.3  # a step to the left that parts them
_GLUED = 0.1  # parts of a word that was drawn in pieces
_SPACE = 0.05  # a space that was drawn, and not one that PDFium puts in
_NARROW_SPACE = 0.11  # where letters stand edge to edge: a space without a character of its own
_TOUCH = 0.04  # letters that stand edge to edge
_TOUCHING = 0.97  # of a page's letters, where their boxes are those of the font
_CELL_GAP = 0.02  # across a ruling
_CROSSED = 0.2  # of a word above and below a ruling that runs through it
_MANY_HEIGHTS = 4  # at which rulings run through words
_HIGHEST_HEADER = 8.0
_NEXT_LINE = 1.6  # baselines of one cell

# How often a recognised word is wrong: at best, and more where the engine doubts. Fitted on the
# rows of eight scanned plans (docs/scans.md), so that they are right as often as they say.
_MISREAD, _DOUBTED = 0.002, 0.1

_SPACES = np.array([0xA0, 0x1680, 0x202F, 0x205F, 0x3000, 0xFEFF, *range(0x2000, 0x200C)])


@dataclass(frozen=True)
class PageWords:
    """The words of a page in reading order: lines of text and cells of tables, one after the
    other from top to bottom, cells from left to right.

    `baselines` are the heights of the lines that words stand on; `cells[i]` is the number of word
    i's cell, counted over all tables of the page, -1 outside; `starts_line` and `glued` (to the
    word before) tell what stands between words; `letters` are the widths of their first characters,
    0 where not exact; `sure` is how sure each word of a scan is, 1 for words that the page itself
    holds; `spaced`: a space is drawn behind a word; `drawn_over`: lines ran out of their cells and
    lay on others, or rulings run through many of them.
    """

    texts: list[str]
    boxes: Floats
    baselines: Floats
    cells: Integers
    starts_line: Truths
    glued: Truths
    letters: Floats
    sure: Floats
    spaced: Truths
    drawn_over: bool = False


def page_words(marks: PageMarks, tables: Sequence[RuledTable]) -> PageWords:
    """The words of a page, by the places of its characters and tables."""
    visible = (marks.codes > 32) & ~np.isin(marks.codes, _SPACES)
    places = np.flatnonzero(visible)
    if not len(places):
        none = np.zeros(0, np.bool_)
        zero = np.zeros(0)
        cells = np.zeros(0, np.intp)
        return PageWords([], np.empty((0, 4)), zero, cells, none, none, zero, zero, none)
    codes, boxes, turned = marks.codes[places], marks.boxes[places], marks.turned[places]
    lines = marks.baselines[places]
    starts = np.flatnonzero(_begins(places, boxes, lines, turned, _cells_at(boxes, tables)))
    x0, top = np.minimum.reduceat(boxes[:, :2], starts).T
    x1, bottom = np.maximum.reduceat(boxes[:, 2:], starts).T
    words = np.column_stack((x0, top, x1, bottom))
    cells = _cells_at(words, tables)
    # A watermark lies on the table, and is not in it.
    askew = np.zeros(len(starts), np.bool_) if marks.askew is None else marks.askew[places[starts]]
    cells[askew] = -1
    set_right = drawn_over(words, lines[starts], cells, tables)
    cells = _run_over(words, cells, tables) if set_right is None else set_right
    cells[askew] = -1
    order, starts_line = _reading_order(words, lines[starts], cells, turned[starts], tables)
    words, cells, baselines = words[order], cells[order], lines[starts][order]
    height = words[:, 3] - words[:, 1]
    gap = words[1:, 0] - words[:-1, 2]
    near = (gap < _GLUED * height[1:]) & (gap > -_GLUED * height[1:])
    tilted = turned[starts][order]
    near = np.where(tilted[1:] & tilted[:-1], _touch_upright(words), near & ~tilted[1:])
    near &= ~(_spaces(marks, places[starts] - 1)[order][1:] & (np.diff(order) == 1))
    glued = np.concatenate(([False], near & ~starts_line[1:]))
    texts = _texts(codes, starts)
    shown = [texts[i] for i in order.tolist()]
    letters = (boxes[:, 2] - boxes[:, 0])[starts][order]
    sure = np.ones(len(starts))
    if marks.sure is not None:
        engine = np.multiply.reduceat(marks.sure[places], starts)[order]
        sure = 1 - _MISREAD - _DOUBTED * np.sqrt(1 - engine)
        glued[:] = False  # the widths of recognised characters are not exact
        letters[:] = 0.0
    over = set_right is not None or _ruled_through(words, cells, tables)
    ends = np.append(starts[1:], len(places)) - 1
    apart = _spaces(marks, places[ends] + 1)[order]
    return PageWords(shown, words, baselines, cells, starts_line, glued, letters, sure, apart, over)


def _begins(
    places: Integers, boxes: Floats, lines: Floats, turned: Truths, cells: Integers
) -> Truths:
    """Which characters begin a word."""
    height = np.maximum(boxes[:, 3] - boxes[:, 1], 0.1)[1:]
    gap = boxes[1:, 0] - boxes[:-1, 2]
    moved = (
        (np.abs(np.diff(lines)) > _SAME_LINE * height)
        | (gap > _WORD_GAP * height)
        | (np.diff(boxes[:, 0]) < -_BACK * height)
        | ((cells[1:] != cells[:-1]) & (gap > _CELL_GAP * height))
    )
    upright = ~turned[1:] & ~turned[:-1]
    begins = (np.diff(places) > 1) | (moved & upright) | (turned[1:] != turned[:-1])
    begins |= _narrow_spaces(gap / height, ~begins)
    return np.concatenate(([True], begins))


def _narrow_spaces(gaps: Floats, inside: Truths) -> Truths:
    """Which gaps inside words, in heights of a letter, are spaces that were drawn as nothing else:
    wide ones between letters that touch their other neighbours, on a page where nearly all do."""
    touch = np.abs(gaps) < _TOUCH
    wide = inside & (gaps > _NARROW_SPACE)
    if not wide.any() or touch[inside].mean() < _TOUCHING:
        return np.zeros_like(inside)
    beside = np.concatenate(([True], touch | ~inside, [True]))
    found: Truths = wide & beside[:-2] & beside[2:]
    return found


def _spaces(marks: PageMarks, places: Integers) -> Truths:
    """At which places of a page's characters a space is drawn."""
    places = np.clip(places, 0, len(marks.codes) - 1)
    boxes = marks.boxes[places]
    white = (marks.codes[places] <= 32) | np.isin(marks.codes[places], _SPACES)
    wide = boxes[:, 2] - boxes[:, 0] > _SPACE * (boxes[:, 3] - boxes[:, 1])
    found: Truths = white & wide
    return found


def _touch_upright(words: Floats) -> Truths:
    """Which words touch the one before them above or below it, as those of upright lines do."""
    before, after = words[:-1], words[1:]
    width = after[:, 2] - after[:, 0]
    gap = np.maximum(before[:, 1] - after[:, 3], after[:, 1] - before[:, 3])
    beside = np.minimum(before[:, 2], after[:, 2]) - np.maximum(before[:, 0], after[:, 0])
    found: Truths = (np.abs(gap) < _GLUED * width) & (beside > 0.5 * width)
    return found


def _cells_at(boxes: Floats, tables: Sequence[RuledTable]) -> Integers:
    """The number of the cell in which the middle of each box stands, -1 outside tables."""
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    found = np.full(len(boxes), -1, np.intp)
    base = 0
    for table in tables:
        column = np.searchsorted(table.xs, x) - 1
        row = np.searchsorted(table.ys, y) - 1
        inside = (column >= 0) & (column < len(table.xs) - 1)
        inside &= (row >= 0) & (row < len(table.ys) - 1)
        found[inside] = base + table.owners[row[inside], column[inside]]
        base += len(table.cells)
    return found


def _above_and_below(words: Floats, tables: Sequence[RuledTable]) -> tuple[Integers, Integers]:
    """The cells in which the upper and the lower part of each word stands."""
    height = words[:, 3] - words[:, 1]
    upper, lower = (
        _cells_at(np.column_stack((words[:, 0], y, words[:, 2], y)), tables)
        for y in (words[:, 1] + _CROSSED * height, words[:, 3] - _CROSSED * height)
    )
    return upper, lower


def _ruled_through(words: Floats, cells: Integers, tables: Sequence[RuledTable]) -> bool:
    """Whether rulings run through words at many heights of a page, as where rows are too low for
    their text: whose cell a line is is then not sure. Headers in narrow columns tell nothing
    of the rows below."""
    upper, lower = _above_and_below(words, tables)
    through = (upper != lower) & (upper >= 0) & (lower >= 0) & (cells >= 0)
    feet = np.unique(np.round(words[through, 3]))
    if len(feet) < _MANY_HEIGHTS:
        return False
    height = float(np.median(words[through, 3] - words[through, 1]))
    return bool(feet[-1] - feet[0] > _HIGHEST_HEADER * height)


def _run_over(words: Floats, cells: Integers, tables: Sequence[RuledTable]) -> Integers:
    """The cells of words, those set right that a level ruling runs through: text that runs out of
    a cell that is too low for it belongs where a line of its cell stands next to it."""
    height = words[:, 3] - words[:, 1]
    upper, lower = _above_and_below(words, tables)
    crossed = np.flatnonzero((upper != lower) & (upper >= 0) & (lower >= 0))
    if not len(crossed):
        return cells
    cells = cells.copy()
    sound = np.ones(len(words), np.bool_)
    sound[crossed] = False

    def near(i: int, cell: int, down: int) -> bool:
        """Whether a line of a cell stands right above (-1) or below (1) a word."""
        step = down * (words[:, 3] - words[i, 3])
        beside = (words[:, 0] < words[i, 2]) & (words[:, 2] > words[i, 0])
        next_to = (step > _SAME_LINE * height[i]) & (step < _NEXT_LINE * height[i])
        return bool((sound & (cells == cell) & beside & next_to).any())

    for i in crossed[np.argsort(words[crossed, 3], kind="stable")].tolist():
        above, below = near(i, upper[i], -1), near(i, lower[i], 1)
        own, other = (upper[i], lower[i]) if above else (lower[i], upper[i])
        # A cell that has nothing else may be the word's own, which stands close under its ruling.
        if above != below and (sound & (cells == other)).any():
            cells[i] = own
            sound[i] = True
    return cells


def _reading_order(
    words: Floats, baselines: Floats, cells: Integers, turned: Truths, tables: Sequence[RuledTable]
) -> tuple[Integers, Truths]:
    """The order in which words are read, and which of them, in that order, begin a line."""
    height = words[:, 3] - words[:, 1]
    # Turned text keeps the order in which it was drawn.
    down = np.where(turned, 0.0, baselines)
    order = np.lexsort((down, cells))
    same = np.where(cells[order][1:] < 0, _SAME_LINE_OUTSIDE, _SAME_LINE)
    step = np.abs(np.diff(down[order])) > same * np.minimum(height[order][1:], height[order][:-1])
    new = np.concatenate(([True], step | (np.diff(cells[order]) != 0)))
    line = np.empty(len(words), np.intp)
    line[order] = np.cumsum(new) - 1
    # Outside lines and tables are read from top to bottom.
    # A table that stands beside a higher one on its right is read before it.
    starts = np.array([table.ys[0] for table in tables] or [0.0])
    starts = np.minimum.accumulate(starts[::-1])[::-1]
    sizes = [len(table.cells) for table in tables]
    tops = np.repeat(starts, sizes or [1])
    numbers = np.array([i for i, table in enumerate(tables) for _ in table.cells] or [0])
    first = baselines[order][new][line]
    block = np.where(cells < 0, first, tops[np.maximum(cells, 0)])
    table = np.where(cells < 0, -1, numbers[np.maximum(cells, 0)])
    across = np.where(turned, np.arange(len(words), dtype=np.float64), words[:, 0])
    order = np.lexsort((across, line, cells, table, block))
    return order, np.concatenate(([True], np.diff(line[order]) != 0))


def _texts(codes: Codes, starts: npt.NDArray[np.intp]) -> list[str]:
    whole = codes.astype("<u4").tobytes().decode("utf-32-le", "replace")
    edges = [*starts.tolist(), len(codes)]
    return [whole[a:b] for a, b in zip(edges, edges[1:], strict=False)]
