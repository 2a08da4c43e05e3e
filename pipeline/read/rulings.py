"""Which of the lines and backgrounds of a page make its tables.

Drawn lines come first, then the edges of backgrounds, then what a table lacks of which only the
rows are drawn (`halfruled`).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from pipeline.read.halfruled import missing_lines
from pipeline.read.heldrows import holds_rows
from pipeline.read.pdfium import Floats
from pipeline.read.ruledtable import SNAP, RuledTable, Truths, tables_of

_FEWEST_GROUNDS = 4  # of which a table may be made
_MOST_HELD = 0.4  # of a table's height: rows that hold several, where rows are not ruled
_ON_GROUNDS = 0.95  # of the letters of a table whose cells are grounds


def find_tables(
    lines: Floats, fills: Floats, papers: Floats, letters: Floats | None = None
) -> list[RuledTable]:
    """The tables of a page from its lines and its coloured and white rectangles (columns x0, top,
    x1, bottom), from top to bottom. Backgrounds count where lines make no table, and where one
    lies under a whole row of it. By the boxes of its `letters`, tables whose rows alone are drawn
    are found too."""
    tables = tables_of(lines)
    edges = _band_edges(tables, np.vstack((fills, papers)))
    if len(edges):
        tables = tables_of(np.vstack((lines, edges)))
    grounds = _ground_tables(lines, fills, tables)
    half = _half_ruled(lines, fills, letters, tables) if letters is not None else []
    tables += half if half and not _on_grounds(letters, half, fills) else grounds
    return _in_order(tables)


def unruled_tables(
    tables: list[RuledTable], letters: Floats, before: list[RuledTable]
) -> list[RuledTable]:
    """The tables of a page with rows that nothing but white parts, as where only columns are ruled;
    and those like the ones `before`, on other pages, by their columns and the number of rows."""
    return [
        table
        for table in tables
        if _unruled(table, letters) or any(_like(table, other) for other in before)
    ]


def _like(table: RuledTable, other: RuledTable) -> bool:
    """Whether a table has the columns of another one and no more rows."""
    same = len(table.xs) == len(other.xs) and len(table.ys) <= len(other.ys)
    return same and bool(np.abs(table.xs - other.xs).max() < SNAP)


def _in_order(tables: list[RuledTable]) -> list[RuledTable]:
    """Tables from top to bottom, those beside each other from left to right whatever their
    height."""
    bands: list[list[RuledTable]] = []
    for table in sorted(tables, key=lambda table: (table.ys[0], table.xs[0])):
        band = bands[-1] if bands else []
        beside = any(table.ys[0] < other.ys[-1] - SNAP for other in band)
        if beside and all(_apart(table, other) for other in band):
            band.append(table)
        else:
            bands.append([table])
    return [table for band in bands for table in sorted(band, key=lambda table: table.xs[0])]


def _apart(table: RuledTable, other: RuledTable) -> bool:
    """Whether two tables share no part of the page's width."""
    return bool(table.xs[-1] < other.xs[0] + SNAP or other.xs[-1] < table.xs[0] + SNAP)


def _unruled(table: RuledTable, letters: Floats) -> bool:
    """Whether most of a table is rows that hold several, as where lines part its columns only. One
    among others that are ruled is a row of lists, or of headers in narrow columns."""
    own = letters[_inside_any(letters, [table])]
    held = [
        bottom - top
        for top, bottom in pairwise(table.ys.tolist())
        if holds_rows(own, table.xs, top, bottom)
    ]
    return bool(sum(held) > _MOST_HELD * (table.ys[-1] - table.ys[0]))


def _on_grounds(letters: Floats | None, tables: list[RuledTable], grounds: Floats) -> bool:
    """Whether nearly all letters in some tables stand on grounds."""
    if letters is None or not len(grounds):
        return False
    own = letters[_inside_any(letters, tables)]
    x, y = own[:, [0, 2]].mean(axis=1), own[:, [1, 3]].mean(axis=1)
    on = np.zeros(len(own), np.bool_)
    for x0, y0, x1, y1 in grounds.tolist():
        on |= (x > x0) & (x < x1) & (y > y0) & (y < y1)
    return float(on.mean()) > _ON_GROUNDS if len(own) else False


def _ground_tables(lines: Floats, fills: Floats, tables: list[RuledTable]) -> list[RuledTable]:
    """The tables outside the others whose cells are grounds."""
    outside = fills[~_inside_any(fills, tables)] if len(fills) else fills
    if len(outside) < _FEWEST_GROUNDS:
        return []
    free = lines[~_inside_any(lines, tables)] if len(lines) else lines
    return tables_of(np.vstack((free, _sides(outside))))


def _half_ruled(
    lines: Floats, fills: Floats, letters: Floats, tables: list[RuledTable]
) -> list[RuledTable]:
    """The tables outside the others whose rows alone are drawn, by lines or grounds."""
    level = lines[lines[:, 2] - lines[:, 0] > lines[:, 3] - lines[:, 1]]
    level, grounds, letters = (
        boxes[~_inside_any(boxes, tables)] if len(boxes) else boxes
        for boxes in (level, fills, letters)
    )
    for own in (grounds[:0], grounds):
        if found := tables_of(missing_lines(level, own, letters)):
            return found
    return []


def _band_edges(tables: list[RuledTable], boxes: Floats) -> Floats:
    """The edges, as lines, of rectangles as wide as a table that begin or end on a line of it, and
    end or begin where none is drawn."""
    edges = [np.empty((0, 4))]
    for table in tables:
        x0, y0, x1, y1 = table.box
        wide = (np.abs(boxes[:, 0] - x0) <= SNAP) & (np.abs(boxes[:, 2] - x1) <= SNAP)
        bands = boxes[wide][:, [1, 3]]
        ruled = np.logical_or.reduce(np.abs(bands[:, :, None] - table.ys) <= SNAP, axis=2)
        within = np.logical_and.reduce((bands >= y0 - SNAP) & (bands <= y1 + SNAP), axis=1)
        free = bands[within[:, None] & ~ruled & ruled[:, ::-1]]
        edges.append(np.column_stack(np.broadcast_arrays(x0, free, x1, free)).reshape(-1, 4))
    return np.vstack(edges)


def _sides(boxes: Floats) -> Floats:
    x0, y0, x1, y1 = boxes.T
    sides = ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))
    return np.vstack([np.column_stack(side) for side in sides])


def _inside_any(boxes: Floats, tables: list[RuledTable]) -> Truths:
    """Which boxes have their middle in a table."""
    x, y = boxes[:, [0, 2]].mean(axis=1), boxes[:, [1, 3]].mean(axis=1)
    found: Truths = np.zeros(len(boxes), np.bool_)
    for table in tables:
        x0, y0, x1, y1 = table.box
        found |= (x >= x0 - SNAP) & (x <= x1 + SNAP) & (y >= y0 - SNAP) & (y <= y1 + SNAP)
    return found
