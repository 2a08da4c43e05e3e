"""Tables that drawn lines make: snapped, joined where they nearly touch, and cut into cells.

Lines that nearly touch are one line, lines that meet make a table, and the boxes between its lines
are one cell wherever no line parts them; so a cell over several rows or columns is found by the
edges that are missing in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline.read.pdfium import Floats

Integers = npt.NDArray[np.intp]
Truths = npt.NDArray[np.bool_]

# In points. Lines this near are one: double borders, borders drawn by each of two cells.
SNAP = 2.5
_GAP = 3.5  # between the dots of a dotted line, or between the end of a line and one it meets
_SHORTEST = 5.0
_DOT = 3.0  # shorter than this, a line is a dot of one
_FEWEST_OPEN = 3  # upright lines on one level line: a row that a page cuts has no other
_LEVEL = 0.5  # dots of one line stand no further apart from it


@dataclass(frozen=True)
class RuledTable:
    """The edges of a table's columns and rows, and its cells: columns row, column, rows spanned,
    columns spanned, ordered by row and column."""

    xs: Floats
    ys: Floats
    cells: Integers

    @cached_property
    def owners(self) -> Integers:
        """[row, column] → the number of the cell that covers it."""
        owners = np.zeros((len(self.ys) - 1, len(self.xs) - 1), np.intp)
        for number, (row, column, tall, wide) in enumerate(self.cells.tolist()):
            owners[row : row + tall, column : column + wide] = number
        return owners

    @property
    def sides(self) -> Floats:
        """The left and the right edge of each cell."""
        _, column, _, wide = self.cells.T
        return np.column_stack((self.xs[column], self.xs[column + wide]))

    @property
    def box(self) -> tuple[float, float, float, float]:
        return float(self.xs[0]), float(self.ys[0]), float(self.xs[-1]), float(self.ys[-1])


def _level_and_upright(lines: Floats) -> tuple[Floats, Floats]:
    """Lines as (place, start, end), level and upright ones, joined where they nearly touch."""
    dots = (lines[:, 2:] - lines[:, :2]).max(axis=1, initial=0.0) < _DOT
    if np.count_nonzero(dots) > 1:
        lines = np.vstack((lines[~dots], _dotted(lines[dots])))
    x0, y0, x1, y1 = lines.T
    level = (x1 - x0) >= (y1 - y0)
    flat, steep = lines[level], lines[~level]
    return (
        _joined((flat[:, 1] + flat[:, 3]) / 2, flat[:, 0], flat[:, 2]),
        _joined((steep[:, 0] + steep[:, 2]) / 2, steep[:, 1], steep[:, 3]),
    )


def _dotted(dots: Floats) -> Floats:
    """Dots that follow each other closely, as lines: a dot itself does not tell of which kind."""
    found = [np.empty((0, 4))]
    for along in (0, 1):
        place, middle = dots[:, [1 - along, 3 - along]].mean(axis=1), dots[:, [along, along + 2]]
        level = np.round(place / _LEVEL)
        order = np.lexsort((middle[:, 0], level))
        start, end, at = middle[order, 0], middle[order, 1], level[order]
        new = np.concatenate(([True], (np.diff(at) != 0) | (start[1:] - end[:-1] > _GAP)))
        first = np.flatnonzero(new)
        line = np.empty((len(first), 4))
        line[:, along], line[:, along + 2] = start[first], np.maximum.reduceat(end, first)
        line[:, 1 - along] = line[:, 3 - along] = place[order][first]
        found.append(line[line[:, along + 2] - line[:, along] >= _SHORTEST])
    return np.vstack(found)


def clusters(places: Floats, near: float = SNAP) -> Integers:
    """The number of the group of each place: neighbours within `near` are one group."""
    order = np.argsort(places, kind="stable")
    group = np.empty(len(places), np.intp)
    group[order] = np.concatenate(([0], np.cumsum(np.diff(places[order]) > near)))
    return group


def _joined(places: Floats, starts: Floats, ends: Floats) -> Floats:
    """Lines on one place, overlapping or nearly touching, as one."""
    if not len(places):
        return np.empty((0, 3))
    group = clusters(places)
    weights = np.maximum(ends - starts, 0.1)
    where = np.bincount(group, places * weights) / np.bincount(group, weights)
    order = np.lexsort((starts, group))
    found: list[list[float]] = []
    last = -1
    for g, start, end in zip(
        group[order].tolist(), starts[order].tolist(), ends[order].tolist(), strict=True
    ):
        if g == last and start <= found[-1][2] + _GAP:
            found[-1][2] = max(found[-1][2], end)
        else:
            found.append([where[g], start, end])
            last = g
    joined: Floats = np.array(found)
    long: Truths = joined[:, 2] - joined[:, 1] >= _SHORTEST
    return np.compress(long, joined, axis=0)


def tables_of(lines: Floats) -> list[RuledTable]:
    """The tables of level and upright lines (columns x0, top, x1, bottom)."""
    level, upright = _level_and_upright(lines)
    if not len(level) or not len(upright) or len(level) == 1 and len(upright) < _FEWEST_OPEN:
        return []
    meets = (
        (upright[None, :, 0] >= level[:, None, 1] - _GAP)
        & (upright[None, :, 0] <= level[:, None, 2] + _GAP)
        & (level[:, None, 0] >= upright[None, :, 1] - _GAP)
        & (level[:, None, 0] <= upright[None, :, 2] + _GAP)
    )
    tables = []
    free = meets.any(axis=1)
    while free.any():
        rows = np.zeros(len(level), np.bool_)
        rows[np.argmax(free)] = True
        while True:
            columns = np.logical_or.reduce(meets[rows], axis=0)
            more = np.logical_or.reduce(meets[:, columns], axis=1)
            if (more == rows).all():
                break
            rows = more
        free &= ~rows
        if table := _table(level[rows], upright[columns]):
            tables.append(table)
    return tables


def _table(level: Floats, upright: Floats) -> RuledTable | None:
    """The table of lines that meet; None for a frame, which has one cell or one column only."""
    xs = _places(np.concatenate((upright[:, 0], level[:, 1], level[:, 2])), upright[:, 0])
    ys = _places(np.concatenate((level[:, 0], upright[:, 1], upright[:, 2])), level[:, 0])
    across, down = _drawn(level, ys, xs), _drawn(upright, xs, ys)
    # A line under words, or a stroke through them, parts no cells.
    xs, ys = xs[_kept(down)], ys[_kept(across)]
    if len(xs) < 3 or len(ys) < 2:
        return None
    across, down = _drawn(level, ys, xs), _drawn(upright, xs, ys)
    cells = _cells(across[1:-1], down[1:-1].T)
    return RuledTable(xs, ys, cells) if len(cells) > 1 else None


def _places(places: Floats, own: Floats) -> Floats:
    """Places without near doubles, `own` ones preferred as the exact place."""
    group = clusters(places)
    count = group.max() + 1
    exact = group[: len(own)]
    means = np.bincount(group, places) / np.bincount(group)
    held = np.bincount(exact, minlength=count)
    own_means = np.bincount(exact, own, minlength=count) / np.maximum(held, 1)
    return np.where(held > 0, own_means, means)


def _drawn(lines: Floats, places: Floats, steps: Floats) -> Truths:
    """[place, step]: whether a line at that place goes along that whole step."""
    drawn = np.zeros((len(places), len(steps) - 1), np.bool_)
    at = np.abs(lines[:, None, 0] - places[None, :]).argmin(axis=1)
    along = (lines[:, None, 1] <= steps[None, :-1] + _GAP) & (
        lines[:, None, 2] >= steps[None, 1:] - _GAP
    )
    np.logical_or.at(drawn, at, along)
    return drawn


def _kept(drawn: Truths) -> Truths:
    keep: Truths = np.logical_or.reduce(drawn, axis=1)
    keep[[0, -1]] = True
    return keep


def _cells(across: Truths, down: Truths) -> Integers:
    """Cells of boxes that no line parts. `across[i, c]`: a line parts rows i and i + 1 in column
    c; `down[r, j]`: one parts columns j and j + 1 in row r."""
    rows, columns = down.shape[0], across.shape[1]
    owner = np.arange(rows * columns).reshape(rows, columns)
    while True:  # each box takes the least number of those it is open to
        before = owner.copy()
        least = np.minimum(owner[:-1], owner[1:])
        owner[:-1] = np.where(across, owner[:-1], least)
        owner[1:] = np.where(across, owner[1:], np.minimum(owner[1:], owner[:-1]))
        least = np.minimum(owner[:, :-1], owner[:, 1:])
        owner[:, :-1] = np.where(down, owner[:, :-1], least)
        owner[:, 1:] = np.where(down, owner[:, 1:], np.minimum(owner[:, 1:], owner[:, :-1]))
        if (owner == before).all():
            break
    r, c = np.divmod(np.arange(rows * columns), columns)
    flat = owner.ravel()
    first, index, count = np.unique(flat, return_inverse=True, return_counts=True)
    top, left = np.full(len(first), rows), np.full(len(first), columns)
    bottom, right = np.zeros(len(first), np.intp), np.zeros(len(first), np.intp)
    np.minimum.at(top, index, r)
    np.minimum.at(left, index, c)
    np.maximum.at(bottom, index, r)
    np.maximum.at(right, index, c)
    boxes = np.column_stack((top, left, bottom - top + 1, right - left + 1))
    whole = boxes[:, 2] * boxes[:, 3] == count
    # What is no rectangle is taken row by row.
    parts = [(int(y), int(x), 1, 1) for y, x in np.argwhere(~whole[index].reshape(rows, columns))]
    cells = np.vstack((boxes[whole], np.array(_runs(parts), np.intp).reshape(-1, 4)))
    return cells[np.lexsort((cells[:, 1], cells[:, 0]))].astype(np.intp)


def _runs(boxes: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Boxes side by side in a row as one."""
    runs: list[tuple[int, int, int, int]] = []
    for row, column, tall, wide in boxes:
        if runs and runs[-1][0] == row and runs[-1][1] + runs[-1][3] == column:
            runs[-1] = (row, runs[-1][1], tall, runs[-1][3] + wide)
        else:
            runs.append((row, column, tall, wide))
    return runs
