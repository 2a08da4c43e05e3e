"""Which rows each cell of a column covers: all ways to lay the cells of a component's rows, one
below the other, weighed by what can be seen of them.

A cell covers the rows that its lines stand in. Rows without one may belong to the cell above or
below them, or have none. What can be seen of a cell over rows, and of a row without a cell, is
counted as named features: how far the cell is off its place in the rows, how usual it is in its
column that a row has none, and whether the other columns have none in these rows either, as where
rows are merged, all of them are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.spaced.bands import Band
from pipeline.recover.spaced.merged import MERGED, Filled, Merged, off_lines, off_place
from pipeline.recover.spaced.stretch import Piece, Stretch

Floats = NDArray[np.float64]

_OFF = (0.3, 0.8, 1.3, 2.3)  # lines
_KINDS = ("indicator", "text", "target", "other", "pic")
_GROUPS = {"indicator": 0, "action": 1, "evidence": 1, "target": 2, "pic": 4}
_MOST_RATE = 4.0
# The first three are costs set by hand, which all weights were learnt from.
NAMES = (
    *("off cost", "more rows cost", "empty cost"),
    *(f"{what}, {kind}" for what in ("grown", "more rows", "rows above", "bare", "whole component",
                                     "grown elsewhere", "empty", "empty rate", "empty bare",
                                     "empty above") for kind in _KINDS),
    *(f"off {k}, {place}" for place in ("top", "middle") for k in range(len(_OFF) + 1)),
    *(f"grown off {k}, {place}" for place in ("top", "middle") for k in range(len(_OFF) + 1)),
)  # fmt: skip
_AT = {name: k for k, name in enumerate(NAMES)}


@dataclass(frozen=True)
class SeenCells:
    """The ways to lay the cells of one column over `rows`: which cell each is of, the first and
    the last row it covers and its features; the row that each cell's own lines begin in; and the
    features of each row without a cell."""

    rows: int
    cell: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    ways: Floats
    firsts: tuple[int, ...]
    empty: Floats


def see_cells(
    stretch: Stretch,
    rows: Sequence[Band],
    groups: Sequence[int],
    column: int,
    cells: Sequence[Sequence[Piece]],
    filled: Filled,
    middle: bool,
) -> SeenCells:
    """The ways to lay a column's cells over rows. `groups[r]` is the component of row r: no cell
    goes on from one component to the next; `filled` is what is usual in the column; `middle`: it
    sets its cells in the middle of their rows."""
    field = stretch.fields[column]
    kind = _KINDS[_GROUPS.get(field, 3)]
    touched = touched_rows(rows, cells)
    bare = _bareness(stretch, rows, column)
    found: list[tuple[int, int, int]] = []
    vectors: list[Floats] = []
    for k, (first, last) in enumerate(touched):
        above = touched[k - 1][1] + 1 if k else 0
        below = touched[k + 1][0] if k + 1 < len(touched) else len(rows)
        for low in range(min(first, above), min(first, len(rows) - 1) + 1):
            for high in range(max(low, last), max(last + 1, below)):
                if groups[low] != groups[high]:
                    break
                vector = np.zeros(len(NAMES))
                more = [r for r in range(low, high + 1) if not first <= r <= last]
                cell = Merged(tuple(cells[k]), low, high)
                vector[_AT["off cost"]] = off_place(stretch, rows, cell, middle)
                vector[_AT["more rows cost"]] = MERGED * (high - low) * (not filled.always)
                vector[_AT[f"grown, {kind}"]] = float(bool(more))
                vector[_AT[f"more rows, {kind}"]] = len(more)
                vector[_AT[f"rows above, {kind}"]] = sum(r < first for r in more)
                vector[_AT[f"bare, {kind}"]] = sum(bare[r] for r in more)
                if more:
                    begins = not low or groups[low - 1] != groups[low]
                    ends = high + 1 == len(rows) or groups[high + 1] != groups[high]
                    vector[_AT[f"whole component, {kind}"]] = float(begins and ends)
                    vector[_AT[f"grown elsewhere, {kind}"]] = filled.merged
                off = off_lines(stretch, rows, cell, middle)
                if off is not None:
                    place = "middle" if middle else "top"
                    size = int(np.searchsorted(_OFF, off, side="right"))
                    vector[_AT[f"off {size}, {place}"]] = 1.0
                    vector[_AT[f"grown off {size}, {place}"]] = float(bool(more))
                found.append((k, low, high))
                vectors.append(vector)
    empty = np.zeros((len(rows), len(NAMES)))
    empty[:, _AT["empty cost"]] = filled.cost
    empty[:, _AT[f"empty, {kind}"]] = 1.0
    empty[:, _AT[f"empty rate, {kind}"]] = max(-_MOST_RATE, -filled.unusual)
    empty[:, _AT[f"empty bare, {kind}"]] = bare
    for r in range(len(rows)):
        held = any(first <= r and groups[min(first, len(rows) - 1)] == groups[r]
                   for first, _ in touched)  # fmt: skip
        empty[r, _AT[f"empty above, {kind}"]] = float(not held)
    table = np.array(found, dtype=np.int64).reshape(-1, 3)
    return SeenCells(
        len(rows),
        table[:, 0],
        table[:, 1],
        table[:, 2],
        np.array(vectors).reshape(-1, len(NAMES)),
        tuple(first for first, _ in touched),
        empty,
    )


def lay(seen: SeenCells, weights: Floats) -> tuple[list[tuple[int, int]] | None, list[float]]:
    """The best way to lay every cell, as first and last row, None where there is none; and for each
    row the probability that it has the cell that it is given, or none, among all ways."""
    own, empty = seen.ways @ weights, seen.empty @ weights
    best = _best(seen, own, empty)
    if best is None:
        return None, [0.0] * seen.rows
    chances = way_chances(seen, own, empty)[0]
    covered, held = np.zeros(seen.rows), np.zeros(seen.rows)
    given = np.zeros(seen.rows, dtype=bool)
    for k, (first, last) in enumerate(best):
        inside = np.zeros(seen.rows)
        for w in np.flatnonzero(seen.cell == k):
            inside[seen.low[w] : seen.high[w] + 1] += chances[w]
        covered += inside
        held[first : last + 1] += inside[first : last + 1]
        given[first : last + 1] = True
    return best, np.clip(np.where(given, held, 1 - covered), 0.0, 1.0).tolist()


def _best(seen: SeenCells, own: Floats, empty: Floats) -> list[tuple[int, int]] | None:
    """The best ways of all cells, from the first to the last row."""
    before = np.concatenate([[0.0], np.cumsum(empty)])
    reach = {-1: 0.0}
    came: list[dict[int, tuple[int, int]]] = []  # by last row: the way, and the last row before
    for k, first in enumerate(seen.firsts):
        ends: dict[int, float] = {}
        back: dict[int, tuple[int, int]] = {}
        for w in np.flatnonzero(seen.cell == k).tolist():
            low, high = int(seen.low[w]), int(seen.high[w])
            for end, value in reach.items():
                if end < low or low == first:
                    total = value + own[w] + (before[low] - before[end + 1] if end < low else 0.0)
                    if total > ends.get(high, -np.inf):
                        ends[high], back[high] = total, (w, end)
        reach = ends
        came.append(back)
    if not reach:
        return None
    end = max(reach, key=lambda high: reach[high] + before[-1] - before[high + 1])
    chosen: list[tuple[int, int]] = []
    for back in reversed(came):
        w, end = back[end]
        chosen.append((int(seen.low[w]), int(seen.high[w])))
    return chosen[::-1]


def way_chances(seen: SeenCells, own: Floats, empty: Floats) -> tuple[Floats, float]:
    """The probability of each way among all, by the scores of ways and of rows without a cell; and
    the log of the sum over all."""
    before = np.concatenate([[0.0], np.cumsum(empty)])
    n = seen.rows
    at = [np.flatnonzero(seen.cell == k) for k in range(len(seen.firsts))]
    # [e]: of all that ends with row e - 1
    ends = np.full(n + 1, -np.inf)
    ends[0] = 0.0
    arrived: list[Floats] = []
    for ways, first in zip(at, seen.firsts, strict=True):
        free = np.logaddexp.accumulate(ends - before)  # [low]: of all that ends before row low
        low, high = seen.low[ways], seen.high[ways]
        value = free[low] + before[low]
        over = np.logaddexp.reduce(ends[first + 1 :]) if first < n else -np.inf
        value = np.where(low == first, np.logaddexp(value, over), value)
        arrived.append(value + own[ways])
        ends = np.full(n + 1, -np.inf)
        np.logaddexp.at(ends, high + 1, arrived[-1])
    after = before[-1] - before
    total = float(np.logaddexp.reduce(ends + after))
    chances = np.zeros(len(seen.cell))
    if total == -np.inf:
        return chances, total
    for k in range(len(at) - 1, -1, -1):
        ways, first = at[k], seen.firsts[k]
        low, high = seen.low[ways], seen.high[ways]
        chances[ways] = np.exp(np.minimum(0.0, arrived[k] + after[high + 1] - total))
        onward = own[ways] + after[high + 1]
        starts = np.full(n + 1, -np.inf)
        np.logaddexp.at(starts, low, onward + before[low])
        free = np.logaddexp.accumulate(starts[::-1])[::-1]  # [e]: of all that begin at row e or on
        over = np.logaddexp.reduce(onward[low == first]) if (low == first).any() else -np.inf
        after = free - before
        after[first + 1 :] = np.logaddexp(after[first + 1 :], over)
    return chances, total


def touched_rows(rows: Sequence[Band], cells: Sequence[Sequence[Piece]]) -> list[tuple[int, int]]:
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


def _bareness(stretch: Stretch, rows: Sequence[Band], column: int) -> list[float]:
    """For each row the share of the other columns, indicators aside, that have nothing in it."""
    others = [
        [piece.line for piece in pieces]
        for k, pieces in enumerate(stretch.pieces)
        if k != column and stretch.fields[k] != "indicator"
    ]
    return [
        sum(not any(b.first <= line <= b.last for line in own) for own in others)
        / max(1, len(others))
        for b in rows
    ]
