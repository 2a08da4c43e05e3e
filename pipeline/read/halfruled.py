"""Tables of which a page shows only the rows: a line below each, or a ground under every other one.

Programs that print such tables draw each line and ground cell by cell, so the ends of the pieces
tell the columns, and a piece that is missing tells a cell that is merged with the one below. Where
lines run through, columns are told by what stays white between them. What a table lacks is given as
lines, as if they had been drawn; a line that text runs across is left out.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from pipeline.read.pdfium import Floats
from pipeline.read.ruledtable import Truths, clusters
from pipeline.read.textruns import (
    Text,
    blocks_of,
    gutters,
    has_neighbours,
    spans_across,
    text_of,
    within,
)

# In points.
_SNAP = 3.0  # lines this near are on one level
_NARROWEST = 5.0  # no column is narrower: ends of pieces this near are one edge
_SHORTEST = 8.0  # piece of a line
_FEWEST_LEVELS = 3
_FEWEST_COLUMNS = 3
_MOST_HEADED = 2  # rows of headers over several columns
_FEWEST_GROUNDS = 2  # above which rows without a ground may follow one another, as below a header
_FIRST = 0.15  # of a table's width: where a row of one cell begins
_WIDE = 0.4  # of a table's width: a level that makes rows
_CENTRED = 0.01  # of a table's width: how far from its middle a title may stand
_FEWEST_OUTER = 2  # texts beside all pieces
_SUPPORT = 3  # pieces that end on an edge
# In heights of a letter.
_APART = 1.3  # white between a table and what stands above or below it
_ROWS_APART = 0.35  # white between a header and the row below it


def missing_lines(level: Floats, grounds: Floats, letters: Floats) -> Floats:
    """The lines of the tables that the level pieces `level` of a page and the edges of `grounds`
    make: those edges and what lacks (columns x0, top, x1, bottom); `letters` are the boxes of the
    page's characters. Empty where the pieces make no table."""
    none = np.empty((0, 4))
    pieces = np.vstack((level, grounds[:, [0, 1, 2, 1]], grounds[:, [0, 3, 2, 3]]))
    pieces = pieces[pieces[:, 2] - pieces[:, 0] >= _SHORTEST]
    if len(pieces) < _FEWEST_LEVELS or not len(letters):
        return none
    edges = _edges(pieces)
    if len(edges) < 2:
        return none
    at = [np.abs(pieces[:, side, None] - edges).min(axis=1) <= _SNAP for side in (0, 2)]
    pieces = pieces[at[0] & at[1]]
    ys = _places(pieces[:, 1])
    if len(ys) < _FEWEST_LEVELS:
        return none
    text = text_of(letters)
    edges = _with_outer(edges, text.between(ys[0], ys[-1]))
    text = replace(text, runs=text.runs[within(text.runs, edges[0], edges[-1])])
    found = [
        _completed(pieces, grounds, edges, part, text, letters)
        for part in _parts(ys, edges, grounds, text)
    ]
    return np.vstack([none, *found])


def _edges(pieces: Floats) -> Floats:
    """The places where enough pieces end, and the other ends of pieces beside the outermost."""
    ends = np.concatenate((pieces[:, 0], pieces[:, 2]))
    group = clusters(ends, _NARROWEST)
    means = np.bincount(group, ends) / np.bincount(group)
    kept = np.bincount(group) >= _SUPPORT
    if kept.any():
        low, high = np.flatnonzero(kept)[[0, -1]].tolist()
        left, right = np.split(group, 2)
        kept[left[right == low]] = True
        kept[right[left == high]] = True
    return means[kept]


def _with_outer(edges: Floats, runs: Floats) -> Floats:
    """The edges, and those of columns beside them in which no piece is drawn."""
    left, right = runs[runs[:, 2] < edges[0] + 1], runs[runs[:, 0] > edges[-1] - 1]
    if len(left) >= _FEWEST_OUTER:
        edges = np.concatenate((gutters(left[:, 0].min() - 2, edges[0], [left]), edges[1:]))
    if len(right) >= _FEWEST_OUTER:
        edges = np.concatenate((edges[:-1], gutters(edges[-1], right[:, 2].max() + 2, [right])))
    return edges


def _places(places: Floats) -> Floats:
    group = clusters(places, _SNAP)
    means: Floats = np.bincount(group, places) / np.bincount(group)
    return means


