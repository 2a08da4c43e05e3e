"""What the words of a line say for columns, by where the same words stand on the other lines.

A document says the same things again and again: minutes and photographs are evidence, months are
times. Words, their affixes and their classes as words of time are counted by column in one sharing
out of the lines, and speak in the next: how much oftener does one stand in a column than anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.flowed.lexicon import keys_of
from pipeline.recover.spaced.words import Line

Floats = NDArray[np.float64]

KINDS = ("word", "affix", "time")
_SMOOTHING = 0.7  # added to the observed and to the expected count, so that rare words say little
_MOST = 3.0


def words_by_column(
    lines: Mapping[int, Line], columns: Mapping[int, Sequence[int]], count: int
) -> dict[int, Floats]:
    """Lines by index, and the columns of their words, of so many → for each line an array (kind,
    word, column) of log ratios; each word is left out of what is counted for itself."""
    counts: list[dict[str, Floats]] = [{} for _ in KINDS]
    for i, line in lines.items():
        for word, column in zip(line.words, columns[i], strict=True):
            for known, key in zip(counts, keys_of(word.text), strict=False):
                if key:
                    known.setdefault(key, np.zeros(count))[column] += 1
    sums = [sum(known.values(), np.zeros(count)) for known in counts]
    shares = [own / max(1.0, float(own.sum())) for own in sums]
    said: dict[tuple[int, str, int], Floats] = {}
    found: dict[int, Floats] = {}
    for i, line in lines.items():
        values = np.zeros((len(KINDS), len(line.words), count))
        for k, (word, column) in enumerate(zip(line.words, columns[i], strict=True)):
            for kind, key in zip(range(len(KINDS)), keys_of(word.text), strict=False):
                if key:
                    if (kind, key, column) not in said:
                        others = counts[kind][key].copy()
                        others[column] -= 1
                        said[kind, key, column] = _ratios(others, shares[kind])
                    values[kind, k] = said[kind, key, column]
        found[i] = values
    return found


def _ratios(observed: Floats, shares: Floats) -> Floats:
    """The log of observed over expected counts, smoothed."""
    expected = observed.sum() * shares
    ratios = np.log((observed + _SMOOTHING) / (expected + _SMOOTHING))
    return np.asarray(np.clip(ratios, -_MOST, _MOST))
