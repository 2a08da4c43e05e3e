"""What the words of a line say for columns, by where the same words stand on the other lines.

A document says the same things again and again: minutes and photographs are evidence, months are
times. Words, their affixes, their classes as words of time and their shapes are counted by column
in one sharing out of the lines, and speak in the next: how much oftener does one stand in a column
than anywhere, and how much oftener does one of its like (an amount, a number, a dash) begin there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipeline.recover.flowed.lexicon import keys_of
from pipeline.recover.spaced.words import Line

Floats = NDArray[np.float64]

KINDS = ("word", "affix", "time", "shape")
_ALL = (*KINDS, "opening")
_SMOOTHING = 0.7  # added to the observed and to the expected count, so that rare words say little
_MOST = 3.0


def words_by_column(
    lines: Mapping[int, Line], columns: Mapping[int, Sequence[int]], count: int
) -> dict[int, Floats]:
    """Lines by index, and the columns of their words, of so many → for each line an array (kind,
    word, column) of log ratios, the last kind being how each goes with beginning a run; each word
    is left out of what is counted for itself."""
    counts: list[dict[str, Floats]] = [{} for _ in _ALL]
    begins = {i: [not k or c != own[k - 1] for k, c in enumerate(own)]
              for i, own in columns.items()}  # fmt: skip
    for i, line in lines.items():
        for word, column, first in zip(line.words, columns[i], begins[i], strict=True):
            for kind, (known, key) in enumerate(zip(counts, _keys(word.text), strict=True)):
                if key and (first or kind < len(KINDS)):
                    known.setdefault(key, np.zeros(count))[column] += 1
    sums = [sum(known.values(), np.zeros(count)) for known in counts]
    shares = [own / max(1.0, float(own.sum())) for own in sums]
    said: dict[tuple[int, str, int], Floats] = {}
    found: dict[int, Floats] = {}
    for i, line in lines.items():
        values = np.zeros((len(_ALL), len(line.words), count))
        for k, (word, column) in enumerate(zip(line.words, columns[i], strict=True)):
            for kind, key in enumerate(_keys(word.text)):
                if key and key in counts[kind]:
                    own = column if begins[i][k] or kind < len(KINDS) else -1
                    if (kind, key, own) not in said:
                        others = counts[kind][key].copy()
                        if own >= 0:
                            others[own] -= 1
                        said[kind, key, own] = _ratios(others, shares[kind])
                    values[kind, k] = said[kind, key, own]
        found[i] = values
    return found


@lru_cache(maxsize=1 << 16)
def _keys(word: str) -> tuple[str, str, str, str, str]:
    """The keys of a word, one for each kind: as one that begins a run, numbers of one form are
    alike, other words by their shape."""
    lower, affix, time, shape = keys_of(word)
    return lower, affix, time, shape, lower if "#" in lower else shape


def _ratios(observed: Floats, shares: Floats) -> Floats:
    """The log of observed over expected counts, smoothed."""
    expected = observed.sum() * shares
    ratios = np.log((observed + _SMOOTHING) / (expected + _SMOOTHING))
    return np.asarray(np.clip(ratios, -_MOST, _MOST))
