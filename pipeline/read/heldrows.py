"""Rows of a ruled table that hold several: only white parts those, as where columns alone are
ruled."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from pipeline.read.pdfium import Floats
from pipeline.read.textruns import blocks_of

_FEWEST_HELD = 3  # rows in one, from which it is none
_FEWEST_CELLS = 4  # blocks of a cell, where most cells of a row are that many
_MOST_CELLS = 0.5
_FULL = 0.7  # of the columns of the fullest line: rows of one line each have texts in as many
_UNEVEN = 1.4  # times the least white between lines: white that parts more than lines
# In heights of a letter.
_ROWS_APART = 0.35  # white between a header and the row below it
_CELLS_APART = 0.9  # white between two cells of one column, that is more than between lines


def holds_rows(letters: Floats, edges: Floats, top: float, bottom: float) -> bool:
    """Whether a row of a table with columns between `edges` holds several rows that nothing but
    white parts: the letters between its upper and lower edge are that many blocks, some of which
    have text in the first column and in others; or most cells are that many blocks by themselves,
    as where those of a row stand in its middle."""
    middle = (letters[:, 1] + letters[:, 3]) / 2
    own = letters[(middle > top) & (middle < bottom)]
    if not len(own):
        return False
    height = float(np.median(own[:, 3] - own[:, 1]))
    if bottom - top < _FEWEST_HELD * height:
        return False
    if _parted_by_white(blocks_of(own, _ROWS_APART * height), edges):
        return True
    across = (own[:, 0] + own[:, 2]) / 2
    cells = [own[(across > x0) & (across < x1)] for x0, x1 in pairwise(edges.tolist())]
    counts = [len(blocks_of(cell, _CELLS_APART * height)) for cell in cells if len(cell)]
    parted = sum(count >= _FEWEST_CELLS for count in counts)
    return parted > max(1, _MOST_CELLS * len(counts))


def _parted_by_white(blocks: list[Floats], edges: Floats) -> bool:
    """Whether blocks of letters one below the other are rows. Where the white between all is the
    same they may be the lines of one row, of which the first cell has several one after the other,
    and not all columns have as many."""
    if len(blocks) < _FEWEST_HELD:
        return False
    whites = np.array([b[:, 1].min() - a[:, 3].max() for a, b in pairwise(blocks)])
    wide = whites > _UNEVEN * whites.min()
    if wide.any():
        parts = np.split(np.arange(len(blocks)), np.flatnonzero(wide) + 1)
        blocks = [np.vstack([blocks[i] for i in part]) for part in parts]
    first = float(edges[1])
    begin = np.array([b[:, 0].min() < first < b[:, 2].max() for b in blocks])
    if wide.any():
        return bool(begin.sum() > 1)
    places = np.flatnonzero(begin)
    apart = len(places) > 1 and bool((np.diff(places) > 1).any())
    counts = [len(np.unique(np.searchsorted(edges, b[:, [0, 2]].mean(axis=1)))) for b in blocks]
    return apart or bool(begin.all()) and min(counts) >= _FULL * max(counts)
