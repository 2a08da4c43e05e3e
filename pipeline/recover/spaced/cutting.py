"""The places that the fewest words are written over and the most columns begin at: the best of all
ways to lay a page's gutters.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.numbering import label
from pipeline.recover.spaced.words import LIST_MARKS, Word

# What a start of a run speaks for a gutter before it, and leaving the expected place against it; of
# two places where as many begin, it is the one where they stand after more than a space.
_START, _TIGHT_START = 0.7, 1.2
_AFTER_SPACE, SPACE = 0.9, 1.5
# Words behind a single space speak less for a gutter where next to no run begins, as in "Pokja 1"
# above "Pokja 2".
_TIGHT_ALONE, _BORNE_OUT = 0.9, 0.1
_ASTRAY = 0.05
# Where places are exact: what a word, and a space between words, speaks against a gutter over it;
# the mark of a list stands so many characters before its words at the most.
_OVER_WORD, _OVER_SPACE, _WIDE_SPACE = 2.0, 0.7, 1.3
_BEHIND_MARK = 3.5
# What a column speaks against it that is so much wider or narrower (a factor e) than on the page
# before, in lines of the page; and a word that is no number in the column of numbers.
_STRETCHED, _NO_NUMBER = 0.6, 0.5
_NARROWED = 0.5  # of what a wider one speaks against it, a narrower one
_LEAST_WIDE = 3.0  # characters that are added to widths that are compared
# What a column of text in which nothing begins speaks against it, in lines of the page; the share
# of the lines from which it counts as filled; and what a word after a single space is of a start.
_EMPTY, _FILLED, _WORD = 0.35, 0.05, 0.1
_SCALES = (0.6, 0.75, 0.87, 1.0, 1.15, 1.3, 1.6)  # of a page's grid, to that of the page before
COARSE = 1  # places of a gutter in a character, in text
FINE = 4  # and where places are exact
# In text a start also counts for places up to so many characters before it: where a column is
# pushed aside by the one before, line by line.
_PUSHED = 2

Floats = NDArray[np.float64]
Pieces = Sequence[Sequence[Sequence[Word]]]


def _is_number(run: Sequence[Word]) -> bool:
    return len(run) == 1 and label(run[0].text) is not None


def _after_gap(pieces: Pieces) -> set[int]:
    """Which runs, counted over all lines, begin a line or stand after more than a space."""
    found: set[int] = set()
    count = 0
    for line in pieces:
        for k, run in enumerate(line):
            if not k or run[0].left - line[k - 1][-1].right > SPACE:
                found.add(count)
            count += 1
    return found


def best_gutters(
    pieces: Pieces,
    windows: Sequence[tuple[float, float]],
    scale: int,
    numbered: bool,
    before: Sequence[float] | None = None,
    space: float | None = None,
    bare: Sequence[bool] = (),
) -> list[float]:
    """The places between columns: one in or near each window, in order, that the fewest pieces of
    text are written over and the most begin at; `scale` places to a character. Where the widths of
    columns on the page `before` are given, they are about as wide instead. With the width of a
    `space`, pieces that are no further apart count as text too, less than that of a word. Where a
    column may be `bare`, it speaks against nothing that little begins in it."""
    runs = [run for line in pieces for run in line]
    width = int(scale * max([run[-1].right for run in runs] + [b for _, b in windows])) + 3
    over, starts, tight, words, begun = (np.zeros(width + 1) for _ in range(5))
    after_gap = _after_gap(pieces)
    begins = [k == 0 for line in pieces for k in range(len(line))]
    for number, run in enumerate(runs):
        left, right = int(scale * run[0].left), int(scale * run[-1].right)
        leads = numbered and windows and begins[number] and run[0].left <= windows[0][1]
        if leads and _is_number(run):
            over[0] += 1  # the first gutter is right of it
            over[right] -= 1
            continue
        words[left + 1] += 1
        over[left + 1] += 1
        over[max(left + 1, right)] -= 1
        starts[left] += 1 if number in after_gap else _AFTER_SPACE
        begun[left] += number in after_gap
        inside = sorted({int(scale * word.left) for word in run[1:]})
        tight[inside] += 1
    if space is not None:
        over *= _OVER_WORD
        for line in pieces:
            for a, b in pairwise(line):
                left, right = int(scale * a[-1].right), int(scale * b[0].left)
                gap = b[0].left - a[-1].right
                marked = gap < _BEHIND_MARK and a[0].text in LIST_MARKS
                if right >= left and (marked or gap < _WIDE_SPACE * space):
                    cost = _OVER_WORD if marked else _OVER_SPACE
                    over[left] += cost
                    over[right + 1] -= cost
    over = np.cumsum(over)
    if scale == COARSE:
        pushed = starts.copy()
        for off in range(1, _PUSHED + 1):
            weight = 1 - off / (_PUSHED + 1)
            pushed[:-off] += weight * starts[off:]
        starts = pushed
    costs = (
        over
        - _START * starts
        - tight * np.where(starts >= _BORNE_OUT * tight, _TIGHT_START, _TIGHT_ALONE)
    )
    if not windows:
        return []
    apart = 2 * scale + (_PUSHED if scale == COARSE else 0)  # no start speaks for two
    empty = _empty_costs(begun + _WORD * tight, len(pieces)) if scale == COARSE else None
    if before is not None:
        first = costs + _NO_NUMBER * np.cumsum(words) if numbered else costs
        widths = np.array(before)
        little_in = np.zeros((width + 1, width + 1)) if empty is None else empty
        lines = len(pieces)
        ways = [_by_widths(costs, first, widths * way, apart, lines, little_in) for way in _SCALES]
        return [cut / scale for cut in min(ways)[1]]
    places = np.arange(width + 1)
    best = np.zeros(width + 1)
    came: list[NDArray[np.int64]] = []
    for number, (low, high) in enumerate(windows):
        away = np.maximum(0, low * scale - places) + np.maximum(0, places - high * scale)
        here = costs + away / scale * (_ASTRAY * max(4, len(pieces)))
        if number and empty is not None:
            little = 0.0 if bare and bare[number] else empty
            reach = np.where(places[None, :] - places[:, None] >= apart, little, np.inf)
            reach += best[:, None]
            came.append(width - reach[::-1].argmin(axis=0))  # of equal ones the last
            best = reach.min(axis=0) + here
        elif number:
            # The best place of the cut before that is far enough to the left.
            running = np.minimum.accumulate(best)
            index = np.where(best == running, places, 0)
            index = np.maximum.accumulate(index)
            earlier = np.concatenate([np.full(apart, np.inf), running[:-apart]])
            came.append(np.concatenate([np.zeros(apart, dtype=np.int64), index[:-apart]]))
            best = earlier + here
        else:
            best = here
    if empty is not None and not (bare and bare[-1]):
        best = best + empty[:, -1]
    return [cut / scale for cut in _back(best, came)]


def _empty_costs(begun: Floats, lines: int) -> Floats:
    """What a column from one place to another (rows, columns of the array) costs by how little
    begins in it: two columns that touch would be one otherwise, and one without words beside it."""
    before = np.concatenate([[0.0], np.cumsum(begun)[:-1]])
    before[-1] = begun.sum()
    held = before[None, :] - before[:, None]
    costs: Floats = _EMPTY * lines * np.clip(1 - held / (_FILLED * max(1, lines)), 0.0, 1.0)
    return costs


def _by_widths(
    costs: Floats, first: Floats, widths: Floats, apart: int, lines: int, empty: Floats
) -> tuple[float, list[int]]:
    """The cuts of a page of so many lines whose columns are about so wide, in places, and what they
    cost; `first` is what the first one costs, `empty` a column with little in it."""
    places = np.arange(len(costs))
    wide = np.maximum(0, places[None, :] - places[:, None])
    weight = _STRETCHED * max(4, lines)
    wider = np.log((places + _LEAST_WIDE) / (widths[0] + _LEAST_WIDE))
    best = first + weight * np.maximum(wider, -_NARROWED * wider)
    came: list[NDArray[np.int64]] = []
    for own in widths[1:]:
        wider = np.log((wide + _LEAST_WIDE) / (own + _LEAST_WIDE))
        reach = np.where(
            wide >= apart,
            best[:, None] + empty + weight * np.maximum(wider, -_NARROWED * wider),
            np.inf,
        )
        came.append(reach.argmin(axis=0))
        best = reach.min(axis=0) + costs
    best = best + empty[:, -1]
    return float(best.min()), _back(best, came)


def _back(best: Floats, came: Sequence[NDArray[np.int64]]) -> list[int]:
    """The way to the least cost, from the left."""
    cuts = [int(np.argmin(best))]
    for back in reversed(came):
        cuts.append(int(back[cuts[-1]]))
    return cuts[::-1]
