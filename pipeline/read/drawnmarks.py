"""What a program draws in place of characters: the discs before the items of a list."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pipeline.read.pdfium import Floats, PageMarks

_BULLET = 0x2022
# In heights of a letter.
_SMALLEST, _LARGEST = 0.12, 0.6  # discs
_NEAREST, _FARTHEST = 0.05, 1.5  # white between a disc and its item
_ALONE = 0.25  # white before a disc: it begins a line
_ROUND = 1.25  # times as wide as high, or as high as wide, at most


def with_bullets(marks: PageMarks, discs: Floats) -> PageMarks:
    """A page with a bullet and a space before each line of text that a disc begins. `discs` have
    columns x0, top, x1, bottom."""
    places = np.flatnonzero((marks.codes > 32) & ~marks.turned)
    if not len(discs) or not len(places):
        return marks
    letters = marks.boxes[places]
    height = letters[:, 3] - letters[:, 1]
    found: list[tuple[int, Floats]] = []
    for disc in discs:
        wide, high = disc[2] - disc[0], disc[3] - disc[1]
        if wide > _ROUND * high or high > _ROUND * wide:
            continue
        middle = (disc[1] + disc[3]) / 2
        level = (letters[:, 1] < middle) & (letters[:, 3] > middle)
        level &= (high > _SMALLEST * height) & (high < _LARGEST * height)
        gap = letters[:, 0] - disc[2]
        item = level & (gap > _NEAREST * height) & (gap < _FARTHEST * height)
        before = disc[0] - letters[:, 2]
        beside = level & (letters[:, 0] < disc[2]) & (before < _ALONE * height)
        if item.any() and not beside.any():
            nearest = int(np.where(item, gap, np.inf).argmin())
            box = np.array([disc[0], letters[nearest, 1], disc[2], letters[nearest, 3]])
            found.append((int(places[nearest]), box))
    if not found:
        return marks
    at = np.repeat([place for place, _ in found], 2)
    white = [np.array([b[2], b[1], marks.boxes[p, 0], b[3]]) for p, b in found]
    boxes = np.array([box for (_, b), w in zip(found, white, strict=True) for box in (b, w)])
    return replace(
        marks,
        codes=np.insert(marks.codes, at, np.tile([_BULLET, ord(" ")], len(found))),
        boxes=np.insert(marks.boxes, at, boxes, axis=0),
        baselines=np.insert(marks.baselines, at, marks.baselines[at]),
        turned=np.insert(marks.turned, at, False),
        askew=None if marks.askew is None else np.insert(marks.askew, at, False),
    )
