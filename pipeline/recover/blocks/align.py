"""Which cells of a column stand in which rows of a page.

Rows are those of one column that has a cell in each (the `spine`: actions, as a rule). Every other
column has its cells in the same order; at each row it has a cell or is empty. How probable it is
that the next cell belongs to the row is weighed by a small network (`take_features`) from what the
pairs say of this row and its neighbours and from how many rows and cells are left. All ways to
deal a column's cells out to the rows, and to cut its atoms into cells, are summed exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.recover.blocks.pairs import Atom
from pipeline.recover.flowed.context import FIELDS
from pipeline.recover.flowed.semimarkov import Floats

# By which column, besides the spine, the rows of a column are told: one that it is tied to.
TIED_TO = {
    "target": "evidence", "pic": "evidence", "extra": "evidence", "value": "evidence",
    "indicator": "evidence", "component": "indicator", "component_no": "component",
    "group": "component", "section": "component",
}  # fmt: skip
ORDER = ("action", "evidence", "indicator", "target", "pic", "extra", "value", "component",
         "component_no", "group", "section")  # fmt: skip
_FARTHEST = 6.0
_LONGEST = 14  # atoms of a cell
_LEFT_OVER = -8.0  # a cell for which no row is left goes with the last
_NONE = -np.inf


@dataclass(frozen=True)
class Dealt:
    """A column dealt out to the rows 0 … n of a page, row 0 being what goes on from the page
    before: `cells[i]` the places (first, end) of its atoms in the column, or None; `sure[i]` the
    probability that the row has just this; `total` the log sum over all ways."""

    cells: list[tuple[int, int] | None]
    sure: Floats
    total: float


def take_features(
    pairs: Floats,
    spine: Sequence[int],
    column: Sequence[int],
    tied: Sequence[int] | None,
    atoms: Sequence[Atom],
    field: str,
) -> Floats:
    """(n, m, F): what is seen of the atoms of a column (as indices of the page's `atoms`) as the
    cells of n rows, whose first atoms in the spine are given, and in the column it is `tied` to
    (-1 where that is empty). `pairs` (2, a, a): the log odds that two are of one row, and that one
    stands for the row of the other."""
    n, m = len(spine), len(column)
    rows, cells = np.array(spine, dtype=np.int64), np.array(column, dtype=np.int64)
    begins = np.array([atoms[i].begins for i in column])
    hard = begins > 0.5
    hard[:1] = True
    odds = np.clip(pairs[0][np.ix_(rows, cells)], -_FARTHEST, _FARTHEST)  # (n, m)
    padded = np.pad(odds, ((2, 3), (0, 0)), constant_values=-_FARTHEST)
    later = np.maximum.accumulate(padded[3:][::-1])[::-1][:n]  # best of the rows below
    earlier = np.maximum.accumulate(padded[:-4])[1 : n + 1]
    following = np.full(m, -1)  # the next cell of the column
    next_hard = -1
    for j in range(m - 1, -1, -1):
        following[j] = next_hard
        if hard[j]:
            next_hard = j
    after = np.where(following >= 0, odds[:, following], -_FARTHEST)
    after_next = np.where(following >= 0, padded[3 : n + 3][:, following], -_FARTHEST)
    ends = np.append(rows[1:], len(atoms))
    second = np.append(ends[1:], len(atoms))
    seen = [
        odds, padded[3 : n + 3], padded[4 : n + 4], padded[1 : n + 1], later, earlier,
        after, after_next,
        (cells[None] < rows[:, None]) * 3.0,
        ((cells[None] > rows[:, None]) & (cells[None] < ends[:, None])) * 3.0,
        ((cells[None] > ends[:, None]) & (cells[None] < second[:, None])) * 3.0,
        (cells[None] > second[:, None]) * 3.0,
    ]  # fmt: skip
    left_rows = np.arange(n, 0, -1)[:, None].astype(float)
    left_cells = np.cumsum(hard[::-1])[::-1][None].astype(float)
    ratio = np.log((left_cells + 0.3) / (left_rows + 0.3))
    share = np.log((hard.sum() + 0.3) / (n + 0.3))
    seen += [
        3 * np.clip(ratio, -2, 2), np.full((n, m), 3 * np.clip(share, -2, 2)),
        3.0 * (left_cells >= left_rows), 3.0 * (left_rows == 1) * np.ones((1, m)),
        3.0 * (np.arange(n) == 0)[:, None] * np.ones((1, m)), 3.0 * begins[None] * np.ones((n, 1)),
    ]  # fmt: skip
    # Which of the cells before, here and behind stands for the row and for those below it.
    holds = np.clip(pairs[1][np.ix_(rows, cells)], -_FARTHEST, _FARTHEST)
    holds = np.pad(holds, ((1, 2), (0, 0)), constant_values=-_FARTHEST)
    previous = np.full(m, -1)
    last_hard = -1
    for j in range(m):
        previous[j] = last_hard
        if hard[j]:
            last_hard = j
    for places in (np.arange(m), previous, following):
        for down in range(4):
            part = holds[down : down + n][:, places]
            seen.append(np.where(places >= 0, part, -_FARTHEST))
    none = np.full((n, m), -_FARTHEST)
    if tied is None:
        seen += [none, none, none, np.zeros((n, m))]
    else:
        held = np.array(tied) >= 0
        own = np.clip(pairs[0][np.ix_(np.maximum(tied, 0), cells)], -_FARTHEST, _FARTHEST)
        own = np.where(held[:, None], own, -_FARTHEST)
        below = np.full((n, m), -_FARTHEST)
        farther = np.full((n, m), -_FARTHEST)
        for i in range(n - 2, -1, -1):
            below[i] = own[i + 1] if held[i + 1] else below[i + 1]
            farther[i] = np.maximum(own[i + 1], farther[i + 1])
        seen += [own, below, farther, 3.0 * held[:, None] * np.ones((1, m))]
    kind = np.zeros((n, m, len(FIELDS)))
    kind[:, :, FIELDS.index(field)] = 3.0
    stacked = np.stack([np.broadcast_to(part, (n, m)) for part in seen], axis=2)
    return np.concatenate([stacked, kind], axis=2) / 3.0


def take_odds(seen: Floats, network: Mapping[str, Floats]) -> Floats:
    """(n, m): the log odds that an atom, where it is the next of its column, is of the row."""
    hidden = np.maximum(seen @ network["seen"] + network["bias"], 0)
    hidden = np.maximum(hidden @ network["middle"] + network["middle_bias"], 0)
    return np.asarray(hidden @ network["out"] + network["out_bias"])


def deal(odds: Floats, begins: Floats, may_continue: bool) -> Dealt:
    """A column's atoms dealt out to rows: `odds` (n, m) as `take_odds` gives them, `begins` (m,)
    the probability that a cell begins with each."""
    n, m = odds.shape
    take, leave = -np.logaddexp(0, -odds), -np.logaddexp(0, odds)
    starts, goes_on = np.log(begins), np.log(1 - begins)
    along = np.concatenate([[0.0], np.cumsum(goes_on)])
    # Row 0: the first atoms may be what is left of a cell.
    forward = np.full((n + 1, m + 1), _NONE)
    forward[0, 0] = 0.0
    if may_continue:
        forward[0, 1:] = along[1:]
    forward[0, _LONGEST + 1 :] = _NONE
    for i in range(n):
        row = forward[i].copy()
        empty = row.copy()
        empty[:m] += leave[i]
        taken = np.full(m + 1, _NONE)
        for j in np.flatnonzero(row[:m] > _NONE).tolist():
            first = row[j] + take[i, j] + starts[j]
            last = min(m, j + _LONGEST)
            ways = first + along[j + 1 : last + 1] - along[j + 1]
            taken[j + 1 : last + 1] = np.logaddexp(taken[j + 1 : last + 1], ways)
        forward[i + 1] = np.logaddexp(empty, taken)
    backward = np.full((n + 1, m + 1), _NONE)
    backward[n] = _LEFT_OVER * np.arange(m, -1, -1)
    best = np.full((n + 1, m + 1), _NONE)
    best[n] = backward[n]
    choice = np.full((n, m + 1), -1, dtype=np.int64)
    for i in range(n - 1, -1, -1):
        for j in range(m + 1):
            stay = leave[i, j] if j < m else 0.0
            backward[i, j] = backward[i + 1, j] + stay
            best[i, j] = best[i + 1, j] + stay
            if j < m:
                last = min(m, j + _LONGEST)
                ways = take[i, j] + starts[j] + along[j + 1 : last + 1] - along[j + 1]
                summed = np.logaddexp.reduce(ways + backward[i + 1, j + 1 : last + 1])
                backward[i, j] = np.logaddexp(backward[i, j], summed)
                found = ways + best[i + 1, j + 1 : last + 1]
                k = int(found.argmax())
                if found[k] > best[i, j]:
                    best[i, j], choice[i, j] = found[k], j + 1 + k
    total = float(np.logaddexp.reduce(forward[n] + backward[n]))
    at = int((forward[0] + best[0]).argmax())
    cells: list[tuple[int, int] | None] = [(0, at) if at else None]
    sure = [float(np.exp(forward[0, at] + backward[0, at] - total))]
    for i in range(n):
        end = int(choice[i, at])
        if end < 0:
            stay = leave[i, at] if at < m else 0.0
            likely = forward[i, at] + stay + backward[i + 1, at]
            cells.append(None)
        else:
            way = take[i, at] + starts[at] + along[end] - along[at + 1]
            likely = forward[i, at] + way + backward[i + 1, end]
            cells.append((at, end))
            at = end
        sure.append(float(np.exp(min(likely - total, 0.0))))
    if at < m:
        before = cells[n]
        cells[n] = (before[0] if before else at, m)
        sure[n] = 0.0
    return Dealt(cells, np.array(sure), total)
