"""From the search's probabilities to the probability that a row is exactly right.

Logistic regression (Platt, 1999) on the log odds of what a row rests on, fitted on plans that the
weights were not trained with.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_SUREST = 1e-4
_DOUBTED_AREA = 0.9  # not fitted: too few areas are doubtful
FEATURES = (
    *("constant", "lines", "component", "columns", "neighbours", "document"),
    *("merged", "long", "empty", "odd", "all"),
)


class Grounds(NamedTuple):
    """What a row rests on: the probability of its lines, of its component, and of the columns of
    its words; whether a cell of it is merged over rows; its number of lines; how many of its cells
    are empty, and how many begin with a small letter or end in a word that joins; and whether its
    area is beyond doubt."""

    lines: float
    component: float
    columns: float
    merged: bool
    height: int
    empty: int
    odd: int
    area: bool = True


def row_features(grounds: Sequence[Grounds]) -> NDArray[np.float64]:
    """The grounds of a document's rows, in order → an array (row, FEATURES)."""
    if not grounds:
        return np.zeros((0, len(FEATURES)))
    lines = _odds([g.lines for g in grounds])
    component = _odds([g.component for g in grounds])
    columns = _odds([g.columns for g in grounds])
    worst = np.minimum(np.minimum(lines, columns), component)
    padded = np.concatenate([[worst.max()], worst, [worst.max()]])
    return np.stack(
        [
            np.ones(len(grounds)),
            lines,
            component,
            columns,
            np.minimum(padded[:-2], padded[2:]),
            np.full(len(grounds), worst.mean()),
            np.array([float(g.merged) for g in grounds]),
            np.log(np.array([float(g.height) for g in grounds])),
            np.array([float(g.empty) for g in grounds]),
            np.array([float(g.odd) for g in grounds]),
            _odds([g.lines * g.component * g.columns for g in grounds]),
        ],
        axis=1,
    )


def calibrated(grounds: Sequence[Grounds], coefficients: Sequence[float]) -> NDArray[np.float64]:
    """The probability of each row that it is exactly right."""
    odds = row_features(grounds) @ np.asarray(coefficients)
    sure = 1 / (1 + np.exp(-odds))
    capped = np.where([g.area for g in grounds], sure, np.minimum(sure, _DOUBTED_AREA))
    return np.asarray(capped)


def _odds(probabilities: Sequence[float]) -> NDArray[np.float64]:
    p = np.clip(np.asarray(probabilities, dtype=np.float64), _SUREST, 1 - _SUREST)
    return np.asarray(np.log(p / (1 - p)))
