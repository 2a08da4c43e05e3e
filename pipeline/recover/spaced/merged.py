"""Cells of a column over the rows of a component: one row each, or merged over several.

A cell covers the rows that its lines stand in. Rows without one may belong to the cell above or
below them: where a column sets its cells in the middle of their rows, to the one whose middle that
makes; where it sets them at the top, an indicator goes on downwards. All ways are tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log

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
    touched = _touched(rows, cells)
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


def as_read(
    stretch: Stretch,
    rows: Sequence[Band],
    groups: Sequence[int],
    chosen: Sequence[Merged],
    empty: float,
    middle: bool,
) -> list[float]:
    """For each row the probability that it has the cell of the column that it was given, or none,
    among all ways to lay the `chosen` cells over rows; the rest as in `cover`."""
    touched = _touched(rows, [cell.pieces for cell in chosen])
    ways: list[dict[tuple[int, int], float]] = []  # log weights of the rows a cell may cover
    for k, (cell, (first, last)) in enumerate(zip(chosen, touched, strict=True)):
        above = touched[k - 1][1] + 1 if k else 0
        below = touched[k + 1][0] if k + 1 < len(touched) else len(rows)
        own = {(cell.first, cell.last)}
        own |= {
            (low, high)
            for low in range(min(first, above), first + 1)
            for high in range(max(low, last), max(last + 1, below))
            if groups[low] == groups[high]
        }
        ways.append({way: -_way_cost(stretch, rows, cell, way, empty, middle) for way in own})
    covered, held = np.zeros(len(rows)), np.zeros(len(rows))
    for cell, chances in zip(chosen, _chances(ways, [t[0] for t in touched], len(rows), empty),
                             strict=True):  # fmt: skip
        inside = np.zeros(len(rows))
        for (low, high), chance in chances.items():
            inside[low : high + 1] += chance
        covered += inside
        held[cell.first : cell.last + 1] += inside[cell.first : cell.last + 1]
    given = np.zeros(len(rows), dtype=bool)
    for cell in chosen:
        given[cell.first : cell.last + 1] = True
    return [float(p) for p in np.clip(np.where(given, held, 1 - covered), 0.0, 1.0)]


def _way_cost(
    stretch: Stretch,
    rows: Sequence[Band],
    cell: Merged,
    way: tuple[int, int],
    empty: float,
    middle: bool,
) -> float:
    low, high = way
    off = off_place(stretch, rows, Merged(cell.pieces, low, high), middle)
    return off + _MERGED * (high - low) * (empty < _INDICATOR)


def _chances(
    ways: Sequence[dict[tuple[int, int], float]], firsts: Sequence[int], rows: int, empty: float
) -> list[dict[tuple[int, int], float]]:
    """The probability of each way to lay each cell over rows `low` to `high`, one cell below the
    other, by the log weights of `ways` and what an `empty` row costs; a cell may begin in the last
    row of the one above where its own lines do, which `firsts` tells."""

    def apart(high: int, low: int, first: int) -> float:
        return -empty * max(0, low - 1 - high) if high < low or low == first else -inf

    down: list[dict[tuple[int, int], float]] = []
    ends = {-1: 0.0}
    for own, first in zip(ways, firsts, strict=True):
        reach = {
            low: _log_sum([value + apart(high, low, first) for high, value in ends.items()])
            for low in {low for low, _ in own}
        }
        down.append({way: weight + reach[way[0]] for way, weight in own.items()})
        ends = {}
        for (_, high), value in down[-1].items():
            ends[high] = _log_sum([value, ends.get(high, -inf)])
    found: list[dict[tuple[int, int], float]] = []
    after = {high: -empty * (rows - 1 - high) for high in ends}
    every = _log_sum([value + after[high] for high, value in ends.items()])
    if every == -inf:  # cells that cannot stand below one another as they were laid
        return [dict.fromkeys(own, 0.0) for own in ways]
    for k in range(len(ways) - 1, -1, -1):
        found.append(
            {way: exp(min(0.0, value + after[way[1]] - every)) for way, value in down[k].items()}
        )
        starts: dict[int, float] = {}
        for (low, high), weight in ways[k].items():
            starts[low] = _log_sum([weight + after[high], starts.get(low, -inf)])
        above = {high for _, high in ways[k - 1]} if k else set()
        after = {
            high: _log_sum([value + apart(high, low, firsts[k]) for low, value in starts.items()])
            for high in above
        }
    return found[::-1]


def _log_sum(values: Sequence[float]) -> float:
    top = max(values, default=-inf)
    return top + log(sum(exp(value - top) for value in values)) if top > -inf else -inf


def _touched(rows: Sequence[Band], cells: Sequence[Sequence[Piece]]) -> list[tuple[int, int]]:
    """The first and the last row that each cell has lines in; for one on free lines only, which
    stands between two rows, the one below and the one above it."""
    touched: list[tuple[int, int]] = []
    for pieces in cells:
        first, last = pieces[0].line, pieces[-1].line
        inside = [r for r, b in enumerate(rows) if b.first <= last and first <= b.last]
        if inside:
            touched.append((inside[0], inside[-1]))
        else:  # on free lines only: between two rows
            after = next((r for r, b in enumerate(rows) if b.first > last), len(rows))
            touched.append((after, after - 1))
    return touched


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
