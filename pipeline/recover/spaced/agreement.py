"""How well the words of rows agree with the columns they were put in, by the network that reads
text without columns.

The cells of all rows, one after the other as such text has them, are shown to the network
(`pipeline.recover.flowed.context`). A word that belongs to the cell beside it, a cell that lacks
its first word and two rows in one are what it does not expect.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

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


class Agreement(NamedTuple):
    """Log probabilities of a row's words: the least of one to begin its cell, the least of another
    to go on with it, and the mean of all."""

    begins: float = 0.0
    goes_on: float = 0.0
    mean: float = 0.0


def agreements(rows: Sequence[Sequence[Shown]], fields: Sequence[str]) -> list[Agreement]:
    """How well each row's own cells, in the order of their columns, agree with these; `fields` are
    what the columns mean to the network."""
    texts: list[str] = []
    gaps: list[int] = []
    firsts: list[bool] = []
    states: list[int] = []
    bounds = [0]
    for cells in rows:
        for column, lines in cells:
            for number, line in enumerate(lines):
                for k, word in enumerate(line):
                    texts.append(word.text)
                    gaps.append(Gap.SPACE if k else Gap.LINE)
                    firsts.append(not number and not k)
                    states.append(column)
        bounds.append(len(texts))
    if not texts:
        return [Agreement()] * len(rows)
    gaps[0] = Gap.PAGE
    places = np.arange(len(texts), dtype=np.int64)
    stream = Stream(tuple(texts), places, places, np.array(gaps, dtype=np.int8), (), ())
    inputs = inputs_of(stream, lines_of(stream), marks_of(stream), fields)
    begins, goes_on = context_scores(load_model().network, inputs, (*fields, *_NEVER))
    first = np.array(firsts)
    own = np.where(first, begins[places, states], goes_on[places, states])
    found = []
    for a, b in zip(bounds, bounds[1:], strict=False):
        part, starts = own[a:b], first[a:b]
        if b == a:
            found.append(Agreement())
            continue
        rest = part[~starts]
        least = float(rest.min()) if len(rest) else 0.0
        found.append(Agreement(float(part[starts].min()), least, float(part.mean())))
    return found
