"""From the search's probabilities to the probability that a row is exactly right.

On pages logistic regression (Platt, 1999) on the log odds of what a row rests on; in text, where
more is doubtful at once, boosted trees. Both are fitted on plans that the weights were not trained
with.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.spaced.agreement import Agreement
from pipeline.recover.spaced.trees import Trees

_SUREST = 1e-4
_DOUBTED_AREA = 0.9  # not fitted: too few areas are doubtful
# Not fitted either: nothing tells whether a blank cell below one set at the top is empty or merged
# with it. Of the plans drawn for training two thirds are merged, of those of three other authors
# half; of indicators nearly all where a plan has many.
_CARRIED, _FEW = 0.7, 2


class Grounds(NamedTuple):
    """What a row rests on: the probability of its lines, that they begin and that they end a row,
    of its component's rows, and that it stands under this component; of the columns of its words;
    that its cells go on over its edges, or end there, as they are read to do; and that it has the
    cells, of those that may be merged over rows, that it was given. What earlier passes made of the
    same: of its columns, of its component, of its merged cells by costs set by hand, and whether
    they read the same lines as a row. How many of its cells are
    merged over rows, of which that of the target; how many it has none of, and how unusual that is
    in their columns; how far off their places its cells stand that are merged. Whether its
    component has no number or no name, where others have; its lines; whether it goes on over a
    page's end, begins or ends a page; how many cells begin with a small letter or end in a word
    that joins; whether its area is beyond doubt; and how well its words agree with their
    columns. How many rows its component has, and whether it is the first or the last of these; its
    cells and words; how many cells hold a list mark on a later line but not on the first, and how
    many begin with an item that is not the first of a list. Whether it has an indicator, or another
    cell, only because the one above, which is set at the top, may be merged over it."""

    lines: float
    begins: float = 1.0
    ends: float = 1.0
    group: float = 1.0
    under: float = 1.0
    columns: float = 1.0
    runs_on: float = 1.0
    covered: float = 1.0
    columns_before: float = 1.0
    under_before: float = 1.0
    covered_by_hand: float = 1.0
    alike: bool = True
    merged: int = 0
    merged_target: bool = False
    merged_many: int = 0
    two_in_one: bool = False
    empty: int = 0
    unusual: float = 0.0
    off: float = 0.0
    headless: float = 0.0
    height: int = 1
    over_page: bool = False
    page_edge: bool = False
    free: int = 0
    small: int = 0
    joining: int = 0
    area: bool = True
    agreement: Agreement = Agreement()
    rows_of_group: int = 1
    first_of_group: bool = True
    last_of_group: bool = True
    cells: int = 0
    words: int = 0
    late_marks: int = 0
    later_items: int = 0
    indicator_carried: bool = False
    other_carried: bool = False


_COUNTS = ("merged", "merged_target", "merged_many", "two_in_one", "empty", "unusual", "off",
           "headless", "over_page", "page_edge", "free", "small", "joining", "alike")  # fmt: skip
_CHANCES = ("lines", "begins", "ends", "group", "under", "columns", "runs_on", "covered",
            "columns_before", "under_before", "covered_by_hand")  # fmt: skip
_ALL = ("lines", "under", "columns", "runs_on")
# One that is doubtful makes a row doubtful, however sure the others are.
_DOUBTS = tuple(name for name in _CHANCES if name != "group")
_AT_MOST = 2.0  # log odds from which one more is no surer
_READ = ("lines", "under", "covered")  # as it is read, whether or not cells could run on
# Above these odds it tells little how sure a chance is; below, much.
_LOW, _HIGH = 2.5, 5.0
_BENT = ("lines", "under", "group", "runs_on", "covered", "begins", "ends")
FEATURES = (
    *("constant", *_CHANCES, *_COUNTS),
    *("all", "height", "worst neighbour", "document", "worst of document", "rows"),
    *("sure neighbours", "small above or below"),
    *("cells begin", "cells go on", "cells agree", "agreement below", "agreement of document"),
    *("least", "second least", "third least", "logs of chances", "doubt of chances"),
    *(f"{name}, at most" for name in _DOUBTS),
    *(f"{high} {name}" for name in _BENT for high in ("low", "high")),
    *("all and covered", "low all and covered", "read", "low read"),
    *("worst neighbour as read", "low worst neighbour as read"),
    *("merged or empty", "merged or empty, low covered", "neither, low under"),
)


def row_features(grounds: Sequence[Grounds]) -> NDArray[np.float64]:
    """The grounds of a document's rows, in order → an array (row, FEATURES)."""
    if not grounds:
        return np.zeros((0, len(FEATURES)))
    chances = {name: np.array([getattr(g, name) for g in grounds]) for name in _CHANCES}
    both = _odds(np.prod([chances[name] for name in _ALL], axis=0))
    padded = np.concatenate([[both.max()], both, [both.max()]])
    odd = np.array([float(g.small + g.joining) for g in grounds])
    around = np.concatenate([[0.0], odd, [0.0]])
    count = len(grounds)
    every = np.stack([chances[name] for name in _DOUBTS], axis=1)
    odds = _odds(every)
    sure = np.clip(every, _SUREST, 1 - _SUREST)
    agreed = np.array([g.agreement[:3] for g in grounds])
    return np.stack(
        [
            np.ones(count),
            *(_odds(chances[name]) for name in _CHANCES),
            *(np.array([float(getattr(g, name)) for g in grounds]) for name in _COUNTS),
            both,
            np.log(np.array([float(g.height) for g in grounds])),
            np.minimum(padded[:-2], padded[2:]),
            np.full(count, both.mean()),
            np.full(count, np.quantile(both, 0.1)),
            np.full(count, np.log(count)),
            (padded[:-2] + padded[2:]) / 2,
            np.maximum(around[:-2], around[2:]),
            *agreed.T,
            np.append(agreed[1:, 0], 0.0),
            np.full(count, agreed[:, 2].mean()),
            *np.sort(odds, axis=1)[:, :3].T,
            np.log(sure).sum(axis=1),
            np.log(1 - sure.prod(axis=1)),
            *np.minimum(odds, _AT_MOST).T,
            *_bent(grounds, chances),
        ],
        axis=1,
    )


