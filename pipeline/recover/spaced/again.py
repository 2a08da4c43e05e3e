"""Where words are expected once a text's rows were read, so that its lines are shared out again.

The first reading, one cell after the other, is shown to the network that reads text without columns
(`agreement`); it tells of every word in which column a cell begins or goes on there. A word that
was put at the end of one cell instead of the beginning of the next is what it does not expect.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.spaced.agreement import Shown, chances_of
from pipeline.recover.spaced.table import Table

_LEAST = -6.0  # of a log probability


def expected_columns(
    table: Table, rows: Sequence[Sequence[Shown]]
) -> dict[int, NDArray[np.float64]]:
    """A table and its rows as they were first read → for each line with words of cells (2, word,
    column) the log probabilities that a word stands in a column, and that a cell of it goes on
    there; 0 where nothing is known of a word."""
    chances = chances_of(rows, table.fields)
    if chances is None:
        return {}
    begins, goes_on = chances.every
    either = np.maximum(np.logaddexp(begins, goes_on), _LEAST)
    goes_on = np.maximum(goes_on, _LEAST)
    at = {place: k for k, place in enumerate(chances.places)}
    found: dict[int, NDArray[np.float64]] = {}
    for i, line in enumerate(table.lines):
        own = [(k, at[w.span.start]) for k, w in enumerate(line.words) if w.span.start in at]
        if own:
            values = np.zeros((2, len(line.words), len(table.fields)))
            places, known = (list(side) for side in zip(*own, strict=True))
            values[0, places], values[1, places] = either[known], goes_on[known]
            found[i] = values
    return found
