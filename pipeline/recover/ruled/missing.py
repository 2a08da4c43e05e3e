"""Cells of a row between which a ruling is missing: they were read as one over several columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from pipeline.model import Box, Cell, Grid, GridCell, Source, Span

_FEWEST = 2  # cells that tell where the text of a column begins
_INDENT = 1.5  # points by which the lines of a cell may begin elsewhere
_EMPTY = GridCell(())

_Words = list[tuple[Span, Box]]


def with_columns_apart(source: Source, grid: Grid) -> Grid:
    """The grid of a page, with cells over several columns cut into those where each of their lines
    that reaches into a column begins there just as the lines of other cells do."""
    wide = any(cell.cell and cell.colspan > 1 for row in grid.rows for cell in row)
    if not wide or not grid.xs or source.boxes is None:
        return grid
    lefts = _lefts(source, grid)
    rows = []
    for row in grid.rows:
        own = list(row)
        for c, cell in enumerate(row):
            if cell.cell and cell.colspan > 1:
                for at, part in enumerate(_parts(source, grid, c, cell, lefts)):
                    own[c + at] = cell._replace(cell=part, colspan=1)
        rows.append(tuple(own))
    return replace(grid, rows=tuple(rows))


def _lefts(source: Source, grid: Grid) -> dict[int, float]:
    """Where the lines of each column's cells begin, in points from its edge."""
    found: dict[int, list[float]] = defaultdict(list)
    for row in grid.rows:
        for c, cell in enumerate(row):
            if cell.cell and cell.colspan == 1:
                words = _words(source, cell.cell)
                found[c] += [min(box.x0 for _, box in words) - grid.xs[c]] if words else []
    return {c: median(starts) for c, starts in found.items() if len(starts) >= _FEWEST}


def _parts(
    source: Source, grid: Grid, column: int, cell: GridCell, lefts: dict[int, float]
) -> Sequence[Cell]:
    """The cells that one over several columns is made of; none where it is one."""
    places = range(column, column + cell.colspan)
    if any(place not in lefts for place in places):
        return ()
    held: dict[int, _Words] = {place: [] for place in places}
    for span, box in _words(source, cell.cell):
        at = bisect_right(grid.xs, box.x0) - 1
        if at not in held or box.x1 > grid.xs[at + 1]:
            return ()
        held[at].append((span, box))
    for place, words in held.items():
        start = grid.xs[place] + lefts[place]
        lines: dict[int, float] = {}
        for _, box in words:
            line = round((box.top + box.bottom) / 2)
            lines[line] = min(lines.get(line, box.x0), box.x0)
        if not words or any(abs(x0 - start) > _INDENT for x0 in lines.values()):
            return ()
    return [_spans(source, words) for words in held.values()]


def _words(source: Source, cell: Cell) -> _Words:
    assert source.boxes is not None
    found = []
    for span in cell:
        for match in re.finditer(r"\S+", source.text[span.start : span.end]):
            own = Span(span.start + match.start(), span.start + match.end())
            if box := source.boxes.around(own):
                found.append((own, box))
    return found


def _spans(source: Source, words: _Words) -> Cell:
    """Words as a cell, those one after the other as one piece."""
    pieces: list[Span] = []
    for span, _ in words:
        if pieces and not source.text[pieces[-1].end : span.start].strip():
            pieces[-1] = pieces[-1]._replace(end=span.end)
        else:
            pieces.append(span)
    return tuple(pieces)
