"""Cells of a column over the rows of a component: one row each, or merged over several.

A cell covers the rows that its lines stand in. Rows without one may belong to the cell above or
below them: where a column sets its cells in the middle of their rows, to the one whose middle that
makes; where it sets them at the top, an indicator goes on downwards. All ways are tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.recover.spaced.bands import Band
from pipeline.recover.spaced.stretch import Piece, Stretch

# What a row without a cell costs: an indicator goes on downwards; of other columns, cells are
# merged where many rows have none, and forgotten where few have none.
_INDICATOR, _FORGOTTEN, _OFTEN_EMPTY = 4.0, 0.4, 2.0
_MANY = 0.12  # share of rows
_MERGED = 0.9  # what covering one more row costs
_MOST_OFF = 4.0
# Lines that a cell may be off its place, and what a line more costs; where places are rounded, and
# where they are exact.
_ASTRAY, _ASTRAY_COST = (0.5, 0.22), (1.0, 4.0)


@dataclass(frozen=True)
class Merged:
    """A cell: its pieces, and the rows `first` to `last` (indices into the stretch's rows) that
    it covers."""

    pieces: tuple[Piece, ...]
    first: int
    last: int


def column_cells(
    stretch: Stretch, bands: Sequence[Band], column: int, one_cell: Sequence[bool]
) -> list[list[Piece]]:
    """The pieces of a column put together to cells: those of one row, and those on both sides of
    an edge that the cell runs on over. `one_cell[k]` says so of pieces k and k + 1."""
    band_of: dict[int, int] = {}
    for number, band in enumerate(bands):
        for line in range(band.first, band.last + 1):
            band_of[line] = number
    cells: list[list[Piece]] = []
    for k, piece in enumerate(stretch.pieces[column]):
        before = cells[-1][-1] if cells else None
        if before and (band_of[before.line] == band_of[piece.line] or one_cell[k - 1]):
            cells[-1].append(piece)
        else:
            cells.append([piece])
    return cells


def cover(
    stretch: Stretch,
    rows: Sequence[Band],
    groups: Sequence[int],
    cells: Sequence[Sequence[Piece]],
    empty: float,
    middle: bool,
) -> list[Merged]:
    """Which rows each cell covers. `groups[r]` is the component of row r: no cell goes on from
    one component to the next. `empty`: what a row without a cell costs; `middle`: the column sets
    its cells in the middle of their rows."""
    touched: list[tuple[int, int]] = []
    for pieces in cells:
        first, last = pieces[0].line, pieces[-1].line
        inside = [r for r, b in enumerate(rows) if b.first <= last and first <= b.last]
        if inside:
            touched.append((inside[0], inside[-1]))
        else:  # on free lines only: between two rows
            after = next((r for r, b in enumerate(rows) if b.first > last), len(rows))
            touched.append((after, after - 1))
    # States: how many of the rows before a cell it takes, how many after.
    best: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {(-1, 0): (0.0, [])}
    end_before = -1
    for k, (first, last) in enumerate(touched):
        start_after = touched[k + 1][0] if k + 1 < len(touched) else len(rows)
        found: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {}
        for (_, taken), (cost, path) in best.items():
            for up in range(max(0, first - end_before - 1 - taken) + 1):
                low = first - up
                empties = first - up - (end_before + 1 + taken)
                for down in range(max(0, start_after - last - 1) + 1):
                    high = last + down
                    if low > high or groups[low] != groups[high]:
                        continue
                    more = empty * empties
                    more += off_place(stretch, rows, Merged(tuple(cells[k]), low, high), middle)
                    more += _MERGED * (high - low) * (empty < _INDICATOR)
                    key = (up, down)
                    if key not in found or cost + more < found[key][0]:
                        found[key] = (cost + more, [*path, (low, high)])
        if not found:
            low, high = min(first, len(rows) - 1), max(last, min(first, len(rows) - 1))
            cost, path = min(best.values(), key=lambda item: item[0])
            found[(0, 0)] = (cost, [*path, (low, high)])
        best = found
        end_before = last
    final = min(
        (
            (cost + empty * max(0, len(rows) - 1 - end_before - down), path)
            for (_, down), (cost, path) in best.items()
        ),
        key=lambda item: item[0],
    )
    return [
        Merged(tuple(pieces), low, high)
        for pieces, (low, high) in zip(cells, final[1], strict=True)
    ]


def empty_cost(field: str, without: int, rows: int) -> float:
    """What a row without a cell costs in a column that so many of the rows have nothing in."""
    if field == "indicator":
        return _INDICATOR
    return _OFTEN_EMPTY if field != "extra" and without > _MANY * rows else _FORGOTTEN


def off_place(stretch: Stretch, rows: Sequence[Band], cell: Merged, middle: bool) -> float:
    """What it costs that a cell is off its place in the rows it covers; 0 where it is not."""
    pieces = cell.pieces
    first, last = rows[cell.first].first, rows[cell.last].last
    first, last = min(first, pieces[0].line), max(last, pieces[-1].line)
    if stretch.pages[first] != stretch.pages[last]:
        return 0.0
    above = pieces[0].base - stretch.tops[first]
    below = stretch.tops[last] - pieces[-1].base
    off = abs(above - below) / 2 if middle else above
    cost = (off - _ASTRAY[stretch.exact]) * _ASTRAY_COST[stretch.exact]
    return float(np.clip(cost, 0.0, _MOST_OFF))
