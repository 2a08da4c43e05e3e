"""Boosted trees fitted to what is right and what is wrong (`pipeline.recover.spaced.trees`)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.spaced.trees import Floats, Trees

_BINS = 48


class Growth(NamedTuple):
    """So many trees, how deep, how much of each is taken; the penalty of a leaf, the fewest rows in
    one, and the share of features that a level may ask."""

    trees: int = 300
    depth: int = 3
    rate: float = 0.05
    pull: float = 5.0
    fewest: int = 25
    share: float = 0.3


def grow(features: Floats, right: Floats, growth: Growth, seed: int = 1) -> Trees:
    """The trees by which the rows of an array (row, feature) are best told right or wrong."""
    chance = np.random.default_rng(seed)
    cuts = [_cuts(column) for column in features.T]
    placed = np.stack([np.searchsorted(own, column, side="left")
                       for own, column in zip(cuts, features.T, strict=True)])  # fmt: skip
    start = float(np.log(right.mean() / (1 - right.mean())))
    odds = np.full(len(right), start)
    nodes, leaves = 2**growth.depth - 1, 2**growth.depth
    asked = np.zeros((growth.trees, nodes), dtype=np.int64)
    above = np.full((growth.trees, nodes), np.inf)
    added = np.zeros((growth.trees, leaves))
    for tree in range(growth.trees):
        sure = 1 / (1 + np.exp(-odds))
        slope, bend = right - sure, sure * (1 - sure)
        at = np.zeros(len(right), dtype=np.int64)
        for level in range(growth.depth):
            count = max(1, round(growth.share * len(cuts)))
            chosen = chance.choice(len(cuts), count, replace=False)
            first = 2**level - 1
            best = _best(placed, chosen, at - first, 2**level, (slope, bend), growth)
            for node, (feature, cut) in enumerate(best):
                if feature >= 0:
                    asked[tree, first + node] = feature
                    above[tree, first + node] = cuts[feature][cut]
            values = features[np.arange(len(at)), asked[tree, at]]
            at = 2 * at + 1 + (values > above[tree, at])
        leaf = at - nodes
        up = np.bincount(leaf, slope, leaves)
        down = np.bincount(leaf, bend, leaves) + growth.pull
        added[tree] = growth.rate * up / down
        odds += added[tree, leaf]
    return Trees(start, asked, above, added)


def grow_often(features: Floats, right: Floats, growth: Growth, times: int) -> Trees:
    """The mean of trees grown several times, each time asking other features by chance."""
    grown = [grow(features, right, growth, seed) for seed in range(1, times + 1)]
    return Trees(
        grown[0].start,
        np.concatenate([own.asked for own in grown]),
        np.concatenate([own.above for own in grown]),
        np.concatenate([own.leaves for own in grown]) / times,
    )


def _cuts(column: Floats) -> Floats:
    """The values that a feature is asked whether it is above."""
    values = np.unique(np.quantile(column, np.linspace(0, 1, _BINS + 1)[1:-1]))
    return np.asarray(values[values < column.max()])


def _best(
    placed: NDArray[np.int64],
    chosen: NDArray[np.int64],
    node: NDArray[np.int64],
    nodes: int,
    slopes: tuple[Floats, Floats],
    growth: Growth,
) -> list[tuple[int, int]]:
    """For each node of a level the feature and the cut that part its rows best; -1 where none
    does."""
    size = _BINS + 1
    found = [(-1, -1)] * nodes
    gains = np.full(nodes, 1e-9)
    for feature in chosen:
        key = node * size + placed[feature]
        up, down, rows = (
            np.bincount(key, own, nodes * size).reshape(nodes, size).cumsum(axis=1)
            for own in (*slopes, np.ones(len(node)))
        )
        whole = up[:, -1:] ** 2 / (down[:, -1:] + growth.pull)
        gain = up**2 / (down + growth.pull) - whole
        gain += (up[:, -1:] - up) ** 2 / (down[:, -1:] - down + growth.pull)
        few = (rows < growth.fewest) | (rows[:, -1:] - rows < growth.fewest)
        gain = np.where(few, 0.0, gain)
        cut = gain.argmax(axis=1)
        for k in np.flatnonzero(gain[np.arange(nodes), cut] > gains):
            gains[k], found[k] = gain[k, cut[k]], (int(feature), int(cut[k]))
    return found
