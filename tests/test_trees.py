"""Boosted trees that tell how sure rows of text are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.recover.spaced.trees import Trees, read_trees, write_trees
from training.boost import Growth, grow_often

NAMES = ("columns", "rows", "nothing")
DOUBTS = np.array([[a, b, 0.5] for a in (0.0, 1.0) for b in (0.0, 1.0)])


@pytest.fixture(scope="module")
def trees() -> Trees:
    """Rows that are wrong where two doubts come together, and seldom where there is one."""
    chance = np.random.default_rng(1)
    features = chance.integers(0, 2, (2000, 3)).astype(float)
    wrong = (features[:, 0] * features[:, 1] > 0) & (chance.random(2000) < 0.9)
    growth = Growth(trees=60, depth=2, rate=0.2, share=1.0)
    return grow_often(features, (~wrong).astype(float), growth, 2)


def test_two_doubts_that_count_only_together_were_summed_up(trees: Trees) -> None:
    neither, second, first, both = 1 / (1 + np.exp(-trees.log_odds(DOUBTS)))
    assert min(neither, second, first) > 0.97
    assert both == pytest.approx(0.1, abs=0.05)


def test_trees_are_read_as_they_were_written(trees: Trees, tmp_path: Path) -> None:
    write_trees(tmp_path / "trees.tsv", trees, NAMES)
    again = read_trees(tmp_path / "trees.tsv", NAMES)
    assert again.log_odds(DOUBTS) == pytest.approx(trees.log_odds(DOUBTS), abs=0.01)
    assert "columns" in (tmp_path / "trees.tsv").read_text("utf-8")


def test_no_rows_have_no_odds(trees: Trees) -> None:
    assert trees.log_odds(np.zeros((0, 3))).shape == (0,)