def _bent(
    grounds: Sequence[Grounds], chances: dict[str, NDArray[np.float64]]
) -> list[NDArray[np.float64]]:
    """The features by which chances count more where they are low, and by which those of cells that
    may be merged count where there are any."""
    found = [np.minimum(_odds(chances[name]), most) for name in _BENT for most in (_LOW, _HIGH)]
    product = np.prod([chances[name] for name in (*_ALL, "covered")], axis=0)
    read = _odds(np.prod([chances[name] for name in _READ], axis=0))
    padded = np.concatenate([[read.max()], read, [read.max()]])
    worst = np.minimum(padded[:-2], padded[2:])
    for value in (_odds(product), read, worst):
        found += [value, np.minimum(value, _LOW)]
    spread = np.array([float(g.merged > 0 or g.empty > 0) for g in grounds])
    covered = np.minimum(_odds(chances["covered"]), _LOW)
    under = np.minimum(_odds(chances["under"]), _LOW)
    return [*found, spread, spread * covered, (1 - spread) * under]


MORE = (
    *("rows of group", "first of group", "last of group", "cells", "words", "late marks"),
    *("later items", "total", "doubtful words", "line opens"),
    *("wordy", "tall", "words of a line", "least around", "against document"),
    *(f"{name} {where}" for name in ("read", "lines", "under", "columns", "begins", "goes on",
                                     "line opens", "late marks", "merged")
      for where in ("above", "below")),
)  # fmt: skip
TOLD = FEATURES + MORE


def more_features(grounds: Sequence[Grounds]) -> NDArray[np.float64]:
    """What else is seen of a document's rows, in order, for what tells more than a sum does → an
    array (row, TOLD)."""
    first = row_features(grounds)
    if not grounds:
        return np.zeros((0, len(TOLD)))
    own = {
        name: np.array([float(getattr(g, name)) for g in grounds])
        for name in ("rows_of_group", "first_of_group", "last_of_group", "cells", "words",
                     "late_marks", "later_items", "merged", "height")
    }  # fmt: skip
    odds = {name: _odds([getattr(g, name) for g in grounds]) for name in _CHANCES}
    begins, goes_on, _, total, doubtful, opens = np.array([g.agreement for g in grounds]).T
    words, height = np.log1p(own["words"]), np.log(own["height"])
    read = _odds(np.prod([[getattr(g, name) for g in grounds] for name in (*_ALL, "covered")], 0))
    window = np.stack([_shifted(read, by) for by in (-2, -1, 0, 1, 2)])
    besides = (read, odds["lines"], odds["under"], odds["columns"], begins, goes_on, opens,
               own["late_marks"], own["merged"])  # fmt: skip
    more = [
        *(own[name] for name in ("rows_of_group", "first_of_group", "last_of_group", "cells")),
        *(words, own["late_marks"], own["later_items"], total, doubtful, opens),
        *(words - np.median(words), height - np.median(height), words - height),
        *(window.min(axis=0), read - read.mean()),
        *(_shifted(values, by) for values in besides for by in (1, -1)),
    ]
    return np.hstack([first, np.stack(more, axis=1)])


def _shifted(values: NDArray[np.float64], by: int) -> NDArray[np.float64]:
    """For each row the value of the row so many before it (after it, if negative); beyond the
    ends, that of the first or last."""
    places = np.clip(np.arange(len(values)) - by, 0, len(values) - 1)
    return values[places]


def calibrated(grounds: Sequence[Grounds], coefficients: Sequence[float]) -> NDArray[np.float64]:
    """The probability of each row that it is exactly right, by the coefficients of FEATURES."""
    return _stated(grounds, row_features(grounds) @ np.asarray(coefficients))


def calibrated_by_trees(grounds: Sequence[Grounds], trees: Trees) -> NDArray[np.float64]:
    """The same by trees that ask for TOLD."""
    return _stated(grounds, trees.log_odds(more_features(grounds)))


def _stated(grounds: Sequence[Grounds], odds: NDArray[np.float64]) -> NDArray[np.float64]:
    sure = 1 / (1 + np.exp(-odds))
    capped = np.where([g.area for g in grounds], sure, np.minimum(sure, _DOUBTED_AREA))
    few = sum(g.indicator_carried for g in grounds) <= _FEW
    carried = [g.other_carried or few and g.indicator_carried for g in grounds]
    return np.asarray(np.where(carried, np.minimum(capped, _CARRIED), capped))


def _odds(probabilities: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    p = np.clip(np.asarray(probabilities, dtype=np.float64), _SUREST, 1 - _SUREST)
    return np.asarray(np.log(p / (1 - p)))
