"""What is left of a row after a page break.

A page cuts a row across all of its cells: the beginnings of the cells stand on one page, in the
order of the columns, and what is left of each on the next, in the same order. So the words after a
page break may be the rest of one cell or of several. All the ways to cut them are weighed here;
together they are one segment of the search.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from pipeline.recover.flowed.semimarkov import IMPOSSIBLE, Floats

_Add = Callable[[Floats], Floats]


class Remainder(NamedTuple):
    """`pieces[b - 1, l - 1, c]`: the score of words b - l … b - 1 after a page break as the rest
    of a cell of column c; `joints[a]`: that of a boundary between two such before word a."""

    pieces: Floats  # (m, L, C), L at most m
    joints: Floats  # (m,)


def sum_of_cuts(rest: Remainder) -> Floats:
    """(m,): for the first b = 1 … m words the log sum over all ways to cut them into pieces."""
    return _search(rest, lambda values: np.logaddexp.reduce(values, axis=0))[0]


def best_cut(rest: Remainder) -> list[tuple[int, int, int]]:
    """The best way to cut all m words: (first word, word after the last, column) of each piece."""
    _, ends, columns = _search(rest, lambda values: values.max(axis=0))
    b = len(rest.pieces)
    pieces: list[tuple[int, int, int]] = []
    column = int(ends[b].argmax())
    while b > 0:
        before = np.array(
            [
                rest.pieces[b - 1, b - a - 1, column]
                + (columns[a, column] + rest.joints[a] if a else 0.0)
                for a in range(max(0, b - rest.pieces.shape[1]), b)
            ]
        )
        a = b - len(before) + int(before.argmax())
        pieces.append((a, b, column))
        column = int(ends[a, :column].argmax()) if a else 0
        b = a
    return pieces[::-1]


def share_of_best(rest: Remainder) -> float:
    """How probable the best way to cut all m words is, of all ways."""
    every = sum_of_cuts(rest)[-1]
    best = _search(rest, lambda values: values.max(axis=0))[0][-1]
    return float(np.exp(best - every))


def _search(rest: Remainder, add: _Add) -> tuple[Floats, Floats, Floats]:
    """The score of the first b words; of those whose last piece is of column c, `ends` (m + 1, C);
    and of those whose last piece is of a column before c (m + 1, C)."""
    m, longest, size = rest.pieces.shape
    ends = np.full((m + 1, size), IMPOSSIBLE)
    earlier = np.full((m + 1, size), IMPOSSIBLE)
    for b in range(1, m + 1):
        # Pieces that end with word b - 1, by where they begin: at the page's first word, or later.
        first = max(0, b - longest)
        found = rest.pieces[b - 1, : b - first][::-1].copy()  # (b - first, C) by first word
        later = max(1, first)
        found[later - first :] += earlier[later:b] + rest.joints[later:b, None]
        ends[b] = add(found)
        for c in range(1, size):
            earlier[b, c] = add(np.array([earlier[b, c - 1], ends[b, c - 1]]))
    return add(ends[1:].T), ends, earlier