def _parts(ys: Floats, edges: Floats, grounds: Floats, text: Text) -> list[list[float]]:
    """The levels of each table, from its upper edge to its lower one. A line of text set off by
    white from what stands in columns below it ends one table and stands above the next."""
    parts: list[list[float]] = []
    part: list[float] = []
    white = _APART * text.height
    seen = 0  # grounds of this table so far
    for above, y in pairwise([-np.inf, *ys.tolist()]):
        runs = text.between(above, y)
        blocks = blocks_of(runs, white)
        alone = len(blocks) > 1 and not has_neighbours(blocks[-2]) and has_neighbours(blocks[-1])
        if part and not alone:
            begins = bool((np.abs(grounds[:, 1] - y) <= _SNAP).any()) if len(grounds) else False
            seen += begins
            cuts = _cuts(runs, text, edges)[1:] if begins and seen <= _FEWEST_GROUNDS else []
            part += [*cuts, y]
            continue
        if part:
            parts.append(_with_last(part, blocks[:-2], white, edges))
        near = bool(blocks) and y - blocks[-1][:, 3].max() <= white
        part = [*_cuts(_below_title(blocks[-1], edges), text, edges), y] if near else [y]
        seen = 0
    parts.append(_with_last(part, blocks_of(text.between(part[-1], np.inf), white), white, edges))
    return [part for part in parts if len(part) > _FEWEST_LEVELS]


def _below_title(runs: Floats, edges: Floats) -> Floats:
    """What stands above the first level of a table without the lines of its title: those on top
    that stand alone in the middle of the table, the first of them across several columns."""
    lines = blocks_of(runs, 0.0)
    width, middle = edges[-1] - edges[0], (edges[0] + edges[-1]) / 2
    first = 0
    while first + 1 < len(lines) and not has_neighbours(lines[first]):
        x0, x1 = lines[first][:, 0].min(), lines[first][:, 2].max()
        if abs((x0 + x1) / 2 - middle) > _CENTRED * width:
            break
        heads = next((line for line in lines[first:] if has_neighbours(line)), lines[first])
        over = ((heads[:, 0] < x1) & (heads[:, 2] > x0)).sum()
        if not first and over < 2 and not ((edges > x0) & (edges < x1)).any():
            break
        first += 1
    rest = np.vstack(lines[first:])
    return rest if has_neighbours(rest) else runs


def _with_last(part: list[float], blocks: list[Floats], white: float, edges: Floats) -> list[float]:
    """The levels of a table, and the lower edge of a last row under which nothing is drawn. A line
    below it that stands alone across columns, as a signature's place and date, is no part of it."""
    if blocks and has_neighbours(blocks[0]) and blocks[0][:, 1].min() - part[-1] <= white:
        bottom = part[-1]
        for at, line in enumerate(blocks_of(blocks[0], 0.0)):
            inner = (edges > line[:, 0].min() + 1) & (edges < line[:, 2].max() - 1)
            if at and not has_neighbours(line) and inner.any():
                break
            bottom = float(line[:, 3].max()) + 1
        return [*part, bottom]
    return part


def _cuts(runs: Floats, text: Text, edges: Floats) -> list[float]:
    """The upper edge of rows between which nothing is drawn, and the white between them."""
    blocks = blocks_of(runs, _ROWS_APART * text.height)
    first = min(edges[1], edges[0] + _FIRST * (edges[-1] - edges[0]))
    if not all(has_neighbours(block) or block[:, 0].min() < first for block in blocks):
        blocks = [runs]
    tops = [float(block[:, 1].min()) for block in blocks]
    ends = [float(block[:, 3].max()) for block in blocks]
    between = [(end + top) / 2 for end, top in zip(ends, tops[1:], strict=False)]
    return [tops[0] - 1, *between] if tops else [0.0]


def _completed(
    pieces: Floats, grounds: Floats, edges: Floats, ys: list[float], text: Text, letters: Floats
) -> Floats:
    """The lines of one table, by its levels."""
    own = pieces[(pieces[:, 1] > ys[0] - _SNAP) & (pieces[:, 1] < ys[-1] + _SNAP)]
    bands = [text.between(a, b) for a, b in pairwise(ys)]
    reaches = [reach for y in ys if (reach := _reach(_at(own, y)))]
    wide = [reach for reach in reaches if reach > _WIDE * (edges[-1] - edges[0])]
    if 2 * len(wide) <= len(reaches):  # marks of a schedule, say
        return np.empty((0, 4))
    if len(edges) <= _FEWEST_COLUMNS:
        voters = [runs for runs in bands if len(runs) > 1 and has_neighbours(runs)]
        if voters:
            edges = gutters(float(edges[0]), float(edges[-1]), voters)
    if len(edges) <= _FEWEST_COLUMNS:
        return np.empty((0, 4))
    found = [tuple(piece) for piece in own.tolist()]
    found += [(edges[0], y, edges[-1], y) for y in ys if not len(_at(own, y))]
    for above, y, below in zip(ys, ys[1:], ys[2:], strict=False):
        if len(grounds) and len(_at(own, y)):
            across = (grounds[:, 1] < y - _SNAP) & (grounds[:, 3] > y + _SNAP)
            drawn = np.vstack((_at(own, y), grounds[across]))
            found += _begun(edges, drawn, text.between(above, y), text.between(y, below), y)
    through = False
    for at, ((top, bottom), runs) in enumerate(zip(pairwise(ys), bands, strict=True)):
        ends = _reach(_at(own, bottom)) or np.inf
        whole = ends >= edges[-1] - edges[0] - _SNAP
        next_ = bands[at + 1] if at + 1 < len(bands) else runs[:0]
        headed = at < _MOST_HEADED and not whole and _has_cells(next_)
        crossed = _crossed(edges, _parted(edges, runs, letters), not headed)
        through |= bool(whole and ends < np.inf)
        if at < _MOST_HEADED and at + 1 < len(bands) and not through:
            crossed |= _headed(edges, runs, bands[at + 1], _at(own, bottom))
        found += [(x, top, x, bottom) for x, over in zip(edges, crossed, strict=True) if not over]
    return np.array(found)


