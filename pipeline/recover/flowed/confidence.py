"""From the search's probabilities to the probability that a row is exactly right.

The search's own probability of a row is too sure of itself where its words or gaps are unlike
those it was trained with, and such rows stand together. So a row's odds are calibrated by logistic
regression (Platt, 1999) on its own log odds and those of its neighbours, on how well its words and
all words of the document agree with their cells, on whether the text is surely in order, and on
whether the row lacks a cell, shares one with the row above or is cut by a page, fitted on plans
that the weights were not trained with.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_SUREST = 1e-6
_CLOSEST = 0.003  # no agreement is taken to be closer
_IN_ORDER = 4.0  # log odds from which a text is in order as surely as any
FEATURES = (
    "constant", "own", "neighbours", "words", "all words", "order", "missing", "shared", "cut",
)  # fmt: skip
_MISSING = {"target_missing", "cell_missing"}
_SHARED = {"cell_shared", "cell_merged"}

# The search's probability of a row, the agreement of its words, and its flags.
Found = tuple[float, float, Sequence[str]]


def row_features(rows: Sequence[Found], agreement: float, ordered: float) -> NDArray[np.float64]:
    """A document's rows, in order, its `agreement` and the log odds that it is `ordered` → an array
    (row, FEATURES)."""
    p = np.clip(np.array([p for p, _, _ in rows], dtype=np.float64), _SUREST, 1 - _SUREST)
    odds = np.log(p / (1 - p))
    padded = np.concatenate([[odds.max()], odds, [odds.max()]]) if len(odds) else odds
    neighbours = np.minimum(padded[:-2], padded[2:]) if len(odds) else odds
    words = -np.log(np.maximum([-own for _, own, _ in rows], _CLOSEST))
    all_words = np.full(len(odds), -np.log(max(-agreement, _CLOSEST)))
    in_order = np.full(len(odds), min(ordered, _IN_ORDER))
    flagged = [
        np.array([float(not known.isdisjoint(flags)) for _, _, flags in rows])
        for known in (_MISSING, _SHARED, {"page_broken"})
    ]
    columns = [np.ones(len(odds)), odds, neighbours, words, all_words, in_order, *flagged]
    return np.stack(columns, axis=1)


def calibrated(
    rows: Sequence[Found], agreement: float, ordered: float, coefficients: Sequence[float]
) -> NDArray[np.float64]:
    """The probability of each row of a document that it is exactly right."""
    odds = row_features(rows, agreement, ordered) @ np.asarray(coefficients)
    return np.asarray(1 / (1 + np.exp(-odds)))
