"""The exact search: a semi-Markov chain over the words of a stream.

A reading cuts the words 0 … n-1 into segments, each with a state; its score is the sum of the
segments' scores and of the scores of the joints between them. Forward and backward sums give the
probability of every reading (a semi-Markov conditional random field: Sarawagi and Cohen, 2004,
"Semi-Markov Conditional Random Fields for Information Extraction"); the maximum gives the best.
Time and memory grow linearly with n.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
IMPOSSIBLE = -1e9
_BLOCK = 64  # words whose segment scores are held at once


class Segment(NamedTuple):
    """Words `start` up to, not including, `end`, in one state."""

    start: int
    end: int
    state: int


@dataclass(frozen=True)
class Chain:
    """The scores of a stream of n words with S states and segments of at most `longest` words.

    `joints(i)` is the (S + 1, S) array of scores of a joint before word i between the state that
    ends and the one that begins; row S stands for the beginning of the text. `segments(a, b)` is
    the (b - a, L, S) array of scores of segments that end after word j-1 for j = a+1 … b, with
    length l+1, IMPOSSIBLE where there can be none; L is that of the longest there can be. `final`
    (S,) is added at the end of the text. `parts` gives the segments that one segment stands for,
    `share` how probable these are of all that it may stand for.
    """

    length: int
    states: int
    longest: int
    joints: Callable[[int], Floats]
    segments: Callable[[int, int], Floats]
    final: Floats
    parts: Callable[[Segment], list[Segment]] = lambda segment: [segment]
    share: Callable[[Segment], float] = lambda segment: 1.0


def best_reading(chain: Chain) -> tuple[list[Segment], float]:
    """The reading with the highest score, and that score."""
    n, states = chain.length, chain.states
    # The best score of a reading whose segment ends at j; one more state is that of the beginning.
    ends = np.full((n + 1, states + 1), IMPOSSIBLE)
    ends[0, states] = 0.0
    begins = np.full((n + 1, states), IMPOSSIBLE)  # … and whose next segment begins at i
    came_from = np.zeros((n + 1, states), dtype=np.int64)
    lengths = np.zeros((n + 1, states), dtype=np.int64)
    columns = np.arange(states)
    for block in range(0, n, _BLOCK):
        scores = chain.segments(block, min(block + _BLOCK, n))
        for j in range(block + 1, min(block + _BLOCK, n) + 1):
            i = j - 1
            joint = chain.joints(i) + ends[i][:, None]
            came_from[i] = joint.argmax(axis=0)
            begins[i] = joint[came_from[i], columns]
            reach = min(scores.shape[1], j)
            total = begins[j - reach : j][::-1] + scores[i - block, :reach]
            lengths[j] = total.argmax(axis=0)
            ends[j, :states] = total[lengths[j], columns]
    last = ends[n, :states] + chain.final
    state, j = int(last.argmax()), n
    best = float(last[state])
    reading: list[Segment] = []
    while j > 0:
        i = j - 1 - int(lengths[j, state])
        reading.append(Segment(i, j, state))
        state, j = int(came_from[i, state]), i
    return reading[::-1], best


def runner_up(
    chain: Chain, best: Sequence[Segment], before: int, after: int | None
) -> list[Segment]:
    """The best reading of the words that the segments `best` cover that is another one, between a
    segment in state `before` (S at the beginning of the text) and one in state `after` (None at
    its end); empty where there is none.

    Any other reading holds a segment that `best` does not. So it is the best of those that go
    through one, and each of them is the best way to that segment and the best way on from it."""
    first, last = best[0].start, best[-1].end
    n, states = last - first, chain.states
    blocks = chain.segments(first, last)[:, :n]  # (n, L, S) by end and length
    lengths = np.arange(blocks.shape[1])
    blocks = np.where((lengths[None, :] <= np.arange(n)[:, None])[:, :, None], blocks, IMPOSSIBLE)
    joints = [chain.joints(first + i) for i in range(n)]
    ends = np.full((n + 1, states), IMPOSSIBLE)
    begins = np.full((n + 1, states), IMPOSSIBLE)
    begins[0] = joints[0][before]
    for j in range(1, n + 1):
        reach = min(j, len(lengths))
        ends[j] = (begins[j - reach : j][::-1] + blocks[j - 1, :reach]).max(axis=0)
        if j < n:
            begins[j] = (joints[j][:-1] + ends[j][:, None]).max(axis=0)
    after_end = np.full((n + 1, states), IMPOSSIBLE)
    after_begin = np.full((n + 1, states), IMPOSSIBLE)
    after_end[n] = chain.final if after is None else chain.joints(last)[:-1, after]
    for i in range(n - 1, -1, -1):
        steps = np.arange(min(n - i, len(lengths)))
        after_begin[i] = (blocks[i + steps, steps] + after_end[i + 1 + steps]).max(axis=0)
        if i:
            after_end[i] = (joints[i][:-1] + after_begin[i]).max(axis=1)
    through = np.full(blocks.shape, IMPOSSIBLE)
    for j in range(1, n + 1):
        reach = min(j, len(lengths))
        through[j - 1, :reach] = begins[j - reach : j][::-1] + blocks[j - 1, :reach] + after_end[j]
    for segment in best:
        through[segment.end - first - 1, segment.end - segment.start - 1, segment.state] = -np.inf
    j, length, state = (int(k) for k in np.unravel_index(through.argmax(), through.shape))
    if through[j, length, state] < IMPOSSIBLE / 2:
        return []
    found = [Segment(j - length, j + 1, state)]
    while found[0].start > 0:
        i = found[0].start
        state = int((joints[i][:-1, found[0].state] + ends[i]).argmax())
        reach = min(i, len(lengths))
        back = int((begins[i - reach : i, state][::-1] + blocks[i - 1, :reach, state]).argmax())
        found.insert(0, Segment(i - 1 - back, i, state))
    while found[-1].end < n:
        i = found[-1].end
        state = int((joints[i][found[-1].state] + after_begin[i]).argmax())
        steps = np.arange(min(n - i, len(lengths)))
        on = int((blocks[i + steps, steps, state] + after_end[i + 1 + steps, state]).argmax())
        found.append(Segment(i, i + 1 + on, state))
    return [Segment(s.start + first, s.end + first, s.state) for s in found]


@dataclass(frozen=True)
class Sums:
    """Log sums over readings: `ends[j, s]` over those of words before j whose last segment is in
    s; `begins[i, s]` over those whose segment in s begins at i; `after_begin`, `after_end` over
    what can follow; `total` over all."""

    ends: Floats
    begins: Floats
    after_begin: Floats
    after_end: Floats
    total: float


def sum_readings(chain: Chain) -> Sums:
    """Forward and backward sums of a chain."""
    n, states, longest = chain.length, chain.states, chain.longest
    ends = np.full((n + 1, states + 1), IMPOSSIBLE)  # one more state: the beginning of the text
    ends[0, states] = 0.0
    begins = np.full((n + 1, states), IMPOSSIBLE)
    for block in range(0, n, _BLOCK):
        scores = chain.segments(block, min(block + _BLOCK, n))
        for j in range(block + 1, min(block + _BLOCK, n) + 1):
            i = j - 1
            begins[i] = _log_sum(chain.joints(i) + ends[i][:, None])
            reach = min(scores.shape[1], j)
            ends[j, :states] = _log_sum(begins[j - reach : j][::-1] + scores[i - block, :reach])
    after_begin = np.full((n + 1, states), IMPOSSIBLE)
    after_end = np.full((n + 1, states), IMPOSSIBLE)
    after_end[n] = chain.final
    after = np.empty((0, 1, states))
    for block in range((n - 1) // _BLOCK * _BLOCK, -1, -_BLOCK):
        # Segments that begin in this block end in it or up to `longest` words later.
        own = chain.segments(block, min(block + _BLOCK, n))
        width = max(own.shape[1], after.shape[1])
        scores = np.concatenate([_widened(own, width), _widened(after, width)])
        after = scores[: longest - 1]
        for i in range(min(block + _BLOCK, n) - 1, block - 1, -1):
            reach = min(width, n - i)
            steps = np.arange(reach)
            following = scores[i - block + steps, steps]  # (reach, S)
            after_begin[i] = _log_sum(following + after_end[i + 1 : i + 1 + reach])
            if i:
                after_end[i] = _log_sum((chain.joints(i)[:-1] + after_begin[i]).T)
    ends = ends[:, :states]
    return Sums(ends, begins, after_begin, after_end, float(_log_sum(ends[n] + chain.final)))


def _widened(scores: Floats, width: int) -> Floats:
    """Scores of segments for so many lengths."""
    more = (0, width - scores.shape[1])
    return np.pad(scores, ((0, 0), more, (0, 0)), constant_values=IMPOSSIBLE)


def _log_sum(values: Floats) -> Floats:
    """Log of the sum of exponentials over the first axis."""
    top = values.max(axis=0)
    return np.asarray(top + np.log(np.exp(values - top).sum(axis=0)))
