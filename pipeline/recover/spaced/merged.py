"""Cells of a column over the rows of a component: one row each, or merged over several.

A cell covers the rows that its lines stand in. Rows without one may belong to the cell above or
below them: where a column sets its cells in the middle of their rows, to the one whose middle that
makes; where it sets them at the top, an indicator goes on downwards. All ways are tried
(`covering`); what stands here of costs is set by hand, and weighs alone on pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pipeline.recover.spaced.bands import Band
from pipeline.recover.spaced.stretch import Piece, Stretch

# What a row without a cell costs: an indicator goes on downwards; of other columns, cells are
# merged where many rows have none, and forgotten where few have none.
_INDICATOR, _FORGOTTEN, _OFTEN_EMPTY = 4.0, 0.4, 2.0
_MANY = 0.12  # share of rows
MERGED = 0.9  # what covering one more row costs
_MOST_OFF = 4.0
# Lines that a cell may be off its place, and what a line more costs; where places are rounded, and
# where they are exact.
_ASTRAY, _ASTRAY_COST = (0.5, 0.22), (1.0, 4.0)


class Filled(NamedTuple):
    """What a row without a cell in a column costs, how unusual it is there, whether no row goes
    without (of indicators), and the share of the column's cells that surely stand in several
    rows."""

    cost: float
    unusual: float
    always: bool = False
    merged: float = 0.0


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


def empty_cost(field: str, without: int, rows: int) -> float:
    """What a row without a cell costs in a column that so many of the rows have nothing in."""
    if field == "indicator":
        return _INDICATOR
    return _OFTEN_EMPTY if field != "extra" and without > _MANY * rows else _FORGOTTEN


def off_lines(stretch: Stretch, rows: Sequence[Band], cell: Merged, middle: bool) -> float | None:
    """How many lines a cell is off its place in the rows it covers; None over a page's end."""
    pieces = cell.pieces
    first, last = rows[cell.first].first, rows[cell.last].last
    first, last = min(first, pieces[0].line), max(last, pieces[-1].line)
    if stretch.pages[first] != stretch.pages[last]:
        return None
    above = pieces[0].base - stretch.tops[first]
    below = stretch.tops[last] - pieces[-1].base
    return float(abs(above - below) / 2 if middle else above)


def off_place(stretch: Stretch, rows: Sequence[Band], cell: Merged, middle: bool) -> float:
    """What it costs that a cell is off its place in the rows it covers; 0 where it is not."""
    off = off_lines(stretch, rows, cell, middle)
    if off is None:
        return 0.0
    cost = (off - _ASTRAY[stretch.exact]) * _ASTRAY_COST[stretch.exact]
    return float(np.clip(cost, 0.0, _MOST_OFF))
