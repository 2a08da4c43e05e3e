"""The words of one line of text shared out to columns: the best of all ways to cut the line.

A run of words after a gap begins where its column begins on the lines around it. One after a single
space begins there too, or it was written as one piece with the run before it; then that run is a
full line of its column, and this one begins where the space ends. What can be seen of a run in a
column is counted as named features and weighed by trained weights (a semi-Markov CRF; Sarawagi and
Cohen, 2004), those of a first look, which does not know yet where columns begin on the lines
around, and those of a later one.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np

from pipeline.recover.spaced.runs import Asked, Floats, Runs, runs_of


@dataclass(frozen=True)
class Shared:
    """A line whose words have columns, and the probability of just this sharing out; and what it
    was before the rows were read, 0 where another was more likely then."""

    columns: tuple[int, ...]
    probability: float
    before: float = 1.0


def share_line(asked: Asked, weights: Floats) -> Shared:
    """The best way to cut the line into runs, each in a column to the right of the one before, and
    its probability among all ways."""
    runs = runs_of(asked)
    scores = runs.features @ weights
    before, _ = sum_ways(runs, scores)
    size, count = runs.size, runs.count
    best = [[-inf] * (count + 1) for _ in range(size + 1)]
    came = [[(0, 0)] * (count + 1) for _ in range(size + 1)]
    best[0] = [0.0] * (count + 1)
    at = 0
    listed = list(zip(runs.first.tolist(), runs.last.tolist(), runs.column.tolist(),
                      scores.tolist(), strict=True))  # fmt: skip
    for first in range(size):
        row, back = best[first], came[first]
        for c in range(1, count + 1):
            if row[c - 1] > row[c]:
                row[c], back[c] = row[c - 1], back[c - 1]
        while at < len(listed) and listed[at][0] == first:
            _, last, c, score = listed[at]
            at += 1
            if row[c] + score > best[last + 1][c + 1]:
                best[last + 1][c + 1] = row[c] + score
                came[last + 1][c + 1] = (first, c)
    end = size
    c = max(range(count + 1), key=lambda c: best[size][c])
    most = best[size][c]
    columns = [0] * size
    while end:
        first, column = came[end][c]
        columns[first:end] = [column] * (end - first)
        end, c = first, column
    total = float(before[size, count])
    return Shared(tuple(columns), min(1.0, float(np.exp(most - total))))


def sum_ways(runs: Runs, scores: Floats) -> tuple[Floats, Floats]:
    """Log sums over all ways: [k, c] of the words before k with the last run left of column c, and
    of the words from k on with no run left of column c."""
    size, count = runs.size, runs.count
    before = np.full((size + 1, count + 1), -np.inf)
    after = np.full((size + 1, count + 1), -np.inf)
    before[0] = 0.0
    after[size] = 0.0
    edges = np.searchsorted(runs.first, np.arange(size + 1))
    with np.errstate(invalid="ignore"):
        for k in range(size + 1):
            if k:
                before[k] = np.logaddexp.accumulate(before[k])
            if k < size:
                own = slice(edges[k], edges[k + 1])
                column = runs.column[own]
                reach = before[k, column] + scores[own]
                np.logaddexp.at(before, (runs.last[own] + 1, column + 1), reach)
        for k in range(size - 1, -1, -1):
            own = slice(edges[k], edges[k + 1])
            column = runs.column[own]
            reach = scores[own] + after[runs.last[own] + 1, column + 1]
            np.logaddexp.at(after[k], column, reach)
            after[k] = np.logaddexp.accumulate(after[k][::-1])[::-1]
    return before, after
