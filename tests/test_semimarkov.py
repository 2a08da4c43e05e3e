"""The exact search against every reading counted one by one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from pipeline.recover.flowed.semimarkov import (
    Chain,
    Segment,
    best_reading,
    runner_up,
    sum_readings,
)


def _random_chain(seed: int, n: int, states: int, longest: int) -> Chain:
    rng = np.random.default_rng(seed)
    joints = rng.normal(size=(n, states + 1, states))
    segments = rng.normal(size=(n, longest, states))
    return Chain(
        n, states, longest, lambda i: joints[i], lambda a, b: segments[a:b], rng.normal(size=states)
    )


def _readings(n: int, states: int, longest: int, start: int = 0) -> Iterator[list[Segment]]:
    if start == n:
        yield []
        return
    for end in range(start + 1, min(n, start + longest) + 1):
        for state in range(states):
            for rest in _readings(n, states, longest, end):
                yield [Segment(start, end, state), *rest]


def _score(chain: Chain, reading: list[Segment]) -> float:
    total, before = 0.0, chain.states
    for segment in reading:
        total += chain.joints(segment.start)[before, segment.state]
        total += chain.segments(segment.end - 1, segment.end)[
            0, segment.end - segment.start - 1, segment.state
        ]
        before = segment.state
    return float(total + chain.final[before])


@pytest.mark.parametrize("seed", range(5))
def test_best_reading_and_sums_are_those_of_all_readings(seed: int) -> None:
    chain = _random_chain(seed, n=6, states=2, longest=3)
    readings = list(_readings(6, 2, 3))
    scores = np.array([_score(chain, reading) for reading in readings])
    best, value = best_reading(chain)
    assert best == readings[int(scores.argmax())]
    assert value == pytest.approx(scores.max())
    sums = sum_readings(chain)
    assert sums.total == pytest.approx(np.log(np.exp(scores).sum()))
    held = [
        s
        for s, r in zip(scores, readings, strict=True)
        if any(x.start == 2 and x.state == 1 for x in r)
    ]
    through = sums.begins[2, 1] + sums.after_begin[2, 1]
    assert through == pytest.approx(np.log(np.exp(held).sum()))


def test_a_long_stream_is_searched_in_blocks_without_a_seam() -> None:
    chain = _random_chain(9, n=700, states=3, longest=20)
    reading, value = best_reading(chain)
    assert [s.start for s in reading[1:]] == [s.end for s in reading[:-1]]
    assert value == pytest.approx(_score(chain, reading))
    sums = sum_readings(chain)
    total = np.log(np.exp(sums.begins[0] + sums.after_begin[0] - sums.total).sum())
    assert total == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_runner_up_is_the_second_of_all_readings(seed: int) -> None:
    chain = _random_chain(seed, n=6, states=2, longest=3)
    readings = sorted(_readings(6, 2, 3), key=lambda reading: -_score(chain, reading))
    assert runner_up(chain, readings[0], chain.states, None) == readings[1]


@pytest.mark.parametrize("seed", range(10))
def test_runner_up_of_a_part_leaves_the_rest_as_it_is(seed: int) -> None:
    chain = _random_chain(seed, n=7, states=2, longest=3)
    best, _ = best_reading(chain)
    if len(best) < 3:
        pytest.skip("too few segments to have a middle")
    first, last = best[0], best[-1]
    others = [
        reading
        for reading in _readings(7, 2, 3)
        if reading[0] == first and reading[-1] == last and reading != best
    ]
    second = max(others, key=lambda reading: _score(chain, reading))
    middle = runner_up(chain, best[1:-1], first.state, last.state)
    assert [first, *middle, last] == second