def _at(pieces: Floats, y: float) -> Floats:
    return pieces[np.abs(pieces[:, 1] - y) <= _SNAP]


def _reach(pieces: Floats) -> float:
    """How far pieces of one level reach, those that lie on each other counted once."""
    return sum(x1 - x0 for x0, x1 in spans_across(pieces))


def _begun(
    edges: Floats, drawn: Floats, over: Floats, below: Floats, y: float
) -> list[tuple[float, ...]]:
    """The pieces that a level of grounds lacks because the cells above it and below it have none:
    where text begins below it as it does in other columns, set off from the text above."""
    found: list[tuple[float, ...]] = []
    if not len(below):
        return found
    height = float(np.median(below[:, 3] - below[:, 1]))
    for x0, x1 in pairwise(edges.tolist()):
        if ((drawn[:, 0] < x0 + _SNAP) & (drawn[:, 2] > x1 - _SNAP)).any():
            continue
        last, own = (r[(r[:, 0] > x0 - 1) & (r[:, 0] < x1)] for r in (over, below))
        if len(own) and own[:, 1].min() - below[:, 1].min() < _ROWS_APART * height:
            if not len(last) or own[:, 1].min() - last[:, 3].max() > _ROWS_APART * height:
                found.append((x0, y, x1, y))
    return found


def _has_cells(runs: Floats) -> bool:
    """Whether the runs of a row are those of several cells."""
    return bool(len(runs)) and len(spans_across(runs)) >= _FEWEST_COLUMNS


def _parted(edges: Floats, runs: Floats, letters: Floats) -> Floats:
    """The runs of a row of several cells, cut at the edges on which they have no letter: words of
    neighbouring cells that nearly touch."""
    if not _has_cells(runs):
        return runs
    found = []
    middle = letters[:, [1, 3]].mean(axis=1)
    for x0, top, x1, bottom in runs.tolist():
        for edge in edges[(edges > x0 + 1) & (edges < x1 - 1)].tolist():
            own = letters[(middle > top) & (middle < bottom)]
            own = own[(own[:, 0] > x0 - 1) & (own[:, 2] < x1 + 1)]
            left, right = own[own[:, 2] < edge + 0.5], own[own[:, 0] > edge - 0.5]
            if len(left) and len(right) and len(left) + len(right) == len(own):
                found.append((x0, top, float(left[:, 2].max()), bottom))
                x0 = float(right[:, 0].min())
        found.append((x0, top, x1, bottom))
    return np.array(found)


def _crossed(edges: Floats, runs: Floats, alone: bool) -> Truths:
    """Which edges text runs across in a row; all where it has one cell, unless headers that reach
    down into the next row stand beside it (not `alone`)."""
    found: Truths = np.zeros(len(edges), np.bool_)
    if len(runs):
        left, right = runs[:, 0, None] < edges - 1, runs[:, 2, None] > edges + 1
        found = np.logical_or.reduce(left & right, axis=0)
        if alone and found.any() and len(spans_across(runs)) == 1:
            found[:] = True  # nothing else stands in the row
    found[[0, -1]] = False
    return found


def _headed(edges: Floats, runs: Floats, below: Floats, pieces: Floats) -> Truths:
    """Which edges lie inside headers over several columns: above a line below a part of the table,
    where each run of words stands in the middle of its columns, or begins at the first of them,
    and each of these has a header of its own below."""
    found: Truths = np.zeros(len(edges), np.bool_)
    for x0, x1 in spans_across(pieces, _SNAP):
        inside = runs[(runs[:, 0] > x0 - 1) & (runs[:, 2] < x1 + 1)]
        if not len(inside) or x1 - x0 >= edges[-1] - edges[0] - _SNAP:
            continue
        spans = spans_across(inside)
        offsets = [left - edges[edges < left + 1].max() for left, _ in spans]
        centred = max(offsets) - min(offsets) > 1.5 or max(offsets) > 2 * _SNAP
        at = x0
        for (left, right), (next_left, _) in pairwise([*spans, (x1, x1)]):
            end = edges[np.abs(edges - (left + right - at)).argmin()]
            if not centred or not right - 1 < end < next_left + _SNAP:
                end = edges[edges < next_left + _SNAP].max()
            inner = (edges > at - _SNAP) & (edges < end + _SNAP)
            columns = pairwise(edges[inner].tolist())
            if all(within(below, a, b).any() for a, b in columns):
                found |= (edges > at + _SNAP) & (edges < end - _SNAP)
            at = float(end)
    return found
