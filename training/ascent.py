"""Weights of the greatest likelihood by gradient steps: Adam (Kingma and Ba, 2015) over parts of
the lessons, for the models of the stage *spaced*."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Lesson = TypeVar("Lesson")
Given = TypeVar("Given")
Found = TypeVar("Found")

_LAST_RATE = 0.02  # of the first one; it falls from half of the steps on
_TOLD = 6  # times that the likelihood is told


class Pace(NamedTuple):
    """So many steps of this rate, each over `size` lessons; `pull` draws weights towards zero."""

    steps: int
    rate: float
    pull: float
    size: int


def ascend(
    lessons: Sequence[Lesson],
    weights: Floats,
    gradient: Callable[[Lesson, Floats], tuple[float, Floats]],
    count: Callable[[Lesson], int],
    pace: Pace,
) -> Floats:
    """The weights of the greatest likelihood, from those given on. `gradient` gives a lesson's log
    likelihood and its slope, `count` how many things it teaches."""
    weights = weights.copy()
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    order = np.random.default_rng(1)
    for step in range(1, pace.steps + 1):
        total, slope, taught = 0.0, np.zeros_like(weights), 0
        for k in order.choice(len(lessons), pace.size, replace=False):
            value, more = gradient(lessons[k], weights)
            total, slope, taught = total + value, slope + more, taught + count(lessons[k])
        slope = slope / taught - pace.pull * weights
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope**2
        rate = pace.rate * min(1.0, 2 * (1 - step / pace.steps) + _LAST_RATE)
        weights += rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
        if step % (pace.steps // _TOLD) == 0:
            print(f"step {step}: log likelihood {total / taught:.4f}", flush=True)
    return weights


def collect(look: Callable[[Given], list[Found]], given: Sequence[Given]) -> list[Found]:
    """What is found in each of many documents, looked at two at a time, in one list."""
    with ProcessPoolExecutor(2) as pool:
        return [item for found in pool.map(look, given, chunksize=2) for item in found]
