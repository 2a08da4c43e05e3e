"""From the search's probabilities to the probability that a row is exactly right.

The search's own probability of a row is too sure of itself where its words or gaps are unlike
those it was trained with, and such rows stand together. So a row's odds are calibrated by logistic
regression (Platt, 1999) on its own log odds, those of its neighbours and those of the document,
and on whether it lacks a cell or shares one with the row above, fitted on plans that the weights
were not trained with.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_SUREST = 1e-6
FEATURES = ("constant", "own", "neighbours", "document", "missing", "shared")
_MISSING = {"target_missing", "cell_missing"}

# The search's probability of a row, and the row's flags.
Found = tuple[float, Sequence[str]]


def row_features(rows: Sequence[Found]) -> NDArray[np.float64]:
    """A document's rows, in order → an array (row, FEATURES)."""
    p = np.clip(np.array([p for p, _ in rows], dtype=np.float64), _SUREST, 1 - _SUREST)
    odds = np.log(p / (1 - p))
    padded = np.concatenate([[odds.max()], odds, [odds.max()]]) if len(odds) else odds
    neighbours = np.minimum(padded[:-2], padded[2:]) if len(odds) else odds
    document = np.full(len(odds), odds.mean() if len(odds) else 0.0)
    missing = np.array([float(not _MISSING.isdisjoint(flags)) for _, flags in rows])
    shared = np.array([float("cell_shared" in flags) for _, flags in rows])
    return np.stack([np.ones(len(odds)), odds, neighbours, document, missing, shared], axis=1)


def calibrated(rows: Sequence[Found], coefficients: Sequence[float]) -> NDArray[np.float64]:
    """The probability of each row that it is exactly right."""
    odds = row_features(rows) @ np.asarray(coefficients)
    return np.asarray(1 / (1 + np.exp(-odds)))
