"""Time phrases among the words of a stream."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from pipeline.deadlines import parse_deadlines

_LONGEST = 30  # words


@lru_cache(maxsize=2)  # a stream's are asked for more than once
def phrases_in(words: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """The first and the last word of each time phrase, conditions ("if there is one") apart."""
    offsets = np.cumsum([0, *(len(word) + 1 for word in words)])
    found: list[tuple[int, int]] = []
    for deadline in parse_deadlines(" ".join(words), None):
        first = int(np.searchsorted(offsets, deadline.phrase_start, side="right")) - 1
        last = int(np.searchsorted(offsets, deadline.phrase_end - 1, side="right")) - 1
        if deadline.kind != "conditional" and last - first < _LONGEST:
            found.append((first, last))
    return tuple(found)
