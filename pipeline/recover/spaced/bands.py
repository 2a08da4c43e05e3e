"""Lines into rows: an exact search over all ways to cut a stretch of lines into bands.

A row of a table is a band of lines. A column's words inside a band are one cell; a cell that is
merged over several rows runs on over the edge between two bands, and may have lines to itself
("free" lines) between them. Each way to cut the lines has a score, a sum of trained weights of what
can be seen (`evidence`); the best one, and the probabilities of bands among all of them, are found
by dynamic programming over a semi-Markov chain (Sarawagi and Cohen, 2004).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_MOST_FREE = 2  # free lines at either end of a row


class Band(NamedTuple):
    """Lines `first` to `last`, both included; `free` for a line that belongs to no single row."""

    first: int
    last: int
    free: bool


@dataclass(frozen=True)
class Scores:
    """The scores of a stretch of n lines: `band[i, j]` of the band from line i to line j, -inf
    where there can be none; `free[i]` of line i as a free line; `edge[i]` of an edge above line
    i, with whatever runs on over it."""

    band: Floats
    free: Floats
    edge: Floats


@dataclass(frozen=True)
class Sums:
    """Log sums over all ways to cut: of the lines before i, of those from i on, and of all."""

    before: Floats
    after: Floats

    @property
    def total(self) -> float:
        return float(self.before[-1])


def best_cut(scores: Scores) -> list[Band]:
    """The best way to cut the lines into bands."""
    n = len(scores.free)
    best = np.full(n + 1, -np.inf)
    best[0] = 0.0
    came: list[Band] = []
    for j in range(n):
        reach = best[: j + 1] + scores.edge[: j + 1] + scores.band[: j + 1, j]
        i = int(np.argmax(reach))
        alone = best[j] + scores.edge[j] + scores.free[j]
        best[j + 1] = max(reach[i], alone)
        came.append(Band(j, j, True) if alone > reach[i] else Band(i, j, False))
    bands: list[Band] = []
    at = n
    while at:
        bands.append(came[at - 1])
        at = bands[-1].first
    return bands[::-1]


def sum_cuts(scores: Scores) -> Sums:
    """The sums over all ways to cut the lines."""
    n = len(scores.free)
    before, after = np.full(n + 1, -np.inf), np.full(n + 1, -np.inf)
    before[0] = after[n] = 0.0
    for j in range(n):
        reach = before[: j + 1] + scores.edge[: j + 1] + scores.band[: j + 1, j]
        alone = before[j] + scores.edge[j] + scores.free[j]
        before[j + 1] = np.logaddexp(_sum(reach), alone)
    for i in range(n - 1, -1, -1):
        reach = scores.band[i, i:] + after[i + 1 :]
        after[i] = scores.edge[i] + np.logaddexp(_sum(reach), scores.free[i] + after[i + 1])
    return Sums(before, after)


def band_probabilities(scores: Scores, sums: Sums) -> tuple[Floats, Floats]:
    """The probability of every band, an array (first, last), and of every free line."""
    starts = sums.before[:-1] + scores.edge
    bands = starts[:, None] + scores.band + sums.after[None, 1:] - sums.total
    free = starts + scores.free + sums.after[1:] - sums.total
    return np.exp(bands), np.exp(free)


def row_chances(
    scores: Scores, sums: Sums, rows: Sequence[Band], joined: tuple[Floats, Floats]
) -> list[float]:
    """For each row the probability that its lines are a row, those at its ends perhaps free lines
    of its own cells: which is the same row. `joined` has for each line the log probability that it
    is one cell with what stands above it in its column, and below it."""
    up, down = (scores.edge + scores.free + chance for chance in joined)
    found = []
    for row in rows:
        total = 0.0
        for a in range(row.first, min(row.first + _MOST_FREE, row.last) + 1):
            above = sums.before[row.first] + down[row.first : a].sum()
            for b in range(max(row.last - _MOST_FREE, a), row.last + 1):
                below = sums.after[row.last + 1] + up[b + 1 : row.last + 1].sum()
                way = above + scores.edge[a] + scores.band[a, b] + below - sums.total
                total += float(np.exp(way))
        found.append(min(1.0, total))
    return found


def _sum(values: Floats) -> float:
    top = values.max(initial=-np.inf)
    return float(top + np.log(np.exp(values - top).sum())) if top > -np.inf else -np.inf
