"""How well the words of rows agree with the columns they were put in, by the network that reads
text without columns.

The cells of all rows, one after the other as such text has them, are shown to the network
(`pipeline.recover.flowed.context`). A word that belongs to the cell beside it, a cell that lacks
its first word and two rows in one are what it does not expect.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.flowed.context import context_scores, inputs_of
from pipeline.recover.flowed.lines import lines_of
from pipeline.recover.flowed.marks import marks_of
from pipeline.recover.flowed.model import load_model
from pipeline.recover.flowed.stream import Gap, Stream
from pipeline.recover.spaced.words import Word

# A cell: the number of its column, and its words line by line.
Lines = Sequence[Sequence[Word]]
Shown = tuple[int, Lines]
_NEVER = ("section", "outside")  # what a word of a cell could be besides
_LIKELY = float(np.log(0.5))
_NONE = -8.0  # log odds that no line begins a cell, where a row's cells have one line each


class Agreement(NamedTuple):
    """Log probabilities of a row's words: the least of one to begin its cell, the least of another
    to go on with it, the mean and the sum of all; how many are less likely than not; and the
    greatest log odds that a line within a cell begins one."""

    begins: float = 0.0
    goes_on: float = 0.0
    mean: float = 0.0
    total: float = 0.0
    doubtful: int = 0
    opens: float = -8.0


class Chances(NamedTuple):
    """For the words of rows, one after the other: whether each is the first of its cell, where it
    stands in the source, the log probabilities that a cell of its column begins with it, and that
    one goes on, and the same of every column (word, column); and where the words of each row
    begin, and those of the last end."""

    first: NDArray[np.bool_]
    places: list[int]
    begins: NDArray[np.float64]
    goes_on: NDArray[np.float64]
    every: tuple[NDArray[np.float64], NDArray[np.float64]]
    bounds: list[int]


def chances_of(rows: Sequence[Sequence[Shown]], fields: Sequence[str]) -> Chances | None:
    """What the network makes of the words of rows' own cells, in the order of their columns;
    `fields` are what the columns mean to it. None where there are no words."""
    texts: list[str] = []
    gaps: list[int] = []
    firsts: list[bool] = []
    states: list[int] = []
    starts: list[int] = []
    bounds = [0]
    for cells in rows:
        for column, lines in cells:
            for number, line in enumerate(lines):
                for k, word in enumerate(line):
                    texts.append(word.text)
                    gaps.append(Gap.SPACE if k else Gap.LINE)
                    firsts.append(not number and not k)
                    states.append(column)
                    starts.append(word.span.start)
        bounds.append(len(texts))
    if not texts:
        return None
    gaps[0] = Gap.PAGE
    places = np.arange(len(texts), dtype=np.int64)
    stream = Stream(tuple(texts), places, places, np.array(gaps, dtype=np.int8), (), ())
    inputs = inputs_of(stream, lines_of(stream), marks_of(stream), fields)
    begins, goes_on = context_scores(load_model().network, inputs, (*fields, *_NEVER))
    every = begins[:, : len(fields)], goes_on[:, : len(fields)]
    own = begins[places, states], goes_on[places, states]
    return Chances(np.array(firsts), starts, *own, every, bounds)


def agreements(rows: Sequence[Sequence[Shown]], fields: Sequence[str]) -> list[Agreement]:
    """How well each row's own cells, in the order of their columns, agree with these; `fields` are
    what the columns mean to the network."""
    chances = chances_of(rows, fields)
    if chances is None:
        return [Agreement()] * len(rows)
    own = np.where(chances.first, chances.begins, chances.goes_on)
    lines = np.array([not k for row in rows for _, cell in row for line in cell
                      for k in range(len(line))], dtype=bool)  # fmt: skip
    odds = chances.begins - chances.goes_on
    found = []
    for a, b in pairwise(chances.bounds):
        part, starts = own[a:b], chances.first[a:b]
        if b == a:
            found.append(Agreement())
            continue
        rest = part[~starts]
        least = float(rest.min()) if len(rest) else 0.0
        inside = odds[a:b][lines[a:b] & ~starts]
        found.append(
            Agreement(
                float(part[starts].min()),
                least,
                float(part.mean()),
                float(part.sum()),
                int((part < _LIKELY).sum()),
                float(inside.max()) if len(inside) else _NONE,
            )
        )
    return found
