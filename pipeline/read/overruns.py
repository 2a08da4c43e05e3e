"""Lines of text that run out of their cell and are drawn over the text of the cell below.

A spreadsheet's row that is too low for its text is printed so. Where lines of one cell lie on one
another, the order in which they were drawn tells whose they are: a line belongs to the one that
was drawn just before it, where it begins right below that one's beginning.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.read.pdfium import Floats
from pipeline.read.ruledtable import Integers, RuledTable, Truths

_ONE_LINE = 0.2  # in heights of a letter: baselines no further apart are one line
_OVERLAP = 0.25  # of a line's height, that lies on another
_LEADING = (0.7, 1.8)  # from line to line, in heights of a letter
_SAME_EDGE = 1.0  # in points: where the lines of a cell begin, or have their middle
_SAME_LEADING = 0.3
_LOOKED_AT = 4


def drawn_over(
    words: Floats, baselines: Floats, cells: Integers, tables: Sequence[RuledTable]
) -> Integers | None:
    """The cells of words, in the order in which they were drawn: those of lines that lie on others
    are the cells of the lines which they go on from. None where none does."""
    if len(words) < 2 or not tables:
        return None
    sides = np.vstack([table.sides for table in tables])[cells]
    height = words[1:, 3] - words[1:, 1]
    new = np.abs(np.diff(baselines)) > _ONE_LINE * height
    new |= (np.diff(words[:, 0]) < 0) | (np.diff(sides, axis=0) != 0).any(axis=1)
    new |= (cells[1:] < 0) | (cells[:-1] < 0)
    starts = np.flatnonzero(np.concatenate(([True], new)))
    count = np.diff(np.append(starts, len(words)))
    lines = np.column_stack(
        (np.minimum.reduceat(words[:, :2], starts), np.maximum.reduceat(words[:, 2:], starts))
    )
    # A line whose words a ruling runs through stands where the middle of its letters does.
    middle = np.maximum.reduceat(words[:, [1, 3]].mean(axis=1), starts)
    own = cells[starts + np.array([
        int(np.argmin(np.abs(words[a : a + n, [1, 3]].mean(axis=1) - m)))
        for a, n, m in zip(starts.tolist(), count.tolist(), middle.tolist(), strict=True)
    ])]  # fmt: skip
    if not _on_others(lines, own).any():
        return None
    found = _set_right(lines, baselines[starts], own)
    return np.repeat(found, count) if (found != own).any() else None


def _on_others(lines: Floats, cells: Integers) -> Truths:
    """Which lines lie on one of the next few of their cell, from top to bottom, or it on them."""
    order = np.lexsort((lines[:, 1], cells))
    found = np.zeros(len(lines), np.bool_)
    for further in range(1, min(_LOOKED_AT, len(lines) - 1) + 1):
        above, below = lines[order][:-further], lines[order][further:]
        tall = np.minimum(above[:, 3] - above[:, 1], below[:, 3] - below[:, 1])
        deep = np.minimum(above[:, 3], below[:, 3]) - below[:, 1] > _OVERLAP * tall
        deep &= np.abs(above[:, 3] - below[:, 3]) > _ONE_LINE * tall
        wide = np.minimum(above[:, 2], below[:, 2]) > np.maximum(above[:, 0], below[:, 0])
        own = cells[order][further:]
        pairs = deep & wide & (own == cells[order][:-further]) & (own >= 0)
        found[order[further:]] |= pairs
        found[order[:-further]] |= pairs
    return found


def _set_right(lines: Floats, baselines: Floats, cells: Integers) -> Integers:
    """The cells of lines in the order in which they were drawn: of each that begins below the one
    drawn before it, as far as those that lie on others do, the cell of that one."""
    height = lines[:, 3] - lines[:, 1]
    tall = np.maximum(np.maximum(height[1:], height[:-1]), float(np.median(height)))
    step = np.diff(baselines)
    edges = np.column_stack((lines[:, 0], lines[:, [0, 2]].mean(axis=1)))
    goes_on = (np.abs(np.diff(edges, axis=0)) < _SAME_EDGE).any(axis=1)
    goes_on &= (step > _LEADING[0] * tall) & (step < _LEADING[1] * tall)
    goes_on &= (cells[1:] >= 0) & (cells[:-1] >= 0)
    leading = step[goes_on & _on_others(lines, cells)[1:]]
    if not len(leading):
        return cells
    goes_on &= np.abs(step - float(np.median(leading))) < _SAME_LEADING
    first = np.arange(len(lines))
    first[1:][goes_on] = 0
    found: Integers = cells[np.maximum.accumulate(first)]
    return found
