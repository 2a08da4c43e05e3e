"""Boosted trees: log odds as the sum of what many small decision trees say of a row.

A sum of weighted features cannot tell that a doubt counts only beside another one; trees can
(Friedman, 2001, "Greedy function approximation: a gradient boosting machine").
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Trees(NamedTuple):
    """Full binary trees of one depth: which feature each inner node asks (tree, node), above which
    value the right branch is taken, and what each leaf adds (tree, leaf); and the log odds to begin
    with. Node k's branches are nodes 2k + 1 and 2k + 2."""

    start: float
    asked: NDArray[np.int64]
    above: Floats
    leaves: Floats

    def log_odds(self, features: Floats) -> Floats:
        """For each row of an array (row, feature) the log odds."""
        nodes = self.asked.shape[1]
        at = np.zeros((len(features), len(self.asked)), dtype=np.int64)
        trees, rows = np.arange(len(self.asked)), np.arange(len(features))[:, None]
        while at.size and at[0, 0] < nodes:
            values = features[rows, self.asked[trees, at]]
            at = 2 * at + 1 + (values > self.above[trees, at])
        return np.asarray(self.start + self.leaves[trees, at - nodes].sum(axis=1))


def read_trees(path: Path, names: Sequence[str]) -> Trees:
    """The trees in a file, as `write_trees` leaves it."""
    first, *lines = path.read_text("utf-8").splitlines()
    asked, above, leaves = [], [], []
    for line in lines:
        *questions, added = line.split("\t")
        asked.append([names.index(name) for name in questions[::2]])
        above.append([float(value) for value in questions[1::2]])
        leaves.append([float(value) for value in added.split()])
    return Trees(float(first), np.array(asked), np.array(above), np.array(leaves))


def write_trees(path: Path, trees: Trees, names: Sequence[str]) -> None:
    """One tree on a line: the name and the value of each question, and what the leaves add."""
    lines = [f"{trees.start:.4f}"]
    for asked, above, leaves in zip(trees.asked, trees.above, trees.leaves, strict=True):
        questions = [f"{names[k]}\t{value:.5g}" for k, value in zip(asked, above, strict=True)]
        lines.append("\t".join([*questions, " ".join(f"{leaf:.4f}" for leaf in leaves)]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
