"""What is left of a row after a page break, against every way to cut it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from pipeline.recover.flowed.continued import Remainder, best_cut, sum_of_cuts


def _cuts(start: int, end: int, column: int, columns: int) -> Iterator[list[tuple[int, int, int]]]:
    if start == end:
        yield []
        return
    for stop in range(start + 1, end + 1):
        for c in range(column, columns):
            for rest in _cuts(stop, end, c + 1, columns):
                yield [(start, stop, c), *rest]


@pytest.mark.parametrize("seed", range(8))
def test_cuts_are_weighed_as_one_by_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    words, columns = 5, 3
    rest = Remainder(rng.normal(size=(words, words, columns)), rng.normal(size=words))

    def score(cut: list[tuple[int, int, int]]) -> float:
        pieces = sum(rest.pieces[b - 1, b - a - 1, c] for a, b, c in cut)
        return float(pieces + sum(rest.joints[a] for a, _, _ in cut[1:]))

    for end in range(1, words + 1):
        cuts = list(_cuts(0, end, 0, columns))
        scores = [score(cut) for cut in cuts]
        assert sum_of_cuts(rest)[end - 1] == pytest.approx(np.log(np.exp(scores).sum()))
    assert best_cut(rest) == cuts[int(np.argmax(scores))]
